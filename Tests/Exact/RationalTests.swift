import Exact
import Testing

/// Fractions: arithmetic, order, rounding.
@Suite struct RationalTests {
  @Test func reduces() {
    for n in -30...30 {
      for d in -30...30 where d != 0 {
        let value = Rational(Integer(n), Integer(d))
        #expect(value.denominator > 0)
        #expect(Integer.gcd(value.numerator, value.denominator) == 1)
        #expect(value.numerator * Integer(d) == Integer(n) * value.denominator)
      }
    }
    let large = Integer(6).power(80)
    #expect(Rational(large, -large * 3) == Rational(-1, 3))
    #expect(Rational(Integer(Int.min), Integer(Int.min)) == 1)
    #expect(Rational(1, Integer(Int.min)).denominator == Integer(1) << 63)
    #expect(Rational(0, -5).denominator == 1)
  }

  @Test func inPlace() {
    var value = Rational(3, 4)
    value += 1
    #expect(value == Rational(7, 4))
    value -= Rational(1, 2)
    #expect(value == Rational(5, 4))
    value *= Rational(2, 3)
    #expect(value == Rational(5, 6))
    value /= Rational(-5, 9)
    #expect(value == Rational(-3, 2))
  }

  @Test func harmonicNumbers() {
    let h20 = (1...20).reduce(Rational(0)) { $0 + Rational(1, Integer($1)) }
    #expect(h20.description == "55835135/15519504")
    let h30 = (1...30).reduce(Rational(0)) { $0 + Rational(1, Integer($1)) }
    #expect(h30 == Rational(9_304_682_830_147, 2_329_089_562_800))
    // Σ 1/(k(k+1)) telescopes.
    #expect((1...500).reduce(Rational(0)) { $0 + Rational(1, Integer($1 * ($1 + 1))) } == Rational(500, 501))
  }

  /// All pairs of fractions with small parts, against cross-multiplied machine integers.
  @Test func smallPairs() {
    let fractions = (-7...7).flatMap { n in (1...7).map { (n, $0) } }
    for (a, b) in fractions {
      let x = Rational(Integer(a), Integer(b))
      #expect(x.floor() == Integer(Int((Double(a) / Double(b)).rounded(.down))))
      #expect(x.ceiling() == Integer(Int((Double(a) / Double(b)).rounded(.up))))
      #expect(-x == Rational(Integer(-a), Integer(b)) && x.magnitude == Rational(Integer(abs(a)), Integer(b)))
      #expect(x.signum() == a.signum() && x.isZero == (a == 0) && x.isInteger == a.isMultiple(of: b))
      for (c, d) in fractions {
        let y = Rational(Integer(c), Integer(d))
        #expect(x + y == Rational(Integer(a * d + c * b), Integer(b * d)))
        #expect(x - y == Rational(Integer(a * d - c * b), Integer(b * d)))
        #expect(x * y == Rational(Integer(a * c), Integer(b * d)))
        #expect((x < y) == (a * d < c * b) && (x == y) == (a * d == c * b))
        if c != 0 { #expect(x / y == Rational(Integer(a * d), Integer(b * c))) }
      }
    }
  }

  @Test(arguments: [40, 64, 300]) func obeysTheLaws(bits: Int) {
    var stream = FixedStream(state: UInt64(bits))
    func fraction() -> Rational {
      let denominator = stream.integer(bits: bits)
      return Rational(stream.integer(bits: bits), denominator.isZero ? 1 : denominator)
    }
    for _ in 0..<200 {
      let (a, b, c) = (fraction(), fraction(), fraction())
      #expect(a + b == b + a && (a + b) + c == a + (b + c))
      #expect(a * b == b * a && (a * b) * c == a * (b * c))
      #expect(a * (b + c) == a * b + a * c)
      #expect(a - b == -(b - a) && a - a == 0)
      #expect(b.isZero || a / b * b == a)
      #expect((a < b) == ((b - a).signum() > 0) && (a == b) == (b - a).isZero)
      for value in [a + b, a - b, a * b, a * c + b] {
        #expect(value.denominator > 0 && Integer.gcd(value.numerator, value.denominator) == 1)
      }
      #expect(Rational(a.floor()) <= a && a < Rational(a.floor() + 1))
      #expect(Rational(a.ceiling()) >= a && a > Rational(a.ceiling() - 1))
      var inPlace = a
      inPlace += b
      inPlace -= c
      inPlace *= c
      #expect(inPlace == (a + b - c) * c)
      #expect(Set([a + b - b, a]).count == 1, "equal values hash alike")
    }
  }

  @Test func powers() {
    #expect(Rational(-2, 3).power(5) == Rational(-32, 243))
    #expect(Rational(-2, 3).power(-3) == Rational(-27, 8))
    #expect(Rational(0).power(0) == 1 && Rational(7, 5).power(0) == 1 && Rational(7, 5).reciprocal == Rational(5, 7))
    #expect(Rational(-7, 5).reciprocal == Rational(-5, 7))
  }

  @Test func floorsOfLargeAndNegative() {
    let large = Integer(10).power(40)
    #expect(Rational(large * 3 + 1, 3).floor() == large && Rational(-large * 3 - 1, 3).floor() == -large - 1)
    #expect(Rational(large * 3 + 1, 3).ceiling() == large + 1 && Rational(-large * 3 - 1, 3).ceiling() == -large)
    #expect(Rational(large).floor() == large && Rational(large).ceiling() == large)
  }
}
