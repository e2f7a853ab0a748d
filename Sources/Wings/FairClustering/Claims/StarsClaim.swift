import Evidence
import Exact
import FairClustering
import FairClusteringCheckers
import Randomness

extension Claim {
  /// The best stars, what they say of fairlets, and the bound by assignments.
  static let bestStars = Claim(
    id: "fair.stars",
    title: "The flow's stars are the best, and bound fairlets from both sides",
    sentences: [
      Sentence(
        """
        Stars are sets of one point of a colour and 1 to $r$ of the other, charged by the distances from the lone point. The flow's \
        stars cost $\\sum_v s(y_v) - \\sum_e \\max(0, y_u + y_w - c_e)$ with its potentials $y$, where $s(y)$ is $y$ for $y > 0$ and $r\\,y$ \
        otherwise; no stars cost less than that.
        """, topic: "the proof", checks: ["potentials"]),
      Sentence(
        """
        With $l_1$ distances and up to 9 points (deep: 11) the flow's stars cost as much as the best of all, found by trying all \
        subsets; the best fairlets of balance $1:r$, charged from the member from which it is least, cost at most that, and at least the \
        $r$-th part.
        """, topic: "small sets", checks: ["subsets"]),
      Sentence(
        """
        The least cost of a fractional assignment to centres of balanced load is at most that of the best fairlets, for any balance; its \
        certificate verifies. Tested for at most 7 points.
        """, topic: "assignments", checks: ["assignments"]),
    ],
    source: Source(
      paper: "Fair Clustering Through Fairlets", arXiv: "1802.05733",
      theorem: "fairlets by minimum-cost flow; stars of both colours, the duals and the bounds are derived"),
    checks: [
      Check(
        "potentials", level: .certified,
        family: .random(
          "2 to 40 points (deep: 200) with ratios 1 to 5, l1 and Euclidean distances rounded down", quick: 60,
          deep: 2_000,
          shrink: FairPoints.shrink, draw: { index, stream in try draw(index, most: index < 60 ? 40 : 200, &stream) }),
        subject: { try stars($0) }, mutants: flowMutants,
        test: { solve, instance in
          do { try solve(instance).verify() } catch let error as StarForestError { return .fails("\(error)") }
          return .holds()
        }),
      Check(
        "subsets", level: .certified,
        family: .random(
          "2 to 9 points (deep: 11), ratios 1 to 4, l1 distances", quick: 60, deep: 2_000, shrink: FairPoints.shrink,
          draw: { index, stream in try draw(index, most: index < 60 ? 9 : 11, &stream) }),
        subject: leastCost,
        mutants: costMutants,
        test: boundFairlets),
      Check(
        "assignments", level: .certified,
        family: .random(
          "2 to 7 points, balances 1:1, 1:2, 2:3, 3:5", quick: 8, deep: 200, shrink: FairPoints.shrink,
          draw: { index, stream in
            .random(
              stream.uniform(in: 2...6), dimension: stream.uniform(in: 1...2),
              balance: [(1, 1), (1, 2), (2, 3), (3, 5)][index % 4],
              width: 20, &stream)
          }),
        subject: assignmentBound,
        mutants: assignmentMutants,
        test: isBelow),
    ])
}

private struct Assigned: Sendable {
  var distances: [[Int]]
  var colours: [UInt8]
  var balance: Balance
}

@Sendable private func draw(_ index: Int, most: Int, _ stream: inout RandomStream) throws -> FairPoints {
  .random(
    stream.uniform(in: 2...(most - 1)), dimension: stream.uniform(in: 1...3),
    balance: (1, 1 + index % (most < 15 ? 4 : 5)),
    width: 30, &stream)
}

private func stars(_ instance: FairPoints, _ metric: StarForestCertificate.Metric? = nil) throws
  -> StarForestCertificate
{
  let metric = metric ?? (instance.seed % 2 == 0 ? .l1 : .euclideanFloor)
  let forest = try StarForest(integers: instance.points, colours: instance.colours, ratio: instance.q, metric: metric)
  guard let certificate = forest.certificate else { throw FairClusteringError.broken("no certificate") }
  return certificate
}

private func changed(_ change: @escaping @Sendable (inout StarForestCertificate) -> Void) -> Algorithm<
  FairPoints, StarForestCertificate
> {
  { instance in
    var certificate = try stars(instance)
    change(&certificate)
    return certificate
  }
}

private let flowMutants: KeyValuePairs<String, Algorithm<FairPoints, StarForestCertificate>> = [
  "a potential is one too large": changed { $0.potentials[0] += 1 },
  "potentials of one colour have the other sign": changed { certificate in
    let colours = Array(certificate.colours.utf8)
    certificate.potentials = certificate.potentials.indices.map {
      colours[$0] == 48 ? -certificate.potentials[$0] : certificate.potentials[$0]
    }
  },
  "two points of a colour are exchanged": changed { certificate in
    let colours = Array(certificate.colours.utf8)
    for a in certificate.stars.indices {
      for b in certificate.stars.indices
      where a < b && colours[a] == colours[b] && certificate.stars[a] != certificate.stars[b] {
        certificate.stars.swapAt(a, b)
        return
      }
    }
  },
]

private let assignmentBound: Algorithm<Assigned, Rational> = {
  try AssignmentBound(distances: $0.distances, colours: $0.colours, balance: $0.balance).value
}

private let assignmentMutants: KeyValuePairs<String, Algorithm<Assigned, Rational>> = [
  "every centre has as many of both colours": { input in
    try AssignmentBound(distances: input.distances, colours: input.colours, balance: Balance(1, 1)).value
  },
  "a point is not its own centre": { input in
    let far = 2 * (input.distances.joined().max() ?? 0) + 1
    let distances = input.distances.indices.map { c in
      input.distances.indices.map { $0 == c ? far : input.distances[c][$0] }
    }
    return try AssignmentBound(distances: distances, colours: input.colours, balance: input.balance).value
  },
]

private let costMutants: KeyValuePairs<String, Algorithm<FairPoints, Integer>> = [
  "the ratio is one more": { instance in
    try StarForest(integers: instance.points, colours: instance.colours, ratio: instance.q + 1).cost
  },
  "each point takes the nearest of the other colour": { instance in
    let table = SubsetOptimum.l1(instance.points)
    return Integer(
      instance.points.indices.reduce(0) { sum, a in
        instance.colours[a] == 1
          ? sum
          : sum + (instance.points.indices.filter { instance.colours[$0] == 1 }.map { table[a][$0] }.min() ?? 0)
      })
  },
]

private let leastCost: Algorithm<FairPoints, Integer> = { try stars($0, .l1).cost }

@Sendable private func boundFairlets(_ solve: Algorithm<FairPoints, Integer>, of instance: FairPoints) throws -> Verdict
{
  let table = SubsetOptimum.l1(instance.points)
  func best(_ charge: SubsetOptimum.Charge) throws -> Integer {
    Integer(
      try SubsetOptimum(
        distances: table, colours: instance.colours, balance: try instance.balance, charge: charge
      ).cost)
  }
  let (found, star, median) = (try solve(instance), try best(.star), try best(.median))
  return .all(
    .equal(found, star, "the cost of the stars"),
    .require(median <= star, "fairlets cost \(median), more than stars, \(star)"),
    .atMost(Rational(star, Integer(instance.q)), Rational(median), "the r-th part of the best stars"))
}

@Sendable private func isBelow(_ bound: Algorithm<Assigned, Rational>, of instance: FairPoints) throws -> Verdict {
  let input = Assigned(
    distances: SubsetOptimum.l1(instance.points), colours: instance.colours, balance: try instance.balance)
  let best = try SubsetOptimum(distances: input.distances, colours: input.colours, balance: input.balance)
  return .atMost(try bound(input), Rational(best.cost), "the bound by assignments")
}
