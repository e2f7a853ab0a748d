import Exact

/// The best fairlets of a few points, by trying all subsets: what other methods are measured against.
public struct SubsetOptimum: Sendable {
  /// What a fairlet costs: the sum of distances from a member.
  public enum Charge: Sendable, Hashable, CaseIterable {
    /// From the member from which it is least.
    case median
    /// From the lone point of its colour; a fairlet with two points of each colour or more has no cost and does not occur.
    case star
  }

  /// No more points are taken.
  public static let largestCount = 14

  /// The least cost.
  public let cost: Int
  /// The fairlets that cost it.
  public let fairlets: [[Int]]

  /// The best fairlets for integer distances.
  ///
  /// - Parameters:
  ///   - distances: A square table.
  ///   - colours: 0 or 1 for each point.
  ///   - balance: How balanced fairlets are.
  ///   - charge: What they cost.
  /// - Throws: ``FairClusteringError``: infeasible, or more than ``largestCount`` points.
  /// - Complexity: O(2ⁿ · fairlets through a point).
  public init(
    distances: [[Int]], colours: [UInt8], balance: Balance, charge: Charge = .median
  ) throws(FairClusteringError) {
    let n = colours.count
    guard n > 0 else { throw .noPoints }
    guard n <= Self.largestCount else {
      throw .unsuitable("\(n) points; all subsets are tried of at most \(Self.largestCount)")
    }
    let blues = colours.reduce(0) { $0 + Int($1) }
    let counts = ColourCounts(n - blues, blues)
    guard balance.holds(counts.reds, counts.blues) else {
      throw .infeasible(counts: counts, wanted: balance, best: counts.balance)
    }
    // The fairlets by their lowest point.
    var byLowest = [[(set: Int, cost: Int)]](repeating: [], count: n)
    for set in 1..<(1 << n) where set.nonzeroBitCount <= balance.fairletSize {
      let points = (0..<n).filter { set >> $0 & 1 == 1 }
      let blues = points.filter { colours[$0] == 1 }
      guard balance.holds(points.count - blues.count, blues.count) else { continue }
      let centres: [Int]
      switch charge {
      case .median: centres = points
      case .star:
        let reds = points.filter { colours[$0] == 0 }
        centres = (reds.count == 1 ? reds : []) + (blues.count == 1 ? blues : [])
      }
      let sums = centres.map { centre in points.reduce(0) { $0 + distances[centre][$1] } }
      if let cost = sums.min() { byLowest[points[0]].append((set, cost)) }
    }
    var best = [Int](repeating: Int.max, count: 1 << n)
    var last = [Int](repeating: 0, count: 1 << n)
    best[0] = 0
    for set in 1..<(1 << n) {
      for fairlet in byLowest[set.trailingZeroBitCount] where set & fairlet.set == fairlet.set {
        let rest = best[set ^ fairlet.set]
        if rest < Int.max, rest + fairlet.cost < best[set] {
          (best[set], last[set]) = (rest + fairlet.cost, fairlet.set)
        }
      }
    }
    var (fairlets, set) = ([[Int]](), (1 << n) - 1)
    guard best[set] < Int.max else { throw .broken("a balanced set without fairlets") }
    cost = best[set]
    while set != 0 {
      let chosen = last[set]
      fairlets.append((0..<n).filter { chosen >> $0 & 1 == 1 })
      set ^= chosen
    }
    self.fairlets = fairlets
  }

  /// The table of l₁ distances of integer points.
  public static func l1(_ points: [[Int]]) -> [[Int]] {
    points.map { x in points.map { y in zip(x, y).reduce(0) { $0 + abs($1.0 - $1.1) } } }
  }
}
