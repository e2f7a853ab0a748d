import Exact
import LinearProgramming
import Randomness
import Testing

/// Programs whose best basis lies within the tolerances of floating point: iterative refinement finds it, where exact steps would be many.
@Suite("Iterative refinement") struct RefinementTests {
  /// The cheapest square of numbers with given sums of rows and columns. All costs are 1, 2 or 3 and all sums are 4, but for parts of at
  /// most 10⁻⁹.
  private static func transport(costParts: Bool, sumParts: Bool, unit: Int, seed: UInt64) throws -> LinearProgram {
    let side = 30
    var stream = RandomStream(seed: seed)
    func part(_ isThere: Bool) -> Rational {
      isThere ? Rational(Integer(stream.uniform(in: 0...999)), Integer(10).power(unit)) : 0
    }
    var program = LinearProgram()
    for _ in 0..<side * side {
      program.addVariable(cost: Rational(stream.uniform(in: 1...3)) + part(costParts))
    }
    let parts = (0..<side).map { _ in part(sumParts) }
    let ones = [Rational](repeating: 1, count: side)
    for i in 0..<side {
      try program.addConstraint(
        variables: (0..<side).map { i * side + $0 }, coefficients: ones, .equal(4 + parts[i]))
      // The same parts in another order, so that both sums of all are the same.
      try program.addConstraint(
        variables: (0..<side).map { $0 * side + i }, coefficients: ones, .equal(4 + parts[(i + 1) % side]))
    }
    return program
  }

  @Test(
    "Costs, sums or both that differ by less than the tolerances: refinements in place of 292 and 111 exact steps",
    arguments: [(true, false), (false, true), (true, true)], [12, 15])
  func smallParts(_ parts: (costs: Bool, sums: Bool), unit: Int) throws {
    let program = try Self.transport(costParts: parts.costs, sumParts: parts.sums, unit: unit, seed: 1)
    let outcome = try program.solve(presolving: .off)
    try outcome.certificate.verify()
    let solution = try #require(outcome.solution)
    #expect(solution.exactSteps <= 60)
  }
}
