import Randomness

/// Families of formulas.
public enum CNFFamily: String, CaseIterable, Codable, Sendable {
  /// Clauses of w literals of different variables, uniform and independent.
  case random
  /// Pigeonhole: h + 1 pigeons in h holes, each in at least one, no two in the same; unsatisfiable.
  case pigeonhole
  /// x₁ ⊕ … ⊕ x_n = 1, with an auxiliary variable for each partial sum: 2^(n−1) models.
  case parity

  /// What the family is, in one line.
  public var summary: String {
    switch self {
    case .random: "clauses of w literals of different variables, uniform and independent"
    case .pigeonhole: "h + 1 pigeons in h holes; unsatisfiable"
    case .parity: "the sum of n variables is odd, with auxiliary variables for the partial sums; 2^(n−1) models"
    }
  }
}

extension CNF {
  /// A random formula: `count` clauses of `width` literals of different variables, each negated with probability 1/2.
  ///
  /// - Throws: ``CNFError/widthTooLarge(_:variables:)``.
  /// - Complexity: O(count · width).
  public static func random(
    variables: Int, clauses count: Int, width: Int, using generator: inout some RandomNumberGenerator
  ) throws(CNFError) -> CNF {
    guard variables >= 0 else { throw .negativeVariables(variables) }
    guard 0...variables ~= width else { throw .widthTooLarge(width, variables: variables) }
    var clauses: [[Int]] = []
    for _ in 0..<max(count, 0) {
      clauses.append(
        generator.sample(width, from: variables).map { generator.uniform(in: 0...1) == 0 ? $0 + 1 : -$0 - 1 })
    }
    return try CNF(variables: variables, clauses: clauses)
  }

  /// The pigeonhole formula: `holes` + 1 pigeons, each in at least one of the holes, no two in the same.
  ///
  /// Variable p · holes + h + 1 says that pigeon p sits in hole h.
  ///
  /// - Precondition: 0 ≤ `holes` ≤ 1000.
  public static func pigeonhole(holes: Int) -> CNF {
    precondition(0...1000 ~= holes, "from 0 to 1000 holes")
    func variable(_ pigeon: Int, _ hole: Int) -> Int { pigeon * holes + hole + 1 }
    var clauses = (0...holes).map { pigeon in (0..<holes).map { variable(pigeon, $0) } }
    for hole in 0..<holes {
      for second in 1...max(holes, 1) {
        for first in 0..<second { clauses.append([-variable(first, hole), -variable(second, hole)]) }
      }
    }
    return CNF(trusted: (holes + 1) * holes, clauses)
  }

  /// The formula of x₁ ⊕ … ⊕ x_n = 1: variables 1…n, and n − 2 more for the partial sums, which the others determine.
  ///
  /// - Precondition: 1 ≤ `count` ≤ 10⁶.
  public static func parity(of count: Int) -> CNF {
    precondition(1...1_000_000 ~= count, "from 1 to 1000000 variables")
    var clauses: [[Int]] = []
    var (sum, next) = (1, count + 1)
    for x in 2...max(count, 2) where x <= count {
      if x == count {
        // sum ⊕ x = 1
        clauses += [[sum, x], [-sum, -x]]
        return CNF(trusted: next - 1, clauses)
      }
      // next = sum ⊕ x
      clauses += [[-sum, -x, -next], [sum, x, -next], [sum, -x, next], [-sum, x, next]]
      (sum, next) = (next, next + 1)
    }
    return CNF(trusted: 1, [[1]])
  }
}
