import Exact

/// Gaussian mechanisms without sampling, one after the other, exactly: together they are one Gaussian mechanism with 1/σ² = Σ 1/σ_i².
///
///     try GaussianComposition(of: [Repeated(.gaussian(noiseMultiplier: 10), times: 100)]).epsilon(delta: Rational(1, 100_000))   // 4.3771780957…
///
/// δ(ε) = Φ(μ/2 − ε/μ) − e^ε Φ(−μ/2 − ε/μ) with μ² = Σ 1/σ_i². Balle, Wang, "Improving the Gaussian Mechanism for Differential Privacy"
/// (arXiv 1805.06530), theorem 8; Dong, Roth, Su, "Gaussian Differential Privacy" (arXiv 1905.02383), corollary 3.3.
public struct GaussianComposition: Sendable, Hashable {
  /// μ² = Σ 1/σ_i².
  public let squaredMu: Rational

  /// The composition of Gaussian mechanisms; a sampling rate must be 0 or 1.
  ///
  /// - Throws: ``AccountingError`` for other mechanisms, parameters out of range, and σ = 0.
  public init(of mechanisms: [Repeated]) throws(AccountingError) {
    var sum: Rational = 0
    for repeated in mechanisms where repeated.times > 0 {
      switch try repeated.mechanism.validated() {
      case .gaussian(let sigma), .sampledGaussian(let sigma, 1):
        guard sigma > 0 else {
          throw .parameter(
            name: "sigma", found: "0", expected: "a number above 0, as there is no privacy without noise")
        }
        sum += Rational(repeated.times) / (sigma * sigma)
      case .sampledGaussian(_, 0): continue
      case let other:
        throw .unsupported(
          method: "gaussian", mechanism: "\(other)", reason: "it is exact for Gaussian noise without sampling")
      }
    }
    squaredMu = sum
  }

  /// δ(ε), enclosed.
  ///
  /// - Complexity: two normal tails at the precision.
  public func delta(epsilon: Rational, precision: Int = 192) -> Enclosure {
    let number = Enclosure(epsilon, precision: precision)
    if squaredMu.isZero { return epsilon < 0 ? 1 - number.exp() : Enclosure(0, precision: precision) }
    let mu = Enclosure(squaredMu, precision: precision).squareRoot()
    let (half, share) = (mu / Rational(2), number / mu)
    let value = (share - half).normalUpperTail() - number.exp() * (share + half).normalUpperTail()
    return Enclosure.maximum(value, Enclosure(0, precision: precision))
  }

  /// The least ε ≥ 0 with δ(ε) ≤ delta, to 2^(−bits).
  ///
  /// - Parameters:
  ///   - delta: any number; 1 or more gives 0, and 0 or less gives infinity.
  ///   - bits: how narrow the interval is.
  /// - Complexity: O(bits) values of δ.
  public func epsilon(delta: Rational, bits: Int = 48) -> CertifiedInterval {
    if delta >= 1 || squaredMu.isZero { return CertifiedInterval(lower: 0, upper: 0) }
    if delta <= 0 { return CertifiedInterval(lower: nil, upper: nil) }
    /// Whether δ(ε) ≤ delta, at a precision that tells; nil if none does, which happens only next to equality.
    func suffices(_ epsilon: Rational) -> Bool? {
      let size = delta.denominator.bitWidth - delta.numerator.bitWidth
      return
        switch decide(
          startingAt: max(128, size + 64), upTo: max(2048, 4 * size),
          { self.delta(epsilon: epsilon, precision: $0).isLessOrEqual(to: delta) })
      {
      case .yes: true
      case .no: false
      case .undecided: nil
      }
    }
    if suffices(0) == true { return CertifiedInterval(lower: 0, upper: 0) }
    var (low, high): (Rational, Rational) = (0, 1)
    while true {
      let fits = suffices(high)
      if fits == true { break }
      if fits == false { low = high }
      high *= 2
      // Beyond, e^ε is too large for enclosures; such an ε promises nothing anyway.
      if high > Rational(1 << 28) { return CertifiedInterval(lower: low, upper: nil) }
    }
    let width = Rational(1, Integer(1) << bits)
    while high - low > width {
      let middle = (low + high) / 2
      guard let fits = suffices(middle) else { break }
      if fits { high = middle } else { low = middle }
    }
    return CertifiedInterval(lower: low, upper: high)
  }
}
