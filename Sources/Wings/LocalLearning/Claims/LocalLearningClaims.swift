import Evidence

extension Claim {
  /// The claims about local learning, in the order in which they are listed and checked.
  public static let localLearning: [Claim] = [
    .lipschitzFit, .lipschitzFitForgeries, .offsets, .localFunction, .localSpace, .smoother,
  ]
}

extension Workload {
  /// The workloads that `measure` runs for local learning.
  public static let localLearning: [Workload] = [.lipschitzFit]
}

extension Source {
  /// A theorem of the paper on active local learning.
  static func localLearningPaper(_ theorem: String) -> Source {
    Source(paper: "Active Local Learning (Backurs, Blum, Gupta)", arXiv: "2008.13374", theorem: theorem)
  }
}
