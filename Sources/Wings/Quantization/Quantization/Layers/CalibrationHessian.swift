import Arrays
import CQuantization

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
    for start in stride(from: 0, to: inputs.rows, by: Product.rows) {
      try add(Product(of: inputs, start..<min(start + Product.rows, inputs.rows)))
    }
  }

  /// XᵀX of some inputs in single precision, which can be worked out beside others, and is added in double: half the time, and an error of a few
  /// units of single precision.
  struct Product: Sendable {
    /// Inputs that are added in single precision, at most.
    static let rows = 1024

    /// How many inputs.
    fileprivate let count: Int
    /// The lower half; none if an input cannot be added.
    fileprivate var matrix = DenseMatrix<Float>(rows: 0, columns: 0)
    /// The place of that input.
    fileprivate var refused: (row: Int, column: Int)?

    /// - Complexity: O(rows · columns²) operations, and a matrix of columns² floats.
    init(of inputs: DenseMatrix<Float>, _ rows: Range<Int>) {
      count = rows.count
      let columns = inputs.columns
      let place = inputs.withView { view in
        quantization_first_beyond(
          rows.count * columns, view.elements.baseAddress.map { $0 + rows.lowerBound * columns }, 1e18)
      }
      guard place < 0 else {
        refused = (place / columns, place % columns)
        return
      }
      matrix = DenseMatrix(rows: columns, columns: columns)
      matrix.withMutableView { product in
        inputs.withView { inputs in
          multiplyByTranspose(
            inputs.submatrix(rows: rows, columns: 0..<columns).transposed, into: product, triangle: .lower)
        }
      }
    }
  }

  /// Adds inputs by their product.
  ///
  /// - Throws: as adding the inputs does.
  /// - Complexity: O(columns²).
  mutating func add(_ product: Product) throws(QuantizationError) {
    if let (row, column) = product.refused { throw .notFinite("the input", row: count + row, column: column) }
    sum.withMutableView { sum in
      product.matrix.withView { quantization_add_lower(columns, $0.elements.baseAddress, sum.elements.baseAddress) }
    }
    count += product.count
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
