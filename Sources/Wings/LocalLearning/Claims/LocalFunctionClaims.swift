import Evidence
import Exact
import LocalLearning
import Randomness

extension Claim {
  /// The best offset leaves little out.
  static let offsets = Claim(
    id: "local-learning.offsets",
    title: "Some offset of short slots leaves out at most the (k + 1)-st part of the pool",
    sentences: [
      Sentence(
        """
        If of $k + 1$ consecutive slots one is short, the offset of the short ones that the plan chooses has at most $N/(k+1)$ of the $N$ points of \
        the pool in short slots, and no offset has fewer.
        """, checks: ["small", "random"],
        proof: ProofReference(file: "LocalLearning/Offsets.v", theorems: ["best_offset"]))
    ],
    source: .localLearningPaper("the random offset; that the best one is worked out is derived"),
    checks: [
      Check(
        "small", level: .exhaustive,
        family: .exhaustive(
          "all pools of up to 4 (deep: 6) points in the middle of 5 slots, k up to 3",
          count: { slotPools(upTo: $0 == .quick ? 4 : 6).count }, all: { slotPools(upTo: $0 == .quick ? 4 : 6) }),
        subject: planned, mutants: mutants, test: isBest),
      Check(
        "random", level: .certified,
        family: .random(
          "random pools of up to 60 points with atoms, slopes up to 50", quick: 40, deep: 1_000,
          shrink: PoolInstance.shrink, draw: { _, stream in .drawn(upTo: 60, &stream) }),
        subject: planned, mutants: mutants, test: isBest),
    ])

  /// The function that is learned locally.
  static let localFunction = Claim(
    id: "local-learning.function",
    title: "The function that is learned interval by interval is one Lipschitz function, hardly worse than the best",
    sentences: [
      Sentence(
        """
        The function $h$ has $|h(x) - h(x')| \\le L|x - x'|$ on $[0, 1]$ and values in $[0, 1]$, with labels in $[0, 1]$ and any number of them for \
        each interval.
        """, topic: "Lipschitz", checks: ["pool", "few-labels"]),
      Sentence(
        """
        With the labels of all points, $\\sum |h(x_i) - y_i|$ over the pool is at least the least such sum of an $L$-Lipschitz function, and at \
        most that and the number of points in short slots.
        """, topic: "the error", checks: ["pool"]),
      Sentence(
        """
        With a number of random labels for each interval, $h(x)$ is the same whatever was asked before.
        """, topic: "one function", checks: ["few-labels"]),
      Sentence(
        """
        Across a short slot from $l$ to $r = l + 1/L$ between $a, b \\in [0, 1]$ the line $a + (x - l)L(b - a)$ has values in $[0, 1]$; and an \
        $L$-Lipschitz function up to $l$, where it is $a$, the line, and an $L$-Lipschitz function from $r$ on, where it is $b$, are $L$-Lipschitz \
        together.
        """, topic: "across a slot", checks: ["pool"],
        proof: ProofReference(file: "LocalLearning/ShortSlot.v", theorems: ["line_range", "joined_lipschitz"])),
    ],
    source: .localLearningPaper("the query function and its Lipschitz proof; the exact bound on a pool is derived"),
    checks: [
      Check(
        "pool", level: .certified,
        family: .random(
          "random pools of up to 40 points (deep: 150) with atoms, slopes up to 50", quick: 25, deep: 400,
          shrink: PoolInstance.shrink,
          draw: { index, stream in .drawn(upTo: index < 25 ? 40 : 150, &stream) }),
        subject: { try values(try $0.plan(), $0) }, mutants: functionMutants, test: isNearlyOptimal),
      Check(
        "few-labels", level: .certified,
        family: .random(
          "random pools of up to 40 points with atoms, up to 3 labels an interval, questions in random order",
          quick: 25, deep: 1_000,
          draw: { _, stream in Questions.drawn(&stream) }),
        subject: answered, mutants: questionMutants, test: isOneFunction),
    ])
}

/// Questions about a pool, in an order.
struct Questions: Codable, Sendable {
  var pool: PoolInstance
  /// For each interval.
  var labels: Int
  /// Places in the dense points.
  var order: [Int]

  static func drawn(_ stream: inout RandomStream) -> Questions {
    let instance = PoolInstance.drawn(upTo: 40, &stream)
    var order = Array(instance.dense.indices)
    stream.shuffle(&order)
    return Questions(pool: instance, labels: stream.uniform(in: 1...3), order: order)
  }

  /// The answers by ascending x, though they are asked for in the order.
  func answers(_ answer: (_ number: Int, _ x: Rational) throws -> Rational) rethrows -> [Rational] {
    let x = pool.dense
    var answers = [Rational](repeating: 0, count: x.count)
    for (number, place) in order.enumerated() { answers[place] = try answer(number, x[place]) }
    return answers
  }
}

private let answered: Algorithm<Questions, [Rational]> = { questions in
  let labels = questions.pool.labelValues
  var function = LocalFunction(try questions.pool.plan(labels: questions.labels))
  return try questions.answers { _, x in try function.value(at: x) { labels[$0] } }
}

private let questionMutants: KeyValuePairs<String, Algorithm<Questions, [Rational]>> = [
  "labels are drawn anew for each question": { questions in
    let labels = questions.pool.labelValues
    return try questions.answers { number, x in
      var function = LocalFunction(try questions.pool.plan(labels: questions.labels, seed: UInt64(number + 1)))
      return try function.value(at: x) { labels[$0] }
    }
  },
  "the label nearest to the question": { questions in
    let (pool, labels) = (questions.pool.pool, questions.pool.labelValues)
    return questions.answers { _, x in
      labels[pool.indices.min { (pool[$0] - x).magnitude < (pool[$1] - x).magnitude } ?? 0]
    }
  },
]

@Sendable private func isOneFunction(
  _ answers: Algorithm<Questions, [Rational]>, of questions: Questions
) throws -> Verdict {
  let (found, x) = (try answers(questions), questions.pool.dense)
  var ascending = questions
  ascending.order = Array(x.indices)
  return .all(
    .equal(found, try answers(ascending), "the answers"), isLipschitz(found, at: x, slope: questions.pool.slope))
}

/// h at the pool's points, and at the dense ones.
struct FunctionValues: Sendable {
  var pool: [Rational]
  var dense: [Rational]
}

private let planned: Algorithm<PoolInstance, (offset: Int, count: Int)> = {
  let plan = try $0.plan()
  return (plan.grid.offset, plan.shortCount)
}

private let mutants: KeyValuePairs<String, Algorithm<PoolInstance, (offset: Int, count: Int)>> = [
  "the offset is always 0": { (0, $0.shortCount(0)) },
  "the offset with the most points": { instance in
    let offset = (0...instance.longSlots).max { instance.shortCount($0) < instance.shortCount($1) } ?? 0
    return (offset, instance.shortCount(offset))
  },
  "slots are counted by k instead of k + 1": { instance in
    var other = instance
    other.longSlots = max(1, instance.longSlots - 1)
    let offset = (0...other.longSlots).min { other.shortCount($0) < other.shortCount($1) } ?? 0
    return (offset, other.shortCount(offset))
  },
]

private func slotPools(upTo most: Int) -> [PoolInstance] {
  func lists(_ count: Int) -> [[Int]] {
    count == 0 ? [[]] : lists(count - 1).flatMap { list in ((list.last ?? 0)..<5).map { list + [$0] } }
  }
  return (1...most).flatMap { count in
    lists(count).flatMap { slots in
      (1...3).map { k in
        PoolInstance(
          denominator: 10, places: slots.map { 2 * $0 + 1 }, labels: slots.map { _ in 0 }, slope: 5, longSlots: k)
      }
    }
  }
}

@Sendable private func isBest(
  _ plan: Algorithm<PoolInstance, (offset: Int, count: Int)>, of instance: PoolInstance
) throws -> Verdict {
  let (offset, count) = try plan(instance)
  let least = (0...instance.longSlots).map { instance.shortCount($0) }.min() ?? 0
  return .all(
    .equal(count, instance.shortCount(offset), "the number of points in short slots"),
    .equal(count, least, "the least number of points in short slots"),
    .atMost(
      Rational(count), Rational(Integer(instance.places.count), Integer(instance.longSlots + 1)),
      "the number of points in short slots"))
}

/// h by the library, or changed in short slots.
private func values(
  _ plan: LocalPlan, _ instance: PoolInstance,
  inShortSlots change: ((_ h: inout LocalFunction, _ next: Int) throws -> Rational)? = nil
) throws -> FunctionValues {
  var function = LocalFunction(plan)
  func value(_ x: Rational) throws -> Rational {
    if let change, case .short(let next) = plan.grid.place(of: x) { return try change(&function, next) }
    return try function.value(at: x) { instance.labelValues[$0] }
  }
  return FunctionValues(pool: try instance.pool.map(value), dense: try instance.dense.map(value))
}

private let functionMutants: KeyValuePairs<String, Algorithm<PoolInstance, FunctionValues>> = [
  "0 in short slots": { instance in try values(instance.plan(), instance) { _, _ in 0 } },
  "short slots go on as the next interval begins": { instance in
    let plan = try instance.plan()
    return try values(plan, instance) { function, next in
      try function.value(at: min(1, plan.grid.start(of: next))) { instance.labelValues[$0] }
    }
  },
  "twice the slope": { instance in
    var steeper = instance
    steeper.slope = 2 * instance.slope
    var function = LocalFunction(try steeper.plan())
    let value = { (x: Rational) in try function.value(at: x) { instance.labelValues[$0] } }
    return FunctionValues(pool: try instance.pool.map(value), dense: try instance.dense.map(value))
  },
  "every second slot is short": { instance in
    var shorter = instance
    shorter.longSlots = 1
    var function = LocalFunction(try shorter.plan())
    let value = { (x: Rational) in try function.value(at: x) { instance.labelValues[$0] } }
    return FunctionValues(pool: try instance.pool.map(value), dense: try instance.dense.map(value))
  },
  "labels go to other rows": { instance in
    var function = LocalFunction(try instance.plan())
    let value = { (x: Rational) in
      try function.value(at: x) { instance.labelValues[instance.labels.count - 1 - $0] }
    }
    return FunctionValues(pool: try instance.pool.map(value), dense: try instance.dense.map(value))
  },
]

private func isLipschitz(_ values: [Rational], at x: [Rational], slope: Rational) -> Verdict {
  if let value = values.first(where: { $0 < 0 || $0 > 1 }) { return .fails("a value of h is \(value)") }
  for index in x.indices.dropFirst()
  where (values[index] - values[index - 1]).magnitude > slope * (x[index] - x[index - 1]) {
    return .fails(
      "h goes from \(values[index - 1]) at \(x[index - 1]) to \(values[index]) at \(x[index]), too steep for \(slope)")
  }
  return .holds()
}

@Sendable private func isNearlyOptimal(
  _ learned: Algorithm<PoolInstance, FunctionValues>, of instance: PoolInstance
) throws -> Verdict {
  let found = try learned(instance)
  let errors = zip(found.pool, instance.labelValues).reduce(Rational(0)) { $0 + ($1.0 - $1.1).magnitude }
  let least = try LipschitzFit.exact(x: instance.pool, y: instance.labelValues, slope: instance.slope).cost
  let short = (0...instance.longSlots).map { instance.shortCount($0) }.min() ?? 0
  return .all(
    isLipschitz(found.dense, at: instance.dense, slope: instance.slope),
    .require(errors >= least, "h has the error \(errors), below the least one \(least)"),
    .atMost(errors - least, Rational(short), "the excess of h"))
}
