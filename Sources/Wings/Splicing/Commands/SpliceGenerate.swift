import ArgumentParser
import Console
import Foundation
import Sequences
import Splicing
import Text

/// `tightbound splice generate`
struct SpliceGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Texts that a policy writes.",
    discussion: """
      One line for each problem: {"id":..,"text":[..],"ops":[..],"score":..}; neither targets nor neighbours of kind word, which \
      are made from them, are looked at. Instead of the policy's texts --baseline writes those to compare with: the nearest \
      text as it stands (nearest), or the target itself but for the words that no neighbour and no word of the vocabulary \
      has (oracle), which no policy with these neighbours can surpass.
      """)

  enum Baseline: String, ExpressibleByArgument, CaseIterable { case nearest, oracle }

  @Argument(help: "A policy that `splice train` wrote.")
  var policy: String

  @Argument(help: "A file of problems.")
  var problems: String

  @OptionGroup var options: SpliceLineOptions

  @Option(help: "Use only so many texts of each problem, the first ones.")
  var neighbours: Int?

  @Option(help: "How many canvases are followed at once.")
  var beam = 5

  @Option(help: "How many operations a text may take.")
  var operations = 28

  @Option(help: "Instead of the policy's texts: nearest or oracle.")
  var baseline: Baseline?

  private struct Line: Encodable {
    var id: TextToken?
    var text: [TextToken]
    var ops: [SpliceOperation]?
    var score: Double?
  }

  func validate() throws {
    guard (1...1000).contains(beam) else { throw ValidationError("--beam is 1 to 1000") }
    guard (1...10_000).contains(operations) else { throw ValidationError("--operations is 1 to 10000") }
    if let neighbours, neighbours < 0 { throw ValidationError("--neighbours is at least 0") }
  }

  func run() throws {
    let policy = try readPolicy(policy)
    let (neighbours, baseline) = (neighbours, baseline)
    var search = SplicePolicy.Search()
    (search.beam, search.longestDerivation) = (beam, operations)
    let limits = search
    try options.run("texts", lines: spliceLines(of: problems)) { line, number in
      let decoded: SpliceProblemRecord = try decodeJSONLine(line, number: number)
      let record = policy.prepared(neighbours.map(decoded.keepingTexts) ?? decoded, addsMissingWords: false)
      switch baseline {
      case .nearest:
        let text = record.neighbours.first { $0.kind == .text }?.tokens ?? []
        return try SpliceAnswer(Line(id: record.id, text: text))
      case .oracle:
        let missing = Set(record.problem().missingTokens)
        return try SpliceAnswer(Line(id: record.id, text: record.target.filter { !missing.contains($0) }))
      case nil:
        guard let found = policy.generate(record, search: limits) else {
          return try SpliceAnswer(Line(id: record.id, text: []))
        }
        return try SpliceAnswer(
          Line(id: record.id, text: found.text, ops: found.operations, score: found.score))
      }
    }
  }

  private func readPolicy(_ path: String) throws -> SplicePolicy {
    try inFile(path) { try decodeJSONLine(readFile(path), number: 1) }
  }
}

/// `tightbound splice evaluate`
struct SpliceEvaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "How much texts agree with the targets of problems: BLEU and ROUGE-L.",
    discussion: """
      Line for line the texts, {"text":[..]}, belong to the problems. values is the share of the values of fields that stand in \
      the text word for word; exact that of texts which are their target.
      """)

  @Argument(help: "A file of problems with targets.")
  var problems: String

  @Argument(help: "A file of texts.")
  var texts: String

  @Option(help: "How the result is printed: text or json.")
  var format: OutputFormat = .text

  private struct Text: Decodable { var text: [TextToken] }

  private struct Result: Encodable {
    var texts: Int
    var bleu, rougeL, values, exact: Double
  }

  func run() throws {
    let records = try readProblems(problems, neighbours: nil)
    let lines = try spliceLines(of: texts).filter { !isBlank($0) }
    guard lines.count == records.count else {
      throw CommandError("there are \(records.count) problems and \(lines.count) texts")
    }
    var overlap = TextOverlap()
    var (values, said, exact) = (0, 0, 0)
    for (index, (record, line)) in zip(records, lines).enumerated() {
      let text: [TextToken] = try inFile(texts) {
        try decodeJSONLine(line, number: index + 1, as: Text.self).text
      }
      overlap.add(text, reference: record.target)
      if text == record.target { exact += 1 }
      let own = SegmentIndex([text])
      for neighbour in record.neighbours where neighbour.kind == .field {
        values += 1
        if own.contains(neighbour.tokens) { said += 1 }
      }
    }
    let result = Result(
      texts: overlap.count, bleu: overlap.bleu, rougeL: overlap.rougeL,
      values: values == 0 ? 0 : Double(said) / Double(values),
      exact: overlap.count == 0 ? 0 : Double(exact) / Double(overlap.count))
    switch format {
    case .json: print(try json(result, pretty: false))
    case .text:
      print(
        "\(result.texts) texts: BLEU \(fixed(100 * result.bleu, 2)), ROUGE-L \(fixed(100 * result.rougeL, 2)), "
          + "values said \(fixed(100 * result.values, 1)) %, exact \(fixed(100 * result.exact, 1)) %")
    }
  }
}
