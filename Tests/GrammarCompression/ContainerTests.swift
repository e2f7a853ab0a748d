import Exact
import Foundation
import GrammarCompression
import TestSupport
import Testing

@Suite("Containers of compressed vectors")
struct ContainerTests {
  private func sealed(_ body: some Sequence<UInt8>) -> [UInt8] {
    let checksum = body.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return Array(body) + (0..<8).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt64($0))) }
  }

  /// Words over few letters, in which grammars of all kinds are found.
  private func programs(_ seed: UInt64, count: Int) throws -> [StraightLineProgram<Integer>] {
    var stream = TestStream(seed)
    return try (0..<count).map { _ in
      let (length, letters) = (Int.random(in: 0...60, using: &stream), Int.random(in: 1...5, using: &stream))
      let entries = (0..<length).map { _ in Integer(Int.random(in: -letters...letters, using: &stream)) }
      let kind = ProgramConstruction.allCases.randomElement(using: &stream) ?? .repair
      return try StraightLineProgram(entries, using: kind)
    }
  }

  @Test("What is written is read back: the same grammar, not only the same vector")
  func roundTrip() throws {
    for program in try programs(1, count: rounds(500)) {
      #expect(try StraightLineProgram<Integer>(decoding: program.container) == program)
    }
    var power = try StraightLineProgram<Integer>(repair: [7])
    for _ in 0..<62 { power = try power.concatenated(with: power) }
    #expect(try StraightLineProgram<Integer>(decoding: power.container) == power)
    #expect(power.container.count < 120)
    let large = try StraightLineProgram<Integer>(repair: [Integer(1) << 200, -3, Integer(1) << 200])
    #expect(try StraightLineProgram<Integer>(decoding: large.container) == large)
  }

  @Test("1 2 1 2: three terminals' worth of text, one pair, and eight bits of a walk")
  func example() throws {
    let program = try StraightLineProgram<Integer>(repair: [1, 2, 1, 2])
    // Symbols 1, 2, A = 1 2, B = A A. The walk: 0 and 0 (one bit), 0 and 1, 1; then 0 and 2 (two bits), 1.
    var expected = Array("TBGV".utf8) + [1, 0, 0, 0]
    for number in [2, 2, 4, 4] { expected += [UInt8(number), 0, 0, 0, 0, 0, 0, 0] }
    expected += Array("1\n2\n".utf8)
    let bits: [UInt8] = [0, 0, 0, 1, 1, 0, 0, 1, 1]
    var walk: [UInt8] = [0, 0]
    for (index, bit) in bits.enumerated() { walk[index / 8] |= bit << UInt8(index % 8) }
    #expect(program.container == sealed(expected + walk))
  }

  @Test("Every byte that is cut off or changed is noticed")
  func changed() throws {
    for program in try programs(2, count: 6) {
      let bytes = program.container
      for length in 0..<bytes.count {
        #expect(throws: ProgramContainerError.self) {
          try StraightLineProgram<Integer>(decoding: Array(bytes.prefix(length)))
        }
      }
      for index in bytes.indices {
        var other = bytes
        other[index] ^= 1 << UInt8(index % 8)
        #expect(throws: ProgramContainerError.self) { try StraightLineProgram<Integer>(decoding: other) }
      }
    }
  }

  @Test("A forged container with a right checksum is refused, or is the container of what it is read as")
  func forged() throws {
    var (accepted, refused) = (0, 0)
    for program in try programs(3, count: rounds(40)) {
      let body = Array(program.container.dropLast(8))
      for index in body.indices {
        for bit in 0..<8 {
          var other = body
          other[index] ^= 1 << UInt8(bit)
          let bytes = sealed(other)
          do {
            let read = try StraightLineProgram<Integer>(decoding: bytes)
            #expect(read.container == bytes)
            accepted += 1
          } catch { refused += 1 }
        }
      }
    }
    // Other entries make other vectors; numbers of the header make nothing.
    #expect(accepted > 0 && refused > accepted)
  }

  @Test("Each refusal has a container that only it stops")
  func refusals() throws {
    func container(
      _ counts: [UInt64], _ text: String, _ bits: [UInt64], version: [UInt8] = [1, 0, 0, 0]
    ) -> [UInt8] {
      var body = Array("TBGV".utf8) + version
      for number in counts + [UInt64(text.utf8.count)] {
        body += (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
      }
      body += Array(text.utf8)
      var walk = [UInt8](repeating: 0, count: (bits.count + 7) / 8)
      for (index, bit) in bits.enumerated() { walk[index / 8] |= UInt8(bit) << UInt8(index % 8) }
      return sealed(body + walk)
    }
    func read(_ bytes: [UInt8]) throws -> [Integer] { try StraightLineProgram<Integer>(decoding: bytes).expand() }
    let walk: [UInt64] = [0, 0, 0, 1, 1, 0, 0, 1, 1]
    #expect(try read(container([2, 2, 3], "1\n2\n", [0, 0, 0, 1, 1, 0, 0, 0, 1])) == [1, 2, 1])
    struct Refusal {
      let (bytes, field, word): ([UInt8], String, String)
      init(_ bytes: [UInt8], _ field: String, _ word: String) {
        (self.bytes, self.field, self.word) = (bytes, field, word)
      }
    }
    let many: UInt64 = 1 << 40
    let refusals: [Refusal] = [
      Refusal(container([2, 2, 3], "1\n2\n", walk, version: [2, 0, 0, 0]), "version", "expected 1"),
      Refusal(container([3, 2, 3], "1\n2\n", walk), "terminals", "expected 3"),
      Refusal(container([2, 2, 3], "1\n1\n", walk), "terminal 1", "twice"),
      Refusal(container([2, 2, 3], "1\n+2\n", walk), "terminal 1", "no entry"),
      Refusal(container([2, 2, 3], "1\n2", walk), "terminals", "no end"),
      Refusal(container([2, 2, 5], "1\n2\n", [0, 0, 0, 1, 1, 0, 0, 0, 1]), "entries", "expand to 3"),
      Refusal(container([2, many, 3], "1\n2\n", walk), "pairs", "more than"),
      Refusal(container([2, 3, 3], "1\n2\n", walk), "pair 2", "walk ends"),
      Refusal(container([2, 2, 3], "1\n2\n", [0, 1, 0, 0, 1, 0, 0, 0, 1]), "pair 0", "before terminal 0"),
      Refusal(container([2, 1, 2], "1\n2\n", [0, 0, 1]), "pair 0", "no two children"),
      Refusal(container([1, 2, 4], "1\n", [0, 0, 1, 0, 0, 0, 0, 1]), "pair 1", "children of another"),
      Refusal(container([2, 1, 2], "1\n2\n", [0, 0, 0, 1, 1, 0, 0, 0, 1]), "walk", "more behind"),
      Refusal(container([2, 1, 2], "1\n2\n", [0, 0, 0, 0, 0, 1, 1]), "walk", "symbols are left"),
      Refusal(container([2, 1, 2], "1\n2\n", [0, 0, 0, 0, 1]), "terminals", "only 1 of 2"),
      Refusal(container([0, 0, 0], "", [0]), "walk", "0 terminals"),
    ]
    for refusal in refusals {
      let (bytes, field, word) = (refusal.bytes, refusal.field, refusal.word)
      do {
        Issue.record("\(try read(bytes)) was read, expected \(field): … \(word)")
      } catch let error as ProgramContainerError {
        #expect(error.field == field && error.reason.contains(word), "\(error), expected \(field): … \(word)")
      }
    }
  }

  @Test("irepair's files stand for what they expand to, and are written so")
  func repairFiles() throws {
    func words(_ numbers: [UInt32]) -> [UInt8] {
      numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) } }
    }
    // An alphabet of 4; 4 → 1 2, 5 → 4 4; the text 5 3 4.
    let program = try StraightLineProgram<Integer>(repairRules: words([4, 1, 2, 4, 4]), sequence: words([5, 3, 4]))
    #expect(try program.expand() == [1, 2, 1, 2, 3, 1, 2])
    let large: UInt32 = 1 << 31
    let wrong: [([UInt32], [UInt32])] = [
      ([], [0]), ([4, 1], [0]), ([4, 1, 5], [4]), ([4, 1, 2], [5]), ([4, 1, large], [4]), ([4, 1, 2], [large]),
    ]
    for (rules, sequence) in wrong {
      #expect(throws: ProgramContainerError.self) {
        try StraightLineProgram<Integer>(repairRules: words(rules), sequence: words(sequence))
      }
    }
    #expect(throws: ProgramContainerError.self) {
      try StraightLineProgram<Integer>(repairRules: [1, 0, 0], sequence: [])
    }
    for program in try programs(4, count: rounds(100)) {
      guard try program.expand().allSatisfy({ $0 >= 0 }) else {
        #expect(throws: ProgramContainerError.self) { try program.repairFiles() }
        continue
      }
      let files = try program.repairFiles()
      #expect(try StraightLineProgram<Integer>(repairRules: files.rules, sequence: files.sequence) == program)
    }
  }

  @Test("Bytes come in chunks, the same as entry by entry")
  func expansion() throws {
    var stream = TestStream(5)
    for kind in ProgramConstruction.allCases {
      for length in [0, 1, 2, 63, 64, 65, 3000] {
        let entries = (0..<length).map {
          $0 % 700 < 300 ? Integer(9) : Integer(Int.random(in: 0...255, using: &stream))
        }
        var found: [UInt8] = []
        try ByteExpansion(StraightLineProgram(entries, using: kind)).forEachChunk { found += $0 }
        #expect(found.map { Integer(Int($0)) } == entries)
      }
    }
    // Longer than a chunk, in runs and not.
    var power = try StraightLineProgram<Integer>(repair: [1, 2, 3])
    for _ in 0..<20 { power = try power.concatenated(with: power) }
    let long = try StraightLineProgram<Integer>(repair: [5]).concatenated(with: power)
    var (count, sum) = (0, 0)
    try ByteExpansion(long).forEachChunk { chunk in
      count += chunk.count
      sum += chunk.reduce(0) { $0 + Int($1) }
    }
    #expect(count == 1 + 3 << 20 && Integer(sum) == long.sum)
    var run = try StraightLineProgram<Integer>(repair: [8])
    for _ in 0..<23 { run = try run.concatenated(with: run) }
    count = 0
    try ByteExpansion(run).forEachChunk { count += $0.count }
    #expect(count == 1 << 23)
    let error = #expect(throws: NotAByte.self) {
      try ByteExpansion(StraightLineProgram<Integer>(repair: [3, 4, 256, 3]))
    }
    #expect(error?.index == 2 && error?.value == 256)
  }

  @Test("compress and expand by the command line: each kind of file gives the bytes back")
  func commands() throws {
    let place = try Workplace()
    let text = (0..<400).map { "line \($0 * $0 % 97): the quick brown fox\n" }.joined()
    try place.write(text, to: "log")
    for output in ["log.tbgv", "log.slp", "log.R"] {
      #expect(try place.run("compress", "log", "-o", output).exitCode == 0)
      let expanded = try place.run("expand", output, "--bytes")
      #expect(expanded.exitCode == 0 && expanded.output == text, "\(output)")
      let inspected = try place.run("inspect", output)
      #expect(inspected.exitCode == 0 && inspected.output.hasPrefix("N = \(text.utf8.count)"), "\(inspected)")
    }
    func size(_ name: String) throws -> Int { try Data(contentsOf: place.path(name)).count }
    #expect(try size("log.tbgv") * 2 < size("log.R") && size("log.tbgv") * 3 < size("log.slp"))
    #expect(try place.run("compress", "log.R", "-o", "again.tbgv").exitCode == 0)
    #expect(try place.run("expand", "log.tbgv", "--bytes", "-o", "back").exitCode == 0)
    #expect(try place.read("back") == text)
    // Alone, a file .R is bytes as any other.
    try place.write("x <- 1\n", to: "script.R")
    #expect(try place.run("compress", "script.R", "-o", "script.tbgv").exitCode == 0)
    #expect(try place.run("expand", "script.tbgv", "--bytes").output == "x <- 1\n")
    #expect(try place.run("expand", "log.tbgv", "--bytes", "--limit", "10").exitCode == 3)
    try Data(try Data(contentsOf: place.path("log.tbgv")).dropLast()).write(to: place.path("cut.tbgv"))
    let cut = try place.run("expand", "cut.tbgv", "--bytes")
    #expect(cut.exitCode == 3 && cut.errors.contains("checksum") && cut.output.isEmpty, "\(cut)")
  }
}
