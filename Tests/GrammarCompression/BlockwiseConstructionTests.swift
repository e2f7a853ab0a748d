import Exact
import GrammarCompression
import Randomness
import Testing

@Suite("Grammars of vectors that come block by block")
struct BlockwiseConstructionTests {
  @Test(
    "Every construction and block length gives a program of the same vector", arguments: ProgramConstruction.allCases)
  func expansion(construction: ProgramConstruction) throws {
    var stream = RandomStream(seed: 5).child("blockwise").child(construction.rawValue)
    for length in [0, 1, 2, 3, 7, 8, 9, 100, 257] {
      let word = (0..<length).map { _ in Integer(stream.uniform(in: 0...2)) }
      for blockLength in [1, 2, 3, 8, 64, 257, 1000] {
        var blockwise = BlockwiseConstruction<Integer>(using: construction, blockLength: blockLength)
        try blockwise.append(contentsOf: word)
        #expect(blockwise.count == length)
        let program = try blockwise.program()
        #expect(try program.expand() == word)
        if blockLength > length { #expect(program == (try StraightLineProgram(word, using: construction))) }
      }
    }
  }

  @Test("Equal blocks are kept once")
  func equalBlocks() throws {
    let block = (0..<64).map { Integer($0 * $0 % 13) }
    let once = try StraightLineProgram(repair: block)
    var blockwise = BlockwiseConstruction<Integer>(blockLength: 64)
    for _ in 0..<256 { try blockwise.append(contentsOf: block) }
    #expect(blockwise.symbolCount == once.size)
    #expect(try blockwise.program().size == once.size + 8)
  }

  @Test("Entries can be appended after a program was taken")
  func continued() throws {
    var blockwise = BlockwiseConstruction<Integer>(using: .lz78, blockLength: 4)
    try blockwise.append(contentsOf: [1, 2, 1, 2, 1, 2])
    #expect(try blockwise.program().expand() == [1, 2, 1, 2, 1, 2])
    try blockwise.append(contentsOf: [3, 1, 2])
    #expect(try blockwise.program().expand() == [1, 2, 1, 2, 1, 2, 3, 1, 2])
    var empty = BlockwiseConstruction<Integer>()
    #expect(try empty.program().isEmpty)
  }
}
