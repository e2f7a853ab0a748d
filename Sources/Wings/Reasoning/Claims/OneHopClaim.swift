import Evidence
import Reasoning

extension Claim {
  /// One clause further with each loop.
  static let oneHopTransformer = Claim(
    id: "reasoning.one-hop",
    title: "A transformer that follows one clause in each round solves chains of length n after exactly n rounds",
    sentences: [
      Sentence(
        """
        For every finite group and every LEGO instance of at most 26 clauses, the *one-hop* transformer with hard attention \
        gives after $t$ loops exactly the variables of depth at most $t$ their true value, and no other variable any value.
        """,
        checks: ["forests"])
    ],
    source: .legoPaper("the task; the construction and its exactness are derived"),
    checks: [
      Check(
        "forests", level: .certified,
        family: .random(
          "random chains, trees and forests of up to 5 (deep: 12) clauses and up to 3 others over Z2, D3 and A4; up to 4 loops",
          quick: 12, deep: 400, shrink: ChainTrial.shrink,
          draw: { index, stream in
            try ChainTrial.random(index, groups: ["Z2", "D3", "A4"], longest: index < 12 ? 5 : 12, &stream)
          }),
        subject: run(), mutants: mutants, test: resolvesDepths)
    ])
}

private func run(
  _ fault: @escaping @Sendable (inout LegoTransformer) throws -> Void = { _ in }
) -> Algorithm<(LegoInstance, Int), [[Int?]]> {
  { input in
    let run = try network(.oneHop, for: input.0, fault).run(input.0, loops: input.1)
    return (0...input.1).map { run.values(afterLoops: $0) }
  }
}

private let mutants: KeyValuePairs<String, Algorithm<(LegoInstance, Int), [[Int?]]>> = [
  "multiplies on the wrong side": run(NetworkFault.wrongSide),
  "the second occurrence of a variable is not masked": run(NetworkFault.secondOccurrence),
  "a threshold of the products is one too high": run(NetworkFault.lateThreshold),
  "the old value is not taken away": run(NetworkFault.keepsOldState),
]

@Sendable private func resolvesDepths(
  _ run: Algorithm<(LegoInstance, Int), [[Int?]]>, on trial: ChainTrial
) throws -> Verdict {
  let instance = try trial.instance()
  let truth = instance.evaluation
  for (loops, values) in try run((instance, trial.loops)).enumerated() {
    let expected = truth.map { $0.flatMap { $0.depth <= loops ? $0.value : nil } }
    if values != expected {
      return .fails("after \(loops) loops the values are \(shown(values)), but should be \(shown(expected))")
    }
  }
  return .holds()
}
