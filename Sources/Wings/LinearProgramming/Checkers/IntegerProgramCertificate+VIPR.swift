import Exact

extension IntegerProgramCertificate {
  /// The same proof in the `.vipr` format, which other checkers read; nil for an unbounded program, of which the format cannot speak, and
  /// for a certificate whose parts do not fit together.
  ///
  /// Splits become assumptions that `uns` discharges, bounds of integer columns that are no integers are rounded by `rnd`, and so is the
  /// objective where its values lie on a lattice.
  ///
  /// - Parameters:
  ///   - columnNames: a name for every column, without spaces; by default x0, x1, ...
  ///   - rowNames: a name for every row, without spaces; by default c0, c1, ...
  /// - Precondition: names, if there are any, are as many as columns and rows.
  /// - Complexity: O(size of the certificate).
  public func vipr(columnNames: [String]? = nil, rowNames: [String]? = nil) -> VIPRCertificate? {
    let columnNames = columnNames ?? program.columns.indices.map { "x\($0)" }
    let rowNames = rowNames ?? program.rows.indices.map { "c\($0)" }
    precondition(columnNames.count == program.columns.count && rowNames.count == program.rows.count)
    guard (try? verify()) != nil, let tree else { return nil }
    var writer = VIPRTreeWriter(self, columnNames: columnNames, rowNames: rowNames)
    let (value, bound, point) = (self.value, self.bound, self.point)
    let constant = program.objectiveConstant
    guard writer.write(tree, bound: bound.map { $0 - constant }) else { return nil }
    let relation: VIPRCertificate.Relation =
      if let bound {
        program.maximizes
          ? .range(lower: value.map { $0 - constant }, upper: bound - constant)
          : .range(lower: bound - constant, upper: value.map { $0 - constant })
      } else {
        .infeasible
      }
    return VIPRCertificate(
      variables: columnNames, integers: integers, maximizes: program.maximizes,
      objective: VIPRCertificate.terms(program.objective), constraints: writer.stated.constraints,
      boundCount: writer.stated.boundCount, relation: relation,
      solutions: point.map { [VIPRCertificate.terms($0)] } ?? [], derivations: writer.derivations)
  }

  private var point: [Rational]? {
    switch evidence {
    case .incumbent(let point, _, _, _), .cases(let point?, _, _, _), .unbounded(let point, _): point
    case .infeasible, .cases: nil
    }
  }

  private var value: Rational? {
    switch evidence {
    case .incumbent(_, let value, _, _), .cases(_, let value?, _, _): value
    case .infeasible, .cases, .unbounded: nil
    }
  }

  private var bound: Rational? {
    switch evidence {
    case .incumbent(_, _, let bound, _), .cases(_, _, let bound?, _): bound
    case .infeasible, .cases, .unbounded: nil
    }
  }

  /// The evidence as a tree; of a linear program's it is a leaf.
  private var tree: IntegerProgramTree? {
    func leaf(_ scale: Rational, _ multipliers: LinearProgramCertificate.Multipliers) -> IntegerProgramTree {
      IntegerProgramTree(nodes: [
        .leaf(.init(scale: scale, rows: .init(multipliers.rows), columns: .init(multipliers.columns)))
      ])
    }
    let contradiction = [Rational(1), -1]
    return switch evidence {
    case .incumbent(_, _, _, let multipliers): leaf(1, multipliers)
    case .infeasible(.infeasible(let multipliers)): leaf(0, multipliers)
    case .infeasible(.contradictoryRow(let row)):
      IntegerProgramTree(nodes: [.leaf(.init(scale: 0, rows: .init(indices: [row, row], values: contradiction)))])
    case .infeasible(.contradictoryColumn(let column)):
      IntegerProgramTree(nodes: [
        .leaf(.init(scale: 0, columns: .init(indices: [column, column], values: contradiction)))
      ])
    case .infeasible, .unbounded: nil
    case .cases(_, _, _, let tree): tree
    }
  }
}

extension IntegerProgramTree.Terms {
  /// The entries other than 0.
  public init(_ vector: [Rational]) {
    let indices = vector.indices.filter { !vector[$0].isZero }
    self.init(indices: indices, values: indices.map { vector[$0] })
  }
}

/// Writes the derivations of a tree, each after those that it uses.
private struct VIPRTreeWriter {
  let stated: VIPRConstraints
  private(set) var derivations: [VIPRCertificate.Derivation] = []
  private let certificate: IntegerProgramCertificate
  private let objective: [VIPRCertificate.Term]
  /// Where the bounds of each column stand, those of integer columns rounded.
  private var columns: [(lower: Int?, upper: Int?)] = []
  private var cuts: [(index: Int, least: Rational)] = []

  /// The constraint below and above that a split assumes, by their indices.
  private struct Assumed {
    var below: Int
    var above: Int
    var isAbove = false
    var proofBelow: Int?
  }

  init(_ certificate: IntegerProgramCertificate, columnNames: [String], rowNames: [String]) {
    self.certificate = certificate
    stated = VIPRConstraints(certificate.program, columnNames: columnNames, rowNames: rowNames)
    objective = VIPRCertificate.terms(certificate.program.objective)
    columns = stated.columns
    for column in certificate.integers {
      let interval = certificate.program.columns[column]
      if let lower = interval.lower, !lower.isInteger, let place = columns[column].lower {
        columns[column].lower = round(place, column, .atLeast, Rational(lower.ceiling()))
      }
      if let upper = interval.upper, !upper.isInteger, let place = columns[column].upper {
        columns[column].upper = round(place, column, .atMost, Rational(upper.floor()))
      }
    }
  }

  private mutating func round(
    _ place: Int, _ column: Int, _ sense: VIPRCertificate.Sense, _ right: Rational
  ) -> Int {
    // An equation is rounded as the inequality that it implies.
    let form = [VIPRCertificate.Term(column, 1)]
    let whole = add(sense, stated.constraints[place].right, form, .linear([.init(place, 1)]))
    return add(sense, right, form, .rounded([.init(whole, 1)]))
  }

  private mutating func add(
    _ sense: VIPRCertificate.Sense, _ right: Rational, _ form: [VIPRCertificate.Term], _ reason: VIPRCertificate.Reason
  ) -> Int {
    let index = stated.constraints.count + derivations.count
    derivations.append(
      .init(constraint: .init(name: "D\(index)", sense: sense, right: right, form: form), reason))
    return index
  }

  private mutating func assume(_ split: IntegerProgramTree.Split) -> Assumed {
    let form = terms(split.form)
    let below = add(.atMost, Rational(split.below), form, .assumption)
    return Assumed(below: below, above: add(.atLeast, Rational(split.below + 1), form, .assumption))
  }

  private func terms(_ terms: IntegerProgramTree.Terms) -> [VIPRCertificate.Term] {
    var sums: [Int: Rational] = [:]
    for (index, value) in zip(terms.indices, terms.values) { sums[index, default: 0] += value }
    return sums.filter { !$0.value.isZero }.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
  }

  /// The inequalities of a combination with their multipliers, times a factor.
  private func combined(
    _ combination: IntegerProgramTree.Combination, _ path: [Assumed], factor: Rational
  ) -> [VIPRCertificate.Term]? {
    var sums: [Int: Rational] = [:]
    func add(_ multiplier: Rational, _ place: (lower: Int?, upper: Int?)) -> Bool {
      if multiplier.isZero { return true }
      guard let index = multiplier > 0 ? place.lower : place.upper else { return false }
      sums[index, default: 0] += factor * multiplier
      return true
    }
    let isWhole =
      zip(combination.rows.indices, combination.rows.values).allSatisfy { add($1, stated.rows[$0]) }
      && zip(combination.columns.indices, combination.columns.values).allSatisfy { add($1, columns[$0]) }
      && zip(combination.cuts.indices, combination.cuts.values).allSatisfy { add($1, (cuts[$0].index, nil)) }
      && zip(combination.cases.indices, combination.cases.values).allSatisfy { depth, multiplier in
        let assumed = path[depth]
        return add(multiplier, assumed.isAbove ? (assumed.above, nil) : (nil, assumed.below))
      }
    guard isWhole else { return nil }
    return sums.filter { !$0.value.isZero }.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
  }

  /// What the combination of `terms` gives.
  private func right(_ terms: [VIPRCertificate.Term]) -> Rational {
    terms.reduce(Rational(0)) { sum, term in
      let known =
        term.index < stated.constraints.count
        ? stated.constraints[term.index] : derivations[term.index - stated.constraints.count].constraint
      return sum + term.value * known.right
    }
  }

  /// Writes all of it, so that the last derivation is that of the bound, or of the absurdity if there is none.
  mutating func write(_ tree: IntegerProgramTree, bound: Rational?) -> Bool {
    for cut in tree.cuts {
      var assumed = assume(cut.split)
      let form = terms(cut.form)
      var proofs: [Int] = []
      for (combination, isAbove) in [(cut.below, false), (cut.above, true)] {
        assumed.isAbove = isAbove
        let factor = combination.scale.isZero ? 1 : combination.scale.reciprocal
        guard let terms = combined(combination, [assumed], factor: factor) else { return false }
        proofs.append(add(.atLeast, cut.least, form, .linear(terms)))
      }
      cuts.append((unsplit(.atLeast, cut.least, form, proofs[0], assumed, proofs[1]), cut.least))
    }
    let goal = goal(bound)
    var path: [Assumed] = []
    for node in tree.nodes {
      switch node {
      case .split(let split): path.append(assume(split))
      case .leaf(let combination):
        guard var proof = leaf(combination, path, bound: bound) else { return false }
        while let last = path.last, last.isAbove, let below = last.proofBelow {
          path.removeLast()
          proof = unsplit(goal.sense, goal.right, goal.form, below, last, proof)
        }
        if !path.isEmpty { (path[path.count - 1].isAbove, path[path.count - 1].proofBelow) = (true, proof) }
      }
    }
    return true
  }

  private mutating func unsplit(
    _ sense: VIPRCertificate.Sense, _ right: Rational, _ form: [VIPRCertificate.Term], _ below: Int, _ assumed: Assumed,
    _ above: Int
  ) -> Int {
    add(
      sense, right, form,
      .unsplit(first: below, assumption: assumed.below, second: above, otherAssumption: assumed.above))
  }

  /// What every leaf is to imply: the bound, or 0 ≥ 1.
  private func goal(
    _ bound: Rational?
  ) -> (sense: VIPRCertificate.Sense, right: Rational, form: [VIPRCertificate.Term]) {
    guard let bound else { return (.atLeast, 1, []) }
    return (certificate.program.maximizes ? .atMost : .atLeast, bound, objective)
  }

  private mutating func leaf(
    _ combination: IntegerProgramTree.Combination, _ path: [Assumed], bound: Rational?
  ) -> Int? {
    let maximizes = certificate.program.maximizes
    if combination.scale.isZero {
      guard let terms = combined(combination, path, factor: 1) else { return nil }
      // Any multiple is a contradiction too: this one is 0 ≥ 1.
      let factor = right(terms).reciprocal
      let scaled = terms.map { VIPRCertificate.Term($0.index, $0.value * factor) }
      let goal = goal(bound)
      return add(goal.sense, goal.right, goal.form, .linear(scaled))
    }
    let factor = combination.scale.reciprocal * (maximizes ? -1 : 1)
    guard let bound, let terms = combined(combination, path, factor: factor) else { return nil }
    let least = right(terms)
    let sense: VIPRCertificate.Sense = maximizes ? .atMost : .atLeast
    if maximizes ? least <= bound : least >= bound { return add(sense, bound, objective, .linear(terms)) }
    guard let unit = certificate.objectiveUnit else { return nil }
    // The objective in units is an integer.
    let form = objective.map { VIPRCertificate.Term($0.index, $0.value / unit) }
    let scaled = terms.map { VIPRCertificate.Term($0.index, $0.value / unit) }
    let steps = least / unit
    let whole = Rational(maximizes ? steps.floor() : steps.ceiling())
    let index = add(sense, whole, form, .rounded(scaled))
    return add(sense, bound, objective, .linear([.init(index, unit)]))
  }
}
