import Evidence
import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

extension Sentence {
  /// How much work a search is.
  static let searchWork = Sentence(
    """
    On four programs each of rows of weights, covers, lots with setups, and equations, the search ends after 22, 5, 30 and 1,186 nodes in all, \
    with proofs of 11, 5, 17 and 1,301 leaves and 58, 5, 20 and 13 cuts, if floating point is that of GLPK 5.0 on x86-64, and after at most \
    a fifth more elsewhere; after its first node the bounds are off the optima by at most 81/5000, 1/100, 1/800000 and 123/200 of these in \
    all, and the points by at most 6/5, 1/20, 18/5 and 4, with 1 for none. While it runs it tells numbers of nodes that grow by 16, bounds \
    that no point beats, and points with their objectives.
    """, topic: "the work", checks: ["work"])
}

/// Programs of one kind, drawn by a seed that never changes.
struct SearchBatch: Codable, Sendable {
  enum Kind: String, Codable, Sendable, CaseIterable {
    /// Most value of 0/1 variables in three rows of weights.
    case weights
    /// Fewest sets that cover all elements.
    case covers
    /// Lots in periods, with setups and stocks.
    case lots
    /// Integers from 0 to 6 in two equations, beside a real variable.
    case equations
  }

  var kind: Kind
  var count = 4

  /// What the search takes, and how far bounds and points may be off after the first node: a fifth more than when this was written.
  ///
  /// Whoever changes cuts, branching, rounding or diving on purpose writes the new counts here.
  var expected: SearchWork {
    switch kind {
    case .weights:
      SearchWork(
        counts: [22, 11, 58, 320, 4, 87, 523], boundGap: Rational(81, 5_000), pointGap: Rational(6, 5))
    case .covers:
      SearchWork(
        counts: [5, 5, 5, 65, 4, 5, 57], boundGap: Rational(1, 100), pointGap: Rational(1, 20))
    case .lots:
      SearchWork(
        counts: [30, 17, 20, 311, 4, 29, 268], boundGap: Rational(1, 800_000), pointGap: Rational(18, 5))
    // After the first node no point is known of these.
    case .equations:
      SearchWork(
        counts: [1_186, 1_301, 13, 8_944, 11, 79, 486], boundGap: Rational(123, 200), pointGap: nil)
    }
  }

  func programs() -> [ProgramInstance] {
    (0..<count).map { index in
      var stream = RandomStream(seed: 12).child(kind.rawValue).child(index)
      return switch kind {
      case .weights: .weights(&stream)
      case .covers: .covers(&stream)
      case .lots: .lots(&stream)
      case .equations: .equations(&stream)
      }
    }
  }
}

/// What searches took altogether.
struct SearchWork: Sendable {
  /// Nodes; leaves of proofs, cuts and what they combine; points that were told; and cuts and combined terms of proofs after the first node.
  var counts = [Int](repeating: 0, count: SearchWork.names.count)
  static let names = ["nodes", "leaves", "cuts", "terms", "points", "cuts of first nodes", "terms of first nodes"]
  /// Whether floating point is that with which the counts were written down.
  static var isExactHere: Bool {
    #if arch(x86_64)
      GLPKEnvironment.version == "5.0"
    #else
      false
    #endif
  }
  /// By which part of the optimum the first node's bounds, with their cuts, were too good.
  var boundGap: Rational = 0
  /// By which part of the optimum the points that were known after the first node were too bad; 1 for none. nil as a limit: any.
  var pointGap: Rational? = 0
  /// The first thing that was told wrongly.
  var fault: String?

  /// Searches all programs of a batch.
  init(of batch: SearchBatch, changing change: (inout CutRules) -> Void = { _ in }) throws {
    var rules = CutRules()
    change(&rules)
    for instance in batch.programs() {
      let program = try instance.program()
      var told: [LinearProgram.Progress] = []
      guard
        let best = try program.solveIntegers(rules: rules, progress: { told.append($0) }).solution,
        best.isProvedOptimal
      else {
        fault = "nothing is proved to be the best"
        return
      }
      try best.certificate.verify()
      fault = fault ?? Self.fault(in: told, best, program)
      let tree = best.certificate.tree
      counts[0] += best.nodeCount
      counts[1] += tree?.leafCount ?? 1
      counts[2] += tree?.cuts.count ?? 0
      counts[3] += tree?.termCount ?? 0
      for case .incumbent in told { counts[4] += 1 }
      let root = try program.solveIntegers(nodeLimit: 1, rules: rules)
      try root.certificate?.verify()
      counts[5] += root.certificate?.tree?.cuts.count ?? 0
      counts[6] += root.certificate?.tree?.termCount ?? 0
      let whole = max(1, best.value.magnitude)
      boundGap += root.bound.map { ($0 - best.value).magnitude / whole } ?? 1
      pointGap = (pointGap ?? 0) + (root.solution.map { ($0.value - best.value).magnitude / whole } ?? 1)
    }
  }

  init(counts: [Int], boundGap: Rational, pointGap: Rational?) {
    (self.counts, self.boundGap, self.pointGap) = (counts, boundGap, pointGap)
  }

  /// The first step that was told wrongly.
  private static func fault(
    in told: [LinearProgram.Progress], _ best: IntegerSolution, _ program: LinearProgram
  ) -> String? {
    let isMaximum = program.direction == .maximize
    var (nodes, value): (Int, Rational?) = (1, nil)
    for step in told {
      switch step {
      case .nodes(let count):
        if count != nodes { return "\(count) nodes are told, not \(nodes)" }
      case .search(let count, let open, let bound, let incumbent):
        if count != nodes { return "\(count) nodes are told, not \(nodes)" }
        nodes += 16
        // The node that is looked at counts for none; each that was looked at left one open at most.
        if open >= count { return "\(open) open nodes after \(count)" }
        if count > 1, bound == nil { return "no bound is told after \(count) nodes" }
        let end = Double(best.value)
        if let bound, isMaximum ? bound < end - 1e-6 : bound > end + 1e-6 { return "\(best.value) beats \(bound)" }
        if incumbent != value { return "the best objective is told to be \(incumbent as Any), not \(value as Any)" }
      case .incumbent(let point):
        let next = program.objective(at: point)
        if let value, isMaximum ? next <= value : next >= value { return "\(next) is told after \(value)" }
        value = next
      case .bound(let bound):
        if isMaximum ? bound < best.value : bound > best.value { return "\(best.value) beats \(bound)" }
      case .glpkIterations, .exactSteps: break
      }
    }
    return value == best.value ? nil : "the point that was told last is not the best"
  }
}

extension IntegerProgramCertificate {
  /// The cases that it tells apart.
  fileprivate var tree: IntegerProgramTree? {
    if case .cases(_, _, _, let tree) = evidence { tree } else { nil }
  }
}

extension IntegerProgramTree {
  /// How many rows, cuts and cases are combined.
  fileprivate var termCount: Int {
    func count(_ combination: Combination) -> Int {
      combination.rows.indices.count + combination.cuts.indices.count + combination.cases.indices.count
    }
    var sum = cuts.reduce(0) { $0 + count($1.below) + count($1.above) }
    for case .leaf(let combination) in nodes { sum += count(combination) }
    return sum
  }
}

extension IntegerProgramOutcome {
  /// What is proved of the objective, if anything is.
  fileprivate var bound: Rational? {
    switch self {
    case .solved(let solution): solution.bound
    case .undecided(let undecided): undecided.bound
    case .infeasible, .unbounded: nil
    }
  }
}

extension Check {
  /// What searches take.
  static let searchWork = Check(
    "work", level: .certified,
    family: .listed(
      "\(SearchBatch.Kind.allCases.count) kinds of programs, 4 of each",
      quick: SearchBatch.Kind.allCases.map { SearchBatch(kind: $0) }),
    subject: { try SearchWork(of: $0) },
    mutants: [
      "no cuts": { try SearchWork(of: $0) { $0.families = [] } },
      "what is found is cut off by nothing": { batch in
        try SearchWork(of: batch) {
          $0.proposal = { cut in
            var other = cut
            other.below -= 1
            return other
          }
        }
      },
    ],
    test: { work, batch in
      let (found, limits) = (try work(batch), batch.expected)
      if let fault = found.fault { return .fails("\(batch.kind.rawValue): \(fault)") }
      let name = batch.kind.rawValue
      guard found.counts.count == limits.counts.count else { return .fails("\(name): \(found.counts)") }
      for (what, (count, expected)) in zip(SearchWork.names, zip(found.counts, limits.counts)) {
        if SearchWork.isExactHere ? count != expected : 5 * count > 6 * expected {
          return .fails("\(name): \(found.counts) \(SearchWork.names), not \(limits.counts); the \(what) are others")
        }
      }
      return .all(
        .atMost(found.boundGap, limits.boundGap, "\(name): the gap of the first bounds"),
        limits.pointGap.map { .atMost(found.pointGap ?? 0, $0, "\(name): the gap of the first points") } ?? .holds())
    })
}

// The programs.

extension ProgramInstance {
  fileprivate static func weights(_ stream: inout RandomStream) -> ProgramInstance {
    let count = 14
    let rows = (0..<3).map { _ in (0..<count).map { _ in stream.uniform(in: 5...60) } }
    var statement = LinearProgramStatement(
      .max, (0..<count).map { _ in Rational(stream.uniform(in: 10...70)) }, plus: Rational(1, 3),
      columns: (0..<count).map { _ in .from(0, to: 1) })
    statement.rows = rows.map { row in
      .init(dense: row.map { Rational($0) }, .atMost(Rational(row.reduce(0, +) / 2)))
    }
    return ProgramInstance(statement: statement, integers: Array(0..<count))
  }

  fileprivate static func covers(_ stream: inout RandomStream) -> ProgramInstance {
    let (sets, elements) = (16, 14)
    var statement = LinearProgramStatement(
      .min, (0..<sets).map { _ in Rational(stream.uniform(in: 6...15)) },
      columns: (0..<sets).map { _ in .from(0, to: 1) })
    statement.rows = (0..<elements).map { _ in
      let chosen = stream.sample(4, from: sets).sorted()
      return .init(columns: chosen, coefficients: chosen.map { _ in 1 }, interval: .atLeast(1))
    }
    return ProgramInstance(statement: statement, integers: Array(0..<sets))
  }

  fileprivate static func lots(_ stream: inout RandomStream) -> ProgramInstance {
    let periods = 6
    let demands = (0..<periods).map { _ in stream.uniform(in: 5...40) }
    let total = Rational(demands.reduce(0, +))
    // Made, whether anything is made, and kept, for each period.
    var statement = LinearProgramStatement(.min, [], columns: [])
    for _ in 0..<periods {
      statement.objective += [Rational(stream.uniform(in: 1...8)), Rational(stream.uniform(in: 100...300)), 2]
      statement.columns += [.atLeast(0), .from(0, to: 1), .atLeast(0)]
    }
    for (period, demand) in demands.enumerated() {
      let made = 3 * period
      statement.rows += [
        .init(columns: [made, made + 1], coefficients: [1, -total], interval: .atMost(0)),
        .init(
          columns: (period == 0 ? [] : [made - 1]) + [made, made + 2],
          coefficients: (period == 0 ? [] : [1]) + [1, -1],
          interval: .from(Rational(demand), to: Rational(demand))),
      ]
    }
    return ProgramInstance(statement: statement, integers: (0..<periods).map { 3 * $0 + 1 })
  }

  fileprivate static func equations(_ stream: inout RandomStream) -> ProgramInstance {
    let count = 8
    var statement = LinearProgramStatement(
      .max, (0..<count).map { _ in Rational(stream.uniform(in: -9...20)) } + [-5],
      columns: (0..<count).map { _ in .from(0, to: 6) } + [.from(0, to: Rational(7, 2))])
    statement.rows = (0..<2).map { _ in
      let row = (0..<count).map { _ in Rational(stream.uniform(in: 3...19)) }
      let right = row.reduce(0, +) * 2
      return .init(dense: row + [1], .from(right, to: right))
    }
    return ProgramInstance(statement: statement, integers: Array(0..<count))
  }
}
