import Exact
import GrammarCompression
import TestSupport
import Testing

@Suite("Vectors compressed while they are read", .claim("grammar.constructions"))
struct StreamedProgramTests {
  @Test("Every construction, every block length: the same entries as from the whole array")
  func sameExpansion() throws {
    var stream = TestStream(71)
    for round in 0..<rounds(60) {
      let length = Int.random(in: 0...300, using: &stream)
      let period = (0..<Int.random(in: 1...40, using: &stream)).map { _ in
        Integer(Int.random(in: 0...(round % 4), using: &stream))
      }
      let word = (0..<length).map { Int.random(in: 0...20, using: &stream) == 0 ? 9 : period[$0 % period.count] }
      for construction in ProgramConstruction.allCases {
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

  @Test("Entries may be computed as they are asked for; blocks share their symbols")
  func lazyEntries() throws {
    let squares = (0..<1000).lazy.map { Integer($0 * $0 % 7) }
    #expect(try StraightLineProgram(streaming: squares, blockLength: 70).expand() == Array(squares))
    let digits = (0..<50_500).lazy.map { Integer($0 % 10) }
    let program = try StraightLineProgram(streaming: digits, blockLength: 1000)
    #expect(program.count == 50_500 && program.size < 60 && program.height < 25)
    #expect(program[50_499] == 9 && program.sum == 50_500 / 10 * 45)
  }

  @Test("Runs that go on from block to block stay runs")
  func runs() throws {
    let zeros = repeatElement(Integer(0), count: 100_000)
    for construction in ProgramConstruction.allCases {
      let program = try StraightLineProgram(streaming: zeros, using: construction, blockLength: 1 << 12)
      #expect(program.count == 100_000 && program.runCount == 1 && program.size < 200)
    }
  }
}
