import CMPFR

extension Enclosure {
  /// The sum.
  ///
  /// - Complexity: O(*n*) in the precision.
  public static func + (left: Enclosure, right: Enclosure) -> Enclosure {
    left.combine(with: right) { lower, upper in
      mpfr_add(lower, left.endpoints.lower, right.endpoints.lower, MPFR_RNDD)
      mpfr_add(upper, left.endpoints.upper, right.endpoints.upper, MPFR_RNDU)
    }
  }

  /// The difference.
  ///
  /// - Complexity: O(*n*) in the precision.
  public static func - (left: Enclosure, right: Enclosure) -> Enclosure {
    left.combine(with: right) { lower, upper in
      mpfr_sub(lower, left.endpoints.lower, right.endpoints.upper, MPFR_RNDD)
      mpfr_sub(upper, left.endpoints.upper, right.endpoints.lower, MPFR_RNDU)
    }
  }

  /// The negated value.
  ///
  /// - Complexity: O(*n*) in the precision.
  public static prefix func - (value: Enclosure) -> Enclosure {
    Enclosure(precision: value.precision) { lower, upper in
      mpfr_neg(lower, value.endpoints.upper, MPFR_RNDD)
      mpfr_neg(upper, value.endpoints.lower, MPFR_RNDU)
    }
  }

  /// The product.
  ///
  /// An infinite bound stands for arbitrarily large numbers, not for one of its own: 0 times it is 0.
  ///
  /// - Complexity: O(M(*n*)) in the precision; two multiplications of bounds if neither operand is negative anywhere,
  ///   otherwise eight.
  public static func * (left: Enclosure, right: Enclosure) -> Enclosure {
    if mpfr_sgn(left.endpoints.lower) >= 0, mpfr_sgn(right.endpoints.lower) >= 0 {
      return left.combine(with: right) { lower, upper in
        product(lower, left.endpoints.lower, right.endpoints.lower, MPFR_RNDD)
        product(upper, left.endpoints.upper, right.endpoints.upper, MPFR_RNDU)
      }
    }
    return left.extremes(with: right, product)
  }

  /// The quotient; the whole line if 0 is a point of the divisor.
  ///
  /// - Complexity: O(M(*n*)) in the precision; eight divisions of bounds.
  public static func / (left: Enclosure, right: Enclosure) -> Enclosure {
    if right.contains(0) { return wholeLine(precision: max(left.precision, right.precision)) }
    return left.extremes(with: right) { quotient, dividend, divisor, rounding in
      if mpfr_inf_p(divisor) != 0 {
        // The limit for a fixed dividend; a dividend that also grows is covered by the divisor's finite bound.
        mpfr_set_zero(quotient, 1)
      } else {
        mpfr_div(quotient, dividend, divisor, rounding)
      }
    }
  }

  /// Writes x · y, and 0 for 0 · ∞.
  private static func product(
    _ result: UnsafeMutablePointer<__mpfr_struct>, _ x: UnsafePointer<__mpfr_struct>,
    _ y: UnsafePointer<__mpfr_struct>, _ rounding: mpfr_rnd_t
  ) {
    if mpfr_zero_p(x) != 0 || mpfr_zero_p(y) != 0 {
      mpfr_set_zero(result, 1)
    } else {
      mpfr_mul(result, x, y, rounding)
    }
  }

  /// From the least to the greatest value of `operation` over the four pairs of bounds.
  private func extremes(
    with other: Enclosure,
    _ operation: (
      UnsafeMutablePointer<__mpfr_struct>, UnsafePointer<__mpfr_struct>, UnsafePointer<__mpfr_struct>, mpfr_rnd_t
    ) -> Void
  ) -> Enclosure {
    let candidate = EnclosureScratch(precision: max(precision, other.precision))
    defer { withExtendedLifetime(candidate) {} }
    return combine(with: other) { lower, upper in
      operation(lower, endpoints.lower, other.endpoints.lower, MPFR_RNDD)
      operation(upper, endpoints.lower, other.endpoints.lower, MPFR_RNDU)
      for (x, y) in [
        (endpoints.lower, other.endpoints.upper), (endpoints.upper, other.endpoints.lower),
        (endpoints.upper, other.endpoints.upper),
      ] {
        operation(candidate.number, x, y, MPFR_RNDD)
        mpfr_min(lower, lower, candidate.number, MPFR_RNDD)
        operation(candidate.number, x, y, MPFR_RNDU)
        mpfr_max(upper, upper, candidate.number, MPFR_RNDU)
      }
    }
  }
}

/// One MPFR number for intermediate results.
final class EnclosureScratch {
  let number: UnsafeMutablePointer<__mpfr_struct>

  init(precision: Int) {
    number = .allocate(capacity: 1)
    mpfr_init2(number, precision)
  }

  deinit {
    mpfr_clear(number)
    number.deallocate()
  }
}

extension Enclosure {
  /// Adds in place.
  public static func += (left: inout Enclosure, right: Enclosure) { left = left + right }

  /// Subtracts in place.
  public static func -= (left: inout Enclosure, right: Enclosure) { left = left - right }

  /// Multiplies in place.
  public static func *= (left: inout Enclosure, right: Enclosure) { left = left * right }

  /// Divides in place.
  public static func /= (left: inout Enclosure, right: Enclosure) { left = left / right }

  /// The sum with a rational number, at this enclosure's precision.
  public static func + (left: Enclosure, right: Rational) -> Enclosure {
    left + Enclosure(right, precision: left.precision)
  }

  /// The difference from a rational number, at this enclosure's precision.
  public static func - (left: Enclosure, right: Rational) -> Enclosure {
    left - Enclosure(right, precision: left.precision)
  }

  /// The product with a rational number, at this enclosure's precision.
  public static func * (left: Enclosure, right: Rational) -> Enclosure {
    left * Enclosure(right, precision: left.precision)
  }

  /// The quotient by a rational number, at this enclosure's precision; the whole line if it is 0.
  public static func / (left: Enclosure, right: Rational) -> Enclosure {
    left / Enclosure(right, precision: left.precision)
  }

  /// The sum of a rational number and an enclosure, at the latter's precision.
  public static func + (left: Rational, right: Enclosure) -> Enclosure {
    Enclosure(left, precision: right.precision) + right
  }

  /// A rational number minus an enclosure, at the latter's precision.
  public static func - (left: Rational, right: Enclosure) -> Enclosure {
    Enclosure(left, precision: right.precision) - right
  }

  /// The product of a rational number and an enclosure, at the latter's precision.
  public static func * (left: Rational, right: Enclosure) -> Enclosure {
    Enclosure(left, precision: right.precision) * right
  }

  /// A rational number over an enclosure, at the latter's precision; the whole line if the latter contains 0.
  public static func / (left: Rational, right: Enclosure) -> Enclosure {
    Enclosure(left, precision: right.precision) / right
  }
}
