import Exact
import HardProblems
import Problems

/// SAT → Orthogonal Vectors: split the variables and list the assignments of each half.
///
/// Variables 1, …, ⌈v/2⌉ are the first half. For each assignment of a half, the vector has a coordinate for each clause: 0 if
/// the half assignment satisfies the clause, 1 if not. An assignment of all variables is a pair of halves; it satisfies
/// every clause if and only if no coordinate is 1 in both vectors. So orthogonal pairs and models correspond one to one.
///
/// Source: R. Williams, "A new algorithm for optimal 2-constraint satisfaction and its implications", 2005. See README.md in
/// this folder.
public struct SatToOV: Reduction {
  /// The most variables of a half: 2²⁴ vectors.
  public static let mostVariablesOfHalf = 24

  /// The reduction; there is nothing to choose.
  public init() {}

  /// - Throws: ``SatToOVError/tooManyVariables(_:)``.
  /// - Complexity: O(2^⌈v/2⌉ · literals).
  public func reduce(_ source: CNF) throws(SatToOVError) -> OrthogonalVectors {
    let first = (source.variables + 1) / 2
    guard first <= Self.mostVariablesOfHalf else { throw .tooManyVariables(source.variables) }
    let left = Self.vectors(of: 0..<first, source)
    let right = Self.vectors(of: first..<source.variables, source)
    do { return try OrthogonalVectors(left: left, right: right) } catch { throw .impossible(error.description) }
  }

  /// A vector for each assignment of the variables, in the order in which the last one changes first, false before true.
  private static func vectors(of variables: Range<Int>, _ formula: CNF) -> BitMatrix {
    // The bit of variable x of a half with k variables is k − 1 − its place.
    let masks = formula.clauses.map { clause in
      clause.reduce(into: (positive: 0, negative: 0)) { masks, literal in
        let variable = Int(literal.magnitude) - 1
        guard variables.contains(variable) else { return }
        let bit = 1 << (variables.upperBound - 1 - variable)
        if literal > 0 { masks.positive |= bit } else { masks.negative |= bit }
      }
    }
    return BitMatrix(rows: 1 << variables.count, columns: masks.count) { assignment, clause in
      assignment & masks[clause].positive == 0 && ~assignment & masks[clause].negative == 0
    }
  }

  /// The number of models is that of orthogonal pairs, and a pair is a model. If assignments of some variables alone are counted, many
  /// pairs may be one of them, and no number but 0 is known.
  ///
  /// - Throws: ``SatToOVError/noModel(_:)`` when the witness is none.
  public func interpret(_ answer: PairAnswer, for source: CNF) throws(SatToOVError) -> SatisfiabilityAnswer {
    let first = (source.variables + 1) / 2
    let second = source.variables - first
    func bits(_ number: Int, _ count: Int) -> [Bool] { (0..<count).map { number >> (count - 1 - $0) & 1 == 1 } }
    var meaning = answer.map { bits($0.left, first) + bits($0.right, second) }
    if source.shown != nil {
      if meaning.count != 0 { meaning.count = nil }
      meaning.atLeast = meaning.atLeast.map { min($0, 1) }
    }
    guard let pair = answer.witness, let model = meaning.witness else { return meaning }
    guard first <= Self.mostVariablesOfHalf, 0..<1 << first ~= pair.left, 0..<1 << second ~= pair.right,
      source.isModel(model)
    else { throw .noModel(pair) }
    return meaning
  }

  /// n_A, n_B and d exactly. m_A and m_B are bounded by n_A and n_B, which a formula without clauses attains.
  public var promises: [PromisedSize] {
    let v = SizeFormula.parameter("v")
    let left = SizeFormula.powerOfTwo(v.dividedRoundingUp(by: 2))
    let right = SizeFormula.powerOfTwo(v.dividedRoundingDown(by: 2))
    return [
      PromisedSize("n_A", .equal, left), PromisedSize("n_B", .equal, right),
      PromisedSize("d", .equal, .parameter("clauses")), PromisedSize("m_A", .atMost, left),
      PromisedSize("m_B", .atMost, right),
    ]
  }
}

/// Why a formula cannot be reduced, or an answer not be interpreted.
public enum SatToOVError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The formula has this many variables, too many to list all assignments of half of them.
  case tooManyVariables(Int)
  /// The assignment that the pair stands for is no model.
  case noModel(VectorPair)
  /// The vectors that were made are no instance, for the reason given.
  case impossible(String)

  public var description: String {
    switch self {
    case .tooManyVariables(let count):
      "\(count) variables make 2^\((count &+ 1) / 2) vectors; at most \(2 * SatToOV.mostVariablesOfHalf) variables can be listed"
    case .noModel(let pair): "the pair \(pair) stands for no model, so the answer is wrong"
    case .impossible(let why): why
    }
  }
}
