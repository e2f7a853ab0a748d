import Evidence
import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

/// A program whose integer points a cut of one kind describes, with its bounds and rows, wherever the objective looks.
struct CutProgram: Codable, Sendable {
  var instance: ProgramInstance
  var family: CutRules.Family

  /// A row of 0/1 variables of which exactly all together are too much: they take one less (a cover).
  static func cover(_ stream: inout RandomStream) -> CutProgram {
    let count = stream.uniform(in: 3...7)
    let weights = (0..<count).map { _ in stream.uniform(in: 11...30) }
    let bound = weights.reduce(0, +) - stream.uniform(in: 1...(weights.min() ?? 1))
    // A real variable, so that no multiple of a unit is to be reached.
    var statement = LinearProgramStatement(
      .max, weights.map { _ in Rational(stream.uniform(in: 3...9)) } + [1],
      columns: weights.map { _ in .from(0, to: 1) } + [.from(0, to: Rational(1, 2))])
    statement.rows = [.init(dense: weights.map { Rational($0) } + [0], .atMost(Rational(bound)))]
    return CutProgram(
      instance: ProgramInstance(statement: statement, integers: Array(0..<count)), family: .cover)
  }

  /// s + C y ≥ b with s ≥ 0 and an integer y: mixed-integer rounding gives all there is.
  static func rounding(_ stream: inout RandomStream) -> CutProgram {
    let (size, steps) = (stream.uniform(in: 3...20), stream.uniform(in: 0...4))
    let right = size * steps + stream.uniform(in: 1...size - 1)
    let price = stream.uniform(in: 2...9)
    var statement = LinearProgramStatement(
      .min, [Rational(price), Rational(stream.uniform(in: 1...price * size - 1))],
      columns: [.atLeast(0), .from(0, to: 12)])
    statement.rows = [.init(dense: [1, Rational(size)], .atLeast(Rational(right)))]
    return CutProgram(instance: ProgramInstance(statement: statement, integers: [1]), family: .rounding)
  }

  /// x + s ≥ d, x ≤ M y with a bounded s: neither row alone gives the setup y = 1, their sum does.
  static func sum(_ stream: inout RandomStream) -> CutProgram {
    let (demand, spare) = (stream.uniform(in: 5...30), stream.uniform(in: 1...4))
    let most = demand + stream.uniform(in: 1...40)
    var statement = LinearProgramStatement(
      .min,
      [
        Rational(stream.uniform(in: 1...5)), Rational(stream.uniform(in: 50...200)),
        Rational(stream.uniform(in: 1...9)),
      ],
      columns: [.atLeast(0), .from(0, to: 1), .from(0, to: Rational(spare))])
    statement.rows = [
      .init(dense: [1, Rational(-most), 0], .atMost(0)), .init(dense: [1, 0, 1], .atLeast(Rational(demand))),
    ]
    return CutProgram(instance: ProgramInstance(statement: statement, integers: [1]), family: .rounding)
  }
}

/// What the root proves with cuts of one kind alone.
struct CutSearch: Sendable {
  /// No point has a better objective; nil if nothing is proved.
  var bound: Rational?
  var fault: String?

  init(of program: CutProgram, changing change: (inout CutRules) -> Void = { _ in }) throws {
    var rules = CutRules()
    change(&rules)
    rules.families = [program.family]
    let outcome = try program.instance.program().solveIntegers(nodeLimit: 1, rules: rules)
    switch outcome {
    case .solved(let solution): bound = solution.bound
    case .undecided(let undecided): bound = undecided.bound
    case .infeasible, .unbounded: fault = "the program has an optimum"
    }
    do { try outcome.certificate?.verify() } catch { fault = "\(error)" }
  }
}

extension Check {
  /// What one kind of cut gives at the root.
  static let rootCuts = Check(
    "root", level: .certified,
    family: .random(
      "a row of 3 to 7 variables that are 0 or 1, one with a real and an integer, and two with an integer that bounds a real",
      quick: 60,
      deep: 3_000,
      draw: { index, stream in
        switch index % 3 {
        case 0: CutProgram.cover(&stream)
        case 1: CutProgram.rounding(&stream)
        default: CutProgram.sum(&stream)
        }
      }),
    subject: { try CutSearch(of: $0) },
    mutants: [
      "a combination is not divided before it is rounded": broken { $0.combination = { $0.with { $0.divisor = 1 } } },
      "columns are measured from their other bounds": broken { rules in
        rules.combination = { $0.with { $0.isAtUpper = $0.isAtUpper.map { !$0 } } }
      },
      "the last row of a combination is forgotten": broken { rules in
        rules.combination = { $0.with { $0.multipliers.removeLast() } }
      },
      "a row is measured from its other bound": broken { rules in
        rules.combination = {
          $0.with { for index in $0.multipliers.indices { $0.multipliers[index].isUpper.toggle() } }
        }
      },
      "the split is one step higher": broken { $0.proposal = { $0.with { $0.below += 1 } } },
      "the case below takes the weight of the one above": broken { rules in
        rules.proposal = { $0.with { $0.weights = ($0.weights.above, $0.weights.below) } }
      },
      "the case above is proved without rows": broken { $0.proposal = { $0.with { $0.rowsAbove = [] } } },
      "the case below is proved with the rows of the one above": broken { rules in
        rules.proposal = { $0.with { ($0.rowsBelow, $0.rowsAbove) = ($0.rowsAbove, $0.rowsBelow) } }
      },
      "a column is left out of the split": broken { $0.proposal = { $0.with { $0.form.removeFirst() } } },
    ],
    test: { search, program in
      let found = try search(program)
      if let fault = found.fault { return .fails(fault) }
      guard let optimum = try program.instance.program().solveIntegers().solution?.value, let bound = found.bound else {
        return .fails("no bound is proved")
      }
      // Multipliers of cuts are rounded, which costs some of their strength.
      let most = max(1, optimum.magnitude) / 1_000_000
      return .require((optimum - bound).magnitude <= most, "the bound is \(bound), the optimum \(optimum)")
    })
}

private func broken(
  _ change: @escaping @Sendable (inout CutRules) -> Void
) -> Algorithm<CutProgram, CutSearch> {
  { try CutSearch(of: $0, changing: change) }
}

extension RowCombination {
  fileprivate func with(_ change: (inout Self) -> Void) -> Self {
    var other = self
    change(&other)
    return other
  }
}

extension ProposedCut {
  fileprivate func with(_ change: (inout Self) -> Void) -> Self {
    var other = self
    change(&other)
    return other
  }
}
