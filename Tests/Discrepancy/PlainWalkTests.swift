import Discrepancy
import Exact
import Foundation
import Randomness
import Testing

/// Lovett and Meka's walk as the paper describes it: everything is computed anew in each step, with the system's logarithm.
private struct PlainEdgeWalk {
  let walk: LovettMeka
  private var spare: Double?

  init(_ walk: LovettMeka) { self.walk = walk }

  /// Marsaglia's polar method.
  private mutating func normal(_ stream: inout RandomStream) -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let x = 2 * (Double(stream.next() >> 11) / 0x1p53) - 1
      let y = 2 * (Double(stream.next() >> 11) / 0x1p53) - 1
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      let scale = sqrt(-2 * log(square) / square)
      spare = y * scale
      return x * scale
    }
  }

  mutating func end(from start: [Double], _ stream: inout RandomStream) -> [Double] {
    var x = start
    var isBinding = walk.vectors.map { _ in false }
    var isAlive = start.map { _ in true }
    for _ in 0..<Int((16 / (3 * walk.stepSize * walk.stepSize)).rounded(.up)) {
      for j in x.indices where abs(x[j]) >= 1 - walk.tolerance { isAlive[j] = false }
      for (k, vector) in walk.vectors.enumerated() {
        let sum = x.indices.reduce(0) { $0 + vector[$1] * (x[$1] - start[$1]) }
        if abs(sum) >= walk.thresholds[k] - walk.tolerance { isBinding[k] = true }
      }
      let alive = x.indices.filter { isAlive[$0] }
      if alive.isEmpty { break }
      var step = alive.map { _ in normal(&stream) }
      // What is orthogonal to all binding vectors.
      var basis: [[Double]] = []
      for (k, vector) in walk.vectors.enumerated() where isBinding[k] {
        let rest = basis.reduce(alive.map { vector[$0] }) { without($1, $0) }
        let length = sqrt(rest.reduce(0) { $0 + $1 * $1 })
        if length > 1e-6 { basis.append(rest.map { $0 / length }) }
      }
      for direction in basis { step = without(direction, step) }
      for (j, change) in zip(alive, step) { x[j] = min(1, max(-1, x[j] + walk.stepSize * change)) }
    }
    return x
  }

  private func without(_ direction: [Double], _ vector: [Double]) -> [Double] {
    let factor = zip(direction, vector).reduce(0) { $0 + $1.0 * $1.1 }
    return zip(direction, vector).map { $1 - factor * $0 }
  }
}

/// The Gram–Schmidt walk as its paper describes it, with a linear system solved anew in each step.
private func plainGramSchmidtWalk(
  _ vectors: [[Double]], lift: Double, from start: [Double], _ stream: inout RandomStream
) -> [Int] {
  var x = start
  var pivot: Int?
  while true {
    let alive = x.indices.filter { abs(x[$0]) < 1 }
    guard let last = alive.last else { return x.map { Int($0) } }
    let current = pivot.flatMap { alive.contains($0) ? $0 : nil } ?? last
    pivot = current
    func gram(_ i: Int, _ j: Int) -> Double {
      zip(vectors[i], vectors[j]).reduce(i == j ? lift : 0) { $0 + $1.0 * $1.1 }
    }
    let others = alive.filter { $0 != current }
    var system = others.map { i in others.map { gram(i, $0) } + [-gram(i, current)] }
    for k in others.indices {
      for i in others.indices where i != k {
        let factor = system[i][k] / system[k][k]
        for j in k...others.count { system[i][j] -= factor * system[k][j] }
      }
    }
    var u = x.map { _ in 0.0 }
    u[current] = 1
    for (k, j) in others.enumerated() { u[j] = system[k][others.count] / system[k][k] }
    let moving = alive.filter { u[$0] != 0 }
    let forward = moving.map { ((u[$0] > 0 ? 1 : -1) - x[$0]) / u[$0] }.min() ?? 0
    let backward = moving.map { ((u[$0] > 0 ? 1 : -1) + x[$0]) / u[$0] }.min() ?? 0
    let draw = Double(stream.next() >> 11) / 0x1p53
    let length = draw * (forward + backward) < backward ? forward : -backward
    for j in alive {
      x[j] += length * u[j]
      if abs(x[j]) > 1 - 1e-11 { x[j] = x[j].sign == .minus ? -1 : 1 }
    }
  }
}

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

  @Test("The sampler of the Gram–Schmidt walk, also for equal vectors and stopped coordinates", arguments: 0..<20)
  func gramSchmidtWalk(index: Int) throws {
    var stream = RandomStream(seed: 23).child("sampler").child(index)
    let (n, d) = (stream.uniform(in: 1...14), stream.uniform(in: 1...5))
    var vectors = (0..<n).map { _ in (0..<d).map { _ in Double(stream.uniform(in: -8...8)) / 16 } }
    if index % 4 == 0, n > 2 { vectors[2] = vectors[0] }
    let start = (0..<n).map { _ in Double(stream.uniform(in: -3...3)) / 3 }
    let lift = index % 2 == 0 ? 0.25 : 0x1p-10
    let sampler = try GramSchmidtSampler(vectors, lift: lift)
    #expect(sampler.count == n)
    for round in 0..<5 {
      var (ours, plain) = (stream.child(round), stream.child(round))
      let signs = try sampler.sample(from: start, using: &ours)
      #expect(signs == plainGramSchmidtWalk(vectors, lift: lift, from: start, &plain))
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
