import Randomness

/// The Gram–Schmidt walk in floating point, for hundreds of vectors.
///
/// Each step goes along the direction u with u_pivot = 1 for which Σ uⱼ bⱼ over the alive coordinates is shortest, and of several such
/// the shortest u. Directions come from orthogonal factorisations. As long as there is one with Σ uⱼ bⱼ = 0 it is found from an
/// orthonormal basis of the rows, which does not depend on their lengths: no row is lost beside longer ones. The guarantees of
/// ``GramSchmidtWalk`` hold up to rounding.
///
/// The walk balances Σ zⱼ bⱼ in the units of the rows: if one row is a thousand times as long as the others, it comes first.
/// ``whitened(_:)`` makes a walk that does not depend on units.
public struct GramSchmidtSampler: Sendable {
  /// n, the number of vectors.
  public let count: Int
  private let rows: WalkRows
  /// Where every walk begins that has not stopped anywhere.
  private let first: WalkDirections

  /// The walk for vectors of one dimension.
  ///
  /// - Parameters:
  ///   - vectors: n vectors with d finite coordinates each.
  ///   - lift: The square of what is added to each vector in a direction of its own, at least 0: the design for experiments with
  ///     robustness, in which coordinates are the more independent the greater it is.
  ///   - isBalanced: Whether each step also keeps Σ xⱼ as long as two coordinates are alive. The number of signs that are 1 then
  ///     differs by less than 1 from its mean.
  /// - Throws: ``DiscrepancyError`` for vectors of different dimensions, entries that are not finite, and a lift out of range.
  /// - Complexity: O(n d · min(n, d)); O((n + d) n²) with a lift.
  public init(_ vectors: [[Double]], lift: Double = 0, isBalanced: Bool = false) throws(DiscrepancyError) {
    guard lift.isFinite, lift >= 0 else { throw .parameter("lift", expected: "a finite number of at least 0") }
    try Self.check(vectors)
    count = vectors.count
    rows = WalkRows(vectors, lift: lift, isBalanced: isBalanced)
    first = WalkDirections(rows, alive: Array(vectors.indices))
  }

  /// The design for experiments with robustness φ, as `GramSchmidtWalk(design:robustness:isBalanced:)` in exact arithmetic: √φ eⱼ
  /// beside √(1 − φ) bⱼ/ξ, ξ being the greatest length of the bⱼ.
  ///
  /// - Parameters:
  ///   - covariates: b, a vector for each unit; in the units in which they are to be balanced, or ``whitened(_:)``.
  ///   - robustness: φ, at least 0 (balance alone) and below 1 (nearly a coin for each unit).
  ///   - isBalanced: As for vectors.
  /// - Throws: ``DiscrepancyError`` for vectors of different dimensions, entries that are not finite, and φ out of range.
  /// - Complexity: As for vectors.
  public init(design covariates: [[Double]], robustness: Double, isBalanced: Bool = false) throws(DiscrepancyError) {
    guard 0..<1 ~= robustness else {
      throw .parameter("robustness", expected: "a number of at least 0 and below 1, not \(robustness)")
    }
    // In units in which the greatest entry is 1, so that no square overflows.
    let largest = covariates.reduce(0) { $1.reduce($0) { max($0, abs($1)) } }
    if robustness == 0 || !largest.isFinite {
      try self.init(covariates, isBalanced: isBalanced)
      return
    }
    let scaled = largest > 0 ? covariates.map { $0.map { $0 / largest } } : covariates
    let square = scaled.reduce(0) { max($0, $1.reduce(0) { $0 + $1 * $1 }) }
    let lift = robustness / (1 - robustness) * (square > 0 ? square : 1)
    try self.init(scaled, lift: lift, isBalanced: isBalanced)
  }

  /// The most bytes of memory that a walk takes, its vectors as they are given counted: 48 for each entry, a lift adding a row for each vector.
  /// A lifted walk of 1,200 vectors took 57 MB.
  ///
  /// - Parameters:
  ///   - count: n, the number of vectors.
  ///   - dimension: d.
  ///   - isLifted: Whether there is a lift.
  public static func predictedBytes(count: Int, dimension: Int, isLifted: Bool) -> Int {
    48 * count * (dimension + (isLifted ? count : 0)) + 4_000_000
  }

  private static func check(_ vectors: [[Double]]) throws(DiscrepancyError) {
    let dimension = vectors.first?.count ?? 0
    for (index, vector) in vectors.enumerated() {
      if vector.count != dimension { throw .count("vector \(index)", found: vector.count, expected: dimension) }
      if let column = vector.firstIndex(where: { !$0.isFinite }) { throw .notFinite(row: index, column: column) }
    }
  }

  /// Vectors whose rows (the coordinates with one number) are an orthonormal basis of what the given rows span.
  ///
  /// The walk for them treats all combinations of the rows alike, whatever units they are in.
  /// - Throws: ``DiscrepancyError`` as the initialiser.
  /// - Complexity: O(n d · min(n, d)).
  public static func whitened(_ vectors: [[Double]]) throws(DiscrepancyError) -> [[Double]] {
    try check(vectors)
    let rows = WalkRows(vectors, lift: 0, isBalanced: false)
    let basis = rows.basis(Array(vectors.indices))
    // In the columns' own units a basis is orthonormal no longer.
    let own = basis.map { row in row.indices.map { row[$0] * rows.columnScale[$0] } }
    let again = rows.columnScale.allSatisfy { $0 == 1 } ? own : orthonormalBasis(own, Array(vectors.indices))
    return vectors.indices.map { j in again.map { $0[j] } }
  }

  /// The direction of a step among these coordinates, of which the last is the pivot.
  ///
  /// - Parameter alive: Some of 0 ..< n, increasing, at least one.
  /// - Returns: n numbers, 0 where a coordinate is not alive and 1 at the pivot.
  /// - Throws: ``DiscrepancyError`` for other lists.
  /// - Complexity: O(n d · min(n, d)).
  public func direction(among alive: [Int]) throws(DiscrepancyError) -> [Double] {
    guard !alive.isEmpty, zip(alive, alive.dropFirst()).allSatisfy({ $0 < $1 }), alive[0] >= 0,
      alive[alive.count - 1] < count
    else { throw .parameter("alive", expected: "increasing numbers from 0 to \(count - 1), at least one") }
    var directions = WalkDirections(rows, alive: alive)
    return directions.next()
  }

  /// Signs that the walk from the given point of [−1,1]ⁿ ends with.
  ///
  /// - Throws: ``DiscrepancyError`` for a wrong number of coordinates or coordinates outside of [−1,1].
  /// - Complexity: O(n² min(n, d)), and O(n² d min(n, d)) where columns depend on each other and the pivot's does not.
  public func sample(
    from start: [Double], using generator: inout some RandomNumberGenerator
  ) throws(DiscrepancyError) -> [Int] {
    guard start.count == count else { throw .count("the starting point", found: start.count, expected: count) }
    for (index, value) in start.enumerated() where !(abs(value) <= 1) {
      throw .outside(coordinate: index, value: "\(value)", range: "[-1, 1]")
    }
    var point = start
    let stopped = start.indices.filter { abs(start[$0]) == 1 }
    var directions = first
    // Few are taken out one by one; if there are many it is cheaper to begin without them.
    if stopped.count * 8 > count {
      directions = WalkDirections(rows, alive: start.indices.filter { abs(start[$0]) < 1 })
    } else {
      for index in stopped { directions.stop(index) }
    }
    while !directions.alive.isEmpty {
      let u = directions.next()
      for index in Self.step(&point, along: u, directions.alive, &generator) { directions.stop(index) }
    }
    return point.map { $0 > 0 ? 1 : -1 }
  }

  /// Goes along a direction as far as the cube allows, one way or the other. The coordinates that have stopped.
  private static func step(
    _ point: inout [Double], along u: [Double], _ alive: [Int], _ generator: inout some RandomNumberGenerator
  ) -> [Int] {
    var (forward, backward) = (Double.infinity, Double.infinity)
    for j in alive where u[j] != 0 {
      let (up, down) = ((1 - point[j]) / abs(u[j]), (1 + point[j]) / abs(u[j]))
      forward = min(forward, u[j] > 0 ? up : down)
      backward = min(backward, u[j] > 0 ? down : up)
    }
    let draw = Double(generator.next() >> 11) * 0x1p-53
    let length = draw * (forward + backward) < backward ? forward : -backward
    var stopped: [Int] = []
    for j in alive {
      point[j] += length * u[j]
      // Whoever should reach the boundary does so up to rounding; nothing else comes this near but by chance.
      if abs(point[j]) > 1 - 0x1p-40 {
        point[j] = point[j] > 0 ? 1 : -1
        stopped.append(j)
      }
    }
    return stopped
  }
}
