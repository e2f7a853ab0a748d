import Arrays

/// H = XᵀX / N of the inputs that a layer sees, a row of X for each of N inputs; in double precision.
///
/// The loss of errors E in the layer's weights, the mean squared change of its outputs, is the trace of E H Eᵀ.
public struct CalibrationHessian: Sendable {
  /// The number of a layer's inputs.
  public let columns: Int
  /// How many rows have been added.
  public private(set) var count = 0
  /// Σ xᵀx; the lower half.
  private var sum: DenseMatrix<Double>

  /// No rows yet.
  public init(columns: Int) {
    self.columns = columns
    sum = DenseMatrix(rows: columns, columns: columns)
  }

  /// Adds inputs, a row for each.
  ///
  /// - Throws: ``QuantizationError``: `.count` for rows of another length, `.notFinite` with the row and the column.
  /// - Complexity: O(rows · columns²) operations, and a copy of 1024 rows.
  public mutating func add(_ inputs: DenseMatrix<Float>) throws(QuantizationError) {
    guard inputs.columns == columns else {
      throw .count("a row of inputs", found: inputs.columns, expected: columns)
    }
    let entries = inputs.entries
    if let place = entries.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite("the input", row: count + place / columns, column: place % columns)
    }
    var start = 0
    while start < inputs.rows {
      let rows = min(1_024, inputs.rows - start)
      let part = DenseMatrix<Double>(
        rows: rows, columns: columns, entries: entries[start * columns..<(start + rows) * columns].map { Double($0) })
      sum.withMutableView { multiplyByTranspose(part.transposed, into: $0, triangle: .lower, beta: 1) }
      start += rows
    }
    count += inputs.rows
  }

  /// H, both halves; zero without inputs.
  ///
  /// - Complexity: O(columns²).
  public var matrix: DenseMatrix<Double> {
    var matrix = sum
    let scale = 1 / Double(max(1, count))
    matrix.withMutableView { view in
      for i in 0..<columns { for j in 0...i { view[i, j] *= scale } }
    }
    matrix.symmetrize(from: .lower)
    return matrix
  }
}
