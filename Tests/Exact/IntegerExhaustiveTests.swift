import Exact
import Testing

/// Every pair out of small sets, for every operation.
@Suite struct IntegerExhaustiveTests {
  @Test func smallPairsAgreeWithInt() {
    for a in -130...130 {
      for b in -130...130 {
        let (x, y) = (Integer(a), Integer(b))
        #expect(x + y == Integer(a + b))
        #expect(x - y == Integer(a - b))
        #expect(x * y == Integer(a * b))
        #expect((x < y) == (a < b) && (x <= y) == (a <= b) && (x > y) == (a > b) && (x == y) == (a == b))
        #expect(Integer.gcd(x, y) == Integer(euclid(a, b)))
        #expect(x.isMultiple(of: y) == a.isMultiple(of: b))
        var sum = x
        sum.addProduct(x, y)
        #expect(sum == Integer(a + a * b))
        sum.subtractProduct(y, y)
        #expect(sum == Integer(a + a * b - b * b))
        if b != 0 {
          #expect(x / y == Integer(a / b) && x % y == Integer(a % b))
          #expect(x.quotientAndRemainder(dividingBy: y) == (Integer(a / b), Integer(a % b)))
          let floor = Int((Double(a) / Double(b)).rounded(.down))
          #expect(x.floorQuotientAndRemainder(dividingBy: y) == (Integer(floor), Integer(a - b * floor)))
        }
      }
    }
  }

  @Test func smallShiftsAgreeWithInt() {
    for a in -130...130 {
      for count in 0...40 {
        #expect(Integer(a) << count == Integer(a << count))
        #expect(Integer(a) >> count == Integer(a >> count))
        #expect(Integer(a) << -count == Integer(a >> count))
        #expect(Integer(a) >> -count == Integer(a << count))
      }
    }
  }

  private func euclid(_ a: Int, _ b: Int) -> Int { b == 0 ? abs(a) : euclid(b, a % b) }

  /// 0, ±2ᵏ and ±2ᵏ ± 1 for k in 0...130, ascending, each with its two's complement in 192 bits.
  private static let edges: [(value: Integer, words: TwosComplement)] = {
    var edges = [(Integer.zero, TwosComplement(0, 0, 0))]
    for k in 0...130 {
      let one = TwosComplement(1, 0, 0)
      let power = TwosComplement(k < 64 ? 1 << k : 0, k / 64 == 1 ? 1 << (k - 64) : 0, k >= 128 ? 1 << (k - 128) : 0)
      for words in [power, power + one, power - one] {
        for words in [words, TwosComplement(0, 0, 0) - words] { edges.append((words.integer, words)) }
      }
    }
    return edges
  }()

  #if DEBUG
    /// Without optimisation a test on all 620 000 pairs takes too long: every pair of every seventh value with all.
    private static let step = 7
  #else
    private static let step = 1
  #endif

  @Test func edgePairsAddSubtractCompare() {
    for index in stride(from: 0, to: Self.edges.count, by: Self.step) {
      let (x, p) = Self.edges[index]
      for (y, q) in Self.edges {
        #expect(x + y == (p + q).integer)
        #expect(x - y == (p - q).integer)
        #expect((x < y) == (p - q).isNegative)
        #expect((x == y) == (p - q == TwosComplement(0, 0, 0)))
        var inPlace = x
        inPlace += y
        #expect(inPlace == (p + q).integer)
        inPlace -= y
        #expect(inPlace == x)
        expectCanonical(inPlace)
      }
    }
  }

  @Test func edgePairsDivide() {
    for index in stride(from: 3, to: Self.edges.count, by: Self.step) {
      let y = Self.edges[index].value
      for (x, _) in Self.edges where !y.isZero {
        // These three conditions have one solution.
        let (quotient, remainder) = x.quotientAndRemainder(dividingBy: y)
        #expect(quotient * y + remainder == x)
        #expect(remainder.magnitude < y.magnitude)
        #expect(remainder.isZero || remainder.isNegative == x.isNegative)
        #expect(x / y == quotient && x % y == remainder)
        expectCanonical(quotient)
        expectCanonical(remainder)
      }
    }
  }

  @Test func edgePairsMultiply() {
    for index in stride(from: 5, to: Self.edges.count, by: Self.step) {
      let x = Self.edges[index].value
      let reference = Schoolbook(x)
      for other in stride(from: index % 5, to: Self.edges.count, by: Self.step == 1 ? 1 : 5) {
        let y = Self.edges[other].value
        let product = x * y
        #expect(Schoolbook(product) == reference * Schoolbook(y))
        expectCanonical(product)
        var sum = y
        sum.addProduct(x, y)
        #expect(sum == y + product)
        sum = -x
        sum.subtractProduct(y, x)
        #expect(sum == -x - product)
      }
    }
  }

  @Test func edgesShift() {
    for (x, words) in Self.edges {
      for count in [0, 1, 31, 63, 64, 65, 127, 128, 129, 191, 192, 1000] {
        let power = Integer(1) << count
        #expect(x << count == x * power)
        #expect((x << count) >> count == x)
        #expect(x >> count == x.floorQuotientAndRemainder(dividingBy: power).quotient)
      }
      #expect(x >> 64 == words.shiftedRightByAWord.integer)
      expectCanonical(x >> 1)
    }
  }
}

/// A number in 192-bit two's complement; sums and differences of the edge values fit.
private struct TwosComplement: Equatable {
  var low: UInt64
  var middle: UInt64
  var high: UInt64

  init(_ low: UInt64, _ middle: UInt64, _ high: UInt64) { (self.low, self.middle, self.high) = (low, middle, high) }

  var isNegative: Bool { high >> 63 == 1 }

  static func + (left: TwosComplement, right: TwosComplement) -> TwosComplement {
    let low = UInt128(left.low) + UInt128(right.low)
    let middle = UInt128(left.middle) + UInt128(right.middle) + low >> 64
    let high = left.high &+ right.high &+ UInt64(middle >> 64)
    return TwosComplement(UInt64(truncatingIfNeeded: low), UInt64(truncatingIfNeeded: middle), high)
  }

  static func - (left: TwosComplement, right: TwosComplement) -> TwosComplement {
    left + TwosComplement(~right.low, ~right.middle, ~right.high) + TwosComplement(1, 0, 0)
  }

  var shiftedRightByAWord: TwosComplement { TwosComplement(middle, high, isNegative ? .max : 0) }

  var integer: Integer {
    let magnitude = isNegative ? TwosComplement(0, 0, 0) - self : self
    return Integer(
      littleEndianLimbs: [UInt(magnitude.low), UInt(magnitude.middle), UInt(magnitude.high)], isNegative: isNegative)
  }
}
