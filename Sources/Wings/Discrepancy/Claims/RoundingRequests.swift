import DiscrepancyCheckers
import Evidence
import Exact

// The statement: kind 2, the rows, the point, the vertex; evidence: a prime and a left inverse of the fractional columns modulo it, or 2 and
// nothing. Kind 3: the sets, the point, what it was rounded to, t, the largest change; no evidence.

extension Check {
  /// What is asked about vertices.
  static let vertexRequests: Check = Check.requests(
    vertexExamples, line: vertexLine,
    mutants: [
      "writes the point for the vertex": writing({ $0.vertex = $0.point }, by: vertexLine),
      "takes the absolute values": writing(
        { certificate in
          certificate.matrix = certificate.matrix.map { $0.map(\.magnitude) }
        }, by: vertexLine),
    ])

  /// What is taken for an answer about vertices.
  static let vertexStatements: Check = Check.statements(
    of: vertexExamples, others: [], states: { $0.asked.states($0.statement) })

  /// What is asked about roundings after Beck and Fiala.
  static let beckFialaRequests: Check = Check.requests(
    beckFialaExamples + [misnaming, nothing], line: beckFialaLine,
    mutants: [
      "sorts the elements of sets": writing(
        { certificate in certificate.sets = certificate.sets.map { $0.sorted() } }, by: beckFialaLine),
      "forgets the last set": writing({ $0.sets.removeLast() }, by: beckFialaLine),
    ])

  /// What is taken for an answer about them.
  static let beckFialaStatements: Check = Check.statements(
    of: beckFialaExamples,
    others: [
      AnsweredStatement(
        name: "a rounding over another denominator",
        asked: BeckFialaCertificate(sets: [[0]], point: [half], rounded: [1]),
        statement: [3, 1, 1, 0, 4, 1, 2, 1, 1, 1, 2], isStated: true),
      AnsweredStatement(
        name: "a rounding of which a sum changes too much",
        asked: BeckFialaCertificate(sets: [[0, 1]], point: [half, half], rounded: [1, 1]),
        statement: [3, 1, 2, 0, 1, 2, 2, 1, 1, 2, 1, 1, 1, 2], isStated: false),
    ], states: { $0.asked.states($0.statement) })
}

private let vertexLine: Algorithm<VertexCertificate, String?> = { $0.checkerRequest?.line }
private let beckFialaLine: Algorithm<BeckFialaCertificate, String?> = { $0.checkerRequest?.line }

private let half = Rational(1, 2)
private let third = Rational(1, 3)
private let prime: Integer = 2_147_483_647
private let secondPrime: Integer = 2_147_483_629

/// A matrix of one row with one entry, which only a modulus that does not divide it shows to be other than 0.
private func divisible(by number: Integer) -> VertexCertificate {
  VertexCertificate(matrix: [[Rational(number)]], point: [half], vertex: [half])
}

private let vertexExamples: [AskedExample<VertexCertificate>] = [
  AskedExample(
    "a vertex of two fractional coordinates",

    VertexCertificate(
      matrix: [[0, 2, 1], [-3, -1, 1]], point: [Rational(1, 12), Rational(3, 4), half], vertex: [third, half, 1]),
    statement: "2 2 1 3 0 2 1 1 3 -3 -1 1 12 3 1 9 6 6 3 2 3 6",
    // 1/2 is 1073741824, −1/6 is 357913941 and −1/3 is 715827882.
    evidence: "2147483647 2 2 357913941 715827882 2 1073741824 0"),
  AskedExample(
    "a vertex in a row of fractions",

    VertexCertificate(matrix: [[half, 1, 0]], point: [half, half, half], vertex: [0, Rational(3, 4), 1]),
    statement: "2 1 2 3 1 2 0 2 3 1 1 1 4 3 0 3 4", evidence: "2147483647 1 1 1073741824"),
  AskedExample(
    "a vertex with more rows than fractional coordinates",
    VertexCertificate(matrix: [[1, 1], [1, 0]], point: [0, half], vertex: [0, half]),
    statement: "2 2 1 2 1 1 1 2 1 0 2 2 0 1 2 2 0 1", evidence: "2147483647 1 2 1 0"),
  AskedExample(
    "a corner of the cube", VertexCertificate(matrix: [[1, 2]], point: [1, 0], vertex: [1, 0]),
    statement: "2 1 1 2 1 2 1 2 1 0 1 2 1 0", evidence: "2147483647 0"),
  AskedExample(
    "equal columns, which nothing shows to be independent",
    VertexCertificate(matrix: [[1, 1], [1, 1]], point: [half, half], vertex: [half, half]),
    statement: "2 2 1 2 1 1 1 2 1 1 2 2 1 1 2 2 1 1", evidence: "2 0"),
  AskedExample(
    "more fractional coordinates than rows",
    VertexCertificate(matrix: [[1, 1]], point: [half, half], vertex: [half, half]),
    statement: "2 1 1 2 1 1 2 2 1 1 2 2 1 1", evidence: "2 0"),
  AskedExample(
    "an entry that the first prime divides", divisible(by: prime), statement: "2 1 1 1 2147483647 2 1 1 2 1 1",
    evidence: "2147483629 1 1 2028178983"),
  AskedExample(
    "an entry that two primes divide", divisible(by: prime * secondPrime),
    statement: "2 1 1 1 4611685975477714963 2 1 1 2 1 1", evidence: "2147483587 1 1 576923170"),
  AskedExample(
    "an entry that three primes divide", divisible(by: prime * secondPrime * 2_147_483_587),
    statement: "2 1 1 1 9903519940736477367306812281 2 1 1 2 1 1", evidence: "2 0"),
]

/// Elements that do not exist are written, for the checker to refuse, and count for nothing.
private let misnaming = AskedExample(
  "sets with elements that do not exist", BeckFialaCertificate(sets: [[0, 1], [-1]], point: [half], rounded: [1]),
  statement: "3 2 2 0 1 1 -1 2 1 1 1 1 1 1", evidence: "")

/// Nothing is over any denominator, so that another one says the same.
private let nothing = AskedExample(
  "a rounding without elements", BeckFialaCertificate(sets: [[]], point: [], rounded: []),
  statement: "3 1 0 1 0 0 0 0", evidence: "")

private let beckFialaExamples: [AskedExample<BeckFialaCertificate>] = [
  AskedExample(
    "a rounding",

    BeckFialaCertificate(sets: [[2, 0], [1, 2], [0]], point: [half, third, Rational(1, 4)], rounded: [1, 0, 0]),
    statement: "3 3 2 2 0 2 1 2 1 0 12 3 6 4 3 3 1 0 0 2 7", evidence: ""),
  AskedExample(
    "a rounding of nothing", BeckFialaCertificate(sets: [[]], point: [half], rounded: [1]),
    statement: "3 1 0 2 1 1 1 1 0 0", evidence: ""),
]
