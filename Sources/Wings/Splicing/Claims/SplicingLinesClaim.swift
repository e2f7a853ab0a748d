import Evidence
import Foundation
import Randomness
import Splicing
import Text

extension Claim {
  /// No line of a splice file does harm.
  static let splicingLines = Claim(
    id: "splicing.lines",
    title:
      "Every line of a splice file is read or refused with its number, and what is read can be solved and verified",
    sentences: [
      Sentence(
        """
        Reading a line as a problem, a derivation or a record gives a value or an error that has the line's number.
        """,
        checks: ["mutated"]),
      Sentence(
        "A value that is written and read again is the same.",
        checks: ["mutated"]),
      Sentence(
        """
        A problem that was read is solved, and its derivation passes the verifier; the operations of a derivation that was \
        read are carried out or refused, whatever their numbers.
        """,
        checks: ["mutated"]),
    ],
    source: Source(paper: "Tightbound's own file formats", theorem: "round trip and totality"),
    checks: [
      Check(
        "mutated", level: .sampled,
        family: .random(
          "valid lines of the three kinds with up to 8 random edits (deep: 10⁶; 1 in 10 unedited)", quick: 600,
          deep: 1_000_000, shrink: MutatedText.shrink,
          draw: { index, stream in try MutatedText.random(formats[index % formats.count], &stream) }),
        subject: answer,
        mutants: [
          "forgets the line's number": { input in
            do { return try answer(input) } catch var error as LineError {
              error.line = 0
              throw error
            }
          },
          "writes numbers as texts": { input in
            let line = try answer(input)
            guard input.kind == "problem" else { return line }
            var record: SpliceProblemRecord = try decodeJSONLine(Data(line.utf8), number: input.number)
            record.target = record.target.map { if case .number(let number) = $0 { .text("\(number)") } else { $0 } }
            return try encodeJSONLine(record)
          },
          "gives up without saying why": { input in
            do { return try answer(input) } catch let error as LineError {
              throw LineError(line: error.line, error: "")
            }
          },
        ],
        test: isAnswered)
    ])
}

private typealias NumberedLine = (kind: String, text: String, number: Int)

/// The line as it is written after reading.
private let answer: Algorithm<NumberedLine, String> = { input in
  let data = Data(input.text.utf8)
  switch input.kind {
  case "problem":
    let record: SpliceProblemRecord = try decodeJSONLine(data, number: input.number)
    let problem = record.problem()
    // What was read can be solved, unless it is too large.
    if let oracle = try? SpliceOracle(problem), let cost = oracle.cost {
      try problem.verify(oracle.derivation(), cost: cost)
    }
    return try encodeJSONLine(record)
  case "derivation":
    let record: SpliceDerivationRecord = try decodeJSONLine(data, number: input.number)
    _ = try? replay(record.ops, from: [["a", "b", "c"], ["d"]], canvasLimit: 1000)
    return try encodeJSONLine(record)
  default:
    let record: CorpusRecord = try decodeJSONLine(data, number: input.number)
    let problem = SpliceProblemRecord(making: record, from: [record], prepared: NeighbourPreparation())
    guard problem.problem().missingTokens.isEmpty else {
      throw LineError(line: -1, error: "a word is missing after all missing words were added")
    }
    return try encodeJSONLine(record)
  }
}

@Sendable private func isAnswered(_ answer: Algorithm<NumberedLine, String>, on sample: MutatedText) throws -> Verdict {
  let number = 1 + sample.text.utf8.count
  do {
    let written = try answer((sample.format, sample.text, number))
    if sample.edits == 0, written != sample.text { return .fails("a valid line was written back as \(written)") }
    return .equal(try answer((sample.format, written, number)), written, "the line when read and written again")
  } catch let error as LineError {
    guard sample.edits > 0 else { return .fails("a valid line was refused: \(error)") }
    return .require(
      error.line == number && !error.error.isEmpty, "line \(number) was refused with “\(error.error)” as \(error.line)")
  }
}

private let formats: [TextFormat] = [
  TextFormat(name: "problem", samples: { try encodeJSONLine(problem(&$0)) }, rewrite: { $0 }),
  TextFormat(
    name: "derivation",
    samples: { stream in
      let record = problem(&stream).addingMissingWords()
      let operations = try SpliceOracle(record.problem()).derivation()
      return try encodeJSONLine(
        SpliceDerivationRecord(
          id: record.id, cost: operations.count, ops: operations, optimal: true,
          count: stream.uniform(in: 0...1) == 0 ? 3 : nil))
    }, rewrite: { $0 }),
  TextFormat(
    name: "record",
    samples: { stream in
      let corpus = RecordCorpus(seed: 1)
      return try encodeJSONLine(corpus.record(stream.uniform(in: 0...999)))
    }, rewrite: { $0 }),
]

private func problem(_ stream: inout RandomStream) -> SpliceProblemRecord {
  func words(_ stream: inout RandomStream) -> [TextToken] {
    (0..<stream.uniform(in: 0...6)).map { _ in
      let word = stream.uniform(in: 0...5)
      return word < 2 ? .number(word - 1) : .text(["a", "é\"", "\u{1}", "<b>"][word - 2])
    }
  }
  let kinds: [SpliceProblemRecord.Kind?] = [.text, .field, .word, nil]
  return SpliceProblemRecord(
    id: stream.uniform(in: 0...1) == 0 ? nil : .number(stream.uniform(in: 0...99)), target: words(&stream),
    neighbours: (0..<stream.uniform(in: 0...4)).map { _ in
      .init(tokens: words(&stream), kind: kinds[stream.uniform(in: 0...3)])
    })
}
