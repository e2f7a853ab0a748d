import CMPFR

/// The two MPFR numbers of an `Enclosure`. They are written while the enclosure is made and never again.
final class EnclosureEndpoints: @unchecked Sendable {
  // Sendable: nothing changes after `init`, and MPFR's reading functions do not write to their operands.

  /// The lower endpoint, then the upper one. Behind a pointer, as x·x reads the same endpoint twice at once.
  private let pair: UnsafeMutablePointer<__mpfr_struct>

  var lower: UnsafePointer<__mpfr_struct> { UnsafePointer(pair) }
  var upper: UnsafePointer<__mpfr_struct> { UnsafePointer(pair + 1) }

  /// Endpoints of `precision` bits, which `fill` must set, the first one rounding down and the second one up.
  init(
    precision: Int,
    _ fill: (_ lower: UnsafeMutablePointer<__mpfr_struct>, _ upper: UnsafeMutablePointer<__mpfr_struct>) -> Void
  ) {
    pair = .allocate(capacity: 2)
    mpfr_init2(pair, precision)
    mpfr_init2(pair + 1, precision)
    fill(pair, pair + 1)
    // If an operation has no value (∞ − ∞, say), nothing is known: the whole line. Nor may an endpoint lie beyond
    // the numbers it bounds.
    if mpfr_nan_p(pair) != 0 || mpfr_inf_p(pair) != 0 { mpfr_set_inf(pair, -1) }
    if mpfr_nan_p(pair + 1) != 0 || mpfr_inf_p(pair + 1) != 0 { mpfr_set_inf(pair + 1, 1) }
  }

  deinit {
    mpfr_clear(pair)
    mpfr_clear(pair + 1)
    pair.deallocate()
  }
}

extension Rational {
  /// Calls `body` with a read-only GMP view of the value.
  @inline(__always)
  func withGMP<Result>(_ body: (UnsafePointer<__mpq_struct>) -> Result) -> Result {
    numerator.withGMP { top in
      denominator.withGMP { bottom in
        var view = __mpq_struct(_mp_num: top.pointee, _mp_den: bottom.pointee)
        return body(&view)
      }
    }
  }
}
