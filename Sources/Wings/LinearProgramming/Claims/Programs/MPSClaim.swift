import Evidence
import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

extension Claim {
  /// MPS files are read and written as the format says.
  static let mpsFiles = Claim(
    id: "programs.mps",
    title: "MPS files say the same to us as to a plain reader, and read back are the same program",
    sentences: [
      Sentence(
        """
        A file in the fixed or free MPS format with the sections NAME, OBJSENSE, OBJNAME, ROWS, COLUMNS, and RHS, RANGES and BOUNDS in any \
        order, one or two pairs a line, comments, markers and all types of bounds is read as the program that it states, to the last digit: \
        of several sets the first one counts, bounds of 1e20 and more are infinite, and integers between markers without bounds lie \
        between 0 and 1.
        """,
        checks: ["read"]),
      Sentence(
        """
        What is written is read, by a plain reader and by ours, as the same program with the same names.
        """,
        checks: ["written"]),
      Sentence(
        "What is no such file is refused with the line, what stands there, and what is expected.",
        checks: ["refused"]),
    ],
    source: Source(
      paper: "Advanced Linear Programming: Computation and Practice",
      theorem: "B. A. Murtagh (1981), chapter 9: the format; RANGES and the sense of the objective as solvers read them"
    ),
    checks: [
      Check(
        "read", level: .certified,
        family: .random(
          "programs of up to 4 variables and 4 constraints, with all that the format leaves open chosen at random",
          quick: 150,
          deep: 10_000,
          draw: { _, stream -> ProgramText in
            let program = LinearProgramSubject.drawn(&stream)
            return ProgramText(text: PlainMPS.text(program, &stream), program: program)
          }),
        subject: { (text: String) -> LinearProgramSubject in LinearProgramSubject(try LinearProgram(parsingMPS: text))
        },
        mutants: readingMutants,
        test: { read, file in
          // The plain reader first: the text states what it is said to state.
          return .all(
            .equal(try PlainMPS.read(file.text), file.program, "the program by the plain reader"),
            .equal(try read(file.text), file.program, "the program"))
        }),
      Check(
        "written", level: .certified,
        family: .random(
          "programs of up to 4 variables and 4 constraints", quick: 100, deep: 10_000,
          draw: { _, stream in LinearProgramSubject.drawn(&stream) }),
        subject: { (subject: LinearProgramSubject) -> String in try subject.linearProgram().mpsText(fractions: .slashed)
        },
        mutants: writingMutants,
        test: { write, subject in
          let text = try write(subject)
          return .all(
            .equal(try PlainMPS.read(text), subject, "the program by the plain reader"),
            .equal(LinearProgramSubject(try LinearProgram(parsingMPS: text)), subject, "the program read back"))
        }),
      Check(
        "refused", level: .certified,
        family: .listed("\(refusedMPS.count) texts that are no MPS files", quick: refusedMPS),
        subject: { try refusal(mps: $0) },
        mutants: refusalMutants,
        test: refuses),
    ])
}

private let readingMutants: KeyValuePairs<String, Algorithm<String, LinearProgramSubject>> = [
  "second pairs are lost": { try PlainMPS.read($0, fault: .losesSecondPairs) },
  "the sign of an equation's range": { try PlainMPS.read($0, fault: .forgetsTheSignOfRanges) },
  "ranges of L upwards": { try PlainMPS.read($0, fault: .takesRangesUpwards) },
  "the sign of the constant": { try PlainMPS.read($0, fault: .doesNotNegateTheConstant) },
  "UP forgets the lower bound": { try PlainMPS.read($0, fault: .forgetsTheLowerBound) },
  "markers without an end": { try PlainMPS.read($0, fault: .passesTheLastMarker) },
  "sets always have names": { try PlainMPS.read($0, fault: .takesTheFirstNameForASet) },
  "all sets are taken": { try PlainMPS.read($0, fault: .readsAllSets) },
  "marked integers without bounds have no upper one": { try PlainMPS.read($0, fault: .leavesMarkedIntegersUnbounded) },
  "1e20 is a number": { try PlainMPS.read($0, fault: .takesLargeBoundsForFiniteOnes) },
  "OBJNAME is passed over": { try PlainMPS.read($0, fault: .takesTheFirstFreeRowForTheObjective) },
  "the last line is lost": { try PlainMPS.read($0, fault: .losesTheLastLine) },
]

private let writingMutants: KeyValuePairs<String, Algorithm<LinearProgramSubject, String>> = [
  "no lower bound beside a negative upper one": { subject in
    let lines = try subject.linearProgram().mpsText(fractions: .slashed).split(separator: "\n")
    return lines.filter { !$0.hasPrefix(" MI ") }.joined(separator: "\n") + "\n"
  },
  "the constant keeps its sign": { subject in
    var other = subject
    other.program.objectiveConstant.negate()
    return try other.linearProgram().mpsText(fractions: .slashed)
  },
  "columns without entries are left out": { subject in
    let lines = try subject.linearProgram().mpsText(fractions: .slashed).split(separator: "\n")
    return lines.filter { !$0.hasSuffix(" obj 0") }.joined(separator: "\n") + "\n"
  },
  "the first upper bound is written as a lower one": { subject in
    try subject.linearProgram().mpsText(fractions: .slashed).replacing(" UP ", with: " LO ", maxReplacements: 1)
  },
  "integers are not marked": { subject in
    let lines = try subject.linearProgram().mpsText(fractions: .slashed).split(separator: "\n")
    return lines.filter { !$0.contains("'MARKER'") }.joined(separator: "\n") + "\n"
  },
]

private let refusalMutants: KeyValuePairs<String, Algorithm<String, LinearProgramComplaint?>> = [
  "the line before": { text in
    guard let error = try refusal(mps: text) else { return nil }
    return LinearProgramComplaint(line: error.line - 1, found: error.found, expected: error.expected)
  },
  "anything goes": { _ in nil },
]

extension Rational {
  fileprivate mutating func negate() { self = -self }
}

/// What a reader says of a text that it refuses.
struct LinearProgramComplaint: Sendable, Equatable {
  var line: Int
  var found: String
  var expected: String
}

/// What the reader of MPS files says of a text; nil if it reads it.
private func refusal(mps text: String) throws -> LinearProgramComplaint? {
  do throws(LinearProgramFileError) {
    _ = try LinearProgram(parsingMPS: text)
    return nil
  } catch { return LinearProgramComplaint(line: error.line, found: error.found, expected: error.expected) }
}

/// Whether a text is refused as it should be.
@Sendable func refuses(
  _ complaint: Algorithm<String, LinearProgramComplaint?>, of refused: RefusedProgramText
) throws -> Verdict {
  guard let complaint = try complaint(refused.text) else { return .fails("it is accepted: \(refused.text)") }
  return .all(
    .equal(complaint.line, refused.line, "the line of \(refused.text)"),
    .equal(complaint.found, refused.found, "what is found in \(refused.text)"),
    .require(
      complaint.expected.hasPrefix(refused.expected), "expected “\(complaint.expected)”, not “\(refused.expected)”"))
}

private let columns = "ROWS\n N c\n L d\nCOLUMNS\n x c 1 d 1\n"

private let refusedMPS: [RefusedProgramText] = [
  // What is missing.
  .init("", 1, "the end of the file", "ENDATA"),
  .init("NAME\nROWS\n N c\n", 4, "the end of the file", "ENDATA"),
  .init(" N c\nENDATA", 1, " N c", "the section NAME or ROWS"),
  // Sections.
  .init("FOO\nENDATA", 1, "FOO", "one of NAME, OBJSENSE, OBJNAME, ROWS"),
  .init("NAME\n x\nENDATA", 2, "x", "a section"),
  .init("OBJSENSE\n UP\nENDATA", 2, "UP", "MAX or MIN"),
  .init("OBJSENSE SMALL\nENDATA", 1, "SMALL", "MAX or MIN"),
  // Rows.
  .init("ROWS\n Q c\nENDATA", 2, "Q c", "N, E, G or L"),
  .init("ROWS\n N\nENDATA", 2, "N", "N, E, G or L"),
  .init("ROWS\n N c d\nENDATA", 2, "N c d", "N, E, G or L"),
  .init("ROWS\n NL c\nENDATA", 2, "NL c", "N, E, G or L"),
  .init("ROWS\n N c\n L c\nENDATA", 3, "c", "a name that no other row has"),
  // Columns.
  .init("ROWS\n N c\nCOLUMNS\n x d 1\nENDATA", 4, "d", "the name of a row"),
  .init("ROWS\n N c\nCOLUMNS\n x c 1z\nENDATA", 4, "1z", "a number"),
  .init("ROWS\n N c\nCOLUMNS\n x c 1 c 1\nENDATA", 4, "c", "each row once in a column"),
  .init("ROWS\n N c\nCOLUMNS\n x c 1\n x c 1\nENDATA", 5, "c", "each row once in a column"),
  .init("ROWS\n N c\nCOLUMNS\n x c\nENDATA", 4, "x c", "a column and one or two pairs"),
  .init("ROWS\n N c\nCOLUMNS\n x c 1 c\nENDATA", 4, "x c 1 c", "a column and one or two pairs"),
  .init(columns + " y c 1\n x c 1\nENDATA", 7, "x", "the entries of a column one after the other"),
  .init("ROWS\n N c\nCOLUMNS\n M 'MARKER' 'INT'\nENDATA", 4, "M 'MARKER' 'INT'", "a name, 'MARKER'"),
  .init("ROWS\n N c\nCOLUMNS\n M 'MARKER'\nENDATA", 4, "M 'MARKER'", "a name, 'MARKER'"),
  .init("ROWS\n N c\nCOLUMNS\n M 'MARKER' 'INTORG' z\nENDATA", 4, "M 'MARKER' 'INTORG' z", "a name, 'MARKER'"),
  // Right-hand sides and ranges.
  .init(columns + "RHS\n c\nENDATA", 7, "c", "one or two pairs"),
  .init(columns + "RHS\n r c 1 d 1 c\nENDATA", 7, "r c 1 d 1 c", "one or two pairs"),
  .init(columns + "RHS\n r e 1\nENDATA", 7, "e", "the name of a row"),
  .init(columns + "RHS\n r d one\nENDATA", 7, "one", "a number"),
  .init(columns + "RANGES\n r c 1\nENDATA", 7, "c", "a row of type E, G or L"),
  // Bounds.
  .init(columns + "BOUNDS\n XV b x\nENDATA", 7, "XV", "UP, LO, FX"),
  .init(columns + "BOUNDS\n UP b y 1\nENDATA", 7, "y", "the name of a column"),
  .init(columns + "BOUNDS\n FR b y\nENDATA", 7, "y", "the name of a column"),
  .init(columns + "BOUNDS\n UP\nENDATA", 7, "UP", "a type of bound"),
  .init(columns + "BOUNDS\n UP x\nENDATA", 7, "UP x", "a type of bound"),
  .init(columns + "BOUNDS\n FR\nENDATA", 7, "FR", "a type of bound"),
  .init(columns + "BOUNDS\n UP b x 1 1\nENDATA", 7, "UP b x 1 1", "a type of bound"),
  .init(columns + "BOUNDS\n UP b x one\nENDATA", 7, "one", "a number"),
  .init(columns + "BOUNDS\n LO b x Inf\nENDATA", 7, "Inf", "a lower bound other than infinity"),
  .init(columns + "BOUNDS\n UP b x -1e20\nENDATA", 7, "-1e20", "an upper bound other than minus infinity"),
  .init(columns + "BOUNDS\n FX b x inf\nENDATA", 7, "inf", "a lower bound other than infinity"),
  // What is stated twice, of which some readers take the first and others the last.
  .init(columns + "BOUNDS\n UP b x 3\n PL b x\nENDATA", 8, "PL", "one upper bound for x"),
  .init(columns + "BOUNDS\n UP b x 3\n UP b x 4\nENDATA", 8, "4", "one upper bound for x"),
  .init(columns + "BOUNDS\n BV b x\n UP b x -1\nENDATA", 8, "-1", "one upper bound for x"),
  .init(columns + "BOUNDS\n FR b x\n UP b x -1\nENDATA", 8, "-1", "one upper bound for x"),
  .init(columns + "BOUNDS\n FR b x\n LO b x 1\nENDATA", 8, "1", "one lower bound for x"),
  .init(columns + "RHS\n r d 1\n r d 2\nENDATA", 8, "2", "one right-hand side for d"),
  .init(columns + "RANGES\n r d 1\n r d 2\nENDATA", 8, "2", "one range for d"),
  // Infinite sides, and names of objectives.
  .init(columns + "RHS\n r d -Inf\nENDATA", 7, "d", "a finite right-hand side"),
  .init(columns + "RHS\n r c 1e20\nENDATA", 7, "c", "a finite right-hand side of the objective"),
  .init(columns + "RHS\n r d 1e20\nRANGES\n r d 1\nENDATA", 9, "d", "a finite right-hand side"),
  .init("OBJNAME\n d\nROWS\n N c\n L d\nENDATA", 2, "d", "the name of a row of type N"),
  .init("OBJNAME e\nROWS\n N c\nENDATA", 1, "e", "the name of a row of type N"),
]
