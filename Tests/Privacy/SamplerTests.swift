import Exact
import Foundation
import Privacy
import Randomness
import Testing

@Suite("Exact samplers")
struct SamplerTests {
  private static let leastMass = Rational(1, Integer(1) << 60)
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
    // Rounds are independent: a draw is x with the probability of x in a round over that of any value.
    let (one, none) = (Enclosure(1, precision: 256), Enclosure(0, precision: 256))
    let again = law.outcomes[.none] ?? none
    let cumulative = MagnitudeLaw(variance: variance, precision: 256).cumulative
    for x in 0...min(8, cumulative.count - 1) {
      let exact = x == 0 ? cumulative[0] : (cumulative[x] - cumulative[x - 1]) / Rational(2)
      let found = law.outcomes[.some(Integer(x))] ?? none
      let (least, most) = (found / (one - again), (found + law.rest) / (one - again - law.rest))
      #expect(least.isGreater(than: exact + Rational(1, Integer(1) << 100)) != .yes, "\(x)")
      #expect(most.isLess(than: exact - Rational(1, Integer(1) << 100)) != .yes, "\(x)")
      #expect((most - least).isLess(than: Self.missing) == .yes, "\(x)")
    }
  }

  /// A round returns x and −x with probabilities that are `ratio(x)` of that of 0, up to what was cut off.
  private static func expect(
    _ law: DecisionTree.Law<Integer?>, ratio: (Int) -> Enclosure
  ) throws {
    #expect(law.rest.isLess(than: missing) == .yes)
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

  /// 10⁶ draws if the tests are optimised.
  private static let draws: Int = {
    #if DEBUG
      20_000
    #else
      1_000_000
    #endif
  }()

  /// As many of the sampler in rounds, which is a tenth as fast.
  private static let roundDraws: Int = {
    #if DEBUG
      4_000
    #else
      1_000_000
    #endif
  }()

  @Test(
    "Moments and chi-square of draws",
    arguments: [
      (Rational(1, 4), 0.2150126751), (1, 0.9999997888), (4, 4.0), (Rational(25, 4), 6.25), (100, 100.0),
    ])
  func statistics(variance: Rational, expected: Double) throws {
    var stream = RandomStream(seed: 11).child("samplers")
    let fast = try TabulatedDiscreteGaussian(variance: variance)
    let slow = try DiscreteGaussian(variance: variance)
    let cumulative = MagnitudeLaw(variance: variance, precision: 128).cumulative.map(\.midpoint)
    for isFast in [true, false] {
      let count = isFast ? Self.draws : Self.roundDraws
      let n = Double(count)
      var (sum, square) = (0.0, 0.0)
      var seen: [Int: Int] = [:]
      for _ in 0..<count {
        let value = isFast ? fast.next(using: &stream) : try #require(slow.next(using: &stream).asInt)
        seen[value, default: 0] += 1
        sum += Double(value)
        square += Double(value * value)
      }
      // Six standard deviations: less than one in 10⁸; the fourth moment is at most 3σ⁴ + σ².
      #expect(abs(sum / n) < 6 * (expected / n).squareRoot())
      #expect(abs(square / n - expected) < 6 * ((2 * expected * expected + expected) / n).squareRoot())
      // A cell for each value that is expected at least ten times, and one for all others.
      var (chi, cells, restMass, restSeen) = (0.0, 0, 1.0, count)
      for k in cumulative.indices {
        let mass = k == 0 ? cumulative[0] : (cumulative[k] - cumulative[k - 1]) / 2
        guard mass * n >= 10 else { break }
        for x in Set([k, -k]) {
          let found = seen[x, default: 0]
          chi += (Double(found) - mass * n) * (Double(found) - mass * n) / (mass * n)
          (cells, restMass, restSeen) = (cells + 1, restMass - mass, restSeen - found)
        }
      }
      if restMass * n >= 1 {
        chi += (Double(restSeen) - restMass * n) * (Double(restSeen) - restMass * n) / (restMass * n)
        cells += 1
      }
      // Wilson and Hilferty: the cube root is about normal; 4.75 deviations are one in 10⁶.
      let freedom = Double(cells - 1)
      let deviations = (cbrt(chi / freedom) - 1 + 2 / (9 * freedom)) / (2 / (9 * freedom)).squareRoot()
      #expect(deviations < 4.75, "variance \(variance), \(isFast ? "table" : "rounds"): \(chi) with \(freedom)")
    }
  }

  @Test("Chi-square tells another variance from 10⁵ draws on")
  func sharpness() throws {
    // The same statistic with draws of variance 1.03 for 1: a test that cannot fail shows nothing.
    var stream = RandomStream(seed: 12).child("samplers")
    let wrong = try TabulatedDiscreteGaussian(variance: Rational(103, 100))
    let cumulative = MagnitudeLaw(variance: 1, precision: 128).cumulative.map(\.midpoint)
    let n = 100_000
    var seen = [Int](repeating: 0, count: 5)
    for _ in 0..<n { seen[min(abs(wrong.next(using: &stream)), 4)] += 1 }
    var chi = 0.0
    for k in 0...4 {
      let mass = (k == 4 ? 1 : cumulative[k]) - (k == 0 ? 0 : cumulative[k - 1])
      chi += (Double(seen[k]) - mass * Double(n)) * (Double(seen[k]) - mass * Double(n)) / (mass * Double(n))
    }
    // Of four degrees of freedom 33 is one in 10⁶.
    #expect(chi > 33)
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
