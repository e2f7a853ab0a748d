import Exact
import LinearProgramming
import LinearProgrammingCheckers
import LinearProgrammingClaims
import TestSupport
import Testing

/// A row of the table "What a file means": a file, and the answer of the program that it states.
struct FileMeaning: Sendable, CustomTestStringConvertible {
  var rule: String
  var text: String
  /// "optimal 3/2", "infeasible" or "unbounded".
  var answer: String
  /// How many notices say that a rule decided.
  var notices = 0
  /// Whether the plain reader does not read it, which knows no columns and no names that begin as comments do.
  var isFixed = false

  var testDescription: String { rule }

  init(_ rule: String, _ answer: String, notices: Int = 0, isFixed: Bool = false, _ text: String) {
    (self.rule, self.text, self.answer, self.notices, self.isFixed) = (rule, text, answer, notices, isFixed)
  }

  /// What the solver says of a program, integer or not.
  static func answer(_ program: LinearProgram) throws -> String {
    guard !program.integerVariables.isEmpty else {
      switch try program.solve() {
      case .optimal(let solution): return "optimal \(solution.value)"
      case .infeasible: return "infeasible"
      case .unbounded: return "unbounded"
      }
    }
    switch try program.solveIntegers() {
    case .solved(let solution): return "optimal \(solution.value)"
    case .infeasible: return "infeasible"
    case .unbounded: return "unbounded"
    case .undecided: return "unknown"
    }
  }
}

/// A program in one variable, or in the columns given.
private func mps(
  _ bounds: String = "", rows: String = " L R\n", columns: String = " X C 1 R 1\n", rhs: String = " RHS R 7\n",
  head: String = "OBJSENSE\n MAX\n", rest: String = ""
) -> String {
  "NAME T\n\(head)ROWS\n N C\n\(rows)COLUMNS\n\(columns)RHS\n\(rhs)\(rest)\(bounds.isEmpty ? "" : "BOUNDS\n")\(bounds)ENDATA\n"
}

private func marked(_ bounds: String, rhs: String = " RHS R 7\n", head: String = "OBJSENSE\n MAX\n") -> String {
  mps(bounds, columns: " M 'MARKER' 'INTORG'\n X C 1 R 1\n M 'MARKER' 'INTEND'\n", rhs: rhs, head: head)
}

private func lp(_ body: String, objective: String = "Maximize\n o: x") -> String { "\(objective)\n\(body)\nEnd\n" }

let mpsMeanings: [FileMeaning] = [
  // The first set counts.
  .init("the first set of RHS", "optimal 5", notices: 1, mps(rhs: " A R 5\n B R 100\n")),
  .init(
    "the first set of RHS, with the objective's constant in the second", "optimal 5", notices: 1,
    mps(rhs: " A R 5\n B C 100\n")),
  .init("a line without a set belongs to the first", "optimal 4", mps(rhs: " A R 5\n C 1\n")),
  .init("the first set of RANGES", "optimal 2", notices: 1, mps(head: "", rest: "RANGES\n A R 5\n B R 400\n")),
  .init("the first set of BOUNDS", "optimal 2", notices: 1, mps(" UP A X 2\n UP B X 1\n FX B X 0\n")),
  .init(
    "the first set of BOUNDS makes no integer of a later one", "optimal 7/2", notices: 1,
    mps(" LO A X 1\n LI B X 1\n", rhs: " RHS R 3.5\n")),
  // Infinity.
  .init("UP 1e30", "unbounded", notices: 1, mps(" UP B X 1e30\n", rows: " G R\n")),
  .init("UP 1e20", "unbounded", notices: 1, mps(" UP B X 1e20\n", rows: " G R\n")),
  .init("UP just below 1e20", "optimal 99999999999999999999", mps(" UP B X 99999999999999999999\n", rows: " G R\n")),
  .init("UP Inf", "unbounded", mps(" UP B X Inf\n", rows: " G R\n")),
  .init("UP +infinity", "unbounded", mps(" UP B X +infinity\n", rows: " G R\n")),
  .init("LO -1e30", "unbounded", notices: 1, mps(" LO B X -1e30\n", head: "")),
  .init("LO -Inf", "unbounded", mps(" LO B X -Inf\n", head: "")),
  .init("a right-hand side of 1e30 takes the bound away", "unbounded", notices: 1, mps(rhs: " RHS R 1e30\n")),
  .init(
    "a right-hand side of -Inf takes the bound of G away", "optimal 0",
    mps(rows: " G R\n", rhs: " RHS R -Inf\n", head: "")),
  .init("an infinite range", "unbounded", notices: 1, mps(" FR B X\n", head: "", rest: "RANGES\n A R 1e20\n")),
  // Directions and the objective's row.
  .init("OBJSENSE on its line", "optimal 7", mps(head: "OBJSENSE MAXIMIZE\n")),
  .init("the direction at the beginning of a line", "optimal 7", mps(head: "OBJSENSE\nMAX\n")),
  .init("no direction: minimise", "optimal 0", mps(head: "")),
  .init(
    "OBJNAME", "optimal 6",
    "OBJSENSE\n MAX\nOBJNAME\n P\nROWS\n N C\n N P\n L R\nCOLUMNS\n X C 1 P 3\n X R 1\nRHS\n RHS R 2\nENDATA\n"),
  .init(
    "OBJNAME on its line, after the rows", "optimal 6",
    "OBJSENSE\n MAX\nROWS\n N C\n N P\n L R\nOBJNAME P\nCOLUMNS\n X C 1 P 3\n X R 1\nRHS\n RHS R 2\nENDATA\n"),
  .init(
    "rows of type N besides the objective bind nothing", "optimal 7",
    mps(rows: " L R\n N F\n", columns: " X C 1 R 1\n X F 1\n")),
  .init(
    "the objective's right-hand side is its constant with the other sign", "optimal -3", mps(rhs: " RHS R 7 C 10\n")),
  // Exponents.
  .init("1.5D+1", "optimal 75/2", mps(rows: " G R\n", columns: " X C 1.5D+1 R 2\n", rhs: " RHS R 5\n", head: "")),
  .init("1.5d1", "optimal 15", mps(columns: " X C 1.5d1 R 1\n", rhs: " RHS R 1\n")),
  .init("7D0 on the right", "optimal 7", mps(rhs: " RHS R 7D0\n")),
  .init("1D-1 as a bound", "optimal 1/10", mps(" UP B X 1D-1\n")),
  .init("points at either end", "optimal 7/2", mps(columns: " X C .5 R 1.\n")),
  // Integers between markers.
  .init("no bound: from 0 to 1", "optimal 1", notices: 1, marked("")),
  .init("LO 0: no upper bound", "optimal 7", marked(" LO B X 0\n")),
  .init("LO -3", "optimal -3", marked(" LO B X -3\n", head: "")),
  .init("PL", "optimal 7", marked(" PL B X\n")),
  .init("UP", "optimal 5", marked(" UP B X 5.5\n")),
  .init("MI: no upper bound", "optimal 7", marked(" MI B X\n")),
  .init("FR", "optimal 7", marked(" FR B X\n", rhs: " RHS R 7.5\n")),
  .init("BV", "optimal 1", mps(" BV B X\n")),
  .init("LI", "optimal 3", mps(" LI B X 1\n", rhs: " RHS R 3.5\n")),
  .init("UI", "optimal 3", mps(" UI B X 4\n", rhs: " RHS R 3.5\n")),
  // Negative upper bounds.
  .init("UP below 0 leaves the lower bound at 0", "infeasible", notices: 1, mps(" UP B X -2\n")),
  .init("UI below 0 alike", "infeasible", notices: 1, mps(" UI B X -2\n")),
  .init("UP below 0 after LO 0", "infeasible", mps(" LO B X 0\n UP B X -2\n")),
  .init("UP below 0 after MI", "optimal -2", mps(" MI B X\n UP B X -2\n")),
  .init("UP below 0 before LO", "optimal -2", mps(" UP B X -2\n LO B X -9\n")),
  .init("UP 0", "optimal 0", mps(" UP B X 0\n")),
  .init("MI keeps the upper bound", "optimal 4", mps(" UP B X 4\n MI B X\n")),
  // Ranges.
  .init("a range of E above 0", "optimal 10", mps(rows: " E R\n", rest: "RANGES\n A R 3\n")),
  .init("a range of E below 0", "optimal 7", mps(rows: " E R\n", rest: "RANGES\n A R -3\n")),
  .init("a range of E below 0, the other end", "optimal 4", mps(rows: " E R\n", head: "", rest: "RANGES\n A R -3\n")),
  .init("a range of 0 of E", "optimal 7", mps(rows: " E R\n", rest: "RANGES\n A R 0\n")),
  .init("a range of G below 0 counts by its magnitude", "optimal 9", mps(rows: " G R\n", rest: "RANGES\n A R -2\n")),
  .init("a range of L", "optimal 5", mps(head: "", rest: "RANGES\n A R 2\n")),
  .init(
    "ranges before the right-hand sides", "optimal 5",
    "ROWS\n N C\n L R\nCOLUMNS\n X C 1 R 1\nRANGES\n A R 2\nRHS\n A R 7\nENDATA\n"),
  .init(
    "bounds before the right-hand sides", "optimal 3",
    "OBJSENSE\n MAX\nROWS\n N C\n L R\nCOLUMNS\n X C 1 R 1\nBOUNDS\n UP B X 3\nRHS\n A R 7\nENDATA\n"),
  // Comments and empty things.
  .init(
    "$ begins a comment behind the fields", "optimal 7",
    mps(" UP B X 9 $ R 5\n", columns: " X C 1 R 1 $ R 5\n", rhs: " RHS R 7 $ C 8\n")),
  .init("* too", "optimal 7", mps(columns: " X C 1 $\n X R 1 *R 2\n", rhs: " RHS R 7 * 8 9\n")),
  // The plain reader takes the names for comments.
  .init(
    "names that begin as comments do", "optimal 7", isFixed: true,
    "OBJSENSE MAX\nROWS\n N *OBJ*\n L $R\nCOLUMNS\n *X *OBJ* 1 $R 1 $ R\nRHS\n B $R 7 $R9 3\nENDATA\n"),
  .init("a line that begins with * is a comment", "optimal 7", mps(rhs: "* RHS R 8\n RHS R 7\n")),
  .init("an empty constraint that holds", "optimal 7", mps(rows: " L R\n G E\n", rhs: " RHS R 7 E -1\n")),
  .init("an empty constraint that does not", "infeasible", mps(rows: " L R\n G E\n", rhs: " RHS R 7 E 1\n")),
  .init("names of sections as names of columns", "optimal 7", mps(columns: " RHS C 1 R 1\n BOUNDS R 1\n")),
  .init("line ends of other systems", "optimal 7", mps().replacing("\n", with: "\r\n")),
  .init(
    "names that are canonically equivalent are two", "optimal 14",
    mps(rows: " L R\n", columns: " e\u{301} C 1 R 1\n \u{e9} C 2 R 1\n")),
  // Fixed columns.
  .init(
    "blanks in the names of rows", "optimal 5", notices: 1, isFixed: true,
    """
    ROWS
     N  COST
     G  MY ROW
    COLUMNS
        X 1       COST                1.   MY ROW              1.
    RHS
        RHS       MY ROW              5.
    ENDATA
    """),
  .init(
    "blanks in names of columns and sets, and bounds", "optimal 3", notices: 1, isFixed: true,
    """
    OBJSENSE
        MAX
    ROWS
     N  THE COST
     L  LIM
    COLUMNS
        A B       THE COST            1.   LIM                 1.
    RHS
        MY RHS    LIM                 5.
    BOUNDS
     UP MY BOUND  A B                 3.
    ENDATA
    """),
  .init(
    "blanks in names, ranges, markers and no set", "optimal 4", notices: 1, isFixed: true,
    """
    ROWS
     N  C
     L  R 1
    COLUMNS
        M1        'MARKER'                 'INTORG'
        X 1       C                   1.   R 1                 1.
        M2        'MARKER'                 'INTEND'
    RHS
                  R 1                 5.
    RANGES
        RNG       R 1                1.5
    BOUNDS
     PL BND       X 1
    ENDATA
    """),
]

let lpMeanings: [FileMeaning] = [
  .init(
    "Binary keeps x = 0 that is stated", "optimal 0", notices: 2,
    lp("Subject To\n c: x + y <= 2\nBounds\n x = 0\n y = 0\nBinaries\n x y", objective: "Minimize\n o: - x - 2 y")),
  .init(
    "Binary keeps x <= 0", "optimal 1", notices: 1,
    lp("Subject To\n c: x + y >= 0\nBounds\n x <= 0\nBinary\n x\n y", objective: "Maximize\n o: x + y")),
  .init("Binary cuts -3 <= x <= 4", "optimal 1", lp("Subject To\n c: x <= 5\nBounds\n -3 <= x <= 4\nBinary\n x")),
  .init("Binary with 2 <= x", "infeasible", notices: 1, lp("Subject To\n c: x <= 5\nBounds\n 2 <= x <= 4\nBinary\n x")),
  .init("Binary before Bounds", "optimal 0", notices: 1, lp("Subject To\n c: x <= 5\nBinary\n x\nBounds\n x = 0")),
  .init("Binary and General", "optimal 1", lp("Subject To\n c: x <= 5\nGeneral\n x\nBinary\n x")),
  .init("General has no bounds of its own", "optimal 5", lp("Subject To\n c: x <= 5.5\nGeneral\n x")),
  .init("General before Bounds", "optimal 3", lp("Subject To\n c: 2 x <= 7\nGeneral\n x\nBounds\n x <= 9")),
  .init("Bounds before Subject To", "optimal 4", lp("Bounds\n x <= 4\nSubject To\n c: x <= 5.5")),
  .init("Bounds twice", "optimal 3", lp("Subject To\n c: x <= 5.5\nBounds\n x <= 4\nGeneral\n x\nBounds\n x <= 3.5")),
  .init("x <= 1e30", "unbounded", notices: 2, lp("Subject To\n c: x - y <= 1\nBounds\n x <= 1e30\n y <= 1e+30")),
  .init("x <= 1e20", "unbounded", notices: 1, lp("Subject To\n c: x >= 1\nBounds\n x <= 1e20")),
  .init(
    "x <= 99999999999999999999", "optimal 99999999999999999999",
    lp("Subject To\n c: x >= 1\nBounds\n x <= 99999999999999999999")),
  .init("-1e30 <= x", "unbounded", notices: 1, lp("Subject To\n c: x <= 1\nBounds\n -1e30 <= x", objective: "min x")),
  .init("a constraint >= -1e30 binds nothing", "optimal 4", notices: 1, lp("Subject To\n c: x >= -1e30\n d: x <= 4")),
  .init("a constraint <= inf", "optimal 4", lp("Subject To\n c: x <= inf\n d: x <= 4")),
  .init(
    "x <= -2 leaves the lower bound at 0", "infeasible", notices: 1, lp("Subject To\n c: x >= -5\nBounds\n x <= -2")),
  .init("x <= -2 after x >= -5", "optimal -2", lp("Subject To\n c: x >= -9\nBounds\n x >= -5\n x <= -2")),
  .init("x <= -2 before -inf <= x", "optimal -2", lp("Subject To\n c: x >= -9\nBounds\n x <= -2\n -inf <= x")),
  .init("x <= -2 after x free", "optimal -2", lp("Subject To\n c: x >= -9\nBounds\n x free\n x <= -2")),
  .init("the last of two bounds counts", "optimal 3", lp("Subject To\n c: x <= 5\nBounds\n x <= 2\n x <= 3")),
  .init("and free after a bound", "optimal 5", lp("Subject To\n c: x <= 5\nBounds\n x <= 2\n x free")),
  .init("x = 2 and then x <= 3", "optimal 3", lp("Subject To\n c: x <= 5\nBounds\n x = 2\n x <= 3")),
  .init(
    "brackets in names", "optimal 1", lp("Subject To\n c: x[1] + x[2] <= 1", objective: "Maximize\n o: x[1] + x[2]")),
  .init("brackets with commas", "optimal 2", lp("Subject To\n c[1]: y[1,2] <= 2", objective: "Maximize\n o: y[1,2]")),
  .init("nested brackets", "optimal 3", lp("Subject To\n c: a[b[0]] <= 3", objective: "Maximize\n o: a[b[0]]")),
  .init(
    "constants on the left of a constraint", "optimal 5",
    lp("Subject To\n c: x + 2 <= 4", objective: "Maximize\n o: x + 3")),
  .init("an empty constraint that holds", "optimal 4", lp("Subject To\n c: x <= 4\n d: = 0\n e: >= -1")),
  .init("an empty constraint that does not", "infeasible", lp("Subject To\n c: x <= 4\n d: >= 1")),
  .init("an empty constraint before Bounds", "optimal 3", lp("Subject To\n c: x <= 4\n d: <= 0\nBounds\n x <= 3")),
  .init("both sides", "optimal 4", lp("Subject To\n c: 1 <= x <= 4")),
  .init("rows that contradict each other by 1e-10", "infeasible", lp("Subject To\n c: x <= 1\n d: x >= 1.0000000001")),
  .init("and a row that misses its bound by 1e-30", "infeasible", lp("Subject To\n c: x = 1e-30\nBounds\n x <= 0")),
  .init("a row that holds with equality", "optimal 1", lp("Subject To\n c: x <= 1\n d: x >= 1.0000000000")),
  .init("fractions", "optimal 8/3", lp("Subject To\n c: 3/2 x <= 4")),
  .init(
    "an empty section of semi-continuous variables", "optimal 4", lp("Subject To\n c: x <= 4\nSemi-continuous\nGeneral")
  ),
  .init(
    "names that are canonically equivalent would be two, but only ASCII is read", "optimal 4",
    lp("Subject To\n c: x <= 4 \\ e\u{301}")),
]

@Suite("What files of linear programs mean", .claim("programs.mps", "programs.lp"))
struct FileMeaningTests {
  @Test("MPS, by the table", arguments: mpsMeanings)
  func mps(row: FileMeaning) throws {
    let reading = try LinearProgram.reading(mps: row.text)
    #expect(try FileMeaning.answer(reading.program) == row.answer)
    #expect(reading.notices.count == row.notices, "\(reading.notices)")
    if !row.isFixed {
      let plain = try PlainMPS.read(row.text.replacing("\r\n", with: "\n").replacing("e\u{301}", with: "E"))
      #expect(try FileMeaning.answer(plain.linearProgram()) == row.answer, "by the plain reader")
    }
  }

  @Test("CPLEX-LP, by the table", arguments: lpMeanings)
  func lp(row: FileMeaning) throws {
    let reading = try LinearProgram.reading(lp: row.text)
    #expect(try FileMeaning.answer(reading.program) == row.answer)
    #expect(reading.notices.count == row.notices, "\(reading.notices)")
  }

  @Test("A fixed file that is out of its columns is refused for what is wrong in the free format")
  func outOfColumns() {
    let text =
      "ROWS\n N  COST\n G  MY ROW\nCOLUMNS\n   X 1       COST                1.   MY ROW              1.\nENDATA"
    #expect(throws: LinearProgramFileError.self) { try LinearProgram(parsingMPS: text) }
    do throws(LinearProgramFileError) { _ = try LinearProgram(parsingMPS: text) } catch {
      #expect(error.line == 3 && error.found == "G MY ROW")
    }
  }

  @Test("Bounds from 10²⁰ on are not written, for they would be read as infinite")
  func largeBounds() throws {
    for bounds in [
      Bounds.atMost(LinearProgram.infiniteBound), .atLeast(-LinearProgram.infiniteBound),
      .equal(LinearProgram.infiniteBound * 2),
    ] {
      var program = LinearProgram()
      let x = program.addVariable("x", bounds: bounds)
      #expect(throws: LinearProgramWritingError.self) { try program.mpsText() }
      #expect(throws: LinearProgramWritingError.self) { try program.lpText() }
      program.setBounds(.free, ofVariable: x)
      try program.addConstraint([x: 1], bounds)
      #expect(throws: LinearProgramWritingError.self) { try program.mpsText() }
      #expect(throws: LinearProgramWritingError.self) { try program.lpText() }
    }
    // Each bound is finite, but not the range between them.
    var program = LinearProgram()
    let x = program.addVariable("x", bounds: .free)
    let most = LinearProgram.infiniteBound - 1
    try program.addConstraint([x: 1], .between(-most, most))
    #expect(throws: LinearProgramWritingError.self) { try program.mpsText() }
    #expect(
      try LinearProgram(parsingLP: program.lpText()).constraints.map(\.bounds) == [.atLeast(-most), .atMost(most)])
  }
}
