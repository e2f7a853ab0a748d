import Exact

/// One data set with its coefficients and the products of its matrix with them: what every optimality condition is about.
///
/// G is the signed Gram matrix yᵢ yⱼ k(xᵢ, xⱼ) of machines that separate classes, for the others the plain one, K.
struct KernelSystem {
  /// The name of the data set, for errors.
  let name: String
  let labels: [Int]
  /// The coefficients, times the denominator; of principal components all 1.
  let weights: [Integer]
  let denominator: Integer
  /// The common denominator of the kernel's values.
  let scale: Integer
  /// (Gα)ᵢ, times `scale` and the denominator.
  let products: [Integer]

  /// - Complexity: O(N² d / 64), and N² additions of numbers as long as the coefficients.
  init(_ set: KernelCertificate.DataSet, named name: String, machine: KernelMachine, base: Rational)
    throws(KernelCertificateError)
  {
    let count = set.points.count
    let expected = machine == .pca ? 0 : count
    guard set.numerators.count == expected else {
      throw .violated(set: name, "\(set.numerators.count) coefficients, expected \(expected) for \(count) points")
    }
    guard set.denominator > 0 else { throw .violated(set: name, "the denominator is not positive") }
    (self.name, labels, denominator) = (name, set.labels, set.denominator)
    weights = machine == .pca ? Array(repeating: set.denominator, count: count) : set.numerators
    // q = x/y: the kernel at distance H is x^H y^(d−H) / y^d.
    let dimension = set.points.first?.utf8.count ?? 0
    let (x, y) = (base.numerator, base.denominator)
    scale = y.power(dimension)
    let kernels = (0...dimension).map { x.power($0) * y.power(dimension - $0) }
    let points = PackedVectors(set.points)
    var products: [Integer] = []
    products.reserveCapacity(count)
    for i in 0..<count {
      var sums = [Integer](repeating: 0, count: dimension + 1)
      for j in 0..<count {
        let distance = points.distance(i, j)
        if machine.hasSignedMatrix, labels[i] != labels[j] {
          sums[distance] -= weights[j]
        } else {
          sums[distance] += weights[j]
        }
      }
      products.append(zip(kernels, sums).reduce(into: Integer.zero) { $0.addProduct($1.0, $1.1) })
    }
    self.products = products
  }

  /// 1 as a product is scaled.
  private var one: Integer { scale * denominator }

  /// Σ αᵢ.
  private var total: Rational { Rational(weights.reduce(0, +), denominator) }

  /// αᵀGα.
  private var square: Rational {
    let sum = zip(weights, products).reduce(into: Integer.zero) { $0.addProduct($1.0, $1.1) }
    return Rational(sum, scale * denominator * denominator)
  }

  /// Σ yᵢ αᵢ.
  private var balance: Rational {
    Rational(zip(labels, weights).reduce(into: Integer.zero) { $0 += $1.0 > 0 ? $1.1 : -$1.1 }, denominator)
  }

  private func wrong(_ point: Int, _ what: String) -> KernelCertificateError {
    .violated(set: name, "\(what) at point \(point)")
  }

  private func requireNotNegative() throws(KernelCertificateError) {
    for (i, weight) in weights.enumerated() where weight < 0 { throw wrong(i, "a coefficient is negative") }
  }

  private func requireBalance() throws(KernelCertificateError) {
    guard balance.isZero else {
      throw .violated(set: name, "the coefficients of the two classes do not add up to the same")
    }
  }

  // Exact values, each from the optimality conditions of its machine.

  /// The value of hard margins: α ≥ 0, all margins at least 1, and those above 1 without a coefficient. V = ½ 1ᵀα.
  func hardMargin() throws(KernelCertificateError) -> Rational {
    try requireNotNegative()
    for (i, product) in products.enumerated() {
      guard product >= one else { throw wrong(i, "the margin is less than 1") }
      guard product == one || weights[i].isZero else { throw wrong(i, "a margin above 1 has a coefficient") }
    }
    return total / 2
  }

  /// The value with a bias b: α ≥ 0, yᵀα = 0, and all (Gα)ᵢ + b yᵢ = 1 for one b. V = ½ 1ᵀα, in which b does not occur.
  func hardMarginWithBias() throws(KernelCertificateError) -> Rational {
    try requireNotNegative()
    let biases = zip(labels, products).map { Integer($0) * (one - $1) }
    if let i = biases.indices.first(where: { biases[$0] != biases[0] }) {
      throw wrong(i, "the margin is not 1 with the bias of point 0")
    }
    try requireBalance()
    return total / 2
  }

  /// The value of soft margins: 0 ≤ α ≤ C, margins above 1 without a coefficient, those below 1 with C. V = 1ᵀα − ½ αᵀGα.
  func softMargin(box: Rational) throws(KernelCertificateError) -> Rational {
    try requireNotNegative()
    for (i, product) in products.enumerated() {
      let coefficient = Rational(weights[i], denominator)
      guard coefficient <= box else { throw wrong(i, "a coefficient is above C") }
      guard product <= one || weights[i].isZero else { throw wrong(i, "a margin above 1 has a coefficient") }
      guard product >= one || coefficient == box else { throw wrong(i, "a margin below 1 has a coefficient below C") }
    }
    return total - square / 2
  }

  /// The value of ridge regression: (K + λI) a = y. V = (λ/2) yᵀa.
  func ridge(lambda: Rational) throws(KernelCertificateError) -> Rational {
    for (i, product) in products.enumerated() {
      let left = lambda.denominator * product + lambda.numerator * scale * weights[i]
      guard left == lambda.denominator * Integer(labels[i]) * one else {
        throw wrong(i, "the normal equation does not hold")
      }
    }
    return lambda / 2 * balance
  }

  /// The value of principal components: the sum of all entries of K.
  func entrySum() -> Rational { Rational(products.reduce(0, +), one) }

  // Bounds.

  /// Bounds on the value of hard margins: for α ≥ 0 the dual value 1ᵀα − ½ αᵀGα is at most V, and if m, the least (Gα)ᵢ, is
  /// positive, then α/m satisfies every margin, so that V ≤ αᵀGα / (2m²).
  func sandwich() throws(KernelCertificateError) -> (lower: Rational, upper: Rational) {
    try requireNotNegative()
    for (i, product) in products.enumerated() where product <= 0 { throw wrong(i, "a margin is not positive") }
    let margin = Rational(products.min() ?? one, one)
    return (total - square / 2, square / (2 * margin * margin))
  }

  /// The same with a bias: also yᵀα = 0.
  func sandwichWithBias() throws(KernelCertificateError) -> (lower: Rational, upper: Rational) {
    try requireBalance()
    return try sandwich()
  }
}
