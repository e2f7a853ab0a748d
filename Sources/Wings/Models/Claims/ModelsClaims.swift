import Evidence

extension Claim {
  /// The claims about models, in the order in which they are listed and checked.
  public static let models: [Claim] = [.bytePairs]
}
