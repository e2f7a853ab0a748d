import Models

/// y = x Wᵀ + b with W = Σ Lᵢ ⊗ Rᵢ, of a small and a narrow factor each. Mahabadi, Henderson, Ruder: *Compacter* (arXiv 2106.04647).
///
/// With x as an n × q matrix X, y is Σ Lᵢ X Rᵢᵀ. So by Rᵢ it is a linear layer whose rows are those of Lᵢ X, and by Lᵢ one whose rows are
/// the columns of X Rᵢᵀ: time is longer by m, or by the number of columns.
public struct KroneckerLinear<Scalar: ClippingScalar>: PerExampleLayer {
  /// Lᵢ: [m, n] each.
  public var left: [Tensor<Scalar>]
  /// Rᵢ: [outputs / m, inputs / n] each.
  public var right: [Tensor<Scalar>]
  /// A number for each output, or none.
  public var bias: Tensor<Scalar>?

  /// A layer of these factors.
  ///
  /// - Precondition: as many left ones as right ones, at least one, of the same shapes.
  public init(left: [Tensor<Scalar>], right: [Tensor<Scalar>], bias: Tensor<Scalar>? = nil) {
    precondition(!left.isEmpty && left.count == right.count, "a right factor for each left one")
    precondition(left.allSatisfy { $0.shape == left[0].shape && $0.shape.count == 2 }, "left factors of one shape")
    precondition(right.allSatisfy { $0.shape == right[0].shape && $0.shape.count == 2 }, "right factors of one shape")
    (self.left, self.right, self.bias) = (left, right, bias)
    precondition(bias == nil || bias?.elements.count == outputs, "a bias has a number for each output")
  }

  private var m: Int { left[0].rows }
  private var n: Int { left[0].columns }
  /// The number of inputs.
  public var inputs: Int { n * right[0].columns }
  /// The number of outputs.
  public var outputs: Int { m * right[0].rows }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    for index in left.indices { try body("\(path)left.\(index)", &left[index]) }
    for index in right.indices { try body("\(path)right.\(index)", &right[index]) }
    if var value = bias {
      bias = nil
      defer { bias = value }
      try body(path + "bias", &value)
    }
  }

  /// See the protocol.
  public func forward(_ x: BatchRows<Scalar>) throws -> (BatchRows<Scalar>, Backward) {
    guard x.values.columns == inputs else {
      throw LayerError.input(
        layer: "a Kronecker layer", found: "rows of \(x.values.columns) numbers", expected: "\(inputs)")
    }
    let (q, r, rows) = (right[0].columns, right[0].rows, x.values.rows)
    // Columns of X as rows: [rows · q, n].
    let columns = x.values.reshaped([rows * n, q]).blocksTransposed(n, q)
    // Lᵢ X, as rows of q numbers: [rows · m, q].
    let mixed = left.map { columns.timesTransposed($0).blocksTransposed(q, m) }
    var y = Tensor<Scalar>(repeating: 0, shape: [rows, outputs])
    for (product, factor) in zip(mixed, right) { y += product.timesTransposed(factor) }
    if let bias {
      y.withUnsafeMutablePointer { y in bias.withUnsafePointer { Scalar.addRow(rows, outputs, $0, y) } }
    }
    return (
      BatchRows(y, rows: x.rows),
      { dy, pass in
        let long = dy.reshaped([rows * m, r])
        for (index, product) in mixed.enumerated() {
          if let name = pass.trained("right.\(index)") {
            try pass.visit(LinearUse(x: product, dy: long, weight: name, rows: x.rows.times(m)))
          }
        }
        // Columns of the derivatives as rows: [rows · r, m].
        let turned = long.blocksTransposed(m, r)
        for (index, factor) in right.enumerated() {
          if let name = pass.trained("left.\(index)") {
            let seen = x.values.reshaped([rows * n, q]).timesTransposed(factor).blocksTransposed(n, r)
            try pass.visit(LinearUse(x: seen, dy: turned, weight: name, rows: x.rows.times(r)))
          }
        }
        if bias != nil, let name = pass.trained("bias") {
          try pass.visit(LinearUse(x: x.values, dy: dy, weight: nil, bias: name, rows: x.rows))
        }
        guard pass.wantsInput else { return nil }
        var dx = Tensor<Scalar>(repeating: 0, shape: [rows * n, q])
        for (l, r) in zip(left, right) {
          // Lᵀ (dY R), with columns as rows in between.
          dx += long.times(r).blocksTransposed(m, q).times(l).blocksTransposed(q, n)
        }
        return dx.reshaped([rows, inputs])
      }
    )
  }
}

extension Tensor where Scalar: ClippingScalar {
  /// Matrices of `height` rows and `width` columns that stand below each other, each transposed.
  func blocksTransposed(_ height: Int, _ width: Int) -> Tensor {
    let blocks = rows / height
    return Tensor(shape: [blocks * width, height]) { out in
      withUnsafePointer { x in
        for block in 0..<blocks {
          let start = block * height * width
          for row in 0..<height {
            for column in 0..<width { out[start + column * height + row] = x[start + row * width + column] }
          }
        }
      }
    }
  }
}
