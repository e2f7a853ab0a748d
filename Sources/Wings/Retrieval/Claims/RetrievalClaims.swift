import Evidence

extension Claim {
  /// The claims about retrieval, in the order in which they are listed and checked.
  public static let retrieval: [Claim] = [.nearestRecords]
}
