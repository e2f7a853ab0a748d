import Text

/// How near a record is to a query.
public enum RetrievalMethod: Hashable, Sendable {
  /// Agreement of fields: 100 · F1(names) + F1(values) + 0.01 · mean frequency of the words; of names and whole values that
  /// the corpus has so many times.
  case fields(leastNameCount: Int = 20, leastValueCount: Int = 200)
  /// BM25 of the words.
  case bm25(k1: Double = 1.5, b: Double = 0.75)
  /// The number of words to insert, delete or replace, negated.
  case edit
  /// Jaccard similarity of the sets of segments of so many words.
  case jaccard(width: Int = 3)
}

/// Finds the records of a corpus that are nearest to a query.
///
///     let retriever = Retriever(corpus, method: .bm25())
///     for neighbour in retriever.nearest(20, to: query) { print(neighbour.score, corpus[neighbour.position]) }
///
/// All methods are exact: they return what scoring every record and sorting by score, then by position, would. Embeddings
/// are not among them, for the package has no encoder.
///
/// - Complexity: preparing takes O(words of the corpus); a query O(records) and, for methods on words, the number of their
///   occurrences in records.
public struct Retriever: Sendable {
  /// What is searched.
  public let corpus: Corpus
  /// How.
  public let method: RetrievalMethod
  private let scorer: any NearestScorer

  /// Which words of a query count, for methods on words.
  public enum QueryWords: String, Sendable, CaseIterable {
    /// Those of its text. A text is known where neighbours are made for training, not where it is to be generated.
    case text
    /// Those of its values.
    case source
  }

  /// - Precondition: counts and the width of shingles are at least 1, k₁ and b are not negative, and b is at most 1.
  public init(_ corpus: Corpus, method: RetrievalMethod) {
    (self.corpus, self.method) = (corpus, method)
    switch method {
    case .fields(let names, let values):
      precondition(names >= 1 && values >= 1, "what the corpus does not have cannot agree")
      scorer = FieldScorer(corpus, leastNameCount: names, leastValueCount: values)
    case .bm25(let k1, let b):
      precondition(k1 >= 0 && (0...1).contains(b), "k₁ ≥ 0 and 0 ≤ b ≤ 1")
      scorer = BM25Scorer(corpus, k1: k1, b: b)
    case .edit: scorer = EditScorer(corpus)
    case .jaccard(let width):
      precondition(width >= 1, "a shingle has a word")
      scorer = ShingleScorer(corpus, width: width)
    }
  }

  /// The nearest records, the nearest first; at equal scores that which comes first in the corpus.
  ///
  /// - Parameters:
  ///   - count: how many, at most.
  ///   - query: a record; its text may be missing.
  ///   - words: which of its words count, for methods on words.
  ///   - keepsItself: whether the query's own record may be among them. Otherwise records of the same id are left out, or,
  ///     for a query without an id, records with the same fields and text: a text must not be learned from itself.
  public func nearest(
    _ count: Int, to query: CorpusRecord, by words: QueryWords = .text, keepsItself: Bool = false
  ) -> [Neighbour] {
    var coded = corpus.query(query)
    if words == .source { coded.text = coded.source }
    guard !keepsItself else { return scorer.nearest(count, to: coded) { _ in false } }
    if let id = query.id { return scorer.nearest(count, to: coded) { corpus.ids[$0] == id } }
    let own = corpus.query(query)
    return scorer.nearest(count, to: coded) { position in
      corpus.texts[position].elementsEqual(own.text) && corpus.fieldNames[position].elementsEqual(own.names)
        && corpus.fieldValues[position].elementsEqual(own.values)
    }
  }
}

/// A way to score the records of a corpus.
protocol NearestScorer: Sendable {
  /// Offers each record with its score.
  func forEachScore(_ query: CodedRecord, _ offer: (Int, Double) -> Void)
  /// The nearest records that are not excluded.
  func nearest(_ count: Int, to query: CodedRecord, isExcluded: (Int) -> Bool) -> [Neighbour]
}

extension NearestScorer {
  func nearest(_ count: Int, to query: CodedRecord, isExcluded: (Int) -> Bool) -> [Neighbour] {
    guard count > 0 else { return [] }
    var selection = NearestSelection(limit: count)
    forEachScore(query) { position, score in
      // Few records get that far, so that few are compared with the query.
      guard score >= selection.leastScore, !isExcluded(position) else { return }
      selection.offer(position, score)
    }
    return selection.neighbours
  }
}
