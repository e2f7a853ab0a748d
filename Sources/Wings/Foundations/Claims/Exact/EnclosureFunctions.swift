import Evidence
import Exact
import Randomness

extension Claim {
  /// Functions of enclosures.
  static let enclosureFunctions = Claim(
    id: "exact.enclosure-functions",
    title:
      "Roots, exponentials, logarithms and powers of enclosures contain every exact value, and are the least such enclosures",
    sentences: [
      Sentence(
        """
        For an enclosure $X$ of $p$ bits, `-X`, `magnitude`, `squareRoot()`, `exp()`, `log()`, `log2()` and `power(n)` for an integer \
        $n$ have the bounds of the exact range over the part of $X$ where the function is defined, the lower one rounded down and \
        the upper one rounded up to $p$ bits; they are the whole line where it is defined nowhere, or $n < 0$ and $0 \\in X$.
        """,
        checks: ["algebraic", "transcendental"]),
      Sentence("`pi` and `e` are the least enclosures of these numbers.", checks: ["constants"]),
      Sentence("`X.power(Y)` contains $x^y$ for all $x \\in X$, $x > 0$, and $y \\in Y$.", checks: ["powers"]),
    ],
    source: Source(
      paper: "MPFR: a multiple-precision binary floating-point library with correct rounding (ACM TOMS 33(2), 2007)",
      theorem: "correct rounding; decided against rational powers, the exponential series and Machin's formula"),
    checks: [
      Check(
        "algebraic", level: .certified,
        family: .random(
          "points, intervals beside, around and at 0, narrow and wide, and half-lines, of 2 to 128 bits; −4 ≤ n ≤ 5",
          quick: 400,
          deep: 20_000,
          draw: { index, stream in
            var sample = EnclosureSample.drawn(&stream)
            // A square and what is beside it by hardly anything.
            if index % 4 == 0, let lower = sample.lower {
              let tiny = [0, .powerOfTwo(-300), 0 - .powerOfTwo(-300)][stream.uniform(in: 0...2)]
              sample = EnclosureSample(
                lower: lower * lower + tiny, upper: lower * lower + 1, precision: sample.precision)
            }
            return FunctionSample(x: sample, exponent: stream.uniform(in: -4...5))
          }),
        subject: algebraic, mutants: algebraicMutants, test: areAlgebraic),
      Check(
        "transcendental", level: .certified,
        family: .random(
          """
          the same intervals within ±2⁶, and points within ±2⁻³⁰ to 2⁻¹⁰⁰ of 0 and of 1 and at powers of 2, where results are hard to \
          round
          """, quick: 100, deep: 4_000,
          draw: { index, stream in
            if index % 4 != 0 { return .drawn(places: 6, &stream) }
            let precision = EnclosureSample.precisions[stream.uniform(in: 0...7)]
            if index % 8 == 0 {
              let power = Rational.powerOfTwo(stream.uniform(in: -6...6))
              return EnclosureSample(lower: power, upper: power, precision: precision)
            }
            let near =
              Rational(Integer(stream.uniform(in: 0...1))) + Rational(Integer(stream.uniform(in: -9...9)))
              * .powerOfTwo(-stream.uniform(in: 30...100))
            return EnclosureSample(lower: near, upper: near, precision: 128)
          }),
        subject: transcendental, mutants: transcendentalMutants, test: areTranscendental),
      Check(
        "constants", level: .certified,
        family: .listed("2 to 300 bits", quick: Array(2...300)),
        subject: { (bits: Int) in (Enclosure.pi(precision: bits), Enclosure.e(precision: bits)) },
        mutants: [
          "π is that of 256 bits": { bits in
            (Enclosure.pi(precision: min(bits, 256)).rounded(toPrecision: bits), .e(precision: bits))
          },
          "e is rounded down twice where its next bits are 0": { bits in
            let e = Enclosure.e(precision: bits)
            let coarse = Enclosure(Enclosure.e(precision: bits + 3).lower ?? 0).rounded(toPrecision: bits)
            return (.pi(precision: bits), bits > 128 ? Enclosure(coarse.lower ?? 0, precision: bits) : e)
          },
        ],
        test: { constants, bits in
          let (pi, e) = try constants(bits)
          let (exactPi, exactE) = (ExponentialReference.pi, ExponentialReference.exp(1))
          for (found, exact, name) in [(pi, exactPi, "π"), (e, exactE, "e")] {
            let expected = ExactInterval(lower: .finite(exact.lower), upper: .finite(exact.upper)).rounded(bits: bits)
            let (low, high) = (exact.upper.roundedDown(bits: bits), 0 - (0 - exact.lower).roundedDown(bits: bits))
            guard expected == ExactInterval(lower: .finite(low), upper: .finite(high)) else {
              return .undecided("the reference does not tell the last bit of \(name)")
            }
            guard ExactInterval(found) == expected else { return .fails("\(name) to \(bits) bits is \(found)") }
          }
          return .holds()
        }),
      Check(
        "powers", level: .certified,
        family: .random(
          "positive intervals, and exponents that contain integers from −4 to 5", quick: 100, deep: 4_000,
          draw: { _, stream in FunctionSample(x: .drawn(places: 10, &stream), exponent: stream.uniform(in: -4...5)) }),
        subject: { (x: Enclosure, y: Enclosure) in x.power(y) },
        mutants: [
          "the power of the bounds to the bounds": { input in
            let (x, y) = input
            guard let a = x.lower, let b = x.upper, a > 0, let c = y.lower, let d = y.upper else { return x.power(y) }
            return (Enclosure(c) * Enclosure(a).log()).exp().hull(with: (Enclosure(d) * Enclosure(b).log()).exp())
          },
          "the logarithm is rounded before it is multiplied": { input in
            let (x, y) = input
            guard x.isPoint, y.isPoint, let logarithm = x.log().lower else { return x.power(y) }
            return (Enclosure(logarithm, precision: x.precision) * y).exp()
          },
        ], test: isPower),
    ])
}

private struct FunctionSample: Codable, Sendable {
  var x: EnclosureSample
  var exponent: Int
}

private struct Algebraic: Sendable {
  var negative: Enclosure
  var magnitude: Enclosure
  var root: Enclosure
  var power: Enclosure
}

private let algebraic: Algorithm<(Enclosure, Int), Algebraic> = { input in
  let (x, n) = input
  return Algebraic(negative: -x, magnitude: x.magnitude, root: x.squareRoot(), power: x.power(n))
}

private let algebraicMutants: KeyValuePairs<String, Algorithm<(Enclosure, Int), Algebraic>> = [
  "an even power of an interval around 0 has the powers of its bounds": { input in
    let (x, n) = input
    var found = try algebraic(input)
    guard n > 0, n % 2 == 0, x.contains(0), let a = x.lower, let b = x.upper else { return found }
    let (p, q) = (a.power(n), b.power(n))
    found.power = Enclosure(lower: min(p, q), upper: max(p, q), precision: x.precision)
    return found
  },
  "a negative power keeps the order of the bounds": { input in
    let (x, n) = input
    var found = try algebraic(input)
    if n < 0, let a = x.lower, let b = x.upper, a > 0, a < b {
      let low = b.power(n)
      found.power = Enclosure(lower: low, upper: low + 1, precision: x.precision)
    }
    return found
  },
  "the root of an interval that reaches below 0 is unknown": { input in
    var found = try algebraic(input)
    if input.0.isLess(than: 0) == .undecided { found.root = .wholeLine(precision: input.0.precision) }
    return found
  },
  "the root of just below a square is the square's": { input in
    var found = try algebraic(input)
    guard let low = found.root.lower, let high = found.root.upper, let x = input.0.lower, low > 0 else { return found }
    let next = low.next(bits: input.0.precision)
    if next <= high, (next * next - x) * Rational(1 << 30) < x {
      found.root = Enclosure(lower: next, upper: high, precision: input.0.precision)
    }
    return found
  },
  "the magnitude of an interval around 0 reaches as far as its upper bound": { input in
    var found = try algebraic(input)
    if let a = input.0.lower, let b = input.0.upper, a < 0, b > 0, -a > b {
      found.magnitude = Enclosure(lower: 0, upper: b, precision: input.0.precision)
    }
    return found
  },
]

@Sendable private func areAlgebraic(
  _ functions: Algorithm<(Enclosure, Int), Algebraic>, of sample: FunctionSample
) throws -> Verdict {
  let (x, n) = (sample.x.enclosure, sample.exponent)
  let found = try functions((x, n))
  let exact = ExactInterval(x)
  let bits = x.precision
  let zero = IntervalEnd.finite(0)
  let (a, b) = (exact.lower, exact.upper)
  let magnitude =
    exact.contains(0)
    ? ExactInterval(lower: zero, upper: max(a.negative, b))
    : ExactInterval(spanning: [max(a, b.negative), max(a.negative, b)])
  let power: ExactInterval
  switch n {
  case 0: power = ExactInterval(lower: .finite(1), upper: .finite(1))
  case _ where n < 0 && exact.contains(0): power = .wholeLine
  case _ where n % 2 == 0:
    power = ExactInterval(spanning: [magnitude.lower.power(n), magnitude.upper.power(n)])
  default: power = ExactInterval(spanning: [a.power(n), b.power(n)])
  }
  for (what, value, range) in [
    ("−x", found.negative, ExactInterval(lower: b.negative, upper: a.negative)), ("|x|", found.magnitude, magnitude),
    ("x^\(n)", found.power, power),
  ] {
    guard value.precision == bits, ExactInterval(value) == range.rounded(bits: bits) else {
      return .fails("\(what) is \(value), but should be \(range) to \(bits) bits")
    }
  }
  let root = ExactInterval(found.root)
  if b < zero { return .require(root == .wholeLine, "√ of a negative number is \(found.root)") }
  guard let low = root.lower.value, low >= 0, found.root.precision == bits else { return .fails("√x is \(found.root)") }
  if let square = a.value, square > 0 {
    guard low.isOf(bits: bits), low * low <= square, low.next(bits: bits) * low.next(bits: bits) > square else {
      return .fails("the lower bound of √ is \(low)")
    }
  } else if low != 0 {
    return .fails("the root of an interval that begins at or below 0 begins at \(low)")
  }
  guard let square = b.value else { return .require(root.upper == .plusInfinity, "√x is \(found.root)") }
  guard let high = root.upper.value else { return .fails("√x is \(found.root)") }
  if square == 0 { return .equal(high, 0, "the upper bound of √") }
  let previous = 0 - (0 - high).next(bits: bits)
  return .require(
    high.isOf(bits: bits) && high * high >= square && previous * previous < square, "the upper bound of √ is \(high)")
}

extension Rational {
  /// Whether it has at most so many significant bits.
  fileprivate func isOf(bits: Int) -> Bool { roundedDown(bits: bits) == self }
}

private struct Transcendental: Sendable {
  var exponential: Enclosure
  var logarithm: Enclosure
  var binaryLogarithm: Enclosure
}

private let transcendental: Algorithm<Enclosure, Transcendental> = {
  Transcendental(exponential: $0.exp(), logarithm: $0.log(), binaryLogarithm: $0.log2())
}

private let transcendentalMutants: KeyValuePairs<String, Algorithm<Enclosure, Transcendental>> = [
  "the exponential of nearly 0 is 1": { x in
    var found = try transcendental(x)
    if x.magnitude.isLess(than: .powerOfTwo(-40)) == .yes { found.exponential = Enclosure(1, precision: x.precision) }
    return found
  },
  "the exponential is one place wider above": { x in
    var found = try transcendental(x)
    if let low = found.exponential.lower, let high = found.exponential.upper, low > 1, high > low {
      found.exponential = Enclosure(lower: low, upper: high.next(bits: x.precision), precision: x.precision)
    }
    return found
  },
  "a logarithm just below 1 is rounded toward 0": { x in
    var found = try transcendental(x)
    if let low = found.logarithm.lower, let high = found.logarithm.upper, x.isPoint, high < 0, high > -1, low < high {
      found.logarithm = Enclosure(high, precision: x.precision)
    }
    return found
  },
  "the binary logarithm of a power of 2 is not exact": { x in
    var found = try transcendental(x)
    if let value = found.binaryLogarithm.lower, found.binaryLogarithm.isPoint, value > 0 {
      found.binaryLogarithm = Enclosure(lower: value, upper: value.next(bits: x.precision), precision: x.precision)
    }
    return found
  },
  "the logarithm of an interval from 0 is bounded below": { x in
    var found = try transcendental(x)
    if x.lower == 0, let high = found.logarithm.upper {
      found.logarithm = Enclosure(lower: high - 1000, upper: high, precision: x.precision)
    }
    return found
  },
]

@Sendable private func areTranscendental(
  _ functions: Algorithm<Enclosure, Transcendental>, of sample: EnclosureSample
) throws -> Verdict {
  let x = sample.enclosure
  let found = try functions(x)
  let (exact, bits) = (ExactInterval(x), x.precision)
  let exponential = ExactInterval(found.exponential)
  for (end, at, isLower) in [(exponential.lower, exact.lower, true), (exponential.upper, exact.upper, false)] {
    if let at = at.value {
      let verdict = isRounded(end, isLower: isLower, bits: bits, "the exponential of \(at)") { candidate in
        at == 0 ? Certainty(candidate <= 1) : isAtMost(candidate, ExponentialReference.exp(at))
      }
      guard case .holds = verdict else { return verdict }
    } else if end != (isLower ? .finite(0) : .plusInfinity) {
      return .fails("the exponential of \(x) is \(found.exponential)")
    }
  }
  let two = ExponentialReference.naturalLogarithmOfTwo
  let logarithms: [(Enclosure, String, (Rational, Rational) -> Certainty)] = [
    // Whether a candidate is at most the logarithm: whether its power is at most the number.
    (
      found.logarithm, "the logarithm",
      { candidate, number in
        candidate == 0 ? Certainty(number >= 1) : isAtLeast(number, ExponentialReference.exp(candidate))
      }
    ),
    (
      found.binaryLogarithm, "the binary logarithm",
      { candidate, number in
        if candidate.isInteger, let n = candidate.numerator.asInt { return Certainty(.powerOfTwo(n) <= number) }
        let ends = [candidate * two.lower, candidate * two.upper]
        return isAtLeast(number, ExponentialReference.exp(min(ends[0], ends[1]), max(ends[0], ends[1])))
      }
    ),
  ]
  for (logarithm, name, isAtMostLogarithm) in logarithms {
    let ends = ExactInterval(logarithm)
    if exact.upper.sign <= 0 {
      guard ends == .wholeLine else { return .fails("\(name) of \(x) is \(logarithm)") }
      continue
    }
    for (end, at, isLower) in [(ends.lower, exact.lower, true), (ends.upper, exact.upper, false)] {
      if let at = at.value, at > 0 {
        let verdict = isRounded(end, isLower: isLower, bits: bits, "\(name) of \(at)") { isAtMostLogarithm($0, at) }
        guard case .holds = verdict else { return verdict }
      } else if end != (isLower ? .minusInfinity : .plusInfinity) {
        return .fails("\(name) of \(x) is \(logarithm)")
      }
    }
  }
  return .holds()
}

/// Whether a candidate is at most the number between two bounds.
private func isAtMost(_ candidate: Rational, _ number: (lower: Rational, upper: Rational)) -> Certainty {
  candidate <= number.lower ? .yes : candidate > number.upper ? .no : .undecided
}

/// Whether a candidate is at least the number between two bounds.
private func isAtLeast(_ candidate: Rational, _ number: (lower: Rational, upper: Rational)) -> Certainty {
  candidate >= number.upper ? .yes : candidate < number.lower ? .no : .undecided
}

/// Whether an end is the value of which `isAtMost` tells whether a candidate is at most it, rounded down or up to so many bits.
private func isRounded(
  _ end: IntervalEnd, isLower: Bool, bits: Int, _ what: String, _ isAtMost: (Rational) -> Certainty
) -> Verdict {
  guard let found = end.value, found.isOf(bits: bits) else { return .fails("\(what) has the bound \(end)") }
  // Rounded down: at most the value, and the next is not. Rounded up: not below it, and the one before is.
  let other: Rational
  if found == 0 {
    other = .powerOfTwo(-300) * (isLower ? 1 : -1)
  } else {
    other = isLower ? found.next(bits: bits) : 0 - (0 - found).next(bits: bits)
  }
  // If the value has so many bits, both of its bounds are the value itself: one hair above the one before is at most it, and
  // one hair above itself is not.
  let (low, high) = isLower ? (found, other) : (other.next(bits: 300), found.hairAbove)
  switch (isAtMost(low), isAtMost(high)) {
  case (.yes, .no): return .holds()
  case (.undecided, _), (_, .undecided): return .undecided("\(what) is too near to \(found) for the reference")
  default: return .fails("\(what) has the bound \(found), which is not the value rounded \(isLower ? "down" : "up")")
  }
}

extension Rational {
  /// A little more, by far less than results of 128 bits differ.
  fileprivate var hairAbove: Rational { self == 0 ? .powerOfTwo(-300) : next(bits: 300) }
}

@Sendable private func isPower(
  _ power: Algorithm<(Enclosure, Enclosure), Enclosure>, of sample: FunctionSample
) throws -> Verdict {
  let (x, n) = (sample.x.enclosure, sample.exponent)
  let exponents = [
    Enclosure(n, precision: x.precision),
    Enclosure(lower: Rational(n) - 2, upper: Rational(n) + Rational(1, 3), precision: x.precision),
  ]
  for exponent in exponents {
    let found = try power((x, exponent))
    for base in [x.lower, x.upper, 1] {
      guard let base, base > 0, x.contains(base) else { continue }
      for m in [n, n - 1, n - 2] where exponent.contains(Rational(m)) {
        guard case .finite(let value) = IntervalEnd.finite(base).power(m == 0 ? 1 : m) else { continue }
        guard found.contains(m == 0 ? 1 : value) else { return .fails("\(base) to the \(m) is not in \(found)") }
      }
    }
  }
  return .holds()
}
