import Arrays

/// y = x Wᵀ + b.
public struct Linear<Scalar: NetworkScalar>: Module {
  /// A row for each output: [outputs, inputs].
  public var weight: Tensor<Scalar>
  /// A number for each output, or none.
  public var bias: Tensor<Scalar>?
  /// Told what the layer is given.
  var observer: (@Sendable (Tensor<Scalar>) -> Void)?

  /// A layer of these weights.
  ///
  /// - Precondition: the weights are a matrix, and the bias has a number for each of its rows.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>? = nil) {
    precondition(weight.shape.count == 2, "weights are a matrix, here \(weight.shape)")
    precondition(bias == nil || bias?.shape == [weight.shape[0]], "a bias has a number for each output")
    (self.weight, self.bias) = (weight, bias)
  }

  /// The number of outputs.
  public var outputs: Int { weight.shape[0] }
  /// The number of inputs.
  public var inputs: Int { weight.shape[1] }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try body(path + "weight", &weight)
    if var value = bias {
      bias = nil
      defer { bias = value }
      try body(path + "bias", &value)
    }
  }

  /// The linear layers, in place; see `Module`.
  public mutating func visitLinears(
    _ path: String, _ body: (String, inout Linear<Scalar>) throws -> Void
  ) rethrows {
    try body(path.hasSuffix(".") ? String(path.dropLast()) : path, &self)
  }

  /// - Parameter x: rows of `inputs` numbers.
  /// - Returns: rows of `outputs` numbers.
  /// - Complexity: O(rows · inputs · outputs).
  public func callAsFunction(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    observer?(x)
    let rows = x.rows
    precondition(x.columns == inputs, "rows of \(x.columns) numbers into a layer of \(inputs) inputs")
    return Tensor(shape: [rows, outputs]) { y in
      x.withUnsafePointer { x in
        weight.withUnsafePointer { w in
          multiply(matrix(x, rows, inputs), matrix(w, outputs, inputs).transposed, into: matrix(y, rows, outputs))
        }
      }
      bias?.withUnsafePointer { bias in
        SideBySide.parts(of: rows, work: rows * outputs) {
          Scalar.addRow($0.count, outputs, bias, y + $0.lowerBound * outputs)
        }
      }
    }
  }

  /// Adds the derivatives by the parameters to `gradient`, and returns that by x.
  ///
  /// - Complexity: O(rows · inputs · outputs), twice.
  public func backward(_ dy: Tensor<Scalar>, at x: Tensor<Scalar>, into gradient: inout Linear) -> Tensor<Scalar> {
    let rows = x.rows
    precondition(dy.rows == rows && dy.columns == outputs, "a derivative has the shape of its value")
    return dy.withUnsafePointer { dy in
      x.withUnsafePointer { x in
        gradient.weight.withUnsafeMutablePointer { dw in
          multiply(
            matrix(dy, rows, outputs).transposed, matrix(x, rows, inputs), into: matrix(dw, outputs, inputs), beta: 1)
        }
      }
      gradient.bias?.withUnsafeMutablePointer { Scalar.sumRows(rows, outputs, dy, $0) }
      return Tensor(shape: x.shape) { dx in
        weight.withUnsafePointer { w in
          multiply(matrix(dy, rows, outputs), matrix(w, outputs, inputs), into: matrix(dx, rows, inputs))
        }
      }
    }
  }
}
