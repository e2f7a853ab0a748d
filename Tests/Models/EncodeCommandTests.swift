import Formats
import Foundation
import TestSupport
import Testing

@Suite("tightbound encode")
struct EncodeCommandTests {
  @Test("Lines of a text and of JSON give the same vectors, in their order")
  func lines() throws {
    let (model, place) = (try SmallModel.bert(), try Workplace())
    try place.write("ab c.\n\nabc\r\n", to: "texts.txt")
    try place.write("{\"text\":\"ab c.\"}\n{\"text\":\"\",\"id\":2}\n{\"text\":\"abc\"}\n", to: "texts.jsonl")
    let run = try place.run("encode", model.path, "texts.txt", "-o", "a.npy")
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(run.output == "wrote a.npy: 3 × 8\n")
    try place.run("encode", model.path, "texts.jsonl", "-o", "b.npy", "--threads", "1")
    let a = try NPYArray(contentsOfNPY: Data(contentsOf: place.path("a.npy")))
    let b = try NPYArray(contentsOfNPY: Data(contentsOf: place.path("b.npy")))
    #expect(a.shape == [3, 8] && a.elementType == .float32)
    #expect(try a.floats() == b.floats())
  }

  @Test("What is wrong is named, and nothing is written")
  func wrong() throws {
    let (model, place) = (try SmallModel.bert(), try Workplace())
    try place.write("{\"text\":\"a\"}\n{\"txt\":\"a\"}\n", to: "texts.jsonl")
    try Data([0x61, 0x0a, 0xff, 0x0a]).write(to: place.path("latin.txt"))
    for (arguments, code, says) in [
      ([model.path, "texts.jsonl"], 3, "line 2, text"), ([model.path, "latin.txt"], 3, "line 2: not UTF-8"),
      ([model.path, "nowhere.txt"], 3, "nowhere.txt"), (["nowhere", "latin.txt"], 3, "latin.txt"),
      ([model.path, "texts.jsonl", "--threads", "0"], 2, "--threads"),
    ] as [([String], Int32, String)] {
      let run = try place.run(arguments: ["encode"] + arguments + ["-o", "out.npy"])
      #expect(run.exitCode == code && run.errors.contains(says), "\(arguments): \(run.exitCode) \(run.errors)")
      #expect(!place.exists("out.npy"))
    }
    try place.write("a\n", to: "good.txt")
    let run = try place.run("encode", "nowhere", "good.txt", "-o", "out.npy")
    #expect(run.exitCode == 3 && run.errors.contains("config.json"), "\(run.errors)")
  }
}
