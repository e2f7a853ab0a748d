import Evidence
import Exact
import Randomness

/// An end of an interval: a number, or nothing but a direction.
enum IntervalEnd: Comparable, Sendable {
  case minusInfinity
  case finite(Rational)
  case plusInfinity

  var value: Rational? { if case .finite(let value) = self { value } else { nil } }

  /// −1, 0 or 1.
  var sign: Int {
    switch self {
    case .minusInfinity: -1
    case .finite(let value): value.numerator > 0 ? 1 : value.numerator < 0 ? -1 : 0
    case .plusInfinity: 1
    }
  }

  /// The end at the other side of 0.
  var negative: Self {
    switch self {
    case .minusInfinity: .plusInfinity
    case .finite(let value): .finite(0 - value)
    case .plusInfinity: .minusInfinity
    }
  }

  /// The sum of two lower or two upper ends.
  func plus(_ other: Self) -> Self {
    guard let a = value, let b = other.value else { return value == nil ? self : other }
    return .finite(a + b)
  }

  /// The product; 0 times anything is 0, for an infinite end stands for numbers that are large, not for one of its own.
  func times(_ other: Self) -> Self {
    if sign == 0 || other.sign == 0 { return .finite(0) }
    guard let a = value, let b = other.value else { return sign == other.sign ? .plusInfinity : .minusInfinity }
    return .finite(a * b)
  }

  /// The quotient by an end that is not 0; 0 where the divisor is infinite.
  func over(_ other: Self) -> Self {
    guard let b = other.value else { return .finite(0) }
    guard let a = value else { return sign == other.sign ? .plusInfinity : .minusInfinity }
    return .finite(a / b)
  }

  /// The nth power, n ≠ 0.
  func power(_ n: Int) -> Self {
    guard let value else { return n < 0 ? .finite(0) : sign < 0 && n % 2 != 0 ? .minusInfinity : .plusInfinity }
    let power = (0..<abs(n)).reduce(Rational(1)) { product, _ in product * value }
    return .finite(n < 0 ? 1 / power : power)
  }
}

/// The numbers from one end to the other.
struct ExactInterval: Equatable, Sendable {
  var lower: IntervalEnd
  var upper: IntervalEnd

  static let wholeLine = ExactInterval(lower: .minusInfinity, upper: .plusInfinity)

  init(lower: IntervalEnd, upper: IntervalEnd) { (self.lower, self.upper) = (lower, upper) }

  /// From the least to the greatest of some ends.
  init(spanning ends: [IntervalEnd]) {
    self.init(lower: ends.min() ?? .minusInfinity, upper: ends.max() ?? .plusInfinity)
  }

  init(_ enclosure: Enclosure) {
    self.init(
      lower: enclosure.lower.map { .finite($0) } ?? .minusInfinity,
      upper: enclosure.upper.map { .finite($0) } ?? .plusInfinity)
  }

  func contains(_ value: Rational) -> Bool { lower <= .finite(value) && .finite(value) <= upper }

  /// The least interval around it with ends of so many bits.
  func rounded(bits: Int) -> ExactInterval {
    ExactInterval(
      lower: lower.value.map { .finite($0.roundedDown(bits: bits)) } ?? lower,
      upper: upper.value.map { .finite(0 - (0 - $0).roundedDown(bits: bits)) } ?? upper)
  }
}

extension Rational {
  /// 2ⁿ, limb by limb.
  static func powerOfTwo(_ exponent: Int) -> Rational {
    let limbs = [UInt](repeating: 0, count: abs(exponent) / 64) + [1 << UInt(abs(exponent) % 64)]
    let power = Integer(littleEndianLimbs: limbs)
    return exponent < 0 ? Rational(1, power) : Rational(power)
  }

  /// The distance of the numbers of so many bits around this one, which is not 0: 2ᵉ⁻ᵇⁱᵗˢ⁺¹ where 2ᵉ is the largest power of 2
  /// that is not above its magnitude.
  func place(bits: Int) -> Rational {
    var exponent = numerator.bitWidth - denominator.bitWidth
    if magnitude < .powerOfTwo(exponent) { exponent -= 1 }
    return .powerOfTwo(exponent - bits + 1)
  }

  /// The largest number of so many significant bits that is not above this one.
  func roundedDown(bits: Int) -> Rational {
    if self == 0 { return 0 }
    let place = place(bits: bits)
    let quotient = self / place
    let (whole, rest) = quotient.numerator.quotientAndRemainder(dividingBy: quotient.denominator)
    return Rational(rest < 0 ? whole - 1 : whole) * place
  }

  /// The least number of so many significant bits that is above this one, which has so many.
  func next(bits: Int) -> Rational {
    // Below a power of 2 the numbers are twice as dense, and a negative one is approached from there.
    self + place(bits: self < 0 && isPowerOfTwo ? bits + 1 : bits)
  }

  private var isPowerOfTwo: Bool {
    let power = magnitude
    return power == .powerOfTwo(power.numerator.bitWidth - power.denominator.bitWidth)
  }
}

/// An operand: what its ends are meant to be, and its precision. An end that is nil is infinite.
struct EnclosureSample: Codable, Sendable {
  var lower: Rational?
  var upper: Rational?
  var precision: Int

  /// The enclosure. Half-lines come from the logarithm of 0...1, which reaches from −∞ to 0.
  var enclosure: Enclosure {
    switch (lower, upper) {
    case (let lower?, let upper?): return Enclosure(lower: lower, upper: upper, precision: precision)
    case (nil, nil): return .wholeLine(precision: precision)
    case (nil, let upper?): return halfLine + Enclosure(upper, precision: precision)
    case (let lower?, nil): return Enclosure(lower, precision: precision) - halfLine
    }
  }

  private var halfLine: Enclosure { Enclosure(lower: 0, upper: 1, precision: precision).log() }

  static let precisions = [2, 3, 8, 24, 53, 64, 113, 128]

  /// A point, an interval on one side of 0, around 0, with an end at 0, narrow or wide, or a half-line.
  ///
  /// - Parameter places: ends lie within ±2^places.
  static func drawn(places: Int = 40, halfLines: Bool = true, _ stream: inout RandomStream) -> EnclosureSample {
    func number() -> Rational {
      let bits = stream.uniform(in: 1...60)
      let value = Rational(Integer(stream.uniform(in: 1...(1 << bits))))
      switch stream.uniform(in: 0...3) {
      case 0: return Rational(Integer(stream.uniform(in: 1...20)), Integer(stream.uniform(in: 1...6)))
      case 1: return .powerOfTwo(stream.uniform(in: -places...places))
      // Of 2^(bits) at most: below 2^places, and down to far below 1.
      default: return value * .powerOfTwo(stream.uniform(in: -places...places) - bits)
      }
    }
    let precision = precisions[stream.uniform(in: 0...(precisions.count - 1))]
    let (a, b) = (number(), number())
    let sign: Rational = stream.uniform(in: 0...1) == 0 ? 1 : -1
    func sample(_ x: Rational?, _ y: Rational?) -> EnclosureSample {
      if let x, let y { return EnclosureSample(lower: min(x, y), upper: max(x, y), precision: precision) }
      return EnclosureSample(lower: x, upper: y, precision: precision)
    }
    switch stream.uniform(in: 0...(halfLines ? 9 : 7)) {
    case 0, 1: return sample(sign * a, sign * a)
    case 2, 3: return sample(sign * a, sign * b)
    case 4: return sample(-a, b)
    case 5: return sample(0, sign * a)
    case 6: return sample(sign * a, sign * (a + a * .powerOfTwo(-50)))
    case 7: return sample(0, 0)
    case 8: return sample(sign * a, nil)
    default: return sample(nil, sign * a)
    }
  }
}
