import Exact
import GrammarCompression
import TestSupport
import Testing

/// Everything a product must satisfy, whatever the grammars.
func checkProduct(_ first: StraightLineProgram<Integer>, _ second: StraightLineProgram<Integer>) throws {
  let (v, u) = (try first.expand(), try second.expand())
  let expected = naiveProduct(v, u)
  let product = try first.product(with: second)
  #expect(product.value == expected)
  if let witness = product.witness {
    #expect(v[witness] * u[witness] != 0)
  } else {
    #expect(expected == 0)
  }
  let split = try first.product(with: second, repeatedValues: .split)
  #expect(split.value == expected)
  if let witness = split.witness { #expect(v[witness] * u[witness] != 0) } else { #expect(expected == 0) }
  #expect(try MemoisedProduct(first, second, inWords: false).result == product)
  if product.keys > 0 {
    #expect(throws: ProgramError.budgetExceeded(keys: product.keys - 1)) {
      try first.product(with: second, budget: product.keys - 1)
    }
  }
  #expect(try first.product(with: second, budget: product.keys) == product)
}

@Suite(.claim("grammar.memoised-product", "grammar.aligned-keys"))
struct ProgramProductTests {
  @Test(arguments: [2, 4, 8, 16])
  func alignedFamilyToTheUnit(blocks: Int) throws {
    for doublings in [0, 1, 2, 3, 7, 16, 32] {
      let family = try AlignedFamily(blocks: blocks, doublings: doublings)
      #expect(family.u.count == family.length && family.v.count == family.length)
      #expect(family.u.size == family.sizeOfU)
      #expect(family.v.size == family.sizeOfV)
      let product = try family.u.product(with: family.v)
      #expect(product.value == family.product)
      #expect(product.keys == family.keys)
      #expect(try MemoisedProduct(family.u, family.v, inWords: false).result == product)
      if family.length <= 512 { #expect(naiveProduct(try family.u.expand(), try family.v.expand()) == family.product) }
    }
  }

  @Test func alignedFamilyWorkedExamples() throws {
    let small = try AlignedFamily(blocks: 4, doublings: 0)
    #expect(small.u.count == 32 && small.u.size == 17 && small.v.size == 23)
    #expect(try small.u.product(with: small.v).value == -656)
    #expect(try small.u.product(with: small.v).keys == 93)
    let large = try AlignedFamily(blocks: 8, doublings: 16)
    #expect(large.u.count == 1 << 23 && large.u.size == 162 && large.v.size == 183)
    #expect(try large.u.product(with: large.v).keys == 3453)
    #expect(throws: ProgramError.self) { try AlignedFamily(blocks: 4, doublings: 58) }
    #expect(try AlignedFamily(blocks: 4, doublings: 57).u.count == 1 << 62)
  }

  @Test func everyPairOfShortWords() throws {
    for length in 0...4 {
      let programs = try words(over: [0, 1, -1], length: length).map { try folded($0) }
      for first in programs {
        let v = try first.expand()
        for second in programs {
          let product = try first.product(with: second)
          #expect(product.value == naiveProduct(v, try second.expand()))
        }
      }
    }
    for first in words(over: [0, 1, -1], length: 3) {
      for second in words(over: [0, 1, -1], length: 3) { try checkProduct(try folded(first), try folded(second)) }
    }
  }

  @Test func randomGrammars() throws {
    var stream = TestStream(1)
    for round in 0..<rounds(250) {
      let length = Int.random(in: 1...(round % 10 == 0 ? 300 : 60), using: &stream)
      let first = try randomProgram(length: length, values: [0, 1, -2, 0, 5], using: &stream)
      let second = try randomProgram(length: length, values: round % 2 == 0 ? [0, -1] : [3, 0, 7, -3], using: &stream)
      try checkProduct(first, second)
    }
  }

  @Test func valuesBeyondAWord() throws {
    var stream = TestStream(2)
    let huge: Integer = 1_000_000_000_000_000_000_000_000_000_007
    for _ in 0..<40 {
      let length = Int.random(in: 1...40, using: &stream)
      try checkProduct(
        try randomProgram(length: length, values: [huge, -huge, 0, 1], using: &stream),
        try randomProgram(length: length, values: [huge * huge, 2, 0, -5], using: &stream))
    }
    // The product fits a word, or just does not.
    let bound = Integer(Int.max)
    #expect(try folded([bound, 0]).product(with: folded([1, 1])).value == bound)
    #expect(try folded([bound, 1]).product(with: folded([1, 1])).value == bound + 1)
    #expect(try folded([bound, 1]).product(with: folded([-1, -1])).value == Integer(Int.min))
    #expect(try folded([Integer(Int.min), 0]).product(with: folded([-1, 0])).value == bound + 1)
    #expect(try folded([0, 0]).product(with: folded([huge, 1])).value == 0)
  }

  @Test func wordsAreUsedExactlyWhenTheyFit() throws {
    #expect(productFitsWords(try folded([Integer(Int.max), 0]), try folded([1, 1])))
    #expect(!productFitsWords(try folded([Integer(Int.max), 1]), try folded([1, 1])))
    #expect(productFitsWords(try folded([1 << 40, 0, 0, 0]), try folded([1 << 22, 0, 0, 0])))
    #expect(!productFitsWords(try folded([1 << 40, 0, 0, 0]), try folded([1 << 23, 0, 0, 0])))
    #expect(productFitsWords(StraightLineProgram(), StraightLineProgram()))
  }

  @Test func deepCaterpillars() throws {
    let length = rounds(100_000)
    let left = try caterpillar(length: length, values: [1, 0, -2], leansLeft: true)
    let right = try caterpillar(length: length, values: [3, 1], leansLeft: false)
    #expect(left.height == length - 1 && right.height == length - 1)
    let product = try right.product(with: right)
    #expect(product.value == right.squaredNorm)
    #expect(product.keys <= 3 * length)
    let (v, u) = (try left.expand(), try right.expand())
    // Opposite spines meet in Θ(N²) alignments, each with a prefix sum of Θ(N) steps: the budget stops that.
    #expect(throws: ProgramError.budgetExceeded(keys: 500)) { try left.product(with: right, budget: 500) }
    #expect(try left.product(withDense: u) == naiveProduct(v, u))
    try checkProduct(
      try caterpillar(length: 100, values: [1, 0, -2], leansLeft: true),
      try caterpillar(length: 100, values: [3, 1], leansLeft: false))
  }

  @Test func entriesFollowFromEarlierOnes() throws {
    var stream = TestStream(3)
    for _ in 0..<30 {
      let length = Int.random(in: 1...50, using: &stream)
      let first = try randomProgram(length: length, values: [0, 1, 2], using: &stream)
      let second = try randomProgram(length: length, values: [0, 4, -1], using: &stream)
      let product = try MemoisedProduct(first, second)
      var known: [[Int]: Integer] = [:]
      var last: ProductEntry<Integer>?
      func value(_ left: Int, _ right: Int, _ offset: Int) -> Integer? {
        let lower = max(0, offset)
        let upper = min(first.length(of: left), offset + second.length(of: right))
        if lower >= upper || first.constantValue(of: left) == 0 || second.constantValue(of: right) == 0 { return 0 }
        return known[[left, right, offset]]
      }
      product.forEachEntry { entry in
        let (left, right, offset) = (entry.left, entry.right, entry.offset)
        if first.constantValue(of: left) == nil, second.constantValue(of: right) == nil {
          var parts: [Integer?] = []
          if first.length(of: left) >= second.length(of: right) {
            if case .pair(let a, let b) = first.rule(of: left) {
              parts = [value(a, right, offset), value(b, right, offset - first.length(of: a))]
            }
          } else if case .pair(let a, let b) = second.rule(of: right) {
            parts = [value(left, a, offset), value(left, b, offset + second.length(of: a))]
          }
          #expect(parts.compactMap { $0 }.count == 2)
          #expect(parts.compactMap { $0 }.reduce(0, +) == entry.value)
        }
        #expect(known.updateValue(entry.value, forKey: [left, right, offset]) == nil)
        last = entry
      }
      #expect(known.count == product.result.keys)
      if product.result.keys > 0 { #expect(last?.value == product.result.value) }
    }
  }

  @Test func degenerateVectors() throws {
    let empty = StraightLineProgram<Integer>()
    #expect(try empty.product(with: empty) == MemoisedProduct(empty, empty, inWords: false).result)
    #expect(try empty.product(with: empty).keys == 0)
    #expect(throws: ProgramError.lengthMismatch(0, 1)) { try empty.product(with: folded([1])) }
    #expect(throws: ProgramError.lengthMismatch(2, 1)) { try folded([1, 1]).product(withDense: [1]) }
    #expect(try folded([7]).product(with: folded([-3])).value == -21)
    #expect(try folded([7]).product(with: folded([-3])).witness == 0)
    #expect(try folded([0, 0, 0]).product(with: folded([1, 2, 3])).keys == 0)
    #expect(try folded([4, 4, 4]).product(with: folded([1, 2, 3])).keys == 1)
  }

  @Test func vectorsTooLongToWriteDown() throws {
    let length = 1_000_000_000_000_000_000
    var builder = ProgramBuilder<Integer>()
    let pair = try builder.pair(builder.terminal(2), builder.terminal(-3))
    let v = builder.program(root: try builder.power(pair, length / 2))
    let u = builder.program(root: try builder.power(builder.terminal(7), length))
    #expect(v.count == length && u.count == length)
    #expect(try v.product(with: u).value == Integer(-7) * Integer(length / 2))
    #expect(try v.product(with: v).value == Integer(13) * Integer(length / 2))
    #expect(try u.product(with: u).value == Integer(49) * Integer(length))
    #expect(try v.product(with: v).keys < 1000)
    #expect(throws: ProgramError.expansionTooLong(length: length, limit: 1 << 28)) { try v.expand() }
  }

  @Test func rationalVectors() throws {
    var builder = ProgramBuilder<Rational>()
    let third = builder.terminal(Rational(1, 3))
    let half = builder.terminal(Rational(-1, 2))
    let v = builder.program(root: try builder.power(try builder.pair(third, half), 5))
    let u = builder.program(
      root: try builder.concatenation([half, half, third, half, third, third, half, half, third, third]))
    let expected = zip(v, u).reduce(Rational.zero) { $0 + $1.0 * $1.1 }
    #expect(try v.product(with: u).value == expected)
    #expect(v.sum == Rational(-5, 6))
  }
}
