import Exact
import GrammarCompression
import TestSupport
import Testing

@Suite("Vectors compressed while they are read", .claim("grammar.constructions"))
struct GrammarStreamTests {
  @Test("Every construction, every block length: the same entries as from the whole array")
  func sameExpansion() throws {
    var stream = TestStream(71)
    for round in 0..<60 {
      let length = Int.random(in: 0...300, using: &stream)
      let period = (0..<Int.random(in: 1...40, using: &stream)).map { _ in
        Integer(Int.random(in: 0...(round % 4), using: &stream))
      }
      let word = (0..<length).map { Int.random(in: 0...20, using: &stream) == 0 ? 9 : period[$0 % period.count] }
      for construction in GrammarConstruction.allCases {
        let whole = try StraightLineProgram(word, using: construction)
        for blockLength in [1, 2, 7, 64, 299, 300, 1000] {
          var reports: [Int] = []
          let program = try StraightLineProgram(
            streaming: word, using: construction, blockLength: blockLength, progress: { reports.append($0) })
          #expect(try program.expand() == word)
          #expect(program.sum == whole.sum && program.count == length)
          // After each block and at the end, each once.
          let ends = Array(stride(from: blockLength, through: length, by: blockLength))
          #expect(reports == (ends.last == length ? ends : ends + [length]))
          if blockLength >= max(length, 1) { #expect(program == whole) }
        }
      }
    }
  }

  @Test("Entries are forgotten block by block; blocks share their symbols")
  func boundedMemory() throws {
    var stream = GrammarStream<Integer>(using: .repair, blockLength: 1000)
    for index in 0..<50_500 { try stream.append(Integer(index % 10)) }
    // 50 equal blocks are one symbol, and its parts.
    #expect(stream.count == 50_500 && stream.blockCount == 50 && stream.symbolCount < 40)
    let program = try stream.program()
    #expect(program.count == 50_500 && program.size < 60 && program.height < 25)
    #expect(program[50_499] == 9 && program.sum == 50_500 / 10 * 45)
    // The stream can be read from in between.
    try stream.append(7)
    #expect(stream.count == 50_501 && stream.blockCount == 50)
    #expect(try stream.program()[50_500] == 7)
  }

  @Test("Nothing, and one entry")
  func degenerate() throws {
    var stream = GrammarStream<Integer>(blockLength: 1)
    #expect(try stream.program().isEmpty)
    try stream.append(5)
    #expect(try stream.program() == StraightLineProgram(repair: [5]) && stream.blockCount == 1)
    // Entries that are computed as they are asked for.
    let squares = (0..<1000).lazy.map { Integer($0 * $0 % 7) }
    #expect(try StraightLineProgram(streaming: squares, blockLength: 70).expand() == Array(squares))
  }

  @Test("Runs that go on from block to block stay runs")
  func runs() throws {
    let zeros = repeatElement(Integer(0), count: 100_000)
    for construction in GrammarConstruction.allCases {
      let program = try StraightLineProgram(streaming: zeros, using: construction, blockLength: 1 << 12)
      #expect(program.count == 100_000 && program.runCount == 1 && program.size < 200)
    }
  }
}
