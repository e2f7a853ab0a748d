import Exact

/// An integer as a sign and digits to base 2³², with the arithmetic taught at school: slow, short, and written to be obviously
/// right. What claims about `Integer` are decided with.
struct SchoolbookInteger: Equatable {
  /// Least significant first, no zeros on top.
  let digits: [UInt32]
  let isNegative: Bool

  init(_ digits: [UInt32], isNegative: Bool) {
    var digits = digits
    while digits.last == 0 { digits.removeLast() }
    (self.digits, self.isNegative) = (digits, isNegative && !digits.isEmpty)
  }

  /// The value that an `Integer` shows through its limbs and its sign.
  init(_ value: Integer) {
    self.init(
      value.littleEndianLimbs.flatMap { [UInt32(truncatingIfNeeded: $0), UInt32($0 >> 32)] },
      isNegative: value.isNegative)
  }

  /// 2ⁿ.
  init(powerOfTwo exponent: Int) {
    self.init([UInt32](repeating: 0, count: exponent / 32) + [1 << UInt32(exponent % 32)], isNegative: false)
  }

  var magnitude: SchoolbookInteger { SchoolbookInteger(digits, isNegative: false) }

  static prefix func - (value: Self) -> Self { Self(value.digits, isNegative: !value.isNegative) }

  static func + (left: Self, right: Self) -> Self {
    if left.isNegative == right.isNegative {
      return Self(sum(left.digits, right.digits), isNegative: left.isNegative)
    }
    return isLess(left.digits, right.digits)
      ? Self(difference(right.digits, left.digits), isNegative: right.isNegative)
      : Self(difference(left.digits, right.digits), isNegative: left.isNegative)
  }

  static func - (left: Self, right: Self) -> Self { left + -right }

  static func * (left: Self, right: Self) -> Self {
    var result = [UInt32](repeating: 0, count: left.digits.count + right.digits.count)
    result.withUnsafeMutableBufferPointer { result in
      for (i, digit) in left.digits.enumerated() where digit != 0 {
        var carry: UInt64 = 0
        var place = i
        for other in right.digits {
          // At most (2³² − 1)² + 2 (2³² − 1) = 2⁶⁴ − 1.
          carry += UInt64(result[place]) + UInt64(digit) * UInt64(other)
          result[place] = UInt32(truncatingIfNeeded: carry)
          carry >>= 32
          place += 1
        }
        result[place] = UInt32(carry)
      }
    }
    return Self(result, isNegative: left.isNegative != right.isNegative)
  }

  static func < (left: Self, right: Self) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? isLess(right.digits, left.digits) : isLess(left.digits, right.digits)
  }

  /// Decimal digits by repeated division by ten, − in front of a negative value.
  var decimal: String {
    if digits.isEmpty { return "0" }
    var rest = digits
    var text: [Character] = []
    while !rest.isEmpty {
      var remainder: UInt64 = 0
      for index in rest.indices.reversed() {
        remainder = remainder << 32 | UInt64(rest[index])
        rest[index] = UInt32(remainder / 10)
        remainder %= 10
      }
      text.append(Character(String(remainder)))
      while rest.last == 0 { rest.removeLast() }
    }
    return (isNegative ? "-" : "") + String(text.reversed())
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

  /// a − b for a ≥ b.
  private static func difference(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var borrow: Int64 = 0
    for index in a.indices {
      borrow += Int64(a[index]) - Int64(index < b.count ? b[index] : 0)
      result.append(UInt32(truncatingIfNeeded: borrow))
      borrow >>= 32
    }
    return result
  }

  /// For digits without zeros on top.
  private static func isLess(_ a: [UInt32], _ b: [UInt32]) -> Bool {
    if a.count != b.count { return a.count < b.count }
    for index in a.indices.reversed() where a[index] != b[index] { return a[index] < b[index] }
    return false
  }
}
