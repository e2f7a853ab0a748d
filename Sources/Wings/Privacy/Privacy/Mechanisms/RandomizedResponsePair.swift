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

  var isContinuous: Bool { false }
  var unit: Rational { epsilon.isZero ? 1 : epsilon }

  func atoms(precision: Int) -> [(multiple: Int, mass: Enclosure)] {
    let rest = Enclosure(1 - delta, precision: precision)
    if epsilon.isZero { return [(0, rest)] }
    let odds = Enclosure(epsilon, precision: precision).exp()
    return [(-1, rest / (1 + odds)), (1, rest * odds / (1 + odds))]
  }

  func lossRange(tail: Double) -> ClosedRange<Double> { -Double(epsilon)...Double(epsilon) }

  func anchor(step: Double) -> Double { 0 }

  func tails(first: Int, logPoints: Int, offset: Double, count: Int, bits: Int) throws(AccountingError) -> TailTable {
    let zeros = [Integer](repeating: 0, count: count)
    return TailTable(bits: bits, error: 0, p: zeros, q: zeros)
  }
}
