import Exact

/// What the best error of an L-Lipschitz function on the pool is, by the error of h at random points.
///
/// h does not know which points those are, so that with probability 1 − δ over their draw |estimate − err(h)| ≤ radius: Hoeffding (J.
/// Amer. Statist. Assoc. 58, 1963).
///
/// That probability is over the seed of the plan, and holds for one seed that was chosen before any label was seen: who tries several seeds and
/// keeps the estimate that he likes best has no such guarantee (of s seeds each could have failed with δ, all together with s δ).
///
/// As h is an L-Lipschitz function itself, no lower error than the best is possible, and the best is at most estimate + radius.
public struct OptimumEstimate: Hashable, Sendable {
  /// The mean error of h at the queries.
  public let estimate: Rational
  /// √(ln(2/δ) / (2q)), rounded upwards.
  public let radius: Rational
  /// δ.
  public let failure: Rational
  /// q.
  public let queries: Int
  /// How many labels were used.
  public let labelsUsed: Int
  /// The share of the pool in short slots, which h does not learn: at most 1/(k + 1) on the
  /// line, d/(k + 1) in space.
  public let shortShare: Rational

  /// With probability 1 − δ the least mean error of an L-Lipschitz function on the pool is at most this.
  public var upperBound: Rational { min(1, estimate + radius) }

  /// The error of h at random points of the pool.
  ///
  /// - Parameters:
  ///   - function: h; the intervals that are needed are fitted.
  ///   - queries: q ≥ 1.
  ///   - failure: δ, above 0 and below 1.
  ///   - progress: called with the number of queries that are done.
  ///   - label: that of a row of the pool; nil if it is not known.
  /// - Throws: ``LocalLearningError``.
  /// - Complexity: q fits of m points at most.
  public init<Function: LocallyLearned>(
    of function: inout Function, queries: Int, failure: Rational, progress: (_ done: Int) -> Void = { _ in },
    label: (_ row: Int) -> Rational?
  ) throws(LocalLearningError) {
    guard 1...10_000_000 ~= queries else { throw .outOfRange("the number of queries", "from 1 to 10000000") }
    guard failure > 0, failure < 1 else { throw .outOfRange("the probability of failure", "above 0 and below 1") }
    let plan = function.plan
    var sum: Rational = 0
    for (number, row) in plan.queries(queries).enumerated() {
      progress(number)
      guard let own = label(row) else { throw .missing(row: row) }
      guard own >= 0, own <= 1 else { throw .label(row: row, own) }
      sum += (try function.value(at: plan.pool[row], label: label) - own).magnitude
    }
    estimate = sum / Rational(queries)
    radius = Self.radius(queries: queries, failure: failure)
    (self.failure, self.queries) = (failure, queries)
    labelsUsed = plan.rows(for: [], queries: queries).count
    shortShare = Rational(Integer(plan.shortCount), Integer(plan.pool.count))
  }

  /// √(ln(2/δ) / (2q)), rounded upwards to a multiple of 2⁻³²; errors lie between 0 and 1, so 1 would do always.
  ///
  /// - Precondition: q ≥ 1 and 0 < δ < 1.
  public static func radius(queries: Int, failure: Rational) -> Rational {
    let square = Enclosure(2 / failure).log() / Rational(2 * Integer(queries))
    let scale = Integer(1) << 32
    return Rational(((square.squareRoot().upper ?? 1) * Rational(scale)).ceiling(), scale)
  }
}
