import Exact
import LinearProgramming
import Testing

/// Solves from GLPK's basis and from scratch, checks both certificates, and returns what they agree on.
func solved(_ program: LinearProgram, sourceLocation: SourceLocation = #_sourceLocation) throws -> LinearProgramOutcome
{
  let outcome = try program.solve()
  let again = try program.solve(from: .scratch)
  try outcome.certificate.verify()
  try again.certificate.verify()
  switch (outcome, again) {
  case (.optimal(let a), .optimal(let b)): #expect(a.value == b.value, sourceLocation: sourceLocation)
  case (.infeasible, .infeasible), (.unbounded, .unbounded): break
  default: Issue.record("from GLPK \(outcome), from scratch \(again)", sourceLocation: sourceLocation)
  }
  return outcome
}

extension LinearProgramOutcome {
  var isInfeasible: Bool { if case .infeasible = self { true } else { false } }
  var isUnbounded: Bool { if case .unbounded = self { true } else { false } }
}

/// A program of constraints "row · x ≤ bound" on nonnegative variables.
func standard(
  _ direction: LinearProgram.Direction, _ costs: [Rational], _ rows: [[Rational]], atMost bounds: [Rational]
) throws -> LinearProgram {
  var program = LinearProgram(direction)
  let variables = costs.map { program.addVariable(cost: $0) }
  for (row, bound) in zip(rows, bounds) {
    try program.addConstraint(variables: variables, coefficients: row, .atMost(bound))
  }
  return program
}

@Suite("Classic linear programs")
struct ClassicProgramTests {
  @Test("Two products and three resources")
  func wyndorGlass() throws {
    // Hillier and Lieberman's Wyndor Glass Co.
    let program = try standard(.maximize, [3, 5], [[1, 0], [0, 2], [3, 2]], atMost: [4, 12, 18])
    let solution = try #require(try solved(program).solution)
    #expect(solution.point == [2, 6] && solution.value == 36)
    #expect(solution.dual == [0, Rational(3, 2), 1] && solution.reducedCosts == [0, 0])
  }

  @Test("Beale's program, on which Dantzig's rule cycles")
  func beale() throws {
    let q = { (a: Int, b: Int) in Rational(Integer(a), Integer(b)) }
    let program = try standard(
      .minimize, [q(-3, 4), 20, q(-1, 2), 6],
      [[q(1, 4), -8, -1, 9], [q(1, 2), -12, q(-1, 2), 3], [0, 0, 1, 0]], atMost: [0, 0, 1])
    let solution = try #require(try solved(program).solution)
    #expect(solution.value == q(-5, 4) && solution.point == [1, 0, 1, 0])
  }

  @Test("Kuhn's program, on which Dantzig's rule cycles too")
  func kuhn() throws {
    let third = Rational(1, 3)
    let program = try standard(
      .minimize, [-2, -3, 1, 12], [[-2, -9, 1, 9], [third, 1, -third, -2], [2, 3, -1, -12]], atMost: [0, 0, 2])
    #expect(try #require(try solved(program).solution).value == -2)
  }

  @Test("A cube of Klee and Minty, in dimensions 1 to 8", arguments: 1...8)
  func kleeMinty(dimension n: Int) throws {
    let power = { (base: Int, k: Int) in Rational(Integer(base).power(k)) }
    let rows = (0..<n).map { i in (0..<n).map { j in j < i ? 2 * power(10, i - j) : j == i ? 1 : 0 } }
    let program = try standard(
      .maximize, (0..<n).map { power(10, n - 1 - $0) }, rows, atMost: (0..<n).map { power(100, $0) })
    let solution = try #require(try solved(program).solution)
    #expect(solution.value == power(100, n - 1))
    #expect(solution.point == (0..<n).map { $0 == n - 1 ? power(100, n - 1) : 0 })
  }

  @Test("Three constraints through one vertex of the plane")
  func degenerate() throws {
    let program = try standard(
      .maximize, [1, 1], [[1, 0], [0, 1], [1, 1], [2, 1], [1, 2]], atMost: [1, 1, 2, 3, 3])
    #expect(try #require(try solved(program).solution).point == [1, 1])
  }

  @Test("Infeasible: x + y ≤ 1 and x + y ≥ 2; and only together: x ≤ y − 1, y ≤ z − 1, z ≤ x − 1")
  func infeasible() throws {
    let two = try standard(.minimize, [1, 1], [[1, 1], [-1, -1]], atMost: [1, -2])
    #expect(try solved(two).isInfeasible)
    var cycle = LinearProgram()
    let v = (0..<3).map { _ in cycle.addVariable(bounds: .free) }
    for k in 0..<3 { try cycle.addConstraint([v[k]: 1, v[(k + 1) % 3]: -1], .atMost(-1)) }
    #expect(try solved(cycle).isInfeasible)
    guard case .infeasible(let multipliers) = try cycle.solve().certificate.evidence else {
      Issue.record("expected multipliers")
      return
    }
    #expect(Set(multipliers.rows).count == 1, "all three constraints count alike")
  }

  @Test("Infeasible by 10⁻³⁰, which no double can tell")
  func barelyInfeasible() throws {
    var program = LinearProgram()
    let (x, y) = (program.addVariable(cost: 1), program.addVariable())
    try program.addConstraint([x: 1, y: 1], .atMost(1))
    try program.addConstraint([x: 3, y: 3], .atLeast(Rational(parsing: "3.000000000000000000000000000001")))
    #expect(try solved(program).isInfeasible)
    program.setBounds(.atLeast(try Rational(parsing: "2.999999999999999999999999999999")), ofConstraint: 1)
    #expect(try #require(try solved(program).solution).value == 0)
  }

  @Test("Unbounded along a ray, and along a free variable")
  func unbounded() throws {
    let program = try standard(.maximize, [1, 1], [[1, -1], [-1, 1]], atMost: [1, 1])
    #expect(try solved(program).isUnbounded)
    var free = LinearProgram()
    let x = free.addVariable(bounds: .free, cost: 1)
    let y = free.addVariable(bounds: .free)
    try free.addConstraint([x: 1, y: 1], .equal(3))
    #expect(try solved(free).isUnbounded)
    // A free variable without a constraint, and a cost of 0: any value is as good.
    var idle = LinearProgram()
    idle.addVariable(bounds: .free)
    #expect(try #require(try solved(idle).solution).point == [0])
    idle.setCost(-1, ofVariable: 0)
    #expect(try solved(idle).isUnbounded)
  }

  @Test("Free variables: the best Chebyshev line through four points")
  func freeVariables() throws {
    var program = LinearProgram()
    let slope = program.addVariable("slope", bounds: .free)
    let offset = program.addVariable("offset", bounds: .free)
    let error = program.addVariable("error", cost: 1)
    for (x, y) in [(0, 0), (1, 1), (2, 0), (3, 1)] as [(Rational, Rational)] {
      try program.addConstraint([slope: x, offset: 1, error: 1], .atLeast(y))
      try program.addConstraint([slope: x, offset: 1, error: -1], .atMost(y))
    }
    #expect(try #require(try solved(program).solution).value == Rational(1, 2))
  }

  @Test("Equations only: one solution, none, and a line of them")
  func equations() throws {
    func system(_ rows: [[Rational]], _ right: [Rational], cost: [Rational]) throws -> LinearProgram {
      var program = LinearProgram()
      let variables = cost.map { program.addVariable(bounds: .free, cost: $0) }
      for (row, value) in zip(rows, right) {
        try program.addConstraint(variables: variables, coefficients: row, .equal(value))
      }
      return program
    }
    let one = try solved(system([[2, 1], [1, 3]], [3, 5], cost: [1, 1]))
    #expect(one.solution?.point == [Rational(4, 5), Rational(7, 5)])
    #expect(try solved(system([[1, 1], [2, 2]], [1, 3], cost: [0, 0])).isInfeasible)
    #expect(try solved(system([[1, 1]], [1], cost: [1, 0])).isUnbounded)
    #expect(try solved(system([[1, 1]], [1], cost: [2, 2])).solution?.value == 2)
  }

  @Test("A transportation problem, whose rows depend on one another")
  func redundantRows() throws {
    // Three sources of 20, 30, 25; three sinks of 10, 35, 30. The six equations have rank 5.
    let costs: [[Rational]] = [[8, 6, 10], [9, 12, 13], [14, 9, 16]]
    var program = LinearProgram()
    let flow = costs.map { $0.map { program.addVariable(cost: $0) } }
    for (i, supply) in ([20, 30, 25] as [Rational]).enumerated() {
      try program.addConstraint(variables: flow[i], coefficients: [1, 1, 1], .equal(supply))
    }
    for (j, demand) in ([10, 35, 30] as [Rational]).enumerated() {
      try program.addConstraint(variables: flow.map { $0[j] }, coefficients: [1, 1, 1], .equal(demand))
    }
    let solution = try #require(try solved(program).solution)
    #expect(solution.value == 735)
    #expect(!solution.point.contains { !$0.isInteger })
    // The same constraint three times over.
    let triple = try standard(.maximize, [1, 2], [[1, 1], [1, 1], [2, 2]], atMost: [3, 3, 6])
    #expect(try #require(try solved(triple).solution).value == 6)
  }

  @Test("Intervals on both sides, for variables and constraints; the dual says what a unit of each bound is worth")
  func intervals() throws {
    var program = LinearProgram(.minimize, objectiveConstant: 7)
    let x = program.addVariable(bounds: .between(-3, 5), cost: -1)
    let y = program.addVariable(bounds: .between(Rational(1, 3), 4), cost: 2)
    try program.addConstraint([x: 1, y: 2], .between(-4, 4))
    let solution = try #require(try solved(program).solution)
    #expect(solution.point == [Rational(10, 3), Rational(1, 3)])
    #expect(solution.value == 7 - Rational(10, 3) + Rational(2, 3))
    #expect(solution.dual == [-1] && solution.reducedCosts == [0, 4])
  }

  @Test("Empty programs, empty rows, and columns that occur nowhere")
  func empty() throws {
    #expect(try #require(try solved(LinearProgram(objectiveConstant: 3)).solution).value == 3)
    var rowOnly = LinearProgram()
    try rowOnly.addConstraint([:], .between(-1, 1))
    #expect(try #require(try solved(rowOnly).solution).dual == [0])
    try rowOnly.addConstraint([:], .atLeast(1))
    #expect(try solved(rowOnly).isInfeasible)
    var columnOnly = LinearProgram(.maximize)
    columnOnly.addVariable(bounds: .between(-1, 2), cost: 3)
    columnOnly.addVariable(bounds: .atMost(-5), cost: 1)
    #expect(try #require(try solved(columnOnly).solution).point == [2, -5])
  }

  @Test("Bounds that contradict one another are a proof by themselves")
  func contradictoryBounds() throws {
    var program = LinearProgram()
    let x = program.addVariable(bounds: .between(2, 1))
    let certificate = try program.solve().certificate
    #expect(certificate.evidence == .contradictoryColumn(0))
    try certificate.verify()
    program.setBounds(.nonnegative, ofVariable: x)
    try program.addConstraint([x: 1], .between(1, Rational(999_999, 1_000_000)))
    #expect(try program.solve().certificate.evidence == .contradictoryRow(0))
    try program.solve().certificate.verify()
  }
}
