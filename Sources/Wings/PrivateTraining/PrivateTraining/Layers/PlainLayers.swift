import Arrays
import Models

extension Linear: PerExampleLayer where Scalar: ClippingScalar {
  /// See the protocol.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    guard x.values.columns == inputs else {
      throw LayerError.input(
        layer: "a linear layer", found: "rows of \(x.values.columns) numbers", expected: "\(inputs)")
    }
    return (BatchRows(self(x.values).flattened, rows: x.rows), { dy, pass in try backward(dy, at: x, pass) })
  }

  /// Tells the use, and returns the derivatives by x.
  ///
  /// - Complexity: 2 · inputs · outputs operations for each row, if they are wanted.
  func backward(_ dy: Tensor<Scalar>, at x: BatchRows<Scalar>, _ pass: BackwardPass<Scalar>) throws -> Tensor<Scalar>? {
    let (weight, bias) = (pass.trained("weight"), self.bias == nil ? nil : pass.trained("bias"))
    if weight != nil || bias != nil {
      try pass.visit(LinearUse(x: x.values, dy: dy, weight: weight, bias: bias, rows: x.rows))
    }
    return pass.wantsInput ? inputDerivatives(dy) : nil
  }

  /// dy W.
  func inputDerivatives(_ dy: Tensor<Scalar>) -> Tensor<Scalar> { dy.times(weight) }
}

extension Tensor where Scalar: ClippingScalar {
  /// The same numbers as a matrix.
  var flattened: Tensor { shape.count == 2 ? self : reshaped([rows, columns]) }

  /// The product with a matrix.
  func times(_ other: Tensor) -> Tensor {
    let (rows, inner, columns) = (rows, columns, other.columns)
    return Tensor(shape: [rows, columns]) { product in
      withUnsafePointer { a in
        other.withUnsafePointer { b in
          multiply(matrix(a, rows, inner), matrix(b, inner, columns), into: matrix(product, rows, columns))
        }
      }
    }
  }

  /// The product with the transpose of a matrix.
  func timesTransposed(_ other: Tensor) -> Tensor {
    let (rows, inner, columns) = (rows, columns, other.rows)
    return Tensor(shape: [rows, columns]) { product in
      withUnsafePointer { a in
        other.withUnsafePointer { b in
          multiply(
            matrix(a, rows, inner), matrix(b, columns, inner).transposed, into: matrix(product, rows, columns))
        }
      }
    }
  }

  /// Some columns.
  func columns(_ range: Range<Int>) -> Tensor {
    let (rows, width) = (rows, columns)
    return Tensor(shape: [rows, range.count]) { out in
      withUnsafePointer { x in
        for row in 0..<rows {
          (out + row * range.count).initialize(from: x + row * width + range.lowerBound, count: range.count)
        }
      }
    }
  }

  /// Matrices of as many rows beside each other.
  static func besideEachOther(_ parts: [Tensor]) -> Tensor {
    let (rows, width) = (parts[0].rows, parts.reduce(0) { $0 + $1.columns })
    return Tensor(shape: [rows, width]) { out in
      var first = 0
      for part in parts {
        part.withUnsafePointer { x in
          for row in 0..<rows {
            (out + row * width + first).initialize(from: x + row * part.columns, count: part.columns)
          }
        }
        first += part.columns
      }
    }
  }
}

/// A function of each element, as a layer.
public struct ActivationLayer<Scalar: ClippingScalar>: PerExampleLayer {
  /// The function.
  public let function: Activation

  /// The layer of this function.
  public init(_ function: Activation) { self.function = function }

  /// There are none.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {}

  /// See the protocol.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    (
      BatchRows(function(x.values), rows: x.rows),
      { dy, pass in pass.wantsInput ? function.backward(dy.reshaped(x.values.shape), at: x.values) : nil }
    )
  }
}

/// All numbers of an example in one row: what stands between convolutions and linear layers.
public struct FlattenLayer<Scalar: ClippingScalar>: PerExampleLayer {
  /// The layer.
  public init() {}

  /// There are none.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {}

  /// See the protocol.
  ///
  /// - Throws: ``LayerError`` if examples differ in size.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let each = x.rows.longest
    guard x.rows.ranges.allSatisfy({ $0.count == each }) else {
      throw LayerError.input(layer: "a flattening", found: "examples of different sizes", expected: "one size")
    }
    let flat = x.values.reshaped([x.rows.count, each * x.values.columns])
    return (BatchRows(flat), { dy, _ in dy.reshaped(x.values.shape) })
  }
}

/// The mean of the rows of each example.
public struct MeanLayer<Scalar: ClippingScalar>: PerExampleLayer {
  /// The layer.
  public init() {}

  /// There are none.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {}

  /// See the protocol. An example without rows has the mean 0.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    let width = x.values.columns
    var means = Tensor<Scalar>(repeating: 0, shape: [x.rows.count, width])
    means.withUnsafeMutablePointer { means in
      x.values.withUnsafePointer { values in
        for (example, range) in x.rows.ranges.enumerated() {
          for row in range {
            Scalar.add(width, 1 / Scalar(range.count), values + row * width, means + example * width)
          }
        }
      }
    }
    return (
      BatchRows(means),
      { dy, pass in
        guard pass.wantsInput else { return nil }
        var dx = Tensor<Scalar>(repeating: 0, shape: x.values.shape)
        dx.withUnsafeMutablePointer { dx in
          dy.withUnsafePointer { dy in
            for (example, range) in x.rows.ranges.enumerated() {
              for row in range { Scalar.add(width, 1 / Scalar(range.count), dy + example * width, dx + row * width) }
            }
          }
        }
        return dx
      }
    )
  }
}
