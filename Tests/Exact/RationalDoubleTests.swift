import Exact
import Testing

/// Between fractions and doubles.
@Suite struct RationalDoubleTests {
  @Test func doublesAreExactFractions() {
    #expect(Rational(exactly: 0.1)?.description == "3602879701896397/36028797018963968")
    #expect(Rational(exactly: -0.75) == Rational(-3, 4) && Rational(exactly: 1e22) == Rational(Integer(10).power(22)))
    #expect(Rational(exactly: -0.0) == 0 && Rational(exactly: Double.nan) == nil)
    #expect(Rational(exactly: Double.infinity) == nil && Rational(exactly: -Double.infinity) == nil)
    #expect(Rational(exactly: Double.leastNonzeroMagnitude) == Rational(1, Integer(1) << 1074))
    #expect(Rational(exactly: Double.leastNormalMagnitude) == Rational(1, Integer(1) << 1022))
    #expect(Rational(exactly: Double.greatestFiniteMagnitude) == Rational((Integer(1) << 1024) - (Integer(1) << 971)))
  }

  @Test func everyDoubleComesBack() {
    var stream = FixedStream(state: 5)
    for step in 0..<2000 {
      // Every fourth is subnormal or close to it.
      let bits = step % 4 == 0 ? stream.next() >> 10 : stream.next()
      let value = Double(bitPattern: bits & 0x800f_ffff_ffff_ffff | (step % 4 == 0 ? 0 : bits & 0x7ff0_0000_0000_0000))
      guard let fraction = Rational(exactly: value) else { continue }
      #expect(fraction.denominator > 0 && Integer.gcd(fraction.numerator, fraction.denominator) == 1)
      #expect(Double(fraction) == value)
    }
  }

  /// Between two neighbouring doubles: below, at, and above the middle.
  @Test func roundsToNearestEven() throws {
    var stream = FixedStream(state: 6)
    let values = [
      0, .leastNonzeroMagnitude, .leastNormalMagnitude, Double.leastNormalMagnitude.nextDown, 1, 0x1p53, 1e300,
    ]
    let random = (0..<300).map { _ in Double(bitPattern: stream.next() >> 1).magnitude }
    let subnormal = (0..<300).map { _ in Double(bitPattern: stream.next() >> 12) }
    for value in values + random + subnormal where value.isFinite && value.nextUp.isFinite {
      let low = try #require(Rational(exactly: value))
      let high = try #require(Rational(exactly: value.nextUp))
      let middle = (low + high) / 2
      let nudge = (high - low) / Rational(Integer(3).power(150))
      let even = value.bitPattern & 1 == 0 ? value : value.nextUp
      for (fraction, expected) in [(middle, even), (middle - nudge, value), (middle + nudge, value.nextUp)] {
        #expect(Double(fraction) == expected)
        #expect(Double(-fraction) == -expected)
      }
      #expect(Double(low + nudge) == value && Double(high - nudge) == value.nextUp)
    }
  }

  @Test func overflowsAndUnderflows() {
    let limit = (Integer(1) << 1024) - (Integer(1) << 970)
    #expect(Double(Rational(3 * limit - 1, 3)) == .greatestFiniteMagnitude)
    #expect(Double(Rational(3 * limit + 1, 3)) == .infinity && Double(Rational(-3 * limit - 1, 3)) == -.infinity)
    #expect(Double(Rational((Integer(1) << 5000) + 1, 3)) == .infinity)
    let tiny = Rational(1, Integer(1) << 1075)
    #expect(Double(tiny) == 0, "half of the least double is a tie and goes to even")
    #expect(Double(tiny + Rational(1, Integer(3).power(4000))) == .leastNonzeroMagnitude)
    #expect(Double(tiny * 3) == 2 * Double.leastNonzeroMagnitude, "a tie between 1 and 2 units goes to 2")
    #expect(Double(Rational(1, Integer(7).power(5000))) == 0)
    #expect(Double(Rational(-1, Integer(7).power(5000))).sign == .minus)
  }

  @Test func divisionOfWords() {
    for n in -40...40 {
      for d in 1...40 { #expect(Double(Rational(Integer(n), Integer(d))) == Double(n) / Double(d)) }
    }
  }
}
