import Exact
import FairClusteringCheckers
import LinearProgramming

/// A lower bound on the cost of fairlets, of any balance: the fractional assignment of points to centres of which each has a
/// balanced load.
///
/// x(c, i) ≥ 0, Σ_c x(c, i) = 1 for each point i, and for each centre c: p · reds ≤ q · blues and p · blues ≤ q · reds, reds and
/// blues being what c has of each colour. The best fairlets are one such assignment, so the least Σ d(c, i) x(c, i) is at most
/// their cost (derived). It is solved exactly; its dual solution is a certificate of its own, which names points and balance.
public struct AssignmentBound: Sendable {
  /// No more points are taken: the program has n² variables.
  public static let largestCount = 200

  /// The program; variable c · n + i is x(c, i).
  public let program: LinearProgram
  /// Its optimum, which no decomposition into fairlets costs less than.
  public let solution: OptimalSolution

  /// The bound.
  ///
  /// - Parameters:
  ///   - distances: A square table of nonnegative numbers.
  ///   - colours: 0 or 1 for each point.
  ///   - balance: How balanced fairlets are.
  ///   - progress: Called now and then with how far the solver is.
  /// - Throws: ``FairClusteringError``, or `CancellationError`.
  /// - Complexity: that of an exact linear program with n² variables and 3 n rows.
  public init(
    distances: [[Int]], colours: [UInt8], balance: Balance, progress: (LinearProgram.Progress) -> Void = { _ in }
  ) throws {
    let n = colours.count
    guard n > 0 else { throw FairClusteringError.noPoints }
    guard n <= Self.largestCount else {
      throw FairClusteringError.unsuitable(
        "\(n) points; the bound by assignments is for at most \(Self.largestCount), \(Self.largestCount * Self.largestCount) variables"
      )
    }
    guard distances.count == n, distances.allSatisfy({ $0.count == n }) else {
      throw FairClusteringError.shape("distances for \(distances.count) points, colours for \(n)")
    }
    let blues = colours.reduce(0) { $0 + Int($1) }
    let counts = ColourCounts(n - blues, blues)
    guard balance.holds(counts.reds, counts.blues) else {
      throw FairClusteringError.infeasible(counts: counts, wanted: balance, best: counts.balance)
    }
    var program = LinearProgram(.minimize)
    for c in 0..<n {
      for i in 0..<n { program.addVariable("x_\(c + 1)_\(i + 1)", cost: Rational(distances[c][i])) }
    }
    for i in 0..<n {
      try program.addConstraint(
        variables: (0..<n).map { $0 * n + i }, coefficients: Array(repeating: 1, count: n), .equal(1),
        name: "point_\(i + 1)")
    }
    let (p, q) = (Rational(balance.minority), Rational(balance.majority))
    for c in 0..<n {
      for (few, word) in [(UInt8(0), "red"), (1, "blue")] {
        // p · many − q · few ≤ 0.
        try program.addConstraint(
          variables: (0..<n).map { c * n + $0 }, coefficients: colours.map { $0 == few ? -q : p }, .atMost(0),
          name: "few_\(word)_\(c + 1)")
      }
    }
    self.program = program
    guard let solution = try program.solve(progress: progress).solution else {
      throw FairClusteringError.broken("an assignment without an optimum")
    }
    self.solution = solution
  }

  /// The bound itself.
  public var value: Rational { solution.value }

  /// The bound of points with integer coordinates, as a certificate that stands by itself.
  ///
  /// - Parameters:
  ///   - points: The points, of magnitude at most 2^40, each with as many coordinates.
  ///   - colours: 0 or 1 for each point.
  ///   - balance: How balanced fairlets are.
  ///   - metric: How far points are from each other.
  ///   - progress: Called now and then with how far the solver is.
  /// - Throws: ``FairClusteringError``, or `CancellationError`.
  /// - Complexity: that of ``init(distances:colours:balance:progress:)``.
  public static func certificate(
    of points: [[Int]], colours: [UInt8], balance: Balance, metric: StarForestCertificate.Metric,
    progress: (LinearProgram.Progress) -> Void = { _ in }
  ) throws -> AssignmentCertificate {
    guard points.count == colours.count, points.allSatisfy({ $0.count == points[0].count }),
      points.joined().allSatisfy({ $0.magnitude <= 1 << 40 }), colours.allSatisfy({ $0 < 2 })
    else {
      throw FairClusteringError.shape("points of different dimensions, beyond 2^40, or without a colour")
    }
    // Too many are refused before their distances are taken.
    let distances = points.count > largestCount ? [] : try table(of: points, metric)
    let bound = try AssignmentBound(distances: distances, colours: colours, balance: balance, progress: progress)
    let (n, dual) = (points.count, bound.solution.dual)
    return AssignmentCertificate(
      metric: metric, points: points, colours: String(decoding: colours.map { $0 + 48 }, as: UTF8.self),
      minority: balance.minority, majority: balance.majority, prices: Array(dual[..<n]),
      redFees: (0..<n).map { -dual[n + 2 * $0 + 1] }, blueFees: (0..<n).map { -dual[n + 2 * $0] }, bound: bound.value)
  }

  private static func table(
    of points: [[Int]], _ metric: StarForestCertificate.Metric
  ) throws(FairClusteringError) -> [[Int]] {
    if metric == .l1 { return SubsetOptimum.l1(points) }
    var table: [[Int]] = []
    for x in points {
      var row: [Int] = []
      for y in points {
        var sum: Integer = 0
        for (a, b) in zip(x, y) { sum += Integer(a - b) * Integer(a - b) }
        guard let distance = sum.squareRoot().asInt else { throw .shape("a distance beyond 2^63") }
        row.append(distance)
      }
      table.append(row)
    }
    return table
  }
}
