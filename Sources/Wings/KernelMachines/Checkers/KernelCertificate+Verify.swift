import Exact

extension KernelCertificate {
  /// Checks that the certificate holds an instance, the given one if there is one, and that the coefficients of every data set
  /// prove its value; from the points and coefficients alone.
  ///
  /// - Parameter instance: what it must be about; nil if it may be about anything. Certificates of older versions need it.
  /// - Returns: the instance, and what is proved of it.
  /// - Throws: ``KernelCertificateError`` with the first thing that is wrong.
  /// - Complexity: O(N² d / 64), and N² additions of numbers as long as the coefficients.
  @discardableResult
  public func verify(of instance: KernelSubject? = nil) throws(KernelCertificateError) -> KernelProof {
    let machine = try KernelMachine(task: task, parameter: parameter)
    guard let threshold = threshold ?? instance?.threshold else { throw .incomplete("its threshold") }
    guard let leastDistance = leastDistance ?? instance?.leastDistance else {
      throw .incomplete("its promised distance")
    }
    let subject = try KernelSubject(
      machine: machine, base: base, threshold: threshold, leastDistance: leastDistance, a: a.rows, b: b.rows,
      ab: ab.rows)
    if let instance { try subject.requireEqual(instance) }
    for (name, set) in [("A", a), ("B", b), ("AB", ab)] {
      let system = try KernelSystem(set, named: name, machine: machine, base: base)
      switch kind {
      case .exact:
        let value = try Self.value(of: machine, system)
        guard set.lower == value else {
          throw .wrongBound(set: name, "the least value is not what the coefficients prove")
        }
        guard set.upper == value else {
          throw .wrongBound(set: name, "the greatest value is not what the coefficients prove")
        }
      case .sandwich:
        let (lower, upper) = try Self.bounds(on: machine, system)
        guard set.lower <= lower else {
          throw .wrongBound(set: name, "the least value is above what the coefficients prove")
        }
        guard set.upper >= upper else {
          throw .wrongBound(set: name, "the greatest value is below what the coefficients prove")
        }
      }
    }
    let (lower, upper) = delta
    return KernelProof(
      instance: subject, decision: subject.decision(base: base, lower: lower, upper: upper),
      result: kind == .exact ? "Δ is \(lower)" : "Δ is between \(lower) and \(upper)",
      threshold: subject.decisionThreshold(base: base))
  }

  private static func value(of machine: KernelMachine, _ system: KernelSystem) throws(KernelCertificateError)
    -> Rational
  {
    switch machine {
    case .svm: try system.hardMargin()
    case .svmBias: try system.hardMarginWithBias()
    case .svmSoft(let box): try system.softMargin(box: box)
    case .ridge(let lambda): try system.ridge(lambda: lambda)
    case .pca: system.entrySum()
    }
  }

  private static func bounds(
    on machine: KernelMachine, _ system: KernelSystem
  ) throws(KernelCertificateError) -> (lower: Rational, upper: Rational) {
    switch machine {
    case .svm: try system.sandwich()
    case .svmBias: try system.sandwichWithBias()
    case .svmSoft, .ridge, .pca: throw .malformed("there is no sandwich of “\(machine.task)”")
    }
  }
}

extension KernelCertificate.DataSet {
  /// The labelled points.
  var rows: KernelSubject.Rows { KernelSubject.Rows(points: points, labels: labels) }
}
