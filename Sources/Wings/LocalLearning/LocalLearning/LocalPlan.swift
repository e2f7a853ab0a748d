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
public struct LocalPlan: Sendable {
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
  public func intervals(for x: Rational) -> [Int] {
    switch grid.place(of: x) {
    case .long(let interval): [interval]
    case .short(let next): [next - 1, next].filter(isThere)
    }
  }

  /// The rows whose labels decide h(x).
  public func rows(for x: Rational) -> [Int] { intervals(for: x).flatMap { rows(of: $0) } }

  /// Whether a part of the long interval lies between 0 and 1.
  func isThere(_ interval: Int) -> Bool {
    grid.startOfShort(before: interval + 1) > 0 && grid.start(of: interval) <= 1
  }

  /// The rows at which the error of h is measured: uniform and independent, drawn from the seed.
  ///
  /// - Precondition: the count is not negative.
  public func queries(_ count: Int) -> [Int] {
    var stream = RandomStream(seed: seed).child("local-queries")
    return (0..<count).map { _ in Int(stream.uniform(below: UInt64(pool.count))) }
  }

  /// All rows that have to be labelled to know h at some numbers, and its error at so many queries; ascending.
  ///
  /// - Complexity: O((count + queries) m log m).
  public func rows(for points: [Rational], queries count: Int) -> [Int] {
    let queries = queries(count)
    var intervals = Set(points.flatMap { self.intervals(for: $0) })
    for row in queries { intervals.formUnion(self.intervals(for: pool[row])) }
    var rows = Set(queries)
    for interval in intervals { rows.formUnion(self.rows(of: interval)) }
    return rows.sorted()
  }
}

/// Why nothing can be learned.
public enum LocalLearningError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The pool has no points.
  case emptyPool
  /// The row's point, counted from 0, is not from 0 to 1.
  case outsidePool(row: Int)
  /// A number that is asked about is not from 0 to 1.
  case outside(Rational)
  /// A parameter is out of its range.
  case outOfRange(String, String)
  /// The label of the row is not from 0 to 1.
  case label(row: Int, Rational)
  /// So many labels are needed, and only so many may be bought.
  case budget(needed: Int, left: Int)
  /// The label of the row is not known.
  case missing(row: Int)
  /// The oracle was asked for so many labels and gave so many.
  case answers(Int, expected: Int)

  public var description: String {
    switch self {
    case .emptyPool: "the pool has no points"
    case .outsidePool(let row): "row \(row + 1) of the pool is not from 0 to 1"
    case .outside(let x): "\(x) is not from 0 to 1"
    case .outOfRange(let what, let range): "\(what) is out of its range: \(range)"
    case .label(let row, let label): "the label of row \(row + 1) is \(label); expected a number from 0 to 1"
    case .budget(let needed, let left): "\(needed) labels are needed, but only \(left) may be bought"
    case .missing(let row): "the label of row \(row + 1) is needed, but not known"
    case .answers(let found, let expected): "the oracle gave \(found) labels; expected \(expected)"
    }
  }
}
