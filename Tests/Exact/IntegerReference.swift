import Exact
import Testing

/// Schoolbook arithmetic in base 2³², sign and magnitude: slow, short, and written to be obviously right.
struct Schoolbook: Equatable {
  /// Least significant first, no zeros on top.
  var digits: [UInt32]
  var negative: Bool

  init(_ digits: [UInt32], negative: Bool) {
    self.digits = digits
    while self.digits.last == 0 { self.digits.removeLast() }
    self.negative = negative && !self.digits.isEmpty
  }

  init(_ value: Integer) {
    self.init(
      value.littleEndianLimbs.flatMap { [UInt32(truncatingIfNeeded: $0), UInt32($0 >> 32)] },
      negative: value.isNegative)
  }

  static prefix func - (value: Schoolbook) -> Schoolbook { Schoolbook(value.digits, negative: !value.negative) }

  static func + (left: Schoolbook, right: Schoolbook) -> Schoolbook {
    if left.negative == right.negative {
      return Schoolbook(sum(left.digits, right.digits), negative: left.negative)
    }
    return isLess(left.digits, right.digits)
      ? Schoolbook(difference(right.digits, left.digits), negative: right.negative)
      : Schoolbook(difference(left.digits, right.digits), negative: left.negative)
  }

  static func * (left: Schoolbook, right: Schoolbook) -> Schoolbook {
    var result = [UInt32](repeating: 0, count: left.digits.count + right.digits.count)
    for i in left.digits.indices {
      var carry: UInt64 = 0
      for j in right.digits.indices {
        carry += UInt64(result[i + j]) + UInt64(left.digits[i]) * UInt64(right.digits[j])
        result[i + j] = UInt32(truncatingIfNeeded: carry)
        carry >>= 32
      }
      result[i + right.digits.count] = UInt32(carry)
    }
    return Schoolbook(result, negative: left.negative != right.negative)
  }

  static func < (left: Schoolbook, right: Schoolbook) -> Bool {
    if left.negative != right.negative { return left.negative }
    return left.negative ? isLess(right.digits, left.digits) : isLess(left.digits, right.digits)
  }

  /// Truncating division, one bit at a time.
  func quotientAndRemainder(dividingBy divisor: Schoolbook) -> (Schoolbook, Schoolbook) {
    var quotient = [UInt32](repeating: 0, count: digits.count)
    var remainder: [UInt32] = []
    for bit in stride(from: 32 * digits.count - 1, through: 0, by: -1) {
      remainder = Schoolbook.sum(remainder, remainder)
      if digits[bit / 32] >> UInt32(bit % 32) & 1 == 1 { remainder = Schoolbook.sum(remainder, [1]) }
      if !Schoolbook.isLess(remainder, divisor.digits) {
        remainder = Schoolbook.difference(remainder, divisor.digits)
        quotient[bit / 32] |= 1 << UInt32(bit % 32)
      }
    }
    return (
      Schoolbook(quotient, negative: negative != divisor.negative), Schoolbook(remainder, negative: negative)
    )
  }

  /// Decimal digits by repeated division by ten.
  var decimal: String {
    if digits.isEmpty { return "0" }
    var rest = digits
    var text: [String] = []
    while !rest.isEmpty {
      var remainder: UInt64 = 0
      for index in rest.indices.reversed() {
        remainder = remainder << 32 | UInt64(rest[index])
        rest[index] = UInt32(remainder / 10)
        remainder %= 10
      }
      text.append(String(remainder))
      while rest.last == 0 { rest.removeLast() }
    }
    return (negative ? "-" : "") + text.reversed().joined()
  }

  private static func sum(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var carry: UInt64 = 0
    for index in 0..<max(a.count, b.count) {
      carry += UInt64(index < a.count ? a[index] : 0) + UInt64(index < b.count ? b[index] : 0)
      result.append(UInt32(truncatingIfNeeded: carry))
      carry >>= 32
    }
    return carry == 0 ? result : result + [UInt32(carry)]
  }

  /// a − b for a ≥ b, without zeros on top.
  private static func difference(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var borrow: Int64 = 0
    for index in a.indices {
      borrow += Int64(a[index]) - Int64(index < b.count ? b[index] : 0)
      result.append(UInt32(truncatingIfNeeded: borrow))
      borrow >>= 32
    }
    while result.last == 0 { result.removeLast() }
    return result
  }

  /// For digits without zeros on top.
  private static func isLess(_ a: [UInt32], _ b: [UInt32]) -> Bool {
    if a.count != b.count { return a.count < b.count }
    for index in a.indices.reversed() where a[index] != b[index] { return a[index] < b[index] }
    return false
  }
}

/// SplitMix64: the same numbers on every machine.
struct FixedStream: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// A number of at most `bits` bits and either sign. Half of them are made of long runs of equal bits, where carries
  /// and borrows travel far.
  mutating func integer(bits: Int) -> Integer {
    let width = Int.random(in: 0...bits, using: &self)
    let runs = Bool.random(using: &self)
    var limbs = (0..<(width + 63) / 64).map { _ in
      let random = UInt(next())
      guard runs else { return random }
      return [0, .max, .max << (random % 64), .max >> (random % 64)][Int(random >> 60) % 4]
    }
    if !limbs.isEmpty, width % 64 != 0 { limbs[limbs.count - 1] &= (1 << UInt(width % 64)) - 1 }
    return Integer(littleEndianLimbs: limbs, isNegative: Bool.random(using: &self))
  }
}

/// Checks the form that equality and hashing rest on: a word whenever it fits one, no zero limb on top.
func expectCanonical(_ value: Integer, sourceLocation: SourceLocation = #_sourceLocation) {
  let limbs = value.littleEndianLimbs
  #expect(limbs.last != 0, sourceLocation: sourceLocation)
  let fits = limbs.count == 0 || limbs.count == 1 && limbs[0] <= Int.max.magnitude + (value.isNegative ? 1 : 0)
  #expect((value.asInt != nil) == fits, "\(value)", sourceLocation: sourceLocation)
}
