import Exact
import Testing

/// Small values against `Int`, and worked examples.
@Suite struct IntegerExhaustiveTests {
  @Test func smallPairs() {
    for a in -130...130 {
      for b in -130...130 {
        let (x, y) = (Integer(a), Integer(b))
        #expect(x + y == Integer(a + b))
        #expect(x - y == Integer(a - b))
        #expect(x * y == Integer(a * b))
      }
    }
  }
  @Test func factorial() throws {
    var f: Integer = 1
    for k in 1...30 { f *= Integer(k) }
    #expect(f.description == "265252859812191058636308480000000")
    #expect(try Integer(parsing: f.description) == f)
    #expect(f / 30 * 30 == f)
    #expect((f * f) / f == f)
    #expect((f * f) % (f + 1) == 1)
    #expect(Double(f) == 265252859812191058636308480000000.0)
    #expect(try Rational(parsing: "-1.25e-3").description == "-1/800")
    #expect(Rational(exactly: 0.1)?.description == "3602879701896397/36028797018963968")
    #expect(Double(Rational(1, 3)) == 1.0 / 3.0)
    #expect(Double(Rational(f, f * f + 1)) == 1 / Double(f))
    #expect((Integer(1) << 64) - (Integer(1) << 64) + 7 == 7)
    #expect(123_456_789_012_345_678_901_234_567_890 as Integer == Integer("123456789012345678901234567890"))
    var t = f
    t -= f
    #expect(t.isZero)
    t = f
    t += f
    #expect(t == f * 2)
    #expect(t >> 1 == f)
    t.addProduct(f, -2)
    #expect(t.isZero)
  }
}
