import Exact
import HardProblems
import Networks
import Problems

/// Orthogonal Vectors → the gradient of a batch's loss at zero: see `BatchGradient`.
///
/// An algorithm that approximates any norm of it up to any finite factor in time O(n^(2−δ)) would refute the Strong Exponential Time
/// Hypothesis.
public struct OVToGradient: Reduction {
  /// What is differentiated.
  public let loss: MarginLoss
  /// The hidden units.
  public let units: BatchGradient.Units

  /// A reduction to the gradient of this loss with these units; what no instance has is refused when one is made.
  public init(loss: MarginLoss = .hinge, units: BatchGradient.Units = .rectified) {
    (self.loss, self.units) = (loss, units)
  }

  /// The loss and the hidden units.
  public static var choices: [Choice] { [.loss, .activation, .kappa] }

  /// - Throws: `ChoiceError` for an unknown word, or a κ out of range or without sigmoid units.
  public func choosing(_ choices: Choices) throws(ChoiceError) -> Self {
    let kappa = try choices.integer(.kappa, in: BatchGradient.exponents)
    let isSigmoid = try choices.activation(.kappa) == .sigmoid
    return Self(
      loss: try choices.word(.loss, MarginLoss.self) ?? loss, units: isSigmoid ? .sigmoid(kappa: kappa ?? 1) : units)
  }

  /// - Throws: `NetworkError` for a κ that there is not.
  /// - Complexity: O(1); the files of the instance O((n + m) d).
  public func reduce(_ source: OrthogonalVectors) throws(NetworkError) -> BatchGradient {
    try BatchGradient(vectors: source, loss: loss, units: units)
  }

  /// What the gradient says of orthogonal pairs, their number, and one of them.
  ///
  /// - Throws: `NetworkError`.
  public func interpret(_ answer: GradientAnswer, for source: OrthogonalVectors) throws(NetworkError) -> PairAnswer {
    try reduce(source).reading(of: answer)
  }

  /// All three sizes exactly.
  public var promises: [PromisedSize] { .network }
}
