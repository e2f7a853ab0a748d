import Exact
import LinearProgramming
import LocalLearning
import Randomness
import Testing

@Suite("Lipschitz fits in space")
struct LipschitzFitInSpaceTests {
  /// With all pairs at once.
  private func leastCost(_ points: [[Rational]], _ labels: [Rational], _ slope: Rational) throws -> Rational? {
    var program = LinearProgram(.minimize)
    let f = points.map { _ in program.addVariable(bounds: .free) }
    for (index, label) in labels.enumerated() {
      let error = program.addVariable(cost: 1)
      try program.addConstraint([f[index]: 1, error: 1], .atLeast(label))
      try program.addConstraint([f[index]: 1, error: -1], .atMost(label))
      for other in 0..<index {
        let distance = zip(points[index], points[other]).map { ($0 - $1).magnitude }.max() ?? 0
        try program.addConstraint([f[index]: 1, f[other]: -1], .between(-slope * distance, slope * distance))
      }
    }
    return try program.solve().solution?.value
  }

  @Test(
    "In one to three dimensions the cost is that of the program with all pairs; on the line that of the slope trick")
  func programs() throws {
    var stream = RandomStream(seed: 41)
    for number in 0..<24 {
      let (dimension, count) = (number % 3 + 1, stream.uniform(in: 0...9))
      let points = (0..<count).map { _ in (0..<dimension).map { _ in Rational(stream.uniform(in: 0...4)) } }
      let labels = (0..<count).map { _ in Rational(stream.uniform(in: 0...9)) / 2 }
      let slope = Rational(stream.uniform(in: 0...3)) / 2
      let fit = try LipschitzFitInSpace(points: points, labels: labels, slope: slope)
      #expect(try fit.cost == leastCost(points, labels, slope))
      #expect(fit.cost == zip(fit.values, labels).reduce(0) { $0 + ($1.0 - $1.1).magnitude })
      for i in points.indices {
        for j in 0..<i {
          let distance = zip(points[i], points[j]).map { ($0 - $1).magnitude }.max() ?? 0
          #expect((fit.values[i] - fit.values[j]).magnitude <= slope * distance)
        }
      }
      if dimension == 1 {
        #expect(try LipschitzFit.exact(x: points.map { $0[0] }, y: labels, slope: slope).cost == fit.cost)
      }
    }
  }

  @Test("What is no fit is refused")
  func refusals() {
    func error(_ points: [[Rational]], _ labels: [Rational], _ slope: Rational = 1) -> LipschitzFitInSpaceError? {
      #expect(throws: LipschitzFitInSpaceError.self) {
        try LipschitzFitInSpace(points: points, labels: labels, slope: slope)
      }
    }
    #expect(error([[0]], []) == .counts(points: 1, labels: 0))
    #expect(error([[0], [1, 2]], [0, 0]) == .coordinates(point: 1, 2, expected: 1))
    #expect(error([], [], -1) == .slope)
    #expect(error(Array(repeating: [0], count: 2_001), Array(repeating: 0, count: 2_001)) == .tooMany(2_001))
  }
}
