import Exact
import LinearProgrammingCheckers

/// A linear program made smaller, exactly, and the way back: what is found of the smaller program, with its proof, becomes what is the case
/// with the original one.
///
/// ```swift
/// let presolve = Presolve(program)
/// let outcome = try presolve.outcome(solvedBy: { try $0.solve(presolving: .off) })
/// try outcome.certificate.verify()                       // about `program`
/// ```
///
/// Rows that bind nothing are removed, rows of one column become its bounds, columns that are fixed, or that the objective and all rows
/// want at the same bound, are put there; a column in one row only is absorbed by the bounds of that row; and a row that can be obeyed
/// only at one point of its columns' bounds fixes them (Andersen, Andersen: "Presolving in linear programming", Math. Program. 71, 1995).
/// Sides of rows that the bounds of columns imply are dropped.
///
/// **Invariant.** Each step leaves a program with the same optimum, and is undone by itself: from a solution, a proof or a ray of the
/// program after it follows one of the program before it.
public struct Presolve: Sendable {
  /// A reduction, with what undoing it needs. Columns and rows have the numbers of the original program; costs are those of minimising.
  package enum Step: Sendable, Hashable {
    /// A row that bounds nothing, or has no column left.
    case redundantRow(Int)
    /// A row with one column left, coefficient · x, that became bounds of the column. `lower` and `upper` tell which of the column's bounds
    /// now are the row's.
    case singletonRow(Int, column: Int, coefficient: Rational, lower: Bool, upper: Bool)
    /// A column at one value, which is a bound, or 0 if it has none.
    case fixedColumn(Int, value: Rational, cost: Rational, rests: Basis.Status)
    /// A column of one row, in whose bounds it is absorbed. The bounds are those before; if its cost makes the row an equation, they are
    /// that equation's, and `rests` says at which side of the row.
    case absorbedColumn(
      Int, row: Int, coefficient: Rational, cost: Rational, bounds: Bounds, rowBounds: Bounds, rests: Basis.Status?)
    /// A row that can only just be obeyed, at its lower bound or its upper one, by columns that all lie at bounds.
    case forcingRow(Int, rests: Basis.Status, columns: [Forced])
  }

  /// A column that a row forces to a bound.
  package struct Forced: Sendable, Hashable {
    /// Its number.
    package var column: Int
    /// Its coefficient in the row, not 0.
    package var coefficient: Rational
    /// What it costs when the row is looked at.
    package var cost: Rational
    /// The bound that it is forced to.
    package var value: Rational
    /// Which of its bounds that is.
    package var rests: Basis.Status
  }

  /// The program as it was.
  public let original: LinearProgram
  /// The program that is left.
  public package(set) var program: LinearProgram
  /// What was done, in this order.
  package var steps: [Step]
  /// The numbers in the original program of the rows that are left.
  package var rowNumbers: [Int]
  /// The same of the columns.
  package var columnNumbers: [Int]
  /// Multipliers of the program after all steps, with the numbers of the original, that prove it infeasible.
  package var contradiction: LinearProgramCertificate.Multipliers?

  /// Reduces a program as far as its steps go. One with contradictory bounds of a row or column stays as it is.
  ///
  /// - Complexity: O(nonzeros) operations on rationals a round, of which there are at most 50.
  public init(_ program: LinearProgram) {
    var reducer = PresolveReducer(program)
    if !program.hasContradictoryBounds { reducer.run() }
    self.original = program
    (self.program, rowNumbers, columnNumbers) = reducer.result()
    (steps, contradiction) = (reducer.steps, reducer.contradiction)
  }

  /// Whether the program was found to have no point.
  public var provesInfeasibility: Bool { contradiction != nil }

  /// Whether a tenth of the rows and columns is gone, or it is known that there is no point: what is left is then worth solving instead.
  var pays: Bool {
    let (rows, columns) = removed
    return provesInfeasibility || 10 * (rows + columns) >= original.constraints.count + original.variables.count
  }

  /// How many rows and columns are gone.
  public var removed: (constraints: Int, variables: Int) {
    (
      original.constraints.count - program.constraints.count, original.variables.count - program.variables.count
    )
  }

  /// What is the case with the original program, if `solve` says it of the smaller one; it is not asked if that is known already.
  ///
  /// - Throws: what `solve` throws.
  /// - Complexity: that of `solve`, and O(nonzeros) operations on rationals.
  public func outcome(
    solvedBy solve: (LinearProgram) throws -> LinearProgramOutcome
  ) rethrows -> LinearProgramOutcome {
    if let contradiction {
      var way = PresolveRestoration(self)
      (way.rows, way.columns) = (contradiction.rows, contradiction.columns)
      return .infeasible(way.infeasible())
    }
    return restored(try solve(program))
  }

  /// What an outcome of the smaller program says of the original one.
  package func restored(_ outcome: LinearProgramOutcome) -> LinearProgramOutcome {
    var way = PresolveRestoration(self)
    switch outcome {
    case .optimal(let solution): return .optimal(way.optimal(solution))
    case .infeasible(let certificate):
      // Bounds that contradict themselves are the original's: such a program was not reduced.
      guard case .infeasible(let multipliers) = certificate.evidence else { return outcome }
      for (row, value) in zip(rowNumbers, multipliers.rows) { way.rows[row] = value }
      for (column, value) in zip(columnNumbers, multipliers.columns) { way.columns[column] = value }
      return .infeasible(way.infeasible())
    case .unbounded(let certificate):
      guard case .unbounded(let point, let ray) = certificate.evidence else { return outcome }
      return .unbounded(way.unbounded(point, ray))
    }
  }
}

extension LinearProgram {
  /// Whether the bounds of a row or column alone have no value between them.
  package var hasContradictoryBounds: Bool {
    variables.contains(where: \.bounds.isEmpty) || constraints.contains(where: \.bounds.isEmpty)
  }

  /// The rows of each column, ascending.
  var entriesOfColumns: [[(row: Int, value: Rational)]] {
    var columns = [[(row: Int, value: Rational)]](repeating: [], count: variables.count)
    for (index, constraint) in constraints.enumerated() {
      for term in constraint.terms { columns[term.variable].append((index, term.coefficient)) }
    }
    return columns
  }
}
