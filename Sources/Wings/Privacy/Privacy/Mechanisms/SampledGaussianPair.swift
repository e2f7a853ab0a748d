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

  func lossRange(tail: Double) -> ClosedRange<Double> {
    let (s, q) = (Double(sigma), Double(rate))
    let z = (2 * log(1 / max(tail, 1e-300))).squareRoot()
    /// The loss of removal at x.
    func loss(_ x: Double) -> Double {
      let exponent = (2 * x - 1) / (2 * s * s)
      // ln(1 − q + q e^e), without overflow.
      if q == 1 { return exponent }
      return exponent > 0 ? exponent + log(q + (1 - q) * exp(-exponent)) : log1p(q * expm1(exponent))
    }
    // Most of the far tail of P belongs to the part q of the mixture.
    let upper = loss(max(s * z, 1 + s * (2 * max(log(q / max(tail, 1e-300)), 0)).squareRoot()))
    return direction == .remove ? loss(-s * z)...upper : -upper...(-loss(-s * z))
  }

  func tails(first: Int, logPoints: Int, count: Int, bits: Int) throws(AccountingError) -> TailTable {
    guard direction == .remove else {
      return try SampledGaussianPair(sigma: sigma, rate: rate, direction: .remove).tails(
        first: -(first + count - 1), logPoints: logPoints, count: count, bits: bits
      ).reversed
    }
    let limbs = bits / 64 + 1
    var words = [UInt64](repeating: 0, count: 2 * limbs * count)
    let error = words.withUnsafeMutableBufferPointer {
      privacy_gaussian_tails(
        sigma.description, rate.description, first, Int32(logPoints), count, Int32(bits), Int32(limbs), $0.baseAddress)
    }
    guard error >= 0, error < 0x1p62 else {
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

  func tails(at t: Double) -> (p: Double, q: Double) {
    let (s, q) = (Double(sigma), Double(rate))
    let signed = direction == .remove ? t : -t
    let gap = q == 1 ? exp(signed) : expm1(signed) + q
    let u = gap > 0 ? s * (q == 1 ? signed : log(gap / q)) + 1 / (2 * s) : -Double.infinity
    func above(_ x: Double) -> Double { erfc((direction == .remove ? x : -x) * 0.5.squareRoot()) / 2 }
    let (a, b) = (above(u), above(u - 1 / s))
    let mixed = (1 - q) * a + q * b
    return direction == .remove ? (mixed, a) : (a, mixed)
  }
}
