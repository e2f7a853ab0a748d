import Exact

/// The function h of a plan, as far as labels are known: on each long interval the best L-Lipschitz fit of its labels, constant beyond
/// the outermost
/// ones; across each short slot the straight line between the two.
///
/// h is L-Lipschitz from 0 to 1 and has values in [0, 1]. With the labels of all points its error on the pool is between the least error of
/// an L-Lipschitz function and that plus 1 for each point in a short slot. Backurs, Blum, Gupta (arXiv 2008.13374); the exact statement
/// is derived.
public struct LocalFunction: LocallyLearned {
  /// Which labels it needs.
  public let plan: LocalPlan
  /// The fits of intervals, once they have been made.
  private var pieces: [Int: Piece] = [:]

  /// The points of a fit by ascending x, each x once.
  private struct Piece: Sendable {
    var x: [Rational] = []
    var values: [Rational] = []

    /// By linear interpolation, constant beyond the ends; 1/2 without points.
    func value(at x: Rational) -> Rational {
      guard let first = self.x.first, let last = self.x.last else { return Rational(1, 2) }
      if x <= first { return values[0] }
      if x >= last { return values[values.count - 1] }
      var (low, high) = (0, self.x.count - 1)
      while high - low > 1 {
        let middle = (low + high) / 2
        if self.x[middle] <= x { low = middle } else { high = middle }
      }
      let share = (x - self.x[low]) / (self.x[high] - self.x[low])
      return values[low] + share * (values[high] - values[low])
    }
  }

  /// The function of a plan, of which no part is known.
  public init(_ plan: LocalPlan) { self.plan = plan }

  /// h(x).
  ///
  /// - Parameters:
  ///   - x: from 0 to 1.
  ///   - label: that of a row of the pool, from 0 to 1; nil if it is not known.
  /// - Throws: ``LocalLearningError``: a label that is not known, or out of its range; x out of its range.
  /// - Complexity: a fit of m points the first time an interval is needed, then O(log m).
  public mutating func value(
    at x: Rational, label: (_ row: Int) -> Rational?
  ) throws(LocalLearningError) -> Rational {
    try plan.check(x)
    let grid = plan.grid
    switch grid.place(of: x) {
    case .long(let interval): return try piece(interval, label).value(at: x)
    case .short(let next):
      let (left, right) = (grid.startOfShort(before: next), grid.start(of: next))
      let before = plan.isThere(next - 1) ? try piece(next - 1, label).value(at: left) : nil
      let after = plan.isThere(next) ? try piece(next, label).value(at: right) : nil
      switch (before, after) {
      case (let a?, let b?): return a + (x - left) / (right - left) * (b - a)
      case (let a?, nil): return a
      case (nil, let b?): return b
      case (nil, nil): return Rational(1, 2)
      }
    }
  }

  private mutating func piece(
    _ interval: Int, _ label: (_ row: Int) -> Rational?
  ) throws(LocalLearningError) -> Piece {
    if let piece = pieces[interval] { return piece }
    let rows = plan.rows(of: interval)
    let labels = try LocalLearningError.labels(of: rows, label)
    let x = rows.map { plan.pool[$0] }
    let fit: LipschitzFit<Rational>
    do { fit = try .exact(x: x, y: labels, slope: plan.grid.slope) } catch {
      // Rationals have no bounds, and each point has a label.
      throw .outOfRange("an interval", "\(error)")
    }
    var piece = Piece()
    for (x, value) in zip(x, fit.values) where piece.x.last != x {
      piece.x.append(x)
      piece.values.append(value)
    }
    pieces[interval] = piece
    return piece
  }
}
