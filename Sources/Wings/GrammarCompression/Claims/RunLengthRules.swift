import Evidence
import Exact
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Randomness

extension Claim {
  /// With powers as rules, the vectors of 3SUM instances have O(m) symbols.
  static let runLengthRules = Claim(
    id: "grammar.run-length-rules",
    title: "With rules X → Y^k the vectors of a 3SUM instance of m numbers have O(m) symbols, without the factor log U",
    sentences: [
      Sentence(
        """
        Of pairs alone, $0^k$ by squaring takes $\\lfloor \\log_2 k \\rfloor + \\mathrm{popcount}(k)$ symbols, terminal \
        included; with rules $X \\to Y^k$ it takes 2 (1 for $k = 1$).
        """,
        checks: ["powers"]),
      Sentence(
        """
        The vectors $v$, $u$ of a 3SUM instance with sets $A$, $B$, $C$ have at most $5|A| + 3|B| + 2$ and $3|C| + 6$ \
        symbols with such rules, whatever $U$.
        """,
        checks: ["three-sum"]),
      Sentence(
        "A program rewritten with them never has more symbols than before, and expands to the same vector.",
        checks: ["random"]),
    ],
    source: .grammarPaper("the reduction from 3SUM; the sizes with powers are derived"),
    checks: [
      Check(
        "powers", level: .certified,
        family: .listed(
          "0^k for k = 1…64, 100, 1000, 2⁴⁰ − 1, 2⁴⁰, 2⁶² + 1",
          quick: Array(1...64) + [100, 1000, 1 << 40 - 1, 1 << 40, 1 << 62 + 1]),
        subject: powerSizes, mutants: powerMutants, test: areAsPredicted),
      Check(
        "three-sum", level: .certified,
        family: .random(
          "random 3SUM instances of up to 64 numbers, U = m² and from m to m · 2³⁰; the margin is the tightest case",
          quick: 20, deep: 500,
          draw: { index, stream in
            let m = stream.uniform(in: 1...64)
            let universe = index % 2 == 0 ? m * m : m << stream.uniform(in: 0...30)
            return try KSum.random(.random, k: 3, m: m, universe: universe, using: &stream)
          }),
        subject: rewrite, mutants: sizeMutants, test: isLinear),
      Check(
        "random", level: .certified,
        family: .random(
          "random words of length ≤ 300 with repetitions and runs, by RePair and balanced", quick: 100, deep: 10_000,
          shrink: Word.shrink, draw: { _, stream in Word.random(stream.uniform(in: 0...300), &stream) }),
        subject: rewrite, mutants: wordMutants, test: isSameVector),
    ])
}

// Powers of one letter.

private typealias PowerSizes = (pairs: Int, powers: Int)

private let powerSizes: Algorithm<Int, PowerSizes> = { k in
  let program = try StraightLineProgram<Integer>(repair: [0]).power(k)
  return (program.size, RunLengthProgram(program).size)
}

private let powerMutants: KeyValuePairs<String, Algorithm<Int, PowerSizes>> = [
  "forgets that set bits are joined": { k in (1 + k.bitWidth - 1 - k.leadingZeroBitCount, k == 1 ? 1 : 2) },
  "a symbol for each set bit's power": { k in
    let sizes = try powerSizes(k)
    return (sizes.pairs, 1 + k.nonzeroBitCount)
  },
]

@Sendable private func areAsPredicted(_ sizes: Algorithm<Int, PowerSizes>, _ k: Int) throws -> Verdict {
  let found = try sizes(k)
  return .all(
    .equal(found.pairs, Integer(k).bitWidth - 1 + k.nonzeroBitCount, "the number of symbols of 0^\(k)"),
    .equal(found.powers, k == 1 ? 1 : 2, "the number of symbols of 0^\(k) with powers"))
}

// Programs.

private typealias Rewritten = (size: Int, program: StraightLineProgram<Integer>)

private let rewrite: Algorithm<StraightLineProgram<Integer>, Rewritten> = { program in
  let rewritten = RunLengthProgram(program)
  return (rewritten.size, try StraightLineProgram(rewritten))
}

private let sizeMutants: KeyValuePairs<String, Algorithm<StraightLineProgram<Integer>, Rewritten>> = [
  "leaves squares as they are": { ($0.size, $0) },
  "takes children of equal length for equal": { try rewrite(takingEqualLengthsForEqual($0)) },
]

private let wordMutants: KeyValuePairs<String, Algorithm<StraightLineProgram<Integer>, Rewritten>> = [
  "takes children of equal length for equal": { try rewrite(takingEqualLengthsForEqual($0)) },
  "counts a power by its exponent, not as one symbol": { program in
    let rewritten = RunLengthProgram(program)
    return (rewritten.size + program.runCount, try StraightLineProgram(rewritten))
  },
]

/// The program whose pairs of symbols of one length have become squares of the first.
private func takingEqualLengthsForEqual(
  _ program: StraightLineProgram<Integer>
) throws -> StraightLineProgram<Integer> {
  guard let root = program.root else { return program }
  var builder = ProgramBuilder<Integer>()
  var symbols: [ProgramBuilder<Integer>.Symbol] = []
  for symbol in 0..<program.size {
    switch program.rule(of: symbol) {
    case .terminal(let value): symbols.append(builder.terminal(value))
    case .pair(let left, let right):
      let isSquare = program.length(of: left) == program.length(of: right)
      symbols.append(try builder.pair(symbols[left], symbols[isSquare ? left : right]))
    }
  }
  return builder.program(root: symbols[root])
}

@Sendable private func isLinear(
  _ rewrite: Algorithm<StraightLineProgram<Integer>, Rewritten>, _ instance: KSum
) throws -> Verdict {
  let target = try KSumToGrammarDot().reduce(instance)
  let (v, u) = (try rewrite(target.v), try rewrite(target.u))
  let sizes = instance.sets.map(\.count)
  return .all(
    .equal(try v.program.product(with: u.program).value, try target.product().value, "the product"),
    .equal(v.program.squaredNorm, target.v.squaredNorm, "the squared norm"),
    .atMost(Rational(v.size), Rational(5 * sizes[0] + 3 * sizes[1] + 2), "symbols of v"),
    .atMost(Rational(u.size), Rational(3 * sizes[2] + 6), "symbols of u"))
}

@Sendable private func isSameVector(
  _ rewrite: Algorithm<StraightLineProgram<Integer>, Rewritten>, _ word: [Integer]
) throws -> Verdict {
  for shape in [GrammarShape.repair, .balanced] {
    let program = try shape.program(of: word)
    let found = try rewrite(program)
    guard found.size <= program.size else { return .fails("there are \(found.size) symbols, before \(program.size)") }
    guard try found.program.expand() == word else { return .fails("the expansion is another word") }
  }
  return .holds()
}
