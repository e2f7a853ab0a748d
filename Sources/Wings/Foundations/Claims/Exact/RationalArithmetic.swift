import Evidence
import Exact
import Randomness

extension Claim {
  /// The rational numbers are an ordered field, each of one form.
  static let rationalArithmetic = Claim(
    id: "exact.rational-arithmetic",
    title: "Rational numbers are added, multiplied, divided, compared and rounded exactly, and have one form",
    sentences: [
      Sentence(
        """
        Every `Rational` has a positive denominator that is coprime to its numerator. For fractions $a/b$ and $c/d$, `+`, `-`, `*` \
        and `/` give $(ad + bc)/bd$, $(ad - bc)/bd$, $ac/bd$ and $ad/bc$, and `<` and `==` say whether $ad < bc$ and $ad = bc$.
        """,
        checks: ["small", "long"]),
      Sentence(
        """
        For a fraction $x$, `floor()` and `ceiling()` are the integers $n$ with $n \\le x < n + 1$ and $n - 1 < x \\le n$; \
        `power(n)` is $x^n$, for negative $n$ too if $x \\ne 0$; `reciprocal` is $1/x$.
        """,
        checks: ["small", "long"]),
    ],
    source: .definition("fractions that are never reduced"),
    checks: [
      Check(
        "small", level: .exhaustive,
        family: .exhaustive(
          "all pairs of fractions p/q, −4 ≤ p ≤ 4, 1 ≤ q ≤ 4, not all in lowest terms (deep: to 9)",
          count: { count(largest: $0 == .quick ? 4 : 9) },
          all: { budget in
            let all = fractions(largest: budget == .quick ? 4 : 9)
            return all.flatMap { x in all.map { RationalPair(x: x, y: $0) } }
          }),
        subject: RationalResults.calculate, mutants: RationalResults.smallMutants, test: RationalResults.areExact),
      Check(
        "long", level: .certified,
        family: .random(
          "pairs of fractions of up to 5 limbs whose denominators share factors, or whose sums cancel", quick: 200,
          deep: 4_000,
          draw: { index, stream in
            func integer(_ limbs: Int = 2) -> Integer {
              let value = Integer.drawn(limbs: stream.uniform(in: 0...limbs), &stream)
              return stream.uniform(in: 0...2) == 0 ? value % 60 : value
            }
            func nonzero(_ limbs: Int = 2) -> Integer {
              let value = integer(limbs)
              return value.isZero ? 6 : value
            }
            let shared = nonzero()
            let (b, d) = (nonzero() * shared, nonzero() * shared)
            let (a, c) = (integer() * nonzero(1), integer())
            switch index % 4 {
            case 0:  // The same denominator, so that the sum may cancel.
              return RationalPair(x: Fraction(p: a, q: b), y: Fraction(p: shared - a, q: b))
            case 1:  // Crosswise common factors.
              return RationalPair(x: Fraction(p: a * d, q: b), y: Fraction(p: c * b, q: d))
            case 2:  // Neighbours, which differ in the last place.
              return RationalPair(x: Fraction(p: a, q: b), y: Fraction(p: a * d + 1, q: b * d))
            default: return RationalPair(x: Fraction(p: a, q: b), y: Fraction(p: c, q: d))
            }
          }),
        subject: RationalResults.calculate, mutants: RationalResults.longMutants, test: RationalResults.areExact),
    ])
}

/// p/q as it stands, q ≠ 0.
private struct Fraction: Codable, Sendable {
  var p: Integer
  var q: Integer

  var value: Rational { Rational(p, q) }
}

private struct RationalPair: Codable, Sendable {
  var x: Fraction
  var y: Fraction
}

private func fractions(largest: Int) -> [Fraction] {
  (-largest...largest).flatMap { p in (1...largest).map { Fraction(p: Integer(p), q: Integer($0)) } }
}

private func count(largest: Int) -> Int { (2 * largest + 1) * largest * (2 * largest + 1) * largest }

/// What is computed of two numbers x and y.
private struct RationalResults: Sendable {
  var sum: Rational
  var difference: Rational
  var product: Rational
  /// nil for y = 0.
  var quotient: Rational?
  var isLess: Bool
  var isEqual: Bool
  var floor: Integer
  var ceiling: Integer
  /// x³.
  var cube: Rational
  /// x⁻² and 1/x; nil for x = 0.
  var inverseSquare: Rational?
  var reciprocal: Rational?

  typealias Calculator = Algorithm<(Rational, Rational), RationalResults>

  static let calculate: Calculator = { input in
    let (x, y) = input
    var (sum, difference, product) = (x, x, x)
    sum += y
    difference -= y
    product *= y
    return RationalResults(
      sum: sum, difference: difference, product: product, quotient: y.isZero ? nil : x / y, isLess: x < y,
      isEqual: x == y, floor: x.floor(), ceiling: x.ceiling(), cube: x.power(3),
      inverseSquare: x.isZero ? nil : x.power(-2), reciprocal: x.isZero ? nil : x.reciprocal)
  }

  /// Where the fault shows: what it makes of the exact results.
  private static func faulty(
    _ change: @escaping @Sendable (Rational, Rational, inout RationalResults) throws -> Void
  ) -> Calculator {
    { input in
      var results = try calculate(input)
      try change(input.0, input.1, &results)
      return results
    }
  }

  static let smallMutants: KeyValuePairs<String, Calculator> = [
    "the floor of a negative fraction is its whole part": faulty { x, _, results in
      if x.isNegative, !x.isInteger { results.floor += 1 }
    },
    "the ceiling of a whole number is the next": faulty { x, _, results in
      if x.isInteger { results.ceiling += 1 }
    },
    "the reciprocal of a negative number is positive": faulty { x, _, results in
      results.reciprocal = results.reciprocal?.magnitude
    },
    "compares numerators where the signs agree": faulty { x, y, results in
      if x.signum() == y.signum() { results.isLess = x.numerator < y.numerator }
    },
  ]

  static let longMutants: KeyValuePairs<String, Calculator> = [
    "a sum forgets the part of the common divisor that cancels": faulty { x, y, results in
      let common = Integer.gcd(x.denominator, y.denominator)
      let top = x.numerator * (y.denominator / common) + y.numerator * (x.denominator / common)
      let cancelling = Integer.gcd(top, common)
      if cancelling.bitWidth > 64 { results.sum = results.sum / Rational(cancelling) }
    },
    "a product forgets what cancels between the second numerator and the first denominator": faulty { x, y, results in
      let common = Integer.gcd(y.numerator, x.denominator)
      if common.bitWidth > 64 { results.product = results.product * Rational(common) }
    },
    "two numbers that differ by less than 2⁻²⁰⁰ are equal": faulty { x, y, results in
      results.isEqual = (x - y).magnitude < Rational(1, Integer(1) << 200)
    },
    "the negative power of a negative number has its sign": faulty { x, _, results in
      if x.isNegative, x.denominator.asInt == nil { results.inverseSquare?.negate() }
    },
  ]

  @Sendable static func areExact(_ calculate: Calculator, of pair: RationalPair) throws -> Verdict {
    let (a, b, c, d) = (pair.x.p, pair.x.q, pair.y.p, pair.y.q)
    let found = try calculate((pair.x.value, pair.y.value))
    // Both sides times the square of what may be negative, so that signs do not matter.
    let isLess = a * b * d * d < c * d * b * b
    let floor = found.floor * b * b
    let ceiling = found.ceiling * b * b
    return .all(
      form(pair.x.value, a, b, "x"), form(found.sum, a * d + b * c, b * d, "x + y"),
      form(found.difference, a * d - b * c, b * d, "x − y"), form(found.product, a * c, b * d, "x · y"),
      form(found.quotient, a * d, b * c, "x / y"), form(found.cube, a * a * a, b * b * b, "x³"),
      form(found.inverseSquare, b * b, a * a, "x⁻²"), form(found.reciprocal, b, a, "1/x"),
      .equal(found.isLess, isLess, "x < y"), .equal(found.isEqual, a * d == b * c, "x = y"),
      .require(floor <= a * b && a * b < floor + b * b, "the floor is \(found.floor)"),
      .require(ceiling - b * b < a * b && a * b <= ceiling, "the ceiling is \(found.ceiling)"))
  }

  /// Whether a number is p/q in lowest terms, and nil for q = 0.
  private static func form(_ found: Rational?, _ p: Integer, _ q: Integer, _ what: String) -> Verdict {
    guard let found, !q.isZero else {
      return .require(
        found == nil && q.isZero, "\(what) is \(found.map { "\($0)" } ?? "nothing"), but should be \(p)/\(q)")
    }
    var (a, b) = (found.numerator, found.denominator)
    while !b.isZero { (a, b) = (b, a % b) }
    return .all(
      .require(found.numerator * q == p * found.denominator, "\(what) is \(found), but should be \(p)/\(q)"),
      .require(
        found.denominator > 0 && a.magnitude == 1,
        "\(what) is \(found.numerator)/\(found.denominator), which is not in lowest terms"))
  }
}
