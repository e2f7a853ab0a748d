import Evidence
import Exact
import Reasoning

extension Claim {
  /// Soft attention, and exact all the same.
  static let baseTwoAttention = Claim(
    id: "reasoning.soft-attention",
    title: "With soft attention of enough gain the constructions stay exact, and with gain 1 they do not",
    sentences: [
      Sentence(
        """
        For a LEGO instance of $n$ clauses, $L = 5n + 1$, and attention weights in proportion to $2^{\\beta \\cdot score}$ with \
        $2^\\beta \\ge 3(L-1)$: in each layer, a clause whose parent is defined, or is the root, gives all positions but the one it looks \
        for at most $(L-1)/(2^\\beta + L - 1) \\le 1/4$ together, and after every loop all state fields of all clauses are exactly 0 or \
        1, and as with hard attention.
        """,
        topic: "enough gain", checks: ["exact"]),
      Sentence(
        """
        With $\\beta = 1$ the first layer gives no clause of any instance its operation: it has at most $(n+2)/(5n+2) \\le 3/7$ of the \
        attention, and $3/4$ are needed.
        """,
        topic: "too little gain", checks: ["gain-1"]),
    ],
    source: .legoPaper("the task; the bound on the gain is derived"),
    checks: [
      Check(
        "exact", level: .certified,
        family: .random(
          "random chains, trees and forests of up to 5 (deep: 12) clauses and up to 3 others over Z2, D3 and Z3, at the smallest gain allowed",
          quick: 9, deep: 200, shrink: ChainTrial.shrink,
          draw: { index, stream in
            try ChainTrial.random(index, groups: ["Z2", "D3", "Z3"], longest: index < 9 ? 5 : 12, &stream)
          }),
        subject: run { $0 }, mutants: mutants, test: staysExact),
      Check(
        "gain-1", level: .certified,
        family: .random(
          "random chains, trees and forests of 1 to 8 clauses over Z2, D3 and Z3, gain 1", quick: 12, deep: 200,
          shrink: ChainTrial.shrink,
          draw: { index, stream in
            try ChainTrial.random(index, groups: ["Z2", "D3", "Z3"], longest: 5, &stream)
          }),
        subject: { try network(.doubling, for: $0).run($0, loops: 0, attention: .base2(gain: 1)) },
        mutants: [
          "attention is hard": { try network(.doubling, for: $0).run($0, loops: 0) },
          "the gain is that of a score of 8": {
            try network(.doubling, for: $0).run($0, loops: 0, attention: .base2(gain: 8))
          },
        ],
        test: knowsNothing),
    ])
}

@Sendable private func knowsNothing(_ run: Algorithm<LegoInstance, LegoRun>, on trial: ChainTrial) throws -> Verdict {
  let instance = try trial.instance()
  let operations = try run(instance).operations(afterLoops: 0)
  return .require(operations.allSatisfy { $0 == nil }, "clauses hold the operations \(shown(operations))")
}

/// Soft attention with a gain that is made of the sufficient one.
private func run(
  _ fault: @escaping @Sendable (inout LegoTransformer) throws -> Void = { _ in },
  gain: @escaping @Sendable (Int) -> Int
) -> Algorithm<(LegoInstance, Int), LegoRun> {
  { input in
    let sufficient = LegoTransformer.sufficientGain(clauses: input.0.clauses.count)
    return try network(.doubling, for: input.0, fault)
      .run(input.0, loops: input.1, attention: .base2(gain: gain(sufficient)))
  }
}

private let mutants: KeyValuePairs<String, Algorithm<(LegoInstance, Int), LegoRun>> = [
  "the gain is a third of the sufficient one": run { $0 / 3 },
  "the pointer is copied without restoring it to 0 or 1": run(keepsFractions) { $0 },
  "the second occurrence of a variable is not masked": run(NetworkFault.secondOccurrence) { $0 },
]

/// The thresholds that restore the pointer in the loop become the identity where the clause's flag is 1.
@Sendable private func keepsFractions(_ net: inout LegoTransformer) {
  for index in net.network.loop.units.indices {
    switch net.network.loop.units[index].bias {
    case -5:
      net.network.loop.units[index].bias = -4
      net.network.loop.units[index].outputs = net.network.loop.units[index].outputs.map {
        ExactTransformer.Term($0.field, Rational(1, 4))
      }
    case -7: net.network.loop.units[index].outputs = []
    default: break
    }
  }
}

@Sendable private func staysExact(
  _ run: Algorithm<(LegoInstance, Int), LegoRun>, on trial: ChainTrial
) throws -> Verdict {
  let instance = try trial.instance()
  let soft = try run((instance, trial.loops))
  let hard = try LegoTransformer(.doubling, group: instance.group, maximumClauses: max(1, instance.clauses.count))
    .run(instance, loops: trial.loops)
  guard soft.isExact else { return .fails("a state field is neither 0 nor 1") }
  for loops in 0...trial.loops where soft.values(afterLoops: loops) != hard.values(afterLoops: loops) {
    return .fails(
      "after \(loops) loops the values are \(shown(soft.values(afterLoops: loops))), with hard attention \(shown(hard.values(afterLoops: loops)))"
    )
  }
  // Where hard attention has one target, soft attention puts at most a quarter elsewhere.
  var largest: Rational = 0
  for (softLayer, hardLayer) in zip(soft.layers, hard.layers) {
    for (softMap, hardMap) in zip(softLayer.attention, hardLayer.attention) {
      for slot in instance.clauses.indices {
        let position = 1 + 5 * slot
        if let target = hardMap[position].firstIndex(of: 1) { largest = max(largest, 1 - softMap[position][target]) }
      }
    }
  }
  return .atMost(largest, Rational(1, 4), "the attention beside the target")
}
