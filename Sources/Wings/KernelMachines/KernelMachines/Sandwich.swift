import Exact

/// Bounds on the value of a hard-margin support vector machine, from coefficients that need not be optimal.
///
/// For every α ≥ 0 (with yᵀα = 0 where there is a bias) the dual value L = 1ᵀα − ½ αᵀGα is at most V; and if m, the least
/// (Gα)ᵢ, is positive, α/m satisfies every margin, so that V ≤ U = αᵀGα / (2m²). Both are exact rationals.
public struct Sandwich: Hashable, Sendable {
  /// α as integers over 2^`bits`.
  public let numerators: [Integer]
  /// The number of fractional bits of α.
  public let bits: Int
  /// L.
  public let lower: Rational
  /// U.
  public let upper: Rational
}

extension LabelledPoints {
  /// A sandwich whose width is about 2^−`bits`: α from sweeps α ← 1 − (G − I) α in fixed point, which converge when the sums of
  /// the rows of G without the diagonal stay below 1.
  ///
  /// - Parameters:
  ///   - base: q.
  ///   - bits: the accuracy wanted; `KernelInstance.requiredBits` suffices for an instance.
  ///   - sweeps: after how many to stop, accurate or not. The bounds hold after any number; about d/2 decide an instance.
  /// - Throws: ``KernelError/notDominant(rho:bound:)`` for ρ ≥ 1/2.
  /// - Complexity: O(N²) additions of numbers of `bits` bits for each of O(bits / log(1/ρ)) sweeps.
  public func sandwich(base: KernelBase, bits: Int, sweeps: Int = .max) throws(KernelError) -> Sandwich {
    let gram = GramMatrix(points, base: base)
    let rho = gram.greatestOffDiagonalSum
    guard rho < Rational(1, 2) else { throw .notDominant(rho: rho, bound: Rational(1, 2)) }
    // Rounding loses less than a unit for each distance; 16 guard bits and those of N make up for it.
    let precision = bits + 16 + Integer(count).bitWidth
    // q^H in fixed point, from below.
    let kernels = gram.numerators.map { ($0 << precision) / gram.scale }
    let coefficients = fixedPoint(gram.distances, kernels: kernels, precision: precision, sweeps: sweeps)
    return sandwich(of: coefficients, bits: precision, gram)
  }

  /// The solution of (D + E) α = 1 in fixed point, up to some units: E the signed kernel without its diagonal, D a multiple of
  /// the identity that is larger than the sums of E's rows.
  ///
  /// - Parameters:
  ///   - distances: those of the points.
  ///   - kernels: the kernel at each distance, times 2^`precision`.
  ///   - precision: the number of fractional bits.
  ///   - diagonal: D.
  ///   - sweeps: the greatest number of them.
  func fixedPoint(
    _ distances: DistanceTable, kernels: [Integer], precision: Int, diagonal: Rational = 1, sweeps: Int = .max
  ) -> [Integer] {
    let one = Integer(1) << precision
    var coefficients = Array(repeating: one, count: count)
    var sums = [Integer](repeating: 0, count: kernels.count)
    var remaining = sweeps
    while remaining > 0 {
      remaining -= 1
      var change = Integer.zero
      var next: [Integer] = []
      next.reserveCapacity(count)
      for i in 0..<count {
        for distance in sums.indices { sums[distance] = 0 }
        for j in 0..<count where j != i {
          if labels[i] == labels[j] {
            sums[distances[i, j]] += coefficients[j]
          } else {
            sums[distances[i, j]] -= coefficients[j]
          }
        }
        var rest = Integer.zero
        for (kernel, sum) in zip(kernels, sums) where !sum.isZero { rest.addProduct(kernel, sum) }
        var value = one - rest >> precision
        if diagonal != 1 { value = value * diagonal.denominator / diagonal.numerator }
        change = Swift.max(change, (value - coefficients[i]).magnitude)
        next.append(value)
      }
      coefficients = next
      // What another sweep could still change is below the greatest sum of a row times this.
      if change <= 1 << 4 { break }
    }
    return coefficients
  }

  /// L and U for α = numerators / 2^bits, exactly.
  private func sandwich(of numerators: [Integer], bits: Int, _ gram: GramMatrix) -> Sandwich {
    var (total, square) = (Integer.zero, Integer.zero)
    var least: Integer?
    for i in 0..<count {
      var sums = [Integer](repeating: 0, count: gram.numerators.count)
      for j in 0..<count {
        if labels[i] == labels[j] {
          sums[gram.distance(i, j)] += numerators[j]
        } else {
          sums[gram.distance(i, j)] -= numerators[j]
        }
      }
      var row = Integer.zero
      for (kernel, sum) in zip(gram.numerators, sums) where !sum.isZero { row.addProduct(kernel, sum) }
      least = least.map { Swift.min($0, row) } ?? row
      total += numerators[i]
      square.addProduct(row, numerators[i])
    }
    // (Gα)ᵢ = row / (scale 2^bits), αᵀGα = square / (scale 4^bits).
    let quadratic = Rational(square, gram.scale << (2 * bits))
    let margin = Rational(least ?? 1, gram.scale << bits)
    return Sandwich(
      numerators: numerators, bits: bits, lower: Rational(total, Integer(1) << bits) - quadratic / 2,
      upper: margin > 0 ? quadratic / (2 * margin * margin) : 0)
  }
}
