import Exact

extension LabelledPoints {
  /// The optimum of max 1ᵀα − ½ αᵀGα over 0 ≤ α ≤ C, for every base and box: exact signs decide which coefficients are 0, which
  /// are C, and which lie between.
  ///
  /// Block principal pivoting: all coefficients that are on the wrong side change it at once; when that has not made them fewer
  /// for a while, only the last one does, which ends for every positive definite G (Murty's rule). G is: it is a tensor product
  /// of matrices (1 q; q 1), restricted to different points.
  ///
  /// Source: Júdice and Pires, "A block principal pivoting algorithm for large-scale strictly monotone linear complementarity
  /// problems", Computers & Operations Research 21 (1994).
  ///
  /// - Parameters:
  ///   - gram: the Gram matrix of the points.
  ///   - box: C; nil for no upper bound.
  /// - Complexity: a solution of the free coefficients' system for each exchange; a handful of them in practice.
  func boxOptimum(_ gram: GramMatrix, box: Rational?) throws(KernelError) -> ExactValue {
    let (c, e) = box.map { ($0.numerator, $0.denominator) } ?? (0, 1)
    var places = [Place](repeating: .free, count: count)
    var (fewest, patience) = (count + 1, 10)
    while true {
      let free = places.indices.filter { places[$0] == .free }
      let full = places.indices.filter { places[$0] == .box }
      // e G_FF (e α)_F = e 1 − c G_FU 1, times the common denominator of the kernel.
      let right = free.map { i in
        full.reduce(into: e * gram.scale) { $0.addProduct(-c, signed(gram, i, $1)) }
      }
      let block = Matrix<Integer>(rows: free.count, columns: free.count) { signed(gram, free[$0], free[$1]) }
      guard let solution = block.uniqueSolution(right) else {
        throw .notDominant(rho: gram.greatestOffDiagonalSum, bound: 1)
      }
      let denominator = solution.denominator * e
      var numerators = [Integer](repeating: 0, count: count)
      for (position, i) in free.enumerated() { numerators[i] = solution.numerators[position] }
      for i in full { numerators[i] = c * solution.denominator }
      // (G α)ᵢ over gram.scale · denominator.
      let products = (0..<count).map { i in
        (0..<count).reduce(into: Integer.zero) { sum, j in
          if !numerators[j].isZero { sum.addProduct(signed(gram, i, j), numerators[j]) }
        }
      }
      let one = gram.scale * denominator
      let limit = box == nil ? nil : c * solution.denominator
      let moves: [(index: Int, place: Place)] = (0..<count).compactMap { i in
        switch places[i] {
        case .free where numerators[i] < 0: (i, .zero)
        case .free where limit.map({ numerators[i] > $0 }) ?? false: (i, .box)
        case .zero where products[i] < one: (i, .free)
        case .box where products[i] > one: (i, .free)
        default: nil
        }
      }
      guard let last = moves.last else {
        let square = zip(numerators, products).reduce(into: Integer.zero) { $0.addProduct($1.0, $1.1) }
        return ExactValue(
          value: Rational(numerators.reduce(0, +), denominator) - Rational(square, 2 * one * denominator),
          coefficients: CommonFractions(numerators: numerators, denominator: denominator))
      }
      if moves.count < fewest {
        (fewest, patience) = (moves.count, 10)
      } else {
        patience -= 1
      }
      for move in patience >= 0 ? moves : [last] { places[move.index] = move.place }
    }
  }

  private func signed(_ gram: GramMatrix, _ i: Int, _ j: Int) -> Integer {
    labels[i] == labels[j] ? gram.scaled(i, j) : -gram.scaled(i, j)
  }
}

/// Where a coefficient is: at a bound or between.
private enum Place { case zero, free, box }
