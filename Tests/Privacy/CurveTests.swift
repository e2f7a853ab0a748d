import Exact
import Foundation
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

  @Test("Masses of a thousand bits fill slots of many words; a delta of 0 gives infinity")
  func fineMasses() throws {
    let tiny = Rational(1, Integer(10).power(200))
    let curve = try PrivacyCurve(
      of: Self.steps(4, Rational(1, 2), 2), delta: tiny, resolution: Self.coarse(4, bits: 1_000))
    let interval = curve.epsilon(delta: tiny)
    let (lower, upper) = (try #require(interval.lower), interval.upper)
    #expect(lower > 0 && upper.map { $0 > lower } != false)
    let none = try PrivacyCurve(of: Self.steps(4, Rational(1, 2), 2), delta: 0)
    #expect(none.epsilon(delta: 0) == CertifiedInterval(lower: nil, upper: nil) && none.resolution.fractionBits < 200)
    // No ε is enough for a normal law, or for a δ above the one that is asked for; for bounded losses one is.
    let own = Mechanism.approximate(epsilon: 1, delta: Rational(1, 1000))
    #expect(
      try PrivacyCurve(of: [Repeated(own, times: 2)], delta: 0).epsilon(delta: 0)
        == CertifiedInterval(lower: nil, upper: nil))
    let pure = try PrivacyCurve(of: [Repeated(.laplace(scale: 2), times: 3)], delta: 0).epsilon(delta: 0)
    #expect(pure == CertifiedInterval(lower: Rational(3, 2), upper: Rational(3, 2)))
  }

  @Test("The Gaussian mechanism, exactly: values of the literature's formula")
  func gaussian() throws {
    for (sigma, times, delta, expected) in [
      (Rational(3), 1, Rational(1, 1_000_000), "1.447988021"), (Rational(10), 100, Self.delta, "4.3771780957"),
      (Rational(1, 2), 1, Self.delta, "9.997256146"),
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
    #expect(low <= (truth.lower ?? 0) && high >= (truth.upper ?? 9))
    // Chords of step h multiply E[e^(λL)] by 1 + λ(λ + 1)h²/12, so that T of them add T(λ + 1)h²/12 to ε, where λ ≈ ε − 1/2 for this law; a quarter
    // more where the grid of the sum was made coarser. Tangents take no more, if the step is finer than the deviation of a loss, 1/10.
    let step = Rational(1, Integer(1) << logStep)
    let chords: Rational = Rational(100) * (Rational(49, 10)) * step * step / Rational(12)
    #expect(high - (truth.lower ?? 0) < chords * Rational(5, 4))
    if logStep >= 6 { #expect((truth.upper ?? 9) - low < chords * Rational(5, 4)) }
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

  @Test(
    "The estimate in double precision: reference values of an implementation in another language, down to tiny δ",
    arguments: [
      (Rational(2), Rational(1, 10), 500, 1e-5, 5.5554682147),
      (Rational(2, 5), Rational(1, 100), 10, 1e-5, 7.5412204788),
      (Rational(4), Rational(1, 100), 10_000, 1e-5, 0.9468668009), (Rational(10), Rational(1), 100, 1e-5, 4.3771780957),
      (Rational(4), Rational(1, 100), 100, 1e-25, 0.2849955526),
      (Rational(1), Rational(1, 10_000), 100_000, 1e-6, 0.1568920812),
    ])
  func floating(sigma: Rational, q: Rational, times: Int, delta: Double, expected: Double) throws {
    let estimate = try FloatingCurve(of: Self.steps(sigma, q, times)).epsilon(delta: delta)
    #expect(abs(estimate - expected) < 1e-7, "\(estimate)")
  }

  @Test("The estimate in double precision lies where exact integers say, of mixed mechanisms too; its limits")
  func floatingMixed() throws {
    for mechanisms in [
      Self.steps(1, Rational(1, 100), 200), Self.steps(2, Rational(1, 10), 100),
      Self.steps(1, Rational(1, 20), 20) + [Repeated(.laplace(scale: 4), times: 2)],
      [
        Repeated(.gaussian(noiseMultiplier: 5), times: 3),
        Repeated(.approximate(epsilon: Rational(1, 8), delta: 0), times: 4),
      ],
      [Repeated(.approximate(epsilon: Rational(1, 2), delta: Rational(1, 1_000_000)), times: 3)],
    ] {
      let certified = try PrivacyCurve(of: mechanisms, delta: Self.delta, resolution: Self.coarse(8)).epsilon(
        delta: Self.delta)
      let estimate = try FloatingCurve(of: mechanisms).epsilon(delta: 1e-5)
      #expect(
        Double(certified.lower ?? 9) - 1e-5 <= estimate && estimate <= Double(certified.upper ?? 0) + 1e-5,
        "\(mechanisms): \(estimate), not \(Double(certified.lower ?? 0)) to \(Double(certified.upper ?? 0))")
    }
    let one = try FloatingCurve(of: Self.steps(1, Rational(1, 2), 3))
    #expect(one.epsilon(delta: 1) == 0 && one.epsilon(delta: 0) == .infinity && one.epsilon(delta: .nan) == .infinity)
    #expect(try FloatingCurve(of: []).epsilon(delta: 0) == 0)
    #expect(try FloatingCurve(of: Self.steps(0, Rational(1, 2), 1)).epsilon(delta: 1e-5) == .infinity)
    #expect(try FloatingCurve(of: Self.steps(1, Rational(1, 1_000_000), 3)).epsilon(delta: 1e-3) < 1e-4)
    let rare = try FloatingCurve(of: [Repeated(.approximate(epsilon: 1, delta: Self.delta), times: 2)])
    #expect(rare.epsilon(delta: 1e-5) == .infinity && rare.epsilon(delta: 1e-4) < 2)
    let certain = try FloatingCurve(of: [Repeated(.approximate(epsilon: 1000, delta: 0), times: 1 << 30)])
    #expect(abs(certain.epsilon(delta: 1e-5) / 1000 * 0x1p-30 - 1) < 1e-9)
    #expect(throws: AccountingError.self) { try FloatingCurve(of: Self.steps(-1, 1, 1)) }
  }

  @Test(
    "The estimate is 0 from δ(0) on, however little the noise",
    arguments: [
      (Rational(1, 1000), Rational(1, 10), 3, 0.5), (Rational(1, 10), Rational(1, 10), 3, 0.5),
      (Rational(1, 10), Rational(1, 10), 1, 0.2), (Rational(1, 2), Rational(1, 10), 1, 0.2),
      (Rational(1, 5), Rational(1, 1000), 100, 0.2), (Rational(1, 1000), Rational(1, 2), 1, 0.6),
      (Rational(1, 50), Rational(1, 2), 1, 0.6),
    ])
  func floatingAboveAll(sigma: Rational, q: Rational, times: Int, delta: Double) throws {
    // Whatever σ, δ(0) is at most 1 − (1 − q)^T, which is what uses without noise have.
    #expect(1 - pow(1 - Double(q), Double(times)) < delta)
    #expect(try FloatingCurve(of: Self.steps(sigma, q, times)).epsilon(delta: delta) == 0)
  }

  @Test("With rare samples most losses lie between two points of a grid; the estimate is found among them all the same")
  func floatingCrowded() throws {
    let steps = Self.steps(Rational(209, 250), Rational(116_942, 1_000_000_000), 313)
    // The certified interval of this setting; the middle is what a convolution on a much finer grid gives.
    let estimate = try FloatingCurve(of: steps).epsilon(delta: 1e-7)
    #expect(0.035886 < estimate && estimate < 0.036791 && abs(estimate - 0.036765) < 2e-6, "\(estimate)")
  }

  @Test(
    "The estimate where usual losses lie closer together than the first grid, and where the sum of many is as rough as one",
    arguments: [
      (Rational(71, 50), Rational(11_274, 100_000_000), 1, 1e-5, 0.000105026916261),
      (Rational(127, 250), Rational(332_881, 1_000_000_000), 202, 1e-6, 1.79898438),
    ])
  func floatingAmongCrowds(sigma: Rational, q: Rational, times: Int, delta: Double, expected: Double) throws {
    // The first from its closed form, the second is within the certified interval and right to 10⁻⁷ on finer grids.
    let estimate = try FloatingCurve(of: Self.steps(sigma, q, times)).epsilon(delta: delta)
    #expect(abs(estimate - expected) < 1e-7, "\(estimate)")
  }

  @Test("Tiny δ at the mesh of the literature's method: connect-the-dots with exact masses and steps of 1/1000")
  func tinyDelta() throws {
    // Steps here are powers of two: a parabola in h² through those of 2^-9, 2^-10 and 2^-11 tells what 1/1000 gives.
    func upper(_ logStep: Int) throws -> PrivacyCurve {
      try PrivacyCurve(
        of: Self.steps(4, Rational(1, 100), 100), delta: Rational(1, Integer(10).power(25)),
        resolution: Resolution(logStep: logStep, fractionBits: 150, pointLimit: 1 << 16, logTail: -130))
    }
    let curves = try [9, 10, 11].map(upper)
    let squares = [9, 10, 11].map { exp2(-2 * Double($0)) }
    for (exponent, expected) in [
      (10, 0.15132081), (12, 0.17358303), (15, 0.20364946), (20, 0.24793078), (25, 0.28754076),
    ] {
      let delta = Rational(1, Integer(10).power(exponent))
      let values = try curves.map { Double(try #require($0.epsilon(delta: delta).upper)) }
      var value = 0.0
      for a in 0..<3 {
        var weight = 1.0
        for b in 0..<3 where b != a { weight *= (1e-6 - squares[b]) / (squares[a] - squares[b]) }
        value += weight * values[a]
      }
      #expect(abs(value - expected) < 2e-5, "δ = 1e-\(exponent): \(value)")
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
    // Sums over the lattice of discrete Gaussian noise, in 20 digits: the second is of variance 4 with a shift of 2.
    for (alpha, sigma, q, value) in [
      (2, Rational(1), Rational(1, 10), "0.017036863236176549786"), (5, 1, Rational(3, 10), "1.0584765787933705288"),
      (8, Rational(1, 2), Rational(1, 100), "10.736948358948984222"),
    ] {
      let one = try RenyiComposition(of: Self.steps(sigma, q, 1)).divergence(order: alpha)
      #expect((one - (try Rational(parsing: value))).magnitude.isLess(than: Rational(1, Integer(10).power(17))) == .yes)
    }
    // An upper bound is never below what is certified from below.
    let exact = try PrivacyCurve(
      of: Self.steps(1, Rational(1, 100), 1000), delta: Self.delta, resolution: Self.coarse(8))
    #expect(thousand?.upper ?? 0 >= exact.epsilon(delta: Self.delta).lower ?? 9)
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
    #expect(try epsilon(0, Rational(1, 2), 1, Rational(3, 4)) == zero)
    #expect(try epsilon(0, Rational(1, 2), 3, Rational(7, 8)) == zero)
    #expect(try epsilon(0, Rational(1, 2), 3, Rational(6, 7)) == CertifiedInterval(lower: nil, upper: nil))
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
    // Chords of a finer grid lie below those of a coarser one.
    let finer = try [5, 6, 8].map { logStep in
      try PrivacyCurve(of: Self.steps(1, q, 20), delta: Self.delta, resolution: Self.coarse(logStep)).epsilon(
        delta: Self.delta
      ).upper ?? 99
    }
    #expect(finer[0] > finer[1] && finer[1] > base && base > finer[2])
    let both = try upper(Self.steps(1, q, 20) + [Repeated(.laplace(scale: 4), times: 2)])
    #expect(both > base && both < base + Rational(1, 2) + Rational(1, 100))
  }
}
