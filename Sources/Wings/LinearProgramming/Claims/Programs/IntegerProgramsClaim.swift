import Evidence
import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

extension Claim {
  /// What is said of integer programs: a point, a proved bound, or that no point exists.
  static let integerPrograms = Claim(
    id: "programs.integers",
    title: "An integer program gets its best point with a proof, or a proof that it has none",
    sentences: [
      Sentence(
        """
        For a linear program in which some variables must be integers, a point that is told obeys all bounds, and no point has an \
        objective better than the bound told; a certificate about this very program proves both. Without limits, on programs of \
        up to four variables whose integers are bounded, the point attains the bound, and is the best of all.
        """,
        topic: "point and bound", checks: ["boxes", "known"]),
      Sentence(
        """
        If there is no point, a certificate proves that: by the relaxation, by equations that have no solution modulo a number, or by \
        cases; and if there are points of any objective, a point and a ray prove that.
        """,
        topic: "programs without a best point", checks: ["boxes", "known"]),
      .searchWork, .openNodes,
    ],
    source: Source(
      paper: "An automatic method of solving discrete programming problems",
      theorem:
        "A. H. Land and A. G. Doig, Econometrica 28 (1960): branch and bound; the lattice of the objective is derived"),
    checks: [
      Check(
        "known", level: .certified, family: .listed(KnownIntegerProgram.description, quick: KnownIntegerProgram.all),
        subject: { try SolvedIntegers(solving: $0) },
        mutants: [
          "upper bounds rounded up": upperBoundsRoundedUp,
          "what is proved is not told": proofNotTold,
          "a proof without the constant of the objective": { instance in
            var other = instance
            other.statement.objectiveConstant = 0
            return try SolvedIntegers(solving: other)
          },
        ],
        test: { solved, known in
          let found = try solved(known.instance)
          if let fault = found.fault(known.instance) { return .fails("\(known.name): \(fault)") }
          return .equal(found.description, known.outcome, known.name)
        }),
      Check(
        "boxes", level: .certified,
        family: .random(
          """
          programs of up to 3 integers in boxes of up to 6, every third beside a real variable, with fractions for bounds and \
          costs; all integers are tried
          """, quick: 120, deep: 5_000, shrink: ProgramInstance.shrink,
          draw: { index, stream in ProgramInstance.drawnIntegers(index, &stream) }),
        subject: { try SolvedIntegers(solving: $0) }, mutants: mutants,
        test: { solved, instance in
          let found = try solved(instance)
          if let fault = found.fault(instance) { return .fails(fault) }
          return .equal(found.value, instance.bestByTrying, "the best value")
        }),
      .searchWork, .openNodes,
    ])
}

/// What a solver says of an integer program.
struct SolvedIntegers: Sendable, CustomStringConvertible {
  /// The point, with its objective and the bound; nil if none is given.
  var solution: (point: [Rational], value: Rational, bound: Rational)?
  var certificate: IntegerProgramCertificate?
  var isCalledOptimal = false

  init(solving instance: ProgramInstance, nodeLimit: Int? = nil, gap: Rational? = nil) throws {
    let outcome = try instance.program().solveIntegers(nodeLimit: nodeLimit, gap: gap)
    certificate = outcome.certificate
    if let found = outcome.solution {
      solution = (found.point, found.value, found.bound)
      isCalledOptimal = found.isProvedOptimal
    }
  }

  /// The objective at the point.
  var value: Rational? { solution?.value }

  /// "5 of 11/2", "none", "unbounded" or "unknown".
  var description: String {
    if let solution { return "\(solution.value) of \(solution.bound)" }
    guard let certificate else { return "unknown" }
    if case .unbounded = certificate.evidence { return "unbounded" }
    return certificate.provesInfeasibility ? "none" : "unknown"
  }

  /// The first thing that is wrong with it; nil if it is what was promised, but for the point being the best.
  func fault(_ instance: ProgramInstance) -> String? {
    guard let certificate else { return "nothing is proved" }
    do { try certificate.verify() } catch { return "\(error)" }
    if certificate.program != instance.statement || certificate.integers != instance.integers {
      return "the certificate is about another program"
    }
    switch (certificate.evidence, solution) {
    case (.incumbent(let point, let value, let bound, _), let solution?),
      (.cases(let point?, let value?, let bound?, _), let solution?):
      if point != solution.point || value != solution.value || bound != solution.bound {
        return "the solution is not the certificate's"
      }
      if isCalledOptimal != (value == bound) { return "called \(isCalledOptimal ? "" : "not ")optimal" }
      if value != bound { return "the search was not complete" }
      return nil
    case (.infeasible, nil), (.cases(nil, nil, nil, _), nil), (.unbounded, nil): return nil
    default: return "certificate and solution do not agree"
    }
  }
}

/// An integer program with what is known of it.
private struct KnownIntegerProgram: Codable, Sendable {
  var name: String
  var instance: ProgramInstance
  /// As `SolvedIntegers` describes it.
  var outcome: String

  static var description: String {
    "\(all.count) programs: by relaxation, equations and cases; without a point, unbounded"
  }

  private init(_ name: String, _ statement: LinearProgramStatement, integers: [Int], _ outcome: String) {
    (self.name, self.outcome) = (name, outcome)
    instance = ProgramInstance(statement: statement, integers: integers)
  }

  static var all: [KnownIntegerProgram] {
    let unit = LinearProgramStatement.Interval.from(0, to: 1)
    let third = Rational(1, 3)
    var pairs = LinearProgramStatement(
      .max, [1, 1, 1, 1], plus: Rational(1, 2), columns: [unit, unit, unit, unit])
    for i in 0..<4 {
      for j in 0..<i { pairs.rows.append(.init(columns: [j, i], coefficients: [1, 1], interval: .atMost(1))) }
    }
    var cover = pairs
    (cover.maximizes, cover.rows) = (
      false,
      pairs.rows.map { row in
        .init(columns: row.columns, coefficients: row.coefficients, interval: .atLeast(1))
      }
    )
    return [
      KnownIntegerProgram("at most one of each two of four", pairs, integers: [0, 1, 2, 3], "3/2 of 3/2"),
      KnownIntegerProgram("at least one of each two of four", cover, integers: [0, 1, 2, 3], "7/2 of 7/2"),
      KnownIntegerProgram(
        "three products and three resources",
        LinearProgramStatement(
          .max, [5, 4, 3], columns: [.atLeast(0), .atLeast(0), .atLeast(0)],
          rows: [
            ([0: 2, 1: 3, 2: 1], .atMost(5)), ([0: 4, 1: 1, 2: 2], .atMost(11)), ([0: 3, 1: 4, 2: 2], .atMost(8)),
          ]), integers: [0, 1, 2], "13 of 13"),
      KnownIntegerProgram(
        "a bound between multiples of the costs",
        LinearProgramStatement(
          .max, [Rational(3, 2), Rational(9, 4)], plus: Rational(1, 5), columns: [.from(0, to: 7), .from(0, to: 7)],
          rows: [([0: 2, 1: 3], .atMost(Rational(13, 2)))]), integers: [0, 1],
        "\(Rational(9, 2) + Rational(1, 5)) of \(Rational(9, 2) + Rational(1, 5))"),
      KnownIntegerProgram(
        "the same to be small",
        LinearProgramStatement(
          .min, [Rational(3, 2), Rational(9, 4)], plus: Rational(1, 5), columns: [.from(0, to: 7), .from(0, to: 7)],
          rows: [([0: 2, 1: 3], .atLeast(Rational(13, 2)))]), integers: [0, 1],
        "\(Rational(21, 4) + Rational(1, 5)) of \(Rational(21, 4) + Rational(1, 5))"),
      KnownIntegerProgram(
        "a real variable in the objective: nothing is rounded",
        LinearProgramStatement(
          .max, [3, 1], columns: [.atLeast(0), .atLeast(0)], rows: [([0: 3, 1: 7], .atMost(Rational(11, 3)))]),
        integers: [0],
        "65/21 of 65/21"),
      KnownIntegerProgram(
        "bounds rounded inwards",
        LinearProgramStatement(
          .max, [1, -1], columns: [.from(-2, to: Rational(7, 3)), .from(Rational(-5, 2), to: 4)]),
        integers: [0, 1], "4 of 4"),
      KnownIntegerProgram(
        "no integer between a third and two thirds",
        LinearProgramStatement(.min, [1], columns: [.from(third, to: 2 * third)]), integers: [0], "none"),
      KnownIntegerProgram(
        "twice an integer is never 1",
        LinearProgramStatement(.min, [1], columns: [.from(0, to: 10)], rows: [([0: 2], .from(1, to: 1))]),
        integers: [0],
        "none"),
      KnownIntegerProgram(
        "differences of even numbers are never 1, without bounds",
        LinearProgramStatement(.min, [0, 0], columns: [.free, .free], rows: [([0: 2, 1: -2], .from(1, to: 1))]),
        integers: [0, 1], "none"),
      KnownIntegerProgram(
        "no multiple of 3 between 1 and 2, without bounds",
        LinearProgramStatement(.max, [1, 0], columns: [.free, .free], rows: [([0: 3, 1: 6], .from(1, to: 2))]),
        integers: [0, 1], "none"),
      KnownIntegerProgram(
        "two equations that have solutions modulo each number, but not together",
        LinearProgramStatement(
          .min, [1, 1, 1], columns: [.free, .free, .free],
          rows: [([0: 1, 1: 1, 2: 2], .from(0, to: 0)), ([0: 1, 1: -1, 2: 4], .from(1, to: 1))]),
        integers: [0, 1, 2], "none"),
      KnownIntegerProgram(
        "a ray, but no point: an odd number is twice an integer",
        LinearProgramStatement(
          .max, [0, 0, 1], columns: [.from(0, to: 5), .from(0, to: 5), .atLeast(0)],
          rows: [([0: 2, 1: 4], .from(3, to: 3))]), integers: [0, 1], "none"),
      KnownIntegerProgram(
        "an infeasible relaxation",
        LinearProgramStatement(
          .max, [1, 1], columns: [unit, unit], rows: [([0: 1, 1: 1], .atLeast(Rational(5, 2)))]),
        integers: [1], "none"),
      KnownIntegerProgram(
        "an unbounded relaxation", LinearProgramStatement(.max, [1], columns: [.from(third, to: nil)]), integers: [0],
        "unbounded"),
      KnownIntegerProgram(
        "no variables", LinearProgramStatement(.max, [], plus: 2, columns: []), integers: [], "2 of 2"),
    ]
  }
}

@Sendable private func upperBoundsRoundedUp(_ instance: ProgramInstance) throws -> SolvedIntegers {
  var other = instance
  for column in instance.integers {
    other.statement.columns[column].upper = instance.statement.columns[column].upper.map { Rational($0.ceiling()) }
  }
  return try SolvedIntegers(solving: other)
}

@Sendable private func proofNotTold(_ instance: ProgramInstance) throws -> SolvedIntegers {
  var solved = try SolvedIntegers(solving: instance)
  solved.isCalledOptimal = false
  return solved
}

private let mutants: KeyValuePairs<String, Algorithm<ProgramInstance, SolvedIntegers>> = [
  "upper bounds rounded up": { try upperBoundsRoundedUp($0) },
  "the search stops at its first node": { try SolvedIntegers(solving: $0, nodeLimit: 1) },
  "nodes are closed that might be better by a tenth": { try SolvedIntegers(solving: $0, gap: Rational(1, 10)) },
  "the last integer variable may be a real number": { instance in
    var other = instance
    if let last = other.integers.popLast() {
      other.statement.columns[last].lower = instance.statement.columns[last].lower.map { Rational($0.ceiling()) }
      other.statement.columns[last].upper = instance.statement.columns[last].upper.map { Rational($0.floor()) }
    }
    return try SolvedIntegers(solving: other)
  },
  "what is proved is not told": proofNotTold,
]

extension LinearProgramStatement.Interval {
  fileprivate static func from(_ lower: Rational, to upper: Rational?) -> Self { Self(lower: lower, upper: upper) }
}

// What the solver is compared with.

extension ProgramInstance {
  /// Up to three integers in boxes, and for every third number a real variable beside them.
  static func drawnIntegers(_ index: Int, _ stream: inout RandomStream) -> ProgramInstance {
    func number(_ width: Int, over denominator: Int) -> Rational {
      Rational(Integer(stream.uniform(in: -width...width)), Integer(stream.uniform(in: 1...denominator)))
    }
    let count = stream.uniform(in: 1...3)
    let isMixed = index % 3 == 2
    // The real variable stands somewhere between the integers.
    let real = isMixed ? stream.uniform(in: 0...count) : nil
    let n = isMixed ? count + 1 : count
    let denominator = 1 + index % 4
    var statement = LinearProgramStatement(
      stream.uniform(in: 0...1) == 0 ? .min : .max,
      (0..<n).map { _ in Rational(Integer(stream.uniform(in: -6...6)), Integer(denominator)) },
      plus: number(2, over: 3),
      columns: [])
    for column in 0..<n {
      let lower = number(2, over: 3)
      statement.columns.append(
        column == real && stream.uniform(in: 0...1) == 0
          ? .atLeast(lower) : .from(lower, to: lower + Rational(Integer(stream.uniform(in: 0...15)), 3)))
    }
    for _ in 0..<stream.uniform(in: 0...3) {
      let value = Rational(Integer(stream.uniform(in: -2...12)), 2)
      let kinds: [LinearProgramStatement.Interval] = [
        .atMost(value), .atMost(value), .atLeast(value / 3), .from(value - 1, to: value), .from(value, to: value),
      ]
      statement.rows.append(
        .init(
          dense: (0..<n).map { _ in Rational(stream.uniform(in: -3...5)) }, kinds[stream.uniform(in: 0...4)]))
    }
    return ProgramInstance(statement: statement, integers: (0..<n).filter { $0 != real })
  }

  /// The best objective, with every choice of the integers tried and the one real variable, if there is one, as large or as
  /// small as it may be; nil if there is no point, or none best.
  fileprivate var bestByTrying: Rational? {
    var best: Rational?
    var isUnbounded = false
    func visit(_ point: [Rational], _ column: Int) {
      guard column < statement.columns.count else { return offer(point) }
      guard integers.contains(column), let lower = statement.columns[column].lower,
        let upper = statement.columns[column].upper
      else { return visit(point + [0], column + 1) }
      var value = Rational(lower.ceiling())
      while value <= upper {
        visit(point + [value], column + 1)
        value += 1
      }
    }
    func offer(_ point: [Rational]) {
      var point = point
      if let real = statement.columns.indices.first(where: { !integers.contains($0) }) {
        var (lower, upper) = (statement.columns[real].lower, statement.columns[real].upper)
        for row in statement.rows {
          guard let place = row.columns.firstIndex(of: real) else { continue }
          let (rest, slope) = (row.value(at: point), row.coefficients[place])
          var ends = [row.interval.lower, row.interval.upper].map { $0.map { ($0 - rest) / slope } }
          if slope < 0 { ends.swapAt(0, 1) }
          lower = [lower, ends[0]].compactMap { $0 }.max()
          upper = [upper, ends[1]].compactMap { $0 }.min()
        }
        let wantsUpper = (statement.objective[real] > 0) == statement.maximizes
        let wanted = wantsUpper ? upper : lower
        guard let value = wanted ?? (wantsUpper ? lower : upper) else { return }
        point[real] = value
        if wanted == nil, !statement.objective[real].isZero, obeys(point) { isUnbounded = true }
      }
      guard obeys(point) else { return }
      let value = zip(statement.objective, point).reduce(statement.objectiveConstant) { $0 + $1.0 * $1.1 }
      best = best.map { statement.maximizes ? max($0, value) : min($0, value) } ?? value
    }
    func obeys(_ point: [Rational]) -> Bool {
      zip(statement.columns, point).allSatisfy { $0.has($1) }
        && statement.rows.allSatisfy { $0.interval.has($0.value(at: point)) }
    }
    visit([], 0)
    return isUnbounded ? nil : best
  }
}

extension LinearProgramStatement.Interval {
  fileprivate func has(_ value: Rational) -> Bool {
    (lower.map { $0 <= value } ?? true) && (upper.map { value <= $0 } ?? true)
  }
}
