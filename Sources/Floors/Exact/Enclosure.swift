import CMPFR

/// A real number known to lie between two bounds: the closed interval [lower, upper].
///
/// ```swift
/// let root = Enclosure(2).squareRoot()   // 1.41421356…, known to 128 bits
/// (root * root).contains(2)              // true, always
/// root.isLess(than: Rational(3, 2))      // .yes: a theorem, not a rounding
/// decide { Enclosure.pi(precision: $0).isGreater(than: Rational(355, 113)) }  // .no
/// ```
///
/// Every operation rounds its lower bound down and its upper bound up, so that the result contains the exact result for
/// every choice of points in the operands. Comparisons answer with a `Certainty`.
///
/// **Invariant.** lower ≤ upper; no bound is NaN; lower < +∞ and upper > −∞. A bound may be infinite, which says that
/// nothing is known on that side. If an operation is undefined on its operands, the result is the *whole line*
/// [−∞, +∞], about which no comparison decides anything.
///
/// The bounds are MPFR numbers of `precision` bits with 63-bit exponents limited to ±2³⁰: underflow and overflow round
/// outward like everything else. The result of an operation has the larger precision of its operands. The
/// type does not promise the narrowest interval: dependent operands (x − x) widen, as always in interval arithmetic.
///
/// Moore, Kearfott and Cloud, *Introduction to Interval Analysis*, SIAM 2009; Fousse, Hanrot, Lefèvre, Pélissier and
/// Zimmermann, "MPFR: a multiple-precision binary floating-point library with correct rounding", ACM TOMS 33(2), 2007,
/// doi:10.1145/1236463.1236468.
public struct Enclosure: Sendable {
  /// The bits of a new enclosure's bounds where none are asked for.
  public static let defaultPrecision = 128

  /// The precisions that an enclosure may have.
  public static let precisions = 2...(1 << 30)

  let endpoints: EnclosureEndpoints

  /// The bits of the bounds' significands.
  public let precision: Int

  init(
    precision: Int,
    _ fill: (_ lower: UnsafeMutablePointer<__mpfr_struct>, _ upper: UnsafeMutablePointer<__mpfr_struct>) -> Void
  ) {
    precondition(Enclosure.precisions.contains(precision), "a precision of \(precision) bits is out of range")
    self.precision = precision
    self.endpoints = EnclosureEndpoints(precision: precision, fill)
  }
}

extension Enclosure {
  /// The narrowest enclosure of `value` with `precision` bits: a point if the value fits.
  ///
  /// - Complexity: O(M(*n*)) in the larger of the value's size and the precision.
  public init(_ value: Rational, precision: Int = defaultPrecision) {
    self.init(precision: precision) { lower, upper in
      value.withGMP {
        mpfr_set_q(lower, $0, MPFR_RNDD)
        mpfr_set_q(upper, $0, MPFR_RNDU)
      }
    }
  }

  /// The narrowest enclosure of `value` with `precision` bits: a point if the value fits.
  ///
  /// - Complexity: O(*n*) in the number of limbs.
  public init(_ value: Integer, precision: Int = defaultPrecision) {
    self.init(precision: precision) { lower, upper in
      value.withGMP {
        mpfr_set_z(lower, $0, MPFR_RNDD)
        mpfr_set_z(upper, $0, MPFR_RNDU)
      }
    }
  }

  /// The narrowest enclosure of `value` with `precision` bits: a point if the precision is at least 63.
  ///
  /// - Complexity: O(1).
  public init(_ value: Int, precision: Int = defaultPrecision) {
    self.init(precision: precision) { lower, upper in
      mpfr_set_si(lower, value, MPFR_RNDD)
      mpfr_set_si(upper, value, MPFR_RNDU)
    }
  }

  /// The narrowest enclosure of the number that `value` is; the whole line for an infinity or NaN.
  ///
  /// - Complexity: O(1).
  public init(_ value: Double, precision: Int = defaultPrecision) {
    self.init(precision: precision) { lower, upper in
      mpfr_set_d(lower, value.isFinite ? value : .nan, MPFR_RNDD)
      mpfr_set_d(upper, value.isFinite ? value : .nan, MPFR_RNDU)
    }
  }

  /// The narrowest enclosure of [lower, upper]; `lower` must not exceed `upper`.
  ///
  /// - Complexity: O(M(*n*)) in the larger of the values' size and the precision.
  public init(lower: Rational, upper: Rational, precision: Int = defaultPrecision) {
    precondition(lower <= upper, "the lower bound \(lower) exceeds the upper bound \(upper)")
    self.init(precision: precision) { low, high in
      _ = lower.withGMP { mpfr_set_q(low, $0, MPFR_RNDD) }
      _ = upper.withGMP { mpfr_set_q(high, $0, MPFR_RNDU) }
    }
  }

  /// [−∞, +∞]: a number about which nothing is known.
  ///
  /// - Complexity: O(1).
  public static func wholeLine(precision: Int = defaultPrecision) -> Enclosure {
    Enclosure(precision: precision) { lower, upper in
      mpfr_set_inf(lower, -1)
      mpfr_set_inf(upper, 1)
    }
  }

  /// The same interval, or the least one around it, with `precision` bits.
  ///
  /// - Complexity: O(*n*) in the precision.
  public func rounded(toPrecision precision: Int) -> Enclosure {
    Enclosure(precision: precision) { lower, upper in
      mpfr_set(lower, endpoints.lower, MPFR_RNDD)
      mpfr_set(upper, endpoints.upper, MPFR_RNDU)
    }
  }
}

extension Enclosure {
  /// The lower bound, exactly; nil if it is −∞.
  ///
  /// - Complexity: O(*n*) in the precision plus the size of the exponent, up to 2³⁰ bits.
  public var lower: Rational? { Enclosure.rational(endpoints.lower) }

  /// The upper bound, exactly; nil if it is +∞.
  ///
  /// - Complexity: O(*n*) in the precision plus the size of the exponent, up to 2³⁰ bits.
  public var upper: Rational? { Enclosure.rational(endpoints.upper) }

  private static func rational(_ number: UnsafePointer<__mpfr_struct>) -> Rational? {
    guard mpfr_number_p(number) != 0 else { return nil }
    if mpfr_zero_p(number) != 0 { return 0 }
    var exponent = 0
    let significand = Integer.fromGMP { exponent = mpfr_get_z_2exp($0, number) }
    if exponent >= 0 { return Rational(significand << exponent) }
    return Rational(significand, Integer(1) << -exponent)
  }

  /// An upper bound on upper − lower; ∞ where a bound is infinite.
  ///
  /// - Complexity: O(*n*) in the precision.
  public var width: Double {
    let difference = EnclosureScratch(precision: precision)
    mpfr_sub(difference.number, endpoints.upper, endpoints.lower, MPFR_RNDU)
    return withExtendedLifetime(difference) { mpfr_get_d(difference.number, MPFR_RNDU) }
  }

  /// The double nearest to the middle, up to one more rounding; the finite bound if only one is infinite, and 0 for the
  /// whole line.
  ///
  /// - Complexity: O(*n*) in the precision.
  public var midpoint: Double {
    switch (hasLowerBound, hasUpperBound) {
    case (true, false): return mpfr_get_d(endpoints.lower, MPFR_RNDN)
    case (false, true): return mpfr_get_d(endpoints.upper, MPFR_RNDN)
    case (false, false): return 0
    case (true, true):
      let middle = EnclosureScratch(precision: precision + 1)
      mpfr_add(middle.number, endpoints.lower, endpoints.upper, MPFR_RNDN)
      mpfr_div_2ui(middle.number, middle.number, 1, MPFR_RNDN)
      return withExtendedLifetime(middle) { mpfr_get_d(middle.number, MPFR_RNDN) }
    }
  }

  /// Whether the lower bound is finite.
  public var hasLowerBound: Bool { mpfr_inf_p(endpoints.lower) == 0 }

  /// Whether the upper bound is finite.
  public var hasUpperBound: Bool { mpfr_inf_p(endpoints.upper) == 0 }

  /// Whether the interval is a single point, a number known exactly.
  public var isPoint: Bool { mpfr_equal_p(endpoints.lower, endpoints.upper) != 0 }

  /// Whether `value` is one of the points.
  ///
  /// - Complexity: O(M(*n*)) in the value's size and the precision.
  public func contains(_ value: Rational) -> Bool {
    value.withGMP { mpfr_cmp_q(endpoints.lower, $0) <= 0 && mpfr_cmp_q(endpoints.upper, $0) >= 0 }
  }

  /// Whether every point of `other` is a point of this interval.
  ///
  /// - Complexity: O(*n*) in the precision.
  public func contains(_ other: Enclosure) -> Bool {
    mpfr_lessequal_p(endpoints.lower, other.endpoints.lower) != 0
      && mpfr_greaterequal_p(endpoints.upper, other.endpoints.upper) != 0
  }

  /// Whether the intervals share a point.
  ///
  /// - Complexity: O(*n*) in the precision.
  public func intersects(_ other: Enclosure) -> Bool {
    mpfr_lessequal_p(endpoints.lower, other.endpoints.upper) != 0
      && mpfr_lessequal_p(other.endpoints.lower, endpoints.upper) != 0
  }

  /// The points of both intervals: what is known of a number that both enclose. Nil if none exist, which proves
  /// that they enclose different numbers.
  ///
  /// - Complexity: O(*n*) in the precision.
  public func intersection(_ other: Enclosure) -> Enclosure? {
    guard intersects(other) else { return nil }
    return combine(with: other) { lower, upper in
      mpfr_max(lower, endpoints.lower, other.endpoints.lower, MPFR_RNDD)
      mpfr_min(upper, endpoints.upper, other.endpoints.upper, MPFR_RNDU)
    }
  }

  /// The least interval that contains both.
  ///
  /// - Complexity: O(*n*) in the precision.
  public func hull(with other: Enclosure) -> Enclosure {
    combine(with: other) { lower, upper in
      mpfr_min(lower, endpoints.lower, other.endpoints.lower, MPFR_RNDD)
      mpfr_max(upper, endpoints.upper, other.endpoints.upper, MPFR_RNDU)
    }
  }

  /// A new enclosure with the larger precision of two.
  func combine(
    with other: Enclosure,
    _ fill: (_ lower: UnsafeMutablePointer<__mpfr_struct>, _ upper: UnsafeMutablePointer<__mpfr_struct>) -> Void
  ) -> Enclosure {
    Enclosure(precision: max(precision, other.precision), fill)
  }
}
