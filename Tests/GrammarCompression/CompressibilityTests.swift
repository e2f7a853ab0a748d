import Exact
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
}
