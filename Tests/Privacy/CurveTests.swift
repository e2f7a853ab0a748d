import Exact
import Privacy
import Testing

@Suite("Privacy curves")
struct CurveTests {
  private static let delta = Rational(1, 100_000)

  private static func steps(_ sigma: Rational, _ q: Rational, _ times: Int) -> [Repeated] {
    [Repeated(.sampledGaussian(noiseMultiplier: sigma, rate: q), times: times)]
  }

  /// A coarse resolution, so that tests in debug are fast.
  private static func coarse(_ logStep: Int, bits: Int = 60) -> Resolution {
    Resolution(logStep: logStep, fractionBits: bits, pointLimit: 1 << 11, logTail: -40)
  }

  @Test("Masses of a thousand bits fill slots of many words; a delta of 0 has no upper end")
  func fineMasses() throws {
    let tiny = Rational(1, Integer(10).power(200))
    let curve = try PrivacyCurve(
      of: Self.steps(4, Rational(1, 2), 2), delta: tiny, resolution: Self.coarse(4, bits: 1_000))
    let interval = curve.epsilon(delta: tiny)
    let (lower, upper) = (try #require(interval.lower), interval.upper)
    #expect(lower > 0 && upper.map { $0 > lower } != false)
    let none = try PrivacyCurve(of: Self.steps(4, Rational(1, 2), 2), delta: 0)
    #expect(none.epsilon(delta: 0).upper == nil && none.resolution.fractionBits < 200)
  }

  @Test("The Gaussian mechanism, exactly: values of the literature's formula")
  func gaussian() throws {
    for (sigma, times, delta, expected) in [
      (Rational(3), 1, Rational(1, 1_000_000), "1.447988021"), (Rational(10), 100, Self.delta, "4.3771780957"),
    ] {
      let interval = try GaussianComposition(of: [Repeated(.gaussian(noiseMultiplier: sigma), times: times)]).epsilon(
        delta: delta)
      let value = try Rational(parsing: expected)
      let (lower, upper) = (try #require(interval.lower), try #require(interval.upper))
      #expect((lower - value).magnitude < Rational(1, 1_000_000) && upper - lower < Rational(1, 1_000_000_000))
    }
  }

  @Test(
    "Certified bounds enclose the exact curve without sampling, on coarse grids and fine ones", arguments: [4, 6, 8])
  func encloses(logStep: Int) throws {
    let mechanisms = [Repeated(.gaussian(noiseMultiplier: 10), times: 100)]
    let exact = try GaussianComposition(of: mechanisms)
    let curve = try PrivacyCurve(of: mechanisms, delta: Self.delta, resolution: Self.coarse(logStep))
    for epsilon in [Rational(0), Rational(1, 2), 2, Rational(9, 2)] {
      let (bounds, truth) = (curve.delta(epsilon: epsilon), exact.delta(epsilon: epsilon))
      #expect(
        truth.isLessOrEqual(to: bounds.upper ?? 0) == .yes && truth.isGreaterOrEqual(to: bounds.lower ?? 1) == .yes)
    }
    let (found, truth) = (curve.epsilon(delta: Self.delta), exact.epsilon(delta: Self.delta))
    let (low, high) = (try #require(found.lower), try #require(found.upper))
    #expect(
      low <= (truth.lower ?? 0) && high >= (truth.upper ?? 9)
        && high - low < Rational(2048, Integer(1) << (2 * logStep)))
  }

  @Test("Randomised response composes to the binomial law, exactly")
  func response() throws {
    let epsilon = Rational(1, 2)
    for times in [1, 2, 5] {
      let curve = try PrivacyCurve(
        of: [Repeated(.discreteLaplace(scale: 2), times: times)], delta: Self.delta, resolution: Self.coarse(6))
      let optimal = CompositionTheorem.optimal(epsilon: epsilon, delta: 0, times: times)
      for (at, truth) in optimal {
        let bounds = curve.delta(epsilon: at)
        #expect(truth.isLessOrEqual(to: (bounds.upper ?? 0)) == .yes || truth.isEqual(to: bounds.upper ?? 0) != .no)
        #expect(truth.isGreaterOrEqual(to: bounds.lower ?? 1) != .no, "\(times) at \(at)")
        #expect((bounds.upper ?? 1) - (bounds.lower ?? 0) < Rational(1, 100))
      }
    }
  }

  @Test("Laplace noise, one use: the closed form")
  func laplace() throws {
    let curve = try PrivacyCurve(
      of: [Repeated(.laplace(scale: 1), times: 1)], delta: Self.delta, resolution: Self.coarse(7))
    for epsilon in [Rational(0), Rational(1, 3), Rational(9, 10)] {
      // δ(ε) = 1 − e^((ε − 1)/2)
      let exponent: Rational = (epsilon - Rational(1)) / Rational(2)
      let truth: Enclosure = Enclosure(1, precision: 128) - Enclosure(exponent, precision: 128).exp()
      let bounds = curve.delta(epsilon: epsilon)
      #expect(
        truth.isLessOrEqual(to: bounds.upper ?? 0) == .yes && truth.isGreaterOrEqual(to: bounds.lower ?? 1) == .yes)
      #expect((bounds.upper ?? 1) - (bounds.lower ?? 0) < Rational(1, 100))
    }
  }

  @Test(
    "One subsampled step: the closed form of the hockey stick, both directions",
    arguments: [Rational(1, 10), Rational(1, 100)])
  func oneStep(q: Rational) throws {
    let sigma = Rational(4, 5)
    let curve = try PrivacyCurve(of: Self.steps(sigma, q, 1), delta: Self.delta, resolution: Self.coarse(8))
    for epsilon in [Rational(1, 100), Rational(1, 4), 1] {
      let y = Enclosure(epsilon, precision: 192).exp()
      let rest: Rational = Rational(1) - q
      let gap: Enclosure = (y - rest) / q
      let x: Enclosure = gap.log() * (sigma * sigma) + Rational(1, 2)
      let u: Enclosure = x / sigma
      let a: Enclosure = u.normalUpperTail()
      let b: Enclosure = (u - sigma.reciprocal).normalUpperTail()
      let mixed: Enclosure = a * rest + b * q
      let remove: Enclosure = mixed - y * a
      let bounds = curve.delta(epsilon: epsilon)
      #expect(
        remove.isLessOrEqual(to: bounds.upper ?? 0) == .yes && remove.isGreaterOrEqual(to: bounds.lower ?? 1) == .yes)
    }
  }

  @Test("The estimate in double precision lies where exact integers say")
  func floating() throws {
    for (sigma, q, times) in [
      (Rational(1), Rational(1, 100), 200), (2, Rational(1, 10), 100), (Rational(1, 2), Rational(1, 100), 10),
    ] {
      let mechanisms = Self.steps(sigma, q, times)
      let certified = try PrivacyCurve(of: mechanisms, delta: Self.delta, resolution: Self.coarse(9)).epsilon(
        delta: Self.delta)
      let estimate = try FloatingCurve(of: mechanisms, delta: 1e-5).epsilon(delta: 1e-5)
      #expect(
        Double(certified.lower ?? 9) - 2e-3 <= estimate && estimate <= Double(certified.upper ?? 0) + 2e-3,
        "\(sigma) \(q)")
    }
  }

  @Test("Rényi divergences of the sampled Gaussian: reference values")
  func renyi() throws {
    let composition = try RenyiComposition(of: Self.steps(1, Rational(1, 100), 1))
    for (order, value) in [(2, "0.0001718134220745479"), (8, "0.0008936439076060318")] {
      let gap = composition.divergence(order: order) - (try Rational(parsing: value))
      #expect(gap.magnitude.isLess(than: Rational(1, Integer(10).power(18))) == .yes)
    }
    let thousand = try RenyiComposition(of: Self.steps(1, Rational(1, 100), 1000)).epsilon(
      delta: Self.delta, orders: 64)
    #expect(thousand?.order == 8 && abs(Double(thousand?.upper ?? 0) - 2.1077530754515652) < 1e-12)
    for (alpha, variance, q, value) in [(2, 1, Rational(1, 10), "0.017036863236176549786")] {
      let one = try RenyiComposition(of: Self.steps(Rational(variance), q, 1)).divergence(order: alpha)
      #expect((one - (try Rational(parsing: value))).magnitude.isLess(than: Rational(1, Integer(10).power(18))) == .yes)
    }
    #expect(throws: AccountingError.self) {
      try RenyiComposition(of: [Repeated(.approximate(epsilon: 1, delta: Self.delta), times: 1)])
    }
  }

  @Test("Limits: nothing done, no noise, no sampling, δ of 0 and 1")
  func limits() throws {
    let zero = CertifiedInterval(lower: 0, upper: 0)
    func epsilon(_ sigma: Rational, _ q: Rational, _ times: Int, _ delta: Rational) throws -> CertifiedInterval {
      try PrivacyCurve(of: Self.steps(sigma, q, times), delta: delta, resolution: Self.coarse(5)).epsilon(delta: delta)
    }
    #expect(try epsilon(1, 0, 1000, Self.delta) == zero)
    #expect(try epsilon(1, Rational(1, 2), 0, Self.delta) == zero)
    #expect(try epsilon(1, Rational(1, 2), 3, 1) == zero && epsilon(1, 1, 3, 2) == zero)
    #expect(try epsilon(1, 1, 3, 0).upper == nil)
    #expect(try epsilon(0, 1, 1, Self.delta) == CertifiedInterval(lower: nil, upper: nil))
    #expect(try epsilon(0, Rational(1, 2), 1, Rational(3, 4)) == CertifiedInterval(lower: 0, upper: nil))
    for bad in [
      Mechanism.sampledGaussian(noiseMultiplier: -1, rate: Rational(1, 2)), .gaussian(noiseMultiplier: -1),
      .sampledGaussian(noiseMultiplier: 1, rate: Rational(3, 2)), .sampledGaussian(noiseMultiplier: 1, rate: -1),
      .laplace(scale: -1), .approximate(epsilon: -1, delta: 0), .approximate(epsilon: 1, delta: 2),
      .gaussian(noiseMultiplier: Rational(1, Integer(10).power(300))),
    ] {
      #expect(throws: AccountingError.self) { try PrivacyCurve(of: [Repeated(bad, times: 1)], delta: Self.delta) }
    }
    #expect(throws: AccountingError.self) { try PrivacyCurve(of: Self.steps(1, 1, -1), delta: Self.delta) }
    #expect(throws: AccountingError.self) { try PrivacyCurve(of: Self.steps(1, 1, 1 << 40), delta: Self.delta) }
    #expect(throws: AccountingError.self) {
      try PrivacyCurve(of: Self.steps(Rational(1, 1000), 1, 1), delta: Self.delta)
    }
  }

  @Test("ε grows with T and q, and falls with σ and δ; a ledger of two kinds costs more than either")
  func monotone() throws {
    func upper(_ mechanisms: [Repeated], _ delta: Rational = CurveTests.delta) throws -> Rational {
      try PrivacyCurve(of: mechanisms, delta: delta, resolution: Self.coarse(7)).epsilon(delta: delta).upper ?? 99
    }
    let q = Rational(1, 20)
    let base = try upper(Self.steps(1, q, 20))
    #expect(try upper(Self.steps(1, q, 40)) > base && upper(Self.steps(1, 2 * q, 20)) > base)
    #expect(try upper(Self.steps(2, q, 20)) < base && upper(Self.steps(1, q, 20), Rational(1, 1000)) < base)
    let both = try upper(Self.steps(1, q, 20) + [Repeated(.laplace(scale: 4), times: 2)])
    #expect(both > base && both < base + Rational(1, 2) + Rational(1, 100))
  }
}
