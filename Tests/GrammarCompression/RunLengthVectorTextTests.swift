import Exact
import GrammarCompression
import TestSupport
import Testing

/// The text form `p rle RUNS LENGTH`.
@Suite("Run-length vectors as text", .claim("formats.readers-total"))
struct RunLengthVectorTextTests {
  typealias Vector = RunLengthVector<Integer>

  static let small = "p rle 3 8\n1 3\n0 2\n2 3\n"

  private func roundTrip<Value>(_ vector: RunLengthVector<Value>) throws where Value: LosslessStringConvertible {
    let read = try RunLengthVector<Value>(parsing: vector.text)
    #expect(read == vector)
    #expect(read.text == vector.text)
  }

  @Test("Writes the documented form")
  func writes() {
    #expect(Vector([1, 1, 1, 0, 0, 2, 2, 2]).text == Self.small)
    #expect(Vector([]).text == "p rle 0 0\n")
    #expect(Vector([-7]).text == "p rle 1 1\n-7 1\n")
  }

  @Test("Reads what it writes: empty, one entry, negative, huge, random; fractions and floating point")
  func roundTrips() throws {
    let huge = Integer(10).power(5000)
    for entries: [Integer] in [[], [0], [-1], [huge], [-huge, -huge, huge]] { try roundTrip(Vector(entries)) }
    var stream = TestStream(41)
    for length in 0..<60 {
      let entries = (0..<length).map { _ in Integer(Int.random(in: -1...1, using: &stream)) }
      try roundTrip(Vector(entries))
      #expect(try Vector(parsing: Vector(entries).text).expand() == entries)
    }
    try roundTrip(RunLengthVector<Rational>([Rational(1, 3), Rational(1, 3), Rational(-5, 7)]))
    try roundTrip(RunLengthVector<Double>([0.1, 0.1, -Double.leastNonzeroMagnitude, 1.7976931348623157e308]))
    #expect(
      try RunLengthVector<Rational>(parsing: "p rle 1 2\n-1.25e-3 2").expand() == [
        Rational(-1, 800), Rational(-1, 800),
      ])
  }

  @Test("Comments, blank lines, tabs and carriage returns do not matter; runs are made maximal")
  func freedom() throws {
    let plain = try Vector(parsing: Self.small)
    #expect(try Vector(parsing: Self.small.replacing("\n", with: "\r\n")) == plain)
    #expect(try Vector(parsing: Self.small.replacing(" ", with: "\t")) == plain)
    #expect(try Vector(parsing: "c\n" + Self.small.replacing("\n", with: " \nc 1 1\n\n")) == plain)
    #expect(try Vector(parsing: String(Self.small.dropLast())) == plain)
    #expect(try Vector(parsing: "p rle 6 8\n5 0\n1 1\n1 2\n0 2\n7 0\n2 3") == plain)
  }

  static let refused: KeyValuePairs<String, ProgramTextError> = [
    "": .missing("the header `p rle RUNS LENGTH`"),
    "c p rle 0 0": .missing("the header `p rle RUNS LENGTH`"),
    "p rle 0": .malformed(line: 1, field: "header", found: "p rle 0", expected: "`p rle RUNS LENGTH`"),
    "p slp 0 0": .malformed(line: 1, field: "header", found: "p slp 0 0", expected: "`p rle RUNS LENGTH`"),
    "\n1 3": .malformed(line: 2, field: "header", found: "1 3", expected: "`p rle RUNS LENGTH`"),
    "p rle x 0": count(1, "number of runs", "x"),
    "p rle -1 0": count(1, "number of runs", "-1"),
    "p rle 1 +5\n0 5": count(1, "length", "+5"),
    "p rle 1 10000000000000000000": count(1, "length", "10000000000000000000"),
    "p rle 3 8": .missing("run 1 of 3"),
    "p rle 9223372036854775807 1\n0 1": .missing("run 2 of 9223372036854775807"),
    "p rle 1 1\n0 1\n0 1": .malformed(line: 3, field: "line", found: "0 1", expected: "nothing after 1 runs"),
    "p rle 0 0\nx": .malformed(line: 2, field: "line", found: "x", expected: "nothing after 0 runs"),
    "p rle 1 2\n0 1": .malformed(
      line: 1, field: "length", found: "2", expected: "1, the length of the runs together"),
    "p rle 1 1\n0": .malformed(line: 2, field: "line", found: "0", expected: "`VALUE COUNT`"),
    "p rle 1 1\n0 1 1": .malformed(line: 2, field: "line", found: "0 1 1", expected: "`VALUE COUNT`"),
    "p rle 1 1\n0 -1": count(2, "count", "-1"),
    "p rle 1 1\n0 +1": count(2, "count", "+1"),
    "p rle 1 1\n0 1.0": count(2, "count", "1.0"),
    "p rle 1 1\n0 10000000000000000000": count(2, "count", "10000000000000000000"),
    "p rle 1 1\nx 1": value(2, "x"),
    "p rle 1 1\n1e1000000000 1": value(2, "1e1000000000"),
    "p rle 1 1\n1/2 1": value(2, "1/2"),
    "p rle 2 1\n0 9223372036854775807\n\n1 1": .unsound(line: 4, .runLengthOverflow(index: 1)),
    "p rle 3 1\n0 1\n0 0\n0 9223372036854775807": .unsound(line: 4, .runLengthOverflow(index: 2)),
  ]

  static func count(_ line: Int, _ field: String, _ found: String) -> ProgramTextError {
    .malformed(line: line, field: field, found: found, expected: "an integer in 0...9223372036854775807")
  }

  static func value(_ line: Int, _ found: String) -> ProgramTextError {
    .malformed(line: line, field: "value", found: found, expected: "an entry of type Integer")
  }

  @Test("Refuses what is no vector, with line and field")
  func refuses() {
    for (text, expected) in Self.refused {
      let error = #expect(throws: ProgramTextError.self, "\(text)") { try Vector(parsing: text) }
      #expect(error == expected, "\(text)")
    }
    #expect(
      throws: ProgramTextError.malformed(line: 2, field: "value", found: "nan", expected: "an entry of type Double")
    ) {
      try RunLengthVector<Double>(parsing: "p rle 1 1\nnan 1")
    }
  }

  @Test("Cut anywhere, the text is refused")
  func truncated() throws {
    for length in 0..<(Self.small.count - 1) {
      let prefix = String(Self.small.prefix(length))
      #expect(throws: ProgramTextError.self, "\(prefix)") { try Vector(parsing: prefix) }
    }
  }

  @Test("Lengths up to Int.max are read without expanding")
  func longVectors() throws {
    let long = try Vector(parsing: "p rle 2 9223372036854775807\n-3 9223372036854775806\n4 1\n")
    #expect(long.count == Int.max && long.runs.count == 2)
    #expect(throws: ProgramError.expansionTooLong(length: Int.max, limit: 1 << 28)) { try long.expand() }
    try roundTrip(long)
    // Many empty runs say nothing.
    let empty = "p rle 50000 0\n" + String(repeating: "1 0\n", count: 50_000)
    #expect(try Vector(parsing: empty) == Vector([]))
  }
}
