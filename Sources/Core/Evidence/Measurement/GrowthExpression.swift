import Foundation

/// A growth such as `m^2`, `m^1.5 * log(m)^2` or `3 * m`: what theory curves are drawn from.
///
/// The grammar is a product of factors: a number, the parameter with an optional power, or `log(parameter)` with an
/// optional power. Nothing else is accepted, so an expression from the command line can do no harm.
public struct GrowthExpression: Sendable, Equatable, CustomStringConvertible {
  /// The name of the parameter, such as `m`.
  public let parameter: String
  /// The constant factor, positive.
  public let coefficient: Double
  /// The exponent of the parameter.
  public let exponent: Double
  /// The exponent of the parameter's logarithm.
  public let logExponent: Double

  /// Reads an expression in the given parameter.
  /// - Throws: ``GrowthExpressionError``.
  public init(_ text: String, parameter: String) throws(GrowthExpressionError) {
    var (coefficient, exponent, logExponent) = (1.0, 0.0, 0.0)
    for factor in text.split(separator: "*", omittingEmptySubsequences: false) {
      let parts = factor.split(separator: "^", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      let power = parts.count == 2 ? Double(parts[1]) : 1
      guard parts.count <= 2, let power, power.isFinite else { throw .init(text: text, parameter: parameter) }
      switch parts[0] {
      case parameter: exponent += power
      case "log(\(parameter))": logExponent += power
      default:
        guard parts.count == 1, let number = Double(parts[0]), number.isFinite, number > 0 else {
          throw .init(text: text, parameter: parameter)
        }
        coefficient *= number
      }
    }
    // Numbers that are fine one by one can overflow, or vanish, together.
    guard coefficient.isFinite, coefficient > 0, exponent.isFinite, logExponent.isFinite else {
      throw .init(text: text, parameter: parameter)
    }
    (self.parameter, self.coefficient) = (parameter, coefficient)
    (self.exponent, self.logExponent) = (exponent, logExponent)
  }

  /// The value at a size of at least 1.
  public func callAsFunction(_ size: Double) -> Double {
    coefficient * pow(size, exponent) * (logExponent == 0 ? 1 : pow(log(size), logExponent))
  }

  public var description: String {
    var factors = coefficient == 1 ? [] : ["\(coefficient)"]
    if exponent != 0 { factors.append(exponent == 1 ? parameter : "\(parameter)^\(Self.short(exponent))") }
    if logExponent != 0 {
      factors.append(logExponent == 1 ? "log(\(parameter))" : "log(\(parameter))^\(Self.short(logExponent))")
    }
    return factors.isEmpty ? "1" : factors.joined(separator: " * ")
  }

  private static func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : "\(value)"
  }
}

/// An expression that is not a growth.
public struct GrowthExpressionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text that could not be read.
  public let text: String
  /// The name of the parameter, such as `m`.
  public let parameter: String

  public var description: String {
    "“\(text)” is not a growth in \(parameter); write a product of numbers, \(parameter)^P and log(\(parameter))^P, such as "
      + "\(parameter)^2 * log(\(parameter))"
  }
}
