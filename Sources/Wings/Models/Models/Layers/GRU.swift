/// A gated recurrent unit: h′ = (1 − z) n + z h, with gates r, z = σ(W x + b + U h + c) and n = tanh(W x + b + r (U h + c)). Cho et al.
/// (arXiv 1406.1078), in the form of PyTorch: weights of the gates stand below each other in the order r, z, n.
public struct GRUCell<Scalar: NetworkScalar>: Module {
  /// W and b: [3 · width, inputs] and [3 · width].
  public var input: Linear<Scalar>
  /// U and c: [3 · width, width] and [3 · width].
  public var recurrent: Linear<Scalar>

  /// The number of columns of the state.
  public var width: Int { recurrent.inputs }

  /// A unit of these layers.
  ///
  /// - Precondition: both have three outputs for each column of the state.
  public init(input: Linear<Scalar>, recurrent: Linear<Scalar>) {
    precondition(
      input.outputs == recurrent.outputs && recurrent.outputs == 3 * recurrent.inputs, "three gates, below each other")
    (self.input, self.recurrent) = (input, recurrent)
  }

  /// What the derivative needs to know of a step.
  public struct Kept: Sendable {
    let x, h, r, z, n, candidate: Tensor<Scalar>
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try input.visitParameters(path + "input.", body)
    try recurrent.visitParameters(path + "recurrent.", body)
  }

  /// The linear layers, in place; see `Module`.
  public mutating func visitLinears(
    _ path: String, _ body: (String, inout Linear<Scalar>) throws -> Void
  ) rethrows {
    try input.visitLinears(path + "input.", body)
    try recurrent.visitLinears(path + "recurrent.", body)
  }

  /// One step.
  ///
  /// - Parameters:
  ///   - x: a row of inputs for each example.
  ///   - h: a row of the state for each example.
  /// - Returns: the next state, and what the derivative needs.
  public func forward(_ x: Tensor<Scalar>, _ h: Tensor<Scalar>) -> (Tensor<Scalar>, Kept) {
    let (a, b, width, rows) = (input(x), recurrent(h), width, x.rows)
    func part(_ gate: Int, _ matrix: Tensor<Scalar>) -> Tensor<Scalar> {
      matrix.columnRange((gate * width)..<((gate + 1) * width))
    }
    let r = Activation.sigmoid(part(0, a) + part(0, b))
    let z = Activation.sigmoid(part(1, a) + part(1, b))
    let candidate = part(2, b)
    var inner = candidate
    inner *= r
    inner += part(2, a)
    let n = Activation.tanh(inner)
    var next = Tensor<Scalar>(repeating: 0, shape: [rows, width])
    for i in next.elements.indices {
      next.elements[i] = (1 - z.elements[i]) * n.elements[i] + z.elements[i] * h.elements[i]
    }
    return (next, Kept(x: x, h: h, r: r, z: z, n: n, candidate: candidate))
  }

  /// The next state.
  public func callAsFunction(_ x: Tensor<Scalar>, _ h: Tensor<Scalar>) -> Tensor<Scalar> { forward(x, h).0 }

  /// Adds the derivatives by the parameters to `gradient`, and returns those by the input and by the state.
  public func backward(
    _ dy: Tensor<Scalar>, _ kept: Kept, into gradient: inout GRUCell
  ) -> (x: Tensor<Scalar>, h: Tensor<Scalar>) {
    let (rows, width) = (kept.h.rows, width)
    var da = Tensor<Scalar>(repeating: 0, shape: [rows, 3 * width])
    var db = da
    var dh = Tensor<Scalar>(repeating: 0, shape: [rows, width])
    for row in 0..<rows {
      for column in 0..<width {
        let i = row * width + column
        let (d, r, z, n) = (dy.elements[i], kept.r.elements[i], kept.z.elements[i], kept.n.elements[i])
        let dn = d * (1 - z) * (1 - n * n)
        let dr = dn * kept.candidate.elements[i] * r * (1 - r)
        let dz = d * (kept.h.elements[i] - n) * z * (1 - z)
        da[row, column] = dr
        da[row, width + column] = dz
        da[row, 2 * width + column] = dn
        db[row, column] = dr
        db[row, width + column] = dz
        db[row, 2 * width + column] = dn * r
        dh[row, column] = d * z
      }
    }
    let dx = input.backward(da, at: kept.x, into: &gradient.input)
    dh += recurrent.backward(db, at: kept.h, into: &gradient.recurrent)
    return (dx, dh)
  }
}

extension Tensor {
  /// These columns.
  ///
  /// - Complexity: O(number of elements copied).
  public func columnRange(_ range: Range<Int>) -> Tensor {
    let (rows, columns) = (rows, columns)
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(columns)")
    return Tensor(shape: [rows, range.count]) { y in
      withUnsafePointer { x in
        for row in 0..<rows {
          (y + row * range.count).initialize(from: x + row * columns + range.lowerBound, count: range.count)
        }
      }
    }
  }
}
