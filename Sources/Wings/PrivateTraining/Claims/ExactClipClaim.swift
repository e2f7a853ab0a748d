import Evidence
import Exact
import PrivateTraining
import Randomness

extension Claim {
  /// T8.
  static let exactClip = Claim(
    id: "private-training.exact-clip",
    title: "The exact clip never exceeds its bound, and is the largest on its grid",
    sentences: [
      Sentence(
        """
        For an integer squared norm $n$, a rational $C^2$ and $k$ bits, `factor` returns $a$ with $(a/2^k)^2 n \\le C^2$, and if $n > C^2$ then \
        $((a+1)/2^k)^2 n > C^2$; if $n \\le C^2$ then $a = 2^k$.
        """,
        topic: "the factor", checks: ["factor"],
        proof: ProofReference(
          file: "PrivateTraining/ExactClip.v", theorems: ["factor_within", "factor_maximal", "factor_one"])),
      Sentence(
        """
        `clip` of a vector of 32-bit integers, with a bound $m$ from 1 to $2^{30}$, gives the vector times this factor for $k = 30$, each coordinate rounded \
        toward 0, so that its squared length is at most $m^2$.
        """,
        topic: "vectors", checks: ["vectors"],
        proof: ProofReference(file: "PrivateTraining/ExactClip.v", theorems: ["clip_within"])),
    ],
    remark: "In single or double precision, C/‖v‖ · v is longer than C for about half of all clipped vectors.",
    source: Source(
      paper: "Exploring the Limits of Differentially Private Deep Learning with Group-wise Clipping",
      arXiv: "2212.01539",
      theorem: "derived; the problem is that of arXiv 2207.10635"),
    checks: [
      Check(
        "factor", level: .certified,
        family: .random("n up to 2^40, C² a fraction, k ≤ 40", quick: 200, deep: 20_000, draw: Norm.drawn),
        subject: factor,
        mutants: [
          "rounded to the nearest": { norm in
            let one = Integer(1) << norm.bits
            guard Rational(norm.squaredNorm) > norm.squaredBound else { return one }
            let ratio = norm.squaredBound * Rational(Integer(4) << (2 * norm.bits)) / Rational(norm.squaredNorm)
            return (ratio.floor().squareRoot() + 1) / 2
          },
          "in double precision": { norm in
            let one = Integer(1) << norm.bits
            let ratio = (Double(norm.squaredBound) / Double(norm.squaredNorm)).squareRoot()
            return ratio < 1 ? Integer(exactly: (ratio * Double(Int(exactly: one) ?? 1)).rounded()) ?? 0 : one
          },
          "never 1": { norm in
            (norm.squaredBound * Rational(Integer(1) << (2 * norm.bits)) / Rational(max(norm.squaredNorm, 1))).floor()
              .squareRoot()
          },
        ], test: isGreatest),
      Check(
        "vectors", level: .certified,
        family: .random("up to 40 coordinates up to 2^28", quick: 60, deep: 5_000, draw: Words.drawn), subject: clip,
        mutants: [
          "rounded to the nearest, not toward 0": { words in
            var copy = words.vector
            let factor = ExactClip.clip(&copy, bound: words.bound)
            return words.vector.map { Int32((Double($0) * Double(factor) / 0x1p30).rounded()) }
          },
          "rounded down": { words in
            var copy = words.vector
            let factor = ExactClip.clip(&copy, bound: words.bound)
            return words.vector.map { Int32(truncatingIfNeeded: (Int64($0) * Int64(factor)) >> 30) }
          },
          "in single precision": { words in
            let norm = words.vector.reduce(Float(0)) { $0 + Float($1) * Float($1) }.squareRoot()
            let scale = min(1, Float(words.bound) / norm)
            return words.vector.map { Int32((Float($0) * scale).rounded(.towardZero)) }
          },
        ], test: isExactlyClipped),
    ])
}

private typealias Factor = Algorithm<Norm, Integer>

private let factor: Factor = { (norm: Norm) -> Integer in
  ExactClip.factor(squaredNorm: norm.squaredNorm, squaredBound: norm.squaredBound, bits: norm.bits)
}

@Sendable private func isGreatest(_ subject: Factor, _ norm: Norm) throws -> Verdict {
  let (a, one) = (try subject(norm), Integer(1) << norm.bits)
  func squared(_ a: Integer) -> Rational { Rational(a * a * norm.squaredNorm, one * one) }
  guard Rational(norm.squaredNorm) > norm.squaredBound else { return .equal(a, one, "the factor") }
  return .require(
    !a.isNegative && squared(a) <= norm.squaredBound && squared(a + 1) > norm.squaredBound,
    "the factor \(a)/\(one) is not the greatest for ‖v‖² = \(norm.squaredNorm), C² = \(norm.squaredBound)")
}

private typealias Clipped = Algorithm<Words, [Int32]>

private let clip: Clipped = { (words: Words) -> [Int32] in
  var vector = words.vector
  ExactClip.clip(&vector, bound: words.bound)
  return vector
}

@Sendable private func isExactlyClipped(_ subject: Clipped, _ words: Words) throws -> Verdict {
  let found = try subject(words)
  let norm = words.vector.reduce(Integer(0)) { $0 + Integer($1) * Integer($1) }
  let squaredBound = Integer(words.bound) * Integer(words.bound)
  let a = ExactClip.factor(squaredNorm: norm, squaredBound: Rational(squaredBound), bits: 30)
  let expected = words.vector.map { value in
    let magnitude = (Integer(value).magnitude * a) >> 30
    return value < 0 ? -magnitude : magnitude
  }
  guard found.map({ Integer($0) }) == expected else { return .fails("\(found), but should be \(expected)") }
  let length = found.reduce(Integer(0)) { $0 + Integer($1) * Integer($1) }
  return .atMost(Rational(length), Rational(squaredBound), "squared length")
}

private struct Norm: Codable, Sendable {
  var squaredNorm: Integer
  var squaredBound: Rational
  var bits: Int

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Norm {
    let size = stream.uniform(in: 1...40)
    let norm = stream.uniform(below: Integer(1) << size)
    // The worked example, exact squares, and others.
    if index == 0 { return Norm(squaredNorm: 25, squaredBound: 1, bits: 8) }
    let bound =
      index % 3 == 0
      ? Rational(norm) / Rational(Integer(stream.uniform(in: 1...9)).power(2))
      : Rational(
        stream.uniform(below: Integer(1) << stream.uniform(in: 1...40)) + 1, Integer(stream.uniform(in: 1...50)))
    return Norm(squaredNorm: norm, squaredBound: bound, bits: stream.uniform(in: 0...40))
  }
}

private struct Words: Codable, Sendable {
  var vector: [Int32]
  var bound: Int

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> Words {
    let size = 1 << stream.uniform(in: 1...28)
    let vector = (0..<stream.uniform(in: 1...40)).map { _ in Int32(stream.uniform(in: -size...size)) }
    return Words(vector: vector, bound: stream.uniform(in: 1...max(2, size)))
  }
}
