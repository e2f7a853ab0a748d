import Exact
import Randomness

/// A plan in up to three dimensions, with distances by the largest difference of a coordinate: boxes of long intervals, and what lies
/// between them.
///
///     let plan = try LocalPlanInSpace(pool: points, slope: 20, longSlots: 10, labelsPerBox: 100, seed: 7)
///     plan.rows(for: [Rational(1, 3), Rational(1, 2)])     // the rows of up to four boxes
///
/// Each coordinate is cut as ``LocalPlan`` cuts the line, with its own best offset; a point is in a box if it is in a long interval in
/// every coordinate. Two boxes are more than 1/L apart, so that any L-Lipschitz functions on them, with values in [0, 1], are one such
/// function together. At most d N/(k + 1) points of the pool are in no box (derived, after arXiv 2008.13374).
public struct LocalPlanInSpace: LabelPlan {
  /// What the labels decide.
  public typealias Function = LocalFunctionInSpace

  /// The points, in the order in which they were given.
  public let pool: [[Rational]]
  /// The slots of each coordinate.
  public let grids: [SlotGrid]
  /// m: so many labels decide h on a box, or all that it has.
  public let labelsPerBox: Int
  /// That of the choice of labels.
  public let seed: UInt64
  /// How many points of the pool are in no box.
  public let shortCount: Int
  /// The rows of each box, ascending.
  private let boxes: [[Int]: [Int]]

  /// Fits in space take exact linear programs: no more dimensions.
  public static let mostDimensions = 3

  /// A plan.
  ///
  /// - Parameters:
  ///   - pool: points with 1 to ``mostDimensions`` coordinates from 0 to 1, each as many.
  ///   - slope: L, from 0 to 2⁴⁰.
  ///   - longSlots: k, from 1 to 2²⁰.
  ///   - labelsPerBox: m, from 1 to ``LipschitzFitInSpace/mostPoints``.
  ///   - seed: that of the choice of labels.
  /// - Throws: ``LocalLearningError``.
  /// - Complexity: O(N d + d k).
  public init(
    pool: [[Rational]], slope: Rational, longSlots: Int, labelsPerBox: Int, seed: UInt64
  ) throws(LocalLearningError) {
    guard let dimension = pool.first?.count else { throw .emptyPool }
    guard 1...Self.mostDimensions ~= dimension else {
      throw .outOfRange("the number of coordinates", "from 1 to \(Self.mostDimensions)")
    }
    guard slope >= 0, slope <= Rational(LocalPlan.mostSlots) else { throw .outOfRange("the slope", "from 0 to 2^40") }
    guard 1...(1 << 20) ~= longSlots else {
      throw .outOfRange("the number of slots of a long interval", "from 1 to 2^20")
    }
    guard 1...LipschitzFitInSpace.mostPoints ~= labelsPerBox else {
      throw .outOfRange("the number of labels of a box", "from 1 to \(LipschitzFitInSpace.mostPoints)")
    }
    for (row, point) in pool.enumerated() {
      guard point.count == dimension else { throw .coordinates(row: row, point.count, expected: dimension) }
      if point.contains(where: { $0 < 0 || $0 > 1 }) { throw .outsidePool(row: row) }
    }
    var grids: [SlotGrid] = []
    for axis in 0..<dimension {
      var counts = [Int](repeating: 0, count: longSlots + 1)
      for point in pool { counts[(SlotGrid.slot(of: point[axis], slope: slope).asInt ?? 0) % (longSlots + 1)] += 1 }
      var offset = 0
      for other in counts.indices where counts[other] < counts[offset] { offset = other }
      grids.append(SlotGrid(slope: slope, longSlots: longSlots, offset: offset))
    }
    var boxes: [[Int]: [Int]] = [:]
    var shortCount = 0
    for (row, point) in pool.enumerated() {
      let box = zip(grids, point).compactMap { grid, x -> Int? in
        if case .long(let interval) = grid.place(of: x) { interval } else { nil }
      }
      if box.count == dimension { boxes[box, default: []].append(row) } else { shortCount += 1 }
    }
    (self.pool, self.grids, self.labelsPerBox, self.seed) = (pool, grids, labelsPerBox, seed)
    (self.shortCount, self.boxes) = (shortCount, boxes)
  }

  /// The boxes that have points and can be less than 1/L away: up to 2ᵈ, each by its intervals.
  public func pieces(for x: [Rational]) -> [[Int]] {
    var boxes: [[Int]] = [[]]
    for (grid, x) in zip(grids, x) {
      let intervals =
        switch grid.place(of: x) {
        case .long(let interval): [interval]
        case .short(let next): [next - 1, next]
        }
      boxes = boxes.flatMap { box in intervals.map { box + [$0] } }
    }
    return boxes.filter { self.boxes[$0] != nil }
  }

  /// The rows whose labels decide h on a box: all of its points, or m of them that depend on the seed and the box alone.
  ///
  /// - Complexity: O(m log m), and a set of m numbers.
  public func rows(of piece: [Int]) -> [Int] {
    guard let rows = boxes[piece] else { return [] }
    guard rows.count > labelsPerBox else { return rows }
    var stream = RandomStream(seed: seed).child("local-labels")
    for interval in piece { stream = stream.child(interval) }
    return stream.sample(labelsPerBox, from: rows.count).sorted().map { rows[$0] }
  }

  /// - Throws: ``LocalLearningError`` if the point has another number of coordinates, or one that is not from 0 to 1.
  public func check(_ x: [Rational]) throws(LocalLearningError) {
    guard x.count == grids.count else { throw .point(x.count, expected: grids.count) }
    if let outside = x.first(where: { $0 < 0 || $0 > 1 }) { throw .outside(outside) }
  }
}
