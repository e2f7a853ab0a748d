/// P A Pᵀ = L D Lᵀ, exactly.
public struct LDLFactorization: Sendable, Hashable {
  /// Row i of P A Pᵀ is row `permutation[i]` of A.
  public let permutation: [Int]

  /// L: lower triangular with ones on the diagonal; the columns from `rank` on are those of the identity.
  public let lower: Matrix<Rational>

  /// The diagonal of D: `rank` nonzero numbers, then zeros.
  public let diagonal: [Rational]

  /// The number of nonzero entries of D.
  public let rank: Int
}

/// How far a factorization with pivots on the diagonal got.
public enum LDLOutcome: Sendable, Hashable {
  /// All pivots were found: the factorization is complete, whatever the rank.
  case factored(LDLFactorization)
  /// A zero diagonal beside nonzero entries stopped it, which proves the matrix indefinite: vᵀAv is positive for the
  /// first vector and negative for the second.
  case indefinite(positive: [Integer], negative: [Integer])
}

/// The signs of a symmetric matrix's eigenvalues, counted; they are those of D in any P A Pᵀ = L D Lᵀ (Sylvester).
public struct Inertia: Sendable, Hashable {
  /// The number of positive eigenvalues.
  public let positive: Int
  /// The number of negative eigenvalues.
  public let negative: Int
  /// The multiplicity of the eigenvalue 0.
  public let zero: Int

  /// The inertia with the given numbers.
  @inlinable
  public init(positive: Int, negative: Int, zero: Int) {
    self.positive = positive
    self.negative = negative
    self.zero = zero
  }
}

extension Matrix where Element == Integer {
  /// The factorization P A Pᵀ = L D Lᵀ with pivots on the diagonal. The matrix must be symmetric.
  ///
  /// Every semidefinite matrix has one. An indefinite one may: it is found unless the diagonal that is left at some step
  /// is zero and something beside it is not.
  ///
  /// - Complexity: O(n³) operations on integers of O(n (*b* + log n)) bits for entries of *b* bits.
  public func ldl() -> LDLOutcome {
    precondition(isSymmetric, "only a symmetric matrix has an LDLᵀ factorization")
    var elimination = MatrixSymmetricElimination(self)
    while let pivot = elimination.pivot() { elimination.eliminate(with: pivot) }
    if let (i, j) = elimination.offDiagonal() {
      // uᵀSu = ±2 sᵢⱼ at eᵢ ± eⱼ; S is what is left over the last pivot, whose sign counts.
      let sum = elimination.lift(elimination.tail(1, at: i, 1, at: j))
      let difference = elimination.lift(elimination.tail(1, at: i, -1, at: j))
      let isPositive = elimination.rows[i][j].isNegative == elimination.scale.isNegative
      return .indefinite(positive: isPositive ? sum : difference, negative: isPositive ? difference : sum)
    }
    let (rows, rank) = (elimination.rows, elimination.rank)
    let pivots = [Integer(1)] + (0..<rank).map { rows[$0][$0] }
    return .factored(
      LDLFactorization(
        permutation: elimination.order,
        lower: Matrix<Rational>(rows: self.rows, columns: self.rows) { i, j in
          if i == j { return 1 }
          return j < i && j < rank ? Rational(rows[j][i], rows[j][j]) : 0
        },
        diagonal: (0..<self.rows).map { $0 < rank ? Rational(pivots[$0 + 1], pivots[$0]) : 0 }, rank: rank))
  }

  /// The numbers of positive, negative and zero eigenvalues, exactly. The matrix must be symmetric.
  ///
  /// - Complexity: As for `ldl`.
  public func inertia() -> Inertia {
    precondition(isSymmetric, "only a symmetric matrix has an inertia")
    var elimination = MatrixSymmetricElimination(self)
    var (positive, negative) = (0, 0)
    while true {
      if let pivot = elimination.pivot() {
        let before = elimination.scale
        elimination.eliminate(with: pivot)
        if elimination.scale.isNegative == before.isNegative { positive += 1 } else { negative += 1 }
      } else if let (i, j) = elimination.offDiagonal() {
        elimination.add(j, to: i)  // The diagonal entry becomes 2 sᵢⱼ.
      } else {
        return Inertia(positive: positive, negative: negative, zero: rows - elimination.rank)
      }
    }
  }

  /// A primitive integer vector v with vᵀAv < 0, or nil if none exists: the matrix is positive semidefinite, as `ldl`
  /// then shows with a D that is nowhere negative. The matrix must be symmetric.
  ///
  /// - Complexity: As for `ldl`, less if a negative direction shows early.
  public func negativeDirection() -> [Integer]? {
    precondition(isSymmetric, "only a symmetric matrix has a definiteness")
    var elimination = MatrixSymmetricElimination(self)
    while true {
      let (rank, size, left) = (elimination.rank, elimination.size, elimination.rows)
      // All pivots were positive, so what is left has the signs of the Schur complement.
      if let i = (rank..<size).first(where: { left[$0][$0].isNegative }) {
        return elimination.lift(elimination.tail(1, at: i))
      }
      for i in rank..<size where left[i][i].isZero {
        guard let j = (rank..<size).first(where: { !left[i][$0].isZero }) else { continue }
        // At eⱼ + t eᵢ the form is sⱼⱼ + 2 t sᵢⱼ, negative for this t.
        let t = Swift.max(left[j][j], 1)
        return elimination.lift(elimination.tail(1, at: j, left[i][j].isNegative ? t : -t, at: i))
      }
      guard let pivot = elimination.pivot() else { return nil }
      elimination.eliminate(with: pivot)
    }
  }

  /// Whether vᵀAv ≥ 0 for every v. The matrix must be symmetric.
  ///
  /// - Complexity: As for `negativeDirection`.
  public var isPositiveSemidefinite: Bool { negativeDirection() == nil }
}

extension Matrix where Element == Rational {
  /// The integer matrix `scale` times this one, with the least positive scale: it has the same signs everywhere.
  private func cleared() -> (matrix: Matrix<Integer>, scale: Integer) {
    let scale = storage.commonDenominator()
    return (map { $0.multiplied(by: scale) }, scale)
  }

  /// The factorization P A Pᵀ = L D Lᵀ with pivots on the diagonal. The matrix must be symmetric.
  ///
  /// - Complexity: That of the integer matrix with denominators cleared.
  public func ldl() -> LDLOutcome {
    let (matrix, scale) = cleared()
    let outcome = matrix.ldl()
    guard case .factored(let factors) = outcome else { return outcome }
    return .factored(
      LDLFactorization(
        permutation: factors.permutation, lower: factors.lower,
        diagonal: factors.diagonal.map { $0 / Rational(scale) }, rank: factors.rank))
  }

  /// The numbers of positive, negative and zero eigenvalues, exactly. The matrix must be symmetric.
  ///
  /// - Complexity: That of the integer matrix with denominators cleared.
  public func inertia() -> Inertia { cleared().matrix.inertia() }

  /// A primitive integer vector v with vᵀAv < 0, or nil if the matrix is positive semidefinite. It must be symmetric.
  ///
  /// - Complexity: That of the integer matrix with denominators cleared.
  public func negativeDirection() -> [Integer]? { cleared().matrix.negativeDirection() }

  /// Whether vᵀAv ≥ 0 for every v. The matrix must be symmetric.
  ///
  /// - Complexity: That of the integer matrix with denominators cleared.
  public var isPositiveSemidefinite: Bool { negativeDirection() == nil }
}
