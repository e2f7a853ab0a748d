import Evidence
import Exact
import FairClustering
import FairClusteringCheckers
import Formats
import Foundation
import Randomness

extension Claim {
  /// No forged certificate of a fair partition passes.
  static let fairPartitionForgeries = Claim(
    id: "certificates.fair-partitions",
    title: "A certificate of a fair partition proves that every group is balanced, and no forgery passes",
    sentences: [
      Sentence(
        """
        A certificate that passes contains colours of points, a group for each and a balance $p:q$, and in each group, none of which is \
        empty, $q \\min(R,B) \\ge p \\max(R,B)$; if it states a largest size, no group is larger. Every other file is refused, with the \
        first thing that does not hold.
        """, checks: ["forgeries"])
    ],
    source: Source(
      paper: "Fair Clustering Through Fairlets", arXiv: "1802.05733", theorem: "the definition of balance"),
    checks: [
      .forgeries(
        "forgeries", about: "partitions of up to eight points", quick: partitionFiles,
        deep: jsonForgeries(of: partitions, called: "certificate"),
        checker: checkPartition, mutants: partitionMutants, isTrue: { _, text in try isFair(text) })
    ])

  /// No forged certificate of best stars passes.
  static let starForgeries = Claim(
    id: "certificates.stars",
    title: "A certificate of best stars proves their cost and that none cost less, and no forgery passes",
    sentences: [
      Sentence(
        """
        A certificate that passes contains points, colours, stars of a point and 1 to $r$ of the other colour, and the cost of the stars, \
        which no stars of these points cost less than. Every other file is refused, with the first thing that does not hold.
        """, checks: ["forgeries"])
    ],
    source: Source(
      paper: "Fair Clustering Through Fairlets", arXiv: "1802.05733",
      theorem: "fairlets by flow; the certificate is weak duality of the linear program, derived"),
    checks: [
      .forgeries(
        "forgeries", about: "stars of up to six points", quick: starFiles,
        deep: jsonForgeries(of: starCertificates, called: "certificate"),
        checker: checkStars, mutants: starMutants, isTrue: { cost, text in try isLeast(cost, text) })
    ])
}

func stopped(_ name: String, _ certificate: some Encodable, _ error: any Error) -> TriedFile<String> {
  TriedFile(name: name, file: jsonText(certificate), expectation: .refused("\(error)"))
}

// Partitions.

private let partitions: [FairPartitionCertificate] = [
  FairPartitionCertificate(colours: "001101", groups: [0, 0, 0, 1, 1, 1], minority: 1, majority: 2),
  FairPartitionCertificate(colours: "00011", groups: [0, 0, 0, 0, 0], minority: 2, majority: 3, largestGroup: 5),
  FairPartitionCertificate(colours: "01", groups: [0, 0], minority: 1, majority: 1, largestGroup: 2),
  FairPartitionCertificate(colours: "01101001", groups: [2, 2, 0, 1, 1, 0, 2, 2], minority: 1, majority: 1),
]

private let checkPartition: Algorithm<String, Int> = { text in
  try decodeStrictly(FairPartitionCertificate.self, from: Data(text.utf8)).verify().groups
}

private let partitionFiles: [TriedFile<String>] = {
  let first = partitions[0]
  func with(_ change: (inout FairPartitionCertificate) -> Void) -> FairPartitionCertificate {
    var certificate = first
    change(&certificate)
    return certificate
  }
  let valid = partitions.enumerated().map {
    TriedFile(name: "partition \($0 + 1)", file: jsonText($1), expectation: Expectation.accepted)
  }
  return valid + [
    stopped("a minority of 0", with { $0.minority = 0 }, FairPartitionError.balance(minority: 0, majority: 2)),
    stopped(
      "a minority above the majority", with { $0.minority = 3 }, FairPartitionError.balance(minority: 3, majority: 2)),
    stopped("a limit of 0", with { $0.largestGroup = 0 }, FairPartitionError.limit(0)),
    stopped("a colour too many", with { $0.colours += "0" }, FairPartitionError.shape(colours: 7, groups: 6)),
    stopped("a group below 0", with { $0.groups[1] = -1 }, FairPartitionError.group(point: 1, group: -1)),
    stopped("a group beyond the points", with { $0.groups[5] = 6 }, FairPartitionError.group(point: 5, group: 6)),
    stopped("a third colour", with { $0.colours = "001102" }, FairPartitionError.colour(point: 5)),
    stopped("an empty group", with { $0.groups = [0, 0, 0, 2, 2, 2] }, FairPartitionError.empty(1)),
    stopped(
      "a group of one colour", with { $0.groups = [0, 0, 1, 1, 1, 1] },
      FairPartitionError.unbalanced(group: 0, reds: 2, blues: 0)),
    stopped(
      "a group with one point too many of colour 1",
      FairPartitionCertificate(colours: "0111", groups: [0, 0, 0, 0], minority: 1, majority: 2),
      FairPartitionError.unbalanced(group: 0, reds: 1, blues: 3)),
    stopped("a group above the limit", with { $0.largestGroup = 2 }, FairPartitionError.tooLarge(size: 3, limit: 2)),
  ] + jsonForgeries(of: partitions, called: "certificate").thinned(to: 150)
}()

private func forgivingPartition(_ isForgiven: @escaping @Sendable (FairPartitionError) -> Bool) -> Algorithm<
  String, Int
> {
  forgiving(checkPartition, { ($0 as? FairPartitionError).map(isForgiven) ?? false }, accepts: { _ in 0 })
}

private let partitionMutants: KeyValuePairs<String, Algorithm<String, Int>> = [
  "lets any balance pass": forgivingPartition { if case .balance = $0 { true } else { false } },
  "lets groups be larger": forgivingPartition { if case .tooLarge = $0 { true } else { false } },
  "lets a limit be 0": forgivingPartition { if case .limit = $0 { true } else { false } },
  "lets the second colour be the rarer one only": forgivingPartition {
    if case .unbalanced(_, let reds, let blues) = $0 { blues > reds } else { false }
  },
  "lets the first colour be the rarer one only": forgivingPartition {
    if case .unbalanced(_, let reds, let blues) = $0 { reds > blues } else { false }
  },
  "lets groups be empty": forgivingPartition { if case .empty = $0 { true } else { false } },
  "lets points be without a group": forgivingPartition { if case .group = $0 { true } else { false } },
  "lets points have other colours": forgivingPartition { if case .colour = $0 { true } else { false } },
  "lets numbers differ": forgivingPartition { if case .shape = $0 { true } else { false } },
]

/// What is said, counted anew from the text.
private func isFair(_ text: String) throws -> Bool {
  let found = try JSONDecoder().decode(FairPartitionCertificate.self, from: Data(text.utf8))
  let letters = Array(found.colours)
  guard letters.count == found.groups.count, 1 <= found.minority, found.minority <= found.majority else { return false }
  var sizes: [Int: [Character: Int]] = [:]
  for (group, letter) in zip(found.groups, letters) { sizes[group, default: [:]][letter, default: 0] += 1 }
  return sizes.keys.sorted() == Array(0..<sizes.count)
    && sizes.values.allSatisfy { counts in
      guard Set(counts.keys).isSubset(of: ["0", "1"]) else { return false }
      let (a, b) = (counts["0"] ?? 0, counts["1"] ?? 0)
      let isBalanced =
        Rational(Integer(min(a, b)), Integer(max(a, b))) >= Rational(Integer(found.minority), Integer(found.majority))
      return isBalanced && a + b <= found.largestGroup ?? Int.max
    }
}

// Stars.

private let starCertificates: [StarForestCertificate] = [
  star([[0, 0], [1, 0], [4, 0]], "010", 2),
  star([[8, 11], [0, 14], [7, 1], [7, 12], [3, 7], [0, 6]], "000111", 1),
  star([[0], [3], [5], [9]], "0001", 3),
  star([[0, 0], [3, 4], [5, 1], [2, 2], [9, 9]], "00110", 2, .euclideanFloor),
].compactMap { $0 }

private func star(
  _ points: [[Int]], _ colours: String, _ ratio: Int, _ metric: StarForestCertificate.Metric = .l1
) -> StarForestCertificate? {
  try? StarForest(integers: points, colours: colours.utf8.map { $0 - 48 }, ratio: ratio, metric: metric).certificate
}

private let checkStars: Algorithm<String, Integer> = { text in
  let certificate = try decodeStrictly(StarForestCertificate.self, from: Data(text.utf8))
  try certificate.verify()
  return certificate.cost
}

private let starFiles: [TriedFile<String>] = {
  // Both reds with the blue between them: 1 + 3.
  let first = StarForestCertificate(
    metric: .l1, points: [[0, 0], [1, 0], [4, 0]], colours: "010", ratio: 2, stars: [0, 0, 0], potentials: [1, 0, 3],
    cost: 4)
  func with(_ change: (inout StarForestCertificate) -> Void) -> StarForestCertificate {
    var certificate = first
    change(&certificate)
    return certificate
  }
  let valid = ([first] + starCertificates).enumerated().map {
    TriedFile(name: "stars \($0 + 1)", file: jsonText($1), expectation: Expectation.accepted)
  }
  // Two pairs crossed: they cost 2 + 2, the best 0 + 0.
  let crossed = StarForestCertificate(
    metric: .l1, points: [[0], [0], [2], [2]], colours: "0101", ratio: 1, stars: [0, 1, 1, 0],
    potentials: [0, 0, 0, 0], cost: 4)
  return valid + [
    stopped("a ratio of 0", with { $0.ratio = 0 }, StarForestError.ratio(0)),
    stopped(
      "a potential too many", with { $0.potentials.append(0) },
      StarForestError.shape(points: 3, colours: 3, stars: 3, potentials: 4)),
    stopped("a point of three coordinates", with { $0.points[2].append(0) }, StarForestError.dimension(2)),
    stopped("a third colour", with { $0.colours = "012" }, StarForestError.colours),
    stopped("a star beyond the points", with { $0.stars[0] = 3 }, StarForestError.star(point: 0, star: 3)),
    stopped("a lone point", with { $0.stars[0] = 1 }, StarForestError.noStar(1, reds: 1, blues: 0)),
    stopped("more points than the ratio allows", with { $0.ratio = 1 }, StarForestError.noStar(0, reds: 2, blues: 1)),
    stopped("another cost", with { $0.cost = 3 }, StarForestError.cost(claimed: 3, derived: 4)),
    stopped("potentials that prove less", with { $0.potentials = [1, 0, 2] }, StarForestError.gap(bound: 3, cost: 4)),
    stopped(
      "a negative potential that counts once", with { $0.potentials = [1, -1, 4] },
      StarForestError.gap(bound: 3, cost: 4)),
    stopped(
      "a potential above the distance", with { $0.potentials = [0, 0, 4] }, StarForestError.gap(bound: 3, cost: 4)),
    stopped("crossed pairs", crossed, StarForestError.gap(bound: 0, cost: 4)),
  ] + jsonForgeries(of: starCertificates, called: "certificate").thinned(to: 150)
}()

private func forgivingStars(_ isForgiven: @escaping @Sendable (StarForestError) -> Bool) -> Algorithm<String, Integer> {
  forgiving(
    checkStars, { ($0 as? StarForestError).map(isForgiven) ?? false },
    accepts: { try JSONDecoder().decode(StarForestCertificate.self, from: Data($0.utf8)).cost })
}

private let starMutants: KeyValuePairs<String, Algorithm<String, Integer>> = [
  "lets the potentials prove less": forgivingStars { if case .gap = $0 { true } else { false } },
  "believes the cost": forgivingStars { if case .cost = $0 { true } else { false } },
  "lets stars be anything": forgivingStars { if case .noStar = $0 { true } else { false } },
  "lets points be in no star": forgivingStars { if case .star = $0 { true } else { false } },
  "lets points have other colours": forgivingStars { if case .colours = $0 { true } else { false } },
  "lets points have other dimensions": forgivingStars { if case .dimension = $0 { true } else { false } },
  "lets numbers differ": forgivingStars { if case .shape = $0 { true } else { false } },
  "lets the ratio be 0": forgivingStars { if case .ratio = $0 { true } else { false } },
]

/// Whether the best stars cost this, by trying all subsets.
private func isLeast(_ cost: Integer, _ text: String) throws -> Bool {
  let found = try JSONDecoder().decode(StarForestCertificate.self, from: Data(text.utf8))
  guard !found.points.isEmpty else { return cost == 0 }
  guard found.points.count <= 14, found.ratio <= Balance.largestShare else { return false }
  let table = distances(found.points, found.metric)
  let best = try SubsetOptimum(
    distances: table, colours: found.colours.utf8.map { $0 - 48 }, balance: Balance(1, found.ratio), charge: .star)
  return cost == Integer(best.cost)
}

/// All distances between points by their definition, not by the checkers' code; those above 2⁵⁵ are that.
func distances(_ points: [[Int]], _ metric: StarForestCertificate.Metric) -> [[Int]] {
  points.map { x in
    points.map { y in
      let differences = zip(x, y).map { Integer($0) - Integer($1) }
      let distance =
        metric == .l1
        ? differences.reduce(Integer.zero) { $0 + $1.magnitude }
        : differences.reduce(Integer.zero) { $0 + $1 * $1 }.squareRoot()
      return distance.asInt.map { min($0, 1 << 55) } ?? 1 << 55
    }
  }
}
