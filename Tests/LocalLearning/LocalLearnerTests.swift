import Exact
import LocalLearning
import Randomness
import Synchronization
import TestSupport
import Testing

@Suite("Learning locally")
struct LocalLearnerTests {
  private let tenths = (0..<40).map { Rational($0 * 7 % 11) / 10 }
  private let fortieths = (0..<40).map { Rational($0) / 40 }

  @Test("The worked example: 40 points, L = 10, k = 4", .claim("local-learning.function"))
  func worked() throws {
    let plan = try LocalPlan(pool: fortieths, slope: 10, longSlots: 4, labelsPerInterval: 100, seed: 1)
    #expect(plan.grid.offset == 0 && plan.shortCount == 8)
    let best = try LipschitzFit.exact(x: fortieths, y: tenths, slope: 10)
    #expect(best.cost == Rational(27, 4))
    var function = LocalFunction(plan)
    let values = try fortieths.map { try function.value(at: $0) { tenths[$0] } }
    #expect(zip(values, tenths).reduce(0) { $0 + ($1.0 - $1.1).magnitude } == Rational(81, 10))
    #expect(values[0..<4].allSatisfy { $0 == Rational(3, 5) })
    #expect(
      Array(values[4..<12])
        == [12, 7, 12, 10, 5, 10, 8, 3].map { Rational($0) / 20 })
  }

  /// A triangle wave with random labels among it.
  private func world(_ count: Int, slope: Int, seed: UInt64) -> (pool: [Rational], labels: [Rational]) {
    var stream = RandomStream(seed: seed)
    let pool = (0..<count).map { _ in Rational(stream.uniform(in: 0...(1 << 30))) / Rational(1 << 30) }
    let labels = pool.map { x -> Rational in
      if stream.uniform(in: 0...99) < 15 { return Rational(stream.uniform(in: 0...1)) }
      let phase = x * Rational(slope) / 2
      let rest = phase - Rational(phase.floor())
      return rest < Rational(1, 2) ? 2 * rest : 2 - 2 * rest
    }
    return (pool, labels)
  }

  @Test("The number of labels does not grow with the slope, and each is bought once")
  func labelCounts() async throws {
    let (queries, m) = (20, 10)
    for slope in [20, 200, 2_000, 20_000] {
      let (pool, labels) = world(4_000, slope: slope, seed: 5)
      let plan = try LocalPlan(pool: pool, slope: Rational(slope), longSlots: 5, labelsPerInterval: m, seed: 3)
      let asked = Mutex<[Int]>([])
      let learner = LocalLearner(plan) { rows in
        asked.withLock { $0 += rows }
        return rows.map { labels[$0] }
      }
      let found = try await learner.estimateOptimum(queries: queries)
      let rows = asked.withLock { $0 }
      #expect(rows.count == Set(rows).count && rows.count == found.labelsUsed)
      #expect(found.labelsUsed <= queries * (2 * m + 1) && found.shortShare <= Rational(1, 6))
      // All that was bought does for the same answer.
      _ = try await learner.estimateOptimum(queries: queries)
      #expect(asked.withLock { $0.count } == rows.count)
    }
  }

  @Test("The estimate is not far from the optimum, 20 worlds", .claim("local-learning.function"))
  func estimates() throws {
    // Each world is wrong with a probability below 10⁻⁷.
    let failure = Rational(1, 10_000_000)
    for seed in 1...20 as ClosedRange<UInt64> {
      let (pool, labels) = world(600, slope: 20, seed: seed)
      let plan = try LocalPlan(pool: pool, slope: 20, longSlots: 5, labelsPerInterval: .max, seed: seed)
      var function = LocalFunction(plan)
      let found = try OptimumEstimate(of: &function, queries: 200, failure: failure) { labels[$0] }
      let optimum = try LipschitzFit.exact(x: pool, y: labels, slope: 20).cost / 600
      #expect(found.estimate >= optimum - found.radius && found.upperBound >= optimum)
      #expect(found.estimate <= optimum + Rational(1, 6) + found.radius)
    }
    // √(ln 40 / 200) = 0.13581…
    let radius = OptimumEstimate.radius(queries: 100, failure: Rational(1, 20))
    #expect(radius >= Rational(135_810, 1_000_000) && radius <= Rational(135_811, 1_000_000))
  }

  @Test("A budget that is too small, labels out of range, and an oracle that fails")
  func refusals() async throws {
    let plan = try LocalPlan(pool: fortieths, slope: 10, longSlots: 4, labelsPerInterval: 100, seed: 1)
    let labels = tenths
    let poor = LocalLearner(plan, budget: 20) { rows in rows.map { labels[$0] } }
    _ = try await poor.predict(Rational(1, 5))
    #expect(await poor.bought == 16)
    await #expect(throws: LocalLearningError.budget(needed: 16, left: 4)) { try await poor.predict(Rational(4, 5)) }
    // What has been bought goes on to answer.
    #expect(try await poor.predict(Rational(4, 40)) == Rational(3, 5))
    let wrong = LocalLearner(plan) { rows in rows.map { _ in Rational(3, 2) } }
    await #expect(throws: LocalLearningError.label(row: 4, Rational(3, 2))) { try await wrong.predict(Rational(1, 5)) }
    #expect(await wrong.bought == 0)
    let short = LocalLearner(plan) { rows in [0] }
    await #expect(throws: LocalLearningError.answers(1, expected: 16)) { try await short.predict(Rational(1, 5)) }
    await #expect(throws: LocalLearningError.outside(2)) { try await short.predict(2) }
    let concurrent = LocalLearner(plan, budget: 32) { rows in
      await Task.yield()
      return rows.map { labels[$0] }
    }
    async let first = concurrent.predict(Rational(1, 5))
    async let second = concurrent.predict(Rational(1, 4))
    async let third = concurrent.predict(Rational(4, 5))
    _ = try await (first, second, third)
    #expect(await concurrent.bought == 32)
  }

  @Test("Pools and parameters that are none are refused; the smallest and the largest are taken")
  func plans() throws {
    func error(_ pool: [Rational], _ slope: Rational = 1, _ k: Int = 1, _ m: Int = 1) -> LocalLearningError? {
      #expect(throws: LocalLearningError.self) {
        try LocalPlan(pool: pool, slope: slope, longSlots: k, labelsPerInterval: m, seed: 1)
      }
    }
    #expect(error([]) == .emptyPool)
    #expect(error([0, 2]) == .outsidePool(row: 1) && error([-1]) == .outsidePool(row: 0))
    for (slope, k, m) in [(-1, 1, 1), (1 << 41, 1, 1), (1, 0, 1), (1, 1 << 21, 1), (1, 1, 0)] as [(Int, Int, Int)] {
      guard case .outOfRange? = error([0], Rational(slope), k, m) else {
        Issue.record("\(slope) \(k) \(m)")
        continue
      }
    }
    for (slope, k) in [(0, 1), (1, 1), (1 << 40, 1), (7, 1 << 20)] as [(Int, Int)] {
      let plan = try LocalPlan(
        pool: [0, 1, Rational(1, 2)], slope: Rational(slope), longSlots: k, labelsPerInterval: 1, seed: 1)
      var function = LocalFunction(plan)
      for x in [0, 1, Rational(1, 3), Rational(1, 2)] as [Rational] {
        let value = try function.value(at: x) { _ in Rational(1, 4) }
        #expect(value >= Rational(1, 4) && value <= Rational(1, 2))
      }
    }
    // The median of all labels if nothing may change.
    let flat = try LocalPlan(pool: fortieths, slope: 0, longSlots: 3, labelsPerInterval: 100, seed: 1)
    var function = LocalFunction(flat)
    #expect(try function.value(at: 1) { tenths[$0] } == tenths.sorted()[19] || flat.shortCount == 0)
    #expect(throws: LocalLearningError.missing(row: 0)) {
      var function = LocalFunction(flat)
      _ = try function.value(at: 1) { _ in nil }
    }
  }
}
