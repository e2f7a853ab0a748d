import Evidence
import FairClustering
import FairClusteringCheckers
import Randomness

extension Claim {
  /// What comes out is fair, whatever the points.
  static let fairFairlets = Claim(
    id: "fair.balanced",
    title: "Every fairlet and every cluster is balanced, whatever the points, colours and balance",
    sentences: [
      Sentence(
        """
        For any points of which $q \\min(R,B) \\ge p \\max(R,B)$, the tree's fairlets are a partition into sets that are balanced in this \
        sense and have at most $p + q$ points, before and after exchanges.
        """, topic: "the fairlets", checks: ["fairlets"]),
      Sentence(
        """
        Clusters of k-median, k-means and k-center made of them are $k$ sets, none empty, each balanced in the same sense.
        """, topic: "the clusters", checks: ["clusters"]),
    ],
    source: .fairPaper("the definition of the problem, and the decomposition on the tree"),
    checks: [
      Check(
        "fairlets", level: .certified,
        family: .random(
          "balances 1:1, 1:2, 2:3, 4:5, 3:5, 1:7, 7:9; 2 to 60 points (deep: 10,000 instances, up to 5,000) in 1 to 25 dimensions, spread, in clusters, equal, on a line",
          quick: 120, deep: 10_000, shrink: FairPoints.shrink, draw: draw),
        subject: fairlets(), mutants: fairletMutants, test: areFair),
      Check(
        "clusters", level: .certified,
        family: .random(
          "the same, with up to 5 clusters", quick: 40, deep: 10_000, shrink: FairPoints.shrink, draw: draw),
        subject: clusters, mutants: clusterMutants, test: clustersAreFair),
    ])
}

@Sendable private func draw(_ index: Int, _ stream: inout RandomStream) -> FairPoints {
  let balances = [(1, 1), (1, 2), (2, 3), (4, 5), (3, 5), (1, 7), (7, 9)]
  // Most are small, where mistakes show; some are large.
  let most = index % 100 == 99 ? 5000 : index % 10 == 9 ? 300 : 60
  let dimension = [1, 2, 2, 3, 5, 25][stream.uniform(in: 0...5)]
  return .random(
    stream.uniform(in: 2...(index < 120 ? 60 : most)), dimension: dimension, balance: balances[index % balances.count],
    &stream)
}

private typealias Groups = [[Int]]

private func fairlets(_ change: @escaping @Sendable (inout TreeDecomposition) -> Void = { _ in }) -> Algorithm<
  FairPoints, Groups
> {
  { instance in
    let data = try instance.data
    try requireFeasible(instance)
    var stream = RandomStream(seed: instance.seed)
    let tree = try IntegerQuadtree(data, using: &stream)
    var plan = TreeDecomposition(tree, try instance.balance, choice: instance.seed % 2 == 0 ? .surplusFirst : .first)
    change(&plan)
    let result = try plan.run()
    guard instance.seed % 3 == 0 else { return groups(result.members, result.starts) }
    var fairlets = try Fairlets(
      data, members: result.members, starts: result.starts, balance: try instance.balance, method: "a quadtree")
    fairlets.repair(data, along: tree.order, passes: 1)
    return groups(fairlets.members, fairlets.starts)
  }
}

private func requireFeasible(_ instance: FairPoints) throws {
  let counts = try instance.data.counts
  guard try instance.balance.holds(counts.reds, counts.blues) else {
    throw FairClusteringError.broken("an infeasible instance")
  }
}

private func groups(_ members: [Int32], _ starts: [Int64]) -> Groups {
  (0..<(starts.count - 1)).map { members[Int(starts[$0])..<Int(starts[$0 + 1])].map { Int($0) } }
}

private func faulty(_ rule: FaultyHeavyPoints) -> Algorithm<FairPoints, Groups> {
  fairlets { plan in
    plan.heavy = { cells, balance in HeavyPoints(cells, taken: rule.taken(cells, balance)) }
  }
}

private let fairletMutants: KeyValuePairs<String, Algorithm<FairPoints, Groups>> = [
  "the third phase is dropped": faulty(FaultyHeavyPoints(thirdPhase: false)),
  "the shares are swapped": faulty(FaultyHeavyPoints(swapsShares: true)),
  "what a cell can spare is rounded down": faulty(FaultyHeavyPoints(spares: { $0 * $1.minority / $1.majority })),
  "points that are taken stay where they were": { instance in
    let made = try fairlets()(instance)
    return made.count > 1 ? made + [made[0]] : made + made
  },
  "a point of the last fairlet is lost": { instance in
    var made = try fairlets()(instance)
    made[made.count - 1].removeLast()
    return made
  },
]

/// By the checker, which shares no code with the decomposition.
@Sendable private func areFair(_ decompose: Algorithm<FairPoints, Groups>, of instance: FairPoints) throws -> Verdict {
  try verdict(try decompose(instance), of: instance, largest: instance.p + instance.q)
}

private func verdict(_ groups: Groups, of instance: FairPoints, largest: Int?) throws -> Verdict {
  var labels = [Int](repeating: -1, count: instance.points.count)
  for (label, group) in groups.enumerated() {
    for point in group {
      guard labels.indices.contains(point), labels[point] < 0 else { return .fails("point \(point) is in two groups") }
      labels[point] = label
    }
  }
  do {
    try FairPartitionCertificate(
      colours: instance.colours.map(String.init).joined(), groups: labels, minority: instance.p, majority: instance.q,
      largestGroup: largest
    ).verify()
  } catch { return .fails("\(error)") }
  return .holds()
}

private let objectives = FairClusters.Objective.allCases

private let clusters: Algorithm<FairPoints, Groups> = { instance in
  let data = try instance.data
  let fairlets = try FairletDecomposition(
    balance: try instance.balance, method: .tree, trees: 1, repairs: 0, seed: instance.seed
  )
  .fit(data)
  let objective = objectives[Int(instance.seed % 3)]
  let k = min(fairlets.count, 1 + Int(instance.seed / 3 % 5))
  let found = try FairletClustering(k: k, objective: objective, seed: instance.seed).fit(data, fairlets)
  return split(found.labels, k)
}

private func split(_ labels: [Int], _ k: Int) -> Groups {
  var groups = Groups(repeating: [], count: k)
  for (point, label) in labels.enumerated() { groups[label].append(point) }
  return groups
}

private let clusterMutants: KeyValuePairs<String, Algorithm<FairPoints, Groups>> = [
  "each point goes to the nearest centre by itself": { instance in
    let data = try instance.data
    let fairlets = try FairletDecomposition(balance: try instance.balance, method: .tree, trees: 1, seed: instance.seed)
      .fit(data)
    let k = min(fairlets.count, 1 + Int(instance.seed / 3 % 5))
    let medoids = try FairletClustering(k: k, seed: instance.seed).fit(data, fairlets).medoids ?? []
    return split(
      (0..<data.count).map { point in
        medoids.indices.min { data.distance(point, medoids[$0]) < data.distance(point, medoids[$1]) } ?? 0
      }, k)
  },
  "the clusters are those without fairness": { instance in
    let data = try instance.data
    let k = min(data.count, 3)
    return split(try FairletClustering(k: k, seed: instance.seed).unfair(data).labels, k)
  },
]

@Sendable private func clustersAreFair(_ cluster: Algorithm<FairPoints, Groups>, of instance: FairPoints) throws
  -> Verdict
{
  try verdict(try cluster(instance), of: instance, largest: nil)
}
