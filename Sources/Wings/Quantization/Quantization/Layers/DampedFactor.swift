import Arrays

/// The unit upper factor V of a damped Hessian in an order of columns: H + λ I = V D Vᵀ, factored in double precision.
///
/// If the matrix is not positive definite in this arithmetic, because inputs depend on each other or there are too few, λ grows tenfold until it
/// is: AutoGPTQ and its kin stop there.
struct DampedFactor {
  /// The order: place k has this column.
  let order: [Int]
  /// Whether the order is that of the columns.
  let isNatural: Bool
  /// V in this order, in single precision.
  let upper: DenseMatrix<Float>
  /// The diagonal of D in this order.
  let pivots: [Double]
  /// The diagonal of H.
  let diagonal: [Double]
  /// λ over the mean of the diagonal.
  let damping: Double
  /// λ.
  let added: Double
  /// How many inputs are always 0. Their diagonal was set to the mean, which frees them from all others.
  let dead: [Int]

  /// - Throws: ``QuantizationError/damping(largest:coordinate:)`` if even as much as the mean diagonal does not do.
  init(
    _ hessian: DenseMatrix<Double>, damping: Double, order: FeedbackQuantizer.Order
  ) throws(QuantizationError) {
    let n = hessian.rows
    let diagonal = (0..<n).map { hessian[$0, $0] }
    let dead = (0..<n).filter { diagonal[$0] == 0 }
    let mean = diagonal.reduce(0, +) / Double(max(1, n - dead.count))
    let unit = mean > 0 ? mean : 1
    let weight = diagonal.map { $0 == 0 ? unit : $0 }
    let columns: [Int] =
      switch order {
      case .natural: Array(0..<n)
      case .activation: (0..<n).sorted { (weight[$1], $0) < (weight[$0], $1) }
      case .reversed: Array((0..<n).reversed())
      case .leastPivot: Self.leastPivots(hessian, diagonal: weight.map { $0 + damping * unit })
      }
    // The last column first: a lower factor of this is an upper one of the matrix.
    let backward = Array(columns.reversed())
    var share = damping
    while true {
      var reversed = DenseMatrix<Double>(rows: n, columns: n)
      reversed.withMutableView { reversed in
        hessian.withView { hessian in
          for i in 0..<n {
            let (from, into) = (backward[i] * n, reversed.row(i))
            for j in 0..<i { into[j] = hessian.elements[from + backward[j]] }
            into[i] = weight[backward[i]] + share * unit
          }
        }
      }
      do {
        let lower = try CholeskyFactorization(reversed).factor
        let roots = (0..<n).map { lower[$0, $0] }
        let inverses = roots.map { 1 / $0 }
        var factor = DenseMatrix<Float>(rows: n, columns: n)
        factor.withMutableView { factor in
          lower.withView { lower in
            for i in 0..<n {
              let (from, into) = ((n - 1 - i) * n, factor.row(i))
              for j in i..<n { into[j] = Float(lower.elements[from + n - 1 - j] * inverses[n - 1 - j]) }
            }
          }
        }
        upper = factor
        pivots = roots.reversed().map { $0 * $0 }
        break
      } catch .notPositiveDefinite(let pivot) {
        guard share < 1 else { throw .damping(largest: share, coordinate: backward[pivot]) }
        share = share == 0 ? 1e-6 : share * 10
      } catch .notFinite(let row, let column) {
        throw .notFinite("the Hessian", row: backward[row], column: backward[column])
      } catch { throw .grid("the Hessian cannot be factored: \(error)") }
    }
    (self.diagonal, added, isNatural) = (diagonal, share * unit, order == .natural)
    (self.order, self.damping, self.dead) = (columns, share, dead)
  }

  /// The columns of which each has the least pivot of those that are left, the last one first; of equals the last.
  ///
  /// - Parameters:
  ///   - hessian: H, of which what is beside the diagonal is read.
  ///   - diagonal: that of the matrix.
  /// - Complexity: O(n³).
  private static func leastPivots(_ hessian: DenseMatrix<Double>, diagonal: [Double]) -> [Int] {
    let n = diagonal.count
    var (rest, open, last) = (diagonal, Array(0..<n), [Int]())
    // Columns of a Cholesky factor with its pivots in the order in which they are chosen.
    var factor = DenseMatrix<Double>(rows: n, columns: n)
    var known = [Double](repeating: 0, count: n)
    for step in 0..<n {
      guard var place = open.indices.last else { break }
      for k in open.indices.reversed() where rest[open[k]] < rest[open[place]] { place = k }
      let best = open.remove(at: place)
      last.append(best)
      // A pivot of 0 leaves nothing to subtract in a semidefinite matrix.
      guard rest[best] > 0 else { continue }
      let root = rest[best].squareRoot()
      factor.withMutableView { factor in
        known.withUnsafeMutableBufferPointer { known in
          multiply(
            factor.readOnly.submatrix(rows: 0..<n, columns: 0..<step),
            UnsafeBufferPointer(rebasing: factor.row(best)[..<step]), into: known)
        }
        for i in open {
          let entry = (hessian[best, i] - known[i]) / root
          factor[i, step] = entry
          rest[i] -= entry * entry
        }
      }
    }
    return last.reversed()
  }
}
