import Exact
import Problems

extension CNF: Problem {
  /// Whether there is a model, how many there are, and one of them.
  public typealias Answer = SatisfiabilityAnswer
  /// `sat`.
  public static var name: String { "sat" }

  /// The most variables for which the reference solver tries all assignments.
  public static let mostVariablesToTry = 26

  /// v, the number of variables, and the number of clauses.
  public var size: SizeParameters { ["v": Integer(variables), "clauses": Integer(clauses.count)] }

  /// The number of models and the first one in the order in which the last variable changes first and false comes before
  /// true, by trying all assignments. If variables are ``shown``, they stand before all others in that order, and assignments of
  /// them are counted.
  ///
  /// - Throws: ``CNFError/tooManyVariablesToTry(_:)`` for more than ``mostVariablesToTry``.
  /// - Complexity: O(2^v · literals).
  public func referenceAnswer() throws(CNFError) -> SatisfiabilityAnswer {
    guard variables <= Self.mostVariablesToTry else { throw .tooManyVariablesToTry(variables) }
    let all = Array(1...max(variables, 1)).prefix(variables)
    let first = shown ?? Array(all)
    let order = first + all.filter { !first.contains($0) }
    // The bit of each variable, so that counting up changes the last one in the order first.
    var bits = [UInt64](repeating: 0, count: variables + 1)
    for (place, variable) in order.enumerated() { bits[variable] = 1 << UInt64(variables - 1 - place) }
    let masks = clauses.map { clause in
      clause.reduce(into: (positive: UInt64(0), negative: UInt64(0))) { masks, literal in
        let bit = bits[Int(literal.magnitude)]
        if literal > 0 { masks.positive |= bit } else { masks.negative |= bit }
      }
    }
    let completions = UInt64(1) << UInt64(variables - first.count)
    var (models, witness): (Int, [Bool]?) = (0, nil)
    for counted in 0..<(UInt64(1) << UInt64(first.count)) {
      let start = counted * completions
      for assignment in start..<start + completions
      where masks.allSatisfy({ assignment & $0.positive != 0 || ~assignment & $0.negative != 0 }) {
        models += 1
        if witness == nil { witness = all.map { assignment & bits[$0] != 0 } }
        break
      }
    }
    return SatisfiabilityAnswer(count: Integer(models), witness: witness)
  }

  /// Whether the count is right and the witness, where there is one, is a model.
  public func verify(_ answer: SatisfiabilityAnswer) throws(CNFError) -> Bool {
    try answer.agrees(with: referenceAnswer(), isSolution: isModel)
  }

  /// There are at most 2^v models, and of s shown variables at most 2^s assignments.
  ///
  /// - Throws: `AnswerError`.
  public func examined(_ answer: SatisfiabilityAnswer) throws(AnswerError) -> SatisfiabilityAnswer {
    // No number that can be read has more digits than 2^(2²⁶).
    try answer.examined(most: Integer(1) << min(shown?.count ?? variables, 1 << 26), isSolution: isModel)
  }
}

// Coded as its fields; decoding validates like the initialiser.
extension CNF: Codable {
  private enum Key: String, CodingKey { case variables, clauses, shown }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let variables = try container.decode(Int.self, forKey: .variables)
    let clauses = try container.decode([[Int]].self, forKey: .clauses)
    let shown = try container.decodeIfPresent([Int].self, forKey: .shown)
    do { try self.init(variables: variables, clauses: clauses, shown: shown) } catch {
      throw DecodingError.dataCorruptedError(forKey: .clauses, in: container, debugDescription: error.description)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(variables, forKey: .variables)
    try container.encode(clauses, forKey: .clauses)
    try container.encodeIfPresent(shown, forKey: .shown)
  }
}
