import Exact
import Randomness
import Statistics
import Testing

/// The words that a generator yields, counted: what a draw costs.
private struct Counting: RandomNumberGenerator {
  var stream: RandomStream
  var taken = 0

  mutating func next() -> UInt64 {
    taken += 1
    return stream.next()
  }
}

/// Each number of occurrences is binomial; exact two-sided tests, each at level 10⁻⁹. The seeds are fixed, so a test
/// that passes once passes for ever; the level says how little luck that needed.
private func expectUniform(
  _ counts: [Int], of draws: Int, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  #expect(counts.reduce(0, +) == draws, sourceLocation: sourceLocation)
  let probability = Rational(1, Integer(counts.count))
  for (value, count) in counts.enumerated() {
    let test = try BinomialTest(successes: count, trials: draws, probability: probability)
    #expect(
      !test.rejects(at: Rational(1, 1_000_000_000)), "\(value) came \(count) times in \(draws) draws",
      sourceLocation: sourceLocation)
  }
}

@Suite("Draws, counted against their distribution")
struct UniformityTests {
  @Test("Each value of a small range comes as often as it should", arguments: [2, 3, 5, 7, 12] as [UInt64])
  func words(bound: UInt64) throws {
    var stream = RandomStream(seed: 11).child("words")
    var counts = [Int](repeating: 0, count: Int(bound))
    for _ in 0..<1_000 { counts[Int(stream.uniform(below: bound))] += 1 }
    try expectUniform(counts, of: 1_000)
  }

  @Test("The test sees the bias of taking the remainder, and of dropping a value")
  func powerOfTheTest() throws {
    var stream = RandomStream(seed: 12)
    // 2⁶³ + 2⁶² divides 2⁶⁴ so badly that the remainder hits the lower third twice as often as it should.
    let bound: UInt64 = 3 << 62
    let low = (0..<1_000).count { _ in stream.next() % bound < 1 << 62 }
    let third = Rational(1, 3)
    #expect(
      try BinomialTest(successes: low, trials: 1_000, probability: third).rejects(at: Rational(1, 1_000_000_000)))
    let unbiased = (0..<1_000).count { _ in stream.uniform(below: bound) < 1 << 62 }
    #expect(
      try !BinomialTest(successes: unbiased, trials: 1_000, probability: third).rejects(at: Rational(1, 1_000_000_000)))
  }

  @Test(
    "Integers beyond a word: every third of the range comes as often, at 2ᵏ, 2ᵏ + 1 and 3·2ᵏ", arguments: [64, 65, 200])
  func integers(bits: Int) throws {
    let power = Integer(1) << bits
    for (name, bound) in [("2^k", power), ("2^k+1", power + 1), ("3*2^k", 3 * power), ("2^k-1", power - 1)] {
      var stream = RandomStream(seed: 13).child(name).child(bits)
      var parts = [0, 0, 0]
      var smallest = bound
      for _ in 0..<600 {
        let value: Integer = stream.uniform(below: bound)
        #expect(value >= 0 && value < bound)
        smallest = min(smallest, value)
        parts[try #require(Int(exactly: value * 3 / bound))] += 1
      }
      // The thirds differ by at most one value of the range: nothing that 600 draws could see.
      try expectUniform(parts, of: 600)
      // All 600 above a twentieth has probability 0.95⁶⁰⁰ < 10⁻¹³.
      #expect(smallest < bound / 20)
    }
  }

  @Test("A power of two never rejects, and costs as many words as it has bits")
  func powersOfTwo() {
    for (bits, words) in [(0, 0), (1, 1), (63, 1), (64, 1), (65, 2), (128, 2), (129, 3)] {
      var generator = Counting(stream: RandomStream(seed: 14))
      for _ in 0..<20 { _ = generator.uniform(below: Integer(1) << bits) }
      #expect(generator.taken == 20 * words)
    }
    // 2ᵏ + 1 needs a bit more, and rejects almost half of the tries.
    var generator = Counting(stream: RandomStream(seed: 15))
    for _ in 0..<100 { _ = generator.uniform(below: Integer(1) << 63 + 1) }
    #expect(generator.taken > 120 && generator.taken < 400)
  }

  @Test("A bound of 2ᵏ + 1 reaches both ends")
  func ends() {
    var stream = RandomStream(seed: 16)
    let seen = Set((0..<500).map { _ in stream.uniform(below: Integer(1) << 2 + 1) })
    #expect(seen == [0, 1, 2, 3, 4])
    let bits = Set((0..<100).map { _ in stream.uniform(below: 2 as Integer) })
    #expect(bits == [0, 1])
  }

  @Test("The largest bounds of a word")
  func largest() throws {
    var stream = RandomStream(seed: 17)
    var upper = 0
    for _ in 0..<500 {
      let value = stream.uniform(below: UInt64.max)
      #expect(value < .max)
      if value >= 1 << 63 { upper += 1 }
      #expect(stream.uniform(below: 1 as UInt64) == 0)
      #expect(stream.uniform(in: Int.min...Int.min) == .min)
    }
    let test = try BinomialTest(successes: upper, trials: 500, probability: Rational(1, 2))
    #expect(!test.rejects(at: Rational(1, 1_000_000_000)))
  }

  @Test("Bernoulli draws follow their rational probability", arguments: [(0, 1), (1, 1), (1, 3), (2, 7), (999, 1000)])
  func bernoulli(numerator: Int, denominator: Int) throws {
    var stream = RandomStream(seed: 18).child(numerator).child(denominator)
    let probability = Rational(Integer(numerator), Integer(denominator))
    let successes = (0..<1_000).count { _ in stream.bernoulli(probability) }
    let test = try BinomialTest(successes: successes, trials: 1_000, probability: probability)
    // At probability 0 and 1 any deviation has probability 0, so this is an exact demand there.
    #expect(!test.rejects(at: Rational(1, 1_000_000_000)))
    if probability.isInteger { #expect(successes == 1_000 * numerator) }
  }

  @Test("A Bernoulli probability smaller than any double is still possible, and rare")
  func rare() {
    var stream = RandomStream(seed: 19)
    let tiny = Rational(1, Integer(10).power(400))
    let rare = (0..<50).count { _ in stream.bernoulli(tiny) }
    let common = (0..<50).count { _ in stream.bernoulli(1 - tiny) }
    #expect(rare == 0 && common == 50)
  }

  @Test("Samples are distinct, ascending and in range; each element is as likely")
  func samples() throws {
    var stream = RandomStream(seed: 20)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<900 {
      let sample = stream.sample(2, from: 6)
      #expect(sample.count == 2 && sample[0] < sample[1] && (0..<6).contains(sample[0]) && (0..<6).contains(sample[1]))
      for element in sample { counts[element] += 1 }
    }
    for count in counts {
      // Every sample holds a given element with probability 2/6, independently of other samples.
      let test = try BinomialTest(successes: count, trials: 900, probability: Rational(1, 3))
      #expect(!test.rejects(at: Rational(1, 1_000_000_000)))
    }
    for bound in 0...8 {
      for count in 0...bound {
        let sample = stream.sample(count, from: bound)
        #expect(sample.count == count && Set(sample).count == count && sample == sample.sorted())
        #expect(sample.allSatisfy { (0..<bound).contains($0) })
      }
    }
    #expect(stream.sample(2, from: Int.max).allSatisfy { (0..<Int.max).contains($0) })
  }

  @Test("All orders of three elements come as often; nothing and one element stay as they are")
  func shuffles() throws {
    var stream = RandomStream(seed: 21)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<1_200 {
      var elements = [1, 2, 3]
      stream.shuffle(&elements)
      counts[elements, default: 0] += 1
    }
    #expect(counts.keys.allSatisfy { $0.sorted() == [1, 2, 3] })
    try expectUniform([counts.values.sorted(), [Int](repeating: 0, count: 6 - counts.count)].flatMap { $0 }, of: 1_200)
    var (none, one) = ([Int](), ["a"])
    let before = stream
    stream.shuffle(&none)
    stream.shuffle(&one)
    #expect(none.isEmpty && one == ["a"])
    // Neither needs a random word.
    var (a, b) = (before, stream)
    #expect(a.next() == b.next())
    var repeated = [2, 1, 1, 2, 1]
    stream.shuffle(&repeated)
    #expect(repeated.sorted() == [1, 1, 1, 2, 2])
  }

  @Test("The same path gives the same draws on every run; making a child draws nothing from its parent")
  func paths() {
    func draws(_ stream: RandomStream) -> [Int] {
      var stream = stream
      return (0..<30).map { _ in stream.uniform(in: 0...1_000_000) }
    }
    let parent = RandomStream(seed: 22).child("a")
    let before = draws(parent)
    let children = (0..<50).map { draws(parent.child($0)) }
    #expect(draws(parent) == before)
    #expect(Set(children).count == 50)
    #expect(!children.contains(before))
    #expect(draws(RandomStream(seed: 22).child("a").child(7)) == children[7])
    #expect(draws(parent.child("7")) == children[7])
  }

  @Test(
    "A copy of a stream goes on from where it was taken, across the ends of blocks", arguments: [0, 1, 7, 8, 9, 100])
  func copies(drawn: Int) {
    var stream = RandomStream(seed: 23)
    for _ in 0..<drawn { _ = stream.next() }
    var copy = stream
    let words = (0..<20).map { _ in copy.next() }
    #expect((0..<20).map { _ in stream.next() } == words)
    #expect(Set(words).count == 20)
  }

  @Test("An empty range is a programmer's error")
  func emptyRange() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1)
      _ = stream.uniform(below: 0 as UInt64)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1)
      _ = stream.uniform(below: 0 as Integer)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1)
      _ = stream.bernoulli(Rational(4, 3))
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1)
      _ = stream.sample(3, from: 2)
    }
  }
}
