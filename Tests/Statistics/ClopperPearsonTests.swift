import Exact
import Statistics
import Testing

@Suite("Clopper-Pearson intervals")
struct ClopperPearsonTests {
  static let ninetyFive = Rational(95, 100)

  private func expect(
    _ value: Rational, outside digits: String, upwards: Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let known = try Rational(parsing: digits)
    // The end is rounded outward by at most 2⁻²⁴ < 10⁻⁷.
    let excess = upwards ? value - known : known - value
    #expect(excess >= 0 && excess < Rational(1, 10_000_000), "\(Double(value))", sourceLocation: sourceLocation)
  }

  @Test("Values known from tables")
  func known() throws {
    // 1 − 0.025^(1/10) = 0.308497107817…, truncated here so that the true end is just above.
    let none = try ClopperPearson(successes: 0, trials: 10, confidence: Self.ninetyFive)
    #expect(none.lower == 0)
    try expect(none.upper, outside: "0.3084971078", upwards: true)
    let all = try ClopperPearson(successes: 10, trials: 10, confidence: Self.ninetyFive)
    #expect(all.upper == 1)
    #expect(all.lower == 1 - none.upper)
    // The interval for 5 of 10 is [0.187086028447…, 0.812913971552…].
    let half = try ClopperPearson(successes: 5, trials: 10, confidence: Self.ninetyFive)
    try expect(half.lower, outside: "0.1870860284", upwards: false)
    try expect(half.upper, outside: "0.8129139716", upwards: true)
  }

  @Test("The ends are where the tails have half of the missing confidence", arguments: [8, 24, 60])
  func ends(bits: Int) throws {
    let half = Rational(1, 40)
    let unit = Rational(1, Integer(1) << bits)
    for (k, n) in [(1, 1), (1, 7), (3, 7), (6, 7), (20, 50), (49, 50)] {
      let interval = try ClopperPearson(successes: k, trials: n, confidence: Self.ninetyFive, bits: bits)
      let at = try BinomialTest(successes: k, trials: n, probability: interval.lower).upperTail
      let above = try BinomialTest(successes: k, trials: n, probability: interval.lower + unit).upperTail
      #expect(at <= half && above > half)
      if k < n {
        let top = try BinomialTest(successes: k, trials: n, probability: interval.upper).lowerTail
        let below = try BinomialTest(successes: k, trials: n, probability: interval.upper - unit).lowerTail
        #expect(top <= half && below > half)
      }
    }
  }

  @Test("No trials say nothing; k and n − k are mirror images")
  func symmetry() throws {
    let nothing = try ClopperPearson(successes: 0, trials: 0, confidence: Self.ninetyFive)
    #expect(nothing.lower == 0 && nothing.upper == 1)
    for n in 1...9 {
      for k in 0...n {
        let interval = try ClopperPearson(successes: k, trials: n, confidence: Self.ninetyFive)
        let mirror = try ClopperPearson(successes: n - k, trials: n, confidence: Self.ninetyFive)
        #expect(interval.lower == 1 - mirror.upper && interval.upper == 1 - mirror.lower)
        #expect(interval.contains(Rational(Integer(k), Integer(n))))
      }
    }
  }

  @Test("The true probability is covered with at least the confidence, summed exactly", arguments: 1...12)
  func coverage(n: Int) throws {
    for confidence in [Rational(1, 2), Rational(95, 100), Rational(999, 1000)] {
      let intervals = try (0...n).map { k in
        try ClopperPearson(successes: k, trials: n, confidence: confidence, bits: 16)
      }
      var smallest: Rational = 1
      for step in 0...60 {
        let p = Rational(Integer(step), 60)
        var covered: Rational = 0
        for (k, interval) in intervals.enumerated() where interval.contains(p) {
          let upper = try BinomialTest(successes: k, trials: n, probability: p).upperTail
          let beyond =
            k == n ? Rational(0) : try BinomialTest(successes: k + 1, trials: n, probability: p).upperTail
          covered += upper - beyond
        }
        smallest = min(smallest, covered)
        #expect(covered >= confidence, "p = \(p)")
      }
      // Intervals that always are [0, 1] would cover as well.
      if confidence == Rational(1, 2) { #expect(smallest < 1) }
    }
  }

  @Test("A larger confidence gives a larger interval")
  func nested() throws {
    var previous: ClopperPearson?
    for confidence in [Rational(1, 100), Rational(1, 2), Rational(9, 10), Rational(999_999, 1_000_000)] {
      let interval = try ClopperPearson(successes: 4, trials: 11, confidence: confidence)
      if let previous { #expect(interval.lower < previous.lower && previous.upper < interval.upper) }
      previous = interval
    }
  }

  @Test("Impossible data are refused by name")
  func errors() {
    let counts: [(Int, Int)] = [(-1, 10), (11, 10), (1, 0), (0, -1), (.max, .min)]
    for (k, n) in counts {
      #expect(throws: StatisticsError.countOutOfRange(successes: k, trials: n)) {
        try ClopperPearson(successes: k, trials: n, confidence: Self.ninetyFive)
      }
    }
    for confidence: Rational in [0, 1, -1, 95, Rational(-1, 100)] {
      #expect(throws: StatisticsError.confidenceOutOfRange(confidence)) {
        try ClopperPearson(successes: 1, trials: 2, confidence: confidence)
      }
    }
  }
}
