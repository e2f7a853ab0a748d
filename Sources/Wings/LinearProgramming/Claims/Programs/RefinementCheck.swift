import Evidence
import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

extension Sentence {
  /// How many exact steps are left after refinements.
  static let refinement = Sentence(
    """
    On transports of which costs, sums or both differ by less than floating point tolerates, and in units of $10^{-40}$ to $10^{40}$, three of each, \
    at most 68, 33, 92 and 5 exact steps are taken in all: the basis is refined in floating point before.
    """, topic: "refinement", checks: ["refined"])
}

/// Programs whose best basis lies within the tolerances of floating point, drawn by a seed that never changes.
private struct Transports: Codable, Sendable {
  enum Kind: String, Codable, Sendable, CaseIterable { case costs, sums, both, units }

  var kind: Kind

  /// A fifth more than it took when this was written; of programs in other units none.
  var limit: Rational {
    switch kind {
    case .costs: 68
    case .sums: 33
    case .both: 92
    case .units: 5
    }
  }

  /// The cheapest square of numbers with given sums of rows and columns. All costs are 1, 2 or 3 and all sums are 4, but for parts of at most
  /// 10⁻⁹.
  func programs() throws -> [LinearProgram] {
    try (0..<3).map { index in
      let side = 12
      var stream = RandomStream(seed: 7).child(kind.rawValue).child(index)
      func part(_ isThere: Bool) -> Rational {
        isThere ? Rational(Integer(stream.uniform(in: 0...999)), Integer(10).power(12)) : 0
      }
      func unit() -> Rational {
        guard kind == .units else { return 1 }
        let power = Rational(Integer(10).power(stream.uniform(in: 0...40)))
        return stream.uniform(in: 0...1) == 0 ? power : 1 / power
      }
      var program = LinearProgram()
      let units = (0..<side * side).map { _ in unit() }
      for unit in units {
        program.addVariable(cost: (Rational(stream.uniform(in: 1...3)) + part(kind == .costs || kind == .both)) * unit)
      }
      let sums = (0..<side).map { _ in 4 + part(kind == .sums || kind == .both) }
      for i in 0..<side {
        let (row, column) = ((0..<side).map { i * side + $0 }, (0..<side).map { $0 * side + i })
        try program.addConstraint(variables: row, coefficients: row.map { units[$0] }, .equal(sums[i]))
        // The same in another order, so that both sums of all are the same.
        try program.addConstraint(
          variables: column, coefficients: column.map { units[$0] }, .equal(sums[(i + 1) % side]))
      }
      return program
    }
  }
}

extension Check {
  /// Refinements of bases take the place of exact steps.
  static let refinement = Check(
    "refined", level: .certified,
    family: .listed("4 kinds of transports, 3 of each", quick: Transports.Kind.allCases.map { Transports(kind: $0) }),
    subject: refinedSteps,
    mutants: refinementMutants,
    test: { steps, transports in
      .atMost(Rational(try steps(transports.programs())), transports.limit, "\(transports.kind): exact steps")
    })
}

private let refinedSteps: Algorithm<[LinearProgram], Int> = { try steps($0, from: .floatingPoint) }

private let refinementMutants: KeyValuePairs<String, Algorithm<[LinearProgram], Int>> = [
  "the basis of other costs": { programs in
    var sum = 0
    for program in programs {
      var other = program
      for variable in program.variables.indices { other.setCost(1, ofVariable: variable) }
      guard let basis = try other.solve(presolving: .off).solution?.basis else { continue }
      sum += try steps([program], from: .basis(basis))
    }
    return sum
  },
  "from the rows alone": { try steps($0, from: .scratch) },
]

private func steps(_ programs: [LinearProgram], from start: LinearProgram.Start) throws -> Int {
  try programs.reduce(0) { sum, program in
    let outcome = try program.solve(from: start, presolving: .off)
    try outcome.certificate.verify()
    return sum + (outcome.solution?.exactSteps ?? 1_000_000)
  }
}
