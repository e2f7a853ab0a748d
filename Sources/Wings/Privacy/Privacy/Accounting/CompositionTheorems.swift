import Exact

/// Theorems about any k mechanisms that are (ε, δ)-differentially private and of which nothing else is known.
public enum CompositionTheorem {
  /// A guarantee.
  public struct Guarantee: Sendable, Hashable {
    /// ε, rounded up.
    public var epsilon: Rational
    /// δ, rounded up; at most 1.
    public var delta: Rational
  }

  /// (kε, kδ): Dwork, Kenthapadi, McSherry, Mironov, Naor, "Our Data, Ourselves" (2006).
  public static func basic(epsilon: Rational, delta: Rational, times: Int) -> Guarantee {
    Guarantee(epsilon: epsilon * Rational(times), delta: min(delta * Rational(times), 1))
  }

  /// (ε√(2k ln(1/δ')) + kε(e^ε − 1), kδ + δ'): Dwork, Rothblum, Vadhan, "Boosting and Differential Privacy" (2010).
  ///
  /// - Parameters:
  ///   - epsilon: ε of one use.
  ///   - delta: δ of one use.
  ///   - times: k uses.
  ///   - slack: δ', above 0 and below 1.
  /// - Throws: ``AccountingError`` for other slacks.
  public static func advanced(
    epsilon: Rational, delta: Rational, times: Int, slack: Rational
  ) throws(AccountingError) -> Guarantee {
    guard slack > 0, slack < 1 else {
      throw .parameter(name: "slack", found: "\(slack)", expected: "a number above 0 and below 1")
    }
    let (number, k) = (Enclosure(epsilon, precision: 128), Rational(times))
    let spread = (Enclosure(slack, precision: 128).log() * (-2 * k)).squareRoot() * epsilon
    let drift = (number.exp() - 1) * (k * epsilon)
    return Guarantee(epsilon: (spread + drift).upper ?? 0, delta: min(k * delta + slack, 1))
  }

  /// The least δ' at ε' that holds for all such mechanisms, by the theorem of Kairouz, Oh and Viswanath (arXiv 1311.0776), which is exact at
  /// ε' = (k − 2i)ε: δ' = 1 − (1−δ)^k (1 − Σ_{l<i} C(k,l) (e^((k−l)ε) − e^((k−2i+l)ε))/(1+e^ε)^k).
  ///
  /// - Returns: for i = 0...⌊k/2⌋ the ε' and an enclosure of δ'.
  /// - Complexity: O(k²) operations.
  public static func optimal(epsilon: Rational, delta: Rational, times k: Int) -> [(
    epsilon: Rational, delta: Enclosure
  )] {
    let precision = 192 + k
    let odds = Enclosure(epsilon, precision: precision).exp()
    let silent = Enclosure(1 - delta, precision: precision).power(k)
    let whole = (1 + odds).power(k)
    return (0...(k / 2)).map { i in
      var sum = Enclosure(0, precision: precision)
      var binomial: Integer = 1
      for l in 0..<i {
        sum += (odds.power(k - l) - odds.power(k - 2 * i + l)) * Rational(binomial)
        binomial = binomial * Integer(k - l) / Integer(l + 1)
      }
      return (Rational(k - 2 * i) * epsilon, 1 - silent * (1 - sum / whole))
    }
  }
}
