import Exact

/// An integer program, a point in it, and a proof of how much better another point could be; or a proof that no point exists.
///
/// Where the relaxation suffices, in which the columns may be any numbers between the first and the last integer within their bounds, the
/// proof is that of a linear program; otherwise it is by cases, ``IntegerProgramTree``. If the objective is made of integer columns alone,
/// its values lie on a lattice, and each bound is rounded to it.
public struct IntegerProgramCertificate: Hashable, Codable, Sendable {
  /// What the certificate says of the program, and why.
  public enum Evidence: Hashable, Codable, Sendable {
    /// The point is feasible, integers where they must be; its objective is `value`, and none is better than `bound`, which
    /// the multipliers prove.
    case incumbent(
      point: [Rational], value: Rational, bound: Rational, multipliers: LinearProgramCertificate.Multipliers)
    /// The relaxation has no point.
    case infeasible(LinearProgramCertificate.Evidence)
    /// By cases: the point, if there is one, is feasible, integers where they must be, and its objective is `value`; no point is better than
    /// `bound`, or if that is nil there is none.
    case cases(point: [Rational]?, value: Rational?, bound: Rational?, tree: IntegerProgramTree)
    /// The point is feasible, integers where they must be, and stays within all bounds however far it goes along the ray, on which the
    /// objective improves. A multiple of the ray is made of integers, so points of the program go as far.
    case unbounded(point: [Rational], ray: [Rational])
  }

  /// The program, without the integrality of columns.
  public var program: LinearProgramStatement
  /// The columns that must be integers, ascending.
  public var integers: [Int]
  /// What it says of the program, and why.
  public var evidence: Evidence

  /// A certificate; nothing is verified here.
  public init(program: LinearProgramStatement, integers: [Int], evidence: Evidence) {
    (self.program, self.integers, self.evidence) = (program, integers, evidence)
  }

  /// Whether it proves that its point is optimal.
  public var provesOptimality: Bool {
    switch evidence {
    case .incumbent(_, let value, let bound, _): value == bound
    case .cases(_, let value?, let bound, _): value == bound
    case .cases, .infeasible, .unbounded: false
    }
  }

  /// Whether its evidence is of the program having no point.
  public var provesInfeasibility: Bool {
    switch evidence {
    case .infeasible, .cases(nil, nil, nil, _): true
    case .incumbent, .cases, .unbounded: false
    }
  }

  /// The relaxation: the bounds of integer columns rounded inwards.
  ///
  /// - Precondition: the columns in `integers` exist.
  public var relaxation: LinearProgramStatement {
    var relaxation = program
    for column in integers {
      relaxation.columns[column].lower = program.columns[column].lower.map { Rational($0.ceiling()) }
      relaxation.columns[column].upper = program.columns[column].upper.map { Rational($0.floor()) }
    }
    return relaxation
  }

  /// The best value on the objective's lattice that is not better than `bound`; `bound` itself if there is no lattice.
  ///
  /// - Precondition: the columns in `integers` exist.
  public func rounded(_ bound: Rational) -> Rational {
    guard let unit = objectiveUnit else { return bound }
    let steps = (bound - program.objectiveConstant) / unit
    return Rational(program.maximizes ? steps.floor() : steps.ceiling()) * unit + program.objectiveConstant
  }

  /// The greatest number of which all coefficients of the objective are multiples; nil if a column that need not be an integer has one, or
  /// none has.
  ///
  /// - Precondition: the columns in `integers` exist.
  public var objectiveUnit: Rational? {
    let integers = Set(integers)
    var unit: Rational = 0
    for (column, coefficient) in program.objective.enumerated() where !coefficient.isZero {
      guard integers.contains(column) else { return nil }
      // gcd(a/b, c/d) = gcd(a d, c b) / (b d).
      unit = Rational(
        Integer.gcd(unit.numerator * coefficient.denominator, coefficient.numerator * unit.denominator),
        unit.denominator * coefficient.denominator)
    }
    return unit.isZero ? nil : unit
  }

  /// Returns if the evidence proves what it says.
  ///
  /// - Throws: ``LinearProgramCertificateError``, naming the first thing that does not hold.
  /// - Complexity: O(nonzeros) operations on rationals; by cases, for each leaf those of the rows that it combines.
  public func verify() throws(LinearProgramCertificateError) {
    for (index, column) in integers.enumerated() {
      guard program.columns.indices.contains(column), index == 0 || integers[index - 1] < column else {
        throw .shape("the integer columns are no ascending list of columns: \(column)")
      }
    }
    let original = LinearProgramCertificate(program: program, evidence: .unbounded(point: [], ray: []))
    try original.verifyShape()
    switch evidence {
    case .incumbent(let point, let value, let bound, let multipliers):
      try verify(point, value, original)
      let relaxed = LinearProgramCertificate(program: relaxation, evidence: original.evidence)
      let objective = program.maximizes ? program.objective.map { -$0 } : program.objective
      try verify(bound, proved: try relaxed.combination(of: multipliers, equals: objective))
    case .infeasible(let evidence):
      switch evidence {
      case .infeasible, .contradictoryRow, .contradictoryColumn:
        try LinearProgramCertificate(program: relaxation, evidence: evidence).verify()
      case .optimal, .unbounded: throw .shape("the evidence is not of infeasibility")
      }
    case .cases(let point, let value, let bound, let tree):
      switch (point, value) {
      case (let point?, let value?): try verify(point, value, original)
      case (nil, nil): break
      default: throw .shape("a point without its value, or a value without a point")
      }
      var checker = IntegerProgramTreeChecker(relaxation: relaxation, integers: integers)
      let least = try checker.bound(of: tree)
      if let bound {
        if let least { try verify(bound, proved: least) }
      } else if let least {
        throw .noContradiction(least)
      }
    case .unbounded(let point, let ray):
      try verifyIntegers(point, original)
      try LinearProgramCertificate(program: program, evidence: .unbounded(point: point, ray: ray)).verify()
    }
  }

  private func verifyIntegers(
    _ point: [Rational], _ original: LinearProgramCertificate
  ) throws(LinearProgramCertificateError) {
    try original.verifyFeasible(point)
    for column in integers where !point[column].isInteger {
      throw .outside("integer column \(column)", value: point[column])
    }
  }

  private func verify(
    _ point: [Rational], _ value: Rational, _ original: LinearProgramCertificate
  ) throws(LinearProgramCertificateError) {
    try verifyIntegers(point, original)
    let reached = original.dot(program.objective, point) + program.objectiveConstant
    guard reached == value else { throw .wrongValue(claimed: value, derived: reached) }
  }

  /// Returns if no point is better than the bound, as what is to be small is at least `least`.
  private func verify(_ bound: Rational, proved least: Rational) throws(LinearProgramCertificateError) {
    let proved = rounded((program.maximizes ? -least : least) + program.objectiveConstant)
    guard program.maximizes ? bound >= proved : bound <= proved else { throw .gap(bound: proved, attained: bound) }
  }
}
