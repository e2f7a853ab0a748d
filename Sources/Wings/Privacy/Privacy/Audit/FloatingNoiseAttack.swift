import Foundation
import Randomness

/// The attack on Laplace noise in floating point: which outputs can a neighbour never have produced?
///
/// The textbook draws u on the grid 2^(−53), and returns value ± b ln u in double precision. The doubles that this reaches from one value are
/// full of holes, and the holes of a neighbouring value are elsewhere. An output in a hole of the neighbour tells which of the two it was,
/// whatever ε is claimed. Mironov, "On Significance of the Least Significant Bits For Differential Privacy" (CCS 2012). Noise that is an
/// integer, such as ``DiscreteLaplace``, has no holes: every output is reached from every value.
public struct FloatingNoiseAttack: Sendable, Hashable {
  /// The scale of the noise, in units of the difference of the two values, 0 and 1.
  public let scale: Double

  /// - Parameter scale: above 0 and finite.
  public init(scale: Double) { self.scale = scale }

  /// A textbook draw around a value: 53 random bits, a logarithm, a sign.
  public func textbookOutput(around value: Double, using generator: inout some RandomNumberGenerator) -> Double {
    let word = generator.next()
    let u = Double((word >> 11) + 1) * 0x1p-53
    let noise = -scale * log(u)
    return generator.next() & 1 == 0 ? value + noise : value - noise
  }

  /// Whether the textbook can return this output around this value.
  public func canReach(_ output: Double, from value: Double) -> Bool {
    let distance = output - value
    let sign: Double = distance < 0 ? -1 : 1
    let guess = exp(-abs(distance) / scale) * 0x1p53
    // All u whose logarithm rounds to this distance lie within the error of the roundings.
    let spread = 8 + guess * (abs(output) + abs(value) + abs(distance) + scale) / scale * 0x1p-51
    guard guess.isFinite, spread < 1e6 else { return true }
    var k = max(1, (guess - spread).rounded(.down))
    while k <= min(0x1p53, guess + spread) {
      let noise = -scale * log(k * 0x1p-53)
      if value + sign * noise == output { return true }
      k += 1
    }
    return false
  }

  /// How many of so many textbook outputs around 0 cannot come from 1.
  public func holes(trials: Int, using generator: inout some RandomNumberGenerator) -> Int {
    (0..<trials).count { _ in !canReach(textbookOutput(around: 0, using: &generator), from: 1) }
  }
}
