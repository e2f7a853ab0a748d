import Foundation
import TestSupport
import Testing

/// Formulas as they are found in the wild, by the command line.
@Suite("tightbound solve sat: files as people have them")
struct FormulaFileTests {
  @Test("A formula that was cut off is refused, and read on request with a notice")
  func cutOff() throws {
    let place = try Workplace()
    for (text, count) in [
      ("p cnf 4 3\n1 -2 3 0\n-1 2 0\n2 3", 8), ("p cnf 1 1\n1\n", 1), ("p cnf 2 2\n1 2 0\n-1", 1),
      ("p cnf 2 1\n1 2\n%\n0\n", 3),
    ] {
      try place.write(text, to: "f.cnf")
      let refused = try place.run("solve", "sat", "f.cnf")
      #expect(refused.exitCode == 3 && refused.errors.contains("--lenient") && refused.output.isEmpty, "\(refused)")
      let read = try place.run("solve", "sat", "f.cnf", "--lenient")
      #expect(
        read.exitCode == 10 && read.output.contains("\"count\":\"\(count)\"")
          && read.errors.contains("no 0 at its end"), "\(read)")
      #expect(try place.run("reduce", "sat-to-ov", "f.cnf", "-o", "o").exitCode == 3)
      #expect(try place.run("reduce", "sat-to-ov", "f.cnf", "-o", "o", "--lenient").exitCode == 0)
      #expect(try place.run("interpret", "o", "--answer", "{\"count\":\"\(count)\"}").exitCode == 10)
      try FileManager.default.removeItem(at: place.path("o"))
    }
    try place.write("p cnf 1 2\n1 0\n", to: "f.cnf")
    #expect(try place.run("solve", "sat", "f.cnf", "--lenient").exitCode == 3)
  }

  @Test("Comments in any encoding, a byte order mark, gzip")
  func encodings() throws {
    let place = try Workplace()
    for comment in [[0x63, 0x61, 0x66, 0xe9], [0xfc, 0xff, 0x80], [0xe2, 0x82], [0xc3, 0x28]] as [[UInt8]] {
      try (Data("c ".utf8) + Data(comment) + Data("\np cnf 1 1\n1 0\n".utf8)).write(to: place.path("f.cnf"))
      let run = try place.run("solve", "sat", "f.cnf")
      #expect(run.exitCode == 10 && run.errors.contains("Latin-1"), "\(run)")
    }
    try (Data([0xef, 0xbb, 0xbf]) + Data("p cnf 1 1\n1 0\n".utf8)).write(to: place.path("f.cnf"))
    #expect(try place.run("solve", "sat", "f.cnf").exitCode == 10)
    // The same formula by gzip.
    try #require(Data(base64Encoded: "H4sIAAAAAAAAAytQSM5LUzBUMOQyVDDgAgA61MnHDgAAAA==")).write(
      to: place.path("f.cnf.gz"))
    #expect(try place.run("solve", "sat", "f.cnf.gz").exitCode == 10)
  }
}
