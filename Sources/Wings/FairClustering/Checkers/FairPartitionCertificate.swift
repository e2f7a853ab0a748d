import Exact

/// A proof that every group of a partition of coloured points is balanced: of R points of colour 0 and B of colour 1,
/// min(R, B) / max(R, B) ≥ minority / majority.
public struct FairPartitionCertificate: Hashable, Codable, Sendable {
  /// The colour of each point: a string of the digits 0 and 1.
  public var colours: String
  /// The group of each point, from 0; every group up to the largest has a point.
  public var groups: [Int]
  /// The smaller share of the balance that is asked for, at least 1.
  public var minority: Int
  /// The larger share.
  public var majority: Int
  /// The most points that a group may have; nil for no limit.
  public var largestGroup: Int?

  /// A certificate; nothing is verified here.
  public init(colours: String, groups: [Int], minority: Int, majority: Int, largestGroup: Int? = nil) {
    (self.colours, self.groups, self.minority, self.majority) = (colours, groups, minority, majority)
    self.largestGroup = largestGroup
  }

  /// Returns the number of groups and the size of the largest if all of them are balanced, and none is larger than may be.
  ///
  /// Nothing is rounded: balance is a comparison of two products.
  ///
  /// - Throws: ``FairPartitionError``, naming the first thing that does not hold.
  /// - Complexity: O(n).
  @discardableResult
  public func verify() throws(FairPartitionError) -> (groups: Int, largest: Int) {
    guard 1 <= minority, minority <= majority else { throw .balance(minority: minority, majority: majority) }
    if let largestGroup, largestGroup < 1 { throw .limit(largestGroup) }
    let colours = Array(colours.utf8)
    guard colours.count == groups.count else { throw .shape(colours: colours.count, groups: groups.count) }
    // No more groups than points: a file cannot ask for more memory than its own length.
    var counts = [(Int, Int)](repeating: (0, 0), count: groups.count)
    var last = -1
    for (point, group) in groups.enumerated() {
      guard counts.indices.contains(group) else { throw .group(point: point, group: group) }
      switch colours[point] {
      case UInt8(ascii: "0"): counts[group].0 += 1
      case UInt8(ascii: "1"): counts[group].1 += 1
      default: throw .colour(point: point)
      }
      last = max(last, group)
    }
    var largest = 0
    for group in 0..<(last + 1) {
      let (reds, blues) = counts[group]
      guard reds + blues > 0 else { throw .empty(group) }
      let (few, many) = (Integer(min(reds, blues)), Integer(max(reds, blues)))
      guard Integer(majority) * few >= Integer(minority) * many else {
        throw .unbalanced(group: group, reds: reds, blues: blues)
      }
      largest = max(largest, reds + blues)
    }
    if let largestGroup, largest > largestGroup { throw .tooLarge(size: largest, limit: largestGroup) }
    return (last + 1, largest)
  }
}

/// Why a partition is not a fair one.
public enum FairPartitionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The balance is none: 1 ≤ minority ≤ majority.
  case balance(minority: Int, majority: Int)
  /// The limit of sizes allows no group.
  case limit(Int)
  /// Numbers of colours and of groups differ.
  case shape(colours: Int, groups: Int)
  /// The group of a point is no number from 0 below the number of points.
  case group(point: Int, group: Int)
  /// The colour of a point is neither 0 nor 1.
  case colour(point: Int)
  /// A group below the largest has no points.
  case empty(Int)
  /// A group has too few points of one colour.
  case unbalanced(group: Int, reds: Int, blues: Int)
  /// A group has more points than it may.
  case tooLarge(size: Int, limit: Int)

  public var description: String {
    switch self {
    case .balance(let p, let q): "the balance \(p):\(q) is not of the form p:q with 1 ≤ p ≤ q"
    case .limit(let limit): "at most \(limit) points in a group leaves room for none"
    case .shape(let colours, let groups): "\(colours) colours for \(groups) points"
    case .group(let point, let group):
      "point \(point) is in group \(group), which is not from 0 below the number of points"
    case .colour(let point): "the colour of point \(point) is neither 0 nor 1"
    case .empty(let group): "group \(group) has no points, though a later one has"
    case .unbalanced(let group, let reds, let blues):
      "group \(group) has \(reds) points of colour 0 and \(blues) of colour 1, which is not balanced"
    case .tooLarge(let size, let limit): "a group has \(size) points, more than \(limit)"
    }
  }
}
