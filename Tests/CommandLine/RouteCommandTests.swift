import Foundation
import TestSupport
import Testing

@Suite("tightbound reduce, solve and interpret on the problems that the inner product leads to")
struct RouteCommandTests {
  static let yes = InstanceCommandTests.yes
  static let no = InstanceCommandTests.no
  /// Two relevant triples of groups, with three solutions each.
  static let grouped = "p ksum 3 32\n1 2 9 10\n3 4 20 21\n5 6 30 31\n"

  struct Target: Sendable, CustomTestStringConvertible {
    let problem: String
    let files: [String]
    /// Whether an answer names a position, and so a witness.
    let hasWitness: Bool
    var testDescription: String { problem }
    var route: String { "ksum-to-\(problem)" }
  }

  static let targets = [
    Target(problem: "grammar-matrix-vector", files: ["matrix.slp", "shape", "x.slp"], hasWitness: true),
    Target(problem: "grammar-matrix-product", files: ["a.slp", "b-transposed.slp", "shape"], hasWitness: true),
    Target(problem: "grammar-addition", files: ["u.slp", "v.slp"], hasWitness: false),
  ]

  @Test("From ksum to an answer through files", arguments: targets)
  func files(target: Target) throws {
    let place = try Workplace()
    for (text, solutions) in [(Self.yes, 4), (Self.no, 0), (Self.grouped, 6)] {
      try place.write(text, to: "in.ksum")
      let reduced = try place.run("reduce", target.route, "in.ksum", "-o", "out")
      #expect(reduced.exitCode == 0 && reduced.errors.isEmpty && reduced.output.hasSuffix("wrote out\n"), "\(reduced)")
      #expect(try place.names(in: "out") == (target.files + ["provenance.json"]).sorted())
      for algorithm in target.hasWitness ? ["memoised", "expand"] : ["expand"] {
        let solved = try place.run("solve", target.problem, "out", "--algorithm", algorithm)
        #expect(solved.exitCode == 0 && solved.errors.isEmpty && solved.json != nil, "\(solved)")
        #expect(solved.output.contains("keys") == (algorithm == "memoised"))
        try place.write(solved.output, to: "answer.json")
        for answer in ["answer.json", solved.output] {
          let meaning = try place.run("interpret", "out", "--answer", answer, "--format", "json")
          #expect(meaning.exitCode == (solutions > 0 ? 10 : 20) && meaning.errors.isEmpty, "\(meaning)")
          let said = try #require(meaning.json as? [String: Any])
          #expect(said["solutions"] as? String == "\(solutions)")
          let witness = said["witness"] as? [Int]
          #expect((witness != nil) == (target.hasWitness && solutions > 0))
          if let witness { #expect(witness.count == 3 && witness[0] + witness[1] == witness[2]) }
        }
      }
    }
  }

  @Test("From ksum to an answer through pipes: nothing but the instance goes to standard output", arguments: targets)
  func pipes(target: Target) throws {
    let place = try Workplace()
    let instance = try place.run("generate", "ksum", "--family", "planted", "--size", "m=9", "--seed", "5").output
    let expected = try place.run("solve", "ksum", "-", "--format", "json", input: instance)
    let solutions = try #require((expected.json as? [String: Any])?["solutions"] as? String)
    let reduced = try place.run("reduce", target.route, "-", "-o", "-", input: instance)
    #expect(reduced.exitCode == 0 && reduced.json != nil && reduced.errors.contains("promised "))
    let solved = try place.run("solve", target.problem, "-", input: reduced.output)
    #expect(solved.exitCode == 0 && solved.errors.isEmpty)
    try place.write(reduced.output, to: "stream.json")
    let meaning = try place.run("interpret", "stream.json", "--answer", "-", input: solved.output)
    #expect(meaning.exitCode == 10 && meaning.output.hasPrefix("yes: \(solutions) "), "\(meaning)")
    // What a folder holds is what the stream holds.
    try place.run("reduce", target.route, "-", "-o", "DIR", input: instance)
    #expect(try place.run("solve", target.problem, "DIR").output == solved.output)
  }

  @Test("The inner product becomes a sum, by its own name and as the second step of a route")
  func addition() throws {
    let place = try Workplace()
    try place.run("reduce", "ksum-to-grammar-dot", "-", "-o", "dot", input: Self.yes)
    let alone = try place.run("reduce", "grammar-dot-to-grammar-addition", "dot", "-o", "sum")
    #expect(alone.exitCode == 0 && alone.output.contains("promised n_v = 15; measured 15\n"))
    let answer = try place.run("solve", "grammar-addition", "sum").output
    let product = try place.run("interpret", "sum", "--answer", "-", input: answer)
    #expect(product.exitCode == 0 && product.output == #"{"value":"4"}"# + "\n")
    let route = try place.run("reduce", "ksum-to-grammar-addition", "-", "-o", "route", input: Self.yes)
    #expect(
      route.output.contains("ksum-to-grammar-dot: k = 3")
        && route.output.contains("grammar-dot-to-grammar-addition: N = 32"))
    for file in ["v.slp", "u.slp"] { #expect(try place.read("route/\(file)") == place.read("sum/\(file)")) }
    #expect(try place.run("interpret", "route", "--answer", answer).output == "yes: 4 solutions\n")
    for (wrong, message) in [
      (#"{"sum": "p slp 0 0"}"#, "the sum has 0 entries, but the vectors have 32"),
      (answer.replacing("0 = 0", with: "0 = 1"), "do not add up"),
      (#"{"value": "4"}"#, "not an answer of grammar-addition"),
      (#"{"sum": "p slp 1"}"#, "not an answer of grammar-addition"),
    ] {
      let run = try place.run("interpret", "route", "--answer", wrong)
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains(message), "\(run)")
    }
    #expect(try place.run("solve", "grammar-addition", "sum", "--algorithm", "memoised").exitCode == 2)
  }

  @Test("False answers about matrices are not interpreted, and hostile shapes not solved")
  func falseAnswers() throws {
    let place = try Workplace()
    try place.run("reduce", "ksum-to-grammar-matrix-vector", "-", "-o", "mv", input: Self.grouped)
    try place.run("reduce", "ksum-to-grammar-matrix-product", "-", "-o", "mp", input: Self.grouped)
    for (folder, answer, message) in [
      ("mv", #"{"values": ["3"]}"#, "there are 1 values; expected 2, one for each row"),
      ("mv", #"{"values": [7, -1]}"#, "-1 cannot be a number of solutions"),
      ("mv", #"{"values": [3, 3], "position": {"row": 1, "column": 4}}"#, "row 1, column 4, where not both factors"),
      ("mv", #"{"values": 6}"#, "not an answer of grammar-matrix-vector"),
      ("mv", #"{"value": "6"}"#, "not an answer of grammar-matrix-vector"),
      ("mp", #"{"values": [[3, 0], [1, 3]]}"#, "the entry at row 1, column 0 is not 0"),
      ("mp", #"{"values": [3, 3]}"#, "not an answer of grammar-matrix-product"),
    ] {
      let run = try place.run("interpret", folder, "--answer", answer)
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains(message), "\(run)")
    }
    #expect(try place.run("interpret", "mv", "--answer", #"{"values": [3, 3]}"#).output == "yes: 6 solutions\n")
    for arguments in [["--budget", "10"], ["--budget", "0"], ["--budget=-1"]] {
      let run = try place.run(arguments: ["solve", "grammar-matrix-vector", "mv"] + arguments)
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains("keys it was allowed"), "\(run)")
    }
    #expect(try place.run("solve", "grammar-matrix-vector", "mv", "--algorithm", "magic").exitCode == 2)
    for (shape, message) in [
      ("p grammar-matrix-vector 2 255", "mv: matrix.slp: the program has 512 entries"),
      ("p grammar-matrix-vector 1 512", "mv: x.slp: the program has 256 entries"),
      ("p grammar-matrix-vector 4294967296 4294967296", "mv: matrix.slp: the program has 512 entries"),
      ("p grammar-matrix-vector -2 -256", "mv: shape: expected one line"), ("", "mv: shape: expected one line"),
    ] {
      try place.write(shape, to: "mv/shape")
      let run = try place.run("solve", "grammar-matrix-vector", "mv")
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.hasPrefix("Error: \(message)"), "\(run)")
    }
    let empty =
      #"{"files": {"matrix.slp": "p slp 0 0", "x.slp": "p slp 0 0", "shape": "p grammar-matrix-vector 9223372036854775807 0"}}"#
    let run = try place.run("solve", "grammar-matrix-vector", "-", input: empty)
    #expect(run.exitCode == 3 && run.errors.contains("more than the limit"), "\(run)")
  }

  @Test("--gamma pads and --groups cuts; interpret makes the same again from provenance.json")
  func options() throws {
    let place = try Workplace()
    // N = 32: ⌈32^γ⌉ zeros.
    for (gamma, zeros) in [("0", 1), ("1/4", 3), ("0.25", 3), ("1/3", 4), ("1/2", 6), ("1", 32)] {
      let run = try place.run("reduce", "ksum-to-grammar-dot", "-", "-o", "dot", "--gamma", gamma, input: Self.yes)
      #expect(
        run.exitCode == 0 && run.output.contains("promised N = \(32 + zeros); measured \(32 + zeros)\n"), "\(run)")
      #expect(run.output.contains("measured \(15 + zeros)\n") && run.output.contains("measured \(12 + zeros)\n"))
      let solved = try place.run("solve", "grammar-dot", "dot", "--format", "json", "--witness")
      let meaning = try place.run("interpret", "dot", "--answer", "-", input: solved.output)
      #expect(meaning.exitCode == 10 && meaning.output.hasPrefix("yes: 4 solutions\nwitness "), "\(meaning)")
    }
    let route = try place.run("reduce", "ksum-to-grammar-addition", "-", "-o", "sum", "--gamma", "1/3", input: Self.yes)
    #expect(route.exitCode == 0 && route.output.contains("N = 36"))
    let sum = try place.run("solve", "grammar-addition", "sum").output
    #expect(try place.run("interpret", "sum", "--answer", "-", input: sum).output == "yes: 4 solutions\n")
    for target in Self.targets where target.hasWitness {
      for groups in ["1", "2", "3", "4", "9223372036854775807"] {
        let run = try place.run("reduce", target.route, "-", "-o", "cut", "--groups", groups, input: Self.grouped)
        #expect(run.exitCode == 0, "\(run)")
        let solved = try place.run("solve", target.problem, "cut")
        let meaning = try place.run("interpret", "cut", "--answer", "-", input: solved.output)
        #expect(meaning.exitCode == 10 && meaning.output.hasPrefix("yes: 6 solutions\nwitness "), "\(meaning)")
      }
    }
  }

  @Test("Without its options, or with others, an instance is not the one that its source reduces to")
  func changedOptions() throws {
    let place = try Workplace()
    try place.run("reduce", "ksum-to-grammar-dot", "-", "-o", "dot", "--gamma", "1/2", input: Self.yes)
    try place.run("reduce", "ksum-to-grammar-matrix-vector", "-", "-o", "mv", "--groups", "1", input: Self.grouped)
    for (folder, answer, written, replacements) in [
      (
        "dot", #"{"value": 4}"#, #""gamma" : "1\/2""#,
        [
          (#""gamma" : "1/3""#, "is not what"),
          (#""groups" : 2"#, "options: --groups: has no meaning for ksum-to-grammar-dot; its choices are gamma"),
          (#""gamma" : "1/2", "Gamma" : "1/2""#, "options: --Gamma: has no meaning for ksum-to-grammar-dot"),
          (#""gamma" : "2""#, "options: --gamma: expected a number from 0 to 1"),
          (#""gamma" : "1/0""#, "options: --gamma"),
          (#""gamma" : "x""#, "options: --gamma"),
          (#""gamma" : "-1""#, "options: --gamma: expected a number from 0 to 1"),
        ]
      ),
      (
        "mv", #"{"values": ["6"]}"#, #""groups" : 1"#,
        [
          (#""groups" : 2"#, "is not what"),
          (#""gamma" : "1/2""#, "options: --gamma: has no meaning for ksum-to-grammar-matrix-vector"),
          (#""groups" : 1, "witness" : true"#, "options: --witness: has no meaning for ksum-to-grammar-matrix-vector"),
          (#""groups" : 0"#, "--groups: expected at least 1"),
          (#""groups" : -9223372036854775808"#, "--groups: expected at least 1"),
          (#""groups" : 1e30"#, "mv/provenance.json"),
        ]
      ),
    ] as [(String, String, String, [(String, String)])] {
      let good = try place.read("\(folder)/provenance.json")
      let written = written.replacing(#"\/"#, with: "/")
      #expect(good.contains(written), "\(good)")
      #expect(try place.run("interpret", folder, "--answer", answer).exitCode == 10)
      for (other, message) in replacements {
        try place.write(good.replacing(written, with: other), to: "\(folder)/provenance.json")
        let run = try place.run("interpret", folder, "--answer", answer)
        #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains(message), "\(other): \(run)")
      }
      try place.write(
        good.replacing(/"reductions" : \[[^\]]*\]/, with: #""reductions" : []"#), to: "\(folder)/provenance.json")
      let none = try place.run("interpret", folder, "--answer", #"{"solutions": "5"}"#)
      #expect(none.exitCode == 3 && none.errors.contains("names no reduction"), "\(none)")
    }
  }

  @Test("Options with values that no reduction can work with, or that the route does not use, are refused")
  func wrongOptions() throws {
    let place = try Workplace()
    let (dot, vector) = ("ksum-to-grammar-dot", "ksum-to-grammar-matrix-vector")
    try place.run("reduce", dot, "-", "-o", "dot", input: Self.yes)
    for (path, options, code, message) in [
      (dot, ["--gamma=-1/2"], 2, "from 0 to 1"), (dot, ["--gamma", "2"], 2, "from 0 to 1"),
      (dot, ["--gamma", "1001/1000"], 2, "from 0 to 1"),
      (dot, ["--gamma", "1/1001"], 2, "denominator of at most 1000"),
      (dot, ["--gamma", "x"], 2, "--gamma: "), (dot, ["--gamma", ""], 2, "--gamma: "),
      (dot, ["--gamma", "1/0"], 2, "--gamma: "),
      (dot, ["--gamma", "1e999999999999"], 2, "--gamma: "), (dot, ["--gamma"], 2, "--gamma"),
      (dot, ["--groups", "2"], 2, "no meaning"), (dot, ["--k", "4"], 3, "with k = 3, not 4"),
      (dot, ["--k", "x"], 2, "--k"),
      (vector, ["--groups", "0"], 2, "--groups: expected at least 1"),
      (vector, ["--groups=-3"], 2, "--groups: expected at least 1"),
      (vector, ["--groups", "x"], 2, "--groups"), (vector, ["--groups", "9223372036854775808"], 2, "--groups"),
      (vector, ["--gamma", "1/2"], 2, "no meaning"), (vector, ["--k", "5"], 3, "with k = 3, not 5"),
      ("grammar-dot-to-grammar-addition", ["--k", "3"], 2, "no meaning"),
      ("grammar-dot-to-grammar-addition", ["--gamma", "0"], 2, "no meaning"),
      ("grammar-matrix-vector-to-ksum", [], 2, "there is no reduction or route"),
      ("grammar-addition-to-grammar-dot", [], 2, "there is no reduction or route"),
      ("ksum-to-grammar-dot-to-grammar-addition", [], 2, "there is no reduction or route"),
    ] as [(String, [String], Int32, String)] {
      let input = path.hasPrefix("grammar") ? "dot" : "-"
      let run = try place.run(arguments: ["reduce", path, input, "-o", "out"] + options, input: Self.yes)
      #expect(run.exitCode == code && run.output.isEmpty && run.errors.contains(message), "\(path) \(options): \(run)")
      #expect(!place.exists("out"))
    }
    #expect(try place.run("reduce", dot, "-", "-o", "out", "--k", "3", input: Self.yes).exitCode == 0)
    let four = "p ksum 4 10\n1 2\n1 3\n2 5\n4 7 10\n"
    #expect(try place.run("reduce", dot, "-", "-o", "four", "--k", "4", input: four).exitCode == 0)
    let sets = try place.run("reduce", vector, "-", "-o", "none", input: four)
    #expect(sets.exitCode == 3 && sets.errors.contains("needs k = 3 sets, not 4") && !place.exists("none"))
    for path in [vector, "ksum-to-grammar-matrix-product"] {
      let huge = "p ksum 3 3074457345618258602\n1 2\n1 2\n2 3\n"
      let run = try place.run("reduce", path, "-", "-o", "none", input: huge)
      #expect(
        run.exitCode == 3 && run.errors.contains("longer than 9223372036854775807") && !place.exists("none"), "\(run)")
    }
    let padding = try place.run(
      "reduce", dot, "-", "-o", "none", "--gamma", "1", input: "p ksum 3 1000000000\n1\n1\n2\n")
    #expect(padding.exitCode == 3 && padding.errors.contains("γ asks for 2000000000 padding rules"), "\(padding)")
  }

  @Test("A problem is solved by way of one that it reduces to, with a witness, and its options are held to that one's")
  func byReduction() throws {
    let place = try Workplace()
    let direct = try place.run("solve", "ksum", "-", input: Self.yes)
    let detour = try place.run("solve", "ksum", "-", "--algorithm", "grammar-dot", input: Self.yes)
    #expect(detour.exitCode == 10 && detour.output.split(separator: "\n")[0] == direct.output.split(separator: "\n")[0])
    #expect(detour.output.contains("witness "))
    for (options, code) in [(["--budget", "x"], 2), (["--rank", "5"], 2), (["--budget", "1"], 3)] as [([String], Int32)]
    {
      let run = try place.run(
        arguments: ["solve", "ksum", "-", "--algorithm", "grammar-dot"] + options, input: Self.yes)
      #expect(run.exitCode == code && run.output.isEmpty, "\(run)")
    }
    let net = try place.run("solve", "ksum", "-", "--algorithm", "svm", input: Self.yes)
    #expect(net.exitCode == 2 && net.errors.contains("ksum has no algorithm “svm”"))
  }
}
