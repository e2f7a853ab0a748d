import Exact
import HardProblems
import KernelMachinesCheckers

extension KernelInstance {
  /// The instance as certificates name it.
  public var subject: KernelSubject {
    get throws {
      try KernelSubject(
        machine: KernelMachine(task: Self.name, parameter: parameter), base: base.q, left: pairs.left.rowTexts,
        right: pairs.right.rowTexts, threshold: pairs.threshold, leastDistance: pairs.leastDistance)
    }
  }

  /// C or λ.
  private var parameter: Rational? {
    switch task {
    case .svmSoft(let box): box
    case .ridge(let lambda): lambda
    case .svm, .svmBias, .pca: nil
    }
  }

  /// A certificate of the three values.
  ///
  /// A *sandwich* is for hard margins; its coefficients are found in fixed point to the bits that the instance needs, in time
  /// O(N²) for each of a few sweeps, where exact ones take O(N³).
  ///
  /// - Throws: `KernelError`; ``KernelInstanceError/malformed(file:_:)`` for a sandwich of another task.
  public func certificate(_ kind: KernelCertificate.Kind) throws -> KernelCertificate {
    return KernelCertificate(
      kind: kind, task: Self.name, parameter: parameter, base: base.q, threshold: pairs.threshold,
      leastDistance: pairs.leastDistance, a: try dataSet(left, kind), b: try dataSet(right, kind),
      ab: try dataSet(union, kind))
  }

  /// The values as power series in the base, up to the first term that tells yes from no: a proof for every small base at once.
  ///
  /// - Throws: `KernelError`; ``KernelInstanceError/noCertificate(kind:machine:)`` for a task other than hard margins.
  /// - Complexity: O(N² t).
  public func seriesCertificate() throws -> KernelSeriesCertificate {
    guard task == .svm || task == .svmBias else {
      throw KernelInstanceError.noCertificate(kind: "series", machine: Self.name)
    }
    let order = pairs.threshold + 1
    func set(_ points: LabelledPoints) -> KernelSeriesCertificate.DataSet {
      let series = points.valueSeries(order: order)
      return KernelSeriesCertificate.DataSet(
        points: points.points.rowTexts, labels: points.labels, coefficients: series.coefficients,
        doubled: series.doubled)
    }
    return KernelSeriesCertificate(
      task: Self.name, order: order, threshold: pairs.threshold, leastDistance: pairs.leastDistance, a: set(try left),
      b: set(try right), ab: set(try union))
  }

  /// What the series prove: whether two vectors are closer than t, and how many are as close as is possible.
  ///
  /// - Throws: `KernelCertificateError` if the certificate proves nothing of this instance, or has too few terms to decide.
  public func reading(of certificate: KernelSeriesCertificate) throws -> PairAnswer {
    switch try certificate.verify(of: try subject).decision {
    case .no: return PairAnswer(exists: false)
    case .undecided(let why): throw KernelCertificateError.malformed(why)
    case .yes: break
    }
    var answer = PairAnswer(exists: true)
    if pairs.leastDistance == pairs.threshold - 1 { answer.count = try certificate.closest()?.pairs }
    return answer
  }

  private func dataSet(_ points: LabelledPoints, _ kind: KernelCertificate.Kind) throws -> KernelCertificate.DataSet {
    func set(_ numerators: [Integer], _ denominator: Integer, _ lower: Rational, _ upper: Rational)
      -> KernelCertificate.DataSet
    {
      KernelCertificate.DataSet(
        points: points.points.rowTexts, labels: points.labels, numerators: numerators, denominator: denominator,
        lower: lower, upper: upper)
    }
    switch kind {
    case .exact:
      let solution = try points.exactValue(of: task, base: base)
      let coefficients = solution.coefficients
      return set(coefficients.numerators, coefficients.denominator, solution.value, solution.value)
    case .sandwich:
      if task == .svmBias, Set(points.labels).count < 2 {
        return set(Array(repeating: 0, count: points.count), 1, 0, 0)
      }
      guard task == .svm || task == .svmBias else {
        throw KernelInstanceError.noCertificate(kind: kind.rawValue, machine: Self.name)
      }
      let sandwich = try points.sandwich(base: base, bits: requiredBits)
      return set(sandwich.numerators, Integer(1) << sandwich.bits, sandwich.lower, sandwich.upper)
    }
  }
}
