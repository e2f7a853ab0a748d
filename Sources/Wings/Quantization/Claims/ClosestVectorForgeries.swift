import Evidence
import Exact
import Formats
import Foundation
import Quantization
import QuantizationCheckers

extension Claim {
  /// No forged certificate of a closest vector passes.
  static let closestVectorForgeries = Claim(
    id: "certificates.closest-vectors",
    title: "A certificate of the closest codes proves that there are no better ones, and no forgery passes",
    sentences: [
      Sentence(
        """
        A certificate that passes contains a symmetric positive definite $H$, weights $w$, steps $s > 0$, zeros $o$ and codes of which the loss \
        $(s(z - o) - w) H (s(z - o) - w)^T$, which the checker returns, is the least of all $z \\in \\mathbb{Z}^n$. Every other file is refused, with the \
        first thing that does not hold.
        """, checks: ["forgeries"])
    ],
    source: Source(
      paper: "Improved methods for calculating vectors of short length in a lattice (Fincke, Pohst; 1985)",
      theorem: "the bound that closes a branch; the certificate is derived"),
    checks: [
      .forgeries(
        "forgeries", about: "closest codes of \(valid.count) rows of up to three weights", quick: files,
        deep: jsonForgeries(of: valid, called: "row"), checker: checker, mutants: mutants, isTrue: isLeast)
    ])
}

private let checker: Algorithm<String, Rational> = { text in
  try decodeStrictly(ClosestVectorCertificate.self, from: Data(text.utf8)).verify()
}

private func forgivingChecker(
  _ isForgiven: @escaping @Sendable (ClosestVectorCertificateError) -> Bool
) -> Algorithm<String, Rational> {
  forgiving(
    checker, { ($0 as? ClosestVectorCertificateError).map(isForgiven) ?? false }, accepts: { _ in Rational(-1) })
}

/// A checker that reads the certificate with a fault where it would refuse it.
private func misreading(
  _ change: @escaping @Sendable (inout ClosestVectorCertificate) -> Void
) -> Algorithm<String, Rational> {
  { text in
    do { return try checker(text) } catch is ClosestVectorCertificateError {
      var certificate = try decodeStrictly(ClosestVectorCertificate.self, from: Data(text.utf8))
      change(&certificate)
      return try certificate.verify()
    }
  }
}

private let mutants: KeyValuePairs<String, Algorithm<String, Rational>> = [
  "takes a basis of part of the lattice": forgivingChecker { if case .notUnimodular = $0 { true } else { false } },
  "does not look beyond the tree": forgivingChecker { if case .open = $0 { true } else { false } },
  "lets the tree end early": forgivingChecker { if case .missingNode = $0 { true } else { false } },
  "passes over what is left of the tree": forgivingChecker { if case .leftOver = $0 { true } else { false } },
  "lets the first coordinate have widths": forgivingChecker { if case .needless = $0 { true } else { false } },
  "takes negative widths for 0": misreading { $0.widths = $0.widths.map { max(0, $0) } },
  "takes H for symmetric": forgivingChecker { if case .notSymmetric = $0 { true } else { false } },
  "takes steps for their sizes": misreading { $0.steps = $0.steps.map(\.magnitude) },
  "takes a semidefinite H": forgivingChecker { if case .notPositiveDefinite = $0 { true } else { false } },
  "lets rows be too long": misreading { certificate in
    let n = certificate.weights.count
    certificate.hessian = certificate.hessian.map { Array($0.prefix(n)) }
    certificate.basis = certificate.basis.map { Array($0.prefix(n)) }
  },
  "cuts lists that are too long": misreading { certificate in
    let n = certificate.weights.count
    (certificate.zeros, certificate.closest) = (
      Array(certificate.zeros.prefix(n)), Array(certificate.closest.prefix(n))
    )
    (certificate.steps, certificate.basis) = (Array(certificate.steps.prefix(n)), Array(certificate.basis.prefix(n)))
    certificate.hessian = Array(certificate.hessian.prefix(n))
  },
  "accepts what is empty": forgivingChecker { if case .shape("there are no weights") = $0 { true } else { false } },
  "takes numbers of any length": forgivingChecker { if case .denominator = $0 { true } else { false } },
]

private func row(
  _ hessian: [[Rational]], _ weights: [Rational], steps: [Rational]? = nil, zeros: [Integer]? = nil
) -> ClosestVectorCertificate? {
  let grids = weights.indices.compactMap { try? RationalGrid(step: steps?[$0] ?? 1, zero: zeros?[$0] ?? 0) }
  guard let matrix = try? Matrix(hessian) else { return nil }
  return try? RowRounding(hessian: matrix, weights: weights, grids: grids).closest().certificate
}

private let fifths: [Rational] = [Rational(2, 5), Rational(2, 5)]

private let valid: [ClosestVectorCertificate] = [
  row([[2, 1], [1, 2]], fifths),
  row([[6, 4, 0], [4, 5, 3], [0, 3, 4]], [Rational(1, 2), Rational(3, 7), Rational(5, 7)]),
  row([[Rational(7, 2)]], [Rational(17, 5)], steps: [Rational(2, 3)], zeros: [4]),
  row(
    [[9, 8], [8, Rational(15, 2)]], [Rational(9, 4), Rational(-11, 3)], steps: [1, Rational(1, 2)], zeros: [-1, 3]),
].compactMap { $0 }

private let files: [TriedFile<String>] = {
  func forged(
    _ name: String, of index: Int = 0, _ error: ClosestVectorCertificateError,
    _ change: (inout ClosestVectorCertificate) -> Void
  ) -> TriedFile<String> {
    var certificate = valid[index]
    change(&certificate)
    return TriedFile(name: name, file: jsonText(certificate), expectation: .refused("\(error)"))
  }
  let accepted = valid.enumerated().map {
    TriedFile(name: "row \($0.offset + 1)", file: jsonText($0.element), expectation: .accepted)
  }
  // 39,626 bits: the least common denominator of both weights is no longer than each.
  let long = Rational(1, 5 * Integer(3).power(25_000))
  let lengthy = row([[2, 1], [1, 2]], [fifths[0] + long, fifths[1] + 2 * long]).map {
    TriedFile(name: "a row of long weights", file: jsonText($0), expectation: .accepted)
  }
  return accepted + [lengthy].compactMap { $0 } + [
    forged("no weights at all", .shape("there are no weights")) {
      $0 = ClosestVectorCertificate(
        hessian: [], weights: [], steps: [], zeros: [], closest: [], basis: [], widths: [])
    },
    forged("a row of H too many", .shape("there are 3 rows of H for 2 weights")) { $0.hessian.append([0, 0]) },
    forged("a step too many", .shape("there are 3 steps for 2 weights")) { $0.steps.append(1) },
    forged("a zero too many", .shape("there are 3 zeros for 2 weights")) { $0.zeros.append(0) },
    forged("a code too many", .shape("there are 3 codes for 2 weights")) { $0.closest.append(0) },
    forged("a vector too many", .shape("there are 3 vectors of the basis for 2 weights")) { $0.basis.append([0, 1]) },
    forged("a long row of H", .shape("row 1 of H has 3 entries for 2 weights")) { $0.hessian[1].append(0) },
    forged("a long vector", .shape("vector 0 of the basis has 3 entries for 2 weights")) { $0.basis[0].append(0) },
    forged("a negative step", .step(1, value: -1)) { $0.steps[1] = -1 },
    forged("a step of 0", .step(0, value: 0)) { $0.steps[0] = 0 },
    forged("an H that is not symmetric", .notSymmetric(row: 1, column: 0)) { $0.hessian[0][1] = 0 },
    forged("a basis of half the lattice", .notUnimodular(determinant: 2 * valid[0].determinant)) {
      $0.basis[0] = $0.basis[0].map { $0 * 2 }
    },
    forged("an H that is semidefinite", .notPositiveDefinite(minor: 2)) {
      ($0.hessian, $0.basis) = ([[1, 1], [1, 1]], [[1, 0], [0, 1]])
    },
    forged("an H that is indefinite", .notPositiveDefinite(minor: 1)) {
      ($0.hessian, $0.basis) = ([[-1, 0], [0, 1]], [[1, 0], [0, 1]])
    },
    forged("denominators that fill the memory", .denominator("the weights")) {
      $0.weights[0] = Rational(1, Integer(3).power(50_000))
    },
    forged("the codes of nearest rounding", .open(node: 1, coordinate: 0, value: 1)) { $0.closest = [0, 0] },
    forged("a negative width", .negativeWidth(node: 0)) { $0.widths[0] = -1 },
    forged("a huge negative width above", .negativeWidth(node: 0)) { $0.widths[1] = .min },
    forged("a tree without end", .missingNode(valid[0].widths.count / 2)) { $0.widths[1] = .max },
    forged("no tree", .missingNode(0)) { $0.widths = [] },
    forged("a node too many", .leftOver(2)) { $0.widths += [0, 0] },
    forged("half a node too many", .leftOver(1)) { $0.widths += [0] },
    forged("a needless width at the end", of: 2, .needless(node: 0)) { $0.widths[0] = 1 },
    forged("a needless width above at the end", of: 2, .needless(node: 0)) { $0.widths[1] = 1 },
    TriedFile(
      name: "two of closest",
      file: jsonText(valid[0]).replacing("\"closest\":", with: "\"closest\":[],\"closest\":"),
      expectation: .refused("\(JSONKeyError.repeated("closest"))")),
  ] + jsonForgeries(of: valid, called: "row").thinned(to: 250)
}()

extension ClosestVectorCertificate {
  fileprivate var determinant: Integer { (try? Matrix(basis))?.determinant() ?? 0 }
}

/// By definition, over all codes that could be better.
@Sendable private func isLeast(_ loss: Rational, _ text: String) throws -> Bool {
  let certificate = try JSONDecoder().decode(ClosestVectorCertificate.self, from: Data(text.utf8))
  let (hessian, weights, steps, zeros) = (
    certificate.hessian, certificate.weights, certificate.steps, certificate.zeros
  )
  let n = weights.count
  guard n > 0, hessian.allSatisfy({ $0.count == n }), hessian.count == n, certificate.closest.count == n else {
    return false
  }
  func cost(_ codes: [Integer]) -> Rational {
    let errors = (0..<n).map { steps[$0] * Rational(codes[$0] - zeros[$0]) - weights[$0] }
    return (0..<n).reduce(Rational(0)) { sum, i in sum + errors[i] * plainDot(hessian[i], errors) }
  }
  guard cost(certificate.closest) == loss else { return false }
  let matrix = try Matrix(hessian)
  guard matrix.isSymmetric,
    (1...n).allSatisfy({ k in Matrix(rows: k, columns: k) { matrix[$0, $1] }.determinant() > 0 })
  else { return false }
  var inverse = matrix
  for j in 0..<n {
    guard case .unique(let column) = matrix.solve((0..<n).map { $0 == j ? 1 : 0 }) else { return false }
    for i in 0..<n { inverse[i, j] = column[i] }
  }
  // y with K y = e for the errors that are fixed, K being their part of the inverse: the least loss that they leave is e y.
  func multipliers(_ fixed: [(column: Int, error: Rational)]) -> [Rational] {
    if fixed.isEmpty { return [] }
    let part = Matrix<Rational>(rows: fixed.count, columns: fixed.count) { inverse[fixed[$0].column, fixed[$1].column] }
    guard case .unique(let y) = part.solve(fixed.map(\.error)) else { return [] }
    return y
  }
  // Large pivots first: they leave few codes.
  let order = (0..<n).sorted { matrix[$0, $0] * steps[$0] * steps[$0] > matrix[$1, $1] * steps[$1] * steps[$1] }
  func hasBetter(_ fixed: [(column: Int, error: Rational)]) -> Bool {
    guard fixed.count < n else { return true }
    let j = order[fixed.count]
    let best = zip(fixed, multipliers(fixed)).reduce(Rational(0)) { $0 + inverse[j, $1.0.column] * $1.1 }
    let middle = ((weights[j] + best) / steps[j]).floor() + zeros[j]
    for (first, direction) in [(middle, Integer(-1)), (middle + 1, 1)] {
      for count in 0... {
        let code = first + direction * Integer(count)
        let next = fixed + [(j, steps[j] * Rational(code - zeros[j]) - weights[j])]
        guard plainDot(next.map(\.error), multipliers(next)) < loss else { break }
        // Too many codes to tell counts against the checker.
        if count > 2_000 || hasBetter(next) { return true }
      }
    }
    return false
  }
  return !hasBetter([])
}
