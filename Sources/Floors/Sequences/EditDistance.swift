/// The least number of elements to insert, delete or replace so that one sequence becomes the other: Levenshtein's distance.
///
///     editDistance("slove", "solve")   // 2
///
/// - Complexity: O(product of the lengths).
public func editDistance<Element: Equatable>(
  _ first: some Sequence<Element>, _ second: some Collection<Element>
) -> Int {
  let second = Array(second)
  var row = Array(0...second.count)
  for (i, element) in first.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in second.indices {
      let least = min(row[j], row[j + 1]) + 1
      (diagonal, row[j + 1]) = (row[j + 1], min(least, diagonal + (second[j] == element ? 0 : 1)))
    }
  }
  return row[second.count]
}

/// Edit distances from one text of numbered words, for which a column of the table is a few machine words.
///
/// Source: Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic programming" (Journal of the
/// ACM 46, 1999), in the form of Hyyrö for the distance between whole texts. A text of more than 64 words goes through the
/// table cell by cell.
public struct EditDistance: Sendable {
  private let text: [Int32]
  /// Of each word the positions of the text that have it, as bits.
  private let masks: [UInt64]

  /// - Parameters:
  ///   - text: the text; a negative word is one that no other text has.
  ///   - wordCount: all words are less than this.
  /// - Complexity: O(length + `wordCount`).
  public init(_ text: [Int32], wordCount: Int) {
    self.text = text
    guard text.count <= 64 else {
      masks = []
      return
    }
    var masks = [UInt64](repeating: 0, count: wordCount)
    for (position, word) in text.enumerated() where word >= 0 { masks[Int(word)] |= 1 << UInt64(position) }
    self.masks = masks
  }

  /// The distance to a text whose words are all in 0 ..< `wordCount`.
  ///
  /// - Complexity: O(length of the other) for texts of at most 64 words, O(product of the lengths) for others.
  public func distance(to other: ArraySlice<Int32>) -> Int {
    guard !text.isEmpty else { return other.count }
    guard text.count <= 64 else { return editDistance(other, text) }
    // Bits tell where the column rises and falls by one from one cell to the next.
    var (rises, falls, score): (UInt64, UInt64, Int) = (.max, 0, text.count)
    let last = UInt64(1) << UInt64(text.count - 1)
    for word in other {
      let equal = masks[Int(word)]
      let diagonal = (((equal & rises) &+ rises) ^ rises) | equal | falls
      var right = falls | ~(diagonal | rises)
      let left = rises & diagonal
      if right & last != 0 { score += 1 }
      if left & last != 0 { score -= 1 }
      right = right << 1 | 1
      rises = left << 1 | ~(diagonal | right)
      falls = right & diagonal
    }
    return score
  }
}
