import Evidence
import Exact
import Formats
import LinearProgrammingCheckers

extension LinearProgramFiles {
  static let contradictionForgeries: [TriedFile<ProgramProof>] = {
    func bounds(_ name: String, _ interval: LinearProgramStatement.Interval) -> [TriedFile<ProgramProof>] {
      let program = LinearProgramStatement(
        .max, [1, 1], columns: [.atLeast(0), interval], rows: [([0: 1], .atMost(9)), ([0: 1, 1: 1], interval)])
      return [
        TriedFile(
          "a row \(name)", LinearProgramCertificate(program: program, evidence: .contradictoryRow(1)),
          .boundsInOrder("row 1")),
        TriedFile(
          "a column \(name)", LinearProgramCertificate(program: program, evidence: .contradictoryColumn(1)),
          .boundsInOrder("column 1")),
      ]
    }
    let touching = LinearProgramStatement(
      .max, [1, 1], columns: [.free, .free], rows: [([0: 1, 1: 1], .atMost(1)), ([0: 1, 1: 1], .atLeast(1))])
    let overlapping = LinearProgramStatement(
      .max, [1, 1], columns: [.free, .free], rows: [([0: 1, 1: 1], .atMost(2)), ([0: 1, 1: 1], .atLeast(1))])
    let crossing = LinearProgramStatement(
      .max, [1, 0], columns: [.free, .free], rows: [([0: 1, 1: 1], .atMost(1)), ([0: 2, 1: 3], .atLeast(5))])
    return bounds("whose bounds touch", .from(4, to: 4)) + bounds("whose bounds are in order", .from(4, to: 5))
      + bounds("without a lower bound", .atMost(4)) + bounds("without an upper bound", .atLeast(4))
      + bounds("without bounds", .free)
      + [-1, 2].flatMap { index in
        let program = LinearProgramStatement(
          .max, [1, 1], columns: [.from(3, to: 2), .from(3, to: 2)],
          rows: [([0: 1], .from(3, to: 2)), ([0: 1], .from(3, to: 2))])
        return [
          TriedFile(
            "contradictory row \(index)",
            LinearProgramCertificate(program: program, evidence: .contradictoryRow(index)),
            .shape("there is no row \(index)")),
          TriedFile(
            "contradictory column \(index)",
            LinearProgramCertificate(program: program, evidence: .contradictoryColumn(index)),
            .shape("there is no column \(index)")),
        ]
      } + [
        TriedFile("rows that touch", infeasible(touching, rows: [-1, 1], columns: [0, 0]), .noContradiction(0)),
        TriedFile("rows that overlap", infeasible(overlapping, rows: [-1, 1], columns: [0, 0]), .noContradiction(-1)),
        TriedFile("no multipliers", infeasible(touching, rows: [0, 0], columns: [0, 0]), .noContradiction(0)),
        TriedFile(
          "rows that cross", infeasible(crossing, rows: [-2, 1], columns: [0, 0]),
          .wrongCombination(column: 1, found: 1, expected: 0)),
        TriedFile(
          "multipliers of the objective",
          infeasible(oneVariable(.min, column: .atLeast(1)), rows: [], columns: [1]),
          .wrongCombination(column: 0, found: 1, expected: 0)),
        TriedFile(
          "bounds that are missing", infeasible(oneVariable(.min, row: .atLeast(5)), rows: [1], columns: [-1]),
          .noBound("column 0", -1)),
      ]
  }()

  static let rayForgeries: [TriedFile<ProgramProof>] = {
    func forged(
      _ name: String, _ direction: LinearProgramStatement.Direction, column: LinearProgramStatement.Interval,
      row: LinearProgramStatement.Interval? = nil, along ray: Rational, _ error: LinearProgramCertificateError
    ) -> TriedFile<ProgramProof> {
      TriedFile(name, unbounded(oneVariable(direction, column: column, row: row), from: [0], along: [ray]), error)
    }
    // A row without variables that asks 0 to be at least 1.
    let empty = LinearProgramStatement(
      .max, [1, 0], columns: [.atLeast(0), .atLeast(0)], rows: [([0: 1, 1: -1], .atMost(1)), ([:], .atLeast(1))])
    return [
      forged("up through a column", .max, column: .from(0, to: 9), along: 1, .leaves("column 0")),
      forged("down through a column", .min, column: .from(-9, to: 0), along: -1, .leaves("column 0")),
      forged("up through a row", .max, column: .atLeast(0), row: .atMost(5), along: 1, .leaves("row 0")),
      forged("down through a row", .min, column: .free, row: .atLeast(-5), along: -1, .leaves("row 0")),
      forged("along an equation", .max, column: .free, row: .from(0, to: 0), along: 1, .leaves("row 0")),
      forged("a ray that stays", .max, column: .atLeast(0), along: 0, .noImprovement(0)),
      forged("a ray that stays, of a minimum", .min, column: .atLeast(0), along: 0, .noImprovement(0)),
      forged("the wrong way up", .min, column: .atLeast(0), along: 1, .noImprovement(1)),
      forged("the wrong way down", .max, column: .atMost(0), along: -1, .noImprovement(-1)),
      TriedFile(
        "from a point outside of a row", unbounded(empty, from: [0, 0], along: [1, 1]), .outside("row 1", value: 0)),
      TriedFile(
        "from a point outside of a column",
        unbounded(
          LinearProgramStatement(.max, [1, 0], columns: [.atLeast(0), .from(3, to: 2)]), from: [0, 3], along: [1, 0]),
        .outside("column 1", value: 3)),
    ]
  }()

  static let subjectForgeries: [TriedFile<ProgramProof>] = {
    func about(
      _ name: String, _ certificate: LinearProgramCertificate, _ error: LinearProgramMismatch, integers: [Int] = [],
      _ change: (inout LinearProgramStatement) -> Void = { _ in }
    ) -> TriedFile<ProgramProof> {
      var program = certificate.program
      change(&program)
      let subject = LinearProgramSubject(program, integers: integers)
      return TriedFile(name, ProgramProof(certificate, subject: subject), stopped: error)
    }
    return [
      about("about integers", goodMaximum, .integrality("x1", isInteger: false), integers: [1]),
      about("a ray about integers", goodRay, .integrality("x0", isInteger: false), integers: [0]),
      about("about a minimum", goodMaximum, .direction(maximizes: true)) { $0.maximizes = false },
      about("about a maximum", goodMinimum, .direction(maximizes: false)) { $0.maximizes = true },
      about("about a program with a row less", goodMaximum, .count("rows", 2, expected: 1)) { $0.rows.removeLast() },
      about("about a program with a row more", goodMaximum, .count("rows", 2, expected: 3)) {
        $0.rows.append($0.rows[0])
      },
      about("about a program with a column more", goodMaximum, .count("columns", 2, expected: 3)) {
        $0.columns.append(.free)
      },
      about("about a program with a column less", goodRay, .count("columns", 2, expected: 1)) {
        $0.columns.removeLast()
      },
      about("about another objective", goodMaximum, .objective) { $0.objective[1] += 1 },
      about("about another constant", goodMaximum, .constant(Rational(1, 2), expected: 0)) { $0.objectiveConstant = 0 },
      about("about another lower bound", goodMaximum, .bounds("x0")) { $0.columns[0].lower = 4 },
      about("about another upper bound", goodMaximum, .bounds("x1")) { $0.columns[1].upper = 0 },
      about("about a form of other columns", goodMaximum, .row("r0")) { $0.rows[0].columns = [0] },
      about("about another coefficient", goodMaximum, .row("r0")) { $0.rows[0].coefficients[0] = 2 },
      about("about a row with another lower bound", goodMaximum, .row("r1")) { $0.rows[1].interval.lower = 9 },
      about("about a row with another upper bound", goodMaximum, .row("r1")) { $0.rows[1].interval.upper = 9 },
      about("a contradiction about another row", goodContradiction, .row("r1")) { $0.rows[1].interval.lower = 1 },
    ]
  }()

  static let keyForgeries: [TriedFile<ProgramProof>] = {
    let text = jsonText(goodMaximum)
    func changed(_ name: String, _ old: String, _ new: String, _ error: JSONKeyError) -> TriedFile<ProgramProof> {
      TriedFile(name, ProgramProof(text: text.replacing(old, with: new)), stopped: error)
    }
    return [
      changed(
        "two directions", "\"maximizes\":true", "\"maximizes\":true,\"maximizes\":false", .repeated("program.maximizes")
      ),
      changed(
        "two upper bounds", "\"upper\":\"3\"", "\"upper\":\"3\",\"upper\":\"4\"", .repeated("program.columns[0].upper")),
      changed("two programs", "\"program\":", "\"program\":{},\"program\":", .repeated("program")),
      changed(
        "a bound that is null, and one that is not", "\"upper\":\"3\"", "\"upper\":null,\"upper\":\"3\"",
        .repeated("program.columns[0].upper")),
      changed(
        "integers, of which this kind knows nothing", "\"program\":", "\"integers\":[0],\"program\":",
        .unknown("integers")),
      changed(
        "a key within a row", "\"columns\":[0,1],", "\"columns\":[0,1],\"integral\":true,",
        .unknown("program.rows[0].integral")),
      changed(
        "a key spelled with an escape", "\"upper\":\"3\"", "\"upper\":\"3\",\"\\u006cower\":\"2\"",
        .unknown("program.columns[0].\\u006cower")),
    ]
  }()
}
