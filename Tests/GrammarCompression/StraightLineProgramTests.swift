import Exact
import GrammarCompression
import TestSupport
import Testing

@Suite(.claim("grammar.expansion"))
struct StraightLineProgramTests {
  typealias Program = StraightLineProgram<Integer>
  typealias Rule = (id: Int, rule: StraightLineRule<Integer>)

  @Test func agreesWithItsExpansion() throws {
    var stream = TestStream(8)
    for round in 0..<rounds(150) {
      let length = round % 70
      let program = try randomProgram(length: length, values: [0, 4, -1, 0], using: &stream)
      let entries = try program.expand()
      #expect(entries.count == length && program.count == length)
      #expect(Array(program) == entries)
      #expect((0..<length).map { program[$0] } == entries)
      #expect(program.sum == entries.reduce(0, +))
      #expect(program.squaredNorm == naiveProduct(entries, entries))
      #expect(program.nonzeroCount == entries.count { $0 != 0 })
      #expect(program.terminalCount == Set(entries).count)
      #expect(program.runs.map { $0 } == RunLengthVector(entries).runs)
      for upper in 0...length {
        #expect(program.prefixSum(upper) == entries.prefix(upper).reduce(0, +))
        let lower = Int.random(in: 0...upper, using: &stream)
        #expect(program.sum(of: lower..<upper) == entries[lower..<upper].reduce(0, +))
        #expect(program.firstNonzero(in: lower..<upper) == (lower..<upper).first { entries[$0] != 0 })
      }
      for symbol in 0..<program.size {
        if case .pair(let left, let right) = program.rule(of: symbol) {
          #expect(left < symbol && right < symbol)
          #expect(program.length(of: symbol) == program.length(of: left) + program.length(of: right))
        }
      }
      let dense = (0..<length).map { _ in Integer(Int.random(in: -9...9, using: &stream)) }
      #expect(try program.product(withDense: dense) == naiveProduct(entries, dense))
      #expect(try Program(rules: program.rules, root: program.root) == program)
    }
  }

  @Test func rulesInAnyOrderUnderAnyNames() throws {
    let rules: [Rule] = [
      (40, .pair(left: 7, right: 7)), (7, .pair(left: -1, right: 9)), (9, .terminal(5)), (-1, .terminal(2)),
      (100, .terminal(5)), (41, .pair(left: -1, right: 100)), (42, .pair(left: 40, right: 41)),
      (5, .pair(left: 42, right: 42)),
    ]
    let program = try Program(rules: rules, root: 42)
    #expect(try program.expand() == [2, 5, 2, 5, 2, 5])
    // 2, 5, one pair 2 5 for the two rules that say so, its square, the root; the terminal 100 and the rule 5 are gone.
    #expect(program.size == 5)
    #expect(try Program(rules: [] as [Rule], root: nil) == Program())
  }

  @Test func refusesWhatIsNoGrammar() {
    func error(_ rules: [Rule], root: Int?) -> ProgramError? {
      do throws(ProgramError) {
        _ = try Program(rules: rules, root: root)
        return nil
      } catch { return error }
    }
    #expect(error([(1, .pair(left: 1, right: 1))], root: 1) == .cycle(through: 1))
    #expect(
      error(
        [
          (0, .terminal(1)), (1, .pair(left: 0, right: 2)), (2, .pair(left: 3, right: 0)),
          (3, .pair(left: 0, right: 1)),
        ], root: 0)
        == .cycle(through: 1))
    #expect(error([(0, .terminal(1)), (1, .pair(left: 0, right: 2))], root: 0) == .danglingSymbol(2, in: 1))
    #expect(error([(0, .terminal(1)), (1, .pair(left: 3, right: 0))], root: 0) == .danglingSymbol(3, in: 1))
    #expect(error([(0, .terminal(1)), (0, .terminal(1))], root: 0) == .duplicateSymbol(0))
    #expect(error([(0, .terminal(1))], root: 1) == .missingRoot(1))
    #expect(error([], root: 1) == .missingRoot(1))
    #expect(error([(0, .terminal(1))], root: nil) == .rootNotNamed)
    let doublings = (1...63).map { (id: $0, rule: StraightLineRule<Integer>.pair(left: $0 - 1, right: $0 - 1)) }
    #expect(error([(0, .terminal(1))] + doublings, root: 62) == .lengthOverflow(symbol: 63))
    #expect(error([(0, .terminal(1))] + doublings.dropLast(), root: 62) == nil)
  }

  @Test(arguments: [true, false])
  func rulesOfAnyDepth(leansLeft: Bool) throws {
    let length = 100_000
    let program = try caterpillar(length: length, values: [1, 0, -2, 3], leansLeft: leansLeft)
    let expected = (0..<length).map { [1, 0, -2, 3][$0 % 4] as Integer }
    #expect(try program.expand() == (leansLeft ? expected : expected.reversed()))
    #expect(program.height == length - 1)
    #expect(program.size == length - 1 + 4)
    #expect(try Program(rules: program.rules.reversed(), root: program.root) == program)
    #expect(program.sum == Integer(length / 2))
    #expect(program[length / 2] == (leansLeft ? 1 : 3))
  }

  @Test func degenerateVectors() throws {
    let empty = Program()
    #expect(empty.count == 0 && empty.size == 0 && empty.height == 0 && empty.root == nil && empty.isEmpty)
    #expect(empty.sum == 0 && empty.squaredNorm == 0 && empty.nonzeroCount == 0)
    #expect(empty.prefixSum(0) == 0 && empty.sum(of: 0..<0) == 0 && empty.firstNonzero(in: 0..<0) == nil)
    #expect(try empty.expand() == [] && Array(empty) == [] && Array(empty.runs) == [])
    let one = try folded([7])
    #expect(one.count == 1 && one.size == 1 && one.height == 0 && one[0] == 7 && one.squaredNorm == 49)
    let zeros = try folded([0, 0, 0, 0, 0])
    #expect(
      zeros.nonzeroCount == 0 && zeros.firstNonzero(in: 0..<5) == nil && zeros.constantValue(of: zeros.size - 1) == 0)
    #expect(try zeros.expand(limit: 5).count == 5)
    #expect(throws: ProgramError.expansionTooLong(length: 5, limit: 4)) { try zeros.expand(limit: 4) }
  }

  @Test func vectorsTooLongToWriteDown() throws {
    let quintillion = 1_000_000_000_000_000_000
    var builder = ProgramBuilder<Integer>()
    let zeros = try builder.power(builder.terminal(0), quintillion)
    let word = try builder.concatenation([zeros, builder.terminal(-6), zeros, builder.terminal(9), zeros])
    let program = builder.program(root: word)
    #expect(program.count == 3 * quintillion + 2)
    #expect(program[quintillion] == -6 && program[quintillion + 1] == 0 && program[2 * quintillion + 1] == 9)
    #expect(program.sum == 3 && program.squaredNorm == 117 && program.nonzeroCount == 2)
    #expect(program.prefixSum(2 * quintillion) == -6 && program.sum(of: quintillion + 1..<program.count) == 9)
    #expect(program.firstNonzero(in: quintillion + 1..<program.count) == 2 * quintillion + 1)
    #expect(program.runs.map(\.count) == [quintillion, 1, quintillion, 1, quintillion])
    #expect(program.prefix(3).elementsEqual([0, 0, 0]))
    #expect(try program.product(with: program).value == 117)
    #expect(throws: ProgramError.expansionTooLong(length: 3 * quintillion + 2, limit: 1 << 28)) { try program.expand() }
  }

  @Test func errorsSayWhatWasWrong() {
    #expect(
      ProgramError.danglingSymbol(4, in: 9).description == "the rule of symbol 9 names symbol 4, which has no rule")
    #expect(ProgramError.lengthMismatch(3, 4).description.contains("3 and 4"))
  }
}
