import Exact
import GrammarCompression
import HardProblems

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
  public init() {}

  /// The indices (from 0) of the sets A₁, …, A_(k−1) in the order in which they are nested, the innermost first.
  ///
  /// The sum does not care about the order. For k = 3 the blocks belong to A₁ and hold 1_{A₂}, as the construction
  /// from 3SUM is usually written; for k > 3 the innermost word is 1_{A₁}.
  static func nesting(k: Int) -> [Int] { k == 3 ? [1, 0] : Array(0..<(k - 1)) }

  /// The two vectors of the instance.
  ///
  /// - Throws: ``KSumToGrammarDotError/tooFewSets(_:)`` for k < 3; a ``GrammarError`` when N exceeds 2⁶³ − 1.
  /// - Complexity: O(k m log(kU)) time and symbols.
  public func reduce(_ source: KSum) throws -> GrammarDot {
    guard source.k >= 3 else { throw KSumToGrammarDotError.tooFewSets(source.k) }
    let nested = Self.nesting(k: source.k).map { source.sets[$0] }
    let universe = source.universe
    // A word is one symbol, or none for the empty word, which an empty set makes.
    typealias Word = [GrammarBuilder<Integer>.Symbol]
    var builder = GrammarBuilder<Integer>()
    let zero = builder.terminal(0)
    let padding = (source.k - 3) * universe

    func word(_ pieces: Word) throws -> Word { pieces.isEmpty ? [] : [try builder.concatenation(pieces)] }
    func zeros(_ count: Int) throws -> Word { count == 0 ? [] : [try builder.power(zero, count)] }
    func indicator(of set: [Int]) throws -> Word {
      let one = builder.terminal(1)
      var pieces: Word = []
      var end = 0
      for element in set {
        pieces += try zeros(element - 1 - end) + [one]
        end = element
      }
      return try word(pieces + zeros(universe - end))
    }

    var v = try word(indicator(of: nested[0]) + zeros(padding))
    var u = try word(indicator(of: source.sets[source.k - 1]) + zeros(padding))
    for set in nested.dropFirst() {
      v = try word(set.flatMap { try zeros($0) + v + zeros(universe - $0) })
      let block = try word(u + zeros(universe))
      u = set.isEmpty ? [] : [try builder.power(block[0], set.count)]
    }
    return try GrammarDot(v: builder.program(root: v.first), u: builder.program(root: u.first))
  }

  /// The number of solutions is the product; a position where both vectors are nonzero is a solution.
  ///
  /// - Throws: ``KSumToGrammarDotError`` when the answer is impossible: a negative value, a value of 0 with a position,
  ///   or a position that belongs to no solution.
  public func interpret(_ answer: GrammarDotAnswer, for source: KSum) throws -> KSumAnswer {
    guard answer.value >= 0 else { throw KSumToGrammarDotError.negativeCount(answer.value) }
    guard let position = answer.position else { return KSumAnswer(solutions: answer.value, witness: nil) }
    guard answer.value > 0 else { throw KSumToGrammarDotError.positionWithoutSolutions(position) }
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
      let block = lengths[lengths.count - 1] + source.universe
      let (length, overflow) = block.multipliedReportingOverflow(by: source.sets[index].count)
      guard !overflow else { return nil }
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

  public var overhead: String {
    "N = L_(k−1) with L₁ = (k−2)U, Lᵢ₊₁ = mᵢ₊₁(Lᵢ + U); n_v = O(Σ mᵢ log kU), n_u = O(m log kU)"
  }

  /// N exactly, and upper bounds on n_v and n_u.
  ///
  /// - Throws: ``KSumToGrammarDotError/tooFewSets(_:)`` or, when a parameter is missing, `.missingParameter`.
  public func promisedSize(of source: SizeParameters) throws -> [SizePromise] {
    func parameter(_ name: String) throws -> Integer {
      guard let value = source[name] else { throw KSumToGrammarDotError.missingParameter(name) }
      return value
    }
    let (k, universe) = (try parameter("k"), try parameter("U"))
    guard let k = Int(exactly: k), k >= 3 else { throw KSumToGrammarDotError.tooFewSets(Int(exactly: k) ?? .max) }
    let sizes = try Self.nesting(k: k).map { try parameter("m\($0 + 1)") }
    let last = try parameter("m\(k)")

    var length = Integer(k - 2) * universe
    for m in sizes.dropFirst() { length = m * (length + universe) }

    // L = ⌊log₂ max(U, (k−3)U)⌋: a power of zeros that occurs costs at most L symbols beyond the shared doublings.
    let log = Integer(max(universe, Integer(k - 3) * universe).bitWidth - 1)
    var boundV = 4 + 2 * log + (sizes[0] + 1) * log + 2 * sizes[0] + log + 2
    var boundU = 4 + 2 * log + (last + 1) * log + 2 * last + log + 2
    for m in sizes.dropFirst() {
      boundV += m * (2 * log + 3)
      boundU += 1 + 2 * Integer(max(m.bitWidth - 1, 0))
    }
    return [SizePromise("N", .equal, length), SizePromise("n_v", .atMost, boundV), SizePromise("n_u", .atMost, boundU)]
  }
}

/// Why an instance cannot be reduced, or an answer not be interpreted.
public enum KSumToGrammarDotError: Error, Equatable, Sendable, CustomStringConvertible {
  case tooFewSets(Int)
  case missingParameter(String)
  case negativeCount(Integer)
  case positionWithoutSolutions(Int)
  case noSolutionAt(Int)

  public var description: String {
    switch self {
    case .tooFewSets(let k): "the reduction to the inner product needs k ≥ 3 sets, not \(k)"
    case .missingParameter(let name): "the size parameter \(name) is missing"
    case .negativeCount(let value): "\(value) cannot be a number of solutions, so the answer's value is wrong"
    case .positionWithoutSolutions(let position):
      "the answer has the value 0 but names the position \(position) as nonzero in both vectors"
    case .noSolutionAt(let position): "position \(position) belongs to no solution, so the answer is wrong"
    }
  }
}
