import Exact
import Foundation

/// m such that of T independent uses at least m are inside, but for an event whose probability is known to be small.
///
///     let certain = CertainUses(of: 10_000, outside: Rational(1, 1_000), allowed: 1e-12)
///     certain.uses  // all but some fifty
///
/// With r at least the probability of a use to be outside, the number N of uses that are has P[N ≥ n] ≤ (1 + r (x − 1))^T x^(−n) for each
/// x ≥ 1 (Chernoff, Ann. Math. Statist. 23, 1952). The n and x are chosen in doubles; the bound for them is exact.
package struct CertainUses: Equatable, Sendable {
  /// m, from 0 to T.
  package let uses: Int
  /// At least the probability that fewer than m uses are inside; about what was allowed.
  package let failure: Rational

  /// None, without fail.
  package static let none = CertainUses(uses: 0, failure: 0)

  private init(uses: Int, failure: Rational) { (self.uses, self.failure) = (uses, failure) }

  /// - Parameters:
  ///   - total: T, at least 0.
  ///   - outside: at least the probability that one use is outside, above 0.
  ///   - allowed: about how likely the event may be, above 0 and below 1.
  /// - Complexity: some sixty steps in doubles, then logarithms of 256 bits.
  package init(of total: Int, outside: Rational, allowed: Double) {
    let (r, count) = (Double(outside), Double(total))
    guard r > 0, r < 1, total > 0 else {
      self = .none
      return
    }
    /// ln of the bound for n, with the x that makes it least.
    func logarithm(_ n: Double) -> (value: Double, x: Double) {
      let x = max(n * (1 - r) / (r * max(count - n, 0.5)), 1)
      return (count * log1p(r * (x - 1)) - n * log(x), x)
    }
    var (low, high) = (count * r, count)
    while high - low > 0.5 {
      let middle = (low + high) / 2
      if logarithm(middle).value <= log(allowed) { high = middle } else { low = middle }
    }
    let n = Int(high.rounded(.up))
    guard n < total, let x = Rational(exactly: logarithm(Double(n)).x) else {
      self = .none
      return
    }
    let base = Enclosure(outside, precision: 256) * (x - 1) + 1
    let power = Enclosure(x, precision: 256).log() * Rational(Integer(n))
    let bound = (base.log() * Rational(Integer(total)) - power).exp()
    // Fewer than T − n + 1 inside means n or more outside.
    self.init(uses: total - n + 1, failure: bound.upper ?? 1)
  }
}
