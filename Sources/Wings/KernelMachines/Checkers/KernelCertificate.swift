import Exact

/// A proof of optimal values of a kernel machine with the kernel q^H on 0/1 points, for three data sets A, B and A ∪ B.
///
/// It holds coefficients. Of an *exact* certificate they satisfy the optimality conditions, so that the value is what they say;
/// of a *sandwich* they are feasible, so that the value lies between two numbers. Nothing is taken from whoever found them. It holds its
/// whole instance, too (``KernelSubject``): ``verify(of:)`` needs nothing else.
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
  /// t: vectors of A and B that differ in fewer places are close. Nil in certificates of older versions, which prove something only
  /// of an instance that is given.
  public var threshold: Int?
  /// A promise that no vectors of A and B differ in fewer places; 0 promises nothing. Nil as `threshold`.
  public var leastDistance: Int?
  /// The data sets.
  public var a, b, ab: DataSet

  /// A certificate; nothing is checked.
  public init(
    kind: Kind, task: String, parameter: Rational?, base: Rational, threshold: Int?, leastDistance: Int?, a: DataSet,
    b: DataSet, ab: DataSet
  ) {
    (self.kind, self.task, self.parameter, self.base) = (kind, task, parameter, base)
    (self.threshold, self.leastDistance) = (threshold, leastDistance)
    (self.a, self.b, self.ab) = (a, b, ab)
  }

  enum CodingKeys: String, CodingKey {
    case kind, task, parameter, base, threshold, leastDistance
    case a = "A"
    case b = "B"
    case ab = "AB"
  }

  /// The least and the greatest Δ = V(A ∪ B) − V(A) − V(B).
  public var delta: (lower: Rational, upper: Rational) {
    (ab.lower - a.upper - b.upper, ab.upper - a.lower - b.lower)
  }
}
