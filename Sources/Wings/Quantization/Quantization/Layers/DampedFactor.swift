import Arrays

/// The unit upper factor V of a damped Hessian in an order of columns: H + λ I = V D Vᵀ, factored in double precision.
///
/// If the matrix is not positive definite in this arithmetic, because inputs depend on each other or there are too few, λ grows tenfold until it
/// is: AutoGPTQ and its kin stop there.
struct DampedFactor {
  /// The order: place k has this column.
  let order: [Int]
  /// V in this order, in single precision.
  let upper: DenseMatrix<Float>
  /// λ over the mean of the diagonal.
  let damping: Double
  /// How many inputs are always 0. Their diagonal was set to the mean, which frees them from all others.
  let dead: [Int]

  /// - Throws: ``QuantizationError/damping(largest:coordinate:)`` if even as much as the mean diagonal does not do.
  init(
    _ hessian: DenseMatrix<Double>, damping: Double, order: FeedbackQuantizer.Order
  ) throws(QuantizationError) {
    let n = hessian.rows
    var matrix = hessian
    let dead = (0..<n).filter { hessian[$0, $0] == 0 }
    let mean = (0..<n).reduce(0.0) { $0 + hessian[$1, $1] } / Double(max(1, n - dead.count))
    for j in dead { matrix[j, j] = mean > 0 ? mean : 1 }
    let unit = mean > 0 ? mean : 1
    let columns: [Int] =
      switch order {
      case .natural: Array(0..<n)
      case .activation: (0..<n).sorted { (matrix[$1, $1], $0) < (matrix[$0, $0], $1) }
      }
    // The last column first: a lower factor of this is an upper one of the matrix.
    let backward = Array(columns.reversed())
    var share = damping
    while true {
      var reversed = DenseMatrix<Double>(rows: n, columns: n)
      reversed.withMutableView { reversed in
        matrix.withView { matrix in
          for i in 0..<n {
            let (from, into) = (backward[i] * n, reversed.row(i))
            for j in 0...i { into[j] = matrix.elements[from + backward[j]] }
            into[i] += share * unit
          }
        }
      }
      do {
        let lower = try CholeskyFactorization(reversed).factor
        let inverses = (0..<n).map { 1 / lower[$0, $0] }
        var unit = DenseMatrix<Float>(rows: n, columns: n)
        unit.withMutableView { unit in
          lower.withView { lower in
            for i in 0..<n {
              let (from, into) = ((n - 1 - i) * n, unit.row(i))
              for j in i..<n { into[j] = Float(lower.elements[from + n - 1 - j] * inverses[n - 1 - j]) }
            }
          }
        }
        upper = unit
        break
      } catch .notPositiveDefinite(let pivot) {
        guard share < 1 else { throw .damping(largest: share, coordinate: backward[pivot]) }
        share = share == 0 ? 1e-6 : share * 10
      } catch .notFinite(let row, let column) {
        throw .notFinite("the Hessian", row: backward[row], column: backward[column])
      } catch { throw .grid("the Hessian cannot be factored: \(error)") }
    }
    (self.order, self.damping, self.dead) = (columns, share, dead)
  }
}
