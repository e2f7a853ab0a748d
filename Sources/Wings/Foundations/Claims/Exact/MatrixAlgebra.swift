import Evidence
import Exact
import Randomness

extension Claim {
  /// Determinants, ranks, echelon forms and systems of equations.
  static let matrixAlgebra = Claim(
    id: "exact.matrix-algebra",
    title: "Determinants, ranks, echelon forms and solutions are exact, whichever way they are computed",
    sentences: [
      Sentence(
        """
        For a matrix $A$ of integers or rational numbers and a vector $b$, `determinant`, `rank`, `reducedRowEchelonForm`, `kernel` \
        and `solve` give the determinant, the rank, the reduced row echelon form, a basis of the solutions of $A x = 0$ in integers \
        without common divisor, and all solutions of $A x = b$ or a $y$ with $y^T A = 0$, $y^T b \\ne 0$; fraction-free, modulo \
        primes, also such that divide a minor, or by the automatic choice.
        """,
        checks: ["small"]),
      Sentence(
        """
        `uniqueSolution` gives the solution of $A x = b$ over a common positive denominator where $\\det A \\ne 0$, else nil; the \
        determinants modulo primes and fraction-free agree.
        """,
        checks: ["large"]),
      Sentence(
        "`*`, `transposed`, `appending(column:)` and `dot` follow their definitions, and JSON carries a matrix.",
        checks: ["products"]),
    ],
    source: Source(
      paper:
        "Sylvester's identity and multistep integer-preserving Gaussian elimination (Bareiss, Math. Comp. 22, 1968)",
      theorem: "elimination is exact; decided against Laplace's expansion and elimination in rational numbers"),
    checks: [
      Check(
        "small", level: .certified,
        family: .random(
          """
          matrices of at most 5 × 5 with entries −3...3, some of words or 2 limbs, a third of low rank, and a right-hand side that a \
          third of them reach; for rational ones rows are divided by 1...6; the primes 3, 5, 7 first
          """, quick: 90, deep: 5_000, shrink: LinearSystem.shrink, draw: LinearSystem.drawn),
        subject: LinearResults.calculate, mutants: LinearResults.mutants, test: LinearResults.areExact),
      Check(
        "large", level: .certified,
        family: .random(
          "n = 12 to 16 and, for solutions, down to 1; entries 0...3, words, 3 limbs, ±2⁹⁶ and 0; every sixth singular",
          quick: 14,
          deep: 400, draw: largeSystem),
        subject: large,
        mutants: [
          "one numerator is left over its own denominator": { system in
            var found = try large(system)
            if let solution = found.solution, let last = solution.fractions.last, last.denominator > 1 {
              var numerators = solution.numerators
              numerators[numerators.count - 1] = last.numerator
              found.solution = CommonFractions(numerators: numerators, denominator: solution.denominator + 0)
              if last.denominator == solution.denominator { found.solution?.numerators[numerators.count - 1] += 1 }
            }
            return found
          },
          "a negative determinant is left modulo the primes": { system in
            var found = try large(system)
            if found.modular < 0 { found.modular += Integer(2).power(found.modular.bitWidth + 3) }
            return found
          },
          "of a singular matrix some solution is given": { system in
            var found = try large(system)
            if found.solution == nil {
              found.solution = CommonFractions(numerators: system.right, denominator: 1)
            }
            return found
          },
        ], test: agree),
      Check(
        "products", level: .certified,
        family: .random(
          "matrices of at most 4 × 4 times such, with entries of up to 2 limbs and zeros", quick: 60, deep: 3_000,
          draw: { _, stream in
            let (m, k, n) = (stream.uniform(in: 0...4), stream.uniform(in: 0...4), stream.uniform(in: 0...4))
            func matrix(_ rows: Int, _ columns: Int) -> Matrix<Integer> {
              Matrix(rows: rows, columns: columns) { _, _ in .drawn(limbs: stream.uniform(in: 0...2), &stream) }
            }
            return MatrixPair(left: matrix(m, k), right: matrix(k, n))
          }),
        subject: { (pair: MatrixPair) in pair.left * pair.right },
        mutants: [
          "skips what follows a zero": { pair in
            var product = pair.left * pair.right
            for i in 0..<pair.left.rows where pair.left.row(i).dropLast().contains(0) {
              for j in 0..<pair.right.columns {
                product[i, j] = pair.left.row(i).prefix { $0 != 0 }.enumerated().reduce(0) {
                  $0 + $1.element * pair.right[$1.offset, j]
                }
              }
            }
            return product
          },
          "multiplies by the transpose where that fits": { pair in
            pair.right.isSquare ? pair.left * pair.right.transposed() : pair.left * pair.right
          },
        ], test: areProducts),
    ])
}

/// A system of equations with integers; for rational ones each equation is divided by its scale.
private struct LinearSystem: Codable, Sendable {
  var matrix: Matrix<Integer>
  var right: [Integer]
  var scales: [Integer]

  /// The rows of the rational matrix, with the right-hand side as last column.
  var rationalRows: [[Rational]] {
    (0..<matrix.rows).map { i in (matrix.row(i) + [right[i]]).map { Rational($0, scales[i]) } }
  }

  @Sendable static func shrink(_ system: LinearSystem) -> [LinearSystem] {
    (0..<system.matrix.rows).flatMap { i in
      (0..<system.matrix.columns).compactMap { j in
        if system.matrix[i, j] == 0 { return nil }
        var smaller = system
        smaller.matrix[i, j] = 0
        return smaller
      }
    }
  }

  @Sendable static func drawn(_ index: Int, _ stream: inout RandomStream) -> LinearSystem {
    let m = stream.uniform(in: 0...5)
    let n = index % 2 == 0 ? m : stream.uniform(in: 0...5)
    let size = stream.uniform(in: 0...5)
    func entry() -> Integer {
      switch size {
      case 0: Integer(Int(truncatingIfNeeded: stream.next()) >> 2)
      case 1: .drawn(limbs: 2, &stream)
      default: Integer(stream.uniform(in: -3...3))
      }
    }
    func matrix(_ rows: Int, _ columns: Int) -> Matrix<Integer> {
      Matrix(rows: rows, columns: columns) { _, _ in entry() }
    }
    let rank = stream.uniform(in: 0...3)
    let matrix = index % 3 == 0 ? matrix(m, rank) * matrix(rank, n) : matrix(m, n)
    let reached = index % 3 != 1
    let right =
      reached ? matrix * (0..<n).map { _ in Integer(stream.uniform(in: -4...4)) } : (0..<m).map { _ in entry() }
    return LinearSystem(matrix: matrix, right: right, scales: (0..<m).map { _ in Integer(stream.uniform(in: 1...6)) })
  }
}

/// A way to compute.
private enum LinearRoute: String, CaseIterable, Sendable {
  case fractionFree = "fraction-free"
  case multimodular = "modulo primes"
  case automatic = "by automatic choice"
  case unlucky = "modulo 3, 5, 7 and other primes"
  case rational = "in rational numbers"
}

/// What is computed of a system.
private struct LinearResults: Sendable {
  /// nil unless the matrix is square.
  var determinant: Rational?
  var rank: Int
  var form: ReducedRowEchelonForm
  var kernel: [[Integer]]
  var solution: LinearSolution

  typealias Calculator = Algorithm<(LinearSystem, LinearRoute), LinearResults>

  static let calculate: Calculator = { input in
    let (system, route) = input
    let matrix = system.matrix
    let method: EliminationMethod =
      switch route {
      case .fractionFree: .fractionFree
      case .multimodular, .unlucky: .multimodular
      case .automatic, .rational: .automatic
      }
    if route == .rational {
      let rational = Matrix<Rational>(rows: matrix.rows, columns: matrix.columns) {
        Rational(matrix[$0, $1], system.scales[$0])
      }
      let right = zip(system.right, system.scales).map { Rational($0, $1) }
      return LinearResults(
        determinant: matrix.isSquare ? rational.determinant() : nil, rank: rational.rank(),
        form: rational.reducedRowEchelonForm(), kernel: rational.kernel(), solution: rational.solve(right))
    }
    let primes: [UInt64] = [3, 5, 7]
    let isUnlucky = route == .unlucky
    let determinant =
      isUnlucky
      ? matrix.isSquare ? matrix.determinant(startingWith: primes) : nil
      : matrix.isSquare ? matrix.determinant(method: method) : nil
    return LinearResults(
      determinant: determinant.map { Rational($0) },
      rank: isUnlucky ? matrix.rank(startingWith: primes) : matrix.rank(method: method),
      form: isUnlucky
        ? matrix.reducedRowEchelonForm(startingWith: primes) : matrix.reducedRowEchelonForm(method: method),
      kernel: matrix.kernel(method: method), solution: matrix.solve(system.right, method: method))
  }

  /// Where the fault shows: what it makes of the right results.
  private static func faulty(
    _ change: @escaping @Sendable (LinearSystem, LinearRoute, inout LinearResults) throws -> Void
  ) -> Calculator {
    { input in
      var results = try calculate(input)
      try change(input.0, input.1, &results)
      return results
    }
  }

  static let mutants: KeyValuePairs<String, Calculator> = [
    "a determinant forgets that rows were exchanged": faulty { system, route, results in
      let isExchanged = system.matrix.isSquare && system.matrix.rows > 1 && system.matrix[0, 0] == 0
      if route == .fractionFree, isExchanged, let value = results.determinant { results.determinant = 0 - value }
    },
    "the rank is that modulo 3": faulty { system, route, results in
      guard route == .unlucky, let value = results.determinant, value != 0, value.numerator.isMultiple(of: 3) else {
        return
      }
      results.rank -= 1
    },
    "the denominators of rows are not divided out of a determinant": faulty { system, route, results in
      if route == .rational, let scale = system.scales.first, let value = results.determinant, system.matrix.rows == 5 {
        results.determinant = value * Rational(scale)
      }
    },
    "a kernel vector of a wide matrix has a common divisor": faulty { _, route, results in
      if route == .multimodular, results.kernel.count > 1 { results.kernel[1] = results.kernel[1].map { $0 * 2 } }
    },
    "the particular solution is that of 0": faulty { _, route, results in
      if route == .fractionFree, case .underdetermined(let particular, let kernel) = results.solution {
        results.solution = .underdetermined(particular: particular.map { _ in 0 }, kernel: kernel)
      }
    },
    "a certificate for rational equations is that of the integers": faulty { system, route, results in
      if route == .rational, case .inconsistent(let y) = system.matrix.solve(system.right) {
        results.solution = .inconsistent(certificate: y)
      }
    },
  ]

  @Sendable static func areExact(_ calculate: Calculator, of system: LinearSystem) throws -> Verdict {
    let columns = system.matrix.columns
    for route in LinearRoute.allCases {
      var rows = system.rationalRows
      if route != .rational { rows = zip(rows, system.scales).map { row, scale in row.map { $0 * Rational(scale) } } }
      let left = rows.map { Array($0.dropLast()) }
      let expected = MatrixReference.reduced(left, columns: columns)
      let found = try calculate((system, route))
      let rank = expected.pivots.count
      if let determinant = found.determinant, determinant != MatrixReference.determinant(left) {
        return .fails("the determinant \(route.rawValue) is \(determinant)")
      }
      guard found.rank == rank, found.form.pivotColumns == expected.pivots,
        found.form.matrix.nestedRows == expected.rows
      else {
        return .fails("rank or echelon form \(route.rawValue): \(found.rank), \(found.form.matrix)")
      }
      let whole = MatrixReference.reduced(rows, columns: columns + 1)
      let isReached = whole.pivots.last != columns
      switch found.solution {
      case .inconsistent(let y):
        let products = (0...columns).map { j in zip(y, rows).reduce(Rational(0)) { $0 + Rational($1.0) * $1.1[j] } }
        guard !isReached, y.count == rows.count, products.dropLast().allSatisfy({ $0 == 0 }), products[columns] != 0
        else {
          return .fails("\(y) proves nothing, \(route.rawValue)")
        }
      case .unique(let x):
        guard isReached, rank == columns, x == (0..<columns).map({ whole.rows[$0][columns] }) else {
          return .fails("the solution \(route.rawValue) is \(x)")
        }
      case .underdetermined(let x, let kernel):
        guard isReached, rank < columns, kernel == found.kernel, solves(x, rows) else {
          return .fails("the solutions \(route.rawValue) are \(x) and \(kernel)")
        }
      }
      let basis = found.kernel.map { $0.map { Rational($0) } }
      guard basis.count == columns - rank, MatrixReference.reduced(basis, columns: columns).pivots.count == basis.count,
        found.kernel.allSatisfy({ $0.count == columns && $0.isPrimitive }),
        basis.allSatisfy({ solves($0, left.map { $0 + [0] }) })
      else { return .fails("the kernel \(route.rawValue) is \(found.kernel)") }
    }
    return .holds()
  }

  /// Whether each row, but for its last entry, times x is its last entry.
  private static func solves(_ x: [Rational], _ rows: [[Rational]]) -> Bool {
    rows.allSatisfy { row in
      zip(row, x).reduce(Rational(0)) { $0 + $1.0 * $1.1 } == row[row.count - 1] && x.count == row.count - 1
    }
  }
}

private struct LargeResults: Sendable {
  var modular: Integer
  var fractionFree: Integer
  var solution: CommonFractions?
}

private let large: Algorithm<LinearSystem, LargeResults> = { system in
  let matrix = system.matrix
  // Fraction-free is far slower with long entries.
  return LargeResults(
    modular: matrix.determinant(method: .multimodular), fractionFree: matrix.determinant(method: .fractionFree),
    solution: matrix.uniqueSolution(system.right))
}

@Sendable private func largeSystem(_ index: Int, _ stream: inout RandomStream) -> LinearSystem {
  let n = index % 2 == 0 ? stream.uniform(in: 12...16) : stream.uniform(in: 1...11)
  let kind = index % 5
  func entry() -> Integer {
    let sign = Integer(stream.uniform(in: -1...1))
    switch kind {
    case 0: return Integer(stream.uniform(in: 0...3))
    case 1: return Integer(Int(truncatingIfNeeded: stream.next()))
    case 2: return .drawn(limbs: 3, &stream)
    // Few magnitudes, with zero limbs below.
    case 3: return sign * Integer(littleEndianLimbs: [0, 1 << 32])
    default: return Integer(stream.uniform(in: -99...99))
    }
  }
  var matrix = Matrix<Integer>(rows: n, columns: n) { _, _ in entry() }
  if index % 6 == 5 { for j in 0..<n { matrix[n - 1, j] = n == 1 ? 0 : matrix[0, j] * 3 } }
  let right = (0..<n).map { _ in index % 3 == 0 ? Integer(stream.uniform(in: -5...5)) : .drawn(limbs: 2, &stream) }
  return LinearSystem(matrix: matrix, right: right, scales: [])
}

@Sendable private func agree(_ calculate: Algorithm<LinearSystem, LargeResults>, on system: LinearSystem) throws
  -> Verdict
{
  let found = try calculate(system)
  guard found.modular == found.fractionFree else {
    return .fails("the determinant is \(found.modular) modulo primes and \(found.fractionFree) fraction-free")
  }
  guard let solution = found.solution else {
    return .require(found.modular == 0, "no solution is found, but the determinant is \(found.modular)")
  }
  guard found.modular != 0, solution.denominator > 0, solution.numerators.count == system.right.count else {
    return .fails("a solution is found, but the determinant is 0")
  }
  for (i, right) in system.right.enumerated() {
    guard system.matrix.row(i).sumOfProducts(solution.numerators) == solution.denominator * right else {
      return .fails("equation \(i) does not hold")
    }
  }
  return .holds()
}

private struct MatrixPair: Codable, Sendable {
  var left: Matrix<Integer>
  var right: Matrix<Integer>
}

@Sendable private func areProducts(_ multiply: Algorithm<MatrixPair, Matrix<Integer>>, of pair: MatrixPair) throws
  -> Verdict
{
  let (a, b) = (pair.left, pair.right)
  let rows = (0..<a.rows).map { i in (0..<a.columns).map { a[i, $0] } }
  let columns = (0..<b.columns).map { j in (0..<b.rows).map { b[$0, j] } }
  let product = try multiply(pair)
  let rational = a.map { Rational($0, 3) } * b.map { Rational($0, 2) }
  guard product.rows == a.rows, product.columns == b.columns else {
    return .fails("the product has the shape of \(product)")
  }
  for i in rows.indices {
    for j in columns.indices {
      let expected = rows[i].sumOfProducts(columns[j])
      guard product[i, j] == expected, rational[i, j] == Rational(expected, 6), rows[i].dot(columns[j]) == expected
      else {
        return .fails("the entry at [\(i), \(j)] is \(product[i, j]), but should be \(expected)")
      }
    }
  }
  let vector = columns.first ?? []
  if !columns.isEmpty {
    guard a * vector == rows.map({ $0.sumOfProducts(vector) }),
      a.appending(column: product.column(0)).column(a.columns) == product.column(0)
    else { return .fails("the product with the column \(vector), or that column appended, is wrong") }
  }
  if let row = rows.first {
    guard row * b == columns.map({ row.sumOfProducts($0) }), b.transposed() * row == row * b else {
      return .fails("the product of the row \(row) is \(row * b)")
    }
  }
  return .all(
    .equal(b.transposed().nestedRows, b.columns == 0 ? [] : columns, "the transpose"),
    .equal(a.transposed().transposed(), a, "the transpose of the transpose"),
    .equal(a.isSymmetric, a.rows == a.columns && a.nestedRows == a.transposed().nestedRows, "is symmetric"))
}
