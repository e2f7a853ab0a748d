/// The L-Lipschitz function on the line whose weighted absolute errors are least in sum: minimises Σ wᵢ |f(xᵢ) − yᵢ| under |f(x) − f(x′)|
/// ≤ L |x − x′|.
///
///     let fit = try LipschitzFit(x: [0, 1, 2, 3, 4], y: [0, 6, 0, 6, 0], slope: 2 as Int64)
///     fit.cost                 // 8
///     fit.values               // [0, 2, 0, 2, 0]
///     fit.multipliers()        // of −1, 0 and 1: proves that no other function has a cost below 8
///
/// With `Int64` and `Rational` the optimum is exact. Of several optima it is always the same one, with min y ≤ f ≤ max y.
///
/// The slope trick: the least cost of the first i points as a function of f(xᵢ) is convex and piecewise linear; its breakpoints lie in two
/// heaps, to the left and to the right of where it is least, and a step along x moves the two apart by L · dx. *Derived*, with the proof of
/// optimality in the multipliers; compare Backurs, Blum, Gupta: *Active Local Learning* (arXiv 2008.13374), where such fits are made.
public struct LipschitzFit<Scalar: LipschitzScalar>: Sendable {
  /// Where the points are, in the order in which they were given.
  public let x: [Scalar]
  /// What they say.
  public let y: [Scalar]
  /// How much their errors count, each above 0.
  public let weights: [Scalar]
  /// L.
  public let slope: Scalar
  /// f at each point.
  public private(set) var values: [Scalar] = []
  /// Σ wᵢ |f(xᵢ) − yᵢ|.
  public private(set) var cost: Scalar = 0
  /// The points by ascending x; of equal ones, in the order in which they were given.
  let order: [Int]

  /// Fits the function.
  ///
  /// - Parameters:
  ///   - x: where the points are, in any order; values may repeat, and f has one value there.
  ///   - y: as many numbers.
  ///   - weights: as many numbers above 0; nil if all errors count the same.
  ///   - slope: L, at least 0.
  /// - Throws: ``LipschitzFitError``, with the point that is wrong.
  /// - Complexity: O(n log n) without weights. With weights O((n + m) log n), where m breakpoints pass from one heap to the other: at
  ///   most one a
  ///   point if weights are equal, up to n a point if few weights are as large as many others together.
  public init(
    x: [Scalar], y: [Scalar], weights: [Scalar]? = nil, slope: Scalar
  ) throws(LipschitzFitError) {
    let weights = weights ?? [Scalar](repeating: 1, count: x.count)
    guard x.count == y.count, x.count == weights.count else {
      throw .counts(x: x.count, y: y.count, weights: weights.count)
    }
    for index in x.indices {
      guard x[index].isNumber else { throw .notANumber(.x, point: index) }
      guard y[index].isNumber else { throw .notANumber(.y, point: index) }
      guard weights[index].isNumber, weights[index] > 0 else { throw .weight(point: index) }
    }
    guard slope.isNumber, slope >= 0 else { throw .slope }
    (self.x, self.y, self.weights, self.slope) = (x, y, weights, slope)
    order = Self.sorted(x)
    guard Self.fits(x, y, weights, slope) else { throw .overflow }
    (values, cost) = Self.fit(x, y, weights, slope, order)
  }

  /// The most bytes of memory that an exact fit takes, with the numbers it is made from: 480 for each point. 100,000 points of six digits took
  /// 37 MB.
  public static func predictedBytes(points: Int) -> Int { 480 * points + 4_000_000 }

  /// A fit that was made elsewhere.
  init(
    x: [Scalar], y: [Scalar], weights: [Scalar], slope: Scalar, values: [Scalar], cost: Scalar, order: [Int]
  ) {
    (self.x, self.y, self.weights, self.slope) = (x, y, weights, slope)
    (self.values, self.cost, self.order) = (values, cost, order)
  }

  /// Whether everything that is worked out stays within the scalar's range.
  private static func fits(_ x: [Scalar], _ y: [Scalar], _ weights: [Scalar], _ slope: Scalar) -> Bool {
    guard let left = x.min(), let right = x.max(), let least = y.min(), let most = y.max() else { return true }
    var total: Scalar = 0
    for weight in weights {
      guard Scalar.canAdd([total, weight]) else { return false }
      total += weight
    }
    return Scalar.canAdd([total, total], [(total, least), (total, most), (total, least), (total, most)])
      && Scalar.canAdd([left, right])
      && Scalar.canAdd([least, most], [(slope, left), (slope, right), (slope, left), (slope, right)])
  }

  /// The points by ascending x, the given order where they are equal.
  @specialized(where Scalar == Int64)
  @specialized(where Scalar == Double)
  private static func sorted(_ x: [Scalar]) -> [Int] {
    if zip(x, x.dropFirst()).allSatisfy({ $0 <= $1 }) { return Array(x.indices) }
    return x.indices.sorted { x[$0] != x[$1] ? x[$0] < x[$1] : $0 < $1 }
  }

  @specialized(where Scalar == Int64)
  @specialized(where Scalar == Double)
  private static func fit(
    _ x: [Scalar], _ y: [Scalar], _ weights: [Scalar], _ slope: Scalar, _ order: [Int]
  ) -> (values: [Scalar], cost: Scalar) {
    var steps = LipschitzSteps<Scalar>(capacity: order.count)
    // Where the least cost so far is reached: from flatStart[i] to flatEnd[i].
    var (flatStart, flatEnd): ([Scalar], [Scalar]) = ([], [])
    flatStart.reserveCapacity(order.count)
    flatEnd.reserveCapacity(order.count)
    var last: Scalar?
    for index in order {
      if let last { steps.widen(by: slope * (x[index] - last)) }
      last = x[index]
      let (start, end) = steps.add(y[index], weight: weights[index])
      flatStart.append(start)
      flatEnd.append(end)
    }
    var values = [Scalar](repeating: 0, count: order.count)
    var next: Int?
    for place in order.indices.reversed() {
      let (index, start, end) = (order[place], flatStart[place], flatEnd[place])
      if let next {
        // The nearest to the flat part that the next value allows.
        let reach = slope * (x[next] - x[index])
        let (least, most) = (values[next] - reach, values[next] + reach)
        values[index] = least > end ? least : most < start ? most : max(least, start)
      } else {
        values[index] = start
      }
      next = index
    }
    return (values, steps.cost)
  }
}

/// Why no function can be fitted.
public enum LipschitzFitError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Of a point.
  public enum Coordinate: String, Sendable { case x, y }

  /// There are not as many of one as of the others.
  case counts(x: Int, y: Int, weights: Int)
  /// The coordinate of the point, counted from 0, is infinite or no number.
  case notANumber(Coordinate, point: Int)
  /// The weight of the point is not above 0, or no number.
  case weight(point: Int)
  /// The slope is below 0, or no number.
  case slope
  /// Sums would go beyond the range of the numbers.
  case overflow

  public var description: String {
    switch self {
    case .counts(let x, let y, let weights):
      "\(x) values of x, \(y) of y and \(weights) weights; expected as many of each"
    case .notANumber(let coordinate, let point): "\(coordinate.rawValue) of point \(point + 1) is not a finite number"
    case .weight(let point): "the weight of point \(point + 1) is not a finite number above 0"
    case .slope: "the slope is not a finite number of at least 0"
    case .overflow: "sums would leave the range of the numbers; rationals have none"
    }
  }
}
