import Exact
import Statistics
import Testing

/// P[X = i] for i in 0...n, by adding up the probabilities of all 2ⁿ outcomes of n trials, one by one.
func binomialByEnumeration(_ n: Int, _ p: Rational) -> [Rational] {
  var mass = [Rational](repeating: 0, count: n + 1)
  for outcomes in 0..<(1 << n) {
    var probability: Rational = 1
    var successes = 0
    for trial in 0..<n {
      let isSuccess = outcomes >> trial & 1 == 1
      probability *= isSuccess ? p : 1 - p
      successes += isSuccess ? 1 : 0
    }
    mass[successes] += probability
  }
  return mass
}

@Suite("Exact binomial tests")
struct BinomialTests {
  static let probabilities: [Rational] = [0, 1, Rational(1, 2), Rational(1, 3), Rational(5, 7), Rational(999, 1000)]

  @Test("Tails are the sums over all outcomes", arguments: 0...7)
  func enumeration(n: Int) throws {
    for p in Self.probabilities {
      let mass = binomialByEnumeration(n, p)
      #expect(mass.reduce(0, +) == 1)
      for k in 0...n {
        let test = try BinomialTest(successes: k, trials: n, probability: p)
        let upper: Rational = mass[k...].reduce(0, +)
        let lower: Rational = mass[...k].reduce(0, +)
        #expect(test.upperTail == upper)
        #expect(test.lowerTail == lower)
        let twice: Rational = 2 * min(upper, lower)
        #expect(test.pValue == min(1, twice))
        #expect(test.rejects(at: test.pValue))
        if test.pValue > 0 { #expect(!test.rejects(at: test.pValue - Rational(1, Integer(10).power(60)))) }
      }
    }
  }

  @Test("Ten trials, for one probability")
  func tenTrials() throws {
    let p = Rational(2, 5)
    let mass = binomialByEnumeration(10, p)
    for k in 0...10 {
      let test = try BinomialTest(successes: k, trials: 10, probability: p)
      let upper: Rational = mass[k...].reduce(0, +)
      #expect(test.upperTail == upper)
      #expect(test.lowerTail == 1 - upper + mass[k])
    }
  }

  @Test("Values known from tables")
  func known() throws {
    let coin = try BinomialTest(successes: 7, trials: 10, probability: Rational(1, 2))
    #expect(coin.upperTail == Rational(176, 1024))
    #expect(coin.lowerTail == Rational(968, 1024))
    #expect(coin.pValue == Rational(352, 1024))
    // The lady tasting tea, guessing eight cups independently.
    let tea = try BinomialTest(successes: 8, trials: 8, probability: Rational(1, 2))
    #expect(tea.upperTail == Rational(1, 256))
    #expect(tea.rejects(at: Rational(1, 128)) && !tea.rejects(at: Rational(1, 129)))
    // P[X ≥ 60] of 100 fair tosses is 0.02844396682…
    let sixty = try BinomialTest(successes: 60, trials: 100, probability: Rational(1, 2)).upperTail
    #expect(sixty > Rational(2_844_396_682, 100_000_000_000))
    #expect(sixty < Rational(2_844_396_683, 100_000_000_000))
  }

  @Test("No trials, impossible and certain events")
  func edges() throws {
    for p in Self.probabilities {
      let none = try BinomialTest(successes: 0, trials: 0, probability: p)
      #expect(none.upperTail == 1 && none.lowerTail == 1 && none.pValue == 1)
    }
    let impossible = try BinomialTest(successes: 1, trials: 1000, probability: 0)
    #expect(impossible.upperTail == 0 && impossible.pValue == 0 && impossible.rejects(at: 0))
    let certain = try BinomialTest(successes: 1000, trials: 1000, probability: 1)
    #expect(certain.pValue == 1)
    #expect(try BinomialTest(successes: 999, trials: 1000, probability: 1).lowerTail == 0)
  }

  @Test("Many trials: tails of complementary events add up to one")
  func many() throws {
    let p = Rational(1, 3)
    for k in [1, 600, 667, 1000, 1999, 2000] {
      let upper = try BinomialTest(successes: k, trials: 2000, probability: p).upperTail
      let lower = try BinomialTest(successes: k - 1, trials: 2000, probability: p).lowerTail
      #expect(upper + lower == 1)
    }
  }

  @Test("Impossible data are refused by name")
  func errors() {
    let half = Rational(1, 2)
    let counts: [(Int, Int)] = [(-1, 10), (11, 10), (1, 0), (0, -1), (-1, -1), (.max, 10), (.min, .min), (.min, .max)]
    for (k, n) in counts {
      #expect(throws: StatisticsError.countOutOfRange(successes: k, trials: n)) {
        try BinomialTest(successes: k, trials: n, probability: half)
      }
    }
    for p in [Rational(-1, 1000), Rational(1001, 1000), -1, 2] {
      #expect(throws: StatisticsError.notAProbability(p)) {
        try BinomialTest(successes: 1, trials: 2, probability: p)
      }
    }
  }
}
