import Exact
import Foundation
import Randomness

/// Searches for the scales of coordinates with which a kernel smoother errs least, from few labels of 0 and 1; see ``KernelSmoother``.
///
///     let search = try ScaleSearch(points: points, eps: Rational(1, 5), seed: 7)
///     search.rows                                      // the labels that have to be bought
///     let found = try search.best { labels[$0] }
///     found.scales                                     // of each coordinate, from 1 to 2
///
/// Pairs of points are drawn before any label is known, the first uniformly and the other by its nearness, and the same pairs tell the
/// error for all scales 2^(t/T), t from 0 to T in each coordinate. With probability 1 − δ over the draw all these estimates are off by at
/// most the radius, 4 √(ln(2 s/δ) / (2 m)) for s choices of scales and m pairs (Hoeffding, J. Amer. Statist. Assoc. 58, 1963); and
/// scales between them err at least 2^(−2/T) times as much as the nearest of these.
///
/// Backurs, Blum, Gupta: *Active Local Learning* (arXiv 2008.13374); that normalisers are summed over all points, which no label is needed
/// for, instead of estimated, is derived.
public struct ScaleSearch: Sendable {
  /// The points.
  public let points: [[Double]]
  /// T: so many steps lead from 1 to 2.
  public let steps: Int
  /// δ.
  public let failure: Rational
  /// That of the draw of pairs.
  public let seed: UInt64
  /// The pairs, by the first point.
  public let pairs: [(point: Int, other: Int)]
  /// At most so much each estimate is off, with probability 1 − δ.
  public let radius: Rational

  /// No more kernels are computed: about a quarter of an hour.
  public static let mostKernels = 1_000_000_000_000
  /// The most coordinates; the choices of scales grow exponentially.
  public static let mostDimensions = 8

  /// Draws pairs.
  ///
  /// - Parameters:
  ///   - points: at least two, with 1 to ``mostDimensions`` coordinates each, of magnitude at most 10¹⁵⁰.
  ///   - eps: how much estimates may be off, above 0 and at most 1; and by which factor less 1 scales between the steps may be better.
  ///   - pairs: m, from 1 to 10⁷; by default as many as eps needs.
  ///   - steps: T, from 1 to 1,000; by default as many as eps needs.
  ///   - failure: δ, above 0 and below 1.
  ///   - seed: that of the draw. The guarantee is for one seed that was chosen before any label was seen.
  ///   - progress: called with the number of pairs that are drawn.
  /// - Throws: ``LocalLearningError``.
  /// - Complexity: O(min(m, n) n d + m).
  public init(
    points: [[Double]], eps: Rational, pairs: Int? = nil, steps: Int? = nil, failure: Rational = Rational(1, 20),
    seed: UInt64, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(LocalLearningError) {
    guard let dimension = points.first?.count else { throw .emptyPool }
    guard points.count > 1 else { throw .outOfRange("the number of points", "at least 2") }
    guard 1...Self.mostDimensions ~= dimension else {
      throw .outOfRange("the number of coordinates", "from 1 to \(Self.mostDimensions)")
    }
    for (row, point) in points.enumerated() {
      guard point.count == dimension else { throw .coordinates(row: row, point.count, expected: dimension) }
      guard point.allSatisfy({ $0.magnitude <= 1e150 }) else { throw .notANumber(row: row) }
    }
    guard eps > 0, eps <= 1 else { throw .outOfRange("eps", "above 0 and at most 1") }
    guard failure > 0, failure < 1 else { throw .outOfRange("the probability of failure", "above 0 and below 1") }
    let steps = steps ?? Int(min(1_001, (2 / log2(1 + Double(eps))).rounded(.up)))
    guard 1...1_000 ~= steps else { throw .outOfRange("the number of steps", "from 1 to 1000, which is eps of 0.0014") }
    let choices = (0..<dimension).reduce(1) { product, _ in min(product * (steps + 1), Self.mostKernels) }
    let logarithm = Enclosure(2 * Rational(choices) / failure).log()
    let needed = ((8 / (eps * eps)) * (logarithm.upper ?? 0)).ceiling()
    guard let count = pairs ?? needed.asInt, 1...10_000_000 ~= count else {
      throw .outOfRange("the number of pairs", "from 1 to 10000000; eps needs \(needed)")
    }
    let firsts = min(count, points.count)
    let kernels = Integer(firsts) * Integer(points.count) * Integer(choices)
    guard kernels <= Integer(Self.mostKernels) else { throw .tooMuchWork("\(kernels)") }
    (self.points, self.steps, self.failure, self.seed) = (points, steps, failure, seed)
    radius = 4 * OptimumEstimate.radius(queries: count, failure: failure / Rational(choices))
    self.pairs = Self.drawn(count, points, RandomStream(seed: seed).child("scale-pairs"), progress)
  }

  private static func drawn(
    _ count: Int, _ points: [[Double]], _ stream: RandomStream, _ progress: (_ done: Int, _ all: Int) -> Void
  ) -> [(point: Int, other: Int)] {
    var firsts = stream.child("points")
    let drawn = (0..<count).map { _ in Int(firsts.uniform(below: UInt64(points.count))) }.sorted()
    var others = stream.child("others")
    let smoother = KernelSmoother(points)
    let ones = points[0].map { _ in 1.0 }
    var sums = [Double](repeating: 0, count: points.count)
    var last: Int?
    var pairs: [(point: Int, other: Int)] = []
    pairs.reserveCapacity(count)
    for point in drawn {
      if point != last {
        var sum = 0.0
        for other in points.indices {
          if other != point { sum += smoother.kernel(point, other, ones) }
          sums[other] = sum
        }
        last = point
        progress(pairs.count, count)
      }
      // 53 bits of a fraction of the sum: the first place whose sum is beyond. The point itself adds nothing, so it is no such place.
      let aim = Double(others.next() >> 11) * 0x1p-53 * sums[sums.count - 1]
      var (low, high) = (0, sums.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if sums[middle] > aim { high = middle } else { low = middle + 1 }
      }
      pairs.append((point, low == point ? (point == 0 ? 1 : point - 1) : low))
    }
    return pairs
  }

  /// The rows whose labels are needed, ascending: at most 2 m.
  public var rows: [Int] { Set(pairs.flatMap { [$0.point, $0.other] }).sorted() }

  /// The scales that are tried: (T + 1)ᵈ.
  public var net: [[Double]] {
    let along = (0...steps).map { exp2(Double($0) / Double(steps)) }
    return points[0].reduce([[]]) { net, _ in net.flatMap { scales in along.map { scales + [$0] } } }
  }

  /// What was found.
  public struct Result: Sendable {
    /// The scales with the least estimate, from 1 to 2.
    public let scales: [Double]
    /// The estimate of their error, in doubles.
    public let error: Double
    /// The same with all scales 1.
    public let plainError: Double
    /// The estimates for all scales, in the order of ``ScaleSearch/net``.
    public let errors: [Double]
    /// With probability 1 − δ no scales from 1 to 2, of the net or between, have an error below this.
    public let lowerBound: Double
    /// How many labels were used.
    public let labelsUsed: Int
  }

  /// The best scales, by the labels.
  ///
  /// - Parameters:
  ///   - label: that of a row, 0 or 1; nil if it is not known.
  ///   - progress: called with the number of pairs that have been looked at.
  /// - Throws: ``LocalLearningError``: a label that is missing, or neither 0 nor 1.
  /// - Complexity: O(min(m, n) n (T + 1)ᵈ d) kernels.
  public func best(
    label: (_ row: Int) -> Rational?, progress: (_ done: Int, _ all: Int) -> Void = { _, _ in }
  ) throws(LocalLearningError) -> Result {
    let rows = rows
    var labels: [Int: Bool] = [:]
    for row in rows {
      guard let label = label(row) else { throw .missing(row: row) }
      guard label == 0 || label == 1 else { throw .binary(row: row, label) }
      labels[row] = label == 1
    }
    let errors = ScaleErrors(points, net).errors(pairs.filter { labels[$0.point] != labels[$0.other] }, progress)
      .map { $0 / Double(pairs.count) }
    let net = net
    let least = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    return Result(
      scales: net[least], error: errors[least], plainError: errors[0], errors: errors,
      lowerBound: max(0, (errors[least] - Double(radius)) / exp2(2 / Double(steps))), labelsUsed: rows.count)
  }

  /// The best scales, by labels that an oracle gives, all at once.
  ///
  /// - Throws: ``LocalLearningError``, or an error of the oracle.
  public func best(
    oracle: @Sendable (_ rows: [Int]) async throws -> [Rational]
  ) async throws -> Result {
    let rows = rows
    let answers = try await oracle(rows)
    guard answers.count == rows.count else {
      throw LocalLearningError.answers(answers.count, expected: rows.count)
    }
    let labels = Dictionary(uniqueKeysWithValues: zip(rows, answers))
    return try best(label: { labels[$0] })
  }
}

/// Sums of terms for many scales at once, eight side by side.
private struct ScaleErrors {
  private typealias Lanes = SIMD8<Double>
  private let points: [[Double]]
  private let count: Int
  /// aⱼ² of each coordinate for each eight scales, coordinate by coordinate.
  private let squares: [[Lanes]]

  init(_ points: [[Double]], _ net: [[Double]]) {
    (self.points, count) = (points, net.count)
    squares = points[0].indices.map { axis in
      stride(from: 0, to: net.count, by: 8).map { start in
        var lanes = Lanes(repeating: 1)
        for lane in 0..<min(8, net.count - start) { lanes[lane] = net[start + lane][axis] * net[start + lane][axis] }
        return lanes
      }
    }
  }

  /// Σ over pairs of (K/K₁) / normaliser for all scales; the pairs are by their first point.
  func errors(_ pairs: [(point: Int, other: Int)], _ progress: (_ done: Int, _ all: Int) -> Void) -> [Double] {
    let eights = squares[0].count
    let dimension = points[0].count
    var sums = [Lanes](repeating: .zero, count: eights)
    var normalisers = sums
    var kernels = sums
    var (plain, last): (Double, Int?) = (0, nil)
    let flat = points.flatMap { $0 }
    /// Adds K of a pair for all scales, and returns K₁.
    func add(_ i: Int, _ j: Int, to kernels: inout [Lanes]) -> Double {
      var whole = 1.0
      var differences = SIMD8<Double>.zero
      for axis in 0..<dimension {
        let difference = flat[i * dimension + axis] - flat[j * dimension + axis]
        differences[axis] = difference * difference
        whole += difference * difference
      }
      for eight in 0..<eights {
        var sum = Lanes(repeating: 1)
        for axis in 0..<dimension { sum += squares[axis][eight] * differences[axis] }
        kernels[eight] += 1 / sum
      }
      return 1 / whole
    }
    for (number, pair) in pairs.enumerated() {
      if pair.point != last {
        for eight in 0..<eights { normalisers[eight] = .zero }
        plain = 0
        for other in points.indices where other != pair.point { plain += add(pair.point, other, to: &normalisers) }
        last = pair.point
        progress(number, pairs.count)
      }
      for eight in 0..<eights { kernels[eight] = .zero }
      let near = add(pair.point, pair.other, to: &kernels)
      for eight in 0..<eights { sums[eight] += kernels[eight] / near / (normalisers[eight] / plain) }
    }
    return (0..<count).map { sums[$0 / 8][$0 % 8] }
  }
}
