import CModels

/// A function that is applied to each element.
public enum Activation: String, Hashable, Sendable, CaseIterable {
  /// max(x, 0).
  case relu
  /// x Φ(x), where Φ is the distribution function of a standard normal number.
  case gelu
  /// The usual approximation of `gelu`: x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2.
  case geluTanh
  /// x / (1 + e⁻ˣ).
  case silu
  /// 1 / (1 + e⁻ˣ).
  case sigmoid
  /// The hyperbolic tangent.
  case tanh

  var code: models_function {
    switch self {
    case .relu: models_relu
    case .gelu: models_gelu
    case .geluTanh: models_gelu_tanh
    case .silu: models_silu
    case .sigmoid: models_sigmoid
    case .tanh: models_tanh
    }
  }

  /// The function of each element. In single precision the error is at most 4 · 2⁻²⁴ · max(1, |x|).
  ///
  /// - Complexity: O(n).
  public func callAsFunction<Scalar>(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let count = x.elements.count
    return Tensor(shape: x.shape) { y in
      x.withUnsafePointer { x in
        SideBySide.parts(of: count, work: count) { Scalar.apply(self, $0.count, x + $0.lowerBound, y + $0.lowerBound) }
      }
    }
  }

  /// The derivative by x of a loss whose derivative by f(x) is `dy`.
  ///
  /// - Complexity: O(n).
  public func backward<Scalar>(_ dy: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    precondition(dy.shape == x.shape, "a derivative has the shape of its value")
    let count = dy.elements.count
    return Tensor(shape: x.shape) { dx in
      x.withUnsafePointer { x in
        dy.withUnsafePointer { dy in
          SideBySide.parts(of: count, work: count) { part in
            let first = part.lowerBound
            Scalar.applyBackward(self, part.count, x + first, dy + first, dx + first)
          }
        }
      }
    }
  }
}
