import Exact
import Foundation
import Randomness
import Statistics
import Testing

@Suite("Student's t")
struct StudentTests {
  // From printed tables, to the digits given.
  @Test(
    "Quantiles from tables",
    arguments: [
      (0.975, 7, 2.364624, 1e-6), (0.975, 1, 12.7062, 1e-4), (0.995, 10, 3.169273, 1e-6), (0.95, 1, 6.313752, 1e-6),
      (0.975, 2, 4.302653, 1e-6), (0.9, 5, 1.475884, 1e-6), (0.999, 30, 3.385185, 1e-6), (0.975, 120, 1.979930, 1e-6),
      (0.975, 1000, 1.962339, 1e-6), (0.975, 1_000_000, 1.959966, 1e-6), (0.6, 4, 0.270722, 1e-6),
    ])
  func tables(probability: Double, freedom: Int, quantile: Double, tolerance: Double) {
    #expect(abs(studentQuantile(probability, freedom: freedom) - quantile) <= tolerance)
  }

  @Test("With one degree of freedom it is Cauchy's, with two it has a closed form")
  func closedForms() {
    for probability in [0.5001, 0.6, 0.75, 0.9, 0.99, 0.9999] {
      let cauchy = tan(.pi * (probability - 0.5))
      #expect(abs(studentQuantile(probability, freedom: 1) / cauchy - 1) < 1e-9)
      let alpha = 4 * probability * (1 - probability)
      let two = 2 * (probability - 0.5) * (2 / alpha).squareRoot()
      #expect(abs(studentQuantile(probability, freedom: 2) / two - 1) < 1e-9)
    }
  }

  @Test("The median is 0, and the distribution is symmetric")
  func symmetry() {
    for freedom in [1, 2, 3, 10, 100] {
      #expect(abs(studentQuantile(0.5, freedom: freedom)) < 1e-9)
      for probability in [0.01, 0.2, 0.45] {
        let (low, high) = (
          studentQuantile(probability, freedom: freedom), studentQuantile(1 - probability, freedom: freedom)
        )
        #expect(abs(low + high) < 1e-9 && low < 0)
      }
    }
  }
}

@Suite("Fitted exponents")
struct ScalingFitTests {
  typealias Point = (x: Double, y: Double)

  private func powerLaw(_ coefficient: Double, _ exponent: Double, _ sizes: [Double]) -> [Point] {
    sizes.map { (x: $0, y: coefficient * pow($0, exponent)) }
  }

  @Test("Exact power laws are recovered", arguments: [0, 1, 1.5, 2, 3, -1])
  func exact(exponent: Double) throws {
    let fit = try ScalingFit(series: [powerLaw(3, exponent, [16, 32, 64, 100, 1000])])
    #expect(abs(fit.slope - exponent) < 1e-12)
    #expect(fit.slopes == [fit.slope])
    #expect(fit.interval.upperBound - fit.interval.lowerBound < 1e-9)
    #expect(fit.interval.contains(fit.slope))
    #expect(fit.confidence == 0.95)
    let several = try ScalingFit(series: (1...4).map { powerLaw(Double($0), exponent, [2, 4, 8]) })
    #expect(several.slopes.count == 4 && abs(several.slope - exponent) < 1e-12)
    #expect(several.range.contains(several.slope) || several.range.upperBound - several.range.lowerBound < 1e-12)
  }

  @Test("A fit by hand: three points off a line")
  func byHand() throws {
    // log₂: (0, 0), (1, 2), (2, 2). Slope 1, mean residuals −1/3, 2/3, −1/3: s² = 2/3, standard error √(1/3).
    let fit = try ScalingFit(series: [[(x: 1, y: 1), (x: 2, y: 4), (x: 4, y: 4)]])
    #expect(abs(fit.slope - 1) < 1e-12)
    let spread = 12.706204736 * (1.0 / 3).squareRoot()
    #expect(abs(fit.interval.upperBound - (1 + spread)) < 1e-6)
    #expect(abs(fit.interval.lowerBound - (1 - spread)) < 1e-6)
    // Slopes 1 and 3 of two series: mean 2, standard deviation √2, standard error 1.
    let two = try ScalingFit(series: [powerLaw(1, 1, [1, 2]), powerLaw(1, 3, [1, 2])])
    #expect(abs(two.slope - 2) < 1e-12 && abs(two.interval.upperBound - (2 + 12.706204736)) < 1e-6)
    #expect(two.range == 1...3)
  }

  @Test("The interval covers the true exponent about as often as it says")
  func coverage() throws {
    var covered = 0
    var stream = RandomStream(seed: 61)
    let total = 400
    for _ in 0..<total {
      // Five series with noise uniform on the logarithms; their slopes are nearly normal.
      let series: [[Point]] = (0..<5).map { _ in
        [16.0, 32, 64, 128, 256].map { size in
          let noise = Double(stream.uniform(in: -1000...1000)) / 5000
          return (x: size, y: pow(size, 1.5) * exp2(noise))
        }
      }
      let fit = try ScalingFit(series: series, confidence: 0.9)
      if fit.interval.contains(1.5) { covered += 1 }
    }
    let test = try BinomialTest(successes: covered, trials: total, probability: Rational(9, 10))
    #expect(!test.rejects(at: Rational(1, 1_000_000)), "\(covered) of \(total)")
  }

  @Test(
    "The fitted line's interval covers the true power law about as often as it says, at, between and beyond the sizes")
  func lineCoverage() throws {
    var stream = RandomStream(seed: 62)
    let total = 400
    let places = [8.0, 16, 50, 256, 1000]
    var covered: [Int: [Int]] = [1: [0, 0, 0, 0, 0], 5: [0, 0, 0, 0, 0]]
    for _ in 0..<total {
      for count in [1, 5] {
        let series: [[Point]] = (0..<count).map { _ in
          [16.0, 32, 64, 128, 256].flatMap { size in
            // A sum of uniform draws is nearly normal.
            (0..<3).map { _ in
              let noise = (0..<4).reduce(0.0) { sum, _ in sum + Double(stream.uniform(in: -1000...1000)) / 10_000 }
              return (x: size, y: 7 * pow(size, 1.5) * exp2(noise))
            }
          }
        }
        let fit = try ScalingFit(series: series, confidence: 0.9)
        for (index, x) in places.enumerated() where fit.value(at: x).interval.contains(7 * pow(x, 1.5)) {
          covered[count]?[index] += 1
        }
      }
    }
    for (count, numbers) in covered {
      for (x, number) in zip(places, numbers) {
        let test = try BinomialTest(successes: number, trials: total, probability: Rational(9, 10))
        #expect(!test.rejects(at: Rational(1, 1_000_000)), "\(count) series at \(x): \(number) of \(total)")
      }
    }
  }

  @Test("The fitted line by hand")
  func lineByHand() throws {
    // log₂: (0, 0), (1, 2), (2, 2) as above: the line 1/3 + x; at x = 1 the height 4/3 with standard error √(2/3)/√3, at 2 √(2/9 + 1/3).
    let fit = try ScalingFit(series: [[(x: 1, y: 1), (x: 2, y: 4), (x: 4, y: 4)]])
    for (x, height, error) in [(2, 4.0 / 3, (2.0 / 9).squareRoot()), (4, 7.0 / 3, (5.0 / 9).squareRoot())] {
      let (middle, interval) = fit.value(at: Double(x))
      #expect(abs(log2(middle) - height) < 1e-12)
      #expect(abs(log2(interval.upperBound) - (height + 12.706204736 * error)) < 1e-6)
      #expect(abs(log2(interval.lowerBound) - (height - 12.706204736 * error)) < 1e-6)
    }
    // Lines x and 3x of two series: the mean 2x, standard error x.
    let two = try ScalingFit(series: [powerLaw(1, 1, [1, 2]), powerLaw(1, 3, [1, 2])])
    #expect(abs(two.value(at: 8).middle - 64) < 1e-9)
    #expect(abs(log2(two.value(at: 8).interval.upperBound) - (6 + 3 * 12.706204736)) < 1e-6)
    let line = try ScalingFit(series: [[(x: 2, y: 3), (x: 4, y: 12)]])
    #expect(abs(line.value(at: 8).middle - 48) < 1e-9 && line.value(at: 8).interval == 0...Double.infinity)
  }

  @Test("Two points have a slope, but no finite interval")
  func twoPoints() throws {
    let fit = try ScalingFit(series: [[(x: 2, y: 3), (x: 4, y: 12)]])
    #expect(abs(fit.slope - 2) < 1e-12)
    #expect(fit.interval == -Double.infinity...Double.infinity)
  }

  @Test("Degenerate data are refused by name")
  func errors() {
    let tooFew: [[[Point]]] = [
      [], [[]], [[(x: 2, y: 3)]], [[(x: 2, y: 3), (x: 2, y: 5)]], [[(x: 2, y: 3), (x: 4, y: 5)], [(x: 2, y: 3)]],
      // Different numbers with the same logarithm in double precision.
      [[(x: 1e300, y: 1), (x: 1e300.nextUp, y: 2)]], [[(x: 1e300, y: 1), (x: 1e300.nextUp, y: 1), (x: 1e300, y: 3)]],
    ]
    for series in tooFew { #expect(throws: StatisticsError.tooFewSizes) { try ScalingFit(series: series) } }
    for bad in [0, -1, .nan, .infinity, -.infinity, -0.0] as [Double] {
      #expect(throws: StatisticsError.notPositive("\(bad)")) {
        try ScalingFit(series: [[(x: 1, y: 1), (x: 2, y: bad), (x: 3, y: 1)]])
      }
      #expect(throws: StatisticsError.notPositive("\(bad)")) {
        try ScalingFit(series: [[(x: bad, y: 1), (x: 2, y: 1), (x: 3, y: 1)]])
      }
    }
    for confidence in [0, 1, -1, 95, .nan, .infinity] as [Double] {
      #expect(throws: StatisticsError.self) {
        try ScalingFit(series: [[(x: 1, y: 1), (x: 2, y: 2), (x: 4, y: 5)]], confidence: confidence)
      }
    }
  }

  @Test("Extreme but possible data and confidences give numbers")
  func extremes() throws {
    let points: [Point] = [(x: 1, y: 1), (x: 2, y: 4), (x: 4, y: 4)]
    for confidence in [1e-300, 1e-9, 0.5, 0.999999, 1.0.nextDown] {
      let fit = try ScalingFit(series: [points], confidence: confidence)
      #expect(fit.interval.contains(fit.slope))
      #expect(fit.slope == 1 || abs(fit.slope - 1) < 1e-12)
    }
    let steep = try ScalingFit(series: [[(x: 1, y: .leastNonzeroMagnitude), (x: 2, y: 1), (x: 3, y: 1e308)]])
    #expect(steep.slope.isFinite && steep.slope > 1000)
  }
}

@Suite("Enclosed slopes")
struct LogLogSlopeTests {
  @Test("Power laws: the enclosure is narrow and contains the exponent")
  func powerLaws() throws {
    for exponent in 0...4 {
      let points = [2, 3, 10, 100, 12345].map { x in (x: Integer(x), y: Integer(7) * Integer(x).power(exponent)) }
      let slope = try logLogSlope(points)
      #expect(slope.contains(Rational(Integer(exponent))))
      #expect(slope.width < 1e-30)
    }
    let huge = [1, 2, 3].map { i in (x: Integer(10).power(1000 * i), y: Integer(10).power(1500 * i)) }
    #expect(try logLogSlope(huge).contains(Rational(3, 2)))
  }

  @Test("More precision gives a narrower enclosure within; little precision stays sound")
  func precision() throws {
    let points: [(x: Integer, y: Integer)] = [(x: 3, y: 10), (x: 7, y: 40), (x: 20, y: 500)]
    let narrow = try logLogSlope(points, precision: 400)
    #expect(narrow.width < 1e-100)
    for precision in [2, 4, 10, 53, 200] {
      #expect(try logLogSlope(points, precision: precision).contains(narrow), "\(precision) bits")
    }
  }

  @Test("It agrees with the fit in floating point")
  func fit() throws {
    let points: [(x: Integer, y: Integer)] = [
      (x: 16, y: 1000), (x: 32, y: 3900), (x: 64, y: 17_000), (x: 64, y: 15_000),
    ]
    let fit = try ScalingFit(series: [points.map { point in (x: Double(point.x), y: Double(point.y)) }])
    #expect(abs(try logLogSlope(points).midpoint - fit.slope) < 1e-12)
  }

  @Test("Degenerate data are refused by name")
  func errors() {
    #expect(throws: StatisticsError.tooFewSizes) { try logLogSlope([]) }
    #expect(throws: StatisticsError.tooFewSizes) { try logLogSlope([(x: 5, y: 5)]) }
    #expect(throws: StatisticsError.tooFewSizes) { try logLogSlope([(x: 5, y: 5), (x: 5, y: 6)]) }
    for bad: Integer in [0, -3] {
      #expect(throws: StatisticsError.notPositive("\(bad)")) { try logLogSlope([(x: 1, y: 1), (x: bad, y: 2)]) }
      #expect(throws: StatisticsError.notPositive("\(bad)")) { try logLogSlope([(x: 1, y: 1), (x: 2, y: bad)]) }
    }
  }
}
