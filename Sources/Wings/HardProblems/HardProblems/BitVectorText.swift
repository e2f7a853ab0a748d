import Exact
import Text

// The text form of problems on 0/1 vectors: a header with the numbers, then the vectors of one side after the other, each
// as a row of `0` and `1`:
//
//     c anything
//     p ov 2 2 3
//     101
//     110
//     010
//     111
//
// Blanks between the digits of a row mean nothing. Comment lines start with `c` and may stand anywhere. Empty lines mean
// nothing before the header and after the last vector; between them an empty line is a vector of dimension 0.

/// Reads and writes the text form of problems on 0/1 vectors.
enum BitVectorText {
  /// The text with the given header and sides.
  static func text(problem: String, numbers: [Int], sides: [BitMatrix]) -> String {
    let header = (["p", problem] + numbers.map(String.init)).joined(separator: " ")
    return ([header] + sides.flatMap(\.rowTexts)).joined(separator: "\n") + "\n"
  }

  /// Reads a text whose header has the named numbers, each at least 0, of which the first `sides` are the numbers of
  /// vectors of each side, and the one after them is the dimension. A last number may be optional.
  ///
  /// - Complexity: Linear in the text; a header alone allocates nothing.
  static func parse(
    _ text: String, problem: String, numbers names: [String], optional: String? = nil, sides: Int
  ) throws(BitVectorTextError) -> (numbers: [Int], sides: [BitMatrix]) {
    let form = "`p \(problem) \(names.joined(separator: " "))\(optional.map { " [\($0)]" } ?? "")`"
    var header: [Int]?
    var rows: [String] = []
    var total = 0
    var number = 0
    var lines = text.utf8.split(separator: 10, omittingEmptySubsequences: false)
    // What follows the last newline is not a line.
    if lines.last?.isEmpty == true { lines.removeLast() }
    for var line in lines {
      number += 1
      if line.last == 13 { line.removeLast() }
      let fields = line.split(whereSeparator: { $0 == 32 || $0 == 9 })
      if let first = fields.first, first.elementsEqual("c".utf8) { continue }
      guard let found = header else {
        if fields.isEmpty { continue }
        let words = fields.map { String(Substring($0)) }
        let counts = names.count + 2...names.count + (optional == nil ? 2 : 3)
        guard counts ~= words.count, words[0] == "p", words[1] == problem else {
          throw .malformed(
            line: number, field: "header", found: words.joined(separator: " "), expected: form)
        }
        var values: [Int] = []
        for (name, word) in zip(names + [optional ?? ""], words.dropFirst(2)) {
          guard let value = Int(word), value >= 0, word.utf8.first != 43 else {
            throw .malformed(
              line: number, field: name, found: word, expected: "an integer in 0...\(Int.max)")
          }
          values.append(value)
        }
        for count in values[..<sides] {
          let (sum, overflow) = total.addingReportingOverflow(count)
          guard !overflow else {
            throw .malformed(
              line: number, field: "header", found: words.joined(separator: " "),
              expected: "fewer than 2⁶³ vectors")
          }
          total = sum
        }
        header = values
        continue
      }
      let row = String(decoding: fields.joined(), as: UTF8.self)
      guard rows.count < total else {
        guard fields.isEmpty else {
          throw .malformed(
            line: number, field: "vector \(rows.count + 1)", found: row,
            expected: "nothing after \(total) vectors")
        }
        continue
      }
      let dimension = found[sides]
      let name = "vector \(rows.count + 1)"
      if let wrong = row.utf8.first(where: { $0 != 48 && $0 != 49 }) {
        throw .malformed(
          line: number, field: name, found: row,
          expected: "only `0` and `1`, not `\(Character(Unicode.Scalar(wrong)))`")
      }
      guard row.utf8.count == dimension else {
        throw .malformed(
          line: number, field: name, found: "\(row.utf8.count) bits", expected: "\(dimension) bits, as in the header")
      }
      rows.append(row)
    }
    guard let header else { throw .missing("the header \(form)") }
    guard rows.count == total else { throw .missing("vector \(rows.count + 1) of \(total)") }
    var matrices: [BitMatrix] = []
    var start = 0
    for count in header[..<sides] {
      matrices.append(try matrix(rows[start..<(start + count)], dimension: header[sides]))
      start += count
    }
    return (header, matrices)
  }

  private static func matrix(_ rows: ArraySlice<String>, dimension: Int) throws(BitVectorTextError) -> BitMatrix {
    do throws(BitMatrixError) { return try BitMatrix(Array(rows), columns: dimension) } catch {
      throw .missing(error.description)
    }
  }
}

/// What is wrong with the text of an instance on 0/1 vectors.
public enum BitVectorTextError: TextReadingError, Equatable, Sendable, CustomStringConvertible {
  /// The text at a line is not what the format has there.
  case malformed(TextFault)
  /// A part that the format needs is missing.
  case missing(String)

  public var description: String {
    switch self {
    case .malformed(let fault): fault.description
    case .missing(let what): "the file ends too early: \(what) is missing"
    }
  }
}
