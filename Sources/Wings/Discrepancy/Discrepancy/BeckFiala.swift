import DiscrepancyCheckers
import Exact

/// Beck and Fiala's theorem as an algorithm: rounds any x in [0,1]ⁿ so that the sum over each set changes by less than t, where
/// each element lies in at most t sets.
///
/// ```swift
/// let system = try SetSystem([[0, 1, 2], [2, 3], [0, 3]], elementCount: 4)
/// let rounding = try BeckFiala(system).round([...])
/// rounding.largestDeviation < Rational(system.degree)   // always, exactly
/// ```
///
/// Sets with more than t fractional elements are *active*: fewer than there are fractional elements, since those lie in at
/// most t sets each. So the fractional elements can move without changing the sums over active sets until one stops. A set
/// with at most t fractional elements is let go; its sum changes by less than 1 for each of them.
///
/// Beck and Fiala, "Integer-making theorems", Discrete Appl. Math. 3 (1981).
public struct BeckFiala: Sendable {
  /// The sets.
  public let system: SetSystem

  /// The algorithm on the given sets.
  public init(_ system: SetSystem) { self.system = system }

  /// What came of rounding.
  public struct Rounding: Sendable, Hashable {
    /// x, the point that was rounded.
    public let point: [Rational]
    /// z, 0 or 1 for every element.
    public let rounded: [Int]
    /// |Σ_{j ∈ S} (x_j − z_j)| for every set S.
    public let deviations: [Rational]
    /// t, the largest number of sets that an element lies in.
    public let degree: Int

    /// The largest deviation, less than t; 0 if there is no set.
    public var largestDeviation: Rational { deviations.max() ?? 0 }
  }

  /// Rounds a point of [0,1]ⁿ.
  ///
  /// - Throws: ``DiscrepancyError`` for a wrong number of coordinates, and for coordinates outside of [0,1].
  /// - Complexity: O(n r²) operations on minors in each of at most n rounds, r < n the number of active sets.
  public func round(_ point: [Rational]) throws(DiscrepancyError) -> Rounding {
    guard point.count == system.elementCount else {
      throw .count("the point", found: point.count, expected: system.elementCount)
    }
    for (index, value) in point.enumerated() where value < 0 || value > 1 {
      throw .outside(coordinate: index, value: "\(value)", range: "[0, 1]")
    }
    let degree = system.degree
    var current = point
    while true {
      let fractional = current.indices.filter { !current[$0].isInteger }
      if fractional.isEmpty { break }
      let isFractional = current.map { !$0.isInteger }
      let active = system.sets.filter { set in set.count { isFractional[$0] } > degree }
      var columns = [KernelWalk.Column](repeating: [], count: current.count)
      for (row, set) in active.enumerated() {
        for element in set { columns[element].append((row, 1)) }
      }
      var walk = KernelWalk(rowCount: active.count)
      for element in fractional { walk.enter(columns[element], at: current[element]) }
      for (element, value) in zip(fractional, walk.point) { current[element] = value }
    }
    let change = zip(point, current).map { $0 - $1 }
    return Rounding(
      point: point, rounded: current.map { $0.isZero ? 0 : 1 }, deviations: system.sums(change).map(\.magnitude),
      degree: degree)
  }

  /// The rounding of a point with what it needs to be checked by other code.
  ///
  /// - Throws: as ``round(_:)``.
  public func certificate(_ point: [Rational]) throws(DiscrepancyError) -> BeckFialaCertificate {
    BeckFialaCertificate(sets: system.sets, point: point, rounded: try round(point).rounded)
  }

  /// Signs whose sum over each set is at most 2t − 1 in absolute value (for t ≥ 1; every sum is 0 for t = 0).
  ///
  /// - Complexity: As for `round(_:)`.
  public func signs() throws(DiscrepancyError) -> [Int] {
    try round([Rational](repeating: Rational(1, 2), count: system.elementCount)).rounded.map { 2 * $0 - 1 }
  }
}
