import FairClusteringCheckers

/// How balanced the clusters of any labelling are, whatever tool made it: exact.
public struct BalanceAudit: Sendable, Hashable {
  /// A cluster.
  public struct Row: Sendable, Hashable {
    /// Its label, as it stands in the labelling.
    public let label: String
    /// Its points of each colour.
    public let counts: ColourCounts
  }

  /// The clusters by their labels: those that are numbers first, in their order.
  public let rows: [Row]
  /// The cluster of each point: a place in ``rows``.
  public let clusters: [Int]
  /// The colours, as certificates have them.
  private let colours: String

  /// Counts the colours of each cluster.
  ///
  /// - Parameters:
  ///   - labels: The label of each point.
  ///   - colours: 0 or 1 for each point.
  /// - Throws: ``FairClusteringError``: no points, or numbers that differ.
  /// - Complexity: O(n) and sorting the labels.
  public init(labels: [String], colours: [UInt8]) throws(FairClusteringError) {
    guard !labels.isEmpty else { throw .noPoints }
    guard labels.count == colours.count, colours.allSatisfy({ $0 < 2 }) else {
      throw .shape("\(labels.count) labels for \(colours.count) points of colours 0 and 1")
    }
    var counts: [String: ColourCounts] = [:]
    for (label, colour) in zip(labels, colours) { counts[label, default: ColourCounts(0, 0)][Int(colour)] += 1 }
    let order = counts.keys.sorted { a, b in
      switch (Int(a), Int(b)) {
      case (let x?, let y?): x == y ? a < b : x < y
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): a < b
      }
    }
    rows = order.map { Row(label: $0, counts: counts[$0] ?? ColourCounts(0, 0)) }
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    clusters = labels.map { places[$0] ?? 0 }
    self.colours = String(decoding: colours.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
  }

  /// The best balance that all clusters have; nil if one lacks a colour, and then it is 0.
  public var balance: Balance? {
    var worst: Balance?
    for row in rows {
      guard let balance = row.counts.balance else { return nil }
      // p/q < p'/q' in integers.
      if let old = worst, !(balance.minority * old.majority < old.minority * balance.majority) { continue }
      worst = balance
    }
    return worst
  }

  /// The clusters that a balance does not hold for: places in ``rows``.
  public func violations(_ balance: Balance) -> [Int] {
    rows.indices.filter { !balance.holds(rows[$0].counts.reds, rows[$0].counts.blues) }
  }

  /// The certificate that the balance holds; it verifies only if it does.
  public func certificate(_ balance: Balance) -> FairPartitionCertificate {
    FairPartitionCertificate(
      colours: colours, groups: clusters, minority: balance.minority, majority: balance.majority)
  }
}
