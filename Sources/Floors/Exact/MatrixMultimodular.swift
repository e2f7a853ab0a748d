/// Elimination modulo many primes, whose results the Chinese remainder theorem joins to exact ones.
///
/// Nothing here is probabilistic. Enough primes are used for Hadamard's bound to leave a single integer with the residues
/// found; ranks are proved from both sides, by a minor that is not 0 modulo some prime and by kernel vectors verified
/// over the integers. A prime that happens to divide a pivot minor is noticed and passed over.
struct MatrixMultimodular {
  let matrix: Matrix<Integer>
  var primes: ModularPrimes

  init(_ matrix: Matrix<Integer>, primes: ModularPrimes = ModularPrimes()) {
    self.matrix = matrix
    self.primes = primes
  }

  /// The determinant of a square matrix.
  ///
  /// - Complexity: O(n⁴ (*b* + log n)) operations on bits in words of 61, for entries of *b* bits.
  func determinant() -> Integer {
    let all = Array(0..<matrix.columns)
    let bound = hadamardBits(rows: all, columns: all, alternatives: [])
    var fields: [ModularField] = []
    var residues: [UInt64] = []
    var modulusBits = Integer(1)
    for prime in primes {
      if modulusBits.bitWidth > bound + 1 { break }
      let field = ModularField(prime: prime)
      let elimination = ModularElimination(
        matrix, rows: all, columns: all, modulo: field, stopsAtMissingPivot: true)
      fields.append(field)
      residues.append(elimination.rank < all.count ? 0 : elimination.determinant)
      modulusBits *= Integer(prime)
    }
    return ModularReconstruction(fields).integer { residues[$0] }
  }

  /// The rank alone, which needs no reconstruction if it is as large as the shape allows.
  func rank() -> Int {
    var primes = primes
    guard let prime = primes.next() else { return 0 }
    let elimination = ModularElimination(
      matrix, rows: Array(0..<matrix.rows), columns: Array(0..<matrix.columns), modulo: ModularField(prime: prime))
    if elimination.rank == min(matrix.rows, matrix.columns) { return elimination.rank }
    return echelon().rank
  }

  /// The reduced form.
  ///
  /// - Complexity: O(m n r) operations on words per prime, O(r (*b* + log r) / 61) primes, and O(m n r) multiplications of
  ///   integers that large to verify a rank r < m.
  func echelon() -> MatrixEchelon {
    let (rows, columns) = (Array(0..<matrix.rows), Array(0..<matrix.columns))
    var candidates = primes
    var best: ModularElimination?
    while let prime = candidates.next() {
      let profile = ModularElimination(matrix, rows: rows, columns: columns, modulo: ModularField(prime: prime))
      // A profile that a former prime also had, or a worse one, was already refuted.
      if let best, !MatrixMultimodular.isBetter(profile.pivotColumns, than: best.pivotColumns) { continue }
      best = profile
      let pivotRows = profile.rowOrder.prefix(profile.rank).sorted()
      let candidate = echelon(pivotRows: pivotRows, pivotColumns: profile.pivotColumns)
      if isProved(candidate, pivotRows: pivotRows) { return candidate }
    }
    preconditionFailure("there are infinitely many primes")
  }

  /// Whether pivot columns are nearer to the true ones: an unlucky prime loses pivots or finds them too late.
  static func isBetter(_ columns: [Int], than others: [Int]) -> Bool {
    if columns.count != others.count { return columns.count > others.count }
    return columns.lexicographicallyPrecedes(others)
  }

  /// The coordinates of all columns with respect to the pivot columns, in the pivot rows; exact for a nonzero minor.
  private func echelon(pivotRows: [Int], pivotColumns: [Int]) -> MatrixEchelon {
    let rank = pivotColumns.count
    let freeColumns = MatrixEchelon.complement(of: pivotColumns, in: matrix.columns)
    let bound = hadamardBits(rows: pivotRows, columns: pivotColumns, alternatives: freeColumns)
    let order = pivotColumns + freeColumns
    var fields: [ModularField] = []
    var determinants: [UInt64] = []
    var numerators: [[[UInt64]]] = []
    var modulus = Integer(1)
    for prime in primes {
      if modulus.bitWidth > bound + 1 { break }
      let field = ModularField(prime: prime)
      let elimination = ModularElimination(matrix, rows: pivotRows, columns: order, modulo: field)
      // Fewer pivots in the first columns: the prime divides the minor, and Cramer's rule says nothing modulo it.
      if elimination.pivotColumns != Array(0..<rank) { continue }
      fields.append(field)
      determinants.append(elimination.determinant)
      numerators.append((rank..<order.count).map(elimination.numerators))
      modulus *= Integer(prime)
    }
    let reconstruction = ModularReconstruction(fields)
    return MatrixEchelon(
      columns: matrix.columns, pivotColumns: pivotColumns,
      denominator: reconstruction.integer { determinants[$0] },
      coordinates: freeColumns.indices.map { free in
        (0..<rank).map { k in reconstruction.integer { numerators[$0][free][k] } }
      })
  }

  /// Whether the candidate is the reduced form: no coordinate with a later pivot column, and the rows that gave no pivot
  /// obey the same relations between columns. The pivot rows do by construction.
  private func isProved(_ candidate: MatrixEchelon, pivotRows: [Int]) -> Bool {
    for (column, coordinates) in zip(candidate.freeColumns, candidate.coordinates) {
      for (pivot, coordinate) in zip(candidate.pivotColumns, coordinates) where pivot > column {
        if !coordinate.isZero { return false }
      }
    }
    for row in MatrixEchelon.complement(of: pivotRows, in: matrix.rows) {
      for (column, coordinates) in zip(candidate.freeColumns, candidate.coordinates) {
        var difference = matrix[row, column] * candidate.denominator
        for (pivot, coordinate) in zip(candidate.pivotColumns, coordinates) {
          difference.subtractProduct(matrix[row, pivot], coordinate)
        }
        if !difference.isZero { return false }
      }
    }
    return true
  }

  /// A number of bits that suffices for the minor of the given rows and columns, and for those in which one of the
  /// alternatives replaces a column.
  ///
  /// Hadamard: |det| is at most the product of the Euclidean norms of the rows, and of the columns.
  private func hadamardBits(rows: [Int], columns: [Int], alternatives: [Int]) -> Int {
    func square(_ i: Int, _ j: Int) -> Integer { matrix[i, j] * matrix[i, j] }
    let byRows = rows.map { i in
      var sum = Integer.zero
      for j in columns { sum.addProduct(matrix[i, j], matrix[i, j]) }
      return sum + (alternatives.map { square(i, $0) }.max() ?? 0)
    }
    func norm(_ j: Int) -> Integer {
      var sum = Integer.zero
      for i in rows { sum.addProduct(matrix[i, j], matrix[i, j]) }
      return sum
    }
    let byColumns = columns.map(norm)
    // A replaced column may be the shortest and its replacement longer; the shortest is taken as 1.
    let longest = alternatives.map(norm).max() ?? 0
    let rowProduct = ModularReconstruction.product(byRows[...])
    let columnProduct = ModularReconstruction.product((byColumns + [max(longest, 1)])[...])
    return (min(rowProduct, columnProduct).bitWidth + 1) / 2
  }
}
