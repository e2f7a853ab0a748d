import Evidence
import Exact
import LinearProgramming
import LinearProgrammingCheckers
import Randomness

extension Claim {
  /// CPLEX-LP files are read and written as the format says.
  static let lpFiles = Claim(
    id: "programs.lp",
    title: "CPLEX-LP files say the same to us as to a plain reader, and what is written states the same program",
    sentences: [
      Sentence(
        """
        A file in the CPLEX-LP format with an objective, constraints, bounds, general and binary variables, under all usual names of \
        sections and relations, with comments and line ends anywhere, limits on either side or both, and constants among the terms, is \
        read as the program that it states, to the last digit; binary variables lie between 0 and 1 and within their other bounds, \
        bounds of 1e20 and more are infinite, sections after the objective come in any order, and variables are numbered in the order of first occurrence, and the k-th \
        constraint is called $c_k$ if it has no name.
        """,
        checks: ["read"]),
      Sentence(
        """
        What is written is read, by a plain reader and by ours, as the same program with the same names, but that a constraint with \
        two different bounds is two, the second with `_upper` after its name, and one without bounds is left out.
        """,
        checks: ["written"]),
      Sentence(
        "What is no such file is refused with the line, what stands there, and what is expected.",
        checks: ["refused"]),
    ],
    source: Source(
      paper: "IBM ILOG CPLEX Optimization Studio: file formats",
      theorem: "the LP format; p/q for fractions as in SoPlex"),
    checks: [
      Check(
        "read", level: .certified,
        family: .random(
          "programs of up to 4 variables and 4 constraints, with all that the format leaves open chosen at random",
          quick: 150,
          deep: 10_000,
          draw: { _, stream in PlainLP.text(try drawn(&stream).withIndices(&stream), &stream) }),
        subject: { (text: String) -> LinearProgramSubject in LinearProgramSubject(try LinearProgram(parsingLP: text)) },
        mutants: readingMutants,
        test: { read, file in
          // The plain reader first: the text states what it is said to state.
          return .all(
            .equal(try PlainLP.read(file.text), file.program, "the program by the plain reader"),
            .equal(try read(file.text), file.program, "the program"))
        }),
      Check(
        "written", level: .certified,
        family: .random(
          "programs of up to 4 variables and 4 constraints", quick: 100, deep: 10_000,
          draw: { _, stream in try drawn(&stream) }),
        subject: { (subject: LinearProgramSubject) -> String in try subject.linearProgram().lpText(fractions: .slashed)
        },
        mutants: writingMutants,
        test: { write, subject in
          let text = try write(subject)
          return .all(
            .equal(try PlainLP.read(text), subject.oneSided, "the program by the plain reader"),
            .equal(LinearProgramSubject(try LinearProgram(parsingLP: text)), subject.oneSided, "the program read back"),
            .require(text.split(separator: "\n").allSatisfy { $0.count <= 100 }, "a line is too long"))
        }),
      Check(
        "refused", level: .certified,
        family: .listed("\(refusedLP.count) texts that are no LP files", quick: refusedLP),
        subject: { try refusal(lp: $0) },
        mutants: refusalMutants,
        test: refuses),
    ])
}

private let readingMutants: KeyValuePairs<String, Algorithm<String, LinearProgramSubject>> = [
  "limits on the left taken for those on the right": {
    try PlainLP.read($0, fault: .takesBoundsOnTheLeftForThoseOnTheRight)
  },
  "constants are forgotten": { try PlainLP.read($0, fault: .forgetsConstants) },
  "a minus before a name is lost": { try PlainLP.read($0, fault: .losesMinusBeforeNames) },
  "the second limit of a chain is lost": { try PlainLP.read($0, fault: .losesSecondBounds) },
  "free variables keep their lower bound": { try PlainLP.read($0, fault: .keepsTheLowerBoundOfFreeVariables) },
  "comments are read": { try PlainLP.read($0, fault: .readsComments) },
  "binary variables without bounds": { try PlainLP.read($0, fault: .forgetsTheBoundsOfBinaries) },
  "binary variables lose their other bounds": { try PlainLP.read($0, fault: .forgetsOtherBoundsOfBinaries) },
  "1e20 is a number": { try PlainLP.read($0, fault: .takesLargeBoundsForFiniteOnes) },
  "unnamed constraints are counted among themselves": {
    try PlainLP.read($0, fault: .countsUnnamedConstraints)
  },
]

private let writingMutants: KeyValuePairs<String, Algorithm<LinearProgramSubject, String>> = [
  "the lower bound beside an upper one is left out": { subject in
    try subject.linearProgram().lpText(fractions: .slashed).replacing("-inf <= ", with: "")
  },
  "a cost of 0 is written as -1": { subject in
    try subject.linearProgram().lpText(fractions: .slashed).replacing(" + 0 ", with: " - ")
  },
  "one bound of two": { subject in
    let lines = try subject.linearProgram().lpText(fractions: .slashed).split(separator: "\n")
    return lines.filter { !$0.contains("_upper:") }.joined(separator: "\n") + "\n"
  },
  "free variables have bounds": { subject in
    let lines = try subject.linearProgram().lpText(fractions: .slashed).split(separator: "\n")
    return lines.filter { !$0.hasSuffix(" free") }.joined(separator: "\n") + "\n"
  },
  "the constant keeps its sign": { subject in
    var other = subject
    other.program.objectiveConstant = -subject.program.objectiveConstant
    return try other.linearProgram().lpText(fractions: .slashed)
  },
]

private let refusalMutants: KeyValuePairs<String, Algorithm<String, LinearProgramComplaint?>> = [
  "the line before": { text in
    guard let error = try refusal(lp: text) else { return nil }
    return LinearProgramComplaint(line: error.line - 1, found: error.found, expected: error.expected)
  },
  "anything goes": { _ in nil },
]

/// A program that the format can state: without a variable there is no constraint.
private func drawn(_ stream: inout RandomStream) throws -> LinearProgramSubject {
  var subject = LinearProgramSubject.drawn(&stream)
  if subject.columnNames.isEmpty { (subject.program.rows, subject.rowNames) = ([], []) }
  return subject
}

extension LinearProgramSubject {
  /// The program with names such as x[2], which are read and not written.
  fileprivate func withIndices(_ stream: inout RandomStream) -> LinearProgramSubject {
    var other = self
    for column in columnNames.indices where stream.uniform(in: 0...3) == 0 {
      other.columnNames[column] += "[\(column)]"
    }
    return other
  }

  /// The program with constraints of one bound each.
  fileprivate var oneSided: LinearProgramSubject {
    var result = self
    (result.program.rows, result.rowNames) = ([], [])
    for (row, name) in zip(program.rows, rowNames) {
      func add(_ interval: LinearProgramStatement.Interval, _ name: String) {
        result.program.rows.append(.init(columns: row.columns, coefficients: row.coefficients, interval: interval))
        result.rowNames.append(name)
      }
      switch (row.interval.lower, row.interval.upper) {
      case (nil, nil): continue
      case (let lower?, let upper?) where lower != upper:
        add(.atLeast(lower), name)
        add(.atMost(upper), name + "_upper")
      default: add(row.interval, name)
      }
    }
    return result
  }
}

/// What the reader of LP files says of a text; nil if it reads it.
private func refusal(lp text: String) throws -> LinearProgramComplaint? {
  do throws(LinearProgramFileError) {
    _ = try LinearProgram(parsingLP: text)
    return nil
  } catch { return LinearProgramComplaint(line: error.line, found: error.found, expected: error.expected) }
}

private let refusedLP: [RefusedProgramText] = [
  // Sections.
  .init("", 1, "the end of the file", "Minimize or Maximize"),
  .init("\n\n", 3, "the end of the file", "Minimize or Maximize"),
  .init("x + y\nst\nend", 1, "x", "Minimize or Maximize"),
  .init("st\nx >= 1\nend", 1, "st", "Minimize or Maximize"),
  .init("min x\nbounds\nend", 3, "end", "Subject To"),
  .init("min x\nst\nmax\nend", 3, "max", "Bounds, General, Binary or End"),
  .init("min x\nst\nc: x >= 1", 3, "the end of the file", "End"),
  .init("min x\nst\nend\nend", 4, "end", "nothing after End"),
  .init("min x\nst\nend x", 3, "x", "nothing after End"),
  // Words.
  .init("min x\nst\nc: x >= 1 ^\nend", 3, "^", "a number, a name"),
  // Of two mistakes the first.
  .init("min x\nst\nc: x ! >= 1 ^\nend", 3, "!", "<=, >= or ="),
  .init("min x\nst\nc: x <> 1\nend", 3, "<> 1", "a number, a name"),
  .init("min x\nst\nc: x >< 1\nend", 3, ">< 1", "a number, a name"),
  .init("min 3 x * 2\nst\nend", 1, "* 2", "a number, a name"),
  .init("min é\nst\nend", 1, "é", "a number, a name"),
  // Numbers.
  .init("min x\nst\nc: x >= 1..2\nend", 3, "1.", "a number such as"),
  .init("min 1/0 x\nst\nend", 1, "1/0", "a number such as"),
  .init("min . x\nst\nend", 1, ".", "a number such as"),
  .init("min 1e999999999 x\nst\nend", 1, "1e999999999", "a number such as"),
  // Forms.
  .init("min x\n\nsubject to\n x y >= 2\nend", 4, "y", "<=, >= or ="),
  .init("min x\nst\nc: x + x >= 1\nend", 3, "x", "each variable once in a form"),
  .init("min x\nst\nc: x + >= 1\nend", 3, ">=", "a coefficient or a variable"),
  .init("min x\nst\nc: x - - y >= 1\nend", 3, "-", "a coefficient or a variable"),
  .init("min x\nst\n>= 1\nend", 3, ">=", "a coefficient or a variable"),
  .init("min x +\nst\nend", 2, "st", "a coefficient or a variable"),
  // Constraints.
  .init("min x\nst\nc: x >= 1\nc: x <= 1\nend", 4, "c", "a name that no other constraint has"),
  .init("min x\nst\nc: x >= y\nend", 3, "y", "a number or infinity"),
  .init("min x\nst\nx >=\nend", 4, "end", "a number or infinity"),
  .init("min x\nst\nc: x + 2\nend", 4, "end", "<=, >= or ="),
  .init("min x\nst\nc: x <= - inf\nend", 3, "-", "an upper bound other than -inf before this"),
  .init("min x\nst\nc: x >= inf\nend", 3, "inf", "a lower bound other than inf before this"),
  .init("min x\nst\nc: inf <= x\nend", 3, "x", "a lower bound other than inf before this"),
  .init("min x\nst\nc: -inf >= x\nend", 3, "x", "an upper bound other than -inf before this"),
  .init("min x\nst\nc: x = inf\nend", 3, "inf", "a finite number after = before this"),
  // Bounds and kinds.
  .init("min x\nst\nbounds\nx <= -inf\nend", 4, "-", "an upper bound other than -inf before this"),
  .init("min x\nst\nbounds\nx = inf\nend", 4, "inf", "a finite number after = before this"),
  .init("min x\nst\nbounds\nx y\nend", 4, "y", "<=, >= or ="),
  .init("min x\nst\nbounds\nx y free\nend", 4, "y", "<=, >= or ="),
  .init("min x\nst\nbounds\nx <= -1e20\nend", 4, "-", "an upper bound other than -inf before this"),
  .init("min x\nst\nbounds\nx = 1e30\nend", 4, "1e30", "a finite number after = before this"),
  .init("min x\nst\nsemi-continuous\nx\nend", 4, "x", "the next section"),
  .init("min x\nst\nsemis\nx\nend", 4, "x", "the next section"),
  .init("min x\nst\nsos2\ns: x:1\nend", 4, "s", "the next section"),
  .init("min [x]\nst\nend", 1, "[x]", "a number, a name"),
  .init("min x\nst\nbounds\n3 <= 4\nend", 4, "4", "the name of a variable"),
  .init("min x\nst\nbounds\nx\nfree\nend", 5, "free", "<=, >= or ="),
  .init("min x\nst\nbounds\nx 3\nend", 4, "3", "<=, >= or ="),
  .init("min x\nst\ngeneral\n3\nend", 4, "3", "the name of a variable"),
  .init("min x\nst\nbinary\n+ x\nend", 4, "+", "the name of a variable"),
]
