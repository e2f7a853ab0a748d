import Formats
import Foundation
import Testing

@Suite("CSV files as they come")
struct CSVTableTests {
  private static func read(_ text: String, _ options: CSVOptions = CSVOptions()) throws(FormatError) -> CSVTable<Double>
  {
    try CSVTable(doublesOfCSV: Data(text.utf8), options, exactIntegers: true)
  }

  private static func error(_ text: String, _ options: CSVOptions = CSVOptions()) -> FormatError? {
    do throws(FormatError) {
      _ = try read(text, options)
      return nil
    } catch { return error }
  }

  @Test(
    "The first line is a header if none of its fields is a number or missing",
    arguments: [
      ("a,b\n1,2\n", ["a", "b"]), ("\"1\",\"2\"\n3,4\n", ["1", "2"]), ("x;y\n1;2\n", ["x", "y"]),
      ("nano,total\n1,2\n", ["nano", "total"]),
      ("1,2\n3,4\n", nil), ("nan,inf\n1,2\n", nil), ("# a comment\nx\n1\n", ["x"]), ("# x y\n1 2\n", nil),
      ("two words\n1\n", ["two words"]),
    ] as [(String, [String]?)])
  func header(text: String, names: [String]?) throws {
    let table = try Self.read(text)
    #expect(table.columnNames == names)
    #expect(table.rows + (names == nil ? 0 : 1) == text.split(separator: "\n").count { !$0.hasPrefix("#") })
    if names != nil { #expect(Self.error(text, CSVOptions(header: .absent)) != nil) }
  }

  @Test(
    "A first line of names and numbers loses nothing: it is refused, with the option",
    arguments: [
      ("NA,1\n2,3\n", "--missing"), ("?,1\n2,3\n", "--missing"), ("\"1,234\",5\n2,3\n", "--thousands"),
      ("x,2019\n2,3\n", "--header"),
      (",1\n2,3\n", "--missing"), ("1,234.5x\n2,3\n", "--header"), ("#N/A,1\n2,3\n", "--missing"),
      ("null,7\n1,2\n", "--missing"),
    ])
  func mixedFirstLine(text: String, option: String) {
    let error = Self.error(text)
    #expect(
      error?.expected.contains(option) == true
        && error?.place == .line(1, field: option == "--header" && text.hasPrefix("1") ? 2 : 1),
      "\(text): \(String(describing: error))")
  }

  @Test(
    "Missing values are dropped with their rows, or replaced, and otherwise refused",
    arguments: ["", "NA", "na", "N/A", "#N/A", "?", "null", "None", ".", "-"])
  func missing(word: String) throws {
    let text = "1,2\n3,\(word)\n5,6\n"
    #expect(Self.error(text)?.place == .line(2, field: 2) && Self.error(text)?.expected.contains("--missing") == true)
    let dropped = try Self.read(text, CSVOptions(missing: .dropsRow))
    #expect(dropped.values == [1, 2, 5, 6] && dropped.droppedLines == [2] && dropped.rows == 2)
    #expect(try Self.read(text, CSVOptions(missing: .replaced(by: "-1"))).values == [1, 2, 3, -1, 5, 6])
    #expect(Self.error(text, CSVOptions(missing: .replaced(by: "x")))?.place == .line(2, field: 2))
  }

  @Test("Decimal commas, and thousands set apart")
  func marks() throws {
    let comma = CSVOptions(decimal: .comma)
    for text in ["1,5;2\n-3;0,25\n", "1,5\t2\n-3\t0,25\n", "1,5 2\n-3 0,25\n"] {
      #expect(try Self.read(text, comma).values == [1.5, 2, -3, 0.25], "\(text)")
    }
    #expect(try Self.read("1,5\n2,25e1\n", comma).values == [1.5, 22.5])
    #expect(Self.error("1.5;2\n", comma) != nil)
    let thousands = CSVOptions(thousands: true)
    #expect(try Self.read("\"1,234\",5\n\"-12,345,678.5\",\"6\"\n", thousands).values == [1234, 5, -12_345_678.5, 6])
    #expect(
      try Self.read("1.234;5\n1.234,5;6\n", CSVOptions(decimal: .comma, thousands: true)).values == [
        1234, 5, 1234.5, 6,
      ])
    for text in [
      "\"1,23\",5\n", "\"1,2345\",5\n", "\"12345,678\",5\n", "\"1,234.5,6\",5\n", "\",123\",5\n", "\"1,,234\",5\n",
      "\"1,234,\",5\n",
    ] {
      #expect(Self.error("7,8\n" + text, thousands)?.place == .line(2, field: 1), "\(text)")
    }
  }

  @Test("Integers that no double equals are refused, but not decimals")
  func integers() throws {
    for text in [
      "9007199254740993", "-9007199254740993", "18446744073709551615", "9007199254740992000000001",
      "12345678901234567890",
    ] {
      let error = Self.error(text)
      #expect(error?.reason == .inexact && error?.place == .line(1, field: 1), "\(text)")
      #expect(try CSVTable(doublesOfCSV: Data(text.utf8)).values == [Double(text) ?? .nan])
    }
    for text in [
      "9007199254740992", "18446744073709551616", "9007199254740993.0", "0.1", "1e300", "9007199254740994",
      "100000000000000000000", "-000000000000000000000000000000000000001",
    ] { #expect(try Self.read(text).values == [Double(text) ?? .nan], "\(text)") }
  }

  @Test("Numbers of another type, exactly as they are written")
  func otherTypes() throws {
    let data = Data("9007199254740993,x/y\n1/3,-0\n".utf8)
    let table = try CSVTable(contentsOfCSV: data, options: CSVOptions(header: .absent)) { $0 == "" ? nil : $0 }
    #expect(table.values == ["9007199254740993", "x/y", "1/3", "-0"] && table.columns == 2)
    #expect(throws: FormatError.self) {
      try CSVTable(contentsOfCSV: data, options: CSVOptions(header: .absent)) { Int($0) }
    }
  }

  @Test("Negative zero survives", arguments: ["-0", "-0.0", "-0e5", "-.0"])
  func negativeZero(text: String) throws { #expect(try Self.read(text).values[0].sign == .minus) }

  @Test("Whatever is written is read back, or refused with a place, in any dialect")
  func hostile() {
    var state: UInt64 = 11
    func random(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let pieces = [
      "1", ",", ";", "\t", " ", "\n", "\r\n", "\"", "#", "NA", "-", ".5", "x", "e3", "\u{feff}", "é", "1,234", "inf",
    ]
    let all = [
      CSVOptions(), CSVOptions(decimal: .comma), CSVOptions(thousands: true, missing: .dropsRow),
      CSVOptions(header: .present, missing: .replaced(by: "0")),
    ]
    for _ in 0..<4000 {
      let text = (0..<random(9)).map { _ in pieces[random(pieces.count)] }.joined()
      for options in all {
        guard let table = try? Self.read(text, options) else { continue }
        #expect(table.values.count == table.rows * table.columns)
      }
    }
  }
}
