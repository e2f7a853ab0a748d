import Exact

/// The program that a certificate has to be about, as a file states it: with names, and with the columns that must be
/// integers.
///
///     try subject.verify(certificate)     // throws, naming the first difference
///
/// A certificate holds the program that it speaks of and proves something of that one. What it proves is true of another
/// program only if both are the same, so everything is compared: direction, objective, constant, bounds, rows and
/// integrality, and the names where the certificate has any. There is one exception: a program is infeasible as soon as it is
/// when fewer of its columns must be integers.
public struct LinearProgramSubject: Hashable, Codable, Sendable {
  /// How the certificate's program is related to this one.
  public enum Relation: Hashable, Sendable {
    /// It is this program.
    case same
    /// It is this program without the integrality of some columns, and it is infeasible; so this one is.
    case infeasibleRelaxation
  }

  /// The program, without the integrality of columns.
  public var program: LinearProgramStatement
  /// The columns that must be integers, ascending.
  public var integers: [Int]
  /// A name for every column.
  public var columnNames: [String]
  /// A name for every row.
  public var rowNames: [String]

  /// - Precondition: names are as many as columns and rows.
  public init(program: LinearProgramStatement, integers: [Int], columnNames: [String], rowNames: [String]) {
    precondition(columnNames.count == program.columns.count && rowNames.count == program.rows.count)
    (self.program, self.integers) = (program, integers)
    (self.columnNames, self.rowNames) = (columnNames, rowNames)
  }

  /// The names as VIPR files have them: x0, x1, ..., c0, c1, ... where one is empty or has a space.
  public var viprNames: (columns: [String], rows: [String]) {
    let isPlain = (columnNames + rowNames).allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }
    return isPlain
      ? (columnNames, rowNames) : (columnNames.indices.map { "x\($0)" }, rowNames.indices.map { "c\($0)" })
  }

  /// Returns if the certificate is about this program. Whether it proves anything is not asked.
  ///
  /// - Throws: ``LinearProgramMismatch``, naming the first difference.
  /// - Complexity: O(nonzeros).
  @discardableResult
  public func verify(_ certificate: LinearProgramCertificate) throws(LinearProgramMismatch) -> Relation {
    try verify(certificate.program)
    return try verify(integers: [], provesInfeasibility: certificate.provesInfeasibility)
  }

  /// Returns if the certificate is about this program. Whether it proves anything is not asked.
  ///
  /// - Throws: ``LinearProgramMismatch``, naming the first difference.
  /// - Complexity: O(nonzeros).
  @discardableResult
  public func verify(_ certificate: IntegerProgramCertificate) throws(LinearProgramMismatch) -> Relation {
    try verify(certificate.program)
    return try verify(integers: certificate.integers, provesInfeasibility: certificate.provesInfeasibility)
  }

  /// Returns if the certificate is about this program, but for the constant of the objective, which the format leaves out.
  /// Whether it proves anything is not asked.
  ///
  /// - Throws: ``LinearProgramMismatch``, naming the first difference.
  /// - Complexity: O(nonzeros).
  @discardableResult
  public func verify(_ certificate: VIPRCertificate) throws(LinearProgramMismatch) -> Relation {
    let names = viprNames
    let expected = VIPRConstraints(program, columnNames: names.columns, rowNames: names.rows)
    guard certificate.maximizes == program.maximizes else { throw .direction(maximizes: certificate.maximizes) }
    guard certificate.variables == names.columns else {
      let column = zip(certificate.variables, names.columns).prefix { $0 == $1 }.count
      throw .names(column: column)
    }
    guard certificate.objective == VIPRCertificate.terms(program.objective) else { throw .objective }
    guard certificate.constraints == expected.constraints, certificate.boundCount == expected.boundCount else {
      let index = zip(certificate.constraints, expected.constraints).prefix { $0 == $1 }.count
      throw .constraint(number: index)
    }
    return try verify(integers: certificate.integers, provesInfeasibility: certificate.relation == .infeasible)
  }

  private func verify(_ found: LinearProgramStatement) throws(LinearProgramMismatch) {
    guard found.maximizes == program.maximizes else { throw .direction(maximizes: found.maximizes) }
    guard found.columns.count == program.columns.count else {
      throw .count("columns", found.columns.count, expected: program.columns.count)
    }
    guard found.rows.count == program.rows.count else {
      throw .count("rows", found.rows.count, expected: program.rows.count)
    }
    guard found.objective == program.objective else { throw .objective }
    guard found.objectiveConstant == program.objectiveConstant else {
      throw .constant(found.objectiveConstant, expected: program.objectiveConstant)
    }
    for (index, name) in columnNames.enumerated() where found.columns[index] != program.columns[index] {
      throw .bounds(name)
    }
    for (index, name) in rowNames.enumerated() where found.rows[index] != program.rows[index] { throw .row(name) }
  }

  private func verify(
    integers found: [Int], provesInfeasibility: Bool
  ) throws(LinearProgramMismatch) -> Relation {
    if let stranger = found.first(where: { !integers.contains($0) }) {
      throw .integrality(name(ofColumn: stranger), isInteger: true)
    }
    guard let real = integers.first(where: { !found.contains($0) }) else { return .same }
    guard provesInfeasibility else { throw .integrality(name(ofColumn: real), isInteger: false) }
    return .infeasibleRelaxation
  }

  private func name(ofColumn column: Int) -> String {
    columnNames.indices.contains(column) ? columnNames[column] : "\(column)"
  }
}

/// In what the program of a certificate differs from the one that it has to be about.
public enum LinearProgramMismatch: Error, Equatable, Sendable, CustomStringConvertible {
  /// The certificate's program maximises, and the other minimises, or the other way round.
  case direction(maximizes: Bool)
  /// The certificate's program has another number of these.
  case count(String, Int, expected: Int)
  /// Some coefficient of the objective differs.
  case objective
  /// The constant of the objective differs.
  case constant(Rational, expected: Rational)
  /// The bounds of the column differ.
  case bounds(String)
  /// The form or the bounds of the row differ.
  case row(String)
  /// The column must be an integer in one of the two; `isInteger` tells whether it is the certificate's program.
  case integrality(String, isInteger: Bool)
  /// The columns have other names in the certificate, or there are more or fewer; this is the first that differs, from 0.
  case names(column: Int)
  /// The constraints of a VIPR file differ, or the number of those that bound a single variable; this is the first that
  /// does, from 0.
  case constraint(number: Int)

  public var description: String {
    switch self {
    case .direction(let maximizes): "the certificate's program \(maximizes ? "maximizes" : "minimizes")"
    case .count(let what, let found, let expected): "the certificate's program has \(found) \(what), not \(expected)"
    case .objective: "the objective's coefficients differ"
    case .constant(let found, let expected): "the objective's constant is \(found) in the certificate, not \(expected)"
    case .bounds(let name): "the bounds of \(name) differ"
    case .row(let name): "the constraint \(name) differs"
    case .integrality(let name, let isInteger):
      isInteger
        ? "\(name) must be an integer in the certificate only"
        : "the certificate is about a relaxation, in which \(name) need not be an integer"
    case .names(let column): "variable \(column + 1) has another name in the certificate, or is missing"
    case .constraint(let number): "constraint \(number + 1) of the certificate differs, or is missing"
    }
  }
}
