import Sequences

extension StraightLineProgram {
  /// Whether `other` expands to the same vector, by another grammar perhaps; false is certain, true very likely.
  ///
  /// Both vectors are read as polynomials with coefficients that number their entries, and evaluated at two random points
  /// modulo the prime p = 2⁶¹ − 1. Different vectors of length N agree with probability at most (N / p)², over the choice
  /// of the points: Schwartz and Zippel's bound. Vectors of 2⁴⁰ entries are thus confused with probability at most 2⁻⁴¹.
  ///
  /// - Parameters:
  ///   - other: A vector.
  ///   - generator: The source of the points. The bound holds if `other` does not depend on them.
  /// - Complexity: O(n₁ + n₂).
  public func expandsLike(_ other: Self, using generator: inout some RandomNumberGenerator) -> Bool {
    if self == other { return true }
    // Terminals are numbered by their first occurrence, so equal vectors number them alike.
    guard count == other.count, terminals == other.terminals else { return false }
    let field = IntegersModulo((1 << 61) - 1)
    for _ in 0..<2 {
      let point = UInt.random(in: 0..<field.modulus, using: &generator)
      if value(at: point, in: field) != other.value(at: point, in: field) { return false }
    }
    return true
  }

  /// Σ (1 + number of the terminal at i) · `point`ⁱ over all positions i.
  private func value(at point: UInt, in field: IntegersModulo) -> UInt {
    // For each symbol its value, and the point to the power of its length.
    var values: [UInt] = (0..<UInt(terminals.count)).map { $0 + 1 }
    var powers = Array(repeating: point, count: terminals.count)
    values.reserveCapacity(size)
    powers.reserveCapacity(size)
    for symbol in terminals.count..<Swift.max(size, terminals.count) {
      let (first, second) = (Int(left[symbol]), Int(right[symbol]))
      values.append(field.sum(values[first], field.product(powers[first], values[second])))
      powers.append(field.product(powers[first], powers[second]))
    }
    return values.last ?? 0
  }
}
