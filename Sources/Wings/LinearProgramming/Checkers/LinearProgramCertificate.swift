import Certificates
import Exact

/// A linear program and a proof that it is solved: that a point is optimal, that no point is feasible, or that the
/// objective has no bound.
///
/// The proofs are those of the duality theorem (Schrijver, "Theory of Linear and Integer Programming", 1986, chapter 7).
/// A multiplier μ of a row or column stands for μ times one of its bounds: the lower one if μ > 0, the upper one if μ < 0.
/// So whatever x is feasible, μ · (its value) ≥ μ · (that bound).
///
/// The checker shares nothing with the code that solves but exact numbers.
public struct LinearProgramCertificate: Hashable, Codable, Sendable {
  /// A number for every row and every column.
  public struct Multipliers: Hashable, Codable, Sendable {
    /// μ of each row, in the order of the program.
    public var rows: [Rational]
    /// μ of each column, in the order of the program.
    public var columns: [Rational]

    /// Multipliers; that there are as many as rows and columns is for the checker to find out.
    public init(rows: [Rational], columns: [Rational]) { (self.rows, self.columns) = (rows, columns) }

    private enum CodingKeys: CodingKey {
      case rows, columns
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(rows.map(\.description), forKey: .rows)
      try container.encode(columns.map(\.description), forKey: .columns)
    }
  }

  /// What the certificate says of the program, and why.
  public enum Evidence: Hashable, Codable, Sendable {
    /// The point is feasible, and its objective is `value`. The multipliers combine to the objective to be minimised (the
    /// negative one if the program maximises), so it is nowhere less than what they give, which is its value at the point.
    case optimal(point: [Rational], value: Rational, multipliers: Multipliers)
    /// The multipliers combine to the zero form, which would have to be greater than 0.
    case infeasible(multipliers: Multipliers)
    /// The row's lower bound is greater than its upper bound.
    case contradictoryRow(Int)
    /// The column's lower bound is greater than its upper bound.
    case contradictoryColumn(Int)
    /// The point is feasible, and stays so however far it goes along the ray, on which the objective improves.
    case unbounded(point: [Rational], ray: [Rational])
  }

  /// The program that it is about.
  public var program: LinearProgramStatement
  /// What it says of the program, and why.
  public var evidence: Evidence

  /// A certificate; nothing is verified here.
  public init(program: LinearProgramStatement, evidence: Evidence) {
    (self.program, self.evidence) = (program, evidence)
  }

  /// Whether its evidence is of the program having no point.
  public var provesInfeasibility: Bool {
    switch evidence {
    case .infeasible, .contradictoryRow, .contradictoryColumn: true
    case .optimal, .unbounded: false
    }
  }

  /// Returns if the evidence proves what it says.
  ///
  /// - Throws: ``LinearProgramCertificateError``, naming the first thing that does not hold.
  /// - Complexity: O(nonzeros) operations on rationals.
  public func verify() throws(LinearProgramCertificateError) {
    try verifyShape()
    switch evidence {
    case .optimal(let point, let value, let multipliers):
      try verifyFeasible(point)
      let reached = dot(program.objective, point) + program.objectiveConstant
      guard reached == value else { throw .wrongValue(claimed: value, derived: reached) }
      let objective = program.maximizes ? program.objective.map { -$0 } : program.objective
      let bound = try combination(of: multipliers, equals: objective)
      let attained = dot(objective, point)
      guard bound == attained else { throw .gap(bound: bound, attained: attained) }
    case .infeasible(let multipliers):
      let bound = try combination(of: multipliers, equals: program.objective.map { _ in 0 })
      guard bound > 0 else { throw .noContradiction(bound) }
    case .contradictoryRow(let row):
      guard program.rows.indices.contains(row) else { throw .shape("there is no row \(row)") }
      guard isEmpty(program.rows[row].interval) else { throw .boundsInOrder("row \(row)") }
    case .contradictoryColumn(let column):
      guard program.columns.indices.contains(column) else { throw .shape("there is no column \(column)") }
      guard isEmpty(program.columns[column]) else { throw .boundsInOrder("column \(column)") }
    case .unbounded(let point, let ray):
      try verifyFeasible(point)
      try verifyRecession(ray)
      let slope = dot(program.objective, ray)
      guard program.maximizes ? slope > 0 : slope < 0 else { throw .noImprovement(slope) }
    }
  }

  func verifyShape() throws(LinearProgramCertificateError) {
    guard program.objective.count == program.columns.count else {
      throw .shape("\(program.objective.count) objective coefficients for \(program.columns.count) columns")
    }
    for (index, row) in program.rows.enumerated() {
      guard row.columns.count == row.coefficients.count else {
        throw .shape("row \(index) has \(row.columns.count) columns, but \(row.coefficients.count) coefficients")
      }
      for column in row.columns where !program.columns.indices.contains(column) {
        throw .shape("row \(index) speaks of column \(column); there are \(program.columns.count)")
      }
    }
  }

  private func verifyCount(_ vector: [Rational]) throws(LinearProgramCertificateError) {
    guard vector.count == program.columns.count else {
      throw .shape("a vector of \(vector.count) coordinates for \(program.columns.count) columns")
    }
  }

  func verifyFeasible(_ point: [Rational]) throws(LinearProgramCertificateError) {
    try verifyCount(point)
    for (index, interval) in program.columns.enumerated() where !interval.contains(point[index]) {
      throw .outside("column \(index)", value: point[index])
    }
    let values = values(at: point)
    for (index, row) in program.rows.enumerated() {
      let value = values[index]
      guard row.interval.contains(value) else { throw .outside("row \(index)", value: value) }
    }
  }

  private func verifyRecession(_ ray: [Rational]) throws(LinearProgramCertificateError) {
    try verifyCount(ray)
    func stays(_ slope: Rational, in interval: LinearProgramStatement.Interval) -> Bool {
      slope.isZero || (slope > 0 ? interval.upper == nil : interval.lower == nil)
    }
    for (index, interval) in program.columns.enumerated() where !stays(ray[index], in: interval) {
      throw .leaves("column \(index)")
    }
    let slopes = values(at: ray)
    for (index, row) in program.rows.enumerated() where !stays(slopes[index], in: row.interval) {
      throw .leaves("row \(index)")
    }
  }

  /// The bound that the multipliers give for the form that they combine to, which must be `target`.
  func combination(
    of multipliers: Multipliers, equals target: [Rational]
  ) throws(LinearProgramCertificateError) -> Rational {
    guard multipliers.rows.count == program.rows.count, multipliers.columns.count == program.columns.count else {
      throw .shape(
        """
        \(multipliers.rows.count) + \(multipliers.columns.count) multipliers for \(program.rows.count) rows and \
        \(program.columns.count) columns
        """)
    }
    var bound: Rational = 0
    for (index, (multiplier, interval)) in zip(multipliers.columns, program.columns).enumerated() {
      bound += try bounded(multiplier, interval, "column \(index)")
    }
    var columns = [(rows: [Int], coefficients: [Rational])](repeating: ([], []), count: program.columns.count)
    for (index, (multiplier, row)) in zip(multipliers.rows, program.rows).enumerated() where !multiplier.isZero {
      bound += try bounded(multiplier, row.interval, "row \(index)")
      for (column, coefficient) in zip(row.columns, row.coefficients) {
        columns[column].rows.append(index)
        columns[column].coefficients.append(coefficient)
      }
    }
    let rowMultipliers = CommonDenominator(multipliers.rows)
    for (index, column) in columns.enumerated() {
      let found =
        multipliers.columns[index] + CommonDenominator(column.coefficients).dot(rowMultipliers, at: column.rows)
      guard found == target[index] else {
        throw .wrongCombination(column: index, found: found, expected: target[index])
      }
    }
    return bound
  }

  private func bounded(
    _ multiplier: Rational, _ interval: LinearProgramStatement.Interval, _ name: String
  ) throws(LinearProgramCertificateError) -> Rational {
    if multiplier.isZero { return 0 }
    guard let bound = multiplier > 0 ? interval.lower : interval.upper else { throw .noBound(name, multiplier) }
    return multiplier * bound
  }

  /// The value of every row's form at the point.
  private func values(at point: [Rational]) -> [Rational] {
    let point = CommonDenominator(point)
    return program.rows.map { CommonDenominator($0.coefficients).dot(point, at: $0.columns) }
  }

  func dot(_ a: [Rational], _ b: [Rational]) -> Rational {
    var sum: Rational = 0
    for (x, y) in zip(a, b) where !x.isZero && !y.isZero { sum += x * y }
    return sum
  }

  private func isEmpty(_ interval: LinearProgramStatement.Interval) -> Bool {
    guard let lower = interval.lower, let upper = interval.upper else { return false }
    return lower > upper
  }
}

/// Why a certificate of a linear program proves nothing.
public enum LinearProgramCertificateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Something has the wrong number of entries, or speaks of what does not exist.
  case shape(String)
  /// The point violates the bounds of the row or column.
  case outside(String, value: Rational)
  /// The objective at the point is not the claimed value.
  case wrongValue(claimed: Rational, derived: Rational)
  /// The multipliers do not combine to the objective (or to 0) in this column.
  case wrongCombination(column: Int, found: Rational, expected: Rational)
  /// The multiplier uses a bound that the row or column does not have.
  case noBound(String, Rational)
  /// The bound that the multipliers give is not attained at the point.
  case gap(bound: Rational, attained: Rational)
  /// The combination that should be impossible is 0 ≥ `bound`, which is possible.
  case noContradiction(Rational)
  /// The bounds that should contradict one another do not.
  case boundsInOrder(String)
  /// The ray leaves the bounds of the row or column.
  case leaves(String)
  /// The objective changes by this along the ray, for the worse or not at all.
  case noImprovement(Rational)

  public var description: String {
    switch self {
    case .shape(let why): why
    case .outside(let name, let value): "\(name) has the value \(value), outside its bounds"
    case .wrongValue(let claimed, let derived): "the objective is \(derived) at the point, not \(claimed)"
    case .wrongCombination(let column, let found, let expected):
      "the multipliers combine to \(found) in column \(column), not to \(expected)"
    case .noBound(let name, let multiplier):
      "the multiplier \(multiplier) of \(name) needs \(multiplier > 0 ? "a lower" : "an upper") bound, which it lacks"
    case .gap(let bound, let attained):
      "the multipliers prove the bound \(bound), but the point attains \(attained): it is not proved optimal"
    case .noContradiction(let bound): "the multipliers prove 0 ≥ \(bound), which is no contradiction"
    case .boundsInOrder(let name): "the bounds of \(name) do not contradict one another"
    case .leaves(let name): "the ray leaves the bounds of \(name)"
    case .noImprovement(let slope): "along the ray the objective changes by \(slope), which is no improvement"
    }
  }
}
