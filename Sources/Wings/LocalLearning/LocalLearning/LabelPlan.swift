import Exact
import Randomness

/// Which labels decide which part of one function h, fixed before any label is known: ``LocalPlan`` on the line, ``LocalPlanInSpace`` in
/// up to three dimensions.
///
/// **Invariant.** What a piece's rows are depends on the pool, the parameters and the seed alone, not on what is asked or when.
public protocol LabelPlan: Sendable {
  /// Where h is asked for.
  associatedtype Point: Sendable
  /// A part of the domain on which h is fitted by itself.
  associatedtype Piece: Hashable, Sendable
  /// What the labels decide.
  associatedtype Function: LocallyLearned where Function.Plan == Self

  /// The points, in the order in which they were given: row 0, row 1, …
  var pool: [Point] { get }
  /// How many points of the pool are left out of all fits.
  var shortCount: Int { get }
  /// That of the choice of labels and of the rows at which errors are measured.
  var seed: UInt64 { get }

  /// The pieces that decide h at a point.
  ///
  /// - Precondition: the point is in the domain; see ``check(_:)``.
  func pieces(for x: Point) -> [Piece]

  /// The rows whose labels decide h on a piece.
  func rows(of piece: Piece) -> [Int]

  /// - Throws: ``LocalLearningError`` if the point is outside of the domain.
  func check(_ x: Point) throws(LocalLearningError)
}

extension LabelPlan {
  /// The rows whose labels decide h(x).
  ///
  /// - Precondition: the point is in the domain.
  public func rows(for x: Point) -> [Int] { pieces(for: x).flatMap { rows(of: $0) } }

  /// The rows at which the error of h is measured: uniform and independent, drawn from the seed.
  ///
  /// - Precondition: the count is not negative, and the pool is not empty.
  public func queries(_ count: Int) -> [Int] {
    var stream = RandomStream(seed: seed).child("local-queries")
    return (0..<count).map { _ in Int(stream.uniform(below: UInt64(pool.count))) }
  }

  /// All rows that have to be labelled to know h at some points, and its error at so many queries; ascending.
  ///
  /// - Complexity: O((count + queries) m log m).
  public func rows(for points: [Point], queries count: Int) -> [Int] {
    let queries = queries(count)
    var pieces = Set(points.flatMap { self.pieces(for: $0) })
    for row in queries { pieces.formUnion(self.pieces(for: pool[row])) }
    var rows = Set(queries)
    for piece in pieces { rows.formUnion(self.rows(of: piece)) }
    return rows.sorted()
  }
}

/// One function h, as far as labels are known: ``LocalFunction`` on the line, ``LocalFunctionInSpace`` in up to three dimensions.
public protocol LocallyLearned: Sendable {
  /// Which labels it needs.
  associatedtype Plan: LabelPlan where Plan.Function == Self

  /// Which labels it needs.
  var plan: Plan { get }

  /// The function of a plan, of which no part is known.
  init(_ plan: Plan)

  /// h(x), which does not depend on what was asked before.
  ///
  /// - Parameters:
  ///   - x: in the domain.
  ///   - label: that of a row of the pool, from 0 to 1; nil if it is not known.
  /// - Throws: ``LocalLearningError``: a label that is not known, or out of its range; x out of its range.
  mutating func value(at x: Plan.Point, label: (_ row: Int) -> Rational?) throws(LocalLearningError) -> Rational
}
