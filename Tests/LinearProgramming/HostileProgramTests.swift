import CGLPK
import CLinearProgramming
import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness
import Testing

@Suite("Hostile linear programs")
struct HostileProgramTests {
  @Test("Numbers beyond every double are solved exactly, without GLPK")
  func hugeNumbers() throws {
    let huge = Rational(Integer(10).power(400))
    let program = try standard(.maximize, [1, 1], [[huge, 0], [0, 1 / huge], [1, 1]], atMost: [huge, 1, 3 * huge])
    #expect(try #require(try solved(program).solution).point == [1, huge])
    // Some that become 0, and intervals that become points.
    var tiny = LinearProgram(.maximize)
    let x = tiny.addVariable(bounds: .between(1 / huge, 2 / huge), cost: 1)
    let y = tiny.addVariable(bounds: .between(1, 1 + 1 / huge), cost: 1)
    try tiny.addConstraint([x: huge, y: 1 / huge], .between(1, 1 + 1 / huge))
    #expect(try #require(try solved(tiny).solution).point == [1 / huge, 1])
  }

  @Test(
    "Numbers that doubles hold, but whose products they do not: GLPK would end the process",
    arguments: [61, 100, 160, 250])
  func largeNumbers(exponent: Int) throws {
    let huge = Rational(Integer(10).power(exponent))
    for (a, b) in [(huge, 1 / huge), (1 / huge, huge), (huge, huge), (1 / huge, 1 / huge)] {
      let program = try standard(.maximize, [a, 1], [[a, b], [1, a], [b, a]], atMost: [a, 1 + a, b + a])
      #expect(try solved(program).solution != nil)
      #expect(try program.solve(from: .glpkExact).solution?.value == program.solve(from: .scratch).solution?.value)
      var integers = program
      for variable in 0...1 { integers.setDomain(.integers, ofVariable: variable) }
      if case .solved(let solution) = try integers.solveIntegers() { try solution.certificate.verify() }
    }
  }

  @Test("A nearly singular basis: a Hilbert matrix")
  func hilbert() throws {
    let n = 12
    var program = LinearProgram()
    for _ in 0..<n { program.addVariable(bounds: .free, cost: 1) }
    for i in 0..<n {
      let row = (0..<n).map { Rational(1, Integer(i + $0 + 1)) }
      try program.addConstraint(variables: Array(0..<n), coefficients: row, .equal(row.reduce(0, +)))
    }
    #expect(try #require(try solved(program).solution).point == [Rational](repeating: 1, count: n))
  }

  @Test("Variables that do not exist, occur twice, and bounds that are no numbers are refused")
  func refusals() throws {
    var program = LinearProgram()
    let x = program.addVariable("x")
    #expect(throws: LinearProgramError.unknownVariable(1, constraint: "c1", count: 1)) {
      try program.addConstraint([1: 1], .atMost(1))
    }
    #expect(throws: LinearProgramError.unknownVariable(-1, constraint: "r", count: 1)) {
      try program.addConstraint([-1: 1], .atMost(1), name: "r")
    }
    #expect(throws: LinearProgramError.repeatedVariable("x", constraint: "c1")) {
      try program.addConstraint([x: 1, x: 2], .atMost(1))
    }
    #expect(program.constraints.isEmpty, "a refused constraint leaves nothing behind")
    #expect(throws: LinearProgramError.self) { try Bounds(exactly: .nan, 1) }
    #expect(throws: LinearProgramError.self) { try Bounds(exactly: 0, .nan) }
    #expect(throws: LinearProgramError.self) { try Bounds(exactly: .infinity, .infinity) }
    #expect(throws: LinearProgramError.self) { try Bounds(exactly: -.infinity, -.infinity) }
    #expect(try Bounds(exactly: -.infinity, .infinity) == .free)
    #expect(try Bounds(exactly: 0.5, 3) == .between(Rational(1, 2), 3))
  }

  @Test("A cancelled task ends")
  func cancellation() async throws {
    let program = try standard(.maximize, [1], [[1]], atMost: [1])
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try program.solve()
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("Many threads solve at once")
  func threads() async throws {
    try await withThrowingTaskGroup(of: Rational?.self) { group in
      for k in 1...24 {
        group.addTask {
          try standard(.maximize, [1, 1], [[1, 2], [3, 1]], atMost: [Rational(k), Rational(2 * k)]).solve().solution?
            .value
        }
      }
      var sum: Rational = 0
      for try await value in group { sum += value ?? 0 }
      #expect(sum == Rational(4, 5) * 300)
    }
  }

  @Test("GLPK is stopped where it would end the process; the thread goes on with another environment")
  func stoppedGLPK() throws {
    #expect(glp_init_env() != 2)
    defer { glp_free_env() }
    let before = guarded_glpk_aborts()
    let problem = try #require(glp_create_prob())
    glp_term_out(GLP_OFF)
    glp_add_rows(problem, 2)
    glp_add_cols(problem, 2)
    glp_load_matrix(problem, 4, [0, 1, 1, 2, 2], [0, 1, 2, 1, 2], [0, 1e160, 1e-160, 1e-160, 1e160])
    var code = guarded_glpk_prepare(problem, 1)
    if code == 0 {
      // An argument that GLPK does not like.
      var parameters = glp_smcp()
      code = guarded_glpk_simplex(problem, &parameters)
    }
    #expect(code == Int32(GUARDED_GLPK_ABORTED) && guarded_glpk_aborts() == before + 1)
    glp_free_env()
    #expect(try standard(.maximize, [1], [[1]], atMost: [1]).solve().solution?.value == 1)
  }

  /// A program whose numbers are small multiples of powers of ten between 10⁻³³⁰ and 10³³⁰, in doubles' range or not, many of them equal.
  private func wildProgram(_ stream: inout RandomStream) throws -> LinearProgram {
    let widths = [0, 3, 20, 60, 110, 160, 308, 330]
    let width = widths[stream.uniform(in: 0...widths.count - 1)]
    func number() -> Rational {
      let exponent: Int = stream.uniform(in: 0...3) == 0 ? 0 : stream.uniform(in: -width...width)
      let power = Rational(Integer(10).power(abs(exponent)))
      return Rational(stream.uniform(in: -3...3)) * (exponent < 0 ? 1 / power : power)
    }
    func bounds() -> Bounds {
      let value = number()
      switch stream.uniform(in: 0...5) {
      case 0: return .between(value, value + number().magnitude)
      case 1: return .equal(value)
      case 2: return .atLeast(value)
      case 3: return .atMost(value)
      case 4: return .nonnegative
      default: return .free
      }
    }
    var program = LinearProgram(stream.uniform(in: 0...1) == 0 ? .minimize : .maximize)
    let n = stream.uniform(in: 1...5)
    let hasIntegers = stream.uniform(in: 0...2) == 0
    for _ in 0..<n {
      program.addVariable(
        bounds: bounds(), cost: number(), domain: hasIntegers && stream.uniform(in: 0...1) == 0 ? .integers : .reals)
    }
    for _ in 0..<stream.uniform(in: 0...5) {
      try program.addConstraint(variables: Array(0..<n), coefficients: (0..<n).map { _ in number() }, bounds())
    }
    return program
  }

  @Test("Numbers with exponents to ±330: no program ends the process or hangs, and each answer is certified")
  func exponents() throws {
    #if DEBUG
      let count = 150
    #else
      let count = 10_000
    #endif
    let limit = Duration.seconds(2)
    var (outcomes, stopped) = ([Int](repeating: 0, count: 6), guarded_glpk_aborts())
    for index in 0..<count {
      var stream = RandomStream(seed: 15).child("exponents").child(index)
      let program = try wildProgram(&stream)
      let start = ContinuousClock.now
      let outcome = try program.solve(deadline: start + limit)
      try outcome.certificate.verify()
      switch outcome {
      case .optimal: outcomes[0] += 1
      case .infeasible: outcomes[1] += 1
      case .unbounded: outcomes[2] += 1
      }
      if !program.integerVariables.isEmpty {
        let outcome = try program.solveIntegers(nodeLimit: 100, deadline: .now + limit)
        try outcome.certificate?.verify()
        try outcome.certificate?.vipr()?.verify()
        if case .undecided = outcome { outcomes[4] += 1 } else { outcomes[3] += 1 }
      }
      let taken = ContinuousClock.now - start
      // Twice the limit, and as much again for a machine that others use.
      #expect(taken < limit * 4, "program \(index) took \(taken)")
    }
    stopped = guarded_glpk_aborts() - stopped
    #expect(outcomes[..<4].allSatisfy { $0 > count / 50 } && outcomes[4] < outcomes[3], "\(outcomes), \(stopped)")
  }

  @Test("An environment of GLPK that was there before stays, and its terminal as it was")
  func environment() throws {
    #expect(glp_init_env() != 2)
    defer { glp_free_env() }
    let wasTalking = glp_term_out(GLP_ON)
    defer { glp_term_out(wasTalking) }
    _ = try standard(.maximize, [1], [[1]], atMost: [1]).solve()
    #expect(glp_term_out(GLP_ON) == GLP_ON)
    #expect(glp_init_env() == 1, "the environment is still there")
  }
}

@Suite("Certificates of linear programs")
struct LinearProgramCertificateTests {
  @Test("Every number of an optimal certificate counts")
  func tamperedOptimum() throws {
    let program = try standard(.maximize, [3, 5], [[1, 0], [0, 2], [3, 2]], atMost: [4, 12, 18])
    let certificate = try program.solve().certificate
    guard case .optimal(let point, let value, let multipliers) = certificate.evidence else {
      Issue.record("not optimal")
      return
    }
    func refuses(_ evidence: LinearProgramCertificate.Evidence) {
      #expect(throws: LinearProgramCertificateError.self) {
        try LinearProgramCertificate(program: certificate.program, evidence: evidence).verify()
      }
    }
    for j in point.indices {
      for change in [Rational(1, 1000), Rational(-1, 1000)] {
        var other = point
        other[j] += change
        let reached = program.objective(at: other)
        refuses(.optimal(point: other, value: reached, multipliers: multipliers))
        var wrong = multipliers
        wrong.columns[j] += change
        refuses(.optimal(point: point, value: value, multipliers: wrong))
      }
    }
    for i in multipliers.rows.indices {
      var wrong = multipliers
      wrong.rows[i] -= 1
      refuses(.optimal(point: point, value: value, multipliers: wrong))
      // Balanced by the columns, but the bound is then another.
      for (j, a) in zip(certificate.program.rows[i].columns, certificate.program.rows[i].coefficients) {
        wrong.columns[j] += a
      }
      refuses(.optimal(point: point, value: value, multipliers: wrong))
    }
    refuses(.optimal(point: point, value: value + 1, multipliers: multipliers))
    refuses(.optimal(point: [], value: value, multipliers: multipliers))
    refuses(.optimal(point: point, value: value, multipliers: .init(rows: [], columns: [])))
    // A feasible point that is not the best, with the multipliers that prove the best value.
    refuses(.optimal(point: [0, 0], value: 0, multipliers: multipliers))
    refuses(.infeasible(multipliers: multipliers))
    refuses(.infeasible(multipliers: .init(rows: [0, 0, 0], columns: [0, 0])))
    refuses(.unbounded(point: point, ray: [1, 1]))
    refuses(.unbounded(point: point, ray: [0, 0]))
    refuses(.contradictoryRow(0))
    refuses(.contradictoryRow(9))
    refuses(.contradictoryColumn(-1))
  }

  @Test("Statements of the wrong shape are refused, not run into")
  func shapes() throws {
    let free = LinearProgramStatement.Interval(lower: nil, upper: nil)
    func refuses(_ program: LinearProgramStatement) {
      #expect(throws: LinearProgramCertificateError.self) {
        try LinearProgramCertificate(program: program, evidence: .unbounded(point: [0], ray: [1])).verify()
      }
    }
    refuses(.init(maximizes: true, objective: [1, 2], objectiveConstant: 0, columns: [free], rows: []))
    refuses(
      .init(
        maximizes: true, objective: [1], objectiveConstant: 0, columns: [free],
        rows: [.init(columns: [0, 0], coefficients: [1], interval: free)]))
    refuses(
      .init(
        maximizes: true, objective: [1], objectiveConstant: 0, columns: [free],
        rows: [.init(columns: [1], coefficients: [1], interval: free)]))
    try LinearProgramCertificate(
      program: .init(maximizes: true, objective: [1], objectiveConstant: 0, columns: [free], rows: []),
      evidence: .unbounded(point: [0], ray: [1])
    ).verify()
  }
}
