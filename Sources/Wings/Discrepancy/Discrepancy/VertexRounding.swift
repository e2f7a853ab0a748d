import DiscrepancyCheckers
import Exact
import LinearProgramming

/// Rounds almost all coordinates of a point and keeps m linear functionals of it exactly.
///
/// ```swift
/// let rounding = try VertexRounding(rows: m, point: x)   // m: Matrix<Rational>, x in [0,1]ⁿ
/// let certificate = try rounding.vertex()                // M y = M x, at most rank(M) coordinates fractional
/// try certificate.verify()                               // in rationals, without the code that found it
/// ```
///
/// Every vertex y of {y ∈ [0,1]ⁿ : M y = M x} has at most rank(M) fractional coordinates, since their columns are linearly
/// independent. Rounding these to the nearest integer changes a row of M by at most rank(M)/2 times its largest entry.
/// This is the linear-programming core of DiscQuant (arXiv 2501.06417).
public struct VertexRounding: Sendable {
  /// How the vertex is found. Certificates have one form and one checker; the vertices may differ.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// GLPK's simplex method in floating point, then exact: the vertex of least cost.
    case simplex
    /// A walk along kernel vectors in exact arithmetic: a vertex of no greater cost than the point.
    case kernelWalk = "kernel-walk"
    /// GLPK's simplex method in rational arithmetic, then exact: also the vertex of least cost, hundreds of times as slow.
    /// Refused for more than ``VertexRounding/largestCountForGLPKExact`` coordinates.
    case glpkExact = "glpk-exact"
    /// The kernel walk in floating point, columns in blocks, then one exact linear system: for a hundred thousand coordinates.
    case columnBlocks = "column-blocks"
  }

  /// The most coordinates for ``Method/glpkExact``: with 10 rows 100 take GLPK 0.04 s, with 40 rows 400 take 17 s.
  public static let largestCountForGLPKExact = 150

  /// M, with a column for every coordinate of the point.
  public let rows: Matrix<Rational>
  /// x, in [0,1]ⁿ.
  public let point: [Rational]
  /// The cost of each coordinate.
  public let costs: [Rational]

  /// The problem to round `point` and to keep `rows` · point.
  ///
  /// - Parameters:
  ///   - rows: M, with a column for every coordinate of the point.
  ///   - point: x, in [0,1]ⁿ.
  ///   - costs: by default 1 − 2x: then the cost of a 0/1 vector z is Σ (z − x)² up to a constant, since
  ///     (z − x)² = (1 − 2x) z + x² for z in {0, 1}.
  /// - Throws: ``DiscrepancyError`` for counts that do not match and for coordinates outside of [0,1].
  public init(rows: Matrix<Rational>, point: [Rational], costs: [Rational]? = nil) throws(DiscrepancyError) {
    // A matrix without rows has lost the number of its columns.
    if rows.rows > 0, rows.columns != point.count {
      throw .count("a row", found: rows.columns, expected: point.count)
    }
    if let costs, costs.count != point.count { throw .count("the cost", found: costs.count, expected: point.count) }
    for (index, value) in point.enumerated() where value < 0 || value > 1 {
      throw .outside(coordinate: index, value: "\(value)", range: "[0, 1]")
    }
    self.rows = rows
    self.point = point
    self.costs = costs ?? point.map { 1 - 2 * $0 }
  }

  /// The problem for doubles, each taken for exactly the number that it is.
  ///
  /// - Throws: ``DiscrepancyError`` also for entries that are not finite.
  public init(rows: Matrix<Double>, point: [Double]) throws(DiscrepancyError) {
    var exact = Matrix<Rational>(rows: rows.rows, columns: rows.columns, repeating: 0)
    for i in 0..<rows.rows {
      for j in 0..<rows.columns {
        guard let value = Rational(exactly: rows[i, j]) else { throw .notFinite(row: i, column: j) }
        exact[i, j] = value
      }
    }
    var exactPoint: [Rational] = []
    for (index, value) in point.enumerated() {
      guard let value = Rational(exactly: value) else {
        throw .outside(coordinate: index, value: "\(value)", range: "[0, 1]")
      }
      exactPoint.append(value)
    }
    try self.init(rows: exact, point: exactPoint)
  }

  /// A vertex y of {y ∈ [0,1]ⁿ : M y = M x}, with its certificate.
  ///
  /// - Throws: `CancellationError` if the task is cancelled; ``DiscrepancyError`` for more coordinates than GLPK's exact method
  ///   is let to work on.
  /// - Complexity: O(r³ + m n) operations on minors of r = rank(M) columns by the simplex method, besides GLPK's time; O(n r²)
  ///   by the kernel walk; O(n m r) in floating point and O(m n + r³) exact ones by column blocks.
  public func vertex(_ method: Method = .simplex) throws -> VertexCertificate {
    let vertex =
      switch method {
      case .simplex: try simplexVertex()
      case .kernelWalk: try walkedVertex()
      case .glpkExact: try glpkVertex()
      case .columnBlocks: try blockVertex()
      }
    return VertexCertificate(matrix: rows.nestedRows, point: point, vertex: vertex)
  }

  func walkedVertex() throws -> [Rational] {
    var walk = KernelWalk(rowCount: rows.rows)
    let columns = rows.rows == 0 ? point.map { _ in [] } : KernelWalk.columns(rows)
    for (column, value) in zip(columns, point) {
      try Task.checkCancellation()
      walk.enter(column, at: value, cost: { costs[$0] })
    }
    return walk.point
  }

  /// Coordinates that are 0 or 1 already are not variables.
  private func simplexVertex(from start: LinearProgram.Start = .floatingPoint) throws -> [Rational] {
    // The point itself is feasible and the cube bounded, so there is an optimum.
    try optimum(point, over: point.indices.filter { !point[$0].isInteger }, from: start) ?? walkedVertex()
  }

  private func glpkVertex() throws -> [Rational] {
    guard point.count <= Self.largestCountForGLPKExact else {
      throw DiscrepancyError.tooLarge("coordinates", found: point.count, limit: Self.largestCountForGLPKExact)
    }
    return try simplexVertex(from: .glpkExact)
  }
}
