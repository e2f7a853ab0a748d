import Exact
import Foundation

/// A measured exponent: the least-squares slope of log₂ y on log₂ x, with a confidence interval.
///
/// With several independent series (instances drawn from different seeds) there is one slope per series, and the interval
/// is Student's for their mean. With a single series it comes from the residuals about the line, which assumes that they
/// are independent and equally spread. Neither says anything about sizes that were not measured.
///
/// These are floating-point numbers for reports. A claim about a slope is decided by ``logLogSlope(_:precision:)``.
public struct ScalingFit: Sendable, Equatable {
  /// The slope of each series.
  public let slopes: [Double]
  /// Their mean.
  public let slope: Double
  /// The ends of the confidence interval; infinite when there are too few data for one.
  public let interval: ClosedRange<Double>
  /// The confidence of `interval`.
  public let confidence: Double
  private let lines: [Line]

  /// Fits series of points (x, y).
  /// - Throws: ``StatisticsError`` when a series has fewer than two different x, or a value is not positive and finite.
  public init(series: [[(x: Double, y: Double)]], confidence: Double = 0.95) throws(StatisticsError) {
    guard confidence > 0, confidence < 1 else { throw .confidenceOutOfRange(Rational(exactly: confidence) ?? 0) }
    var lines: [Line] = []
    for points in series { lines.append(try Line(points)) }
    self.lines = lines
    guard let first = lines.first else { throw .tooFewSizes }
    self.confidence = confidence
    slopes = lines.map(\.slope)
    let mean = slopes.reduce(0, +) / Double(slopes.count)
    slope = mean
    let spread: Double
    if slopes.count > 1 {
      let freedom = slopes.count - 1
      let variance = slopes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(freedom)
      spread =
        studentQuantile(upperTail: (1 - confidence) / 2, freedom: freedom)
        * (variance / Double(slopes.count)).squareRoot()
    } else if first.freedom > 0 {
      spread = studentQuantile(upperTail: (1 - confidence) / 2, freedom: first.freedom) * first.standardError
    } else {
      spread = .infinity
    }
    interval = (mean - spread)...(mean + spread)
  }

  /// The range of the slopes of the series.
  public var range: ClosedRange<Double> { (slopes.min() ?? slope)...(slopes.max() ?? slope) }

  /// The fitted y at an x, and its confidence interval: of the line at this one x, as ``interval`` is of the slope.
  ///
  /// With several series y is the geometric mean of their lines at x, and the interval Student's for the mean of their logarithms; with a
  /// single one it comes from the residuals. The interval says where the line runs, not where a further measurement will be.
  ///
  /// - Precondition: x is positive and finite.
  /// - Complexity: O(number of series).
  public func value(at x: Double) -> (middle: Double, interval: ClosedRange<Double>) {
    precondition(x > 0 && x.isFinite, "a power law has values at positive numbers")
    let heights = lines.map { $0.height(at: log2(x)) }
    let mean = heights.reduce(0, +) / Double(heights.count)
    let spread: Double
    if heights.count > 1 {
      let variance = heights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(heights.count - 1)
      spread =
        studentQuantile(upperTail: (1 - confidence) / 2, freedom: heights.count - 1)
        * (variance / Double(heights.count)).squareRoot()
    } else if lines[0].freedom > 0 {
      spread =
        studentQuantile(upperTail: (1 - confidence) / 2, freedom: lines[0].freedom)
        * lines[0].standardError(at: log2(x))
    } else {
      spread = .infinity
    }
    return (exp2(mean), exp2(mean - spread)...exp2(mean + spread))
  }

  /// A least-squares line through the logarithms.
  private struct Line: Equatable {
    var slope: Double
    var standardError: Double
    var freedom: Int
    /// The point through which it runs: the mean of the logarithms.
    var mean: SIMD2<Double>
    /// log₂ y of the line.
    func height(at x: Double) -> Double { mean.y + slope * (x - mean.x) }

    /// That of the height: of the mean and of the slope, which are independent.
    func standardError(at x: Double) -> Double {
      (meanError * meanError + pow(standardError * (x - mean.x), 2)).squareRoot()
    }

    private var meanError: Double

    init(_ points: [(x: Double, y: Double)]) throws(StatisticsError) {
      for value in points.flatMap({ [$0.x, $0.y] }) where !(value > 0 && value.isFinite) {
        throw .notPositive("\(value)")
      }
      let logs = points.map { (x: log2($0.x), y: log2($0.y)) }
      // Not the sizes: huge neighbours have the same logarithm.
      guard Set(logs.map(\.x)).count >= 2 else { throw .tooFewSizes }
      let n = Double(logs.count)
      let (meanX, meanY) = (logs.reduce(0) { $0 + $1.x } / n, logs.reduce(0) { $0 + $1.y } / n)
      let sxx = logs.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
      slope = logs.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) } / sxx
      let fitted = slope
      let residual = logs.reduce(0) { sum, point in
        let error = point.y - meanY - fitted * (point.x - meanX)
        return sum + error * error
      }
      freedom = logs.count - 2
      standardError = freedom > 0 ? (residual / Double(freedom) / sxx).squareRoot() : .infinity
      meanError = freedom > 0 ? (residual / Double(freedom) / n).squareRoot() : .infinity
      mean = [meanX, meanY]
    }
  }
}

/// The quantile of Student's t distribution: the t with P[T ≤ t] = `probability`.
///
/// - Precondition: 0 < probability < 1, freedom ≥ 1.
package func studentQuantile(_ probability: Double, freedom: Int) -> Double {
  precondition(probability > 0 && probability < 1, "a quantile needs a probability strictly between 0 and 1")
  return probability < 0.5
    ? -studentQuantile(upperTail: probability, freedom: freedom)
    : studentQuantile(upperTail: 1 - probability, freedom: freedom)
}

/// The t with P[T ≥ t] = `tail`, which may be so small that 1 − `tail` is 1 in double precision.
///
/// Bisection on the distribution function, which is a regularised incomplete beta function.
/// - Precondition: 0 < tail ≤ 1/2, freedom ≥ 1.
package func studentQuantile(upperTail tail: Double, freedom: Int) -> Double {
  precondition(tail > 0 && tail <= 0.5 && freedom >= 1, "a quantile needs a tail of at most 1/2 and a freedom ≥ 1")
  let nu = Double(freedom)
  func upperTail(_ t: Double) -> Double { 0.5 * regularisedBeta(nu / (nu + t * t), nu / 2, 0.5) }
  var (low, high) = (0.0, 1.0)
  while upperTail(high) > tail { high *= 2 }
  for _ in 0..<200 {
    let middle = (low + high) / 2
    if upperTail(middle) > tail { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

/// I_x(a, b), by the continued fraction of DLMF 8.17.22 (Lentz's method).
private func regularisedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  if x <= 0 { return 0 }
  if x >= 1 { return 1 }
  // The fraction converges fast only left of the mean.
  if x > (a + 1) / (a + b + 2) { return 1 - regularisedBeta(1 - x, b, a) }
  let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
  var (fraction, c, d) = (1.0, 1.0, 0.0)
  for step in 0...500 {
    let m = Double(step / 2)
    let coefficient: Double
    if step == 0 {
      coefficient = 1
    } else if step % 2 == 0 {
      coefficient = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    } else {
      coefficient = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    }
    d = 1 / nonzero(1 + coefficient * d)
    c = nonzero(1 + coefficient / c)
    fraction *= c * d
    if abs(1 - c * d) < 1e-15 { break }
  }
  return front * (fraction - 1)
}

private func nonzero(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
