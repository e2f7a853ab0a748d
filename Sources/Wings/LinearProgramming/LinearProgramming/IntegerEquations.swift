import Exact
import LinearProgrammingCheckers

/// Equations among integers that have no solution: a combination y of rows such that all coefficients of y A are integers, but y b is not.
///
/// By Kronecker's theorem there is one exactly if A x = b has no integer solution (Schrijver, "Theory of Linear and Integer Programming",
/// 1986, corollary 4.1a). It is found by Hermite's normal form.
struct IntegerEquations {
  /// Numbers longer than this end the search; no proof is found then.
  static let longest = 4_000
  /// As many coefficients are searched, zeros included.
  static let mostEntries = 20_000

  /// The proof: a split on the form y A, both of whose cases contradict the equations.
  static func contradiction(in program: LinearProgram) -> IntegerProgramTree? {
    let rows = program.constraints.indices.filter { index in
      let constraint = program.constraints[index]
      return constraint.bounds.lower != nil && constraint.bounds.lower == constraint.bounds.upper
        && constraint.terms.allSatisfy { program.variables[$0.variable].domain == .integers }
    }
    let columns = Set(rows.flatMap { program.constraints[$0].terms.map(\.variable) }).sorted()
    guard !rows.isEmpty, rows.count * columns.count <= mostEntries else { return nil }
    var equations = IntegerEquations(program, rows, columns)
    guard let multipliers = equations.multipliers() else { return nil }
    var form = [Rational](repeating: 0, count: program.variables.count)
    var right: Rational = 0
    for (row, multiplier) in zip(rows, multipliers) where !multiplier.isZero {
      let constraint = program.constraints[row]
      for term in constraint.terms { form[term.variable] += multiplier * term.coefficient }
      right += multiplier * (constraint.bounds.lower ?? 0)
    }
    let split = IntegerProgramTree.Split(form: .init(form), below: right.floor())
    func leaf(_ sign: Rational) -> IntegerProgramTree.Node {
      let used = rows.indices.filter { !multipliers[$0].isZero }
      return .leaf(
        .init(
          scale: 0, rows: .init(indices: used.map { rows[$0] }, values: used.map { multipliers[$0] * sign }),
          cases: .init(indices: [0], values: [-sign])))
    }
    return IntegerProgramTree(nodes: [.split(split), leaf(1), leaf(-1)])
  }

  /// The columns of A, which change by unimodular operations, and the right-hand side.
  private var columns: [[Rational]]
  private let right: [Rational]

  private init(_ program: LinearProgram, _ rows: [Int], _ chosen: [Int]) {
    var place: [Int: Int] = [:]
    for (index, column) in chosen.enumerated() { place[column] = index }
    columns = [[Rational]](repeating: [Rational](repeating: 0, count: rows.count), count: chosen.count)
    for (index, row) in rows.enumerated() {
      for term in program.constraints[row].terms {
        if let column = place[term.variable] { columns[column][index] = term.coefficient }
      }
    }
    right = rows.map { program.constraints[$0].bounds.lower ?? 0 }
  }

  /// y, or nil if there is none, or the numbers grow too long.
  private mutating func multipliers() -> [Rational]? {
    // The rows that do not depend on those before them, with the column in which each has its pivot.
    var pivots: [Int] = []
    var solution: [Rational] = []
    for row in right.indices {
      let first = pivots.count
      // Euclid's algorithm on the row's coefficients in the columns that are left.
      while true {
        let open = (first..<columns.count).filter { !columns[$0][row].isZero }
        guard let least = open.min(by: { columns[$0][row].magnitude < columns[$1][row].magnitude }) else { break }
        columns.swapAt(first, least)
        if open.count == 1 { break }
        let pivot = columns[first]
        for column in (first + 1)..<columns.count where !columns[column][row].isZero {
          let factor = Rational((columns[column][row] / pivot[row]).floor())
          for index in row..<right.count { columns[column][index] -= factor * pivot[index] }
          if columns[column].contains(where: { $0.numerator.bitWidth > Self.longest }) { return nil }
        }
        if Task.isCancelled { return nil }
      }
      guard first < columns.count, !columns[first][row].isZero else { continue }
      pivots.append(row)
      var value = right[row]
      for index in solution.indices { value -= columns[index][row] * solution[index] }
      value /= columns[first][row]
      solution.append(value)
      if !value.isInteger { return inverseRow(pivots) }
    }
    return nil
  }

  /// The last row of the inverse of the triangular matrix, over all equations.
  private func inverseRow(_ pivots: [Int]) -> [Rational] {
    var multipliers = [Rational](repeating: 0, count: right.count)
    for index in pivots.indices.reversed() {
      var value: Rational = index == pivots.count - 1 ? 1 : 0
      for later in pivots.indices where later > index {
        value -= columns[index][pivots[later]] * multipliers[pivots[later]]
      }
      multipliers[pivots[index]] = value / columns[index][pivots[index]]
    }
    return multipliers
  }
}
