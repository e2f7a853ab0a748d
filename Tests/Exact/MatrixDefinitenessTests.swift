import Exact
import Testing

/// vᵀAv.
private func value(_ a: Matrix<Integer>, _ v: [Integer]) -> Integer { v.dot(a * v) }

private func symmetric(_ a: Matrix<Integer>) -> Matrix<Integer> {
  Matrix(rows: a.rows, columns: a.rows) { i, j in a[min(i, j), max(i, j)] }
}

/// Whether all principal minors are ≥ 0, which is what positive semidefinite means (Sylvester).
private func hasNonnegativePrincipalMinors(_ a: Matrix<Integer>) -> Bool {
  (0..<1 << a.rows).allSatisfy { subset in
    let indices = (0..<a.rows).filter { subset >> $0 & 1 == 1 }
    return leibniz(Matrix(rows: indices.count, columns: indices.count) { a[indices[$0], indices[$1]] }) >= 0
  }
}

/// The inertia by Descartes' rule on the characteristic polynomial, whose roots are all real: an independent way.
private func inertiaByDescartes(_ a: Matrix<Integer>) -> Inertia {
  let n = a.rows
  // Faddeev and LeVerrier: coefficients of det(λ − A), c[n] = 1.
  var coefficients = [Integer](repeating: 0, count: n + 1)
  coefficients[n] = 1
  var power = Matrix<Integer>.identity(n)
  for k in 1..<n + 1 {
    let product = a * power
    var trace = Integer(0)
    for i in 0..<n { trace += product[i, i] }
    coefficients[n - k] = -trace / Integer(k)
    power = product
    for i in 0..<n { power[i, i] += coefficients[n - k] }
  }
  func changes(_ list: [Integer]) -> Int {
    let signs = list.map { $0.signum() }.filter { $0 != 0 }
    return zip(signs, signs.dropFirst()).count { $0 != $1 }
  }
  let mirrored = coefficients.enumerated().map { $0.offset.isMultiple(of: 2) ? $0.element : -$0.element }
  let zero = coefficients.firstIndex { !$0.isZero } ?? 0
  return Inertia(positive: changes(coefficients), negative: changes(mirrored), zero: zero)
}

@discardableResult
private func check(_ a: Matrix<Integer>) -> Bool {
  let inertia = a.inertia()
  var factored = false
  switch a.ldl() {
  case .factored(let factors):
    factored = true
    let n = a.rows
    #expect(factors.permutation.sorted() == Array(0..<n))
    let permuted = Matrix<Rational>(rows: n, columns: n) { i, j in
      Rational(a[factors.permutation[i], factors.permutation[j]])
    }
    let diagonal = Matrix<Rational>(rows: n, columns: n) { $0 == $1 ? factors.diagonal[$0] : 0 }
    #expect(factors.lower * diagonal * factors.lower.transposed() == permuted)
    for i in 0..<n {
      #expect(factors.lower[i, i] == 1)
      for j in i + 1..<max(n, i + 1) { #expect(factors.lower[i, j].isZero) }
      #expect(factors.diagonal[i].isZero == (i >= factors.rank))
    }
    #expect(factors.diagonal.count { $0.signum() > 0 } == inertia.positive)
    #expect(factors.diagonal.count { $0.signum() < 0 } == inertia.negative)
  case .indefinite(let positive, let negative):
    #expect(value(a, positive) > 0 && value(a, negative) < 0)
    #expect(inertia.positive > 0 && inertia.negative > 0)
  }
  if let direction = a.negativeDirection() {
    #expect(value(a, direction) < 0 && inertia.negative > 0 && !a.isPositiveSemidefinite)
  } else {
    #expect(inertia.negative == 0 && a.isPositiveSemidefinite && factored)
  }
  return factored
}

@Suite struct MatrixDefinitenessTests {
  /// All symmetric matrices of order at most 3 over {−1, 0, 1}, and of order 2 over {−3, …, 3}.
  @Test func exhaustive() {
    for (n, reach) in [(1, 3), (2, 3), (3, 1)] {
      let places = n * (n + 1) / 2
      let count = (0..<places).reduce(1) { product, _ in product * (2 * reach + 1) }
      for code in 0..<count {
        var digits = code
        let a = symmetric(
          Matrix<Integer>(rows: n, columns: n) { i, j in
            if j < i { return 0 }
            defer { digits /= 2 * reach + 1 }
            return Integer(digits % (2 * reach + 1) - reach)
          })
        check(a)
        #expect(a.isPositiveSemidefinite == hasNonnegativePrincipalMinors(a), "\(a)")
        #expect(a.inertia() == inertiaByDescartes(a), "\(a)")
      }
    }
  }

  @Test func random() {
    var random = SplitMix(seed: 17)
    var stopped = 0
    for n in [2, 4, 7, 10] {
      for bits in [1, 2, 40] {
        let a = symmetric(random.matrix(n, n, bits: bits))
        check(a)
        #expect(a.inertia() == inertiaByDescartes(a))
        // Zero diagonals, where pivots on the diagonal run out.
        var hollow = a
        for i in 0..<n { hollow[i, i] = 0 }
        if !check(hollow) { stopped += 1 }
        #expect(hollow.inertia() == inertiaByDescartes(hollow))
        // Gram matrices are semidefinite, of any rank, and one subtracted makes most of them not.
        for rank in [0, 1, n / 2, n] {
          let factor = random.matrix(n, rank, bits: bits)
          let gram = factor * factor.transposed()
          check(gram)
          #expect(gram.isPositiveSemidefinite)
          #expect(gram.inertia() == Inertia(positive: factor.rank(), negative: 0, zero: n - factor.rank()))
          var less = gram
          less[n - 1, n - 1] -= 1
          check(less)
          #expect(less.inertia() == inertiaByDescartes(less))
        }
      }
    }
    #expect(stopped > 0)
  }

  @Test func workedExamples() throws {
    let hyperbolic = try Matrix<Integer>([[0, 1], [1, 0]])
    #expect(hyperbolic.ldl() == .indefinite(positive: [1, 1], negative: [1, -1]))
    #expect(hyperbolic.inertia() == Inertia(positive: 1, negative: 1, zero: 0))
    let zero = Matrix<Integer>(rows: 3, columns: 3, repeating: 0)
    #expect(zero.inertia() == Inertia(positive: 0, negative: 0, zero: 3) && zero.isPositiveSemidefinite)
    let empty = Matrix<Integer>(rows: 0, columns: 0, repeating: 0)
    #expect(empty.isPositiveSemidefinite && empty.inertia() == Inertia(positive: 0, negative: 0, zero: 0))
    check(empty)
    let a = try Matrix<Rational>([[Rational(1, 2), Rational(1, 3)], [Rational(1, 3), Rational(2, 9)]])
    #expect(a.isPositiveSemidefinite && a.inertia() == Inertia(positive: 1, negative: 0, zero: 1))
    guard case .factored(let factors) = a.ldl() else {
      Issue.record("a semidefinite matrix has a factorization")
      return
    }
    #expect(factors.rank == 1 && factors.diagonal == [Rational(2, 9), 0] || factors.diagonal == [Rational(1, 2), 0])
    var b = a
    b[1, 1] -= Rational(1, 1_000_000)
    let direction = try #require(b.negativeDirection()).map { Rational($0) }
    #expect(direction.dot(b * direction) < 0)
    // Hilbert matrices are positive definite; their smallest eigenvalue is tiny, and exactness sees its sign.
    let hilbert = Matrix<Rational>(rows: 10, columns: 10) { Rational(1, Integer($0 + $1 + 1)) }
    #expect(hilbert.inertia() == Inertia(positive: 10, negative: 0, zero: 0))
    var shifted = hilbert
    for i in 0..<10 { shifted[i, i] -= Rational(1, Integer(10).power(12)) }
    #expect(!shifted.isPositiveSemidefinite)
  }
}
