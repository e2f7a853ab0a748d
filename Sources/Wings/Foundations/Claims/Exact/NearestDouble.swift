import Evidence
import Exact
import Randomness

extension Claim {
  /// Conversion between exact numbers and doubles.
  static let nearestDouble = Claim(
    id: "exact.nearest-double",
    title: "The double of an exact number is the nearest one, ties to even; the exact number of a double is the double",
    sentences: [
      Sentence(
        """
        `Double(x)` of a `Rational` or `Integer` $x$ is the double nearest to $x$, subnormal ones included, and of two that are \
        equally near the one whose last bit is 0; it is $\\pm\\infty$ if and only if $|x| \\ge 2^{1024} - 2^{970}$.
        """,
        checks: ["hard", "random"]),
      Sentence(
        """
        `Rational(exactly: d)` and `Integer(exactly: d)` are the number that the bits of $d$ say, $\\pm m \\cdot 2^{e}$; nil for \
        infinities and NaN, and for `Integer` where it is not whole.
        """,
        checks: ["bits"]),
    ],
    source: Source(
      paper: "IEEE Standard for Floating-Point Arithmetic, IEEE 754-2019", theorem: "roundTiesToEven; by definition"),
    checks: [
      Check(
        "hard", level: .certified,
        family: .listed(
          """
          the middle between two neighbouring doubles, and what lies beside it by a 2⁻⁷⁰th part and by hardly anything, at 0, at the \
          smallest and largest subnormal and normal doubles, at 1, at 2⁵³, 2⁶³ and 2⁶⁴, with all bits and without
          """, quick: HardNumber.all()),
        subject: nearest, mutants: roundingMutants, test: { try isNearest($0, $1.value) }),
      Check(
        "random", level: .certified,
        family: .random(
          "fractions of 1 to 4 limbs, integers, and fractions of words around 2⁵³; scaled by 2ⁿ, |n| ≤ 1200",
          quick: 200, deep: 20_000,
          draw: { index, stream in
            let top = Integer.drawn(limbs: stream.uniform(in: 1...4), &stream)
            var bottom = Integer.drawn(limbs: stream.uniform(in: 1...4), &stream).magnitude
            if bottom.isZero || index % 4 == 1 { bottom = 1 }
            if index % 4 == 0 {
              let large = UInt64(1) << 53
              let n = Integer(large - 2 + stream.uniform(below: 5)) * (stream.uniform(in: 0...1) == 0 ? 1 : -1)
              return Rational(n, Integer(large - 2 + stream.uniform(below: 5)))
            }
            let scale = index % 4 == 2 ? stream.uniform(in: -1200...1200) : stream.uniform(in: -64...64)
            return Rational(top, bottom) * .powerOfTwo(scale)
          }),
        subject: nearest, mutants: randomMutants, test: isNearest),
      Check(
        "bits", level: .certified,
        family: .random(
          "random bits, and small, large, subnormal, whole and special doubles", quick: 300, deep: 20_000,
          draw: { index, stream in
            let random = stream.next()
            switch index % 6 {
            case 0: return DoubleBits(bits: random)
            case 1: return DoubleBits(bits: random & (1 << 63 | 1 << 52 - 1))
            case 2:
              return DoubleBits(
                bits: Double(Int(truncatingIfNeeded: random) >> Int(truncatingIfNeeded: random % 60)).bitPattern)
            case 3:  // Around 2⁵³ to 2⁶⁵, and halves below.
              return DoubleBits(bits: random & (1 << 63 | 1 << 52 - 1) | (1073 + (random >> 52) % 16) << 52)
            case 4:
              let special: [UInt64] = [
                0, 1, .max, 0x7ff0 << 48, 0xfff0 << 48, 0x7ff8 << 48, 1 << 63, 0x7fef_ffff_ffff_ffff, 1 << 52,
              ]
              return DoubleBits(bits: special[Int(random % 9)])
            default: return DoubleBits(bits: ((random >> 40) << 40) & ~(1 << 62))
            }
          }),
        subject: exact,
        mutants: [
          "a subnormal has the leading bit": { bits in
            let found = try exact(bits)
            guard let value = found.rational, bits.double.isSubnormal else { return found }
            let leading = Rational.powerOfTwo(-1022)
            return (value < 0 ? value - leading : value + leading, found.integer)
          },
          "the number is not reduced to a whole one": { bits in
            let found = try exact(bits)
            return (found.rational, bits.double.magnitude < 0x1p53 ? found.integer : nil)
          },
          "a fraction below 2⁵² is whole": { bits in
            (try exact(bits).rational, bits.double.isFinite ? Integer(exactly: bits.double.rounded(.towardZero)) : nil)
          },
          "NaN is 0": { bits in bits.double.isNaN ? (0, nil) : try exact(bits) },
        ], test: isWhatBitsSay),
    ])
}

private let nearest: Algorithm<Rational, Double> = { Double($0) }

private let roundingMutants: KeyValuePairs<String, Algorithm<Rational, Double>> = [
  "ties go away from zero": { x in
    let found = try nearest(x)
    guard found.isFinite, found.nextUp.isFinite, let exact = Rational(exactly: found) else { return found }
    let next = x.isNegative ? found.nextDown : found.nextUp
    guard let other = Rational(exactly: next), x - exact == other - x else { return found }
    return next
  },
  "subnormals are rounded twice": { x in
    let found = try nearest(x)
    if found.magnitude >= 0x1p-1022 { return found }
    return try nearest(x * .powerOfTwo(600)) * 0x1p-600
  },
  "what is left of the division is forgotten": { x in
    if x.isInteger { return try nearest(x) }
    let shift = 64 - x.numerator.bitWidth + x.denominator.bitWidth
    let quotient = (x.magnitude * .powerOfTwo(shift)).floor()
    let found = try nearest(Rational(quotient) * .powerOfTwo(-shift))
    return x.isNegative ? -found : found
  },
  "overflows only at 2¹⁰²⁴": { x in
    let found = try nearest(x)
    guard !found.isFinite, x.magnitude < .powerOfTwo(1024) else { return found }
    return x.isNegative ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude
  },
  "all that is below the smallest subnormal is 0": { x in
    x.magnitude < .powerOfTwo(-1074) ? 0 : try nearest(x)
  },
]

private let randomMutants: KeyValuePairs<String, Algorithm<Rational, Double>> = [
  "truncates": { x in
    let found = try nearest(x)
    guard let exact = Rational(exactly: found), exact.magnitude > x.magnitude else { return found }
    return x.isNegative ? found.nextUp : found.nextDown
  },
  "takes 2⁵³ + 1 for a number that a double holds": { x in
    let limit = Integer(1) << 53 + 1
    guard x.numerator.magnitude <= limit, x.denominator <= limit, !x.isInteger else { return try nearest(x) }
    return try nearest(Rational(x.numerator)) / nearest(Rational(x.denominator))
  },
  "divides two doubles": { x in
    let (top, bottom) = (try nearest(Rational(x.numerator)), try nearest(Rational(x.denominator)))
    return top.isFinite && bottom.isFinite ? top / bottom : try nearest(x)
  },
]

/// A double by its bits.
private struct DoubleBits: Codable, Sendable {
  let bits: UInt64

  var double: Double { Double(bitPattern: bits) }

  /// Whether the last bit of the significand is 0.
  var isEven: Bool { bits & 1 == 0 }

  /// ±m · 2ᵉ as the standard says; nil for infinities and NaN.
  var value: Rational? {
    let (exponent, fraction) = (Int(bits >> 52 & 0x7ff), bits & (1 << 52 - 1))
    if exponent == 0x7ff { return nil }
    let significand = exponent == 0 ? fraction : fraction | 1 << 52
    let magnitude = Rational(Integer(littleEndianLimbs: [UInt(significand)])) * .powerOfTwo(max(exponent, 1) - 1075)
    return bits >> 63 == 1 ? 0 - magnitude : magnitude
  }
}

/// A number near the middle of a double and the next, given by the double's bits.
private struct HardNumber: Codable, Sendable {
  /// Of a positive double below infinity.
  let bits: UInt64
  /// How far from the middle: 0, or a 2ⁿth part of the distance to either side.
  let side: Int
  let part: Int
  let isNegative: Bool

  /// The middle to the next double, which after the largest is 2¹⁰²⁴, and a little more or less.
  var value: Rational {
    guard let low = DoubleBits(bits: bits).value else { return 0 }
    let distance = Rational.powerOfTwo(max(Int(bits >> 52), 1) - 1075)
    let middle = low + distance / 2 + Rational(side) * distance * .powerOfTwo(-part)
    return isNegative ? 0 - middle : middle
  }

  @Sendable static func all() -> [HardNumber] {
    let doubles: [UInt64] = [
      0, 1, 2, 1 << 52 - 2, 1 << 52 - 1, 1 << 52, 1 << 52 + 1, 2 << 52 - 1, (1.0).bitPattern, (1.0).bitPattern - 1,
      (1.0).bitPattern + 1, (0x1p53).bitPattern, (0x1p53).bitPattern - 1, (0x1p63).bitPattern, (0x1p63).bitPattern - 1,
      (0x1p64).bitPattern, (0x1p64).bitPattern + 1, (0x1p117).bitPattern, (0x1.55555p-3).bitPattern,
      Double.greatestFiniteMagnitude.bitPattern, Double.greatestFiniteMagnitude.bitPattern - 1,
    ]
    return doubles.flatMap { bits in
      [(0, 1), (1, 1), (-1, 1), (1, 70), (-1, 70), (1, 3000), (-1, 3000), (1, 12), (-1, 12)].flatMap { side, part in
        [false, true].map { HardNumber(bits: bits, side: side, part: part, isNegative: $0) }
      }
    }
  }
}

@Sendable private func isNearest(_ convert: Algorithm<Rational, Double>, _ x: Rational) throws -> Verdict {
  let found = try convert(x)
  if x.isInteger, Double(x.numerator) != found { return .fails("the integer is converted to \(Double(x.numerator))") }
  let limit = Rational.powerOfTwo(1024) - .powerOfTwo(970)
  guard let value = DoubleBits(bits: found.bitPattern).value else {
    return .require(
      !found.isNaN && (found < 0) == x.isNegative && x.magnitude >= limit, "it is converted to \(found)")
  }
  if x.magnitude >= limit { return .fails("it is converted to \(found), but should be infinite") }
  let error = (x - value).magnitude
  for next in [found.nextUp, found.nextDown] {
    guard let other = DoubleBits(bits: next.bitPattern).value else { continue }
    let distance = (other - x).magnitude
    if distance < error || distance == error && !DoubleBits(bits: found.bitPattern).isEven {
      return .fails("it is converted to \(found), but \(next) is nearer, or as near and even")
    }
  }
  return .holds()
}

private let exact: Algorithm<DoubleBits, (rational: Rational?, integer: Integer?)> = {
  (Rational(exactly: $0.double), Integer(exactly: $0.double))
}

@Sendable private func isWhatBitsSay(
  _ exact: Algorithm<DoubleBits, (rational: Rational?, integer: Integer?)>, _ bits: DoubleBits
) throws -> Verdict {
  let found = try exact(bits)
  let value = bits.value
  return .all(
    .equal(found.rational, value, "the rational number of \(bits.double)"),
    .equal(found.integer, value.flatMap { $0.denominator == 1 ? $0.numerator : nil }, "the integer of \(bits.double)"))
}
