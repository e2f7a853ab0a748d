import Evidence
import Reasoning

extension Claim {
  /// Pointer doubling, as a transformer.
  static let doublingTransformer = Claim(
    id: "reasoning.doubling",
    title: "A transformer with one loop of the same weights solves chains of length n exactly after ⌈log₂ n⌉ rounds",
    sentences: [
      Sentence(
        """
        For every finite group $G$ and every LEGO instance of at most 26 clauses, the *doubling* transformer with hard attention \
        (one layer, then one layer of one head and $2|G|^2 + 2|G| + 108$ ReLU units applied $t$ times) gives exactly the \
        variables of depth at most $2^t$ their true value, and no other variable any value: not those on a cycle or behind \
        it, and not those whose chain ends at an undefined variable.
        """,
        topic: "the network", checks: ["forests"]),
      Sentence(
        """
        What the loop computes: over every monoid, if each variable holds the operation and the parent of its clause, and in each of \
        $t$ rounds composes them with what its pointer holds, then exactly the variables of depth at most $2^t$ point to the \
        root, and these hold their value. A chain of length $n$ is resolved if and only if $t \\ge \\lceil \\log_2 n \\rceil$.
        """,
        topic: "the rounds", checks: ["forests"],
        proof: ProofReference(
          file: "Reasoning/PointerDoubling.v", theorems: ["doubling_resolves", "valued_once", "chain_resolved"])),
    ],
    remark: """
      In exact arithmetic, with weights that are given: nothing is said here about what training finds.
      """,
    source: .legoPaper("the task; the construction and its exactness are derived"),
    checks: [
      Check(
        "forests", level: .certified,
        family: .random(
          """
          random chains, trees and forests of up to 7 (deep: 16) clauses and up to 3 others over Z2, Z3, D3, Q8 and A4, some \
          with cycles or undefined variables; every number of loops up to one more than is needed
          """,
          quick: 15, deep: 600, shrink: ChainTrial.shrink,
          draw: { index, stream in
            try ChainTrial.random(
              index, groups: ["Z2", "D3", "Z3", "Q8", "A4"], longest: index < 15 ? 7 : 16, &stream)
          }),
        subject: run(), mutants: mutants, test: resolvesPowersOfTwo)
    ])
}

private func run(
  _ fault: @escaping @Sendable (inout LegoTransformer) throws -> Void = { _ in }
) -> Algorithm<(LegoInstance, Int), [[Int?]]> {
  { input in
    let run = try network(.doubling, for: input.0, fault).run(input.0, loops: input.1)
    return (0...input.1).map { run.values(afterLoops: $0) }
  }
}

private let mutants: KeyValuePairs<String, Algorithm<(LegoInstance, Int), [[Int?]]>> = [
  "multiplies on the wrong side": run(NetworkFault.wrongSide),
  "the second occurrence of a variable is not masked": run(NetworkFault.secondOccurrence),
  "a threshold of the products is one too high": run(NetworkFault.lateThreshold),
  "the old state is not taken away": run(NetworkFault.keepsOldState),
  "the head attends to siblings": run(NetworkFault.attendsToSiblings),
]

@Sendable private func resolvesPowersOfTwo(
  _ run: Algorithm<(LegoInstance, Int), [[Int?]]>, on trial: ChainTrial
) throws -> Verdict {
  let instance = try trial.instance()
  let truth = instance.evaluation
  for (loops, values) in try run((instance, trial.loops)).enumerated() {
    let expected = truth.map { $0.flatMap { $0.depth <= 1 << loops ? $0.value : nil } }
    if values != expected {
      return .fails("after \(loops) loops the values are \(shown(values)), but should be \(shown(expected))")
    }
  }
  return .holds()
}

func shown(_ values: [Int?]) -> String { values.map { $0.map(String.init) ?? "–" }.joined(separator: " ") }
