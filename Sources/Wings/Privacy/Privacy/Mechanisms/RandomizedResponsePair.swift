import Exact
import Foundation

/// Randomised response: the pair that dominates every (ε, δ)-differentially private mechanism.
///
/// With probability δ the loss is infinite; otherwise it is ε with probability e^ε/(1 + e^ε) and −ε with the rest. Kairouz, Oh, Viswanath,
/// "The Composition Theorem for Differential Privacy" (arXiv 1311.0776). For δ = 0 it is also exactly discrete Laplace noise of scale 1/ε on
/// a statistic of sensitivity 1.
struct RandomizedResponsePair: DominatingPair {
  let epsilon: Rational
  let delta: Rational

  var isSymmetric: Bool { true }
  var smoothness: Double { 0 }
  var infiniteMass: Rational { delta }

  func lossRange(tail: Double) -> ClosedRange<Double> { -Double(epsilon)...Double(epsilon) }

  func anchor(step: Double) -> Double { 0 }

  func tails(first: Int, logPoints: Int, offset: Double, count: Int, bits: Int) throws(AccountingError) -> TailTable {
    let rest = Enclosure(1 - delta, precision: bits + 32)
    let odds = Enclosure(epsilon, precision: bits + 32).exp()
    let likely = rest * odds / (1 + odds)
    let unlikely = rest / (1 + odds)
    let zero = Enclosure(0, precision: bits + 32)
    let shift = Rational(exactly: offset) ?? 0
    return TailTable(bits: bits, count: count) { k in
      let t = Rational(Integer(first + k), Integer(1) << logPoints) + shift
      return t >= epsilon ? (zero, zero) : t >= -epsilon ? (likely, unlikely) : (rest, rest)
    }
  }
}
