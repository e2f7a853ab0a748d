import Evidence
import Exact
import LocalLearning
import Randomness

extension Claim {
  /// The same in two dimensions, by boxes.
  static let localSpace = Claim(
    id: "local-learning.space",
    title: "In the plane the function that is learned box by box is one Lipschitz function, hardly worse than the best",
    sentences: [
      Sentence(
        """
        In 2 dimensions, with $|x|$ the largest coordinate and any number of labels from 0 to 1 for each box, $h$ has \
        $|h(x) - h(x')| \\le L|x - x'|$ on the square, and values in $[0, 1]$; it is the same whatever was asked before, and the same as \
        the extension of the values of all boxes at once.
        """, topic: "one Lipschitz function", checks: ["questions"]),
      Sentence(
        """
        At most $2N/(k+1)$ of the $N$ points are in no box. With the labels of all points, $\\sum |h(x_i) - y_i|$ is at least the least such \
        sum of an $L$-Lipschitz function, and at most that and the number of points in no box.
        """, topic: "the error", checks: ["pool"]),
    ],
    source: .localLearningPaper("the extension to several dimensions; boxes, offsets and the exact bound are derived"),
    checks: [
      Check(
        "pool", level: .certified,
        family: .random(
          "random pools of up to 14 points (deep: 40) on grids of the square, with atoms, slopes up to 12", quick: 14,
          deep: 400, shrink: SpaceInstance.shrink,
          draw: { index, stream in .drawn(upTo: index < 14 ? 14 : 40, &stream) }),
        subject: { try SpaceValues($0) }, mutants: poolMutants, test: isNearlyOptimal),
      Check(
        "questions", level: .certified,
        family: .random(
          "random pools of up to 14 points, up to 3 labels a box, questions on a grid with all points in random order",
          quick: 12, deep: 1_000, shrink: SpaceInstance.shrink,
          draw: { _, stream in
            var instance = SpaceInstance.drawn(upTo: 14, &stream)
            instance.labelsPerBox = stream.uniform(in: 1...3)
            return instance
          }),
        subject: { try SpaceValues($0) }, mutants: questionMutants, test: isOneFunction),
    ])
}

/// A pool of the square with its labels.
struct SpaceInstance: Codable, Sendable {
  /// Points are multiples of 1/denominator, labels quarters.
  var denominator: Int
  var places: [[Int]]
  var labels: [Int]
  var slope: Rational
  var longSlots: Int
  var labelsPerBox: Int
  /// Of the labels that are bought, and of the order of questions.
  var seed: UInt64

  var pool: [[Rational]] { places.map { $0.map { Rational(Integer($0), Integer(denominator)) } } }
  var labelValues: [Rational] { labels.map { Rational($0) / 4 } }

  static func drawn(upTo most: Int, _ stream: inout RandomStream) -> SpaceInstance {
    let denominator = [6, 10, 24][stream.uniform(in: 0...2)]
    let count = stream.uniform(in: 1...most)
    var places = (0..<count).map { _ in (0..<2).map { _ in stream.uniform(in: 0...denominator) } }
    for index in places.indices where stream.uniform(in: 0...4) == 0 { places[index] = places[0] }
    return SpaceInstance(
      denominator: denominator, places: places, labels: places.map { _ in stream.uniform(in: 0...4) },
      slope: Rational(Integer(stream.uniform(in: 0...12)), Integer(stream.uniform(in: 1...2))),
      longSlots: stream.uniform(in: 1...4), labelsPerBox: LipschitzFitInSpace.mostPoints, seed: stream.next())
  }

  @Sendable static func shrink(_ instance: SpaceInstance) -> [SpaceInstance] {
    instance.places.indices.filter { _ in instance.places.count > 1 }.map { index in
      var smaller = instance
      smaller.places.remove(at: index)
      smaller.labels.remove(at: index)
      return smaller
    }
  }

  func plan(seed: UInt64? = nil) throws -> LocalPlanInSpace {
    try LocalPlanInSpace(
      pool: pool, slope: slope, longSlots: longSlots, labelsPerBox: labelsPerBox, seed: seed ?? self.seed)
  }

  /// The points, and a grid finer than the slots, with its border.
  var questions: [[Rational]] {
    let along = (0...6).map { Rational($0) / 6 }
    return pool + along.flatMap { x in along.map { [x, $0] } }
  }

  /// Whether a coordinate is in a short slot, from the definition.
  func isShort(_ x: Rational, offset: Int) -> Bool {
    var slot = 0
    while Rational(slot + 1) <= x * slope { slot += 1 }
    return (slot + longSlots + 1 - offset) % (longSlots + 1) == 0
  }
}

/// h at the questions, asked in an order of the seed's.
struct SpaceValues: Sendable {
  var values: [Rational]
  var shortCount: Int
  var offsets: [Int]

  init(
    _ instance: SpaceInstance,
    answer: ((_ h: inout LocalFunctionInSpace, _ number: Int, _ x: [Rational]) throws -> Rational)? = nil
  ) throws {
    let plan = try instance.plan()
    let (questions, labels) = (instance.questions, instance.labelValues)
    var function = LocalFunctionInSpace(plan)
    var order = Array(questions.indices)
    var stream = RandomStream(seed: instance.seed)
    stream.shuffle(&order)
    values = [Rational](repeating: 0, count: questions.count)
    for (number, place) in order.enumerated() {
      let x = questions[place]
      values[place] = try answer.map { try $0(&function, number, x) } ?? function.value(at: x) { labels[$0] }
    }
    (shortCount, offsets) = (plan.shortCount, plan.grids.map(\.offset))
  }
}

@Sendable private func isNearlyOptimal(
  _ learned: Algorithm<SpaceInstance, SpaceValues>, of instance: SpaceInstance
) throws -> Verdict {
  let found = try learned(instance)
  let errors = zip(found.values, instance.labelValues).reduce(Rational(0)) { $0 + ($1.0 - $1.1).magnitude }
  let least = try LipschitzFitInSpace(points: instance.pool, labels: instance.labelValues, slope: instance.slope).cost
  let short = instance.pool.count { x in zip(x, found.offsets).contains { instance.isShort($0, offset: $1) } }
  return .all(
    .equal(found.shortCount, short, "the number of points in no box"),
    .atMost(
      Rational(short), Rational(Integer(2 * instance.pool.count), Integer(instance.longSlots + 1)),
      "the number of points in no box"),
    .require(errors >= least, "h has the error \(errors), below the least one \(least)"),
    .atMost(errors - least, Rational(short), "the excess of h"))
}

@Sendable private func isOneFunction(
  _ learned: Algorithm<SpaceInstance, SpaceValues>, of instance: SpaceInstance
) throws -> Verdict {
  let (found, questions) = (try learned(instance).values, instance.questions)
  if let value = found.first(where: { $0 < 0 || $0 > 1 }) { return .fails("a value of h is \(value)") }
  func distance(_ a: [Rational], _ b: [Rational]) -> Rational {
    zip(a, b).map { ($0 - $1).magnitude }.max() ?? 0
  }
  for i in questions.indices {
    for j in 0..<i where (found[i] - found[j]).magnitude > instance.slope * distance(questions[i], questions[j]) {
      return .fails(
        "h is \(found[i]) at \(questions[i]) and \(found[j]) at \(questions[j]), too steep for \(instance.slope)")
    }
  }
  // All boxes at once, each fitted by itself.
  let plan = try instance.plan()
  var known: [(x: [Rational], value: Rational)] = []
  for box in Set(instance.pool.flatMap { plan.pieces(for: $0) }) {
    let rows = plan.rows(of: box)
    let points = rows.map { instance.pool[$0] }
    let fit = try LipschitzFitInSpace(
      points: points, labels: rows.map { instance.labelValues[$0] }, slope: instance.slope)
    known += zip(points, fit.values).map { (x: $0, value: min(1, max(0, $1))) }
  }
  let whole = questions.map { x in
    let least = known.map { $0.value - instance.slope * distance(x, $0.x) }.max() ?? 0
    let most = known.map { $0.value + instance.slope * distance(x, $0.x) }.min() ?? 1
    return (max(0, least) + min(1, most)) / 2
  }
  return .equal(found, whole, "the answers")
}

private let poolMutants: KeyValuePairs<String, Algorithm<SpaceInstance, SpaceValues>> = [
  "labels go to other rows": { instance in
    var other = instance
    other.labels.reverse()
    return try SpaceValues(other)
  },
  "1/2 is answered everywhere": { instance in try SpaceValues(instance) { _, _, _ in Rational(1, 2) } },
  "points in no box are counted in the first coordinate alone": { instance in
    var values = try SpaceValues(instance)
    values.shortCount = instance.pool.count { instance.isShort($0[0], offset: values.offsets[0]) }
    return values
  },
  "twice the slope": { instance in
    var steeper = instance
    steeper.slope = 2 * instance.slope
    var values = try SpaceValues(steeper)
    let plan = try instance.plan()
    (values.shortCount, values.offsets) = (plan.shortCount, plan.grids.map(\.offset))
    return values
  },
]

private let questionMutants: KeyValuePairs<String, Algorithm<SpaceInstance, SpaceValues>> = [
  "labels are drawn anew for each question": { instance in
    try SpaceValues(instance) { _, number, x in
      var function = LocalFunctionInSpace(try instance.plan(seed: UInt64(number)))
      return try function.value(at: x) { instance.labelValues[$0] }
    }
  },
  "only the first box near a point decides": { instance in
    let plan = try instance.plan()
    return try SpaceValues(instance) { function, _, x in
      guard let box = plan.pieces(for: x).first else { return Rational(1, 2) }
      var (least, most): (Rational, Rational) = (0, 1)
      for row in plan.rows(of: box) {
        let value = try function.value(at: plan.pool[row]) { instance.labelValues[$0] }
        let reach = instance.slope * (zip(plan.pool[row], x).map { ($0 - $1).magnitude }.max() ?? 0)
        (least, most) = (max(least, value - reach), min(most, value + reach))
      }
      return (least + most) / 2
    }
  },
  "the nearest label": { instance in
    let plan = try instance.plan()
    return try SpaceValues(instance) { _, _, x in
      let rows = plan.pieces(for: x).flatMap { plan.rows(of: $0) }
      func away(_ row: Int) -> Rational { zip(plan.pool[row], x).map { ($0 - $1).magnitude }.max() ?? 0 }
      return rows.min { away($0) < away($1) }.map { instance.labelValues[$0] } ?? Rational(1, 2)
    }
  },
]
