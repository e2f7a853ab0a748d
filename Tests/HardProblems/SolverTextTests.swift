import Exact
import HardProblems
import Problems
import Randomness
import Testing

@Suite("Formulas: what solvers print, and assignments of shown variables alone")
struct SolverTextTests {
  static let formula = "p cnf 4 3\n1 2 -3 0\n-1 3 4 0\n-2 -4 3 0\n"

  @Test("Outcomes, models and numbers are read as solvers print them")
  func read() throws {
    let formula = try CNF(parsing: Self.formula)
    func answer(_ text: String) throws -> SatisfiabilityAnswer { try formula.answer(solverText: text) }
    let model = try answer("c hello\ns SATISFIABLE\nv 1 -2\nv 3 4 0\n")
    #expect(model.exists == true && model.witness == [true, false, true, true] && model.count == nil)
    #expect(try answer("SAT\n1 -2 3 4 0\n").witness == [true, false, true, true])
    #expect(try answer("UNSAT\n").exists == false)
    #expect(try answer("s UNSATISFIABLE\n").exists == false)
    #expect(try answer("s mc 10\n").count == 10)
    #expect(try answer("s SATISFIABLE\nc s type mc\nc s exact arb int 10\n").count == 10)
    // Variables that are left out are false.
    #expect(try answer("s SATISFIABLE\nv 3 0\n").witness == [false, false, true, false])
    #expect(try answer("v 1 1 3 0\r\n").witness == [true, false, true, false])
  }

  @Test("What a solver cannot have meant is refused by name")
  func refused() throws {
    let formula = try CNF(parsing: Self.formula)
    for (text, error) in [
      ("", SolverOutputError.nothing), ("c s exact arb int\n", .nothing), ("s UNKNOWN\n", .nothing),
      ("s SATISFIABLE\nv 1 -2 3 4\n", .unfinished),
      ("s SATISFIABLE\ns UNSATISFIABLE\n", .two("outcomes")), ("v 1 0\nv 2 0\n", .two("models")),
      ("s mc 3\ns mc 4\n", .two("numbers of models")),
      ("v 5 0\n", .malformed(line: 1, field: "output", found: "5", expected: "a literal in ±1…±4, or 0 at the end")),
      ("v 1 -1 0\n", .malformed(line: 1, field: "output", found: "-1", expected: "1, which the model has too")),
      ("v 1 0 2\n", .malformed(line: 1, field: "output", found: "2", expected: "nothing after the 0 of the model")),
      (
        "s MAYBE\n",
        .malformed(line: 1, field: "output", found: "MAYBE", expected: "SATISFIABLE, UNSATISFIABLE or UNKNOWN")
      ),
      ("1 2 0\n", .malformed(line: 1, field: "output", found: "1", expected: "a line that begins with c, s or v")),
      ("s mc -1\n", .malformed(line: 1, field: "output", found: "-1", expected: "a number of models")),
    ] {
      #expect(throws: error, "\(text)") { try formula.answer(solverText: text) }
    }
    // A header alone allocates nothing.
    let huge = try CNF(variables: 1 << 60, clauses: [[1]])
    #expect(throws: SolverOutputError.short(literals: 1, variables: 1 << 60)) { try huge.answer(solverText: "v 1 0\n") }
  }

  @Test("What is printed is read back")
  func roundTrip() throws {
    var stream = RandomStream(seed: 5)
    for variables in [0, 1, 2, 7, 40, 200] {
      let formula = try CNF(variables: variables, clauses: [])
      let model = (0..<variables).map { _ in stream.uniform(in: 0...1) == 1 }
      let answer = SatisfiabilityAnswer(count: 7, witness: model)
      let text = formula.solverText(of: answer)
      #expect(text.split(separator: "\n").allSatisfy { $0.utf8.count <= 78 })
      #expect(try formula.answer(solverText: text) == answer)
    }
    let formula = try CNF(parsing: Self.formula)
    #expect(try formula.answer(solverText: formula.solverText(of: .init(exists: false))).exists == false)
  }

  @Test("c ind and c p show name the variables that count; other comments are comments")
  func shown() throws {
    func shown(_ line: String) throws -> [Int]? { try CNF(parsing: line + "\n" + Self.formula).shown }
    #expect(try shown("c ind 4 1 0") == [1, 4] && shown("c p show 4 1 0") == [1, 4])
    #expect(try shown("c p show 2 0\nc ind 1 2 0") == [1, 2] && shown("c p show 0") == [])
    for comment in [
      "c ind variables are first", "c index 1 2 0", "cind 1 0", "c", "c ind", "c p weight 1 0.5 0", "c t mc",
    ] {
      #expect(try shown(comment) == nil, "\(comment)")
    }
    for wrong in [
      "c ind 1 5 0", "c ind 1 2", "c ind 1 0 2 0", "c p show -1 0", "c p show", "c p show x 0", "c ind 1 x 0",
    ] {
      #expect(throws: CNFTextError.self, "\(wrong)") { try shown(wrong) }
    }
    let formula = try CNF(parsing: "c ind 4 1 0\n" + Self.formula)
    #expect(try CNF(parsing: formula.text) == formula && formula.text.contains("c p show 1 4 0\n"))
    #expect(throws: CNFError.shownOutOfRange(3, variables: 2)) { try CNF(variables: 2, clauses: [], shown: [3]) }
    #expect(throws: CNFError.shownOutOfRange(0, variables: 2)) { try CNF(variables: 2, clauses: [], shown: [0]) }
    #expect(throws: CNFError.shownOutOfRange(1, variables: 0)) { try CNF(variables: 0, clauses: [], shown: [1]) }
  }

  @Test("Assignments of shown variables are counted as their definition says")
  func projected() throws {
    var stream = RandomStream(seed: 6)
    for _ in 0..<200 {
      let variables = stream.uniform(in: 0...7)
      let clauses = try CNF.random(
        variables: variables, clauses: stream.uniform(in: 0...14), width: min(variables, 3), using: &stream
      ).clauses
      let shown = (1...8).prefix(variables).filter { _ in stream.uniform(in: 0...1) == 1 }
      let formula = try CNF(variables: variables, clauses: clauses, shown: shown)
      let models = (0..<1 << variables).map { bits in (0..<variables).map { bits >> $0 & 1 == 1 } }.filter(
        formula.isModel)
      let answer = try formula.referenceAnswer()
      #expect(answer.count == Integer(Set(models.map { model in shown.map { model[$0 - 1] } }).count))
      #expect(answer.witness.map(formula.isModel) == (models.isEmpty ? nil : true))
      #expect(try formula.verify(answer))
    }
    let formula = try CNF(variables: 3, clauses: [], shown: [2])
    #expect(throws: AnswerError.self) { try formula.examined(.init(count: 3)) }
  }
}
