import Exact
import Foundation
import Randomness

/// The attack on Gaussian noise in floating point, whatever made it: which outputs can a neighbour never have produced?
///
/// Near 0 doubles lie closer together than near 1. The value 0 plus noise may end in any bits; 1 plus noise is a multiple of 2^(−54) at best where the
/// noise is about −1, as the noise itself is. So small outputs whose last bits are finer tell that the value was not 1. Mironov, "On
/// Significance of the Least Significant Bits For Differential Privacy" (CCS 2012); Jin, McMurtry, Rubinstein, Ohrimenko, "Are We There Yet?
/// Timing and Floating-Point Attacks on Differential Privacy Systems" (arXiv 2112.05307). Noise on a grid that all values lie on, such as
/// ``DiscreteGaussian`` times a power of two, gives nothing away.
public struct FloatingGaussianAttack: Sendable, Hashable {
  /// The deviation of the noise, in units of the difference of the two values, 0 and 1.
  public let deviation: Double

  /// - Parameter deviation: above 0 and finite.
  public init(deviation: Double) { self.deviation = deviation }

  /// A textbook draw around a value: Box and Muller's cosine of two uniform numbers with 53 bits.
  public func textbookOutput(around value: Double, using generator: inout some RandomNumberGenerator) -> Double {
    let u = Double((generator.next() >> 11) + 1) * 0x1p-53
    let angle = Double(generator.next() >> 11) * 0x1p-53
    return value + deviation * ((-2 * log(u)).squareRoot() * cos(2 * Double.pi * angle))
  }

  /// Whether there is a double that gives this output if it is added to this value; if not, no noise in doubles does.
  public func canReach(_ output: Double, from value: Double) -> Bool {
    // Sums in floating point do not fall when a summand grows: if neither of two neighbouring doubles gives the output and one is below
    // it, the other above, none does.
    var noise = output - value
    for _ in 0..<8 {
      let sum = value + noise
      if sum == output { return true }
      let next = sum < output ? noise.nextUp : noise.nextDown
      let after = value + next
      if after == output { return true }
      if (sum < output) != (after < output) { return false }
      noise = next
    }
    return true
  }

  /// How many of so many textbook outputs around 0 cannot come from 1.
  public func holes(trials: Int, using generator: inout some RandomNumberGenerator) -> Int {
    (0..<trials).count { _ in !canReach(textbookOutput(around: 0, using: &generator), from: 1) }
  }

  /// The same for the discrete Gaussian of this deviation on the multiples of 2^(−gridBits), which 0 and 1 are: always 0.
  ///
  /// `gridBits` is from 0 to 20, such that the deviation is less than 10⁴ points of the grid, as tables allow.
  /// - Throws: ``SamplingError`` if there is no such table.
  public func holesOfDiscreteNoise(
    trials: Int, gridBits: Int = 10, using generator: inout some RandomNumberGenerator
  ) throws(SamplingError) -> Int {
    let unit = exp2(-Double(gridBits))
    let points = ((deviation / unit) * (deviation / unit)).rounded(.up)
    guard points < 1e15 else {
      throw .tableTooLarge(variance: Rational(1 << 50), limit: TabulatedDiscreteGaussian.largestVariance)
    }
    let noise = try TabulatedDiscreteGaussian(variance: Rational(Int(points)))
    return (0..<trials).count { _ in !canReach(Double(noise.next(using: &generator)) * unit, from: 1) }
  }
}
