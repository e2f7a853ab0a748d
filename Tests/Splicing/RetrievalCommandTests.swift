import Foundation
import TestSupport
import Testing

@Suite("tightbound splice: from a corpus to texts")
struct RetrievalCommandTests {
  @Test("An index answers as the corpus does, by every method, whatever the number of threads")
  func methods() throws {
    let place = try Workplace()
    try place.run("splice", "gen-corpus", "--records", "--count", "120", "-o", "c.jsonl")
    let lines = try place.read("c.jsonl").split(separator: "\n")
    #expect(lines.count == 120)
    try place.write(lines.suffix(4).joined(separator: "\n"), to: "q.jsonl")
    let made = try place.run("splice", "index", "c.jsonl", "-o", "i.sqlite", "--batch", "50", "--format", "json")
    #expect(made.exitCode == 0 && made.output == "{\"lines\":120,\"refused\":0,\"resumedAt\":0}\n", "\(made)")
    let again = try place.run("splice", "index", "c.jsonl", "-o", "i.sqlite")
    #expect(again.output == "i.sqlite: 120 lines; 120 were there\n")
    var outputs: Set<String> = []
    for method in ["fields", "bm25", "edit", "jaccard"] {
      let common = ["--method", method, "--neighbours", "5", "--least-value-count", "5"]
      let found = try place.run(arguments: ["splice", "retrieve", "i.sqlite", "q.jsonl"] + common)
      #expect(found.exitCode == 0, "\(found)")
      let direct = try place.run(
        arguments: ["splice", "retrieve", "c.jsonl", "q.jsonl", "--threads", "1"] + common)
      #expect(direct.output == found.output)
      outputs.insert(found.output)
      // The problems can be solved, and a record is not among its own neighbours.
      try place.write(found.output, to: "p.jsonl")
      let derived = try place.run("splice", "oracle", "p.jsonl", "-o", "d.jsonl")
      #expect(derived.exitCode == 0)
      #expect(try place.run("splice", "verify", "p.jsonl", "d.jsonl").exitCode == 0)
      let scores = try place.run(arguments: ["splice", "retrieve", "i.sqlite", "q.jsonl", "--scores"] + common)
      let first = scores.output.prefix { $0 != "\n" }
      #expect(first.hasPrefix("{\"id\":116,\"nearest\":[{\"id\":") && !first.contains("\"position\":116,"))
      let own = try place.run(
        arguments: ["splice", "retrieve", "i.sqlite", "q.jsonl", "--scores", "--keep-self"] + common)
      if method != "fields" { #expect(own.output.hasPrefix("{\"id\":116,\"nearest\":[{\"id\":116,"), "\(method)") }
    }
    #expect(outputs.count == 4)
    let plain = try place.run(
      "splice", "retrieve", "i.sqlite", "q.jsonl", "--enclose", "--no-mask", "--no-source", "--no-missing-words")
    #expect(plain.output.contains("\"target\":[\"<bos>\",") && !plain.output.contains("<mask>"))
    #expect(!plain.output.contains("\"kind\":\"field\"") && !plain.output.contains("\"kind\":\"word\""))
  }

  @Test("After a kill the same command goes on, and the index is as if nothing had been")
  func kill() throws {
    let place = try Workplace()
    try place.run("splice", "gen-corpus", "--records", "--count", "3000", "-o", "c.jsonl")
    let process = Process()
    process.executableURL = try Workplace.executable()
    process.arguments = ["splice", "index", "c.jsonl", "-o", "i.sqlite", "--batch", "20"]
    process.currentDirectoryURL = place.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    // As soon as some batches stand in the file.
    let limit = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < limit {
      let attributes = try? FileManager.default.attributesOfItem(atPath: place.path("i.sqlite").path)
      if (attributes?[.size] as? Int ?? 0) > 60_000 { break }
      usleep(200)
    }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let unfinished = try place.run("splice", "retrieve", "i.sqlite", "c.jsonl")
    #expect(unfinished.exitCode == 3 && unfinished.errors.contains("is not finished"), "\(unfinished)")
    let resumed = try place.run("splice", "index", "c.jsonl", "-o", "i.sqlite", "--batch", "700", "--format", "json")
    #expect(resumed.exitCode == 0, "\(resumed)")
    let summary = try #require(resumed.json as? [String: Int])
    #expect(summary["lines"] == 3000)
    #expect((20..<3000).contains(summary["resumedAt"] ?? 0), "\(summary)")
    try place.run("splice", "index", "c.jsonl", "-o", "whole.sqlite")
    let lines = try place.read("c.jsonl").split(separator: "\n")
    try place.write(lines.suffix(20).joined(separator: "\n"), to: "q.jsonl")
    let answers = try ["i.sqlite", "whole.sqlite"].map { try place.run("splice", "retrieve", $0, "q.jsonl").output }
    #expect(answers[0] == answers[1] && !answers[0].isEmpty)
    // Another corpus is noticed.
    try place.write(lines.reversed().joined(separator: "\n"), to: "r.jsonl")
    let other = try place.run("splice", "index", "r.jsonl", "-o", "i.sqlite")
    #expect(other.exitCode == 3 && other.errors.contains("another corpus"), "\(other)")
  }

  @Test("Lines that are no records are answered, and the rest is indexed")
  func wrongLines() throws {
    let place = try Workplace()
    let good = "{\"id\":1,\"fields\":[{\"name\":\"n\",\"value\":[\"v\"]}],\"text\":[\"a\",\"v\"]}"
    try place.write("\(good)\nrubbish\n\n{\"fields\":[]}\n{\"text\":[1]}\n\(good)", to: "c.jsonl")
    let made = try place.run("splice", "index", "c.jsonl", "-o", "i.sqlite", "--format", "json")
    #expect(made.exitCode == 2, "\(made)")
    let answers = made.output.split(separator: "\n")
    #expect(answers.count == 4 && answers[0].contains("\"line\":2") && answers[3].contains("\"refused\":3"))
    #expect(answers[1].contains("\"field\":\"text\"") && answers[1].contains("\"line\":4"))
    #expect(answers[2] == "{\"error\":\"the field is missing\",\"field\":\"fields\",\"line\":5}")
    // A file of records must be right; queries are answered line by line, and need no text.
    #expect(try place.run("splice", "retrieve", "c.jsonl", "c.jsonl").exitCode == 3)
    let found = try place.run("splice", "retrieve", "i.sqlite", "-", input: "{\"fields\":[]}\n{\n\(good)\n")
    #expect(found.exitCode == 2)
    let problems = found.output.split(separator: "\n")
    #expect(problems.count == 3 && problems[0].hasSuffix("\"target\":[]}") && problems[1].contains("\"line\":2"))
    #expect(try place.run("splice", "retrieve", "missing", "c.jsonl").exitCode == 3)
    for arguments in [["--neighbours", "-1"], ["--shingle", "0"], ["--b", "2"], ["--method", "none"]] {
      #expect(try place.run(arguments: ["splice", "retrieve", "i.sqlite", "-"] + arguments).exitCode == 2)
    }
  }

  @Test("Retrieve, train, generate, evaluate")
  func policy() throws {
    let place = try Workplace()
    try place.run("splice", "gen-corpus", "--records", "--count", "60", "-o", "c.jsonl")
    let lines = try place.read("c.jsonl").split(separator: "\n")
    try place.write(lines.prefix(4).joined(separator: "\n"), to: "t.jsonl")
    try place.run("splice", "retrieve", "c.jsonl", "t.jsonl", "--neighbours", "2", "-o", "p.jsonl")
    let trained = try place.run("splice", "train", "p.jsonl", "--epochs", "2", "-o", "m.json")
    #expect(trained.exitCode == 0 && trained.errors.contains("epoch 2: loss "), "\(trained)")
    let written = try place.run("splice", "generate", "m.json", "p.jsonl", "--beam", "2", "-o", "g.jsonl")
    #expect(written.exitCode == 0, "\(written)")
    let scores = try place.run("splice", "evaluate", "p.jsonl", "g.jsonl", "--format", "json")
    #expect(scores.exitCode == 0 && scores.output.contains("\"texts\":4"), "\(scores)")
    // With the target's own words nothing is missing; without, the vocabulary may do.
    let best = try place.run("splice", "generate", "m.json", "p.jsonl", "--baseline", "oracle", "-o", "o.jsonl")
    #expect(best.exitCode == 0)
    #expect(try place.run("splice", "evaluate", "p.jsonl", "o.jsonl").output.hasPrefix("4 texts: BLEU "))
    #expect(try place.run("splice", "generate", "p.jsonl", "p.jsonl").exitCode == 3)
    let states = try place.run("splice", "states", "p.jsonl", "--roll-in", "tree", "--sampled", "--seed", "4")
    #expect(states.exitCode == 0 && states.output.hasPrefix("{\"canvas\":[],\"id\":0,\"next\":[{"))
    #expect(
      try place.run("splice", "states", "p.jsonl", "--roll-in", "tree", "--sampled", "--seed", "4", "--threads", "1")
        .output == states.output)
    let summary = try place.run("splice", "stats", "p.jsonl", "--summary")
    #expect(summary.output.hasPrefix("{\"problems\":4,\"impossible\":0,\"words\":"), "\(summary)")
  }
}
