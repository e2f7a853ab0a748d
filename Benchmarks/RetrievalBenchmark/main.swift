import Foundation
import Retrieval
import Splicing
import Text

// RetrievalBenchmark write COUNT FILE: texts of synthetic records, one to a line, words separated by spaces.
// RetrievalBenchmark measure COUNT QUERIES: for each method `name<tab>seconds to prepare<tab>seconds for a query`, on one core;
// for BM25 also the scores of the nearest twenty of each query, for a peer to compare.

func seconds(_ duration: Duration) -> Double {
  Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
}

func text(_ record: CorpusRecord) -> String { (record.text ?? []).map(\.description).joined(separator: " ") }

let arguments = CommandLine.arguments
let (records, clock) = (RecordCorpus(seed: 1), ContinuousClock())
guard arguments.count == 4, let count = Int(arguments[2]), count > 0 else {
  print("usage: RetrievalBenchmark write COUNT FILE | measure COUNT QUERIES")
  exit(2)
}
switch arguments[1] {
case "write":
  let lines = (0..<count).map { text(records.record($0)) + "\n" }.joined()
  try Data(lines.utf8).write(to: URL(fileURLWithPath: arguments[3]))
case "measure":
  var corpus = Corpus()
  for number in 0..<count { try corpus.append(records.record(number)) }
  // Queries are the last records; none is its own neighbour, as for training.
  let queries = (0..<(Int(arguments[3]) ?? 100)).map { records.record(count - 1 - $0) }
  let methods: [(String, RetrievalMethod)] = [
    ("fields", .fields()), ("bm25", .bm25()), ("edit", .edit), ("jaccard", .jaccard()),
  ]
  for (name, method) in methods {
    var retriever: Retriever?
    let preparing = clock.measure { retriever = Retriever(corpus, method: method) }
    guard let retriever else { continue }
    var found: [[Neighbour]] = []
    let querying = clock.measure { found = queries.map { retriever.nearest(20, to: $0, keepsItself: name == "bm25") } }
    print("\(name)\t\(seconds(preparing))\t\(seconds(querying) / Double(queries.count))")
    if name == "bm25" {
      for nearest in found { print("scores\t" + nearest.map { String($0.score) }.joined(separator: " ")) }
    }
  }
default: exit(2)
}
