import Exact
import Problems

/// The product AB of two matrices given by straight-line programs, A row by row and B column by column.
///
/// Block-diagonal A and B make it R independent inner products, so no algorithm takes time O(R n^(2−ε)) for R rows of size n
/// under the 3SUM conjecture ("Impossibility Results for Grammar-Compressed Linear Algebra", arXiv 2010.14181; this form is
/// derived). And AB may be incompressible where A and B are not.
public struct GrammarMatrixProduct: Sendable, Equatable {
  /// A, row by row.
  public let a: RowMajorProgram
  /// Bᵀ, whose rows are the columns of B.
  public let bTransposed: RowMajorProgram

  /// - Throws: ``GrammarMatrixError/wrongLength(_:rows:columns:)`` when the inner dimensions differ.
  public init(a: RowMajorProgram, bTransposed: RowMajorProgram) throws(GrammarMatrixError) {
    guard a.columns == bTransposed.columns else {
      throw .wrongLength(bTransposed.entries.count, rows: bTransposed.rows, columns: a.columns)
    }
    (self.a, self.bTransposed) = (a, bTransposed)
  }

  /// AB by memoised products of rows with columns, and the keys of all of them.
  ///
  /// - Throws: `ProgramError.budgetExceeded`; ``GrammarMatrixError/answerTooLong(rows:columns:)`` beyond 2²⁴ entries.
  public func product(budget: Int? = nil) throws -> (answer: GrammarMatrixProductAnswer, keys: Int) {
    try GrammarMatrixError.requireAnswer(rows: a.rows, columns: bTransposed.rows)
    var rows: [[Integer]] = []
    var position: GrammarMatrixProductAnswer.Position?
    var keys = 0
    let columns = a.rows == 0 ? [] : try (0..<bTransposed.rows).map { try bTransposed.row($0) }
    for row in 0..<a.rows {
      let program = try a.row(row)
      var values: [Integer] = []
      for (column, other) in columns.enumerated() {
        let product = try program.product(with: other, keys: &keys, budget: budget)
        values.append(product.value)
        if position == nil, let inner = product.witness { position = .init(row: row, inner: inner, column: column) }
      }
      rows.append(values)
    }
    return (GrammarMatrixProductAnswer(values: rows, position: position), keys)
  }
}

/// The answer to an instance of ``GrammarMatrixProduct``.
public struct GrammarMatrixProductAnswer: Codable, Hashable, Sendable {
  /// Where a nonzero entry of A meets a nonzero entry of B; indices from 0.
  public struct Position: Codable, Hashable, Sendable {
    /// The row of A.
    public var row: Int
    /// The column of A, which is the row of B.
    public var inner: Int
    /// The column of B.
    public var column: Int

    /// The place with the given indices.
    public init(row: Int, inner: Int, column: Int) { (self.row, self.inner, self.column) = (row, inner, column) }
  }

  /// The entries of AB, row by row; nil where a place is all that is known.
  public var values: [[Integer]]?
  /// Indices i, t, j with A[i, t] · B[t, j] ≠ 0, where some are known.
  public var position: Position?

  /// An answer, with a place where one is known.
  public init(values: [[Integer]]?, position: Position?) { (self.values, self.position) = (values, position) }
}

extension GrammarMatrixProduct: Problem {
  /// The entries of AB, and a place where a product of two entries is nonzero.
  public typealias Answer = GrammarMatrixProductAnswer
  /// `grammar-matrix-product`.
  public static var name: String { "grammar-matrix-product" }

  /// A is R × K and B is K × Q; the sizes of the programs are n_A and n_B.
  public var size: SizeParameters {
    [
      "R": Integer(a.rows), "K": Integer(a.columns), "Q": Integer(bTransposed.rows), "n_A": Integer(a.entries.size),
      "n_B": Integer(bTransposed.entries.size),
    ]
  }

  /// AB from the expansions.
  ///
  /// - Throws: when a matrix is too large to expand, or the product has more than 2²⁴ entries.
  public func referenceAnswer() throws -> GrammarMatrixProductAnswer {
    try GrammarMatrixError.requireAnswer(rows: a.rows, columns: bTransposed.rows)
    let (left, right) = (try a.entries.expand(), try bTransposed.entries.expand())
    var rows: [[Integer]] = []
    var position: GrammarMatrixProductAnswer.Position?
    for row in 0..<a.rows {
      var values: [Integer] = []
      for column in 0..<bTransposed.rows {
        var value: Integer = 0
        for inner in 0..<a.columns {
          let (x, y) = (left[row * a.columns + inner], right[column * a.columns + inner])
          if x != 0, y != 0, position == nil { position = .init(row: row, inner: inner, column: column) }
          value += x * y
        }
        values.append(value)
      }
      rows.append(values)
    }
    return GrammarMatrixProductAnswer(values: rows, position: position)
  }

  /// The expanded entries, and those of the answer.
  public var referenceBytes: Integer? {
    Integer(MemoryLayout<Integer>.stride)
      * ((Integer(a.rows) + Integer(bTransposed.rows)) * Integer(a.columns) + Integer(a.rows)
        * Integer(bTransposed.rows))
  }

  /// Whether the values are those of AB, and both entries at the position, if one is given, are nonzero. Expands both
  /// matrices.
  ///
  /// - Throws: what ``referenceAnswer()`` throws.
  public func verify(_ answer: GrammarMatrixProductAnswer) throws -> Bool {
    if let position = answer.position, !isNonzero(at: position) { return false }
    return try answer.values == referenceAnswer().values
  }

  /// |AB| ≤ |A| |B| in the Frobenius norm, and both entries at a place are nonzero.
  ///
  /// - Throws: `AnswerError`.
  /// - Complexity: O(n_A + n_B + RQ).
  public func examined(_ answer: GrammarMatrixProductAnswer) throws(AnswerError) -> GrammarMatrixProductAnswer {
    guard answer.values != nil || answer.position != nil else { throw .empty(expected: "values, or position") }
    if let values = answer.values {
      guard values.count == a.rows, values.allSatisfy({ $0.count == bTransposed.rows }) else {
        throw .outOfRange(
          "there are \(values.count) rows of \(Set(values.map(\.count)).sorted().map(String.init).joined(separator: " or ")) values",
          expected: "\(a.rows) rows of \(bTransposed.rows)")
      }
      try AnswerError.requireNorm(of: values.flatMap(\.self), a.entries, bTransposed.entries)
    }
    if let place = answer.position, !isNonzero(at: place) {
      throw .noSolution(
        "row \(place.row), column \(place.inner) of A and column \(place.column) of B, where not both have an entry other than 0,"
      )
    }
    return answer
  }

  private func isNonzero(at place: GrammarMatrixProductAnswer.Position) -> Bool {
    0..<a.rows ~= place.row && 0..<a.columns ~= place.inner && 0..<bTransposed.rows ~= place.column
      && a.entries[place.row * a.columns + place.inner] != 0
      && bTransposed.entries[place.column * a.columns + place.inner] != 0
  }

  /// The number of keys.
  public static let remarks: Set<String> = ["keys"]

  /// The program of A row by row, that of B column by column, and the shape.
  public static let fileNames = ["a.slp", "b-transposed.slp", "shape"]

  /// Both programs, and the line `p grammar-matrix-product R K Q`.
  public var files: [String: String] {
    [
      "a.slp": a.entries.text, "b-transposed.slp": bTransposed.entries.text,
      "shape": "p grammar-matrix-product \(a.rows) \(a.columns) \(bTransposed.rows)\n",
    ]
  }

  /// Reads both programs and the shape.
  ///
  /// - Throws: ``GrammarMatrixError`` for a file that is missing or malformed, or a program that does not have as
  ///   many entries as the shape says.
  public init(files: [String: String]) throws {
    let shape = try files.shape("shape", Self.name, count: 3)
    try self.init(
      a: files.matrix("a.slp", rows: shape[0], columns: shape[1]),
      bTransposed: files.matrix("b-transposed.slp", rows: shape[2], columns: shape[1]))
  }
}

extension GrammarMatrixProduct: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(files: try decoder.singleValueContainer().decode([String: String].self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(files)
  }
}
