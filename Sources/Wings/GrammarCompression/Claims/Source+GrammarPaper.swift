import Evidence

extension Source {
  /// "Impossibility Results for Grammar-Compressed Linear Algebra", the paper behind the fields `grammar` and `ksum`.
  static func grammarPaper(_ theorem: String) -> Source {
    Source(
      paper: "Impossibility Results for Grammar-Compressed Linear Algebra", arXiv: "2010.14181", theorem: theorem)
  }
}
