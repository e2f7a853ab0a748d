import Exact
import Foundation
import GrammarCompression
import GrammarCompressionReductions
import HardProblems
import Problems
import Randomness
import TestSupport
import Testing

@Suite("k-SUM → the inner product of compressed vectors", .claim("ksum.count", "ksum.sizes"))
struct KSumToGrammarDotTests {
  let reduction = KSumToGrammarDot()

  /// The vectors as the definition writes them, entry by entry: v = v_(k−1), u = u_(k−1).
  static func words(_ instance: KSum) -> (v: [Integer], u: [Integer]) {
    let (k, universe) = (instance.k, instance.universe)
    func zeros(_ count: Int) -> [Integer] { Array(repeating: 0, count: count) }
    func indicator(_ set: [Int]) -> [Integer] { (1...universe).map { set.contains($0) ? 1 : 0 } }
    let nested = k == 3 ? [instance.sets[1], instance.sets[0]] : Array(instance.sets.dropLast())
    var v = indicator(nested[0]) + zeros((k - 3) * universe)
    var u = indicator(instance.sets[k - 1]) + zeros((k - 3) * universe)
    for set in nested.dropFirst() {
      v = set.flatMap { zeros($0) + v + zeros(universe - $0) }
      u = set.flatMap { _ in u + zeros(universe) }
    }
    return (v, u)
  }

  /// Everything that the reduction promises of one instance; returns the number of solutions.
  @discardableResult
  func check(_ instance: KSum) throws -> Integer {
    let target = try reduction.reduce(instance)
    let product = try target.product()
    #expect(product.value == instance.solutionCountByTryingAll, "\(instance)")
    let answer = try reduction.interpret(
      GrammarDotAnswer(value: product.value, position: product.witness), for: instance)
    #expect(instance.verify(answer), "\(instance)")
    #expect((answer.witness != nil) == (product.value > 0), "\(instance)")
    for promise in try reduction.promisedSize(of: instance.size) {
      #expect(promise.isKept(by: target.size), "\(instance): \(promise), \(target.size)")
    }
    return product.value
  }

  // MARK: Worked examples

  struct Example: Sendable, CustomTestStringConvertible {
    let file: String
    let length: Int
    let sizes: (v: Int, u: Int)
    let product: Integer
    var testDescription: String { file }
  }

  static let examples = [
    Example(file: "three-sum-yes", length: 32, sizes: (15, 12), product: 4),
    Example(file: "three-sum-no", length: 32, sizes: (15, 11), product: 0),
    Example(file: "four-sum", length: 140, sizes: (23, 16), product: 4),
  ]

  @Test("The golden instances have exactly the sizes and products that the README lists", arguments: examples)
  func golden(example: Example) throws {
    let text = try Repository.text("golden/\(example.file).ksum", of: "KSumToGrammarDot")
    let instance = try KSum(parsing: text)
    let target = try reduction.reduce(instance)
    #expect(target.v.count == example.length && target.u.count == example.length)
    #expect(target.v.size == example.sizes.v && target.u.size == example.sizes.u)
    #expect(try check(instance) == example.product)
    #expect(try target.referenceAnswer().value == example.product)
    #expect(instance.referenceAnswer().solutions == example.product)
  }

  @Test("The ones of the first example stand where the construction puts them, and its positions are its solutions")
  func positions() throws {
    let instance = try KSum(sets: [[1, 3], [2, 4], [3, 5, 7]], universe: 8)
    let target = try reduction.reduce(instance)
    let (v, u) = (try target.v.expand(), try target.u.expand())
    #expect(v.indices.filter { v[$0] == 1 } == [2, 4, 20, 22])
    #expect(u.indices.filter { u[$0] == 1 } == [2, 4, 6, 18, 20, 22])
    let witnesses = try [2, 4, 20, 22].map {
      try reduction.interpret(GrammarDotAnswer(value: 4, position: $0), for: instance).witness
    }
    #expect(witnesses == [[1, 2, 3], [1, 4, 5], [3, 2, 5], [3, 4, 7]])
  }

  // MARK: Random instances

  static func universe(_ k: Int, _ m: Int, _ stream: inout RandomStream) -> Int {
    let sums = (1..<k).reduce(1) { product, _ in product * m }
    return sums + k + stream.uniform(in: 2 * m...4 * m * m + k)
  }

  @Test(
    "The product counts the solutions, its position is one, and the sizes are kept",
    arguments: [(3, 1000, 5), (4, 200, 4), (5, 200, 3)])
  func randomInstances(k: Int, count: Int, largest: Int) throws {
    var (most, distinct): (Integer, Set<Integer>) = (0, [])
    for family in [KSumFamily.planted, .no] {
      for index in 0..<max(rounds(count), 200) {
        var stream = RandomStream(seed: 71).child(k).child(family.rawValue).child(index)
        let m = stream.uniform(in: 1...largest)
        let instance = try KSum.random(
          family, k: k, m: m, universe: Self.universe(k, m, &stream), using: &stream)
        let solutions = try check(instance)
        #expect(solutions == instance.referenceAnswer().solutions)
        #expect((solutions > 0) == (family == .planted))
        most = max(most, solutions)
        distinct.insert(solutions)
      }
    }
    #expect(most > 1 && distinct.count > 3, "instances with one solution each would not tell counting from deciding")
  }

  @Test("The vectors are those of the definition, entry by entry; every product position is a solution")
  func definition() throws {
    for index in 0..<60 {
      var stream = RandomStream(seed: 72).child(index)
      let k = 3 + index % 3
      // Sets of different sizes, some of them empty.
      let universe = stream.uniform(in: 1...(k == 3 ? 12 : 6))
      let sets: [[Int]] = (0..<k).map { _ in
        stream.sample(stream.uniform(in: 0...min(3, universe)), from: universe).map { $0 + 1 }
      }
      let instance = try KSum(sets: sets, universe: universe)
      let target = try reduction.reduce(instance)
      let (v, u) = Self.words(instance)
      #expect(try target.v.expand() == v)
      #expect(try target.u.expand() == u)
      let solutions = try check(instance)
      var witnesses: Set<[Int]> = []
      for position in v.indices {
        if v[position] * u[position] != 0 {
          let answer = try reduction.interpret(GrammarDotAnswer(value: solutions, position: position), for: instance)
          let witness = try #require(answer.witness)
          #expect(instance.isSolution(witness))
          witnesses.insert(witness)
        } else {
          #expect(throws: KSumToGrammarDotError.self) {
            try reduction.interpret(GrammarDotAnswer(value: 1, position: position), for: instance)
          }
        }
      }
      #expect(Integer(witnesses.count) == solutions, "each solution is exactly one position")
    }
  }

  // MARK: Degenerate and hostile instances

  @Test("Empty sets, one element, a universe of 1")
  func degenerate() throws {
    for k in 3...5 {
      for empty in 0..<(1 << k) {
        for universe in [1, 2, 7] {
          let sets: [[Int]] = (0..<k).map { empty >> $0 & 1 == 1 ? [] : [$0 == k - 1 ? universe : 1] }
          let solutions = try check(try KSum(sets: sets, universe: universe))
          #expect(solutions == (empty == 0 && universe == k - 1 ? 1 : 0))
        }
      }
    }
    let noBlocks = try reduction.reduce(KSum(sets: [[], [1], [1]], universe: 4))
    #expect(noBlocks.v.isEmpty && noBlocks.u.isEmpty)
    #expect(try noBlocks.product().value == 0)
    // U = 2 = 1 + 1.
    #expect(try check(KSum(sets: [[1], [1], [2]], universe: 2)) == 1)
    // Full sets: every pair with a sum of at most U.
    #expect(try check(KSum(sets: [Array(1...9), Array(1...9), Array(1...9)], universe: 9)) == 36)
  }

  @Test("Vectors longer than Int.max are refused with a typed error, and nothing overflows before")
  func overflow() throws {
    let third = Int.max / 3
    // N = 2U fits; N = 4U does not.
    #expect(try reduction.reduce(KSum(sets: [[third], [1], [third]], universe: third)).v.count == 2 * third)
    let twoBlocks = try KSum(sets: [[1, 2], [1], [2]], universe: third)
    let error = #expect(throws: ProgramError.self) { try reduction.reduce(twoBlocks) }
    guard case .lengthOverflow? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(throws: KSumError.universeTooLarge(third + 1, sets: 3)) {
      try KSum(sets: [[], [], []], universe: third + 1)
    }
    #expect(try reduction.promisedSize(of: twoBlocks.size)[0] == SizePromise("N", .equal, Integer(4) * Integer(third)))
    // An answer cannot be about a vector that does not exist, at whichever level the length overflows.
    for sets in [
      [[1, 2], [1], [2]], [[1], [1, 2], [1], [3]], [[1], [1], [1, 2, 3], [3]], [[1], [1], [1], [1], [4]],
    ] {
      for divisor in sets.count...2 * sets.count {
        let instance = try KSum(sets: sets, universe: Int.max / divisor)
        guard (try? reduction.reduce(instance)) == nil else { continue }
        for position in [0, 1, Int.max] {
          #expect(throws: KSumToGrammarDotError.noSolutionAt(position)) {
            try reduction.interpret(GrammarDotAnswer(value: 1, position: position), for: instance)
          }
        }
      }
    }
  }

  @Test("Long vectors are multiplied without being expanded")
  func longVectors() throws {
    // N = 2·10¹⁷·3.
    let universe = 100_000_000_000_000_000
    let instance = try KSum(
      sets: [[1, 5, universe - 9], [4, 9, universe - 5], [5, 10, universe]], universe: universe)
    #expect(try reduction.reduce(instance).v.count == 6 * universe)
    // 1 + 4, 1 + 9, 5 + (U − 5), (U − 9) + 9.
    #expect(try check(instance) == 4)
  }

  @Test("Answers that no correct solver gives are refused")
  func falseAnswers() throws {
    let instance = try KSum(sets: [[1, 3], [2, 4], [3, 5, 7]], universe: 8)
    func interpret(_ value: Integer, _ position: Int?) throws -> KSumAnswer {
      try reduction.interpret(GrammarDotAnswer(value: value, position: position), for: instance)
    }
    #expect(try interpret(4, 2) == KSumAnswer(solutions: 4, witness: [1, 2, 3]))
    #expect(try interpret(4, nil) == KSumAnswer(solutions: 4, witness: nil))
    #expect(try interpret(0, nil) == KSumAnswer(solutions: 0, witness: nil))
    #expect(throws: KSumToGrammarDotError.negativeCount(-1)) { try interpret(-1, nil) }
    #expect(throws: KSumToGrammarDotError.negativeCount(-4)) { try interpret(-4, 2) }
    #expect(throws: KSumToGrammarDotError.positionWithoutSolutions(2)) { try interpret(0, 2) }
    for position in [-1, Int.min, 0, 1, 3, 6, 16, 31, 32, Int.max] {
      #expect(throws: KSumToGrammarDotError.noSolutionAt(position)) { try interpret(4, position) }
    }
    #expect(
      KSumToGrammarDotError.noSolutionAt(3).description == "position 3 belongs to no solution, so the answer is wrong")
  }

  @Test("Fewer than three sets, and sizes that do not say enough, are refused")
  func refusals() throws {
    let pair = try KSum(sets: [[1], [1]], universe: 4)
    #expect(throws: KSumToGrammarDotError.tooFewSets(2)) { try reduction.reduce(pair) }
    #expect(throws: KSumToGrammarDotError.tooFewSets(2)) { try reduction.promisedSize(of: pair.size) }
    #expect(throws: SizeFormulaError.missingParameter("k")) { try reduction.promisedSize(of: [:]) }
    #expect(throws: SizeFormulaError.missingParameter("U")) { try reduction.promisedSize(of: ["k": 3]) }
    #expect(throws: SizeFormulaError.missingParameter("m2")) {
      try reduction.promisedSize(of: ["k": 3, "U": 8, "m1": 1, "m3": 1])
    }
    #expect(throws: SizeFormulaError.missingParameter("m1")) {
      try reduction.promisedSize(of: ["k": Integer(Int.max), "U": 8])
    }
    #expect(throws: KSumToGrammarDotError.tooFewSets(-1)) { try reduction.promisedSize(of: ["k": -1, "U": 8]) }
  }

  @Test("The promise is the formula that the README writes, for sizes beyond any machine word")
  func promises() throws {
    #expect(
      try reduction.promisedSize(of: ["k": 3, "m1": 2, "m2": 2, "m3": 3, "U": 8]) == [
        // L = 3: 4 + 6 + 9 + 4 + 5 + 2·9, and 4 + 6 + 12 + 6 + 5 + (1 + 2).
        SizePromise("N", .equal, 32), SizePromise("n_v", .atMost, 46), SizePromise("n_u", .atMost, 36),
      ])
    let m = Integer(10).power(30)
    let sizes: SizeParameters = ["k": 4, "m1": m, "m2": m, "m3": m, "m4": m, "U": m * m]
    // (k−2)·U·m² + U·(m + m²).
    #expect(try reduction.promisedSize(of: sizes)[0] == SizePromise("N", .equal, m.power(4) * 3 + m.power(3)))
  }
}
