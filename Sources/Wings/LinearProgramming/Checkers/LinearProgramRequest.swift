import Certificates
import Exact

/// What is said of a linear or integer program, in the form of `LinearProgramStatement.v`.
struct LinearProgramSaying: Equatable {
  enum Claim: Equatable {
    case between(value: Rational, bound: Rational)
    case infeasible
    case unbounded
  }

  static let kind: Integer = 1

  var program: LinearProgramStatement
  /// The columns that must be integers, ascending.
  var integers: [Int]
  var claim: Claim

  /// Reads the statement back.
  init(reading integers: [Integer]) throws(StatementTokens.Unreadable) {
    var tokens = StatementTokens(integers)
    guard try tokens.integer() == Self.kind else { throw StatementTokens.Unreadable() }
    let maximizes = try tokens.flag()
    let over = try tokens.positive()
    let objective = try tokens.list { (t) throws(StatementTokens.Unreadable) in Rational(try t.integer(), over) }
    let constant = Rational(try tokens.integer(), over)
    let columns = try tokens.list {
      (t) throws(StatementTokens.Unreadable) -> (LinearProgramStatement.Interval, isInteger: Bool) in
      let over = try t.positive()
      return (try Self.interval(&t, over: over), try t.flag())
    }
    let rows = try tokens.list { (t) throws(StatementTokens.Unreadable) -> LinearProgramStatement.Row in
      let over = try t.positive()
      let entries = try t.list { (t) throws(StatementTokens.Unreadable) -> (Int, Rational) in
        (try t.int(), Rational(try t.integer(), over))
      }
      return LinearProgramStatement.Row(
        columns: entries.map(\.0), coefficients: entries.map(\.1), interval: try Self.interval(&t, over: over))
    }
    switch try tokens.integer() {
    case 0:
      let value = Rational(try tokens.integer(), try tokens.positive())
      claim = .between(value: value, bound: Rational(try tokens.integer(), try tokens.positive()))
    case 1: claim = .infeasible
    case 2: claim = .unbounded
    default: throw StatementTokens.Unreadable()
    }
    try tokens.end()
    program = LinearProgramStatement(
      maximizes: maximizes, objective: objective, objectiveConstant: constant, columns: columns.map(\.0), rows: rows)
    self.integers = columns.indices.filter { columns[$0].isInteger }
  }

  private static func interval(
    _ tokens: inout StatementTokens, over: Integer
  ) throws(StatementTokens.Unreadable) -> LinearProgramStatement.Interval {
    let bound = { (t: inout StatementTokens) throws(StatementTokens.Unreadable) in Rational(try t.integer(), over) }
    return LinearProgramStatement.Interval(lower: try tokens.optional(bound), upper: try tokens.optional(bound))
  }

  init(_ program: LinearProgramStatement, integers: [Int], _ claim: Claim) {
    (self.program, self.integers, self.claim) = (program, integers, claim)
  }
}

/// Writes a program and evidence about it as integers: every row, every column and the objective over a denominator of its own.
struct LinearProgramWriter {
  private let program: LinearProgramStatement
  private let isInteger: [Bool]
  private let objective: ScaledNumbers
  private let rows: [ScaledNumbers]
  private let columns: [ScaledNumbers]

  /// Nil for a program whose parts do not fit together, or whose numbers are too large.
  init?(_ program: LinearProgramStatement, integers: [Int]) {
    guard zip(integers, integers.dropFirst()).allSatisfy({ $0 < $1 }),
      integers.allSatisfy(program.columns.indices.contains),
      program.rows.allSatisfy({ $0.columns.count == $0.coefficients.count }),
      let objective = ScaledNumbers(program.objective + [program.objectiveConstant]),
      let rows = ScaledNumbers.each(of: program.rows.map { $0.coefficients + Self.bounds($0.interval) }),
      let columns = ScaledNumbers.each(of: program.columns.map { Self.bounds($0) })
    else { return nil }
    (self.objective, self.rows, self.columns) = (objective, rows, columns)
    self.program = program
    var isInteger = [Bool](repeating: false, count: program.columns.count)
    for column in integers { isInteger[column] = true }
    self.isInteger = isInteger
  }

  private static func bounds(_ interval: LinearProgramStatement.Interval) -> [Rational] {
    [interval.lower, interval.upper].compactMap(\.self)
  }

  /// The statement that begins with the program.
  func statement(_ claim: LinearProgramSaying.Claim) -> [Integer] {
    var tokens: [Integer] = [LinearProgramSaying.kind, program.maximizes ? 1 : 0, objective.denominator]
    tokens.append(list: Array(objective.numerators.dropLast()))
    tokens.append(contentsOf: objective.numerators.suffix(1))
    tokens.append(Integer(columns.count))
    for (index, interval) in program.columns.enumerated() {
      tokens.append(columns[index].denominator)
      append(interval, columns[index].numerators[...], to: &tokens)
      tokens.append(isInteger[index] ? 1 : 0)
    }
    tokens.append(Integer(rows.count))
    for (index, row) in program.rows.enumerated() {
      tokens.append(rows[index].denominator)
      tokens.append(Integer(row.columns.count))
      for (column, coefficient) in zip(row.columns, rows[index].numerators) {
        tokens.append(Integer(column))
        tokens.append(coefficient)
      }
      append(row.interval, rows[index].numerators[row.columns.count...], to: &tokens)
    }
    switch claim {
    case .between(let value, let bound):
      tokens += [0, value.numerator, value.denominator, bound.numerator, bound.denominator]
    case .infeasible: tokens.append(1)
    case .unbounded: tokens.append(2)
    }
    return tokens
  }

  private func append(
    _ interval: LinearProgramStatement.Interval, _ numerators: ArraySlice<Integer>, to tokens: inout [Integer]
  ) {
    var numerators = numerators
    tokens.append(optional: interval.lower == nil ? nil : numerators.popFirst())
    tokens.append(optional: interval.upper == nil ? nil : numerators.popFirst())
  }

  /// A point, multipliers that prove a bound, and the unit of the objective's lattice.
  func bounded(_ point: [Rational], _ multipliers: LinearProgramCertificate.Multipliers) -> [Integer]? {
    guard let combination = combination(multipliers, objective.denominator), let point = ScaledNumbers(point) else {
      return nil
    }
    var tokens: [Integer] = [0]
    tokens.append(vector: point)
    return tokens + combination + [unit]
  }

  /// Multipliers that prove a contradiction.
  func contradiction(_ multipliers: LinearProgramCertificate.Multipliers) -> [Integer]? {
    combination(multipliers, 1).map { [1] + $0 }
  }

  func emptyRow(_ row: Int) -> [Integer] { [2, Integer(row)] }

  func emptyColumn(_ column: Int) -> [Integer] { [3, Integer(column)] }

  func ray(_ ray: [Rational], from point: [Rational]) -> [Integer]? {
    guard let ray = ScaledNumbers(ray), let point = ScaledNumbers(point) else { return nil }
    var tokens: [Integer] = [4]
    tokens.append(vector: point)
    tokens.append(list: ray.numerators)
    return tokens
  }

  /// The multipliers for rows and columns without their denominators; they combine to the objective without its denominator
  /// times the first of the integers.
  private func combination(_ multipliers: LinearProgramCertificate.Multipliers, _ factor: Integer) -> [Integer]? {
    guard multipliers.rows.count == rows.count, multipliers.columns.count == columns.count else { return nil }
    var scaled = zip(multipliers.rows, rows).map { $0 * Rational(factor, $1.denominator) }
    for (column, multiplier) in multipliers.columns.enumerated() {
      scaled.append(multiplier * Rational(factor, isInteger[column] ? 1 : columns[column].denominator))
    }
    guard let integers = ScaledNumbers(scaled) else { return nil }
    var tokens = [integers.denominator]
    tokens.append(list: Array(integers.numerators.prefix(rows.count)))
    tokens.append(list: Array(integers.numerators.dropFirst(rows.count)))
    return tokens
  }

  /// The greatest common divisor of the objective's coefficients, if they belong to integer columns; otherwise 0.
  private var unit: Integer {
    let coefficients = objective.numerators.dropLast()
    let isLattice = zip(coefficients, isInteger).allSatisfy { $0.isZero || $1 }
    return isLattice ? coefficients.reduce(0) { Integer.gcd($0, $1) } : 0
  }
}

extension LinearProgramCertificate: ProvedCertificate {
  private var saying: LinearProgramSaying {
    switch evidence {
    case .optimal(_, let value, _): .init(program, integers: [], .between(value: value, bound: value))
    case .infeasible, .contradictoryRow, .contradictoryColumn: .init(program, integers: [], .infeasible)
    case .unbounded: .init(program, integers: [], .unbounded)
    }
  }

  /// The certificate in the form of `LinearProgramStatement.v` and `LinearProgramCheck.v`.
  ///
  /// - Complexity: O(nonzeros).
  public var checkerRequest: CheckerRequest? {
    guard let writer = LinearProgramWriter(program, integers: []),
      let evidence = writer.evidence(evidence)
    else { return nil }
    return CheckerRequest(statement: writer.statement(saying.claim), evidence: evidence)
  }

  /// Whether the integers say of this program what the certificate says.
  public func states(_ integers: [Integer]) -> Bool { (try? LinearProgramSaying(reading: integers)) == saying }
}

extension LinearProgramWriter {
  fileprivate func evidence(_ evidence: LinearProgramCertificate.Evidence) -> [Integer]? {
    switch evidence {
    case .optimal(let point, _, let multipliers): bounded(point, multipliers)
    case .infeasible(let multipliers): contradiction(multipliers)
    case .contradictoryRow(let row): emptyRow(row)
    case .contradictoryColumn(let column): emptyColumn(column)
    case .unbounded(let point, let ray): self.ray(ray, from: point)
    }
  }
}

extension IntegerProgramCertificate: ProvedCertificate {
  /// Nil for proofs by cases and for rays, which the proved checker does not know.
  private var saying: LinearProgramSaying? {
    switch evidence {
    case .incumbent(_, let value, let bound, _):
      .init(program, integers: integers, .between(value: value, bound: bound))
    case .infeasible: .init(program, integers: integers, .infeasible)
    case .cases, .unbounded: nil
    }
  }

  /// The certificate in the form of `LinearProgramStatement.v` and `LinearProgramCheck.v`; nil for proofs by cases and for rays.
  ///
  /// - Complexity: O(nonzeros).
  public var checkerRequest: CheckerRequest? {
    guard let saying, let writer = LinearProgramWriter(program, integers: integers) else { return nil }
    let tokens: [Integer]? =
      switch evidence {
      case .incumbent(let point, _, _, let multipliers): writer.bounded(point, multipliers)
      case .infeasible(let evidence): writer.evidence(evidence)
      case .cases, .unbounded: nil
      }
    return tokens.map { CheckerRequest(statement: writer.statement(saying.claim), evidence: $0) }
  }

  /// Whether the proved checker knows evidence of this kind.
  public var isForProvedChecker: Bool { saying != nil }

  /// Whether the integers say of this program, over the integers, what the certificate says.
  public func states(_ integers: [Integer]) -> Bool {
    guard let saying else { return false }
    return (try? LinearProgramSaying(reading: integers)) == saying
  }
}
