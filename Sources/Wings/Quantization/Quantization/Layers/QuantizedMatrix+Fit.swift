import Arrays
import CQuantization

extension QuantizedMatrix {
  /// Fits the grids of a group, of all rows.
  ///
  /// - Parameters:
  ///   - index: the group.
  ///   - weights: a matrix that has the group's columns.
  ///   - importance: of each column of the whole matrix, for the search of a range.
  ///   - report: what becomes of the scales is counted there.
  ///   - first: the column of the whole matrix that is the first one of `weights`.
  /// - Throws: ``QuantizationError/scale(row:group:)``.
  mutating func fit(
    _ index: Int, to weights: DenseMatrix<Float>, _ importance: [Float], _ report: inout LayerReport,
    from first: Int = 0
  ) throws(QuantizationError) {
    let places = grid.columns(of: index, in: columns)
    let fitting = grid.fitting
    let entries = weights.entries
    for row in 0..<rows {
      let start = row * weights.columns + places.lowerBound - first
      let status = entries.withUnsafeBufferPointer { entries in
        importance.withUnsafeBufferPointer { importance in
          quantization_fit(
            fitting, entries.baseAddress.map { $0 + start }, importance.baseAddress.map { $0 + places.lowerBound },
            places.count, &scales[row * groups + index], &zeros[row * groups + index])
        }
      }
      if status == 1 { throw .scale(row: row, group: index) }
      if status == 2 { report.underflows += 1 }
    }
  }

  /// Rounds each weight to the nearest point of its grid (RTN).
  ///
  /// - Parameters:
  ///   - weights: outputs × inputs.
  ///   - grid: the grids.
  ///   - hessian: of the inputs, if there is one: for the loss that is reported, and the importance of columns in the search of a range.
  /// - Throws: ``QuantizationError``: `.notFinite`, `.scale`, `.count`.
  /// - Complexity: O(outputs · inputs), besides the loss.
  public static func nearest(
    _ weights: DenseMatrix<Float>, grid: GridSpecification, hessian: DenseMatrix<Double>? = nil
  ) throws(QuantizationError) -> (matrix: QuantizedMatrix, report: LayerReport) {
    try weights.requireFinite("the weight")
    if let hessian, hessian.rows != weights.columns {
      throw .count("a row of the Hessian", found: hessian.rows, expected: weights.columns)
    }
    let clock = ContinuousClock()
    let start = clock.now
    var matrix = QuantizedMatrix(rows: weights.rows, columns: weights.columns, grid: grid)
    var report = LayerReport(method: "rtn", rows: weights.rows, columns: weights.columns, grid: grid)
    let importance = (0..<weights.columns).map { j in hessian.map { Float($0[j, j]) } ?? 1 }
    for group in 0..<matrix.groups { try matrix.fit(group, to: weights, importance, &report) }
    let groups = (0..<weights.columns).map { Int32(grid.group(of: $0)) }
    var errors = [Float](repeating: 0, count: matrix.codes.count)
    let (rows, columns, count, bits) = (matrix.rows, matrix.columns, matrix.groups, Int32(grid.bits))
    let (scales, zeros) = (matrix.scales, matrix.zeros)
    if !errors.isEmpty {
      report.clipped =
        weights.entries.withUnsafeBufferPointer { entries in
          quantization_block(
            rows, columns, columns, entries.baseAddress, nil, nil, 0, nil, scales, zeros, groups, count, bits,
            &matrix.codes, &errors)
        }.clipped
    }
    if let hessian { report.setLoss(of: matrix, weights, hessian) }
    report.seconds = (clock.now - start) / .seconds(1)
    return (matrix, report)
  }
}
