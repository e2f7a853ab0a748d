import Exact
import GrammarCompression

/// A matrix of integers given by one straight-line program, which expands to its entries row by row.
public struct RowMajorProgram: Sendable, Equatable {
  /// The entries, `rows` · `columns` of them.
  public let entries: StraightLineProgram<Integer>
  /// The number of rows.
  public let rows: Int
  /// The number of entries of each row.
  public let columns: Int

  /// - Throws: ``GrammarMatrixError/wrongLength(_:rows:columns:)`` when the program does not have rows · columns entries.
  public init(_ entries: StraightLineProgram<Integer>, rows: Int, columns: Int) throws(GrammarMatrixError) {
    let (length, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !overflow, length == entries.count else {
      throw .wrongLength(entries.count, rows: rows, columns: columns)
    }
    (self.entries, self.rows, self.columns) = (entries, rows, columns)
  }

  /// A row as a program of its own.
  ///
  /// - Precondition: 0 ≤ row < `rows`.
  /// - Complexity: O(n) for n symbols of the whole; the row's own program has O(height) symbols more than it needs.
  public func row(_ row: Int) throws(GrammarError) -> StraightLineProgram<Integer> {
    precondition(0..<rows ~= row, "there is no row \(row) among \(rows)")
    return try entries.slice(row * columns..<(row + 1) * columns)
  }
}

/// What can be wrong with a matrix given by a program, or with an answer about one.
public enum GrammarMatrixError: Error, Equatable, Sendable, CustomStringConvertible {
  case wrongLength(Int, rows: Int, columns: Int)
  case missingFile(String)
  case unreadable(file: String, String)

  public var description: String {
    switch self {
    case .wrongLength(let length, let rows, let columns):
      "the program has \(length) entries, which is not \(rows) rows of \(columns)"
    case .missingFile(let name): "the file \(name) is missing"
    case .unreadable(let file, let why): "\(file): \(why)"
    }
  }
}

extension [String: String] {
  /// The program in the file of the given name.
  func program(_ name: String) throws(GrammarMatrixError) -> StraightLineProgram<Integer> {
    guard let text = self[name] else { throw .missingFile(name) }
    do { return try StraightLineProgram(parsing: text) } catch {
      throw .unreadable(file: name, String(describing: error))
    }
  }

  /// The numbers after `p NAME` in the one line of a file.
  func shape(_ file: String, _ name: String, count: Int) throws(GrammarMatrixError) -> [Int] {
    guard let text = self[file] else { throw .missingFile(file) }
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("c") }
    let fields = (lines.first ?? "").split(separator: " ")
    let numbers = fields.dropFirst(2).compactMap { Int($0) }.filter { $0 >= 0 }
    guard lines.count == 1, fields.count == 2 + count, fields.prefix(2) == ["p", name[...]], numbers.count == count
    else {
      throw .unreadable(file: file, "expected one line `p \(name)` and \(count) sizes, found `\(text.prefix(60))`")
    }
    return numbers
  }
}
