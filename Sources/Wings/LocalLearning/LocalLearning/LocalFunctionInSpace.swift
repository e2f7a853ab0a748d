import Exact

/// The function h of a plan in space, as far as labels are known: the best L-Lipschitz fit on the labels of each box, extended.
///
/// With values f at the labelled points, h(x) is half way between the least and the greatest value that an L-Lipschitz function to [0, 1]
/// can have at x: max(0, maxᵢ fᵢ − L |x − xᵢ|) and min(1, minᵢ fᵢ + L |x − xᵢ|), |·| being the largest difference of a coordinate (McShane,
/// Bull. Amer. Math. Soc. 40, 1934). Points 1/L away or farther do not matter, so the up to 2ᵈ boxes near x decide.
///
/// h is L-Lipschitz with values in [0, 1]. With the labels of all points its error on the pool is between the least error of an L-Lipschitz
/// function and that plus 1 for each point in no box (derived, after arXiv 2008.13374).
public struct LocalFunctionInSpace: LocallyLearned {
  /// Which labels it needs.
  public let plan: LocalPlanInSpace
  /// The values at the labelled points of boxes, once they have been fitted.
  private var pieces: [[Int]: [(x: [Rational], value: Rational)]] = [:]

  /// The function of a plan, of which no part is known.
  public init(_ plan: LocalPlanInSpace) { self.plan = plan }

  /// h(x).
  ///
  /// - Parameters:
  ///   - x: as many coordinates as the pool's points have, from 0 to 1.
  ///   - label: that of a row of the pool, from 0 to 1; nil if it is not known.
  /// - Throws: ``LocalLearningError``: a label that is not known, or out of its range; x out of its range.
  /// - Complexity: an exact linear program of m points the first time a box is needed, then O(m d) for each box.
  public mutating func value(
    at x: [Rational], label: (_ row: Int) -> Rational?
  ) throws(LocalLearningError) -> Rational {
    try plan.check(x)
    let slope = plan.grids[0].slope
    var (least, most): (Rational, Rational) = (0, 1)
    for box in plan.pieces(for: x) {
      for (point, value) in try piece(box, label) {
        let reach = slope * LipschitzFitInSpace.distance(point, x)
        least = max(least, value - reach)
        most = min(most, value + reach)
      }
    }
    return (least + most) / 2
  }

  private mutating func piece(
    _ box: [Int], _ label: (_ row: Int) -> Rational?
  ) throws(LocalLearningError) -> [(x: [Rational], value: Rational)] {
    if let piece = pieces[box] { return piece }
    let rows = plan.rows(of: box)
    let labels = try LocalLearningError.labels(of: rows, label)
    let points = rows.map { plan.pool[$0] }
    let fit: LipschitzFitInSpace
    do { fit = try LipschitzFitInSpace(points: points, labels: labels, slope: plan.grids[0].slope) } catch {
      throw .outOfRange("a box", "\(error)")
    }
    // Labels are from 0 to 1: a best value beyond costs nothing to cut off, and no difference grows.
    let piece = zip(points, fit.values).map { (x: $0, value: min(1, max(0, $1))) }
    pieces[box] = piece
    return piece
  }
}
