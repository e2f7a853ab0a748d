import Text

// The text form of a k-SUM instance:
//
//     c anything
//     p ksum 3 8
//     1 3
//     2 4
//     3 5 7
//
// After the header come exactly k lines, one per set; an empty line is the empty set. Comment lines start with `c` and
// may stand anywhere; empty lines before the header and after the last set mean nothing.

extension KSum {
  /// The one file, `instance.ksum`.
  public static let fileNames = ["instance.ksum"]

  /// The text form, in the one file.
  public var files: [String: String] { [KSum.fileNames[0]: text] }

  /// Reads the text form from the one file.
  ///
  /// - Throws: ``KSumError``.
  public init(files: [String: String]) throws {
    guard let text = files[KSum.fileNames[0]] else { throw KSumError.missing("the file \(KSum.fileNames[0])") }
    try self.init(parsing: text)
  }

  /// The instance in the text form `p ksum k U`.
  public var text: String {
    var lines = ["p ksum \(k) \(universe)"]
    lines += sets.map { $0.map(String.init).joined(separator: " ") }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Reads the text form.
  /// - Throws: ``KSumError/malformed(line:field:found:expected:)``, or `.missing` where the text ends too early.
  /// - Complexity: linear in the text, but for sorting the sets.
  public init(parsing text: String) throws(KSumError) {
    var header: (k: Int, universe: Int)?
    var sets: [[Int]] = []
    var number = 0
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    // What follows the last newline is not a line, or a truncated file could end in an empty set.
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines {
      number += 1
      let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
      if let first = fields.first, first == "c" { continue }
      guard let (k, universe) = header else {
        if fields.isEmpty { continue }
        header = try KSum.header(fields, line: number)
        continue
      }
      guard sets.count < k else {
        guard fields.isEmpty else {
          throw .malformed(
            line: number, field: "set \(sets.count + 1)", found: line,
            expected: "nothing after \(k) sets")
        }
        continue
      }
      sets.append(try KSum.set(fields, number: sets.count + 1, universe: universe, line: number))
    }
    guard let header else { throw .missing("the header `p ksum k U`") }
    guard sets.count == header.k else { throw .missing("set \(sets.count + 1) of \(header.k)") }
    try self.init(sets: sets, universe: header.universe)
  }

  private static func header(_ fields: [Substring], line: Int) throws(KSumError) -> (k: Int, universe: Int) {
    guard fields.count == 4, fields[0] == "p", fields[1] == "ksum" else {
      throw .malformed(
        line: line, field: "header", found: fields.joined(separator: " "), expected: "`p ksum k U`")
    }
    let k = try integer(fields[2], line: line, field: "k")
    let universe = try integer(fields[3], line: line, field: "U")
    guard k >= 2 else {
      throw .malformed(line: line, field: "k", found: fields[2], expected: "at least 2 sets")
    }
    guard universe >= 1, !universe.multipliedReportingOverflow(by: k).overflow else {
      throw .malformed(
        line: line, field: "U", found: fields[3],
        expected: "an integer in 1...\(Int.max / k), where k·U fits")
    }
    return (k, universe)
  }

  private static func set(
    _ fields: [Substring], number: Int, universe: Int, line: Int
  ) throws(KSumError) -> [Int] {
    var elements: [Int] = []
    elements.reserveCapacity(fields.count)
    for (index, field) in fields.enumerated() {
      let name = "set \(number), element \(index + 1)"
      let element = try integer(field, line: line, field: name)
      guard (1...universe).contains(element) else {
        throw .malformed(line: line, field: name, found: field, expected: "an integer in 1...\(universe)")
      }
      elements.append(element)
    }
    return elements
  }

  private static func integer(_ text: Substring, line: Int, field: String) throws(KSumError) -> Int {
    guard let value = Int(text), text.first != "+" else {
      throw .malformed(line: line, field: field, found: text, expected: "an integer of at most 64 bits")
    }
    return value
  }
}
