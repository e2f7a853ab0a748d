import Arrays
import Randomness
import Testing

/// All comparisons are exact: entries are small whole numbers.
@Suite("Products of dense matrices")
struct ProductTests {
  /// Every shape up to 3, with all transpositions, on matrices and on strided views, with each kind of α and β.
  func products<E: BLASScalar>(_: E.Type) {
    var stream = RandomStream(seed: 1)
    for m in 0...3 {
      for n in 0...3 {
        for k in 0...3 {
          for (alpha, beta): (E, E) in [(1, 0), (2, 1), (-1, 3), (0, 2), (0, 0)] {
            let c: DenseMatrix<E> = stream.matrix(m, n)
            let (a, b): (DenseMatrix<E>, DenseMatrix<E>) = (stream.matrix(m, k), stream.matrix(k, n))
            let (at, bt) = (DenseMatrix(copying: a.transposed), DenseMatrix(copying: b.transposed))
            let expected = Naive.product(a, b, c, alpha: alpha, beta: beta)
            func check(_ a: some MatrixOperand<E>, _ b: some MatrixOperand<E>) {
              var result = c
              multiply(a, b, into: &result, alpha: alpha, beta: beta)
              #expect(Naive.rows(result) == expected)
              let framed = inFrame(beta == 0 ? DenseMatrix(rows: m, columns: n, repeating: .nan) : c) {
                multiply(a, b, into: $0, alpha: alpha, beta: beta)
              }
              #expect(Naive.rows(framed.result) == expected)
              #expect(framed.isFrameWhole)
            }
            check(a, b)
            check(at.transposed, b)
            check(a, bt.transposed)
            check(at.transposed, bt.transposed)
            _ = inFrame(a) { a in
              _ = inFrame(bt) { bt in check(a.readOnly, bt.readOnly.transposed) }
            }
          }
        }
      }
    }
  }

  @Test("Every small shape, in both precisions")
  func smallShapes() {
    products(Float.self)
    products(Double.self)
  }

  @Test("Random shapes up to 70", arguments: 0..<12)
  func largeShapes(seed: Int) {
    var stream = RandomStream(seed: 2).child(seed)
    let (m, n, k) = (stream.uniform(in: 1...70), stream.uniform(in: 1...70), stream.uniform(in: 1...70))
    let (a, b, c): (DenseMatrix<Float>, DenseMatrix<Float>, DenseMatrix<Float>) =
      (stream.matrix(k, m), stream.matrix(n, k), stream.matrix(m, n))
    var result = c
    multiply(a.transposed, b.transposed, into: &result, alpha: 3, beta: -2)
    #expect(Naive.rows(result) == Naive.product(a.transposed, b.transposed, c, alpha: 3, beta: -2))
    #expect(Naive.rows(a.transposed * b.transposed) == Naive.product(a.transposed, b.transposed, c, alpha: 1, beta: 0))
  }

  func vectors<E: BLASScalar>(_: E.Type) {
    var stream = RandomStream(seed: 3)
    for m in 0...4 {
      for n in 0...4 {
        for (alpha, beta): (E, E) in [(1, 0), (2, 1), (-1, 3), (0, 2), (0, 0)] {
          let a: DenseMatrix<E> = stream.matrix(m, n)
          let (x, y): ([E], [E]) = (stream.vector(n), stream.vector(m))
          let expected = Naive.product(
            a, DenseMatrix(rows: n, columns: 1, entries: x), DenseMatrix(rows: m, columns: 1, entries: y), alpha: alpha,
            beta: beta
          ).map { $0[0] }
          func check(_ a: some MatrixOperand<E>) {
            var result = beta == 0 ? [E](repeating: .nan, count: m) : y
            multiply(a, x, into: &result, alpha: alpha, beta: beta)
            #expect(result.map { Double($0) } == expected)
          }
          check(a)
          check(DenseMatrix(copying: a.transposed).transposed)
          _ = inFrame(a) { check($0.readOnly) }
          _ = inFrame(DenseMatrix(copying: a.transposed)) { check($0.readOnly.transposed) }
        }
        let a: DenseMatrix<E> = stream.matrix(m, n)
        #expect(a * [E](repeating: 1, count: n) == (0..<m).map { a.row($0).reduce(0, +) })
      }
    }
  }

  @Test("Matrix times vector, every small shape, in both precisions")
  func matrixTimesVector() {
    vectors(Float.self)
    vectors(Double.self)
  }

  /// One half of a matrix is right, and the other keeps what it held.
  func halves<E: BLASScalar>(_: E.Type) {
    var stream = RandomStream(seed: 4)
    for m in 0...4 {
      for k in 0...3 {
        for triangle in [Triangle.lower, .upper] {
          for (alpha, beta): (E, E) in [(1, 0), (2, -1)] {
            let (a, c): (DenseMatrix<E>, DenseMatrix<E>) = (stream.matrix(m, k), stream.matrix(m, m))
            let expected = Naive.product(a, a.transposed, c, alpha: alpha, beta: beta)
            func check(_ a: some MatrixOperand<E>) {
              let framed = inFrame(c) { multiplyByTranspose(a, into: $0, triangle: triangle, alpha: alpha, beta: beta) }
              #expect(framed.isFrameWhole)
              for i in 0..<m {
                for j in 0..<m {
                  let isWritten = triangle == .lower ? j <= i : j >= i
                  #expect(Double(framed.result[i, j]) == (isWritten ? expected[i][j] : Double(c[i, j])))
                }
              }
            }
            check(a)
            check(DenseMatrix(copying: a.transposed).transposed)
          }
        }
        let a: DenseMatrix<E> = stream.matrix(m, k)
        #expect(a.gram() == a * a.transposed)
        #expect(a.transposed.gram() == a.transposed * a)
      }
    }
  }

  @Test("A matrix times its transpose, half by half")
  func gram() {
    halves(Float.self)
    halves(Double.self)
  }

  func symmetric<E: BLASScalar>(_: E.Type) {
    var stream = RandomStream(seed: 5)
    for n in 0...4 {
      for triangle in [Triangle.lower, .upper] {
        var whole: DenseMatrix<E> = stream.matrix(n, n)
        whole.symmetrize(from: triangle)
        // The other half must not be read.
        let half = DenseMatrix(rows: n, columns: n) { i, j in
          i == j || (j < i) == (triangle == .lower) ? whole[i, j] : .nan
        }
        let x: [E] = stream.vector(n)
        #expect(half.symmetric(triangle) * x == whole * x)
        #expect(half.transposed.symmetric(triangle == .lower ? .upper : .lower) * x == whole * x)
        var y: [E] = stream.vector(n)
        let expected = zip(whole * x, y).map { 2 * $0 - 3 * $1 }
        multiply(half.symmetric(triangle), x, into: &y, alpha: 2, beta: -3)
        #expect(y == expected)
        for m in 0...3 {
          let (left, right): (DenseMatrix<E>, DenseMatrix<E>) = (stream.matrix(n, m), stream.matrix(m, n))
          let one = inFrame(DenseMatrix(rows: n, columns: m, repeating: .nan)) { c in
            left.withView { multiply(half.symmetric(triangle), on: .left, $0, into: c) }
          }
          #expect(one.result == whole * left && one.isFrameWhole)
          let other = inFrame(DenseMatrix(rows: m, columns: n, repeating: .nan)) { c in
            right.withView { multiply(half.symmetric(triangle), on: .right, $0, into: c) }
          }
          #expect(other.result == right * whole && other.isFrameWhole)
        }
      }
    }
  }

  @Test("Products with a symmetric matrix read one half of it")
  func symmetricProducts() {
    symmetric(Float.self)
    symmetric(Double.self)
  }
}
