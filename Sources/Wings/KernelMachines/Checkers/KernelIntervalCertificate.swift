import Exact

/// A proof that the optimum of a support vector machine on given vectors lies in an interval.
///
/// The machine has a soft margin with box C and the kernel k(x, y) = exp(−γ‖x − y‖²). For coefficients 0 ≤ α ≤ C, with yᵀα = 0 if it has a
/// bias, the dual value 1ᵀα − ½ αᵀGα is at most the optimum, G = (yᵢ yⱼ k(xᵢ, xⱼ)); and for every bias b the primal value
/// ½ αᵀGα + C Σ max(0, 1 − (Gα)ᵢ − yᵢ b) is at least the optimum. The certificate holds vectors, labels, α and b: ``verify()`` needs nothing
/// else.
///
/// The objective that LIBSVM prints is minus the dual value.
public struct KernelIntervalCertificate: Codable, Hashable, Sendable {
  /// The word that tells these certificates from others.
  public enum Kind: String, Codable, Sendable { case interval = "svm-interval" }

  /// The word for it.
  public var kind = Kind.interval
  /// γ.
  public var gamma: Rational
  /// C.
  public var cost: Rational
  /// b; nil for the machine without a bias.
  public var bias: Rational?
  /// A label for each vector, 1 or −1.
  public var labels: [Int]
  /// The vectors, each as `index:value` for its coordinates that are not 0, indices from 1 ascending, with spaces between.
  public var points: [String]
  /// α/C for each vector, as integers over 2^`bits`.
  public var coefficients: [Integer]
  /// The number of fractional bits of α/C.
  public var bits: Int
  /// The number of fractional bits of the kernel's values that the bounds need.
  public var precision: Int
  /// The least that the optimum can be.
  public var lower: Rational
  /// The greatest that it can be.
  public var upper: Rational

  /// A certificate; nothing is checked.
  public init(
    gamma: Rational, cost: Rational, bias: Rational?, labels: [Int], points: [String], coefficients: [Integer],
    bits: Int, precision: Int, lower: Rational, upper: Rational
  ) {
    (self.gamma, self.cost, self.bias, self.labels, self.points) = (gamma, cost, bias, labels, points)
    (self.coefficients, self.bits, self.precision) = (coefficients, bits, precision)
    (self.lower, self.upper) = (lower, upper)
  }
}

/// What a certificate of an interval proves.
public struct KernelIntervalProof: Hashable, Sendable {
  /// γ.
  public let gamma: Rational
  /// C.
  public let cost: Rational
  /// Whether the machine has a bias.
  public let hasBias: Bool
  /// The number of vectors with the label 1.
  public let positives: Int
  /// The number of vectors with the label −1.
  public let negatives: Int
  /// The largest index of a coordinate that is not 0.
  public let features: Int
  /// A line `label index:value …` for each vector, in which fractions are in lowest terms and zeros are left out.
  public let text: String
  /// The least that the optimum can be.
  public let lower: Rational
  /// The greatest that it can be.
  public let upper: Rational

  /// Refuses data other than those of the certificate.
  ///
  /// - Parameter text: the other data, in the form of ``text``.
  /// - Throws: ``KernelCertificateError/otherInstance(_:)`` with the first vector that differs.
  public func requireEqual(_ text: String) throws(KernelCertificateError) {
    let (own, other) = (self.text.split(separator: "\n"), text.split(separator: "\n"))
    guard own.count == other.count else {
      throw .otherInstance("it is about \(own.count) vectors, the data are \(other.count)")
    }
    if let first = own.indices.first(where: { own[$0] != other[$0] }) {
      throw .otherInstance("vector \(first + 1) or its label differs")
    }
  }
}

extension KernelIntervalProof: CustomStringConvertible {
  /// What is proved, in a sentence; the data are to be named beside it.
  public var description: String {
    "the optimum of the support vector machine with soft margin, C = \(cost), \(hasBias ? "with" : "without") bias, and the kernel "
      + "exp(-γ‖x - y‖²), γ = \(gamma), is between \(lower.decimal) and \(upper.decimal)"
  }
}

extension Rational {
  /// The decimal of a fraction whose denominator divides a power of ten; `p/q` of others.
  package var decimal: String {
    var (digits, scale) = (0, Integer(1))
    while !(scale % denominator).isZero {
      guard digits < 5_000 else { return description }
      (digits, scale) = (digits + 1, scale * 10)
    }
    let text = "\((numerator * (scale / denominator)).magnitude)"
    guard digits > 0 else { return (isNegative ? "-" : "") + text }
    let padded = String(repeating: "0", count: max(digits + 1 - text.utf8.count, 0)) + text
    return (isNegative ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
  }
}
