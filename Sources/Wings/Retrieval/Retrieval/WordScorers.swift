import Foundation

/// BM25: Σ over the query's words of idf · tf / (tf + k₁ (1 − b + b · length / mean length)), where tf is how often the record's
/// text has the word and idf = ln(1 + (N − df + ½) / (df + ½)) for df of N records that have it.
///
/// Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); with the idf that is never
/// negative, and without the constant factor k₁ + 1.
struct BM25Scorer: NearestScorer {
  private let postings: Postings
  /// Of each record k₁ (1 − b + b · length / mean length).
  private let norms: [Double]
  private let k1: Double

  init(_ corpus: Corpus, k1: Double, b: Double) {
    postings = Postings(corpus.texts, termCount: corpus.words.count)
    self.k1 = k1
    let mean = Double(max(corpus.texts.values.count, 1)) / Double(max(corpus.count, 1))
    norms = postings.lengths.map { k1 * (1 - b + b * Double($0) / mean) }
  }

  func forEachScore(_ query: CodedRecord, _ offer: (Int, Double) -> Void) {
    var scores = [Double](repeating: 0, count: postings.documentCount)
    for (word, count) in counted(query.text) where word >= 0 {
      let frequency = Double(postings.documentFrequency(word))
      let inverse = log(1 + (Double(postings.documentCount) - frequency + 0.5) / (frequency + 0.5))
      let weight = Double(count) * inverse
      postings.forEach(word) { document, frequency in
        let frequency = Double(frequency)
        scores[document] += weight * (frequency / (frequency + norms[document]))
      }
    }
    for position in scores.indices { offer(position, scores[position]) }
  }
}

/// Jaccard similarity |A ∩ B| / |A ∪ B| of the sets of shingles, the segments of w words; a shorter text is one shingle.
struct ShingleScorer: NearestScorer {
  private let width: Int
  /// Of a shingle but its last word, and that word, the number of the shingle.
  private var continuations: [UInt64: Int32] = [:]
  private var postings: Postings

  init(_ corpus: Corpus, width: Int) {
    self.width = width
    var shingles = RaggedArray()
    var continuations: [UInt64: Int32] = [:]
    for position in 0..<corpus.count {
      shingles.append(
        Self.shingles(of: corpus.texts[position], width) { key in
          let next = Int32(continuations.count)
          return continuations[key, default: next].also { if $0 == next { continuations[key] = next } }
        })
    }
    postings = Postings(shingles, termCount: continuations.count)
    self.continuations = continuations
  }

  func forEachScore(_ query: CodedRecord, _ offer: (Int, Double) -> Void) {
    // Shingles that no record has count in the union only.
    var unknown: [UInt64: Int32] = [:]
    let shingles = Self.shingles(of: query.text[...], width) { key in
      if let known = continuations[key] { return known }
      let next = Int32(-2 - unknown.count)
      return unknown[key, default: next].also { unknown[key] = $0 }
    }
    let overlaps = postings.overlaps(shingles)
    for position in overlaps.indices {
      let common = Int(overlaps[position])
      let union = shingles.count + Int(postings.lengths[position]) - common
      offer(position, union == 0 ? 0 : Double(common) / Double(union))
    }
  }

  /// The different shingles of a text, in ascending order: prefixes of shingles are numbered by the prefix without its last
  /// word and that word, so that numbers are exact, not hashes.
  private static func shingles(
    of text: ArraySlice<Int32>, _ width: Int, number: (UInt64) -> Int32
  ) -> [Int32] {
    guard !text.isEmpty else { return [] }
    let width = min(width, text.count)
    var shingles: Set<Int32> = []
    for start in text.startIndex...(text.endIndex - width) {
      var prefix: Int32 = -1
      for word in text[start..<(start + width)] {
        prefix = number(UInt64(UInt32(bitPattern: prefix)) << 32 | UInt64(UInt32(bitPattern: word)))
      }
      shingles.insert(prefix)
    }
    return shingles.sorted()
  }
}

extension Int32 {
  fileprivate func also(_ body: (Int32) -> Void) -> Int32 {
    body(self)
    return self
  }
}
