import Exact
import LinearProgramming
import Randomness
import Testing

/// A bounded random program with few ties.
private func program(_ stream: inout RandomStream) throws -> LinearProgram {
  func number(_ width: Int) -> Rational {
    Rational(Integer(stream.uniform(in: -width...width)), Integer(stream.uniform(in: 1...3)))
  }
  var program = LinearProgram(stream.uniform(in: 0...1) == 0 ? .minimize : .maximize)
  let n = stream.uniform(in: 1...4)
  for _ in 0..<n {
    let lower = number(4)
    program.addVariable(
      bounds: .between(lower, lower + (stream.uniform(in: 0...6) == 0 ? 0 : number(9).magnitude + 1)),
      cost: number(9))
  }
  for _ in 0..<stream.uniform(in: 0...4) {
    let row = (0..<n).map { _ in stream.uniform(in: 0...3) == 0 ? 0 : number(5) }
    let value = number(7)
    let kinds: [Bounds] = [.atLeast(value), .atMost(value), .between(value, value + 3), .equal(value)]
    try program.addConstraint(
      variables: Array(0..<n), coefficients: row, kinds[stream.uniform(in: 0...kinds.count - 1)])
  }
  return program
}

@Suite("Ranging and warm starts")
struct RangingTests {
  @Test("Wyndor's glass: what the textbooks say")
  func wyndor() throws {
    let program = try standard(.maximize, [3, 5], [[1, 0], [0, 2], [3, 2]], atMost: [4, 12, 18])
    let ranging = try program.ranging(of: try #require(try program.solve().solution))
    #expect(ranging.costs == [.between(0, Rational(15, 2)), .atLeast(2)])
    #expect(ranging.constraints == [nil, .between(6, 18), .between(12, 24)])
    #expect(ranging.variables == [nil, nil])
  }

  /// Whether a basis is an optimal one: no exact step goes on from it.
  private func isOptimal(_ basis: Basis, _ program: LinearProgram) throws -> Bool {
    try program.solve(from: .basis(basis)).solution?.exactSteps == 0
  }

  @Test("At each end of a range the basis is still optimal, and beyond it is not")
  func ends() throws {
    var ends = 0
    for index in 0..<150 {
      var stream = RandomStream(seed: 9).child("ranging").child(index)
      let program = try program(&stream)
      guard let solution = try program.solve().solution else { continue }
      let ranging = try program.ranging(of: solution)
      let small = Rational(1, 1_000_000_007)
      func test(_ range: Bounds, _ change: (inout LinearProgram, Rational) -> Void) throws {
        for (end, beyond) in [(range.lower, -small), (range.upper, small)] {
          guard let end else { continue }
          var (at, after) = (program, program)
          change(&at, end)
          change(&after, end + beyond)
          #expect(try isOptimal(solution.basis, at), "program \(index) at \(end)")
          #expect(try !isOptimal(solution.basis, after), "program \(index) beyond \(end)")
          ends += 1
        }
        let far = Rational(Integer(10).power(6))
        for value in [range.lower == nil ? -far : nil, range.upper == nil ? far : nil].compactMap({ $0 }) {
          var other = program
          change(&other, value)
          #expect(try isOptimal(solution.basis, other), "program \(index) at \(value)")
        }
      }
      func moved(_ bounds: Bounds, _ status: Basis.Status, _ value: Rational) -> Bounds {
        if bounds.lower == bounds.upper { return .equal(value) }
        return status == .atLower
          ? Bounds(lower: value, upper: bounds.upper) : Bounds(lower: bounds.lower, upper: value)
      }
      for j in program.variables.indices {
        try test(ranging.costs[j]) { $0.setCost($1, ofVariable: j) }
        let status = solution.basis.variables[j]
        #expect((ranging.variables[j] == nil) == (status == .basic))
        if let range = ranging.variables[j] {
          try test(range) { $0.setBounds(moved(program.variables[j].bounds, status, $1), ofVariable: j) }
        }
      }
      for i in program.constraints.indices {
        let status = solution.basis.constraints[i]
        #expect((ranging.constraints[i] == nil) == (status == .basic))
        if let range = ranging.constraints[i] {
          try test(range) { $0.setBounds(moved(program.constraints[i].bounds, status, $1), ofConstraint: i) }
        }
      }
    }
    #expect(ends > 300, "\(ends)")
  }

  @Test("Variables and constraints are added, and solving goes on from the basis before")
  func additions() throws {
    for index in 0..<60 {
      var stream = RandomStream(seed: 10).child("additions").child(index)
      var program = try program(&stream)
      guard let before = try program.solve().solution else { continue }
      let x = program.addVariable(bounds: .between(-1, 5), cost: Rational(stream.uniform(in: -3...3)))
      let y = program.addVariable(bounds: .free)
      try program.addConstraint([0: 1, x: 2, y: 1], .atMost(Rational(stream.uniform(in: -3...3))))
      try program.addConstraint([x: 1, y: -1], .atMost(2))
      let basis = before.basis.extended(to: program)
      #expect(basis.constraints.suffix(2) == [.basic, .basic] && basis.variables.suffix(2) == [.atLower, .atZero])
      let (warm, exact, cold) = (
        try program.solve(from: .warm(basis)), try program.solve(from: .basis(basis)), try program.solve()
      )
      for outcome in [warm, exact] {
        try outcome.certificate.verify()
        #expect(outcome.solution?.value == cold.solution?.value && outcome.isUnbounded == cold.isUnbounded)
      }
    }
    // A basis that is none.
    let program = try standard(.maximize, [3, 5], [[1, 0], [0, 2], [3, 2]], atMost: [4, 12, 18])
    for status in [Basis.Status.basic, .atZero, .atUpper] {
      let none = Basis(variables: [status, status], constraints: [status, status, status])
      #expect(try program.solve(from: .warm(none)).solution?.value == 36)
    }
  }

  @Test("A deadline ends ranging")
  func deadline() throws {
    let program = try standard(.maximize, [3, 5], [[1, 0], [0, 2], [3, 2]], atMost: [4, 12, 18])
    let solution = try #require(try program.solve().solution)
    #expect(throws: LinearProgramTimeLimit.self) { try program.ranging(of: solution, deadline: .now) }
  }
}
