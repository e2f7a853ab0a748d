import Certificates
import Exact

/// A derivation of a text from its neighbours, for the proved checker; and, where it is said to be a shortest one, what proves that.
///
///     let proof = SplicingProof(
///       target: ["a", "x", "c"], neighbours: [["a", "b", "c"], ["x"]],
///       operations: [[0, 0, 3, 0, 0], [1, 0, 1, 1, 2]], isShortest: true, leastCost: { oracle.cost(of: $0) })
///
/// The proof that no derivation is shorter is the table of the least costs of all pieces of the target: the checker finds that it
/// obeys the inequalities that every derivation does ("Data-to-text Generation by Splicing Together Nearest Neighbors", arXiv
/// 2101.08248).
public struct SplicingProof: ProvedCertificate {
  private static let kind: Integer = 5

  private let target: [Integer]
  private let neighbours: [[Integer]]
  private let operations: [[Integer]]
  private let isShortest: Bool
  private let costs: [[Integer]]

  /// - Parameters:
  ///   - target: the text.
  ///   - neighbours: what is copied from.
  ///   - operations: neighbour, from, to, at and upTo of each.
  ///   - isShortest: whether it is claimed that no fewer operations make the text.
  ///   - leastCost: the least number of operations that make a piece of the target by itself, nil if none do; asked only where
  ///     the claim is made. Nothing rests on it but that the checker accepts.
  /// - Complexity: O(words), and O(n²) calls for n words of the target.
  public init<Token: Hashable>(
    target: [Token], neighbours: [[Token]], operations: [[Int]], isShortest: Bool, leastCost: (Range<Int>) -> Int?
  ) {
    var numbers: [Token: Integer] = [:]
    func number(_ token: Token) -> Integer {
      if let known = numbers[token] { return known }
      let next = Integer(numbers.count)
      numbers[token] = next
      return next
    }
    self.target = target.map(number)
    self.neighbours = neighbours.map { $0.map(number) }
    self.operations = operations.map { $0.map { Integer($0) } }
    self.isShortest = isShortest
    let places = isShortest ? Array(0...target.count) : []
    costs = places.map { i in
      places.map { j in i < j ? leastCost(i..<j).map { Integer($0) } ?? -1 : -1 }
    }
  }

  /// The derivation in the form of `SplicingStatement.v` and `SplicingCheck.v`.
  ///
  /// - Complexity: O(words + n²).
  public var checkerRequest: CheckerRequest? {
    var statement = [Self.kind]
    statement.append(list: target)
    statement.append(Integer(neighbours.count))
    for neighbour in neighbours { statement.append(list: neighbour) }
    statement.append(Integer(operations.count))
    for operation in operations { statement += operation }
    statement.append(isShortest ? 1 : 0)
    var evidence = [Integer(costs.count)]
    for row in costs { evidence.append(list: row) }
    return CheckerRequest(statement: statement, evidence: evidence)
  }

  /// Whether the integers are this text, these neighbours and operations, and this claim.
  public func states(_ integers: [Integer]) -> Bool {
    var tokens = StatementTokens(integers)
    do throws(StatementTokens.Unreadable) {
      guard try tokens.integer() == Self.kind else { return false }
      let number = { (t: inout StatementTokens) throws(StatementTokens.Unreadable) in try t.integer() }
      guard try tokens.list(number) == target,
        try tokens.list({ (t) throws(StatementTokens.Unreadable) in try t.list(number) }) == neighbours
      else { return false }
      let found = try tokens.list { (t) throws(StatementTokens.Unreadable) in
        [try t.integer(), try t.integer(), try t.integer(), try t.integer(), try t.integer()]
      }
      guard found == operations, try tokens.flag() == isShortest else { return false }
      try tokens.end()
      return true
    } catch { return false }
  }
}
