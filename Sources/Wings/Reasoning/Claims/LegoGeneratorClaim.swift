import Evidence
import Exact
import Randomness
import Reasoning
import Statistics

extension Claim {
  /// What is drawn, and how often.
  static let legoGenerator = Claim(
    id: "reasoning.generator",
    title: "The generator draws letters, operations and the order of clauses uniformly",
    sentences: [
      Sentence(
        """
        Each instance has distinct variables, one root clause for each chain, and its values are the products from the left along \
        the chain.
        """,
        topic: "the form", checks: ["form"]),
      Sentence(
        """
        On a chain of length 3 over D3, at each position each operation has probability 1/6, and so has each value; each of the 6 \
        orders of clauses has probability 1/6, and each letter is the first variable with probability 1/26. Tested: 68 exact \
        binomial tests on 1,500 draws (deep: 10 times), each at level $10^{-9}$.
        """,
        topic: "the law", checks: ["frequencies"]),
    ],
    source: .legoPaper("the task, as in the authors' public code"),
    checks: [
      Check(
        "form", level: .certified,
        family: .random(
          "random lengths up to 12, groups Z2, D3 and A4, with and without distractors, dangling clauses and trees",
          quick: 200, deep: 20_000,
          draw: { _, stream in
            LegoLaw(
              group: ["Z2", "D3", "A4"][stream.uniform(in: 0...2)], length: stream.uniform(in: 1...12),
              distractor: stream.uniform(in: 0...3), dangling: stream.uniform(in: 0...3),
              isTree: stream.uniform(in: 0...1) == 0, draws: 1, seed: stream.next())
          }),
        subject: draw, mutants: formMutants, test: hasForm),
      Check(
        "frequencies", level: .sampled,
        family: .random(
          "chains of length 3 over D3; chance of a false alarm < 10⁻⁷ (deep < 10⁻⁶)", quick: 1, deep: 10,
          draw: { index, stream in
            LegoLaw(
              group: "D3", length: 3, distractor: 0, dangling: 0, isTree: false, draws: 1_500, seed: stream.next())
          }),
        subject: draw, mutants: lawMutants, test: isUniform),
    ])
}

/// A law, how many instances to draw, and the seed.
private struct LegoLaw: Codable, Sendable {
  var group: String
  var length: Int
  var distractor: Int
  var dangling: Int
  var isTree: Bool
  var draws: Int
  var seed: UInt64

  func task() throws -> LegoTask {
    try LegoTask(
      group: .named(group), lengths: length...length,
      breakers: .init(distractor: distractor, dangling: dangling, isTree: isTree))
  }
}

private let draw: Algorithm<LegoLaw, [LegoSample]> = { law in
  let task = try law.task()
  var stream = RandomStream(seed: law.seed)
  return (0..<law.draws).map { _ in task.sample(using: &stream) }
}

/// The samples with one thing changed.
private func changed(
  _ change: @escaping @Sendable (LegoSample, inout RandomStream) throws -> LegoSample
) -> Algorithm<LegoLaw, [LegoSample]> {
  { law in
    var stream = RandomStream(seed: law.seed).child("change")
    return try draw(law).map { try change($0, &stream) }
  }
}

private let formMutants: KeyValuePairs<String, Algorithm<LegoLaw, [LegoSample]>> = [
  "the chain is read from its end": changed { sample, _ in
    try LegoSample(instance: sample.instance, chain: sample.chain.reversed())
  },
  "the second variable starts at the root": changed { sample, _ in
    guard sample.chain.count > 1 else { return sample }
    let clauses = sample.instance.clauses.map {
      $0.variable == sample.chain[1] ? LegoClause($0.variable, $0.operation, nil) : $0
    }
    return try LegoSample(
      instance: try LegoInstance(group: sample.instance.group, clauses: clauses), chain: sample.chain)
  },
]

private let lawMutants: KeyValuePairs<String, Algorithm<LegoLaw, [LegoSample]>> = [
  "clauses stay in the order of the chain": changed { sample, _ in
    let clauses = sample.slots.map { sample.instance.clauses[$0] }
    return try LegoSample(
      instance: try LegoInstance(group: sample.instance.group, clauses: clauses), chain: sample.chain)
  },
  "the last operation is never drawn": changed { sample, _ in
    let last = sample.instance.group.order - 1
    let clauses = sample.instance.clauses.map { LegoClause($0.variable, $0.operation % last, $0.parent) }
    return try LegoSample(
      instance: try LegoInstance(group: sample.instance.group, clauses: clauses), chain: sample.chain)
  },
  "the order is a rotation": changed { sample, stream in
    let clauses = sample.slots.map { sample.instance.clauses[$0] }
    let start = stream.uniform(in: 0...(clauses.count - 1))
    return try LegoSample(
      instance: try LegoInstance(group: sample.instance.group, clauses: Array(clauses[start...] + clauses[..<start])),
      chain: sample.chain)
  },
]

@Sendable private func hasForm(_ draw: Algorithm<LegoLaw, [LegoSample]>, of law: LegoLaw) throws -> Verdict {
  for sample in try draw(law) {
    let (instance, group) = (sample.instance, sample.instance.group)
    let roots = instance.clauses.count { $0.parent == nil }
    let isDistinct = Set(instance.clauses.map(\.variable)).count == instance.clauses.count
    guard isDistinct, instance.clauses.count == law.length + law.distractor + law.dangling,
      sample.chain.count == law.length, roots == (law.distractor > 0 ? 2 : 1)
    else { return .fails("the clauses are \(try instance.text(.named))") }
    // Values by a walk along the chain, each parent before its child.
    var values: [LegoVariable: Int] = [:]
    for (position, variable) in sample.chain.enumerated() {
      guard let clause = instance.clauses.first(where: { $0.variable == variable }) else {
        return .fails("\(variable) is not defined")
      }
      let before = clause.parent.map { values[$0] } ?? group.identity
      guard let before, (position == 0) == (clause.parent == nil),
        law.isTree || position == 0 || clause.parent == sample.chain[position - 1]
      else { return .fails("\(variable) does not come after its parent") }
      values[variable] = group.product(clause.operation, before)
    }
    guard sample.values == sample.chain.map({ values[$0] }) else { return .fails("the values are \(sample.values)") }
  }
  return .holds()
}

@Sendable private func isUniform(_ draw: Algorithm<LegoLaw, [LegoSample]>, of law: LegoLaw) throws -> Verdict {
  let samples = try draw(law)
  var counts: [String: Int] = [:]
  for sample in samples {
    for (position, slot) in sample.slots.enumerated() {
      counts["operation \(sample.instance.clauses[slot].operation) at \(position)", default: 0] += 1
      counts["value \(sample.values[position]) at \(position)", default: 0] += 1
    }
    counts["order \(sample.slots)", default: 0] += 1
    counts["letter \(sample.chain[0])", default: 0] += 1
  }
  var cells: [(String, Rational)] = []
  for position in 0..<3 {
    for element in 0..<6 {
      cells += [
        ("operation \(element) at \(position)", Rational(1, 6)), ("value \(element) at \(position)", Rational(1, 6)),
      ]
    }
  }
  for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
    cells.append(("order \(order)", Rational(1, 6)))
  }
  for letter in 0..<LegoVariable.count { cells.append(("letter \(LegoVariable(index: letter))", Rational(1, 26))) }
  for (cell, probability) in cells {
    let test = try BinomialTest(successes: counts[cell] ?? 0, trials: samples.count, probability: probability)
    if test.rejects(at: Rational(1, 1_000_000_000)) {
      return .fails("\(cell): \(counts[cell] ?? 0) of \(samples.count), too far from \(probability)")
    }
  }
  return .holds()
}
