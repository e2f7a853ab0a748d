import Exact

/// Gaussian noise on several blocks of one release, each with its own bound and deviation: what group-wise clipping and adaptive thresholds
/// come down to.
///
/// Block k changes by at most C_k in L2 norm if a record is added or removed, and gets noise of deviation s_k. Scaled by 1/s_k the release has the
/// sensitivity √(Σ C_k²/s_k²) and noise N(0, 1): it is one Gaussian mechanism with 1/σ² = Σ C_k²/s_k². A count of *centred* bits b − 1/2
/// changes by 1/2; a count of raw bits by 1, which costs four times as much. Settings of He et al., "Exploring the Limits of Differentially
/// Private Deep Learning with Group-wise Clipping" (arXiv 2212.01539); Andrew et al. (arXiv 1905.03871), theorem 1.
public struct BlockwiseNoise: Sendable, Hashable {
  /// A block: the square of its bound C, and the variance s² of its noise.
  public struct Block: Sendable, Hashable {
    /// C², at least 0.
    public var squaredBound: Rational
    /// s², above 0.
    public var variance: Rational

    /// A block of gradients, clipped to the bound.
    public init(squaredBound: Rational, variance: Rational) {
      (self.squaredBound, self.variance) = (squaredBound, variance)
    }

    /// A count of centred bits with noise of this variance.
    public static func centredCount(_ variance: Rational) -> Block {
      Block(squaredBound: Rational(1, 4), variance: variance)
    }
  }

  /// The blocks.
  public let blocks: [Block]

  /// - Throws: ``AccountingError`` for a negative bound, and for a variance that is not positive.
  public init(_ blocks: [Block]) throws(AccountingError) {
    for block in blocks {
      guard block.squaredBound >= 0 else {
        throw .parameter(name: "squaredBound", found: "\(block.squaredBound)", expected: "a number of at least 0")
      }
      guard block.variance > 0 else {
        throw .parameter(name: "variance", found: "\(block.variance)", expected: "a number above 0")
      }
    }
    self.blocks = blocks
  }

  /// 1/σ² = Σ C_k²/s_k², exactly; 0 if nothing depends on the record.
  public var inverseSquaredMultiplier: Rational { blocks.reduce(0) { $0 + $1.squaredBound / $1.variance } }

  /// The noise multiplier σ, rounded down to a multiple of 2^(−bits), so that what is accounted is never less than what was lost; nil if
  /// nothing depends on the record.
  public func noiseMultiplier(bits: Int = 40) -> Rational? {
    let inverse = inverseSquaredMultiplier
    guard inverse > 0 else { return nil }
    return Rational((inverse.reciprocal * Rational(Integer(1) << (2 * bits))).floor().squareRoot(), Integer(1) << bits)
  }
}
