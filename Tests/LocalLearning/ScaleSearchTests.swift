import Exact
import LocalLearning
import Randomness
import TestSupport
import Testing

@Suite("Scales of a kernel smoother")
struct ScaleSearchTests {
  /// Labels that the first coordinate alone decides.
  private func world(_ count: Int) -> (points: [[Double]], labels: [Rational]) {
    var stream = RandomStream(seed: 6)
    let points = (0..<count).map { _ in (0..<2).map { _ in Double(stream.uniform(in: 0...200)) / 10 } }
    return (points, points.map { Int($0[0] / 5) % 2 == 0 ? 0 : 1 })
  }

  @Test("Labels that one coordinate decides: it is scaled up, the other is not", .claim("local-learning.scales"))
  func search() async throws {
    let (points, labels) = world(300)
    let search = try ScaleSearch(points: points, eps: 1, pairs: 8_000, steps: 2, seed: 4)
    #expect(search.net.count == 9 && search.pairs.count == 8_000 && search.rows.count <= 300)
    #expect(search.pairs.allSatisfy { $0.point != $0.other })
    let found = try await search.best { rows in rows.map { labels[$0] } }
    #expect(found.scales == [2, 1] && found.labelsUsed == search.rows.count && found.error < found.plainError)
    let smoother = KernelSmoother(points)
    for (scales, estimate) in zip(search.net, found.errors) {
      // Beyond a chance of 10⁻⁹ of the estimates' law, which has a variance of at most 4.
      #expect(abs(estimate - smoother.error(scales, labels: labels.map(Double.init))) < 0.2)
    }
    #expect(try search.best { labels[$0] }.errors == found.errors)
    let again = try ScaleSearch(points: points, eps: 1, pairs: 8_000, steps: 2, seed: 4)
    #expect(again.rows == search.rows)
  }

  @Test("eps decides the pairs and the steps")
  func sizes() throws {
    let (points, _) = world(50)
    let search = try ScaleSearch(points: points.map { [$0[0]] }, eps: Rational(1, 2), seed: 1)
    // 2^(2/T) is at most 3/2 from T = 4 on, and 8 ln(2 · 5 · 20) / (1/4) is 169.5….
    #expect(search.steps == 4 && search.pairs.count == 170 && search.radius <= Rational(1, 2))
    #expect(search.radius > Rational(49, 100))
  }

  @Test("What cannot be searched is refused")
  func refusals() async throws {
    func error(
      _ points: [[Double]], eps: Rational = 1, pairs: Int? = nil, steps: Int? = nil, failure: Rational = Rational(1, 2)
    ) -> LocalLearningError? {
      #expect(throws: LocalLearningError.self) {
        try ScaleSearch(points: points, eps: eps, pairs: pairs, steps: steps, failure: failure, seed: 1)
      }
    }
    let two = [[0.0], [1]]
    #expect(error([]) == .emptyPool)
    #expect(error([[1], [1, 2]]) == .coordinates(row: 1, 2, expected: 1))
    #expect(error([[1], [.nan]]) == .notANumber(row: 1) && error([[1e151], [0]]) == .notANumber(row: 0))
    for found in [
      error([[1]]), error([[], []]), error([Array(repeating: 0, count: 9), Array(repeating: 0, count: 9)]),
      error(two, eps: 0),
      error(two, eps: 2), error(two, pairs: 0), error(two, pairs: 10_000_001), error(two, steps: 0),
      error(two, steps: 1_001), error(two, failure: 0), error(two, failure: 1), error(two, eps: Rational(1, 100_000)),
    ] {
      guard case .outOfRange? = found else {
        Issue.record("\(String(describing: found))")
        continue
      }
    }
    let eight = (0..<2).map { Array(repeating: Double($0), count: 8) }
    guard case .tooMuchWork? = error(eight, pairs: 2, steps: 99) else {
      Issue.record("eight coordinates")
      return
    }
    // Equal points, and ones so far apart that the kernel is nearly 0.
    for points in [[[3.0], [3], [3]], [[-1e150], [0], [1e150]]] {
      let search = try ScaleSearch(points: points, eps: 1, seed: 1)
      let found = try search.best { Rational($0 % 2) }
      #expect(found.errors.allSatisfy { $0 >= 0 && $0 <= 4 })
      #expect(throws: LocalLearningError.missing(row: 0)) { try search.best { _ in nil } }
      #expect(throws: LocalLearningError.binary(row: 0, Rational(1, 2))) { try search.best { _ in Rational(1, 2) } }
      await #expect(throws: LocalLearningError.answers(0, expected: search.rows.count)) {
        try await search.best { _ in [] }
      }
    }
  }
}
