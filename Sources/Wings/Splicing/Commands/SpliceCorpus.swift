import ArgumentParser
import Console
import Splicing
import Text

/// `tightbound splice gen-corpus`
struct SpliceCorpus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gen-corpus", abstract: "Problems, or records, of a synthetic corpus of templated texts.",
    discussion: """
      The same for a seed on every machine. Problems have random words; records have fields and texts in English, which \
      `splice index` and `splice retrieve` read.
      """)

  @Option(help: "How many problems or records.")
  var count = 400

  @Flag(help: "Records: fields and texts, without neighbours.")
  var records = false

  @Option(help: "Records: the number of the first one.")
  var first = 0

  @Option(help: "The seed.")
  var seed: UInt64 = 1

  @Option(help: "Records: the same fields are told in other words for another number.")
  var telling = 0

  @Option(name: .shortAndLong, help: "Where to write.")
  var output = "-"

  func validate() throws {
    guard (1...10_000_000).contains(count) else { throw ValidationError("--count is 1 to 10000000") }
    guard (0...1_000_000_000).contains(first) else { throw ValidationError("--first is 0 to 1000000000") }
  }

  func run() throws {
    if records {
      let corpus = RecordCorpus(seed: seed)
      let progress = Progress("records")
      var text = ""
      for number in 0..<count {
        text += try encodeJSONLine(corpus.record(first + number, telling: telling)) + "\n"
        progress.update(number + 1, of: count)
      }
      progress.finish()
      return try writeFile(output, text)
    }
    var corpus = TemplateCorpus(seed: seed)
    var text = ""
    for index in 0..<count {
      let problem = corpus.next()
      let neighbours = problem.neighbours.enumerated().map { place, words in
        SpliceProblemRecord.Neighbour(
          tokens: words.map { .text($0) }, kind: place < 3 ? .field : place < 23 ? .text : .word)
      }
      let record = SpliceProblemRecord(
        id: .text("\(seed)-\(index)"), target: problem.target.map { .text($0) }, neighbours: neighbours)
      text += try encodeJSONLine(record) + "\n"
    }
    try writeFile(output, text)
  }
}
