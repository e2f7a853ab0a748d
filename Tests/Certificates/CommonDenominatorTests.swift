import Certificates
import Exact
import Randomness
import Testing

@Suite("Sums over a common denominator")
struct CommonDenominatorTests {
  @Test("The sum is that of the fractions, also where the common denominator is too long to be used")
  func sums() {
    for index in 0..<200 {
      var stream = RandomStream(seed: 3).child("denominator").child(index)
      let vectors = (0..<2).map { _ in
        (0..<8).map { _ in Rational(Integer(stream.uniform(in: -9...9)), Integer(stream.uniform(in: 1...30))) }
      }
      let indices = (0..<8).map { _ in stream.uniform(in: 0...7) }
      let expected = zip(vectors[0], indices).reduce(Rational(0)) { $0 + $1.0 * vectors[1][$1.1] }
      // Of 40 bits few of the denominators fit, of 1 bit none but 1.
      for (left, right) in [(1, 1), (1, 1 << 20), (1 << 20, 1), (40, 40), (1 << 20, 1 << 20)] {
        let sums = CommonDenominator(vectors[0], bitLimit: left)
          .dot(CommonDenominator(vectors[1], bitLimit: right), at: indices)
        #expect(sums == expected, "\(left), \(right): \(vectors), \(indices)")
      }
      #expect(CommonDenominator(vectors[0]).dot(CommonDenominator(vectors[1]), at: indices) == expected)
    }
    #expect(CommonDenominator([]).dot(CommonDenominator([]), at: []) == 0)
  }

  @Test("Integers are the fractions times their least common denominator")
  func integers() {
    #expect(CommonDenominator.integers([Rational(1, 2), Rational(-2, 3), 0, 5]) == [3, -4, 0, 30])
    #expect(CommonDenominator.integers([]) == [])
  }

  @Test("Numbers are over one denominator unless that would fill the memory")
  func scaled() throws {
    let scaled = try #require(ScaledNumbers([Rational(1, 2), Rational(-2, 3), 0, 5]))
    #expect(scaled.numerators == [3, -4, 0, 30])
    #expect(scaled.denominator == 6)
    let none = try #require(ScaledNumbers([]))
    #expect(none.numerators.isEmpty)
    #expect(none.denominator == 1)
    // A million numbers of 4096 bits are half a gigabyte.
    let many = [Rational](repeating: 0, count: (1 << 20) - 1)
    #expect(ScaledNumbers(many + [Rational(1, Integer(1) << 4095)]) != nil)
    #expect(ScaledNumbers(many + [Rational(1, Integer(1) << 4096)]) == nil)
    #expect(ScaledNumbers.each(of: [[Rational(1, 2)], many + [Rational(1, Integer(1) << 4096)]]) == nil)
    #expect(try #require(ScaledNumbers.each(of: [[Rational(1, 2)], [3]])).map(\.denominator) == [2, 1])
  }
}
