import Exact
import Foundation
import GrammarCompression
import TestSupport
import Testing

private typealias Builder = ProgramBuilder<Integer>

/// N(h): the fewest entries of a balanced symbol of height h.
private func fewestEntries(height: Int) -> Int {
  var (previous, current) = (1, 2)
  if height == 0 { return 1 }
  for _ in 1..<max(height, 1) { (previous, current) = (current, current + previous) }
  return current
}

/// A builder that remembers its letters, all different.
private struct Forest {
  var builder = Builder()
  var letters: [Builder.Symbol: Int] = [:]

  /// All balanced shapes of the given height.
  mutating func shapes(height: Int) throws -> [Builder.Symbol] {
    guard height > 0 else {
      let letter = builder.terminal(Integer(letters.count))
      letters[letter] = letters.count
      return [letter]
    }
    var all: [Builder.Symbol] = []
    for (left, right) in [(height - 1, height - 1), (height - 1, height - 2), (height - 2, height - 1)]
    where left >= 0 && right >= 0 {
      let (lefts, rights) = (try shapes(height: left), try shapes(height: right))
      for first in lefts { for second in rights { all.append(try builder.pair(first, second)) } }
    }
    return all
  }

  /// The word that a symbol expands to.
  func word(_ symbol: Builder.Symbol) -> [Int] {
    guard let (left, right) = builder.children(of: symbol) else { return [letters[symbol] ?? -1] }
    return word(left) + word(right)
  }
}

@Suite("Balanced grammars: every shape, and long vectors", .claim("grammar.balance"))
struct BalancedGrammarTests {
  @Test("All pairs of balanced shapes of height 4 at most are joined with few new symbols")
  func everyPairOfShapes() throws {
    // Heights 0 to 3 with one another, and 4 (315 shapes) with one shape of each.
    var forest = Forest()
    var byHeight: [[Builder.Symbol]] = []
    for height in 0...4 { byHeight.append(try forest.shapes(height: height)) }
    #expect(byHeight.map(\.count) == [1, 1, 3, 15, 315])
    func join(_ first: Builder.Symbol, _ second: Builder.Symbol) throws {
      let before = forest.builder.symbolCount
      let difference = abs(forest.builder.height(of: first) - forest.builder.height(of: second))
      let joined = try forest.builder.join(first, second)
      #expect(forest.builder.isBalanced(joined))
      #expect(forest.builder.symbolCount - before <= 3 * difference + 1)
      let height = forest.builder.height(of: joined)
      let highest = max(forest.builder.height(of: first), forest.builder.height(of: second))
      #expect(height == highest || height == highest + 1)
      #expect(forest.word(joined) == forest.word(first) + forest.word(second))
    }
    for first in byHeight[0...3].joined() {
      for second in byHeight[0...3].joined() { try join(first, second) }
    }
    for high in byHeight[4] {
      for low in byHeight[0...2].joined() {
        try join(high, low)
        try join(low, high)
      }
    }
  }

  @Test("Very different heights: a new symbol for each level, and the height bound")
  func manyHeights() throws {
    var builder = Builder()
    for exponent in [0, 1, 5, 20, 40, 61] {
      for other in 0...20 {
        let long = try builder.balancedPower(builder.terminal(1), 1 << exponent)
        let short = try builder.balancedPower(builder.terminal(2), 1 << other)
        for (first, second) in [(long, short), (short, long)] {
          let before = builder.symbolCount
          let joined = try builder.join(first, second)
          #expect(builder.isBalanced(joined))
          #expect(builder.symbolCount - before <= 3 * abs(exponent - other) + 1)
          #expect(builder.length(of: joined) == 1 << exponent + 1 << other)
          #expect(fewestEntries(height: builder.height(of: joined)) <= builder.length(of: joined))
        }
      }
    }
  }

  @Test("Slices of all balanced shapes of height 3, and powers up to Int.max")
  func slicesAndPowers() throws {
    var forest = Forest()
    for symbol in try forest.shapes(height: 3) {
      let word = forest.word(symbol)
      for lower in word.indices {
        for upper in lower + 1...word.count {
          let slice = try forest.builder.slice(symbol, lower..<upper)
          #expect(forest.builder.isBalanced(slice))
          #expect(forest.word(slice) == Array(word[lower..<upper]))
        }
      }
    }
    var builder = Builder()
    let pair = try builder.pair(builder.terminal(1), builder.terminal(2))
    for exponent in [1, 2, 3, 1000, Int.max / 2, Int.max / 2 - 1] {
      let before = builder.symbolCount
      let power = try builder.balancedPower(pair, exponent)
      #expect(builder.isBalanced(power) && builder.length(of: power) == 2 * exponent)
      #expect(builder.symbolCount - before <= 6 * exponent.bitWidth)
    }
    #expect(throws: ProgramError.self) { try builder.balancedPower(pair, Int.max) }
  }

  @Test("Programs of every construction, balanced: size O(n log N), height within the bound, the same vector")
  func balancedConstructions() throws {
    var stream = TestStream(41)
    for round in 0..<rounds(40) {
      let period = (0..<Int.random(in: 1...30, using: &stream)).map { _ in
        Integer(Int.random(in: 0...3, using: &stream))
      }
      let entries = (0..<Int.random(in: 1...500, using: &stream)).map {
        Int.random(in: 0...20, using: &stream) == 0 ? Integer(round) : period[$0 % period.count]
      }
      for construction in ProgramConstruction.allCases {
        let program = try StraightLineProgram(entries, using: construction)
        let balanced = try program.balanced()
        #expect(balanced.isBalanced && balanced.expandsLike(program, using: &stream))
        #expect(fewestEntries(height: balanced.height) <= entries.count)
        #expect(Double(balanced.size) <= Double(program.size) * (log2(Double(entries.count)) + 2))
      }
    }
  }
}

@Suite("Vectors of 2⁴⁰ entries and more", .claim("grammar.easy-families"))
struct LongVectorTests {
  /// The Thue–Morse word of length 2ᵉ over 1 and −1.
  static func thueMorse(_ e: Int) throws -> StraightLineProgram<Integer> {
    var builder = ProgramBuilder<Integer>()
    var (word, complement) = (builder.terminal(1), builder.terminal(-1))
    for _ in 0..<e { (word, complement) = (try builder.pair(word, complement), try builder.pair(complement, word)) }
    return builder.program(root: word)
  }

  /// The Fibonacci word of F(k) letters, or that of the mirrored rules.
  static func fibonacci(_ doublings: Int, mirrored: Bool) throws -> StraightLineProgram<Integer> {
    var builder = ProgramBuilder<Integer>()
    var (previous, current) = (builder.terminal(1), builder.terminal(2))
    for _ in 0..<doublings {
      (previous, current) = (
        current, mirrored ? try builder.pair(previous, current) : try builder.pair(current, previous)
      )
    }
    return builder.program(root: current)
  }

  @Test("Thue–Morse with itself: 117 keys at 2²⁰, six more for each doubling")
  func thueMorse() throws {
    for e in 6...62 {
      let word = try Self.thueMorse(e)
      let product = try word.product(with: word)
      #expect(product.value == Integer(1) << e)
      #expect(product.keys == 33 + 6 * (e - 6))
    }
    #expect(try Self.thueMorse(20).product(with: Self.thueMorse(20)).keys == 117)
  }

  @Test("Fibonacci with its mirror: 191 keys at N = 1,346,269, seven more for each step")
  func fibonacci() throws {
    for doublings in 10...85 {
      let (word, mirror) = (
        try Self.fibonacci(doublings, mirrored: false), try Self.fibonacci(doublings, mirrored: true)
      )
      let product = try word.product(with: mirror)
      #expect(product.keys == 191 + 7 * (doublings - 29))
      if doublings < 18 { #expect(product.value == naiveProduct(try word.expand(), try mirror.expand())) }
      if doublings == 29 { #expect(word.count == 1_346_269 && product.keys == 191) }
      var stream = TestStream(UInt64(doublings))
      #expect(word.reversed().expandsLike(mirror, using: &stream))
    }
  }

  @Test("Norms, entries and self-products of 2⁴⁰ entries: as many steps as symbols, nearly")
  func powers() throws {
    var stream = TestStream(42)
    for length in [1, 2, 3, 5, 8, 16, 31] {
      let base = (0..<length).map { _ in Integer(Int.random(in: -5...5, using: &stream)) }
      let exponent = (1 << 40) / length
      let vector = try StraightLineProgram(repair: base).balanced().power(exponent)
      let square = base.reduce(Integer(0)) { $0 + $1 * $1 } * Integer(exponent)
      #expect(vector.count == length * exponent && vector.size <= 2 * length + 80)
      #expect(vector.squaredNorm == square)
      let product = try vector.product(with: vector)
      #expect(product.value == square && product.keys <= 6 * vector.size)
      #expect(try vector.product(with: vector, method: .automatic).value == square)
      for _ in 0..<rounds(100) {
        let position = Int.random(in: 0..<vector.count, using: &stream)
        #expect(vector[position] == base[position % length])
      }
      #expect(vector.histogram.reduce(0) { $0 + $1.count } == vector.count)
    }
  }
}
