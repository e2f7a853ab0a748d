import CMPFR

extension Enclosure: CustomStringConvertible {
  /// The bounds in decimal, rounded outward to 20 digits: `[1.4142135623730950488e+0, 1.4142135623730950489e+0]`.
  public var description: String { description(digits: 20) }

  /// The bounds in decimal, rounded outward to `digits` significant digits, at least 1.
  ///
  /// - Complexity: O(M(*n*) log *n*) in the precision and the digits.
  public func description(digits: Int) -> String {
    precondition(digits >= 1, "a number has at least one digit")
    let lower = Enclosure.text(endpoints.lower, digits, MPFR_RNDD)
    return "[\(lower), \(Enclosure.text(endpoints.upper, digits, MPFR_RNDU))]"
  }

  private static func text(_ number: UnsafePointer<__mpfr_struct>, _ digits: Int, _ rounding: mpfr_rnd_t) -> String {
    if mpfr_zero_p(number) != 0 { return "0" }
    if mpfr_inf_p(number) != 0 { return mpfr_sgn(number) < 0 ? "-∞" : "+∞" }
    var exponent = 0
    guard let buffer = mpfr_get_str(nil, &exponent, 10, digits, number, rounding) else { return "?" }
    defer { mpfr_free_str(buffer) }
    var text = Substring(String(cString: buffer))
    let sign = text.hasPrefix("-") ? "-" : ""
    text = text.dropFirst(sign.count)
    while text.count > 1, text.last == "0" { text.removeLast() }
    let fraction = text.count > 1 ? ".\(text.dropFirst())" : ""
    // MPFR's point stands before the first digit.
    return "\(sign)\(text.prefix(1))\(fraction)e\(exponent > 0 ? "+" : "")\(exponent - 1)"
  }
}
