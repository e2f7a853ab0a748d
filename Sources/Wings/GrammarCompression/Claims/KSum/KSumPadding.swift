import Evidence
import Exact
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Randomness

extension Claim {
  /// Appending zeros one at a time changes no product and adds one symbol each.
  static let kSumPadding = Claim(
    id: "ksum.padding",
    title: "Padding with r zeros keeps the inner product and adds exactly r symbols",
    sentences: [
      Sentence(
        """
        Appending $0^r$ letter by letter to both vectors of an instance keeps $\\langle v, u\\rangle$, of the vectors and as \
        the product of their programs computes it.
        """,
        checks: ["random"],
        proof: ProofReference(
          file: "GrammarCompression/Padding.v", theorems: ["padding_product", "padding_slp_product"])),
      Sentence(
        "It appends $r$ zeros, so it adds $r$ to $N$.",
        checks: ["random"],
        proof: ProofReference(file: "GrammarCompression/Padding.v", theorems: ["padding_expansion"])),
      Sentence(
        "It adds exactly $r$ symbols to each program in which $0$ occurs.",
        checks: ["random"],
        proof: ProofReference(file: "GrammarCompression/Padding.v", theorems: ["padding_size", "padding_no_duplicate"])),
    ],
    remark: "So the lower bound for $n = N^{1/3}$ holds for every larger $n = N^\\gamma$.",
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
        subject: padded, mutants: mutants, test: isPadded)
    ])
}

/// An instance and how many zeros to append.
private struct Padding: Codable, Sendable {
  var instance: KSum
  var zeros: Int
}

private typealias InstanceAndZeros = (instance: GrammarDot, zeros: Int)

private let padded: Algorithm<InstanceAndZeros, GrammarDot> = { try $0.instance.padded(by: $0.zeros) }

private let mutants: KeyValuePairs<String, Algorithm<InstanceAndZeros, GrammarDot>> = [
  "pads one zero less": { try $0.instance.padded(by: max($0.zeros - 1, 0)) },
  "pads by doubling": { input in
    guard input.zeros > 0 else { return input.instance }
    func padded(_ program: StraightLineProgram<Integer>) throws -> StraightLineProgram<Integer> {
      var builder = ProgramBuilder<Integer>()
      let word = [try builder.insert(program), try builder.power(builder.terminal(0), input.zeros)].compactMap { $0 }
      return builder.program(root: try builder.concatenation(word))
    }
    return try GrammarDot(v: padded(input.instance.v), u: padded(input.instance.u))
  },
]

@Sendable private func isPadded(
  _ padded: Algorithm<InstanceAndZeros, GrammarDot>, _ padding: Padding
) throws -> Verdict {
  let instance = try KSumToGrammarDot().reduce(padding.instance)
  let result = try padded((instance, padding.zeros))
  return .all(
    .equal(try result.product().value, try instance.product().value, "the product"),
    .equal(result.v.count, instance.v.count + padding.zeros, "N"),
    .equal(result.v.size, instance.v.size + padding.zeros, "n_v"),
    .equal(result.u.size, instance.u.size + padding.zeros, "n_u"))
}
