import Exact
import Randomness

/// Which labels decide which part of one near-optimal function: a pool that is cut into long intervals and short slots, and the points of
/// each interval whose labels are bought.
///
///     let plan = try LocalPlan(pool: xs, slope: 2_000, longSlots: 5, labelsPerInterval: 125, seed: 7)
///     plan.rows(for: Rational(1, 3))       // the rows whose labels decide h(1/3), in one or two intervals
///
/// No label is looked at, and nothing depends on which values are asked for, or when: so all answers come from one function h. Of the
/// k + 1 offsets the plan has one with the fewest points in short slots, at most N/(k + 1) of them.
///
/// Backurs, Blum, Gupta: *Active Local Learning* (arXiv 2008.13374); that the best offset is worked out instead of drawn is derived.
public struct LocalPlan: LabelPlan {
  /// What the labels decide.
  public typealias Function = LocalFunction

  /// The points, in the order in which they were given: row 0, row 1, …
  public let pool: [Rational]
  /// The slots.
  public let grid: SlotGrid
  /// m: so many labels decide h on a long interval, or all that it has.
  public let labelsPerInterval: Int
  /// That of the choice of labels.
  public let seed: UInt64
  /// How many points of the pool lie in short slots.
  public let shortCount: Int
  /// Rows by ascending x.
  private let order: [Int]
  /// The places in `order` of each long interval's points.
  private let ranges: [Int: Range<Int>]

  /// The largest number of slots.
  public static let mostSlots = 1 << 40

  /// A plan.
  ///
  /// - Parameters:
  ///   - pool: numbers from 0 to 1, in any order; values may repeat.
  ///   - slope: L, from 0 to 2⁴⁰.
  ///   - longSlots: k, from 1 to 2²⁰: short slots have at most the share 1/(k + 1) of the pool.
  ///   - labelsPerInterval: m, at least 1.
  ///   - seed: that of the choice of labels.
  /// - Throws: ``LocalLearningError``.
  /// - Complexity: O(N log N + k).
  public init(
    pool: [Rational], slope: Rational, longSlots: Int, labelsPerInterval: Int, seed: UInt64
  ) throws(LocalLearningError) {
    guard !pool.isEmpty else { throw .emptyPool }
    guard slope >= 0, slope <= Rational(Self.mostSlots) else { throw .outOfRange("the slope", "from 0 to 2^40") }
    guard 1...(1 << 20) ~= longSlots else {
      throw .outOfRange("the number of slots of a long interval", "from 1 to 2^20")
    }
    guard labelsPerInterval >= 1 else { throw .outOfRange("the number of labels of an interval", "at least 1") }
    if let row = pool.firstIndex(where: { $0 < 0 || $0 > 1 }) { throw .outsidePool(row: row) }
    // The same function tells slots everywhere, exactly.
    let slots = pool.map { SlotGrid.slot(of: $0, slope: slope).asInt ?? 0 }
    var counts = [Int](repeating: 0, count: longSlots + 1)
    for slot in slots { counts[slot % (longSlots + 1)] += 1 }
    var offset = 0
    for other in counts.indices where counts[other] < counts[offset] { offset = other }
    let grid = SlotGrid(slope: slope, longSlots: longSlots, offset: offset)
    let order = pool.indices.sorted { pool[$0] != pool[$1] ? pool[$0] < pool[$1] : $0 < $1 }
    var ranges: [Int: Range<Int>] = [:]
    for (place, row) in order.enumerated() {
      if case .long(let interval) = grid.place(of: pool[row]) {
        ranges[interval] = (ranges[interval]?.lowerBound ?? place)..<(place + 1)
      }
    }
    (self.pool, self.grid, self.labelsPerInterval, self.seed) = (pool, grid, labelsPerInterval, seed)
    (shortCount, self.order, self.ranges) = (counts[offset], order, ranges)
  }

  /// The rows whose labels decide h on a long interval, by ascending x: all of its points, or m of them that depend on the seed and the
  /// interval
  /// alone. None for an interval without points.
  ///
  /// - Complexity: O(m log m), and a set of m numbers.
  public func rows(of interval: Int) -> [Int] {
    guard let range = ranges[interval] else { return [] }
    guard range.count > labelsPerInterval else { return range.map { order[$0] } }
    var stream = RandomStream(seed: seed).child("local-labels").child(interval)
    return stream.sample(labelsPerInterval, from: range.count).sorted().map { order[range.lowerBound + $0] }
  }

  /// The long intervals that decide h(x): one, or for a short slot the two beside it as far as they begin at 0 or later and at 1 or
  /// earlier.
  public func pieces(for x: Rational) -> [Int] {
    switch grid.place(of: x) {
    case .long(let interval): [interval]
    case .short(let next): [next - 1, next].filter(isThere)
    }
  }

  /// - Throws: ``LocalLearningError`` if the number is not from 0 to 1.
  public func check(_ x: Rational) throws(LocalLearningError) {
    guard x >= 0, x <= 1 else { throw .outside(x) }
  }

  /// Whether a part of the long interval lies between 0 and 1.
  func isThere(_ interval: Int) -> Bool {
    grid.startOfShort(before: interval + 1) > 0 && grid.start(of: interval) <= 1
  }
}
