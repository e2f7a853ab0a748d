import ArgumentParser
import Console
import Exact
import Foundation

/// A number on the command line, read exactly: a decimal such as 1e-5, or a fraction such as 256/60000.
struct ExactNumber: ExpressibleByArgument {
  let value: Rational

  init?(argument: String) {
    guard let value = try? Rational(parsing: argument) else { return nil }
    self.value = value
  }
}

extension Rational {
  /// The number in decimal, rounded down or up to so many digits after the point, without zeros at the end.
  func decimal(digits: Int = 9, roundedUp: Bool) -> String {
    let scale = Integer(10).power(digits)
    let scaled = self * Rational(scale)
    let units = roundedUp ? scaled.ceiling() : scaled.floor()
    let (sign, text) = (units.isNegative ? "-" : "", units.magnitude.description)
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    var fraction = padded.suffix(digits)
    while fraction.last == "0" { fraction.removeLast() }
    return sign + padded.dropLast(digits) + (fraction.isEmpty ? "" : "." + fraction)
  }

  /// The number in scientific notation with so many significant digits, rounded down or up; not negative.
  func scientific(digits: Int = 7, roundedUp: Bool) -> String {
    if isZero { return "0" }
    // 10^exponent ≤ value < 10^(exponent + 1)
    var exponent = Int((Double(numerator.bitWidth - denominator.bitWidth) * 0.30103).rounded(.down)) - 1
    let ten = Rational(10)
    while ten.power(exponent + 1) <= self { exponent += 1 }
    let scaled = self / ten.power(exponent - digits + 1)
    var units = roundedUp ? scaled.ceiling() : scaled.floor()
    if units == Integer(10).power(digits) {
      units = units / 10
      exponent += 1
    }
    let text = units.description
    var fraction = text.dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return "\(text.prefix(1))\(fraction.isEmpty ? "" : ".")\(fraction)e\(exponent)"
  }
}
