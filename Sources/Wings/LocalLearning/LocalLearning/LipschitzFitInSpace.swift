import Exact
import LinearProgramming

/// The function on ℝᵈ with |f(x) − f(x′)| ≤ L maxⱼ |xⱼ − x′ⱼ| whose absolute errors are least in sum, by linear programming with cutting
/// planes.
///
///     let fit = try LipschitzFitInSpace(points: [[0, 0], [1, 0], [0, 1]], labels: [0, 5, 1], slope: 1)
///     fit.cost          // 4
///
/// All pairs of points bound f, but few of them matter: the program begins with a few, and each round adds for each point the pair
/// that its solution violates most. Each program is solved exactly, so its value is a lower bound on the least sum, and once no pair is
/// violated it is
/// the least sum itself.
///
/// The extension of Backurs, Blum, Gupta: *Active Local Learning* (arXiv 2008.13374) to several dimensions rests on such fits. On the line
/// ``LipschitzFit`` is faster by far.
public struct LipschitzFitInSpace: Sendable {
  /// f at each point.
  public let values: [Rational]
  /// Σ |f(xᵢ) − yᵢ|.
  public let cost: Rational
  /// How many programs were solved.
  public let rounds: Int
  /// How many pairs the last program had, of n (n − 1)/2.
  public let pairs: Int

  /// More points would need too many pairs.
  public static let mostPoints = 2_000

  /// Fits the function.
  ///
  /// - Parameters:
  ///   - points: at most ``mostPoints``, with as many coordinates each.
  ///   - labels: as many numbers.
  ///   - slope: L, at least 0.
  ///   - progress: called after each program with how many pairs have been added so far.
  /// - Throws: ``LipschitzFitInSpaceError``; `LinearProgramError` if a program is malformed, which none is.
  /// - Complexity: O(n² d) a round, and an exact linear program of 2n variables; a few rounds as a rule, n² at most.
  public init(
    points: [[Rational]], labels: [Rational], slope: Rational, progress: (_ pairs: Int) -> Void = { _ in }
  ) throws {
    guard points.count == labels.count else {
      throw LipschitzFitInSpaceError.counts(points: points.count, labels: labels.count)
    }
    guard points.count <= Self.mostPoints else { throw LipschitzFitInSpaceError.tooMany(points.count) }
    guard slope >= 0 else { throw LipschitzFitInSpaceError.slope }
    for (index, point) in points.enumerated() where point.count != points[0].count {
      throw LipschitzFitInSpaceError.coordinates(point: index, point.count, expected: points[0].count)
    }
    var program = LinearProgram(.minimize)
    let f = points.map { _ in program.addVariable(bounds: .free) }
    for (index, label) in labels.enumerated() {
      let error = program.addVariable(cost: 1)
      try program.addConstraint([f[index]: 1, error: 1], .atLeast(label))
      try program.addConstraint([f[index]: 1, error: -1], .atMost(label))
    }
    func reach(_ i: Int, _ j: Int) -> Rational { slope * Self.distance(points[i], points[j]) }
    var known: Set<[Int]> = []
    func add(_ i: Int, _ j: Int, to program: inout LinearProgram) throws {
      guard known.insert([min(i, j), max(i, j)]).inserted else { return }
      let reach = reach(i, j)
      try program.addConstraint([f[i]: 1, f[j]: -1], .between(-reach, reach))
    }
    for j in points.indices.dropFirst() {
      let nearest = (0..<j).min { reach($0, j) < reach($1, j) } ?? 0
      try add(nearest, j, to: &program)
    }
    var (values, cost, rounds): ([Rational], Rational, Int) = ([], 0, 0)
    var isDone = points.isEmpty
    while !isDone {
      rounds += 1
      guard let solution = try program.solve().solution else { throw LipschitzFitInSpaceError.unsolved }
      (values, cost) = (f.map { solution.point[$0] }, solution.value)
      isDone = true
      for i in points.indices {
        var (worst, most): (Int?, Rational) = (nil, 0)
        for j in points.indices where j != i {
          let excess = (values[i] - values[j]).magnitude - reach(i, j)
          if excess > most { (worst, most) = (j, excess) }
        }
        guard let worst else { continue }
        isDone = false
        try add(i, worst, to: &program)
      }
      progress(known.count)
    }
    (self.values, self.cost, self.rounds, pairs) = (values, cost, rounds, known.count)
  }

  /// The largest difference of a coordinate.
  static func distance(_ a: [Rational], _ b: [Rational]) -> Rational {
    zip(a, b).map { ($0 - $1).magnitude }.max() ?? 0
  }
}

/// Why no function can be fitted.
public enum LipschitzFitInSpaceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are not as many labels as points.
  case counts(points: Int, labels: Int)
  /// More points than ``LipschitzFitInSpace/mostPoints``.
  case tooMany(Int)
  /// The point, counted from 0, has so many coordinates.
  case coordinates(point: Int, Int, expected: Int)
  /// The slope is below 0.
  case slope
  /// The solver of linear programs found no optimum, though there is one.
  case unsolved

  public var description: String {
    switch self {
    case .counts(let points, let labels): "\(points) points and \(labels) labels; expected as many"
    case .tooMany(let count):
      "\(count) points; at most \(LipschitzFitInSpace.mostPoints) are taken in more than one dimension"
    case .coordinates(let point, let count, let expected):
      "point \(point + 1) has \(count) coordinates; expected \(expected)"
    case .slope: "the slope is below 0"
    case .unsolved: "a linear program with an optimum was not solved; please report this"
    }
  }
}
