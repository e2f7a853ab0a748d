import Exact
import GrammarCompression
import TestSupport
import Testing

@Suite("Grammars of bytes that come one after another")
struct ByteConstructionTests {
  private func program(
    _ bytes: [UInt8], block: Int, chunks: () -> Int = { 1 << 20 }
  ) throws -> StraightLineProgram<Integer> {
    var construction = ByteConstruction(blockLength: block)
    var start = 0
    while start < bytes.count {
      let end = min(start + chunks(), bytes.count)
      try construction.append(contentsOf: bytes[start..<end])
      start = end
      #expect(construction.count == end)
    }
    return try construction.program()
  }

  private func bytes(of program: StraightLineProgram<Integer>) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try ByteExpansion(program).forEachChunk { bytes += $0 }
    return bytes
  }

  private func noise(_ count: Int, _ letters: Int, _ stream: inout TestStream) -> [UInt8] {
    (0..<count).map { _ in UInt8(Int.random(in: 0..<letters, using: &stream)) }
  }

  @Test("What fits a block gets RePair's grammar of the whole")
  func whole() throws {
    var stream = TestStream(21)
    for length in [0, 1, 2, 3, 50, 999, 1000] {
      for letters in [1, 2, 3, 256] {
        let word = noise(length, letters, &stream)
        let expected = try StraightLineProgram(repair: word.map { Integer(Int($0)) })
        #expect(try program(word, block: 1000) == expected)
        let (fast, slow) = (try RePair(bytes: word), try RePair(word.map { Integer(Int($0)) }))
        #expect(fast.alphabet == slow.alphabet && fast.rules == slow.rules && fast.sequence == slow.sequence)
      }
    }
  }

  @Test("The bytes come back for every length of blocks, and the grammar does not depend on how they came")
  func random() throws {
    var stream = TestStream(22)
    for round in 0..<rounds(12) {
      var text = noise(Int.random(in: 1...6000, using: &stream), [1, 2, 4, 256][round % 4], &stream)
      // Copies, each with a place edited: shorter than the shortest phrase, longer than the longest one.
      for _ in 0..<Int.random(in: 0...4, using: &stream) {
        let length = Int.random(in: 1...min(text.count, 6000), using: &stream)
        let start = Int.random(in: 0...text.count - length, using: &stream)
        text += text[start..<start + length]
        text[Int.random(in: 0..<text.count, using: &stream)] = UInt8.random(in: 0...255, using: &stream)
      }
      for block in [1, 63, 64, 65, 1000, 5000, text.count - 1, text.count] where block > 0 {
        let whole = try program(text, block: block)
        #expect(try bytes(of: whole) == text, "a block of \(block)")
        #expect(whole.count == text.count)
        var chunks = TestStream(UInt64(block))
        #expect(try program(text, block: block) { Int.random(in: 1...700, using: &chunks) } == whole)
      }
    }
  }

  @Test("A text that comes again farther apart than a block costs a symbol for each phrase, with edits too")
  func farRepetitions() throws {
    var stream = TestStream(23)
    let text = noise(50_001, 16, &stream)
    let once = try program(text, block: 20_000)
    let four = try program(text + text + text + text, block: 20_000)
    // About 200 phrases. Blocks alone begin at other places of the text each time, and see nothing.
    #expect(four.size < once.size + 1500, "\(four.size) after \(once.size)")
    var blocks = BlockwiseConstruction<Integer>(blockLength: 20_000)
    for _ in 0..<4 { try blocks.append(contentsOf: text.lazy.map { Integer(Int($0)) }) }
    #expect(try blocks.program().size > 2 * once.size)
    var (all, edited) = (text, text)
    for _ in 0..<3 {
      for _ in 0..<5 {
        edited.insert(7, at: Int.random(in: 0..<edited.count, using: &stream))
        edited.remove(at: Int.random(in: 0..<edited.count, using: &stream))
      }
      all += edited
    }
    let versions = try program(all, block: 20_000)
    #expect(try bytes(of: versions) == all)
    #expect(versions.size < once.size * 3 / 2, "\(versions.size) after \(once.size)")
  }

  @Test("A construction that gave its program is empty again")
  func again() throws {
    var construction = ByteConstruction(blockLength: 10)
    try construction.append(contentsOf: Array("abracadabra abracadabra".utf8))
    #expect(try construction.program().count == 23)
    #expect(construction.count == 0)
    #expect(try construction.program().isEmpty)
    try construction.append(contentsOf: [3, 4, 3])
    #expect(try construction.program().expand() == [3, 4, 3])
  }

  @Test("Progress rises from 0 to 1 within a block")
  func progress() throws {
    var stream = TestStream(24)
    var parts: [Double] = []
    var construction = ByteConstruction(blockLength: 30_000)
    let text = noise(20_000, 4, &stream)
    try construction.append(contentsOf: text + text) { parts.append($0) }
    #expect(parts.isEmpty)
    _ = try construction.program { parts.append($0) }
    #expect(parts.count > 3 && parts.allSatisfy { 0...1 ~= $0 } && parts.contains { $0 > 0.5 })
  }
}
