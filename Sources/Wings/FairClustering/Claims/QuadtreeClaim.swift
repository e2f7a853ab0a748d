import Evidence
import Exact
import FairClustering

extension Claim {
  /// The tree distance is a distance that is hardly shorter, and on average not much longer.
  static let quadtreeDistance = Claim(
    id: "fair.tree-distance",
    title:
      "The tree distance is more than twice the largest difference, and on average at most 4 (m + 1) times the l1 distance",
    sentences: [
      Sentence(
        """
        For different points $x, y \\in [0, 2^m)^d$ and every shift, the tree distance is more than $2 \\lVert x - y \\rVert_\\infty$; its \
        average over all $2^{md}$ shifts is at most $4 (m + 1) \\lVert x - y \\rVert_1$. Tested for all pairs of points with $d = 1$, $m \\le 4$, and \
        $d = 2$, $m \\le 2$ (deep: $m \\le 5$ and $m \\le 3$).
        """, checks: ["shifts"])
    ],
    source: .fairPaper("the embedding into a tree; the constants are derived"),
    checks: [
      Check(
        "shifts", level: .exhaustive,
        family: .exhaustive(
          "all grids of one dimension with m ≤ 4 (deep: 5) and of two with m ≤ 2 (deep: 3)", count: { grids($0).count },
          all: grids),
        subject: { try distances($0.grid, shift: $0.shift) },
        mutants: [
          "the side of the cell below is taken": { try distances($0.grid, shift: $0.shift).map { $0.map { $0 / 2 } } },
          "points are not shifted": { try distances($0.grid, shift: $0.shift.map { _ in 0 }) },
          "the side is doubled once more": { try distances($0.grid, shift: $0.shift).map { $0.map { $0 * 2 } } },
        ],
        test: isEmbedding)
    ])
}

private struct Grid: Codable, Sendable {
  var bits: Int
  var dimension: Int

  var points: [[Int]] {
    (0..<(1 << (bits * dimension))).map { number in
      (0..<dimension).map { number >> ($0 * bits) & (1 << bits - 1) }
    }
  }
}

@Sendable private func grids(_ budget: Budget) -> [Grid] {
  let (line, plane) = budget == .quick ? (4, 2) : (5, 3)
  return (1...line).map { Grid(bits: $0, dimension: 1) } + (1...plane).map { Grid(bits: $0, dimension: 2) }
}

private func distances(_ grid: Grid, shift: [Int]) throws -> [[UInt64]] {
  let points = grid.points
  let tree = try IntegerQuadtree(
    grid: points.flatMap { $0.map { UInt32($0) } }, bits: grid.bits, shift: shift.map { UInt32($0) },
    colours: points.map { _ in 0 })
  return points.indices.map { a in points.indices.map { b in a < b ? tree.distance(a, b) : 0 } }
}

private struct Shifted: Sendable {
  var grid: Grid
  var shift: [Int]
}

@Sendable private func isEmbedding(_ distances: Algorithm<Shifted, [[UInt64]]>, of grid: Grid) throws -> Verdict {
  let points = grid.points
  var sums = points.map { _ in points.map { _ in UInt64(0) } }
  for shift in points {
    let table = try distances(Shifted(grid: grid, shift: shift))
    for a in points.indices {
      for b in points.indices where a < b {
        let largest = zip(points[a], points[b]).map { abs($0 - $1) }.max() ?? 0
        guard table[a][b] > UInt64(2 * largest) else {
          return .fails("\(points[a]) and \(points[b]) shifted by \(shift) are at tree distance \(table[a][b])")
        }
        sums[a][b] += table[a][b]
      }
    }
  }
  var worst: Verdict = .holds()
  for a in points.indices {
    for b in points.indices where a < b {
      let l1 = zip(points[a], points[b]).reduce(0) { $0 + abs($1.0 - $1.1) }
      let found = Rational(Integer(sums[a][b]), Integer(points.count))
      worst = .all(
        worst, .atMost(found, Rational(4 * (grid.bits + 1) * l1), "the mean distance of \(points[a]) and \(points[b])"))
      if case .fails = worst { return worst }
    }
  }
  return worst
}
