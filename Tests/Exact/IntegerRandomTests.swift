import Exact
import Testing

/// Random operands against the schoolbook reference, against 128-bit integers, and against the laws of arithmetic.
@Suite struct IntegerRandomTests {
  @Test(arguments: [70, 200, 700]) func agreesWithSchoolbook(bits: Int) {
    var stream = FixedStream(state: UInt64(bits))
    for _ in 0..<(bits > 500 ? 60 : 300) {
      let (x, y) = (stream.integer(bits: bits), stream.integer(bits: bits))
      let (p, q) = (Schoolbook(x), Schoolbook(y))
      #expect(Schoolbook(x + y) == p + q)
      #expect(Schoolbook(x - y) == p + -q)
      #expect(Schoolbook(x * y) == p * q)
      #expect((x < y) == (p < q))
      #expect((x == y) == (p == q))
      #expect(x.description == p.decimal)
      if y.isZero { continue }
      let (quotient, remainder) = p.quotientAndRemainder(dividingBy: q)
      #expect(Schoolbook(x / y) == quotient)
      #expect(Schoolbook(x % y) == remainder)
      let both = x.quotientAndRemainder(dividingBy: y)
      #expect(Schoolbook(both.quotient) == quotient && Schoolbook(both.remainder) == remainder)
    }
  }

  @Test func agreesWithInt128() {
    var stream = FixedStream(state: 128)
    for _ in 0..<2000 {
      let (x, y) = (stream.integer(bits: 63), stream.integer(bits: 63))
      guard let a = Int128(exactly: x), let b = Int128(exactly: y) else {
        Issue.record("63 bits fit Int128: \(x), \(y)")
        continue
      }
      #expect(x * y == Integer(a * b))
      #expect(Int128(exactly: x * y) == a * b)
      #expect(x * y + x == Integer(a * b + a))
      #expect((x * y) >> 17 == Integer((a * b) >> 17))
      #expect((x * y).bitWidth == 128 - (a * b).magnitude.leadingZeroBitCount)
      #expect(a == 0 || b == 0 || (x * y).trailingZeroBitCount == (a * b).trailingZeroBitCount)
      if b != 0 {
        #expect((x * x) / y == Integer((a * a) / b))
        #expect((x * x) % y == Integer((a * a) % b))
      }
    }
  }

  @Test(arguments: [100, 1000, 5000]) func obeysTheLaws(bits: Int) {
    var stream = FixedStream(state: UInt64(bits) << 8)
    for _ in 0..<100 {
      let (a, b, c) = (stream.integer(bits: bits), stream.integer(bits: bits), stream.integer(bits: bits))
      #expect(a + b == b + a)
      #expect((a + b) + c == a + (b + c))
      #expect(a * b == b * a)
      #expect((a * b) * c == a * (b * c))
      #expect(a * (b + c) == a * b + a * c)
      #expect((a + b) * (a - b) == a * a - b * b)
      #expect(a - b == -(b - a))
      for value in [a + b, a - b, a * b, -a, a >> 37, a << 37] { expectCanonical(value) }
      if b.isZero { continue }
      #expect(a * b / b == a)
      #expect((a * b).isMultiple(of: b))
      let (q, r) = a.quotientAndRemainder(dividingBy: b)
      #expect(q * b + r == a && r.magnitude < b.magnitude)
      let (f, m) = a.floorQuotientAndRemainder(dividingBy: b)
      #expect(f * b + m == a && m.magnitude < b.magnitude && (m.isZero || m.isNegative == b.isNegative))
      let long = (a * a * a + c).quotientAndRemainder(dividingBy: b)
      #expect(long.quotient * b + long.remainder == a * a * a + c && long.remainder.magnitude < b.magnitude)
      #expect((a * a * a + c) / b == long.quotient && (a * a * a + c) % b == long.remainder)
    }
  }

  @Test func inPlaceOperationsAgreeWithTheOthers() {
    var stream = FixedStream(state: 7)
    var total = Integer.zero
    for step in 0..<3000 {
      let bits = [20, 63, 64, 65, 130, 900][step % 6]
      let (a, b) = (stream.integer(bits: bits), stream.integer(bits: [30, 64, 400][step % 3]))
      let before = total
      switch step % 8 {
      case 0:
        total += a
        #expect(total == before + a)
      case 1:
        total -= a
        #expect(total == before - a)
      case 2:
        total.addProduct(a, b)
        #expect(total == before + a * b)
      case 3:
        total.subtractProduct(a, b)
        #expect(total == before - a * b)
      case 4:
        total *= b
        #expect(total == before * b)
      case 5:
        total >>= 11
        #expect(total == before >> 11)
      case 6:
        total.negate()
        #expect(total + before == 0)
      default:
        total %= (1 << 500) - 1
        #expect(total == before % ((1 << 500) - 1))
      }
      expectCanonical(total)
    }
  }

  /// The running sum crosses the word boundary in both directions, with every combination of signs.
  @Test func innerProductsOfWords() {
    var stream = FixedStream(state: 11)
    for _ in 0..<300 {
      var total = Integer.zero
      var reference: Int128 = 0
      for _ in 0..<12 {
        let shift = Int.random(in: 0..<64, using: &stream)
        let a = Int(truncatingIfNeeded: stream.next()) >> shift
        let b = Int(truncatingIfNeeded: stream.next()) >> Int.random(in: 4..<64, using: &stream)
        if Bool.random(using: &stream) {
          total.addProduct(Integer(a), Integer(b))
          reference += Int128(a) * Int128(b)
        } else {
          total.subtractProduct(Integer(a), Integer(b))
          reference -= Int128(a) * Int128(b)
        }
        #expect(total == Integer(reference))
        expectCanonical(total)
      }
    }
  }

  /// Carries out of the second, third, ... limb of an accumulator.
  @Test func innerProductsCarryFar() {
    for limbs in 1...5 {
      for sign in [1, -1] {
        let ones = [UInt](repeating: .max, count: limbs)
        let before = Integer(littleEndianLimbs: ones, isNegative: sign < 0)
        // Not a copy of `before`: the value must own its limbs for the sum to be made in place.
        var total = Integer(littleEndianLimbs: ones, isNegative: sign < 0)
        total.addProduct(Integer(Int.max), Integer(sign * Int.max))
        #expect(total == before + Integer(Int.max) * Integer(sign * Int.max))
        #expect(
          Schoolbook(total) == Schoolbook(before) + Schoolbook(Integer(Int.max)) * Schoolbook(Integer(sign * Int.max)))
        total.addProduct(1, Integer(sign))
        total.subtractProduct(Integer(Int.max), Integer(sign * Int.max))
        #expect(total == before + Integer(sign))
      }
    }
  }

  @Test func numberTheory() {
    var stream = FixedStream(state: 13)
    for step in 0..<400 {
      let bits = [60, 64, 130, 1500][step % 4]
      let (a, b, c) = (stream.integer(bits: bits), stream.integer(bits: bits), stream.integer(bits: 90))
      // gcd(ac, bc) = |c|·gcd(a, b), and the cofactors of a gcd are coprime.
      let divisor = Integer.gcd(a, b)
      #expect(Integer.gcd(a * c, b * c) == c.magnitude * divisor)
      #expect(!divisor.isNegative)
      if !divisor.isZero {
        #expect(a.isMultiple(of: divisor) && b.isMultiple(of: divisor))
        #expect(Integer.gcd(a / divisor, b / divisor) == 1)
      }
      let root = a.magnitude.squareRoot()
      #expect(root * root <= a.magnitude && (root + 1) * (root + 1) > a.magnitude)
      let exponent = step % 9
      #expect(c.power(exponent) == (0..<exponent).reduce(1) { product, _ in product * c })
      if !b.isZero {
        let modulus = b.magnitude
        #expect(
          a.modularPower(Integer(exponent), modulo: b)
            == a.power(exponent).floorQuotientAndRemainder(dividingBy: modulus).remainder)
      }
    }
  }
}
