import Foundation
import TestSupport
import Testing

@Suite("The chain from formulas and vectors to kernel machines and networks, through files")
struct HardnessCommandTests {
  /// A = {101, 110}, B = {010, 111}: one orthogonal pair, (0, 0).
  private static let vectors = "p ov 2 2 3\n101\n110\n010\n111\n"

  @Test(
    "Each target is made, answered, and its answer mapped back",
    arguments: [
      ("furthest-pair", []), ("ov-mono", []), ("subset-query", []), ("bhcp", []), ("svm", ["--counting"]),
      ("last-layer", []), ("last-layer", ["--loss", "logistic"]), ("last-layer", ["--loss", "squared"]),
      ("last-layer", ["--activation", "sigmoid"]),
      ("last-layer", ["--activation", "sigmoid", "--weight-bound", "7/2"]),
      ("gradient", []), ("gradient", ["--loss", "logistic"]),
      ("gradient", ["--activation", "sigmoid", "--kappa", "3"]),
    ] as [(String, [String])])
  func thereAndBack(target: String, options: [String]) throws {
    let place = try Workplace()
    let no = Self.vectors.replacing("010\n", with: "110\n")
    for (input, code) in [(Self.vectors, Int32(10)), (no, 20)] {
      try place.write(input, to: "in.ov")
      let reduced = try place.run(arguments: ["reduce", "ov-to-\(target)", "in.ov", "-o", "out"] + options)
      #expect(reduced.exitCode == 0 && reduced.errors.isEmpty, "\(reduced)")
      let solved = try place.run("solve", target, "out", "--format", "json")
      let meaning = try place.run("interpret", "out", "--answer", "-", "--format", "json", input: solved.output)
      #expect(meaning.exitCode == code && meaning.output.contains("\"exists\":\(code == 10)"), "\(meaning)")
      if code == 10, target != "svm" {
        #expect(meaning.output.contains(#""witness":{"left":0,"right":0}"#), "\(meaning)")
      }
      if target != "last-layer" { #expect(meaning.output.contains(#""count":"\#(code == 10 ? 1 : 0)""#), "\(meaning)") }
      guard code == 10 else { continue }
      // Through a pipe the same.
      let piped = try place.run(arguments: ["reduce", "ov-to-\(target)", "-", "-o", "-"] + options, input: input)
      let again = try place.run("solve", target, "-", "--format", "json", input: piped.output)
      #expect(again.output == solved.output, "\(again)")
    }
  }

  @Test("What ov reduces to is generated, with its source beside it; the same seed gives the same bytes")
  func generated() throws {
    let place = try Workplace()
    for problem in ["furthest-pair", "ov-mono", "subset-query", "last-layer", "gradient", "svm", "bhcp"] {
      for (family, code) in [("planted", Int32(10))] + (problem == "gradient" ? [("no", 20)] : []) {
        for folder in ["one", "two"] {
          let run = try place.run(
            "generate", problem, "--family", family, "--size", "n=4,d=8", "--seed", "5", "-o", folder)
          #expect(run.exitCode == 0, "\(run)")
        }
        for name in try place.names(in: "one") { #expect(try place.read("one/\(name)") == place.read("two/\(name)")) }
        let solved = try place.run("solve", problem, "one", "--format", "json")
        #expect(try place.run("interpret", "one", "--answer", "-", input: solved.output).exitCode == code)
        try FileManager.default.removeItem(at: place.path("one"))
        try FileManager.default.removeItem(at: place.path("two"))
      }
    }
    let sets = try place.run("generate", "hitting-set", "--family", "no", "--size", "n=3,d=6")
    #expect(try place.run("solve", "hitting-set", "-", input: sets.output).exitCode == 10)
    // Its instances come from k-SUM by way of the inner product.
    let sum = try place.run("generate", "grammar-addition", "--family", "planted", "--size", "m=4")
    #expect(try place.run("solve", "grammar-addition", "-", input: sum.output).exitCode == 0)
  }

  @Test(
    "read: any solver's values, with error bars or as exact as they are printed",
    arguments: [
      ("last-layer", ["--values", "1"], 10, #""atLeast":"1""#), ("last-layer", ["--values", "2"], 20, #""count":"0""#),
      ("last-layer", ["--values", "1.0001", "--errors", "1e-3"], 10, "true"),
      ("last-layer", ["--values", "1.9", "--errors", "1/8"], 20, "false"),
      ("last-layer", ["--values", "1.5", "--errors", "0.5"], 0, #""bitsMissing":3"#),
      ("last-layer", ["--values", "1", "--errors", "2"], 0, #""bitsMissing":5"#),
      ("gradient", ["--values=-1,0"], 10, #""witness":{"left":0,"right":0}"#),
      ("gradient", ["--values", "-1,0"], 10, #""count":"1""#), ("gradient", ["--values", "0,0"], 20, #""count":"0""#),
      ("gradient", ["--values", "-1.02,-0.003", "--errors", "0.05"], 10, #""count":"1""#),
      ("gradient", ["--values", "-1,0", "--errors", "0,2"], 10, #""atLeast":"1""#),
      ("gradient", ["--values", "-1,0", "--errors", "1"], 0, #""bitsMissing":3"#),
      ("svm", ["--values", "4096/4097,4096/4097,264599989987311616/132200887468453433"], 10, "true"),
      ("svm", ["--values", "1.000,1.000,2.001"], 0, "bitsMissing"),
      ("svm", ["--values", "0.99975591896509641,0.99975591896509641,2.0014993314", "--errors", "1e-10"], 10, "true"),
      ("svm", ["--values", "1,1,2", "--errors", "1e-6,1e-6,1e-6"], 20, "false"),
    ] as [(String, [String], Int32, String)])
  func read(target: String, arguments: [String], code: Int32, said: String) throws {
    let place = try Workplace()
    let base = target == "svm" ? ["--base", "1/8"] : []
    let reduced = try place.run(
      arguments: ["reduce", "ov-to-\(target)", "-", "-o", "out"] + base, input: Self.vectors)
    #expect(reduced.exitCode == 0, "\(reduced)")
    let run = try place.run(arguments: ["read", "out", "--format", "json"] + arguments)
    #expect(run.exitCode == code && run.output.contains(said), "\(run)")
  }

  @Test("read: wrong numbers of values, and what is none, is wrong usage; false answers could not be read")
  func refusedValues() throws {
    let place = try Workplace()
    for target in ["last-layer", "gradient", "svm", "furthest-pair"] {
      try place.run("reduce", "ov-to-\(target)", "-", "-o", target, input: Self.vectors)
    }
    for (target, arguments, code, message) in [
      ("svm", ["--values", "1,2"], 2, "3 optimal values"), ("svm", ["--values", "1,2,x"], 2, "--values: "),
      ("svm", ["--values", "1,2,3", "--errors", "1,2"], 2, "one number or 3"),
      ("svm", ["--values", "1,2,3", "--errors=-1"], 2, "none negative"),
      ("last-layer", ["--values", "1,2"], 2, "1 optimal value"), ("last-layer", ["--values", ""], 2, "--values: "),
      ("last-layer", ["--values", "nan"], 2, "--values: "), ("last-layer", ["--values", "1/0"], 2, "--values: "),
      ("gradient", ["--values", "0"], 2, "2 coordinates"), ("gradient", ["--values", "0,1"], 3, "none is positive"),
      ("gradient", ["--values", "0,-1"], 3, "unit 1 has no point"),
      ("furthest-pair", ["--values", "1"], 2, "interpret"),
      ("nowhere", ["--values", "1"], 3, "nowhere"),
    ] as [(String, [String], Int32, String)] {
      let run = try place.run(arguments: ["read", target] + arguments)
      #expect(
        run.exitCode == code && run.output.isEmpty && run.errors.contains(message), "\(target) \(arguments): \(run)")
    }
    // Many coordinates come from a file.
    try place.write("-1.0\n0.0\n", to: "gradient.txt")
    #expect(try place.run("read", "gradient", "--values", "gradient.txt").exitCode == 10)
    #expect(try place.run("read", "gradient", "--values", "-", input: "-1, 0\n").exitCode == 10)
  }

  @Test("Bad input is refused, and the line or field named")
  func badInput() throws {
    let place = try Workplace()
    let pair = "p bhcp 2 1 3 2\n000\n011\n110\n"
    for (command, input, code, message) in [
      (["solve", "sat"], "p cnf 2 2\n1 2 0\n", 3, "clause 2 of 2 is missing"),
      (["reduce", "sat-to-svm", "-", "-o", "out"], "p cnf 2 1\n1 3 0\n", 3, "line 2, clause 1"),
      (["reduce", "sat-to-ov", "-", "-o", "out"], "p cnf 2\n", 3, "line 1, header"),
      (["solve", "ov"], "p ov 2 1 3\n101\n10\n111\n", 3, "line 3, vector 2: found “2 bits”, expected 3 bits"),
      (["solve", "ov"], "p ov 1 1 2\n10\n012\n", 3, "line 3, vector 2"),
      (["solve", "ov"], "p ov 1 1 2\n10\n", 3, "vector 2 of 2"),
      (["reduce", "ov-to-svm", "-", "-o", "out", "--base", "1"], Self.vectors, 2, "--base: the base q = 1 "),
      (["reduce", "ov-to-svm", "-", "-o", "out", "--base", "3/2"], Self.vectors, 2, "not between 0 and 1"),
      (["reduce", "ov-to-svm", "-", "-o", "out", "--base", "0"], Self.vectors, 2, "not between 0 and 1"),
      (["reduce", "ov-to-svm", "-", "-o", "out", "--base", "2/3"], Self.vectors, 3, "add up to ρ"),
      (["reduce", "ov-to-svm", "-", "-o", "out", "--base", "1/2"], Self.vectors, 3, "choose a smaller base"),
      (["reduce", "ov-to-svm-soft", "-", "-o", "out", "--box", "1"], Self.vectors, 3, "the box C = 1 lies between"),
      (
        ["reduce", "ov-to-svm-soft", "-", "-o", "out", "--box", "0"], Self.vectors, 2,
        "--box: expected a positive number"
      ),
      (
        ["reduce", "ov-to-ridge", "-", "-o", "out", "--lambda", "0"], Self.vectors, 2,
        "--lambda: expected a positive number"
      ),
      (["reduce", "ov-to-svm", "-", "-o", "out", "--box", "1/2"], Self.vectors, 2, "--box has no meaning"),
      (
        ["reduce", "bhcp-to-svm", "-", "-o", "out"], pair.replacing("011", with: "000"), 3,
        "vectors 0 and 1 of side A are equal"
      ),
      (
        ["reduce", "bhcp-to-svm", "-", "-o", "out"], pair.replacing("110", with: "011"), 3,
        "vector 1 of A equals vector 0 of B"
      ),
      (["reduce", "bhcp-to-svm", "-", "-o", "out"], pair.replacing("3 2", with: "3 0"), 3, "threshold t is 0"),
      (["solve", "bhcp"], pair.replacing("110", with: "11"), 3, "line 4, vector 3"),
      (["reduce", "ov-to-last-layer", "-", "-o", "out", "--loss", "cubic"], Self.vectors, 2, "--loss"),
      (
        ["reduce", "ov-to-last-layer", "-", "-o", "out", "--loss", "squared", "--activation", "sigmoid"], Self.vectors,
        3,
        "hinge loss"
      ),
      (["reduce", "ov-to-last-layer", "-", "-o", "out", "--weight-bound", "2"], Self.vectors, 2, "--weight-bound"),
      (
        ["reduce", "ov-to-last-layer", "-", "-o", "out", "--activation", "sigmoid", "--weight-bound", "1/2"],
        Self.vectors, 2, "--weight-bound: expected a number of at least 1"
      ),
      (
        ["reduce", "ov-to-gradient", "-", "-o", "out", "--activation", "sigmoid", "--kappa", "0"], Self.vectors, 2,
        "--kappa: expected 1 to 1000"
      ),
      (["reduce", "ov-to-gradient", "-", "-o", "out", "--kappa", "2"], Self.vectors, 2, "--kappa"),
      (
        ["reduce", "hitting-set-to-last-layer", "-", "-o", "out", "--loss", "squared"], "p hitting-set 0 0 0\n", 2,
        "--loss"
      ),
    ] as [([String], String, Int32, String)] {
      let arguments = command[0] == "solve" ? command + ["-"] : command
      let run = try place.run(arguments: arguments, input: input)
      #expect(run.exitCode == code && run.output.isEmpty && run.errors.contains(message), "\(command) \(input): \(run)")
      #expect(!place.exists("out"))
    }
  }

  @Test(
    "DIMACS as it is found in the wild, from the file to the number of models",
    arguments: [
      ("c made by\nc several lines\np cnf 2 1\n1 2 0\n", 3), ("p cnf 2 2\n1 2 0\n-1 0\n%\n0\n", 1),
      ("p cnf 2 1\n1 1 2 0\n", 3), ("p cnf 2 1\n1 -1 0\n", 4),
      ("p cnf 2 2\n1 0\n0\n", 0), ("p cnf 0 0\n", 1), ("p cnf 0 1\n0\n", 0), ("p cnf 1 0\n", 2),
      ("p cnf 1 2\n1 0 -1 0\n", 0), ("p cnf 3 2\n1 2\n3 0 -1\n-2 0\n", 5),
    ])
  func quirks(text: String, models: Int) throws {
    let place = try Workplace()
    try place.write(text, to: "in.cnf")
    let solved = try place.run("solve", "sat", "in.cnf", "--format", "json")
    let code: Int32 = models > 0 ? 10 : 20
    #expect(solved.exitCode == code && solved.output.contains("\"count\":\"\(models)\""), "\(solved)")
    // Vectors without a coordinate are equal, so that no machine separates them.
    let isEmpty = text == "p cnf 0 0\n"
    for (target, options) in [("ov", []), ("svm", ["--counting"])] where target != "svm" || !isEmpty {
      let reduced = try place.run(arguments: ["reduce", "sat-to-\(target)", "in.cnf", "-o", target] + options)
      #expect(reduced.exitCode == 0, "\(reduced)")
      let answer = try place.run("solve", target, target, "--format", "json")
      let meaning = try place.run("interpret", target, "--answer", "-", "--format", "json", input: answer.output)
      #expect(meaning.exitCode == code && meaning.output.contains("\"count\":\"\(models)\""), "\(target): \(meaning)")
    }
  }
}
