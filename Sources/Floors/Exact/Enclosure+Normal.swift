import CMPFR

extension Enclosure {
  /// The upper tail of the standard normal law, Φ(−x) = erfc(x/√2)/2.
  ///
  /// - Complexity: two evaluations of MPFR's erfc, about 50 µs each at 192 bits.
  public func normalUpperTail() -> Enclosure {
    let scaled = self / Enclosure(2, precision: precision).squareRoot()
    return Enclosure(precision: precision) { lower, upper in
      mpfr_erfc(lower, scaled.endpoints.upper, MPFR_RNDD)
      mpfr_erfc(upper, scaled.endpoints.lower, MPFR_RNDU)
      mpfr_div_2ui(lower, lower, 1, MPFR_RNDD)
      mpfr_div_2ui(upper, upper, 1, MPFR_RNDU)
    }
  }
}
