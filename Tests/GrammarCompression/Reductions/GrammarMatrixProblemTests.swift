import Exact
import Foundation
import GrammarCompression
import Randomness
import Testing

/// The matrix with the given rows.
func rowMajor(_ rows: [[Integer]], columns: Int) throws -> RowMajorProgram {
  try RowMajorProgram(program(rows.flatMap { $0 }), rows: rows.count, columns: columns)
}

private func randomRows(_ rows: Int, _ columns: Int, _ stream: inout RandomStream) -> [[Integer]] {
  (0..<rows).map { _ in (0..<columns).map { _ in Integer(stream.uniform(in: -2...2)) } }
}

private func dot(_ a: [Integer], _ b: [Integer]) -> Integer { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

private func meet(_ a: [Integer], _ b: [Integer]) -> Bool { zip(a, b).contains { $0 != 0 && $1 != 0 } }

private func constant(_ value: Integer, _ count: Int) throws -> StraightLineProgram<Integer> {
  var builder = ProgramBuilder<Integer>()
  return builder.program(root: try builder.power(builder.terminal(value), count))
}

@Suite("The product of a compressed matrix and vector as a problem")
struct GrammarMatrixVectorTests {
  static func example() throws -> GrammarMatrixVector {
    try GrammarMatrixVector(matrix: rowMajor([[0, 2, 0], [1, 0, -1]], columns: 3), vector: program([1, 0, 5]))
  }

  @Test("The reference answer and the memoised product are the definition, for all shapes")
  func reference() throws {
    for index in 0..<150 {
      var stream = RandomStream(seed: 92).child(index)
      let (rows, columns) = (stream.uniform(in: 0...5), stream.uniform(in: 0...6))
      let (entries, x) = (randomRows(rows, columns, &stream), randomRows(1, columns, &stream)[0])
      let instance = try GrammarMatrixVector(matrix: rowMajor(entries, columns: columns), vector: program(x))
      let (answer, product) = (try instance.referenceAnswer(), try instance.product().answer)
      #expect(answer.values == entries.map { dot($0, x) } && product.values == answer.values)
      #expect(try instance.verify(answer) && instance.verify(product))
      #expect((answer.position != nil) == entries.contains { meet($0, x) })
      #expect(product.position != nil || product.values?.allSatisfy { $0 == 0 } == true)
    }
    #expect(try Self.example().size == ["R": 2, "D": 3, "n_M": 9, "n_x": 5])
    #expect(
      try Self.example().referenceAnswer()
        == GrammarMatrixVectorAnswer(values: [0, -4], position: .init(row: 1, column: 0)))
  }

  @Test("Wrong values and positions where an entry is 0 or none stands are not verified")
  func verify() throws {
    let instance = try Self.example()
    func verify(_ values: [Integer], _ row: Int, _ column: Int) throws -> Bool {
      try instance.verify(GrammarMatrixVectorAnswer(values: values, position: .init(row: row, column: column)))
    }
    #expect(try verify([0, -4], 1, 0) && verify([0, -4], 1, 2))
    #expect(try instance.verify(GrammarMatrixVectorAnswer(values: [0, -4], position: nil)))
    for values: [Integer] in [[], [0], [0, 4], [-4, 0], [0, -4, 0]] { #expect(try !verify(values, 1, 0)) }
    for (row, column) in [(0, 0), (0, 1), (1, 1), (-1, 0), (2, 0), (1, 3), (1, -1), (Int.max, Int.max), (Int.min, 0)] {
      #expect(try !verify([0, -4], row, column), "\(row), \(column)")
    }
  }

  @Test("The budget is that of all rows together, and the error names it as a whole")
  func budget() throws {
    let rows: [[Integer]] = [[1, 2, 3, 4, 1, 2], [4, 3, 2, 1, 4, 3], [2, 4, 1, 3, 2, 4]]
    let instance = try GrammarMatrixVector(matrix: rowMajor(rows, columns: 6), vector: program([5, 6, 7, 5, 6, 7]))
    let keys = try instance.product().keys
    let alone = try (0..<3).map { try instance.matrix.row($0).product(with: instance.vector).keys }
    #expect(keys == alone.reduce(0, +) && alone.allSatisfy { $0 > 0 })
    #expect(try instance.product(budget: keys).keys == keys)
    for budget in [0, 1, alone[0], alone[0] + 1, keys - 1] {
      #expect(throws: ProgramError.budgetExceeded(keys: budget)) { try instance.product(budget: budget) }
    }
    let product = try GrammarMatrixProduct(a: instance.matrix, bTransposed: instance.matrix)
    let all = try product.product().keys
    #expect(try product.product(budget: all).keys == all)
    #expect(throws: ProgramError.budgetExceeded(keys: all - 1)) { try product.product(budget: all - 1) }
  }

  @Test("Read from its files and from JSON, an instance and an answer are the same")
  func roundTrips() throws {
    for index in 0..<20 {
      var stream = RandomStream(seed: 93).child(index)
      let (rows, columns) = (stream.uniform(in: 0...3), stream.uniform(in: 0...3))
      let instance = try GrammarMatrixVector(
        matrix: rowMajor(randomRows(rows, columns, &stream), columns: columns),
        vector: program(randomRows(1, columns, &stream)[0]))
      var files = instance.files
      #expect(Set(files.keys) == Set(GrammarMatrixVector.fileNames))
      files["provenance.json"] = "not ours"
      #expect(try GrammarMatrixVector(files: files) == instance)
      #expect(try JSONDecoder().decode(GrammarMatrixVector.self, from: JSONEncoder().encode(instance)) == instance)
      let answer = try instance.referenceAnswer()
      #expect(try JSONDecoder().decode(GrammarMatrixVectorAnswer.self, from: JSONEncoder().encode(answer)) == answer)
    }
    let foreign = Data(#"{"values": ["4", -3], "keys": 12}"#.utf8)
    #expect(
      try JSONDecoder().decode(GrammarMatrixVectorAnswer.self, from: foreign)
        == GrammarMatrixVectorAnswer(values: [4, -3], position: nil))
    #expect(try Self.example().files["shape"] == "p grammar-matrix-vector 2 3\n")
    var files = try Self.example().files
    files["shape"] = "c a comment\r\n\n  p\tgrammar-matrix-vector 2 3 \r\n"
    #expect(try GrammarMatrixVector(files: files) == Self.example())
  }

  @Test(
    "A shape that is no line of two sizes is refused",
    arguments: [
      "", "c\n", "p", "p grammar-matrix-vector", "p grammar-matrix-vector 2", "p grammar-matrix-vector 2 3 4",
      "p grammar-matrix-product 2 3", "q grammar-matrix-vector 2 3", "p grammar-matrix-vector -2 -3",
      "p grammar-matrix-vector 2 +3", "p grammar-matrix-vector 2 3.0", "p grammar-matrix-vector 2 9223372036854775808",
      "p grammar-matrix-vector 2 3\np grammar-matrix-vector 2 3", "p grammar-matrix-vector 2 3\nmore",
      "p grammar-matrix-vector 2 3\ncat", "p grammar-matrix-vector 2 0x3",
    ])
  func hostileShapes(text: String) throws {
    var files = try Self.example().files
    files["shape"] = text
    let error = #expect(throws: GrammarMatrixError.self) { try GrammarMatrixVector(files: files) }
    guard case .unreadable(file: "shape", _)? = error else {
      Issue.record("\(text): \(String(describing: error))")
      return
    }
  }

  @Test("Shapes that lie, missing files and vectors of another length are refused, with the name of the file")
  func hostileFiles() throws {
    let good = try Self.example().files
    for (rows, columns) in [(3, 3), (0, 0), (4_294_967_296, 4_294_967_296), (Int.max, Int.max), (6, 0), (0, 6)] {
      var files = good
      files["shape"] = "p grammar-matrix-vector \(rows) \(columns)\n"
      #expect(
        throws: GrammarMatrixError.unreadable(
          file: "matrix.slp", "the program has 6 entries, which is not \(rows) rows of \(columns)")
      ) { try GrammarMatrixVector(files: files) }
    }
    for (rows, columns) in [(3, 2), (1, 6), (6, 1)] {
      var files = good
      files["shape"] = "p grammar-matrix-vector \(rows) \(columns)\n"
      let error = GrammarMatrixError.unreadable(
        file: "x.slp", "the program has 3 entries, which is not 1 rows of \(columns)")
      #expect(throws: error) { try GrammarMatrixVector(files: files) }
    }
    for name in GrammarMatrixVector.fileNames {
      var files = good
      files[name] = nil
      #expect(throws: GrammarMatrixError.missingFile(name)) { try GrammarMatrixVector(files: files) }
      guard name != "shape" else { continue }
      files[name] = "p slp 1 1\n0 = x\nroot 0\n"
      let why = "line 2, value: found “x”, expected an entry of type Integer"
      #expect(throws: GrammarMatrixError.unreadable(file: name, why)) { try GrammarMatrixVector(files: files) }
    }
    for json in ["{}", "[]", "7", #"{"shape": 3}"#] {
      #expect(throws: (any Error).self) { try JSONDecoder().decode(GrammarMatrixVector.self, from: Data(json.utf8)) }
    }
  }

  @Test("Short files that stand for too many rows are refused before any is computed")
  func tooManyRows() throws {
    let none = try GrammarMatrixVector(files: [
      "matrix.slp": "p slp 0 0\n", "x.slp": "p slp 0 0\n", "shape": "p grammar-matrix-vector \(Int.max) 0\n",
    ])
    let error = GrammarMatrixError.answerTooLong(rows: Int.max, columns: 1)
    #expect(throws: error) { try none.product() }
    #expect(throws: error) { try none.referenceAnswer() }
    #expect(error.description.contains("more than the limit of 16777216"))
    let column = try GrammarMatrixVector(
      matrix: RowMajorProgram(constant(0, 1 << 40), rows: 1 << 40, columns: 1), vector: program([1]))
    #expect(throws: GrammarMatrixError.answerTooLong(rows: 1 << 40, columns: 1)) { try column.product() }
    let row = try GrammarMatrixVector(
      matrix: RowMajorProgram(constant(2, 1 << 40), rows: 1, columns: 1 << 40), vector: constant(3, 1 << 40))
    #expect(try row.product().answer.values == [Integer(6) << 40])
    #expect(throws: ProgramError.expansionTooLong(length: 1 << 40, limit: 1 << 28)) { try row.referenceAnswer() }
  }
}

@Suite("The product of two compressed matrices as a problem")
struct GrammarMatrixProductTests {
  static func example() throws -> GrammarMatrixProduct {
    try GrammarMatrixProduct(
      a: rowMajor([[0, 2], [1, -1]], columns: 2), bTransposed: rowMajor([[5, 0], [3, 3], [0, 1]], columns: 2))
  }

  @Test("The reference answer and the memoised product are the definition, for all shapes")
  func reference() throws {
    for index in 0..<120 {
      var stream = RandomStream(seed: 94).child(index)
      let (rows, inner, columns) = (stream.uniform(in: 0...4), stream.uniform(in: 0...5), stream.uniform(in: 0...4))
      let (a, b) = (randomRows(rows, inner, &stream), randomRows(columns, inner, &stream))
      let instance = try GrammarMatrixProduct(a: rowMajor(a, columns: inner), bTransposed: rowMajor(b, columns: inner))
      let (answer, product) = (try instance.referenceAnswer(), try instance.product().answer)
      #expect(answer.values == a.map { row in b.map { dot(row, $0) } } && product.values == answer.values)
      #expect(try instance.verify(answer) && instance.verify(product))
      #expect((answer.position != nil) == a.contains { row in b.contains { meet(row, $0) } })
      #expect(product.position != nil || product.values?.allSatisfy { $0.allSatisfy { $0 == 0 } } == true)
      #expect(try GrammarMatrixProduct(files: instance.files) == instance)
      #expect(try JSONDecoder().decode(GrammarMatrixProduct.self, from: JSONEncoder().encode(instance)) == instance)
      #expect(try JSONDecoder().decode(GrammarMatrixProductAnswer.self, from: JSONEncoder().encode(answer)) == answer)
    }
    let instance = try Self.example()
    #expect(instance.size == ["R": 2, "K": 2, "Q": 3, "n_A": 7, "n_B": 9])
    #expect(
      try instance.referenceAnswer()
        == GrammarMatrixProductAnswer(
          values: [[0, 6, 2], [5, 0, -1]], position: .init(row: 0, inner: 1, column: 1)))
    #expect(instance.files["shape"] == "p grammar-matrix-product 2 2 3\n")
    #expect(Set(instance.files.keys) == Set(GrammarMatrixProduct.fileNames))
  }

  @Test("Wrong values and positions where an entry is 0 or none stands are not verified")
  func verify() throws {
    let instance = try Self.example()
    let values: [[Integer]] = [[0, 6, 2], [5, 0, -1]]
    func verify(_ values: [[Integer]], _ row: Int, _ inner: Int, _ column: Int) throws -> Bool {
      let position = GrammarMatrixProductAnswer.Position(row: row, inner: inner, column: column)
      return try instance.verify(GrammarMatrixProductAnswer(values: values, position: position))
    }
    #expect(try instance.verify(GrammarMatrixProductAnswer(values: values, position: nil)))
    // The entry at row 1, column 1 is 0 = 3 − 3, and still has positions.
    for (row, inner, column) in [(0, 1, 1), (1, 0, 1), (1, 1, 1), (1, 1, 2)] {
      #expect(try verify(values, row, inner, column))
    }
    for (row, inner, column) in [
      (0, 0, 1), (0, 1, 0), (1, 1, 0), (2, 0, 0), (0, 2, 1), (0, 1, 3), (-1, 1, 1), (0, -1, 1), (0, 1, -1),
      (Int.max, Int.max, Int.max), (Int.min, Int.min, Int.min),
    ] { #expect(try !verify(values, row, inner, column), "\(row), \(inner), \(column)") }
    for wrong: [[Integer]] in [
      [], [[0, 6, 2]], [[0, 6, 2], [5, 0]], [[0, 6, 2], [5, 0, 1]], [[0, 5], [6, 0], [2, -1]], values + [[]],
    ] { #expect(try !verify(wrong, 0, 1, 1)) }
  }

  @Test("Inner dimensions that differ, shapes that lie and missing files are refused, with the name of the file")
  func hostileFiles() throws {
    #expect(throws: GrammarMatrixError.wrongLength(3, rows: 1, columns: 2)) {
      try GrammarMatrixProduct(a: rowMajor([[1, 2]], columns: 2), bTransposed: rowMajor([[1, 2, 3]], columns: 3))
    }
    let good = try Self.example().files
    for (shape, name) in [
      ("2 2 2", "b-transposed.slp"), ("3 2 3", "a.slp"), ("2 3 2", "a.slp"), ("4 1 6", "<none>"),
      ("1 4 1", "b-transposed.slp"),
      ("4294967296 4294967296 4294967296", "a.slp"), ("0 0 0", "a.slp"), ("-2 -2 3", "shape"), ("2 2", "shape"),
      ("2 2 3 1", "shape"), ("", "shape"), ("2 2 x", "shape"), ("2 2 9223372036854775808", "shape"),
    ] {
      var files = good
      files["shape"] = "p grammar-matrix-product \(shape)"
      if name == "<none>" {
        #expect(try GrammarMatrixProduct(files: files).size["K"] == 1)
        continue
      }
      let error = #expect(throws: GrammarMatrixError.self) { try GrammarMatrixProduct(files: files) }
      guard case .unreadable(file: name, _)? = error else {
        Issue.record("\(shape): \(String(describing: error))")
        continue
      }
    }
    for name in GrammarMatrixProduct.fileNames {
      var files = good
      files[name] = nil
      #expect(throws: GrammarMatrixError.missingFile(name)) { try GrammarMatrixProduct(files: files) }
    }
  }

  @Test("Short files that stand for too many entries are refused before any is computed")
  func tooManyEntries() throws {
    func instance(_ rows: Int, _ columns: Int) throws -> GrammarMatrixProduct {
      try GrammarMatrixProduct(files: [
        "a.slp": "p slp 0 0\n", "b-transposed.slp": "p slp 0 0\n",
        "shape": "p grammar-matrix-product \(rows) 0 \(columns)",
      ])
    }
    for (rows, columns) in [(Int.max, 1), (0, Int.max), (Int.max, 0), (Int.max, Int.max), (4_097, 4_096)] {
      let error = GrammarMatrixError.answerTooLong(rows: rows, columns: columns)
      #expect(throws: error) { try instance(rows, columns).product() }
      #expect(throws: error) { try instance(rows, columns).referenceAnswer() }
    }
    #expect(try instance(2, 3).product().answer.values == [[0, 0, 0], [0, 0, 0]])
    #expect(try instance(0, 3).product().answer.values == [])
  }
}
