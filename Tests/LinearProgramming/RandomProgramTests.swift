import Exact
import LinearProgramming
import Randomness
import Testing

/// Every vertex of a bounded program, by trying all bases: n equations out of all bounds, solved in rationals.
private func bestVertex(_ program: LinearProgram) -> Rational? {
  let n = program.variables.count
  var planes: [(normal: [Rational], value: Rational)] = []
  func add(_ normal: [Rational], _ bounds: Bounds) {
    for value in Set([bounds.lower, bounds.upper].compactMap { $0 }).sorted() { planes.append((normal, value)) }
  }
  for (j, variable) in program.variables.enumerated() { add((0..<n).map { $0 == j ? 1 : 0 }, variable.bounds) }
  let rows = program.constraints.map { constraint in
    var row = [Rational](repeating: 0, count: n)
    for term in constraint.terms { row[term.variable] = term.coefficient }
    return row
  }
  for (row, constraint) in zip(rows, program.constraints) { add(row, constraint.bounds) }
  var best: Rational?
  func visit(_ chosen: [Int]) {
    guard chosen.count == n else {
      for next in ((chosen.last ?? -1) + 1)..<max(planes.count, (chosen.last ?? -1) + 1) { visit(chosen + [next]) }
      return
    }
    let matrix = Matrix<Rational>(rows: n, columns: n) { planes[chosen[$0]].normal[$1] }
    guard case .unique(let point) = matrix.solve(chosen.map { planes[$0].value }) else { return }
    let isFeasible =
      zip(program.variables, point).allSatisfy { $0.bounds.contains($1) }
      && zip(program.constraints, rows).allSatisfy { $0.bounds.contains($1.dot(point)) }
    guard isFeasible else { return }
    let value = program.objective(at: point)
    guard let old = best else {
      best = value
      return
    }
    best = program.direction == .minimize ? min(old, value) : max(old, value)
  }
  visit([])
  return best
}

/// A small random program with all variables bounded, and many ties, repetitions and zeros.
private func randomProgram(_ stream: inout RandomStream, isBounded: Bool) throws -> LinearProgram {
  func number(_ width: Int) -> Rational {
    Rational(Integer(stream.uniform(in: -width...width)), Integer(stream.uniform(in: 1...3)))
  }
  func bounds(_ kinds: ClosedRange<Int>) -> Bounds {
    let value = number(4)
    switch stream.uniform(in: kinds) {
    case 0: return .between(value, value + number(5).magnitude)
    case 1: return .equal(value)
    case 2: return .atLeast(value)
    case 3: return .atMost(value)
    default: return .free
    }
  }
  var program = LinearProgram(stream.uniform(in: 0...1) == 0 ? .minimize : .maximize, objectiveConstant: number(2))
  let n = stream.uniform(in: 1...3)
  for _ in 0..<n { program.addVariable(bounds: bounds(isBounded ? 0...0 : 0...4), cost: number(3)) }
  for _ in 0..<stream.uniform(in: 0...3) {
    let row = (0..<n).map { _ in stream.uniform(in: 0...2) == 0 ? 0 : number(3) }
    try program.addConstraint(variables: Array(0..<n), coefficients: row, bounds(0...3))
  }
  return program
}

@Suite("Random linear programs")
struct RandomProgramTests {
  @Test("The optimum is the best of all vertices, and there is none exactly if no vertex is feasible")
  func bestOfAllVertices() throws {
    var (optimal, infeasible) = (0, 0)
    for index in 0..<300 {
      var stream = RandomStream(seed: 1).child("bounded").child(index)
      let program = try randomProgram(&stream, isBounded: true)
      let outcome = try solved(program)
      #expect(outcome.solution?.value == bestVertex(program), "\(program)")
      #expect(!outcome.isUnbounded)
      if outcome.isInfeasible { infeasible += 1 } else { optimal += 1 }
    }
    #expect(optimal > 50 && infeasible > 50)
  }

  @Test("Programs without bounds: GLPK's start and none agree, and all three outcomes occur")
  func unbounded() throws {
    var counts = [0, 0, 0]
    for index in 0..<600 {
      var stream = RandomStream(seed: 2).child("unbounded").child(index)
      switch try solved(randomProgram(&stream, isBounded: false)) {
      case .optimal: counts[0] += 1
      case .infeasible: counts[1] += 1
      case .unbounded: counts[2] += 1
      }
    }
    #expect(!counts.contains { $0 < 40 }, "\(counts)")
  }

  @Test("Any basis is a start: random ones are repaired and lead to the same optimum")
  func anyStart() throws {
    for index in 0..<150 {
      var stream = RandomStream(seed: 3).child("start").child(index)
      let program = try randomProgram(&stream, isBounded: true)
      let kinds: [Basis.Status] = [.basic, .atLower, .atUpper, .atZero]
      let basis = Basis(
        variables: program.variables.map { _ in kinds[stream.uniform(in: 0...3)] },
        constraints: program.constraints.map { _ in kinds[stream.uniform(in: 0...3)] })
      let outcome = try program.solve(from: .basis(basis))
      try outcome.certificate.verify()
      #expect(outcome.solution?.value == (try program.solve(from: .scratch).solution?.value))
    }
  }

  @Test("Steps from a large basis of another objective, and of another right-hand side, lead to the optimum")
  func largeStart() throws {
    var (steps, infeasible) = (0, 0)
    for index in 0..<12 {
      var stream = RandomStream(seed: 5).child("large").child(index)
      var program = LinearProgram(.minimize)
      let n = 90
      for _ in 0..<n { program.addVariable(bounds: .between(0, 20), cost: Rational(stream.uniform(in: -9...9))) }
      // Sparse equations that a point is known to satisfy.
      let point = (0..<n).map { _ in Rational(stream.uniform(in: 0...20)) }
      for row in 0..<55 {
        let places = [row, 55 + stream.uniform(in: 0...34), (row + 7) % 55]
        let factors = places.map { _ in Rational(stream.uniform(in: 1...9) * (stream.uniform(in: 0...1) * 2 - 1)) }
        let value = zip(places, factors).reduce(Rational(0)) { $0 + point[$1.0] * $1.1 }
        try program.addConstraint(variables: places, coefficients: factors, .equal(value))
      }
      let first = try #require(try program.solve().solution)
      #expect(first.basis.constraints.filter { $0 != .basic }.count >= 40)
      for j in stride(from: 0, to: n, by: 6) {
        if index % 2 == 0 {
          program.setCost(Rational(stream.uniform(in: -9...9)), ofVariable: j)
        } else {
          program.setBounds(.between(0, Rational(stream.uniform(in: 12...20))), ofVariable: j)
        }
      }
      let outcome = try program.solve(from: .basis(first.basis))
      try outcome.certificate.verify()
      #expect(outcome.solution?.value == (try program.solve().solution?.value))
      steps += outcome.solution?.exactSteps ?? 0
      if outcome.isInfeasible { infeasible += 1 }
    }
    #expect(steps > 20 && infeasible > 0, "\(steps) steps, \(infeasible) infeasible")
  }

  @Test("A coefficient that is 0 modulo all primes tried does not stop a step from a large basis")
  func unluckyPrimes() throws {
    // The product of the four largest primes below 2⁶¹.
    let product = try Integer(parsing: "28269553036454145521783675972190872566292745786183585687971407929201188831")
    var program = LinearProgram(.maximize)
    let n = 45
    for _ in 0...n { program.addVariable(bounds: .nonnegative, cost: 1) }
    for j in 0..<n { try program.addConstraint(variables: [j], coefficients: [1], .atMost(1)) }
    try program.addConstraint(variables: [n], coefficients: [Rational(product)], .atMost(Rational(product)))
    let basis = Basis(
      variables: [Basis.Status](repeating: .basic, count: n) + [.atLower],
      constraints: [Basis.Status](repeating: .atUpper, count: n) + [.basic])
    let outcome = try program.solve(from: .basis(basis))
    try outcome.certificate.verify()
    let solution = try #require(outcome.solution)
    #expect(solution.value == 46 && solution.exactSteps == 1)
  }

  @Test("Strong duality, complementary slackness and a basis that is a basis, on assignment-like programs")
  func dualSolution() throws {
    for index in 0..<20 {
      var stream = RandomStream(seed: 4).child("dual").child(index)
      var program = LinearProgram(index % 2 == 0 ? .minimize : .maximize)
      for _ in 0..<25 { program.addVariable(bounds: .unit, cost: Rational(stream.uniform(in: -20...20))) }
      for k in 0..<5 {
        try program.addConstraint(variables: (0..<5).map { 5 * k + $0 }, coefficients: [1, 1, 1, 1, 1], .equal(1))
        try program.addConstraint(variables: (0..<5).map { 5 * $0 + k }, coefficients: [1, 1, 1, 1, 1], .equal(1))
      }
      let solution = try #require(try solved(program).solution)
      var bound = zip(solution.dual, program.constraints).reduce(Rational(0)) { $0 + $1.0 * ($1.1.bounds.lower ?? 0) }
      for (reduced, x) in zip(solution.reducedCosts, solution.point) {
        #expect(x > 0 && x < 1 ? reduced == 0 : true)
        bound += reduced * x
      }
      #expect(bound == solution.value)
      let basic = (solution.basis.variables + solution.basis.constraints).filter { $0 == .basic }.count
      #expect(basic == program.constraints.count)
      #expect(!solution.point.contains { !$0.isInteger }, "the matrix is totally unimodular")
    }
  }
}
