import Models

/// A gain and an offset for each column, behind a normalisation: y = x̂ · gain + offset, in layer, root-mean-square and group normalisation.
///
/// The gradients of an example are Σ g · x̂ and Σ g over its rows. They are as small as a row, so they are computed.
public struct GainUse<Scalar: ClippingScalar>: ParameterUse {
  /// The name of the gain; nil if it is not trained.
  public let gain: String?
  /// The name of the offset; nil if there is none that is trained.
  public let offset: String?
  /// The normalised rows.
  public let normal: Tensor<Scalar>
  /// The derivatives of the summed loss by y.
  public let dy: Tensor<Scalar>
  /// The rows of each example.
  public let rows: ExampleRows

  /// A use of a gain and an offset.
  ///
  /// - Precondition: x̂ and dy have the same shape, and the rows of the examples.
  public init(gain: String?, offset: String?, normal: Tensor<Scalar>, dy: Tensor<Scalar>, rows: ExampleRows) {
    precondition(normal.rows == rows.rows && dy.rows == rows.rows && normal.columns == dy.columns, "rows and columns")
    (self.gain, self.offset, self.normal, self.dy, self.rows) = (gain, offset, normal, dy, rows)
  }

  /// See the protocol.
  public var parameters: [String] { [gain, offset].compactMap(\.self) }
  /// See the protocol.
  public var examples: Int { rows.count }
  /// See the protocol.
  public var costs: NormCosts { NormCosts() }

  /// See the protocol. Both methods compute the gradients.
  public func squaredNorms(by method: NormMethod) -> [[Double]] {
    var found = parameters.map { _ in [Double]() }
    for example in 0..<rows.count {
      let gradients = gradient(of: example, shapes: parameters.map { _ in [dy.columns] })
      for (index, gradient) in gradients.enumerated() { found[index].append(gradient.squares) }
    }
    return found
  }

  /// See the protocol.
  public func addGradient(of example: Int, times factor: Scalar, to sums: inout [Tensor<Scalar>]) {
    if gain != nil { add(example, factor, to: &sums[0]) }
    if offset != nil { addOffset(example, factor, to: &sums[sums.count - 1]) }
  }

  /// See the protocol.
  public func addSum(factors: [[Scalar]], to sums: inout [Tensor<Scalar>]) {
    for example in 0..<rows.count {
      if gain != nil { add(example, factors[0][example], to: &sums[0]) }
      if offset != nil { addOffset(example, factors[factors.count - 1][example], to: &sums[sums.count - 1]) }
    }
  }

  private func add(_ example: Int, _ factor: Scalar, to sum: inout Tensor<Scalar>) {
    guard factor != 0 else { return }
    let (range, width) = (rows.ranges[example], dy.columns)
    sum.withUnsafeMutablePointer { sum in
      normal.withUnsafePointer { x in
        dy.withUnsafePointer { g in
          Scalar.sumProducts(
            range.count, width, factor, x + range.lowerBound * width, g + range.lowerBound * width, sum)
        }
      }
    }
  }

  private func addOffset(_ example: Int, _ factor: Scalar, to sum: inout Tensor<Scalar>) {
    let (range, width) = (rows.ranges[example], dy.columns)
    let factors = [Scalar](repeating: factor, count: range.count)
    sum.withUnsafeMutablePointer { sum in
      dy.withUnsafePointer { g in Scalar.sumRows(range.count, width, width, g + range.lowerBound * width, factors, sum)
      }
    }
  }
}
