import CFairClustering
import FairClusteringCheckers

/// A decomposition of coloured points into fairlets: balanced sets of at most p + q points, each with its centre, the member
/// from which the others are nearest in sum (of more than 2,000 members the best of a sample).
public struct Fairlets: Sendable, Hashable {
  /// How balanced each fairlet is.
  public let balance: Balance
  /// The points, fairlet by fairlet.
  public internal(set) var members: [Int32]
  /// Where each fairlet starts in ``members``, and at last the number of points.
  public let starts: [Int64]
  /// The centre of each fairlet: a point.
  public internal(set) var centres: [Int32]
  /// The sum of Euclidean distances to the centre, of each fairlet.
  public internal(set) var costs: [Double]
  /// How they were found, in words.
  public internal(set) var method: String

  /// The number of fairlets.
  public var count: Int { centres.count }
  /// The sum of all costs.
  public var cost: Double { costs.reduce(0, +) }

  /// The points of a fairlet.
  ///
  /// - Precondition: 0 ≤ fairlet < count.
  public subscript(fairlet: Int) -> ArraySlice<Int32> { members[Int(starts[fairlet])..<Int(starts[fairlet + 1])] }

  /// The fairlet of each point.
  public var labels: [Int] {
    var labels = [Int](repeating: 0, count: members.count)
    for fairlet in 0..<count { for point in self[fairlet] { labels[Int(point)] = fairlet } }
    return labels
  }

  /// Fairlets with their centres, once every one is found to be balanced.
  ///
  /// - Throws: ``FairClusteringError/broken(_:)`` if they are none.
  /// - Complexity: O(n (p + q) d).
  package init(
    _ points: ColoredPoints, members: [Int32], starts: [Int64], balance: Balance, method: String
  ) throws(FairClusteringError) {
    (self.balance, self.members, self.starts, self.method) = (balance, members, starts, method)
    let groups = starts.count - 1
    (centres, costs) = ([Int32](repeating: 0, count: groups), [Double](repeating: 0, count: groups))
    try verify(points, centred: false)
    fair_medians(points.coordinates, points.dimension, members, starts, groups, &centres, &costs)
  }

  /// Returns if these are fairlets of the points: each point in one of them, each balanced, none larger than p + q, by integers
  /// alone.
  ///
  /// - Throws: ``FairClusteringError/broken(_:)``.
  /// - Complexity: O(n).
  public func verify(_ points: ColoredPoints) throws(FairClusteringError) { try verify(points, centred: true) }

  private func verify(_ points: ColoredPoints, centred: Bool) throws(FairClusteringError) {
    guard members.count == points.count, starts.first == 0, Int(starts.last ?? -1) == points.count else {
      throw .broken("\(members.count) members for \(points.count) points")
    }
    var seen = [Bool](repeating: false, count: points.count)
    for fairlet in 0..<(starts.count - 1) {
      guard starts[fairlet] < starts[fairlet + 1] else { throw .broken("fairlet \(fairlet) is empty") }
      var blues = 0
      for place in Int(starts[fairlet])..<Int(starts[fairlet + 1]) {
        let point = Int(members[place])
        guard seen.indices.contains(point), !seen[point] else { throw .broken("point \(point) is in two fairlets") }
        seen[point] = true
        blues += Int(points.colours[point])
      }
      let size = Int(starts[fairlet + 1] - starts[fairlet])
      guard size <= balance.fairletSize, balance.holds(size - blues, blues) else {
        throw .broken("fairlet \(fairlet) has \(size - blues) and \(blues) points")
      }
      guard !centred || self[fairlet].contains(centres[fairlet]) else {
        throw .broken("the centre of fairlet \(fairlet) is not in it")
      }
    }
  }

  /// The certificate that every fairlet is balanced and small.
  public func certificate(_ points: ColoredPoints) -> FairPartitionCertificate {
    FairPartitionCertificate(
      colours: points.colourText, groups: labels, minority: balance.minority, majority: balance.majority,
      largestGroup: balance.fairletSize)
  }
}

extension ColoredPoints {
  /// The colours as certificates have them: a digit for each point.
  var colourText: String { String(decoding: colours.map { $0 + UInt8(ascii: "0") }, as: UTF8.self) }
}
