import Exact

extension ClosestVectorCertificate {
  /// Returns the loss of the codes, if no integer codes have less.
  ///
  /// - Throws: ``ClosestVectorCertificateError``, naming the first thing that does not hold.
  /// - Complexity: O(n⁴) operations on integers, and O(n) for each node and each integer that it tries.
  @discardableResult
  public func verify() throws(ClosestVectorCertificateError) -> Rational {
    try checkShapes()
    let determinant = (try? Matrix(basis))?.determinant() ?? 0
    guard determinant.magnitude == 1 else { throw .notUnimodular(determinant: determinant) }
    var tree = try ClosestVectorTree(self, loss: loss())
    try tree.factor()
    try tree.walk()
    return loss()
  }

  private func checkShapes() throws(ClosestVectorCertificateError) {
    let n = weights.count
    guard n > 0 else { throw .shape("there are no weights") }
    for (what, count) in [
      ("rows of H", hessian.count), ("steps", steps.count), ("zeros", zeros.count), ("codes", closest.count),
      ("vectors of the basis", basis.count),
    ] where count != n { throw .shape("there are \(count) \(what) for \(n) weights") }
    for (i, row) in hessian.enumerated() where row.count != n {
      throw .shape("row \(i) of H has \(row.count) entries for \(n) weights")
    }
    for (i, row) in basis.enumerated() where row.count != n {
      throw .shape("vector \(i) of the basis has \(row.count) entries for \(n) weights")
    }
    for (i, step) in steps.enumerated() where step <= 0 { throw .step(i, value: step) }
    for i in 0..<n {
      for j in 0..<i where hessian[i][j] != hessian[j][i] { throw .notSymmetric(row: i, column: j) }
    }
  }
}

/// The walk over the tree, in integers.
///
/// In the basis B the scaled problem is (x − c) G (x − c)ᵀ with G = B S H S Bᵀ, S the steps, and c B = w / s + o. Both are made
/// integers, G by the factor g and c by e, C = e c. With the leading minors d of G and λ[i, j] = d[j + 1] μ[i, j] of Gram and Schmidt, which
/// are integers, the part of the loss that coordinates k and above fix is A[k] / (d[k] g e²), where
/// A[k] = (A[k + 1] d[k] + N²) / d[k + 1], N = Σ over j ≥ k of (e x[j] − C[j]) λ[j, k], λ[k, k] = d[k + 1], and A[n] = 0.
private struct ClosestVectorTree {
  private let widths: [Int]
  private let gram: Matrix<Integer>
  private let target: [Integer]
  private let denominator: Integer
  /// The loss of the codes times g e².
  private let bound: Integer
  private var minors: [Integer] = [1]
  private var products: Matrix<Integer>
  private var point: [Integer]
  private var nodes = 0

  init(_ certificate: ClosestVectorCertificate, loss: Rational) throws(ClosestVectorCertificateError) {
    let (steps, hessian) = (certificate.steps, certificate.hessian)
    let n = steps.count
    let basis = Matrix<Rational>(rows: n, columns: n) { Rational(certificate.basis[$0][$1]) }
    let scaled = Matrix<Rational>(rows: n, columns: n) { steps[$0] * hessian[$0][$1] * steps[$1] }
    let fractions = basis * scaled * basis.transposed()
    let factor = try Self.commonDenominator(of: "H in the basis", (0..<n).flatMap { fractions.row($0) })
    gram = fractions.map { $0.numerator * (factor / $0.denominator) }
    // c B = w / s + o has one solution as B has the determinant 1 or −1.
    let offsets = (0..<n).map { certificate.weights[$0] / steps[$0] + Rational(certificate.zeros[$0]) }
    let center: [Rational] =
      if case .unique(let solution) = basis.transposed().solve(offsets) { solution } else { offsets }
    let denominator = try Self.commonDenominator(of: "the weights", center)
    target = center.map { $0.numerator * (denominator / $0.denominator) }
    let scaledLoss = loss * Rational(factor * denominator * denominator)
    // An integer, since the codes are a point of the lattice.
    bound = scaledLoss.ceiling()
    (self.denominator, widths) = (denominator, certificate.widths)
    products = Matrix(rows: n, columns: n, repeating: 0)
    point = target.map { _ in 0 }
  }

  private static func commonDenominator(
    of what: String, _ values: [Rational]
  ) throws(ClosestVectorCertificateError) -> Integer {
    var common: Integer = 1
    for value in values {
      common *= value.denominator / Integer.gcd(common, value.denominator)
      // A file of distinct long denominators would otherwise fill the memory.
      guard common.bitWidth <= 1 << 16 else { throw .denominator(what) }
    }
    return common
  }

  /// Gram and Schmidt without fractions.
  mutating func factor() throws(ClosestVectorCertificateError) {
    for k in 0..<gram.rows {
      for j in 0...k {
        var product = gram[k, j]
        for i in 0..<j { product = (minors[i + 1] * product - products[k, i] * products[j, i]) / minors[i] }
        products[k, j] = product
      }
      guard products[k, k] > 0 else { throw .notPositiveDefinite(minor: k + 1) }
      minors.append(products[k, k])
    }
  }

  mutating func walk() throws(ClosestVectorCertificateError) {
    try enter(target.count - 1, fixed: 0)
    guard 2 * nodes == widths.count else { throw .leftOver(widths.count - 2 * nodes) }
  }

  /// A node at which the coordinates above k are fixed.
  private mutating func enter(_ k: Int, fixed: Integer) throws(ClosestVectorCertificateError) {
    let node = nodes
    guard 2 * node + 1 < widths.count else { throw .missingNode(node) }
    nodes += 1
    let (down, up) = (widths[2 * node], widths[2 * node + 1])
    guard down >= 0, up >= 0 else { throw .negativeWidth(node: node) }
    // Below this node there are only points, and none may be left open.
    guard k > 0 || (down == 0 && up == 0) else { throw .needless(node: node) }
    var sum: Integer = 0
    for j in stride(from: k + 1, to: point.count, by: 1) {
      sum.addProduct(denominator * point[j] - target[j], products[j, k])
    }
    let (step, offset) = (denominator * minors[k + 1], sum - target[k] * minors[k + 1])
    // The greatest integer at which N ≤ 0: N, and with it the loss, grows on both sides.
    let middle = (-offset).floorQuotientAndRemainder(dividingBy: step).quotient
    func part(_ value: Integer) -> Integer {
      let n = step * value + offset
      return (fixed * minors[k] + n * n) / minors[k + 1]
    }
    for value in [middle - Integer(down), middle + Integer(up) + 1] where part(value) < bound * minors[k] {
      throw .open(node: node, coordinate: k, value: value)
    }
    for place in stride(from: 1 - down, through: up, by: 1) {
      point[k] = middle + Integer(place)
      try enter(k - 1, fixed: part(point[k]))
    }
  }
}
