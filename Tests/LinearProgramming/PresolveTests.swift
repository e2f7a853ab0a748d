import Exact
import LinearProgramming
import LinearProgrammingCheckers
import TestSupport
import Testing

/// Solves by way of the smaller program and checks the proof about the original one.
private func presolved(_ program: LinearProgram) throws -> (Presolve, LinearProgramOutcome) {
  let presolve = Presolve(program)
  let outcome = try presolve.outcome { try $0.solve(presolving: .off) }
  #expect(outcome.certificate.program == program.statement)
  try outcome.certificate.verify()
  return (presolve, outcome)
}

extension Presolve.Step {
  fileprivate var kind: String { String("\(self)".prefix { $0 != "(" }) }
}

@Suite("Presolve", .claim("programs.presolve"))
struct PresolveTests {
  @Test("A row of one variable gets the multiplier of the bound that it became")
  func singletonRow() throws {
    var program = LinearProgram(.maximize, objectiveConstant: 1)
    let x = program.addVariable("x", cost: 3)
    try program.addConstraint([x: -2], .atLeast(-8), name: "r")
    let (presolve, outcome) = try presolved(program)
    #expect(presolve.removed == (1, 1))
    let solution = try #require(outcome.solution)
    #expect(solution.point == [4] && solution.value == 13)
    #expect(solution.dual == [Rational(-3, 2)] && solution.reducedCosts == [0])
    #expect(solution.basis == Basis(variables: [.basic], constraints: [.atLower]))
  }

  @Test("Each kind of step is taken, and undone: an example of each")
  func kinds() throws {
    var seen: Set<String> = []
    func solve(_ program: LinearProgram, _ value: Rational) throws {
      let (presolve, outcome) = try presolved(program)
      seen.formUnion(presolve.steps.map(\.kind))
      #expect(outcome.solution?.value == value)
      #expect(presolve.program.variables.isEmpty && presolve.program.constraints.isEmpty)
    }
    // A free row, a fixed column and an empty row.
    var fixed = LinearProgram()
    let f = fixed.addVariable(bounds: .equal(2), cost: 5)
    try fixed.addConstraint([f: 1], .free)
    try fixed.addConstraint([f: 3], .atMost(6))
    try solve(fixed, 10)
    // x + y = 4 with y between 0 and 3 is x from 1 to 4.
    var slack = LinearProgram()
    let x = slack.addVariable(cost: 2)
    let y = slack.addVariable(bounds: .between(0, 3), cost: 1)
    try slack.addConstraint([x: 1, y: 1], .equal(4))
    try solve(slack, 5)
    // A free variable goes as far as its row lets it.
    var free = LinearProgram(.maximize)
    let z = free.addVariable(bounds: .free, cost: -2)
    let w = free.addVariable(bounds: .between(0, 1), cost: 3)
    try free.addConstraint([z: 1, w: -1], .atLeast(5))
    try solve(free, -9)
    // x + y ≥ 3 of x ≤ 1 and y ≤ 2.
    var forced = LinearProgram()
    let a = forced.addVariable(bounds: .between(0, 1), cost: 1)
    let b = forced.addVariable(bounds: .between(0, 2), cost: 1)
    try forced.addConstraint([a: 1, b: 1], .atLeast(3))
    try solve(forced, 3)
    var single = LinearProgram()
    let s = single.addVariable(bounds: .free, cost: 1)
    try single.addConstraint([s: 4], .atLeast(2))
    try solve(single, Rational(1, 2))
    #expect(seen == ["redundantRow", "singletonRow", "fixedColumn", "absorbedColumn", "forcingRow"])
  }

  @Test("Contradictions of bounds, of a row with its columns, and of an empty row are proved about the whole program")
  func contradictions() throws {
    var bounds = LinearProgram()
    let x = bounds.addVariable(bounds: .atLeast(3), cost: 1)
    try bounds.addConstraint([x: 2], .atMost(5))
    var row = LinearProgram()
    let (a, b) = (row.addVariable(bounds: .unit), row.addVariable(bounds: .unit))
    try row.addConstraint([a: 1, b: 1], .atLeast(Rational(21, 10)))
    var empty = LinearProgram()
    let f = empty.addVariable(bounds: .equal(1), cost: 1)
    try empty.addConstraint([f: 2], .atLeast(3))
    try empty.addConstraint([:], .between(-1, 1))
    for program in [bounds, row, empty] {
      let (presolve, outcome) = try presolved(program)
      #expect(presolve.provesInfeasibility && outcome.certificate.provesInfeasibility)
    }
  }

  @Test("A ray goes through what was absorbed")
  func ray() throws {
    // t is free and follows from the equation; x and y grow without end.
    var program = LinearProgram(.maximize)
    let x = program.addVariable(cost: 1)
    let y = program.addVariable()
    let t = program.addVariable(bounds: .free)
    try program.addConstraint([x: 1, y: -1], .atMost(2))
    try program.addConstraint([x: 1, y: 1, t: 1], .equal(0))
    let (presolve, outcome) = try presolved(program)
    #expect(presolve.removed.constraints >= 1)
    guard case .unbounded(_, let ray) = outcome.certificate.evidence else {
      Issue.record("\(outcome)")
      return
    }
    #expect(ray[t] == -ray[x] - ray[y] && ray[x] > 0)
  }

  @Test("What cannot be reduced stays as it is, and so does a program whose bounds contradict themselves")
  func nothingToDo() throws {
    var program = LinearProgram(.maximize)
    let (x, y) = (program.addVariable(cost: 3), program.addVariable(cost: 2))
    try program.addConstraint([x: 2, y: 2], .atMost(7))
    try program.addConstraint([x: 1, y: 3], .atMost(6))
    #expect(Presolve(program).program == program && Presolve(program).steps.isEmpty)
    program.setBounds(.between(1, 0), ofVariable: 0)
    let presolve = Presolve(program)
    #expect(presolve.program == program && !presolve.provesInfeasibility)
    #expect(try program.solve().certificate.evidence == .contradictoryColumn(0))
  }

  @Test("A long row of columns that occur nowhere else takes no time that grows with its square")
  func longRow() throws {
    let count = 4_000
    for (cost, bounds) in [(Rational(0), Bounds.equal(7)), (1, .equal(7)), (1, .atLeast(7))] {
      var program = LinearProgram()
      for _ in 0..<count { program.addVariable(bounds: .between(0, 3), cost: cost) }
      try program.addConstraint(
        variables: Array(0..<count), coefficients: [Rational](repeating: 1, count: count), bounds)
      #expect(Presolve(program).removed.variables <= count)
    }
  }
}
