import Exact

/// A proof of what the best decomposition of coloured points into stars costs.
///
/// A star is a point of one colour with 1 to r points of the other; its cost is the sum of distances from the lone point.
/// Potentials y bound the cost of every decomposition from below: with degrees from 1 to r and no edge taken twice it is at least
/// Σ_v (y_v if y_v > 0, else r·y_v) − Σ_e max(0, y_u + y_w − c_e), by weak duality of the linear program (derived).
public struct StarForestCertificate: Hashable, Codable, Sendable {
  /// How far two points with integer coordinates are from each other.
  public enum Metric: String, Hashable, Codable, Sendable, CaseIterable {
    /// Σ |x − y|.
    case l1
    /// The largest integer that is at most the Euclidean distance.
    case euclideanFloor
  }

  /// The distance.
  public var metric: Metric
  /// The points, integers each.
  public var points: [[Int]]
  /// The colour of each point: a string of the digits 0 and 1.
  public var colours: String
  /// r, at least 1.
  public var ratio: Int
  /// The star of each point, from 0.
  public var stars: [Int]
  /// y of each point.
  public var potentials: [Int]
  /// The cost of the stars, and of the best stars.
  public var cost: Integer

  /// A certificate; nothing is verified here.
  public init(
    metric: Metric, points: [[Int]], colours: String, ratio: Int, stars: [Int], potentials: [Int], cost: Integer
  ) {
    (self.metric, self.points, self.colours, self.ratio) = (metric, points, colours, ratio)
    (self.stars, self.potentials, self.cost) = (stars, potentials, cost)
  }

  /// Returns if the stars are stars of at most r + 1 points, cost what is said, and no other stars cost less.
  ///
  /// - Throws: ``StarForestError``, naming the first thing that does not hold.
  /// - Complexity: O(n² d) operations on integers.
  public func verify() throws(StarForestError) {
    guard ratio >= 1 else { throw .ratio(ratio) }
    let n = points.count
    let colour = Array(colours.utf8)
    guard colour.count == n, stars.count == n, potentials.count == n else {
      throw .shape(points: n, colours: colour.count, stars: stars.count, potentials: potentials.count)
    }
    for (index, point) in points.enumerated() where point.count != points[0].count { throw .dimension(index) }
    let reds = (0..<n).filter { colour[$0] == UInt8(ascii: "0") }
    let blues = (0..<n).filter { colour[$0] == UInt8(ascii: "1") }
    guard reds.count + blues.count == n else { throw .colours }
    let reached = try costOfStars(colour)
    guard reached == cost else { throw .cost(claimed: cost, derived: reached) }
    var bound: Integer = 0
    for y in potentials { bound += y > 0 ? Integer(y) : Integer(ratio) * Integer(y) }
    for red in reds {
      for blue in blues {
        let excess = Integer(potentials[red]) + Integer(potentials[blue]) - distance(red, blue)
        if excess > 0 { bound -= excess }
      }
    }
    guard bound == cost else { throw .gap(bound: bound, cost: cost) }
  }

  private func costOfStars(_ colour: [UInt8]) throws(StarForestError) -> Integer {
    var members = [[Int]](repeating: [], count: points.count)
    for (point, star) in stars.enumerated() {
      guard members.indices.contains(star) else { throw .star(point: point, star: star) }
      members[star].append(point)
    }
    var sum: Integer = 0
    for (star, group) in members.enumerated() where !group.isEmpty {
      let reds = group.filter { colour[$0] == UInt8(ascii: "0") }
      let blues = group.filter { colour[$0] == UInt8(ascii: "1") }
      let (lone, others) = reds.count == 1 ? (reds, blues) : (blues, reds)
      guard lone.count == 1, !others.isEmpty, others.count <= ratio else {
        throw .noStar(star, reds: reds.count, blues: blues.count)
      }
      for other in others { sum += distance(lone[0], other) }
    }
    return sum
  }

  /// The distance of two points.
  private func distance(_ a: Int, _ b: Int) -> Integer { metric.distance(points[a], points[b]) }
}

extension StarForestCertificate.Metric {
  /// The distance of two points with as many coordinates.
  func distance(_ a: [Int], _ b: [Int]) -> Integer {
    var sum: Integer = 0
    for (x, y) in zip(a, b) {
      let difference = (Integer(x) - Integer(y)).magnitude
      sum += self == .l1 ? difference : difference * difference
    }
    return self == .l1 ? sum : sum.squareRoot()
  }
}

/// Why stars are not proved to be the best ones.
public enum StarForestError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The ratio is less than 1.
  case ratio(Int)
  /// Numbers of points, colours, stars and potentials differ.
  case shape(points: Int, colours: Int, stars: Int, potentials: Int)
  /// The point has another number of coordinates than the first.
  case dimension(Int)
  /// A colour is neither 0 nor 1.
  case colours
  /// The star of a point is no number from 0 below the number of points.
  case star(point: Int, star: Int)
  /// The points of a star are not one of a colour and 1 to r of the other.
  case noStar(Int, reds: Int, blues: Int)
  /// The stars cost something else.
  case cost(claimed: Integer, derived: Integer)
  /// The potentials prove less than the cost.
  case gap(bound: Integer, cost: Integer)

  public var description: String {
    switch self {
    case .ratio(let ratio): "the ratio is \(ratio); it is at least 1"
    case .shape(let points, let colours, let stars, let potentials):
      "\(points) points have \(colours) colours, \(stars) stars and \(potentials) potentials"
    case .dimension(let point): "point \(point) has another number of coordinates than the first"
    case .colours: "a colour is neither 0 nor 1"
    case .star(let point, let star): "point \(point) is in star \(star), which is not from 0 below the number of points"
    case .noStar(let star, let reds, let blues):
      "star \(star) has \(reds) points of colour 0 and \(blues) of colour 1, not one of a colour and 1 to r of the other"
    case .cost(let claimed, let derived): "the stars cost \(derived), not \(claimed)"
    case .gap(let bound, let cost): "the potentials prove a cost of \(bound) at least, not of \(cost)"
    }
  }
}
