import Certificates
import Exact

extension BeckFialaCertificate: ProvedCertificate {
  private static let kind: Integer = 3

  /// The certificate in the form of `BeckFialaStatement.v`: the sets, the point, the rounded one, t, and the largest change of a
  /// sum. There is no other evidence.
  ///
  /// - Complexity: O(total size of the sets).
  public var checkerRequest: CheckerRequest? {
    guard let point = ScaledNumbers(point) else { return nil }
    var statement: [Integer] = [Self.kind, Integer(sets.count)]
    for set in sets { statement.append(list: set.map { Integer($0) }) }
    statement.append(vector: point)
    statement.append(list: rounded.map { Integer($0) })
    // What is out of place counts for nothing here; the checker refuses it.
    let changes = zip(point.numerators, rounded).map { $0 - point.denominator * Integer($1) }
    var degrees = [Int](repeating: 0, count: changes.count)
    var largest: Integer = 0
    for set in sets {
      var sum: Integer = 0
      for element in set where changes.indices.contains(element) {
        degrees[element] += 1
        sum += changes[element]
      }
      largest = max(largest, sum.magnitude)
    }
    return CheckerRequest(statement: statement + [Integer(degrees.max() ?? 0), largest], evidence: [])
  }

  /// Whether the integers are these sets and points, and the t and the largest change that ``verify()`` returns.
  public func states(_ integers: [Integer]) -> Bool {
    var tokens = StatementTokens(integers)
    do throws(StatementTokens.Unreadable) {
      guard try tokens.integer() == Self.kind else { return false }
      let element = { (t: inout StatementTokens) throws(StatementTokens.Unreadable) in try t.int() }
      let sets = try tokens.list { (t) throws(StatementTokens.Unreadable) in try t.list(element) }
      let over = try tokens.positive()
      let point = try tokens.list { (t) throws(StatementTokens.Unreadable) in Rational(try t.integer(), over) }
      let found = BeckFialaCertificate(sets: sets, point: point, rounded: try tokens.list(element))
      let (degree, change) = (try tokens.int(), Rational(try tokens.integer(), over))
      try tokens.end()
      guard found == self, let proved = try? verify() else { return false }
      return proved == (degree, change)
    } catch { return false }
  }
}
