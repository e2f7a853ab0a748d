import Evidence
import Exact
import Formats
import Foundation
import LocalLearningCheckers

extension Claim {
  /// No forged certificate of a fit passes.
  static let lipschitzFitForgeries = Claim(
    id: "certificates.lipschitz-fits",
    title: "A certificate of a Lipschitz fit proves that its function is the best, and no forgery passes",
    sentences: [
      Sentence(
        """
        A certificate that passes contains points with weights, a slope $L$, the values of an $L$-Lipschitz function at the points, and its \
        $\\sum w_i |f(x_i) - y_i|$, and no $L$-Lipschitz function has a smaller one. Every other file is refused, with the first thing that \
        does not hold.
        """, checks: ["forgeries"])
    ],
    source: .localLearningPaper("the fits of its intervals; the certificate is derived"),
    checks: [
      .forgeries(
        "forgeries", about: "fits of \(valid.count) sets of up to six points", quick: files,
        deep: jsonForgeries(of: valid, called: "fit"),
        checker: verified, mutants: mutants, isTrue: isTrue)
    ])
}

private let verified: Algorithm<String, Rational> = { text in
  let certificate = try decodeStrictly(LipschitzFitCertificate.self, from: Data(text.utf8))
  try certificate.verify()
  return certificate.cost
}

private func forgivingCase(
  _ isForgiven: @escaping @Sendable (LipschitzFitCertificateError) -> Bool
) -> Algorithm<String, Rational> {
  forgiving(
    verified, { ($0 as? LipschitzFitCertificateError).map(isForgiven) ?? false },
    accepts: { try JSONDecoder().decode(LipschitzFitCertificate.self, from: Data($0.utf8)).cost })
}

private let mutants: KeyValuePairs<String, Algorithm<String, Rational>> = [
  "cuts lists that are too long": forgivingCase { if case .shape = $0 { true } else { false } },
  "lets the slope be negative": forgivingCase { if case .slope = $0 { true } else { false } },
  "lets weights be 0": forgivingCase { if case .weight(_, 0) = $0 { true } else { false } },
  "lets weights be negative": forgivingCase { if case .weight(_, let weight) = $0 { weight < 0 } else { false } },
  "takes points in any order": forgivingCase { if case .order = $0 { true } else { false } },
  "does not look at the first step": forgivingCase { $0 == .steep(1) },
  "does not look at the last step": forgivingCase { if case .steep(let index) = $0 { index > 1 } else { false } },
  "lets multipliers be larger than weights": forgivingCase { if case .multiplier = $0 { true } else { false } },
  "lets sums be open": forgivingCase { if case .sum = $0 { true } else { false } },
  "believes the cost": forgivingCase { if case .cost = $0 { true } else { false } },
  "believes the bound": forgivingCase { if case .gap = $0 { true } else { false } },
]

/// Whether the cost is the least: by trying every function whose values the labels and the slope lead to.
@Sendable private func isTrue(_ cost: Rational, _ text: String) throws -> Bool {
  let certificate = try JSONDecoder().decode(LipschitzFitCertificate.self, from: Data(text.utf8))
  let (x, y, weights) = (certificate.x, certificate.y, certificate.weights)
  guard [y.count, weights.count, certificate.values.count].allSatisfy({ $0 == x.count }), certificate.slope >= 0,
    weights.allSatisfy({ $0 > 0 }), zip(x, x.dropFirst()).allSatisfy({ $0 <= $1 })
  else { return false }
  for i in x.indices {
    for j in 0..<i
    where (certificate.values[i] - certificate.values[j]).magnitude > certificate.slope * (x[i] - x[j]) { return false }
  }
  let errors = x.indices.reduce(Rational(0)) { $0 + weights[$1] * (certificate.values[$1] - y[$1]).magnitude }
  guard errors == cost else { return false }
  // At some optimum each value hangs by steps of the full slope on a label that is hit, to the left or to the right.
  func hanging(_ order: [Int]) -> [Set<Rational>] {
    var (sets, last) = ([Set<Rational>](repeating: [], count: x.count), Int?.none)
    for i in order {
      sets[i] = [y[i]]
      if let last {
        let reach = certificate.slope * (x[i] - x[last]).magnitude
        sets[i].formUnion(sets[last].flatMap { [$0 - reach, $0 + reach] })
      }
      last = i
    }
    return sets
  }
  let (fromLeft, fromRight) = (hanging(Array(x.indices)), hanging(x.indices.reversed()))
  var table: [(value: Rational, cost: Rational)] = []
  for i in x.indices {
    let reach = i > 0 ? certificate.slope * (x[i] - x[i - 1]) : 0
    table = fromLeft[i].union(fromRight[i]).compactMap { value in
      let before = i == 0 ? 0 : table.filter { ($0.value - value).magnitude <= reach }.map(\.cost).min()
      return before.map { (value, $0 + weights[i] * (value - y[i]).magnitude) }
    }
  }
  return (table.map(\.cost).min() ?? 0) == cost
}

private func fit(
  _ slope: Rational, _ x: [Rational], _ y: [Rational], _ values: [Rational], _ multipliers: [Rational],
  _ cost: Rational,
  weights: [Rational]? = nil
) -> LipschitzFitCertificate {
  LipschitzFitCertificate(
    slope: slope, x: x, y: y, weights: weights ?? x.map { _ in 1 }, values: values, multipliers: multipliers, cost: cost
  )
}

private let zigzag = fit(1, [0, 1, 2, 3, 4], [0, 6, 0, 6, 0], [0, 1, 0, 1, 0], [-1, 1, 0, 1, -1], 10)
private let pair = fit(1, [0, 1], [0, 4], [0, 1], [-1, 1], 3)

private let valid: [LipschitzFitCertificate] = [
  zigzag, pair,
  fit(2, [0, 1, 2, 3, 4], [0, 6, 0, 6, 0], [0, 2, 0, 2, 0], [-1, 1, 0, 1, -1], 8),
  fit(1, [0, 2, 3, 7, 7, 10], [5, 0, 9, 4, 8, 0], [5, 3, 4, 4, 4, 1], [0, -1, 1, 0, 1, -1], 13),
  fit(3, [0, 1, 5], [0, 10, 0], [0, 3, 0], [-1, 1, 0], 7),
  fit(Rational(1, 2), [Rational(1, 3), Rational(1, 3)], [0, 1], [0, 0], [-1, 1], 1),
  fit(1, [0, 1], [0, 4], [0, 1], [-1, 1], 3, weights: [3, 1]),
  fit(0, [], [], [], [], 0),
]

private let files: [TriedFile<String>] = {
  let sixth = Rational(-1, 6)
  func forged(
    _ name: String, _ certificate: LipschitzFitCertificate, _ error: LipschitzFitCertificateError,
    _ change: (inout LipschitzFitCertificate) -> Void = { _ in }
  ) -> TriedFile<String> {
    var certificate = certificate
    change(&certificate)
    return TriedFile(name: name, file: jsonText(certificate), expectation: .refused("\(error)"))
  }
  return valid.enumerated().map {
    TriedFile(name: "fit \($0.offset + 1)", file: jsonText($0.element), expectation: .accepted)
  } + [
    forged("a label more", zigzag, .shape("6 labels for 5 points")) { $0.y.append(0) },
    forged("a weight more", zigzag, .shape("6 weights for 5 points")) { $0.weights.append(1) },
    forged("a value more", zigzag, .shape("6 values for 5 points")) { $0.values.append(0) },
    forged("a multiplier more", zigzag, .shape("6 multipliers for 5 points")) { $0.multipliers.append(0) },
    forged("a multiplier less", zigzag, .shape("4 multipliers for 5 points")) { $0.multipliers.removeLast() },
    forged("a negative slope", fit(-1, [], [], [], [], 0), .slope(-1)),
    forged("a weight of 0", fit(1, [0], [4], [0], [0], 0, weights: [0]), .weight(0, 0)),
    forged("a negative weight", fit(1, [0], [0], [0], [0], 0, weights: [-1]), .weight(0, -1)),
    forged("a step to the left", fit(1, [0, 1, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], 0), .order(2)),
    forged("a first step that is too steep", fit(1, [0, 1], [0, 4], [0, 4], [0, 0], 0), .steep(1)),
    forged("a last step that is too steep", fit(1, [0, 1, 2], [0, 1, 4], [0, 1, 4], [0, 0, 0], 0), .steep(2)),
    forged("two values in one place", fit(1, [0, 0], [0, 1], [0, 1], [0, 0], 0), .steep(1)),
    forged(
      "a multiplier of 2", fit(1, [0, 1], [0, 4], [Rational(-3, 2), Rational(-1, 2)], [-2, 2], 6),
      .multiplier(0, -2)),
    forged(
      "a multiplier above a weight",
      fit(
        1, [0, 1, 2], [0, 4, 0], [sixth, sixth, sixth], [-1, Rational(3, 2), Rational(-1, 2)], Rational(9, 2)),
      .multiplier(1, Rational(3, 2))
    ),
    forged("an open sum", fit(1, [0], [4], [3], [Rational(1, 4)], 1), .sum(Rational(1, 4))),
    forged("a cost that is too small", zigzag, .cost(claimed: 9, derived: 10)) { $0.cost = 9 },
    forged("a cost that is too large", zigzag, .cost(claimed: 11, derived: 10)) { $0.cost = 11 },
    forged(
      "a function that is not the best", fit(1, [0, 1], [0, 4], [0, 0], [-1, 1], 4), .gap(bound: 3, cost: 4)
    ),
    forged("no multipliers", pair, .gap(bound: 0, cost: 3)) { $0.multipliers = [0, 0] },
    TriedFile(
      name: "two of the cost", file: jsonText(pair).replacing("\"cost\":", with: "\"cost\":1,\"cost\":"),
      expectation: .refused("\(JSONKeyError.repeated("cost"))")),
  ] + jsonForgeries(of: valid, called: "fit").thinned(to: 200)
}()
