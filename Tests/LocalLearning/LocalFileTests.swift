import Foundation
import TestSupport
import Testing

@Suite("tightbound lipschitz and local: files and options that cannot be")
struct LocalFileTests {
  @Test("A fit tells what its certificate is about; of no points there is none")
  func fits() throws {
    let place = try Workplace()
    try place.write("x,y\n0,0\n1,6\n2,0\n", to: "xy.csv")
    let fit = try place.run("lipschitz", "fit", "xy.csv", "-L", "2", "--certificate", "p.json")
    let verified = try place.run("verify", "p.json")
    let subject = fit.output.split(separator: "\n").last
    #expect(subject?.hasPrefix("points: 3, by ascending x; SHA-256 ") == true, "\(fit)")
    #expect(verified.exitCode == 0 && verified.output.split(separator: "\n").last == subject, "\(verified)")
    let compared = try place.run("verify", "p.json", "--instance", "/nonexistent")
    #expect(compared.exitCode == 2 && compared.errors.contains("--instance"), "\(compared)")
    try place.write("", to: "empty.csv")
    try place.write("x,y\n", to: "header.csv")
    try place.write("[]", to: "list.json")
    for file in ["empty.csv", "header.csv", "list.json"] {
      for words in [[], ["--dimension", "2"]] {
        let empty = try place.run(arguments: ["lipschitz", "fit", file, "-L", "1"] + words)
        #expect(empty.exitCode == 3 && empty.errors.contains("\(file): there are no points"), "\(empty)")
      }
    }
    let lost = try place.run("lipschitz", "fit", "xy.csv", "-L", "2", "--certificate", "none/p.json")
    #expect(lost.exitCode == 3 && lost.output.contains("the least sum of errors is"), "\(lost)")
    let same = try place.run("lipschitz", "fit", "xy.csv", "-L", "2", "--certificate", "same", "-o", "same")
    #expect(same.exitCode == 2 && same.errors.contains("--certificate and -o name one file"), "\(same)")
    try place.write("{}", to: "object.json")
    let object = try place.run("lipschitz", "fit", "object.json", "-L", "1")
    #expect(object.exitCode == 3 && object.errors.contains("found an object, expected a list"), "\(object)")
  }

  @Test("No plan is left behind without its rows; what is out of range is the fault of an option")
  func plans() throws {
    let place = try Workplace()
    try place.write("x\n0\n0.1\n0.2\n0.3\n", to: "pool.csv")
    func plan(_ words: String...) throws -> CommandLineRun {
      try place.run(arguments: ["local", "plan", "pool.csv", "--queries", "4"] + words)
    }
    let lost = try plan("-L", "2", "--eps", "1/2", "-o", "plan.json", "--ask", "none/ask.csv")
    #expect(lost.exitCode == 3 && lost.errors.contains("none/ask.csv"), "\(lost)")
    #expect(!FileManager.default.fileExists(atPath: place.path("plan.json").path))
    let same = try plan("-L", "2", "--eps", "1/2", "-o", "same", "--ask", "same")
    #expect(same.exitCode == 2 && same.errors.contains("-o and --ask name one file"), "\(same)")
    for (words, option) in [
      (["-L", "1e20", "--eps", "1/2"], "--slope"), (["-L", "2", "--eps", "1e-9"], "--eps"),
      (["-L", "2", "--eps", "1/2", "--labels-per-interval", "0"], "--labels-per-interval"),
    ] {
      let run = try place.run(
        arguments: ["local", "plan", "pool.csv", "--queries", "4", "-o", "p.json", "--ask", "a.csv"] + words)
      #expect(run.exitCode == 2 && run.errors.contains("Error: \(option): "), "\(run)")
    }
    for (words, option) in [
      (["--pairs", "0"], "--pairs"), (["--pairs", "100000000"], "--pairs"), (["--steps", "0"], "--steps"),
      (["--eps", "0.0001"], "--eps"),
    ] {
      let eps = option == "--eps" ? [] : ["--eps", "1/2"]
      let run = try place.run(arguments: ["local", "search", "pool.csv", "--ask", "-"] + eps + words)
      #expect(run.exitCode == 2 && run.errors.contains("Error: \(option): "), "\(run)")
    }
    for verb in ["estimate", "search"] {
      let help = try place.run("local", verb, "--help")
      #expect(help.output.contains("(default: 1/20)") && !help.output.contains("ExactNumber"), "\(help)")
    }
  }

  @Test("What is wrong in a plan's file is told in JSON's words, with its field")
  func planFiles() throws {
    let place = try Workplace()
    try place.write("x\n0\n0.1\n0.2\n0.3\n", to: "pool.csv")
    let made = try place.run(
      "local", "plan", "pool.csv", "-L", "2", "--eps", "1/2", "--queries", "4", "-o", "plan.json", "--ask", "ask.csv")
    #expect(made.exitCode == 0, "\(made)")
    let plan = try place.read("plan.json")
    for (old, new, why) in [
      ("\"rows\":4", "\"rows\":\"x\"", "rows: found a string, expected an integer"),
      ("\"rows\":4", "\"rows\":null", "rows: found null, expected an integer"),
      ("\"points\":[]", "\"points\":{}", "points: found an object, expected a list"),
      ("\"points\":[]", "\"points\":[[]]", "points[0]: a point without coordinates"),
      ("\"kind\":\"local-plan\"", "\"kind\":true", "kind: found true or false, expected a string"),
      ("\"rows\":4,", "", "there is no field “rows”"),
      (plan, "[1]", "found a list, expected an object"),
    ] {
      try place.write(plan.replacing(old, with: new), to: "p.json")
      let run = try place.run("local", "answer", "p.json", "pool.csv", "ask.csv")
      #expect(run.exitCode == 3 && run.errors.contains(why) && !run.errors.contains("decode"), "\(new): \(run)")
    }
  }
}
