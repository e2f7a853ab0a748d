/// Fractions over a common denominator, which is positive and need not be the least one.
public struct CommonFractions: Hashable, Sendable {
  /// The numerators.
  public var numerators: [Integer]
  /// The denominator.
  public var denominator: Integer

  /// The fractions numerators[i] / denominator.
  public init(numerators: [Integer], denominator: Integer) {
    precondition(denominator > 0, "a denominator of \(denominator)")
    (self.numerators, self.denominator) = (numerators, denominator)
  }

  /// Each fraction in lowest terms.
  public var fractions: [Rational] { numerators.map { Rational($0, denominator) } }
}
