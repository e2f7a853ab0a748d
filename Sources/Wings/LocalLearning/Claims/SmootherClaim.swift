import Evidence
import Exact
import LocalLearning
import Randomness

extension Claim {
  /// What random pairs say of a kernel smoother.
  static let smoother = Claim(
    id: "local-learning.scales",
    title: "The same random pairs of points tell a kernel smoother's error for all scales",
    sentences: [
      Sentence(
        """
        With $K_a(x,z) = 1/(1 + \\sum_j a_j^2 (x_j - z_j)^2)$, scales $a_j \\in [1, 2]$, labels 0 and 1, and $f_a(x_i)$ the mean of the other labels \
        weighted by $K_a$: $K_a/K_1$ and $Z_i = \\sum_{j \\ne i} K_a(x_i,x_j) / \\sum_{j \\ne i} K_1(x_i,x_j)$ are in $[1/4, 1]$, and the mean of \
        $|f_a(x_i) - y_i|$ is the expectation of $(K_a/K_1)(x_i,x_j)\\,|y_j - y_i| / Z_i$ over uniform $i$ and $j \\ne i$ drawn in proportion to $K_1(x_i,x_j)$.
        """, topic: "the identity", checks: ["identity"]),
      Sentence(
        """
        Scales that differ by a factor of at most $c$ in each coordinate have errors that differ by a factor of at most $c^4$.
        """, topic: "between the steps", checks: ["factor"]),
      Sentence(
        """
        With $m$ pairs and $s$ choices of scales all estimates are off by at most $4\\sqrt{\\ln(2s/\\delta)/(2m)}$, but for a probability of \
        $\\delta$ over the pairs. Tested for $m = 3{,}000$ and $\\delta = 10^{-9}$.
        """, topic: "the estimates", checks: ["estimates"]),
    ],
    source: .localLearningPaper("the search of a metric for a kernel smoother; the constants are derived"),
    checks: [
      Check(
        "identity", level: .certified,
        family: .random(
          "2 to 8 integer points in up to 3 dimensions, scales that are multiples of 1/4", quick: 60, deep: 2_000,
          draw: { _, stream in .drawn(&stream) }),
        subject: { SmootherValues($0) }, mutants: identityMutants, test: isIdentity),
      Check(
        "factor", level: .certified,
        family: .random(
          "2 to 8 integer points in up to 3 dimensions; two near pairs far apart, scales changed against each other",
          quick: 60, deep: 2_000,
          draw: { index, stream in index % 2 == 0 ? .drawn(&stream) : .pairsApart(&stream) }),
        subject: { instance in
          let smoother = KernelSmoother(instance.points)
          return [instance.scales, instance.others].map { smoother.error($0, labels: instance.labels) }
        }, mutants: factorMutants, test: isWithinFactor),
      Check(
        "estimates", level: .sampled,
        family: .random(
          "40 points in the plane, near and far; chance of a false alarm below 10⁻⁸ (deep 10⁻⁷)", quick: 2, deep: 40,
          draw: { index, stream in EstimateInstance(width: index % 2 == 0 ? 3 : 400, seed: stream.next()) }),
        subject: { try $0.search.best { $0 % 2 == 0 ? 0 : 1 }.errors }, mutants: estimateMutants, test: isNear),
    ])
}

/// Points with labels, and scales.
struct SmootherInstance: Codable, Sendable {
  var places: [[Int]]
  var ones: [Bool]
  /// Quarters, from 4 to 8.
  var quarters: [Int]
  /// Whether each coordinate's scale is larger among the others, and the factor, in fifths.
  var isLarger: [Bool]
  var fifths: Int

  var points: [[Rational]] { places.map { $0.map { Rational($0) } } }
  var labels: [Rational] { ones.map { $0 ? 1 : 0 } }
  var scales: [Rational] { quarters.map { Rational($0) / 4 } }
  var factor: Rational { Rational(fifths) / 5 }
  var others: [Rational] { zip(scales, isLarger).map { $1 ? $0 * factor : $0 / factor } }

  static func drawn(_ stream: inout RandomStream) -> SmootherInstance {
    let (count, dimension) = (stream.uniform(in: 2...8), stream.uniform(in: 1...3))
    let width = [2, 9, 300][stream.uniform(in: 0...2)]
    return SmootherInstance(
      places: (0..<count).map { _ in (0..<dimension).map { _ in stream.uniform(in: 0...width) } },
      ones: (0..<count).map { _ in stream.uniform(in: 0...1) == 0 },
      quarters: (0..<dimension).map { _ in stream.uniform(in: 4...8) },
      isLarger: (0..<dimension).map { _ in stream.uniform(in: 0...1) == 0 }, fifths: stream.uniform(in: 5...9))
  }

  /// Two pairs, near each other along the second coordinate and far along the first, with a label each.
  static func pairsApart(_ stream: inout RandomStream) -> SmootherInstance {
    let (far, near) = (stream.uniform(in: 200...300), stream.uniform(in: 5...9))
    return SmootherInstance(
      places: [[0, 0], [0, near], [far, 0], [far, near]], ones: [false, false, true, true], quarters: [4, 8],
      isLarger: [false, true], fifths: stream.uniform(in: 6...9))
  }
}

/// What a smoother is worked out to be.
struct SmootherValues: Sendable {
  var error: Rational
  /// The expectation over pairs.
  var mean: Rational
  /// Between a quarter and 1.
  var ratios: [Rational]

  init(
    _ instance: SmootherInstance, isUniform: Bool = false,
    term: ((_ smoother: KernelSmoother<Rational>, _ i: Int, _ j: Int) -> Rational)? = nil
  ) {
    let (smoother, scales, labels) = (KernelSmoother(instance.points), instance.scales, instance.labels)
    let plain = scales.map { _ in Rational(1) }
    error = smoother.error(scales, labels: labels)
    (mean, ratios) = (0, [])
    for i in labels.indices {
      ratios.append(smoother.normaliser(at: i, scales))
      let others = labels.indices.filter { $0 != i }
      let all = others.reduce(Rational(0)) { $0 + (isUniform ? 1 : smoother.kernel(i, $1, plain)) }
      for j in others {
        ratios.append(smoother.kernel(i, j, scales) / smoother.kernel(i, j, plain))
        let share = (isUniform ? 1 : smoother.kernel(i, j, plain)) / all
        mean += share * (term?(smoother, i, j) ?? smoother.term(i, j, scales, labels: labels))
      }
    }
    mean /= Rational(labels.count)
  }
}

private let identityMutants: KeyValuePairs<String, Algorithm<SmootherInstance, SmootherValues>> = [
  "pairs are uniform": { SmootherValues($0, isUniform: true) },
  "without the normaliser": { instance in
    SmootherValues(instance) { smoother, i, j in
      smoother.term(i, j, instance.scales, labels: instance.labels) * smoother.normaliser(at: i, instance.scales)
    }
  },
  "scales up to 4": { instance in
    var wider = instance
    wider.quarters = instance.quarters.map { 2 * $0 }
    return SmootherValues(wider)
  },
  "the point itself is not left out": { instance in
    var values = SmootherValues(instance)
    let (smoother, labels) = (KernelSmoother(instance.points), instance.labels)
    values.error =
      labels.indices.reduce(Rational(0)) { sum, i in
        let weights = labels.indices.map { smoother.kernel(i, $0, instance.scales) }
        let mean = zip(weights, labels).reduce(Rational(0)) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
        return sum + (mean - labels[i]).magnitude
      } / Rational(labels.count)
    return values
  },
]

@Sendable private func isIdentity(
  _ smooth: Algorithm<SmootherInstance, SmootherValues>, of instance: SmootherInstance
) throws -> Verdict {
  let found = try smooth(instance)
  // From the definition.
  let (points, labels, scales) = (instance.points, instance.labels, instance.scales)
  var sum = Rational(0)
  for i in points.indices {
    var (above, below) = (Rational(0), Rational(0))
    for j in points.indices where j != i {
      let square = scales.indices.reduce(Rational(1)) { sum, axis in
        let difference = scales[axis] * points[i][axis] - scales[axis] * points[j][axis]
        return sum + difference * difference
      }
      above += labels[j] / square
      below += 1 / square
    }
    sum += (above / below - labels[i]).magnitude
  }
  let error = sum / Rational(points.count)
  return .all(
    .equal(found.error, error, "the error"), .equal(found.mean, error, "the expectation over pairs"),
    .require(found.ratios.allSatisfy { $0 >= Rational(1, 4) && $0 <= 1 }, "a ratio is not from 1/4 to 1"))
}

private let factorMutants: KeyValuePairs<String, Algorithm<SmootherInstance, [Rational]>> = [
  "the kernel is the square of what it is": { instance in
    let smoother = KernelSmoother(instance.points)
    return [instance.scales, instance.others].map { scales in
      instance.labels.indices.reduce(Rational(0)) { sum, i in
        var (wrong, all) = (Rational(0), Rational(0))
        for j in instance.labels.indices where j != i {
          let kernel = smoother.kernel(i, j, scales)
          all += kernel * kernel
          if instance.labels[j] != instance.labels[i] { wrong += kernel * kernel }
        }
        return sum + wrong / all
      } / Rational(instance.labels.count)
    }
  }
]

@Sendable private func isWithinFactor(
  _ errors: Algorithm<SmootherInstance, [Rational]>, of instance: SmootherInstance
) throws -> Verdict {
  let (found, square) = (try errors(instance), instance.factor * instance.factor)
  return .all(
    .atMost(found[0], square * square * found[1], "the error"),
    .atMost(found[1], square * square * found[0], "the error of the others"))
}

/// Points, of which every second one has the label 1.
struct EstimateInstance: Codable, Sendable {
  var width: Int
  var seed: UInt64

  /// Labels 0 to the left and 1 to the right.
  var points: [[Double]] {
    var stream = RandomStream(seed: seed)
    return (0..<40).map { row in
      [Double(row % 2 * 10 * width), 0].map { $0 + Double(stream.uniform(in: 0...width)) }
    }
  }
  var labels: [Double] { (0..<40).map { Double($0 % 2) } }

  var search: ScaleSearch {
    get throws {
      try ScaleSearch(
        points: points, eps: 1, pairs: 3_000, steps: 3, failure: Rational(1, 1_000_000_000), seed: seed)
    }
  }
}

private let estimateMutants: KeyValuePairs<String, Algorithm<EstimateInstance, [Double]>> = [
  "the other point is uniform": { instance in
    let (smoother, search) = (KernelSmoother(instance.points), try instance.search)
    var stream = RandomStream(seed: instance.seed)
    let pairs = (0..<300).map { _ in
      let first = stream.uniform(in: 0...39)
      return (first, (first + stream.uniform(in: 1...39)) % 40)
    }
    return search.net.map { scales in
      pairs.reduce(0) { $0 + smoother.term($1.0, $1.1, scales, labels: instance.labels) } / 300
    }
  },
  "labels are those of other rows": { try $0.search.best { $0 < 20 ? 0 : 1 }.errors },
]

@Sendable private func isNear(
  _ estimates: Algorithm<EstimateInstance, [Double]>, of instance: EstimateInstance
) throws -> Verdict {
  let (found, search) = (try estimates(instance), try instance.search)
  let smoother = KernelSmoother(instance.points)
  for (scales, estimate) in zip(search.net, found) {
    let error = smoother.error(scales, labels: instance.labels)
    guard abs(estimate - error) <= Double(search.radius) else {
      return .fails(
        "for the scales \(scales) the estimate is \(estimate), the error \(error), the radius \(search.radius)")
    }
  }
  return .holds()
}
