import Exact
import Foundation
import GrammarCompression
import Randomness
import Testing

@Suite("A look before compressing")
struct CompressibilityTests {
  @Test("Counts, runs and entropy are exact")
  func counts() throws {
    let look = try Compressibility([0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0])
    #expect(look.count == 12 && look.distinct == 2 && look.runs == 3)
    // 2/3 · log₂ 1.5 + 1/3 · log₂ 3
    #expect(abs(look.entropy - 0.918_295_834_054_489_6) < 1e-12)
    let equal = try Compressibility(Array(repeating: 7, count: 1024))
    #expect(equal.entropy == 0 && equal.runs == 1 && equal.advice == .runLength)
    let empty = try Compressibility([Int]())
    #expect(empty.count == 0 && empty.entropy == 0 && empty.advice == .none)
  }

  @Test("Noise is not worth compressing, repetition is, and so are runs")
  func advice() throws {
    var stream = RandomStream(seed: 1).child("compressibility")
    let count = rounds(200_000)
    let noise = (0..<count).map { _ in stream.uniform(in: 0...255) }
    #expect(try Compressibility(noise).advice == .none)
    #expect(try Compressibility((0..<count).map { noise[$0 % 500] }).advice == .grammar)
    #expect(try Compressibility((0..<count).map { noise[$0 / 100] }).advice == .runLength)
  }

  @Test("The sample is no larger than asked for, and the whole where that is small")
  func sample() throws {
    let entries = (0..<100_000).map { $0 % 10 }
    #expect(try Compressibility(entries, sampleLimit: 10_000).sampleCount <= 10_000)
    #expect(try Compressibility(entries, sampleLimit: 1).sampleCount == 1)
    let whole = try Compressibility(Array(entries.prefix(1000)))
    #expect(whole.sampleCount == 1000)
    #expect(try whole.sampleSize == StraightLineProgram(repair: entries.prefix(1000)).size)
  }

  /// Lines of a log: words from a few lists, and numbers.
  private func log(_ count: Int) -> [UInt8] {
    var stream = RandomStream(seed: 8).child("log")
    let paths = ["/", "/index.html", "/api/items", "/api/users", "/login", "/search"]
    var (bytes, second): ([UInt8], Int) = ([], 0)
    while bytes.count < count {
      second += stream.uniform(in: 0...3)
      let path = paths[stream.uniform(in: 0...5)]
      let address = "10.\(stream.uniform(in: 0...9)).\(stream.uniform(in: 0...9)).7"
      bytes += Array("\(address) [\(second)] GET \(path)/\(stream.uniform(in: 0...2999)) 200 ok\n".utf8)
    }
    return Array(bytes.prefix(count))
  }

  private func container(_ bytes: [UInt8]) throws -> Int {
    try StraightLineProgram(repair: bytes.map { Integer(Int($0)) }).container.count
  }

  @Test("Of a whole sequence the symbols are exact, and the bytes nearly so")
  func predictedOfWhole() throws {
    var stream = RandomStream(seed: 2).child("compressibility")
    for length in [0, 1, 2, 30, 1000, 20_000] {
      for letters in [1, 2, 40, 256] {
        let word = (0..<length).map { _ in UInt8(stream.uniform(in: 0...letters - 1)) }
        let look = try Compressibility(bytes: word)
        let program = try StraightLineProgram(repair: word.map { Integer(Int($0)) })
        #expect(look.sampleSize == program.size && look.predictedSize == program.size)
        let (found, expected) = (program.container.count, look.predictedBytes)
        #expect(abs(found - expected) <= 2 + found / 100, "\(expected) predicted, \(found) found")
        let general = try Compressibility(word.map { Integer(Int($0)) }, storedBytes: length)
        #expect(general == look)
      }
    }
  }

  @Test("From a sixth of a log the bytes of its container are predicted within a tenth")
  func predicted() throws {
    let bytes = log(rounds(400_000))
    let look = try Compressibility(bytes: bytes, sampleLimit: bytes.count / 6)
    let found = try container(bytes)
    #expect(look.sampleCount < bytes.count / 5)
    #expect(abs(look.predictedBytes - found) * 10 <= found, "\(look.predictedBytes) predicted, \(found) found")
    #expect(look.advice == .grammar && look.storedBytes == bytes.count)
  }

  @Test("What would grow is advised against, and JSON says so")
  func growing() throws {
    var stream = RandomStream(seed: 3).child("compressibility")
    let noise = (0..<50_000).map { _ in UInt8(stream.uniform(in: 0...255)) }
    let look = try Compressibility(bytes: noise)
    #expect(try container(noise) > noise.count)
    #expect(look.predictedBytes > noise.count && look.advice == .none)
    let back = try JSONDecoder().decode(Compressibility.self, from: JSONEncoder().encode(look))
    #expect(back == look)
    let text = String(decoding: try JSONEncoder().encode(look), as: UTF8.self)
    #expect(text.contains("\"advice\":\"none\"") && text.contains("\"predictedBytes\":\(look.predictedBytes)"))
    // The same numbers in a file of eight bytes each are worth it.
    #expect(try Compressibility(noise.map { Int($0) }, storedBytes: 8 * noise.count).advice == .grammar)
  }

  @Test("Repetitions farther apart than the sample are seen by their phrases where bytes do not fit a block")
  func predictedPhrases() throws {
    var stream = RandomStream(seed: 4).child("compressibility")
    let text = (0..<40_000).map { _ in UInt8(stream.uniform(in: 0...15)) }
    let bytes = text + text + text
    var construction = ByteConstruction(blockLength: 60_000)
    try construction.append(contentsOf: bytes)
    let found = try construction.program().container.count
    let look = try Compressibility(bytes: bytes, sampleLimit: 20_000, blockLength: 60_000)
    #expect(abs(look.predictedBytes - found) * 10 <= found, "\(look.predictedBytes) predicted, \(found) found")
  }
}
