import Evidence
import Exact
import GrammarCompression

extension Claim {
  /// On structured words the product takes time logarithmic in the length.
  static let easyFamilies = Claim(
    id: "grammar.easy-families",
    title: "On Thue–Morse and Fibonacci words, and on powers, the keys of the memoised product grow like log N",
    sentences: [
      Sentence(
        """
        The product of the Thue–Morse word of length $2^e$ over $\\pm 1$ with itself is $2^e$ and takes exactly $6e - 3$ \
        keys ($e \\ge 6$).
        """,
        checks: ["keys"]),
      Sentence(
        """
        That of the $k$-th Fibonacci word ($F_{i+1} = F_i F_{i-1}$, two nonzero letters) and the word of the mirrored rules \
        takes exactly $7k - 12$ keys ($k \\ge 10$).
        """,
        checks: ["keys"]),
      Sentence(
        """
        That of $w^{2^h}$ with itself is $2^h \\langle w, w \\rangle$ and takes at most $3h$ keys more than that of $w$.
        """,
        checks: ["powers"]),
    ],
    source: .grammarPaper("easy families for contrast; the counts are derived"),
    checks: [
      Check(
        "keys", level: .certified,
        family: .listed(
          "Thue–Morse for e = 6…60, Fibonacci for k = 10…80",
          quick: (6...60).map { EasyPair(family: .thueMorse, index: $0) }
            + (10...80).map { EasyPair(family: .fibonacci, index: $0) }),
        subject: product, mutants: mutants, test: isLogarithmic),
      Check(
        "powers", level: .certified,
        family: .random(
          "random words of length 1 to 40 to the powers 2⁰ to 2⁵⁰", quick: 100, deep: 4_000,
          shrink: { power in
            Word.shrink(power.word).filter { !$0.isEmpty }.map { Power(word: $0, doublings: power.doublings) }
          },
          draw: { _, stream in
            Power(word: Word.random(stream.uniform(in: 1...40), &stream), doublings: stream.uniform(in: 0...50))
          }),
        subject: product, mutants: powerMutants, test: powersAreEasy),
    ])
}

/// A pair of words from a family.
private struct EasyPair: Codable, Sendable {
  enum Family: String, Codable { case thueMorse, fibonacci }
  var family: Family
  var index: Int
}

/// A word to the power 2^doublings.
private struct Power: Codable, Sendable {
  var word: [Integer]
  var doublings: Int
}

private typealias Programs = (v: StraightLineProgram<Integer>, u: StraightLineProgram<Integer>)
private typealias ValueAndKeys = (value: Integer, keys: Int)

private let product: Algorithm<Programs, ValueAndKeys> = { programs in
  let product = try programs.v.product(with: programs.u)
  return (product.value, product.keys)
}

private let mutants: KeyValuePairs<String, Algorithm<Programs, ValueAndKeys>> = [
  "splits the first symbol, not the longer one": { TextbookProduct.product($0.v, $0.u, fault: .splitsFirst) },
  "stores zeros too": { TextbookProduct.product($0.v, $0.u, fault: .storesZeros) },
  "forgets the offset in the memo": { TextbookProduct.product($0.v, $0.u, fault: .keyWithoutOffset) },
]

private let powerMutants: KeyValuePairs<String, Algorithm<Programs, ValueAndKeys>> = [
  "stores zeros too": { TextbookProduct.product($0.v, $0.u, fault: .storesZeros) },
  "keeps the offset of the left child": { TextbookProduct.product($0.v, $0.u, fault: .keepsOffset) },
]

private func thueMorse(_ e: Int) throws -> StraightLineProgram<Integer> {
  var builder = ProgramBuilder<Integer>()
  var (a, b) = (builder.terminal(1), builder.terminal(-1))
  for _ in 0..<e { (a, b) = (try builder.pair(a, b), try builder.pair(b, a)) }
  return builder.program(root: a)
}

private func fibonacci(_ k: Int, mirrored: Bool) throws -> StraightLineProgram<Integer> {
  var builder = ProgramBuilder<Integer>()
  var (previous, current) = (builder.terminal(1), builder.terminal(2))
  for _ in 0..<k {
    (previous, current) = (
      current, mirrored ? try builder.pair(previous, current) : try builder.pair(current, previous)
    )
  }
  return builder.program(root: current)
}

@Sendable private func isLogarithmic(_ product: Algorithm<Programs, ValueAndKeys>, on pair: EasyPair) throws -> Verdict
{
  switch pair.family {
  case .thueMorse:
    let word = try thueMorse(pair.index)
    let found = try product((word, word))
    return .all(
      .equal(found.value, Integer(1) << pair.index, "the product"),
      .equal(found.keys, 6 * pair.index - 3, "the number of keys"))
  case .fibonacci:
    let (v, u) = (try fibonacci(pair.index, mirrored: false), try fibonacci(pair.index, mirrored: true))
    let found = try product((v, u))
    var verdict = Verdict.equal(found.keys, 7 * pair.index - 12, "the number of keys")
    if v.count < 10_000 {
      let expected = zip(try v.expand(), try u.expand()).reduce(Integer(0)) { $0 + $1.0 * $1.1 }
      verdict = .all(verdict, .equal(found.value, expected, "the product"))
    }
    return verdict
  }
}

@Sendable private func powersAreEasy(_ product: Algorithm<Programs, ValueAndKeys>, of power: Power) throws -> Verdict {
  let word = try StraightLineProgram(repair: power.word)
  let long = try word.power(1 << power.doublings)
  let (found, alone) = (try product((long, long)), try word.product(with: word))
  let square = power.word.reduce(Integer(0)) { $0 + $1 * $1 }
  let index = (long.count - 1) / 3
  return .all(
    .equal(found.value, square << power.doublings, "the product"),
    .equal(long.squaredNorm, square << power.doublings, "the squared norm"),
    .equal(long[index], power.word[index % power.word.count], "entry \(index)"),
    .atMost(Rational(Integer(found.keys)), Rational(Integer(alone.keys + 3 * power.doublings)), "keys"))
}
