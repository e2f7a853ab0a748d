import Exact
import GrammarCompression
import HardProblems
import Problems

/// 3SUM → the product of two grammar-compressed matrices; its trace is the number of solutions.
///
/// The inner products of `KSumToGrammarMatrixVector`, one for each of the R relevant triples of groups, stand side by side
/// in block diagonals: row r of A holds v of (Aᵢ, Bⱼ) in its r-th block of W = 2Us entries, and column r of B holds
/// (1_{C_l} 0^U)^s in the same block. All else is 0, so AB is diagonal, and its r-th entry is the number of solutions
/// within the triple.
///
/// Source: "Impossibility Results for Grammar-Compressed Linear Algebra" (arXiv 2010.14181); this form is derived.
public struct KSumToGrammarMatrixProduct: Reduction {
  /// The number g of groups of each set, of which at most m are made; nil for ⌈√m⌉.
  public let groups: Int?

  /// The reduction with the given number of groups, at least 1; nil for ⌈√m⌉.
  public init(groups: Int? = nil, k: Int? = nil) { (self.groups, self.k) = (groups, k) }

  /// The k that instances must have; nil for any (but it takes 3).
  public let k: Int?

  /// The number of groups, and k.
  public static var choices: [Choice] { [.groups, .k] }

  /// - Throws: `ChoiceError` for less than one group.
  public func choosing(_ choices: Choices) throws(ChoiceError) -> Self {
    Self(groups: try choices.integer(.groups, in: 1...Int.max) ?? groups, k: try choices.integer(.k) ?? k)
  }

  /// - Throws: ``KSumToGrammarMatrixError``; a `ProgramError` when a matrix has more than 2⁶³ − 1 entries.
  /// - Complexity: O(g² + R s log(RW)) time, for R rows.
  public func reduce(_ source: KSum) throws -> GrammarMatrixProduct {
    try source.requireK(k)
    let cut = try ThreeSumGroups(source, count: groups)
    let rows = cut.relevant.count
    let width = try cut.widths(universe: source.universe).block
    let (inner, tooLong) = width.multipliedReportingOverflow(by: rows)
    guard !tooLong else { throw ProgramError.lengthOverflow(symbol: 0) }
    var (left, right) = (KSumWords(universe: source.universe), KSumWords(universe: source.universe))
    var a: KSumWords.Word = []
    var b: KSumWords.Word = []
    for (row, triple) in cut.relevant.enumerated() {
      let (before, after) = (width * row, width * (rows - row - 1))
      let summands = cut.groups[0][triple.a]
      let block = try left.shifts(of: left.indicator(of: cut.groups[1][triple.b]), by: summands)
      let rest = after + width - 2 * source.universe * summands.count
      a += try left.word(left.zeros(before) + block + left.zeros(rest))
      let targets = try right.word(right.indicator(of: cut.groups[2][triple.c]) + right.zeros(source.universe))
      b += try right.word(right.zeros(before) + right.power(targets, cut.capacity) + right.zeros(after))
    }
    return try GrammarMatrixProduct(
      a: RowMajorProgram(left.program(left.word(a)), rows: rows, columns: inner),
      bTransposed: RowMajorProgram(right.program(right.word(b)), rows: rows, columns: inner))
  }

  /// The number of solutions is the trace.
  ///
  /// - Throws: ``KSumToGrammarMatrixError`` when no correct solver could have given the answer.
  public func interpret(_ answer: GrammarMatrixProductAnswer, for source: KSum) throws -> KSumAnswer {
    let cut = try ThreeSumGroups(source, count: groups)
    let rows = cut.relevant.count
    if let values = answer.values, values.count != rows {
      throw KSumToGrammarMatrixError.wrongNumberOfValues(values.count, expected: rows)
    }
    var total: Integer? = answer.values == nil ? nil : 0
    for (row, values) in (answer.values ?? []).enumerated() {
      guard values.count == rows else {
        throw KSumToGrammarMatrixError.wrongNumberOfValues(values.count, expected: rows)
      }
      for (column, value) in values.enumerated() where column != row && value != 0 {
        throw KSumToGrammarMatrixError.nonzeroOffDiagonal(row: row, column: column)
      }
      guard values[row] >= 0 else { throw KSumToGrammarMatrixError.negativeCount(values[row]) }
      total = total.map { $0 + values[row] }
    }
    guard let position = answer.position else { return KSumAnswer(solutions: total, witness: nil) }
    guard cut.relevant.indices.contains(position.row), position.column == position.row, position.inner >= 0,
      answer.values.map({ $0[position.row][position.row] > 0 }) ?? true,
      let (width, _) = try? cut.widths(universe: source.universe), position.inner / width == position.row,
      let solution = cut.solution(
        cut.relevant[position.row], at: position.inner % width, universe: source.universe)
    else { throw KSumToGrammarMatrixError.noSolutionAt(row: position.row, column: position.inner) }
    return KSumAnswer(solutions: total, witness: solution)
  }

  /// Upper bounds on R, Q = R, K, n_A and n_B.
  public var promises: [PromisedSize] {
    let cost = MatrixCost(groups: groups)
    let (s, universe) = (cost.capacity, cost.universe)
    let inner = 2 * cost.rows * s * universe
    let logInner = SizeFormula.greatest(inner, 1).bitCount.named("f")
    return [
      PromisedSize("R", .atMost, cost.rows), PromisedSize("Q", .atMost, cost.rows), PromisedSize("K", .atMost, inner),
      PromisedSize("n_A", .atMost, 2 + logInner + cost.rows * (cost.block + 2 * logInner + 3)),
      PromisedSize(
        "n_B", .atMost,
        2 + logInner + cost.rows * (cost.indicator + universe.bitCount + 2 * s.bitCount + 2 * logInner + 6)),
    ]
  }

  /// The values of the formulas.
  ///
  /// - Throws: ``KSumToGrammarMatrixError`` for k ≠ 3 or no groups; `SizeFormulaError` when a parameter is missing.
  public func promisedSize(of source: SizeParameters) throws -> [SizePromise] {
    try MatrixCost.requireDomain(source, groups: groups)
    return try promises.promises(for: source)
  }
}
