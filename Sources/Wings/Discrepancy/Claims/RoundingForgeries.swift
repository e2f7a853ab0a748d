import DiscrepancyCheckers
import Evidence
import Exact
import Formats
import Foundation

extension Claim {
  /// No forged certificate of a vertex passes.
  static let vertexForgeries = Claim(
    id: "certificates.vertices",
    title: "A certificate of a vertex proves that the point it contains is one, and no forgery passes",
    sentences: [
      Sentence(
        """
        A certificate that passes contains a matrix $M$, a point $x$ and a vertex $y$ of $\\{y \\in [0,1]^n : My = Mx\\}$. Every other \
        file is refused, with the first thing that does not hold.
        """, checks: ["forgeries"]),
      .provedRequests,
    ],
    source: Source(
      paper: "DiscQuant: A Quantization Method for Neural Networks Inspired by Discrepancy Theory", arXiv: "2501.06417",
      theorem: "the linear program at its core; the statement on vertices is standard"),
    checks: [
      .forgeries(
        "forgeries", about: "roundings of \(vertices.count) points of up to four coordinates", quick: vertexFiles,
        deep: jsonForgeries(of: vertices, called: "rounding"), checker: checkVertex, mutants: vertexMutants,
        isTrue: { _, text in try isVertex(text) }),
      .vertexRequests, .vertexStatements,
    ])

  /// No forged certificate of a rounding after Beck and Fiala passes.
  static let beckFialaForgeries = Claim(
    id: "certificates.beck-fiala",
    title: "A certificate of a rounding after Beck and Fiala proves its bound, and no forgery passes",
    sentences: [
      Sentence(
        """
        A certificate that passes contains sets, a point $x \\in [0,1]^n$ and $z \\in \\{0,1\\}^n$ with \
        $|\\sum_{j \\in S} (x_j - z_j)| < t$ for every set $S$, or $= 0$ if $t = 0$, where $t$ is the largest number of sets that an \
        element lies in; and $t$ and the largest change are what the checker returns. Every other file is refused, with the \
        first thing that does not hold.
        """, checks: ["forgeries"]),
      .provedRequests,
    ],
    source: Source(
      paper: "Integer-making theorems (Beck, Fiala; Discrete Applied Mathematics 3, 1981)",
      theorem: "the theorem on integer-making"),
    checks: [
      .forgeries(
        "forgeries", about: "roundings of \(roundings.count) points of up to five elements", quick: roundingFiles,
        deep: jsonForgeries(of: roundings, called: "rounding"), checker: checkRounding, mutants: roundingMutants,
        isTrue: isRounding),
      .beckFialaRequests, .beckFialaStatements,
    ])
}

/// A file that is refused with this error.
private func stopped(_ name: String, _ certificate: some Encodable, _ error: any Error) -> TriedFile<String> {
  TriedFile(name: name, file: jsonText(certificate), expectation: .refused("\(error)"))
}

private func repeatingKey(_ key: String, in certificate: some Encodable) -> TriedFile<String> {
  TriedFile(
    name: "two of \(key)", file: jsonText(certificate).replacing("\"\(key)\":", with: "\"\(key)\":[],\"\(key)\":"),
    expectation: .refused("\(JSONKeyError.repeated(key))"))
}

// Vertices.

private let checkVertex: Algorithm<String, [Rational]> = { text in
  let certificate = try decodeStrictly(VertexCertificate.self, from: Data(text.utf8))
  try certificate.verify()
  return certificate.vertex
}

private func forgivingVertex(_ isForgiven: @escaping @Sendable (VertexCertificateError) -> Bool) -> Algorithm<
  String, [Rational]
> {
  forgiving(
    checkVertex, { ($0 as? VertexCertificateError).map(isForgiven) ?? false },
    accepts: { try JSONDecoder().decode(VertexCertificate.self, from: Data($0.utf8)).vertex })
}

private let vertexMutants: KeyValuePairs<String, Algorithm<String, [Rational]>> = [
  "lets coordinates be negative": forgivingVertex { if case .outside(_, let value) = $0 { value < 0 } else { false } },
  "lets coordinates be greater than 1": forgivingVertex {
    if case .outside(_, let value) = $0 { value > 1 } else { false }
  },
  "compares the first row only": forgivingVertex { if case .moved(let row, _, _) = $0 { row > 0 } else { false } },
  "compares all rows but the first": forgivingVertex { if case .moved(0, _, _) = $0 { true } else { false } },
  "counts fractional coordinates and looks at no column": forgivingVertex {
    if case .dependent(_, .some, _) = $0 { true } else { false }
  },
  "takes one fractional coordinate too many": forgivingVertex {
    if case .dependent(let count, nil, let rows) = $0 { count == rows + 1 } else { false }
  },
  "cuts rows that are too long": forgivingVertex {
    if case .shape(let why) = $0 { why.hasPrefix("row") } else { false }
  },
  "cuts a point that is too long": forgivingVertex {
    if case .shape(let why) = $0 { why.hasPrefix("a vertex") } else { false }
  },
]

/// Vertices by definition: of all columns in which y is fractional some square part has a determinant other than 0.
private func isVertex(_ text: String) throws -> Bool {
  let certificate = try JSONDecoder().decode(VertexCertificate.self, from: Data(text.utf8))
  let (matrix, x, y) = (certificate.matrix, certificate.point, certificate.vertex)
  guard x.count == y.count, y.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return false }
  for row in matrix {
    guard row.count == x.count else { return false }
    let change = x.indices.reduce(Rational(0)) { $0 + row[$1] * (x[$1] - y[$1]) }
    guard change.isZero else { return false }
  }
  let columns = y.indices.filter { y[$0] > 0 && y[$0] < 1 }
  func hasDeterminant(_ rows: ArraySlice<[Rational]>, _ chosen: [[Rational]]) -> Bool {
    if chosen.count == columns.count { return !determinant(chosen.map { row in columns.map { row[$0] } }).isZero }
    guard let first = rows.first else { return false }
    return hasDeterminant(rows.dropFirst(), chosen + [first]) || hasDeterminant(rows.dropFirst(), chosen)
  }
  return hasDeterminant(matrix[...], [])
}

/// By expansion along the first row.
private func determinant(_ matrix: [[Rational]]) -> Rational {
  guard let first = matrix.first else { return 1 }
  return first.indices.reduce(Rational(0)) { sum, column in
    let minor = matrix.dropFirst().map { row in row.indices.filter { $0 != column }.map { row[$0] } }
    let term = first[column] * determinant(minor)
    return column % 2 == 0 ? sum + term : sum - term
  }
}

private let half = Rational(1, 2)
private let centre = [half, half, half, half]
private let worked: [[Rational]] = [[1, 2, 3, 4], [1, 1, 1, 1]]

private let vertices: [VertexCertificate] = [
  VertexCertificate(matrix: worked, point: centre, vertex: [1, 0, 0, 1]),
  // Two fractional coordinates of two rows.
  VertexCertificate(
    matrix: [[2, 1, 0], [0, 1, 3]], point: [half, half, Rational(1, 3)], vertex: [Rational(3, 4), 0, half]),
  VertexCertificate(matrix: [[Rational(1, 3), 1]], point: [half, Rational(1, 4)], vertex: [0, Rational(5, 12)]),
  VertexCertificate(matrix: [], point: [half, 1], vertex: [0, 1]),
  VertexCertificate(matrix: [[], []], point: [], vertex: []),
  VertexCertificate(matrix: [[0, 1], [0, 2]], point: [half, half], vertex: [0, half]),
]

private let vertexFiles: [TriedFile<String>] = {
  func forged(
    _ name: String, _ matrix: [[Rational]], _ point: [Rational], _ vertex: [Rational], _ error: VertexCertificateError
  ) -> TriedFile<String> {
    stopped(name, VertexCertificate(matrix: matrix, point: point, vertex: vertex), error)
  }
  let valid = vertices.enumerated().map {
    TriedFile(name: "rounding \($0.offset + 1)", file: jsonText($0.element), expectation: .accepted)
  }
  return valid + [
    forged("the point itself", worked, centre, centre, .dependent(fractional: 4, rank: nil, rows: 2)),
    forged(
      "one fractional coordinate more than rows", [[1, 1]], [half, half], [half, half],
      .dependent(fractional: 2, rank: nil, rows: 1)),
    forged(
      "as many as rows, but the same row twice", [[1, 1], [2, 2]], [half, half], [half, half],
      .dependent(fractional: 2, rank: 1, rows: 2)),
    forged(
      "a fractional coordinate of a column of zeros", [[0, 1]], [half, 1], [half, 1],
      .dependent(fractional: 1, rank: 0, rows: 1)),
    forged("a fractional coordinate without rows", [], [half], [half], .dependent(fractional: 1, rank: nil, rows: 0)),
    forged("a negative coordinate", [[1, 1]], [half, half], [-1, 2], .outside(0, value: -1)),
    forged("a coordinate beyond 1", [[1, 1]], [half, 1], [Rational(3, 2), 0], .outside(0, value: Rational(3, 2))),
    forged("the last coordinate below 0", [[1, 1]], [half, 0], [1, -half], .outside(1, value: -half)),
    forged("the first row moved", worked, centre, [1, 1, 0, 0], .moved(row: 0, from: 5, to: 3)),
    forged("the last row moved", worked, centre, [1, half, 1, 0], .moved(row: 1, from: 2, to: Rational(5, 2))),
    forged(
      "a row moved by little", [[Rational(1, 3)]], [half], [Rational(1_000_001, 2_000_000)],
      .moved(row: 0, from: Rational(1, 6), to: Rational(1_000_001, 6_000_000))),
    forged(
      "a vertex of more coordinates", [[1, 1]], [half, half], [1, 0, 1],
      .shape("a vertex of 3 coordinates for a point of 2")),
    forged(
      "a vertex of fewer coordinates", [[1, 0]], [1, half], [1], .shape("a vertex of 1 coordinates for a point of 2")),
    forged(
      "a row of more entries", [[1, 1, 5]], [half, half], [1, 0],
      .shape("row 0 has 3 entries for a point of 2 coordinates")),
    forged(
      "a row of fewer entries", [[1, 1], [1]], [half, half], [1, 0],
      .shape("row 1 has 1 entries for a point of 2 coordinates")),
    repeatingKey("matrix", in: vertices[0]), repeatingKey("point", in: vertices[0]),
    repeatingKey("vertex", in: vertices[0]),
  ] + jsonForgeries(of: vertices, called: "rounding").thinned(to: 300)
}()

// Roundings after Beck and Fiala.

/// t and the largest change.
private struct Discrepancy: Sendable {
  var degree: Int
  var change: Rational
}

private let checkRounding: Algorithm<String, Discrepancy> = { text in
  let found = try decodeStrictly(BeckFialaCertificate.self, from: Data(text.utf8)).verify()
  return Discrepancy(degree: found.degree, change: found.largestChange)
}

private func forgivingRounding(
  _ isForgiven: @escaping @Sendable (BeckFialaCertificateError) -> Bool
) -> Algorithm<String, Discrepancy> {
  { text in
    do { return try checkRounding(text) } catch let error as BeckFialaCertificateError where isForgiven(error) {
      if case .tooFar(let change, let degree) = error { return Discrepancy(degree: degree, change: change) }
      return Discrepancy(degree: 1, change: 0)
    }
  }
}

/// A checker that reads the certificate with a fault.
private func misreading(_ change: @escaping @Sendable (inout BeckFialaCertificate) -> Void) -> Algorithm<
  String, Discrepancy
> {
  { text in
    do { return try checkRounding(text) } catch is BeckFialaCertificateError {
      var certificate = try decodeStrictly(BeckFialaCertificate.self, from: Data(text.utf8))
      change(&certificate)
      let found = try certificate.verify()
      return Discrepancy(degree: found.degree, change: found.largestChange)
    }
  }
}

private let roundingMutants: KeyValuePairs<String, Algorithm<String, Discrepancy>> = [
  "lets a sum change by t": forgivingRounding {
    if case .tooFar(let change, let degree) = $0 { change == Rational(degree) } else { false }
  },
  "counts what is lost and not what is won": misreading { certificate in
    certificate.sets.removeAll { set in
      set.reduce(Rational(0)) { $0 + certificate.point[$1] - Rational(certificate.rounded[$1]) } < 0
    }
  },
  "counts an element as often as it is named": misreading { certificate in
    certificate.sets = certificate.sets.flatMap { set in
      [Array(Set(set))] + Dictionary(grouping: set) { $0 }.values.filter { $0.count > 1 }.map { [$0[0]] }
    }
  },
  "looks at the first set only": misreading { certificate in
    // The others stay for their degrees.
    certificate.sets = certificate.sets.prefix(1) + certificate.sets.dropFirst().flatMap { set in set.map { [$0] } }
  },
  "lets the point be beyond 1": forgivingRounding { if case .outside(_, let value) = $0 { value > 1 } else { false } },
  "lets the point be negative": forgivingRounding { if case .outside(_, let value) = $0 { value < 0 } else { false } },
  "lets coordinates be rounded to 2": forgivingRounding { if case .notRounded(_, 2) = $0 { true } else { false } },
  "lets coordinates be rounded to −1": forgivingRounding { if case .notRounded(_, -1) = $0 { true } else { false } },
  "cuts what is too long": forgivingRounding {
    if case .shape(let why) = $0 { why.contains("rounded coordinates") } else { false }
  },
  "passes over elements that are none": forgivingRounding {
    if case .shape(let why) = $0 { why.contains("which is no element") } else { false }
  },
]

/// By definition, of every set and element.
@Sendable private func isRounding(_ found: Discrepancy, _ text: String) throws -> Bool {
  let certificate = try JSONDecoder().decode(BeckFialaCertificate.self, from: Data(text.utf8))
  let (sets, x, z) = (certificate.sets, certificate.point, certificate.rounded)
  guard x.count == z.count, zip(x, z).allSatisfy({ $0 >= 0 && $0 <= 1 && ($1 == 0 || $1 == 1) }) else { return false }
  guard sets.allSatisfy({ $0.count == Set($0).count && $0.allSatisfy(x.indices.contains) }) else { return false }
  let degree = x.indices.map { element in sets.count { $0.contains(element) } }.max() ?? 0
  let changes = sets.map { set in
    x.indices.filter(set.contains).reduce(Rational(0)) { $0 + x[$1] - Rational(z[$1]) }.magnitude
  }
  let largest = changes.max() ?? 0
  return found.degree == degree && found.change == largest && (largest < Rational(degree) || largest.isZero)
}

private let roundings: [BeckFialaCertificate] = [
  BeckFialaCertificate(sets: [[0, 1, 2], [2, 3], [0, 3]], point: centre, rounded: [1, 0, 0, 1]),
  BeckFialaCertificate(
    sets: [[0, 1], [1, 2], [2, 0]], point: [Rational(1, 3), Rational(2, 3), Rational(1, 7)], rounded: [0, 1, 0]),
  BeckFialaCertificate(
    sets: [[4, 0], [1], []], point: [0, 1, half, half, Rational(9, 10)], rounded: [0, 1, 0, 1, 1]),
  BeckFialaCertificate(sets: [[], []], point: [half], rounded: [1]),
  BeckFialaCertificate(sets: [], point: [], rounded: []),
]

private let roundingFiles: [TriedFile<String>] = {
  func forged(
    _ name: String, _ sets: [[Int]], _ point: [Rational], _ rounded: [Int], _ error: BeckFialaCertificateError
  ) -> TriedFile<String> {
    stopped(name, BeckFialaCertificate(sets: sets, point: point, rounded: rounded), error)
  }
  func element(_ set: Int, _ element: Int) -> BeckFialaCertificateError {
    .shape("set \(set) names \(element), which is no element or was named before")
  }
  let valid = roundings.enumerated().map {
    TriedFile(name: "rounding \($0.offset + 1)", file: jsonText($0.element), expectation: .accepted)
  }
  return valid + [
    forged("a sum that grows by t", [[0, 1]], [half, half], [1, 1], .tooFar(change: 1, degree: 1)),
    forged("a sum that shrinks by t", [[0, 1]], [half, half], [0, 0], .tooFar(change: 1, degree: 1)),
    forged(
      "a sum that changes by more than t", [[0, 1, 2]], [half, half, half], [1, 1, 1],
      .tooFar(change: Rational(3, 2), degree: 1)),
    forged(
      "the last sum changes by t", [[0], [0, 1, 2, 3]], centre, [1, 1, 1, 1], .tooFar(change: 2, degree: 2)),
    forged("an element twice, for a larger t", [[0, 0, 1]], [half, half], [1, 1], element(0, 0)),
    forged("an element that does not exist", [[0], [0, 2]], [half, half], [1, 1], element(1, 2)),
    forged("a negative element", [[0, -1]], [half, half], [1, 1], element(0, -1)),
    forged("a point beyond 1", [[0, 1]], [Rational(3, 2), half], [1, 1], .outside(0, value: Rational(3, 2))),
    forged("a negative point", [[0, 1]], [half, -half], [0, 0], .outside(1, value: -half)),
    forged("rounded to 2", [[0, 1], [0, 1], [0]], [half, half], [2, 0], .notRounded(0, value: 2)),
    forged("rounded to −1", [[0, 1], [0, 1]], [half, half], [1, -1], .notRounded(1, value: -1)),
    forged(
      "a rounding of more coordinates", [[0]], [half], [1, 1], .shape("2 rounded coordinates for a point of 1")),
    forged(
      "a rounding of fewer coordinates", [[0]], [half, half], [1], .shape("1 rounded coordinates for a point of 2")),
    repeatingKey("sets", in: roundings[0]), repeatingKey("point", in: roundings[0]),
    repeatingKey("rounded", in: roundings[0]),
  ] + jsonForgeries(of: roundings, called: "rounding").thinned(to: 300)
}()
