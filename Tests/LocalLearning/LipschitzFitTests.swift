import Exact
import LinearProgramming
import LocalLearning
import LocalLearningCheckers
import Randomness
import TestSupport
import Testing

@Suite("Lipschitz fits")
struct LipschitzFitTests {
  @Test("Worked examples: cost, values, and multipliers that prove them", .claim("local-learning.lipschitz-fit"))
  func worked() throws {
    let examples: [(x: [Int64], y: [Int64], slope: Int64, cost: Int64, values: [Int64])] = [
      ([0, 1, 2, 3, 4], [0, 6, 0, 6, 0], 1, 10, [0, 1, 0, 1, 0]),
      ([0, 1, 2, 3, 4], [0, 6, 0, 6, 0], 2, 8, [0, 2, 0, 2, 0]),
      ([0, 2, 3, 7, 7, 10], [5, 0, 9, 4, 8, 0], 1, 13, [5, 3, 4, 4, 4, 1]),
      ([0, 1, 5], [0, 10, 0], 3, 7, [0, 3, 0]),
      ([], [], 1, 0, []), ([3], [-7], 0, 0, [-7]),
      // Without a slope: the median.
      ([0, 1, 2], [5, 1, 9], 0, 8, [5, 5, 5]),
    ]
    for example in examples {
      let fit = try LipschitzFit(x: example.x, y: example.y, slope: example.slope)
      #expect(fit.cost == example.cost && fit.values == example.values)
      let multipliers = try #require(fit.multipliers())
      #expect(multipliers.allSatisfy { (-1...1).contains($0) } && multipliers.reduce(0, +) == 0)
      let rational = try LipschitzFit.exact(
        x: example.x.map { Rational($0) }, y: example.y.map { Rational($0) }, slope: Rational(example.slope))
      try #require(LipschitzFitCertificate(rational)).verify()
      let double = try LipschitzFit(
        x: example.x.map(Double.init), y: example.y.map(Double.init), slope: Double(example.slope))
      #expect(double.values == example.values.map(Double.init) && double.cost == Double(example.cost))
    }
  }

  @Test("Points in any order and weights are as points by ascending x and as many copies")
  func orderAndWeights() throws {
    var stream = RandomStream(seed: 31)
    for _ in 0..<60 {
      let count = stream.uniform(in: 1...12)
      let x = (0..<count).map { _ in Int64(stream.uniform(in: 0...15)) }
      let y = (0..<count).map { _ in Int64(stream.uniform(in: -9...9)) }
      let weights = (0..<count).map { _ in Int64(stream.uniform(in: 1...4)) }
      let slope = Int64(stream.uniform(in: 0...3))
      let fit = try LipschitzFit(x: x, y: y, weights: weights, slope: slope)
      let copies = x.indices.flatMap { Array(repeating: $0, count: Int(weights[$0])) }
      let repeated = try LipschitzFit(x: copies.map { x[$0] }, y: copies.map { y[$0] }, slope: slope)
      #expect(fit.cost == repeated.cost)
      var order = Array(x.indices)
      stream.shuffle(&order)
      let shuffled = try LipschitzFit(
        x: order.map { x[$0] }, y: order.map { y[$0] }, weights: order.map { weights[$0] }, slope: slope)
      #expect(shuffled.cost == fit.cost)
      // With fractions, and where integers of 64 bits do not suffice.
      for scale in [Rational(1, 3), Rational(Integer(1) << 70)] {
        let scaled = try LipschitzFit.exact(
          x: x.map { Rational($0) / 7 }, y: y.map { Rational($0) * scale }, weights: weights.map { Rational($0) / 2 },
          slope: Rational(slope) * scale * 7)
        #expect(scaled.cost == Rational(fit.cost) * scale / 2)
        #expect(scaled.values == fit.values.map { Rational($0) * scale })
        try #require(LipschitzFitCertificate(scaled)).verify()
      }
    }
  }

  #if DEBUG
    private static let programs = 60
  #else
    private static let programs = 10_000
  #endif

  @Test("The cost is the optimum of the linear program", .claim("local-learning.lipschitz-fit"))
  func programs() throws {
    var stream = RandomStream(seed: 32)
    for _ in 0..<Self.programs {
      let count = stream.uniform(in: 1...9)
      var x: [Int64] = [0]
      for _ in 1..<10 { x.append((x.last ?? 0) + Int64(stream.uniform(in: 0...3))) }
      x = Array(x.prefix(count))
      let y = (0..<count).map { _ in Int64(stream.uniform(in: 0...12)) }
      let slope = Int64(stream.uniform(in: 0...4))
      var program = LinearProgram(.minimize)
      let f = x.map { _ in program.addVariable(bounds: .free) }
      for (index, y) in y.enumerated() {
        let error = program.addVariable(cost: 1)
        try program.addConstraint([f[index]: 1, error: 1], .atLeast(Rational(y)))
        try program.addConstraint([f[index]: 1, error: -1], .atMost(Rational(y)))
        guard index > 0 else { continue }
        let reach = Rational(slope * (x[index] - x[index - 1]))
        try program.addConstraint([f[index]: 1, f[index - 1]: -1], .between(-reach, reach))
      }
      let fit = try LipschitzFit(x: x, y: y, slope: slope)
      let multipliers = try #require(fit.multipliers())
      var (bound, sum): (Int64, Int64) = (0, 0)
      for index in x.indices {
        if index > 0 { bound -= slope * (x[index] - x[index - 1]) * abs(sum) }
        bound += multipliers[index] * y[index]
        sum += multipliers[index]
      }
      #expect(bound == fit.cost && sum == 0 && multipliers.allSatisfy { abs($0) <= 1 })
      #expect(try program.solve().solution?.value == Rational(fit.cost))
    }
  }

  @Test("Doubles of any size: the cost is that of the values, which are Lipschitz but for rounding")
  func doubles() throws {
    var stream = RandomStream(seed: 33)
    for scale in [1e-300, 1e-3, 1, 1e150] {
      let x = (0..<500).map { _ in Double(stream.uniform(in: 0...1_000_002)) / 1_000 }
      let y = x.map { _ in Double(stream.uniform(in: 0...1_000_002)) * scale }
      let fit = try LipschitzFit(x: x, y: y, slope: 700 * scale)
      let errors = zip(fit.values, y).reduce(0) { $0 + abs($1.0 - $1.1) }
      #expect(abs(errors - fit.cost) <= 1e-9 * errors)
      let exact = try LipschitzFit.exact(
        x: x.map { try #require(Rational(exactly: $0)) }, y: y.map { try #require(Rational(exactly: $0)) },
        slope: try #require(Rational(exactly: 700 * scale)))
      #expect(abs(Double(exact.cost) - fit.cost) <= 1e-9 * fit.cost)
    }
  }

  @Test("What is no fit is refused with the point")
  func refusals() throws {
    func error<Scalar: LipschitzScalar>(
      _ x: [Scalar], _ y: [Scalar], weights: [Scalar]? = nil, slope: Scalar = 1
    ) -> LipschitzFitError? {
      #expect(throws: LipschitzFitError.self) { try LipschitzFit(x: x, y: y, weights: weights, slope: slope) }
    }
    #expect(error([1.0], []) == .counts(x: 1, y: 0, weights: 1))
    #expect(error([1.0], [1], weights: []) == .counts(x: 1, y: 1, weights: 0))
    #expect(error([1.0, .nan], [0, 0]) == .notANumber(.x, point: 1))
    #expect(error([1.0, 2], [0, .infinity]) == .notANumber(.y, point: 1))
    #expect(error([1.0], [0], weights: [0]) == .weight(point: 0))
    #expect(error([1.0], [0], weights: [.nan]) == .weight(point: 0))
    #expect(error([1.0], [0], slope: -1) == .slope && error([1.0], [0], slope: .nan) == .slope)
    #expect(error([-1e308, 1e308], [0.0, 0]) == .overflow)
    #expect(error([Int64.min], [0]) == .overflow && error([0], [Int64.max]) == .overflow)
    #expect(error([Int64(0), 1 << 40], [0, 0], slope: 1 << 30) == .overflow)
    #expect(error([Int64(0), 1], [0, 1 << 40], weights: [1 << 30, 1 << 30]) == .overflow)
  }

  #if !DEBUG
    @Test("A million points: the multipliers prove the cost")
    func million() throws {
      var stream = RandomStream(seed: 34)
      var x: [Int64] = [0]
      for _ in 1..<1_000_000 { x.append(x[x.count - 1] + Int64(stream.uniform(in: 0...3))) }
      let y = x.map { _ in Int64(stream.uniform(in: 0...1_000)) }
      let fit = try LipschitzFit(x: x, y: y, slope: 5)
      let multipliers = try #require(fit.multipliers())
      #expect(multipliers.allSatisfy { (-1...1).contains($0) } && multipliers.reduce(0, +) == 0)
      // The points are in order already.
      var (bound, sum): (Int64, Int64) = (0, 0)
      for i in x.indices {
        bound += multipliers[i] * y[i]
        sum += multipliers[i]
        if i + 1 < x.count { bound -= 5 * (x[i + 1] - x[i]) * abs(sum) }
      }
      #expect(bound == fit.cost)
      #expect(zip(fit.values, y).reduce(Int64(0)) { $0 + abs($1.0 - $1.1) } == fit.cost)
      #expect(x.indices.dropLast().allSatisfy { abs(fit.values[$0 + 1] - fit.values[$0]) <= 5 * (x[$0 + 1] - x[$0]) })
    }
  #endif
}
