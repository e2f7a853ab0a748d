import Exact

/// A row of weights w that is to be rounded to a grid, with the loss (v − w) H (v − w)ᵀ of what it is rounded to, v; all exact.
///
///     let row = try RowRounding(hessian: Matrix([[2, 1], [1, 2]]), weights: [2/5, 2/5])
///     row.nearest().loss                     // 24/25, the codes are 0, 0
///     try row.ldlq().loss                    // 14/25, the codes are 0, 1
///     try row.gptq().codes == row.ldlq().codes
///
/// H is the Hessian of a layer's squared error, a multiple of XᵀX for its inputs X; the rows of a layer are independent problems.
/// Sizes are what exact arithmetic allows: tens of columns.
public struct RowRounding: Sendable, Hashable {
  /// H, n × n, symmetric.
  public let hessian: Matrix<Rational>
  /// w, n numbers.
  public let weights: [Rational]
  /// The grid of each weight.
  public let grids: [RationalGrid]

  /// The problem to round the weights, by default to integers.
  ///
  /// - Parameters:
  ///   - hessian: H, n × n, symmetric.
  ///   - weights: w, n numbers.
  ///   - grids: one for each weight, or a single one for all.
  /// - Throws: ``QuantizationError`` for counts that do not match and a matrix that is not symmetric.
  public init(
    hessian: Matrix<Rational>, weights: [Rational], grids: [RationalGrid] = [.integers]
  ) throws(QuantizationError) {
    let n = weights.count
    guard hessian.rows == n else { throw .count("the Hessian's first column", found: hessian.rows, expected: n) }
    guard n == 0 || hessian.columns == n else {
      throw .count("a row of the Hessian", found: hessian.columns, expected: n)
    }
    guard grids.count == n || grids.count == 1 else {
      throw .count("the list of grids", found: grids.count, expected: n)
    }
    for i in 0..<n {
      for j in 0..<i where hessian[i, j] != hessian[j, i] { throw .notSymmetric(row: i, column: j) }
    }
    (self.hessian, self.weights) = (hessian, weights)
    self.grids = grids.count == n ? grids : weights.map { _ in grids[0] }
  }

  /// What codes cost.
  ///
  /// - Precondition: there is one for every weight.
  /// - Complexity: O(n²) operations on rationals.
  public func loss(of codes: [Integer]) -> Rational {
    precondition(codes.count == weights.count)
    let errors = weights.indices.map { grids[$0].value(of: codes[$0]) - weights[$0] }
    return (errors * hessian).dot(errors)
  }

  /// Each weight rounded to the nearest point of its grid.
  public func nearest() -> RoundedRow {
    let codes = weights.indices.map { grids[$0].nearest(to: weights[$0]) }
    return RoundedRow(
      codes: codes, loss: loss(of: codes), clipped: weights.indices.count { grids[$0].clips(weights[$0]) })
  }

  /// The same problem with its coordinates in another order.
  func permuted(_ columns: [Int]) throws(QuantizationError) -> RowRounding {
    try RowRounding(
      hessian: Matrix(rows: columns.count, columns: columns.count) { hessian[columns[$0], columns[$1]] },
      weights: columns.map { weights[$0] }, grids: columns.map { grids[$0] })
  }
}

/// What a row was rounded to.
public struct RoundedRow: Sendable, Hashable {
  /// The code of each weight.
  public var codes: [Integer]
  /// (v − w) H (v − w)ᵀ.
  public var loss: Rational
  /// How many weights, once they make up for the errors before them, lay outside of the range of their grids.
  public var clipped: Int
  /// The pivots of the Hessian in the order of rounding, where the method has them.
  public var pivots: [Rational] = []
  /// What was lost in each step, in the order of rounding: value − target. The loss is Σ pivots[k] · errors[k]².
  public var errors: [Rational] = []

  /// A row of these codes; nothing is computed here.
  public init(
    codes: [Integer], loss: Rational, clipped: Int, pivots: [Rational] = [], errors: [Rational] = []
  ) {
    (self.codes, self.loss, self.clipped) = (codes, loss, clipped)
    (self.pivots, self.errors) = (pivots, errors)
  }

  /// The codes back in the order of the weights.
  func restored(_ columns: [Int]) -> RoundedRow {
    var row = self
    for (place, column) in columns.enumerated() { row.codes[column] = codes[place] }
    return row
  }
}
