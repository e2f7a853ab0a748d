import Arrays
import Foundation
import Randomness
import Testing

@Suite("Factorisations of dense matrices")
struct FactorizationTests {
  @Test("A worked example: L of (4 2; 2 5) is (2 0; 1 2)")
  func workedExample() throws {
    let a = DenseMatrix<Double>(rows: 2, columns: 2, entries: [4, 2, 2, 5])
    let cholesky = try CholeskyFactorization(a)
    #expect(cholesky.factor.entries == [2, 0, 1, 2])
    #expect(cholesky.solution([8, 8]) == [1.5, 1])
    let eigen = try DenseMatrix<Double>(rows: 2, columns: 2, entries: [2, 1, 1, 2]).symmetricEigen()
    #expect((eigen.values[0] - 1).magnitude < 1e-15 && (eigen.values[1] - 3).magnitude < 1e-15)
    #expect((eigen.vectors[0, 0] + eigen.vectors[0, 1]).magnitude < 1e-15)
    #expect((eigen.vectors[1, 0] - eigen.vectors[1, 1]).magnitude < 1e-15)
  }

  func cholesky<E: BLASScalar>(_: E.Type, tolerance: Double) throws {
    var stream = RandomStream(seed: 7)
    for n in [0, 1, 2, 3, 8, 40, 70] {
      for triangle in [Triangle.lower, .upper] {
        let whole: DenseMatrix<E> = stream.positiveDefinite(n)
        let half = DenseMatrix(rows: n, columns: n) { i, j in
          i == j || (j < i) == (triangle == .lower) ? whole[i, j] : .nan
        }
        let factorization = try CholeskyFactorization(half, from: triangle)
        let l = factorization.factor
        #expect((0..<n).allSatisfy { i in (i + 1..<max(n, i + 1)).allSatisfy { l[i, $0] == 0 } })
        let product = l * l.transposed
        // Each entry of a backward stable L Lᵀ is off by a few n u √(aᵢᵢ aⱼⱼ).
        for i in 0..<n {
          for j in 0..<n {
            let scale = Double((whole[i, i] * whole[j, j]).squareRoot())
            #expect(Double((product[i, j] - whole[i, j]).magnitude) <= tolerance * scale)
          }
        }
        let right: DenseMatrix<E> = stream.matrix(n, 3)
        let columns = factorization.solution(right)
        for j in 0..<3 {
          let column = factorization.solution((0..<n).map { right[$0, j] })
          let image = whole * column
          let scale = whole.entries.euclideanNorm * column.euclideanNorm
          for i in 0..<n {
            #expect(Double((image[i] - right[i, j]).magnitude) <= tolerance * Double(scale + 1))
            #expect(
              Double((column[i] - columns[i, j]).magnitude) <= 1e3 * tolerance * Double(column.euclideanNorm + 1) * 100)
          }
        }
      }
    }
  }

  @Test("Cholesky's factors multiply to the matrix, whichever half is given, and solve")
  func choleskyFactors() throws {
    try cholesky(Float.self, tolerance: 70 * 0x1p-22)
    try cholesky(Double.self, tolerance: 70 * 0x1p-51)
  }

  @Test("The pivot that fails is named, at every place", arguments: 0..<5)
  func failingPivot(place: Int) {
    for order in [5, 200] {
      let pivot = order == 5 ? place : place * 45 + 3
      for value in [0.0, -1] {
        var a = DenseMatrix<Double>(rows: order, columns: order) { $0 == $1 ? 1 : 0 }
        a[pivot, pivot] = value
        // What follows is no matter: the first pivot that fails is named.
        a[order - 1, order - 1] = value
        #expect(throws: FactorizationError.notPositiveDefinite(pivot: min(pivot, order - 1))) {
          try CholeskyFactorization(a)
        }
        #expect(throws: FactorizationError.notPositiveDefinite(pivot: min(pivot, order - 1))) {
          try CholeskyFactorization(DenseMatrix<Float>(a), from: .upper)
        }
      }
    }
  }

  @Test("NaN, infinities and overflow are refused, where they are read")
  func notFinite() throws {
    for bad in [Double.nan, .infinity, -.infinity] {
      var a = DenseMatrix<Double>(rows: 3, columns: 3) { $0 == $1 ? 4 : 0 }
      a[2, 1] = bad
      #expect(throws: FactorizationError.notFinite(row: 2, column: 1)) { try CholeskyFactorization(a) }
      #expect(throws: FactorizationError.notFinite(row: 2, column: 1)) { try a.symmetricEigenvalues() }
      #expect(throws: FactorizationError.notFinite(row: 2, column: 1)) { try a.symmetricEigen() }
      #expect(throws: FactorizationError.notFinite(row: 2, column: 1)) { try a.leastSquares([1, 1, 1]) }
      #expect(throws: FactorizationError.notFinite(row: 1, column: 3)) {
        try DenseMatrix<Double>(rows: 2, columns: 3, repeating: 1).leastSquares([1, bad])
      }
      #expect(try a.symmetricEigenvalues(from: .upper) == [4, 4, 4])
      #expect(try CholeskyFactorization(a, from: .upper).solution([4, 8, 12]) == [1, 2, 3])
    }
    // 10^200 / 10^−100 squared is beyond the range, and what comes of ∞ − ∞ is no pivot.
    for order in [2, 3, 300] {
      var steep = DenseMatrix<Double>(rows: order, columns: order) { $0 == $1 ? 1 : 0 }
      steep[0, 0] = 1e-200
      for i in 1..<order { steep[i, 0] = 1e250 }
      #expect(throws: FactorizationError.notPositiveDefinite(pivot: 1)) { try CholeskyFactorization(steep) }
    }
  }

  func eigen<E: BLASScalar>(_: E.Type, tolerance: Double) throws {
    var stream = RandomStream(seed: 8)
    for n in [0, 1, 2, 5, 30, 60] {
      for triangle in [Triangle.lower, .upper] {
        var whole: DenseMatrix<E> = stream.matrix(n, n)
        whole.symmetrize(from: .lower)
        let half = DenseMatrix(rows: n, columns: n) { i, j in
          i == j || (j < i) == (triangle == .lower) ? whole[i, j] : .nan
        }
        let found = try half.symmetricEigen(from: triangle)
        let scale = Double(whole.entries.euclideanNorm) + 1
        #expect(found.values == found.values.sorted())
        for (value, other) in zip(found.values, try half.symmetricEigenvalues(from: triangle)) {
          #expect(Double((value - other).magnitude) <= tolerance * scale)
        }
        let orthogonality = found.vectors.gram()
        for k in 0..<n {
          let vector = Array(found.vectors.row(k))
          var rest = whole * vector
          rest.add(vector, times: -found.values[k])
          #expect(Double(rest.euclideanNorm) <= tolerance * scale)
          for l in 0..<n { #expect(Double((orthogonality[k, l] - (k == l ? 1 : 0)).magnitude) <= tolerance) }
        }
      }
    }
  }

  @Test("Eigenvectors are orthonormal, and the matrix stretches them by their eigenvalues")
  func eigenvectors() throws {
    try eigen(Float.self, tolerance: 60 * 0x1p-21)
    try eigen(Double.self, tolerance: 60 * 0x1p-50)
  }

  func triangular<E: BLASScalar>(_: E.Type) {
    var stream = RandomStream(seed: 9)
    for order in 0...4 {
      for triangle in [Triangle.lower, .upper] {
        for diagonal in [Diagonal.stored, .ones] {
          for side in [Side.left, .right] {
            for isTransposed in [false, true] {
              // The triangle as it is, and as memory holds it: what must not be read is NaN.
              let a = DenseMatrix<E>(rows: order, columns: order) { i, j in
                i == j ? (diagonal == .ones ? 1 : 2) : (j < i) == (triangle == .lower) ? stream.digit() : 0
              }
              let stored = DenseMatrix<E>(rows: order, columns: order) { i, j in
                i == j ? (diagonal == .ones ? .nan : 2) : (j < i) == (triangle == .lower) ? a[i, j] : .nan
              }
              let x: DenseMatrix<E> = side == .left ? stream.matrix(order, 3) : stream.matrix(3, order)
              let b = side == .left ? a * x : x * a
              let framed = inFrame(b) { b in
                if isTransposed {
                  solve(
                    DenseMatrix(copying: stored.transposed).transposed, triangle, diagonal: diagonal, on: side, in: b,
                    alpha: 4)
                } else {
                  solve(stored, triangle, diagonal: diagonal, on: side, in: b, alpha: 4)
                }
              }
              #expect(framed.result.entries == x.entries.map { 4 * $0 })
              #expect(framed.isFrameWhole)
            }
          }
        }
      }
    }
  }

  @Test("Triangular systems, both halves, sides, diagonals and transposes")
  func triangularSystems() {
    triangular(Float.self)
    triangular(Double.self)
  }

  @Test("Least squares: the shortest of the best")
  func leastSquares() throws {
    func isNear(_ x: [Double], _ y: [Double]) -> Bool {
      x.count == y.count && zip(x, y).allSatisfy { ($0 - $1).magnitude < 1e-12 }
    }
    // One equation too many: the mean. One too few: the shortest. Rank 1: both.
    #expect(isNear(try DenseMatrix(rows: 3, columns: 1, repeating: 1).leastSquares([1, 2, 6]), [3]))
    #expect(isNear(try DenseMatrix(rows: 1, columns: 2, entries: [3, 4]).leastSquares([25]), [3, 4]))
    #expect(isNear(try DenseMatrix(rows: 2, columns: 2, repeating: 1).leastSquares([1, 3]), [1, 1]))
    #expect(try DenseMatrix<Double>(rows: 0, columns: 2).leastSquares([]) == [0, 0])
    #expect(try DenseMatrix<Double>(rows: 2, columns: 0).leastSquares([1, 1]) == [])
    #expect(try DenseMatrix<Float>(rows: 2, columns: 2).leastSquares([1, 1]) == [0, 0])
  }
}

@Suite("Arrays: the processor")
struct ProcessorTests {
  @Test("A processor with AVX2 does not get the loops of one without, however new it is")
  func loops() throws {
    let flags = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    func chosen() -> String? { ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] }
    guard flags.contains(" avx2 "), flags.contains(" fma "), chosen() == nil else { return }
    #expect(BLAS.processor != "Prescott")
    // The choice does not reach the processes that this one starts.
    #expect(chosen() == nil)
  }
}
