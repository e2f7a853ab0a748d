import Exact
import Randomness
import Testing

/// A generator that yields the listed words, in order, and counts them.
private struct Scripted: RandomNumberGenerator {
  var words: [UInt64]
  var taken = 0

  mutating func next() -> UInt64 {
    defer { taken += 1 }
    return words[taken]
  }
}

@Suite("Draws without bias")
struct UniformTests {
  @Test(
    "Multiply and reject accepts the same number of words for each result",
    arguments: [1, 2, 3, 5, 6, 7, 10, 12, 15, 16] as [UInt64])
  func exactlyUniform(bound: UInt64) throws {
    // Result r is drawn from the words of [⌈r·2⁶⁴/b⌉, ⌈(r+1)·2⁶⁴/b⌉) that are not rejected; there must be equally many
    // for all r. Only words with a low product below 2⁶⁴ mod b are rejected, and these lie within b of the start.
    let two64 = Integer(1) << 64
    let threshold = (0 &- bound) % bound
    var accepted: Set<Integer> = []
    for result in 0..<bound {
      let start = (Integer(result) * two64 + Integer(bound) - 1) / Integer(bound)
      let end = (Integer(result + 1) * two64 + Integer(bound) - 1) / Integer(bound)
      var rejected: Integer = 0
      // Only words whose low product is below the threshold are rejected: those within bound words of the start.
      for step in 0..<bound where start + Integer(step) < end {
        let word = try #require(UInt64(exactly: start + Integer(step)))
        var script = Scripted(words: [word, ~0, ~0, ~0])
        let drawn = script.uniform(below: bound)
        let isRejected = script.taken > 1
        #expect(isRejected == (word.multipliedFullWidth(by: bound).low < threshold))
        if isRejected { rejected += 1 } else { #expect(drawn == result) }
      }
      accepted.insert(end - start - rejected)
    }
    #expect(accepted == [(two64 - Integer(threshold)) / Integer(bound)])
  }

  @Test("Bounds of one, of powers of two and of all words")
  func edges() {
    var stream = RandomStream(seed: 1)
    for _ in 0..<100 {
      #expect(stream.uniform(below: 1 as UInt64) == 0)
      #expect(stream.uniform(below: 1 << 63 as UInt64) < 1 << 63)
      #expect(stream.uniform(below: UInt64.max) < .max)
      #expect(stream.uniform(in: 7...7) == 7)
      let around = stream.uniform(in: -3...3)
      #expect(-3 <= around && around <= 3)
      let top = stream.uniform(in: (Int.max - 1)...Int.max)
      #expect(top >= .max - 1)
    }
    var script = Scripted(words: [0, .max, 1 << 63])
    #expect(script.uniform(in: Int.min...Int.max) == .min)
    #expect(script.uniform(in: Int.min...Int.max) == .max)
    #expect(script.uniform(in: Int.min...Int.max) == 0)
  }

  @Test("Integers of any size stay below their bound, and reach both ends of small ones")
  func bigBounds() {
    var stream = RandomStream(seed: 2)
    let huge = Integer(10).power(100)
    var largest: Integer = 0
    for _ in 0..<200 {
      let value = stream.uniform(below: huge)
      #expect(value >= 0 && value < huge)
      largest = max(largest, value)
    }
    // All 200 below nine tenths has probability 0.9²⁰⁰ < 10⁻⁹.
    #expect(largest > huge / 10 * 9)
    #expect(stream.uniform(below: 1 as Integer) == 0)
    let seen = Set((0..<400).map { _ in stream.uniform(below: Integer(5)) })
    // Missing one of five in 400 draws has probability < 5·0.8⁴⁰⁰ < 10⁻³⁸.
    #expect(seen == [0, 1, 2, 3, 4])
  }

  @Test("Each subset is equally likely: Floyd's method on scripted draws")
  func samples() {
    // All 4·5 outcomes of the two draws in sampling 2 of 5: each of the 10 subsets comes from exactly two.
    var counts: [[Int]: Int] = [:]
    for first in 0..<4 {
      for second in 0..<5 {
        // A word in the middle of the interval that multiply-and-reject maps to the value.
        func word(_ value: Int, below bound: Int) -> UInt64 {
          UInt64.max / UInt64(bound) * UInt64(value) + UInt64.max / UInt64(bound) / 2
        }
        var script = Scripted(words: [word(first, below: 4), word(second, below: 5)])
        counts[script.sample(2, from: 5), default: 0] += 1
      }
    }
    #expect(counts.count == 10)
    #expect(counts.values.allSatisfy { $0 == 2 })
    var stream = RandomStream(seed: 3)
    #expect(stream.sample(0, from: 0).isEmpty)
    #expect(stream.sample(5, from: 5) == [0, 1, 2, 3, 4])
    #expect(stream.sample(3, from: 1 << 60).count == 3)
  }

  @Test("Shuffling keeps the elements, and a seed gives one order on every machine")
  func shuffles() {
    var stream = RandomStream(seed: 4)
    var elements = Array(0..<100)
    stream.shuffle(&elements)
    #expect(elements.sorted() == Array(0..<100))
    #expect(elements != Array(0..<100))
    var none: [Int] = []
    stream.shuffle(&none)
    #expect(none.isEmpty)
  }

  @Test("Bernoulli draws have exactly their probability: certain ones are certain")
  func bernoulli() {
    var stream = RandomStream(seed: 5)
    for _ in 0..<50 {
      let (certain, impossible) = (stream.bernoulli(1), stream.bernoulli(0))
      #expect(certain && !impossible)
    }
    let third = (0..<3000).count { _ in stream.bernoulli(Rational(1, 3)) }
    // Hoeffding: P[|X − 1000| > 155] ≤ 2·exp(−2·155²/3000) < 3·10⁻⁷ for X ~ Bin(3000, 1/3).
    #expect(abs(third - 1000) <= 155)
  }

  @Test("The secure source yields words, and not the same ones twice")
  func secure() {
    var source = SecureSource()
    #expect(Set((0..<100).map { _ in source.next() }).count == 100)
  }
}
