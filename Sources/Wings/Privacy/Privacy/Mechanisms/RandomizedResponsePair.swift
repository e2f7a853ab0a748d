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
  var infiniteMass: Rational { delta }

  func lossRange(tail: Double) -> ClosedRange<Double> { -Double(epsilon)...Double(epsilon) }

  func tails(first: Int, logPoints: Int, count: Int, bits: Int) throws(AccountingError) -> TailTable {
    let rest = Enclosure(1 - delta, precision: bits + 32)
    let odds = Enclosure(epsilon, precision: bits + 32).exp()
    let likely = rest * odds / (1 + odds)
    let unlikely = rest / (1 + odds)
    let zero = Enclosure(0, precision: bits + 32)
    return TailTable(bits: bits, count: count) { k in
      let t = Rational(Integer(first + k), Integer(1) << logPoints)
      return t >= epsilon ? (zero, zero) : t >= -epsilon ? (likely, unlikely) : (rest, rest)
    }
  }

  func tails(at t: Double) -> (p: Double, q: Double) {
    let (e, rest) = (Double(epsilon), 1 - Double(delta))
    return t >= e ? (0, 0) : t >= -e ? (rest / (1 + exp(-e)), rest / (1 + exp(e))) : (rest, rest)
  }
}
