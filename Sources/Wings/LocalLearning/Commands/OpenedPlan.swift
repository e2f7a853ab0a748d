import ArgumentParser
import Console
import Exact
import LocalLearning

/// A plan on the line or in space.
enum OpenedPlan {
  case line(LocalPlan)
  case space(LocalPlanInSpace)

  /// The plan of a pool, by the number of its columns.
  ///
  /// - Throws: `LocalLearningError`.
  init(pool: [[Rational]], slope: Rational, longSlots: Int, labels: Int, seed: UInt64) throws {
    self =
      pool.first.map { $0.count > 1 } ?? false
      ? .space(
        try LocalPlanInSpace(pool: pool, slope: slope, longSlots: longSlots, labelsPerBox: labels, seed: seed))
      : .line(
        try LocalPlan(
          pool: pool.map { $0[0] }, slope: slope, longSlots: longSlots, labelsPerInterval: labels, seed: seed))
  }

  /// Where the points of the pool are.
  var pool: [[Rational]] {
    switch self {
    case .line(let plan): plan.pool.map { [$0] }
    case .space(let plan): plan.pool
    }
  }

  var shortCount: Int {
    switch self {
    case .line(let plan): plan.shortCount
    case .space(let plan): plan.shortCount
    }
  }

  /// The rows that have to be labelled, ascending.
  func rows(for points: [Coordinates], queries: Int) -> [Int] {
    switch self {
    case .line(let plan): plan.rows(for: points.map { $0.values[0] }, queries: queries)
    case .space(let plan): plan.rows(for: points.map(\.values), queries: queries)
    }
  }

  /// Refuses points that are asked about.
  ///
  /// - Throws: `LocalLearningError`.
  func check(_ points: [Coordinates]) throws {
    for point in points {
      switch self {
      case .line(let plan):
        guard point.values.count == 1 else { throw LocalLearningError.point(point.values.count, expected: 1) }
        try plan.check(point.values[0])
      case .space(let plan): try plan.check(point.values)
      }
    }
  }

  /// h at points.
  ///
  /// - Throws: `LocalLearningError`.
  func values(at points: [Coordinates], labels: [Int: Rational], progress: (_ done: Int) -> Void) throws -> [Rational] {
    func values<Plan: LabelPlan>(_ plan: Plan, _ points: [Plan.Point]) throws -> [Rational] {
      var function = Plan.Function(plan)
      return try points.enumerated().map { number, point in
        progress(number)
        return try function.value(at: point) { labels[$0] }
      }
    }
    switch self {
    case .line(let plan): return try values(plan, points.map { $0.values[0] })
    case .space(let plan): return try values(plan, points.map(\.values))
    }
  }

  /// What the best error is.
  ///
  /// - Throws: `LocalLearningError`.
  func estimate(
    queries: Int, failure: Rational, labels: [Int: Rational], progress: (_ done: Int) -> Void
  ) throws -> OptimumEstimate {
    func estimate<Plan: LabelPlan>(_ plan: Plan) throws -> OptimumEstimate {
      var function = Plan.Function(plan)
      return try OptimumEstimate(
        of: &function, queries: queries, failure: failure, progress: progress
      ) { labels[$0] }
    }
    switch self {
    case .line(let plan): return try estimate(plan)
    case .space(let plan): return try estimate(plan)
    }
  }
}

/// A point: a number, or several with commas between; in JSON a number or a list.
struct Coordinates: ExpressibleByArgument, Codable, CustomStringConvertible {
  var values: [Rational]

  init(_ values: [Rational]) { self.values = values }

  init?(argument: String) {
    var values: [Rational] = []
    for word in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = try? Rational(parsing: String(word)) else { return nil }
      values.append(value)
    }
    self.values = values
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    values = (try? [container.decode(Rational.self)]) ?? []
    if values.isEmpty { values = try container.decode([Rational].self) }
    guard !values.isEmpty else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a point without coordinates")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if values.count == 1 { try container.encode(values[0]) } else { try container.encode(values) }
  }

  var description: String { values.map(\.description).joined(separator: ",") }
}
