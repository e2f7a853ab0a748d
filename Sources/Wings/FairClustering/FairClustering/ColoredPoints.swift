/// Points in the plane or in space, each with one of two colours.
///
/// ```swift
/// let data = try ColoredPoints([[0, 0], [1, 0], [5, 5], [6, 5]], colours: [0, 1, 0, 1])
/// let fairlets = try FairletDecomposition(balance: Balance(1, 1)).fit(data)
/// ```
///
/// **Invariant.** There is a point; each has the same number of coordinates, 1 to ``largestDimension``, finite and of magnitude
/// at most 10^150, and those of a column are equal or at least 10^-150 apart, so that distances between any two are finite, and 0 only
/// between equal points; colours are 0 and 1.
public struct ColoredPoints: Sendable, Hashable {
  /// The number of points, at least 1.
  public let count: Int
  /// The number of coordinates.
  public let dimension: Int
  /// The coordinates, point by point.
  public let coordinates: [Double]
  /// The colour of each point, 0 or 1.
  public let colours: [UInt8]
  /// What the two colours mean.
  public let names: [String]

  /// No point has more coordinates.
  public static let largestDimension = 10_000

  /// Points by their coordinates, one after the other.
  ///
  /// - Parameters:
  ///   - coordinates: The coordinates, point by point.
  ///   - dimension: How many belong to a point.
  ///   - colours: 0 or 1 for each point.
  ///   - names: What the two colours mean.
  ///   - columns: The names of the coordinates, for errors.
  /// - Throws: ``FairClusteringError`` where the invariant does not hold.
  /// - Complexity: O(n d), and O(n d log n) with numbers below 10^-134.
  public init(
    _ coordinates: [Double], dimension: Int, colours: [UInt8], names: [String] = ["0", "1"], columns: [String]? = nil
  ) throws(FairClusteringError) {
    guard !colours.isEmpty else { throw .noPoints }
    guard colours.count < Int(Int32.max) / 2 else { throw .shape("\(colours.count) points; at most \(Int32.max / 2)") }
    guard 1...Self.largestDimension ~= dimension else {
      throw .shape("\(dimension) coordinates in a point; expected 1 to \(Self.largestDimension)")
    }
    guard coordinates.count == colours.count * dimension else {
      throw .shape("\(coordinates.count) coordinates for \(colours.count) points of \(dimension)")
    }
    guard names.count == 2 else { throw .shape("\(names.count) names of colours; expected 2") }
    if let point = colours.firstIndex(where: { $0 > 1 }) {
      throw .shape("the colour of point \(point + 1) is \(colours[point]); expected 0 or 1")
    }
    if let bad = coordinates.firstIndex(where: { !($0.magnitude <= 1e150) }) {
      let name = columns?[bad % dimension] ?? "\(bad % dimension + 1)"
      guard coordinates[bad].isFinite else {
        throw .notFinite(row: bad / dimension + 1, column: name, value: "\(coordinates[bad])")
      }
      throw .tooFar(column: name, value: "\(coordinates[bad])")
    }
    try Self.requireApart(coordinates, dimension, columns)
    (self.coordinates, self.dimension, self.colours, self.names) = (coordinates, dimension, colours, names)
    count = colours.count
  }

  /// Refuses different numbers of a column whose squared difference may be 0.
  private static func requireApart(
    _ coordinates: [Double], _ dimension: Int, _ columns: [String]?
  ) throws(FairClusteringError) {
    // Doubles of which one is larger differ by 2^-53 of it at least.
    let suspect = 1e-134
    guard coordinates.contains(where: { $0.magnitude < suspect && $0 != 0 }) else { return }
    for column in 0..<dimension {
      let small = stride(from: column, to: coordinates.count, by: dimension).map { coordinates[$0] }
        .filter { $0.magnitude < suspect }.sorted()
      for (value, other) in zip(small, small.dropFirst()) where value != other && other - value < 1e-150 {
        throw .tooNear(column: columns?[column] ?? "\(column + 1)", value: "\(value)", other: "\(other)")
      }
    }
  }

  /// Points by rows.
  ///
  /// - Parameters:
  ///   - rows: The points.
  ///   - colours: 0 or 1 for each.
  /// - Throws: ``FairClusteringError`` where the invariant does not hold.
  public init(_ rows: [[Double]], colours: [UInt8]) throws(FairClusteringError) {
    guard let dimension = rows.first?.count else { throw .noPoints }
    if let row = rows.firstIndex(where: { $0.count != dimension }) {
      throw .shape("point \(row + 1) has \(rows[row].count) coordinates, the first \(dimension)")
    }
    guard rows.count == colours.count else { throw .shape("\(colours.count) colours for \(rows.count) points") }
    try self.init(rows.flatMap { $0 }, dimension: dimension, colours: colours)
  }

  /// How many points have each colour.
  public var counts: ColourCounts {
    let blues = colours.reduce(0) { $0 + Int($1) }
    return ColourCounts(count - blues, blues)
  }

  /// The coordinates of a point.
  ///
  /// - Precondition: 0 ≤ point < count.
  public subscript(point: Int) -> ArraySlice<Double> { coordinates[(point * dimension)..<((point + 1) * dimension)] }

  /// The Euclidean distance of two points.
  ///
  /// - Complexity: O(d).
  public func distance(_ a: Int, _ b: Int) -> Double {
    // By pointers: this is the inner loop of every cost.
    coordinates.withUnsafeBufferPointer { x in
      var (at, other, sum) = (a * dimension, b * dimension, 0.0)
      for _ in 0..<dimension {
        let difference = x[at] - x[other]
        sum += difference * difference
        (at, other) = (at + 1, other + 1)
      }
      return sum.squareRoot()
    }
  }

  /// The first points.
  ///
  /// - Throws: ``FairClusteringError/noPoints`` for 0.
  public func first(_ count: Int) throws(FairClusteringError) -> ColoredPoints {
    let kept = min(max(count, 0), self.count)
    return try ColoredPoints(
      Array(coordinates.prefix(kept * dimension)), dimension: dimension, colours: Array(colours.prefix(kept)),
      names: names)
  }

  /// - Throws: ``FairClusteringError/infeasible(counts:wanted:best:)`` if no partition of the points has the balance.
  func require(_ balance: Balance) throws(FairClusteringError) {
    let counts = counts
    guard balance.holds(counts.reds, counts.blues) else {
      throw .infeasible(counts: counts, wanted: balance, best: counts.balance)
    }
  }
}
