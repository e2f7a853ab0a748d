import Evidence
import Exact
import Foundation
import Randomness
import Statistics

extension Claim {
  /// Least-squares slopes of logarithms.
  static let fittedSlopes = Claim(
    id: "statistics.fitted-slopes",
    title: "Fitted exponents are least-squares slopes of logarithms, with Student's interval",
    sentences: [
      Sentence(
        """
        For points $(x_i, y_i)$ of positive integers with two different $x_i$ at least, `logLogSlope` contains $\\sum (u_i - \\bar u)(v_i - \
        \\bar v) / \\sum (u_i - \\bar u)^2$ for $u_i = \\log_2 x_i$, $v_i = \\log_2 y_i$, and is less than $2^{-90}$ wide for 128 bits.
        """,
        checks: ["slopes"]),
      Sentence(
        """
        `ScalingFit` gives the same slope of each of three series to $10^{-9}$, their mean, and an interval of half the width $t \
        s / \\sqrt 3$ around it, with $s$ the standard deviation of the slopes and $t$ the quantile of Student's distribution with 2 \
        degrees of freedom, $t^2 = 2 c^2 / (1 - c^2)$ for confidence $c$, to $10^{-6}$.
        """,
        checks: ["slopes"]),
    ],
    source: Source(
      paper: "Tightbound, statistics",
      theorem: "by definition; decided on powers of 2, whose logarithms are integers and whose slopes are rational"),
    checks: [
      Check(
        "slopes", level: .certified,
        family: .random(
          "three series of 2 to 6 points 2ᵘ, 2ᵛ with u and v up to 40; confidence 1/2 to 99/100", quick: 40,
          deep: 2_000,
          draw: { _, stream in
            let series = (0..<3).map { _ in
              var points = (0..<stream.uniform(in: 1...5)).map { _ in
                [stream.uniform(in: 0...40), stream.uniform(in: 0...40)]
              }
              points.append([(points[0][0] + stream.uniform(in: 1...9)) % 41, stream.uniform(in: 0...40)])
              return points
            }
            return ExponentSeries(series: series, percent: stream.uniform(in: 50...99))
          }),
        subject: fit,
        mutants: [
          "the deviations of y are taken from 0 in a series of two": { series in
            var found = try fit(series)
            for (i, points) in series.series.enumerated() where points.count == 2 {
              found.exact[i] = found.exact[i] + Rational(1, 1 << 40)
            }
            return found
          },
          "the variance is over the number of series": { series in
            var found = try fit(series)
            let ratio = Rational(816_497, 1_000_000)
            found.half = found.half * ratio
            return found
          },
          "the quantile is one-sided": { series in
            var found = try fit(series)
            let c = Double(2 * series.percent - 100) / 100
            let other = try ScalingFit(series: series.points, confidence: max(c, 0.01))
            found.half = Rational(exactly: (other.interval.upperBound - other.interval.lowerBound) / 2) ?? 0
            return found
          },
          "the mean weights series by their points": { series in
            var found = try fit(series)
            let counts = series.series.map { Rational($0.count) }
            found.mean =
              zip(found.slopes, counts).reduce(Rational(0)) { $0 + $1.0 * $1.1 } / counts.reduce(Rational(0), +)
            return found
          },
        ], test: areSlopes)
    ])
}

/// Series of exponents u and v of points (2ᵘ, 2ᵛ), and a confidence.
private struct ExponentSeries: Codable, Sendable {
  var series: [[[Int]]]
  var percent: Int

  var points: [[(x: Double, y: Double)]] {
    series.map {
      $0.map {
        (
          x: Double(sign: .plus, exponent: $0[0], significand: 1),
          y: Double(sign: .plus, exponent: $0[1], significand: 1)
        )
      }
    }
  }
}

private struct Fit: Sendable {
  var exact: [Enclosure]
  var slopes: [Rational]
  var mean: Rational
  /// Half of the interval's width.
  var half: Rational
  /// The middle of the interval.
  var middle: Rational
}

private let fit: Algorithm<ExponentSeries, Fit> = { series in
  let exact = try series.series.map { points in
    try logLogSlope(points.map { (x: Integer(1) << $0[0], y: Integer(1) << $0[1]) })
  }
  let fit = try ScalingFit(series: series.points, confidence: Double(series.percent) / 100)
  let (low, high) = (Rational(exactly: fit.interval.lowerBound) ?? 0, Rational(exactly: fit.interval.upperBound) ?? 0)
  return Fit(
    exact: exact, slopes: fit.slopes.map { Rational(exactly: $0) ?? 0 }, mean: Rational(exactly: fit.slope) ?? 0,
    half: (high - low) / 2, middle: (high + low) / 2)
}

@Sendable private func areSlopes(_ fit: Algorithm<ExponentSeries, Fit>, of series: ExponentSeries) throws -> Verdict {
  let found = try fit(series)
  guard found.exact.count == 3, found.slopes.count == 3 else {
    return .fails("\(found.slopes.count) slopes of 3 series")
  }
  let tolerance = Rational(1, 1_000_000_000)
  var slopes: [Rational] = []
  for (i, points) in series.series.enumerated() {
    let n = Integer(points.count)
    // Times n², so that means are sums.
    func sum(_ value: ([Int]) -> Int) -> Integer { points.reduce(Integer(0)) { $0 + Integer(value($1)) } }
    let top = n * sum { $0[0] * $0[1] } - sum { $0[0] } * sum { $0[1] }
    let bottom = n * sum { $0[0] * $0[0] } - sum { $0[0] } * sum { $0[0] }
    let slope = Rational(top, bottom)
    guard found.exact[i].contains(slope), found.exact[i].width < 0x1p-90 else {
      return .fails("the slope of series \(i) is \(slope), but found in \(found.exact[i])")
    }
    guard (found.slopes[i] - slope).magnitude <= tolerance * max(1, slope.magnitude) else {
      return .fails("the slope of series \(i) is \(slope), but fitted as \(found.slopes[i])")
    }
    slopes.append(slope)
  }
  let mean = slopes.reduce(Rational(0), +) / 3
  let scale = slopes.map(\.magnitude).max() ?? 1
  guard (found.mean - mean).magnitude <= tolerance * max(1, scale),
    (found.middle - mean).magnitude <= tolerance * max(1, scale + found.half)
  else {
    return .fails("the mean is \(mean), but found as \(found.mean), in the middle of the interval \(found.middle)")
  }
  // (t s / √3)², with s² over 2 degrees of freedom.
  let variance = slopes.reduce(Rational(0)) { $0 + ($1 - mean) * ($1 - mean) } / 2
  let confidence = Rational(Integer(series.percent), 100)
  let square = 2 * confidence * confidence / (1 - confidence * confidence) * variance / 3
  let difference = (found.half * found.half - square).magnitude
  return .require(
    difference <= square * Rational(1, 1_000_000) + tolerance * tolerance * (1 + scale * scale),
    "half the interval is \(Double(found.half)), but its square should be \(Double(square))")
}
