import FairClustering
import Randomness
import TestSupport
import Testing

@Suite("Fair clusters")
struct FairClusterTests {
  private static func blobs(_ perBlob: Int, apart: Double) throws -> ColoredPoints {
    var stream = RandomStream(seed: 11)
    var rows: [[Double]] = []
    var colours: [UInt8] = []
    for blob in 0..<3 {
      for point in 0..<perBlob {
        rows.append(
          (0..<2).map { axis in
            Double(stream.uniform(in: 0...999)) / 1000 + (axis == 0 ? apart * Double(blob) : 0)
          })
        colours.append(point % 2 == 0 ? 0 : 1)
      }
    }
    return try ColoredPoints(rows, colours: colours)
  }

  @Test("Three balanced blobs are found, by each objective")
  func blobs() throws {
    let data = try Self.blobs(20, apart: 10)
    let fairlets = try FairletDecomposition(balance: Balance(1, 2)).fit(data)
    for objective in FairClusters.Objective.allCases {
      let clusters = try FairletClustering(k: 3, objective: objective, restarts: 5).fit(data, fairlets)
      for blob in 0..<3 { #expect(Set(clusters.labels[(blob * 20)..<(blob * 20 + 20)]).count == 1, "\(objective)") }
      #expect(clusters.counts(data).allSatisfy { $0 == ColourCounts(10, 10) })
      try clusters.certificate(data).verify()
    }
    let median = try FairletClustering(k: 3, restarts: 5).fit(data, fairlets)
    let unfair = try FairletClustering(k: 3, restarts: 5).unfair(data)
    #expect(abs(unfair.cost - median.cost) < 1e-9 && median.cost <= median.costBeforeLastStep ?? 0)
  }

  @Test("k-medians are as good as the best of all pairs of centres")
  func exhaustive() throws {
    var stream = RandomStream(seed: 2)
    for _ in 0..<20 {
      let rows = (0..<12).map { _ in (0..<2).map { _ in Double(stream.uniform(in: 0...1000)) } }
      let data = try ColoredPoints(rows, colours: (0..<12).map { UInt8($0 % 2) })
      var best = Double.infinity
      for a in 0..<12 {
        for b in 0..<a {
          best = min(best, (0..<12).reduce(0) { $0 + min(data.distance($1, a), data.distance($1, b)) })
        }
      }
      let found = try FairletClustering(k: 2, restarts: 8).unfair(data).cost
      #expect(abs(found - best) <= 1e-9 * best)
      let one = try FairletClustering(k: 1).unfair(data).cost
      let alone = (0..<12).map { a in (0..<12).reduce(0) { $0 + data.distance($1, a) } }.min() ?? 0
      #expect(abs(one - alone) <= 1e-9 * alone)
      #expect(try FairletClustering(k: 12).unfair(data).cost == 0)
    }
  }

  @Test("More clusters than fairlets, or none, are refused")
  func numbers() throws {
    let data = try Self.blobs(4, apart: 1)
    let fairlets = try FairletDecomposition(balance: Balance(1, 1)).fit(data)
    #expect(fairlets.count == 6)
    #expect(throws: FairClusteringError.tooManyClusters(7, fairlets: 6)) {
      try FairletClustering(k: 7).fit(data, fairlets)
    }
    #expect(throws: FairClusteringError.noClusters(0)) { try FairletClustering(k: 0).fit(data, fairlets) }
    for objective in FairClusters.Objective.allCases {
      #expect(try FairletClustering(k: 6, objective: objective).fit(data, fairlets).centres.count == 6)
      #expect(try FairletClustering(k: 1, objective: objective).fit(data, fairlets).centres.count == 1)
    }
  }

  @Test("An audit counts, finds the worst balance, and its certificate verifies only if the balance holds")
  func audit() throws {
    let audit = try BalanceAudit(
      labels: ["10", "9", "9", "9", "b", "b", "10", "b"], colours: [0, 0, 1, 1, 1, 0, 1, 0])
    #expect(audit.rows.map(\.label) == ["9", "10", "b"])
    let (half, more) = (try Balance(1, 2), try Balance(2, 3))
    #expect(audit.balance == half)
    #expect(audit.violations(half).isEmpty && audit.violations(more) == [0, 2])
    try audit.certificate(half).verify()
    #expect(throws: (any Error).self) { try audit.certificate(more).verify() }
    #expect(try BalanceAudit(labels: ["a", "a", "b"], colours: [0, 1, 1]).balance == nil)
    #expect(throws: FairClusteringError.noPoints) { try BalanceAudit(labels: [], colours: []) }
    #expect(throws: FairClusteringError.self) { try BalanceAudit(labels: ["a"], colours: []) }
  }
}
