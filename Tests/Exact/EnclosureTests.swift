import Exact
import Testing

@Suite struct EnclosureTests {
  static let pi100 =
    "3.1415926535897932384626433832795028841971693993751058209749445923078164062862089986280348253421170679"
  static let e100 =
    "2.7182818284590452353602874713526624977572470936999595749669676277240766303535475945713821785251664274"

  /// Random expressions evaluated in both arithmetics: whatever the precision, the enclosure contains the truth.
  @Test(arguments: [2, 3, 24, 53, 128, 300])
  func randomExpressions(precision: Int) {
    var random = SplitMix(seed: UInt64(precision))
    for _ in 0..<300 {
      var exact = random.rational(bits: 90)
      var enclosed = Enclosure(exact, precision: precision)
      for _ in 0..<8 {
        let other = random.rational(bits: 70)
        let operand = Enclosure(other, precision: precision)
        switch random.next() % 9 {
        case 0: (exact, enclosed) = (exact + other, enclosed + operand)
        case 1: (exact, enclosed) = (exact - other, enclosed - operand)
        case 2: (exact, enclosed) = (exact * other, enclosed * operand)
        case 3 where !other.isZero: (exact, enclosed) = (exact / other, enclosed / operand)
        case 4 where !exact.isZero: (exact, enclosed) = (other / exact, other / enclosed)
        case 5: (exact, enclosed) = (-exact, -enclosed)
        case 6: (exact, enclosed) = (exact.magnitude, enclosed.magnitude)
        case 7: (exact, enclosed) = (Swift.max(exact, other), .maximum(enclosed, operand))
        default: (exact, enclosed) = (Swift.min(exact, other), .minimum(enclosed, operand))
        }
        #expect(enclosed.contains(exact))
        #expect(enclosed.isEqual(to: exact) != .no)
        #expect(enclosed.isLess(than: exact) != .yes && enclosed.isGreater(than: exact) != .yes)
      }
    }
  }

  @Test func isPrintedToTwentyDigits() {
    let root = Enclosure(2, precision: 128).squareRoot()
    #expect("\(root)" == "[1.4142135623730950488e+0, 1.4142135623730950489e+0]")
  }

  @Test func intervalProductsCoverAllPointPairs() {
    let bounds: [Rational] = [-3, -1, Rational(-1, 3), 0, Rational(1, 7), 2, 5]
    let intervals = bounds.flatMap { a in bounds.filter { a <= $0 }.map { (a, $0) } }
    for (a, b) in intervals {
      for (c, d) in intervals {
        let product = Enclosure(lower: a, upper: b, precision: 40) * Enclosure(lower: c, upper: d, precision: 40)
        let corners = [a * c, a * d, b * c, b * d]
        #expect(corners.allSatisfy(product.contains))
        // Not wider than the corners by more than the rounding.
        if let least = corners.min(), let most = corners.max() {
          #expect(product.isGreaterOrEqual(to: least - Rational(1, 1 << 30)) == .yes)
          #expect(product.isLessOrEqual(to: most + Rational(1, 1 << 30)) == .yes)
        }
        let quotient = Enclosure(lower: a, upper: b) / Enclosure(lower: c, upper: d)
        if c <= 0, d >= 0 {
          #expect(!quotient.hasLowerBound && !quotient.hasUpperBound)
        } else {
          #expect([a / c, a / d, b / c, b / d].allSatisfy(quotient.contains))
          #expect(quotient.hasLowerBound && quotient.hasUpperBound)
        }
      }
    }
  }

  @Test func integerPowers() {
    let bounds: [Rational] = [-3, Rational(-1, 3), 0, Rational(1, 7), 2]
    for a in bounds {
      for b in bounds where a <= b {
        for exponent in -4...5 {
          let power = Enclosure(lower: a, upper: b).power(exponent)
          for x in [a, b, (a + b) * Rational(1, 2)] where exponent >= 0 || !x.isZero {
            #expect(power.contains(x.power(exponent)))
          }
          if a <= 0, b >= 0, exponent < 0 { #expect(!power.hasLowerBound && !power.hasUpperBound) }
          if exponent > 0, exponent.isMultiple(of: 2) { #expect(power.isGreaterOrEqual(to: 0) == .yes) }
        }
      }
    }
    #expect(Enclosure(0).power(0).isEqual(to: 1) == .yes)
    #expect(Enclosure(lower: -3, upper: -2).power(-2).isLessOrEqual(to: Rational(1, 4)) != .no)
    #expect(Enclosure(lower: -4, upper: -2).power(-2).contains(Rational(1, 16)))
  }

  @Test func squareRootOfTwo() {
    let root = Enclosure(2).squareRoot()
    let square = root * root
    #expect(square.contains(2))
    #expect(square.width < 0x1p-120 && square.width > 0)
    #expect(root.power(2).contains(2))
    #expect(root.isLess(than: Rational(3, 2)) == .yes)
    #expect(Enclosure(Rational(9, 4)).squareRoot().isEqual(to: Rational(3, 2)) == .yes)
  }

  @Test func exponentialAndLogarithm() {
    var random = SplitMix(seed: 7)
    for _ in 0..<100 {
      let x = random.rational(bits: 40).magnitude + Rational(1, 1000)
      let there = Enclosure(x).log().exp()
      #expect(there.contains(x))
      #expect(there.width < Double(x) * 0x1p-110)
      #expect(Enclosure(x).exp().log().contains(x) || x > 1_000_000)
      #expect((Enclosure(x).log2() * Enclosure(2).log() - Enclosure(x).log()).contains(0))
    }
    #expect(Enclosure(8).log2().isEqual(to: 3) == .yes)
    #expect(Enclosure(2).power(Enclosure(Rational(1, 2))).intersects(Enclosure(2).squareRoot()))
    #expect(Enclosure(0).exp().isEqual(to: 1) == .yes)
  }

  @Test func hundredDigits() throws {
    let unit = Rational(1, Integer(10).power(100))
    for (text, value) in [
      (Self.pi100, Enclosure.pi(precision: 400)), (Self.e100, Enclosure.e(precision: 400)),
    ] {
      let truncated = try Rational(parsing: text)
      #expect(value.isGreater(than: truncated) == .yes)
      #expect(value.isLess(than: truncated + unit) == .yes)
    }
    // Machin's formula gives the same π: 16 arctan(1/5) − 4 arctan(1/239), summed exactly.
    func arctangent(_ denominator: Integer) -> (Rational, Rational) {
      var sum = Rational(0)
      var k = 0
      while true {
        let term = Rational(k.isMultiple(of: 2) ? 1 : -1, Integer(2 * k + 1) * denominator.power(2 * k + 1))
        sum = sum + term
        if term.magnitude < unit * unit { return (sum - term.magnitude, sum + term.magnitude) }
        k += 1
      }
    }
    let (a, b) = (arctangent(5), arctangent(239))
    let machin = Enclosure(lower: 16 * a.0 - 4 * b.1, upper: 16 * a.1 - 4 * b.0, precision: 600)
    #expect(machin.intersects(.pi(precision: 500)))
    #expect(machin.width < 0x1p-590)
  }

  @Test func widthsShrink() {
    let widths = stride(from: 16, through: 512, by: 16).map { precision in
      (Enclosure.pi(precision: precision).squareRoot() / Enclosure(3, precision: precision)).width
    }
    for (wide, narrow) in zip(widths, widths.dropFirst()) { #expect(narrow < wide * 0x1p-12) }
    let third = Enclosure(Rational(1, 3), precision: 200)
    #expect(third.rounded(toPrecision: 20).contains(third))
    #expect(third.rounded(toPrecision: 20).width > third.width)
    #expect((Enclosure(1, precision: 30) + Enclosure(1, precision: 90)).precision == 90)
  }

  @Test func trichotomy() {
    let (low, high) = (Enclosure(lower: 0, upper: 1), Enclosure(lower: 2, upper: 3))
    let (touching, point) = (Enclosure(lower: 1, upper: 2), Enclosure(1))
    #expect(low.isLess(than: high) == .yes && high.isLess(than: low) == .no)
    #expect(low.isGreater(than: high) == .no && high.isGreaterOrEqual(to: low) == .yes)
    #expect(low.isEqual(to: high) == .no)
    // Touching at 1: not decided whether less, but certainly not greater.
    #expect(low.isLess(than: touching) == .undecided)
    #expect(low.isLessOrEqual(to: touching) == .yes)
    #expect(low.isGreater(than: touching) == .no)
    #expect(low.isGreaterOrEqual(to: touching) == .undecided)
    #expect(low.isEqual(to: touching) == .undecided)
    #expect(point.isEqual(to: point) == .yes && point.isLess(than: point) == .no)
    #expect(point.isLessOrEqual(to: point) == .yes)
    #expect(low.isEqual(to: low) == .undecided && low.isLess(than: low) == .undecided)
    for value in [Rational(-1), 0, Rational(1, 2), 1, 2] {
      // Against a rational the answers must be those against the enclosed point.
      let other = Enclosure(value)
      #expect(low.isLess(than: value) == low.isLess(than: other))
      #expect(low.isGreater(than: value) == low.isGreater(than: other))
      #expect(low.isLessOrEqual(to: value) == low.isLessOrEqual(to: other))
      #expect(low.isGreaterOrEqual(to: value) == low.isGreaterOrEqual(to: other))
      #expect(low.isEqual(to: value) == low.isEqual(to: other))
    }
  }

  @Test func extremes() {
    let huge = Enclosure(Integer(1) << 3_000_000)
    #expect(huge.isPoint && huge.width == 0)
    #expect((huge * huge / huge).contains(Rational(Integer(1) << 3_000_000)))
    // Beyond MPFR's exponents the upper bound is ∞ and the lower one stays finite; below them, 0 and positive.
    let overflow = Enclosure(2).power(1 << 40)
    #expect(overflow.hasLowerBound && !overflow.hasUpperBound)
    #expect(overflow.isGreater(than: huge) == .yes)
    let underflow = Enclosure(2).power(-(1 << 40))
    #expect(underflow.contains(0) && underflow.isGreater(than: 0) == .undecided)
    #expect(underflow.isLess(than: 1 / huge) == .yes)
    #expect((underflow * overflow).contains(1))
    #expect((overflow - overflow).contains(0))
    #expect(Enclosure(1_000_000_000_000).exp().hasLowerBound)
    #expect(Enclosure(-1_000_000_000_000).exp().contains(0))
    #expect((Enclosure(0) * overflow).isEqual(to: 0) == .yes)
    #expect((Enclosure(0) * .wholeLine()).isEqual(to: 0) == .yes)
    #expect((overflow / overflow).contains(1) && (overflow / overflow).isGreaterOrEqual(to: 0) == .yes)
    #expect((Enclosure(lower: -1, upper: 1) / overflow).contains(0))
    #expect(overflow.midpoint == .infinity && Enclosure.wholeLine().midpoint == 0)
    #expect(Enclosure.wholeLine().width == .infinity)
    #expect(Enclosure(lower: 1, upper: 2).midpoint == 1.5)
    #expect(Enclosure(0).isEqual(to: 0) == .yes)
  }

  /// Nothing undefined decides anything.
  @Test func undefinedIsTheWholeLine() {
    let undefined = [
      Enclosure(1) / Enclosure(0), Enclosure(0) / Enclosure(0), Enclosure(Double.nan), Enclosure(Double.infinity),
      Enclosure(-1).squareRoot(), Enclosure(-1).log(), Enclosure(0).log(), Enclosure(0).log2(),
      Enclosure(lower: -1, upper: 1).power(-3), .wholeLine() - .wholeLine(), .wholeLine() * .wholeLine(),
      Enclosure(1) / .wholeLine(), -.wholeLine(), .minimum(.wholeLine(), .wholeLine()),
    ]
    for value in undefined {
      #expect(!value.hasLowerBound && !value.hasUpperBound)
      #expect(value.lower == nil && value.upper == nil && !value.isPoint)
      #expect(value.contains(0) && value.contains(Rational(-1, 3)))
      for other in [Enclosure(0), .wholeLine(), Enclosure.pi()] {
        #expect(value.isLess(than: other) == .undecided && value.isEqual(to: other) == .undecided)
      }
      #expect(value.isLess(than: 0) == .undecided && value.isGreaterOrEqual(to: 0) == .undecided)
      // And it stays undefined, or becomes a true bound, in what is computed from it.
      #expect(!(value + Enclosure(1)).hasUpperBound)
      #expect(value.squareRoot().isGreaterOrEqual(to: 0) == .yes && !value.squareRoot().hasUpperBound)
      #expect(value.exp().isGreaterOrEqual(to: 0) == .yes)
    }
    #expect(Enclosure(lower: -1, upper: 4).squareRoot().isEqual(to: 0) == .undecided)
    #expect(Enclosure(lower: -1, upper: 4).squareRoot().isLessOrEqual(to: 2) == .yes)
    #expect(!Enclosure(lower: 0, upper: 1).log().hasLowerBound && Enclosure(lower: 0, upper: 1).log().contains(0))
  }

  @Test func endpointsAndSets() {
    let third = Enclosure(Rational(1, 3), precision: 60)
    if let lower = third.lower, let upper = third.upper {
      #expect(lower < Rational(1, 3) && upper > Rational(1, 3))
      #expect(upper - lower <= Rational(1, 1 << 60))
      #expect(Double(upper - lower) <= third.width)
    } else {
      Issue.record("a third has finite bounds")
    }
    #expect(Enclosure(0.1).lower == Rational(exactly: 0.1))
    #expect(Enclosure(-0x1p-1074).upper == Rational(exactly: -0x1p-1074))
    #expect(Enclosure(0).lower == 0)
    let (a, b) = (Enclosure(lower: 0, upper: 2), Enclosure(lower: 1, upper: 3))
    #expect(a.intersection(b)?.lower == 1 && a.intersection(b)?.upper == 2)
    #expect(a.hull(with: b).lower == 0 && a.hull(with: b).upper == 3)
    #expect(a.intersection(Enclosure(5)) == nil && !a.intersects(Enclosure(5)))
    #expect(Enclosure(lower: -3, upper: 2).magnitude.upper == 3 && Enclosure(lower: -3, upper: 2).magnitude.lower == 0)
    #expect(Enclosure(lower: -3, upper: -2).magnitude.lower == 2)
    #expect(Enclosure(2).squareRoot().description(digits: 5) == "[1.4142e+0, 1.4143e+0]")
    #expect(Enclosure(lower: -1000, upper: 0).description == "[-1e+3, 0]")
    #expect(Enclosure(Rational(1, 1024)).description == "[9.765625e-4, 9.765625e-4]")
    #expect(Enclosure.wholeLine().description == "[-∞, +∞]")
  }

  @Test func decision() {
    var asked: [Int] = []
    let answer = decide(startingAt: 10, upTo: 100) { precision in
      asked.append(precision)
      return .undecided
    }
    #expect(answer == .undecided && asked == [10, 20, 40, 80, 100])
    #expect(decide { Enclosure.pi(precision: $0).isLess(than: Rational(355, 113)) } == .yes)
    // e^(π√163) is within 10⁻¹² of an integer, below it: 64 bits do not decide, more do.
    let ramanujan: Integer = 262_537_412_640_768_744
    func nearInteger(_ precision: Int) -> Certainty {
      (Enclosure.pi(precision: precision) * Enclosure(163, precision: precision).squareRoot()).exp()
        .isLess(than: Rational(ramanujan))
    }
    #expect(nearInteger(64) == .undecided)
    #expect(decide(nearInteger) == .yes)
    #expect(decide(upTo: 256) { (Enclosure(2, precision: $0).squareRoot().power(2)).isEqual(to: 2) } == .undecided)
  }

  @Test func kleeneLogic() {
    let all = Certainty.allCases
    // A three-valued result must be what all ways to decide the undecided operands agree on.
    func worlds(_ value: Certainty) -> [Bool] { value == .undecided ? [true, false] : [value == .yes] }
    func agreed(_ values: [Bool]) -> Certainty {
      values.allSatisfy { $0 } ? .yes : values.contains(true) ? .undecided : .no
    }
    for a in all {
      #expect(!(!a) == a)
      for b in all {
        let pairs = worlds(a).flatMap { x in worlds(b).map { (x, $0) } }
        let (both, either) = (a && b, a || b)
        #expect(both == agreed(pairs.map { $0 && $1 }))
        #expect(either == agreed(pairs.map { $0 || $1 }))
      }
    }
    #expect(Certainty(true) == .yes && Certainty(false) == .no)
  }
}
