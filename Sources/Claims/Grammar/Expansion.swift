import Evidence
import Exact
import GrammarCompression
import Randomness

extension Claim {
  /// A program built by RePair expands to its word, and every query agrees with the expansion.
  static let expansion = Claim(
    id: "grammar.expansion",
    title: "RePair's program expands to the word it was built from, and queries agree with the expansion",
    statement: """
      For every word $w$ over the integers, the straight-line program that RePair builds expands to $w$, and its length, \
      sum, sum of squares, number of nonzeros, entries and prefix sums are those of $w$.
      """,
    source: Source(
      paper: "Off-line dictionary-based compression (Larsson, Moffat; Proceedings of the IEEE 88(11), 2000)",
      theorem: "correctness of RePair"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "all words over {0, 1, −2} of length ≤ 6 (deep: 9)", count: { words(upTo: $0 == .quick ? 6 : 9).count },
          all: { words(upTo: $0 == .quick ? 6 : 9) }),
        subject: { (word: [Integer]) in try StraightLineProgram(repair: word) },
        mutants: mutants, test: agrees),
      Check(
        "random", level: .certified,
        family: .random(
          "random words of length ≤ 400 with repetitions and runs, some entries beyond 64 bits", quick: 60,
          deep: 5_000, shrink: Word.shrink,
          draw: { _, stream in Word.random(stream.uniform(in: 0...400), &stream) }),
        subject: { (word: [Integer]) in try StraightLineProgram(repair: word) },
        mutants: mutants, test: agrees),
    ])

  private typealias Build = @Sendable ([Integer]) throws -> StraightLineProgram<Integer>

  private static var mutants: KeyValuePairs<String, Build> {
    [
      "swaps the halves of rules": { try TextbookRePair($0, fault: .swapsHalves).program() },
      "forgets the last letter": { try TextbookRePair($0, fault: .forgetsLast).program() },
    ]
  }

  private static func words(upTo length: Int) -> [[Integer]] {
    (0...length).flatMap { Word.all(length: $0, over: [0, 1, -2]) }
  }

  @Sendable private static func agrees(_ build: Build, on word: [Integer]) throws -> Verdict {
    let program = try build(word)
    guard try program.expand() == word else { return .fails("it expands to \(try program.expand())") }
    var prefix: Integer = 0
    for (index, value) in word.enumerated() {
      guard program[index] == value else { return .fails("entry \(index) is \(program[index]), should be \(value)") }
      guard program.prefixSum(index) == prefix else { return .fails("the prefix sum of \(index) entries is wrong") }
      prefix += value
    }
    return .all(
      .equal(program.count, word.count, "the length"), .equal(program.sum, prefix, "the sum"),
      .equal(program.squaredNorm, word.reduce(0) { $0 + $1 * $1 }, "the sum of squares"),
      .equal(program.nonzeroCount, word.count { $0 != 0 }, "the number of nonzeros"))
  }
}
