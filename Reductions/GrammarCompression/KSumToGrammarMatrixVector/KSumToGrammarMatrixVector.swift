import Exact
import GrammarCompression
import HardProblems
import Problems

/// 3SUM → the product of a matrix and a vector, both grammar-compressed; the sum of its entries is the number of
/// solutions.
///
/// The sets are cut into g groups of at most s consecutive elements. The matrix has one row for each relevant triple
/// (i, j, l): 0 everywhere but in its l-th block of W = 2Us entries, which holds the vector v of `KSumToGrammarDot` for Aᵢ
/// and Bⱼ, padded with zeros. The vector is the concatenation over l of (1_{C_l} 0^U)^s. So entry (i, j, l) of the product
/// is the number of solutions within the triple, and a solution lies in exactly one.
///
/// With g = s = √m a 3SUM instance of m elements becomes R ≤ 3m rows of size n = O(√m log U), so an algorithm in time
/// O(R n^(2−ε)) would refute the 3SUM conjecture.
///
/// Source: "Impossibility Results for Grammar-Compressed Linear Algebra" (arXiv 2010.14181); the rectangular form is
/// derived.
public struct KSumToGrammarMatrixVector: Reduction {
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

  /// - Throws: ``KSumToGrammarMatrixError``; a `ProgramError` when the matrix has more than 2⁶³ − 1 entries.
  /// - Complexity: O(g² + R s log D) time, for R rows and D columns.
  public func reduce(_ source: KSum) throws -> GrammarMatrixVector {
    try source.requireK(k)
    let cut = try ThreeSumGroups(source, count: groups)
    let (count, s) = (cut.count, cut.capacity)
    var words = KSumWords(universe: source.universe)
    let (width, columns) = try cut.widths(universe: source.universe)

    var rows: KSumWords.Word = []
    for triple in cut.relevant {
      let indicator = try words.indicator(of: cut.groups[1][triple.b])
      let block = try words.shifts(of: indicator, by: cut.groups[0][triple.a])
      let rest = width * (count - triple.c) - 2 * source.universe * cut.groups[0][triple.a].count
      rows += try words.word(words.zeros(width * triple.c) + block + words.zeros(rest))
    }
    var x: KSumWords.Word = []
    for group in cut.groups[2] {
      x += try words.power(words.word(words.indicator(of: group) + words.zeros(source.universe)), s)
    }
    let matrix = try RowMajorProgram(
      words.program(words.word(rows)), rows: cut.relevant.count, columns: columns)
    return try GrammarMatrixVector(matrix: matrix, vector: words.program(words.word(x)))
  }

  /// The number of solutions is the sum of the entries.
  ///
  /// - Throws: ``KSumToGrammarMatrixError`` when no correct solver could have given the answer.
  public func interpret(_ answer: GrammarMatrixVectorAnswer, for source: KSum) throws -> KSumAnswer {
    let cut = try ThreeSumGroups(source, count: groups)
    if let values = answer.values, values.count != cut.relevant.count {
      throw KSumToGrammarMatrixError.wrongNumberOfValues(values.count, expected: cut.relevant.count)
    }
    if let negative = answer.values?.first(where: { $0 < 0 }) { throw KSumToGrammarMatrixError.negativeCount(negative) }
    let total = answer.values?.reduce(Integer(0), +)
    guard let position = answer.position else { return KSumAnswer(solutions: total, witness: nil) }
    // If the matrix would be too wide there is none, and no position in it.
    guard cut.relevant.indices.contains(position.row), answer.values.map({ $0[position.row] > 0 }) ?? true,
      let (width, columns) = try? cut.widths(universe: source.universe), 0..<columns ~= position.column,
      position.column / width == cut.relevant[position.row].c,
      let solution = cut.solution(
        cut.relevant[position.row], at: position.column % width, universe: source.universe)
    else { throw KSumToGrammarMatrixError.noSolutionAt(row: position.row, column: position.column) }
    return KSumAnswer(solutions: total, witness: solution)
  }

  /// D exactly, and upper bounds on R, n_M and n_x.
  public var promises: [PromisedSize] {
    let cost = MatrixCost(groups: groups)
    let (g, s, universe) = (cost.groups, cost.capacity, cost.universe)
    let columns = 2 * g * s * universe
    let logColumns = SizeFormula.greatest(columns, 1).bitCount.named("f")
    return [
      PromisedSize("R", .atMost, cost.rows), PromisedSize("D", .equal, columns),
      PromisedSize("n_M", .atMost, 2 + logColumns + cost.rows * (cost.block + 2 * logColumns + 3)),
      PromisedSize(
        "n_x", .atMost, 2 + universe.bitCount + g * (cost.indicator + universe.bitCount + 2 * s.bitCount + 3)),
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

/// What the parts of a matrix made from 3SUM cost in symbols, besides the shared doublings of 0.
struct MatrixCost {
  /// g and s.
  let groups: SizeFormula
  let capacity: SizeFormula
  /// U; at most ‖U‖ symbols are new in a power of zeros up to 0^U.
  let universe = SizeFormula.parameter("U")

  /// The costs with this number of groups; nil for ⌈√m⌉.
  init(groups: Int?) {
    let largest = SizeFormula.greatest(.parameter("m"), 1)
    let count = groups.map { .least(SizeFormula(Integer($0)), largest) } ?? largest.roundedUpPower(Rational(1, 2))
    self.groups = count.named("g")
    capacity = SizeFormula.parameter("m").dividedRoundingUp(by: self.groups).named("s")
  }

  /// The most relevant triples of groups.
  var rows: SizeFormula { (3 * groups * groups - groups).named("r") }
  /// The word 1_X of a group: at most s + 1 gaps, s ones, and the fold.
  var indicator: SizeFormula { ((capacity + 1) * universe.bitCount + 2 * capacity + 1).named("I") }
  /// The word v of two groups: 1_B, two powers of zeros for each element of A, and the fold of 3s pieces.
  var block: SizeFormula { indicator + capacity * (2 * universe.bitCount + 3) }

  /// - Throws: ``KSumToGrammarMatrixError`` for k ≠ 3 or no groups; `SizeFormulaError` without k.
  static func requireDomain(_ source: SizeParameters, groups: Int?) throws {
    let k = try source.required("k")
    guard k == 3 else { throw KSumToGrammarMatrixError.notThreeSets(Int(exactly: k) ?? .max) }
    if let groups, groups < 1 { throw KSumToGrammarMatrixError.noGroups(groups) }
  }
}
