import Formats
import Foundation
import Testing

@Suite("CSV tables of numbers")
struct NumberTableTests {
  static func read(
    _ text: String, header: NumberTable.Header = .detected, separator: NumberTable.Separator? = nil
  ) throws(FormatError) -> NumberTable {
    try NumberTable(contentsOfCSV: Data(text.utf8), header: header, separator: separator)
  }

  @Test("Separators, names, line ends and spaces")
  func read() throws {
    for text in ["1,2\n3,4\n", "1;2\n3;4", "1\t2\r\n3\t4\r\n", " 1 , +2\n3.0,4e0\n\n\r\n", "\u{feff}1,2\n3,4"] {
      let table = try Self.read(text)
      #expect(table.columnNames == nil && table.rows == 2 && table.columns == 2 && table.values == [1, 2, 3, 4])
    }
    let named = try Self.read("x, \"a \"\"b\"\", c\" \r\n1,-2.5\r\n")
    #expect(named.columnNames == ["x", "a \"b\", c"] && named.values == [1, -2.5])
    #expect(Array(named[row: 0]) == [1, -2.5])
    #expect(try Self.read("nano\n1").columnNames == ["nano"])
    #expect(try Self.read("nan\n1").columnNames == nil)
    #expect(try Self.read("7").values == [7])
    #expect(try Self.read("a,b\n").rows == 0)
    #expect(try Self.read("1;2,5", header: .present, separator: .comma).columnNames == ["1;2", "5"])
    let special = try Self.read("inf,-INF,nan,-nan,Infinity,-0\n").values.map(\.bitPattern)
    #expect(special == [.infinity, -.infinity, .nan, -.nan, .infinity, -0.0].map(\.bitPattern) as [UInt64])
  }

  @Test("Errors name the line and the field")
  func errors() {
    for (text, place, reason, found) in [
      ("1,2\n3,\n", FormatError.Place.line(2, field: 2), FormatError.Reason.malformed, "an empty field"),
      ("1,2\n,3\n", .line(2, field: 1), .malformed, "an empty field"),
      ("a,b\n1,2\n3, ,5\n", .line(3, field: 2), .malformed, "an empty field"),
      ("1,2\n\"3\",4\n", .line(2, field: 1), .malformed, "`\"3\"`"),
      ("1,2\n3,4 5\n", .line(2, field: 2), .malformed, "`4 5`"),
      ("1,2\n3,0x10\n", .line(2, field: 2), .malformed, "`0x10`"),
      ("1,2\n3,1e\n", .line(2, field: 2), .malformed, "`1e`"),
      ("1,2\n3,.\n", .line(2, field: 2), .malformed, "`.`"),
      ("1,2\n3,--4\n", .line(2, field: 2), .malformed, "`--4`"),
      ("1,2\n3,4,5\n", .line(2, field: nil), .inconsistent, "3"),
      ("1,2\n3\n", .line(2, field: nil), .inconsistent, "1"),
      ("1,2\n\n3,4\n", .line(2, field: 1), .malformed, "an empty line"),
      ("1,2\n3,1e309\n", .line(2, field: 2), .tooLarge, "`1e309`"),
      ("1,2\r3,4\n", .line(1, field: 2), .malformed, "a carriage return without a line feed"),
      ("1,5;2\n", .line(1, field: nil), .malformed, "both a comma and a semicolon"),
      ("", .line(1, field: nil), .truncated, "nothing"),
      ("x,\"y\n1,2\n", .line(1, field: 2), .truncated, "no closing quote"),
    ] {
      let error = #expect(throws: FormatError.self, "\(text)") { try Self.read(text) }
      #expect(
        error?.place == place && error?.reason == reason && error?.found == found,
        "\(text): \(error?.description ?? "")")
    }
  }

  @Test("Tables are written and read back bit by bit")
  func roundTrip() throws {
    var state: UInt64 = 7
    var values: [Double] = [
      -0.0, 0, .infinity, -.infinity, .nan, -.nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ]
    while values.count < 4000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state ^ state >> 31)
      values.append(value.isNaN ? 0.1 : value)
    }
    let table = try NumberTable(
      rows: 1000, columns: 4, values: values, columnNames: ["\u{feff}a", "b \"\u{301}1\"", "", "c,\r\n;"])
    for separator in NumberTable.Separator.allCases {
      let back = try NumberTable(
        contentsOfCSV: table.csvData(separator: separator), header: .present, separator: separator)
      #expect(back.values.map(\.bitPattern) == values.map(\.bitPattern))
      #expect(back.columnNames == table.columnNames && back.columns == 4)
    }
    #expect(throws: FormatError.self) { try NumberTable(rows: 2, columns: .max, values: []) }
    #expect(throws: FormatError.self) { try NumberTable(rows: 1, columns: 1, values: [1], columnNames: []) }
  }

  /// The double that the standard library reads.
  static func check(_ text: String) throws {
    let expected = try #require(Double(text))
    if expected.isInfinite {
      #expect(throws: FormatError.self) { try read(text) }
    } else {
      #expect(try read(text).values.map(\.bitPattern) == [expected.bitPattern], "\(text)")
    }
  }

  @Test("Decimals are rounded as the standard library rounds them, next to halves of the last bit too")
  func rounding() throws {
    for text in [
      "9007199254740993", "9007199254740992.999999999999999999999999999999999999",
      "9007199254740993.00000000000000000000001",
      "2.2250738585072011e-308", "2.2250738585072014e-308", "4.9406564584124654e-324", "2.4703282292062327e-324",
      "2.4703282292062328e-324", "2.47032822920623272088284396434110686182e-324", "1.7976931348623157e308",
      "1.7976931348623158e308", "1.7976931348623159e308", "1e-400", "1e400", "0e999999999999999999999999",
      "1e-999999999999999999999999", "1e999999999999999999999999", "123456789012345678901234567890",
      "0.000000000000000000000000000000000000000000000000123456789012345678901234567890",
      "7.3177701707893310e+15", "1090544144181609348671888949248", "1090544144181609348835077142190",
      "9355950000000000000.00000000000000000000000000000000001844674407370955161600000184467440737095516161844674407",
      "1" + String(repeating: "0", count: 300), "0." + String(repeating: "0", count: 300) + "1e301",
      "8.5", "4503599627370496.5", "4503599627370497.5", "18446744073709551615", "18446744073709551616e-5", "1e23",
      "8e22",
    ] { try Self.check(text) }
    var state: UInt64 = 3
    func random() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
    for _ in 0..<3000 {
      let digits = random() >> (random() % 60)
      try Self.check("\(digits)e\(Int(random() % 680) - 360)")
      try Self.check("\(digits).\(random())e\(Int(random() % 60) - 30)")
      // An exact half between two neighbours, and the decimals next to it.
      let half = (random() >> 11 | 1 << 52) * 2 + 1
      let power = Int(random() % 9)
      try Self.check("\(half)")
      try Self.check("\(half)000000000000000000000.\(String(repeating: "0", count: power))1")
      try Self.check("\(half / 10).\(half % 10)e1")
    }
  }
}

extension NumberTableTests {
  @Test("Names that could be numbers stay names", arguments: ["4", "-1", "+x", ".5", "inf", "NaN", "1e5", "infinity"])
  func numericNames(name: String) throws {
    let table = try NumberTable(contentsOfCSV: Data("\"\(name)\",b\n1,2\n".utf8))
    #expect(table.columnNames == [name, "b"] && table.rows == 1)
    #expect(try NumberTable(contentsOfCSV: table.csvData()) == table)
  }
}
