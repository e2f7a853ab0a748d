import Exact
import Foundation
import Testing

@Suite struct MatrixTests {
  @Test func construction() throws {
    let a = try Matrix([[1, 2, 3], [4, 5, 6]])
    #expect(a.rows == 2 && a.columns == 3 && !a.isSquare)
    #expect(a[1, 0] == 4 && a.row(1) == [4, 5, 6] && a.column(2) == [3, 6])
    #expect(a.nestedRows == [[1, 2, 3], [4, 5, 6]])
    #expect(a.transposed().nestedRows == [[1, 4], [2, 5], [3, 6]])
    #expect(a.transposed().transposed() == a)
    #expect(a.map { $0 * 2 }[1, 2] == 12)
    #expect(a.appending(column: [7, 8]).nestedRows == [[1, 2, 3, 7], [4, 5, 6, 8]])
    #expect(a.description == "[[1, 2, 3], [4, 5, 6]]")
    var b = Matrix(rows: 2, columns: 2, repeating: 0)
    b[0, 1] = 5
    b[0, 1] += 1
    #expect(b.nestedRows == [[0, 6], [0, 0]])
    #expect(!b.isSymmetric && Matrix<Int>.identity(3).isSymmetric && !a.isSymmetric)
    let empty = try Matrix<Int>([])
    #expect(empty.rows == 0 && empty.columns == 0 && empty == .identity(0))
    #expect(Matrix(rows: 0, columns: 3, repeating: 1) != Matrix(rows: 3, columns: 0, repeating: 1))
  }

  @Test func raggedRows() {
    #expect(throws: MatrixShapeError.raggedRow(row: 2, count: 1, expected: 2)) {
      try Matrix([[1, 2], [3, 4], [5], [6]])
    }
    #expect(
      MatrixShapeError.raggedRow(row: 2, count: 1, expected: 2).description
        == "row 2 has 1 entries; expected 2, as in row 0")
  }

  @Test func products() throws {
    let a = try Matrix<Integer>([[1, 2], [3, 4], [5, 6]])
    let b = try Matrix<Integer>([[1, -1, 0], [2, 0, 7]])
    #expect((a * b).nestedRows == [[5, -1, 14], [11, -3, 28], [17, -5, 42]])
    #expect(a * [10, 1] == [12, 34, 56])
    #expect([1, 0, 2] * a == [11, 14])
    #expect(a * .identity(2) == a && .identity(3) * a == a)
    #expect((a * Matrix(rows: 2, columns: 0, repeating: 0)).columns == 0)
    #expect(Matrix<Integer>(rows: 2, columns: 0, repeating: 0) * [] == [0, 0])
    #expect([1, 2, 3].dot([4, 5, 6] as [Integer]) == 32)
    #expect([Rational(1, 2), 3].dot([Rational(1, 3), Rational(1, 6)]) == Rational(2, 3))
    #expect(([] as [Integer]).dot([]) == 0)
    var random = SplitMix(seed: 5)
    let (x, y, z) = (random.matrix(4, 5, bits: 90), random.matrix(5, 3, bits: 90), random.matrix(3, 4, bits: 90))
    #expect((x * y) * z == x * (y * z))
    #expect((x * y).transposed() == y.transposed() * x.transposed())
    #expect(x.row(2).dot(y.column(1)) == (x * y)[2, 1])
  }

  @Test func coding() throws {
    let a = try Matrix<Integer>([[1, -2], [3, 1 << 100]])
    #expect(try JSONDecoder().decode(Matrix<Integer>.self, from: JSONEncoder().encode(a)) == a)
    let wide = Matrix<Rational>(rows: 0, columns: 3, repeating: 0)
    #expect(try JSONDecoder().decode(Matrix<Rational>.self, from: JSONEncoder().encode(wide)) == wide)
    for text in [
      #"{"rows":2,"columns":2,"entries":[1,2,3]}"#, #"{"rows":-1,"columns":-1,"entries":[1]}"#,
      #"{"rows":4611686018427387904,"columns":4,"entries":[]}"#, #"{"rows":1,"columns":1}"#,
    ] {
      #expect(throws: DecodingError.self) { try JSONDecoder().decode(Matrix<Integer>.self, from: Data(text.utf8)) }
    }
  }
}
