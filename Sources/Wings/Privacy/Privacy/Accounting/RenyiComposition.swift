import Exact
import Foundation

/// Rényi differential privacy of mechanisms one after the other, at integer orders, as rigorous enclosures.
///
///     let renyi = try RenyiComposition(of: [Repeated(.sampledGaussian(noiseMultiplier: 1, rate: Rational(1, 100)), times: 1000)])
///     renyi.epsilon(delta: Rational(1, 100_000))     // ε 2.1077…, order 8
///
/// The sums are valid for the discrete Gaussian with integer shifts as well: Σ_x e^(−(x−s)²/(2σ²)) is the same for every integer s.
/// Mironov, Talwar, Zhang, "Rényi Differential Privacy of the Sampled Gaussian Mechanism" (arXiv 1908.10530).
public struct RenyiComposition: Sendable {
  private let mechanisms: [Repeated]
  /// Bits of the enclosures.
  private let precision = 192

  /// - Throws: ``AccountingError`` for mechanisms without a finite Rényi divergence, and parameters out of range.
  public init(of mechanisms: [Repeated]) throws(AccountingError) {
    var kept: [Repeated] = []
    for repeated in mechanisms where repeated.times > 0 {
      let mechanism = try repeated.mechanism.validated()
      switch mechanism.effect(.remove) {
      case .none: continue
      case .reveals:
        throw .unsupported(method: "rdp", mechanism: "\(mechanism)", reason: "without noise the divergence is infinite")
      case .pair(let pair) where pair.infiniteMass > 0:
        throw .unsupported(method: "rdp", mechanism: "\(mechanism)", reason: "with δ > 0 the divergence is infinite")
      case .pair: kept.append(repeated)
      }
    }
    self.mechanisms = kept
  }

  /// The divergence of order α ≥ 2 of all mechanisms together.
  ///
  /// - Complexity: O(α) exponentials for each sampled mechanism.
  public func divergence(order: Int) -> Enclosure {
    mechanisms.reduce(Enclosure(0, precision: precision)) { sum, repeated in
      sum + Self.divergence(repeated.mechanism, order, precision) * Rational(repeated.times)
    }
  }

  /// Σ_k C(α,k) (1−q)^(α−k) q^k e^((k²−k)/(2σ²)) for sampling, closed forms for the others.
  private static func divergence(_ mechanism: Mechanism, _ order: Int, _ precision: Int) -> Enclosure {
    let alpha = Rational(order)
    func number(_ value: Rational) -> Enclosure { Enclosure(value, precision: precision) }
    func response(_ epsilon: Rational) -> Enclosure {
      let odds = number(epsilon).exp()
      let (p, rest) = (odds / (1 + odds), 1 / (1 + odds))
      return (p.power(order) * rest.power(1 - order) + rest.power(order) * p.power(1 - order)).log() / (alpha - 1)
    }
    switch mechanism {
    case .gaussian(let sigma), .sampledGaussian(let sigma, 1): return number(alpha / (2 * sigma * sigma))
    case .sampledGaussian(let sigma, let rate):
      return sampledMoment(sigma, rate, order, precision).log() / (alpha - 1)
    case .laplace(let scale):
      let (grow, fall) = (number((alpha - 1) / scale).exp(), number(-alpha / scale).exp())
      return (grow * (alpha / (2 * alpha - 1)) + fall * ((alpha - 1) / (2 * alpha - 1))).log() / (alpha - 1)
    case .discreteLaplace(let scale): return response(scale.reciprocal)
    case .approximate(let epsilon, _): return response(epsilon)
    }
  }

  private static func sampledMoment(_ sigma: Rational, _ rate: Rational, _ order: Int, _ precision: Int) -> Enclosure {
    // Terms by their ratios: e^((k²−k)/2σ²) grows by e^(k/σ²).
    let step = Enclosure((sigma * sigma).reciprocal, precision: precision).exp()
    let odds = Enclosure(rate / (1 - rate), precision: precision)
    var term = Enclosure(1 - rate, precision: precision).power(order)
    var growth = Enclosure(1, precision: precision)
    var sum = term
    for k in 0..<order {
      term = term * odds * growth * Rational(Integer(order - k), Integer(k + 1))
      growth *= step
      sum += term
    }
    return sum
  }

  /// How a divergence is turned into ε.
  public enum Conversion: Sendable {
    /// ρ + ln((α−1)/α) − (ln δ + ln α)/(α−1): Canonne, Kamath, Steinke (arXiv 2004.00010), proposition 12.
    case tight
    /// ρ + ln(1/δ)/(α−1): the classical moments accountant.
    case classical
  }

  /// An ε with which the mechanisms are (ε, δ)-differentially private, and the order that gave it; the least over the orders tried.
  ///
  /// - Parameters:
  ///   - delta: above 0; otherwise there is no finite ε, unless nothing was done.
  ///   - conversion: how a Rényi divergence becomes an ε.
  ///   - orders: the largest order that is tried.
  /// - Returns: an upper bound, or nil for infinity.
  public func epsilon(
    delta: Rational, conversion: Conversion = .tight, orders: Int = 1024
  ) -> (upper: Rational, order: Int)? {
    if mechanisms.isEmpty || delta >= 1 { return (0, 2) }
    guard delta > 0 else { return nil }
    let logDelta = Enclosure(delta, precision: precision).log()
    var best: (upper: Rational, order: Int)?
    func attempt(_ order: Int) {
      let alpha = Rational(order)
      let divergence = divergence(order: order)
      let epsilon: Enclosure
      switch conversion {
      case .tight:
        let ratio = Enclosure((alpha - 1) / alpha, precision: precision).log()
        epsilon = divergence + ratio - (logDelta + Enclosure(alpha, precision: precision).log()) / (alpha - 1)
      case .classical: epsilon = divergence - logDelta / (alpha - 1)
      }
      guard let upper = epsilon.upper.map({ max($0, 0) }) else { return }
      if best.map({ upper < $0.upper }) ?? true { best = (upper, order) }
    }
    // A grid that doubles every eight orders, then all orders about the best.
    var grid: [Int] = []
    var order = 2.0
    while Int(order) <= orders {
      if grid.last != Int(order) { grid.append(Int(order)) }
      order = max(order + 1, order * 1.09)
    }
    for order in grid { attempt(order) }
    if let found = best, let place = grid.firstIndex(of: found.order) {
      let (low, high) = (grid[max(place - 1, 0)], grid[min(place + 1, grid.count - 1)])
      for order in low...high where !grid.contains(order) { attempt(order) }
    }
    return best
  }
}

/// Zero-concentrated differential privacy of Gaussian noise without sampling: ρ = Σ 1/(2σ_i²), which adds up.
///
/// Bun, Steinke, "Concentrated Differential Privacy" (arXiv 1605.02065); the conversion is that of ``RenyiComposition`` at a rational order.
public struct ConcentratedComposition: Sendable, Hashable {
  /// ρ.
  public let rho: Rational

  /// - Throws: ``AccountingError`` for other mechanisms than Gaussian noise without sampling.
  public init(of mechanisms: [Repeated]) throws(AccountingError) {
    do { rho = try GaussianComposition(of: mechanisms).squaredMu / 2 } catch {
      if case .unsupported(_, let mechanism, let reason) = error {
        throw .unsupported(method: "zcdp", mechanism: mechanism, reason: reason)
      }
      throw error
    }
  }

  /// An ε with which they are (ε, δ)-differentially private; nil for infinity.
  public func epsilon(delta: Rational) -> Rational? {
    if delta >= 1 || rho.isZero { return 0 }
    guard delta > 0 else { return nil }
    let precision = 192
    let logDelta = Enclosure(delta, precision: precision).log()
    let best = 1 + (-logDelta.midpoint / Double(rho)).squareRoot()
    var least: Rational?
    // Any order above 1 gives a bound; the best is a little below the one that minimises the classical conversion.
    for step in 1...64 {
      guard let alpha = Rational(exactly: (best * Double(step) / 48 * 1024).rounded(.up) / 1024), alpha > 1 else {
        continue
      }
      let epsilon =
        alpha * rho + Enclosure((alpha - 1) / alpha, precision: precision).log()
        - (logDelta + Enclosure(alpha, precision: precision).log()) / (alpha - 1)
      if let upper = epsilon.upper { least = min(least ?? upper, max(upper, 0)) }
    }
    return least
  }
}
