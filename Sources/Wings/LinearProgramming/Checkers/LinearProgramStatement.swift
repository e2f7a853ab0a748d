import Exact

/// A linear program as the checker of certificates reads it: minimise or maximise c·x + c₀ subject to intervals for the
/// variables and for linear forms of them.
public struct LinearProgramStatement: Hashable, Codable, Sendable {
  /// A closed interval; nil means no bound.
  public struct Interval: Hashable, Codable, Sendable {
    /// The least value; nil is −∞.
    public var lower: Rational?
    /// The greatest value; nil is ∞.
    public var upper: Rational?

    /// The interval between two bounds. It is empty if the lower one is greater.
    public init(lower: Rational?, upper: Rational?) { (self.lower, self.upper) = (lower, upper) }

    func contains(_ value: Rational) -> Bool {
      if let lower, value < lower { return false }
      if let upper, value > upper { return false }
      return true
    }
  }

  /// A linear form, and where its value must lie.
  public struct Row: Hashable, Codable, Sendable {
    /// The numbers of the columns that occur, in any order; a column that occurs twice counts twice.
    public var columns: [Int]
    /// Their coefficients.
    public var coefficients: [Rational]
    /// Where the value of the form must lie.
    public var interval: Interval

    /// A row; that columns and coefficients are as many is for the checker to find out.
    public init(columns: [Int], coefficients: [Rational], interval: Interval) {
      (self.columns, self.coefficients, self.interval) = (columns, coefficients, interval)
    }
  }

  /// Whether the objective is to be large.
  public var maximizes: Bool
  /// c, one coefficient a column.
  public var objective: [Rational]
  /// c₀.
  public var objectiveConstant: Rational
  /// Where each variable must lie.
  public var columns: [Interval]
  /// The linear forms and their intervals.
  public var rows: [Row]

  /// A program; that its parts fit together is for the checker to find out.
  public init(
    maximizes: Bool, objective: [Rational], objectiveConstant: Rational, columns: [Interval], rows: [Row]
  ) {
    self.maximizes = maximizes
    self.objective = objective
    self.objectiveConstant = objectiveConstant
    self.columns = columns
    self.rows = rows
  }
}

// Lists of texts are written by Foundation's encoder without a box for each: for a program of 5,000 columns this halves the time.

extension LinearProgramStatement {
  private enum CodingKeys: CodingKey {
    case maximizes, objective, objectiveConstant, columns, rows
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(maximizes, forKey: .maximizes)
    try container.encode(objective.map(\.description), forKey: .objective)
    try container.encode(objectiveConstant, forKey: .objectiveConstant)
    try container.encode(columns, forKey: .columns)
    try container.encode(rows, forKey: .rows)
  }
}

extension LinearProgramStatement.Row {
  private enum CodingKeys: CodingKey {
    case columns, coefficients, interval
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(columns, forKey: .columns)
    try container.encode(coefficients.map(\.description), forKey: .coefficients)
    try container.encode(interval, forKey: .interval)
  }
}

extension LinearProgramStatement.Interval {
  private enum CodingKeys: CodingKey {
    case lower, upper
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(lower?.description, forKey: .lower)
    try container.encodeIfPresent(upper?.description, forKey: .upper)
  }
}
