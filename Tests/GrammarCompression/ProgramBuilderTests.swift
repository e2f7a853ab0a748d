import Exact
import GrammarCompression
import Testing

@Suite struct ProgramBuilderTests {
  @Test(arguments: [
    (1, 1), (2, 2), (3, 3), (7, 5), (8, 4), (100, 9), (1000, 15), (1 << 40, 41), ((1 << 40) - 1, 79),
  ])
  func sizeOfAPower(exponent: Int, size: Int) throws {
    var builder = ProgramBuilder<Integer>()
    let program = builder.program(root: try builder.power(builder.terminal(0), exponent))
    #expect(program.size == size)
    #expect(program.count == exponent)
    #expect(program.constantValue(of: program.size - 1) == 0)
  }

  @Test func equalSymbolsAreOne() throws {
    var builder = ProgramBuilder<Integer>()
    let (zero, one) = (builder.terminal(0), builder.terminal(1))
    #expect(builder.terminal(0) == zero)
    let first = try builder.pair(zero, one)
    #expect(try builder.pair(zero, one) == first)
    #expect(try builder.pair(one, zero) != first)
    #expect(builder.symbolCount == 4)
    #expect(builder.program(root: first).size == 3)
  }

  @Test func concatenationFoldsLevelByLevel() throws {
    var builder = ProgramBuilder<Integer>()
    let letters = (1...5).map { builder.terminal(Integer($0)) }
    let joined = try builder.concatenation(letters)
    let (ab, cd) = (try builder.pair(letters[0], letters[1]), try builder.pair(letters[2], letters[3]))
    #expect(try builder.pair(try builder.pair(ab, cd), letters[4]) == joined)
    #expect(builder.symbolCount == 9)
    for count in 1...40 {
      let entries = (0..<count).map { Integer($0) }
      let program = try folded(entries)
      #expect(Array(program) == entries)
      #expect(program.height == Int.bitWidth - (count - 1).leadingZeroBitCount)
    }
  }

  @Test func numberingDependsOnTheGrammarAlone() throws {
    var one = ProgramBuilder<Integer>()
    let word = try one.concatenation([one.terminal(5), one.terminal(7), one.terminal(5), one.terminal(9)])
    var other = ProgramBuilder<Integer>()
    let unused = try other.pair(other.terminal(9), other.terminal(9))
    let right = try other.pair(other.terminal(5), other.terminal(9))
    let whole = try other.pair(try other.pair(other.terminal(5), other.terminal(7)), right)
    #expect(other.length(of: unused) == 2)
    #expect(one.program(root: word) == other.program(root: whole))
    #expect(other.program(root: whole).size == 6)
    #expect(one.program(root: word).hashValue == other.program(root: whole).hashValue)
    let again = try other.insert(one.program(root: word))
    #expect(again == whole)
  }

  @Test func lengthOverflowIsAnError() throws {
    var builder = ProgramBuilder<Integer>()
    let half = try builder.power(builder.terminal(3), 1 << 62)
    let almost = try builder.power(builder.terminal(3), Int.max)
    #expect(builder.length(of: almost) == Int.max)
    #expect(throws: ProgramError.lengthOverflow(symbol: builder.symbolCount)) { try builder.pair(half, half) }
    #expect(throws: ProgramError.lengthOverflow(symbol: builder.symbolCount)) {
      try builder.pair(almost, builder.terminal(3))
    }
  }
}
