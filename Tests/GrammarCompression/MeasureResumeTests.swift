import Foundation
import TestSupport
import Testing

@Suite("tightbound measure goes on where it was broken off")
struct MeasureResumeTests {
  private static let run = ["measure", "grammar.dot-3sum", "--series", "2", "--counts-only", "-o", "run.jsonl"]
  private static let sizes = ["--sizes", "4,8,16"]

  @Test("A run cut off anywhere ends as if it had not been, byte for byte")
  func cut() throws {
    let place = try Workplace()
    #expect(try place.run(arguments: Self.run + Self.sizes).exitCode == 0)
    let whole = try place.read("run.jsonl")
    #expect(!place.exists("run.jsonl.part"))
    let lines = whole.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    for kept in [1, 2, 4, lines.count] {
      for torn in ["", "{\"counts\":[{\"na"] {
        try FileManager.default.removeItem(at: place.path("run.jsonl"))
        try place.write(lines.prefix(kept).map { $0 + "\n" }.joined() + torn, to: "run.jsonl.part")
        let resumed = try place.run(arguments: Self.run + Self.sizes + ["--resume"])
        #expect(resumed.exitCode == 0 && resumed.output == "wrote 6 measurements to run.jsonl\n", "\(resumed)")
        #expect(try place.read("run.jsonl") == whole)
        #expect(!place.exists("run.jsonl.part"))
      }
    }
  }

  @Test("What was measured is taken over, not measured again; more sizes are added")
  func takenOver() throws {
    let place = try Workplace()
    #expect(try place.run(arguments: Self.run + ["--sizes", "4,8"]).exitCode == 0)
    // A count that no run would find tells whether it is kept.
    let text = try place.read("run.jsonl")
    let found = try #require(text.firstMatch(of: /"value":"(\d+)"/))
    try place.write(text.replacingCharacters(in: found.range, with: "\"value\":\"987654321\""), to: "run.jsonl")
    let more = try place.run(arguments: Self.run + ["--sizes", "16", "--resume"])
    #expect(more.output == "wrote 6 measurements to run.jsonl\n", "\(more)")
    #expect(try place.read("run.jsonl").contains("987654321"))
  }

  @Test("Another run is not gone on with, and the time limit leaves what was made")
  func refused() throws {
    let place = try Workplace()
    #expect(try place.run(arguments: Self.run + Self.sizes).exitCode == 0)
    let whole = try place.read("run.jsonl")
    let other = try place.run(arguments: Self.run + Self.sizes + ["--resume", "--seed", "2"])
    #expect(other.exitCode == 3 && other.errors.contains("another run"), "\(other)")
    #expect(try place.read("run.jsonl") == whole)
    #expect(try place.run("measure", "grammar.dot-3sum", "--resume").exitCode == 2)
    let stopped = try place.run(arguments: [
      "measure", "grammar.dot-3sum", "--sizes", "4,8,16,32,64,128,256", "--series", "50", "-o", "timed.jsonl",
      "--time-limit", "0.3",
    ])
    #expect(
      stopped.exitCode == 4 && stopped.output.contains("of 350 measurements are in timed.jsonl.part"), "\(stopped)")
    #expect(!place.exists("timed.jsonl") && place.exists("timed.jsonl.part"))
    #expect(try place.run("measure", "grammar.dot-3sum", "--time-limit", "0").exitCode == 2)
    // Nothing is put beside a device.
    let device = try place.run("measure", "grammar.dot-3sum", "--sizes", "4", "--series", "1", "-o", "/dev/null")
    #expect(device.exitCode == 0 && !FileManager.default.fileExists(atPath: "/dev/null.part"), "\(device)")
  }
}
