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

  /// All three sizes exactly.
  public var promises: [PromisedSize] { .network }
}

extension [PromisedSize] {
  /// What is promised of a network with a point for each vector of A and a unit for each of B.
  static var network: Self {
    [
      PromisedSize("n", .equal, .parameter("n_A")), PromisedSize("m", .equal, .parameter("n_B")),
      PromisedSize("d", .equal, .parameter("d") + 1),
    ]
  }
}
