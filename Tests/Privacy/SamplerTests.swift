import Exact
import Privacy
import Randomness
import Testing

@Suite("Exact samplers")
struct SamplerTests {
  private static let leastMass = Rational(1, Integer(1) << 52)
  private static let missing = Rational(1, Integer(1) << 40)

  @Test(
    "Bernoulli(e^-x) has exactly its law: all paths of coins are walked but for 2^-40 of the mass",
    arguments: [
      Rational(0), Rational(1, 3), Rational(1, 2), 1, Rational(7, 2),
    ])
  func exponentialCoin(x: Rational) {
    let law = DecisionTree.law(leastMass: Self.leastMass) { (coins) throws(ScriptedCoins.Pending) in
      try coins.exponentialCoin(x.numerator, over: x.denominator)
    }
    let truth = Enclosure(-x, precision: 256).exp()
    let found = law.outcomes[true] ?? Enclosure(0, precision: 256)
    #expect(law.rest.isLess(than: Self.missing) == .yes)
    #expect((found - Rational(1, Integer(1) << 200)).isLess(than: truth) == .yes)
    #expect((found + law.rest + Rational(1, Integer(1) << 200)).isGreater(than: truth) == .yes)
  }

  @Test("More than k draws are made with probability x^k/k!", arguments: [Rational(1, 3), 1])
  func draws(x: Rational) {
    struct Counting: CoinSource {
      var coins: ScriptedCoins
      var count = 0
      mutating func uniform(below bound: Integer) throws(ScriptedCoins.Pending) -> Integer {
        try coins.uniform(below: bound)
      }
      mutating func bernoulli(_ numerator: Integer, of denominator: Integer) throws(ScriptedCoins.Pending) -> Bool {
        count += 1
        return try coins.bernoulli(numerator, of: denominator)
      }
    }
    let law = DecisionTree.law(leastMass: Self.leastMass) { (coins) throws(ScriptedCoins.Pending) in
      var counting = Counting(coins: coins)
      defer { coins = counting.coins }
      _ = try counting.exponentialCoin(x.numerator, over: x.denominator)
      return counting.count
    }
    var factor: Rational = 1
    for k in 1...6 {
      factor = factor * x / Rational(k)
      var more = law.rest
      for (count, mass) in law.outcomes.sorted(by: { $0.key < $1.key }) where count > k { more += mass }
      #expect((more - factor).magnitude.isLess(than: Self.missing) == .yes, "k = \(k)")
    }
  }

  @Test("The discrete Laplace law, by walking all rounds", arguments: [Rational(1), Rational(5, 2), Rational(2, 3)])
  func laplace(scale: Rational) throws {
    let sampler = try DiscreteLaplace(scale: scale)
    let law = DecisionTree.law(leastMass: Self.leastMass, exponentialIsOneChoice: true) {
      (coins) throws(ScriptedCoins.Pending) in try sampler.attempt(&coins)
    }
    try Self.expect(
      law, ratio: { (x: Int) -> Enclosure in Enclosure(-Rational(Integer(x)) / scale, precision: 256).exp() })
  }

  @Test("The discrete Gaussian law, by walking all rounds", arguments: [Rational(1, 4), 1, Rational(9, 4), 4])
  func gaussian(variance: Rational) throws {
    let sampler = try DiscreteGaussian(variance: variance)
    let law = DecisionTree.law(leastMass: Self.leastMass, exponentialIsOneChoice: true) {
      (coins) throws(ScriptedCoins.Pending) in try sampler.attempt(&coins)
    }
    try Self.expect(
      law,
      ratio: { (x: Int) -> Enclosure in
        Enclosure(-Rational(Integer(x * x)) / (variance + variance), precision: 256).exp()
      })
  }

  /// A round returns x and −x with probabilities that are `ratio(x)` of that of 0, up to what was cut off.
  private static func expect(
    _ law: DecisionTree.Law<Integer?>, ratio: (Int) -> Enclosure
  ) throws {
    #expect(law.rest.isLess(than: missing * 64) == .yes)
    let zero = try #require(law.outcomes[.some(0)])
    for x in 1...8 {
      for signed in [x, -x] {
        let found = law.outcomes[.some(Integer(signed))] ?? Enclosure(0, precision: 256)
        let wanted = zero * ratio(x)
        #expect(
          (found - wanted).magnitude.isLessOrEqual(to: law.rest * 2 + Rational(1, Integer(1) << 200)) == .yes,
          "\(signed)")
      }
    }
  }

  @Test("A table inverts the law: its entries are those of enclosures of twice the precision, and are reached")
  func thresholds() throws {
    for variance in [Rational(1, 4), 1, Rational(25, 4), 400] {
      let table = try TabulatedDiscreteGaussian(variance: variance).thresholds
      let law = MagnitudeLaw(variance: variance, precision: 384).cumulative
      for (k, entry) in table.enumerated() {
        let scaled = law[k] * Rational(Integer(1) << 63)
        #expect(scaled.isGreaterOrEqual(to: Rational(Integer(entry))) == .yes)
        #expect(scaled.isLess(than: Rational(Integer(entry) + 1)) == .yes)
      }
      #expect(table.last == UInt64.max >> 1)
    }
  }

  /// Words from a list, then zeros.
  private struct Words: RandomNumberGenerator {
    var words: [UInt64]
    mutating func next() -> UInt64 { words.isEmpty ? 0 : words.removeFirst() }
  }

  @Test("Words that equal a table's entry are decided by further bits, in the tail too")
  func ties() throws {
    let noise = try TabulatedDiscreteGaussian(variance: 1)
    let entry = noise.thresholds[0]
    var low = Words(words: [entry << 1, 0])
    #expect(noise.next(using: &low) == 0)
    var high = Words(words: [entry << 1, .max])
    #expect(noise.next(using: &high) == 1)
    var below = Words(words: [(entry - 1) << 1])
    #expect(noise.next(using: &below) == 0)
    var negative = Words(words: [(entry + 1) << 1 | 1])
    #expect(noise.next(using: &negative) == -1)
    // 2^-127 of the mass is left: |X| is about 13.
    var tail = Words(words: [.max, .max])
    let far = noise.next(using: &tail)
    #expect(far <= -9 && far >= -16)
  }

  @Test(
    "Moments and chi-square of draws",
    arguments: [
      (Rational(1, 4), 0.2150126751), (1, 0.9999997888), (4, 4.0), (Rational(25, 4), 6.25), (100, 100.0),
    ])
  func statistics(variance: Rational, expected: Double) throws {
    var stream = RandomStream(seed: 11).child("samplers")
    let fast = try TabulatedDiscreteGaussian(variance: variance)
    let slow = try DiscreteGaussian(variance: variance)
    let counts = (fast: 40_000, slow: 4_000)
    let draws = [
      (0..<counts.fast).map { _ in fast.next(using: &stream) },
      try (0..<counts.slow).map { _ in try #require(slow.next(using: &stream).asInt) },
    ]
    for values in draws {
      let n = Double(values.count)
      let mean = values.reduce(0.0) { $0 + Double($1) } / n
      let square = values.reduce(0.0) { $0 + Double($1 * $1) } / n
      // Six standard deviations: less than one in 10⁸; the fourth moment is at most 3σ⁴ + σ².
      #expect(abs(mean) < 6 * (expected / n).squareRoot())
      #expect(abs(square - expected) < 6 * ((2 * expected * expected + expected) / n).squareRoot())
      // Chi-square over the cells |x| ≤ 3, and beyond: 7 degrees of freedom, 44 is one in 2·10⁶… and a margin for small cells.
      let cumulative = MagnitudeLaw(variance: variance, precision: 128).cumulative.map(\.midpoint)
      var chi = 0.0
      for x in -3...3 {
        let mass = x == 0 ? cumulative[0] : (cumulative[abs(x)] - cumulative[abs(x) - 1]) / 2
        if mass * n < 5 { continue }
        let seen = Double(values.count { $0 == x })
        chi += (seen - mass * n) * (seen - mass * n) / (mass * n)
      }
      #expect(chi < 50, "variance \(variance)")
    }
  }

  @Test("Poisson samples, and what is out of range")
  func poisson() throws {
    var stream = RandomStream(seed: 3)
    #expect(try stream.poissonSample(of: 10, rate: 1) == Array(0..<10))
    #expect(try stream.poissonSample(of: 10, rate: 0).isEmpty)
    #expect(try stream.poissonSample(of: 0, rate: 1).isEmpty)
    let count = try stream.poissonSample(of: 60_000, rate: Rational(256, 60_000)).count
    #expect(abs(count - 256) < 96)
    #expect(throws: SamplingError.rateOutOfRange(Rational(3, 2))) {
      try stream.poissonSample(of: 1, rate: Rational(3, 2))
    }
    #expect(throws: SamplingError.scaleNotPositive(0)) { try DiscreteGaussian(variance: 0) }
    #expect(throws: SamplingError.scaleNotPositive(-1)) { try DiscreteLaplace(scale: -1) }
    #expect(throws: SamplingError.self) { try TabulatedDiscreteGaussian(variance: 1_000_000_000) }
    let huge = try DiscreteGaussian(variance: Rational(Integer(10).power(40)))
    #expect(huge.next(using: &stream).magnitude < Integer(10).power(22))
    let small = try DiscreteGaussian(variance: Rational(1, 1_000_000))
    #expect(small.next(using: &stream) == 0)
  }

  @Test("The secure source gives different words, block after block")
  func secure() {
    let words = SecureWords()
    let drawn = (0..<1500).map { _ in words.next() }
    #expect(Set(drawn).count == drawn.count)
  }
}
