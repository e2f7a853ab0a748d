/// The lines of a text that say something, each cut into its fields, with their numbers.
///
/// Lines end with a line feed, after a carriage return or not. Fields are separated by blanks and tabs. Empty lines, and lines whose
/// first field is `c`, say nothing. These are the rules of every reader of grammar files, so that no file means one thing here
/// and another elsewhere.
struct NumberedLines {
  private var rest: Substring.UTF8View
  /// The number of the line read last, counted from 1.
  private(set) var number = 0
  private var current = ""

  init(_ text: String) { rest = text[...].utf8 }

  /// The fields of the next line that says something, at least one; nil at the end.
  mutating func next() -> [Substring]? {
    while !rest.isEmpty {
      let end = rest.firstIndex(of: 10) ?? rest.endIndex
      var line = rest[..<end]
      rest = end == rest.endIndex ? rest[end...] : rest[rest.index(after: end)...]
      number += 1
      if line.last == 13 { line.removeLast() }
      let fields = line.split(whereSeparator: { $0 == 32 || $0 == 9 }).map { Substring($0) }
      guard let first = fields.first, first != "c" else { continue }
      current = String(Substring(line))
      return fields
    }
    current = "the end"
    return nil
  }

  /// The fields of the next line after its keyword.
  mutating func next(_ keyword: String, _ expected: String) throws(CertificateError) -> [Substring] {
    guard let fields = next(), fields[0] == keyword else { throw malformed(expected) }
    return Array(fields.dropFirst())
  }

  /// The one word of the next line after its keyword.
  mutating func word(_ keyword: String) throws(CertificateError) -> String {
    let fields = try next(keyword, "\(keyword) VALUE")
    guard fields.count == 1 else { throw malformed("\(keyword) VALUE") }
    return String(fields[0])
  }

  mutating func end() throws(CertificateError) {
    if next() != nil { throw malformed("the end") }
  }

  func malformed(_ expected: String) -> CertificateError {
    .malformed(line: number, found: String(current.prefix(60)), expected: expected)
  }

  /// A number that fits a word and is not negative, written without a sign; nil for anything else.
  static func count(_ field: Substring) -> Int? { isUnsigned(field) ? Int(field) : nil }

  /// Whether the field is digits alone.
  static func isUnsigned(_ field: Substring) -> Bool { field.utf8.allSatisfy { 48...57 ~= $0 } }
}
