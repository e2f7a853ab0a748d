import Sequences

extension Collection<String> {
  /// The name that a mistyped word most likely means: the one of least edit distance, the first of several; nil if none exist.
  ///
  ///     ["solve", "generate"].nearest(to: "slove")   // "solve"
  ///
  /// - Complexity: O(length of the word · total length of the names).
  public func nearest(to word: String) -> String? {
    self.min { editDistance($0, word) < editDistance($1, word) }
  }
}
