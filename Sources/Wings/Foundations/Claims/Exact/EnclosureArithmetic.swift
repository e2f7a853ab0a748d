import Evidence
import Exact
import Randomness

extension Claim {
  /// The four operations on enclosures, and how enclosures are made.
  static let enclosureArithmetic = Claim(
    id: "exact.enclosure-arithmetic",
    title:
      "Sums, products, quotients and extremes of enclosures contain every exact result, and are the least such enclosures",
    sentences: [
      Sentence(
        """
        For enclosures $X$ and $Y$ of $p$ and $q$ bits, `X + Y`, `X - Y`, `X * Y`, `X / Y`, `minimum`, `maximum` and `hull` contain \
        $x \\circ y$ for all $x \\in X$, $y \\in Y$; their bounds are those of the exact range, the lower one rounded down and the \
        upper one rounded up to $\\max(p, q)$ bits. A quotient by an enclosure of 0 is the whole line.
        """,
        checks: ["operations"]),
      Sentence("With a rational number on either side, the result is that with its enclosure.", checks: ["operations"]),
      Sentence(
        """
        The enclosure of a `Rational`, `Integer`, `Int`, `Double` or of two bounds is the least one of the given precision, that of \
        infinity and NaN the whole line; `rounded(toPrecision:)` is the least one around it. `width` is not less than the width, and \
        `midpoint` is the double nearest to the middle, but for one more rounding.
        """,
        checks: ["construction"]),
      Sentence(
        "`description` gives bounds outside, by less than one unit of the last decimal.", checks: ["construction"]),
    ],
    source: Source(
      paper: "Introduction to Interval Analysis (Moore, Kearfott and Cloud, SIAM 2009)",
      theorem: "interval arithmetic with outward rounding; by definition, decided in rational numbers"),
    checks: [
      Check(
        "operations", level: .certified,
        family: .random(
          "points, intervals beside, around and at 0, narrow and wide, and half-lines, of 2 to 128 bits", quick: 500,
          deep: 30_000,
          draw: { _, stream in EnclosurePair(x: .drawn(&stream), y: .drawn(&stream)) }),
        subject: EnclosureOperation.apply, mutants: EnclosureOperation.mutants, test: isLeast),
      Check(
        "construction", level: .certified,
        family: .random(
          "numbers of up to 4 limbs over up to 4, whole ones, doubles of all sizes and their bounds, at 2 to 128 bits",
          quick: 200,
          deep: 10_000,
          draw: { index, stream in
            let top = Integer.drawn(limbs: stream.uniform(in: 0...4), &stream)
            let bottom = Integer.drawn(limbs: stream.uniform(in: 1...4), &stream).magnitude
            let value = index % 3 == 0 || bottom.isZero ? Rational(top) : Rational(top, bottom)
            let bits = index % 7 == 0 ? [UInt64](repeating: 0x7ff, count: 1)[0] << 52 : stream.next()
            return NumberToEnclose(
              value: value, wider: Rational(Integer(stream.uniform(in: 0...9)), 7), bits: bits,
              precision: EnclosureSample.precisions[stream.uniform(in: 0...7)],
              digits: index % 10 == 0 ? 3 : stream.uniform(in: 1...25))
          }),
        subject: enclose,
        mutants: [
          "a fraction is rounded to nearest on both sides": { number in
            var found = try enclose(number)
            let down = number.value.roundedDown(bits: number.precision)
            let up = down + (number.value == 0 ? 0 : number.value.place(bits: number.precision))
            if down != number.value { found.value = Enclosure(number.value - down < up - number.value ? down : up) }
            return found
          },
          "an infinite double is a large number": { number in
            var found = try enclose(number)
            let double = Double(bitPattern: number.bits)
            if double.isInfinite { found.double = Enclosure(0x1p1023, precision: number.precision) }
            return found
          },
          "a width is rounded down": { number in
            var found = try enclose(number)
            if let lower = found.bounds.lower, let upper = found.bounds.upper, found.width > 0 {
              found.width = Rational(exactly: found.width) == upper - lower ? found.width : found.width.nextDown
            }
            return found
          },
          "text of 3 digits is rounded inward": { number in
            var found = try enclose(number)
            if number.digits == 3 {
              let inward = (found.bounds - Enclosure(1, precision: 128) / 1_000_000).description(digits: 3)
              found.text = inward
            }
            return found
          },
        ], test: isEnclosed),
    ])
}

private struct EnclosurePair: Codable, Sendable {
  var x: EnclosureSample
  var y: EnclosureSample
}

/// An operation on two enclosures.
private enum EnclosureOperation: String, CaseIterable, Sendable {
  case sum = "+"
  case difference = "−"
  case product = "·"
  case quotient = "/"
  case minimum, maximum, hull

  typealias Calculator = Algorithm<(EnclosureOperation, Enclosure, Enclosure), Enclosure>

  static let apply: Calculator = { input in
    let (operation, x, y) = input
    return switch operation {
    case .sum: x + y
    case .difference: x - y
    case .product: x * y
    case .quotient: x / y
    case .minimum: .minimum(x, y)
    case .maximum: .maximum(x, y)
    case .hull: x.hull(with: y)
    }
  }

  /// The exact range.
  func range(_ x: ExactInterval, _ y: ExactInterval) -> ExactInterval {
    func extremes(_ operation: (IntervalEnd, IntervalEnd) -> IntervalEnd) -> ExactInterval {
      ExactInterval(spanning: [x.lower, x.upper].flatMap { a in [y.lower, y.upper].map { operation(a, $0) } })
    }
    switch self {
    case .sum: return ExactInterval(lower: x.lower.plus(y.lower), upper: x.upper.plus(y.upper))
    case .difference: return ExactInterval(lower: x.lower.plus(y.upper.negative), upper: x.upper.plus(y.lower.negative))
    case .product: return extremes { $0.times($1) }
    case .quotient: return y.contains(0) ? .wholeLine : extremes { $0.over($1) }
    case .minimum: return ExactInterval(lower: min(x.lower, y.lower), upper: min(x.upper, y.upper))
    case .maximum: return ExactInterval(lower: max(x.lower, y.lower), upper: max(x.upper, y.upper))
    case .hull: return ExactInterval(lower: min(x.lower, y.lower), upper: max(x.upper, y.upper))
    }
  }

  /// Where the fault shows: what it makes of the right result.
  private static func faulty(
    _ change: @escaping @Sendable (EnclosureOperation, Enclosure, Enclosure, _ right: Enclosure) throws -> Enclosure
  ) -> Calculator {
    { input in try change(input.0, input.1, input.2, apply(input)) }
  }

  static let mutants: KeyValuePairs<String, Calculator> = [
    "rounds the lower bound of a sum to nearest": faulty { operation, x, y, right in
      guard operation == .sum, let a = x.lower, let b = y.lower, let low = right.lower, let high = right.upper,
        low != a + b, low != 0
      else { return right }
      let next = low.next(bits: right.precision)
      return a + b - low < next - (a + b) ? right : Enclosure(lower: next, upper: high, precision: right.precision)
    },
    "the least product of two negatives is that of the lower bounds": faulty { operation, x, y, right in
      guard operation == .product, let a = x.lower, let b = y.lower, let high = right.upper, x.isLess(than: 0) == .yes,
        y.isLess(than: 0) == .yes
      else { return right }
      return Enclosure(lower: min(a * b, high), upper: high, precision: right.precision)
    },
    "0 times a half-line is unknown": faulty { operation, x, y, right in
      let isHalf = x.hasLowerBound != x.hasUpperBound || y.hasLowerBound != y.hasUpperBound
      return operation == .product && isHalf && right.isPoint ? .wholeLine(precision: right.precision) : right
    },
    "divides by an interval that ends at 0": faulty { operation, x, y, right in
      guard operation == .quotient, y.lower == 0, let end = y.upper, end > 0, let a = x.lower, a >= 0 else {
        return right
      }
      return Enclosure(lower: a / end, upper: a / end + 1, precision: right.precision)
    },
    "a quotient has the lesser precision": faulty { operation, x, y, right in
      operation == .quotient ? right.rounded(toPrecision: min(x.precision, y.precision)) : right
    },
    "the difference from a half-line has the difference of the lower bounds": faulty { operation, x, y, right in
      guard operation == .difference, !y.hasUpperBound, let a = x.lower, let b = y.lower, let high = right.upper else {
        return right
      }
      return Enclosure(lower: min(a - b, high), upper: high, precision: right.precision)
    },
    "the hull loses what lies between": faulty { operation, x, y, right in
      operation == .hull && x.isLess(than: y) == .yes ? x : right
    },
  ]
}

@Sendable private func isLeast(_ apply: EnclosureOperation.Calculator, of pair: EnclosurePair) throws -> Verdict {
  let (x, y) = (pair.x.enclosure, pair.y.enclosure)
  let bits = max(x.precision, y.precision)
  let (a, b) = (ExactInterval(x), ExactInterval(y))
  for operation in EnclosureOperation.allCases {
    let found = try apply((operation, x, y))
    let expected = operation.range(a, b).rounded(bits: bits)
    guard found.precision == bits, ExactInterval(found) == expected else {
      return .fails("\(x) \(operation.rawValue) \(y) is \(found) of \(found.precision) bits, but should be \(expected)")
    }
  }
  // Against the range there is another way: points of both, and what they give.
  for (s, t) in zip([a.lower, a.upper, a.lower], [b.upper, b.lower, b.lower]) {
    guard let s = s.value, let t = t.value else { continue }
    guard try apply((.sum, x, y)).contains(s + t), try apply((.difference, x, y)).contains(s - t),
      try apply((.product, x, y)).contains(s * t), try t == 0 || apply((.quotient, x, y)).contains(s / t)
    else { return .fails("an operation on \(s) and \(t) is not in the result") }
  }
  guard let number = pair.y.lower else { return .holds() }
  let other = Enclosure(number, precision: x.precision)
  var (sum, difference, product, quotient) = (x, x, x, x)
  sum += other
  difference -= other
  product *= other
  quotient /= other
  let sides: [(EnclosureOperation, Enclosure, Enclosure, Enclosure)] = [
    (.sum, x + number, number + x, sum), (.difference, x - number, number - x, difference),
    (.product, x * number, number * x, product), (.quotient, x / number, number / x, quotient),
  ]
  for (operation, left, right, inPlace) in sides {
    let expected = ExactInterval(try apply((operation, x, other)))
    guard ExactInterval(left) == expected, ExactInterval(inPlace) == expected,
      ExactInterval(right) == ExactInterval(try apply((operation, other, x)))
    else { return .fails("\(operation.rawValue) with \(number) is not that with its enclosure") }
  }
  return .holds()
}

private struct NumberToEnclose: Codable, Sendable {
  var value: Rational
  /// How much further the upper of two bounds is.
  var wider: Rational
  /// Those of a double.
  var bits: UInt64
  var precision: Int
  var digits: Int
}

private struct Enclosed: Sendable {
  var value: Enclosure
  var whole: Enclosure
  var word: Enclosure
  var double: Enclosure
  var bounds: Enclosure
  var coarser: Enclosure
  var width: Double
  var midpoint: Double
  var text: String
}

private let enclose: Algorithm<NumberToEnclose, Enclosed> = { number in
  let precision = number.precision
  let bounds = Enclosure(lower: number.value, upper: number.value + number.wider, precision: precision)
  return Enclosed(
    value: Enclosure(number.value, precision: precision),
    whole: Enclosure(number.value.numerator, precision: precision),
    word: Enclosure(Int(bitPattern: UInt(number.bits)), precision: precision),
    double: Enclosure(Double(bitPattern: number.bits), precision: precision), bounds: bounds,
    coarser: bounds.rounded(toPrecision: 5), width: bounds.width, midpoint: bounds.midpoint,
    text: bounds.description(digits: number.digits))
}

@Sendable private func isEnclosed(_ enclose: Algorithm<NumberToEnclose, Enclosed>, _ number: NumberToEnclose) throws
  -> Verdict
{
  let found = try enclose(number)
  func least(_ lower: Rational, _ upper: Rational) -> ExactInterval {
    ExactInterval(lower: .finite(lower), upper: .finite(upper)).rounded(bits: number.precision)
  }
  let double = Rational(exactly: Double(bitPattern: number.bits))
  let word = Rational(Integer(Int(bitPattern: UInt(number.bits))))
  let whole = Rational(number.value.numerator)
  for (what, enclosure, expected) in [
    ("the number", found.value, least(number.value, number.value)), ("the integer", found.whole, least(whole, whole)),
    ("the word", found.word, least(word, word)),
    ("the double", found.double, double.map { least($0, $0) } ?? .wholeLine),
    ("the bounds", found.bounds, least(number.value, number.value + number.wider)),
    ("the bounds at 5 bits", found.coarser, ExactInterval(found.bounds).rounded(bits: 5)),
  ] {
    guard ExactInterval(enclosure) == expected else {
      return .fails("\(what): \(enclosure), but should be \(expected)")
    }
  }
  guard let lower = found.bounds.lower, let upper = found.bounds.upper else { return .fails("bounds are lost") }
  let (width, middle) = (upper - lower, (upper + lower) / 2)
  // Rounded up to the precision and then to 53 bits.
  let excess = .powerOfTwo(1 - number.precision) + .powerOfTwo(-51) as Rational
  guard let shown = Rational(exactly: found.width), shown >= width, shown <= width * (1 + excess)
  else { return .fails("the width of \(found.bounds) is \(found.width)") }
  // One rounding to 53 bits, and one more to the precision.
  guard let middleShown = Rational(exactly: found.midpoint),
    (middleShown - middle).magnitude
      <= middle.magnitude * (.powerOfTwo(-53) + .powerOfTwo(-number.precision - 1)) + .powerOfTwo(-1074)
  else { return .fails("the middle of \(found.bounds) is \(found.midpoint)") }
  return isOutward(found.text, lower, upper, digits: number.digits)
}

/// Whether the text of two bounds is outside them by less than one unit of the last of so many digits.
private func isOutward(_ text: String, _ lower: Rational, _ upper: Rational, digits: Int) -> Verdict {
  let ends = text.dropFirst().dropLast().split(separator: ", ").map { Rational(String($0).replacing("e+", with: "e")) }
  guard text.hasPrefix("["), text.hasSuffix("]"), ends.count == 2, let low = ends[0], let high = ends[1] else {
    return .fails("the bounds are written \(text)")
  }
  for (shown, value, isLower) in [(low, lower, true), (high, upper, false)] {
    let off = isLower ? value - shown : shown - value
    // One unit of the last digit is 10^(1 − digits) of the first one's, which is at most the number.
    guard off >= 0, off * Rational(Integer(10).power(digits - 1)) <= max(shown.magnitude, value.magnitude) else {
      return .fails("the bound \(value) is written in \(text)")
    }
  }
  return .holds()
}
