import Arrays

/// H = XᵀX / N of the inputs that a layer sees, a row of X for each of N inputs; summed in double precision.
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

  private init(columns: Int, sum: DenseMatrix<Double>) { (self.columns, self.sum) = (columns, sum) }

  /// Adds inputs, a row for each.
  ///
  /// - Throws: ``QuantizationError``: `.count` for rows of another length, `.notFinite` with the row and the column, also for inputs of 10¹⁸ or more,
  ///   whose squares single precision cannot add.
  /// - Complexity: O(rows · columns²) operations, and a matrix of columns² floats.
  public mutating func add(_ inputs: DenseMatrix<Float>) throws(QuantizationError) {
    guard inputs.columns == columns else {
      throw .count("a row of inputs", found: inputs.columns, expected: columns)
    }
    let entries = inputs.entries
    if let place = entries.firstIndex(where: { !($0.magnitude < 1e18) }) {
      throw .notFinite("the input", row: count + place / columns, column: place % columns)
    }
    // Products of 1024 rows in single precision, their sum in double: half the time, and an error of a few units of single precision.
    var product = DenseMatrix<Float>(rows: columns, columns: columns)
    for start in stride(from: 0, to: inputs.rows, by: 1024) {
      let rows = start..<min(start + 1024, inputs.rows)
      product.withMutableView { product in
        inputs.withView { inputs in
          multiplyByTranspose(
            inputs.submatrix(rows: rows, columns: 0..<columns).transposed, into: product, triangle: .lower)
        }
        sum.withMutableView { sum in
          for i in 0..<columns {
            let (from, into) = (product.row(i), sum.row(i))
            for j in 0...i { into[j] += Double(from[j]) }
          }
        }
      }
    }
    count += inputs.rows
  }

  /// H, both halves; zero without inputs.
  ///
  /// - Complexity: O(columns²).
  public var matrix: DenseMatrix<Double> {
    var copy = self
    return copy.take()
  }

  /// H, after which there are no rows; its memory is that of the sum.
  ///
  /// - Complexity: O(columns²).
  public mutating func take() -> DenseMatrix<Double> {
    var matrix = DenseMatrix<Double>(rows: 0, columns: 0)
    swap(&matrix, &sum)
    defer { self = CalibrationHessian(columns: columns, sum: DenseMatrix(rows: 0, columns: 0)) }
    let scale = 1 / Double(max(1, count))
    matrix.withMutableView { view in
      for i in 0..<columns { for j in 0...i { view[i, j] *= scale } }
    }
    matrix.symmetrize(from: .lower)
    return matrix
  }
}
