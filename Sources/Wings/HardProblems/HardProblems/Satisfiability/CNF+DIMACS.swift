// The DIMACS form of a formula, as it is found in the wild:
//
//     c a comment
//     p cnf 4 3
//     1 2 -3 0
//     -1 3 4 0 -2 -4 3 0
//     %
//     0
//
// Clauses end with 0, not with the line. A last clause without its 0 is refused: it looks as a file does that was cut off. A line that
// starts with `%` ends the text. Lines `c p show 1 4 0` and `c ind 1 4 0` name the variables whose assignments are counted; more of
// them add up. Repeated literals, tautologies and empty clauses are clauses as any others.

import Problems
import Text

extension CNF {
  /// The one file, `instance.cnf`.
  public static let fileNames = ["instance.cnf"]

  /// The DIMACS form, in the one file.
  public var files: [String: String] { [Self.fileNames[0]: text] }

  /// Reads the DIMACS form from the one file.
  ///
  /// - Throws: ``CNFTextError`` for a missing or malformed file; ``CNFError`` for what is not a formula.
  public init(files: [String: String]) throws {
    guard let text = files[Self.fileNames[0]] else { throw CNFTextError.missing("the file \(Self.fileNames[0])") }
    try self.init(parsing: text)
  }

  /// The formula in DIMACS form, a clause on each line.
  public var text: String {
    (["p cnf \(variables) \(clauses.count)"]
      + (shown.map { ["c p show " + ($0 + [0]).map(String.init).joined(separator: " ")] } ?? [])
      + clauses.map { ($0 + [0]).map(String.init).joined(separator: " ") })
      .joined(separator: "\n") + "\n"
  }

  /// Reads the DIMACS form.
  ///
  /// - Throws: ``CNFTextError`` that names line and field.
  /// - Complexity: Linear in the text; a header alone allocates nothing.
  public init(parsing text: String) throws(CNFTextError) {
    var header: (variables: Int, clauses: Int)?
    var clauses: [[Int]] = []
    var clause: [Int] = []
    var shown: [(variable: Int, line: Int)]?
    var (number, hasOpenClause) = (0, false)
    for var line in text.utf8.split(separator: 10, omittingEmptySubsequences: false) {
      number += 1
      if line.last == 13 { line.removeLast() }
      let fields = line.split(whereSeparator: { $0 == 32 || $0 == 9 }).map { Substring($0) }
      guard let first = fields.first else { continue }
      if first.utf8.first == UInt8(ascii: "%") { break }
      // Comments are marked by the letter c, with or without a blank after it.
      if first.utf8.first == UInt8(ascii: "c") {
        if let variables = try Self.shown(fields, number) { shown = (shown ?? []) + variables }
        continue
      }
      guard let (variables, count) = header else {
        guard fields.count == 4, first == "p", fields[1] == "cnf" else {
          throw .malformed(
            line: number, field: "header", found: fields.joined(separator: " "),
            expected: "`p cnf VARIABLES CLAUSES`")
        }
        header = (
          try Self.count(fields[2], "number of variables", number),
          try Self.count(fields[3], "number of clauses", number)
        )
        continue
      }
      for field in fields {
        let name = "clause \(clauses.count + 1)"
        guard let literal = Int(field), field.utf8.first != UInt8(ascii: "+"), literal.magnitude <= variables.magnitude
        else {
          throw .malformed(
            line: number, field: name, found: String(field),
            expected: "a literal in ±1…±\(variables), or 0 at the end of the clause")
        }
        guard clauses.count < count else {
          throw .malformed(
            line: number, field: name, found: String(field),
            expected: "nothing after \(count) clauses")
        }
        if literal == 0 {
          clauses.append(clause)
          clause = []
          hasOpenClause = false
        } else {
          clause.append(literal)
          hasOpenClause = true
        }
      }
    }
    guard let header else { throw .missing("the header `p cnf VARIABLES CLAUSES`") }
    if hasOpenClause { throw .unfinished(clause: clauses.count + 1) }
    guard clauses.count == header.clauses else { throw .missing("clause \(clauses.count + 1) of \(header.clauses)") }
    if let (variable, line) = shown?.first(where: { $0.variable > header.variables }) {
      throw .malformed(
        line: line, field: "shown variables", found: "\(variable)", expected: "a variable in 1…\(header.variables)")
    }
    (self.variables, self.clauses) = (header.variables, clauses)
    self.shown = shown.map { Set($0.map(\.variable)).sorted() }
  }

  /// The variables of a comment that says whose assignments are counted; nil for any other comment.
  private static func shown(
    _ fields: [Substring], _ line: Int
  ) throws(CNFTextError) -> [(variable: Int, line: Int)]? {
    guard fields.count >= 2, fields[0] == "c" else { return nil }
    var words = fields.dropFirst(2)
    // Words of a sentence that begins with “ind” are a comment; c p is a statement by the rules of the counting competitions.
    if fields[1] == "ind" {
      guard let word = words.first, Int(word) != nil else { return nil }
    } else {
      guard fields[1] == "p", words.popFirst() == "show" else { return nil }
    }
    var variables: [(variable: Int, line: Int)] = []
    for (index, word) in words.enumerated() {
      guard let variable = Int(word), variable >= 0, variable > 0 || index == words.count - 1 else {
        throw .malformed(
          line: line, field: "shown variables", found: String(word),
          expected: "a variable, or 0 at the end of the line")
      }
      if variable > 0 { variables.append((variable, line)) }
    }
    guard words.last == "0" else {
      throw .malformed(line: line, field: "shown variables", found: "the end of the line", expected: "0 at its end")
    }
    return variables
  }

  /// What `--lenient` reads: the text with the 0 of its last clause, if that alone is missing.
  public static func repaired(_ files: [String: String]) -> RepairedFiles? {
    guard let text = files[fileNames[0]] else { return nil }
    do throws(CNFTextError) {
      _ = try CNF(parsing: text)
      return nil
    } catch {
      guard case .unfinished(let clause) = error else { return nil }
      // A line that starts with % ends the text.
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let end = lines.firstIndex { $0.drop { $0 == " " || $0 == "\t" }.hasPrefix("%") } ?? lines.endIndex
      lines.insert("0", at: end)
      return RepairedFiles(
        files: [fileNames[0]: lines.joined(separator: "\n") + "\n"],
        notice: "clause \(clause) has no 0 at its end; it is taken to be whole")
    }
  }

  private static func count(_ field: Substring, _ name: String, _ line: Int) throws(CNFTextError) -> Int {
    guard let value = Int(field), value >= 0, field.utf8.first != UInt8(ascii: "+") else {
      throw .malformed(
        line: line, field: name, found: String(field), expected: "an integer in 0...\(Int.max)")
    }
    return value
  }
}

/// What is wrong with the DIMACS form of a formula.
public enum CNFTextError: TextReadingError, Equatable, Sendable, CustomStringConvertible {
  /// The text at a line is not what the format has there.
  case malformed(TextFault)
  /// A part that the format needs is missing.
  case missing(String)
  /// The last clause, of this number from 1, does not end with 0.
  case unfinished(clause: Int)

  public var description: String {
    switch self {
    case .malformed(let fault): fault.description
    case .unfinished(let clause):
      "the file ends within clause \(clause), which has no 0 at its end; if it is whole, say --lenient"
    case .missing(let what): "the file ends too early: \(what) is missing"
    }
  }
}
