/// The least number of words to insert, delete or replace, from the query to the record's text, negated.
///
/// Records are tried in the order of a lower bound, max(|q|, |d|) minus the number of common words; once it is larger than
/// the distance of the last of the nearest so far, no other record can be among them.
struct EditScorer: NearestScorer {
  private let texts: RaggedArray
  private let postings: Postings
  private let wordCount: Int

  init(_ corpus: Corpus) {
    texts = corpus.texts
    wordCount = corpus.words.count
    postings = Postings(corpus.texts, termCount: wordCount)
  }

  func forEachScore(_ query: CodedRecord, _ offer: (Int, Double) -> Void) {
    let distance = EditDistance(query.text, wordCount: wordCount)
    for position in 0..<texts.count { offer(position, Double(-distance.distance(to: texts[position]))) }
  }

  func nearest(_ count: Int, to query: CodedRecord, isExcluded: (Int) -> Bool) -> [Neighbour] {
    var selection = NearestSelection(limit: count)
    guard count > 0 else { return [] }
    let overlaps = postings.overlaps(query.text)
    let bounds = overlaps.indices.map { max(query.text.count, Int(postings.lengths[$0])) - Int(overlaps[$0]) }
    // Sorted by counting.
    var starts = [Int](repeating: 0, count: (bounds.max() ?? 0) + 2)
    for bound in bounds { starts[bound + 1] += 1 }
    for bound in 1..<starts.count { starts[bound] += starts[bound - 1] }
    var order = [Int32](repeating: 0, count: bounds.count)
    for position in bounds.indices {
      order[starts[bounds[position]]] = Int32(position)
      starts[bounds[position]] += 1
    }
    let distance = EditDistance(query.text, wordCount: wordCount)
    for position in order.lazy.map({ Int($0) }) {
      if Double(-bounds[position]) < selection.leastScore { break }
      if isExcluded(position) { continue }
      selection.offer(position, Double(-distance.distance(to: texts[position])))
    }
    return selection.neighbours
  }
}

/// Distances from one text, for which a column of the table is a few machine words.
///
/// Source: Myers, "A fast bit-vector algorithm for approximate string matching based on dynamic programming" (Journal of the
/// ACM 46, 1999), in the form of Hyyrö for the distance between whole texts. A text of more than 64 words goes through the
/// table cell by cell.
struct EditDistance {
  private let text: [Int32]
  /// Of each word the positions of the text that have it, as bits.
  private let masks: [UInt64]

  init(_ text: [Int32], wordCount: Int) {
    self.text = text
    guard text.count <= 64 else {
      masks = []
      return
    }
    var masks = [UInt64](repeating: 0, count: wordCount)
    for (position, word) in text.enumerated() where word >= 0 { masks[Int(word)] |= 1 << UInt64(position) }
    self.masks = masks
  }

  /// - Complexity: O(length of the other) for texts of at most 64 words, O(product of the lengths) for others.
  func distance(to other: ArraySlice<Int32>) -> Int {
    guard !text.isEmpty else { return other.count }
    guard text.count <= 64 else { return tableDistance(to: other) }
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

  private func tableDistance(to other: ArraySlice<Int32>) -> Int {
    var row = Array(0...text.count)
    for (i, word) in other.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in text.indices {
        let least = min(row[j], row[j + 1]) + 1
        (diagonal, row[j + 1]) = (row[j + 1], min(least, diagonal + (text[j] == word ? 0 : 1)))
      }
    }
    return row[text.count]
  }
}
