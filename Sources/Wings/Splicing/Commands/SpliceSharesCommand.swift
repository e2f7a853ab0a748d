import ArgumentParser
import Splicing
import Text

/// `tightbound splice shares`
struct SpliceSharesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shares", abstract: "How much of each text comes from each source.",
    discussion: """
      One line for each problem: {"id":..,"words":..,"characters":..,"cost":..,"sources":[{"n":..,"name":..,"words":..,\
      "characters":..},..]}. The parts add up to the whole. Words that are in no source come last, without n. Where the cost is \
      not known to be the least there is a number of operations that are needed as well, lower.
      """)

  @OptionGroup var files: SpliceFiles

  private struct Line: Encodable {
    var id: TextToken?
    var words, characters: Int?
    var cost: Int?
    var lower: Int?
    var sources: [SpliceShares.Share]?
    var missing: [TextToken]?
  }

  func run() throws {
    try files.run("shares") { record, line in
      let problem = record.problem()
      guard let document = SpliceDocument(problem, memoryLimit: line.memoryLimit) else {
        return try SpliceAnswer(Line(id: record.id, missing: problem.missingTokens))
      }
      let shares = SpliceShares(try SpliceProvenance(document.operations, problem), of: record)
      return try SpliceAnswer(
        Line(
          id: record.id, words: shares.words, characters: shares.characters, cost: document.operations.count,
          lower: document.isOptimal ? nil : document.lower, sources: shares.sources))
    }
  }
}
