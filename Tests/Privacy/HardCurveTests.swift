import Exact
import Foundation
import Privacy
import Testing

@Suite("Privacy curves that are hard to enclose")
struct HardCurveTests {
  private static func steps(_ sigma: String, _ q: String, _ times: Int) throws -> [Repeated] {
    [
      Repeated(
        .sampledGaussian(noiseMultiplier: try Rational(parsing: sigma), rate: try Rational(parsing: q)), times: times)
    ]
  }

  private static let isOptimised: Bool = {
    #if DEBUG
      false
    #else
      true
    #endif
  }()

  /// The interval at δ contains the estimate, to 10⁻⁶ of it, and is at most max(10⁻³, 0.2%) wide.
  private func enclose(_ mechanisms: [Repeated], _ delta: String) throws {
    let exact = try Rational(parsing: delta)
    let interval = try PrivacyCurve(of: mechanisms, delta: exact).epsilon(delta: exact)
    let (lower, upper) = (Double(try #require(interval.lower)), Double(try #require(interval.upper)))
    let estimate = try FloatingCurve(of: mechanisms).epsilon(delta: Double(exact))
    let slack = 1e-6 * max(1, estimate)
    #expect(lower - slack <= estimate && estimate <= upper + slack, "\(mechanisms): \(lower) to \(upper), \(estimate)")
    #expect(upper - lower <= max(1e-3, 2e-3 * upper), "\(mechanisms): \(lower) to \(upper)")
  }

  @Test(
    "Little noise on small samples, where most losses are tiny and a few are large",
    .enabled(if: isOptimised),
    arguments: [
      ("0.704", "0.00194023", 576, "1e-6"), ("0.8", "1/200", 1_000, "1e-6"), ("1", "1e-4", 100_000, "1e-6"),
      ("0.5", "1/1000", 50_000, "1e-5"), ("0.765", "0.000198", 17_762, "1e-9"),
    ])
  func smallSamples(sigma: String, q: String, times: Int, delta: String) throws {
    try enclose(Self.steps(sigma, q, times), delta)
  }

  @Test("Little noise on a small sample: several levels of grids, coarse ones, are valid")
  func levels() throws {
    let delta = Rational(1, 1000)
    let interval = try PrivacyCurve(
      of: Self.steps("0.6", "1/100", 6), delta: delta,
      resolution: Resolution(
        logStep: 20, fractionBits: 60, pointLimit: 1 << 9, logTail: -30, negligibleVariance: 1e-10)
    ).epsilon(delta: delta)
    let estimate = try FloatingCurve(of: Self.steps("0.6", "1/100", 6)).epsilon(delta: 1e-3)
    let (lower, upper) = (Double(interval.lower ?? 9), Double(interval.upper ?? 0))
    #expect(
      lower - 1e-6 <= estimate && estimate <= upper + 1e-6 && upper - lower < 0.05, "\(lower) to \(upper), \(estimate)")
  }

  @Test("Very little noise: losses of thousands, whose e-powers no double holds; less still is refused")
  func hugeLosses() throws {
    let delta = Rational(1, 100_000)
    let coarse = Resolution(logStep: 0, fractionBits: 60, pointLimit: 1 << 12, logTail: -30)
    for sigma in ["0.03"] {
      let steps = try Self.steps(sigma, "1/100", 3)
      let interval = try PrivacyCurve(of: steps, delta: delta, resolution: coarse).epsilon(delta: delta)
      let (lower, upper) = (Double(try #require(interval.lower)), Double(try #require(interval.upper)))
      let estimate = try FloatingCurve(of: steps).epsilon(delta: 1e-5)
      #expect(lower <= estimate && estimate <= upper && upper - lower < 3, "\(lower) to \(upper), \(estimate)")
    }
    for sigma in ["0.02", "0.005"] {
      #expect(throws: AccountingError.self) {
        try PrivacyCurve(of: Self.steps(sigma, "1/100", 3), delta: delta, resolution: coarse)
      }
    }
  }

  @Test("A coarser lower bound stays below, and near, where the highest masses cannot pay for those below")
  func coarserLowerBounds() {
    let layout = LossMasses.Layout(fractionBits: 60)
    let one = Integer(1) << layout.fractionBits
    for count in 5...12 {
      for spike in 0..<count {
        var masses = (0..<count).map { _ in one / 4096 }
        for index in (spike + 1)..<max(count, spike + 1) { masses[index] = 0 }
        masses[spike] = one / 2
        let fine = LossMasses(
          side: .lower, layout: layout, logStep: 6, first: 2, masses: masses, infinite: 0)
        let coarse = fine.coarser()
        // The same curve, with its values rounded up.
        let above = LossMasses(side: .upper, layout: layout, logStep: 6, first: 2, masses: masses, infinite: 0)
        for step in 0..<40 {
          let epsilon = Rational(Integer(step), 128)
          let (found, truth) = (coarse.delta(epsilon: epsilon), above.delta(epsilon: epsilon))
          #expect(found <= truth && truth - found < Rational(1, 100), "\(count) \(spike): \(Double(truth - found))")
        }
      }
    }
  }

  @Test("Uses without noise among others: they show the record with their probability")
  func revelations() throws {
    let delta = Rational(1, 2)
    let silent = Repeated(.sampledGaussian(noiseMultiplier: 0, rate: Rational(1, 4)), times: 1)
    let gaussian = Repeated(.gaussian(noiseMultiplier: 1), times: 1)
    let curve = try PrivacyCurve(
      of: [silent, gaussian], delta: delta,
      resolution: Resolution(logStep: 7, fractionBits: 60, pointLimit: 1 << 11, logTail: -40))
    let alone = try GaussianComposition(of: [gaussian])
    for epsilon in [Rational(0), 1, Rational(5, 2)] {
      // δ is the greater of 1/4 + 3/4 D(ε + ln 4/3) and D(ε − ln 4/3).
      let shift = Enclosure(Rational(4, 3), precision: 128).log().upper ?? 0
      let removed = Enclosure(Rational(1, 4), precision: 192) + alone.delta(epsilon: epsilon + shift) * Rational(3, 4)
      let added = alone.delta(epsilon: epsilon - shift)
      let truth = Double(Enclosure.maximum(removed, added).lower ?? 0)
      let interval = curve.delta(epsilon: epsilon)
      let (lower, upper) = (Double(interval.lower ?? 1), Double(interval.upper ?? 0))
      #expect(
        lower - 1e-12 <= truth && truth <= upper + 1e-12 && upper - lower < 1e-3, "\(truth): \(lower) to \(upper)")
    }
    let found = curve.epsilon(delta: delta)
    #expect((found.upper ?? 9) - (found.lower ?? 0) < Rational(1, 100))
    #expect(curve.epsilon(delta: Rational(1, 5)) == CertifiedInterval(lower: nil, upper: nil))
    let only = try PrivacyCurve(of: [silent], delta: delta)
    #expect(only.delta(epsilon: 3) == CertifiedInterval(lower: Rational(1, 4), upper: Rational(1, 4)))
    #expect(try FloatingCurve(of: [silent]).epsilon(delta: 0.3) == 0)
    #expect(try FloatingCurve(of: [silent]).epsilon(delta: 0.2) == .infinity)
  }

  @Test(
    "Pure mechanisms beside Gaussian noise: the interval contains the mixture of shifted Gaussian curves, and is narrow",
    arguments: [
      (Rational(1, 10), 10, Rational(1)), (Rational(1, 10), 3, Rational(4)), (Rational(1), 2, Rational(25, 2)),
    ])
  func pureBesideGaussian(epsilon: Rational, times: Int, variance: Rational) throws {
    // Gaussian noise of variance v on a sensitivity of 1, in as many uses with ten times the variance as there are.
    let uses = variance == 1 ? 10 : 1
    let sigma = try #require(Rational(exactly: (Double(variance) * Double(uses)).squareRoot()))
    let mechanisms = [
      Repeated(.approximate(epsilon: epsilon, delta: 0), times: times),
      Repeated(.gaussian(noiseMultiplier: sigma), times: uses),
    ]
    let delta = Rational(1, 100_000)
    let interval = try PrivacyCurve(of: mechanisms, delta: delta).epsilon(delta: delta)
    let (lower, upper) = (try #require(interval.lower), try #require(interval.upper))
    #expect(upper - lower <= max(Rational(1, 1000), upper / 500), "\(Double(lower)) to \(Double(upper))")
    // δ of both: the sum over the number l of losses +ε of its probability times the Gaussian's δ at what is left.
    let gaussian = try GaussianComposition(of: [mechanisms[1]])
    func truth(_ at: Rational) -> Enclosure {
      let odds = Enclosure(epsilon, precision: 192).exp()
      let whole = (odds + 1).power(times)
      var (sum, binomial) = (Enclosure(0, precision: 192), Integer(1))
      for l in 0...times {
        sum +=
          odds.power(l) * Rational(binomial) / whole * gaussian.delta(epsilon: at - Rational(2 * l - times) * epsilon)
        binomial = binomial * Integer(times - l) / Integer(l + 1)
      }
      return sum
    }
    #expect(truth(lower).isGreaterOrEqual(to: delta) == .yes)
    #expect(truth(upper).isLessOrEqual(to: delta) == .yes)
  }
}
