import Formats
import Foundation
import Testing

@Suite("NPZ archives")
struct NPZTests {
  @Test("What NumPy wrote is read")
  func read() throws {
    for file in [NumPyFixtures.npzStored, NumPyFixtures.npzZip64] {
      let archive = try NPZArchive(file)
      #expect(archive.arrayNames == ["a", "b"])
      #expect(archive.members.map(\.compression) == [.stored, .stored])
      #expect(archive.members.map(\.size) == [152, 136])
      #expect(try archive.array("a").integers() == [0, 1, 2])
      #expect(try archive.array("b").doubles() == [0.5] && archive.array("b").shape == [1, 1])
    }
    let deflated = try NPZArchive(NumPyFixtures.npzDeflate)
    #expect(deflated.arrayNames == ["a", "größe"])
    #expect(deflated.members.map(\.compression) == [.deflate, .deflate])
    #expect(try deflated.array("a").doubles() == [Double](repeating: 0, count: 100))
    #expect(try deflated.array("größe").integers() == [0, 1, 2, 3, 4])
    let error = #expect(throws: FormatError.self) { try deflated.array("b") }
    #expect(error?.reason == .missing)
  }

  @Test("The same arrays make the same archives")
  func write() throws {
    let (a, b) = (try NPYArray([0, 1, 2] as [Int64]), try NPYArray([0.5], shape: [1, 1]))
    #expect(try NPZArchive.data([("a", a), ("b", b)]) == NumPyFixtures.npzStored)
    #expect(
      try NPZArchive.data([("a", a), ("b", b)], compression: .stored, zip64Beyond: 10) == NumPyFixtures.npzZip64)
    let zeros = try NPYArray([Double](repeating: 0, count: 100))
    let named = try NPYArray([0, 1, 2, 3, 4] as [Int32])
    #expect(try NPZArchive.data([("a", zeros), ("größe", named)], compression: .deflate) == NumPyFixtures.npzDeflate)
    #expect(throws: FormatError.self) { try NPZArchive.data([("a", a), ("a", b)]) }
    let none = try NPZArchive(NPZArchive.data([]))
    #expect(none.members.isEmpty)
  }

  @Test("Large members go through zlib and back")
  func large() throws {
    var state: UInt64 = 1
    let noise = (0..<200_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state
    }
    let arrays = [("noise", try NPYArray(noise)), ("zeros", try NPYArray([UInt8](repeating: 0, count: 3_000_000)))]
    for compression in [NPZArchive.Compression.stored, .deflate] {
      let archive = try NPZArchive(NPZArchive.data(arrays, compression: compression))
      for (name, array) in arrays { #expect(try archive.array(name) == array) }
    }
  }

  @Test("Bombs, wrong checksums and wrong arrays are refused")
  func hostile() throws {
    let bomb = try NPZArchive.data(
      [("zeros", try NPYArray([UInt8](repeating: 0, count: 1_000_000)))], compression: .deflate)
    let refused = #expect(throws: FormatError.self) { try NPZArchive(bomb, sizeLimit: 1_000_000) }
    #expect(refused?.reason == .tooLarge)
    #expect(try NPZArchive(bomb, sizeLimit: 1_000_128).array("zeros").count == 1_000_000)

    // The size in the directory: 46 bytes of the entry before the name, 24 to the size.
    let entry = NumPyFixtures.npzDeflate.count - 22 - (46 + 5) - (46 + 11)
    for lie: [UInt8] in [[0, 0, 0, 0], [0xff, 0xff, 0xff, 0x7f], [0x9f, 3, 0, 0], [0xa1, 3, 0, 0]] {
      var file = NumPyFixtures.npzDeflate
      file.replaceSubrange(entry + 24..<entry + 28, with: lie)
      let archive = try NPZArchive(file)
      let error = #expect(throws: FormatError.self) { try archive.array("a") }
      #expect(error?.reason == .corrupt)
    }

    var corrupt = NumPyFixtures.npzStored
    corrupt[150] ^= 1
    let archive = try NPZArchive(corrupt)
    let error = #expect(throws: FormatError.self) { try archive.array("a") }
    #expect(error?.reason == .corrupt && error?.field == "CRC-32")
    #expect(try archive.array("b").doubles() == [0.5])
  }
}
