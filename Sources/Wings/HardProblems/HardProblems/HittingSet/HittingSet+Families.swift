import Problems

extension HittingSet {
  /// The families of Orthogonal Vectors: without an orthogonal pair every set of A meets every set of B.
  public static var families: [ProblemFamily<HittingSet>] {
    OrthogonalVectors.drawnFamilies { try HittingSet(left: $0.left, right: $0.right) }
  }

  /// That of DIMACS files.
  public static var comment: String? { "c " }
}
