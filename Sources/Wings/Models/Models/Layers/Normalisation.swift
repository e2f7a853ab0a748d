/// Each row gets mean 0 and variance 1, then a gain and an offset for each column. Ba, Kiros, Hinton: *Layer Normalization*
/// (arXiv 1607.06450).
public struct LayerNorm<Scalar: NetworkScalar>: Module {
  /// A factor for each column.
  public var weight: Tensor<Scalar>
  /// A summand for each column.
  public var bias: Tensor<Scalar>
  /// What is added to the variance.
  public let epsilon: Scalar

  /// A normalisation of rows as long as the weight.
  ///
  /// - Precondition: weight and bias have the same shape.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>, epsilon: Scalar = 1e-5) {
    precondition(weight.shape == bias.shape, "a gain and an offset for each column")
    (self.weight, self.bias, self.epsilon) = (weight, bias, epsilon)
  }

  /// What the derivative needs to know of a run.
  public struct Kept: Sendable {
    /// The rows that were given.
    package let x: Tensor<Scalar>
    /// The mean of each.
    package let means: Tensor<Scalar>
    /// 1 / √(variance + epsilon) of each.
    package let inverseDeviations: Tensor<Scalar>
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try body(path + "weight", &weight)
    try body(path + "bias", &bias)
  }

  /// - Complexity: O(n).
  public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> { run(x, nil, nil) }

  /// The same, with what the derivative needs.
  public func forward(_ x: Tensor<Scalar>) -> (Tensor<Scalar>, Kept) {
    var means = Tensor<Scalar>(shape: [x.rows]) { $0.update(repeating: 0, count: x.rows) }
    var inverse = means
    let y = means.withUnsafeMutablePointer { means in inverse.withUnsafeMutablePointer { run(x, means, $0) } }
    return (y, Kept(x: x, means: means, inverseDeviations: inverse))
  }

  private func run(
    _ x: Tensor<Scalar>, _ means: UnsafeMutablePointer<Scalar>?, _ inverse: UnsafeMutablePointer<Scalar>?
  ) -> Tensor<Scalar> {
    precondition(x.columns == weight.elements.count, "rows of \(x.columns) numbers, \(weight.elements.count) gains")
    return Tensor(shape: x.shape) { y in
      x.withUnsafePointer { x0 in
        weight.withUnsafePointer { w in
          bias.withUnsafePointer { Scalar.layerNorm(x.rows, x.columns, epsilon, x0, w, $0, y, means, inverse) }
        }
      }
    }
  }

  /// Adds the derivatives by the parameters to `gradient`, and returns that by x.
  public func backward(_ dy: Tensor<Scalar>, _ kept: Kept, into gradient: inout LayerNorm) -> Tensor<Scalar> {
    let x = kept.x
    return Tensor(shape: x.shape) { dx in
      x.withUnsafePointer { x0 in
        weight.withUnsafePointer { w in
          kept.means.withUnsafePointer { means in
            kept.inverseDeviations.withUnsafePointer { inverse in
              dy.withUnsafePointer { dy in
                gradient.weight.withUnsafeMutablePointer { dw in
                  gradient.bias.withUnsafeMutablePointer {
                    Scalar.layerNormBackward(x.rows, x.columns, x0, w, means, inverse, dy, dx, dw, $0)
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

/// Each row is divided by the root of its mean square, then gets a gain for each column. Zhang, Sennrich: *Root Mean Square
/// Layer Normalization* (arXiv 1910.07467).
public struct RMSNorm<Scalar: NetworkScalar>: Module {
  /// A factor for each column.
  public var weight: Tensor<Scalar>
  /// What is added to the mean square.
  public let epsilon: Scalar

  /// A normalisation of rows as long as the weight.
  public init(weight: Tensor<Scalar>, epsilon: Scalar = 1e-6) { (self.weight, self.epsilon) = (weight, epsilon) }

  /// What the derivative needs to know of a run.
  public struct Kept: Sendable {
    /// The rows that were given.
    package let x: Tensor<Scalar>
    /// 1 / √(mean square + epsilon) of each.
    package let inverseRoots: Tensor<Scalar>
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows { try body(path + "weight", &weight) }

  /// - Complexity: O(n).
  public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> { run(x, nil) }

  /// The same, with what the derivative needs.
  public func forward(_ x: Tensor<Scalar>) -> (Tensor<Scalar>, Kept) {
    var inverse = Tensor<Scalar>(repeating: 0, shape: [x.rows])
    let y = inverse.withUnsafeMutablePointer { run(x, $0) }
    return (y, Kept(x: x, inverseRoots: inverse))
  }

  private func run(_ x: Tensor<Scalar>, _ inverse: UnsafeMutablePointer<Scalar>?) -> Tensor<Scalar> {
    precondition(x.columns == weight.elements.count, "rows of \(x.columns) numbers, \(weight.elements.count) gains")
    return Tensor(shape: x.shape) { y in
      x.withUnsafePointer { x0 in
        weight.withUnsafePointer { Scalar.rmsNorm(x.rows, x.columns, epsilon, x0, $0, y, inverse) }
      }
    }
  }

  /// Adds the derivative by the gain to `gradient`, and returns that by x.
  public func backward(_ dy: Tensor<Scalar>, _ kept: Kept, into gradient: inout RMSNorm) -> Tensor<Scalar> {
    let x = kept.x
    return Tensor(shape: x.shape) { dx in
      x.withUnsafePointer { x0 in
        weight.withUnsafePointer { w in
          kept.inverseRoots.withUnsafePointer { inverse in
            dy.withUnsafePointer { dy in
              gradient.weight.withUnsafeMutablePointer {
                Scalar.rmsNormBackward(x.rows, x.columns, x0, w, inverse, dy, dx, $0)
              }
            }
          }
        }
      }
    }
  }
}
