import Exact

/// The value of a hard-margin machine without bias as a power series in the base: Σ vₖ qᵏ, for every small q at once.
///
/// The Gram matrix is I + Σ Eₕ qʰ, with the pairs of distance h in Eₕ; so α = G⁻¹ 1 is a series with integer coefficients.
public struct ValueSeries: Hashable, Sendable {
  /// The coefficients of q⁰, q¹, … in α, point by point.
  public let coefficients: [[Integer]]
  /// Those of 2V = 1ᵀα.
  public let doubled: [Integer]
}

extension LabelledPoints {
  /// The first terms of 2V, and of α.
  ///
  /// For two classes A and B whose closest vectors a ∈ A, b ∈ B are at the distance m, the series of 2V(A ∪ B) − 2V(A) − 2V(B)
  /// begins with 2 p qᵐ, where p is the number of pairs at that distance: the reduction's answer without any base.
  ///
  /// - Parameter order: how many terms; the last is that of q^(order − 1).
  /// - Complexity: O(N² order) additions.
  public func valueSeries(order: Int) -> ValueSeries {
    precondition(order >= 0, "a series of \(order) terms")
    // The points near each one, with their distances and whether the labels are equal.
    let near = (0..<count).map { i in
      (0..<count).compactMap { j -> (point: Int, distance: Int, isEqual: Bool)? in
        let distance = points.distance(i, points, j)
        return i != j && distance < order ? (j, distance, labels[i] == labels[j]) : nil
      }
    }
    var coefficients = Array(repeating: [Integer](repeating: 0, count: order), count: count)
    for k in 0..<order {
      for i in 0..<count {
        var value: Integer = k == 0 ? 1 : 0
        for (j, distance, isEqual) in near[i] where distance <= k {
          if isEqual {
            value -= coefficients[j][k - distance]
          } else {
            value += coefficients[j][k - distance]
          }
        }
        coefficients[i][k] = value
      }
    }
    return ValueSeries(
      coefficients: coefficients,
      doubled: (0..<order).map { k in coefficients.reduce(into: Integer.zero) { $0 += $1[k] } })
  }
}
