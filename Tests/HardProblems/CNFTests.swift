import Exact
import HardProblems
import Randomness
import Testing

@Suite("CNF formulas")
struct CNFTests {
  /// Models by nested choice and the definition alone, last variable first.
  private func models(_ formula: CNF) -> [[Bool]] {
    var assignments: [[Bool]] = [[]]
    for _ in 0..<formula.variables { assignments = assignments.flatMap { [$0 + [false], $0 + [true]] } }
    return assignments.filter { assignment in
      formula.clauses.allSatisfy { $0.contains { literal in assignment[abs(literal) - 1] == (literal > 0) } }
    }
  }

  private func expectAnswered(_ formula: CNF) throws {
    let models = models(formula)
    #expect(
      try formula.referenceAnswer() == SatisfiabilityAnswer(count: Integer(models.count), witness: models.first),
      "\(formula)")
  }

  @Test(
    "Every quirk of DIMACS files in the wild",
    arguments: [
      ("p cnf 2 2\n1 -2 0\n2 0\n", 2, [[1, -2], [2]]),
      ("c text\ncomment without a blank\np cnf 2 1\nc in between\n1 2 0\nc after\n", 2, [[1, 2]]),
      ("p cnf 2 2\n1 2 0\n-1 0\n%\n0\n\n", 2, [[1, 2], [-1]]),
      ("p cnf 3 2\n1 2\n3 0 -1\n-2 0", 3, [[1, 2, 3], [-1, -2]]),
      ("p  cnf\t2   1\r\n  1\t1 2 0\r\n", 2, [[1, 1, 2]]),
      ("p cnf 1 1\n1 -1 0\n", 1, [[1, -1]]),
      ("p cnf 1 2\n0\n1 0\n", 1, [[], [1]]),
      ("p cnf 0 0\n", 0, []),
      ("p cnf 0 1\n0\n", 0, [[]]),
      ("p cnf 1 0\n", 1, []),
    ] as [(String, Int, [[Int]])])
  func dimacs(text: String, variables: Int, clauses: [[Int]]) throws {
    let formula = try CNF(parsing: text)
    #expect(formula == (try CNF(variables: variables, clauses: clauses)))
    #expect(try CNF(parsing: formula.text) == formula)
    try expectAnswered(formula)
  }

  @Test(
    "Bad DIMACS is refused by line and field",
    arguments: [
      ("", "the header"), ("p cnf 2\n", "line 1, header"), ("p sat 2 1\n", "line 1, header"),
      ("1 0\np cnf 1 1\n", "line 1, header"), ("p cnf -1 0\n", "line 1, number of variables"),
      ("p cnf 1 +1\n1 0\n", "line 1, number of clauses"), ("p cnf 2 1\n1 3 0\n", "line 2, clause 1"),
      ("c\np cnf 2 2\n1 0\n2 x 0\n", "line 4, clause 2"), ("p cnf 2 1\n1 0\n2 0\n", "line 3, clause 2"),
      ("p cnf 2 2\n1 0\n", "clause 2 of 2 is missing"), ("p cnf 2 2\n1 0\n%\n2 0\n", "clause 2 of 2 is missing"),
      ("p cnf 1 1\n-9223372036854775808 0\n", "line 2, clause 1"),
      ("p cnf 1 1\n99999999999999999999 0\n", "line 2, clause 1"),
      ("p cnf 2 1\n1 2\n", "within clause 1"),
    ])
  func badDIMACS(text: String, place: String) {
    do {
      let formula = try CNF(parsing: text)
      Issue.record("read \(formula)")
    } catch { #expect(error.description.contains(place), "\(error)") }
  }

  @Test(
    "A last clause without its 0 is refused, and mended on request",
    arguments: [
      ("p cnf 2 2\n1 2 0\n-1", 2, [[1, 2], [-1]]),
      ("p cnf 4 3\n1 -2 3 0\n-1 2 0\n2 3", 3, [[1, -2, 3], [-1, 2], [2, 3]]),
      ("p cnf 1 1\n1\n", 1, [[1]]), ("p cnf 2 1\n1\n2\n%\n0\n", 1, [[1, 2]]),
    ] as [(String, Int, [[Int]])])
  func unfinished(text: String, clause: Int, clauses: [[Int]]) throws {
    #expect(throws: CNFTextError.unfinished(clause: clause)) { try CNF(parsing: text) }
    let repaired = try #require(CNF.repaired(["instance.cnf": text]))
    #expect(try CNF(files: repaired.files).clauses == clauses)
  }

  @Test(
    "What is not a missing 0 is not mended", arguments: ["", "p cnf 2 2\n1 2 0\n", "p cnf 1 1\n1 0\n", "p cnf 1 1\n2"])
  func unmended(text: String) { #expect(CNF.repaired(["instance.cnf": text]) == nil) }

  @Test("Random formulas against the definition")
  func random() throws {
    var stream = RandomStream(seed: 31)
    for _ in 0..<60 {
      let v = stream.uniform(in: 0...7)
      try expectAnswered(
        .random(
          variables: v, clauses: stream.uniform(in: 0...12), width: stream.uniform(in: 0...min(3, v)), using: &stream))
    }
  }

  @Test("Pigeonhole formulas have no model; parity formulas have 2^(n−1)", arguments: 1...3)
  func families(n: Int) throws {
    let pigeonhole = CNF.pigeonhole(holes: n)
    #expect(pigeonhole.variables == n * (n + 1))
    #expect(pigeonhole.clauses.count == n + 1 + n * n * (n + 1) / 2)
    #expect(try pigeonhole.referenceAnswer() == SatisfiabilityAnswer(count: 0))
    let parity = CNF.parity(of: n + 1)
    try expectAnswered(parity)
    #expect(try parity.referenceAnswer().count == Integer(1) << n)
  }

  @Test("Too many variables to try are refused")
  func tooMany() throws {
    let formula = try CNF(variables: CNF.mostVariablesToTry + 1, clauses: [])
    #expect(throws: CNFError.tooManyVariablesToTry(CNF.mostVariablesToTry + 1)) { try formula.referenceAnswer() }
  }
}
