import Text

/// The lines of a text that say something, one after the other, each cut into its fields.
///
/// Fields are separated by blanks and tabs. Lines end with a line feed, after a carriage return or not. Empty lines, and
/// lines whose first field is `c`, say nothing.
struct TextFields {
  private var rest: Substring.UTF8View
  /// The number of the line read last, counted from 1.
  private(set) var line = 0
  private(set) var fields: [Substring] = []

  init(_ text: String) { rest = text[...].utf8 }

  /// Goes to the next line that says something; false at the end of the text.
  mutating func next() -> Bool {
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 10) ?? rest.endIndex
      var content = rest[..<end]
      rest = end == rest.endIndex ? rest[end...] : rest[rest.index(after: end)...]
      line += 1
      if content.last == 13 { content.removeLast() }
      fields = content.split(whereSeparator: { $0 == 32 || $0 == 9 }).map { Substring($0) }
      if let first = fields.first, first != "c" { return true }
    }
    return false
  }

  /// Refuses a line that has not exactly `count` fields.
  func require(_ count: Int, _ expected: String) throws(ProgramTextError) {
    guard fields.count == count else { throw malformed("line", fields.joined(separator: " "), expected) }
  }

  /// The field as a number that is not negative.
  func count(_ index: Int, _ name: String) throws(ProgramTextError) -> Int {
    // Int accepts signs; one way to write a number is enough.
    guard let value = Int(fields[index]), fields[index].utf8.allSatisfy({ 48...57 ~= $0 }) else {
      throw malformed(name, fields[index], "an integer in 0...\(Int.max)")
    }
    return value
  }

  /// The field as an entry of a vector.
  func value<Value: LosslessStringConvertible & Equatable>(
    _ index: Int, as type: Value.Type
  ) throws(ProgramTextError) -> Value {
    // A value that differs from itself, NaN, would break every comparison of entries.
    guard let value = Value(String(fields[index])), value == value else {
      throw malformed("value", fields[index], "an entry of type \(type)")
    }
    return value
  }

  func malformed(_ field: String, _ found: some StringProtocol, _ expected: String) -> ProgramTextError {
    .malformed(line: line, field: field, found: found, expected: expected)
  }
}
