import CFairClustering
import Exact
import FairClusteringCheckers

/// The best decomposition of points of two colours into stars: a lone point of one colour and 1 to r of the other, charged by
/// the distances from the lone point.
///
/// It is a minimum-cost flow with integer costs, and its potentials prove that no decomposition costs less (derived: the
/// constraint matrix is totally unimodular). Stars cost at least as much as the best fairlets of balance 1:r with centres where
/// they like, and at most r times as much; so the r-th part is a bound on fairlets.
///
/// ```swift
/// let forest = try StarForest(integers: [[0, 0], [1, 0], [4, 0]], colours: [0, 1, 0], ratio: 2)
/// forest.cost                             // 4: both reds with the blue between them
/// try forest.certificate?.verify()
/// ```
public struct StarForest: Sendable {
  /// r, at least 1.
  public let ratio: Int
  /// The stars: each a list of points, the lone one first.
  public let stars: [[Int]]
  /// The sum of the integer distances.
  public let cost: Integer
  /// How many steps of the integer distances one unit of the points is: 1 where the points are integers.
  public let scale: Double
  /// The proof; nil for distances of doubles, which the checker does not compute.
  public let certificate: StarForestCertificate?

  /// Stars of points with integer coordinates, with a certificate.
  ///
  /// - Parameters:
  ///   - points: The points; differences of coordinates fit 64 bits.
  ///   - colours: 0 or 1 for each.
  ///   - ratio: r.
  ///   - metric: How far points are from each other.
  ///   - progress: Called with the number of paths of the flow that have been found, and of all.
  /// - Throws: ``FairClusteringError``: infeasible, or too many or too distant points.
  /// - Complexity: O(n³) at worst, about n² in practice; 9 bytes for each pair of both colours.
  public init(
    integers points: [[Int]], colours: [UInt8], ratio: Int, metric: StarForestCertificate.Metric = .l1,
    progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(FairClusteringError) {
    guard points.count == colours.count, !points.isEmpty, colours.allSatisfy({ $0 < 2 }) else {
      throw points.isEmpty ? .noPoints : .shape("\(colours.count) colours of 0 and 1 for \(points.count) points")
    }
    guard points.allSatisfy({ $0.count == points[0].count }) else { throw .shape("points of different dimensions") }
    guard points.joined().allSatisfy({ $0.magnitude <= 1 << 40 }), points[0].count <= ColoredPoints.largestDimension
    else {
      throw .shape("a coordinate is above 2^40, or there are more than \(ColoredPoints.largestDimension)")
    }
    let flow = try Self.flow(colours, ratio, progress) { a, b in
      var sum: Integer = 0
      if metric == .l1 {
        var small = 0
        for (x, y) in zip(points[a], points[b]) { small += abs(x - y) }
        return Int64(small)
      }
      for (x, y) in zip(points[a], points[b]) { sum += Integer(x - y) * Integer(x - y) }
      return Int64(sum.squareRoot().asInt ?? Int.max)
    }
    var labels = [Int](repeating: 0, count: points.count)
    for (star, group) in flow.stars.enumerated() { for point in group { labels[point] = star } }
    (self.ratio, stars, cost, scale) = (ratio, flow.stars, flow.cost, 1)
    certificate = StarForestCertificate(
      metric: metric, points: points, colours: String(decoding: colours.map { $0 + 48 }, as: UTF8.self), ratio: ratio,
      stars: labels, potentials: flow.potentials, cost: flow.cost)
  }

  /// Stars of least sum of Euclidean distances, each rounded down to a step of 2⁻⁴⁰ of the points' extent.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - ratio: r.
  ///   - progress: Called with the number of paths of the flow that have been found, and of all.
  /// - Throws: ``FairClusteringError``: infeasible, or too many points.
  /// - Complexity: O(n³) at worst, about n² in practice; 9 bytes for each pair of both colours.
  public init(
    euclidean points: ColoredPoints, ratio: Int, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(FairClusteringError) {
    // The largest distance is at most the diagonal of the box.
    var low = Array(points[0])
    var high = low
    for point in 0..<points.count {
      for (k, x) in points[point].enumerated() { (low[k], high[k]) = (min(low[k], x), max(high[k], x)) }
    }
    let diagonal = zip(low, high).reduce(0.0) { $0 + ($1.1 - $1.0) * ($1.1 - $1.0) }.squareRoot()
    let scale = diagonal > 0 ? min(0x1p40 / diagonal, 0x1p1000) : 1
    let flow = try Self.flow(points.colours, ratio, progress) { a, b in Int64(points.distance(a, b) * scale) }
    (self.ratio, stars, cost, self.scale) = (ratio, flow.stars, flow.cost, scale)
    certificate = nil
  }

  /// The points star by star, and where stars start: as ``Fairlets`` have them.
  var fairlets: (members: [Int32], starts: [Int64]) {
    var (members, starts) = ([Int32](), [Int64(0)])
    for star in stars {
      members += star.map { Int32($0) }
      starts.append(Int64(members.count))
    }
    return (members, starts)
  }

  private static func flow(
    _ colours: [UInt8], _ ratio: Int, _ progress: (_ done: Int, _ all: Int) -> Void, distance: (Int, Int) -> Int64
  ) throws(FairClusteringError) -> (stars: [[Int]], potentials: [Int], cost: Integer) {
    let balance = try Balance(1, ratio)
    let reds = colours.indices.filter { colours[$0] == 0 }
    let blues = colours.indices.filter { colours[$0] == 1 }
    let counts = ColourCounts(reds.count, blues.count)
    guard balance.holds(counts.reds, counts.blues) else {
      throw .infeasible(counts: counts, wanted: balance, best: counts.balance)
    }
    guard reds.count * blues.count <= FairletDecomposition.largestDistanceTable else {
      throw .unsuitable(
        "\(reds.count) · \(blues.count) distances between the colours are more than "
          + "\(FairletDecomposition.largestDistanceTable), the most that the flow works with; the tree takes any number of points"
      )
    }
    var costs: [Int64] = []
    costs.reserveCapacity(reds.count * blues.count)
    for red in reds { for blue in blues { costs.append(distance(red, blue)) } }
    // Potentials are sums of distances along a path, and have to fit 64 bits.
    let limit = (Int64(1) << 61) / Int64(colours.count + 1)
    guard costs.allSatisfy({ 0...limit ~= $0 }) else {
      throw .shape("a distance is above \(limit) steps, the most that \(colours.count) points may have")
    }
    var matched = [UInt8](repeating: 0, count: costs.count)
    var (rowPotential, columnPotential) = (
      [Int64](repeating: 0, count: reds.count), [Int64](repeating: 0, count: blues.count)
    )
    let result = withoutActuallyEscaping(progress) { progress in
      // The loop calls back with a pointer to this closure.
      withUnsafePointer(to: progress) { context in
        fair_star_flow(
          reds.count, blues.count, costs, ratio, &matched, &rowPotential, &columnPotential,
          { context, done, all in
            context?.assumingMemoryBound(to: ((Int, Int) -> Void).self).pointee(done, all)
          }, UnsafeMutableRawPointer(mutating: context))
      }
    }
    switch result {
    case 0: break
    case 1: throw .memory("\(costs.count) distances")
    default: throw .broken("no flow, though the colours are balanced")
    }
    var edges: [(red: Int, blue: Int)] = []
    var (redDegree, blueDegree) = ([Int](repeating: 0, count: reds.count), [Int](repeating: 0, count: blues.count))
    for i in reds.indices {
      for j in blues.indices where matched[i * blues.count + j] != 0 {
        edges.append((i, j))
        redDegree[i] += 1
        blueDegree[j] += 1
      }
    }
    // An edge between two points with others costs nothing in an optimum, and what is left are stars.
    var cost: Integer = 0
    var atRed = [[Int]](repeating: [], count: reds.count)
    var atBlue = [[Int]](repeating: [], count: blues.count)
    for (i, j) in edges {
      if redDegree[i] > 1, blueDegree[j] > 1 {
        redDegree[i] -= 1
        blueDegree[j] -= 1
        continue
      }
      atRed[i].append(j)
      atBlue[j].append(i)
      cost += Integer(costs[i * blues.count + j])
    }
    var stars: [[Int]] = []
    for i in reds.indices where atRed[i].count > 1 || atRed[i].count == 1 && atBlue[atRed[i][0]].count == 1 {
      stars.append([reds[i]] + atRed[i].map { blues[$0] })
    }
    for j in blues.indices where atBlue[j].count > 1 { stars.append([blues[j]] + atBlue[j].map { reds[$0] }) }
    var potentials = [Int](repeating: 0, count: colours.count)
    for (i, red) in reds.enumerated() { potentials[red] = Int(rowPotential[i]) }
    for (j, blue) in blues.enumerated() { potentials[blue] = Int(columnPotential[j]) }
    return (stars, potentials, cost)
  }
}
