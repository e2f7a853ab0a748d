import Exact

/// A proof that no fairlets of coloured points cost less than a bound.
///
/// Fairlets are sets of points, balanced p:q, each with a centre among the points; they cost the distances from the centres. Each point i
/// has a price y_i, each centre c two fees u_c, v_c ≥ 0, and y_i ≤ d(c, i) + p · u_c − q · v_c for a point of colour 0, or p · v_c − q · u_c in
/// place of that for colour 1. Summed over a set with centre c that has R points of colour 0 and B of colour 1, the fees come to u_c (p R − q B) + v_c
/// (p B − q R) ≤ 0: so the set costs at least the prices of its points, and fairlets cost at least Σ y_i. That is weak duality of the linear program of
/// fractional assignments (derived), for which the bound holds too.
public struct AssignmentCertificate: Hashable, Codable, Sendable {
  /// The distance.
  public var metric: StarForestCertificate.Metric
  /// The points, integers each.
  public var points: [[Int]]
  /// The colour of each point: a string of the digits 0 and 1.
  public var colours: String
  /// p, at least 1.
  public var minority: Int
  /// q, at least p.
  public var majority: Int
  /// y of each point.
  public var prices: [Rational]
  /// u of each centre: what it pays for points of colour 0 beyond q for each p of colour 1.
  public var redFees: [Rational]
  /// v of each centre: the same for points of colour 1.
  public var blueFees: [Rational]
  /// The sum of the prices.
  public var bound: Rational

  /// A certificate; nothing is verified here.
  public init(
    metric: StarForestCertificate.Metric, points: [[Int]], colours: String, minority: Int, majority: Int,
    prices: [Rational], redFees: [Rational], blueFees: [Rational], bound: Rational
  ) {
    (self.metric, self.points, self.colours) = (metric, points, colours)
    (self.minority, self.majority, self.bound) = (minority, majority, bound)
    (self.prices, self.redFees, self.blueFees) = (prices, redFees, blueFees)
  }

  /// Returns if no fairlets cost less than the bound.
  ///
  /// - Throws: ``AssignmentError``, naming the first thing that does not hold.
  /// - Complexity: O(n² d) operations on integers and O(n²) on rationals.
  public func verify() throws(AssignmentError) {
    guard 1 <= minority, minority <= majority else { throw .balance(minority: minority, majority: majority) }
    let n = points.count
    let colour = Array(colours.utf8)
    guard colour.count == n, prices.count == n, redFees.count == n, blueFees.count == n else {
      throw .shape(points: n, colours: colour.count, prices: prices.count, fees: redFees.count, blueFees.count)
    }
    for (index, point) in points.enumerated() where point.count != points[0].count { throw .dimension(index) }
    guard colour.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }) else { throw .colours }
    let sum = prices.reduce(0, +)
    guard sum == bound else { throw .bound(claimed: bound, derived: sum) }
    let (p, q) = (Rational(Integer(minority)), Rational(Integer(majority)))
    for centre in 0..<n {
      let (u, v) = (redFees[centre], blueFees[centre])
      guard u >= 0, v >= 0 else { throw .fee(centre) }
      let (red, blue) = (p * u - q * v, p * v - q * u)
      for point in 0..<n {
        let fee = colour[point] == UInt8(ascii: "0") ? red : blue
        guard prices[point] <= Rational(metric.distance(points[centre], points[point])) + fee else {
          throw .price(point: point, centre: centre)
        }
      }
    }
  }
}

/// Why a bound on fairlets is not proved.
public enum AssignmentError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The balance is none: 1 ≤ minority ≤ majority.
  case balance(minority: Int, majority: Int)
  /// Numbers of points, colours, prices and fees of both colours differ.
  case shape(points: Int, colours: Int, prices: Int, fees: Int, Int)
  /// The point has another number of coordinates than the first.
  case dimension(Int)
  /// A colour is neither 0 nor 1.
  case colours
  /// The prices have another sum.
  case bound(claimed: Rational, derived: Rational)
  /// A fee of the centre is negative.
  case fee(Int)
  /// The price of the point is above its distance from the centre and the centre's fee.
  case price(point: Int, centre: Int)

  public var description: String {
    switch self {
    case .balance(let p, let q): "the balance \(p):\(q) is not of the form p:q with 1 ≤ p ≤ q"
    case .shape(let points, let colours, let prices, let red, let blue):
      "\(points) points have \(colours) colours, \(prices) prices, and \(red) and \(blue) fees"
    case .dimension(let point): "point \(point) has another number of coordinates than the first"
    case .colours: "a colour is neither 0 nor 1"
    case .bound(let claimed, let derived): "the prices have the sum \(derived), not \(claimed)"
    case .fee(let centre): "a fee of centre \(centre) is negative"
    case .price(let point, let centre):
      "the price of point \(point) is above its distance from centre \(centre) and the fee there"
    }
  }
}
