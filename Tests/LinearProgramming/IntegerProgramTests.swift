import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness
import Testing

/// The best point of integers from 0 to `largest`, by trying all.
private func bestInteger(_ program: LinearProgram, largest: Int) -> Rational? {
  let n = program.variables.count
  var best: Rational?
  for code in 0..<(0..<n).reduce(1, { product, _ in product * (largest + 1) }) {
    var (rest, point) = (code, [Rational]())
    for _ in 0..<n {
      point.append(Rational(rest % (largest + 1)))
      rest /= largest + 1
    }
    let isFeasible =
      zip(program.variables, point).allSatisfy { $0.bounds.contains($1) }
      && program.constraints.allSatisfy { constraint in
        constraint.bounds.contains(constraint.terms.reduce(Rational(0)) { $0 + $1.coefficient * point[$1.variable] })
      }
    guard isFeasible else { continue }
    let value = program.objective(at: point)
    guard let old = best else {
      best = value
      continue
    }
    best = program.direction == .minimize ? min(old, value) : max(old, value)
  }
  return best
}

@Suite("Integer programs")
struct IntegerProgramTests {
  @Test("Three products, three resources: the bound of the relaxation proves the optimum")
  func proved() throws {
    let program = try LinearProgram(
      parsingLP: """
        max
         5 x + 4 y + 3 z
        st
         2 x + 3 y + z <= 5
         4 x + y + 2 z <= 11
         3 x + 4 y + 2 z <= 8
        general
         x y z
        end
        """)
    let solution = try #require(try program.solveIntegers().solution)
    #expect(solution.value == 13 && solution.isProvedOptimal && solution.end == .complete)
    #expect(solution.certificate.provesOptimality)
    try solution.certificate.verify()
  }

  @Test("Of four numbers, any two of which add up to at most 1: the relaxation says 2, cases and cuts say 1")
  func gap() throws {
    var program = LinearProgram(.maximize, objectiveConstant: Rational(1, 2))
    let x = (0..<4).map { _ in program.addVariable(bounds: .unit, cost: 1, domain: .integers) }
    for i in x { for j in x where i < j { try program.addConstraint([i: 1, j: 1], .atMost(1)) } }
    let solution = try #require(try program.solveIntegers().solution)
    #expect(solution.value == Rational(3, 2) && solution.bound == Rational(3, 2) && solution.isProvedOptimal)
    try solution.certificate.verify()
    try #require(solution.certificate.vipr()).verify()
    #expect(solution.certificate.checkerRequest == nil, "the proved checker does not know proofs by cases")
  }

  @Test("Integers beside reals: these are solved for exactly")
  func mixed() throws {
    var program = LinearProgram(.maximize)
    let x = program.addVariable(bounds: .atLeast(0), cost: 3, domain: .integers)
    let y = program.addVariable(bounds: .atLeast(0), cost: 1)
    try program.addConstraint([x: 3, y: 7], .atMost(Rational(11, 3)))
    let solution = try #require(try program.solveIntegers().solution)
    #expect(solution.point == [1, Rational(2, 21)])
    // The relaxation has x = 11/9, and y takes part in the objective, so nothing is rounded.
    #expect(solution.bound == Rational(65, 21))
    try solution.certificate.verify()
  }

  @Test("Bounds without an integer between them, and relaxations without a point or without a bound")
  func degenerate() throws {
    var program = LinearProgram()
    let x = program.addVariable(bounds: .between(Rational(1, 3), Rational(2, 3)), domain: .integers)
    guard case .infeasible(let certificate) = try program.solveIntegers() else {
      Issue.record("1/3 ≤ x ≤ 2/3 has no integer")
      return
    }
    try certificate.verify()
    #expect(certificate.evidence == .infeasible(.contradictoryColumn(0)))
    program.setBounds(.free, ofVariable: x)
    program.setCost(1, ofVariable: x)
    guard case .unbounded(let ray) = try program.solveIntegers() else {
      Issue.record("x is unbounded")
      return
    }
    try ray.verify()
    #expect(ray.vipr() == nil)
    #expect(try LinearProgram(objectiveConstant: 2).solveIntegers().solution?.value == 2)
  }

  @Test("No integers, though there are reals: equations, rows with a common divisor, and a ray without a point")
  func withoutPoint() throws {
    func free(_ rows: [([Int: Rational], Bounds)], costs: [Rational]) throws -> LinearProgram {
      var program = LinearProgram()
      for cost in costs { program.addVariable(bounds: .free, cost: cost, domain: .integers) }
      for (form, bounds) in rows {
        let columns = form.keys.sorted()
        try program.addConstraint(variables: columns, coefficients: columns.map { form[$0] ?? 0 }, bounds)
      }
      return program
    }
    var bounded = LinearProgram()
    let y = bounded.addVariable(bounds: .between(0, 10), cost: 1, domain: .integers)
    try bounded.addConstraint([y: 2], .equal(1))
    for program in [
      bounded, try free([([0: 2, 1: -2], .equal(1))], costs: [0, 0]),
      try free([([0: 2, 1: -2], .equal(1))], costs: [1, 1]),
      try free([([0: 3, 1: -3], .between(1, 2))], costs: [0, 0]),
      try free([([0: 3, 1: -3], .between(1, 2))], costs: [1, -2]),
      try free([([0: 1, 1: 1, 2: 2], .equal(0)), ([0: 1, 1: -1, 2: 4], .equal(1))], costs: [1, 1, 1]),
      try free([([0: 6, 1: 10, 2: 15], .equal(Rational(1, 2)))], costs: [0, 0, 0]),
    ] {
      guard case .infeasible(let certificate) = try program.solveIntegers(nodeLimit: 1_000) else {
        Issue.record("\(program) has no point")
        continue
      }
      #expect(certificate.provesInfeasibility)
      try certificate.verify()
      try #require(certificate.vipr()).verify()
    }
    // gcd(6, 10, 15) = 1.
    let solvable = try free([([0: 6, 1: 10, 2: 15], .equal(1))], costs: [0, 0, 0])
    #expect(try solvable.solveIntegers(nodeLimit: 1_000).solution?.value == 0)
  }

  @Test(
    "Random programs: the point is the best of all and proved to be, or there is none, which is proved; both also in VIPR files"
  )
  func random() throws {
    var (leaves, trees, none) = (0, 0, 0)
    for index in 0..<Self.randomCount {
      var stream = RandomStream(seed: 5).child("integers").child(index)
      var program = LinearProgram(index % 2 == 0 ? .minimize : .maximize)
      let (count, largest) = index % 3 == 0 ? (8, 1) : (3, 3)
      for _ in 0..<count {
        program.addVariable(
          bounds: .between(0, Rational(largest)),
          cost: Rational(Integer(stream.uniform(in: -6...6)), Integer(1 + index % 3)),
          domain: .integers)
      }
      for _ in 0..<3 {
        let value = Rational(Integer(stream.uniform(in: 1...12)), 2)
        try program.addConstraint(
          variables: Array(0..<count), coefficients: (0..<count).map { _ in Rational(stream.uniform(in: -4...5)) },
          stream.uniform(in: 0...3) == 0 ? .equal(value) : .atMost(value))
      }
      let best = bestInteger(program, largest: largest)
      let outcome = try program.solveIntegers()
      let certificate = try #require(outcome.certificate)
      try certificate.verify()
      try #require(certificate.vipr()).verify()
      switch outcome {
      case .solved(let solution):
        #expect(solution.value == best && solution.isProvedOptimal, "\(program)")
        if certificate.isForProvedChecker { leaves += 1 } else { trees += 1 }
      case .infeasible:
        #expect(best == nil, "\(program)")
        none += 1
      case .unbounded, .undecided: Issue.record("all variables are bounded")
      }
    }
    #expect(leaves > 10 && trees > 10 && none > 10, "\(leaves) \(trees) \(none)")
  }

  /// In debug fewer, as each takes some milliseconds there.
  private static var randomCount: Int {
    #if DEBUG
      120
    #else
      1_500
    #endif
  }

  /// Three knapsacks of forty things, whose tree has far more nodes than a test would look at.
  private func knapsacks() throws -> LinearProgram {
    var stream = RandomStream(seed: 6)
    var program = LinearProgram(.maximize)
    let weights = (0..<40).map { _ in Rational(stream.uniform(in: 10_000...20_000)) }
    for weight in weights { program.addVariable(bounds: .unit, cost: weight, domain: .integers) }
    for _ in 0..<3 {
      let row = weights.map { $0 + Rational(stream.uniform(in: 0...5_000)) }
      try program.addConstraint(
        variables: Array(weights.indices), coefficients: row, .atMost(row.reduce(0, +) / 2))
    }
    return program
  }

  /// A market split of Cornuéjols and Dawande: forty things are to be halved by four weights at once. Points are easy to find, and no bound
  /// is above 0 for long, so that a search takes hours on any machine.
  private func marketSplit() throws -> LinearProgram {
    var stream = RandomStream(seed: 7)
    var program = LinearProgram(.minimize)
    let things = (0..<40).map { _ in program.addVariable(bounds: .unit, cost: 0, domain: .integers) }
    for _ in 0..<4 {
      let weights = things.map { _ in Rational(stream.uniform(in: 0...99)) }
      let rest = (0..<2).map { _ in program.addVariable(bounds: .nonnegative, cost: 1) }
      let half = Rational((weights.reduce(0, +) / 2).floor())
      try program.addConstraint(
        variables: things + rest, coefficients: weights + [1, -1], .equal(half))
    }
    return program
  }

  @Test(
    "A node limit ends the search, and the same limit at the same place; so does a deadline, with what is proved by then"
  )
  func limits() throws {
    let program = try knapsacks()
    var nodes = 0
    let first = try program.solveIntegers(nodeLimit: 40) { if case .nodes(let count) = $0 { nodes = count } }
    #expect(nodes == 33, "told every 16 nodes")
    #expect(try program.solveIntegers(nodeLimit: 40) == first)
    let late = try marketSplit().solveIntegers(deadline: .now + .seconds(1))
    for (outcome, end) in [(first, SearchEnd.nodeLimit), (late, .timeLimit)] {
      let solution = try #require(outcome.solution)
      #expect(solution.end == end && !solution.isProvedOptimal && solution.bound != solution.value)
      try solution.certificate.verify()
      try #require(solution.certificate.vipr()).verify()
    }
    let close = try #require(try program.solveIntegers(gap: Rational(1, 5)).solution)
    #expect(close.end == .complete && close.bound - close.value <= close.value / 5)
    try close.certificate.verify()
    guard case .undecided(let nothing) = try program.solveIntegers(deadline: .now) else {
      Issue.record("a search that did not begin found something")
      return
    }
    #expect(nothing.end == .timeLimit && nothing.bound == nil && nothing.nodeCount == 0)
  }

  @Test("A cancelled task ends")
  func cancellation() async throws {
    var program = LinearProgram(.maximize)
    let x = program.addVariable(bounds: .between(0, 5), cost: 1, domain: .integers)
    try program.addConstraint([x: 2], .atMost(3))
    let task = Task { [program] in
      while !Task.isCancelled { await Task.yield() }
      return try program.solveIntegers()
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test("A task that is cancelled while it searches looks at no node more")
  func cancellationInSearch() async throws {
    let program = try knapsacks()
    let task = Task {
      var told: [Int] = []
      do {
        // The limit is for a search that does not stop.
        _ = try program.solveIntegers(nodeLimit: 400) { progress in
          guard case .nodes(let count) = progress else { return }
          told.append(count)
          withUnsafeCurrentTask { $0?.cancel() }
        }
        Issue.record("the search ended without an error")
      } catch { #expect(error is CancellationError) }
      return told
    }
    #expect(await task.value == [1])
  }

  @Test("Every number of a certificate counts")
  func tampered() throws {
    var program = LinearProgram(.maximize)
    let x = program.addVariable(bounds: .between(0, Rational(7, 2)), cost: 2, domain: .integers)
    let y = program.addVariable(bounds: .between(0, 5), cost: 3, domain: .integers)
    try program.addConstraint([x: 3, y: 5], .atMost(17))
    // −2x − 3y ≥ −(3x + 5y)·3/5 − x/5 ≥ −51/5 − 3/5, and the objective is an integer.
    let (point, value, bound): ([Rational], Rational, Rational) = ([2, 2], 10, 10)
    let multipliers = LinearProgramCertificate.Multipliers(rows: [Rational(-3, 5)], columns: [Rational(-1, 5), 0])
    let good = IntegerProgramCertificate(
      program: program.statement, integers: [0, 1],
      evidence: .incumbent(point: point, value: value, bound: bound, multipliers: multipliers))
    try good.verify()
    func refuses(_ evidence: IntegerProgramCertificate.Evidence, integers: [Int] = [0, 1]) {
      #expect(throws: LinearProgramCertificateError.self) {
        try IntegerProgramCertificate(program: good.program, integers: integers, evidence: evidence).verify()
      }
    }
    refuses(.incumbent(point: point, value: value + 1, bound: bound, multipliers: multipliers))
    refuses(.incumbent(point: point, value: value, bound: bound - 1, multipliers: multipliers))
    refuses(.incumbent(point: [Rational(1, 2), 0], value: 1, bound: bound, multipliers: multipliers))
    refuses(.incumbent(point: [4, 0], value: 8, bound: bound, multipliers: multipliers))
    refuses(.incumbent(point: [], value: value, bound: bound, multipliers: multipliers))
    refuses(.incumbent(point: point, value: value, bound: bound, multipliers: .init(rows: [0], columns: [0, 0])))
    refuses(.incumbent(point: point, value: value, bound: bound, multipliers: .init(rows: [], columns: [])))
    refuses(.infeasible(.infeasible(multipliers: .init(rows: [1], columns: [3, 5]))))
    refuses(.infeasible(.contradictoryColumn(0)))
    refuses(.infeasible(.optimal(point: point, value: value, multipliers: multipliers)))
    for integers in [[2], [-1], [1, 0], [0, 0]] { refuses(good.evidence, integers: integers) }
    // A bound that is weaker than what is proved is true as well.
    try IntegerProgramCertificate(
      program: good.program, integers: [0, 1],
      evidence: .incumbent(point: point, value: value, bound: bound + 1, multipliers: multipliers)
    ).verify()
  }
}

@Suite("How programs are solved")
struct SolvingTests {
  @Test("A basis that is wrong by what doubles cannot tell is repaired by exact steps")
  func repair() throws {
    let tiny = try Rational(parsing: "1e-30")
    var steps = 0
    for order in [false, true] {
      // The costs are one double, so that GLPK stops at either vertex.
      let program = try standard(.maximize, order ? [1, 1 + tiny] : [1 + tiny, 1], [[1, 1]], atMost: [1])
      let solution = try #require(try solved(program).solution)
      #expect(solution.value == 1 + tiny && solution.point == (order ? [0, 1] : [1, 0]))
      steps += solution.exactSteps
      // The same from the basis of the other vertex.
      let wrong = Basis(variables: order ? [.basic, .atLower] : [.atLower, .basic], constraints: [.atUpper])
      let repaired = try #require(try program.solve(from: .basis(wrong)).solution)
      #expect(repaired.value == 1 + tiny && repaired.exactSteps == 1)
      try repaired.certificate.verify()
    }
    #expect(steps == 1, "one of the two orders is wrong in floating point")
  }

  @Test("GLPK's exact method is a start like others")
  func glpkExact() throws {
    for index in 0..<40 {
      var stream = RandomStream(seed: 11).child("glpk").child(index)
      var program = LinearProgram(index % 2 == 0 ? .minimize : .maximize)
      for _ in 0..<6 {
        program.addVariable(bounds: .between(0, 2), cost: Rational(Integer(stream.uniform(in: -9...9)), 7))
      }
      for _ in 0..<4 {
        try program.addConstraint(
          variables: Array(0..<6), coefficients: (0..<6).map { _ in Rational(Integer(stream.uniform(in: -5...5)), 3) },
          .between(Rational(stream.uniform(in: -5...0)), Rational(stream.uniform(in: 0...5))))
      }
      let exact = try program.solve(from: .glpkExact)
      try exact.certificate.verify()
      #expect(exact.solution?.value == (try solved(program).solution?.value))
    }
  }

  @Test("Progress is told, of GLPK and of exact steps")
  func progress() throws {
    let program = try standard(
      .maximize, [100, 10, 1], [[1, 0, 0], [20, 1, 0], [200, 20, 1]], atMost: [1, 100, 10_000])
    var (iterations, steps) = (0, [Int]())
    _ = try program.solve { if case .glpkIterations(let count) = $0 { iterations = count } }
    #expect(iterations > 0)
    _ = try program.solve(from: .scratch) { if case .exactSteps(let count) = $0 { steps.append(count) } }
    #expect(!steps.isEmpty && steps == Array(1...steps.count))
  }
}
