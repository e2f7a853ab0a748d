import Evidence
import Exact
import GrammarCompression
import Randomness

extension Claim {
  /// RePair ends when no digram repeats, with all rules different.
  static let repairEndState = Claim(
    id: "grammar.repair-end-state",
    title: "RePair ends with a sequence in which no digram occurs twice, and without two equal rules",
    sentences: [
      Sentence(
        "When RePair ends, no digram occurs twice without overlap in its final sequence.",
        checks: ["exhaustive", "random"]),
      Sentence(
        "No two of its rules have the same right-hand side.",
        checks: ["exhaustive", "random"]),
    ],
    source: Source(
      paper: "Off-line dictionary-based compression (Larsson, Moffat; Proceedings of the IEEE 88(11), 2000)",
      theorem: "the definition of the algorithm's end; the corner case of runs such as aaa is derived"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "all words over {0, 1} of length ≤ 9 (deep: 14)", count: { words(upTo: $0 == .quick ? 9 : 14).count },
          all: { words(upTo: $0 == .quick ? 9 : 14) }),
        subject: endState, mutants: mutants, test: isFinal),
      Check(
        "random", level: .certified,
        family: .random(
          "random words of length ≤ 200 over alphabets of 1 to 4 letters", quick: 200, deep: 20_000,
          shrink: Word.shrink,
          draw: { index, stream in
            (0..<stream.uniform(in: 0...200)).map { _ in Integer(stream.uniform(in: 0...(index % 4))) }
          }),
        subject: endState, mutants: mutants, test: isFinal),
    ])
}

private let endState: Algorithm<[Integer], RePairState> = { word in
  let grammar = try RePair(word)
  return RePairState(
    rules: grammar.rules.map { [Int($0.left), Int($0.right)] }, sequence: grammar.sequence.map(Int.init))
}

private let mutants: KeyValuePairs<String, Algorithm<[Integer], RePairState>> = [
  "leaves digrams that occur twice": { TextbookRePair($0, fault: .stopsAtTwo).state },
  "makes a second rule for a digram that comes back": { TextbookRePair($0, fault: .duplicatesRules).state },
]

private func words(upTo length: Int) -> [[Integer]] {
  (0...length).flatMap { Word.all(length: $0, over: [0, 1]) }
}

@Sendable private func isFinal(_ endState: Algorithm<[Integer], RePairState>, on word: [Integer]) throws -> Verdict {
  let end = try endState(word)
  if let digram = end.repeatedDigram { return .fails("the digram \(digram) occurs twice in \(end.sequence)") }
  if let rule = end.sharedRule { return .fails("two rules have the right-hand side \(rule)") }
  return .holds()
}
