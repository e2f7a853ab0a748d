import Foundation
import TestSupport
import Testing

@Suite("The command line and files that are not what they should be")
struct HostileFileTests {
  @Test("A hostile k-SUM file is refused with file, line and field, and nothing is written")
  func kSum() throws {
    let place = try Workplace()
    for (text, message) in [
      ("", "the file ends too early: the header"), ("rubbish\n", "line 1, header"),
      ("p ksum 3\n", "line 1, header"), ("p ksum 3 8\n1 3\n2 x\n3\n", "line 3, set 2, element 2: found “x”"),
      ("c\np ksum 3 8\n1 3\n2 9\n3\n", "line 4, set 2, element 2: found “9”, expected an integer in 1...8"),
      ("p ksum 3 8\n1 3\n2 4\n", "set 3 of 3"), ("p ksum 3 8\n1\n2\n3\n4\n", "line 5, set 4: found “4”"),
      ("p ksum 3 10000000000000000000\n", "line 1, U"),
      ("p ksum 9223372036854775807 1\n", "set 1 of 9223372036854775807"),
      ("p ksum 3 9223372036854775807\n1\n1\n1\n", "line 1, U: found “9223372036854775807”"),
      ("p ksum 3 8\n+1\n1\n1\n", "line 2, set 1, element 1"),
      ("p ksum 3 8\n1e1000000000\n1\n1\n", "line 2, set 1, element 1"),
      ("p ksum -3 8\n", "line 1, k: found “-3”, expected at least 2 sets"),
      ("p ksum 2 8\n1\n1\n", "k ≥ 3"),
    ] {
      try place.write(text, to: "in.ksum")
      let run = try place.run("reduce", "ksum-to-grammar-dot", "in.ksum", "-o", "out")
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains(message), "\(text): \(run)")
      if message.hasPrefix("line") { #expect(run.errors.hasPrefix("Error: in.ksum: \(message)"), "\(run.errors)") }
      #expect(!place.exists("out"))
    }
    let piped = try place.run("solve", "ksum", "-", input: "p ksum 3 8\n1\nx\n3\n")
    #expect(piped.exitCode == 3 && piped.errors.hasPrefix("Error: standard input: line 3, set 2, element 1"))
  }

  @Test("A hostile grammar is refused with file, line and field")
  func grammars() throws {
    let place = try Workplace()
    try place.run("generate", "grammar-dot", "--size", "s=2,h=1", "-o", "dot")
    let good = try place.read("dot/v.slp")
    for (text, message) in [
      ("", "the text ends before the header"), ("p slp 1 1\n0 = x\nroot 0\n", "line 2, value: found “x”"),
      ("p slp 2 2\n0 = 1\n1 0 5\nroot 1\n", "line 3: the rule of symbol 1 names symbol 5"),
      ("p slp 1 1\n0 0 0\nroot 0\n", "line 2: the rules are cyclic"),
      (good.replacing("root", with: "toor"), "line "), ("p slp 1 1\n0 = 1\nroot 0\n", "differ in length"),
    ] {
      try place.write(text, to: "dot/v.slp")
      for verb in [["solve", "grammar-dot", "dot"], ["certify", "dot"]] {
        let run = try place.run(arguments: verb)
        #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains(message), "\(text): \(run)")
        #expect(run.errors.hasPrefix(message.hasPrefix("differ") ? "Error: dot: " : "Error: dot: v.slp: "))
      }
      #expect(try place.names(in: "dot") == ["provenance.json", "u.slp", "v.slp"])
    }
    for text in ["{", "{}", #"{"files": 7}"#, #"{"files": {"v.slp": "p slp 0 0"}}"#] {
      let run = try place.run("solve", "grammar-dot", "-", input: text)
      #expect(run.exitCode == 3 && run.errors.hasPrefix("Error: standard input"), "\(run)")
    }
  }

  @Test("A missing file, a folder in place of a file, and a file in place of a folder")
  func kinds() throws {
    let place = try Workplace()
    try place.run("generate", "ksum", "-o", "in.ksum")
    try FileManager.default.createDirectory(at: place.path("folder"), withIntermediateDirectories: true)
    for (arguments, message) in [
      (["solve", "ksum", "none"], "cannot read none: "), (["certify", "none"], "cannot read none: "),
      (["verify", "none"], "cannot read none: "), (["verify", "in.ksum"], "in.ksum is no certificate: line "),
      (["fit", "none"], "cannot read none: "), (["plot", "none"], "cannot read none: "),
      (["interpret", "none", "--answer", "{}"], "cannot read none: "),
      (["solve", "ksum", "folder"], "folder has no file instance.ksum"),
      (["solve", "grammar-dot", "folder"], "folder has no file v.slp"),
      (["solve", "grammar-dot", "in.ksum"], "is a folder with the files v.slp, u.slp"),
      (["certify", "in.ksum"], "holds no instance of a problem that has certificates"),
      (["fit", "folder"], "cannot read folder: Is a directory"),
      (["verify", "folder"], "cannot read folder: Is a directory"),
      (["interpret", "folder", "--answer", "{}"], "folder has no provenance.json"),
      (["reduce", "ksum-to-grammar-dot", "in.ksum", "-o", "in.ksum"], "cannot write the folder in.ksum: File exists"),
      (["generate", "ksum", "-o", "folder"], "cannot write folder: "),
      (["generate", "ksum", "-o", "none/in.ksum"], "cannot write none/in.ksum: "),
      (["measure", "repair", "--sizes", "4", "--series", "1", "-o", "folder"], "cannot write folder: "),
    ] {
      let run = try place.run(arguments: arguments)
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains(message), "\(arguments): \(run)")
      #expect(run.errors.hasPrefix("Error: ") && !run.errors.contains("NSCocoaErrorDomain"), "\(run.errors)")
    }
    #expect(try place.names() == ["folder", "in.ksum"] && place.names(in: "folder").isEmpty)
    #expect(try place.read("in.ksum").contains("p ksum 3 256"), "the input is left as it was")
  }

  @Test("Text that is not UTF-8, and carriage returns")
  func encodings() throws {
    let place = try Workplace()
    try Data([0x70, 0xff, 0xfe, 0x00]).write(to: place.path("bytes"))
    let run = try place.run("solve", "ksum", "bytes")
    #expect(run.exitCode == 3 && run.errors.contains("bytes: line 1, header: found “pÿþ"), "\(run)")
    #expect(run.errors.contains("notice: bytes is not UTF-8 and is read as Latin-1"))
    let windows = InstanceCommandTests.yes.replacing("\n", with: "\r\n")
    #expect(try place.run("solve", "ksum", "-", input: windows).exitCode == 10)
  }

  @Test("A full disk is an error, not a crash", arguments: [["generate", "ksum"], ["list"]])
  func fullDisk(words: [String]) throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let process = Process()
    process.executableURL = try Workplace.executable()
    process.arguments = words
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: "/dev/full"))
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 3)
    #expect(said == "Error: cannot write standard output: No space left on device\n")
  }
}
