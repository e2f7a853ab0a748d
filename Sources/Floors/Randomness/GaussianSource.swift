/// Standard normal numbers by Marsaglia's polar method, the same on every machine: besides the four operations it needs
/// only square roots, which IEEE 754 defines to the last bit, and a logarithm made of these.
public struct GaussianSource: Sendable {
  private var spare: Double?

  /// A source without anything drawn yet.
  public init() {}

  /// The next number, from the bits of the generator.
  public mutating func next(_ generator: inout some RandomNumberGenerator) -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let x = Double(generator.next() >> 11) * 0x1p-52 - 1
      let y = Double(generator.next() >> 11) * 0x1p-52 - 1
      let square = x * x + y * y
      if square >= 1 || square == 0 { continue }
      let scale = (-2 * GaussianSource.logarithm(square) / square).squareRoot()
      spare = y * scale
      return x * scale
    }
  }

  /// ln x for x > 0, to about 10⁻¹⁵.
  ///
  /// With x = m · 2ᵉ and m near 1, ln m = 2 artanh(t) for t = (m − 1)/(m + 1), |t| ≤ 0.172: twelve terms of its series.
  package static func logarithm(_ x: Double) -> Double {
    var (mantissa, exponent) = (x.significand, x.exponent)
    if mantissa > 1.414_213_562_373_095_1 {
      mantissa /= 2
      exponent += 1
    }
    let t = (mantissa - 1) / (mantissa + 1)
    let square = t * t
    var sum = 0.0
    for k in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(k) }
    return 2 * t * sum + Double(exponent) * 0.693_147_180_559_945_3
  }
}
