import Formats
import Foundation
import Testing

@Suite("Matrix Market files")
struct MatrixMarketTests {
  static func read(
    _ text: String, duplicates: MatrixMarket.Duplicates = .refused
  ) throws(FormatError) -> MatrixMarket {
    try MatrixMarket(contentsOfMTX: Data(text.utf8), duplicates: duplicates)
  }

  @Test("Coordinates: values, comments, spaces and line ends")
  func coordinate() throws {
    let real = try Self.read(
      "%%MatrixMarket MATRIX Coordinate real general\r\n"
        + "% one\r\n%two\r\n\r\n 3 4 2 \r\n1 1 0.5\r\n\r\n\t3  4 -1e-3\r\n\r\n"
    )
    #expect(real.rows == 3 && real.columns == 4 && real.count == 2 && real.comments == [" one", "two"])
    #expect(real.rowIndices == [0, 2] && real.columnIndices == [0, 3] && real.values == .real([0.5, -0.001]))
    let pattern = try Self.read("%%MatrixMarket matrix coordinate pattern general\n2 2 2\n2 1\n1 2")
    #expect(pattern.values == .pattern && pattern.rowIndices == [1, 0])
    #expect(try pattern.triples().map(\.value) == [1, 1])
    let none = try Self.read("%%MatrixMarket matrix coordinate real general\n0 5 0")
    #expect(none.count == 0 && none.columns == 5)
  }

  @Test("Symmetries are expanded")
  func symmetry() throws {
    let symmetric = try Self.read("%%MatrixMarket matrix coordinate integer symmetric\n3 3 2\n1 1 5\n3 1 -7\n")
    let full = try symmetric.expanded()
    #expect(full.rowIndices == [0, 2, 0] && full.columnIndices == [0, 0, 2] && full.values == .integer([5, -7, -7]))
    let skew = try Self.read("%%MatrixMarket matrix array real skew-symmetric\n3 3\n1\n2\n3\n")
    #expect(skew.rowIndices == [1, 2, 2] && skew.columnIndices == [0, 0, 1])
    #expect(try skew.expanded().values == .real([1, -1, 2, -2, 3, -3]))
    let least = try Self.read("%%MatrixMarket matrix coordinate integer skew-symmetric\n2 2 1\n2 1 \(Int64.min)\n")
    #expect(throws: FormatError.self) { try least.expanded() }
    let array = try Self.read("%%MatrixMarket matrix array integer symmetric\n2 2\n1\n2\n3\n")
    #expect(array.rowIndices == [0, 1, 1] && array.columnIndices == [0, 0, 1])
    let general = try Self.read("%%MatrixMarket matrix array real general\n2 3\n1\n2\n3\n4\n5\n6\n")
    #expect(general.rowIndices == [0, 1, 0, 1, 0, 1] && general.columnIndices == [0, 0, 1, 1, 2, 2])
  }

  @Test("Duplicates are refused with their line, or summed at the place of the first")
  func duplicates() throws {
    let text = "%%MatrixMarket matrix coordinate integer general\n3 3 4\n2 2 1\n%\n1 1 10\n\n2 2 5\n1 1 -3\n"
    let error = #expect(throws: FormatError.self) { try Self.read(text) }
    #expect(error?.reason == .duplicate && error?.place == .line(7, field: nil))
    let summed = try Self.read(text, duplicates: .summed)
    #expect(summed.rowIndices == [1, 0] && summed.columnIndices == [1, 0] && summed.values == .integer([6, 7]))
    let large = "%%MatrixMarket matrix coordinate integer general\n1 1 2\n1 1 \(Int64.max)\n1 1 1\n"
    #expect(throws: FormatError.self) { try Self.read(large, duplicates: .summed) }
  }

  @Test("Errors name the line and the field")
  func errors() {
    let start = "%%MatrixMarket matrix coordinate real general\n"
    let symmetric = "%%MatrixMarket matrix coordinate real symmetric\n"
    for (text, place, reason) in [
      ("", FormatError.Place.line(1, field: 1), FormatError.Reason.truncated),
      ("%MatrixMarket matrix coordinate real general\n", .line(1, field: 1), .malformed),
      ("%%MatrixMarket vector coordinate real general\n", .line(1, field: 2), .unsupported),
      ("%%MatrixMarket matrix sparse real general\n", .line(1, field: 3), .malformed),
      ("%%MatrixMarket matrix coordinate complex general\n", .line(1, field: 4), .unsupported),
      ("%%MatrixMarket matrix array pattern general\n", .line(1, field: 4), .inconsistent),
      ("%%MatrixMarket matrix coordinate real hermitian\n", .line(1, field: 5), .unsupported),
      ("%%MatrixMarket matrix coordinate real general x\n", .line(1, field: 6), .malformed),
      ("%%MatrixMarket matrix coordinate pattern skew-symmetric\n1 1 0\n", .line(2, field: nil), .inconsistent),
      (start, .line(2, field: 1), .truncated), (start + "1 1\n", .line(2, field: 3), .malformed),
      (start + "-1 1 0\n", .line(2, field: 1), .malformed), (start + "1 1 0 0\n", .line(2, field: 4), .malformed),
      (start + "1 1 9223372036854775807\n1 1 1\n", .line(2, field: nil), .truncated),
      (start + "1 1 9223372036854775808\n", .line(2, field: 3), .tooLarge),
      (start + "2 2 1\n3 1 1\n", .line(3, field: 1), .inconsistent),
      (start + "2 2 1\n0 1 1\n", .line(3, field: 1), .inconsistent),
      (start + "2 2 1\n1 -9223372036854775808 1\n", .line(3, field: 2), .inconsistent),
      (start + "2 2 1\n9223372036854775807 1 1\n", .line(3, field: 1), .inconsistent),
      (start + "2 2 1\n1 1 x\n", .line(3, field: 3), .malformed),
      (start + "2 2 1\n1 1    \n", .line(3, field: 3), .malformed),
      (start + "2 2 1\n1.5 1 1\n", .line(3, field: 1), .malformed),
      (start + "2 2 1\n1 1 1e999\n", .line(3, field: 3), .tooLarge),
      (start + "2 2 1\n1 1 1\n2 2 2\n", .line(4, field: nil), .inconsistent),
      (start + "2 2 1\n1 1 1 7\n", .line(3, field: 4), .malformed),
      (symmetric + "2 3 0\n", .line(2, field: nil), .inconsistent),
      (symmetric + "2 2 1\n1 2 1.0\n", .line(3, field: 2), .inconsistent),
      ("%%MatrixMarket matrix array real general\n4294967296 4294967296\n1\n", .line(2, field: nil), .tooLarge),
      (
        "%%MatrixMarket matrix array real symmetric\n9223372036854775807 9223372036854775807\n", .line(2, field: nil),
        .tooLarge
      ),
      ("%%MatrixMarket matrix array real general\n4611686018427387904 1\n1\n", .line(2, field: nil), .truncated),
      ("%%MatrixMarket matrix array integer general\n1 1\n1.5\n", .line(3, field: 1), .malformed),
    ] {
      let error = #expect(throws: FormatError.self, "\(text)") { try Self.read(text) }
      #expect(error?.place == place && error?.reason == reason, "\(text): \(error?.description ?? "")")
    }
  }

  @Test("Matrices are written and read back")
  func roundTrip() throws {
    let matrix = try MatrixMarket(
      rows: 3, columns: 3, symmetry: .symmetric, rowIndices: [2, 0], columnIndices: [1, 0],
      values: .real([-0.0, 5e-300]), comments: [" made by hand"])
    #expect(
      String(decoding: matrix.mtxData(), as: UTF8.self)
        == "%%MatrixMarket matrix coordinate real symmetric\n% made by hand\n3 3 2\n3 2 -0.0\n1 1 5e-300\n")
    let back = try MatrixMarket(contentsOfMTX: matrix.mtxData())
    #expect(try back == matrix && back.triples()[0].value.sign == .minus)
    for text in [
      "%%MatrixMarket matrix array integer general\n2 2\n1\n-2\n3\n\(Int64.min)\n",
      "%%MatrixMarket matrix coordinate pattern symmetric\n%x\n2 2 1\n2 1\n",
      "%%MatrixMarket matrix array real skew-symmetric\n2 2\ninf\n",
    ] { #expect(try String(decoding: Self.read(text).mtxData(), as: UTF8.self) == text) }
    #expect(throws: FormatError.self) {
      try MatrixMarket(rows: 2, columns: 2, rowIndices: [1, 0, 1], columnIndices: [0, 0, 0], values: .pattern)
    }
    #expect(throws: FormatError.self) {
      try MatrixMarket(rows: 2, columns: 2, rowIndices: [2], columnIndices: [0], values: .pattern)
    }
    #expect(throws: FormatError.self) {
      try MatrixMarket(rows: 2, columns: 2, rowIndices: [1], columnIndices: [0], values: .real([]))
    }
    #expect(throws: FormatError.self) {
      try MatrixMarket(rows: 2, columns: 2, rowIndices: [], columnIndices: [], values: .pattern, comments: ["a\nb"])
    }
  }
}
