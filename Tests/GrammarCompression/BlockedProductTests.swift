import Exact
import GrammarCompression
import TestSupport
import Testing

@Suite("Vectors cut into pieces", .claim("grammar.blocked-pieces"))
struct PieceSequenceTests {
  /// All that is promised of the pieces of `program`.
  func check(_ program: StraightLineProgram<Integer>, granularity: Int) throws {
    let sequence = PieceSequence(program, granularity: granularity)
    let pieces = Array(sequence.pieces)
    #expect(pieces.flatMap { $0 } == (try program.expand()))
    #expect(pieces.count == sequence.count)
    #expect(pieces.allSatisfy { !$0.isEmpty && $0.count < 2 * granularity })
    #expect(Set(pieces).count <= sequence.distinctCount && sequence.distinctCount <= 2 * program.size + 2)
    if granularity >= 2 { #expect((sequence.count - 2) * (granularity - 1) <= 4 * program.count) }
  }

  @Test("Every short word, cut in every way")
  func everyShortWord() throws {
    for length in 0...wordLength(7) {
      for word in words(over: [0, 1], length: length) {
        let programs = try [
          StraightLineProgram(repair: word), folded(word),
          length == 0 ? StraightLineProgram() : caterpillar(length: length, values: word, leansLeft: true),
          length == 0 ? StraightLineProgram() : caterpillar(length: length, values: word, leansLeft: false),
        ]
        for program in programs {
          for granularity in 1...length + 1 { try check(program, granularity: granularity) }
        }
      }
    }
  }

  @Test("Random grammars of any shape")
  func randomGrammars() throws {
    var stream = TestStream(61)
    for _ in 0..<rounds(150) {
      let length = Int.random(in: 1...250, using: &stream)
      let program = try randomProgram(length: length, values: [0, 1, -2, 5], using: &stream)
      for granularity in [1, 2, 3, 5, 8, 20, 100, 1 << 40] { try check(program, granularity: granularity) }
    }
  }

  @Test("2⁶¹ entries are cut without being written out")
  func long() throws {
    let power = try StraightLineProgram<Integer>(repair: [1, 2, 3]).power(1 << 59)
    let sequence = PieceSequence(power, granularity: 1000)
    #expect(sequence.count == 1 << 51 && sequence.distinctCount == 1)
    #expect(sequence.pieces.first { _ in true }?.count == 768)
    let bordered = try StraightLineProgram<Integer>(repair: [7]).concatenated(with: power)
    #expect(PieceSequence(bordered, granularity: 1000).count == 1 << 51 + 1)
    #expect(PieceSequence(bordered, granularity: 1000).distinctCount == 2)
  }
}

@Suite("The blocked product", .claim("grammar.product-methods"))
struct BlockedProductTests {
  @Test("Piece by piece, entry by entry or by long multiplication: the inner product, and a true witness")
  func againstDefinition() throws {
    var stream = TestStream(62)
    let huge = Integer(1) << 90 + 12345
    for round in 0..<rounds(100) {
      let length = Int.random(in: 0...120, using: &stream)
      let letters: [Integer] = round % 3 == 0 ? [0, huge, -huge * huge, -1] : [0, 1, -2, 0, 5]
      let first = try randomProgram(length: length, values: letters, using: &stream)
      let second = try randomProgram(
        length: length, values: round % 2 == 0 ? [0, -1] : [3, 0, 7, -huge], using: &stream)
      let (v, u) = (try first.expand(), try second.expand())
      let expected = naiveProduct(v, u)
      for granularity in [1, 2, 3, 5, 8, 100] {
        for arithmetic in PieceArithmetic.allCases {
          let product = try first.product(with: second, granularity: granularity, arithmetic: arithmetic)
          #expect(product.value == expected && product.method == .blocked)
          if let witness = product.witness { #expect(v[witness] * u[witness] != 0) } else { #expect(expected == 0) }
        }
      }
      // The arithmetic of other numbers: their steps are multiplications.
      let (a, b) = (first.mapped { Rational($0, 3) }, second.mapped { Rational($0, 5) })
      let rational = try a.product(with: b, granularity: 5)
      #expect(rational.value == Rational(expected, 15))
      #expect(try a.product(with: b, method: .blocked).value == Rational(expected, 15))
    }
  }

  @Test("All correlations of short words with extreme entries")
  func extremes() throws {
    for bits in [1, 15, 16, 30, 31, 32, 62, 63, 64, 65, 127, 128, 200] {
      let top = Integer(1) << bits - 1
      for word in words(over: [top, -top], length: 3) + words(over: [0, top, -1], length: 3) {
        let program = try folded(word)
        for other in [[top, top, top], [-top, top, -top], [0, 0, top], [-1, 1, 1]] {
          let product = try program.product(with: folded(other), granularity: 3, arithmetic: .correlation)
          #expect(product.value == naiveProduct(word, other))
        }
      }
    }
  }

  /// Two vectors of length p · q for coprime p and q, one of period p, the other of period q.
  func coprimePeriods(_ p: Int, _ q: Int, letters: ClosedRange<Int>) throws -> (
    v: StraightLineProgram<Integer>, u: StraightLineProgram<Integer>, product: Integer
  ) {
    var stream = TestStream(63)
    func word(_ length: Int) -> [Integer] {
      (0..<length).map { _ in Integer(Int.random(in: letters, using: &stream)) }
    }
    let (a, b) = (word(p), word(q))
    // Every entry of one word meets every entry of the other, once.
    return (
      try StraightLineProgram(lz78: a).power(q), try StraightLineProgram(lz78: b).power(p),
      a.reduce(0, +) * b.reduce(0, +)
    )
  }

  @Test("Coprime periods: every entry meets every other once; few steps, and the automatic choice knows it")
  func coprime() throws {
    for (p, q, letters) in [(997, 1013, -9...9), (1009, 250, 0...1), (499, 1021, -1_000_000...1_000_000)] {
      let (v, u, product) = try coprimePeriods(p, q, letters: letters)
      let blocked = try v.product(with: u, method: .blocked)
      #expect(blocked.value == product && blocked.steps < v.count / 20)
      let automatic = try v.product(with: u, method: .automatic)
      #expect(automatic.value == product && automatic.method == .blocked && automatic.steps == blocked.steps)
      // The bound is known beforehand: what fits the budget is done, what does not is not begun.
      #expect(throws: ProgramError.self) { try v.product(with: u, method: .blocked, budget: blocked.steps / 2) }
      #expect(throws: ProgramError.self) { try v.product(with: u, method: .automatic, budget: blocked.steps / 2) }
    }
  }

  @Test("Steps never exceed the bound that the choice relies on")
  func bounds() throws {
    var stream = TestStream(64)
    for _ in 0..<rounds(60) {
      let length = Int.random(in: 1...400, using: &stream)
      let first = try randomProgram(length: length, values: [0, 1, -2, 0, 5], using: &stream)
      let second = try randomProgram(length: length, values: [3, 0, 7, -3], using: &stream)
      let steps = try first.product(with: second, method: .blocked).steps
      // A budget below the steps is always refused, so that the bound is not below them.
      if steps > 0 {
        #expect(throws: ProgramError.self) { try first.product(with: second, method: .blocked, budget: steps - 1) }
      }
    }
  }

  @Test("Long stretches of zeros are one step, and lengths must agree")
  func zeros() throws {
    var builder = ProgramBuilder<Integer>()
    let gap = try builder.power(builder.terminal(0), 1 << 60)
    let (one, two) = (builder.terminal(1), builder.terminal(2))
    let v = builder.program(root: try builder.concatenation([gap, one, two, gap]))
    let u = builder.program(root: try builder.concatenation([gap, two, one, gap]))
    let product = try v.product(with: u, method: .blocked, budget: 1000)
    #expect(product.value == 4 && product.witness == 1 << 60)
    #expect(throws: ProgramError.lengthMismatch(v.count, 0)) {
      try v.product(with: StraightLineProgram(), granularity: 4)
    }
    let empty = StraightLineProgram<Integer>()
    #expect(try empty.product(with: empty, granularity: 4).steps == 0)
  }
}
