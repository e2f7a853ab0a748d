import Exact
import LinearProgrammingCheckers

/// What a step of one up or down in a variable cost so far.
struct PseudoCosts {
  private var sums: [(down: Double, up: Double)]
  private var counts: [(down: Int, up: Int)]

  init(count: Int = 0) {
    sums = [(Double, Double)](repeating: (0, 0), count: count)
    counts = [(Int, Int)](repeating: (0, 0), count: count)
  }

  /// Notes by how much the bound of a node is worse than its parent's.
  mutating func learn(_ node: BranchAndBound.Node, parent: BranchAndBound.Node?, _ value: Double) {
    guard let parent, let column = parent.split?.column, node.moved > 1e-6, parent.bound.isFinite else { return }
    note(column, isUp: node.isAbove, gain: max(0, value - parent.bound), moved: node.moved)
  }

  mutating func note(_ column: Int, isUp: Bool, gain: Double, moved: Double) {
    guard gain.isFinite else { return }
    if isUp {
      sums[column].up += gain / moved
      counts[column].up += 1
    } else {
      sums[column].down += gain / moved
      counts[column].down += 1
    }
  }

  /// How often both directions are known at least.
  func reliability(_ column: Int) -> Int { min(counts[column].down, counts[column].up) }

  /// The gains to expect, as a product.
  func score(_ column: Int, fraction: Double) -> Double {
    func mean(_ sum: Double, _ count: Int) -> Double { count == 0 ? 1 : sum / Double(count) }
    return Self.score(
      mean(sums[column].down, counts[column].down) * fraction,
      mean(sums[column].up, counts[column].up) * (1 - fraction))
  }

  static func score(_ down: Double, _ up: Double) -> Double { max(down, 1e-6) * max(up, 1e-6) }
}

extension BranchAndBound {
  /// The column on which to split, its value, and which case to look at first; nil if the time is over.
  func branching(
    _ fractional: [Int], _ node: Int, _ bounds: ExactRows.ColumnBounds
  ) throws -> (column: Int, value: Double, isAboveFirst: Bool)? {
    guard let relaxation else { return nil }
    let values = fractional.map { relaxation.value($0) }
    let objective = relaxation.objective
    var candidates = fractional.indices.map { index -> (index: Int, score: Double) in
      (index, costs.score(fractional[index], fraction: values[index] - values[index].rounded(.down)))
    }
    candidates.sort { ($1.score, $0.index) < ($0.score, $1.index) }
    var best = candidates[0]
    // Try out the most promising of those that are not known.
    let unknown = candidates.prefix(12).filter { costs.reliability(fractional[$0.index]) < 4 }
    if !unknown.isEmpty {
      best.score = -1
      let places = relaxation.places
      for candidate in candidates.prefix(12) {
        if isOutOfTime { return nil }
        let (column, value) = (fractional[candidate.index], values[candidate.index])
        var score = candidate.score
        if costs.reliability(column) < 4 {
          var gains = [0.0, 0.0]
          for isUp in [false, true] {
            let end = Rational(exactly: value.rounded(isUp ? .up : .down))
            relaxation.setBounds(
              ofColumn: column, isUp ? end : bounds.lower[column], isUp ? bounds.upper[column] : end)
            let status = try relaxation.solve(iterationLimit: 60)
            if status == .outOfTime { return nil }
            let gain = status == .infeasible ? 1e6 + objective.magnitude : max(0, relaxation.objective - objective)
            gains[isUp ? 1 : 0] = gain
            if status == .optimal {
              costs.note(
                column, isUp: isUp, gain: gain,
                moved: isUp ? value.rounded(.up) - value : value - value.rounded(.down))
            }
            relaxation.setBounds(ofColumn: column, bounds.lower[column], bounds.upper[column])
            relaxation.places = places
          }
          score = PseudoCosts.score(gains[0], gains[1])
        }
        if score > best.score { best = (candidate.index, score) }
      }
      guard try relaxation.solve() != .outOfTime else { return nil }
    }
    let value = values[best.index]
    return (fractional[best.index], value, value - value.rounded(.down) > 0.5)
  }

  /// Rounds the relaxation's point; what need not be an integer is solved for exactly.
  func roundingHeuristic(_ bounds: ExactRows.ColumnBounds) throws {
    guard let relaxation else { return }
    var point: [Rational] = []
    for column in variables.indices {
      guard var value = Rational(exactly: relaxation.value(column).rounded()) else { return }
      if let lower = bounds.lower[column] { value = max(value, lower) }
      if let upper = bounds.upper[column] { value = min(value, upper) }
      point.append(value)
    }
    if integers.count == variables.count {
      offer(point)
    } else {
      try offer(fixing: point)
    }
  }

  /// Takes the best point whose integers are these, if there is one.
  func offer(fixing point: [Rational]) throws {
    guard let relaxation, integers.allSatisfy({ variables[$0].bounds.contains(point[$0]) }) else { return }
    let places = relaxation.places
    for column in integers { relaxation.setBounds(ofColumn: column, point[column], point[column]) }
    let status = try relaxation.solve(iterationLimit: 2_000)
    let isWorth = status == .optimal && cutoff.map { relaxation.objective < Double($0) } ?? true
    if isWorth {
      var fixed = program
      for column in integers { fixed.setBounds(.equal(point[column]), ofVariable: column) }
      let basis = Basis(
        variables: variables.indices.map { relaxation.place(ofColumn: $0) },
        constraints: program.constraints.indices.map { relaxation.place(ofRow: $0) })
      do {
        if let solution = try fixed.solve(from: .basis(basis), deadline: limits.deadline).solution {
          offer(solution.point)
        }
      } catch is LinearProgramTimeLimit {}
    }
    restore()
    relaxation.places = places
  }

  /// Gives the integer columns of the relaxation their bounds back.
  private func restore() {
    guard let relaxation else { return }
    for column in integers { relaxation.setBounds(ofColumn: column, loaded.lower[column], loaded.upper[column]) }
  }

  /// Fixes one integer variable after the other where it nearly is, and solves again, for a first point.
  func dive(_ bounds: ExactRows.ColumnBounds) throws {
    guard let relaxation else { return }
    defer { restore() }
    var open = Set(integers)
    for _ in 0..<min(integers.count, 200) {
      if isOutOfTime { return }
      for column in open.sorted() where Self.fraction(relaxation.value(column)) <= 1e-6 {
        guard let value = Rational(exactly: relaxation.value(column).rounded()) else { return }
        // Those at a bound are fixed there, others stay free until they are the nearest.
        if value == bounds.lower[column] || value == bounds.upper[column] {
          relaxation.setBounds(ofColumn: column, value, value)
          open.remove(column)
        }
      }
      let fractional = open.sorted().filter { Self.fraction(relaxation.value($0)) > 1e-6 }
      guard
        let nearest = fractional.min(by: {
          Self.fraction(relaxation.value($0)) < Self.fraction(relaxation.value($1))
        })
      else {
        let point = variables.indices.compactMap { Rational(exactly: relaxation.value($0).rounded()) }
        if point.count == variables.count { try offer(fixing: point) }
        return
      }
      guard let value = Rational(exactly: relaxation.value(nearest).rounded()) else { return }
      relaxation.setBounds(ofColumn: nearest, value, value)
      open.remove(nearest)
      guard try relaxation.solve(iterationLimit: 2_000) == .optimal else { return }
      if let cutoff, relaxation.objective >= Double(cutoff) { return }
    }
  }
}
