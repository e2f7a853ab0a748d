import Arrays

/// A matrix of weights as codes on grids.
public struct QuantizedMatrix: Hashable, Sendable {
  /// The number of rows, a layer's outputs.
  public let rows: Int
  /// The number of columns, a layer's inputs.
  public let columns: Int
  /// Its grids.
  public let grid: GridSpecification
  /// The codes row by row, rows · columns of them, below 2ᵇ.
  public internal(set) var codes: [UInt8]
  /// The scales row by row, a group after the other; numbers of half precision above 0.
  public internal(set) var scales: [Float]
  /// The zeros in the same order.
  public internal(set) var zeros: [UInt8]

  /// The number of groups of a row.
  public var groups: Int { grid.groupCount(columns: columns) }

  /// A matrix of these parts.
  ///
  /// - Throws: ``QuantizationError`` if the counts do not match, a code or a zero is 2ᵇ or more, or a scale is not a finite number above 0.
  /// - Complexity: O(rows · columns).
  public init(
    rows: Int, columns: Int, grid: GridSpecification, codes: [UInt8], scales: [Float], zeros: [UInt8]
  ) throws(QuantizationError) {
    let groups = grid.groupCount(columns: columns)
    guard rows >= 0, columns >= 0, codes.count == rows * columns else {
      throw .count("the list of codes", found: codes.count, expected: rows * columns)
    }
    guard scales.count == rows * groups else {
      throw .count("the list of scales", found: scales.count, expected: rows * groups)
    }
    guard zeros.count == rows * groups else {
      throw .count("the list of zeros", found: zeros.count, expected: rows * groups)
    }
    let top = UInt8(truncatingIfNeeded: 1 << grid.bits - 1)
    if let code = codes.first(where: { $0 > top }) ?? zeros.first(where: { $0 > top }) {
      throw .grid("the code \(code) has more than \(grid.bits) bits")
    }
    if let scale = scales.first(where: { !($0 > 0 && $0.isFinite) }) {
      throw .grid("the scale \(scale) is not a finite number above 0")
    }
    (self.rows, self.columns, self.grid) = (rows, columns, grid)
    (self.codes, self.scales, self.zeros) = (codes, scales, zeros)
  }

  /// Room for a matrix; the codes are 0.
  init(rows: Int, columns: Int, grid: GridSpecification) {
    (self.rows, self.columns, self.grid) = (rows, columns, grid)
    codes = [UInt8](repeating: 0, count: rows * columns)
    scales = [Float](repeating: 1, count: rows * grid.groupCount(columns: columns))
    zeros = [UInt8](repeating: 0, count: rows * grid.groupCount(columns: columns))
  }

  /// The weights that the codes stand for: scale · (code − zero).
  ///
  /// - Complexity: O(rows · columns).
  public func weights() -> DenseMatrix<Float> {
    let values = [Float](unsafeUninitializedCapacity: rows * columns) { values, initialized in
      codes.withUnsafeBufferPointer { codes in
        for row in 0..<rows {
          for group in 0..<groups {
            let (scale, zero) = (scales[row * groups + group], Float(zeros[row * groups + group]))
            let places = grid.columns(of: group, in: columns)
            for place in row * columns + places.lowerBound..<row * columns + places.upperBound {
              values[place] = scale * (Float(codes[place]) - zero)
            }
          }
        }
      }
      initialized = rows * columns
    }
    return DenseMatrix(rows: rows, columns: columns, entries: values)
  }
}
