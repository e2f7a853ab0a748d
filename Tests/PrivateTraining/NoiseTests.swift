import Exact
import Models
import Privacy
import PrivateTraining
import Randomness
import TestSupport
import Testing

@Suite("Noise of groups, budgets and thresholds")
struct NoiseTests {
  @Test("C = (3, 4), d = (100, 1), σ = 2", .claim("private-training.noise-allocation"))
  func allocations() {
    func found(_ allocation: NoiseAllocation) -> ([Double], Double) {
      let variances = allocation.variances(thresholds: [3, 4], dimensions: [100, 1], squaredMultiplier: 4)
      return (
        variances.map { Double($0).squareRoot() },
        Double(NoiseAllocation.energy(variances: variances, dimensions: [100, 1]))
      )
    }
    let expected: [(NoiseAllocation, [Double], Double)] = [
      (.global, [10, 10], 10_100), (.equalBudget, [8.485281, 11.313708], 7_328),
      (.dimensionWeighted, [6.029925, 80.399005], 10_100), (.minEnergy, [6.387488, 23.323808], 4_624),
    ]
    for (allocation, deviations, energy) in expected {
      let (s, e) = found(allocation)
      #expect(
        zip(s, deviations).allSatisfy { abs($0 - $1) < 1e-6 } && abs(e - energy) < 1e-5, "\(allocation): \(s), \(e)")
    }
  }

  @Test("Splits of the budget", .claim("private-training.budget-split"))
  func splits() throws {
    let examples: [(Rational, Int, Rational, Double, Double)] = [
      (1, 12, Rational(1, 100), 1.005038, 17.320508), (Rational(4, 5), 50, Rational(1, 10), 0.843274, 8.944272),
      (2, 100, Rational(1, 1000), 2.001001, 316.227766),
    ]
    for (sigma, groups, share, gradient, count) in examples {
      let split = try BudgetSplit(multiplier: sigma, groups: groups, countShare: share)
      #expect(abs(Double(split.squaredGradientMultiplier).squareRoot() - gradient) < 1e-6)
      #expect(abs(Double(split.countVariance).squareRoot() - count) < 1e-6)
    }
    let andrew = try BudgetSplit(multiplier: 1, groups: 1, countDeviation: 5)
    #expect(abs(Double(andrew.squaredGradientMultiplier).squareRoot() - 1.0050378153) < 1e-10)
    #expect(throws: BudgetSplitError.groups(0)) {
      try BudgetSplit(multiplier: 1, groups: 0, countShare: Rational(1, 2))
    }
    #expect(throws: BudgetSplitError.multiplier(0)) {
      try BudgetSplit(multiplier: 0, groups: 1, countShare: Rational(1, 2))
    }
    for share in [0, 1, -1] as [Rational] {
      #expect(throws: BudgetSplitError.share(share)) { try BudgetSplit(multiplier: 1, groups: 1, countShare: share) }
    }
  }

  @Test("Without noise enough for the counts a split is refused, not a complex number")
  func countsUseUpTheBudget() throws {
    #expect(throws: BudgetSplitError.countDeviation(1, multiplier: 2, groups: 1)) {
      try BudgetSplit(multiplier: 2, groups: 1, countDeviation: 1)
    }
    #expect(throws: BudgetSplitError.self) { try BudgetSplit(multiplier: 1, groups: 100, countDeviation: 5) }
    _ = try BudgetSplit(multiplier: 1, groups: 99, countDeviation: 5)
  }

  @Test("Raw counts with the formula of centred ones have less noise than is claimed")
  func rawCounts() throws {
    let split = try BudgetSplit(multiplier: Rational(4, 5), groups: 25, countDeviation: 5)
    let truth = try BlockwiseNoise(
      [BlockwiseNoise.Block(squaredBound: 1, variance: split.squaredGradientMultiplier)]
        + Array(repeating: BlockwiseNoise.Block(squaredBound: 1, variance: 25), count: 25))
    #expect(abs(Double(try #require(truth.noiseMultiplier())) - 0.6576) < 5e-5)
  }

  @Test("The update of a threshold")
  func update() {
    let adaptive = AdaptiveThresholds(target: 0.5, rate: 0.2)
    // 80 of 100 within: Σ (b − 1/2) = 30.
    #expect(abs(Double(adaptive.updated([1], centredCounts: [30], expectedBatch: 100)[0]) - 0.9417645336) < 1e-10)
    let rescaled = AdaptiveThresholds(isRescaled: true)
    let next = rescaled.updated([3, 4], centredCounts: [30, -30], expectedBatch: 100)
    #expect(abs(Double(next[0] * next[0] + next[1] * next[1]) - 25) < 1e-9 && next[0] < 3 && next[1] > 4)
    // A wild draw moves a threshold by e² at most.
    let wild = adaptive.updated([1, 1], centredCounts: [1e9, -1e9], expectedBatch: 1).map { Double($0) }
    #expect(abs(wild[0] * wild[1] - 1) < 1e-12 && wild[1] < 7.4)
    let tiny = adaptive.updated([Rational(exactly: 0x1p-40)!], centredCounts: [1e9], expectedBatch: 1)
    #expect(tiny == [Rational(exactly: 0x1p-40)!])
  }

  @Test("Thresholds find the medians of lognormal and exponential norms")
  func medians() throws {
    // Medians 1, 100 and ln 2/100; B = 200, r = 0.01, σ = 1.
    let split = try BudgetSplit(multiplier: 1, groups: 3, countShare: Rational(1, 100))
    let deviation = Double(split.countVariance).squareRoot()
    let adaptive = AdaptiveThresholds(target: 0.5, rate: 0.2)
    var stream = RandomStream(seed: 3).child("medians")
    var normal = GaussianSource()
    var thresholds: [Rational] = [Rational(1, 10), 1, 1]
    var sums = [0.0, 0.0, 0.0]
    func exponential(_ x: Double) -> Double { power(2.718281828459045, x) }
    for step in 0..<400 {
      var counts = [0.0, 0.0, 0.0]
      for _ in 0..<200 {
        let uniform = (Double(stream.next() >> 11) + 0.5) * 0x1p-53
        let norms = [
          exponential(normal.next(&stream)), 100 * exponential(0.5 * normal.next(&stream)),
          -100 * logarithm(uniform) / 10_000,
        ]
        for k in 0..<3 { counts[k] += norms[k] <= Double(thresholds[k]) ? 0.5 : -0.5 }
      }
      for k in 0..<3 { counts[k] += deviation * normal.next(&stream) }
      thresholds = adaptive.updated(thresholds, centredCounts: counts, expectedBatch: 200)
      if step >= 300 { for k in 0..<3 { sums[k] += Double(thresholds[k]) / 100 } }
    }
    for (found, median) in zip(sums, [1, 100, 0.00693]) {
      #expect(abs(found / median - 1) < 0.1, "\(found), \(median)")
    }
  }

  private func power(_ base: Double, _ exponent: Double) -> Double {
    Double(Enclosure(exponent, precision: 64).exp().midpoint)
  }

  private func logarithm(_ x: Double) -> Double { Enclosure(x, precision: 64).log().midpoint }

  @Test("Drawn noise has the variances asked for, of each group", arguments: [Rational(9), 40_000, 1_099_511_627_776])
  func deviations(variance: Rational) throws {
    #if DEBUG
      let count = 4_000
    #else
      let count = 100_000
    #endif
    for group in 0..<2 {
      var sums = [Int64](repeating: 0, count: count)
      try NoiseSource.reproducible(seed: 5).addDiscreteNoise(variance: variance, to: &sums, step: 1, for: .group(group))
      let squares = sums.reduce(0.0) { $0 + Double($1) * Double($1) }
      // Of chi-square with n degrees, six deviations.
      #expect(abs(squares / Double(variance) / Double(count) - 1) < 6 * (2 / Double(count)).squareRoot())
      let normals = NoiseSource.reproducible(seed: 5).normals(count, deviation: 3, step: 1, for: .group(group))
      let square = normals.reduce(0) { $0 + $1 * $1 } / 9
      #expect(abs(square / Double(count) - 1) < 6 * (2 / Double(count)).squareRoot())
    }
  }

  @Test("Streams: the same for a seed, different for steps, groups, and secure draws")
  func sources() throws {
    func draw(_ source: NoiseSource, _ step: Int, _ purpose: NoiseSource.Purpose) throws -> [Int64] {
      var sums = [Int64](repeating: 0, count: 20)
      try source.addDiscreteNoise(variance: 1_000_000, to: &sums, step: step, for: purpose)
      return sums
    }
    let seeded = NoiseSource.reproducible(seed: 1)
    let first = try draw(seeded, 0, .group(0))
    #expect(try draw(seeded, 0, .group(0)) == first)
    #expect(try draw(seeded, 1, .group(0)) != first && draw(seeded, 0, .group(1)) != first)
    #expect(try draw(seeded, 0, .count(0)) != first && draw(.secure, 0, .group(0)) != draw(.secure, 0, .group(0)))
    #expect(try seeded.sample(step: 3, of: 1_000, rate: Rational(1, 10)).count < 200)
    #expect(
      try seeded.sample(step: 3, of: 0, rate: 1).isEmpty && seeded.sample(step: 3, of: 4, rate: 1) == [0, 1, 2, 3])
    #expect(throws: SamplingError.self) { try seeded.sample(step: 0, of: 4, rate: 2) }
    var sums: [Int64] = [0]
    #expect(throws: SamplingError.self) {
      try seeded.addDiscreteNoise(variance: 0, to: &sums, step: 0, for: .sample)
    }
    #expect(throws: SamplingError.self) {
      try seeded.addDiscreteNoise(variance: Rational(Integer(1) << 101), to: &sums, step: 0, for: .sample)
    }
  }
}
