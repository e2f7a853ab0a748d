import Exact
import Problems

/// The product Mx of a matrix and a vector, both given by straight-line programs; M row by row.
///
/// R inner products in one. With R rows of size n no algorithm takes time O(R n^(2−ε)) under the 3SUM conjecture
/// ("Impossibility Results for Grammar-Compressed Linear Algebra", arXiv 2010.14181; the rectangular form is derived).
public struct GrammarMatrixVector: Sendable, Equatable {
  /// M, row by row.
  public let matrix: RowMajorProgram
  /// x, with as many entries as M has columns.
  public let vector: StraightLineProgram<Integer>

  /// - Throws: ``GrammarMatrixError/wrongLength(_:rows:columns:)`` when the vector has not as many entries as the matrix
  ///   has columns.
  public init(matrix: RowMajorProgram, vector: StraightLineProgram<Integer>) throws(GrammarMatrixError) {
    guard matrix.columns == vector.count else {
      throw .wrongLength(vector.count, rows: 1, columns: matrix.columns)
    }
    (self.matrix, self.vector) = (matrix, vector)
  }

  /// Mx by the memoised product of each row with x, and the keys of all of them.
  ///
  /// - Throws: `ProgramError.budgetExceeded`; ``GrammarMatrixError/answerTooLong(rows:columns:)`` beyond 2²⁴ rows.
  public func product(budget: Int? = nil) throws -> (answer: GrammarMatrixVectorAnswer, keys: Int) {
    try GrammarMatrixError.requireAnswer(rows: matrix.rows, columns: 1)
    var values: [Integer] = []
    var position: GrammarMatrixVectorAnswer.Position?
    var keys = 0
    for row in 0..<matrix.rows {
      let product = try matrix.row(row).product(with: vector, keys: &keys, budget: budget)
      values.append(product.value)
      if position == nil, let column = product.witness { position = .init(row: row, column: column) }
    }
    return (GrammarMatrixVectorAnswer(values: values, position: position), keys)
  }
}

/// The answer to an instance of ``GrammarMatrixVector``.
public struct GrammarMatrixVectorAnswer: Codable, Hashable, Sendable {
  /// Where a nonzero entry of M meets a nonzero entry of x; indices from 0.
  public struct Position: Codable, Hashable, Sendable {
    /// The row of M.
    public var row: Int
    /// The column of M, which is the index of x.
    public var column: Int

    /// The place with the given indices.
    public init(row: Int, column: Int) { (self.row, self.column) = (row, column) }
  }

  /// The entries of Mx; nil where a place is all that is known.
  public var values: [Integer]?
  /// A place where the matrix is nonzero and meets a nonzero entry of the vector, where one is known.
  public var position: Position?

  /// An answer, with a place where one is known.
  public init(values: [Integer]?, position: Position?) { (self.values, self.position) = (values, position) }
}

extension GrammarMatrixVector: Problem {
  /// The entries of Mx, and a place where a product of two entries is nonzero.
  public typealias Answer = GrammarMatrixVectorAnswer
  /// `grammar-matrix-vector`.
  public static var name: String { "grammar-matrix-vector" }

  /// The numbers of rows R and columns D, and the sizes n_M and n_x of the programs.
  public var size: SizeParameters {
    [
      "R": Integer(matrix.rows), "D": Integer(matrix.columns), "n_M": Integer(matrix.entries.size),
      "n_x": Integer(vector.size),
    ]
  }

  /// Mx from the expansions.
  ///
  /// - Throws: when the matrix is too large to expand, or has more than 2²⁴ rows.
  public func referenceAnswer() throws -> GrammarMatrixVectorAnswer {
    try GrammarMatrixError.requireAnswer(rows: matrix.rows, columns: 1)
    let (entries, x) = (try matrix.entries.expand(), try vector.expand())
    var values: [Integer] = []
    var position: GrammarMatrixVectorAnswer.Position?
    for row in 0..<matrix.rows {
      var value: Integer = 0
      for column in 0..<matrix.columns {
        let (a, b) = (entries[row * matrix.columns + column], x[column])
        if a != 0, b != 0, position == nil { position = .init(row: row, column: column) }
        value += a * b
      }
      values.append(value)
    }
    return GrammarMatrixVectorAnswer(values: values, position: position)
  }

  /// The expanded entries, and those of the answer.
  public var referenceBytes: Integer? {
    Integer(MemoryLayout<Integer>.stride) * (Integer(matrix.rows + 2) * Integer(matrix.columns + 1))
  }

  /// Whether the values are those of Mx, and both entries at the position, if one is given, are nonzero. Expands
  /// matrix and vector.
  ///
  /// - Throws: what ``referenceAnswer()`` throws.
  public func verify(_ answer: GrammarMatrixVectorAnswer) throws -> Bool {
    if let position = answer.position, !isNonzero(at: position) { return false }
    return try answer.values == referenceAnswer().values
  }

  /// |Mx| ≤ |M| |x| in the Frobenius norm, and both entries at a place are nonzero.
  ///
  /// - Throws: `AnswerError`.
  /// - Complexity: O(n_M + n_x + R).
  public func examined(_ answer: GrammarMatrixVectorAnswer) throws(AnswerError) -> GrammarMatrixVectorAnswer {
    guard answer.values != nil || answer.position != nil else { throw .empty(expected: "values, or position") }
    if let values = answer.values {
      guard values.count == matrix.rows else {
        throw .outOfRange("there are \(values.count) values", expected: "\(matrix.rows), one for each row")
      }
      try AnswerError.requireNorm(of: values, matrix.entries, vector)
    }
    if let position = answer.position, !isNonzero(at: position) {
      throw .noSolution(
        "row \(position.row), column \(position.column), where not both factors have an entry other than 0,")
    }
    return answer
  }

  private func isNonzero(at place: GrammarMatrixVectorAnswer.Position) -> Bool {
    0..<matrix.rows ~= place.row && 0..<matrix.columns ~= place.column
      && matrix.entries[place.row * matrix.columns + place.column] != 0 && vector[place.column] != 0
  }

  /// The number of keys.
  public static let remarks: Set<String> = ["keys"]

  /// The program of the matrix row by row, that of the vector, and the shape.
  public static let fileNames = ["matrix.slp", "x.slp", "shape"]

  /// Both programs, and the line `p grammar-matrix-vector R D`.
  public var files: [String: String] {
    [
      "matrix.slp": matrix.entries.text, "x.slp": vector.text,
      "shape": "p grammar-matrix-vector \(matrix.rows) \(matrix.columns)\n",
    ]
  }

  /// Reads both programs and the shape.
  ///
  /// - Throws: ``GrammarMatrixError`` for a file that is missing or malformed, or a program that does not have as
  ///   many entries as the shape says.
  public init(files: [String: String]) throws {
    let shape = try files.shape("shape", Self.name, count: 2)
    let vector = try files.program("x.slp")
    do {
      try self.init(matrix: files.matrix("matrix.slp", rows: shape[0], columns: shape[1]), vector: vector)
    } catch {
      if case .wrongLength = error { throw GrammarMatrixError.unreadable(file: "x.slp", error.description) }
      throw error
    }
  }
}

extension GrammarMatrixVector: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(files: try decoder.singleValueContainer().decode([String: String].self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(files)
  }
}
