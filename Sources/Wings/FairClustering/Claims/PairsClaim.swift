import Evidence
import Exact
import FairClustering
import Randomness

extension Claim {
  /// Pairs on the tree.
  static let pairsOnTree = Claim(
    id: "fair.pairs-on-tree",
    title: "For 1:1, taking surplus points first gives the cheapest pairs on the tree",
    sentences: [
      Sentence(
        """
        A perfect matching between the colours of points at the leaves of a tree, where a pair costs the weights $w_e \\ge 0$ of the edges that \
        part its points, costs at least $\\sum_e w_e |r_e - b_e|$, where $r_e$ and $b_e$ are the points of each colour below $e$.
        """, topic: "the bound", checks: ["matching"],
        proof: ProofReference(file: "FairClustering/PairsOnTree.v", theorems: ["pairs_cost_at_least"])),
      Sentence(
        """
        With equally many points of both colours, the pairs of the tree decomposition with surplus-first choice cost exactly that on the \
        tree, $w_e$ being the side of the cell above less that of the cell below (0 at a leaf).
        """, topic: "the optimum", checks: ["matching"]),
      Sentence(
        "Taking the first points instead, as published, costs at least as much.", topic: "the published choice",
        checks: ["published"]),
    ],
    source: .fairPaper("the decomposition on the tree; the formula and its attainment are derived"),
    checks: [
      Check(
        "matching", level: .certified,
        family: .random(
          "2 to 24 points (deep: 200) in up to three dimensions", quick: 60, deep: 2_000, shrink: FairPoints.shrink,
          draw: draw),
        subject: { try costs($0, .surplusFirst) },
        mutants: [
          "the first points are taken": { try costs($0, .first) },
          "the root's own edges are not counted": { instance in
            let found = try costs(instance, .surplusFirst)
            return TreeCosts(pairs: found.pairs, bound: found.bound / 2)
          },
        ],
        test: { costs, instance in
          let found = try costs(instance)
          let best = leastMatching(try tree(instance), instance.colours)
          return .all(
            .equal(found.pairs, best, "the cost of the pairs"), .equal(found.bound, best, "the sum over the edges"))
        }),
      Check(
        "published", level: .certified,
        family: .random("the same", quick: 30, deep: 2_000, shrink: FairPoints.shrink, draw: draw),
        subject: { try costs($0, .first) },
        mutants: [
          "pairs of the cell at hand are not charged": { instance in
            let found = try costs(instance, .first)
            return TreeCosts(pairs: found.pairs / 2, bound: found.bound)
          }
        ],
        test: { costs, instance in
          let found = try costs(instance)
          return .atMost(Rational(Integer(found.bound)), Rational(Integer(found.pairs)), "the least cost")
        }),
    ])
}

private struct TreeCosts: Sendable {
  var pairs: UInt64
  var bound: UInt64
}

@Sendable private func draw(_ index: Int, _ stream: inout RandomStream) -> FairPoints {
  let half = stream.uniform(in: 1...(index < 60 ? 12 : 100))
  var instance = FairPoints.random(
    2 * half, dimension: stream.uniform(in: 1...3), balance: (1, 1), width: 63, &stream)
  instance.points = instance.points.map { $0.map { min($0, 63) } }
  return instance
}

private func tree(_ instance: FairPoints) throws -> IntegerQuadtree {
  let dimension = instance.points[0].count
  var stream = RandomStream(seed: instance.seed)
  return try IntegerQuadtree(
    grid: instance.points.flatMap { $0.map { UInt32($0) } }, bits: 6,
    shift: (0..<dimension).map { _ in UInt32(stream.uniform(in: 0...63)) }, colours: instance.colours)
}

private func costs(_ instance: FairPoints, _ choice: HeavyPointsChoice) throws -> TreeCosts {
  let tree = try tree(instance)
  let result = try TreeDecomposition(tree, try Balance(1, 1), choice: choice).run()
  // The cost of the pairs by the distance of their points, not by what the decomposition says.
  var sum: UInt64 = 0
  for pair in stride(from: 0, to: result.members.count, by: 2) {
    sum += tree.distance(Int(result.members[pair]), Int(result.members[pair + 1]))
  }
  return TreeCosts(pairs: sum, bound: tree.pairBound)
}

/// The least cost of a perfect matching between the colours: the Hungarian method, row by row.
private func leastMatching(_ tree: IntegerQuadtree, _ colours: [UInt8]) -> UInt64 {
  let reds = colours.indices.filter { colours[$0] == 0 }
  let blues = colours.indices.filter { colours[$0] == 1 }
  let cost = reds.map { red in blues.map { Int(tree.distance(red, $0)) } }
  let n = reds.count
  var (u, v) = ([Int](repeating: 0, count: n + 1), [Int](repeating: 0, count: n + 1))
  var row = [Int](repeating: 0, count: n + 1)
  for i in 1...max(n, 1) where i <= n {
    row[0] = i
    var column = 0
    var (least, way) = ([Int](repeating: Int.max, count: n + 1), [Int](repeating: 0, count: n + 1))
    var used = [Bool](repeating: false, count: n + 1)
    repeat {
      used[column] = true
      let at = row[column]
      var (delta, next) = (Int.max, 0)
      for j in 1...n where !used[j] {
        let slack = cost[at - 1][j - 1] - u[at] - v[j]
        if slack < least[j] { (least[j], way[j]) = (slack, column) }
        if least[j] < delta { (delta, next) = (least[j], j) }
      }
      for j in 0...n {
        if used[j] {
          u[row[j]] += delta
          v[j] -= delta
        } else if least[j] < Int.max {
          least[j] -= delta
        }
      }
      column = next
    } while row[column] != 0
    repeat {
      row[column] = row[way[column]]
      column = way[column]
    } while column != 0
  }
  var sum = 0
  for j in 1...max(n, 1) where j <= n { sum += cost[row[j] - 1][j - 1] }
  return UInt64(sum)
}
