import Exact

/// Checks a proof by cases, and finds what it proves.
struct IntegerProgramTreeChecker {
  private let program: LinearProgramStatement
  private let isInteger: [Bool]
  /// What is to be small.
  private let objective: [Rational]
  private var cuts: [IntegerProgramTree.Cut] = []
  /// Σ of the combination at hand, 0 elsewhere between combinations.
  private var sums: [Rational]

  /// - Parameter relaxation: the program with the bounds of its integer columns rounded inwards, whose parts fit together.
  init(relaxation: LinearProgramStatement, integers: [Int]) {
    program = relaxation
    var isInteger = [Bool](repeating: false, count: relaxation.columns.count)
    for column in integers { isInteger[column] = true }
    self.isInteger = isInteger
    objective = relaxation.maximizes ? relaxation.objective.map { -$0 } : relaxation.objective
    sums = [Rational](repeating: 0, count: relaxation.columns.count)
  }

  /// The least of what the leaves prove of the objective, to be small and without its constant; nil if all are contradictions.
  ///
  /// - Throws: ``LinearProgramCertificateError``, naming the first thing that does not hold.
  /// - Complexity: O(number of leaves · nonzeros of what they combine) operations on rationals.
  mutating func bound(of tree: IntegerProgramTree) throws(LinearProgramCertificateError) -> Rational? {
    for (index, cut) in tree.cuts.enumerated() { try append(cut, "cut \(index)") }
    var best: Rational?
    /// The splits above the node at hand, and whether it is in the case above.
    var path: [(split: IntegerProgramTree.Split, isAbove: Bool)] = []
    for (index, node) in tree.nodes.enumerated() {
      guard index == 0 || !path.isEmpty else { throw .shape("node \(index) stands after the end of the tree") }
      switch node {
      case .split(let split):
        try verify(split, "node \(index)")
        path.append((split, false))
      case .leaf(let combination):
        let cases = path.map { Case(split: $0.split, isAbove: $0.isAbove) }
        if let least = try least(of: combination, target: objective, cases, "node \(index)") {
          best = best.map { min($0, least) } ?? least
        }
        while let last = path.last, last.isAbove { path.removeLast() }
        if !path.isEmpty { path[path.count - 1].isAbove = true }
      }
    }
    guard path.isEmpty, !tree.nodes.isEmpty else { throw .shape("the tree ends before its last case") }
    return best
  }

  /// What a split assumes on one side.
  private struct Case {
    var split: IntegerProgramTree.Split
    var isAbove: Bool

    var interval: LinearProgramStatement.Interval {
      isAbove ? .init(lower: Rational(split.below + 1), upper: nil) : .init(lower: nil, upper: Rational(split.below))
    }
  }

  private func verify(_ split: IntegerProgramTree.Split, _ name: String) throws(LinearProgramCertificateError) {
    try verify(split.form, below: program.columns.count, "column", name)
    for (column, value) in zip(split.form.indices, split.form.values) {
      guard isInteger[column] else { throw .shape("\(name) splits on column \(column), which need not be an integer") }
      guard value.isInteger else { throw .shape("\(name) splits on a form with the coefficient \(value)") }
    }
  }

  private func verify(
    _ terms: IntegerProgramTree.Terms, below count: Int, _ what: String, _ name: String
  ) throws(LinearProgramCertificateError) {
    guard terms.indices.count == terms.values.count else {
      throw .shape("\(name) has \(terms.indices.count) indices of a \(what), but \(terms.values.count) numbers")
    }
    for index in terms.indices where !(0..<count).contains(index) {
      throw .shape("\(name) speaks of \(what) \(index); there are \(count)")
    }
  }

  private mutating func append(
    _ cut: IntegerProgramTree.Cut, _ name: String
  ) throws(LinearProgramCertificateError) {
    try verify(cut.split, name)
    try verify(cut.form, below: program.columns.count, "column", name)
    var form = [Rational](repeating: 0, count: program.columns.count)
    for (column, value) in zip(cut.form.indices, cut.form.values) { form[column] += value }
    for (combination, isAbove) in [(cut.below, false), (cut.above, true)] {
      let least = try least(
        of: combination, target: form, [Case(split: cut.split, isAbove: isAbove)],
        "\(name), \(isAbove ? "above" : "below")")
      if let least, least < cut.least { throw .gap(bound: least, attained: cut.least) }
    }
    cuts.append(cut)
  }

  /// What a combination gives for the target; nil if it is a contradiction.
  private mutating func least(
    of combination: IntegerProgramTree.Combination, target: [Rational], _ cases: [Case], _ name: String
  ) throws(LinearProgramCertificateError) -> Rational? {
    guard combination.scale >= 0 else { throw .shape("\(name) has the scale \(combination.scale)") }
    try verify(combination.rows, below: program.rows.count, "row", name)
    try verify(combination.columns, below: program.columns.count, "column", name)
    try verify(combination.cuts, below: cuts.count, "cut", name)
    try verify(combination.cases, below: cases.count, "case", name)
    defer { for column in sums.indices { sums[column] = 0 } }
    var bound: Rational = 0
    for (row, multiplier) in zip(combination.rows.indices, combination.rows.values) {
      bound += try bounded(multiplier, program.rows[row].interval, name, "row \(row)")
      add(multiplier, program.rows[row].columns, program.rows[row].coefficients)
    }
    for (column, multiplier) in zip(combination.columns.indices, combination.columns.values) {
      bound += try bounded(multiplier, program.columns[column], name, "column \(column)")
      sums[column] += multiplier
    }
    for (index, multiplier) in zip(combination.cuts.indices, combination.cuts.values) {
      let cut = cuts[index]
      bound += try bounded(multiplier, .init(lower: cut.least, upper: nil), name, "cut \(index)")
      add(multiplier, cut.form.indices, cut.form.values)
    }
    for (index, multiplier) in zip(combination.cases.indices, combination.cases.values) {
      let form = cases[index].split.form
      bound += try bounded(multiplier, cases[index].interval, name, "case \(index)")
      add(multiplier, form.indices, form.values)
    }
    for (column, sum) in sums.enumerated() {
      let expected = combination.scale.isZero || target[column].isZero ? 0 : combination.scale * target[column]
      guard sum == expected else { throw .wrongCombination(column: column, found: sum, expected: expected) }
    }
    if !combination.scale.isZero { return bound / combination.scale }
    guard bound > 0 else { throw .noContradiction(bound) }
    return nil
  }

  private mutating func add(_ multiplier: Rational, _ columns: [Int], _ coefficients: [Rational]) {
    for (column, coefficient) in zip(columns, coefficients) { sums[column] += multiplier * coefficient }
  }

  private func bounded(
    _ multiplier: Rational, _ interval: LinearProgramStatement.Interval, _ name: String, _ what: String
  ) throws(LinearProgramCertificateError) -> Rational {
    if multiplier.isZero { return 0 }
    guard let bound = multiplier > 0 ? interval.lower : interval.upper else {
      throw .noBound("\(what) in \(name)", multiplier)
    }
    return multiplier * bound
  }
}
