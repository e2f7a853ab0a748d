import Exact

/// The bounds and rows of a program as constraints of a `.vipr` file: first what bounds a single variable, then the rows; an
/// interval is one equation, or up to two inequalities.
struct VIPRConstraints {
  private(set) var constraints: [VIPRCertificate.Constraint] = []
  /// How many of the constraints, the first ones, bound a single variable.
  private(set) var boundCount = 0
  /// Where the lower and the upper bound of each column stand among the constraints.
  private(set) var columns: [(lower: Int?, upper: Int?)] = []
  /// Where the lower and the upper bound of each row stand among the constraints.
  private(set) var rows: [(lower: Int?, upper: Int?)] = []

  /// - Complexity: O(nonzeros).
  init(_ program: LinearProgramStatement, columnNames: [String], rowNames: [String]) {
    for (index, interval) in program.columns.enumerated() {
      columns.append(add("bound_" + columnNames[index], interval, [.init(index, 1)]))
    }
    boundCount = constraints.count
    for (row, name) in zip(program.rows, rowNames) {
      let form = zip(row.columns, row.coefficients).map { VIPRCertificate.Term($0, $1) }
      rows.append(add(name, row.interval, form.filter { !$0.value.isZero }.sorted { $0.index < $1.index }))
    }
  }

  private mutating func add(
    _ name: String, _ interval: LinearProgramStatement.Interval, _ form: [VIPRCertificate.Term]
  ) -> (lower: Int?, upper: Int?) {
    func append(_ suffix: String, _ sense: VIPRCertificate.Sense, _ right: Rational) -> Int {
      constraints.append(.init(name: name + suffix, sense: sense, right: right, form: form))
      return constraints.count - 1
    }
    if let lower = interval.lower, lower == interval.upper {
      let place = append("", .equal, lower)
      return (place, place)
    }
    return (interval.lower.map { append("_lower", .atLeast, $0) }, interval.upper.map { append("_upper", .atMost, $0) })
  }
}
