import Exact
import Formats
import Foundation
import GrammarCompression
import Randomness
import TestSupport
import Testing

@Suite("Sizes of compressed vectors and matrices are told before the work")
struct GrammarSizeLimitTests {
  private func noise(_ count: Int) -> [UInt8] {
    var stream = RandomStream(seed: 5).child("sizes")
    return (0..<count).map { _ in UInt8(stream.uniform(in: 0...255)) }
  }

  /// Predicted are at least the bytes that are held, and at most so many times as many.
  private func check(_ predicted: Integer, _ held: Int, within factor: Int, _ what: String) {
    #expect(predicted >= Integer(held), "\(what): \(predicted) predicted, \(held) held")
    #expect(predicted <= Integer(factor * held), "\(what): \(predicted) predicted, \(held) held")
  }

  @Test("Compressing holds at most what is predicted, and at least a third of it, or a fifth of text that repeats")
  func compressing() throws {
    let place = try Workplace()
    let count = rounds(1_600_000)
    let bytes = noise(count)
    try Data(bytes).write(to: place.path("noise"))
    let predicted = RePair<Integer>.predictedBytes(count: count, distinct: 256)
    func held(_ name: String, _ output: String, _ options: String...) throws -> Int {
      let run = try place.peakMemory(of: "compress", place.path(name).path, "-o", place.path(output).path)
      #expect(run.exitCode == 0, "\(name)")
      return run.bytes
    }
    check(predicted, try held("noise", "noise.tbgv"), within: 3, "noise")
    var text = ""
    for line in 0..<count / 40 { text += "line \(line * line % 997): the quick brown fox jumps\n" }
    try Data(text.utf8.prefix(count)).write(to: place.path("text"))
    check(predicted, try held("text", "text.tbgv"), within: 5, "text")
    // Numbers of many digits in text take as many bytes to read as to compress.
    let numbers = (0..<count / 4).map { (index: Int) -> Int64 in
      let (high, low) = (Int64(bytes[4 * index]), Int64(bytes[4 * index + 1]))
      return high << 24 | low << 16 | Int64(index)
    }
    try NPYArray(numbers).npyData().write(to: place.path("numbers.npy"))
    check(
      RePair<Integer>.predictedBytes(count: numbers.count, distinct: numbers.count),
      try held("numbers.npy", "numbers.tbgv"), within: 3, "numbers")
    let entries = numbers.map { Double($0) + 0.5 }
    try NPYArray(entries, shape: [entries.count / 50, 50]).npyData().write(to: place.path("matrix.npy"))
    check(
      GrammarMatrix.predictedBytes(nonzeros: entries.count), try held("matrix.npy", "matrix.tbgm"), within: 3, "matrix")
  }

  @Test("Expanding holds no more for more entries, and writes as many bytes as are told")
  func expanding() throws {
    let place = try Workplace()
    try Data(noise(4000)).write(to: place.path("noise"))
    try place.run("compress", "noise", "-o", "noise.tbgv")
    var program = try StraightLineProgram<Integer>(decoding: Array(Data(contentsOf: place.path("noise.tbgv"))))
    for _ in 0..<13 { program = try program.concatenated(with: program) }
    try Data(program.container).write(to: place.path("long.tbgv"))
    let count = 4000 << 13
    let expansion = try ByteExpansion(program)
    #expect(program.count == count && expansion.byteCount == count)
    let run = try place.peakMemory(of: "expand", place.path("long.tbgv").path, "--bytes", "-o", place.path("long").path)
    #expect(run.exitCode == 0)
    check(expansion.predictedBytes, run.bytes, within: 4, "bytes")
    #expect(try Data(contentsOf: place.path("long")).count == count)
    let text = ByteExpansion(program) { Array("\($0)\n".utf8) }
    var found = 0
    try text.forEachChunk { found += $0.count }
    #expect(found == text.byteCount && found > 2 * count && found <= 4 * count)
  }

  @Test("Text, NumPy's arrays and bytes have the same entries, across chunks")
  func formats() throws {
    let place = try Workplace()
    let entries = noise(2500).map { Int64($0) - 100 }
    let repeated = (0..<200).flatMap { _ in entries }
    try NPYArray(repeated).npyData().write(to: place.path("v.npy"))
    try place.run("compress", "v.npy", "-o", "v.tbgv")
    #expect(try place.run("expand", "v.tbgv", "-o", "w.npy").exitCode == 0)
    #expect(try Data(contentsOf: place.path("w.npy")) == Data(contentsOf: place.path("v.npy")))
    #expect(try place.run("expand", "v.tbgv").output == repeated.map { "\($0)\n" }.joined())
    #expect(try place.run("expand", "v.tbgv", "-o", "w.npy", "--dtype", "f4").exitCode == 0)
    #expect(try NPYArray(contentsOfNPY: Data(contentsOf: place.path("w.npy"))).doubles() == repeated.map { Double($0) })
    let refused = try place.run("expand", "v.tbgv", "-o", "w.npy", "--dtype", "u1")
    let first = try #require(entries.firstIndex { $0 < 0 })
    #expect(refused.exitCode == 3 && refused.errors.contains("entry \(first) is \(entries[first])"), "\(refused)")
  }

  @Test("A limit below what is predicted is refused with what would do, one just above is not")
  func limits() throws {
    let place = try Workplace()
    let bytes = noise(60_000)
    try Data(bytes).write(to: place.path("noise"))
    func limited(_ limit: Integer, _ words: [String], refused: Bool, saying: String = "", line: Int = #line) throws {
      let run = try place.run(arguments: words + ["--limit", "\(limit)"])
      #expect(run.exitCode == (refused ? 3 : 0), "line \(line): \(run)")
      if refused {
        #expect(
          run.errors.contains("beyond the limit of") && (saying.isEmpty || run.errors.contains(saying)),
          "line \(line): \(run)")
        #expect(run.errors.contains("a higher --limit"))
      }
    }
    let whole = ByteConstruction.predictedBytes(count: bytes.count)
    let compress = ["compress", "noise", "-o", "noise.tbgv"]
    try limited(whole - 1, compress, refused: true, saying: "hold up to 9.5 MB in memory")
    #expect(!place.exists("noise.tbgv"))
    try limited(whole, compress, refused: false)
    let blocks = ByteConstruction.predictedBytes(count: bytes.count, blockLength: 1 << 14)
    try limited(blocks, compress, refused: true, saying: "--block 16384 would do")

    let vectors = 2 * ByteConstruction.predictedBytes(count: bytes.count)
    try limited(vectors - 1, ["dot", "noise", "noise"], refused: true, saying: "`compress`")
    try limited(vectors, ["dot", "noise", "noise"], refused: false)

    try NPYArray(bytes.map { Double($0) + 1 }, shape: [300, 200]).npyData().write(to: place.path("m.npy"))
    try NPYArray([Double](repeating: 1, count: 200)).npyData().write(to: place.path("x.npy"))
    let matrix = GrammarMatrix.predictedBytes(nonzeros: bytes.count)
    try limited(matrix - 1, ["multiply", "m.npy", "x.npy"], refused: true)
    try limited(matrix, ["multiply", "m.npy", "x.npy"], refused: false)
    try limited(matrix, ["compress", "m.npy", "-o", "m.tbgm"], refused: false)

    // 60,000 bytes are written, and little is held.
    let held = try ByteExpansion(StraightLineProgram(decoding: Array(Data(contentsOf: place.path("noise.tbgv")))))
      .predictedBytes
    let expand = ["expand", "noise.tbgv", "--bytes", "-o", "back"]
    try limited(held - 1, expand, refused: true)
    try limited(held, expand, refused: false)
    let opened = try GrammarMatrix(decoding: Array(Data(contentsOf: place.path("m.tbgm"))))
    #expect(opened.nonzeroCount == bytes.count)
    for (output, size) in [("back.npy", 8), ("back.csv", nil)] as [(String, Int?)] {
      let expansion = opened.predictedExpansion(bytesPerEntry: size)
      let words = ["expand", "m.tbgm", "-o", output]
      try limited(max(expansion.held, expansion.written) - 1, words, refused: true, saying: "`multiply`")
      try limited(max(expansion.held, expansion.written), words, refused: false)
      let written = try Data(contentsOf: place.path(output)).count
      #expect(expansion.written >= Integer(written) && expansion.written <= Integer(12 * written))
    }
  }

  @Test("What is not known before is broken off at the limit, and leaves nothing behind")
  func watched() throws {
    let place = try Workplace()
    // Noise behind the first block takes memory for each byte, text that repeats does not.
    let count = rounds(4_000_000)
    try Data(noise(count)).write(to: place.path("noise"))
    let block = noise(count / 20)
    try Data((0..<20).flatMap { _ in block }).write(to: place.path("repeated"))
    for (name, code) in [("noise", 3), ("repeated", 0)] as [(String, Int32)] {
      let limit = ByteConstruction.predictedBytes(count: count / 10, blockLength: count / 20) * 2
      let run = try place.run(
        "compress", name, "-o", "\(name).tbgv", "--block", "\(count / 20)", "--limit", "\(limit)")
      #expect(run.exitCode == code && place.exists("\(name).tbgv") == (code == 0), "\(name): \(run)")
      #expect(run.errors.contains("broken off at the limit"), "\(run)")
      if code != 0 { #expect(run.errors.contains("in memory by now, beyond the limit"), "\(run)") }
    }
    #expect(try place.names() == ["noise", "repeated", "repeated.tbgv"])
  }
}
