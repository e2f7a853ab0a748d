import Evidence
import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

extension Claim {
  /// Linear programs are solved exactly, whatever the start.
  static let linearPrograms = Claim(
    id: "programs.linear",
    title: "The exact simplex method solves every linear program, with a proof of what it says",
    sentences: [
      Sentence(
        """
        For $\\min$ or $\\max \\{c^T x + c_0 : L \\le Ax \\le U, l \\le x \\le u\\}$ over the rationals, bounds $\\pm\\infty$ among \
        them, exactly one is told: an optimal basic solution, that there is no point, or that there are points as good as one \
        likes; with a certificate about this very program that the checker accepts.
        """,
        topic: "outcomes", checks: ["outcomes", "known"]),
      Sentence(
        """
        On every program of one variable and one constraint with numbers from $-1$ to $1$ that is what elimination after Fourier and \
        Motzkin finds.
        """,
        topic: "tiny programs", checks: ["tiny"]),
      Sentence(
        """
        It ends from any start, also where steps of length 0 could go round in a circle: from the basis that floating point \
        finds, from the rows alone, and from places that are no basis.
        """,
        topic: "the end", checks: ["outcomes", "known"]),
      Sentence(
        """
        With an optimum come its basis, with one basic quantity for each constraint and no other solution, and the dual one: the \
        change of the objective for each unit of an attained bound, and $c - A^T y$.
        """,
        topic: "basis and dual", checks: ["outcomes", "known"]),
      Sentence(
        """
        From the basis that floating point finds no exact step is needed where all numbers are small integers, and none from \
        the basis of an optimum, if there is a constraint.
        """,
        topic: "the number of steps", checks: ["no-steps"]),
      Sentence(
        """
        Steps from the rows alone reach the same outcomes by the rules of Dantzig and Bland; and the inverse of a basis that gains, loses \
        or exchanges a row or a column is, in integers over $|\\det|$, that of the changed basis.
        """,
        topic: "steps and updates", checks: ["steps", "updates"]),
      .ranging, .refinement,
    ],
    source: Source(
      paper: "New finite pivoting rules for the simplex method",
      theorem:
        "R. G. Bland, Mathematics of Operations Research 2 (1977); the fraction-free revised method is Azulay and Pique's"
    ),
    checks: [
      Check(
        "known", level: .certified, family: .listed(KnownProgram.description, quick: KnownProgram.all),
        subject: { try SolvedProgram(solving: $0) },
        mutants: [
          "the method itself without Bland's rule": SimplexFaults.neverFirst,
          "Dantzig's rule throughout": { try TextbookSimplex.solved($0, fault: .neverFollowsBland) },
          "stops where little is gained": { try TextbookSimplex.solved($0, fault: .stopsNearTheEnd) },
          "a step passes bounds that are attained": {
            try TextbookSimplex.solved($0, fault: .passesBoundsThatAreAttained)
          },
          "the constant of the objective is forgotten": { instance in
            var other = instance
            other.statement.objectiveConstant = 0
            return try SolvedProgram(solving: other)
          },
        ],
        test: { solved, known in
          for start in known.starts {
            var instance = known.instance
            instance.start = start
            let found = try solved(instance)
            if let fault = try found.fault(instance.statement) { return .fails("\(known.name), \(start): \(fault)") }
            guard found.certificate.outcome == known.outcome else {
              return .equal(found.certificate.outcome, known.outcome, "\(known.name), \(start)")
            }
          }
          return .holds()
        }),
      Check(
        "outcomes", level: .certified,
        family: .random(
          """
          programs of up to 6 variables and 5 constraints: bounded, open, degenerate, with dependent equations, with empty rows, \
          and with numbers up to 10^±800, from four kinds of start
          """, quick: 168, deep: 20_000, shrink: ProgramInstance.shrink,
          draw: { index, stream in
            let kinds = ProgramInstance.Kind.allCases
            return ProgramInstance.drawn(kinds[index % kinds.count], &stream)
              .starting(index / kinds.count, &stream)
          }),
        subject: { try SolvedProgram(solving: $0) }, mutants: mutants,
        test: { solved, instance in
          let fault = try solved(instance).fault(instance.statement)
          return .require(fault == nil, fault ?? "")
        }),
      Check(
        "steps", level: .certified,
        family: .random(
          "the programs of “outcomes”, from the rows alone", quick: 84, deep: 10_000, shrink: ProgramInstance.shrink,
          draw: { index, stream in
            let kinds = ProgramInstance.Kind.allCases
            var instance = ProgramInstance.drawn(kinds[index % kinds.count], &stream)
            instance.start = .scratch
            return instance
          }),
        subject: { try SolvedProgram(solving: $0) }, mutants: SimplexFaults.all,
        test: { solved, instance in
          let fault = try solved(instance).fault(instance.statement)
          return .require(fault == nil, fault ?? "")
        }),
      .basisUpdates, .ranging, .refinement,
      Check(
        "tiny", level: .exhaustive,
        family: .exhaustive(
          """
          every program of one variable and one constraint with numbers from −1 to 1, with no, one or two bounds (deep: and \
          every one of two variables and one constraint with coefficients 0, ±1), decided by elimination
          """, count: { TinyPrograms.all($0).count }, all: TinyPrograms.all),
        subject: { try SolvedProgram(solving: $0) },
        mutants: [
          "a bound's sign": { instance in
            var other = instance
            other.statement.columns[0] = LinearProgramStatement.Interval(
              lower: instance.statement.columns[0].upper.map { -$0 },
              upper: instance.statement.columns[0].lower.map { -$0 })
            return try SolvedProgram(solving: other)
          },
          "an objective of 0 is called unbounded where a variable is": { instance in
            var other = instance
            if instance.statement.columns[0] == .free, instance.statement.objective[0].isZero {
              other.statement.objective[0] = 1
            }
            return try SolvedProgram(solving: other)
          },
        ],
        test: { solved, instance in
          let certificate = try solved(instance).certificate
          let isTrue = try ProgramOracle(instance.statement).confirms(certificate.fact)
          return .require(isTrue, "it is not \(certificate.outcome)")
        }),
      Check(
        "no-steps", level: .certified,
        family: .random(
          "programs of up to 8 variables and 6 constraints, small integers, variables between bounds", quick: 60,
          deep: 2_000, shrink: { ProgramInstance.shrink($0).filter { !$0.statement.rows.isEmpty } },
          draw: { index, stream in
            ProgramInstance.drawn(index % 3 == 0 ? .degenerate : .bounded, columns: 8, rows: 1...6, &stream)
          }),
        subject: { try SolvedProgram(solving: $0) },
        mutants: [
          "starts from the rows alone": { instance in
            var other = instance
            other.start = .scratch
            return try SolvedProgram(solving: other)
          },
          "starts from the optimum of the opposite direction": { instance in
            var opposite = instance
            opposite.statement.maximizes.toggle()
            guard let basis = try SolvedProgram(solving: opposite).optimum?.basis else {
              return try SolvedProgram(solving: instance)
            }
            var other = instance
            other.start = .basis(basis.letters)
            return try SolvedProgram(solving: other)
          },
        ],
        test: { solved, instance in
          let first = try solved(instance)
          guard let optimum = first.optimum, let basis = optimum.basis else { return .holds() }
          if first.steps != 0 { return .fails("\(first.steps ?? -1) exact steps from the basis in floating point") }
          var again = instance
          again.start = .basis(basis.letters)
          let second = try SolvedProgram(solving: again)
          return .all(
            .equal(second.steps ?? -1, 0, "the number of steps from its own basis"),
            .equal(second.optimum?.point ?? [], optimum.point, "the point from its own basis"))
        }),
    ])
}

extension LinearProgramCertificate {
  /// What it says, in words: "optimal 3/2", "infeasible", "unbounded".
  var outcome: String {
    switch evidence {
    case .optimal(_, let value, _): "optimal \(value)"
    case .infeasible, .contradictoryRow, .contradictoryColumn: "infeasible"
    case .unbounded: "unbounded"
    }
  }

  /// What it says, for the oracle.
  var fact: ProgramFact {
    switch evidence {
    case .optimal(_, let value, _): .between(attained: value, exactly: true, bound: value)
    case .infeasible, .contradictoryRow, .contradictoryColumn: .infeasible
    case .unbounded: .unbounded
    }
  }
}

extension Basis {
  /// A letter for each place, as instances have them.
  fileprivate var letters: String {
    String(
      (variables + constraints).map { place -> Character in
        switch place {
        case .basic: "b"
        case .atLower: "l"
        case .atUpper: "u"
        case .atZero: "z"
        }
      })
  }
}

private let mutants: KeyValuePairs<String, Algorithm<ProgramInstance, SolvedProgram>> = [
  "a step passes the other bound of what enters": {
    try TextbookSimplex.solved($0, fault: .forgetsTheEnteringRange)
  },
  "a step passes bounds that are attained": { try TextbookSimplex.solved($0, fault: .passesBoundsThatAreAttained) },
  "lets in from above what gains from below": { try TextbookSimplex.solved($0, fault: .takesUpperForLower) },
  "a point above upper bounds is feasible": { try TextbookSimplex.solved($0, fault: .acceptsValuesAboveBounds) },
  "stops where little is gained": { try TextbookSimplex.solved($0, fault: .stopsNearTheEnd) },
  "the dual of a maximum with the signs of a minimum": { instance in
    var solved = try SolvedProgram(solving: instance)
    if instance.statement.maximizes, var optimum = solved.optimum {
      optimum.dual = optimum.dual.map { -$0 }
      optimum.reducedCosts = optimum.reducedCosts.map { -$0 }
      solved.optimum = optimum
    }
    return solved
  },
  "a variable that rests at 0 is basic": { instance in
    var solved = try SolvedProgram(solving: instance)
    if let basis = solved.optimum?.basis {
      solved.optimum?.basis?.variables = basis.variables.map { $0 == .atZero ? .basic : $0 }
      if !basis.variables.contains(.atZero), let fixed = basis.variables.firstIndex(where: { $0 != .basic }) {
        solved.optimum?.basis?.variables[fixed] = .basic
      }
    }
    return solved
  },
]

/// Every program of a variable or two and a constraint, over few numbers.
enum TinyPrograms {
  private static let intervals: [LinearProgramStatement.Interval] = [
    .free, .atLeast(0), .atMost(1), .from(-1, to: 1), .from(0, to: 0), .from(1, to: -1),
  ]

  static func all(_ budget: Budget) -> [ProgramInstance] {
    var all = programs(columns: 1)
    if budget == .deep { all += programs(columns: 2) }
    return all
  }

  private static func programs(columns n: Int) -> [ProgramInstance] {
    let numbers: [Rational] = [-1, 0, 1]
    func choices<Value>(_ values: [Value]) -> [[Value]] {
      (0..<n).reduce([[]]) { lists, _ in lists.flatMap { list in values.map { list + [$0] } } }
    }
    var all: [ProgramInstance] = []
    for (index, columns) in choices(intervals).enumerated() {
      for costs in choices(numbers) {
        for form in choices(numbers) {
          for interval in intervals {
            let direction = all.count % 2 == index % 2
            let statement = LinearProgramStatement(
              direction ? .min : .max, costs, plus: Rational(1, 2), columns: columns,
              rows: [])
            var instance = ProgramInstance(statement: statement)
            instance.statement.rows = [.init(dense: form, interval)]
            instance.start = all.count % 3 == 0 ? .scratch : .floatingPoint
            all.append(instance)
          }
        }
      }
    }
    return all
  }
}
