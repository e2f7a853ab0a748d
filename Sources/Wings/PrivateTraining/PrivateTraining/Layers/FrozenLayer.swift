import Models

/// A layer that is not trained: it has no parameters to name, so that gradients, optimizers and checkpoints have no room for them.
///
/// ```swift
/// block.intermediate = FrozenLayer(layer.intermediate)
/// ```
public struct FrozenLayer<Scalar: ClippingScalar>: PerExampleLayer {
  /// The layer.
  public let layer: any PerExampleLayer<Scalar>

  /// This layer, as it is.
  public init(_ layer: any PerExampleLayer<Scalar>) { self.layer = layer }

  /// Whether the layer does.
  public var mixesExamples: Bool { layer.mixesExamples }

  /// There are none.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {}

  /// See the protocol.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let (y, way) = try layer.forward(x)
    return (
      y,
      { dy, pass in
        guard pass.wantsInput else { return nil }
        return try way(dy, BackwardPass(path: pass.path, wantsInput: true, trained: [], visit: pass.visit))
      }
    )
  }
}
