import Evidence
import Exact
import Formats
import Foundation
import Splicing
import Text

extension Claim {
  /// No forged derivation passes.
  static let derivationForgeries = Claim(
    id: "certificates.derivations",
    title: "A derivation that passes makes its text and is all that its line claims, and no forgery passes",
    sentences: [
      Sentence(
        """
        A line that passes has operations that make the target, or says rightly that nothing can, because a word occurs in no \
        neighbour. Where it tells them, its cost is the number of its operations, no derivation has fewer, or fewer than it says are needed, there are as many \
        derivations of so few as it says, and the words that occur in no neighbour are those that it lists. Every other line is \
        refused, with the first thing that does not hold.
        """, checks: ["forgeries"]),
      .provedRequests,
    ],
    source: .splicingPaper("the edit operations; the format of derivations is derived"),
    checks: [
      .forgeries(
        "forgeries", about: "derivations of \(valid.count) texts of up to four words", quick: quick, deep: systematic,
        checker: verify, mutants: mutants, isTrue: isTrue),
      .derivationRequests, .derivationStatements,
    ])
}

/// A line of a file of derivations, and the problem that it belongs to.
private struct DerivationLine: Codable, Sendable {
  var problem: SpliceProblemRecord
  var text: String

  init(_ target: String, _ neighbours: [String], _ text: String) {
    func words(_ text: String) -> [TextToken] { text.split(separator: " ").map { .text(String($0)) } }
    problem = SpliceProblemRecord(
      target: words(target), neighbours: neighbours.map { .init(tokens: words($0)) })
    self.text = text
  }

  /// The same problem with another line.
  func saying(_ text: String) -> DerivationLine {
    var other = self
    other.text = text
    return other
  }

  func decoded() throws -> SpliceDerivationRecord {
    try JSONDecoder().decode(SpliceDerivationRecord.self, from: Data(text.utf8))
  }
}

// The checker and its mutants.

private let verify: Algorithm<DerivationLine, SpliceDerivationRecord> = { line in
  let derivation = try decodeStrictly(SpliceDerivationRecord.self, from: Data(line.text.utf8))
  try derivation.verify(line.problem.problem())
  return derivation
}

private func forgivingCase(
  _ isForgiven: @escaping @Sendable (VerificationError) -> Bool
) -> Algorithm<DerivationLine, SpliceDerivationRecord> {
  forgiving(verify, { ($0 as? VerificationError).map(isForgiven) ?? false }, accepts: { try $0.decoded() })
}

private let mutants: KeyValuePairs<String, Algorithm<DerivationLine, SpliceDerivationRecord>> = [
  "does not look at the end of the text": forgivingCase {
    if case .wrongText(_, nil, _) = $0 { true } else { false }
  },
  "does not look at what follows the target": forgivingCase {
    if case .wrongText(_, _, nil) = $0 { true } else { false }
  },
  "compares the length of the text": forgivingCase {
    if case .wrongText(_, .some, .some) = $0 { true } else { false }
  },
  "believes the cost": forgivingCase { if case .wrongCost = $0 { true } else { false } },
  "believes that there is no shorter one": forgivingCase { if case .notShortest = $0 { true } else { false } },
  "believes how many operations are needed": forgivingCase { if case .notNeeded = $0 { true } else { false } },
  "compares what is needed with the operations only": forgivingCase {
    if case .notNeeded(3, 2) = $0 { true } else { false }
  },
  "believes the count": forgivingCase { if case .wrongCount(_, let count) = $0 { count > 0 } else { false } },
  "believes the count where there is no derivation": forgivingCase { error in
    if case .wrongCount(_, 0) = error { true } else { false }
  },
  "believes which words are missing": forgivingCase { if case .wrongMissing = $0 { true } else { false } },
  "counts derivations that only insert": { line in
    do { return try verify(line) } catch VerificationError.wrongCount(let claimed, let count) {
      guard try SpliceCensus(line.problem.problem(), mode: .insertOnly).count == claimed else {
        throw VerificationError.wrongCount(claimed: claimed, count: count)
      }
      return try line.decoded()
    }
  },
  "takes the fewest insertions for the fewest operations": { line in
    do { return try verify(line) } catch VerificationError.notShortest(let operations, let least) {
      guard try SpliceOracle(line.problem.problem(), mode: .insertOnly).cost == operations else {
        throw VerificationError.notShortest(operations: operations, least: least)
      }
      return try line.decoded()
    }
  },
  "lets segments be empty": forgivingCase {
    if case .notReplayable(.segmentOutOfRange(_, let from, let to, _)) = $0 { from == to } else { false }
  },
  "reads on in the next neighbour": forgivingCase {
    if case .notReplayable(.segmentOutOfRange(_, _, let to, let length)) = $0 { to > length } else { false }
  },
  "lets spans go beyond the canvas": forgivingCase {
    if case .notReplayable(.spanOutOfRange(_, _, let upTo, let canvas)) = $0 { upTo > canvas } else { false }
  },
  "counts neighbours from 1": forgivingCase {
    if case .notReplayable(.neighbourOutOfRange(_, let neighbour, let count)) = $0 { neighbour == count } else { false }
  },
  "takes one of two costs": { line in
    do { return try verify(line) } catch JSONKeyError.repeated {
      let derivation = try line.decoded()
      try derivation.verify(line.problem.problem())
      return derivation
    }
  },
  "passes over a misspelled claim": { line in
    do { return try verify(line) } catch JSONKeyError.unknown {
      let derivation = try line.decoded()
      try derivation.verify(line.problem.problem())
      return derivation
    }
  },
]

/// By a replay on lists, a search backward over sets of surviving words, and the number of parses of the unambiguous grammar.
@Sendable private func isTrue(_ derivation: SpliceDerivationRecord, _ line: DerivationLine) throws -> Bool {
  let (target, neighbours) = (line.problem.target, line.problem.neighbours.map(\.tokens))
  let present = Set(neighbours.joined())
  var missing: [TextToken] = []
  for word in target where !present.contains(word) && !missing.contains(word) { missing.append(word) }
  if let claimed = derivation.missing, claimed != missing { return false }
  var canvas: [TextToken] = []
  for operation in derivation.ops {
    guard neighbours.indices.contains(operation.neighbour), operation.from < operation.to,
      neighbours[operation.neighbour].indices.contains(operation.from),
      operation.to <= neighbours[operation.neighbour].count, (0...canvas.count).contains(operation.at),
      (operation.at...canvas.count).contains(operation.upTo)
    else { return false }
    let segment = neighbours[operation.neighbour][operation.from..<operation.to]
    canvas = Array(canvas.prefix(operation.at)) + segment + canvas.dropFirst(operation.upTo)
  }
  guard canvas == target else {
    return derivation.cost == nil && derivation.ops.isEmpty && derivation.optimal != true && !missing.isEmpty
      && (derivation.count ?? 0) == 0
  }
  if let cost = derivation.cost, cost != derivation.ops.count { return false }
  if derivation.optimal == true, try line.problem.problem().peelingCost() != derivation.ops.count { return false }
  if let lower = derivation.lower, let least = try line.problem.problem().peelingCost(), lower > least { return false }
  guard let count = derivation.count else { return true }
  let grammar = SplicingGrammar(neighbours: neighbours, form: .unambiguous)
  return count == (target.isEmpty ? 1 : grammar.parse(target, in: LeastWeightCounts()).count)
}

// The files.

private let first = DerivationLine(
  "a x c", ["a b c", "x"],
  #"{"cost":2,"count":"1","ops":[{"n":0,"from":0,"to":3,"at":0,"upTo":0},{"n":1,"from":0,"to":1,"at":1,"upTo":2}],"#
    + #""optimal":true}"#)
private let long =
  #""ops":[{"n":0,"from":0,"to":1,"at":0,"upTo":0},{"n":1,"from":0,"to":1,"at":1,"upTo":1},"#
  + #"{"n":0,"from":2,"to":3,"at":2,"upTo":2}]"#
private let several = DerivationLine(
  "a b", ["a b", "a b"],
  #"{"cost":1,"count":"2","ops":[{"n":1,"from":0,"to":2,"at":0,"upTo":0}],"optimal":true}"#)
private let unreachable = DerivationLine("a z y z", ["a b"], #"{"missing":["z","y"],"ops":[]}"#)

private let valid: [DerivationLine] = [
  first, several, first.saying("{\"cost\":3,\"optimal\":false,\(long)}"),
  first.saying("{\"cost\":3,\"lower\":2,\(long)}"), unreachable,
  unreachable.saying(#"{"count":"0","ops":[]}"#),
  DerivationLine("", ["a"], #"{"cost":0,"count":"1","ops":[],"optimal":true}"#),
  DerivationLine("", [], #"{"missing":[],"ops":[]}"#),
]

private let systematic: ForgedFiles<DerivationLine> = {
  let values = valid.map { try? JSONDecoder().decode(JSONValue.self, from: Data($0.text.utf8)) }
  let forgeries = values.indices.flatMap { index in
    let others = (1...2).compactMap { values[(index + $0) % values.count] }
    return (values[index]?.forgeries(others: others) ?? []).map { (derivation: index, change: $0) }
  }
  return ForgedFiles(forgeries) { index, change in
    TriedFile(
      name: "derivation \(index + 1), \(change.name)", file: valid[index].saying(jsonText(change.value)),
      expectation: .nothingFalse)
  }
}()

private let quick =
  valid.enumerated().map { TriedFile(name: "derivation \($0.offset + 1)", file: $0.element, expectation: .accepted) }
  + almostRight + systematic.thinned(to: 300)

// One forgery for each line of the checker.

private let almostRight: [TriedFile<DerivationLine>] = {
  func stopped(_ name: String, _ line: DerivationLine, _ text: String, _ error: any Error) -> TriedFile<DerivationLine>
  {
    TriedFile(name: name, file: line.saying(text), expectation: .refused("\(error)"))
  }
  func claimed(_ name: String, _ line: DerivationLine, _ text: String, _ error: VerificationError)
    -> TriedFile<DerivationLine>
  { stopped(name, line, text, error) }
  func operation(_ n: Int, _ from: Int, _ to: Int, _ at: Int, _ upTo: Int) -> String {
    "{\"n\":\(n),\"from\":\(from),\"to\":\(to),\"at\":\(at),\"upTo\":\(upTo)}"
  }
  /// The first derivation with another second operation.
  func replayed(_ name: String, _ second: String, _ error: ReplayError) -> TriedFile<DerivationLine> {
    claimed(name, first, "{\"ops\":[\(operation(0, 0, 3, 0, 0)),\(second)]}", .notReplayable(error))
  }
  func segment(_ from: Int, _ to: Int) -> TriedFile<DerivationLine> {
    replayed(
      "copies \(from) to \(to) of one word", operation(1, from, to, 1, 2),
      .segmentOutOfRange(operation: 1, from: from, to: to, length: 1))
  }
  func span(_ at: Int, _ upTo: Int) -> TriedFile<DerivationLine> {
    replayed(
      "replaces \(at) to \(upTo) of three words", operation(1, 0, 1, at, upTo),
      .spanOutOfRange(operation: 1, at: at, upTo: upTo, canvas: 3))
  }
  func neighbour(_ n: Int) -> TriedFile<DerivationLine> {
    replayed(
      "copies neighbour \(n) of two", operation(n, 0, 1, 1, 2),
      .neighbourOutOfRange(operation: 1, neighbour: n, count: 2))
  }
  let text = first.text
  return [
    neighbour(2), neighbour(-1), neighbour(.max), segment(0, 0), segment(1, 1), segment(0, 2), segment(-1, 1),
    segment(1, 0), segment(.min, .max), span(2, 1), span(-1, 2), span(1, 4), span(4, 4), span(.min, .max),
    claimed(
      "stops before the end", first, "{\"ops\":[\(operation(0, 0, 1, 0, 0))]}",
      .wrongText(position: 1, found: nil, expected: "x")),
    claimed("makes nothing", first, "{\"ops\":[]}", .wrongText(position: 0, found: nil, expected: "a")),
    claimed(
      "makes another word", first, "{\"ops\":[\(operation(0, 0, 3, 0, 0))]}",
      .wrongText(position: 1, found: "b", expected: "x")),
    claimed(
      "goes on after the end", first,
      text.replacing("]", with: ",\(operation(0, 0, 1, 3, 3))]").replacing("\"cost\":2", with: "\"cost\":3"),
      .wrongText(position: 3, found: "a", expected: nil)),
    claimed(
      "a cost too small", first, text.replacing("\"cost\":2", with: "\"cost\":1"), .wrongCost(claimed: 1, operations: 2)
    ),
    claimed(
      "a cost too large", first, text.replacing("\"cost\":2", with: "\"cost\":3"), .wrongCost(claimed: 3, operations: 2)
    ),
    claimed(
      "a negative cost", first, text.replacing("\"cost\":2", with: "\"cost\":-2"),
      .wrongCost(claimed: -2, operations: 2)),
    claimed("not the shortest", first, "{\"cost\":3,\"optimal\":true,\(long)}", .notShortest(operations: 3, least: 2)),
    claimed("more needed than are", first, "{\"cost\":3,\"lower\":3,\(long)}", .notNeeded(lower: 3, least: 2)),
    claimed("more needed than there are", first, "{\"cost\":3,\"lower\":4,\(long)}", .notNeeded(lower: 4, least: 3)),
    claimed(
      "a count too large", first, text.replacing("\"count\":\"1\"", with: "\"count\":\"2\""),
      .wrongCount(claimed: 2, count: 1)),
    claimed(
      "a count too small", several, several.text.replacing("\"count\":\"2\"", with: "\"count\":\"1\""),
      .wrongCount(claimed: 1, count: 2)),
    claimed(
      "the count of those that only insert", DerivationLine("a x c", ["a b c", "x", "a"], ""),
      first.text.replacing("\"count\":\"1\"", with: "\"count\":\"2\""), .wrongCount(claimed: 2, count: 1)),
    claimed(
      "a huge count", several, several.text.replacing("\"count\":\"2\"", with: "\"count\":\"100000000000000000003\""),
      .wrongCount(claimed: 100_000_000_000_000_000_003, count: 2)),
    claimed(
      "derivations where there are none", unreachable, #"{"count":"1","ops":[]}"#, .wrongCount(claimed: 1, count: 0)),
    claimed(
      "the shortest where there is none", unreachable, #"{"optimal":true,"ops":[]}"#,
      .wrongText(position: 0, found: nil, expected: "a")),
    claimed(
      "a cost where there is none", unreachable, #"{"cost":0,"ops":[]}"#,
      .wrongText(position: 0, found: nil, expected: "a")),
    claimed(
      "a part of what cannot be made", unreachable, "{\"ops\":[\(operation(0, 0, 1, 0, 0))]}",
      .wrongText(position: 1, found: nil, expected: "z")),
    claimed(
      "a missing word that is there", first, text.replacing("{\"cost\"", with: "{\"missing\":[\"x\"],\"cost\""),
      .wrongMissing([])),
    claimed("a missing word less", unreachable, #"{"missing":["z"],"ops":[]}"#, .wrongMissing(["z", "y"])),
    claimed("a missing word more", unreachable, #"{"missing":["z","y","a"],"ops":[]}"#, .wrongMissing(["z", "y"])),
    claimed("no missing words", unreachable, #"{"missing":[],"ops":[]}"#, .wrongMissing(["z", "y"])),
    claimed(
      "nothing can be made, of what can", first, "{\"ops\":[],\"missing\":[]}",
      .wrongText(position: 0, found: nil, expected: "a")),
    stopped(
      "two costs", first, text.replacing("\"cost\":2", with: "\"cost\":2,\"cost\":1"), JSONKeyError.repeated("cost")),
    stopped(
      "two lists of operations", first, text.replacing("\"ops\"", with: "\"ops\":[],\"ops\""),
      JSONKeyError.repeated("ops")),
    stopped("a misspelled claim", first, text.replacing("optimal", with: "optimum"), JSONKeyError.unknown("optimum")),
    stopped(
      "an operation that says more", first, text.replacing("\"n\":1", with: "\"n\":1,\"repeat\":2"),
      JSONKeyError.unknown("ops[1].repeat")),
  ]
}()
