import Foundation
import TestSupport
import Testing

/// What `round` makes of people's matrices.
@Suite("tightbound round: matrices as people have them")
struct RoundInputTests {
  private func round(_ place: Workplace, _ name: String, _ options: String...) throws -> CommandLineRun {
    try place.run(arguments: ["round", "--matrix", name, "--method", "vertex"] + options)
  }

  /// The first line: how many coordinates, and the largest change.
  private func summary(_ run: CommandLineRun) -> String { String(run.output.prefix { $0 != "\n" }) }

  /// An `.npy` file of version 1 with these words of its header and these bytes.
  private func npy(_ type: String, _ shape: String, _ bytes: [UInt8]) -> Data {
    var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }"
    header += String(repeating: " ", count: 127 - 10 - header.utf8.count) + "\n"
    return Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0]) + Data(header.utf8) + Data(bytes)
  }

  @Test("A matrix without rows has its columns", arguments: ["(0, 5)", "(0, 1)", "(0, 12)", "(0, 3)"])
  func withoutRows(shape: String) throws {
    let place = try Workplace()
    try npy("<f8", shape, []).write(to: place.path("m.npy"))
    let count = shape.filter(\.isNumber).dropFirst()
    let run = try round(place, "m.npy")
    #expect(run.exitCode == 0 && summary(run).contains("of \(count) coordinates"), "\(run)")
  }

  @Test(
    "Extents beyond any memory are refused",
    arguments: ["(0, 9000000000000000000)", "(9000000000000000000, 0)", "(3000000000000, 0)"])
  func hugeExtents(shape: String) throws {
    let place = try Workplace()
    try npy("<f8", shape, []).write(to: place.path("m.npy"))
    let run = try round(place, "m.npy")
    // What does not fit 64 bits is refused where the shape is read, other sizes where memory would be asked for.
    #expect(run.exitCode == 3 && (run.errors.contains("memory") || run.errors.contains("bytes in all")), "\(run)")
  }

  @Test(
    "Numbers are exactly those that are written: fractions, decimals, integers beyond 2⁵³",
    arguments: [
      ("m.csv", "1/3,1/3\n", "1/3"), ("m.csv", "0.1;0.1\n", "1/10"),
      ("m.csv", "9007199254740993,9007199254740993\n", "9007199254740993"),
      ("m.csv", "a,b\n1/7,1/7\n", "1/7"), ("m.tsv", "1/3\t1/3\n", "1/3"), ("m.txt", "0.3 0.3\n", "3/10"),
      ("m.mtx", "%%MatrixMarket matrix coordinate real general\n1 2 2\n1 1 0.1\n1 2 0.1\n", "1/10"),
      (
        "m.mtx", "%%MatrixMarket matrix array real general\n1 2\n9007199254740993\n9007199254740993\n",
        "9007199254740993"
      ),
      (
        "m.mtx",
        "%%MatrixMarket matrix coordinate integer general\n1 2 2\n1 1 9007199254740993\n1 2 9007199254740993\n",
        "9007199254740993"
      ),
      ("m.json", "[[\"1/3\",\"1/3\"]]", "1/3"), ("m.json", "[[9007199254740993,9007199254740993]]", "9007199254740993"),
    ])
  func exact(name: String, text: String, row: String) throws {
    let place = try Workplace()
    try place.write(text, to: name)
    // From the point (1, 0) nothing changes; from (0, 0) to (1, 1) were twice the entry.
    try place.write("1/4 1/2\n", to: "x.txt")
    let run = try place.run("round", "--matrix", name, "--method", "beck-fiala", "--point", "x.txt")
    // beck-fiala names the entry that is none of 0 and 1.
    #expect(run.exitCode == 3 && run.errors.contains("has the entry \(row);"), "\(run)")
  }

  @Test("64-bit integers of NPY are exact, signed and unsigned")
  func integerArrays() throws {
    let place = try Workplace()
    try npy("<u8", "(1, 1)", [UInt8](repeating: 0xff, count: 8)).write(to: place.path("u.npy"))
    try npy("<i8", "(1, 1)", [1, 0, 0, 0, 0, 0, 0x20, 0]).write(to: place.path("i.npy"))
    for (name, entry) in [("u.npy", "18446744073709551615"), ("i.npy", "9007199254740993")] {
      let run = try place.run("round", "--matrix", name, "--method", "beck-fiala")
      #expect(run.errors.contains("has the entry \(entry);"), "\(run)")
    }
  }

  @Test("One rule for headers: that of inspect and compress")
  func headers() throws {
    let place = try Workplace()
    try place.write("a,b\n1,0\n0,1\n", to: "m.csv")
    let named = try round(place, "m.csv")
    #expect(named.exitCode == 0 && named.errors.contains("the first line is taken as a header (a, b)"), "\(named)")
    #expect(try round(place, "m.csv", "--no-header").exitCode == 3)
    #expect(try round(place, "m.csv", "--header").errors.isEmpty)
    try place.write("NA,1\n2,3\n", to: "m.csv")
    #expect(try round(place, "m.csv").errors.contains("line 1, field 1"))
    #expect(try round(place, "m.csv", "--missing", "drop").exitCode == 0)
    #expect(try round(place, "m.csv", "--missing", "1/2").exitCode == 0)
    try place.write("1,5;2\n", to: "m.csv")
    #expect(try round(place, "m.csv", "--decimal", "comma").exitCode == 0)
    #expect(try place.run("round", "--matrix", "-", "--method", "vertex", input: "1 0\n0 1\n").exitCode == 0)
    #expect(
      try place.run("round", "--matrix", "-", "--input-format", "json", "--method", "vertex", input: "[[1,0]]").exitCode
        == 0)
  }

  @Test(
    "JSON that is none is refused with line and column, as are keys that stand twice",
    arguments: [
      ("[[1,2],\n [3,]]", "line 2, column 5"), ("[[1,2]\n", "line 2, column 1"),
      ("{\"a\":1,\"a\":2}", "the key “a” occurs twice"),
      ("[[\"\\ud800\"]]", "a lone surrogate"), ("[[1 2]]", "line 1, column 5"),
    ])
  func json(text: String, words: String) throws {
    let place = try Workplace()
    try place.write(text, to: "m.json")
    let run = try round(place, "m.json")
    #expect(run.exitCode == 3 && run.errors.contains(words), "\(run)")
  }

  @Test("A certificate does not go over the matrix, nor into a file of another name")
  func outputs() throws {
    let place = try Workplace()
    try place.write("1,0\n0,1\n", to: "m.csv")
    #expect(try round(place, "m.csv", "-o", "m.csv").errors.contains("is to hold a certificate"))
    try FileManager.default.copyItem(at: place.path("m.csv"), to: place.path("m"))
    #expect(try round(place, "m", "-o", "m").errors.contains("does not overwrite what it reads"))
    #expect(try place.read("m") == "1,0\n0,1\n")
  }
}
