import TestSupport
import Testing

@Suite("solve svm --algorithm")
struct KernelSolverCommandTests {
  static let algorithms = ["direct", "smo", "cg", "interior-point", "pegasos", "nystrom", "random-features"]

  private func instance(_ family: String, _ target: String, in workplace: Workplace) throws {
    try workplace.run("generate", "ov", "--family", family, "--size", "n=4,d=5", "--seed", "3", "-o", "in.ov")
    #expect(try workplace.run("reduce", "ov-to-\(target)", "in.ov", "-o", "out").exitCode == 0)
  }

  @Test("With their error bars values are read right or not at all", arguments: ["planted", "no"])
  func errorBars(family: String) throws {
    let workplace = try Workplace()
    try instance(family, "svm", in: workplace)
    let right: Int32 = family == "planted" ? 10 : 20
    for algorithm in Self.algorithms {
      let solved = try workplace.run("solve", "svm", "out", "--algorithm", algorithm, "--format", "json")
      #expect(solved.exitCode == 0, "\(algorithm): \(solved.errors)")
      let meaning = try workplace.run("interpret", "out", "--answer", "-", input: solved.output)
      #expect(meaning.exitCode == right || meaning.exitCode == 0, "\(algorithm): \(meaning.output)")
      if ["direct", "cg", "interior-point"].contains(algorithm) { #expect(meaning.exitCode == right, "\(algorithm)") }
      // The text says the same, in the words of `read`.
      let text = try workplace.run("solve", "svm", "out", "--algorithm", algorithm)
      let options = try #require(text.output.split(separator: "\n").last).split(separator: " ").map(String.init)
      #expect(options.count == 4 && options[0] == "--values" && options[2] == "--errors")
      let read = try workplace.run(arguments: ["read", "out"] + options)
      #expect(read.exitCode == meaning.exitCode, "\(algorithm): \(read.output)")
    }
    let tight = try workplace.run(
      "solve", "svm", "out", "--algorithm", "smo", "--tolerance", "1e-12", "--format", "json")
    #expect(try workplace.run("interpret", "out", "--answer", "-", input: tight.output).exitCode == right)
  }

  @Test(
    "Other machines have their methods",
    arguments: [
      ("svm-bias", ["direct", "smo", "interior-point"]), ("svm-soft", ["smo", "interior-point", "pegasos"]),
      ("ridge", ["direct", "cg", "nystrom", "random-features"]),
      ("pca", ["eigenvalues", "nystrom", "random-features"]),
    ])
  func machines(target: String, algorithms: [String]) throws {
    let workplace = try Workplace()
    try instance("planted", target, in: workplace)
    for algorithm in algorithms {
      let solved = try workplace.run("solve", target, "out", "--algorithm", algorithm, "--format", "json")
      #expect(solved.exitCode == 0, "\(algorithm): \(solved.errors)")
      let meaning = try workplace.run("interpret", "out", "--answer", "-", input: solved.output)
      #expect(meaning.exitCode == 10 || meaning.exitCode == 0, "\(target) \(algorithm): \(meaning.output)")
    }
    for algorithm in Self.algorithms + ["eigenvalues"] where !algorithms.contains(algorithm) {
      #expect(try workplace.run("solve", target, "out", "--algorithm", algorithm).exitCode == 2, "\(algorithm)")
    }
  }

  @Test("Options without a meaning, or out of range, are refused; the same seed gives the same bytes")
  func options() throws {
    let workplace = try Workplace()
    try instance("no", "svm", in: workplace)
    for wrong in [
      ["--algorithm", "newton"], ["--algorithm", "cg", "--steps", "4"], ["--tolerance", "0.1"],
      ["--algorithm", "smo", "--tolerance", "-1"], ["--algorithm", "nystrom", "--rank", "0"],
      ["--algorithm", "nystrom", "--rank", "101%"], ["--algorithm", "nystrom", "--rank", "half"],
      ["--algorithm", "random-features", "--features", "0"], ["--algorithm", "pegasos", "--steps", "0"],
      ["--algorithm", "cg", "--iterations", "0"],
    ] {
      let run = try workplace.run(arguments: ["solve", "svm", "out"] + wrong)
      #expect(run.exitCode == 2 && run.errors.hasPrefix("Error:"), "\(wrong): \(run.errors)")
    }
    for algorithm in ["pegasos", "nystrom", "random-features"] {
      let runs = try ["5", "5", "6"].map {
        try workplace.run("solve", "svm", "out", "--algorithm", algorithm, "--seed", $0).output
      }
      #expect(runs[0] == runs[1], "\(algorithm)")
      #expect(algorithm == "nystrom" || runs[0] != runs[2], "\(algorithm)")
    }
  }
}
