import Exact

/// The rows of a program in doubles, for guesses at tighter bounds.
struct BoundPropagator {
  struct Row {
    var columns: [Int]
    var values: [Double]
    var lower: Double
    var upper: Double
  }

  let rows: [Row]
  /// The rows in which each column occurs.
  let rowsOfColumn: [[Int]]

  init(_ program: LinearProgram) {
    rows = program.constraints.map { constraint in
      Row(
        columns: constraint.terms.map(\.variable), values: constraint.terms.map { Double($0.coefficient) },
        lower: constraint.bounds.lower.map { Double($0) } ?? -.infinity,
        upper: constraint.bounds.upper.map { Double($0) } ?? .infinity)
    }
    var places = [[Int]](repeating: [], count: program.variables.count)
    for (index, constraint) in program.constraints.enumerated() {
      for term in constraint.terms { places[term.variable].append(index) }
    }
    rowsOfColumn = places
  }
}

extension BranchAndBound {
  /// How many bounds are tightened at a node at most.
  private static var mostTightened: Int { 64 }

  /// Tightens the bounds of integer columns by what each row says, as far as that is proved. Each tightening is a split, one case of which
  /// is a contradiction.
  ///
  /// - Returns: the node with the tighter bounds; nil if it is closed.
  func propagate(_ start: Int, _ bounds: inout ExactRows.ColumnBounds) -> Int? {
    var node = start
    var lower = bounds.lower.map { $0.map { Double($0) } ?? -.infinity }
    var upper = bounds.upper.map { $0.map { Double($0) } ?? .infinity }
    // Below the root only what the last split touches can be new.
    var queue: [Int]
    let parent = nodes[start].parent
    // The root is left as it is: cuts are proved by the program's own bounds.
    guard parent >= 0 else { return start }
    // A value in floating point may lie a little beyond a bound.
    if let column = nodes[parent].split?.column, let proof = contradictoryBounds(column, bounds) {
      close(start, proof)
      return nil
    }
    if nodes[parent].parent >= 0, let column = nodes[parent].split?.column {
      queue = propagator.rowsOfColumn[column]
    } else {
      queue = Array(propagator.rows.indices)
    }
    var queued = Set(queue)
    var (head, tightened) = (0, 0)
    while head < queue.count, tightened < Self.mostTightened {
      let index = queue[head]
      head += 1
      queued.remove(index)
      let row = propagator.rows[index]
      for isUpper in [true, false] where (isUpper ? row.upper : -row.lower).isFinite {
        // With signs for row ≤ limit: the least that the row can be.
        let sign = isUpper ? 1.0 : -1
        let limit = isUpper ? row.upper : -row.lower
        var (least, endless, endlessColumn) = (0.0, 0, -1)
        for (column, value) in zip(row.columns, row.values) {
          let part = sign * value > 0 ? sign * value * lower[column] : sign * value * upper[column]
          if part.isFinite { least += part } else { (endless, endlessColumn) = (endless + 1, column) }
        }
        if endless > 1 || least.isNaN { continue }
        let tolerance = 1e-9 * max(1, limit.magnitude)
        if endless == 0, least > limit + tolerance {
          if let proof = exact.completed(
            [(index, isUpper ? -1 : 1)], factor: 0, target: exact.costs, bounds)
          {
            close(node, proof)
            return nil
          }
        }
        for (column, raw) in zip(row.columns, row.values)
        where isInteger[column] && raw != 0 && (endless == 0 || column == endlessColumn) {
          let value = sign * raw
          let own = endless == 0 ? (value > 0 ? value * lower[column] : value * upper[column]) : 0
          let end = (limit - (least - own)) / value
          guard end.magnitude < 1e15 else { continue }
          let isUp = value < 0
          let bound = isUp ? (end - 1e-6).rounded(.up) : (end + 1e-6).rounded(.down)
          guard isUp ? bound > lower[column] : bound < upper[column], let exactBound = Integer(exactly: bound) else {
            continue
          }
          // The case that is left out contradicts the row.
          let parts = split(node, column, below: isUp ? exactBound - 1 : exactBound)
          let (kept, dropped) = isUp ? (parts.above, parts.below) : (parts.below, parts.above)
          var other = bounds
          assume(dropped, &other)
          guard
            let proof = contradictoryBounds(column, other)
              ?? exact.completed([(index, isUpper ? -1 : 1)], factor: 0, target: exact.costs, other)
          else {
            merge(node, parts)
            continue
          }
          close(dropped, proof)
          assume(kept, &bounds)
          node = kept
          tightened += 1
          if isUp { lower[column] = bound } else { upper[column] = bound }
          for next in propagator.rowsOfColumn[column] where queued.insert(next).inserted { queue.append(next) }
          if lower[column] > upper[column] {
            guard let proof = contradictoryBounds(column, bounds) else { return node }
            close(node, proof)
            return nil
          }
          if tightened >= Self.mostTightened { return node }
        }
      }
    }
    return node
  }

  /// The contradiction of a column's bounds, if they are in the wrong order.
  func contradictoryBounds(_ column: Int, _ bounds: ExactRows.ColumnBounds) -> ExactRows.Proof? {
    guard let lower = bounds.lower[column], let upper = bounds.upper[column], lower > upper else { return nil }
    var proof = ExactRows.Proof(factor: 0)
    for (node, value) in [(bounds.lowerCase[column], Integer(1)), (bounds.upperCase[column], -1)] {
      if node < 0 { proof.columns.append((column, value)) } else { proof.cases.append((node, value)) }
    }
    return proof
  }

  /// Takes a split back, the last thing that was done.
  private func merge(_ node: Int, _ parts: (below: Int, above: Int)) {
    let child = nodes[parts.below]
    (nodes[node].inherited, nodes[node].places) = (child.inherited, child.places)
    (nodes[node].split, nodes[node].parts) = (nil, nil)
    nodes.removeLast(2)
  }
}
