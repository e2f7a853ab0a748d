import Sequences

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
