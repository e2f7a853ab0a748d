/// Of each term the documents that have it, and how often: an inverted index.
///
/// - Complexity: 8 bytes for each pair of a document and a term in it; built in O(terms) by counting.
struct Postings: Sendable {
  /// Where each term's documents start.
  private let starts: [Int]
  private let documents: [Int32]
  private let frequencies: [Int32]
  /// How many terms each document has, with repetition.
  let lengths: [Int32]
  /// How many documents there are.
  var documentCount: Int { lengths.count }

  /// - Parameters:
  ///   - texts: the terms of each document.
  ///   - termCount: terms are 0 ..< termCount.
  init(_ texts: RaggedArray, termCount: Int) {
    var starts = [Int](repeating: 0, count: termCount + 1)
    // The last document in which a term was seen, so that repetitions are counted once.
    var last = [Int32](repeating: -1, count: termCount)
    for document in 0..<texts.count {
      for term in texts[document] where last[Int(term)] != Int32(document) {
        last[Int(term)] = Int32(document)
        starts[Int(term) + 1] += 1
      }
    }
    for term in 0..<termCount { starts[term + 1] += starts[term] }
    var next = starts
    var documents = [Int32](repeating: 0, count: starts[termCount])
    var frequencies = documents
    for term in last.indices { last[term] = -1 }
    for document in 0..<texts.count {
      for term in texts[document] {
        if last[Int(term)] != Int32(document) {
          last[Int(term)] = Int32(document)
          documents[next[Int(term)]] = Int32(document)
          next[Int(term)] += 1
        }
        frequencies[next[Int(term)] - 1] += 1
      }
    }
    (self.starts, self.documents, self.frequencies) = (starts, documents, frequencies)
    lengths = (0..<texts.count).map { Int32(texts.range($0).count) }
  }

  /// The number of documents that have the term.
  func documentFrequency(_ term: Int32) -> Int { starts[Int(term) + 1] - starts[Int(term)] }

  /// Calls for each document that has the term, in ascending order, with how often it has it.
  @inline(__always)
  func forEach(_ term: Int32, _ body: (_ document: Int, _ frequency: Int32) -> Void) {
    for place in starts[Int(term)]..<starts[Int(term) + 1] { body(Int(documents[place]), frequencies[place]) }
  }

  /// Of each document how many terms it has in common with the query, with repetition.
  func overlaps(_ query: [Int32]) -> [Int32] {
    var overlaps = [Int32](repeating: 0, count: documentCount)
    for (term, wanted) in counted(query) where term >= 0 {
      forEach(term) { document, frequency in overlaps[document] += min(frequency, wanted) }
    }
    return overlaps
  }
}

/// The different terms in ascending order, with how often each occurs.
func counted(_ terms: [Int32]) -> [(term: Int32, count: Int32)] {
  var counted: [(term: Int32, count: Int32)] = []
  for term in terms.sorted() {
    if counted.last?.term == term { counted[counted.count - 1].count += 1 } else { counted.append((term, 1)) }
  }
  return counted
}
