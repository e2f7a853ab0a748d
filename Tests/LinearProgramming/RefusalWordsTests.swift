import Exact
import LinearProgrammingCheckers
import Testing

/// What a refusal says, where its words depend on what was found: forgeries only ask that the checker's own words come.
@Suite("Words of refusals")
struct RefusalWordsTests {
  @Test(
    "A multiplier that has no bound to multiply names the side",
    arguments: [(Rational(2), "a lower"), (Rational(1, 2), "a lower"), (Rational(-2), "an upper")])
  func noBound(multiplier: Rational, side: String) {
    #expect(
      LinearProgramCertificateError.noBound("row 3", multiplier).description
        == "the multiplier \(multiplier) of row 3 needs \(side) bound, which it lacks")
  }

  @Test("A certificate of another program names the first difference")
  func mismatch() {
    let words: [(LinearProgramMismatch, String)] = [
      (.direction(maximizes: true), "the certificate's program maximizes"),
      (.direction(maximizes: false), "the certificate's program minimizes"),
      (.integrality("x", isInteger: true), "x must be an integer in the certificate only"),
      (
        .integrality("x", isInteger: false),
        "the certificate is about a relaxation, in which x need not be an integer"
      ),
      (.names(column: 0), "variable 1 has another name in the certificate, or is missing"),
      (.constraint(number: 4), "constraint 5 of the certificate differs, or is missing"),
    ]
    for (mismatch, expected) in words { #expect(mismatch.description == expected) }
  }

  @Test(
    "VIPR files have the program's names, unless one of them would be read as another or as two",
    arguments: [("x", "a", true), ("", "a", false), ("x y", "a", false), ("x", "", false), ("x", "a\tb", false)])
  func names(column: String, row: String, areKept: Bool) {
    let program = LinearProgramStatement(
      maximizes: true, objective: [1, 0], objectiveConstant: 0,
      columns: [.init(lower: 0, upper: nil), .init(lower: 0, upper: nil)],
      rows: [.init(columns: [0], coefficients: [1], interval: .init(lower: nil, upper: 1))])
    let subject = LinearProgramSubject(program: program, integers: [], columnNames: [column, "z"], rowNames: [row])
    #expect(subject.viprNames.columns == (areKept ? [column, "z"] : ["x0", "x1"]))
    #expect(subject.viprNames.rows == (areKept ? [row] : ["c0"]))
  }
}
