import CMPFR

/// A function whose operands reach outside its domain is taken over the part inside. If no part is, the result is the
/// whole line: comparisons with it stay undecided, so a value that does not exist proves nothing.
extension Enclosure {
  /// The absolute value.
  ///
  /// - Complexity: O(*n*) in the precision.
  public var magnitude: Enclosure {
    if mpfr_sgn(endpoints.lower) >= 0 { return self }
    if mpfr_sgn(endpoints.upper) <= 0 { return -self }
    return Enclosure(precision: precision) { lower, upper in
      mpfr_set_zero(lower, 1)
      if mpfr_cmpabs(endpoints.lower, endpoints.upper) > 0 {
        mpfr_neg(upper, endpoints.lower, MPFR_RNDU)
      } else {
        mpfr_set(upper, endpoints.upper, MPFR_RNDU)
      }
    }
  }

  /// √self. Domain: numbers that are not negative.
  ///
  /// - Complexity: O(M(*n*)) in the precision.
  public func squareRoot() -> Enclosure {
    if mpfr_sgn(endpoints.upper) < 0 { return .wholeLine(precision: precision) }
    return Enclosure(precision: precision) { lower, upper in
      if mpfr_sgn(endpoints.lower) > 0 {
        mpfr_sqrt(lower, endpoints.lower, MPFR_RNDD)
      } else {
        mpfr_set_zero(lower, 1)
      }
      mpfr_sqrt(upper, endpoints.upper, MPFR_RNDU)
    }
  }

  /// The exponential e^self.
  ///
  /// - Complexity: O(M(*n*) log² *n*) in the precision.
  public func exp() -> Enclosure {
    Enclosure(precision: precision) { lower, upper in
      mpfr_exp(lower, endpoints.lower, MPFR_RNDD)
      mpfr_exp(upper, endpoints.upper, MPFR_RNDU)
    }
  }

  /// The natural logarithm. Domain: positive numbers; the lower bound is −∞ if the operand's is not positive.
  ///
  /// - Complexity: O(M(*n*) log *n*) in the precision.
  public func log() -> Enclosure { logarithm(mpfr_log) }

  /// The logarithm to base 2. Domain: positive numbers; the lower bound is −∞ if the operand's is not positive.
  ///
  /// - Complexity: O(M(*n*) log *n*) in the precision.
  public func log2() -> Enclosure { logarithm(mpfr_log2) }

  private func logarithm(
    _ function: (UnsafeMutablePointer<__mpfr_struct>?, UnsafePointer<__mpfr_struct>?, mpfr_rnd_t) -> Int32
  ) -> Enclosure {
    if mpfr_sgn(endpoints.upper) <= 0 { return .wholeLine(precision: precision) }
    return Enclosure(precision: precision) { lower, upper in
      if mpfr_sgn(endpoints.lower) > 0 {
        _ = function(lower, endpoints.lower, MPFR_RNDD)
      } else {
        mpfr_set_inf(lower, -1)
      }
      _ = function(upper, endpoints.upper, MPFR_RNDU)
    }
  }

  /// self^exponent; x⁰ = 1 for every x. A negative power of an interval that contains 0 is the whole line.
  ///
  /// - Complexity: O(M(*n*) log *e*) in the precision and the exponent.
  public func power(_ exponent: Int) -> Enclosure {
    if exponent == 0 { return Enclosure(1, precision: precision) }
    if contains(0) {
      if exponent < 0 { return .wholeLine(precision: precision) }
      if exponent.isMultiple(of: 2) {
        let magnitude = magnitude
        return Enclosure(precision: precision) { lower, upper in
          mpfr_set_zero(lower, 1)
          mpfr_pow_si(upper, magnitude.endpoints.upper, exponent, MPFR_RNDU)
        }
      }
    }
    // Monotone on the interval: one bound gives the least value and the other the greatest. An odd positive power
    // rises everywhere and an odd negative one falls; an even power does the same or the opposite by the sign.
    let rises = (exponent > 0) == (!exponent.isMultiple(of: 2) || mpfr_sgn(endpoints.lower) > 0)
    return Enclosure(precision: precision) { lower, upper in
      mpfr_pow_si(lower, rises ? endpoints.lower : endpoints.upper, exponent, MPFR_RNDD)
      mpfr_pow_si(upper, rises ? endpoints.upper : endpoints.lower, exponent, MPFR_RNDU)
    }
  }

  /// self^exponent = exp(exponent · log self). Domain: positive numbers.
  ///
  /// - Complexity: O(M(*n*) log² *n*) in the precision.
  public func power(_ exponent: Enclosure) -> Enclosure { (exponent * log()).exp() }

  /// The lesser of two numbers.
  ///
  /// - Complexity: O(*n*) in the precision.
  public static func minimum(_ left: Enclosure, _ right: Enclosure) -> Enclosure {
    left.combine(with: right) { lower, upper in
      mpfr_min(lower, left.endpoints.lower, right.endpoints.lower, MPFR_RNDD)
      mpfr_min(upper, left.endpoints.upper, right.endpoints.upper, MPFR_RNDU)
    }
  }

  /// The greater of two numbers.
  ///
  /// - Complexity: O(*n*) in the precision.
  public static func maximum(_ left: Enclosure, _ right: Enclosure) -> Enclosure {
    left.combine(with: right) { lower, upper in
      mpfr_max(lower, left.endpoints.lower, right.endpoints.lower, MPFR_RNDD)
      mpfr_max(upper, left.endpoints.upper, right.endpoints.upper, MPFR_RNDU)
    }
  }

  /// π.
  ///
  /// - Complexity: O(M(*n*) log² *n*) in the precision.
  public static func pi(precision: Int = defaultPrecision) -> Enclosure {
    Enclosure(precision: precision) { lower, upper in
      mpfr_const_pi(lower, MPFR_RNDD)
      mpfr_const_pi(upper, MPFR_RNDU)
    }
  }

  /// e, the base of the natural logarithm.
  ///
  /// - Complexity: O(M(*n*) log² *n*) in the precision.
  public static func e(precision: Int = defaultPrecision) -> Enclosure {
    Enclosure(1, precision: precision).exp()
  }
}
