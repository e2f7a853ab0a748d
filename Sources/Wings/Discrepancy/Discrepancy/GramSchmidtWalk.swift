import Exact

/// The Gram–Schmidt walk in exact arithmetic, and the whole law of its output.
///
/// ```swift
/// let walk = try GramSchmidtWalk([[1, 0], [Rational(3, 5), Rational(4, 5)], [0, 1]])
/// let law = try walk.law(from: [0, 0, 0])     // 8 sign vectors, each with its probability, a rational
/// law.mean == [0, 0, 0]                       // E z = x₀ always, exactly
/// ```
///
/// A martingale in [−1,1]ⁿ that ends in a vertex. Its *pivot* is the alive coordinate of largest index, kept until it stops.
/// Each step goes along the direction u with u_pivot = 1, 0 where coordinates have stopped, and Σ uⱼ bⱼ as short as possible,
/// as far as the cube allows: by δ⁺ forwards with probability δ⁻/(δ⁺ + δ⁻), by δ⁻ backwards with the rest.
///
/// For ‖bⱼ‖₂ ≤ 1: E z = x₀; Cov(Σ zⱼ bⱼ) ≤ P, the orthogonal projection on the span of the bⱼ; and the vector sum is
/// subgaussian with constant 1. Bansal, Dadush, Garg and Lovett, "The Gram-Schmidt Walk" (arXiv 1708.01079); Harshaw, Sävje,
/// Spielman and Zhang, "Balancing covariates in randomized experiments with the Gram-Schmidt Walk design" (arXiv 1911.03071).
public struct GramSchmidtWalk: Sendable {
  /// b, vectors of one dimension: of Euclidean length at most 1, or the covariates of a design as they were given.
  public let vectors: [[Rational]]
  /// Whether each step keeps Σ xⱼ as long as two coordinates are alive.
  public let isBalanced: Bool
  /// The inner products of the vectors that are balanced.
  private let gram: Matrix<Rational>

  /// The most coordinates of which the law is computed: it has up to 2ⁿ vectors.
  public static let largestCountForLaw = 12

  /// The walk for the given vectors.
  ///
  /// - Throws: ``DiscrepancyError`` for vectors of different dimensions or longer than 1.
  /// - Complexity: O(n² d).
  public init(_ vectors: [[Rational]]) throws(DiscrepancyError) {
    let unit = try UnitVectors(vectors, dimension: vectors.first?.count ?? 0, norm: .euclidean)
    self.vectors = unit.vectors
    isBalanced = false
    gram = Matrix<Rational>(rows: vectors.count, columns: vectors.count) { vectors[$0].dot(vectors[$1]) }
  }

  /// The design for experiments with robustness φ: the walk for the vectors (√φ eⱼ, √(1 − φ) bⱼ/ξ), ξ being the greatest length of
  /// the bⱼ. Only their inner products enter, which are rational: φ [i = j] + (1 − φ) ⟨bᵢ, bⱼ⟩/ξ².
  ///
  /// - Parameters:
  ///   - covariates: b, a vector for each unit, of one dimension and any length.
  ///   - robustness: φ, from 0 (balance alone) to 1 (a coin for each unit).
  ///   - isBalanced: Whether each step also keeps Σ xⱼ as long as two coordinates are alive: from a point whose groups have a whole
  ///     number of units in the mean, both groups then always have that number.
  /// - Throws: ``DiscrepancyError`` for vectors of different dimensions, and for φ out of range.
  /// - Complexity: O(n² d).
  public init(design covariates: [[Rational]], robustness: Rational, isBalanced: Bool = false) throws(DiscrepancyError)
  {
    guard robustness >= 0, robustness <= 1 else {
      throw .parameter("robustness", expected: "a number from 0 to 1, not \(robustness)")
    }
    let dimension = covariates.first?.count ?? 0
    for (index, vector) in covariates.enumerated() where vector.count != dimension {
      throw .count("vector \(index)", found: vector.count, expected: dimension)
    }
    let square = covariates.reduce(Rational(0)) { max($0, $1.dot($1)) }
    let share = square.isZero ? 0 : (1 - robustness) / square
    vectors = covariates
    self.isBalanced = isBalanced
    gram = Matrix<Rational>(rows: covariates.count, columns: covariates.count) {
      ($0 == $1 ? robustness : 0) + share * covariates[$0].dot(covariates[$1])
    }
  }

  /// (φ I + (1 − φ) B/ξ²)⁻¹, with B the inner products of the covariates: above the covariance of the design's signs, from every start,
  /// as long as the walk is not balanced. nil where the inner products are singular, which for φ > 0 they never are.
  ///
  /// It follows from Cov(Σ zⱼ bⱼ) ≤ P for the vectors that the design balances.
  /// - Complexity: O(n⁴) operations on rationals.
  public var covarianceBound: Matrix<Rational>? {
    let n = vectors.count
    var columns: [[Rational]] = []
    for j in 0..<n {
      guard case .unique(let column) = gram.solve((0..<n).map { $0 == j ? 1 : 0 }) else { return nil }
      columns.append(column)
    }
    return Matrix<Rational>(rows: n, columns: n) { columns[$1][$0] }
  }

  /// A law on sign vectors: finitely many, each with its probability; those of a walk have one greater than 0 and stand in
  /// lexicographic order.
  public struct Law: Sendable, Hashable {
    /// The vectors in {−1,1}ⁿ.
    public let outcomes: [[Int]]
    /// Their probabilities, which add up to 1.
    public let probabilities: [Rational]

    /// A law, of the walk or any other; the probabilities are taken as they are given.
    ///
    /// - Precondition: there are as many probabilities as outcomes.
    public init(outcomes: [[Int]], probabilities: [Rational]) {
      precondition(
        outcomes.count == probabilities.count, "\(outcomes.count) outcomes, \(probabilities.count) probabilities")
      (self.outcomes, self.probabilities) = (outcomes, probabilities)
    }

    /// E z.
    public var mean: [Rational] {
      guard let count = outcomes.first?.count else { return [] }
      return (0..<count).map { j in expectation { Rational($0[j]) } }
    }

    /// E f(z).
    ///
    /// - Complexity: one call of `function` for every outcome.
    public func expectation(_ function: ([Int]) -> Rational) -> Rational {
      zip(outcomes, probabilities).reduce(0) { $0 + function($1.0) * $1.1 }
    }

    /// The probability of an outcome, 0 if it never occurs.
    public func probability(of outcome: [Int]) -> Rational {
      outcomes.firstIndex(of: outcome).map { probabilities[$0] } ?? 0
    }
  }

  /// The law of the output of the walk that starts at a point of [−1,1]ⁿ.
  ///
  /// - Throws: ``DiscrepancyError`` for a wrong number of coordinates, for coordinates outside of [−1,1], and for more than
  ///   ``largestCountForLaw`` of them.
  /// - Complexity: O(2ⁿ n³) operations on rationals.
  public func law(from start: [Rational]) throws(DiscrepancyError) -> Law {
    guard vectors.count <= GramSchmidtWalk.largestCountForLaw else {
      throw .tooLarge("vectors", found: vectors.count, limit: GramSchmidtWalk.largestCountForLaw)
    }
    try check(start)
    var probabilities: [[Int]: Rational] = [:]
    visit(start, pivot: nil, probability: 1, &probabilities)
    let outcomes = probabilities.keys.sorted { $0.lexicographicallyPrecedes($1) }
    return Law(outcomes: outcomes, probabilities: outcomes.map { probabilities[$0] ?? 0 })
  }

  private func check(_ start: [Rational]) throws(DiscrepancyError) {
    guard start.count == vectors.count else {
      throw .count("the starting point", found: start.count, expected: vectors.count)
    }
    for (index, value) in start.enumerated() where value.magnitude > 1 {
      throw .outside(coordinate: index, value: "\(value)", range: "[-1, 1]")
    }
  }

  private func visit(
    _ point: [Rational], pivot: Int?, probability: Rational, _ probabilities: inout [[Int]: Rational]
  ) {
    let alive = point.indices.filter { point[$0].magnitude < 1 }
    guard let last = alive.last else {
      probabilities[point.map { $0.signum() }, default: 0] += probability
      return
    }
    let pivot = pivot.flatMap { alive.contains($0) ? $0 : nil } ?? last
    let step = Step(from: point, along: direction(alive, pivot))
    for (length, chance) in [(step.forward, step.chanceOfForward), (-step.backward, 1 - step.chanceOfForward)] {
      let next = zip(point, step.direction).map { $0 + length * $1 }
      visit(next, pivot: pivot, probability: probability * chance, &probabilities)
    }
  }

  /// One step: how far the cube lets the walk go both ways, and how probable each way is.
  struct Step {
    let direction: [Rational]
    let forward: Rational
    let backward: Rational

    init(from point: [Rational], along direction: [Rational]) {
      var (forward, backward): (Rational?, Rational?)
      for (x, u) in zip(point, direction) where !u.isZero {
        let (up, down) = ((1 - x) / u.magnitude, (1 + x) / u.magnitude)
        let (ahead, behind) = u > 0 ? (up, down) : (down, up)
        forward = min(forward ?? ahead, ahead)
        backward = min(backward ?? behind, behind)
      }
      self.direction = direction
      self.forward = forward ?? 0
      self.backward = backward ?? 0
    }

    /// That which makes the step 0 on average.
    var chanceOfForward: Rational { backward / (forward + backward) }
  }

  /// u with u_pivot = 1 that makes Σ uⱼ bⱼ over the alive coordinates shortest: by the normal equations, which always have a
  /// solution. A balanced walk has Σ uⱼ = 0 besides, with a multiplier, if there are others.
  private func direction(_ alive: [Int], _ pivot: Int) -> [Rational] {
    let others = alive.filter { $0 != pivot }
    let k = others.count
    let border = isBalanced && k > 0 ? 1 : 0
    let matrix = Matrix<Rational>(rows: k + border, columns: k + border) { i, j in
      i < k && j < k ? gram[others[i], others[j]] : i == j ? 0 : 1
    }
    var direction = [Rational](repeating: 0, count: vectors.count)
    direction[pivot] = 1
    switch matrix.solve(others.map { -gram[$0, pivot] } + [Rational](repeating: -1, count: border)) {
    case .unique(let solution), .underdetermined(let solution, _):
      for (j, u) in zip(others, solution) { direction[j] = u }
    case .inconsistent: preconditionFailure("normal equations are consistent")
    }
    return direction
  }
}
