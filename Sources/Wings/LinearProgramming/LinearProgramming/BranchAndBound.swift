import Exact
import LinearProgrammingCheckers

/// Branch and bound on a program that is to be minimised, all of whose prunings are proved.
///
/// GLPK's simplex method in floating point guesses where to go. A node is closed only by a combination of inequalities in exact numbers:
/// the multipliers of floating point, rounded and completed by bounds, or if these do not show it those of an exact solution of the node.
/// So the tree is a proof (`IntegerProgramTree`), whatever rounding did. Points are checked exactly too.
///
/// Nodes are taken by their bounds, best first, after diving; the variable is chosen by pseudocosts, tried out where they are not known
/// (Achterberg, Koch and Martin, "Branching rules revisited", Oper. Res. Lett. 33, 2005).
final class BranchAndBound {
  /// When to stop before the end.
  struct Limits {
    var nodes: Int?
    var deadline: ContinuousClock.Instant?
    /// Nodes that cannot be better than the best point by more than this part of its objective are closed.
    var gap: Rational?
    /// The constant of the objective, which counts for the gap.
    var constant: Rational = 0
  }

  /// Why the search ended.
  enum Stop {
    case complete, nodeLimit, timeLimit
    /// The relaxation is unbounded.
    case unbounded
  }

  /// A node of the tree.
  struct Node {
    var parent: Int
    /// Whether it is the case above of its parent's split.
    var isAbove = false
    /// The split on a column: x ≤ below, or x ≥ below + 1.
    var split: (column: Int, below: Integer)?
    /// The nodes of both cases.
    var parts: (below: Int, above: Int)?
    /// Why it is closed.
    var proof: ExactRows.Proof?
    /// What its parent proves of it: multipliers of its relaxation, or a proof.
    var inherited = Inherited.nothing
    /// About what its relaxation is at least.
    var bound = -Double.infinity
    /// By how much the split moved its column, for pseudocosts.
    var moved = 0.0
    var places: NodeRelaxation.Places = []
  }

  enum Inherited {
    case nothing
    case duals([Double])
    case proof(ExactRows.Proof)
  }

  let program: LinearProgram
  let integers: [Int]
  let limits: Limits
  let rules: CutRules
  let isInteger: [Bool]
  let variables: [LinearProgram.Variable]
  /// The objective of integer points is a multiple of this, if there is such a number.
  let unit: Rational?
  var exact: ExactRows
  var cuts: [IntegerProgramTree.Cut] = []
  private var guess: NodeRelaxation?
  /// In floating point, where GLPK can have the program.
  var relaxation: NodeRelaxation? { guess.flatMap { $0.isAlive ? $0 : nil } }
  var nodes: [Node] = []
  var open = OpenNodes()
  var incumbent: (point: [Rational], value: Rational)?
  var visited = 0
  /// What the root's relaxation says without cuts.
  var plainProof: ExactRows.Proof?
  /// What holds everywhere, once the root is solved.
  var rootProof: ExactRows.Proof?
  var costs = PseudoCosts()
  let propagator: BoundPropagator
  var separator: RoundingSeparator
  /// As many rows as the relaxation may have below the root.
  var nodeRowLimit = 0
  /// The bounds that the relaxation has.
  private(set) var loaded: ExactRows.ColumnBounds
  let report: (LinearProgram.Progress) -> Void

  /// - Parameter program: to be minimised, without a constant, the bounds of its integer variables whole.
  init(
    _ program: LinearProgram, unit: Rational?, limits: Limits, rules: CutRules = CutRules(),
    progress: @escaping (LinearProgram.Progress) -> Void
  ) {
    (self.program, self.unit, self.limits, report) = (program, unit, limits, progress)
    self.rules = rules
    variables = program.variables
    integers = program.integerVariables
    isInteger = variables.map { $0.domain == .integers }
    exact = ExactRows(program)
    loaded = ExactRows.ColumnBounds(program)
    propagator = BoundPropagator(program)
    separator = RoundingSeparator(program, exact)
    costs = PseudoCosts(count: variables.count)
    guess = NodeRelaxation(program, scales: exact.rows.map { Double($0.scale) }, deadline: limits.deadline)
  }

  var isOutOfTime: Bool { limits.deadline.map { .now >= $0 } ?? false }

  /// What a node must be proved to attain to be closed; nil while there is no point.
  var cutoff: Rational? {
    guard let value = incumbent?.value else { return nil }
    return limits.gap.map { value - $0 * (value + limits.constant).magnitude } ?? value
  }

  /// The bound on the lattice of the objective.
  func rounded(_ bound: Rational) -> Rational {
    unit.map { Rational((bound / $0).ceiling()) * $0 } ?? bound
  }

  /// Whether a proof closes its node.
  func closes(_ proof: ExactRows.Proof) -> Bool {
    guard let least = proof.least else { return true }
    guard let cutoff else { return false }
    return rounded(least / Rational(exact.costUnit)) >= cutoff
  }

  /// Runs to the end, or to a limit.
  ///
  /// - Throws: `CancellationError` if the task is cancelled.
  func run() throws -> Stop {
    nodes = [Node(parent: -1)]
    var current: Int? = 0
    while true {
      try Task.checkCancellation()
      guard let next = current ?? open.next() else { return .complete }
      if isOutOfTime { return stopped(at: next, .timeLimit) }
      if let limit = limits.nodes, visited >= limit { return stopped(at: next, .nodeLimit) }
      if current == nil, closesByParent(next) { continue }
      visited += 1
      tell()
      switch try visit(next) {
      case .closed: current = nil
      case .goesOn(let child): current = child
      case .outOfTime(let node): return stopped(at: node, .timeLimit)
      case .unbounded: return .unbounded
      }
    }
  }

  private func stopped(at node: Int, _ stop: Stop) -> Stop {
    open.insert(node, bound: nodes[node].bound)
    return stop
  }

  private func tell() {
    guard visited % 16 == 1 else { return }
    report(.nodes(visited))
    let least = min(open.least ?? .infinity, nodes.last?.bound ?? .infinity)
    report(
      .search(nodes: visited, open: open.count, bound: least.isFinite ? least : nil, incumbent: incumbent?.value))
  }

  /// Whether what the parent proved closes the node now that a better point may be known.
  private func closesByParent(_ node: Int) -> Bool {
    guard let cutoff, nodes[node].bound >= Double(cutoff) - 1 - Double(cutoff).magnitude * 1e-6 else { return false }
    guard let proof = inheritedProof(node), closes(proof) else { return false }
    close(node, proof)
    return true
  }

  /// The proof that comes with a node that was not visited.
  func inheritedProof(_ node: Int) -> ExactRows.Proof? {
    switch nodes[node].inherited {
    case .nothing: nil
    case .proof(let proof): proof
    case .duals(let duals): safeProof(duals, bounds(at: node))
    }
  }

  func close(_ node: Int, _ proof: ExactRows.Proof) {
    nodes[node].proof = proof
    (nodes[node].inherited, nodes[node].places) = (.nothing, [])
  }

  /// The bounds of columns at a node.
  func bounds(at node: Int) -> ExactRows.ColumnBounds {
    var path: [Int] = []
    var current = node
    while nodes[current].parent >= 0 {
      path.append(current)
      current = nodes[current].parent
    }
    var bounds = ExactRows.ColumnBounds(program)
    for node in path.reversed() { assume(node, &bounds) }
    return bounds
  }

  /// Tightens the bounds by what a node assumes.
  func assume(_ node: Int, _ bounds: inout ExactRows.ColumnBounds) {
    guard let split = nodes[nodes[node].parent].split else { return }
    if nodes[node].isAbove {
      (bounds.lower[split.column], bounds.lowerCase[split.column]) = (Rational(split.below + 1), node)
    } else {
      (bounds.upper[split.column], bounds.upperCase[split.column]) = (Rational(split.below), node)
    }
  }

  /// Splits a node on a column; returns the nodes of both cases.
  func split(_ node: Int, _ column: Int, below: Integer) -> (below: Int, above: Int) {
    let parts = (below: nodes.count, above: nodes.count + 1)
    (nodes[node].split, nodes[node].parts) = ((column, below), parts)
    for isAbove in [false, true] {
      var child = Node(parent: node, isAbove: isAbove)
      (child.inherited, child.bound, child.places) = (nodes[node].inherited, nodes[node].bound, nodes[node].places)
      nodes.append(child)
    }
    (nodes[node].inherited, nodes[node].places) = (.nothing, [])
    return parts
  }

  /// Gives the relaxation the bounds of a node.
  func load(_ bounds: ExactRows.ColumnBounds) {
    guard let relaxation else { return }
    for column in bounds.lower.indices
    where bounds.lower[column] != loaded.lower[column] || bounds.upper[column] != loaded.upper[column] {
      relaxation.setBounds(ofColumn: column, bounds.lower[column], bounds.upper[column])
    }
    loaded = bounds
  }

  /// A proof by multipliers in floating point, rounded; of a contradiction if `isContradiction`.
  func safeProof(
    _ multipliers: [Double], _ bounds: ExactRows.ColumnBounds, isContradiction: Bool = false
  ) -> ExactRows.Proof? {
    guard let relaxation else { return nil }
    let unit = isContradiction ? 1 : Double(exact.costUnit)
    var scaled: [(row: Int, value: Double)] = []
    var (largest, largestTerm, largestScale) = (0.0, 0.0, 1.0)
    for (index, value) in multipliers.enumerated() where value != 0 && index < relaxation.rows.count {
      let scale = relaxation.scales[index]
      scaled.append((relaxation.rows[index], value / scale * unit))
      largest = max(largest, (value / scale * unit).magnitude)
      (largestTerm, largestScale) = (max(largestTerm, (value * unit).magnitude), max(largestScale, scale))
    }
    guard largestTerm.isFinite, largestScale.isFinite, largest > 0 || scaled.isEmpty else { return nil }
    // A word holds the multipliers, and mostly their products; but those of rows with long coefficients need as many bits more.
    let exponent =
      scaled.isEmpty
      ? 0
      : min(
        100, max(0, min(40, 44 - Int(largest.exponent)), 28 - Int(largestTerm.exponent) + Int(largestScale.exponent)))
    let factor = Double(sign: .plus, exponent: exponent, significand: 1)
    let whole = scaled.compactMap { row, value -> (row: Int, value: Integer)? in
      Integer(exactly: (value * factor).rounded()).map { (row, $0) }
    }
    return exact.completed(
      whole, factor: isContradiction ? 0 : Integer(1) << exponent, target: exact.costs, bounds)
  }
}

/// The nodes that are not visited yet, the one with the least bound first: a binary heap.
package struct OpenNodes {
  private var heap: [(bound: Double, node: Int)] = []

  /// None yet.
  package init() {}

  /// How many there are.
  package var count: Int { heap.count }
  /// The least bound.
  package var least: Double? { heap.first?.bound }
  /// All of them, in no order.
  package var all: [Int] { heap.map(\.node) }

  /// Takes a node in.
  package mutating func insert(_ node: Int, bound: Double) {
    heap.append((bound, node))
    var child = heap.count - 1
    while child > 0, precedes(heap[child], heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Takes the first one out: of equal bounds the one with the least number.
  package mutating func next() -> Int? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      var parent = 0
      while true {
        var least = parent
        for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && precedes(heap[child], heap[least]) {
          least = child
        }
        if least == parent { break }
        heap.swapAt(parent, least)
        parent = least
      }
    }
    return first.node
  }

  private func precedes(_ a: (bound: Double, node: Int), _ b: (bound: Double, node: Int)) -> Bool {
    (a.bound, a.node) < (b.bound, b.node)
  }
}
