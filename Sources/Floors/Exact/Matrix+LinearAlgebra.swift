/// How exact elimination is carried out. Results do not depend on it, times do.
public enum EliminationMethod: Sendable, Hashable, CaseIterable {
  /// The faster of the two for the matrix at hand, by a measured rule.
  case automatic
  /// Bareiss's elimination over the integers, in which every intermediate entry is a minor.
  case fractionFree
  /// Elimination modulo word-sized primes, joined by the Chinese remainder theorem up to Hadamard's bound.
  case multimodular
}

/// The solutions of a linear system A x = b.
public enum LinearSolution: Sendable, Hashable {
  /// Exactly one.
  case unique([Rational])
  /// `particular` plus every linear combination of `kernel`, a basis of primitive integer vectors.
  case underdetermined(particular: [Rational], kernel: [[Integer]])
  /// None: the certificate y has yᵀA = 0 and yᵀb ≠ 0, which no x can satisfy.
  case inconsistent(certificate: [Integer])
}

/// The reduced row echelon form of a matrix.
public struct ReducedRowEchelonForm: Sendable, Hashable {
  /// The form, with the shape of the matrix: the rows after the first `pivotColumns.count` are zero.
  public let matrix: Matrix<Rational>

  /// The columns of the leading ones, ascending; their number is the rank.
  public let pivotColumns: [Int]
}

extension Matrix where Element == Integer {
  /// The determinant; 1 for the 0 × 0 matrix. The matrix must be square.
  ///
  /// - Complexity: With entries of *b* bits, O(n³) operations on integers of O(n (*b* + log n)) bits fraction-free, and
  ///   O(n⁴ (*b* + log n)) bit operations in units of a word multi-modularly.
  public func determinant(method: EliminationMethod = .automatic) -> Integer {
    precondition(isSquare, "a \(rows) × \(columns) matrix has no determinant")
    if chosen(method) == .multimodular { return MatrixMultimodular(self).determinant() }
    return MatrixFractionFree(self, stopsAtMissingPivot: true).determinant
  }

  /// The rank. It is proved by either method, whatever primes the multi-modular one meets.
  ///
  /// - Complexity: As for `determinant` with rows · columns · rank in place of n³; a single elimination modulo a prime if
  ///   the multi-modular method finds full rank.
  public func rank(method: EliminationMethod = .automatic) -> Int {
    chosen(method) == .multimodular ? MatrixMultimodular(self).rank() : MatrixFractionFree(self).rank
  }

  /// The reduced row echelon form.
  ///
  /// - Complexity: As for `rank`, plus O(rank²) operations per column without a pivot.
  public func reducedRowEchelonForm(method: EliminationMethod = .automatic) -> ReducedRowEchelonForm {
    let echelon = echelon(method)
    return ReducedRowEchelonForm(matrix: echelon.reduced(rows: rows), pivotColumns: echelon.pivotColumns)
  }

  /// A basis of the vectors x with A x = 0: columns − rank integer vectors whose entries have no common divisor.
  ///
  /// - Complexity: As for `reducedRowEchelonForm`.
  public func kernel(method: EliminationMethod = .automatic) -> [[Integer]] {
    echelon(method).kernel(ofFirst: columns)
  }

  /// The solution of A x = b for a square matrix, by p-adic lifting; nil if the matrix is, or seems to be, singular: `solve`
  /// then tells. A solution that is returned has been verified over the integers.
  ///
  /// - Complexity: O(n³) operations on words, and O(n²) for each 60 bits of the solution and each limb of the entries: the
  ///   fastest way for more than some ten unknowns.
  public func uniqueSolution(_ right: [Integer]) -> CommonFractions? {
    precondition(isSquare && right.count == rows, "\(right.count) right-hand sides and a \(rows) × \(columns) matrix")
    return MatrixDixon.solution(of: self, right)
  }

  /// All solutions of A x = b, or a proof that none exist; b must have an entry for every row.
  ///
  /// - Complexity: As for `determinant`, plus O(n²) operations on integers of that size; for an inconsistent system twice
  ///   that, as the certificate comes from the kernel of the transpose.
  public func solve(_ right: [Integer], method: EliminationMethod = .automatic) -> LinearSolution {
    precondition(right.count == rows, "\(right.count) right-hand sides do not fit \(rows) rows")
    let echelon = appending(column: right).echelon(method)
    if echelon.pivotColumns.last == columns { return .inconsistent(certificate: certificate(against: right, method)) }
    var particular = [Rational](repeating: 0, count: columns)
    for (pivot, coordinate) in zip(echelon.pivotColumns, echelon.coordinates.last ?? []) {
      particular[pivot] = Rational(coordinate, echelon.denominator)
    }
    if echelon.rank == columns { return .unique(particular) }
    return .underdetermined(particular: particular, kernel: echelon.kernel(ofFirst: columns))
  }

  /// All solutions of A x = b, or a proof that none exist; b must have an entry for every row.
  @_disfavoredOverload  // So that a literal right-hand side is one of integers.
  public func solve(_ right: [Rational], method: EliminationMethod = .automatic) -> LinearSolution {
    map { Rational($0) }.solve(right, method: method)
  }

  /// The y in a basis of the left kernel that tells b from the combinations of columns: one does, by Fredholm's
  /// alternative.
  private func certificate(against right: [Integer], _ method: EliminationMethod) -> [Integer] {
    let basis = transposed().kernel(method: method)
    guard let certificate = basis.first(where: { !$0.dot(right).isZero }) else {
      preconditionFailure("an inconsistent system has a left kernel vector that proves it")
    }
    return certificate
  }

  func echelon(_ method: EliminationMethod) -> MatrixEchelon {
    chosen(method) == .multimodular ? MatrixMultimodular(self).echelon() : MatrixFractionFree(self).echelon()
  }

  /// The method meant by `.automatic`: the crossovers of determinants and solutions, measured on random square matrices.
  /// With entries of 8 to 32 bits they lie at orders 11 to 12, with entries of 128 to 1000 bits at 14 to 16.
  private func chosen(_ method: EliminationMethod) -> EliminationMethod {
    if method != .automatic { return method }
    let order = Swift.min(rows, columns)
    if order < 12 { return .fractionFree }
    return order >= 16 || storage.allSatisfy({ $0.asInt != nil }) ? .multimodular : .fractionFree
  }
}

/// The tests' way to choose the primes, so that unlucky ones are met.
extension Matrix where Element == Integer {
  /// The determinant from the given odd primes below 2⁶¹ and, where they do not suffice, the usual ones.
  package func determinant(startingWith primes: [UInt64]) -> Integer {
    MatrixMultimodular(self, primes: ModularPrimes(startingWith: primes)).determinant()
  }

  /// The rank found with the given odd primes below 2⁶¹ first.
  package func rank(startingWith primes: [UInt64]) -> Int {
    MatrixMultimodular(self, primes: ModularPrimes(startingWith: primes)).rank()
  }

  /// The reduced row echelon form found with the given odd primes below 2⁶¹ first.
  package func reducedRowEchelonForm(startingWith primes: [UInt64]) -> ReducedRowEchelonForm {
    let echelon = MatrixMultimodular(self, primes: ModularPrimes(startingWith: primes)).echelon()
    return ReducedRowEchelonForm(matrix: echelon.reduced(rows: rows), pivotColumns: echelon.pivotColumns)
  }
}
