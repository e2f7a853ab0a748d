import CPrivacy
import Exact
import Foundation

/// The dominating pair of the Poisson-subsampled Gaussian mechanism: (1−q) N(0, σ²) + q N(1, σ²) and N(0, σ²), or the other way round.
///
/// In units of the sensitivity. The loss exceeds t where x > x* = σ² ln((eᵗ − 1 + q)/q) + 1/2 if the record is removed, and where x < x* of −t
/// if it is added. For q = 1 it is the Gaussian mechanism. Zhu, Dong, Wang, "Optimal Accounting of Differential Privacy via
/// Characteristic Function" (arXiv 2106.08567) show that the pair dominates.
struct SampledGaussianPair: DominatingPair {
  let sigma: Rational
  let rate: Rational
  let direction: Direction

  var infiniteMass: Rational { 0 }
  var isSymmetric: Bool { false }
  var isContinuous: Bool { true }
  var unit: Rational { 1 }

  func atoms(precision: Int) -> [(multiple: Int, mass: Enclosure)] { [] }
  var smoothness: Double { 1 / Double(sigma) }

  func lossRange(tail: Double) -> ClosedRange<Double> {
    let (s, q) = (Double(sigma), Double(rate))
    let z = (2 * log(1 / max(tail, 1e-300))).squareRoot()
    // Most of the far tail of P belongs to the part q of the mixture.
    let upper = removalLoss(max(s * z, 1 + s * (2 * max(log(q / max(tail, 1e-300)), 0)).squareRoot()))
    return direction == .remove ? removalLoss(-s * z)...upper : -upper...(-removalLoss(-s * z))
  }

  /// The loss at x if the record is removed.
  private func removalLoss(_ x: Double) -> Double {
    let (s, q) = (Double(sigma), Double(rate))
    let exponent = (2 * x - 1) / (2 * s * s)
    // ln(1 − q + q e^e), without overflow.
    if q == 1 { return exponent }
    return exponent > 0 ? exponent + log(q + (1 - q) * exp(-exponent)) : log1p(q * expm1(exponent))
  }

  var usualSpread: Double? { rate == 1 ? nil : removalLoss(0) - removalLoss(-Double(sigma)) }

  /// Losses crowd above ln(1 − q), the least one.
  func concentration(radius: Double) -> Double? {
    let (s, q) = (Double(sigma), Double(rate))
    guard q < 1 else { return nil }
    let least = log1p(-q)
    /// ln P/Q of the losses between a − radius and a + radius, less a.
    func excess(_ a: Double) -> Double? {
      /// u of the threshold for the loss t.
      func threshold(_ t: Double) -> Double {
        let gap = expm1(t) + q
        return gap > 0 ? s * log(gap / q) + 1 / (2 * s) : -.infinity
      }
      /// The mass of N(centre, 1) between two points.
      func mass(_ low: Double, _ high: Double) -> Double {
        low > 0
          ? (erfc(low / 2.0.squareRoot()) - erfc(high / 2.0.squareRoot())) / 2
          : (erfc(-high / 2.0.squareRoot()) - erfc(-low / 2.0.squareRoot())) / 2
      }
      let (low, high) = (threshold(a - radius), threshold(a + radius))
      let plain = mass(low, high)
      guard plain > 1e-12 else { return nil }
      return log1p(q * (mass(low - 1 / s, high - 1 / s) / plain - 1)) - a
    }
    // The losses lie above the one, and mostly below the other.
    var (low, high) = (least - radius, max(removalLoss(2 * s), least + radius))
    guard let end = excess(high) else { return nil }
    if end > 0 { return nil }
    for _ in 0..<100 {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { break }
      if let found = excess(middle), found <= 0 { high = middle } else { low = middle }
    }
    return low
  }

  /// The loss of most outcomes together, ln P/Q of all whose loss is below that loss and half a step: a lower bound that has no point there
  /// gives away up to a step with each use.
  func anchor(step: Double) -> Double {
    let (s, q) = (Double(sigma), Double(rate))
    guard q < 1 else { return 0 }
    var anchor = 0.0
    for _ in 0..<60 {
      let gap = expm1(anchor + step / 2) + q
      guard gap > 0 else { return 0 }
      let u = s * log(gap / q) + 1 / (2 * s)
      // Above it are a of N(0, 1) and b of N(1/σ, 1); below it, 1 − a and the mixture of the complements.
      let (a, b) = (erfc(u * 0.5.squareRoot()) / 2, erfc((u - 1 / s) * 0.5.squareRoot()) / 2)
      // If fewer are usual, the step is fine enough for them to be told apart.
      guard a < 0.25 else { return 0 }
      anchor = log1p(-q * (b - a) / (1 - a))
    }
    guard abs(anchor) < 0.5 else { return 0 }
    let rounded = (anchor * 0x1p64).rounded() * 0x1p-64
    return direction == .remove ? rounded : -rounded
  }

  func tails(first: Int, logPoints: Int, offset: Double, count: Int, bits: Int) throws(AccountingError) -> TailTable {
    guard direction == .remove else {
      return try SampledGaussianPair(sigma: sigma, rate: rate, direction: .remove).tails(
        first: -(first + count - 1), logPoints: logPoints, offset: -offset, count: count, bits: bits
      ).reversed((Integer(1) << bits, Integer(1) << bits))
    }
    let limbs = bits / 64 + 1
    var words = [UInt64](repeating: 0, count: 2 * limbs * count)
    let error = words.withUnsafeMutableBufferPointer {
      privacy_gaussian_tails(
        sigma.description, rate.description, first, Int32(logPoints), offset, count, Int32(bits),
        Int32(limbs), $0.baseAddress)
    }
    guard error >= 0, error < 0x1p40 else {
      throw .tooLarge("the tails for σ = \(sigma), q = \(rate) need more than \(bits) bits")
    }
    let (numerator, denominator) = (rate.numerator, rate.denominator)
    func number(_ index: Int) -> Integer {
      Integer(littleEndianLimbs: words[index * limbs..<(index + 1) * limbs].map { UInt($0) })
    }
    var (mixed, plain): ([Integer], [Integer]) = ([], [])
    for k in 0..<count {
      let (a, b) = (number(2 * k), number(2 * k + 1))
      plain.append(a)
      mixed.append(denominator.isOne ? b : ((denominator - numerator) * a + numerator * b) / denominator)
    }
    return TailTable(bits: bits, error: Integer(Int(error.rounded(.up)) + 1), p: mixed, q: plain)
  }
}
