import Evidence

extension Source {
  /// "On the Fine-Grained Complexity of Empirical Risk Minimization".
  package static func hardnessPaper(_ theorem: String) -> Source {
    Source(
      paper: "On the Fine-Grained Complexity of Empirical Risk Minimization: Kernel Methods and Neural Networks",
      arXiv: "1704.02958", theorem: theorem)
  }
}
