import Exact
import Problems

extension CNF {
  /// The formula of R(s, k) > n: there is a graph of n vertices without an independent set of size s and without a clique of size k.
  ///
  /// Satisfiable if and only if n < R(s, k); known are R(3, 3) = 6, R(3, 4) = 9, R(3, 5) = 14, R(4, 4) = 18, R(4, 5) = 25. Variables are the
  /// pairs of vertices in lexicographic order, true where there is an edge. The clauses are those of CNFgen's `ram`.
  ///
  /// - Precondition: s and k at least 1, 0 ≤ n ≤ 10⁴.
  /// - Complexity: O(C(n, s) s² + C(n, k) k²).
  public static func ramsey(independent s: Int, clique k: Int, vertices n: Int) -> CNF {
    precondition(s >= 1 && k >= 1 && 0...10_000 ~= n, "sizes from 1, and from 0 to 10000 vertices")
    // The pair {u, v}, u < v, from 0: before it are the pairs that begin with less than u.
    func variable(_ u: Int, _ v: Int) -> Int { u * (2 * n - u - 1) / 2 + v - u }
    func pairs(_ set: [Int], _ sign: Int) -> [Int] {
      set.indices.flatMap { i in set[(i + 1)...].map { sign * variable(set[i], $0) } }
    }
    var clauses: [[Int]] = []
    forEachSubset(of: s, below: n) { clauses.append(pairs($0, 1)) }
    forEachSubset(of: k, below: n) { clauses.append(pairs($0, -1)) }
    return CNF(trusted: n * (n - 1) / 2, clauses)
  }

  /// Calls `body` with each subset of 0..<n of this size, ascending, in lexicographic order.
  static func forEachSubset(of size: Int, below n: Int, _ body: ([Int]) -> Void) {
    guard size <= n else { return }
    var subset = Array(0..<size)
    while true {
      body(subset)
      guard let place = subset.indices.last(where: { subset[$0] < n - size + $0 }) else { return }
      subset[place] += 1
      for later in place + 1..<max(size, place + 1) { subset[later] = subset[later - 1] + 1 }
    }
  }

  /// Ramsey formulas.
  static let ramseyFamily = ProblemFamily<CNF>(
    "ramsey", sizes: "s (3), k (3), n (5): R(s, k) > n", named: ["s", "k", "n"],
    predictedBytes: { sizes in
      let (s, k, n) = (sizes["s"] ?? 3, sizes["k"] ?? 3, sizes["n"] ?? 5)
      guard s >= 1, k >= 1, 0...10_000 ~= n else { return nil }
      let (independent, cliques) = (binomial(n, s), binomial(n, k))
      return .formula(
        variables: Integer(n) * Integer(n - 1) / 2, clauses: independent + cliques,
        literals: independent * Integer(s) * Integer(s - 1) / 2 + cliques * Integer(k) * Integer(k - 1) / 2)
    },
    draw: { sizes, _ in
      let (s, k, n) = (sizes["s"] ?? 3, sizes["k"] ?? 3, sizes["n"] ?? 5)
      guard 1...10_000 ~= s, 1...10_000 ~= k, 0...10_000 ~= n else {
        throw UnsuitableSizes("ramsey needs s and k in 1...10000 and n in 0...10000, not s = \(s), k = \(k), n = \(n)")
      }
      return .init(.ramsey(independent: s, clique: k, vertices: n), ["s": s, "k": k, "n": n])
    })

  /// The number of subsets of a size.
  private static func binomial(_ n: Int, _ size: Int) -> Integer {
    guard size <= n else { return 0 }
    return (0..<min(size, n - size)).reduce(Integer(1)) { $0 * Integer(n - $1) / Integer($1 + 1) }
  }
}
