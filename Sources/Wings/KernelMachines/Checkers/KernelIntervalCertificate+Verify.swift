import Exact

extension KernelIntervalCertificate {
  /// Checks that the coefficients are feasible and prove the interval, from the vectors and coefficients alone.
  ///
  /// Each value of the kernel is taken as ⌊2^p k(x, y)⌋ for `precision` p, which is below 2^p k(x, y) by less than 1; all that follows is exact.
  ///
  /// - Throws: ``KernelCertificateError`` with the first thing that is wrong.
  /// - Complexity: N²/2 exponentials, products of vectors, and additions of numbers of `precision` + `bits` bits.
  public func verify() throws(KernelCertificateError) -> KernelIntervalProof {
    guard gamma > 0 else { throw .malformed("γ = \(gamma) is not positive") }
    guard cost > 0 else { throw .malformed("the box C = \(cost) is not positive") }
    guard 1...4096 ~= precision else { throw .malformed("the precision of \(precision) bits is not from 1 to 4096") }
    guard 0...4096 ~= bits else { throw .malformed("\(bits) fractional bits of coefficients are not from 0 to 4096") }
    guard labels.count == points.count else {
      throw .malformed("\(labels.count) labels for \(points.count) vectors")
    }
    guard labels.allSatisfy({ $0 == 1 || $0 == -1 }) else { throw .malformed("a label is neither 1 nor -1") }
    guard coefficients.count == points.count else {
      throw .malformed("\(coefficients.count) coefficients for \(points.count) vectors")
    }
    let vectors = try SparseVectors(points)
    for (i, coefficient) in coefficients.enumerated() {
      guard coefficient >= 0 else { throw .malformed("the coefficient of vector \(i + 1) is negative") }
      guard coefficient <= Integer(1) << bits else {
        throw .malformed("the coefficient of vector \(i + 1) is above C")
      }
    }
    let (positive, negative) = (total(ofLabel: 1), total(ofLabel: -1))
    if bias != nil, positive != negative {
      throw .malformed("the coefficients of the two classes do not add up to the same")
    }
    let (least, greatest) = bounds(signedSums(vectors), positive, negative)
    guard lower <= least else { throw .malformed("the least value is above what the coefficients prove") }
    guard upper >= greatest else { throw .malformed("the greatest value is below what the coefficients prove") }
    return KernelIntervalProof(
      gamma: gamma, cost: cost, hasBias: bias != nil, positives: labels.count { $0 == 1 },
      negatives: labels.count { $0 == -1 }, features: vectors.features,
      text: zip(labels, vectors.texts).map { "\($0)\($1)\n" }.joined(), lower: lower, upper: upper)
  }

  /// The sum of the coefficients of a class.
  private func total(ofLabel label: Int) -> Integer {
    zip(labels, coefficients).reduce(into: Integer.zero) { if $1.0 == label { $0 += $1.1 } }
  }

  /// Σⱼ yᵢ yⱼ ⌊2^p k(xᵢ, xⱼ)⌋ aⱼ for each i, where a are the coefficients.
  private func signedSums(_ vectors: SparseVectors) -> [Integer] {
    var sums = [Integer](repeating: 0, count: labels.count)
    for i in labels.indices {
      for j in 0...i {
        var kernel = Self.kernel(gamma * vectors.squaredDistance(i, j), precision: precision)
        if labels[i] != labels[j] { kernel = -kernel }
        sums[i].addProduct(kernel, coefficients[j])
        if i != j { sums[j].addProduct(kernel, coefficients[i]) }
      }
    }
    return sums
  }

  /// ⌊2^p e^−x⌋ for x ≥ 0.
  private static func kernel(_ x: Rational, precision: Int) -> Integer {
    let one = Integer(1) << precision
    if x.isZero { return one }
    // Below 2^−p, and perhaps below all numbers that an enclosure has.
    if x >= Rational(precision) { return 0 }
    var working = precision + 32
    while true {
      let value = Enclosure(-x, precision: working).exp() * Rational(one)
      // e^−x is irrational, so that no integer stays between the bounds.
      if let low = value.lower?.floor(), low == value.upper?.floor() { return low }
      working *= 2
    }
  }

  /// The bounds that the sums prove, with what rounding the kernel may have taken from each: a coefficient of the same class for every
  /// vector adds less than it, one of the other class takes off less.
  private func bounds(_ sums: [Integer], _ positive: Integer, _ negative: Integer) -> (Rational, Rational) {
    let unit = Integer(1) << (precision + bits)
    var (square, hinges) = (Integer.zero, Rational(0))
    for (i, sum) in sums.enumerated() {
      let (same, other) = labels[i] > 0 ? (positive, negative) : (negative, positive)
      square.addProduct(coefficients[i], sum + same)
      let margin = cost * Rational(sum - other, unit) + Rational(labels[i]) * (bias ?? 0)
      if margin < 1 { hinges += 1 - margin }
    }
    let half = cost * cost * Rational(square, unit << bits) / 2
    return (cost * Rational(positive + negative, Integer(1) << bits) - half, half + cost * hinges)
  }
}

/// Vectors as they stand in a certificate.
private struct SparseVectors {
  /// The coordinates that are not 0, with indices from 1, as integers over the common denominator.
  private var rows: [[(index: Int, value: Integer)]] = []
  private var denominator: Integer = 1

  init(_ points: [String]) throws(KernelCertificateError) {
    var fractions: [[(index: Int, value: Rational)]] = []
    for (number, text) in points.enumerated() {
      var row: [(index: Int, value: Rational)] = []
      var last = 0
      for field in text.split(separator: " ") {
        let parts = field.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let index = Int(parts[0]), let value = Rational(String(parts[1])) else {
          throw .malformed("“\(field.prefix(40))” of vector \(number + 1) is not index:value")
        }
        guard index > last else { throw .malformed("the indices of vector \(number + 1) do not ascend from 1") }
        last = index
        if value.isZero { continue }
        row.append((index, value))
        let common = Integer.gcd(denominator, value.denominator)
        denominator *= value.denominator / common
        guard denominator.bitWidth <= 1 << 16 else {
          throw .malformed("the coordinates have no common denominator of at most 65536 bits")
        }
      }
      fractions.append(row)
    }
    for row in fractions {
      rows.append(row.map { ($0.index, $0.value.numerator * (denominator / $0.value.denominator)) })
    }
  }

  /// The largest index of a coordinate that is not 0.
  var features: Int { rows.reduce(0) { max($0, $1.last?.index ?? 0) } }

  /// Each vector as ` index:value …`, in lowest terms.
  var texts: [String] { rows.map { row in row.map { " \($0.index):\(Rational($0.value, denominator))" }.joined() } }

  /// ‖xᵢ − xⱼ‖².
  func squaredDistance(_ i: Int, _ j: Int) -> Rational {
    let (left, right) = (rows[i], rows[j])
    var (l, r) = (0, 0)
    var sum = Integer.zero
    while l < left.count || r < right.count {
      let isLeft = l < left.count && (r == right.count || left[l].index <= right[r].index)
      let isRight = r < right.count && (l == left.count || right[r].index <= left[l].index)
      let difference = (isLeft ? left[l].value : 0) - (isRight ? right[r].value : 0)
      if isLeft { l += 1 }
      if isRight { r += 1 }
      sum.addProduct(difference, difference)
    }
    return Rational(sum, denominator * denominator)
  }
}
