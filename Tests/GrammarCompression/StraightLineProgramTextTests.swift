import Exact
import GrammarCompression
import TestSupport
import Testing

/// The text form `p slp RULES LENGTH`.
@Suite("Straight-line programs as text", .claim("formats.readers-total"))
struct StraightLineProgramTextTests {
  typealias Program = StraightLineProgram<Integer>

  /// 1 2 1 2 1 2 1 2.
  static let small = """
    p slp 5 8
    0 = 1
    1 = 2
    2 0 1
    3 2 2
    4 3 3
    root 4

    """

  private func roundTrip<Value>(_ program: StraightLineProgram<Value>) throws -> StraightLineProgram<Value>
  where Value: LosslessStringConvertible {
    let read = try StraightLineProgram<Value>(parsing: program.text)
    #expect(read == program)
    #expect(read.text == program.text)
    #expect(read.count == program.count)
    return read
  }

  @Test("Writes the documented form")
  func writes() throws {
    #expect(try Program(repair: [1, 2, 1, 2, 1, 2, 1, 2]).text == Self.small)
    #expect(Program().text == "p slp 0 0\n")
    #expect(try folded([-7]).text == "p slp 1 1\n0 = -7\nroot 0\n")
  }

  @Test("Reads what it writes: empty, one entry, negative, huge, random")
  func roundTrips() throws {
    _ = try roundTrip(Program())
    let huge = Integer(10).power(5000)
    for entries: [Integer] in [[0], [-1], [huge], [-huge, huge, 0], [5, 5, 5, 5, 5]] {
      let read = try roundTrip(try folded(entries))
      #expect(try read.expand() == entries)
    }
    var stream = TestStream(31)
    for length in 0..<60 {
      let program = try randomProgram(length: length, values: [-2, 0, 1, huge], using: &stream)
      #expect(try roundTrip(program).expand() == program.expand())
    }
    for leansLeft in [true, false] {
      _ = try roundTrip(try caterpillar(length: 300, values: [0, 1, -1], leansLeft: leansLeft))
    }
  }

  @Test("Entries may be fractions and floating-point numbers, which come back exactly")
  func otherEntries() throws {
    let fractions = try StraightLineProgram<Rational>(repair: [Rational(1, 3), Rational(-7, 2), 0, Rational(1, 3)])
    #expect(try roundTrip(fractions).expand() == fractions.expand())
    let decimal = try StraightLineProgram<Rational>(
      parsing: "p slp 2 3\n0 = -1.25e-3\n1 0 0\n2 1 0\nroot 2\n".replacing("slp 2", with: "slp 3"))
    #expect(try decimal.expand() == [Rational(-1, 800), Rational(-1, 800), Rational(-1, 800)])
    let doubles: [Double] = [0.1, -Double.leastNonzeroMagnitude, 1.7976931348623157e308, 1 / 3, 0, 0.1]
    let floating = try StraightLineProgram<Double>(repair: doubles)
    #expect(try roundTrip(floating).expand() == doubles)
    let words = try StraightLineProgram<Int8>(parsing: "p slp 1 1\n0 = -128\nroot 0\n")
    #expect(try words.expand() == [-128])
    #expect(
      throws: ProgramTextError.malformed(line: 2, field: "value", found: "128", expected: "an entry of type Int8")
    ) {
      try StraightLineProgram<Int8>(parsing: "p slp 1 1\n0 = 128\nroot 0\n")
    }
  }

  @Test("Rules stand in any order; names, comments, blank lines, tabs and carriage returns do not matter")
  func freedom() throws {
    let plain = try Program(parsing: Self.small)
    let lines = ["0 = 1", "1 = 2", "2 0 1", "3 2 2", "4 3 3"]
    var stream = TestStream(32)
    for _ in 0..<30 {
      let order = lines.shuffled(using: &stream)
      #expect(try Program(parsing: "p slp 5 8\n\(order.joined(separator: "\n"))\nroot 4") == plain)
    }
    let renamed = "p slp 5 8\n9223372036854775807 70 70\n70 5 5\n5 100 3\n3 = 2\n100 = 1\nroot 9223372036854775807"
    #expect(try Program(parsing: renamed) == plain)
    #expect(try Program(parsing: Self.small.replacing("\n", with: "\r\n")) == plain)
    #expect(try Program(parsing: Self.small.replacing(" ", with: "\t")) == plain)
    #expect(try Program(parsing: Self.small.replacing(" ", with: " \t  ")) == plain)
    #expect(try Program(parsing: "c a\n\n" + Self.small.replacing("\n", with: "  \nc 0 = 7\n\nc\n\t\n")) == plain)
    #expect(try Program(parsing: "\n\n  p slp 0 0") == Program())
    #expect(try Program(parsing: String(Self.small.dropLast())) == plain, "the last line need not end")
  }

  @Test("Rules that say the same are merged, and those that nothing needs dropped")
  func merges() throws {
    let text = "p slp 8 8\n0 = 1\n1 = 2\n7 = 1\n2 0 1\n6 7 1\n3 2 6\n4 3 3\n8 4 4\nroot 4"
    #expect(try Program(parsing: text) == Program(parsing: Self.small))
  }

  /// A text, and exactly how it is refused.
  static let refused: KeyValuePairs<String, ProgramTextError> = [
    "": .missing("the header `p slp RULES LENGTH`"),
    "\n \nc p slp 0 0\n": .missing("the header `p slp RULES LENGTH`"),
    "p slp 0": .malformed(line: 1, field: "header", found: "p slp 0", expected: "`p slp RULES LENGTH`"),
    "p slp 0 0 0": .malformed(line: 1, field: "header", found: "p slp 0 0 0", expected: "`p slp RULES LENGTH`"),
    "p rle 0 0": .malformed(line: 1, field: "header", found: "p rle 0 0", expected: "`p slp RULES LENGTH`"),
    "c\n\n0 = 1": .malformed(line: 3, field: "header", found: "0 = 1", expected: "`p slp RULES LENGTH`"),
    "p slp x 0": count(1, "number of rules", "x"),
    "p slp -1 0": count(1, "number of rules", "-1"),
    "p slp 1 +5": count(1, "length", "+5"),
    "p slp 10000000000000000000 0": count(1, "number of rules", "10000000000000000000"),
    "p slp 1 1e3": count(1, "length", "1e3"),
    "p slp 1 ١": count(1, "length", "١"),
    "p slp 5 8": .missing("rule 1 of 5"),
    "p slp 9223372036854775807 1\n0 = 1": .missing("rule 2 of 9223372036854775807"),
    "p slp 1 1\n0 = 1": .missing("the root"),
    "p slp 0 7": length("7", is: 0),
    "p slp 0 0\nroot 0": .unsound(line: 2, .missingRoot(0)),
    "p slp 0 0\n0 = 1": .malformed(line: 2, field: "line", found: "0 = 1", expected: "nothing after `p slp 0 0`"),
    "p slp 2 1\n0 = 1\nroot 0": .malformed(
      line: 3, field: "line", found: "root", expected: "2 rules before the root, as the header says, not 1"),
    "p slp 1 1\n0 = 1\n1 = 2\nroot 0": .malformed(line: 3, field: "line", found: "1 = 2", expected: "`root SYMBOL`"),
    "p slp 1 1\n0 = 1\nroot 0\n1 = 2": .malformed(
      line: 4, field: "line", found: "1 = 2", expected: "nothing after the root"),
    "p slp 1 1\n0 = 1\nroot 0\nroot 0": .malformed(
      line: 4, field: "line", found: "root 0", expected: "nothing after the root"),
    "p slp 1 2\n0 = 1\nroot 0": length("2", is: 1),
    "p slp 1 1\n0 = 1\nroot": .malformed(line: 3, field: "line", found: "root", expected: "`root SYMBOL`"),
    "p slp 1 1\n0 = 1\nroot 0 0": .malformed(line: 3, field: "line", found: "root 0 0", expected: "`root SYMBOL`"),
    "p slp 1 1\n0 = 1\nroot -1": count(3, "root", "-1"),
    "p slp 1 1\n0 = 1\nroot x": count(3, "root", "x"),
    "p slp 1 1\n0 = 1\nroot 5": .unsound(line: 3, .missingRoot(5)),
    "p slp 1 1\n0 = 1\nroot 5\nc the end\n\n": .unsound(line: 3, .missingRoot(5)),
    "p slp 1 1\n0 =": .malformed(
      line: 2, field: "line", found: "0 =", expected: "`SYMBOL = VALUE` or `SYMBOL LEFT RIGHT`"),
    "p slp 1 1\n0 = 1 2": .malformed(
      line: 2, field: "line", found: "0 = 1 2", expected: "`SYMBOL = VALUE` or `SYMBOL LEFT RIGHT`"),
    "p slp 1 1\n-0x = 1": count(2, "symbol", "-0x"),
    "p slp 1 1\n-1 = 1": count(2, "symbol", "-1"),
    "p slp 1 1\n+5 = 1": count(2, "symbol", "+5"),
    "p slp 1 1\n0 = x": value(2, "x"),
    "p slp 1 1\n0 = 1.5": value(2, "1.5"),
    "p slp 1 1\n0 = 1e1000000000": value(2, "1e1000000000"),
    "p slp 1 1\n0 = --1": value(2, "--1"),
    "p slp 2 2\n0 = 1\n1 0 -1": count(3, "right symbol", "-1"),
    "p slp 2 2\n0 = 1\n1 00x 0": count(3, "left symbol", "00x"),
    "p slp 2 2\n0 = 1\n1 0 10000000000000000000": count(3, "right symbol", "10000000000000000000"),
    "p slp 2 1\n0 = 1\n\n0 = 1\nroot 0": .unsound(line: 4, .duplicateSymbol(0)),
    "p slp 3 2\n0 = 1\n1 0 0\n1 0 0\nroot 1": .unsound(line: 4, .duplicateSymbol(1)),
    "p slp 2 2\n0 = 1\n1 0 2\nroot 1": .unsound(line: 3, .danglingSymbol(2, in: 1)),
    "p slp 2 2\n1 2 0\n0 = 1\nroot 0": .unsound(line: 2, .danglingSymbol(2, in: 1)),
    "p slp 1 2\n4 4 4\nroot 4": .unsound(line: 2, .cycle(through: 4)),
    // Also where the root does not need it.
    "p slp 2 1\n0 = 1\n4 0 4\nroot 0": .unsound(line: 3, .cycle(through: 4)),
  ]

  static func count(_ line: Int, _ field: String, _ found: String) -> ProgramTextError {
    .malformed(line: line, field: field, found: found, expected: "an integer in 0...9223372036854775807")
  }

  static func value(_ line: Int, _ found: String) -> ProgramTextError {
    .malformed(line: line, field: "value", found: found, expected: "an entry of type Integer")
  }

  static func length(_ found: String, is count: Int) -> ProgramTextError {
    .malformed(
      line: 1, field: "length", found: found, expected: "\(count), the length that the rules expand to")
  }

  @Test("Refuses what is no program, with line and field")
  func refuses() {
    for (text, expected) in Self.refused {
      let error = #expect(throws: ProgramTextError.self, "\(text)") { try Program(parsing: text) }
      #expect(error == expected, "\(text)")
    }
  }

  @Test("A cycle of several rules is found, and one of its rules is named with its line")
  func cycles() throws {
    let text = "p slp 4 5\n0 = 1\n1 0 2\n2 3 0\n3 1 0\nroot 3"
    let error = #expect(throws: ProgramTextError.self) { try Program(parsing: text) }
    guard case .unsound(let line?, .cycle(let symbol))? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((1...3).contains(symbol) && line == symbol + 2)
  }

  @Test("Messages name line, field, what was found and what would be right")
  func messages() {
    let error = #expect(throws: ProgramTextError.self) {
      try Program(parsing: "p slp 1 1\n0 = \(String(repeating: "9x", count: 99))")
    }
    #expect(
      error?.description
        == "line 2, value: found “\(String(repeating: "9x", count: 20))…”, expected an entry of type Integer")
    #expect(
      ProgramTextError.unsound(line: 7, .missingRoot(5)).description == "line 7: the root 5 has no rule")
    #expect(ProgramTextError.missing("the root").description.contains("truncated"))
  }

  @Test("Not a number is no entry, nor is a fraction too long to write out")
  func hostileEntries() {
    for text in ["nan", "-nan", "NaN", "snan", "1e", ""] {
      #expect(throws: ProgramTextError.self, "\(text)") {
        try StraightLineProgram<Double>(parsing: "p slp 1 1\n0 = \(text)\nroot 0\n")
      }
    }
    for text in ["1e1000000000", "1e-1000000000", "1/0", "0.1/2", "1/-2"] {
      let expected = ProgramTextError.malformed(
        line: 2, field: "value", found: text, expected: "an entry of type Rational")
      #expect(throws: expected) { try StraightLineProgram<Rational>(parsing: "p slp 1 1\n0 = \(text)\nroot 0\n") }
    }
  }

  @Test("Cut at the end of any line, the text is refused; cut anywhere, it never reads as another program")
  func truncated() throws {
    let plain = try Program(parsing: Self.small)
    var characters = 0
    for character in Self.small.dropLast() {
      let prefix = String(Self.small.prefix(characters))
      #expect(throws: ProgramTextError.self, "\(prefix)") { try Program(parsing: prefix) }
      characters += 1
      _ = character
    }
    #expect(try Program(parsing: String(Self.small.prefix(characters))) == plain)
    var stream = TestStream(33)
    let text = try randomProgram(length: 90, values: [-1, 0, 2], using: &stream).text
    for line in text.indices.dropLast() where text[line] == "\n" {
      let prefix = String(text[...line])
      if prefix != text { #expect(throws: ProgramTextError.self) { try Program(parsing: prefix) } }
    }
  }

  /// 2^k ones for each k up to the given one: `k + 1` rules.
  private func doublings(_ k: Int, length: Int) -> String {
    var text = "p slp \(k + 1) \(length)\n0 = 1\n"
    for symbol in 0..<k { text += "\(symbol + 1) \(symbol) \(symbol)\n" }
    return text + "root \(k)\n"
  }

  @Test("Lengths up to Int.max are read without expanding, and longer ones refused")
  func longVectors() throws {
    let long = try Program(parsing: doublings(62, length: 1 << 62))
    #expect(long.count == 1 << 62 && long.sum == Integer(1 << 62))
    #expect(throws: ProgramError.expansionTooLong(length: 1 << 62, limit: 1 << 28)) { try long.expand() }
    #expect(throws: ProgramTextError.unsound(line: 65, .lengthOverflow(symbol: 63))) {
      try Program(parsing: doublings(63, length: 1))
    }
    #expect(throws: ProgramTextError.unsound(line: 65, .lengthOverflow(symbol: 63))) {
      try Program(parsing: doublings(200, length: 1))
    }
    // 10¹⁸ is the sum of 24 powers of two.
    var builder = ProgramBuilder<Integer>()
    let root = try builder.power(builder.terminal(-3), 1_000_000_000_000_000_000)
    let program = try roundTrip(builder.program(root: root))
    #expect(program.count == 1_000_000_000_000_000_000)
    #expect(program.sum == -3_000_000_000_000_000_000)
    #expect(throws: ProgramError.expansionTooLong(length: 1_000_000_000_000_000_000, limit: 1 << 28)) {
      try program.expand()
    }
  }

  @Test("A chain of 10⁵ rules is read without recursion, leaves first or last", arguments: [true, false])
  func deepChains(rootFirst: Bool) throws {
    let rules = 100_000
    var lines = ["0 = 0", "1 = 1"]
    for symbol in 2..<rules { lines.append("\(symbol) \(symbol == 2 ? 1 : symbol - 1) \(symbol & 1)") }
    func text(root: Int) -> String {
      let order = rootFirst ? lines.reversed() : lines
      return "p slp \(rules) \(rules - 1)\n\(order.joined(separator: "\n"))\nroot \(root)\n"
    }
    let program = try Program(parsing: text(root: rules - 1))
    #expect(program.height == rules - 2 && program.size == rules && program.count == rules - 1)
    if rootFirst { return }
    // The last link closes the circle.
    lines[2] = "2 \(rules - 1) 0"
    let error = #expect(throws: ProgramTextError.self) { try Program(parsing: text(root: 0)) }
    guard case .unsound(_?, .cycle)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
