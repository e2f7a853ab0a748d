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

  /// - Throws: ``KSumToGrammarMatrixError``; a `GrammarError` when a matrix has more than 2⁶³ − 1 entries.
  /// - Complexity: O(g² + R s log(RW)) time, for R rows.
  public func reduce(_ source: KSum) throws -> GrammarMatrixProduct {
    try source.requireK(k)
    let cut = try ThreeSumGroups(source, count: groups)
    let rows = cut.relevant.count
    let width = try cut.widths(universe: source.universe).block
    let (inner, tooLong) = width.multipliedReportingOverflow(by: rows)
    guard !tooLong else { throw GrammarError.lengthOverflow(symbol: 0) }
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

  /// The shape of both matrices and the size of a row, in g, m and U.
  public var overhead: String {
    "R ≤ 3g² − g rows and columns, K = 2RsU for g groups of s = ⌈m/g⌉; O(s log U + log K) symbols a row"
  }

  /// Upper bounds on R, Q = R, K, n_A and n_B.
  public func promisedSize(of source: SizeParameters) throws -> [SizePromise] {
    let cost = try MatrixCost(source, groups: groups)
    let (g, s, universe, log) = (cost.groups, cost.capacity, cost.universe, cost.log)
    let rows = 3 * g * g - g
    let inner = 2 * rows * s * universe
    let logInner = Integer(max(inner, 1).bitWidth)
    return [
      SizePromise("R", .atMost, rows), SizePromise("Q", .atMost, rows), SizePromise("K", .atMost, inner),
      SizePromise("n_A", .atMost, 2 + logInner + rows * (cost.block + 2 * logInner + 3)),
      SizePromise(
        "n_B", .atMost, 2 + logInner + rows * (cost.indicator + log + 2 * cost.logCapacity + 2 * logInner + 6)),
    ]
  }
}
