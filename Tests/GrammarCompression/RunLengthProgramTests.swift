import Exact
import GrammarCompression
import TestSupport
import Testing

@Suite("Grammars with powers", .claim("grammar.run-length-rules"))
struct RunLengthProgramTests {
  @Test("Powers by squaring have ⌊log₂ k⌋ + popcount(k) symbols, as rules two")
  func powers() throws {
    let zero = try StraightLineProgram<Integer>(repair: [0])
    for (exponent, size) in [
      (1, 1), (2, 2), (3, 3), (7, 5), (8, 4), (100, 9), (1000, 15), (1 << 40, 41), (1 << 40 - 1, 79),
    ] {
      let program = try zero.power(exponent)
      #expect(program.size == size)
      let powers = RunLengthProgram(program)
      #expect(powers.size == (exponent == 1 ? 1 : 2) && powers.count == Integer(exponent))
      if exponent > 1 { #expect(powers.rules == [.terminal(0), .power(base: 0, exponent: Integer(exponent))]) }
      #expect(try StraightLineProgram(powers) == program)
    }
    let word = try StraightLineProgram<Integer>(repair: [1, 2]).power(1000)
    #expect(word.size == 17 && RunLengthProgram(word).size == 4)
  }

  @Test("Every short word: the same entries, sums and norms, no more symbols, no power of a power")
  func everyShortWord() throws {
    for length in 0...8 {
      for word in words(over: [0, 1], length: length) {
        try check(word, StraightLineProgram(repair: word))
        try check(word, folded(word))
      }
    }
  }

  @Test("Random grammars")
  func randomGrammars() throws {
    var stream = TestStream(81)
    for _ in 0..<rounds(100) {
      let program = try randomProgram(
        length: Int.random(in: 1...120, using: &stream), values: [0, 1, -2, 5], using: &stream)
      try check(try program.expand(), program)
    }
  }

  func check(_ word: [Integer], _ program: StraightLineProgram<Integer>) throws {
    let powers = RunLengthProgram(program)
    #expect(powers.size <= program.size && powers.count == Integer(word.count))
    #expect(powers.sum == program.sum && powers.squaredNorm == program.squaredNorm)
    for position in word.indices {
      #expect(powers[Integer(position)] == word[position])
      #expect(powers.prefixSum(Integer(position)) == program.prefixSum(position))
    }
    #expect(powers.prefixSum(powers.count) == powers.sum)
    #expect(try powers.expand() == word)
    #expect(Set(powers.rules).count == powers.size)
    for (symbol, rule) in powers.rules.enumerated() {
      switch rule {
      case .terminal: break
      case .pair(let left, let right): #expect(left < symbol && right < symbol)
      case .power(let base, let exponent):
        #expect(base < symbol && exponent >= 2)
        if case .power = powers.rules[base] { Issue.record("a power of a power") }
      }
    }
    #expect(try RunLengthProgram(parsing: powers.text) == powers)
    #expect(try RunLengthProgram(rules: powers.rules) == powers)
    // There and back again nothing changes any more.
    #expect(RunLengthProgram(try StraightLineProgram(powers)) == powers)
    #expect(RunLengthProgram(LongProgram(program)) == powers)
  }

  @Test("A vector of 5 · 10¹⁰⁰⁰ entries in seven symbols")
  func long() throws {
    let exponent = Integer(10).power(1000)
    let block = LongProgram(try StraightLineProgram<Integer>([7, 7, 7, 1, 2], using: .runLength))
    let program = RunLengthProgram(block.power(exponent))
    #expect(program.size == 7 && program.count == 5 * exponent)
    #expect(program.sum == 24 * exponent && program.squaredNorm == 152 * exponent)
    #expect(program[program.count - 1] == 2 && program[5 * (exponent / 3) + 3] == 1)
    #expect(program.prefixSum(program.count - 2) == 24 * (exponent - 1) + 21)
    #expect(LongProgram(program).squaredNorm == 152 * exponent)
    #expect(throws: ProgramError.self) { try StraightLineProgram(program) }
    #expect(throws: ProgramError.longExpansionTooLong(length: 5 * exponent, limit: 1 << 28)) { try program.expand() }
  }

  @Test("Rules by hand: powers of powers and neighbouring powers become one")
  func rules() throws {
    let program = try RunLengthProgram<Integer>(rules: [
      .terminal(5), .terminal(9), .power(base: 0, exponent: 3), .power(base: 2, exponent: 4), .pair(left: 0, right: 3),
    ])
    #expect(program.rules == [.terminal(5), .power(base: 0, exponent: 13)])
    #expect(program.text == "p rlslp 2 13\n0 = 5\n1 0 ^ 13\n")
    #expect(throws: ProgramError.danglingSymbol(1, in: 1)) {
      try RunLengthProgram<Integer>(rules: [.terminal(1), .pair(left: 0, right: 1)])
    }
    #expect(try RunLengthProgram<Integer>(rules: []) == RunLengthProgram(StraightLineProgram()))
  }

  @Test(
    "What is no grammar with powers is refused, with line and field",
    arguments: [
      "", "p rlslp 1", "p slp 1 1\n0 = 5", "p rlslp 2 2\n0 = 5", "p rlslp 1 1\n0 = x", "p rlslp 1 2\n0 = 5",
      "p rlslp 2 0\n0 = 5\n1 0 ^ 0", "p rlslp 2 5\n0 = 5\n1 0 ^ -5", "p rlslp 2 5\n0 = 5\n1 1 ^ 5",
      "p rlslp 2 5\n0 = 5\n2 0 ^ 5", "p rlslp 2 2\n0 = 5\n1 0 1", "p rlslp 1 1\n0 = 5\n1 0 0", "p rlslp 1 1\n0 5",
      "p rlslp 2 5\n0 = 5\n1 0 * 5", "p rlslp 99999999999999999999 5",
    ])
  func refusals(text: String) {
    #expect(throws: ProgramTextError.self) { try RunLengthProgram<Integer>(parsing: text) }
  }
}
