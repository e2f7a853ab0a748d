import Exact
import Testing

/// The determinant by its definition: Σ over permutations of sign · product.
func leibniz(_ matrix: Matrix<Integer>) -> Integer {
  func expand(_ row: Int, _ free: [Int]) -> Integer {
    if row == matrix.rows { return 1 }
    var sum: Integer = 0
    for (position, column) in free.enumerated() where !matrix[row, column].isZero {
      let rest = matrix[row, column] * expand(row + 1, free.filter { $0 != column })
      sum += position.isMultiple(of: 2) ? rest : -rest
    }
    return sum
  }
  return expand(0, Array(0..<matrix.columns))
}

/// Whether `form` is in reduced row echelon form.
func isReduced(_ form: ReducedRowEchelonForm) -> Bool {
  let (matrix, pivots) = (form.matrix, form.pivotColumns)
  for i in 0..<matrix.rows {
    let leading = matrix.row(i).firstIndex { !$0.isZero }
    guard leading == (i < pivots.count ? pivots[i] : nil) else { return false }
    if i < pivots.count {
      for k in 0..<matrix.rows where matrix[k, pivots[i]] != (k == i ? 1 : 0) { return false }
    }
  }
  return pivots == pivots.sorted()
}

/// Checks a claimed solution against the system itself; returns the number of kernel vectors, nil if inconsistent.
@discardableResult
func verify(_ solution: LinearSolution, of a: Matrix<Rational>, _ b: [Rational]) -> Int? {
  switch solution {
  case .unique(let x):
    #expect(a * x == b)
    return 0
  case .underdetermined(let x, let kernel):
    #expect(a * x == b && !kernel.isEmpty)
    for vector in kernel { #expect((a * vector.map { Rational($0) }).allSatisfy { $0.isZero }) }
    return kernel.count
  case .inconsistent(let y):
    let left = y.map { Rational($0) }
    #expect((left * a).allSatisfy { $0.isZero } && !left.dot(b).isZero)
    return nil
  }
}

let bothMethods: [EliminationMethod] = [.fractionFree, .multimodular]

@Suite struct MatrixLinearAlgebraTests {
  /// 1/det of the Hilbert matrix of order n is an integer: c₂ₙ/cₙ⁴ with cₙ = Π i!, here from OEIS A005249.
  static let inverseHilbert: [Integer] = [
    1, 1, 12, 2160, 6_048_000, 266_716_800_000, 186_313_420_339_200_000, 2_067_909_047_925_770_649_600_000,
    365_356_847_125_734_485_878_112_256_000_000, 1_028_781_784_378_569_697_887_052_962_909_388_800_000_000,
    46_206_893_947_914_691_316_295_628_839_036_278_726_983_680_000_000_000,
  ]

  @Test(arguments: EliminationMethod.allCases)
  func hilbert(method: EliminationMethod) {
    for n in 0...12 {
      let hilbert = Matrix<Rational>(rows: n, columns: n) { Rational(1, Integer($0 + $1 + 1)) }
      var factorials: [Integer] = [1]  // cₙ = 1! 2! … (n − 1)!
      func superfactorial(_ n: Int) -> Integer {
        (1..<max(n, 1)).reduce(Integer(1)) { product, k in
          while factorials.count <= k {
            factorials.append(factorials[factorials.count - 1] * Integer(factorials.count))
          }
          return product * factorials[k]
        }
      }
      let expected = Rational(superfactorial(n).power(4), superfactorial(2 * n))
      #expect(hilbert.determinant(method: method) == expected)
      if n < Self.inverseHilbert.count { #expect(expected == Rational(1, Self.inverseHilbert[n])) }
      #expect(hilbert.rank(method: method) == n)
      let ones = [Rational](repeating: 1, count: n)
      #expect(hilbert.solve(hilbert * ones, method: method) == .unique(ones))
    }
  }

  @Test(arguments: EliminationMethod.allCases)
  func workedExamples(method: EliminationMethod) throws {
    // Vandermonde: Π (xⱼ − xᵢ).
    let points: [Integer] = [2, -3, 5, 1 << 70, 11, -1]
    let vandermonde = Matrix<Integer>(rows: 6, columns: 6) { points[$0].power($1) }
    var product: Integer = 1
    for j in 0..<6 { for i in 0..<j { product *= points[j] - points[i] } }
    #expect(vandermonde.determinant(method: method) == product)

    let empty = Matrix<Integer>(rows: 0, columns: 0, repeating: 0)
    #expect(empty.determinant(method: method) == 1 && empty.rank(method: method) == 0)
    #expect(empty.kernel(method: method).isEmpty && empty.solve([], method: method) == .unique([]))
    let one = Matrix<Integer>(rows: 1, columns: 1, repeating: -7)
    #expect(one.determinant(method: method) == -7)
    #expect(one.solve([3], method: method) == .unique([Rational(-3, 7)]))
    let zero = Matrix<Integer>(rows: 1, columns: 1, repeating: 0)
    #expect(zero.determinant(method: method) == 0 && zero.kernel(method: method) == [[1]])
    #expect(zero.solve([0], method: method) == .underdetermined(particular: [0], kernel: [[1]]))
    #expect(zero.solve([5], method: method) == .inconsistent(certificate: [1]))
    let flat = Matrix<Integer>(rows: 0, columns: 2, repeating: 0)
    #expect(flat.kernel(method: method) == [[1, 0], [0, 1]])
    let tall = Matrix<Integer>(rows: 2, columns: 0, repeating: 0)
    #expect(tall.rank(method: method) == 0 && tall.solve([0, 0], method: method) == .unique([]))
    verify(tall.solve([0, 4], method: method), of: tall.map { Rational($0) }, [0, 4])

    let magic = try Matrix<Integer>([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    #expect(magic.determinant(method: method) == 0 && magic.rank(method: method) == 2)
    #expect(magic.kernel(method: method) == [[1, -2, 1]])
    let form = magic.reducedRowEchelonForm(method: method)
    #expect(form.matrix.nestedRows == [[1, 0, -1], [0, 1, 2], [0, 0, 0]] && form.pivotColumns == [0, 1])
    #expect(magic.solve([1, 1, 2], method: method) == .inconsistent(certificate: [1, -2, 1]))
    // A pivot column that is not the first one, and words that overflow.
    let late = try Matrix<Integer>([[0, 0, 2, 4], [0, 3, 0, 0]])
    #expect(late.reducedRowEchelonForm(method: method).pivotColumns == [1, 2])
    #expect(late.kernel(method: method) == [[1, 0, 0, 0], [0, 0, -2, 1]])
    let large = Integer(Int.max)
    let words = try Matrix<Integer>([[large, Integer(Int.min)], [Integer(Int.min), large]])
    #expect(words.determinant(method: method) == large * large - (large + 1) * (large + 1))
    let small = try Matrix<Integer>([[2, 1], [1, 3]])
    #expect(small.solve([3, 5], method: method) == .unique([Rational(4, 5), Rational(7, 5)]))
  }

  /// Every matrix of order 2 and 3 over {−1, 0, 1}, with all that is computed from it.
  @Test(arguments: bothMethods)
  func exhaustive(method: EliminationMethod) {
    for n in 2...3 {
      let count = (0..<n * n).reduce(1) { product, _ in product * 3 }
      for code in 0..<count {
        var digits = code
        let a = Matrix<Integer>(rows: n, columns: n) { _, _ in
          defer { digits /= 3 }
          return Integer(digits % 3 - 1)
        }
        let determinant = leibniz(a)
        var holds = a.determinant(method: method) == determinant
        // Unlucky primes nearly everywhere.
        if method == .multimodular { holds = holds && a.determinant(startingWith: [3, 5]) == determinant }
        // The rest on all matrices of order 2 and a seventh of those of order 3, to stay fast in debug builds.
        if n == 2 || code.isMultiple(of: 7) {
          let form = a.reducedRowEchelonForm(method: method)
          let rank = form.pivotColumns.count
          holds = holds && isReduced(form) && (rank == n) != determinant.isZero && a.rank(method: method) == rank
          let kernel = a.kernel(method: method)
          holds = holds && kernel.count == n - rank && kernel.allSatisfy { (a * $0).allSatisfy { $0.isZero } }
          if method == .multimodular {
            holds = holds && a.reducedRowEchelonForm(method: .fractionFree) == form
            holds = holds && a.reducedRowEchelonForm(startingWith: [3]) == form
          }
        }
        if !holds { Issue.record("\(a)") }
      }
    }
  }

  @Test(arguments: [1, 3, 31, 64, 200])
  func randomSquare(bits: Int) {
    var random = SplitMix(seed: UInt64(bits))
    for n in [1, 2, 3, 5, 8, 12] {
      let (a, b) = (random.matrix(n, n, bits: bits), random.matrix(n, n, bits: bits))
      let determinants = [a, b, a * b].map { $0.determinant(method: .fractionFree) }
      #expect(determinants[0] * determinants[1] == determinants[2])
      #expect([a, b, a * b].map { $0.determinant(method: .multimodular) } == determinants)
      #expect(a.transposed().determinant() == determinants[0])
      if n <= 5 { #expect(leibniz(a) == determinants[0]) }
      let right = (0..<n).map { _ in random.integer(bits: bits) }
      let solution = a.solve(right, method: .fractionFree)
      #expect(a.solve(right, method: .multimodular) == solution || solution.isInconsistent)
      let kernelCount = verify(solution, of: a.map { Rational($0) }, right.map { Rational($0) })
      if !determinants[0].isZero { #expect(kernelCount == 0) }
    }
  }

  /// Products of thin matrices: every rank and shape, consistent and inconsistent right-hand sides.
  @Test func randomRanks() {
    var random = SplitMix(seed: 99)
    for (m, n) in [(1, 4), (4, 1), (3, 5), (5, 3), (6, 6), (9, 12), (12, 9)] {
      for rank in stride(from: 0, through: min(m, n), by: m > 6 ? 3 : 1) {
        let a = random.matrix(m, rank, bits: 40) * random.matrix(rank, n, bits: 40)
        let form = a.reducedRowEchelonForm(method: .fractionFree)
        #expect(isReduced(form))
        #expect(a.reducedRowEchelonForm(method: .multimodular) == form)
        #expect(form.pivotColumns.count <= rank)
        for method in bothMethods {
          let kernel = a.kernel(method: method)
          #expect(a.rank(method: method) == form.pivotColumns.count)
          #expect(kernel.count + form.pivotColumns.count == n)
          #expect(kernel.allSatisfy { (a * $0).allSatisfy { $0.isZero } })
          #expect(kernel.allSatisfy { $0.reduce(Integer(0)) { Integer.gcd($0, $1) } == 1 })
          let consistent = a * (0..<n).map { _ in random.integer(bits: 30) }
          let exact = a.map { Rational($0) }
          #expect(
            verify(a.solve(consistent, method: method), of: exact, consistent.map { Rational($0) }) == kernel.count)
          let arbitrary = (0..<m).map { _ in random.rational(bits: 30) }
          verify(a.solve(arbitrary, method: method), of: exact, arbitrary)
        }
      }
    }
  }

  @Test(arguments: bothMethods)
  func rationalMatrices(method: EliminationMethod) {
    var random = SplitMix(seed: 31)
    for n in [1, 2, 4, 7] {
      let a = Matrix<Rational>(rows: n, columns: n) { _, _ in random.rational(bits: 20) }
      let b = Matrix<Rational>(rows: n, columns: n) { _, _ in random.rational(bits: 20) }
      #expect((a * b).determinant(method: method) == a.determinant(method: method) * b.determinant(method: method))
      let x = (0..<n).map { _ in random.rational(bits: 50) }
      if !a.determinant(method: method).isZero { #expect(a.solve(a * x, method: method) == .unique(x)) }
      let wide = Matrix<Rational>(rows: n, columns: n + 2) { i, j in j < n ? a[i, j] : b[i, (j - n) % n] }
      let kernel = wide.kernel(method: method)
      #expect(kernel.count + wide.rank(method: method) == n + 2)
      #expect(kernel.allSatisfy { (wide * $0.map { Rational($0) }).allSatisfy { $0.isZero } })
      #expect(isReduced(wide.reducedRowEchelonForm(method: method)))
      // Twice the same equation with different right-hand sides.
      let doubled = Matrix<Rational>(rows: 2, columns: n) { i, j in a[0, j] * (i == 0 ? 1 : Rational(1, 3)) }
      let solution = doubled.solve([1, 1], method: method)
      #expect(solution.isInconsistent)
      verify(solution, of: doubled, [1, 1])
    }
  }

  /// Matrices that are singular, or have other pivots, modulo the primes tried first.
  @Test func unluckyPrimes() throws {
    let primes: [UInt64] = [3, 5, 7, 11, 13, (1 << 61) - 1]
    var random = SplitMix(seed: 3)
    for n in [1, 2, 4, 6] {
      // Determinant ± the product of all these primes, to the first power and more.
      var a = Matrix<Integer>.identity(n)
      for (k, prime) in primes.enumerated() { a[k % n, k % n] *= Integer(prime) }
      for _ in 0..<3 * n {
        let (i, j, factor) = (
          Int.random(in: 0..<n, using: &random), Int.random(in: 0..<n, using: &random), random.integer(bits: 9)
        )
        if i != j { for k in 0..<n { a[i, k] += factor * a[j, k] } }
      }
      let expected = primes.reduce(Integer(1)) { $0 * Integer($1) }
      #expect(a.determinant(startingWith: primes) == expected && a.determinant(method: .fractionFree) == expected)
      #expect(a.rank(startingWith: primes) == n)
      #expect(a.reducedRowEchelonForm(startingWith: primes).matrix == .identity(n))
    }
    // Modulo 3 the first column vanishes and the second takes its place: the same rank, wrong pivots.
    let shifted = try Matrix<Integer>([[3, 1, 4], [6, 2, 9]])
    #expect(shifted.reducedRowEchelonForm(startingWith: [3]) == shifted.reducedRowEchelonForm(method: .fractionFree))
    // Modulo 3 the rank is 1 and the second row looks dependent; modulo 5 too, with another pivot row.
    let fallen = try Matrix<Integer>([[15, 1], [30, 17], [45, 33]])
    #expect(fallen.rank(startingWith: [3, 5]) == 2)
    // Everything vanishes modulo 3 and the default first prime.
    let scaled = random.matrix(3, 4, bits: 20).map { $0 * 3 * ((1 << 61) - 1) }
    #expect(scaled.reducedRowEchelonForm(startingWith: [3]) == scaled.reducedRowEchelonForm(method: .fractionFree))
    for _ in 0..<60 {
      let a = random.matrix(4, 3, bits: 4) * random.matrix(3, 5, bits: 4)
      let form = a.reducedRowEchelonForm(method: .fractionFree)
      #expect(a.reducedRowEchelonForm(startingWith: [3, 5, 7, 11]) == form)
      #expect(a.rank(startingWith: [5, 3]) == form.pivotColumns.count)
    }
  }

  /// Inner products longer than one lazily reduced block, and more primes than the table holds.
  @Test func longRowsAndManyPrimes() {
    var random = SplitMix(seed: 60)
    let n = 60
    let lower = Matrix<Integer>(rows: n, columns: n) { i, j in i == j ? 1 : j < i ? random.integer(bits: 8) : 0 }
    let upper = Matrix<Integer>(rows: n, columns: n) { i, j in
      i == j ? Integer(i % 3 + 1) : j > i ? random.integer(bits: 8) : 0
    }
    let expected = (0..<n).reduce(Integer(1)) { $0 * Integer($1 % 3 + 1) }
    #expect((lower * upper).determinant(method: .multimodular) == expected)
    let huge = random.matrix(2, 2, bits: 9000)
    #expect(huge.determinant(method: .multimodular) == leibniz(huge))
  }
}

extension LinearSolution {
  var isInconsistent: Bool { if case .inconsistent = self { true } else { false } }
}
