import Exact
import Problems

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
  public func row(_ row: Int) throws(ProgramError) -> StraightLineProgram<Integer> {
    precondition(0..<rows ~= row, "there is no row \(row) among \(rows)")
    return try entries.slice(row * columns..<(row + 1) * columns)
  }
}

/// What can be wrong with a matrix given by a program, or with an answer about one.
public enum GrammarMatrixError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The program does not have rows · columns entries.
  case wrongLength(Int, rows: Int, columns: Int)
  /// The product would have too many entries to be written down.
  case answerTooLong(rows: Int, columns: Int)
  /// There is no file of this name.
  case missingFile(String)
  /// The file does not hold what it should, for the reason given.
  case unreadable(file: String, String)

  public var description: String {
    switch self {
    case .wrongLength(let length, let rows, let columns):
      "the program has \(length) entries, which is not \(rows) rows of \(columns)"
    case .answerTooLong(let rows, let columns):
      "the product has \(rows) rows of \(columns) entries, more than the limit of \(GrammarMatrixError.largestAnswer)"
    case .missingFile(let name): "the file \(name) is missing"
    case .unreadable(let file, let why): "\(file): \(why)"
    }
  }
}

extension GrammarMatrixError {
  /// The greatest number of entries, and of rows, that a product may have: they are all written down.
  static var largestAnswer: Int { 1 << 24 }

  /// Refuses a product that is too large, as one of matrices without columns may be although their files are short.
  static func requireAnswer(rows: Int, columns: Int) throws(GrammarMatrixError) {
    let (entries, overflow) = rows.multipliedReportingOverflow(by: columns)
    guard !overflow, max(rows, columns, entries) <= largestAnswer else {
      throw .answerTooLong(rows: rows, columns: columns)
    }
  }
}

extension StraightLineProgram<Integer> {
  /// The product with `other` within what `keys` leave of the budget, to which its own keys are added.
  ///
  /// - Throws: `ProgramError.budgetExceeded`, which names the budget as a whole.
  func product(
    with other: Self, keys: inout Int, budget: Int?
  ) throws(ProgramError) -> ProgramProduct<Integer> {
    do {
      let product = try product(with: other, budget: budget.map { $0 - keys })
      keys += product.keys
      return product
    } catch {
      if case .budgetExceeded = error, let budget { throw .budgetExceeded(keys: budget) }
      throw error
    }
  }
}

extension AnswerError {
  /// Throws unless the entries could be those of a product: Σ (AB)ᵢⱼ² ≤ Σ Aᵢₜ² Σ Bₜⱼ², as Cauchy and Schwarz say.
  static func requireNorm(
    of values: [Integer], _ left: StraightLineProgram<Integer>, _ right: StraightLineProgram<Integer>
  ) throws(AnswerError) {
    let (square, most) = (values.reduce(Integer.zero) { $0 + $1 * $1 }, left.squaredNorm * right.squaredNorm)
    guard square <= most else {
      throw .outOfRange(
        "the squares of all values add up to \(square)", expected: "at most \(most), by the factors' norms")
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

  /// The matrix in the file of the given name.
  func matrix(_ name: String, rows: Int, columns: Int) throws(GrammarMatrixError) -> RowMajorProgram {
    let entries = try program(name)
    do { return try RowMajorProgram(entries, rows: rows, columns: columns) } catch {
      throw .unreadable(file: name, error.description)
    }
  }

  /// The numbers after `p NAME` in the one line of a file.
  func shape(_ file: String, _ name: String, count: Int) throws(GrammarMatrixError) -> [Int] {
    guard let text = self[file] else { throw .missingFile(file) }
    let lines = text.split(whereSeparator: \.isNewline)
      .map { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }) }.filter { !$0.isEmpty && $0[0] != "c" }
    let fields = lines.first ?? []
    // Int accepts a plus sign; one way to write a number is enough.
    let numbers = fields.dropFirst(2).filter { $0.first != "+" }.compactMap { Int($0) }.filter { $0 >= 0 }
    guard lines.count == 1, fields.count == 2 + count, fields.prefix(2) == ["p", name[...]], numbers.count == count
    else {
      throw .unreadable(
        file: file, "expected one line `p \(name)` and \(count) sizes in 0...\(Int.max), found `\(text.prefix(60))`")
    }
    return numbers
  }
}
