import CGLPK
import Exact
import Foundation
import LinearProgramming
import Testing

/// The optimum by GLPK itself, which reads the text from a file.
private func optimumByGLPK(_ text: String, isMPS: Bool) throws -> Double {
  let file = FileManager.default.temporaryDirectory.appendingPathComponent("tightbound-\(UUID().uuidString)")
  try text.write(to: file, atomically: true, encoding: .utf8)
  defer { try? FileManager.default.removeItem(at: file) }
  let isNew = glp_init_env() == 0
  glp_term_out(GLP_OFF)
  defer { if isNew { glp_free_env() } }
  let problem = glp_create_prob()
  defer { glp_delete_prob(problem) }
  let failed = isMPS ? glp_read_mps(problem, GLP_MPS_FILE, nil, file.path) : glp_read_lp(problem, nil, file.path)
  try #require(failed == 0, "GLPK does not read:\n\(text)")
  try #require(glp_simplex(problem, nil) == 0)
  return glp_get_obj_val(problem)
}

private func lpError(_ text: String) -> LinearProgramFileError? {
  do throws(LinearProgramFileError) {
    _ = try LinearProgram(parsingLP: text)
    return nil
  } catch { return error }
}

private func mpsError(_ text: String) -> LinearProgramFileError? {
  do throws(LinearProgramFileError) {
    _ = try LinearProgram(parsingMPS: text)
    return nil
  } catch { return error }
}

@Suite("Files of linear programs")
struct FileTests {
  static let sample = """
    \\ A comment
    Maximize
     profit: 3 x + 2.5y - .5 z + 1e1
    Subject To
     c1: x + y + z <= 4
     c2: x + 3 y >= -6e0
     2 <= x - y <= 3   \\ without a name, two bounds
     c4: 0.1 x + 1/3 y = 0.2
     c5: -3 <= z
    Bounds
     -1 <= x <= 40
     y free
     z >= -2.25
     z <= 1e+2
    End
    """

  @Test("The CPLEX-LP format, exactly")
  func readLP() throws {
    let program = try LinearProgram(parsingLP: Self.sample)
    #expect(program.direction == .maximize && program.objectiveConstant == 10)
    #expect(program.variables.map(\.name) == ["x", "y", "z"])
    #expect(program.variables.map(\.cost) == [3, Rational(5, 2), Rational(-1, 2)])
    #expect(program.variables.map(\.bounds) == [.between(-1, 40), .free, .between(Rational(-9, 4), 100)])
    #expect(program.constraints.map(\.name) == ["c1", "c2", "c3", "c4", "c5"])
    #expect(
      program.constraints.map(\.bounds)
        == [.atMost(4), .atLeast(-6), .between(2, 3), .equal(Rational(1, 5)), .atLeast(-3)])
    #expect(program.constraints[3].terms.map(\.coefficient) == [Rational(1, 10), Rational(1, 3)])
  }

  @Test("All ways to write sections, relations and infinities")
  func dialects() throws {
    let text = """
      minimum
      x1 + 2 e1 - 3e-1 x2
      such that
      r: x1
         + x2 => 1
      st1: x1 - e1 =< 7
      s: x1 < 9
      bound
      x2 <= +infinity
      -inf <= x1
      e1 = 3
      end
      """
    let program = try LinearProgram(parsingLP: text)
    #expect(program.variables.map(\.name) == ["x1", "e1", "x2"])
    #expect(program.variables.map(\.cost) == [1, 2, Rational(-3, 10)])
    #expect(program.variables.map(\.bounds) == [.free, .equal(3), .nonnegative])
    #expect(program.constraints.map(\.bounds) == [.atLeast(1), .atMost(7), .atMost(9)])
    #expect(try LinearProgram(parsingLP: "min\nst\nend") == LinearProgram())
  }

  @Test(
    "What is wrong in an LP file is told with its line",
    arguments: [
      ("", 1), ("x + y\nst\nend", 1), ("min x\n\nsubject to\n x y >= 2\nend", 4), ("min x\nst\nc: x >= 1", 3),
      ("min x\nst\nc: x + x >= 1\nend", 3), ("min x\nst\nc: x >= 1\nc: x <= 1\nend", 4),
      ("min x\nst\nc: x >= y\nend", 3),
      ("min x\nst\nc: x >= 1\ngeneral\n3\nend", 5), ("min x\nst\ngeneral\nx\nmax\nend", 5),
      ("min x\nst\nc: x >= 1..2\nend", 3), ("min x\nst\nx >=\nend", 4),
      ("min x\nst\n= 0\nend", 3), ("min x\nst\nc: = y\nend", 3), ("min x\nst\nc: 3 <= <= 4\nend", 3),
      ("min 3 x [ 2", 1), ("min x\nst\nbounds\nx <= -inf\nend", 4), ("min x\nst\nbounds\nx = inf\nend", 4),
      ("min 1/0 x\nst\nend", 1), ("min x\nst\nend\nend", 4), ("min 1e999999999 x\nst\nend", 1),
    ])
  func lpErrors(text: String, line: Int) {
    #expect(lpError(text)?.line == line, "\(text) → \(String(describing: lpError(text)))")
  }

  static let mps = """
    * A comment
    NAME          SAMPLE
    OBJSENSE
        MAX
    ROWS
     N  COST
     L  LIM1
     G  LIM2
     E  MYEQN
     E  DOWN
     N  FREEROW
    COLUMNS
        X  COST  1.0  LIM1  1
        X  LIM2  1
        Y  COST  2.  LIM1  .5
        Y  MYEQN -1  DOWN 1
        Z  COST -1e-1  MYEQN  1/3
    RHS
        RHS  LIM1  4  LIM2  1
        RHS  MYEQN  7.25
        RHS  COST  -10
    RANGES
        RNG  LIM1  2.5  LIM2  4
        RNG  MYEQN 1  DOWN  -3
    BOUNDS
     UP BND X 4
     LO BND Y -1
     UP BND Y 1
     MI BND Z
    ENDATA
    """

  @Test("The MPS format, exactly")
  func readMPS() throws {
    let program = try LinearProgram(parsingMPS: Self.mps)
    #expect(program.direction == .maximize && program.objectiveConstant == 10)
    #expect(program.variables.map(\.cost) == [1, 2, Rational(-1, 10)])
    #expect(program.variables.map(\.bounds) == [.between(0, 4), .between(-1, 1), .free])
    #expect(program.constraints.map(\.name) == ["LIM1", "LIM2", "MYEQN", "DOWN", "FREEROW"])
    #expect(
      program.constraints.map(\.bounds) == [
        .between(Rational(3, 2), 4), .between(1, 5), .between(Rational(29, 4), Rational(33, 4)), .between(-3, 0), .free,
      ])
    #expect(program.constraints[2].terms.map(\.coefficient) == [-1, Rational(1, 3)])
  }

  @Test(
    "What is wrong in an MPS file is told with its line",
    arguments: [
      ("", 1), ("NAME\nROWS\n N c\n", 4), ("FOO\n", 1), ("ROWS\n Q c\nENDATA", 2), ("ROWS\n N c\n L c\nENDATA", 3),
      ("ROWS\n N c\nCOLUMNS\n x d 1\nENDATA", 4), ("ROWS\n N c\nCOLUMNS\n x c 1z\nENDATA", 4),
      ("ROWS\n N c\nCOLUMNS\n x c 1\n x c 1\nENDATA", 5), ("ROWS\n N c\nCOLUMNS\n x c\nENDATA", 4),
      ("ROWS\n N c\n L d\nCOLUMNS\n x c 1\n y c 1\n x d 1\nENDATA", 7),
      ("ROWS\n N c\nCOLUMNS\n M 'MARKER' 'INT'\nENDATA", 4),
      ("ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n XV b x\nENDATA", 6),
      ("ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n UP b y 1\nENDATA", 6),
      ("ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n UP b x -1\n UP b x 1\nENDATA", 7),
      ("ROWS\n N c\nCOLUMNS\n x c 1\nBOUNDS\n UP\nENDATA", 6),
      ("ROWS\n N c\nRANGES\n r c 1\nENDATA", 4), (" x\nENDATA", 1), ("OBJSENSE\n UP\nENDATA", 2),
      ("ROWS\n N c\nRHS\n c\nENDATA", 4),
    ])
  func mpsErrors(text: String, line: Int) {
    #expect(mpsError(text)?.line == line, "\(text) → \(String(describing: mpsError(text)))")
  }

  @Test("Truncated anywhere, a file is an error or another program, never a trap")
  func truncated() {
    for text in [Self.sample, Self.mps] {
      for length in 0..<text.count {
        _ = lpError(String(text.prefix(length)))
        _ = mpsError(String(text.prefix(length)))
        _ = lpError(String(text.suffix(length)))
        _ = mpsError(String(text.suffix(length)))
      }
    }
  }

  @Test("Written and read back, MPS is the same program and LP one with the same optimum")
  func roundTrips() throws {
    for text in [Self.sample, Self.sample.replacingOccurrences(of: "Maximize", with: "Minimize")] {
      let program = try LinearProgram(parsingLP: text)
      #expect(try LinearProgram(parsingMPS: program.mpsText(fractions: .slashed)) == program)
      let again = try LinearProgram(parsingLP: program.lpText(fractions: .slashed))
      #expect(again.variables == program.variables && again.objectiveConstant == program.objectiveConstant)
      #expect(try again.solve().solution?.value == (try program.solve().solution?.value))
      #expect(throws: LinearProgramWritingError.noDecimal(Rational(1, 3), of: "c4")) { try program.lpText() }
      #expect(throws: LinearProgramWritingError.noDecimal(Rational(1, 3), of: "c4")) { try program.mpsText() }
    }
    let other = try LinearProgram(parsingMPS: Self.mps)
    #expect(try LinearProgram(parsingMPS: other.mpsText(fractions: .slashed)) == other)
  }

  @Test("Integer variables, in both formats, also as GLPK reads them")
  func integers() throws {
    let text = """
      max
       3 x + 2 y + b + z
      st
       c: x + y + 2 b + z <= 7.5
      bounds
       x <= 4
       -2 <= y <= 2
       z <= 1.5
      general
       x
       y
      binary
       b
      end
      """
    let program = try LinearProgram(parsingLP: text)
    #expect(program.integerVariables == [0, 1, 2])
    #expect(program.variables.map(\.bounds) == [.between(0, 4), .between(-2, 2), .unit, .between(0, Rational(3, 2))])
    #expect(try LinearProgram(parsingLP: program.lpText()) == program)
    #expect(try LinearProgram(parsingMPS: program.mpsText()) == program)
    var open = program
    open.setBounds(.nonnegative, ofVariable: 0)
    #expect(try LinearProgram(parsingMPS: open.mpsText()) == open, "without an upper bound")
    var minimum = open
    minimum.direction = .minimize
    #expect(try optimumByGLPK(minimum.mpsText(), isMPS: true) == -4)
    #expect(try optimumByGLPK(program.lpText(), isMPS: false) == 17.5)
    let bounds = try LinearProgram(
      parsingMPS: "ROWS\n N c\nCOLUMNS\n x c 1\n y c 1\n z c 1\nBOUNDS\n BV b x\n LI b y 2\n UI b z 9\nENDATA")
    #expect(bounds.integerVariables == [0, 1, 2])
    #expect(bounds.variables.map(\.bounds) == [.unit, .atLeast(2), .between(0, 9)])
  }

  @Test("GLPK reads what is written, and comes to the same optimum in doubles")
  func peer() throws {
    // GLPK's reader has no constants in the objective.
    let text = Self.sample.replacingOccurrences(of: "1/3", with: "0.333").replacingOccurrences(of: " + 1e1", with: "")
    let program = try LinearProgram(parsingLP: text)
    let value = Double(try #require(try program.solve().solution).value)
    #expect(abs(try optimumByGLPK(program.lpText(), isMPS: false) - value) < 1e-9)
    // GLPK's reader has no section OBJSENSE.
    var minimum = program
    minimum.direction = .minimize
    let least = Double(try #require(try minimum.solve().solution).value)
    #expect(abs(try optimumByGLPK(minimum.mpsText(), isMPS: true) - least) < 1e-9)
  }

  @Test("Names and bounds that a format does not have are refused")
  func unwritable() throws {
    for name in ["", "a b", "3x", ".x", "x+y", "e7", "inf", "free", "Bounds", "ü"] {
      var program = LinearProgram()
      program.addVariable(name)
      #expect(throws: LinearProgramWritingError.self) { try program.lpText() }
    }
    for name in ["", "a b", "ü", "'MARKER'"] {
      var program = LinearProgram()
      program.addVariable(name)
      #expect(throws: LinearProgramWritingError.self) { try program.mpsText() }
    }
    var twice = LinearProgram()
    let x = twice.addVariable("x")
    twice.addVariable("x")
    #expect(throws: LinearProgramWritingError.repeatedName("x")) { try twice.lpText() }
    #expect(throws: LinearProgramWritingError.repeatedName("x")) { try twice.mpsText() }
    var contradictory = LinearProgram()
    contradictory.addVariable("x")
    try contradictory.addConstraint([x: 1], .between(2, 1))
    #expect(throws: LinearProgramWritingError.contradictoryBounds("c1")) { try contradictory.mpsText() }
    #expect(try LinearProgram(parsingLP: contradictory.lpText()).solve().isInfeasible)
  }

  @Test("Decimals of any length keep every digit")
  func decimals() throws {
    var program = LinearProgram()
    let tiny = try Rational(parsing: "-1.23456789012345678901234567890123456789e-40")
    let x = program.addVariable("x", cost: try #require(Rational(exactly: 0.1)))
    try program.addConstraint([x: tiny], .between(tiny * 2, tiny * -3))
    #expect(try LinearProgram(parsingMPS: program.mpsText()) == program)
    #expect(try LinearProgram(parsingLP: program.lpText()).variables == program.variables)
  }
}
