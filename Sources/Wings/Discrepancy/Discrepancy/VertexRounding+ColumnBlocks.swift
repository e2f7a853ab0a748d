import Exact
import LinearProgramming

extension VertexRounding {
  /// A vertex by the kernel walk in floating point, made exact.
  ///
  /// The walk tells which coordinates are 0 and which are 1. The others solve a linear system that is as large as the rank,
  /// exactly. If that has no solution within [0,1], rounding errors have misled the walk: then a linear program over
  /// these coordinates and some others is solved exactly, over twice as many if it has no point, and in the end over all.
  ///
  /// - Throws: `CancellationError` if the task is cancelled, nothing else.
  func blockVertex() throws -> [Rational] {
    guard rows.rows > 0 else { return try walkedVertex() }
    guard let places = try floatingPlaces() else { return try walkedVertex() }
    var vertex = zip(point, places).map { x, place in
      switch place {
      case .zero: Rational(0)
      case .one: Rational(1)
      case .moving: x
      }
    }
    let moving = places.indices.filter { places[$0] == .moving }
    let debts = debts(vertex, moving: moving)
    if let solution = solve(moving, debts), !solution.contains(where: { $0 < 0 || $0 > 1 }) {
      for (j, value) in zip(moving, solution) { vertex[j] = value }
      return vertex
    }
    return try repaired(vertex, moving: moving)
  }

  private func floatingPlaces() throws -> [FloatingKernelWalk.Place]? {
    let scales = (0..<rows.rows).map { i in (0..<rows.columns).reduce(0.0) { max($0, abs(Double(rows[i, $1]))) } }
    // Numbers beyond doubles are for exact methods.
    guard scales.allSatisfy(\.isFinite) else { return nil }
    var walk = FloatingKernelWalk(rowCount: rows.rows)
    let costs = costs.map { Double($0) }
    for j in point.indices {
      if j % FloatingKernelWalk.blockLength == 0 { try Task.checkCancellation() }
      // Rows of about the same size keep pivots comparable.
      let column = (0..<rows.rows).map { scales[$0] > 0 ? Double(rows[$0, j]) / scales[$0] : 0 }
      walk.enter(column, at: point[j].isInteger ? (point[j].isZero ? 0 : 1) : Double(point[j]), cost: { costs[$0] })
    }
    return walk.places
  }

  /// M (x − y), taking the moving coordinates of y for 0: what these have to make up for.
  private func debts(_ vertex: [Rational], moving: [Int]) -> [Rational] {
    var change = zip(point, vertex).map { $0 - $1 }
    for j in moving { change[j] = point[j] }
    return (0..<rows.rows).map { ScaledProgram.dot(rows.row($0), change) }
  }

  /// The moving coordinates, if their columns are independent and the system has a solution.
  private func solve(_ moving: [Int], _ debts: [Rational]) -> [Rational]? {
    if moving.isEmpty { return debts.allSatisfy(\.isZero) ? [] : nil }
    let matrix = Matrix<Rational>(rows: rows.rows, columns: moving.count) { rows[$0, moving[$1]] }
    guard case .unique(let solution) = matrix.solve(debts) else { return nil }
    return solution
  }

  /// A vertex near by: the coordinates that move, and as many others as are needed, by an exact linear program.
  private func repaired(_ vertex: [Rational], moving: [Int]) throws -> [Rational] {
    let free = point.indices.filter { !point[$0].isInteger }
    let isMoving = Set(moving)
    let others = free.filter { !isMoving.contains($0) }
    var count = 4 * rows.rows
    while count < others.count {
      let step = others.count / count
      let chosen = (moving + (0..<count).map { others[$0 * step] }).sorted()
      if let better = try optimum(vertex, over: chosen) { return better }
      count *= 2
    }
    return try optimum(vertex, over: free) ?? walkedVertex()
  }

  /// The vertex of least cost of those that agree with `vertex` but for the chosen coordinates; nil if none exists.
  func optimum(
    _ vertex: [Rational], over chosen: [Int], from start: LinearProgram.Start = .floatingPoint
  ) throws -> [Rational]? {
    let debts = debts(vertex, moving: chosen)
    var program = LinearProgram()
    for j in chosen { program.addVariable(bounds: .unit, cost: costs[j]) }
    for (i, debt) in debts.enumerated() {
      try program.addConstraint(
        variables: Array(chosen.indices), coefficients: chosen.map { rows[i, $0] }, .equal(debt))
    }
    guard let solution = try program.solve(from: start).solution else { return nil }
    var better = vertex
    for (j, value) in zip(chosen, solution.point) { better[j] = value }
    return better
  }
}
