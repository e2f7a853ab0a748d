import Foundation
import TestSupport
import Testing

@Suite("tightbound measure, fit and plot")
struct MeasureCommandTests {
  private static let tiny = ["measure", "grammar.dot-3sum", "--sizes", "4,8,16", "--series", "2", "--counts-only"]

  @Test("Counts are the same bytes for the same seed, and shards put together are the whole")
  func shards() throws {
    let place = try Workplace()
    let whole = try place.run(arguments: Self.tiny)
    #expect(whole.exitCode == 0 && whole.errors.isEmpty)
    #expect(try place.run(arguments: Self.tiny).output == whole.output)
    #expect(try place.run(arguments: Self.tiny + ["--seed", "2"]).output != whole.output)
    let split = ["measure", "grammar-dot", "--family", "3sum"] + Self.tiny.dropFirst(2)
    #expect(try place.run(arguments: split).output == whole.output)
    let lines = whole.output.split(separator: "\n")
    #expect(lines.count == 7)
    var (joined, measurements): (String, [Substring]) = ("", [])
    for shard in 1...4 {
      let part = try place.run(arguments: Self.tiny + ["--shard", "\(shard)/4"])
      #expect(part.exitCode == 0)
      let partLines = part.output.split(separator: "\n")
      #expect(partLines.first == lines.first)
      measurements += partLines.dropFirst()
      joined += part.output
    }
    #expect(measurements.sorted() == lines.dropFirst().sorted())
    let fits = try [whole.output, joined].map { try place.run("fit", "-", "--format", "json", input: $0) }
    #expect(fits[0].exitCode == 0 && fits[0].output == fits[1].output)
  }

  @Test("A fit has the slope of the keys, and the theory's beside it")
  func fit() throws {
    let place = try Workplace()
    let measured = try place.run(arguments: [
      "measure", "grammar.dot", "--family", "aligned", "--sizes", "4,8,16", "--series", "2",
      "--counts-only", "-o", "run.jsonl",
    ])
    #expect(measured.output == "wrote 6 measurements to run.jsonl\n")
    let fits = try #require(try place.run("fit", "run.jsonl", "--format", "json").json as? [[String: Any]])
    let keys = try #require(fits.first { $0["quantity"] as? String == "keys" })
    // 3s²(h + 2) − 3 keys.
    let slope = try #require(keys["slope"] as? Double)
    #expect(abs(slope - 2) < 0.01)
    #expect((keys["slopes"] as? [Double])?.count == 2)
    #expect(((keys["theory"] as? [String: Any])?["slope"] as? Double).map { abs($0 - 2) < 1e-9 } == true)
    let text = try place.run("fit", "run.jsonl")
    #expect(text.output.hasPrefix("keys ~ s^2.00"))
  }

  @Test("A timed run has seconds, which can be fitted as well")
  func seconds() throws {
    let place = try Workplace()
    let run = try place.run("measure", "grammar.run-length-dot", "--sizes", "8,16", "--series", "1", "-o", "run.jsonl")
    #expect(run.exitCode == 0)
    let fits = try #require(try place.run("fit", "run.jsonl", "--format", "json").json as? [[String: Any]])
    #expect(fits.map { $0["quantity"] as? String } == ["steps", "seconds"])
  }

  static let hasGnuplot = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .contains { FileManager.default.isExecutableFile(atPath: $0 + "/gnuplot") }

  @Test("A plot is drawn in the terminal and as SVG", .enabled(if: hasGnuplot, "gnuplot is not installed"))
  func plot() throws {
    let place = try Workplace()
    try place.write(try place.run(arguments: Self.tiny).output, to: "run.jsonl")
    let terminal = try place.run("plot", "run.jsonl", "--terminal")
    #expect(terminal.exitCode == 0 && terminal.output.contains("grammar.dot-3sum: keys"))
    #expect(terminal.output.contains("theory: m^2"))
    #expect(terminal.output.contains("fit: m^") && terminal.output.contains("at 95%"))
    #expect(terminal.output.contains("m (size)") && !terminal.output.contains("e+"))
    #expect(try place.run("plot", "run.jsonl", "--confidence", "0.8").output.contains("at 80%"))
    #expect(try place.run("plot", "run.jsonl", "--confidence", "2").exitCode == 2)
    // Nothing is fitted to one size.
    let alone = try place.run("plot", "run.jsonl", "--from", "1000000")
    #expect(alone.exitCode == 0 && !alone.output.contains("fit:"))
    let svg = try place.run("plot", "run.jsonl", "-o", "keys.svg")
    #expect(svg.exitCode == 0 && svg.output == "wrote keys.svg\n")
    let picture = try place.read("keys.svg")
    #expect(picture.hasPrefix("<?xml") && picture.contains("<svg") && picture.contains("</svg>"))
    let other = try place.run("plot", "run.jsonl", "--theory", "m^3*log(m)", "--terminal")
    #expect(other.output.contains("theory: m^3 * log(m)"))
    // Sizes beyond any picture are drawn or left out, and do no harm.
    let text = try place.read("run.jsonl")
    for size in ["9223372036854775807", "0", "-1"] {
      try place.write(text.replacing("\"size\":4,", with: "\"size\":\(size),"), to: "odd.jsonl")
      #expect(try place.run("plot", "odd.jsonl").exitCode == 0)
    }
  }

  @Test("Without gnuplot, a plot says so and nothing is written")
  func withoutGnuplot() throws {
    let place = try Workplace()
    try place.write(try place.run(arguments: Self.tiny).output, to: "run.jsonl")
    try FileManager.default.createDirectory(at: place.path("empty"), withIntermediateDirectories: true)
    // Several times: whether the script is still wanted when it is written is a matter of luck.
    for _ in 0..<5 {
      let run = try place.run("plot", "run.jsonl", "-o", "keys.svg", environment: ["PATH": place.path("empty").path])
      #expect(run.exitCode == 3 && run.errors.contains("gnuplot drew nothing (./setup installs it)"), "\(run)")
      #expect(!place.exists("keys.svg"))
    }
  }

  @Test("What cannot be measured, fitted or plotted is refused")
  func refusals() throws {
    let place = try Workplace()
    let good = try place.run(arguments: Self.tiny).output
    let header = String(good.prefix(while: { $0 != "\n" })) + "\n"
    for (arguments, code, message) in [
      (["measure", "sorting"], 2, "there are grammar.dot-3sum"), (["measure", "repair", "--shard", "3/2"], 2, "3/2"),
      (["measure", "repair", "--shard", "0/2"], 2, "0/2"), (["measure", "repair", "--sizes", "4,,8"], 2, "4,,8"),
      (["measure", "repair", "--sizes", "0"], 2, "'0'"), (["measure", "repair", "--series", "0"], 2, "at least 1"),
      (["measure", "grammar-dot/aligned", "--sizes", "3"], 3, "a power of two"),
      (["measure", "grammar-dot/aligned", "--sizes", "9223372036854775807"], 3, "a power of two"),
      (["measure", "grammar-dot/3sum", "--sizes", "9223372036854775807"], 3, "too large"),
      (["fit", "run", "--confidence", "1"], 2, "between 0 and 1"),
      (["fit", "run", "--quantity", "q"], 3, "it has keys"),
      (["fit", "run", "--theory", "n^2"], 3, "not a growth in m"),
      (["plot", "run", "--theory", "m^^2"], 3, "not a growth in m"),
      (["plot", "run", "--quantity", "q"], 3, "it has keys"),
      (["fit", "run", "--from", "9"], 3, "no quantity has two different sizes"),
    ] as [([String], Int32, String)] {
      try place.write(good, to: "run")
      let run = try place.run(arguments: arguments)
      #expect(run.exitCode == code && run.output.isEmpty && run.errors.contains(message), "\(arguments): \(run)")
    }
    for (text, message) in [
      ("", "bad: the file does not start with the header"),
      ("rubbish\n", "bad: the file does not start with the header"),
      (good + "rubbish\n", "bad: line 8 is not a measurement"), (good + "{}\n", "bad: line 8 is not a measurement"),
      (header, "no quantity has two different sizes"), (good.dropLast(30) + "", "bad: line 7 is not a measurement"),
      (good + header.replacing("\"seed\":1", with: "\"seed\":2"), "bad: line 8 starts grammar.dot-3sum seed 2"),
    ] {
      try place.write(text, to: "bad")
      let run = try place.run("fit", "bad")
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains(message), "\(text): \(run)")
    }
  }
}
