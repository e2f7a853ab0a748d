import Evidence
import Exact
import GrammarCompressionCheckers

// The statement: kind 4, both grammars with symbols numbered as they are defined, the value. Evidence: entries with the numbers of those that
// each rests on, and of the last.

extension Check {
  /// What is asked about inner products.
  static let innerProductRequests: Check = Check.requests(
    productExamples, line: productLine,
    mutants: [
      "exchanges the grammars": writing({ ($0.v, $0.u) = ($0.u, $0.v) }, by: productLine),
      "leaves out the first entry": writing(
        { asked in
          asked.proof = asked.proof.replacing(/entry.*\n/, with: "", maxReplacements: 1)
            .replacing("certificate 6", with: "certificate 5").replacing("certificate 1", with: "certificate 0")
        }, by: productLine),
    ])

  /// What is taken for an answer about inner products.
  static let innerProductStatements: Check = Check.statements(
    of: productExamples,
    others: [
      AnsweredStatement(
        name: "a vector that lost its root", asked: productExamples[1].asked,
        statement: [4, 1, 0, 1, 0, 1, 0, 2, 1, 0, 2], isStated: false),
      AnsweredStatement(
        name: "a root for a vector without entries", asked: productExamples[2].asked, statement: [4, 0, 1, 0, 0, 0, 0],
        isStated: false),
    ], states: { try $0.asked.certificate().states($0.statement) })
}

private let productLine: Algorithm<AskedProduct, String?> = { try $0.certificate().checkerRequest?.line }

/// A certificate with the grammars that it is about.
private struct AskedProduct: Codable, Sendable {
  var proof: String
  var v: String
  var u: String

  func certificate() throws -> InnerProductProof {
    try InnerProductProof(InnerProductCertificate(parsing: proof), v: v, u: u)
  }
}

private let productExamples: [AskedExample<AskedProduct>] = [
  AskedExample(
    "(1, 2, 1) · (3, 3, 5)",
    AskedProduct(
      proof: """
        p inner-product-certificate 6
        v v
        u u
        entry 30 1 0 3
        entry 20 3 0 6
        entry 30 3 1 6
        entry 30 4 0 9
        entry 10 4 -2 5
        entry 40 4 0 14
        value 14
        """, v: "p slp 4 3\n10 = 1\n20 = 2\n30 10 20\n40 30 10\nroot 40\n",
      u: "p slp 4 3\n1 = 3\n2 = 5\n3 1 2\n4 1 3\nroot 4\n"),
    statement: "4 4 0 1 0 2 1 0 1 1 2 0 1 3 4 0 3 0 5 1 0 1 1 0 2 1 3 14",
    evidence: "6 2 0 0 3 -1 -1 1 2 0 6 -1 -1 2 2 1 6 -1 1 2 3 0 9 0 2 0 3 -2 5 -1 -1 3 3 0 14 3 4 5"),
  AskedExample(
    "symbols that no grammar defines",
    AskedProduct(
      proof: "p inner-product-certificate 1\nv v\nu u\nentry 7 8 1 0\nvalue 2\n", v: "p slp 1 1\n2 = 1\nroot 2\n",
      u: "p slp 1 1\n3 = 2\nroot 3\n"),
    statement: "4 1 0 1 1 0 1 0 2 1 0 2", evidence: "1 -1 -1 1 0 -1 -1 -1"),
  AskedExample(
    "vectors without entries",
    AskedProduct(
      proof: "p inner-product-certificate 0\nv v\nu u\nvalue 0\n", v: "p slp 0 0\n", u: "p slp 0 0\n"),
    statement: "4 0 0 0 0 0", evidence: "0 -1"),
]
