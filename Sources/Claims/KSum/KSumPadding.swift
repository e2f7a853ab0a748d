import Evidence
import Exact
import HardProblems
import Randomness
import Reductions

extension Claim {
  /// Appending zeros one at a time changes no product and adds one symbol each.
  static let kSumPadding = Claim(
    id: "ksum.padding",
    title: "Padding with r zeros keeps the inner product and adds exactly r symbols",
    statement: """
      Appending $0^r$ letter by letter to both vectors of an instance keeps $\\langle v, u\\rangle$, adds $r$ to $N$, and \
      adds exactly $r$ symbols to each program in which $0$ occurs. So the lower bound for $n = N^{1/3}$ holds for every \
      larger $n = N^\\gamma$.
      """,
    source: .grammarPaper("the padding observation"),
    checks: [
      Check(
        "random", level: .certified,
        family: .random(
          "random 3SUM and 4SUM instances with sets of at most 6 elements, r ≤ 40", quick: 100, deep: 5_000,
          shrink: { padding in
            (padding.zeros > 0 ? [Padding(instance: padding.instance, zeros: padding.zeros - 1)] : [])
              + KSum.shrink(padding.instance).map { Padding(instance: $0, zeros: padding.zeros) }
          },
          draw: { index, stream in
            // U > m leaves a zero in each vector.
            let m = stream.uniform(in: 1...6)
            return Padding(
              instance: try KSum.random(
                .random, k: 3 + index % 2, m: m, universe: stream.uniform(in: (m + 1)...(m + 50)), using: &stream),
              zeros: stream.uniform(in: 0...40))
          }),
        subject: { (instance: GrammarDot, zeros: Int) in try instance.padded(by: zeros) },
        mutants: [
          "pads one zero less": { instance, zeros in try instance.padded(by: max(zeros - 1, 0)) },
          "pads by doubling": { instance, zeros in
            try GrammarDot(v: instance.v.appendingZeros(zeros), u: instance.u.appendingZeros(zeros))
          },
        ],
        test: { padded, padding in
          let instance = try KSumToGrammarDot().reduce(padding.instance)
          let result = try padded(instance, padding.zeros)
          return .all(
            .equal(try result.product().value, try instance.product().value, "the product"),
            .equal(result.v.count, instance.v.count + padding.zeros, "N"),
            .equal(result.v.size, instance.v.size + padding.zeros, "n_v"),
            .equal(result.u.size, instance.u.size + padding.zeros, "n_u"))
        })
    ],
    proof: ProofReference(file: "Padding.v", theorems: []))
}

/// An instance and how many zeros to append.
private struct Padding: Codable, Sendable {
  var instance: KSum
  var zeros: Int
}
