import Exact
import Foundation
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Problems
import Randomness
import TestSupport
import Testing

@Suite("Padding by γ", .claim("ksum.padding"))
struct KSumToGrammarDotGammaTests {
  static let exponents = [Rational(0), Rational(1, 4), Rational(1, 3), Rational(1, 2), Rational(1)]

  /// ⌈N^γ⌉: the least r with r^q ≥ N^p, found by trying all.
  static func padding(_ length: Int, _ gamma: Rational) throws -> Int {
    let (p, q) = try (#require(Int(exactly: gamma.numerator)), #require(Int(exactly: gamma.denominator)))
    return try #require((0...).first { Integer($0).power(q) >= Integer(length).power(p) })
  }

  @Test("Exactly ⌈N^γ⌉ zeros, each a symbol; the product, its witness and the promises stay", arguments: exponents)
  func gamma(gamma: Rational) throws {
    let (plain, padded) = (KSumToGrammarDot(), KSumToGrammarDot(gamma: gamma))
    for index in 0..<60 {
      var stream = RandomStream(seed: 111).child(index)
      let k = 3 + index % 2
      let m = stream.uniform(in: 1...(k == 3 ? 4 : 2))
      let instance = try KSum.random(.random, k: k, m: m, universe: stream.uniform(in: (m + 1)...16), using: &stream)
      let (before, after) = (try plain.reduce(instance), try padded.reduce(instance))
      let length = before.v.count
      let zeros = try Self.padding(length, gamma)
      #expect(after == (try before.padded(by: zeros)))
      #expect(after.v.count == length + zeros)
      let tail = [Integer](repeating: 0, count: zeros)
      #expect(try after.v.expand() == before.v.expand() + tail && after.u.expand() == before.u.expand() + tail)
      for (old, new) in [(before.v, after.v), (before.u, after.u)] {
        #expect(new.size == old.size + zeros)
        let (p, q) = try (#require(Int(exactly: gamma.numerator)), #require(Int(exactly: gamma.denominator)))
        #expect(Integer(new.size).power(q) >= Integer(length).power(p), "n ≥ N^γ")
      }
      let product = try after.product()
      #expect(product.value == instance.solutionCountByTryingAll)
      let answer = try padded.interpret(
        GrammarDotAnswer(value: product.value, position: product.witness), for: instance)
      #expect(instance.verify(answer) && (answer.witness != nil) == (product.value > 0))
      for promise in try padded.promisedSize(of: instance.size) {
        #expect(promise.isKept(by: after.size), "\(instance): \(promise), \(after.size)")
      }
      // A padding zero is no solution.
      #expect(throws: KSumToGrammarDotError.noSolutionAt(length)) {
        try padded.interpret(GrammarDotAnswer(value: 1, position: length), for: instance)
      }
    }
  }

  @Test("Powers are exact at and beside perfect powers, and for exponents with large terms")
  func exactness() throws {
    // N = 2Um: 64 = 4³ = 8² = 2⁶, and its neighbours in steps of 2.
    for universe in [31, 32, 33] {
      for gamma in Self.exponents + [Rational(1, 6), Rational(5, 6), Rational(999, 1000), Rational(1, 1000)] {
        let instance = try KSum(sets: [[1], [1], [2]], universe: universe)
        let zeros = try Self.padding(2 * universe, gamma)
        #expect(try KSumToGrammarDot(gamma: gamma).reduce(instance).v.count == 2 * universe + zeros)
      }
    }
    let sizes: SizeParameters = ["k": 3, "m1": 4, "m2": 4, "m3": 4, "U": Integer(2).power(60)]
    // N = 2⁶³, whose cube root is 2²¹.
    #expect(
      try KSumToGrammarDot(gamma: Rational(1, 3)).promisedSize(of: sizes)[0]
        == SizePromise("N", .equal, Integer(2).power(63) + Integer(2).power(21)))
  }

  @Test("Empty vectors: 0⁰ = 1 zero, else none", arguments: exponents)
  func empty(gamma: Rational) throws {
    for sets in [[[], [1], [1]], [[], [], []]] {
      let instance = try KSum(sets: sets, universe: 4)
      let reduction = KSumToGrammarDot(gamma: gamma)
      let target = try reduction.reduce(instance)
      #expect(target.v.count == (gamma == 0 ? 1 : 0) && target.v == target.u)
      #expect(try target.product().value == 0)
      #expect(try reduction.promisedSize(of: instance.size).allSatisfy { $0.isKept(by: target.size) })
    }
  }

  @Test("More padding than memory could hold is refused, and so is a length that overflows")
  func tooLong() throws {
    let instance = try KSum(sets: [[1], [1], [2]], universe: 50_000_001)
    #expect(throws: KSumToGrammarDotError.paddingTooLong(100_000_002)) {
      try KSumToGrammarDot(gamma: 1).reduce(instance)
    }
    #expect(
      KSumToGrammarDotError.paddingTooLong(7).description.hasPrefix("γ asks for 7 padding rules, more than 100000000;"))
    // 10 001 zeros: ⌈√(10⁸ + 2)⌉.
    #expect(try KSumToGrammarDot(gamma: Rational(1, 2)).reduce(instance).v.count == 100_000_002 + 10_001)
    let huge = try KSum(sets: [[1], [1], [2]], universe: Int.max / 3)
    #expect(throws: KSumToGrammarDotError.self) { try KSumToGrammarDot(gamma: Rational(1, 2)).reduce(huge) }
    let promises = try KSumToGrammarDot(gamma: 1).promisedSize(of: huge.size)
    #expect(promises[0] == SizePromise("N", .equal, Integer(4) * Integer(Int.max / 3)))
  }

  @Test("Choices pick the reductions, and are kept in JSON")
  func choices() throws {
    let instance = try KSum(sets: [[1, 3], [2, 4], [3, 5, 7]], universe: 8)
    var choices = Choices()
    let made = KSumToGrammarDot.choices + KSumToGrammarMatrixVector.choices
    for (name, word) in [("gamma", "1/3"), ("groups", "3")] {
      try choices.choose(try #require(made.first { $0.name == name }), word)
    }
    // N = 32: ⌈32^(1/3)⌉ = 4.
    #expect(try KSumToGrammarDot().choosing(choices).reduce(instance).size["N"] == 36)
    let matrix: [any Reduction] = try [KSumToGrammarMatrixVector() as any Reduction].choosing(choices)
    let vector = try matrix.run(on: instance)[0]
    #expect(vector.target.size["D"] == 48 && vector.keepsPromises)
    let product = try KSumToGrammarMatrixProduct().choosing(choices).reduce(instance)
    #expect(try product.files == KSumToGrammarMatrixProduct(groups: 3).reduce(instance).files)
    for choices in [choices, Choices()] {
      #expect(try JSONDecoder().decode(Choices.self, from: JSONEncoder().encode(choices)) == choices)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    #expect(String(decoding: try encoder.encode(choices), as: UTF8.self) == #"{"gamma":"1/3","groups":3}"#)
    #expect(throws: ChoiceError.self) { try choices.choose(made[0], "1/2") }
    for (name, words) in [("gamma", ["2", "-1", "1/1001", "x"]), ("groups", ["0", "-3"])] {
      for word in words {
        var choices = Choices()
        try choices.choose(try #require(made.first { $0.name == name }), word)
        if name == "gamma" {
          #expect(throws: ChoiceError.self) { try KSumToGrammarDot().choosing(choices) }
        } else {
          #expect(throws: ChoiceError.self) { try KSumToGrammarMatrixProduct().choosing(choices) }
          #expect(throws: ChoiceError.self) { try KSumToGrammarMatrixVector().choosing(choices) }
        }
      }
    }
  }

  @Test("An instance with another k than was asked for is refused")
  func wrongK() throws {
    let instance = try KSum(sets: [[1, 3], [2, 4], [3, 5, 7]], universe: 8)
    #expect(throws: WrongK(found: 3, expected: 4)) { try KSumToGrammarDot(k: 4).reduce(instance) }
    #expect(throws: WrongK(found: 3, expected: 4)) { try KSumToGrammarMatrixVector(k: 4).reduce(instance) }
    #expect(throws: WrongK(found: 3, expected: 4)) { try KSumToGrammarMatrixProduct(k: 4).reduce(instance) }
    _ = try KSumToGrammarDot(k: 3).reduce(instance)
  }
}
