import Foundation
import TestSupport
import Testing

@Suite("Folders that reduce writes")
struct ReducedFolderTests {
  /// A formula, and a folder.
  private func prepared(_ folder: String) throws -> Workplace {
    let place = try Workplace()
    try FileManager.default.createDirectory(at: place.path(folder), withIntermediateDirectories: true)
    try place.write("p cnf 4 2\n1 -2 0\n3 4 0\n", to: "in.cnf")
    return place
  }

  @Test("What a command left that was killed is replaced, whatever lies in it")
  func leftBehind() throws {
    let place = try prepared("out.part")
    try place.write("half", to: "out.part/instance.ov")
    try place.write("of another reduction", to: "out.part/other")
    let run = try place.run("reduce", "sat-to-ov", "in.cnf", "-o", "out/")
    #expect(run.exitCode == 0, "\(run)")
    #expect(try place.names(in: "out") == ["instance.ov", "provenance.json"])
    #expect(!place.exists("out.part"))
  }

  @Test("It is not replaced if it is what the command reads")
  func read() throws {
    let place = try prepared("out.part")
    try place.write("p cnf 1 1\n1 0\n", to: "out.part/instance.cnf")
    let run = try place.run("reduce", "sat-to-ov", "out.part", "-o", "out")
    #expect(run.exitCode == 3 && run.errors.contains("does not overwrite what it reads"), "\(run)")
    #expect(try place.read("out.part/instance.cnf") == "p cnf 1 1\n1 0\n" && !place.exists("out"))
  }

  @Test("In a folder that exists files are replaced, and others stay")
  func existing() throws {
    let place = try prepared("out")
    try place.write("mine", to: "out/notes")
    #expect(try place.run("reduce", "sat-to-ov", "in.cnf", "-o", "out").exitCode == 0)
    try place.write("", to: "out/instance.ov")
    #expect(try place.run("reduce", "sat-to-ov", "in.cnf", "-o", "out").exitCode == 0)
    #expect(try place.names(in: "out") == ["instance.ov", "notes", "provenance.json"])
    #expect(try place.read("out/notes") == "mine" && place.read("out/instance.ov").contains("p ov "))
  }
}
