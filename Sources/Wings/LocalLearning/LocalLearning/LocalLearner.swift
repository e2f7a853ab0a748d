import Exact

/// Buys labels when they are needed, each once, and answers from one function h.
///
///     let learner = LocalLearner(plan, budget: 2_000) { rows in try await ask(rows) }
///     try await learner.predict(Rational(1, 3))
///     try await learner.estimateOptimum(queries: 100).upperBound
///
/// Answers do not depend on what was asked before, or in which order.
public actor LocalLearner<Plan: LabelPlan> {
  /// Which labels decide what.
  public nonisolated let plan: Plan
  /// How many labels may be bought; nil for any number.
  public nonisolated let budget: Int?
  /// The labels that have been bought, or were known before.
  public private(set) var labels: [Int: Rational]
  /// How many have been bought.
  public private(set) var bought = 0
  private var function: Plan.Function
  private var purchases: Task<Void, any Error>?
  private let oracle: @Sendable (_ rows: [Int]) async throws -> [Rational]

  /// A learner.
  ///
  /// - Parameters:
  ///   - plan: which labels decide what.
  ///   - budget: how many labels may be bought.
  ///   - known: labels that need not be bought, by row.
  ///   - oracle: gives the labels of rows, in their order, each from 0 to 1.
  public init(
    _ plan: Plan, budget: Int? = nil, known: [Int: Rational] = [:],
    oracle: @escaping @Sendable (_ rows: [Int]) async throws -> [Rational]
  ) {
    (self.plan, self.budget, labels, self.oracle) = (plan, budget, known, oracle)
    function = Plan.Function(plan)
  }

  /// h(x), after the labels that decide it have been bought.
  ///
  /// - Throws: ``LocalLearningError``, or an error of the oracle; what was bought before stays known.
  /// - Complexity: at most 2m labels on the line, 2ᵈ m in space.
  public func predict(_ x: Plan.Point) async throws -> Rational {
    try plan.check(x)
    try await buy(plan.rows(for: x))
    return try function.value(at: x) { labels[$0] }
  }

  /// What the best error is, after the labels that are needed have been bought: at most q (2m + 1) on the line, q (2ᵈ m + 1) in space.
  ///
  /// - Parameters:
  ///   - queries: q ≥ 1.
  ///   - failure: δ, above 0 and below 1.
  /// - Throws: ``LocalLearningError``, or an error of the oracle.
  public func estimateOptimum(queries: Int, failure: Rational = Rational(1, 20)) async throws -> OptimumEstimate {
    guard 1...10_000_000 ~= queries else {
      throw LocalLearningError.outOfRange("the number of queries", "from 1 to 10000000")
    }
    try await buy(plan.rows(for: [], queries: queries))
    return try OptimumEstimate(of: &function, queries: queries, failure: failure) { labels[$0] }
  }

  /// Questions that are asked at the same time buy one after the other, so that no label is bought twice.
  private func buy(_ rows: [Int]) async throws {
    let purchase = Task { [purchases] in
      _ = await purchases?.result
      try await buyAlone(rows)
    }
    purchases = purchase
    try await purchase.value
  }

  private func buyAlone(_ rows: [Int]) async throws {
    let wanted = rows.filter { labels[$0] == nil }
    guard !wanted.isEmpty else { return }
    if let budget, wanted.count > budget - bought {
      throw LocalLearningError.budget(needed: wanted.count, left: budget - bought)
    }
    let answers = try await oracle(wanted)
    guard answers.count == wanted.count else {
      throw LocalLearningError.answers(answers.count, expected: wanted.count)
    }
    for (row, label) in zip(wanted, answers) {
      guard label >= 0, label <= 1 else { throw LocalLearningError.label(row: row, label) }
    }
    bought += wanted.count
    for (row, label) in zip(wanted, answers) { labels[row] = label }
  }
}
