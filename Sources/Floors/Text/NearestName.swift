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

/// The Levenshtein distance in characters.
private func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, y) in b.enumerated() {
      (diagonal, row[j + 1]) = (row[j + 1], Swift.min(row[j + 1] + 1, row[j] + 1, diagonal + (x == y ? 0 : 1)))
    }
  }
  return row[b.count]
}
