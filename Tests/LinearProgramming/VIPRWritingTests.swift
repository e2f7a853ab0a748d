import Exact
import LinearProgrammingCheckers
import Testing

@Suite("What is written as VIPR")
struct VIPRWritingTests {
  private static func program(_ row: LinearProgramStatement.Interval) -> LinearProgramStatement {
    LinearProgramStatement(
      maximizes: true, objective: [1], objectiveConstant: 0, columns: [.init(lower: 0, upper: 3)],
      rows: [.init(columns: [0], coefficients: [1], interval: row)])
  }

  @Test("What is multiplied by 0 is left out")
  func zeros() throws {
    let certificate = LinearProgramCertificate(
      program: Self.program(.init(lower: nil, upper: 5)),
      evidence: .optimal(point: [3], value: 3, multipliers: .init(rows: [0], columns: [-1])))
    try certificate.verify()
    let written = try #require(certificate.vipr())
    #expect(written.derivations.map { $0.combination.map(\.value) } == [[1]])
    try written.verify()
  }

  @Test("Bounds that contradict one another give 0 ≥ their distance")
  func absurdity() throws {
    let certificate = LinearProgramCertificate(
      program: Self.program(.init(lower: 2, upper: 1)), evidence: .contradictoryRow(0))
    let written = try #require(certificate.vipr())
    #expect(written.derivations.map(\.constraint.right) == [1])
    try written.verify()
  }

  /// max x with 2x ≤ 7 and x ≥ 0 for integers x: cases at 3, which multiply the bound that x lacks by 0.
  private static func cases(value: Rational) -> (certificate: IntegerProgramCertificate, tree: IntegerProgramTree) {
    func at(_ value: Rational) -> IntegerProgramTree.Terms { .init(indices: [0], values: [value]) }
    let tree = IntegerProgramTree(nodes: [
      .split(.init(form: at(1), below: 3)), .leaf(.init(scale: 1, columns: at(0), cases: at(-1))),
      .leaf(.init(scale: 0, rows: at(-1), columns: at(0), cases: at(2))),
    ])
    let program = LinearProgramStatement(
      maximizes: true, objective: [1], objectiveConstant: 0, columns: [.init(lower: 0, upper: nil)],
      rows: [.init(columns: [0], coefficients: [2], interval: .init(lower: nil, upper: 7))])
    return (
      IntegerProgramCertificate(
        program: program, integers: [0], evidence: .cases(point: [3], value: value, bound: value, tree: tree)), tree
    )
  }

  @Test("A proof by cases is written if it is one, and knows its leaves")
  func trees() throws {
    let (certificate, tree) = Self.cases(value: 3)
    #expect(tree.leafCount == 2)
    try #require(certificate.vipr()).verify()
    #expect(Self.cases(value: 4).certificate.vipr() == nil)
  }
}
