import Evidence
import Exact
import FairClustering
import Randomness

extension Claim {
  /// Clustering whole fairlets costs at most twice the fairlets more than the best fair clustering.
  static let fairComposition = Claim(
    id: "fair.composition",
    title: "Clusters of fairlets cost between OPT and 2 FC + OPT",
    sentences: [
      Sentence(
        """
        Points on a line, $k \\le 2$: fairlets of cost $FC$ and the clustering of their weighted centres found from 10 starts give \
        clusters of cost between $OPT$ and $2\\,FC + OPT$, $OPT$ being the least cost of any balanced clusters with centres among \
        the points. Tested for at most 8 points, all clusterings and centres being tried.
        """, checks: ["line"])
    ],
    remark:
      "With a k-median of factor β in place of the best one: FC + β (FC + OPT). The best fairlets cost at most 2 OPT.",
    source: Source(
      paper: "Fair Clustering Through Fairlets", arXiv: "1802.05733",
      theorem: "the reduction to fairlets; constants derived"),
    checks: [
      Check(
        "line", level: .certified,
        family: .random(
          "2 to 8 points on a line, balances 1:1, 1:2, 2:3, 1:3", quick: 60, deep: 2_000, shrink: FairPoints.shrink,
          draw: { index, stream in
            .random(
              stream.uniform(in: 2...7), dimension: 1, balance: [(1, 1), (1, 2), (2, 3), (1, 3)][index % 4], width: 40,
              &stream)
          }),
        subject: cluster,
        mutants: [
          "all points are one cluster around the first": { instance in
            let found = try cluster(instance)
            return Clustered(
              fairlets: found.fairlets,
              cost: instance.points.reduce(0) { $0 + abs($1[0] - instance.points[0][0]) } * 3 + 1)
          },
          "each point goes to the nearest centre by itself": { instance in
            let data = try instance.data
            let fairlets = try fairlets(instance)
            let medoids =
              try FairletClustering(k: min(2, fairlets.count), restarts: 10, seed: instance.seed).fit(data, fairlets)
              .medoids ?? []
            return Clustered(
              fairlets: Int(fairlets.cost.rounded()),
              cost: instance.points.reduce(0) { sum, x in
                sum + (medoids.map { abs(x[0] - instance.points[$0][0]) }.min() ?? 0)
              })
          },
        ],
        test: isBetween)
    ])
}

private struct Clustered: Sendable {
  var fairlets: Int
  var cost: Int
}

private func fairlets(_ instance: FairPoints) throws -> Fairlets {
  try FairletDecomposition(balance: try instance.balance, method: .tree, trees: 2, repairs: 1, seed: instance.seed)
    .fit(try instance.data)
}

/// On a line distances of integers are integers, and sums of doubles exact.
private let cluster: Algorithm<FairPoints, Clustered> = { instance in
  let fairlets = try fairlets(instance)
  let found = try FairletClustering(k: min(2, fairlets.count), restarts: 10, seed: instance.seed).fit(
    try instance.data, fairlets)
  return Clustered(fairlets: Int(fairlets.cost.rounded()), cost: Int(found.cost.rounded()))
}

@Sendable private func isBetween(_ cluster: Algorithm<FairPoints, Clustered>, of instance: FairPoints) throws -> Verdict
{
  let found = try cluster(instance)
  let x = instance.points.map { $0[0] }
  let balance = (instance.p, instance.q)
  func cost(_ set: Int) -> Int? {
    let members = x.indices.filter { set >> $0 & 1 == 1 }
    let blues = members.count { instance.colours[$0] == 1 }
    let (few, many) = (min(blues, members.count - blues), max(blues, members.count - blues))
    guard balance.1 * few >= balance.0 * many else { return nil }
    return members.isEmpty ? 0 : x.map { centre in members.reduce(0) { $0 + abs(x[$1] - centre) } }.min()
  }
  let all = 1 << x.count - 1
  var best = cost(all) ?? Int.max
  // One fairlet makes one cluster, and two sets need two.
  if try fairlets(instance).count >= 2 {
    for set in 1..<all { if let a = cost(set), let b = cost(all ^ set) { best = min(best, a + b) } }
  }
  return .all(
    .require(found.cost >= best, "the cost is \(found.cost), below the least possible, \(best)"),
    .atMost(Rational(found.cost), Rational(2 * found.fairlets + best), "the cost"))
}
