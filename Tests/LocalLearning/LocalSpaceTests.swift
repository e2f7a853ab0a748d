import Exact
import LocalLearning
import Randomness
import Synchronization
import TestSupport
import Testing

@Suite("Learning locally in the plane")
struct LocalSpaceTests {
  /// A chessboard of squares, a tenth of the labels thrown at random.
  private func world(_ count: Int, squares: Int, seed: UInt64) -> (pool: [[Rational]], labels: [Rational]) {
    var stream = RandomStream(seed: seed)
    let pool = (0..<count).map { _ in (0..<2).map { _ in Rational(stream.uniform(in: 0...4_096)) / 4_096 } }
    let labels = pool.map { x -> Rational in
      if stream.uniform(in: 0...9) == 0 { return Rational(stream.uniform(in: 0...1)) }
      let place = x.map { ($0 * Rational(squares)).floor() }
      return (place[0] + place[1]).isMultiple(of: 2) ? 0 : 1
    }
    return (pool, labels)
  }

  @Test("The worked example: four corners and a point between, which is in no box", .claim("local-learning.space"))
  func worked() throws {
    // Slots of 1/2; k = 1, so that one of two is short, and 1 is in slot 2.
    let pool = [[0, 0], [0, 1], [1, 0], [1, 1], [Rational(1, 2), Rational(1, 2)]] as [[Rational]]
    let plan = try LocalPlanInSpace(pool: pool, slope: 2, longSlots: 1, labelsPerBox: 10, seed: 1)
    #expect(plan.grids.map(\.offset) == [1, 1] && plan.shortCount == 1)
    let labels = [0, 1, 1, 0, 1] as [Rational]
    var function = LocalFunctionInSpace(plan)
    for (point, label) in zip(pool, labels).prefix(4) { #expect(try function.value(at: point) { labels[$0] } == label) }
    // Half way between 0 and 1, whatever the label there is; and 1/4 from a corner it can be from 0 to 1/2.
    #expect(try function.value(at: pool[4]) { labels[$0] } == Rational(1, 2))
    #expect(try function.value(at: [Rational(1, 4), 0]) { labels[$0] } == Rational(1, 4))
    #expect(try function.value(at: [Rational(1, 4), 1]) { labels[$0] } == Rational(3, 4))
  }

  @Test(
    "The number of labels does not grow with the slope, each is bought once, and the order of questions changes nothing"
  )
  func labelCounts() async throws {
    let (queries, m) = (6, 8)
    for slope in [10, 100, 1_000, 20_000] {
      let (pool, labels) = world(1_500, squares: 5, seed: 3)
      let plan = try LocalPlanInSpace(pool: pool, slope: Rational(slope), longSlots: 6, labelsPerBox: m, seed: 9)
      let asked = Mutex<[Int]>([])
      let learner = LocalLearner(plan) { rows in
        asked.withLock { $0 += rows }
        return rows.map { labels[$0] }
      }
      let found = try await learner.estimateOptimum(queries: queries)
      let rows = asked.withLock { $0 }
      #expect(rows.count == Set(rows).count && rows.count == found.labelsUsed)
      #expect(found.labelsUsed <= queries * (4 * m + 1) && found.shortShare <= Rational(2, 7))
      let questions = (0..<12).map { [Rational($0 * 5 % 12) / 12, Rational($0 * 7 % 12) / 12] }
      var answers: [[Rational]] = []
      for order in [questions, questions.reversed()] {
        let other = LocalLearner(plan) { rows in rows.map { labels[$0] } }
        var values: [Rational] = []
        for x in order { values.append(try await other.predict(x)) }
        answers.append(values)
      }
      #expect(answers[0] == answers[1].reversed())
      #expect(answers[0] == (try await questions.asyncMap { try await learner.predict($0) }))
    }
  }

  @Test("The estimate is not far from the optimum, 6 worlds", .claim("local-learning.space"))
  func estimates() throws {
    let failure = Rational(1, 10_000_000)
    for seed in 1...6 as ClosedRange<UInt64> {
      let (pool, labels) = world(60, squares: 2, seed: seed)
      let plan = try LocalPlanInSpace(pool: pool, slope: 4, longSlots: 5, labelsPerBox: 2_000, seed: seed)
      var function = LocalFunctionInSpace(plan)
      let found = try OptimumEstimate(of: &function, queries: 200, failure: failure) { labels[$0] }
      let optimum = try LipschitzFitInSpace(points: pool, labels: labels, slope: 4).cost / 60
      #expect(found.upperBound >= optimum && found.estimate >= optimum - found.radius)
      #expect(found.estimate <= optimum + Rational(1, 3) + found.radius)
    }
  }

  @Test("What is no plan is refused, and so are points outside; without a slope there is one box")
  func refusals() async throws {
    func error(
      _ pool: [[Rational]], slope: Rational = 1, k: Int = 1, m: Int = 1
    ) -> LocalLearningError? {
      #expect(throws: LocalLearningError.self) {
        try LocalPlanInSpace(pool: pool, slope: slope, longSlots: k, labelsPerBox: m, seed: 1)
      }
    }
    #expect(error([]) == .emptyPool)
    #expect(error([[0, 0], [0]]) == .coordinates(row: 1, 1, expected: 2))
    #expect(error([[0, 0], [0, 2]]) == .outsidePool(row: 1) && error([[-1, 0]]) == .outsidePool(row: 0))
    for (pool, slope, k, m) in [
      ([[]], 1, 1, 1), ([[0, 0, 0, 0]], 1, 1, 1), ([[0]], -1, 1, 1), ([[0]], 1 << 41, 1, 1), ([[0]], 1, 0, 1),
      ([[0]], 1, 1 << 21, 1), ([[0]], 1, 1, 0), ([[0]], 1, 1, 2_001),
    ] as [([[Rational]], Int, Int, Int)] {
      guard case .outOfRange? = error(pool, slope: Rational(slope), k: k, m: m) else {
        Issue.record("\(pool) \(slope) \(k) \(m)")
        continue
      }
    }
    let plan = try LocalPlanInSpace(
      pool: [[0, 0], [1, 1], [0, 1]], slope: 0, longSlots: 1, labelsPerBox: 9, seed: 1)
    let learner = LocalLearner(plan) { rows in rows.map { $0 == 0 ? 1 : Rational(1, 4) } }
    #expect(try await learner.predict([1, 0]) == Rational(1, 4) && plan.shortCount == 0)
    await #expect(throws: LocalLearningError.outside(2)) { try await learner.predict([0, 2]) }
    await #expect(throws: LocalLearningError.point(1, expected: 2)) { try await learner.predict([0]) }
    var function = LocalFunctionInSpace(plan)
    #expect(throws: LocalLearningError.missing(row: 0)) { try function.value(at: [0, 0]) { _ in nil } }
    #expect(throws: LocalLearningError.label(row: 0, 2)) { try function.value(at: [0, 0]) { _ in 2 } }
  }
}

extension Sequence where Self: Sendable {
  fileprivate func asyncMap<Value>(_ value: (Element) async throws -> Value) async rethrows -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await value(element)) }
    return values
  }
}
