import Exact
import Problems
import Randomness

extension CNF {
  /// The subset cardinality formula of a bipartite graph: at each vertex on the left at least half of the edges are true, at each on the
  /// right at most half.
  ///
  /// If all vertices have the same even degree but for one more edge, it is unsatisfiable: the left needs one true edge more than the right
  /// allows. Resolution needs exponential size where the graph expands (Spence 2010; Mikša and Nordström 2014). Variables are the edges in
  /// lexicographic order, the left end first. The clauses are those of CNFgen's `subsetcard`.
  ///
  /// - Parameters:
  ///   - left: The right ends of the edges at each vertex on the left, from 0, ascending.
  ///   - right: The number of vertices on the right.
  /// - Precondition: the ends are in range and no edge is given twice.
  /// - Complexity: O(Σ C(deg, ⌊deg/2⌋ + 1) deg).
  public static func subsetCardinality(_ left: [[Int]], right: Int) -> CNF {
    var clauses: [[Int]] = []
    var atRight = [[Int]](repeating: [], count: right)
    var count = 0
    for ends in left {
      let edges = Array(count + 1..<count + ends.count + 1)
      for (end, edge) in zip(ends, edges) { atRight[end].append(edge) }
      count += ends.count
      // At least half are true: of any more than half of them, one is.
      forEachSubset(of: edges.count / 2 + 1, below: edges.count) { subset in clauses.append(subset.map { edges[$0] }) }
    }
    for edges in atRight {
      forEachSubset(of: edges.count / 2 + 1, below: edges.count) { subset in clauses.append(subset.map { -edges[$0] }) }
    }
    return CNF(trusted: count, clauses)
  }

  /// Subset cardinality formulas of random regular bipartite graphs and one more edge.
  static let subsetCardinalityFamily = ProblemFamily<CNF>(
    "subset-cardinality", sizes: "n (8, vertices of a side), d (4, the edges of each), extra (1; 0 is satisfiable)",
    named: ["n", "d", "extra"],
    predictedBytes: { sizes in
      let (n, d, extra) = (Integer(sizes["n"] ?? 8), sizes["d"] ?? 4, Integer(sizes["extra"] ?? 1))
      guard 1...24 ~= d else { return nil }
      func subsets(_ degree: Int) -> Integer {
        (0..<degree / 2 + 1).reduce(Integer(1)) { $0 * Integer(degree - $1) / Integer($1 + 1) }
      }
      let clauses = 2 * (n - extra) * subsets(d) + 2 * extra * subsets(d + 1)
      return .formula(variables: n * Integer(d) + extra, clauses: clauses, literals: clauses * Integer(d / 2 + 1))
    },
    draw: { sizes, stream in
      let (n, d, extra) = (sizes["n"] ?? 8, sizes["d"] ?? 4, sizes["extra"] ?? 1)
      guard 2...24 ~= d, d % 2 == 0, 0...1 ~= extra, d + extra...1_000_000 ~= n else {
        throw UnsuitableSizes(
          "subset-cardinality needs d even in 2...24, extra 0 or 1, n at least d + extra, not n = \(n), d = \(d), extra = \(extra)"
        )
      }
      var stream = stream.child("sat").child("subset-cardinality")
      var left = regularBipartite(n, degree: d, using: &stream)
      if extra == 1 {
        // Uniform among the pairs that are no edge: of each vertex on the left there are equally many.
        let vertex = stream.uniform(in: 0...n - 1)
        let others = (0..<n).filter { !left[vertex].contains($0) }
        left[vertex].append(others[stream.uniform(in: 0...others.count - 1)])
        left[vertex].sort()
      }
      return .init(.subsetCardinality(left, right: n), ["n": n, "d": d, "extra": extra])
    })

  /// A random bipartite graph with n vertices on each side, all of the same degree: ends are paired at random, those of double edges anew.
  ///
  /// - Returns: the right ends at each vertex on the left, ascending.
  static func regularBipartite(
    _ n: Int, degree: Int, using generator: inout some RandomNumberGenerator
  ) -> [[Int]] {
    while true {
      var neighbours = [Set<Int>](repeating: [], count: n)
      var lefts = (0..<n * degree).map { $0 / degree }
      var rights = lefts
      var isStuck = false
      while !lefts.isEmpty, !isStuck {
        generator.shuffle(&rights)
        let pairs = zip(lefts, rights).filter { !neighbours[$0].insert($1).inserted }
        (lefts, rights) = (pairs.map(\.0), pairs.map(\.1))
        let ends = Set(rights)
        isStuck = !lefts.isEmpty && !lefts.contains { left in ends.contains { !neighbours[left].contains($0) } }
      }
      if !isStuck { return neighbours.map { $0.sorted() } }
    }
  }
}
