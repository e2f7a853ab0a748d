import Discrepancy
import DiscrepancyClaims
import Exact
import Foundation
import Randomness
import Testing

@Suite("Walks in floating point against the same walks written out plainly")
struct PlainWalkTests {
  @Test("Lovett and Meka's walk, with constraints that bind early, late, never, and repeat", arguments: 0..<6)
  func edgeWalk(index: Int) throws {
    var stream = RandomStream(seed: 21).child("edge").child(index)
    let n = 8 * (index + 2)
    var vectors = (0..<(3 * index)).map { _ in (0..<n).map { _ in Double(stream.uniform(in: -2...2)) } }
    if index > 1 { vectors[1] = vectors[0] }
    let thresholds = vectors.indices.map { [0, 0.5, 1.5, 50][$0 % 4] }
    let walk = try LovettMeka(
      vectors: vectors, thresholds: thresholds, count: n, tolerance: 0.125, stepSize: index % 2 == 0 ? 0.125 : 0.25)
    #expect(walk.stepCount == (index % 2 == 0 ? 342 : 86))
    let start = (0..<n).map { $0 % 5 == 0 ? Double(stream.uniform(in: -4...4)) / 4 : 0 }
    var (ours, plain) = (stream.child("walk"), stream.child("walk"))
    let outcome = try walk.partialColouring(from: start, using: &ours)
    var reference = PlainEdgeWalk(walk)
    let end = reference.end(from: start, &plain)
    #expect(zip(outcome.point, end).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(ours.next() == plain.next(), "both have drawn as many numbers")
    #expect(outcome.stoppedCount == end.count { abs($0) >= 1 - 0.125 })
    for (vector, deviation) in zip(vectors, outcome.deviations) {
      let length = sqrt(vector.reduce(0) { $0 + $1 * $1 })
      let sum = vector.indices.reduce(0) { $0 + vector[$1] * (end[$1] - start[$1]) }
      #expect(abs(deviation - abs(sum) / max(length, 1e-300)) < 1e-6)
    }
  }

  @Test("A colouring is one walk after the other, and the nearest signs at the end", arguments: [0, 1, 3])
  func colouring(rounds: Int) throws {
    var stream = RandomStream(seed: 22)
    let vectors = (0..<4).map { _ in (0..<24).map { _ in Double(stream.uniform(in: -1...1)) } }
    let walk = try LovettMeka(vectors: vectors, thresholds: [0, 0.5, 1, 2], count: 24, tolerance: 0.1, stepSize: 0.4)
    var (ours, other) = (stream.child("walk"), stream.child("walk"))
    var point = (0..<24).map { Double($0 - 12) / 12 }
    let signs = try walk.colouring(from: point, rounds: rounds, using: &ours)
    for _ in 0..<rounds { point = try walk.partialColouring(from: point, using: &other).point }
    #expect(signs == point.map { $0 >= 0 ? 1 : -1 })
  }

  @Test(
    "The sampler of the Gram–Schmidt walk, also for equal vectors and stopped coordinates, balanced or not",
    arguments: 0..<20)
  func gramSchmidtWalk(index: Int) throws {
    var stream = RandomStream(seed: 23).child("sampler").child(index)
    let (n, d) = (stream.uniform(in: 1...14), stream.uniform(in: 1...5))
    var vectors = (0..<n).map { _ in (0..<d).map { _ in Double(stream.uniform(in: -8...8)) / 16 } }
    if index % 4 == 0, n > 2 { vectors[2] = vectors[0] }
    let start = (0..<n).map { _ in Double(stream.uniform(in: -3...3)) / 3 }
    let lift = index % 2 == 0 ? 0.25 : 0x1p-10
    let isBalanced = index % 3 == 1
    let sampler = try GramSchmidtSampler(vectors, lift: lift, isBalanced: isBalanced)
    #expect(sampler.count == n)
    for round in 0..<5 {
      var (ours, plain) = (stream.child(round), stream.child(round))
      let signs = try sampler.sample(from: start, using: &ours)
      #expect(signs == plainGramSchmidtWalk(vectors, lift: lift, isBalanced: isBalanced, from: start, &plain))
      #expect(ours.next() == plain.next(), "both have drawn as many numbers")
    }
  }

  @Test(
    "The kernel walk goes the same way in floating point and exactly, through several blocks",
    arguments: [(1, 60), (2, 150), (4, 300), (7, 280)])
  func kernelWalk(rows m: Int, columns n: Int) throws {
    var stream = RandomStream(seed: 24).child("kernel").child(m)
    func draw() -> Rational { Rational(stream.uniform(in: -1_000_000...1_000_000)) }
    // Columns of 0, which cost alone decides, and coordinates that have stopped before they enter.
    let rows = (0..<m).map { i in (0..<n).map { j in j % 17 == 16 ? Rational(0) : draw() * Rational(i + 1) } }
    let point = (0..<n).map { j in
      j % 11 == 10 ? Rational(j % 2) : Rational(Integer(stream.uniform(in: 1...1_000_002)), 1_000_003)
    }
    let costs = (0..<n).map { _ in draw() / 1000 }
    let rounding = try VertexRounding(rows: Matrix(rows), point: point, costs: costs)
    let (exact, floating) = (try rounding.vertex(.kernelWalk), try rounding.vertex(.columnBlocks))
    try floating.verify()
    #expect(floating.vertex == exact.vertex)
  }
}

@Suite("Limits and cancellation of the walks")
struct DiscrepancyLimitTests {
  @Test("The largest instances that are allowed are done")
  func largest() throws {
    let many = try GramSchmidtWalk([[Rational]](repeating: [1], count: GramSchmidtWalk.largestCountForLaw))
    let law = try many.law(from: [Rational](repeating: 1, count: 11) + [0])
    #expect(law.outcomes == [[Int](repeating: 1, count: 11) + [-1], [Int](repeating: 1, count: 12)])
    #expect(law.probabilities == [Rational(1, 2), Rational(1, 2)])
    #expect(GramSchmidtWalk.largestCountForLaw == 12)
    #expect(try LinearDiscrepancy([[Int](repeating: 0, count: 8)]).value == 0)
    #expect(try HereditaryDiscrepancy([[Int](repeating: 0, count: 16)]).value == 0)
    #expect(try MinimumDiscrepancy([[Int](repeating: 1, count: 64)]).value == 0)
    #expect(try SetSystem.projectivePlane(order: 7).sets.count == 57)
    for order in [-1, 0, 1, 98, 101] {
      #expect(throws: DiscrepancyError.self) { try SetSystem.projectivePlane(order: order) }
    }
    #expect(LinearDiscrepancy.distance([], from: []).distance == 0)
  }

  @Test("A cancelled task stops")
  func cancelled() async {
    let rounding = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try VertexRounding(rows: Matrix([[1, 1]]), point: [Rational(1, 2), Rational(1, 2)])
    }
    for method in [VertexRounding.Method.kernelWalk, .columnBlocks] {
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await rounding.value.vertex(method)
      }
      await #expect(throws: CancellationError.self) { try await task.value }
    }
    // Rows that cannot be balanced: all signs would have to be tried.
    let search = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try MinimumDiscrepancy((0..<40).map { i in (0..<40).map { j in (i * j + i + j) % 3 == 0 ? 1 : -1 } })
    }
    await #expect(throws: CancellationError.self) { try await search.value }
  }
}
