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

  var isContinuous: Bool { true }
  var unit: Rational { scale.reciprocal }

  func atoms(precision: Int) -> [(multiple: Int, mass: Enclosure)] {
    let half = Rational(1, 2)
    return [
      (-1, Enclosure(-scale.reciprocal, precision: precision).exp() * half), (1, Enclosure(half, precision: precision)),
    ]
  }

  func lossRange(tail: Double) -> ClosedRange<Double> { -1 / Double(scale)...(1 / Double(scale)) }

  func anchor(step: Double) -> Double { 0 }

  func tails(first: Int, logPoints: Int, offset: Double, count: Int, bits: Int) throws(AccountingError) -> TailTable {
    let (precision, half) = (bits + 32, Rational(1, 2))
    let (largest, shift) = (scale.reciprocal, Rational(exactly: offset) ?? 0)
    let step = largest / Rational(Integer(1) << logPoints)
    let least = Enclosure(-largest, precision: precision).exp() * half
    return TailTable(bits: bits, count: count) { k in
      let t = Rational(first + k) * step + shift
      func number(_ value: Rational) -> Enclosure { Enclosure(value, precision: precision) }
      if t >= largest { return (number(0), number(0)) }
      if t <= -largest { return (number(half) - least, number(half) - least) }
      return (
        number(half) - number((t - largest) / 2).exp() * half, number(-(t + largest) / 2).exp() * half - least
      )
    }
  }
}
