import Evidence
import Exact
import HardProblems
import HardProblemsClaims
import HardProblemsReductions
import KernelMachines

extension Claim {
  /// How large the base may be.
  static let kernelSharpBase = Claim(
    id: "kernel.sharp-base",
    title: "Bases up to 2/(3n) decide the worst instances, and 1/n does not",
    sentences: [
      Sentence(
        """
        For $n \\le 2^k$ let $A$ hold the vectors $(1, i, 0)$ and $B$ the vectors $(1, 0, i)$, $0 \\le i < n$ in $k$ bits, \
        of which every inner product is 1, or, with an orthogonal pair, the same but for the first of $A$, $(0, 0, 1 \\dots \
        1)$, which is orthogonal to the first of $B$. After the Hamming gadget, with $\\Delta = V(A \\cup B) - V(A) - V(B)$ \
        of the machine with hard margin, $\\Delta > q^d/2$ tells the two apart for $q \\in \\{1/(4n), 1/(2n), 2/(3n)\\}$.
        """,
        checks: ["worst"]),
      Sentence(
        "For $q \\in \\{1/n, 2/n\\}$ it does not: $\\Delta > q^d/2$ also without a pair.",
        checks: ["too-large"]),
      Sentence(
        """
        Without a pair, for $n = 2^k$, it is $\\Delta = n^2 c/(r(r - nc))$ with $r = (1+q^2)^k$, $c = q^{d+2}$.
        """,
        checks: ["worst"]),
    ],
    remark: "So without a pair $\\Delta$ is about $n^2 q^{d+2}$, which passes $q^d/2$ near $q = 1/(\\sqrt 2 n)$.",
    source: .hardnessPaper("hard-margin support vector machines; the constant is derived"),
    checks: [
      Check(
        "worst", level: .certified, family: worstCases("passes", [Rational(1, 4), Rational(1, 2), Rational(2, 3)]),
        subject: base, mutants: ["the base 1/n": base(times: 1), "the base 3/(2n)": base(times: Rational(3, 2))],
        test: { base, worst in
          let (ratio, closed) = try delta(base(worst), worst)
          let answer = Verdict.equal(ratio > Rational(1, 2), worst.hasPair, "the answer")
          guard let closed, !worst.hasPair else { return answer }
          return .all(answer, .equal(ratio, closed, "Δ/q^d"))
        }),
      Check(
        "too-large", level: .certified, family: worstCases("fails", [1, 2]),
        subject: base, mutants: ["the base 1/(2n)": base(times: Rational(1, 2))],
        test: { base, worst in
          // Above the threshold, pair or not.
          let ratio = try delta(base(worst), worst).ratio
          return .require(ratio > Rational(1, 2), "Δ/q^d ≈ \(Double(ratio)) still tells that there is no pair")
        }),
    ])
}

private struct WorstCase: Codable, Sendable {
  var n: Int
  var hasPair: Bool
  /// q n.
  var share: Rational
}

private let base: Algorithm<WorstCase, Rational> = { $0.share / Rational($0.n) }

/// Another base than the worst case's.
private func base(times share: Rational) -> Algorithm<WorstCase, Rational> { { share / Rational($0.n) } }

/// n in 2...5 (deep: 16), with and without a pair, at each share; a base of 1 is none.
private func worstCases(_ what: String, _ shares: [Rational]) -> InstanceFamily<WorstCase> {
  let all: @Sendable (Budget) -> [WorstCase] = { budget in
    (2...(budget == .quick ? 5 : 16)).flatMap { n in
      shares.filter { $0 < Rational(n) }.flatMap { share in
        [false, true].map { WorstCase(n: n, hasPair: $0, share: share) }
      }
    }
  }
  return .exhaustive(
    "these instances for n in 2...5 (deep: 16), with and without a pair, nq in {\(shares.map(\.description).joined(separator: ", "))}",
    count: { all($0).count }, all: all)
}

/// Δ/q^d, and for n = 2^k without a pair what it should be.
private func delta(_ q: Rational, _ worst: WorstCase) throws -> (ratio: Rational, closed: Rational?) {
  let k = Int.bitWidth - (worst.n - 1).leadingZeroBitCount
  let whole = OrthogonalVectors.worst(k: k, orthogonalPair: worst.hasPair)
  let pairs = try OVToBHCP().reduce(
    OrthogonalVectors(
      left: whole.left.selecting(rows: 0..<worst.n), right: whole.right.selecting(rows: 0..<worst.n)))
  let none = BitMatrix(rows: 0, columns: pairs.dimension)
  func value(_ left: BitMatrix, _ right: BitMatrix) throws -> Rational {
    try LabelledPoints(positive: left, negative: right).exactValue(of: .svm, base: KernelBase(q)).value
  }
  let delta = try value(pairs.left, pairs.right) - value(pairs.left, none) - value(none, pairs.right)
  let unit = q.power(pairs.threshold - 1)
  guard worst.n == 1 << k, !worst.hasPair else { return (delta / unit, nil) }
  let (r, c, n) = ((1 + q * q).power(k), q.power(pairs.threshold + 1), Rational(worst.n))
  return (delta / unit, n * n * c / (r * (r - n * c)) / unit)
}
