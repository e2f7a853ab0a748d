import ArgumentParser
import Foundation
import Splicing

/// `tightbound splice stats`
struct SpliceStatistics: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "How templated texts are: their least costs beside the bounds.",
    discussion: """
      Of each problem the number of words, the least cost (cost), the same without replacement (insertOnly) and by appending \
      (tiling), the number of seams, and the lower bound that the seams give.
      """)

  @OptionGroup var files: SpliceFiles

  @Flag(help: "Make each missing word a neighbour of its own.")
  var addMissing = false

  private struct Line: Encodable {
    var id: SpliceToken?
    var bounds: SpliceBounds?
    var lowerBound: Int?
    var missing: [SpliceToken]?
  }

  func run() throws {
    let (limit, addMissing) = (files.neighbours, addMissing)
    try files.run("bounds") { record, number in
      var problem = record.problem(neighbourLimit: limit)
      if addMissing { problem = problem.addingMissingTokens() }
      guard let bounds = try SpliceBounds(problem) else {
        return try SpliceAnswer(Line(id: record.id, missing: problem.missingTokens))
      }
      if let violation = bounds.violation {
        return SpliceAnswer(SpliceLineError(line: number, id: record.id, error: violation), .violated)
      }
      return try SpliceAnswer(Line(id: record.id, bounds: bounds, lowerBound: bounds.lowerBound))
    }
  }
}

/// `tightbound splice gen-corpus`
struct SpliceCorpus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gen-corpus", abstract: "Problems from a synthetic corpus of templated records.",
    discussion: "The same for a seed on every machine.")

  @Option(help: "How many problems.")
  var count = 400

  @Option(help: "The seed.")
  var seed: UInt64 = 1

  @Option(name: .shortAndLong, help: "Where to write.")
  var output = "-"

  func validate() throws {
    guard (1...1_000_000).contains(count) else { throw ValidationError("--count is 1 to 1000000") }
  }

  func run() throws {
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
      text += try encodeSpliceLine(record) + "\n"
    }
    try writeFile(output, text)
  }
}
