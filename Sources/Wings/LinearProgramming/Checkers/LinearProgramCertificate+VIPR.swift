import Exact

extension LinearProgramCertificate {
  /// The same proof in the `.vipr` format, which other checkers read; nil for an unbounded program, of which the format
  /// cannot speak.
  ///
  /// - Parameters:
  ///   - columnNames: a name for every column, without spaces; by default x0, x1, ...
  ///   - rowNames: a name for every row, without spaces; by default c0, c1, ...
  /// - Precondition: names, if there are any, are as many as columns and rows.
  /// - Complexity: O(nonzeros).
  public func vipr(columnNames: [String]? = nil, rowNames: [String]? = nil) -> VIPRCertificate? {
    let columnNames = columnNames ?? program.columns.indices.map { "x\($0)" }
    let rowNames = rowNames ?? program.rows.indices.map { "c\($0)" }
    precondition(columnNames.count == program.columns.count && rowNames.count == program.rows.count)
    let stated = VIPRConstraints(program, columnNames: columnNames, rowNames: rowNames)
    let (constraints, columns, rows) = (stated.constraints, stated.columns, stated.rows)
    let objective = VIPRCertificate.terms(program.objective)

    func combination(_ multipliers: Multipliers, sign: Rational) -> [VIPRCertificate.Term] {
      var terms: [VIPRCertificate.Term] = []
      for (multiplier, place) in zip(multipliers.columns + multipliers.rows, columns + rows) where !multiplier.isZero {
        if let index = multiplier > 0 ? place.lower : place.upper { terms.append(.init(index, sign * multiplier)) }
      }
      return terms
    }
    func certificate(
      _ relation: VIPRCertificate.Relation, _ point: [Rational]?, _ last: VIPRCertificate.Constraint,
      _ combination: [VIPRCertificate.Term]
    ) -> VIPRCertificate {
      VIPRCertificate(
        variables: columnNames, maximizes: program.maximizes, objective: objective, constraints: constraints,
        boundCount: stated.boundCount, relation: relation,
        solutions: point.map { [VIPRCertificate.terms($0)] } ?? [],
        derivations: [.init(constraint: last, combination: combination)])
    }
    func absurdity(_ combination: [VIPRCertificate.Term]) -> VIPRCertificate {
      let right = combination.reduce(Rational(0)) { $0 + $1.value * constraints[$1.index].right }
      return certificate(
        .infeasible, nil, .init(name: "absurdity", sense: .atLeast, right: right, form: []), combination)
    }
    func contradiction(_ place: (lower: Int?, upper: Int?)) -> VIPRCertificate? {
      guard let lower = place.lower, let upper = place.upper else { return nil }
      return absurdity([.init(lower, 1), .init(upper, -1)])
    }
    switch evidence {
    case .optimal(let point, let value, let multipliers):
      let bound = value - program.objectiveConstant
      return certificate(
        .range(lower: bound, upper: bound), point,
        .init(name: "optimum", sense: program.maximizes ? .atMost : .atLeast, right: bound, form: objective),
        combination(multipliers, sign: program.maximizes ? -1 : 1))
    case .infeasible(let multipliers): return absurdity(combination(multipliers, sign: 1))
    case .contradictoryRow(let row): return rows.indices.contains(row) ? contradiction(rows[row]) : nil
    case .contradictoryColumn(let column):
      return columns.indices.contains(column) ? contradiction(columns[column]) : nil
    case .unbounded: return nil
    }
  }
}

extension VIPRCertificate {
  /// The entries other than 0.
  static func terms(_ vector: [Rational]) -> [Term] {
    vector.enumerated().filter { !$0.element.isZero }.map { Term($0.offset, $0.element) }
  }
}
