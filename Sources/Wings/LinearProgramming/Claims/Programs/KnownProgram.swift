import Exact
import LinearProgrammingCheckers

/// A program whose answer is known, with the starts from which it is solved.
struct KnownProgram: Codable, Sendable {
  var name: String
  var instance: ProgramInstance
  /// "optimal 3/2", "infeasible" or "unbounded".
  var outcome: String
  var starts: [ProgramInstance.Start] = [.scratch, .floatingPoint, .rational]

  static var description: String { "\(all.count) programs from textbooks and of special form, from three starts each" }

  static var all: [KnownProgram] { cycling + infeasible + unbounded + finite }

  private init(_ name: String, _ statement: LinearProgramStatement, _ outcome: String) {
    (self.name, instance, self.outcome) = (name, ProgramInstance(statement: statement), outcome)
  }

  private static func nonnegative(_ count: Int) -> [LinearProgramStatement.Interval] {
    [LinearProgramStatement.Interval](repeating: .atLeast(0), count: count)
  }

  /// Degenerate ones, on which the rule of the largest coefficient goes round in a circle.
  private static var cycling: [KnownProgram] {
    let third = Rational(1, 3)
    // The slacks as variables, in their own units: rows are scaled to integers. From the basis of the slacks.
    var equations = KnownProgram(
      "Beale's program as equations",
      LinearProgramStatement(
        .min, [Rational(-3, 4), 20, Rational(-1, 2), 6, 0, 0, 0], columns: nonnegative(7),
        rows: [
          ([0: Rational(1, 4), 1: -8, 2: -1, 3: 9, 4: 1], .from(0, to: 0)),
          ([0: Rational(1, 2), 1: -12, 2: Rational(-1, 2), 3: 3, 5: 1], .from(0, to: 0)),
          ([2: 1, 6: 1], .from(1, to: 1)),
        ]), "optimal -5/4")
    equations.starts = [.basis("llllbbblll")]
    return [
      equations,
      KnownProgram(
        "Beale's program",
        LinearProgramStatement(
          .min, [Rational(-3, 4), 20, Rational(-1, 2), 6], columns: nonnegative(4),
          rows: [
            ([0: Rational(1, 4), 1: -8, 2: -1, 3: 9], .atMost(0)),
            ([0: Rational(1, 2), 1: -12, 2: Rational(-1, 2), 3: 3], .atMost(0)), ([2: 1], .atMost(1)),
          ]), "optimal -5/4"),
      KnownProgram(
        "Kuhn's program",
        LinearProgramStatement(
          .min, [-2, -3, 1, 12], columns: nonnegative(4),
          rows: [
            ([0: -2, 1: -9, 2: 1, 3: 9], .atMost(0)), ([0: third, 1: 1, 2: -third, 3: -2], .atMost(0)),
            ([0: 2, 1: 3, 2: -1, 3: -12], .atMost(2)),
          ]), "optimal -2"),
      KnownProgram(
        "Chvátal's program",
        LinearProgramStatement(
          .max, [10, -57, -9, -24], columns: nonnegative(4),
          rows: [
            ([0: Rational(1, 2), 1: Rational(-11, 2), 2: Rational(-5, 2), 3: 9], .atMost(0)),
            ([0: Rational(1, 2), 1: Rational(-3, 2), 2: Rational(-1, 2), 3: 1], .atMost(0)), ([0: 1], .atMost(1)),
          ]), "optimal 1"),
    ]
  }

  private static var infeasible: [KnownProgram] {
    let tiny = Rational(1, Integer(10).power(30))
    let free = [LinearProgramStatement.Interval](repeating: .free, count: 3)
    return [
      KnownProgram(
        "differences that are all negative around a circle",
        LinearProgramStatement(
          .min, [0, 0, 0], columns: free,
          rows: [([0: 1, 1: -1], .atMost(-1)), ([1: 1, 2: -1], .atMost(-1)), ([0: -1, 2: 1], .atMost(-1))]),
        "infeasible"),
      KnownProgram(
        "too small by 10^-30",
        LinearProgramStatement(
          .min, [1, 0], columns: nonnegative(2),
          rows: [([0: 1, 1: 1], .atMost(1)), ([0: 3, 1: 3], .atLeast(3 + tiny))]), "infeasible"),
      KnownProgram(
        "an equation of 0 and 1",
        LinearProgramStatement(.max, [1], columns: nonnegative(1), rows: [([:], .from(1, to: 1))]), "infeasible"),
      KnownProgram(
        "bounds of a variable in the wrong order",
        LinearProgramStatement(.min, [0, 1], columns: [.free, .from(1, to: Rational(999_999, 1_000_000))]), "infeasible"
      ),
      KnownProgram(
        "bounds of a row in the wrong order",
        LinearProgramStatement(
          .min, [1], columns: nonnegative(1), rows: [([0: 1], .atMost(3)), ([0: 1], .from(2, to: 1))]), "infeasible"),
      KnownProgram(
        "equations that contradict one another",
        LinearProgramStatement(
          .min, [0, 0, 0], columns: free, rows: [([0: 1, 1: 1], .from(1, to: 1)), ([0: 2, 1: 2], .from(3, to: 3))]),
        "infeasible"),
    ]
  }

  private static var unbounded: [KnownProgram] {
    [
      KnownProgram(
        "a ray between two lines",
        LinearProgramStatement(
          .max, [1, 1], columns: nonnegative(2), rows: [([0: 1, 1: -1], .atMost(1)), ([0: -1, 1: 1], .atMost(1))]),
        "unbounded"),
      KnownProgram(
        "a line that falls",
        LinearProgramStatement(.min, [1, 0], columns: [.free, .free], rows: [([0: 1, 1: 1], .from(3, to: 3))]),
        "unbounded"),
      KnownProgram(
        "a variable in no row", LinearProgramStatement(.min, [0, -1], columns: [.free, .atLeast(2)]), "unbounded"),
      KnownProgram(
        "downwards from an upper bound",
        LinearProgramStatement(.max, [-1], columns: [.atMost(-5)], rows: [([0: 1], .atMost(7))]), "unbounded"),
      KnownProgram(
        "unbounded only after the point is made feasible",
        LinearProgramStatement(
          .max, [1, 0], columns: nonnegative(2),
          rows: [([0: 1, 1: -1], .from(2, to: 3)), ([0: 1, 1: 1], .atLeast(4))]),
        "unbounded"),
    ]
  }

  private static var finite: [KnownProgram] {
    let huge = Rational(Integer(10).power(400))
    let tiny = 1 / huge
    func cube(_ n: Int) -> LinearProgramStatement {
      let power = { (base: Int, k: Int) in Rational(Integer(base).power(k)) }
      var statement = LinearProgramStatement(.max, (0..<n).map { power(10, n - 1 - $0) }, columns: nonnegative(n))
      statement.rows = (0..<n).map { i in
        .init(dense: (0..<n).map { j in j < i ? 2 * power(10, i - j) : j == i ? 1 : 0 }, .atMost(power(100, i)))
      }
      return statement
    }
    func transport() -> LinearProgramStatement {
      // Three sources and three sinks; of the six equations one follows from the others.
      let costs: [Rational] = [8, 6, 10, 9, 12, 13, 14, 9, 16]
      var statement = LinearProgramStatement(.min, costs, columns: nonnegative(9))
      for (k, (supply, demand)) in zip([20, 30, 25] as [Rational], [10, 35, 30] as [Rational]).enumerated() {
        statement.rows += [
          .init(columns: [3 * k, 3 * k + 1, 3 * k + 2], coefficients: [1, 1, 1], interval: .from(supply, to: supply)),
          .init(columns: [k, k + 3, k + 6], coefficients: [1, 1, 1], interval: .from(demand, to: demand)),
        ]
      }
      return statement
    }
    return [
      KnownProgram("nothing at all", LinearProgramStatement(.max, [], plus: 3, columns: []), "optimal 3"),
      KnownProgram(
        "rows without variables", LinearProgramStatement(.min, [], columns: [], rows: [([:], .from(-1, to: 0))]),
        "optimal 0"),
      KnownProgram(
        "a free variable that costs nothing", LinearProgramStatement(.max, [0], columns: [.free]), "optimal 0"),
      KnownProgram(
        "bounds alone",
        LinearProgramStatement(.max, [3, 1, -2], columns: [.from(-1, to: 2), .atMost(-5), .atLeast(4)]),
        "optimal -7"),
      KnownProgram(
        "Wyndor Glass",
        LinearProgramStatement(
          .max, [3, 5], columns: nonnegative(2),
          rows: [([0: 1], .atMost(4)), ([1: 2], .atMost(12)), ([0: 3, 1: 2], .atMost(18))]), "optimal 36"),
      KnownProgram("a cube of Klee and Minty in dimension 5", cube(5), "optimal 100000000"),
      KnownProgram("a transportation problem", transport(), "optimal 735"),
      KnownProgram(
        "numbers beyond doubles",
        LinearProgramStatement(
          .max, [1, tiny], columns: [.from(0, to: 2 * tiny), .atLeast(0)],
          rows: [([0: huge, 1: tiny], .atMost(3)), ([1: 1], .atMost(huge))]),
        "optimal \(1 + 2 * tiny)"),
      KnownProgram(
        "costs that are one double",
        LinearProgramStatement(
          .max, [1, 1 + tiny], plus: -1, columns: nonnegative(2), rows: [([0: 1, 1: 1], .atMost(1))]), "optimal \(tiny)"
      ),
      KnownProgram(
        "bounds that are one double",
        LinearProgramStatement(
          .min, [1, -1], plus: Rational(1, 3), columns: [.from(1, to: 1 + tiny), .from(1, to: 1 + tiny)],
          rows: [([0: 1, 1: 1], .from(2 + tiny, to: 2 + 2 * tiny))]), "optimal \(Rational(1, 3) - tiny)"),
    ]
  }
}
