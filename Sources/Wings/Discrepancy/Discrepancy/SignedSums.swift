import Exact

extension UnitVectors {
  /// Signs for which the whole sum has length at most d, and every prefix sum length less than 2d.
  ///
  /// The vectors enter a kernel walk in [−1,1]ⁿ one after the other with the coefficient 0; Σ xᵢ vᵢ stays 0. After each at most
  /// d coefficients are fractional, and each of these moves by less than 2 until the end, where those left over take the
  /// nearest sign and move by at most 1.
  ///
  /// Bárány and Grinberg, "On some combinatorial questions in finite-dimensional spaces", Linear Algebra Appl. 41 (1981).
  ///
  /// - Complexity: O(n d²) operations on minors of at most d vectors.
  public func balancedSigns() -> [Int] {
    var walk = KernelWalk(rowCount: dimension)
    let half = Rational(1, 2)
    // The cube of the walk is [0,1]: the coefficient is 2 y − 1.
    for column in columns() { walk.enter(column, at: half) }
    return walk.point.map { $0 >= half ? 1 : -1 }
  }

  /// An order of the vectors, which must add up to 0, in which every prefix sum has length at most d.
  ///
  /// Vectors are placed from the last position to the first. With k left there are weights in [0,1] that add up to k − d and
  /// balance the vectors, Σ λᵢ vᵢ = 0; scaled to add up to k − d − 1 and moved to a vertex, at most d + 1 of them are
  /// fractional, so that one is 0: its vector is placed. A prefix of k vectors with such weights has the sum
  /// Σ (1 − λᵢ) vᵢ of length at most Σ (1 − λᵢ) = d.
  ///
  /// Grinberg and Sevast'yanov, "Value of the Steinitz constant", Funct. Anal. Appl. 14 (1980).
  ///
  /// - Throws: ``DiscrepancyError/sumNotZero(coordinate:sum:)``.
  /// - Complexity: O(n² d²) operations on minors of at most d + 1 vectors.
  public func steinitzOrder() throws(DiscrepancyError) -> [Int] {
    for i in 0..<dimension {
      let sum = vectors.reduce(Rational(0)) { $0 + $1[i] }
      if !sum.isZero { throw .sumNotZero(coordinate: i, sum: sum) }
    }
    let columns = columns(extraRowsOfOnes: 1)
    let count = vectors.count
    var left = Array(vectors.indices)
    var weights = left.map { _ in Rational(Integer(max(count - dimension, 0)), Integer(max(count, 1))) }
    var last: [Int] = []
    for k in stride(from: count, to: dimension, by: -1) {
      // Scaling comes first: weights that add up to k − d need not have a vertex with a 0.
      let scale = Rational(Integer(k - 1 - dimension), Integer(k - dimension))
      var walk = KernelWalk(rowCount: dimension + 1)
      for (vector, weight) in zip(left, weights) { walk.enter(columns[vector], at: weight * scale) }
      weights = walk.point
      guard let zero = weights.firstIndex(where: \.isZero) else {
        preconditionFailure("at most d + 1 weights that add up to k − d − 1 are fractional, so one is 0")
      }
      last.append(left.remove(at: zero))
      weights.remove(at: zero)
    }
    return left + last.reversed()
  }
}
