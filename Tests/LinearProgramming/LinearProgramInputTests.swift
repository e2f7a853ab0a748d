import Foundation
import TestSupport
import Testing

/// Where the files of linear programs come from, and where they do not go.
@Suite("tightbound lp: files as people have them")
struct LinearProgramInputTests {
  private static let program = "max\n obj: x\nst\n c: x <= 4\nbounds\n y <= 1e30\nend\n"

  @Test("Gzip, a pipe, a named pipe and standard input state the same program, and notices go to standard error")
  func sources() throws {
    let place = try Workplace()
    try place.write(Self.program, to: "in.lp")
    let plain = try place.run("lp", "solve", "in.lp")
    #expect(
      plain.output == "optimal: 4\nx = 4\n"
        && plain.errors == "notice: in.lp: line 6: 1e30 is infinite: bounds of 1e20 and more are none\n")
    let tool = try Workplace.executable().path
    for line in [
      "gzip -k in.lp; '\(tool)' lp solve in.lp.gz", "cat in.lp | '\(tool)' lp solve /dev/stdin --input-format lp",
      "mkfifo p.lp; (cat in.lp > p.lp &) ; '\(tool)' lp solve p.lp",
      "gzip -c in.lp | '\(tool)' lp solve - --input-format lp",
    ] { #expect(try shell(line, in: place) == plain.output, "\(line)") }
  }

  @Test("Comments and names in Latin-1 are read, with a notice; UTF-16 is refused with a hint")
  func encodings() throws {
    let place = try Workplace()
    try (Data("\\ caf".utf8) + Data([0xe9, 10]) + Data(Self.program.utf8)).write(to: place.path("latin1.lp"))
    let latin = try place.run("lp", "solve", "latin1.lp")
    #expect(latin.output.hasPrefix("optimal: 4\n") && latin.errors.contains("is not UTF-8 and is read as Latin-1"))
    let mps = "NAME T\nROWS\n N C\n G R\nCOLUMNS\n X\u{e9} C 1 R 1\nRHS\n RHS R 2\nENDATA\n"
    try Data(mps.unicodeScalars.map { UInt8($0.value) }).write(to: place.path("latin1.mps"))
    #expect(try place.run("lp", "solve", "latin1.mps").output == "optimal: 2\nX\u{e9} = 2\n")
    try (Data([0xef, 0xbb, 0xbf]) + Data(Self.program.utf8)).write(to: place.path("mark.lp"))
    #expect(try place.run("lp", "solve", "mark.lp").output.hasPrefix("optimal: 4\n"))
    try #require(Self.program.data(using: .utf16)).write(to: place.path("wide.lp"))
    #expect(try place.run("lp", "solve", "wide.lp").errors.contains("iconv"))
  }

  @Test("A certificate does not go over the program, nor into a file that says that it is one")
  func outputs() throws {
    let place = try Workplace()
    try place.write(Self.program, to: "in.lp")
    try place.write(Self.program, to: "in")
    let same = try place.run("lp", "solve", "in", "--input-format", "lp", "-o", "in")
    #expect(same.exitCode == 3 && same.errors.contains("does not overwrite what it reads"))
    #expect(try place.read("in") == Self.program)
    for name in ["in.lp", "out.lp", "out.mps", "out.csv"] {
      let run = try place.run("lp", "solve", "in.lp", "-o", name)
      #expect(run.exitCode == 3 && run.errors.contains("is to hold a certificate"), "\(run)")
    }
    #expect(try place.names() == ["in", "in.lp"])
  }

  @Test("Many notices are counted")
  func manyNotices() throws {
    let place = try Workplace()
    let bounds = (1...20).map { " x\($0) <= 1e30\n" }.joined()
    try place.write("min\n obj: x1\nst\n c: x1 >= 1\nbounds\n\(bounds)end\n", to: "in.lp")
    let run = try place.run("lp", "solve", "in.lp")
    #expect(run.errors.split(separator: "\n").count == 9 && run.errors.contains("and 12 more"))
  }

  private func shell(_ line: String, in place: Workplace) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = place.folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
