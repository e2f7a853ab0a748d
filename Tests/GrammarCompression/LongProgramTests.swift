import Exact
import GrammarCompression
import TestSupport
import Testing

@Suite("Vectors longer than machine words count", .claim("grammar.memoised-product", "grammar.expansion"))
struct LongProgramTests {
  @Test("Short vectors: the same entries, sums, products and keys as with machine words")
  func asWithWords() throws {
    var stream = TestStream(51)
    for round in 0..<rounds(120) {
      let length = Int.random(in: 1...60, using: &stream)
      let first = try randomProgram(length: length, values: [0, 1, -2, 0, 5], using: &stream)
      let second = try randomProgram(length: length, values: round % 2 == 0 ? [0, -1] : [3, 0, 7], using: &stream)
      let (v, u) = (LongProgram(first), LongProgram(second))
      #expect(v.count == Integer(length) && v.size == first.size)
      #expect(v.sum == first.sum && v.squaredNorm == first.squaredNorm)
      for position in 0..<length {
        #expect(v[Integer(position)] == first[position])
        #expect(v.prefixSum(Integer(position)) == first.prefixSum(position))
      }
      #expect(v.prefixSum(v.count) == v.sum)
      let (value, keys) = try v.product(with: u)
      let product = try first.product(with: second)
      #expect(value == product.value && keys == product.keys)
      if keys > 0 {
        #expect(throws: ProgramError.budgetExceeded(keys: keys - 1)) { try v.product(with: u, budget: keys - 1) }
      }
      #expect(try v.product(with: u, budget: keys).value == value)
      #expect(try StraightLineProgram(v) == first)
      let joined = v.concatenated(with: u)
      #expect(try StraightLineProgram(joined).expand() == first.expand() + second.expand())
      let times = Int.random(in: 0...9, using: &stream)
      #expect(try StraightLineProgram(v.power(Integer(times))) == first.power(times))
    }
  }

  @Test("3 · 2¹⁰⁰ entries, and 10¹⁰⁰⁰")
  func long() throws {
    let base = LongProgram(try StraightLineProgram<Integer>(repair: [1, -2, 3]))
    for exponent in [Integer(1) << 100, Integer(10).power(1000)] {
      let vector = base.power(exponent)
      #expect(vector.count == 3 * exponent && vector.size <= 5 + 2 * exponent.bitWidth)
      #expect(vector.sum == 2 * exponent && vector.squaredNorm == 14 * exponent)
      #expect(vector[vector.count - 1] == 3 && vector[0] == 1 && vector[3 * (exponent / 2) + 1] == -2)
      #expect(vector.prefixSum(vector.count - 2) == 2 * (exponent - 1) + 1)
      let (value, keys) = try vector.product(with: vector)
      #expect(value == 14 * exponent && keys <= 4 * vector.size)
      #expect(throws: ProgramError.self) { try StraightLineProgram(vector) }
      // Shifted by one: Σ vᵢ vᵢ₊₁, cyclically.
      let letter = { (value: Integer) in LongProgram(try StraightLineProgram<Integer>(repair: [value])) }
      let ends = (try letter(1).concatenated(with: vector), try vector.concatenated(with: letter(1)))
      let shifted = try ends.0.product(with: ends.1, budget: 1 << 20)
      #expect(shifted.value == 1 + (-2 - 6) * exponent + 3 * exponent)
    }
  }

  @Test("The same grammar, however it was made, is the same value")
  func canonical() throws {
    var stream = TestStream(52)
    for _ in 0..<rounds(60) {
      let first = try randomProgram(
        length: Int.random(in: 1...60, using: &stream), values: [0, 1, -2, 5], using: &stream)
      let second = try randomProgram(
        length: Int.random(in: 1...60, using: &stream), values: [5, 3, 0], using: &stream)
      let times = Int.random(in: 1...40, using: &stream)
      let (v, u) = (LongProgram(first), LongProgram(second))
      #expect(v.concatenated(with: u) == LongProgram(try first.concatenated(with: second)))
      #expect(
        u.concatenated(with: v).power(Integer(times)) == LongProgram(try second.concatenated(with: first).power(times)))
      #expect(try v.concatenated(with: u).expand() == first.expand() + second.expand())
      #expect(LongProgram(RunLengthProgram(v.power(Integer(times)))).sum == first.sum * Integer(times))
    }
  }

  @Test("Nothing is expanded in secret: what is too long is refused with its length")
  func refusals() throws {
    let word = try StraightLineProgram<Integer>(repair: [1, -2, 3])
    let long = LongProgram(word).power(Integer(1) << 100)
    #expect(throws: ProgramError.longExpansionTooLong(length: 3 << 100, limit: 1 << 28)) { try long.expand() }
    #expect(throws: ProgramError.expansionTooLong(length: 3 << 60, limit: 1 << 28)) { try word.power(1 << 60).expand() }
    #expect(throws: ProgramError.longExpansionTooLong(length: 3 << 60, limit: 5)) {
      try LongProgram(word.power(1 << 60)).expand(limit: 5)
    }
    #expect(throws: ProgramError.longExpansionTooLong(length: 3, limit: 2)) { try LongProgram(word).expand(limit: 2) }
    #expect(try LongProgram(word).expand(limit: 3) == [1, -2, 3])
    #expect(
      ProgramError.longExpansionTooLong(length: Integer(1) << 64, limit: 5).description
        == "the vector has 18446744073709551616 entries, more than the limit of 5; raise the limit or work on the compressed form"
    )
  }

  @Test("Work on vectors of 2⁴⁰ and 2¹⁰⁰ entries grows with the exponent, not with the length")
  func easy() throws {
    // Thue–Morse words: their product with themselves takes 6e − 3 keys for 2^e entries.
    func thueMorse(_ e: Int) throws -> LongProgram<Integer> {
      var (a, b) = (
        LongProgram(try StraightLineProgram<Integer>(repair: [1])),
        LongProgram(try StraightLineProgram<Integer>(repair: [-1]))
      )
      for _ in 0..<e { (a, b) = (a.concatenated(with: b), b.concatenated(with: a)) }
      return a
    }
    for e in [40, 100] {
      let word = try thueMorse(e)
      #expect(word.count == Integer(1) << e && word.size == 2 * e + 1)
      let (value, keys) = try word.product(with: word)
      #expect(value == Integer(1) << e && keys == 6 * e - 3)
      #expect(word.squaredNorm == Integer(1) << e && word.sum == 0)
      // The entry at i is 1 if i has evenly many ones, −1 otherwise.
      for place in [0, 1, 2, e / 2, e - 1] {
        #expect(word[Integer(1) << place] == -1 && word[word.count - 1 - Integer(1) << place] == (e % 2 == 1 ? 1 : -1))
      }
    }
  }

  @Test("Constants, empty vectors and unequal lengths")
  func degenerate() throws {
    let empty = LongProgram(StraightLineProgram<Integer>())
    #expect(empty.count == 0 && empty.sum == 0 && empty.squaredNorm == 0 && empty.prefixSum(0) == 0)
    #expect(empty.power(Integer(10).power(30)) == empty && empty.concatenated(with: empty) == empty)
    #expect(try empty.product(with: empty) == (value: 0, keys: 0))
    #expect(try StraightLineProgram(empty).isEmpty)
    let sevens = LongProgram(try StraightLineProgram<Integer>(repair: [7])).power(Integer(10).power(30))
    #expect(sevens.power(0) == empty && sevens.power(1) == sevens && sevens.concatenated(with: empty) == sevens)
    let pairs = LongProgram(try StraightLineProgram<Integer>(repair: [1, 2])).power(5 * Integer(10).power(29))
    #expect(try sevens.product(with: pairs) == (value: 105 * Integer(10).power(29), keys: 1))
    let zeros = LongProgram(try StraightLineProgram<Integer>(repair: [0])).power(Integer(10).power(30))
    #expect(try zeros.product(with: pairs) == (value: 0, keys: 0))
    #expect(throws: ProgramError.longLengthMismatch(Integer(10).power(30), 0)) { try sevens.product(with: empty) }
    #expect(
      ProgramError.longLengthMismatch(Integer(1) << 64, 1).description
        == "the vectors have 18446744073709551616 and 1 entries; they must have equally many")
  }
}
