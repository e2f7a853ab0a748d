import Exact

/// An integer program, a point in it, and a proof of how much better another point could be; or a proof that no point exists.
///
/// The proof is that of a linear program: the relaxation in which the columns may be any numbers between the first and the last
/// integer within their bounds. If the objective is made of integer columns alone, its values lie on a lattice, and the
/// bound is rounded to it. So an optimum is proved where relaxation and lattice suffice, and a gap is stated where not.
public struct IntegerProgramCertificate: Hashable, Codable, Sendable {
  /// What the certificate says of the program, and why.
  public enum Evidence: Hashable, Codable, Sendable {
    /// The point is feasible, integers where they must be; its objective is `value`, and none is better than `bound`, which
    /// the multipliers prove.
    case incumbent(
      point: [Rational], value: Rational, bound: Rational, multipliers: LinearProgramCertificate.Multipliers)
    /// The relaxation has no point.
    case infeasible(LinearProgramCertificate.Evidence)
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
    if case .incumbent(_, let value, let bound, _) = evidence { value == bound } else { false }
  }

  /// Whether its evidence is of the program having no point.
  public var provesInfeasibility: Bool {
    if case .infeasible = evidence { true } else { false }
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
    let integers = Set(integers)
    var unit: Rational = 0
    for (column, coefficient) in program.objective.enumerated() where !coefficient.isZero {
      guard integers.contains(column) else { return bound }
      // gcd(a/b, c/d) = gcd(a d, c b) / (b d).
      unit = Rational(
        Integer.gcd(unit.numerator * coefficient.denominator, coefficient.numerator * unit.denominator),
        unit.denominator * coefficient.denominator)
    }
    if unit.isZero { return bound }
    let steps = (bound - program.objectiveConstant) / unit
    return Rational(program.maximizes ? steps.floor() : steps.ceiling()) * unit + program.objectiveConstant
  }

  /// Returns if the evidence proves what it says.
  ///
  /// - Throws: ``LinearProgramCertificateError``, naming the first thing that does not hold.
  /// - Complexity: O(nonzeros) operations on rationals.
  public func verify() throws(LinearProgramCertificateError) {
    for (index, column) in integers.enumerated() {
      guard program.columns.indices.contains(column), index == 0 || integers[index - 1] < column else {
        throw .shape("the integer columns are no ascending list of columns: \(column)")
      }
    }
    switch evidence {
    case .incumbent(let point, let value, let bound, let multipliers):
      let original = LinearProgramCertificate(program: program, evidence: .unbounded(point: point, ray: []))
      try original.verifyShape()
      try original.verifyFeasible(point)
      for column in integers where !point[column].isInteger {
        throw .outside("integer column \(column)", value: point[column])
      }
      let reached = original.dot(program.objective, point) + program.objectiveConstant
      guard reached == value else { throw .wrongValue(claimed: value, derived: reached) }
      let relaxed = LinearProgramCertificate(program: relaxation, evidence: original.evidence)
      let objective = program.maximizes ? program.objective.map { -$0 } : program.objective
      let least = try relaxed.combination(of: multipliers, equals: objective)
      let proved = rounded((program.maximizes ? -least : least) + program.objectiveConstant)
      guard program.maximizes ? bound >= proved : bound <= proved else { throw .gap(bound: proved, attained: bound) }
    case .infeasible(let evidence):
      switch evidence {
      case .infeasible, .contradictoryRow, .contradictoryColumn:
        try LinearProgramCertificate(program: relaxation, evidence: evidence).verify()
      case .optimal, .unbounded: throw .shape("the evidence is not of infeasibility")
      }
    }
  }
}
