import Evidence
import Exact
import HardProblems
import KernelMachines
import Reductions

extension Claim {
  /// How large the base may be.
  static let kernelSharpBase = Claim(
    id: "kernel.sharp-base",
    title: "The base 1/(2n) decides the worst instances, and 1/n does not",
    statement: """
      Let $A$ and $B$ hold $n = 2^k$ vectors each, of which every inner product is 1 (the worst instance without an orthogonal \
      pair), or all but one, which is 0. After the Hamming gadget with $\\Delta = V(A \\cup B) - V(A) - V(B)$ of the machine with \
      hard margin, $\\Delta > q^d/2$ tells the two apart for $q = 1/(2n)$; for $q = 1/n$ and $n \\ge 4$ it does not, since without \
      a pair $\\Delta = n^2 c/(r(r - nc))$ with $r = (1+q^2)^k$, $c = q^{d+2}$, which is about $n^2 q^{d+2}$.
      """,
    source: .hardnessPaper("hard-margin support vector machines; the constant is derived"),
    checks: [
      Check(
        "worst", level: .exhaustive,
        family: .exhaustive(
          "n = 2^k for k in 1...3 (deep: 4), with and without a pair",
          count: { $0 == .quick ? 6 : 8 },
          all: { budget in
            (1...(budget == .quick ? 3 : 4)).flatMap {
              [WorstCase(k: $0, hasPair: false), WorstCase(k: $0, hasPair: true)]
            }
          }),
        subject: { Rational(1, 2 << $0.k) },
        mutants: ["the base 1/n": { Rational(1, 1 << $0.k) }, "the base 3/(2n)": { Rational(3, 2 << $0.k) }],
        test: decides)
    ])
}

private struct WorstCase: Codable, Sendable {
  var k: Int
  var hasPair: Bool
}

@Sendable private func decides(_ base: Algorithm<WorstCase, Rational>, _ worst: WorstCase) throws -> Verdict {
  let pairs = try OVToBHCP().reduce(.worst(k: worst.k, orthogonalPair: worst.hasPair))
  let q = try base(worst)
  let none = BitMatrix(rows: 0, columns: pairs.dimension)
  func value(_ left: BitMatrix, _ right: BitMatrix) throws -> Rational {
    try LabelledPoints(positive: left, negative: right).exactValue(of: .svm, base: KernelBase(q)).value
  }
  let delta = try value(pairs.left, pairs.right) - value(pairs.left, none) - value(none, pairs.right)
  let answer = Verdict.equal(delta > q.power(pairs.threshold - 1) / 2, worst.hasPair, "the answer")
  guard !worst.hasPair else { return answer }
  let (r, c) = ((1 + q * q).power(worst.k), q.power(pairs.threshold + 1))
  let n = Rational(1 << worst.k)
  return .all(answer, .equal(delta, n * n * c / (r * (r - n * c)), "Δ"))
}
