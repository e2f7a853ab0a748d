import Exact
import HardProblems
import Networks
import Problems

/// Hitting Set → the optimal hinge loss of a network's last layer: it is the number of sets of A that meet every set of B.
///
/// A set that meets all is a point at which every rectified unit gives 0, so that it costs 1 whatever the weights are; all others
/// cost nothing with all weights 1. See `LastLayer`.
public struct HittingSetToLastLayer: Reduction {
  /// The reduction; there is nothing to choose.
  public init() {}

  /// - Complexity: O(1); the files of the instance O(n m d / 64).
  public func reduce(_ source: HittingSet) throws -> LastLayer {
    try LastLayer(vectors: OrthogonalVectors(left: source.left, right: source.right), loss: .hinge)
  }

  /// The value, as a number of sets. A point with a positive margin is not a set that meets all, so that there is no witness.
  ///
  /// - Throws: `NetworkError` for a negative error, or a value that is not an optimum.
  public func interpret(_ answer: LastLayerAnswer, for source: HittingSet) throws -> HittingSetAnswer {
    let instance = try reduce(source)
    let partnered = try instance.partnered(answer)
    let (least, greatest) = (
      instance.pointCount - partnered.upperBound, instance.pointCount - partnered.lowerBound
    )
    if least == greatest { return HittingSetAnswer(count: Integer(least)) }
    guard least > 0 else { return HittingSetAnswer(bitsMissing: instance.bitsMissing(answer)) }
    var meaning = HittingSetAnswer(exists: true)
    meaning.atLeast = Integer(least)
    return meaning
  }

  /// All three sizes exactly.
  public var promises: [PromisedSize] { .network }
}
