import Randomness

/// Lovett and Meka's edge walk: a random walk in the cube that stops moving in the direction of every face and every
/// constraint that it meets.
///
/// Given vectors vⱼ of length 1, thresholds cⱼ ≥ 0 with Σⱼ exp(−cⱼ²/16) ≤ n/16, a start x₀ in [−1,1]ⁿ and a small step, with
/// probability at least 1/10 the walk ends in a point x with |⟨x − x₀, vⱼ⟩| ≤ cⱼ for all j, up to δ, in which half of the
/// coordinates are ±1 up to δ.
///
/// Lovett and Meka, "Constructive discrepancy minimization by walking on the edges" (arXiv 1203.5747). With the thresholds
/// that the lemma asks for at a given n, constraints seldom bind when n is a few hundred: the output is then hardly better
/// than random signs. Thresholds of about 1 do better in practice, without the lemma's promise.
///
/// The walk is in floating point: what it returns is checked by computing sums anew, not by the lemma.
public struct LovettMeka: Sendable {
  /// The vectors, scaled to length 1; those of length 0 stay.
  public let vectors: [[Double]]
  /// c, in units of the vectors' lengths.
  public let thresholds: [Double]
  /// n, the number of coordinates.
  public let count: Int
  /// δ: coordinates and constraints stop this near to their bounds.
  public let tolerance: Double
  /// γ: the standard deviation of a step in each direction.
  public let stepSize: Double

  /// The walk for the given constraints.
  ///
  /// - Throws: ``DiscrepancyError`` for counts that do not match, entries that are not finite, and parameters out of range.
  /// - Complexity: O(m n).
  public init(
    vectors: [[Double]], thresholds: [Double], count: Int, tolerance: Double = 0.05, stepSize: Double = 0.05
  ) throws(DiscrepancyError) {
    guard thresholds.count == vectors.count else {
      throw .count("the list of thresholds", found: thresholds.count, expected: vectors.count)
    }
    if thresholds.contains(where: { !($0 >= 0) }) { throw .parameter("thresholds", expected: "numbers of at least 0") }
    guard tolerance > 0, tolerance < 0.5 else { throw .parameter("tolerance", expected: "a number between 0 and 0.5") }
    guard stepSize > 1e-3, stepSize <= 0.5 else { throw .parameter("stepSize", expected: "a number from 0.001 to 0.5") }
    for (index, vector) in vectors.enumerated() {
      if vector.count != count { throw .count("vector \(index)", found: vector.count, expected: count) }
      if let column = vector.firstIndex(where: { !$0.isFinite }) { throw .notFinite(row: index, column: column) }
    }
    self.vectors = vectors.map { vector in
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return length > 0 ? vector.map { $0 / length } : vector
    }
    self.thresholds = thresholds
    self.count = count
    self.tolerance = tolerance
    self.stepSize = stepSize
  }

  /// Where a walk ended.
  public struct Outcome: Sendable, Hashable {
    /// A point of [−1,1]ⁿ.
    public let point: [Double]
    /// How many coordinates are ±1 up to the tolerance.
    public let stoppedCount: Int
    /// |⟨x − x₀, vⱼ⟩| for each vector of length 1.
    public let deviations: [Double]
  }

  /// The steps of one walk, 16/(3 γ²).
  public var stepCount: Int { Int((16 / (3 * stepSize * stepSize)).rounded(.up)) }

  /// One walk: a partial colouring.
  ///
  /// - Throws: ``DiscrepancyError`` for a wrong number of coordinates or coordinates outside of [−1,1].
  /// - Complexity: O((n (f + m)) · steps + n f²) for f constraints that stop the walk.
  public func partialColouring(
    from start: [Double], using generator: inout some RandomNumberGenerator
  ) throws(DiscrepancyError) -> Outcome {
    guard start.count == count else { throw .count("the starting point", found: start.count, expected: count) }
    for (index, value) in start.enumerated() where !(abs(value) <= 1) {
      throw .outside(coordinate: index, value: "\(value)", range: "[-1, 1]")
    }
    var walk = EdgeWalk(self, start: start)
    for _ in 0..<stepCount {
      walk.stopWhatIsNear()
      if walk.alive.isEmpty { break }
      walk.step(&generator)
    }
    walk.stopWhatIsNear()
    return Outcome(
      point: walk.point, stoppedCount: walk.point.count { abs($0) >= 1 - tolerance },
      deviations: vectors.map { abs(innerProduct($0, zip(walk.point, start).map(-))) })
  }

  /// Signs, by one partial colouring after the other from where the last one ended; at most `rounds` of them, and what is
  /// left is rounded to the nearest sign.
  ///
  /// Deviations of the rounds add up; a round forgets those of the rounds before.
  public func colouring(
    from start: [Double], rounds: Int = 20, using generator: inout some RandomNumberGenerator
  ) throws(DiscrepancyError) -> [Int] {
    var point = start
    for _ in 0..<rounds where point.contains(where: { abs($0) < 1 - tolerance }) {
      point = try partialColouring(from: point, using: &generator).point
    }
    return point.map { $0 >= 0 ? 1 : -1 }
  }
}

func innerProduct(_ a: [Double], _ b: [Double]) -> Double {
  var sum = 0.0
  for (x, y) in zip(a, b) { sum += x * y }
  return sum
}

/// The state of one walk.
private struct EdgeWalk {
  let problem: LovettMeka
  let start: [Double]
  var point: [Double]
  var isAlive: [Bool]
  var isBinding: [Bool]
  /// The alive coordinates, ascending.
  var alive: [Int]
  /// An orthonormal basis of the binding vectors within the alive coordinates.
  var basis: [[Double]] = []
  var gaussians = GaussianSource()

  init(_ problem: LovettMeka, start: [Double]) {
    self.problem = problem
    self.start = start
    point = start
    isAlive = start.map { _ in true }
    isBinding = problem.vectors.map { _ in false }
    alive = Array(start.indices)
    basis = []
  }

  /// Stops coordinates and constraints near their bounds, and renews the basis if there are new ones.
  mutating func stopWhatIsNear() {
    var isNew = false
    for j in alive where abs(point[j]) >= 1 - problem.tolerance {
      isAlive[j] = false
      isNew = true
    }
    if isNew { alive = alive.filter { isAlive[$0] } }
    let change = zip(point, start).map(-)
    for (index, vector) in problem.vectors.enumerated() where !isBinding[index] {
      if abs(innerProduct(vector, change)) >= problem.thresholds[index] - problem.tolerance {
        isBinding[index] = true
        isNew = true
      }
    }
    if isNew { renewBasis() }
  }

  /// Gram and Schmidt, twice over each vector for orthogonality to the last digits.
  private mutating func renewBasis() {
    basis = []
    for (index, vector) in problem.vectors.enumerated() where isBinding[index] {
      if basis.count == alive.count { return }
      var rest = alive.map { vector[$0] }
      for _ in 0..<2 {
        for direction in basis {
          let factor = innerProduct(direction, rest)
          for k in rest.indices { rest[k] -= factor * direction[k] }
        }
      }
      let length = innerProduct(rest, rest).squareRoot()
      if length > 1e-9 { basis.append(rest.map { $0 / length }) }
    }
  }

  mutating func step(_ generator: inout some RandomNumberGenerator) {
    var step = alive.map { _ in gaussians.next(&generator) }
    for direction in basis {
      let factor = innerProduct(direction, step)
      for k in step.indices { step[k] -= factor * direction[k] }
    }
    for (k, j) in alive.enumerated() { point[j] = min(1, max(-1, point[j] + problem.stepSize * step[k])) }
  }
}
