import Exact

/// The kernel exp(−γ‖x − y‖²) of all pairs of vectors in fixed point: ⌊2^p k(xᵢ, xⱼ)⌋, exactly that.
struct FixedPointGaussian {
  /// p.
  let precision: Int
  private let labels: [Int]
  /// Row by row the entries up to the diagonal.
  private let entries: [Integer]

  /// - Complexity: N²/2 exponentials and products of vectors.
  init(_ vectors: LabelledVectors, gamma: Rational, precision: Int) {
    (self.precision, labels) = (precision, vectors.labels)
    var entries: [Integer] = []
    entries.reserveCapacity(vectors.count * (vectors.count + 1) / 2)
    for i in 0..<vectors.count {
      for j in 0..<i {
        entries.append(Self.entry(gamma * vectors.squaredDistance(i, j), precision: precision))
      }
      entries.append(Integer(1) << precision)
    }
    self.entries = entries
  }

  /// About how many bytes the entries of so many vectors take.
  static func bytes(_ count: Int, precision: Int) -> Integer {
    Integer(count) * Integer(count + 1) / 2 * Integer(96 + precision / 8)
  }

  /// ⌊2^p e^−x⌋ for x ≥ 0.
  private static func entry(_ x: Rational, precision: Int) -> Integer {
    // Enclosures stop at e^−(2³⁰ log 2); far before, the entry is 0.
    guard x < Rational(precision) else { return 0 }
    for extra in sequence(first: 24, next: { 4 * $0 }) {
      let value = Enclosure(Rational(-x.numerator, x.denominator), precision: precision + extra).exp()
      guard let lower = value.lower, let upper = value.upper else { continue }
      let floor = floorOfScaled(lower, precision)
      if floor == floorOfScaled(upper, precision) { return floor }
    }
    return 0
  }

  /// ⌊2^p x⌋.
  private static func floorOfScaled(_ x: Rational, _ precision: Int) -> Integer {
    (x * Rational(Integer(1) << precision)).floor()
  }

  /// Σⱼ yᵢ yⱼ kᵢⱼ aⱼ for each i.
  ///
  /// - Complexity: O(N²) products of integers.
  func signedProduct(_ coefficients: [Integer]) -> [Integer] {
    var sums = [Integer](repeating: 0, count: labels.count)
    var place = 0
    for i in labels.indices {
      for j in 0...i {
        let entry = labels[i] == labels[j] ? entries[place] : -entries[place]
        place += 1
        if !coefficients[j].isZero { sums[i].addProduct(entry, coefficients[j]) }
        if i != j, !coefficients[i].isZero { sums[j].addProduct(entry, coefficients[i]) }
      }
    }
    return sums
  }
}
