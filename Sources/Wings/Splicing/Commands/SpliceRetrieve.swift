import ArgumentParser
import Console
import Foundation
import Retrieval
import Splicing
import Text

/// Where records are retrieved from, how, and what becomes of them.
struct SpliceRetrievalOptions: ParsableArguments {
  @Option(
    help: "How near a record is: by fields, bm25, edit (words inserted, deleted, replaced) or jaccard (segments).")
  var method: Method = .fields

  @Option(help: "How many texts, at most.")
  var neighbours = 20

  @Option(
    help: "Which words of a query count for bm25, edit and jaccard: those of its text or of its values (source).")
  var by: Retriever.QueryWords = .text

  @Flag(help: "Let a record be its own neighbour. Otherwise records with the query's id are left out.")
  var keepSelf = false

  @Option(help: "fields: names that the corpus has less often do not count.")
  var leastNameCount = 20

  @Option(help: "fields: values that the corpus has less often do not count.")
  var leastValueCount = 200

  @Option(help: "jaccard: the number of words of a segment.")
  var shingle = 3

  @Option(help: "bm25: how soon repetitions of a word stop counting.")
  var k1 = 1.5

  @Option(help: "bm25: how much the length counts, 0 to 1.")
  var b = 0.75

  @Option(help: "What words from a neighbour's own values are replaced by.")
  var mask = "<mask>"

  @Flag(help: "Mask nothing.")
  var noMask = false

  @Option(help: "A file of words, separated by white space, that are not masked by themselves (default: English).")
  var stopWords: String?

  @Flag(help: "Put <bos> and <eos> around the target and the texts.")
  var enclose = false

  @Flag(help: "Leave out the query's own values.")
  var noSource = false

  @Flag(help: "Make no neighbours of missing words.")
  var noMissingWords = false

  enum Method: String, ExpressibleByArgument, CaseIterable { case fields, bm25, edit, jaccard }

  func validate() throws {
    guard neighbours >= 0 else { throw ValidationError("--neighbours is at least 0") }
    guard leastNameCount >= 1, leastValueCount >= 1 else {
      throw ValidationError("--least-name-count and --least-value-count are at least 1")
    }
    guard (1...64).contains(shingle) else { throw ValidationError("--shingle is 1 to 64") }
    guard k1 >= 0, k1.isFinite, (0...1).contains(b) else { throw ValidationError("--k1 is at least 0, --b is 0 to 1") }
  }

  var retrievalMethod: RetrievalMethod {
    switch method {
    case .fields: .fields(leastNameCount: leastNameCount, leastValueCount: leastValueCount)
    case .bm25: .bm25(k1: k1, b: b)
    case .edit: .edit
    case .jaccard: .jaccard(width: shingle)
    }
  }

  func preparation() throws -> NeighbourPreparation {
    var preparation = NeighbourPreparation()
    preparation.mask = noMask ? nil : .text(mask)
    if let stopWords {
      let text = String(decoding: try readFile(stopWords), as: UTF8.self)
      preparation.stopWords = Set(text.split(whereSeparator: \.isWhitespace).map { .text(String($0)) })
    }
    preparation.markers = enclose ? .usual : nil
    preparation.includesSource = !noSource
    preparation.addsMissingWords = !noMissingWords
    return preparation
  }

  /// The problem of making a record's text from the values of its fields and the texts that are nearest to it.
  func problem(
    of record: CorpusRecord, from retriever: Retriever, prepared preparation: NeighbourPreparation
  ) -> SpliceProblemRecord {
    let nearest = retriever.nearest(neighbours, to: record, by: by, keepsItself: keepSelf)
    return SpliceProblemRecord(
      making: record, from: nearest.map { retriever.corpus[$0.position] }, prepared: preparation)
  }
}

extension Retriever.QueryWords: ExpressibleByArgument {}

/// `tightbound splice retrieve`
struct SpliceRetrieve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retrieve", abstract: "Problems: each record with the texts of the records that are nearest to it.",
    discussion: """
      The neighbours of a problem are the values of the record's fields (kind field), the nearest texts with the words of \
      their own values masked (kind text), and the words of the target that occur in none of these (kind word). fields: \
      100 F1(names) + F1(values) + 0.01 mean word frequency. All methods are exact; there is no search by embeddings, for \
      there is no encoder.
      """)

  @Argument(help: "An index made by `splice index`, or a file of records.")
  var source: String

  @Argument(help: "A file of records; those that a text is to be generated for need none.")
  var queries: String

  @OptionGroup var retrieval: SpliceRetrievalOptions

  @OptionGroup var options: SpliceLineOptions

  @Flag(help: "Instead of problems the ids and scores of the nearest records.")
  var scores = false

  private struct Line: Encodable {
    struct Neighbour: Encodable {
      var id: TextToken?
      var position: Int
      var score: Double
    }
    var id: TextToken?
    var nearest: [Neighbour]
  }

  func run() throws {
    let lines = try spliceLines(of: queries)
    let retriever = Retriever(try readCorpus(source, threads: options.threads), method: retrieval.retrievalMethod)
    let (retrieval, preparation, scores) = (retrieval, try retrieval.preparation(), scores)
    try options.run("queries", lines: lines) { line, number in
      let record: CorpusRecord = try decodeJSONLine(line, number: number)
      guard scores else {
        return try SpliceAnswer(retrieval.problem(of: record, from: retriever, prepared: preparation))
      }
      let nearest = retriever.nearest(
        retrieval.neighbours, to: record, by: retrieval.by, keepsItself: retrieval.keepSelf)
      return try SpliceAnswer(
        Line(
          id: record.id,
          nearest: nearest.map {
            .init(id: retriever.corpus.ids[$0.position], position: $0.position, score: $0.score)
          }))
    }
  }
}

/// The corpus of an index, or of a file of records, all of whose lines must be right.
func readCorpus(_ path: String, threads: Int) throws -> Corpus {
  if isPlainFile(path), try openFile(path).read(upToCount: 15) == Data("SQLite format 3".utf8) {
    return try CorpusIndex(at: path).corpus()
  }
  var corpus = Corpus()
  var lines = CorpusLines(try openFile(path))
  let progress = Progress("records")
  while case let first = lines.state.lines, case let batch = try lines.next(4096), !batch.isEmpty {
    for (offset, line) in corpusRecords(batch, after: first, threads: threads).enumerated() {
      switch line {
      case .blank: continue
      case .refused(let error): throw CommandError("\(path), \(error)")
      case .record(let record): try inFile("\(path), line \(first + offset + 1)") { try corpus.append(record) }
      }
    }
    progress.update(lines.state.lines, of: lines.state.lines)
  }
  progress.finish()
  return corpus
}
