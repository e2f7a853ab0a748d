import Evidence
import Exact
import FairClustering
import FairClusteringCheckers
import Formats
import Foundation

extension Claim {
  /// No forged certificate of a bound on fairlets passes.
  static let assignmentForgeries = Claim(
    id: "certificates.assignments",
    title: "A certificate of prices proves a bound on fairlets, and no forgery passes",
    sentences: [
      Sentence(
        """
        A certificate that passes contains points, colours, a balance, prices $y$ and a bound $\\sum_i y_i$, which no fairlets of that \
        balance of these points cost less than. Every other file is refused, with the first thing that does not hold.
        """, checks: ["forgeries"])
    ],
    source: Source(
      paper: "Fair Clustering Through Fairlets", arXiv: "1802.05733",
      theorem: "fairlets; the certificate is weak duality of the linear program of assignments, derived"),
    checks: [
      .forgeries(
        "forgeries", about: "bounds on fairlets of up to six points", quick: assignmentFiles,
        deep: jsonForgeries(of: assignments, called: "certificate"),
        checker: checkAssignment, mutants: assignmentMutants, isTrue: { bound, text in try isLowerBound(bound, text) })
    ])
}

private let assignments: [AssignmentCertificate] = [
  bound([[0, 0], [1, 0], [4, 0]], "010", 1, 2),
  bound([[8, 11], [0, 14], [7, 1], [7, 12], [3, 7]], "00011", 2, 3),
  bound([[0], [3], [5], [9]], "0011", 1, 1),
  bound([[0, 0], [3, 4], [5, 1], [2, 2], [9, 9]], "00110", 1, 2, .euclideanFloor),
].compactMap { $0 }

private func bound(
  _ points: [[Int]], _ colours: String, _ minority: Int, _ majority: Int,
  _ metric: StarForestCertificate.Metric = .l1
) -> AssignmentCertificate? {
  try? AssignmentBound.certificate(
    of: points, colours: colours.utf8.map { $0 - 48 }, balance: Balance(minority, majority), metric: metric)
}

private let checkAssignment: Algorithm<String, Rational> = { text in
  let certificate = try decodeStrictly(AssignmentCertificate.self, from: Data(text.utf8))
  try certificate.verify()
  return certificate.bound
}

private let assignmentFiles: [TriedFile<String>] = {
  // A pair at distance 3.
  let first = AssignmentCertificate(
    metric: .l1, points: [[0], [3]], colours: "01", minority: 1, majority: 1, prices: [2, 1], redFees: [2, 0],
    blueFees: [0, 1], bound: 3)
  func with(_ change: (inout AssignmentCertificate) -> Void) -> AssignmentCertificate {
    var certificate = first
    change(&certificate)
    return certificate
  }
  let valid = ([first] + assignments).enumerated().map {
    TriedFile(name: "bound \($0 + 1)", file: jsonText($1), expectation: Expectation.accepted)
  }
  return valid + [
    stopped(
      "a minority of 0",
      with {
        $0.minority = 0
        $0.prices = [0, 0]
        $0.redFees = [0, 0]
        $0.blueFees = [0, 0]
        $0.bound = 0
      },
      AssignmentError.balance(minority: 0, majority: 1)),
    stopped(
      "a minority above the majority",
      with {
        $0.minority = 2
        $0.redFees = [1, 0]
        $0.blueFees = [0, Rational(1, 2)]
      },
      AssignmentError.balance(minority: 2, majority: 1)),
    stopped(
      "a price too many", with { $0.prices.append(0) },
      AssignmentError.shape(points: 2, colours: 2, prices: 3, fees: 2, 2)),
    stopped("a point in the plane", with { $0.points[1].append(0) }, AssignmentError.dimension(1)),
    stopped("a third colour", with { $0.colours = "02" }, AssignmentError.colours),
    stopped("another bound", with { $0.bound = 4 }, AssignmentError.bound(claimed: 4, derived: 3)),
    stopped(
      "a negative fee of one colour",
      with {
        $0.redFees = [1, 0]
        $0.blueFees = [-1, 1]
      }, AssignmentError.fee(0)),
    stopped(
      "a negative fee of the other",
      with {
        $0.redFees = [2, -1]
        $0.blueFees = [0, 0]
      }, AssignmentError.fee(1)),
    stopped(
      "a price above the distance",
      with {
        $0.prices = [2, 2]
        $0.bound = 4
      },
      AssignmentError.price(point: 1, centre: 0)),
  ] + jsonForgeries(of: assignments, called: "certificate").thinned(to: 150)
}()

private func forgivingBound(_ isForgiven: @escaping @Sendable (AssignmentError) -> Bool) -> Algorithm<String, Rational>
{
  forgiving(
    checkAssignment, { ($0 as? AssignmentError).map(isForgiven) ?? false },
    accepts: { try JSONDecoder().decode(AssignmentCertificate.self, from: Data($0.utf8)).bound })
}

private let assignmentMutants: KeyValuePairs<String, Algorithm<String, Rational>> = [
  "lets any balance pass": forgivingBound { if case .balance = $0 { true } else { false } },
  "lets numbers differ": forgivingBound { if case .shape = $0 { true } else { false } },
  "lets points have other dimensions": forgivingBound { if case .dimension = $0 { true } else { false } },
  "lets points have other colours": forgivingBound { if case .colours = $0 { true } else { false } },
  "believes the bound": forgivingBound { if case .bound = $0 { true } else { false } },
  "lets fees be negative": forgivingBound { if case .fee = $0 { true } else { false } },
  "lets prices be too high": forgivingBound { if case .price = $0 { true } else { false } },
]

/// Whether no fairlets cost less, by trying all subsets.
private func isLowerBound(_ bound: Rational, _ text: String) throws -> Bool {
  let found = try JSONDecoder().decode(AssignmentCertificate.self, from: Data(text.utf8))
  let n = found.points.count
  guard n > 0 else { return bound <= 0 }
  guard n <= 14, 1 <= found.minority, found.minority <= found.majority else { return false }
  // Of so few points the least share that is no less: it holds for the same sets.
  let wanted = Rational(Integer(found.minority), Integer(found.majority))
  var share = (p: 1, q: 1)
  func size(_ share: (p: Int, q: Int)) -> Rational { Rational(Integer(share.p), Integer(share.q)) }
  for q in 1...n {
    for p in 1...q where size((p, q)) >= wanted && size((p, q)) < size(share) { share = (p, q) }
  }
  let table = distances(found.points, found.metric)
  let best: SubsetOptimum
  do {
    best = try SubsetOptimum(
      distances: table, colours: found.colours.utf8.map { $0 - 48 }, balance: Balance(share.p, share.q))
  } catch {
    // There may be no fairlets at all, and then none that cost less.
    if case .infeasible = error { return true }
    throw error
  }
  return bound <= Rational(best.cost)
}
