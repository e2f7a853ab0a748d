/// The rows of a square matrix with few entries.
struct SparseRows: Sendable {
  typealias Entry = (column: Int, value: Integer)

  let rows: [[Entry]]
  var order: Int { rows.count }

  /// The matrix with its rows as columns.
  var transposed: SparseRows {
    var columns = [[Entry]](repeating: [], count: order)
    for (r, row) in rows.enumerated() { for entry in row { columns[entry.column].append((r, entry.value)) } }
    return SparseRows(rows: columns)
  }
}

/// Square systems of linear equations with one matrix that has few entries, solved exactly.
///
///     let system = SparseSystem(rows: [[(0, 2), (1, 1)], [(1, 3)]])   // 2 x + y = a, 3 y = b
///     system?.solution([1, 1]).fractions                              // 1/3, 1/3
///     system?.leftSolution([1, 0]).fractions                          // 1/2, −1/6
///
/// The matrix is factored once, modulo a prime of 61 bits; every solution is lifted p-adically with these factors until fractions that have
/// its digits solve the system over the integers, which is checked. So the numbers are as long as the solution is, and no longer.
///
/// Dixon, "Exact solution of linear equations using p-adic expansions", Numer. Math. 40, 1982, doi:10.1007/BF01459082.
public struct SparseSystem: Sendable {
  private let matrix: SparseRows
  private let transposed: SparseRows
  private let factors: SparseModularFactors
  private let field: ModularField

  /// The system with these rows, each a list of columns and coefficients; nil if the matrix is singular modulo each of a few primes (and
  /// so, most likely, singular).
  ///
  /// - Precondition: A row names each column from 0 to the number of rows at most once.
  /// - Complexity: O(n + entries + what elimination fills in) operations on words.
  public init?(rows: [[(column: Int, value: Integer)]]) {
    precondition(rows.count < Int(Int32.max), "a system of 2³¹ unknowns or more")
    let matrix = SparseRows(rows: rows)
    var primes = ModularPrimes()
    for _ in 0..<4 {
      guard let prime = primes.next() else { return nil }
      let field = ModularField(prime: prime)
      guard let factors = SparseModularFactors(matrix, field) else { continue }
      (self.matrix, transposed, self.factors, self.field) = (matrix, matrix.transposed, factors, field)
      return
    }
    return nil
  }

  /// How many unknowns there are.
  public var order: Int { matrix.order }
  /// How many entries the factors have: what a digit of a solution costs.
  public var factorCount: Int { factors.count }

  /// x with A x = b, over a common denominator.
  ///
  /// - Precondition: There is a right-hand side for each row.
  /// - Complexity: O(entries of the factors and of the matrix) operations on words for every 60 bits of the solution, and O(n d²) for d
  ///   digits put together.
  public func solution(_ right: [Integer]) -> CommonFractions {
    precondition(right.count == order, "\(right.count) right-hand sides of \(order) equations")
    return lifted(matrix, right) { factors.solution($0) }
  }

  /// y with y A = c, over a common denominator.
  ///
  /// - Precondition: There is an entry of c for each column.
  /// - Complexity: As for ``solution(_:)``.
  public func leftSolution(_ left: [Integer]) -> CommonFractions {
    precondition(left.count == order, "\(left.count) entries for \(order) columns")
    return lifted(transposed, left) { factors.leftSolution($0) }
  }

  private func lifted(
    _ matrix: SparseRows, _ right: [Integer], _ solve: @escaping ([UInt64]) -> [UInt64]
  ) -> CommonFractions {
    if right.allSatisfy(\.isZero) {
      return CommonFractions(numerators: Array(repeating: 0, count: order), denominator: 1)
    }
    let values = GroupedEntries(matrix)
    let field = field
    let digit: ([UInt64]) -> [UInt64] = { solve($0).map(field.value) }
    if let residual = WordResidual(matrix, right, prime: field.prime) {
      return PadicLifting(values, right, field).solution(residual, digit)
    }
    return PadicLifting(values, right, field).solution(LiftedResidual(values, right, prime: field.prime), digit)
  }
}

/// What is left of a system with small coefficients after some digits, two words a row: see `LiftedResidual`.
private struct WordResidual: SystemResidual {
  private var residual: [Int128]
  /// The entries row by row.
  private let starts: [Int]
  private let entries: [(column: Int32, value: Int)]
  /// The prime's inverse modulo 2¹²⁸: dividing without remainder is multiplying by it.
  private let inverse: UInt128

  /// Nil if a number might not fit: Σ |coefficients| of a row must be below 2⁶³, and right-hand sides below 2¹²⁴.
  init?(_ matrix: SparseRows, _ right: [Integer], prime: UInt64) {
    var entries: [(column: Int32, value: Int)] = []
    var starts = [0]
    for row in matrix.rows {
      var sum: UInt64 = 0
      for entry in row {
        guard let value = entry.value.asInt else { return nil }
        let (next, overflow) = sum.addingReportingOverflow(UInt64(value.magnitude))
        if overflow || next >> 63 != 0 { return nil }
        sum = next
        entries.append((Int32(entry.column), value))
      }
      starts.append(entries.count)
    }
    var residual: [Int128] = []
    for value in right {
      guard value.bitWidth < 125 else { return nil }
      let words = value.magnitudeWords
      let magnitude = Int128(UInt128(words.first ?? 0) | UInt128(words.count > 1 ? words[1] : 0) << 64)
      residual.append(value.isNegative ? -magnitude : magnitude)
    }
    var inverse = UInt128(prime)  // Right in the last three bits; Newton's iteration doubles them.
    for _ in 0..<6 { inverse = inverse &* (2 &- UInt128(prime) &* inverse) }
    (self.residual, self.starts, self.entries, self.inverse) = (residual, starts, entries, inverse)
  }

  func element(_ row: Int, _ field: ModularField) -> UInt64 {
    let value = residual[row]
    if let word = Int(exactly: value) { return field.element(word) }
    let magnitude = value.magnitude
    return withUnsafeTemporaryAllocation(of: UInt.self, capacity: 2) { limbs in
      limbs.initializeElement(at: 0, to: UInt(truncatingIfNeeded: magnitude))
      limbs.initializeElement(at: 1, to: UInt(truncatingIfNeeded: magnitude >> 64))
      guard let start = limbs.baseAddress else { return 0 }
      return field.element(start, 2, isNegative: value < 0)
    }
  }

  var isZero: Bool { residual.allSatisfy { $0 == 0 } }

  mutating func subtract(_ digit: [UInt64]) {
    for row in residual.indices {
      var rest = residual[row]
      for k in starts[row]..<starts[row + 1] {
        let figure = digit[Int(entries[k].column)]
        if figure != 0 { rest &-= Int128(entries[k].value) &* Int128(figure) }
      }
      if rest != 0 {
        residual[row] = Int128(truncatingIfNeeded: UInt128(truncatingIfNeeded: rest) &* inverse)
      } else {
        residual[row] = 0
      }
    }
  }
}
