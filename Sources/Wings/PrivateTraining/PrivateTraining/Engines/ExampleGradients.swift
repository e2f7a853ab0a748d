import Models

/// The gradient of the loss of one example at a time: the least that a model needs to be trained here.
///
/// What it computes for an example must depend on the model and that example alone; then exact sums are the same for every batch. ``ExamplewiseEngine`` makes an
/// engine of it.
public protocol ExampleGradients<Model>: Sendable {
  /// What is trained, in single precision.
  associatedtype Model: Module where Model.Scalar == Float

  /// How many examples there are.
  var exampleCount: Int { get }

  /// The gradient of an example's loss.
  ///
  /// - Parameters:
  ///   - example: which one, below ``exampleCount``.
  ///   - model: where the gradient is taken.
  ///   - gradient: of the model's shapes; all its elements are set.
  /// - Returns: the loss.
  func gradient(of example: Int, at model: Model, into gradient: inout Model) -> Double
}
