import Exact
import GrammarCompression
import HardProblems
import Problems

/// k-SUM → the inner product of two grammar-compressed vectors; the product is the *number* of solutions.
///
/// Write 1_X for the 0/1 word of length U with ones at the indices x − 1, x ∈ X. With
///
///     v₁ = 1_{A₁} 0^((k−3)U)                             u₁ = 1_{A_k} 0^((k−3)U)
///     vᵢ₊₁ = concat over a ∈ Aᵢ₊₁ of 0^a vᵢ 0^(U−a)      uᵢ₊₁ = (uᵢ 0^U)^|Aᵢ₊₁|        (1 ≤ i ≤ k−2)
///
/// each solution (a₁, …, a_k) is exactly one index where both v = v_(k−1) and u = u_(k−1) are 1: in the block of
/// (a₂, …, a_(k−1)) the letter of a₁ stands at index a₁ + … + a_(k−1) − 1 and meets the letter of a_k at a_k − 1. The
/// accumulated shift is at most (k−2)U, so a shifted 1_{A₁} never reaches the next copy's first U entries, the only
/// place where u is nonzero.
///
/// Source: "Impossibility Results for Grammar-Compressed Linear Algebra" (arXiv 2010.14181). See README.md in this
/// folder for sizes and a worked example.
public struct KSumToGrammarDot: Reduction {
  /// The exponent γ of padding; nil for none.
  ///
  /// ⌈N^γ⌉ zeros are appended to both vectors, each by a rule of its own, so that the programs have n ≥ N^γ symbols and the
  /// lower bound holds for that n too. The product and its positions stay.
  public let gamma: Rational?

  /// The k that instances must have; nil for any.
  public let k: Int?

  /// - Precondition: 0 ≤ γ ≤ 1, its denominator at most 1000.
  public init(gamma: Rational? = nil, k: Int? = nil) {
    if let gamma { precondition(Self.allows(gamma), "γ lies between 0 and 1") }
    (self.gamma, self.k) = (gamma, k)
  }

  private static func allows(_ gamma: Rational) -> Bool { 0...1 ~= gamma && gamma.denominator <= 1000 }

  /// The exponent of padding, and k.
  public static var choices: [Choice] { [.gamma, .k] }

  /// - Throws: `ChoiceError` for a γ outside 0 to 1 or with a denominator above 1000.
  public func choosing(_ choices: Choices) throws(ChoiceError) -> Self {
    let gamma = try choices.rational(
      .gamma, expected: "a number from 0 to 1 with a denominator of at most 1000", Self.allows)
    return Self(gamma: gamma ?? self.gamma, k: try choices.integer(.k) ?? k)
  }

  /// The indices (from 0) of the sets A₁, …, A_(k−1) in the order in which they are nested, the innermost first.
  ///
  /// The sum does not care about the order. For k = 3 the blocks belong to A₁ and hold 1_{A₂}, as the construction
  /// from 3SUM is usually written; for k > 3 the innermost word is 1_{A₁}.
  static func nesting(k: Int) -> [Int] { k == 3 ? [1, 0] : Array(0..<(k - 1)) }

  /// The two vectors of the instance.
  ///
  /// - Throws: ``KSumToGrammarDotError/tooFewSets(_:)`` for k < 3; a `ProgramError` when N exceeds 2⁶³ − 1.
  /// - Complexity: O(k m log(kU)) time and symbols.
  public func reduce(_ source: KSum) throws -> GrammarDot {
    try source.requireK(k)
    guard source.k >= 3 else { throw KSumToGrammarDotError.tooFewSets(source.k) }
    let nested = Self.nesting(k: source.k).map { source.sets[$0] }
    let universe = source.universe
    var words = KSumWords(universe: universe)
    let padding = try words.zeros((source.k - 3) * universe)
    var v = try words.word(words.indicator(of: nested[0]) + padding)
    var u = try words.word(words.indicator(of: source.sets[source.k - 1]) + padding)
    for set in nested.dropFirst() {
      v = try words.word(words.shifts(of: v, by: set))
      u = try words.power(words.word(u + words.zeros(universe)), set.count)
    }
    let instance = try GrammarDot(v: words.program(v), u: words.program(u))
    guard let gamma else { return instance }
    let added = try SizeFormula(Integer(instance.v.count)).roundedUpPower(gamma).value(for: [:])
    guard added <= Self.largestPadding else { throw KSumToGrammarDotError.paddingTooLong(added) }
    return try instance.padded(by: Int(exactly: added) ?? 0)
  }

  /// Every padding zero is a rule, so that more of them would fill the memory.
  static var largestPadding: Integer { 100_000_000 }

  /// The number of solutions is the product; a position where both vectors are nonzero is a solution.
  ///
  /// - Throws: ``KSumToGrammarDotError`` when the answer is impossible: a negative value, a value of 0 with a position,
  ///   or a position that belongs to no solution.
  public func interpret(_ answer: GrammarDotAnswer, for source: KSum) throws -> KSumAnswer {
    if let value = answer.value, value < 0 { throw KSumToGrammarDotError.negativeCount(value) }
    guard let position = answer.position else { return KSumAnswer(solutions: answer.value, witness: nil) }
    if let value = answer.value, value == 0 { throw KSumToGrammarDotError.positionWithoutSolutions(position) }
    guard let solution = Self.solution(at: position, of: source), source.isSolution(solution) else {
      throw KSumToGrammarDotError.noSolutionAt(position)
    }
    return KSumAnswer(solutions: answer.value, witness: solution)
  }

  /// The tuple to which an index of v belongs: the elements whose blocks it lies in, and their sum as a_k.
  private static func solution(at position: Int, of source: KSum) -> [Int]? {
    let order = nesting(k: source.k)
    // lengths[i] = |v_(i+1)|
    var lengths = [(source.k - 2) * source.universe]
    for index in order.dropFirst() {
      // If the length overflows, there is no vector for a position to lie in.
      let (block, tooLong) = lengths[lengths.count - 1].addingReportingOverflow(source.universe)
      let (length, overflow) = block.multipliedReportingOverflow(by: source.sets[index].count)
      guard !tooLong, !overflow else { return nil }
      lengths.append(length)
    }
    guard position >= 0, position < lengths[lengths.count - 1] else { return nil }
    var tuple = [Int](repeating: 0, count: source.k)
    var rest = position
    for level in stride(from: order.count - 1, through: 1, by: -1) {
      let set = source.sets[order[level]]
      let (block, offset) = rest.quotientAndRemainder(dividingBy: lengths[level - 1] + source.universe)
      tuple[order[level]] = set[block]
      rest = offset - set[block]
      guard 0..<lengths[level - 1] ~= rest else { return nil }
    }
    tuple[order[0]] = rest + 1
    tuple[source.k - 1] = tuple.dropLast().reduce(0, +)
    return tuple
  }
}

/// Why an instance cannot be reduced, or an answer not be interpreted.
public enum KSumToGrammarDotError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are fewer than 3 sets.
  case tooFewSets(Int)
  /// The padding would need this many rules.
  case paddingTooLong(Integer)
  /// The inner product counts solutions, so it cannot be negative.
  case negativeCount(Integer)
  /// By its value there are no solutions, yet the answer names a position.
  case positionWithoutSolutions(Int)
  /// The position stands for no solution.
  case noSolutionAt(Int)

  public var description: String {
    switch self {
    case .tooFewSets(let k): "the reduction to the inner product needs k ≥ 3 sets, not \(k)"
    case .paddingTooLong(let count):
      "γ asks for \(count) padding rules, more than \(KSumToGrammarDot.largestPadding); choose a smaller γ or instance"
    case .negativeCount(let value): "\(value) cannot be a number of solutions, so the answer's value is wrong"
    case .positionWithoutSolutions(let position):
      "the answer has the value 0 but names the position \(position) as nonzero in both vectors"
    case .noSolutionAt(let position): "position \(position) belongs to no solution, so the answer is wrong"
    }
  }
}
