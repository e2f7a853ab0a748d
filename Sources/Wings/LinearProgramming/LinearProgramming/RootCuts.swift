import Exact
import LinearProgrammingCheckers

/// A cut as floating point proposes it: a split, and multipliers on both sides.
package struct ProposedCut {
  /// The integer form of the split, by columns.
  package var form: [(column: Int, value: Integer)]
  /// The form is at most this in the case below, and at least one more in the one above.
  package var below: Integer
  /// The multipliers of the split's two cases, above 0; 0 above for a case that contradicts itself.
  package var weights: (below: Double, above: Double)
  /// Multipliers of scaled rows on each side, by their numbers in `ExactRows`.
  package var rowsBelow: [(row: Int, value: Double)] = []
  /// The same of the case above.
  package var rowsAbove: [(row: Int, value: Double)] = []
  /// Whether a column is at its upper bound, where a small coefficient is better than a large one.
  package var isAtUpper: [Bool]
}

extension BranchAndBound {
  /// Bits behind the point of a cut's coefficients: more where the point is far from 0, as their errors are multiplied by that.
  private func cutBits(_ proposed: ProposedCut) -> Int {
    guard let relaxation else { return 24 }
    var columns = Set(proposed.form.map(\.column))
    for (row, _) in proposed.rowsBelow + proposed.rowsAbove { columns.formUnion(exact.rows[row].entries.map(\.column)) }
    let farthest = columns.reduce(0) { max($0, relaxation.value($1).magnitude) }
    guard farthest.isFinite, farthest > 1 else { return 24 }
    return min(44, 24 + Int(farthest.exponent))
  }

  /// Adds cuts to the root's relaxation, in rounds, as long as they help.
  ///
  /// - Returns: whether the time is over.
  func strengthenRoot() throws -> Bool {
    guard let relaxation else { return false }
    for row in exact.rows.indices { roundRow(row) }
    if relaxation.rows.count > exact.programRowCount {
      switch try relaxation.solve() {
      case .optimal: break
      case .outOfTime: return true
      default: return false
      }
    }
    let first = exact.programRowCount
    let most = 3 * exact.programRowCount + 2 * variables.count
    var stalled = 0
    for _ in 0..<25 where stalled < 4 {
      if isOutOfTime { return true }
      let before = relaxation.objective
      var added = 0
      for cut in proposals() where cuts.count < 4 * most + 200 {
        if append(cut) { added += 1 }
      }
      if added == 0 { break }
      switch try relaxation.solve() {
      case .optimal: break
      case .outOfTime: return true
      default: return false
      }
      if relaxation.objective - before < 1e-4 * max(1, before.magnitude) { stalled += 1 } else { stalled = 0 }
      if relaxation.rows.count - first > most { relaxation.removeIdleRows(from: first) }
    }
    relaxation.removeIdleRows(from: first)
    nodeRowLimit = relaxation.rows.count + exact.programRowCount / 2 + 20
    return try relaxation.solve() == .outOfTime
  }

  private func proposals() -> [ProposedCut] {
    var proposals: [ProposedCut] = []
    if rules.families.contains(.cover) { proposals += proposedCovers() }
    if rules.families.contains(.rounding) { proposals += proposedRoundings() }
    if rules.families.contains(.tableau) { proposals += proposedGomoryCuts() }
    return proposals.map(rules.proposal)
  }

  /// Adds roundings that cut off the point of a node's relaxation; they hold everywhere.
  ///
  /// - Returns: what solving again gives; nil if nothing was added.
  func strengthenNode() throws -> NodeRelaxation.Status? {
    guard let relaxation, relaxation.rows.count < nodeRowLimit else { return nil }
    var added = 0
    guard rules.families.contains(.rounding) else { return nil }
    for cut in proposedRoundings(share: 8) where relaxation.rows.count < nodeRowLimit {
      if append(rules.proposal(cut)) { added += 1 }
    }
    return added == 0 ? nil : try relaxation.solve()
  }

  /// Proves a proposed cut, and adds it if the relaxation's point violates it.
  private func append(_ proposed: ProposedCut) -> Bool {
    guard let relaxation, let (entries, least, certified) = proved(proposed) else { return false }
    var (value, norm) = (-Double(least), 0.0)
    for entry in entries {
      value += Double(entry.value) * relaxation.value(entry.column)
      norm += Double(entry.value) * Double(entry.value)
    }
    guard norm.isFinite, norm > 0, value / norm.squareRoot() < -1e-5 else { return false }
    add(entries, least, certified)
    return true
  }

  private func add(_ entries: [(column: Int, value: Integer)], _ least: Integer, _ cut: IntegerProgramTree.Cut) {
    exact.append(cut: entries, least: least)
    cuts.append(cut)
    // GLPK likes numbers about 1.
    let largest = entries.reduce(0) { max($0, Double($1.value.magnitude)) }
    relaxation?.append(
      exact.rows.count - 1, entries.map(\.column), entries.map { Double($0.value) / largest },
      least: Double(least) / largest, scale: largest)
  }

  /// The cut with its proof: coefficients that both sides imply, and the least value that both do.
  private func proved(
    _ proposed: ProposedCut
  ) -> (entries: [(column: Int, value: Integer)], least: Integer, cut: IntegerProgramTree.Cut)? {
    let bounds = ExactRows.ColumnBounds(program)
    let cutBits = cutBits(proposed)
    let rowBits = cutBits + 16
    let one = Double(sign: .plus, exponent: rowBits, significand: 1)
    func whole(_ value: Double) -> Integer? { Integer(exactly: (value * one).rounded()) }
    func side(_ weight: Double, _ rows: [(row: Int, value: Double)], _ isAbove: Bool) -> (
      sums: [Integer], rows: [(row: Int, value: Integer)], weight: Integer
    )? {
      guard let weight = whole(isAbove ? weight : -weight) else { return nil }
      var sums = [Integer](repeating: 0, count: variables.count)
      for entry in proposed.form { sums[entry.column].addProduct(weight, entry.value) }
      var multipliers: [(row: Int, value: Integer)] = []
      for (row, value) in rows {
        guard let multiplier = whole(value) else { return nil }
        if multiplier.isZero { continue }
        multipliers.append((row, multiplier))
        for entry in exact.rows[row].entries { sums[entry.column].addProduct(multiplier, entry.value) }
      }
      return (sums, multipliers, weight)
    }
    guard let below = side(proposed.weights.below, proposed.rowsBelow, false),
      let above = side(proposed.weights.above, proposed.rowsAbove, true)
    else { return nil }
    // Both sides times 2^rowBits; the cut times 2^cutBits.
    let unit = Integer(1) << (rowBits - cutBits)
    var target = [Integer](repeating: 0, count: variables.count)
    var entries: [(column: Int, value: Integer)] = []
    for column in variables.indices {
      let (one, other) = (below.sums[column], above.sums[column])
      if one.isZero, other.isZero { continue }
      let hasLower = bounds.lower[column] != nil
      let hasUpper = bounds.upper[column] != nil
      let value: Integer
      if hasLower, !(hasUpper && proposed.isAtUpper[column]) {
        value = -((-max(one, other)).floorQuotientAndRemainder(dividingBy: unit).quotient)
      } else if hasUpper {
        value = min(one, other).floorQuotientAndRemainder(dividingBy: unit).quotient
      } else {
        guard one == other, one.isMultiple(of: unit) else { return nil }
        value = one / unit
      }
      if value.isZero { continue }
      target[column] = value
      entries.append((column, value))
    }
    if entries.isEmpty { return nil }
    func proof(
      _ side: (sums: [Integer], rows: [(row: Int, value: Integer)], weight: Integer), _ bound: Integer
    ) -> ExactRows.Proof? {
      exact.completed(
        side.rows, factor: unit, target: target, bounds,
        .init(entries: proposed.form, multiplier: side.weight, bound: Rational(bound)))
    }
    guard let proofBelow = proof(below, proposed.below), let proofAbove = proof(above, proposed.below + 1),
      let leastBelow = proofBelow.least, let leastAbove = proofAbove.least
    else { return nil }
    return certified(proposed, entries, min(leastBelow, leastAbove).floor(), proofBelow, proofAbove)
  }

  private func certified(
    _ proposed: ProposedCut, _ entries: [(column: Int, value: Integer)], _ least: Integer, _ below: ExactRows.Proof,
    _ above: ExactRows.Proof
  ) -> (entries: [(column: Int, value: Integer)], least: Integer, cut: IntegerProgramTree.Cut)? {
    // The case's multiplier stands first among those of a cut; columns have their own bounds.
    func combination(_ proof: ExactRows.Proof) -> IntegerProgramTree.Combination {
      exact.combination(proof, unit: 1, cut: { $0 }, depth: { _ in 0 })
    }
    let cut = IntegerProgramTree.Cut(
      form: .init(indices: entries.map(\.column), values: entries.map { Rational($0.value) }), least: Rational(least),
      split: .init(
        form: .init(indices: proposed.form.map(\.column), values: proposed.form.map { Rational($0.value) }),
        below: proposed.below), below: combination(below), above: combination(above))
    return (entries, least, cut)
  }

  /// A row among integers whose coefficients have a common divisor is rounded by it (Chvátal and Gomory).
  private func roundRow(_ index: Int) {
    let row = exact.rows[index]
    guard index < exact.programRowCount, row.isWhole, !row.entries.isEmpty else { return }
    let divisor = row.entries.reduce(Integer(0)) { Integer.gcd($0, $1.value) }
    let form = row.entries.map { ($0.column, $0.value / divisor) }
    for (bound, isUpper) in [(row.upper, true), (row.lower, false)] {
      guard let bound else { continue }
      let quotient = bound / Rational(divisor)
      if quotient.isInteger { continue }
      let below = quotient.floor()
      // One case is the cut, and the other contradicts the row.
      let bounds = ExactRows.ColumnBounds(program)
      let entries = form.map { (column: $0.0, value: isUpper ? -$0.1 : $0.1) }
      let least = isUpper ? -below : below + 1
      let target = entries.reduce(into: [Integer](repeating: 0, count: variables.count)) { $0[$1.column] = $1.value }
      let kept = exact.completed(
        [], factor: 1, target: target, bounds,
        .init(
          entries: form.map { ($0.0, $0.1) }, multiplier: isUpper ? -1 : 1, bound: Rational(isUpper ? below : below + 1)
        ))
      let dropped = exact.completed(
        [(index, isUpper ? -1 : 1)], factor: 0, target: target, bounds,
        .init(
          entries: form.map { ($0.0, $0.1) }, multiplier: isUpper ? divisor : -divisor,
          bound: Rational(isUpper ? below + 1 : below)))
      guard let kept, let dropped else { continue }
      let proposed = ProposedCut(form: form.map { ($0.0, $0.1) }, below: below, weights: (1, 1), isAtUpper: [])
      if let (entries, least, cut) = certified(
        proposed, entries, least, isUpper ? kept : dropped, isUpper ? dropped : kept)
      {
        add(entries, least, cut)
      }
    }
  }
}
