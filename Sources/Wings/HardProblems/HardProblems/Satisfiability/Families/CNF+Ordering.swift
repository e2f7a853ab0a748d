import Exact
import Problems

extension CNF {
  /// The ordering principle, negated: a partial order of n elements in which none is least.
  ///
  /// Unsatisfiable for n ≥ 1; regular resolution refutes it in polynomial size, tree-like resolution needs exponential size (Krishnamurthy
  /// 1985, Bonet and Galesi 2001: GT_n). Variables say x < y for the pairs (x, y) of different elements in lexicographic order. The clauses
  /// are those of CNFgen's `op`: something lies below each element; transitivity; antisymmetry.
  ///
  /// - Parameters:
  ///   - count: The number of elements.
  ///   - isTotal: Whether all pairs are comparable, as with `op --total`.
  ///   - isPlanted: Whether the last element may be least, as with `op --plant`: then there is a model.
  /// - Precondition: 0 ≤ `count` ≤ 2000.
  /// - Complexity: O(count³).
  public static func ordering(_ count: Int, isTotal: Bool = false, isPlanted: Bool = false) -> CNF {
    precondition(0...2000 ~= count, "from 0 to 2000 elements")
    /// The variable of x < y, both from 0.
    func below(_ x: Int, _ y: Int) -> Int { x * (count - 1) + (y < x ? y : y - 1) + 1 }
    let elements = 0..<count
    var clauses: [[Int]] = []
    for y in elements where !(isPlanted && y == count - 1) {
      clauses.append(elements.filter { $0 != y }.map { below($0, y) })
    }
    for x in elements {
      for y in elements where y != x {
        for z in elements where z != x && z != y { clauses.append([-below(x, y), -below(y, z), below(x, z)]) }
      }
    }
    for x in elements {
      for y in x + 1..<max(count, x + 1) { clauses.append([-below(x, y), -below(y, x)]) }
    }
    if isTotal {
      for x in elements {
        for y in x + 1..<max(count, x + 1) { clauses.append([below(x, y), below(y, x)]) }
      }
    }
    return CNF(trusted: count * max(count - 1, 0), clauses)
  }

  /// Ordering principles.
  static let orderingFamily = ProblemFamily<CNF>(
    "ordering", sizes: "n (5, elements), total (0; 1), plant (0; 1 is satisfiable)", named: ["n", "total", "plant"],
    predictedBytes: { sizes in
      let (n, isTotal) = (Integer(sizes["n"] ?? 5), sizes["total"] == 1)
      let pairs = n * (n - 1) * (isTotal ? 2 : 1) / 2
      let triples = n * (n - 1) * (n - 2)
      return .formula(
        variables: n * (n - 1), clauses: n + triples + pairs, literals: n * (n - 1) + 3 * triples + 2 * pairs)
    },
    draw: { sizes, _ in
      let (n, total, plant) = (sizes["n"] ?? 5, sizes["total"] ?? 0, sizes["plant"] ?? 0)
      guard 0...2000 ~= n, 0...1 ~= total, 0...1 ~= plant else {
        throw UnsuitableSizes(
          "ordering needs n in 0...2000, total and plant 0 or 1, not n = \(n), total = \(total), plant = \(plant)")
      }
      return .init(
        .ordering(n, isTotal: total == 1, isPlanted: plant == 1), ["n": n, "total": total, "plant": plant])
    })
}
