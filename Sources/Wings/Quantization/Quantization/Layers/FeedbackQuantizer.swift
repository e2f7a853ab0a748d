import Arrays
import CQuantization

/// GPTQ: rounds the columns of a layer's weights one after the other, those that are left making up for the errors so far.
///
/// ```swift
/// var hessian = CalibrationHessian(columns: 384)
/// try hessian.add(inputs)                                     // DenseMatrix<Float>, a row for each input
/// let quantizer = FeedbackQuantizer(grid: try GridSpecification(bits: 3, group: 64))
/// let (matrix, report) = try quantizer.quantize(weights, hessian: hessian.matrix)
/// report.loss                                                 // mean squared change of the outputs
/// ```
///
/// It works with the factor of H instead of that of its inverse, as LDLQ does, with the same codes (claim
/// `quantization.nearest-plane`), a third of the factorisation's cost and none of the inverse's errors. Blocks of 128
/// columns are brought up to date by one product. GPTQ: arXiv 2210.17323.
public struct FeedbackQuantizer: Sendable {
  /// The order in which columns are rounded.
  public enum Order: String, Sendable, CaseIterable {
    /// From the first to the last; the grid of a group is fitted to its weights as they are when its turn comes.
    case natural
    /// By falling diagonal of the Hessian (act-order). Groups stay what they are in the matrix, and their grids are fitted to
    /// the original weights (static groups), so that no file needs to know the order.
    case activation
  }

  /// The grids.
  public var grid: GridSpecification
  /// The order of columns.
  public var order: Order
  /// What is added to the Hessian's diagonal, in units of its mean. More makes rounding more careful and less clever: at infinity it
  /// is rounding to the nearest.
  public var damping: Double

  /// A quantizer.
  ///
  /// - Precondition: the damping is finite and not negative.
  public init(grid: GridSpecification, order: Order = .activation, damping: Double = 0.01) {
    precondition(damping >= 0 && damping.isFinite)
    (self.grid, self.order, self.damping) = (grid, order, damping)
  }

  /// Rounds the weights of a layer.
  ///
  /// - Parameters:
  ///   - weights: outputs × inputs.
  ///   - hessian: H of ``CalibrationHessian``, inputs × inputs.
  /// - Throws: ``QuantizationError``: `.count` for shapes that do not match; `.notFinite` for a weight or an entry of the Hessian; `.damping`
  ///   if no damping makes the Hessian positive definite; `.scale` for weights beyond half precision.
  /// - Complexity: O(inputs³ + outputs · inputs²) operations, and two copies of each matrix.
  public func quantize(
    _ weights: DenseMatrix<Float>, hessian: DenseMatrix<Double>
  ) throws(QuantizationError) -> (matrix: QuantizedMatrix, report: LayerReport) {
    try checkShapes(weights, hessian)
    let clock = ContinuousClock()
    let start = clock.now
    let factor = try DampedFactor(hessian, damping: damping, order: order)
    let n = weights.columns
    // A weight that nothing ever reaches is best 0, which costs nothing.
    var weights = weights
    weights.withMutableView { view in
      for row in 0..<view.rows { for column in factor.dead { view[row, column] = 0 } }
    }
    var ordered = weights
    if order != .natural {
      ordered = DenseMatrix(rows: weights.rows, columns: n) { weights[$0, factor.order[$1]] }
    }
    var matrix = QuantizedMatrix(rows: weights.rows, columns: n, grid: grid)
    let importance = (0..<n).map { Float(hessian[$0, $0]) }
    var report = LayerReport(method: "gptq", rows: weights.rows, columns: n, grid: grid)
    // Natural order fits each group when its turn comes.
    let fitsLater = order == .natural && grid.group != nil
    if !fitsLater {
      for group in 0..<matrix.groups { try matrix.fit(group, to: weights, importance, &report) }
    }
    var run = FeedbackRun(ordered, upper: factor.upper)
    for block in blocks(n) {
      run.prepare(block)
      if fitsLater, let group = grid.group {
        let updated = run.updatedWeights(block)
        try matrix.fit(block.lowerBound / group, to: updated, importance, &report, from: block.lowerBound)
      }
      report.clipped += run.round(block, places: factor.order, of: matrix)
    }
    matrix.codes = run.codes(back: factor.order)
    report.damping = factor.damping
    report.dead = factor.dead.count
    report.setLoss(of: matrix, weights, hessian)
    report.seconds = (clock.now - start) / .seconds(1)
    return (matrix, report)
  }

  /// Blocks of 128 columns, or the groups if these are fitted in turn.
  private func blocks(_ n: Int) -> [Range<Int>] {
    let width = order == .natural ? grid.group ?? 128 : 128
    return stride(from: 0, to: n, by: width).map { $0..<min(n, $0 + width) }
  }

  private func checkShapes(_ weights: DenseMatrix<Float>, _ hessian: DenseMatrix<Double>) throws(QuantizationError) {
    let n = weights.columns
    guard hessian.rows == n, hessian.columns == n else {
      throw .count("a row of the Hessian", found: hessian.columns, expected: n)
    }
    try weights.requireFinite("the weight")
  }
}

extension DenseMatrix<Float> {
  /// - Throws: ``QuantizationError/notFinite(_:row:column:)``.
  func requireFinite(_ what: String) throws(QuantizationError) {
    if let place = entries.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(what, row: place / columns, column: place % columns)
    }
  }
}
