import Exact

/// A proof of the value of a hard-margin machine with the kernel q^H, for every small base q at once: the first terms of its power
/// series in q, for three data sets A, B and A ∪ B.
///
/// The Gram matrix of different points is I + Σ Eₕ qʰ, so G(q) α(q) = 1 has one solution in power series, whose coefficients are
/// integers, and 2V(q) = 1ᵀα(q). The certificate holds α's coefficients; that they solve the equation is all there is to check. The
/// first term of 2V(A ∪ B) − 2V(A) − 2V(B) is then 2 p qᵐ, with p pairs of a ∈ A and b ∈ B at the least distance m; twice
/// that for the mirrored points of a machine with bias.
public struct KernelSeriesCertificate: Codable, Hashable, Sendable {
  /// Always `series`, which tells it from other certificates.
  public private(set) var kind = "series"

  /// One data set with its series.
  public struct DataSet: Codable, Hashable, Sendable {
    /// The points as `0` and `1`.
    public var points: [String]
    /// A label for each, 1 or −1.
    public var labels: [Int]
    /// The coefficients of q⁰, q¹, … in α, point by point.
    public var coefficients: [[Integer]]
    /// Those of 2V.
    public var doubled: [Integer]

    /// A data set; nothing is checked.
    public init(points: [String], labels: [Int], coefficients: [[Integer]], doubled: [Integer]) {
      (self.points, self.labels, self.coefficients, self.doubled) = (points, labels, coefficients, doubled)
    }
  }

  /// `svm` or `svm-bias`.
  public var task: String
  /// How many terms.
  public var order: Int
  /// The data sets.
  public var a, b, ab: DataSet

  /// A certificate; nothing is checked.
  public init(task: String, order: Int, a: DataSet, b: DataSet, ab: DataSet) {
    (self.task, self.order, self.a, self.b, self.ab) = (task, order, a, b, ab)
  }

  enum CodingKeys: String, CodingKey {
    case kind, task, order
    case a = "A"
    case b = "B"
    case ab = "AB"
  }

  /// The first terms of 2V(A ∪ B) − 2V(A) − 2V(B).
  public var delta: [Integer] { ab.doubled.indices.map { ab.doubled[$0] - a.doubled[$0] - b.doubled[$0] } }

  /// The least distance of points of A and B and how many pairs have it; nil if it is `order` or more.
  public var closest: (distance: Int, pairs: Integer)? {
    let delta = delta
    guard let distance = delta.firstIndex(where: { !$0.isZero }) else { return nil }
    return (distance, delta[distance] / (task == "svm-bias" ? 4 : 2))
  }

  /// Checks the equation of every data set, and that A ∪ B consists of A and B.
  ///
  /// - Throws: ``KernelCertificateError`` with the first thing that is wrong.
  /// - Complexity: O(N² (d + order)).
  public func verify() throws(KernelCertificateError) {
    guard kind == "series" else { throw .malformed("a certificate of the kind “\(kind)” is no series") }
    guard task == "svm" || task == "svm-bias" else { throw .malformed("there is no series of “\(task)”") }
    guard order >= 1 else { throw .malformed("a series of \(order) terms") }
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
    guard set.coefficients.count == count, set.coefficients.allSatisfy({ $0.count == order }),
      set.doubled.count == order
    else { throw .malformed("data set \(name) does not have \(order) coefficients for each of \(count) points") }
    // The constant term of the Gram matrix is the identity only if points differ; then there is one solution.
    guard Set(set.points).count == count else { throw .malformed("data set \(name) has equal points") }
    let points = set.points.map { Array($0.utf8) }
    for i in 0..<count {
      // (G(q) α(q))ᵢ.
      var row = [Integer](repeating: 0, count: order)
      for j in 0..<count {
        let distance = zip(points[i], points[j]).reduce(0) { $0 + ($1.0 == $1.1 ? 0 : 1) }
        guard distance < order else { continue }
        let sign = Integer(set.labels[i] * set.labels[j])
        for k in distance..<order { row[k].addProduct(sign, set.coefficients[j][k - distance]) }
      }
      guard row[0] == 1, row.dropFirst().allSatisfy(\.isZero) else {
        throw .violated(set: name, "the margin at point \(i) is not 1")
      }
    }
    for k in 0..<order {
      guard set.doubled[k] == set.coefficients.reduce(into: Integer.zero, { $0 += $1[k] }) else {
        throw .wrongBound(set: name, "the coefficients of q^\(k) do not add up to what is stated")
      }
      guard
        task == "svm"
          || zip(set.labels, set.coefficients).reduce(into: Integer.zero, { $0.addProduct(Integer($1.0), $1.1[k]) })
            .isZero
      else { throw .violated(set: name, "the coefficients of the two classes do not add up to the same") }
    }
  }
}
