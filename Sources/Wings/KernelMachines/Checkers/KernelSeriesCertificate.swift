import Exact

/// A proof of the value of a hard-margin machine with the kernel q^H, for every small base q at once: the first terms of its power
/// series in q, for three data sets A, B and A ∪ B.
///
/// The Gram matrix of different points is I + Σ Eₕ qʰ, so G(q) α(q) = 1 has one solution in power series, whose coefficients are
/// integers, and 2V(q) = 1ᵀα(q). The certificate holds α's coefficients; that they solve the equation is all there is to check. The
/// first term of 2V(A ∪ B) − 2V(A) − 2V(B) is then 2 p qᵐ, with p pairs of a ∈ A and b ∈ B at the least distance m; twice
/// that for the mirrored points of a machine with bias. The certificate holds its whole instance (``KernelSubject``), but for a base.
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
  /// t: vectors of A and B that differ in fewer places are close. Nil in certificates of older versions, which prove something only
  /// of an instance that is given.
  public var threshold: Int?
  /// A promise that no vectors of A and B differ in fewer places; 0 promises nothing. Nil as `threshold`.
  public var leastDistance: Int?
  /// The data sets.
  public var a, b, ab: DataSet

  /// A certificate; nothing is checked.
  public init(task: String, order: Int, threshold: Int?, leastDistance: Int?, a: DataSet, b: DataSet, ab: DataSet) {
    (self.task, self.order, self.threshold, self.leastDistance) = (task, order, threshold, leastDistance)
    (self.a, self.b, self.ab) = (a, b, ab)
  }

  enum CodingKeys: String, CodingKey {
    case kind, task, order, threshold, leastDistance
    case a = "A"
    case b = "B"
    case ab = "AB"
  }

  /// The first terms of 2V(A ∪ B) − 2V(A) − 2V(B), as they are stated.
  public var delta: [Integer] { zip(ab.doubled, zip(a.doubled, b.doubled)).map { $0 - $1.0 - $1.1 } }

  /// The least distance of vectors of A and B and how many pairs have it, as the stated terms tell; nil if it is `order` or more.
  ///
  /// - Throws: ``KernelCertificateError/malformed(_:)`` if the first term is not 2, or with a bias 4, times a number of pairs.
  public func closest() throws(KernelCertificateError) -> (distance: Int, pairs: Integer)? {
    let delta = delta
    guard let distance = delta.firstIndex(where: { !$0.isZero }) else { return nil }
    let (term, pairsTwice) = (delta[distance], Integer(task == "svm-bias" ? 4 : 2))
    guard term > 0 else { throw .malformed("the first term of 2Δ, \(term) q^\(distance), is negative") }
    guard term.isMultiple(of: pairsTwice) else {
      throw .malformed("the first term of 2Δ, \(term) q^\(distance), is no multiple of \(pairsTwice)")
    }
    return (distance, term / pairsTwice)
  }
}
