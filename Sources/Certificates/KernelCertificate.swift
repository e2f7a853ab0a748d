import Exact

/// A proof of optimal values of a kernel machine with the kernel q^H on 0/1 points, for three data sets A, B and A ∪ B.
///
/// It holds coefficients. Of an *exact* certificate they satisfy the optimality conditions, so that the value is what they say;
/// of a *sandwich* they are feasible, so that the value lies between two numbers. Nothing is taken from whoever found them.
public struct KernelCertificate: Codable, Hashable, Sendable {
  /// How much it proves.
  public enum Kind: String, Codable, Sendable { case exact, sandwich }

  /// One data set with its coefficients and what they prove.
  public struct DataSet: Codable, Hashable, Sendable {
    /// The points as `0` and `1`.
    public var points: [String]
    /// A label for each, 1 or −1.
    public var labels: [Int]
    /// The coefficients, times the denominator; none for principal components.
    public var numerators: [Integer]
    /// The common denominator of the coefficients.
    public var denominator: Integer
    /// The least that the value can be.
    public var lower: Rational
    /// The greatest that it can be; equal to `lower` in an exact certificate.
    public var upper: Rational

    /// A data set; nothing is checked.
    public init(
      points: [String], labels: [Int], numerators: [Integer], denominator: Integer, lower: Rational, upper: Rational
    ) {
      (self.points, self.labels, self.numerators, self.denominator) = (points, labels, numerators, denominator)
      (self.lower, self.upper) = (lower, upper)
    }
  }

  /// How much it proves.
  public var kind: Kind
  /// `svm`, `svm-bias`, `svm-soft`, `ridge` or `pca`.
  public var task: String
  /// C of `svm-soft`, λ of `ridge`.
  public var parameter: Rational?
  /// q.
  public var base: Rational
  /// The data sets.
  public var a, b, ab: DataSet

  /// A certificate; nothing is checked.
  public init(
    kind: Kind, task: String, parameter: Rational?, base: Rational, a: DataSet, b: DataSet, ab: DataSet
  ) {
    (self.kind, self.task, self.parameter, self.base) = (kind, task, parameter, base)
    (self.a, self.b, self.ab) = (a, b, ab)
  }

  enum CodingKeys: String, CodingKey {
    case kind, task, parameter, base
    case a = "A"
    case b = "B"
    case ab = "AB"
  }

  /// The least and the greatest Δ = V(A ∪ B) − V(A) − V(B).
  public var delta: (lower: Rational, upper: Rational) {
    (ab.lower - a.upper - b.upper, ab.upper - a.lower - b.lower)
  }
}

/// Why a certificate proves nothing.
public enum KernelCertificateError: Error, Equatable, Sendable, CustomStringConvertible {
  case malformed(String)
  case violated(set: String, String)
  case wrongBound(set: String, String)

  public var description: String {
    switch self {
    case .malformed(let why): why
    case .violated(let set, let why): "data set \(set): \(why)"
    case .wrongBound(let set, let why): "data set \(set): \(why)"
    }
  }
}

extension KernelCertificate {
  /// Checks every data set, and that A ∪ B consists of A and B, from the points and coefficients alone.
  ///
  /// - Throws: ``KernelCertificateError`` with the first thing that is wrong.
  /// - Complexity: O(N² d), and N² additions of numbers as long as the coefficients.
  public func verify() throws(KernelCertificateError) {
    guard base > 0, base < 1 else { throw .malformed("the base \(base) is not between 0 and 1") }
    // A ∪ B is A and B, in any order.
    func rows(_ set: DataSet) -> [String] { zip(set.points, set.labels).map { "\($0) \($1)" } }
    guard rows(ab).sorted() == (rows(a) + rows(b)).sorted() else {
      throw .malformed("AB does not consist of the labelled points of A and B")
    }
    for (name, set) in [("A", a), ("B", b), ("AB", ab)] { try verify(set, name) }
  }

  private func verify(_ set: DataSet, _ name: String) throws(KernelCertificateError) {
    let count = set.points.count
    let dimension = set.points.first?.utf8.count ?? 0
    guard set.labels.count == count, set.labels.allSatisfy({ $0 == 1 || $0 == -1 }),
      set.points.allSatisfy({ $0.utf8.count == dimension && $0.utf8.allSatisfy { $0 == 48 || $0 == 49 } })
    else { throw .malformed("data set \(name) is not 0/1 points of one dimension with labels 1 and -1") }
    guard task == "pca" ? set.numerators.isEmpty : set.numerators.count == count, set.denominator > 0 else {
      throw .malformed("data set \(name) has \(set.numerators.count) coefficients for \(count) points")
    }
    // q = x/y: the kernel at distance H is x^H y^(d−H) / y^d.
    let (x, y) = (base.numerator, base.denominator)
    let scale = y.power(dimension)
    var kernels = [scale]
    for _ in 0..<dimension { kernels.append(kernels[kernels.count - 1] * x / y) }
    let points = set.points.map { Array($0.utf8) }
    let weights = task == "pca" ? Array(repeating: 1, count: count) : set.numerators
    // (K w)ᵢ over scale · denominator, with signs for machines that separate classes.
    let isSigned = task.hasPrefix("svm")
    let products = (0..<count).map { i in
      var sums = [Integer](repeating: 0, count: dimension + 1)
      for j in 0..<count {
        let distance = zip(points[i], points[j]).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
        if isSigned, set.labels[i] != set.labels[j] {
          sums[distance] -= weights[j]
        } else {
          sums[distance] += weights[j]
        }
      }
      return zip(kernels, sums).reduce(into: Integer.zero) { $0.addProduct($1.0, $1.1) }
    }
    let one = scale * set.denominator
    func wrong(_ i: Int, _ what: String) -> KernelCertificateError { .violated(set: name, "\(what) at point \(i)") }
    func total(_ numbers: [Integer]) -> Integer { numbers.reduce(0, +) }
    func balanced() throws(KernelCertificateError) {
      guard zip(set.labels, weights).reduce(into: Integer.zero, { $0 += $1.0 > 0 ? $1.1 : -$1.1 }).isZero else {
        throw .violated(set: name, "the coefficients of the two classes do not add up to the same")
      }
    }
    let isOneClass = Set(set.labels).count < 2
    let proved: (lower: Rational, upper: Rational)
    switch (task, kind) {
    case ("pca", .exact):
      let value = Rational(total(products), scale)
      proved = (value, value)
    case ("ridge", .exact):
      guard let lambda = parameter, lambda > 0 else { throw .malformed("ridge regression needs λ > 0") }
      // (K + λI) a = y.
      for i in 0..<count
      where lambda.denominator * products[i] + lambda.numerator * scale * weights[i]
        != lambda.denominator * Integer(set.labels[i]) * one
      { throw wrong(i, "the normal equation does not hold") }
      let sum = zip(set.labels, weights).reduce(into: Integer.zero) { $0 += $1.0 > 0 ? $1.1 : -$1.1 }
      let value = lambda / 2 * Rational(sum, set.denominator)
      proved = (value, value)
    case ("svm-bias", _) where isOneClass:
      proved = (0, 0)
    case ("svm", .exact):
      for i in 0..<count {
        guard weights[i] >= 0 else { throw wrong(i, "a coefficient is negative") }
        guard products[i] >= one else { throw wrong(i, "the margin is less than 1") }
        // Complementary slackness.
        if products[i] > one, !weights[i].isZero { throw wrong(i, "a margin above 1 has a coefficient") }
      }
      let value = Rational(total(weights), 2 * set.denominator)
      proved = (value, value)
    case ("svm-bias", .exact):
      var bias: Integer?
      for i in 0..<count {
        guard weights[i] >= 0 else { throw wrong(i, "a coefficient is negative") }
        // All (Gα)ᵢ + b yᵢ = 1 for one b; the value is the dual one, in which b does not occur.
        let slack = Integer(set.labels[i]) * (one - products[i])
        guard slack == bias ?? slack else { throw wrong(i, "the margin is not 1") }
        bias = slack
      }
      try balanced()
      let value = Rational(total(weights), 2 * set.denominator)
      proved = (value, value)
    case ("svm-soft", .exact):
      guard let box = parameter, box > 0 else { throw .malformed("a soft margin needs a box C > 0") }
      for i in 0..<count {
        let coefficient = Rational(weights[i], set.denominator)
        guard coefficient >= 0, coefficient <= box else { throw wrong(i, "a coefficient is outside 0...C") }
        // Complementary slackness: a margin above 1 has no coefficient, one below 1 has C.
        if products[i] > one, !weights[i].isZero { throw wrong(i, "a margin above 1 has a coefficient") }
        if products[i] < one, coefficient != box { throw wrong(i, "a margin below 1 has a coefficient below C") }
      }
      let square = zip(weights, products).reduce(into: Integer.zero) { $0.addProduct($1.0, $1.1) }
      let value =
        Rational(total(weights), set.denominator) - Rational(square, 2 * scale * set.denominator * set.denominator)
      proved = (value, value)
    case ("svm", .sandwich), ("svm-bias", .sandwich):
      for i in 0..<count {
        guard weights[i] >= 0 else { throw wrong(i, "a coefficient is negative") }
        guard products[i] > 0 else { throw wrong(i, "a margin is not positive") }
      }
      if task == "svm-bias" { try balanced() }
      let square = zip(weights, products).reduce(into: Integer.zero) { $0.addProduct($1.0, $1.1) }
      let quadratic = Rational(square, scale * set.denominator * set.denominator)
      let margin = Rational(products.min() ?? one, one)
      proved = (Rational(total(weights), set.denominator) - quadratic / 2, quadratic / (2 * margin * margin))
    default: throw .malformed("there is no \(kind.rawValue) certificate of “\(task)”")
    }
    guard set.lower <= proved.lower, set.upper >= proved.upper else {
      throw .wrongBound(set: name, "the coefficients do not prove the value that is stated")
    }
    if kind == .exact, set.lower != set.upper {
      throw .wrongBound(set: name, "an exact certificate states one value, not two")
    }
  }
}
