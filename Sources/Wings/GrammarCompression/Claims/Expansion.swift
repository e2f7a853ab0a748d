import Evidence
import Exact
import GrammarCompression
import Randomness

extension Claim {
  /// A program built by RePair expands to its word, and every query agrees with the expansion.
  static let expansion = Claim(
    id: "grammar.expansion",
    title: "RePair's program expands to the word it was built from, and queries agree with the expansion",
    sentences: [
      Sentence(
        "For every word $w$ over the integers, the straight-line program that RePair builds expands to $w$.",
        checks: ["exhaustive", "random"]),
      Sentence(
        "Its length, sum, sum of squares, number of nonzeros, entries and prefix sums are those of $w$.",
        checks: ["exhaustive", "random"]),
    ],
    source: Source(
      paper: "Off-line dictionary-based compression (Larsson, Moffat; Proceedings of the IEEE 88(11), 2000)",
      theorem: "correctness of RePair"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "all words over {0, 1, −2} of length ≤ 6 (deep: 9)", count: { words(upTo: $0 == .quick ? 6 : 9).count },
          all: { words(upTo: $0 == .quick ? 6 : 9) }),
        subject: build,
        mutants: mutants, test: agrees),
      Check(
        "random", level: .certified,
        family: .random(
          "random words of length ≤ 400 with repetitions and runs, some entries beyond 64 bits", quick: 60,
          deep: 5_000, shrink: Word.shrink,
          draw: { _, stream in Word.random(stream.uniform(in: 0...400), &stream) }),
        subject: build,
        mutants: mutants, test: agrees),
    ])
}

private let build: Algorithm<[Integer], StraightLineProgram<Integer>> = { try StraightLineProgram(repair: $0) }

private let mutants: KeyValuePairs<String, Algorithm<[Integer], StraightLineProgram<Integer>>> = [
  "swaps the halves of rules": { try TextbookRePair($0, fault: .swapsHalves).program() },
  "forgets the last letter": { try TextbookRePair($0, fault: .forgetsLast).program() },
]

private func words(upTo length: Int) -> [[Integer]] {
  (0...length).flatMap { Word.all(length: $0, over: [0, 1, -2]) }
}

@Sendable private func agrees(
  _ build: Algorithm<[Integer], StraightLineProgram<Integer>>, on word: [Integer]
) throws -> Verdict {
  let program = try build(word)
  let expanded = try program.expand()
  guard expanded == word else { return .fails("it expands to \(expanded)") }
  var (prefix, norm, nonzeros) = (Integer(0), Integer(0), 0)
  for (index, value) in word.enumerated() {
    guard program[index] == value else { return .fails("entry \(index) is \(program[index]), should be \(value)") }
    guard program.prefixSum(index) == prefix else { return .fails("the prefix sum of \(index) entries is wrong") }
    prefix += value
    norm += value * value
    if value != 0 { nonzeros += 1 }
  }
  return .all(
    .equal(program.count, word.count, "the length"), .equal(program.sum, prefix, "the sum"),
    .equal(program.squaredNorm, norm, "the sum of squares"),
    .equal(program.nonzeroCount, nonzeros, "the number of nonzeros"))
}
