import Arrays

/// What became of a layer.
public struct LayerReport: Hashable, Sendable, Codable {
  /// rtn or gptq.
  public var method: String
  /// The number of outputs.
  public var rows: Int
  /// The number of inputs.
  public var columns: Int
  /// Bits per weight, scales and zeros included.
  public var bitsPerWeight: Double
  /// The trace of E H Eᵀ, E being the errors and H the Hessian without damping; nil without calibration.
  public var loss: Double?
  /// The loss over the trace of W H Wᵀ: the share of the outputs' mean square.
  public var relativeLoss: Double?
  /// How many weights, as they were when they were rounded, lay outside of the range of their grids.
  public var clipped = 0
  /// What was added to the Hessian's diagonal, in units of its mean; nil if nothing was.
  public var damping: Double?
  /// How many inputs are always 0.
  public var dead = 0
  /// How many scales were raised to the least number of half precision.
  public var underflows = 0
  /// Wall-clock time.
  public var seconds = 0.0

  init(method: String, rows: Int, columns: Int, grid: GridSpecification) {
    (self.method, self.rows, self.columns) = (method, rows, columns)
    bitsPerWeight = grid.bitsPerWeight(columns: columns)
  }

  /// Works the losses out.
  mutating func setLoss(of matrix: QuantizedMatrix, _ weights: DenseMatrix<Float>, _ hessian: DenseMatrix<Double>) {
    let values = matrix.weights()
    let errors = DenseMatrix<Double>(
      rows: weights.rows, columns: weights.columns,
      entries: zip(values.entries, weights.entries).map { Double($0) - Double($1) })
    let loss = Self.form(errors, hessian)
    let whole = Self.form(weights, DenseMatrix<Float>(hessian))
    self.loss = loss
    relativeLoss = whole > 0 ? loss / whole : nil
  }

  /// The trace of A H Aᵀ.
  private static func form<Number: BLASScalar>(_ matrix: DenseMatrix<Number>, _ hessian: DenseMatrix<Number>) -> Double
  {
    let product = matrix * hessian
    return zip(product.entries, matrix.entries).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
