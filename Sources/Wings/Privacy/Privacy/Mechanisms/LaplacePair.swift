import Exact
import Foundation

/// Laplace noise of scale b on a statistic of sensitivity 1: laws with the densities e^(−|x|/b)/2b and e^(−|x−1|/b)/2b.
///
/// The loss is 1/b with probability 1/2, −1/b with probability e^(−1/b)/2, and (1 − 2x)/b between. Both directions are alike.
struct LaplacePair: DominatingPair {
  let scale: Rational

  var isSymmetric: Bool { true }
  var smoothness: Double { 0 }
  var infiniteMass: Rational { 0 }

  func lossRange(tail: Double) -> ClosedRange<Double> { -1 / Double(scale)...(1 / Double(scale)) }

  func anchor(step: Double) -> Double { 0 }

  func tails(first: Int, logPoints: Int, offset: Double, count: Int, bits: Int) throws(AccountingError) -> TailTable {
    let (precision, half) = (bits + 32, Rational(1, 2))
    let (largest, shift) = (scale.reciprocal, Rational(exactly: offset) ?? 0)
    return TailTable(bits: bits, count: count) { k in
      let t = Rational(Integer(first + k), Integer(1) << logPoints) + shift
      func number(_ value: Rational) -> Enclosure { Enclosure(value, precision: precision) }
      if t >= largest { return (number(0), number(0)) }
      if t < -largest { return (number(1), number(1)) }
      return (
        1 - number((t - largest) / 2).exp() * half, number(-(t + largest) / 2).exp() * half
      )
    }
  }
}
