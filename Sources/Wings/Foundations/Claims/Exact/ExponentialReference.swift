import Exact

/// Bounds on eˣ and on constants from their series, in integers over 2ᴺ: slow, short, and independent of MPFR.
enum ExponentialReference {
  /// N: the series are summed to so many places behind the point.
  private static let places = 420

  /// Bounds on e^x that are about 2⁻⁴⁰⁰ apart relative to it, for |x| up to some thousands; both 1 for x = 0.
  static func exp(_ x: Rational) -> (lower: Rational, upper: Rational) { exp(x, x) }

  /// Bounds on eᵗ for all t between `least` and `greatest`.
  static func exp(_ least: Rational, _ greatest: Rational) -> (lower: Rational, upper: Rational) {
    (
      least < 0 ? 1 / positive(0 - least).upper : positive(least).lower,
      greatest < 0 ? 1 / positive(0 - greatest).lower : positive(greatest).upper
    )
  }

  /// eˣ for x ≥ 0: the series at x/2ᵏ < 1/256, and k squarings.
  private static func positive(_ x: Rational) -> (lower: Rational, upper: Rational) {
    let one = Integer(1) << places
    let halvings = max(0, x.numerator.bitWidth - x.denominator.bitWidth + 1) + 8
    let (whole, rest) = (x.numerator << places).quotientAndRemainder(dividingBy: x.denominator << halvings)
    let argument = (lower: whole, upper: rest == 0 ? whole : whole + 1)
    var term = (lower: one, upper: one)
    var sum = (lower: one, upper: one)
    var n: Integer = 1
    while term.upper > 1 {
      term.lower = (term.lower * argument.lower / n) >> places
      term.upper = term.upper * argument.upper / n
      term.upper = (term.upper >> places) + (argument.upper == 0 ? 0 : 1)
      sum = (sum.lower + term.lower, sum.upper + term.upper)
      n += 1
    }
    // What is left of the series is less than its last term, at most one place.
    if argument.upper != 0 { sum.upper += 2 }
    for _ in 0..<halvings {
      sum.lower = (sum.lower * sum.lower) >> places
      let square = sum.upper * sum.upper
      sum.upper = (square >> places) + (square == (square >> places) << places ? 0 : 1)
    }
    return (Rational(sum.lower, one), Rational(sum.upper, one))
  }

  /// ln 2 = Σ 1/(n 2ⁿ).
  static let naturalLogarithmOfTwo: (lower: Rational, upper: Rational) = {
    let one = Integer(1) << places
    let terms = (1...places).map { (one >> $0) / Integer($0) }
    let sum = terms.reduce(Integer(0), +)
    // Each term is rounded down, and what is left is less than one place.
    return (Rational(sum, one), Rational(sum + Integer(terms.count) + 1, one))
  }()

  /// π = 16 arctan 1/5 − 4 arctan 1/239 (Machin).
  static let pi: (lower: Rational, upper: Rational) = {
    let one = Integer(1) << places
    func arctangent(ofOneOver x: Integer) -> (value: Integer, error: Integer) {
      var (power, sum, n) = (one / x, one / x, Integer(1))
      var sign = Integer(-1)
      while power > 0 {
        power = power / (x * x)
        n += 2
        sum += sign * (power / n)
        sign = 0 - sign
      }
      // Each of fewer than n terms is off by less than two places.
      return (sum, 2 * n)
    }
    let (five, other) = (arctangent(ofOneOver: 5), arctangent(ofOneOver: 239))
    let value = 16 * five.value - 4 * other.value
    let error = 16 * five.error + 4 * other.error
    return (Rational(value - error, one), Rational(value + error, one))
  }()
}
