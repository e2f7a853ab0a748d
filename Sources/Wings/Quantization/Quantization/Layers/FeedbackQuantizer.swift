import Arrays
import CQuantization
import Dispatch
import Synchronization

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
/// columns are brought up to date by one product. Panels of rows go side by side on all processors; with `BLAS.threads` at 1 they do not wait for
/// each other. GPTQ: arXiv 2210.17323.
public struct FeedbackQuantizer: Sendable {
  /// The order in which columns are rounded.
  public enum Order: String, Sendable, CaseIterable {
    /// From the first to the last; the grid of a group is fitted to its weights as they are when its turn comes.
    case natural
    /// By falling diagonal of the Hessian (act-order). Groups stay what they are in the matrix, and their grids are fitted to
    /// the original weights (static groups), so that no file needs to know the order.
    case activation
    /// From the last to the first, groups as with `activation`: Babai's nearest plane in the order of the file.
    case reversed
    /// Which column is last, which one before it, and so on, is chosen so that its pivot is the least, groups as with `activation`; see
    /// ``ColumnOrder/leastPivot``. It takes inputs³ operations more, at the speed of memory.
    case leastPivot = "least-pivot"
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
  /// - Complexity: O(inputs³ + outputs · inputs²) operations, two copies of each matrix beside the Hessian, and three of some rows.
  public func quantize(
    _ weights: DenseMatrix<Float>, hessian: DenseMatrix<Double>
  ) throws(QuantizationError) -> (matrix: QuantizedMatrix, report: LayerReport) {
    try checkShapes(weights, hessian)
    return try quantize(weights, factored(hessian), hessian: hessian)
  }

  /// What layers with the same inputs share.
  func factored(_ hessian: DenseMatrix<Double>) throws(QuantizationError) -> DampedFactor {
    try DampedFactor(hessian, damping: damping, order: order)
  }

  /// Rounds the weights of a layer, H being factored already.
  func quantize(
    _ weights: DenseMatrix<Float>, _ factor: DampedFactor, hessian: DenseMatrix<Double>
  ) throws(QuantizationError) -> (matrix: QuantizedMatrix, report: LayerReport) {
    try checkShapes(weights, hessian)
    let clock = ContinuousClock()
    let start = clock.now
    // As many rows as fit into a cache of a megabyte, three times, and a part for each of two processors at least.
    let rows = weights.rows
    let parts = max(1, min(rows, max(2, rows * max(1, weights.columns) / 100_000)))
    let panels = Mutex<[Int: Result<Panel, QuantizationError>]>([:])
    DispatchQueue.concurrentPerform(iterations: parts) { part in
      let first = rows * part / parts
      let panel = Result { () throws(QuantizationError) in
        try self.panel(weights, first..<rows * (part + 1) / parts, factor)
      }.mapError { error in
        guard case .scale(let row, let group) = error else { return error }
        return .scale(row: first + row, group: group)
      }
      panels.withLock { $0[part] = panel }
    }
    let finished = panels.withLock { $0 }
    var (codes, scales, zeros) = ([UInt8](), [Float](), [UInt8]())
    codes.reserveCapacity(rows * weights.columns)
    var report = LayerReport(method: "gptq", rows: rows, columns: weights.columns, grid: grid)
    var (loss, whole) = (DampedForm(), DampedForm())
    for part in 0..<parts {
      guard let panel = try finished[part]?.get() else { continue }
      codes += panel.matrix.codes
      scales += panel.matrix.scales
      zeros += panel.matrix.zeros
      report.underflows += panel.underflows
      report.clipped += panel.clipped
      loss += panel.loss
      whole += panel.whole
    }
    let matrix = try QuantizedMatrix(
      rows: rows, columns: weights.columns, grid: grid, codes: codes, scales: scales, zeros: zeros)
    report.damping = factor.damping
    report.dead = factor.dead.count
    if let loss = loss.value(factor.added), let whole = whole.value(factor.added) {
      report.loss = loss
      report.relativeLoss = whole > 0 ? loss / whole : nil
    } else {
      report.setLoss(of: matrix, without(factor.dead, weights), hessian)
    }
    report.seconds = (clock.now - start) / .seconds(1)
    return (matrix, report)
  }

  /// The trace of A (H + λ I) Aᵀ and that of A Aᵀ.
  private struct DampedForm {
    var damped = 0.0
    var squares = 0.0

    /// The trace of A H Aᵀ; nil if too few digits of it would be left, as where H is nearly singular.
    func value(_ added: Double) -> Double? {
      let value = damped - added * squares
      return value >= 0.01 * damped ? value : nil
    }

    static func += (left: inout DampedForm, right: DampedForm) {
      left.damped += right.damped
      left.squares += right.squares
    }
  }

  /// Some rows that have been rounded.
  private struct Panel {
    let matrix: QuantizedMatrix
    let underflows, clipped: Int
    let loss, whole: DampedForm
  }

  /// Rounds some rows.
  private func panel(
    _ weights: DenseMatrix<Float>, _ rows: Range<Int>, _ factor: DampedFactor
  ) throws(QuantizationError) -> Panel {
    let n = weights.columns
    let weights = without(
      factor.dead,
      DenseMatrix(
        rows: rows.count, columns: n, entries: Array(weights.entries[rows.lowerBound * n..<rows.upperBound * n])))
    var matrix = QuantizedMatrix(rows: rows.count, columns: n, grid: grid)
    let importance = factor.diagonal.map { Float($0) }
    var report = LayerReport(method: "gptq", rows: rows.count, columns: n, grid: grid)
    // Natural order fits each group when its turn comes.
    let fitsLater = order == .natural && grid.group != nil
    if !fitsLater {
      for group in 0..<matrix.groups { try matrix.fit(group, to: weights, importance, &report) }
    }
    var run = FeedbackRun(weights, factor)
    let blocks = blocks(n)
    for block in blocks {
      run.prepare(block)
      if fitsLater, let group = grid.group {
        let updated = run.updatedWeights(block)
        try matrix.fit(block.lowerBound / group, to: updated, importance, &report, from: block.lowerBound)
      }
      run.round(block, of: matrix)
    }
    matrix.codes = run.codesInPlace()
    let whole = run.wholeForm(blocks)
    return Panel(
      matrix: matrix, underflows: report.underflows, clipped: run.sums.clipped,
      loss: DampedForm(damped: run.sums.loss, squares: run.sums.squares),
      whole: DampedForm(damped: whole.damped, squares: whole.squares))
  }

  /// The weights with 0 where nothing ever reaches them, which costs nothing.
  private func without(_ dead: [Int], _ weights: DenseMatrix<Float>) -> DenseMatrix<Float> {
    guard !dead.isEmpty else { return weights }
    var weights = weights
    weights.withMutableView { view in
      for row in 0..<view.rows { for column in dead { view[row, column] = 0 } }
    }
    return weights
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
    let place = withView { quantization_first_beyond($0.elements.count, $0.elements.baseAddress, .infinity) }
    if place >= 0 { throw .notFinite(what, row: place / columns, column: place % columns) }
  }
}
