import Exact
import HardProblems
import HardProblemsReductions
import Networks
import Problems

/// Orthogonal Vectors → the optimal value of a network's last layer: see `LastLayer`.
///
/// An algorithm that computes it up to a factor 1 + 1/(8n) in time O(n^(2−δ)) from points and hidden weights would refute the
/// Strong Exponential Time Hypothesis.
public struct OVToLastLayer: Reduction {
  /// What is minimised.
  public let loss: MarginLoss
  /// The hidden units.
  public let units: LastLayer.Units

  /// A reduction to the training of this loss on these units; what no instance has is refused when one is made.
  public init(loss: MarginLoss = .hinge, units: LastLayer.Units = .rectified) {
    (self.loss, self.units) = (loss, units)
  }

  /// The loss and the hidden units.
  public static var choices: [Choice] { [.loss, .activation, .weightBound] }

  /// - Throws: `ChoiceError` for an unknown word, or a bound below 1 or without sigmoid units.
  public func choosing(_ choices: Choices) throws(ChoiceError) -> Self {
    let bound = try choices.rational(.weightBound, expected: "a number of at least 1", { $0 >= 1 })
    let isSigmoid = try choices.activation(.weightBound) == .sigmoid
    return Self(
      loss: try choices.word(.loss, MarginLoss.self) ?? loss, units: isSigmoid ? .sigmoid(bound: bound ?? 2) : units)
  }

  /// - Throws: `NetworkError` for a loss or a bound that there is not.
  /// - Complexity: O(1); the files of the instance O(n m d / 64).
  public func reduce(_ source: OrthogonalVectors) throws(NetworkError) -> LastLayer {
    try LastLayer(vectors: source, loss: loss, units: units)
  }

  /// What the value says of orthogonal pairs; a point with a positive margin is one of a pair.
  ///
  /// - Throws: `NetworkError`.
  public func interpret(_ answer: LastLayerAnswer, for source: OrthogonalVectors) throws(NetworkError) -> PairAnswer {
    try reduce(source).reading(of: answer)
  }

  /// A point for each vector of A and a hidden unit for each of B, with one constant input.
  public var overhead: String { "n_A points and n_B hidden units of dimension d + 1" }

  /// All three sizes exactly.
  ///
  /// - Throws: `VectorReductionError/missingParameter(_:)`.
  public func promisedSize(of source: SizeParameters) throws -> [SizePromise] { try networkSize(of: source) }
}

/// What is promised of a network with a point for each vector of A and a unit for each of B.
func networkSize(of source: SizeParameters) throws -> [SizePromise] {
  [
    SizePromise("n", .equal, try source.required("n_A")), SizePromise("m", .equal, try source.required("n_B")),
    SizePromise("d", .equal, try source.required("d") + 1),
  ]
}
