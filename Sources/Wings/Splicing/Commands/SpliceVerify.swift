import ArgumentParser
import Console
import Exact
import Formats
import Foundation
import Splicing
import SplicingCheckers
import Text

/// `tightbound splice replay`
struct SpliceReplay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "The texts that derivations make.",
    discussion: "Line for line the derivations belong to the problems.")

  @OptionGroup var files: SpliceFiles

  @Argument(help: "A file of derivations.")
  var derivations: String

  @Flag(help: "Write the one text itself, to the byte, in place of a line of its words.")
  var text = false

  private struct Line: Encodable {
    var id: TextToken?
    var text: [TextToken]
  }

  func validate() throws {
    if text, files.normalise != nil {
      throw ValidationError("--text writes the text to the byte, and --normalise changes words; leave out one")
    }
  }

  func run() throws {
    if text { return try writeText() }
    try runPairs(files, derivations) { record, derivation, line in
      do {
        let problem = record.problem()
        return try SpliceAnswer(Line(id: record.id, text: replay(derivation.ops, from: problem.neighbours)))
      } catch let error as ReplayError {
        return SpliceAnswer(LineError(line: line.number, field: "ops", id: record.id, error: "\(error)"), .violated)
      }
    }
  }

  private func writeText() throws {
    let (problems, found) = (try files.lines(), try spliceLines(of: derivations))
    guard problems.count == 1, found.count == 1 else {
      throw CommandError(
        "--text is about one text; there are \(problems.count) lines of problems and \(found.count) of derivations")
    }
    let record = files.prepared(try decodeJSONLine(problems[0], number: 1))
    let derivation = try decodeDerivation(found[0], of: record, number: 1)
    let words = try replay(derivation.ops, from: record.problem().neighbours)
    try writeFile(files.options.output, TextTokenisation.written(words, record.tokenise).joined())
  }
}

/// `tightbound splice verify`
struct SpliceVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Whether derivations make their targets, cost what they say, and are as short as they say.",
    discussion: """
      Line for line the derivations belong to the problems. A right one is answered by {"id":..,"verified":true} with the \
      cost, optimality, count and missing words that it claims and that were checked; what is wrong with another stands in its \
      place. Exit code 1 when one is wrong. With --proved, lines that both checkers accept have "proved":true; the proved one checks \
      the operations, and that none are fewer where that is claimed, not counts, lower, nor that a text cannot be made.
      """)

  @OptionGroup var files: SpliceFiles

  @Argument(help: "A file of derivations.")
  var derivations: String

  @OptionGroup var checker: ProvedOption

  /// What was checked; a claim that is absent was not made.
  private struct Line: Encodable {
    var id: TextToken?
    var verified = true
    var cost: Int?
    var optimal: Bool?
    var lower: Int?
    var count: Integer?
    var missing: [TextToken]?
    var proved: Bool?

    init(_ id: TextToken?, _ derivation: SpliceDerivationRecord, isProved: Bool) {
      self.id = id
      proved = isProved ? true : nil
      (cost, count, missing) = (derivation.cost, derivation.count, derivation.missing)
      optimal = derivation.optimal == true ? true : nil
      lower = derivation.lower
    }
  }

  func run() throws {
    let checker = checker.proved ? try ProvedChecker() : nil
    try runPairs(files, derivations) { record, derivation, line in
      let problem = record.problem()
      let isProved: Bool
      do { isProved = try checker?.accepts(derivation, of: problem, line.memoryLimit) == true } catch {
        throw LineError(line: line.number, id: record.id, error: "\(error)")
      }
      do {
        try derivation.verify(problem, memoryLimit: line.memoryLimit)
        return try SpliceAnswer(Line(record.id, derivation, isProved: isProved))
      } catch let error as VerificationError {
        return SpliceAnswer(LineError(line: line.number, id: record.id, error: "\(error)"), .violated)
      }
    }
  }
}

extension ProvedChecker {
  /// The longest target of which it is asked whether a derivation is shortest: the time grows with the square of the length, times
  /// the pairs of equal words.
  static var longestTarget: Int { 300 }

  /// Whether the operations make the text, and are the fewest if that is claimed; nil where the derivation claims that there is
  /// none, which the proved checker cannot be asked.
  ///
  /// - Throws: `CommandError` if the checker in Swift says otherwise, or the target is too long.
  fileprivate func accepts(
    _ derivation: SpliceDerivationRecord, of problem: SpliceProblem<TextToken>, _ memoryLimit: Int
  ) throws -> Bool? {
    if derivation.cost == nil, derivation.ops.isEmpty, derivation.optimal != true, !problem.missingTokens.isEmpty {
      return nil
    }
    let isShortest = derivation.optimal == true
    guard !isShortest || problem.target.count <= Self.longestTarget else {
      throw CommandError(
        "the target has \(problem.target.count) words; the proved checker takes at most \(Self.longestTarget) for shortest derivations"
      )
    }
    let oracle = isShortest ? try SpliceOracle(problem, memoryLimit: memoryLimit) : nil
    let proof = SplicingProof(
      target: problem.target, neighbours: problem.neighbours,
      operations: derivation.ops.map { [$0.neighbour, $0.from, $0.to, $0.at, $0.upTo] }, isShortest: isShortest,
      leastCost: { oracle?.cost(of: $0) })
    let isAccepted = try accepts(proof)
    let isVerified = (try? problem.verify(derivation.ops, isOptimal: isShortest, memoryLimit: memoryLimit)) != nil
    guard isAccepted == isVerified else { throw ProvedOption.disagreement(proved: isAccepted, nil) }
    return isAccepted
  }
}

/// A derivation of which every key counts: one that is misspelled, or stands twice, is a claim that would not be checked.
///
/// - Throws: `LineError`, also for one that names another problem.
func decodeDerivation(_ line: Data, of problem: SpliceProblemRecord, number: Int) throws -> SpliceDerivationRecord {
  let derivation: SpliceDerivationRecord
  do { derivation = try decodeStrictly(SpliceDerivationRecord.self, from: line) } catch let error as JSONKeyError {
    throw LineError(line: number, error: "\(error)")
  } catch {
    // The error that names the field.
    derivation = try decodeJSONLine(line, number: number)
  }
  if let a = problem.id, let b = derivation.id, a != b {
    throw LineError(
      line: number, field: "id", id: a, error: "the derivation is one of “\(b)”, and the problem is “\(a)”")
  }
  return derivation
}

private func runPairs(
  _ files: SpliceFiles, _ derivations: String,
  _ answer: @escaping @Sendable (SpliceProblemRecord, SpliceDerivationRecord, SpliceLine) throws -> SpliceAnswer
) throws {
  let (problems, found) = (try files.lines(), try spliceLines(of: derivations))
  let memoryLimit = files.memoryLimit(forLines: problems.count)
  let lineCount = max(problems.count, found.count)
  try files.options.run("derivations", lines: lineCount == problems.count ? problems : found) { _, number in
    guard number <= problems.count, number <= found.count else {
      throw LineError(
        line: number, error: "there are \(problems.count) lines of problems and \(found.count) of derivations")
    }
    let record = files.prepared(try decodeJSONLine(problems[number - 1], number: number))
    let derivation = try decodeDerivation(found[number - 1], of: record, number: number)
    return try answer(record, derivation, SpliceLine(number: number, memoryLimit: memoryLimit))
  }
}
