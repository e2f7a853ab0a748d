import Foundation
import TestSupport
import Testing
import Text

@Suite("tightbound lp")
struct LinearProgramCommandTests {
  private static let optimal = "max\n obj: 3 x + 2 y + 1/2\nst\n a: x + y <= 4\n b: x + 3 y <= 6.5\nend\n"
  private static let infeasible = "max\n x\nst\n a: x + y <= 1\n b: 2 x + 2 y >= 5\nend\n"
  private static let unbounded = "max\n x\nst\n a: x - y <= 1\nend\n"
  /// The instance within the certificate of the first program of `integers()`.
  private static let integerProgram =
    #"{"integers":[0,1],"program":{"columns":[{"lower":"0"},{"lower":"0"}],"maximizes":true,"objective":["1","1"],"#
    + #""objectiveConstant":"0","rows":[{"coefficients":["2","2"],"columns":[0,1],"interval":{"upper":"7"}}]}}"#
  private static let mps = """
    NAME t
    ROWS
     N cost
     G need
    COLUMNS
     x cost 1 need 3
     y cost 2/3 need 1
    RHS
     RHS need 1
    ENDATA

    """

  @Test("An optimum in fractions, from a file and from standard input, and nothing else on standard output")
  func optimum() throws {
    let place = try Workplace()
    try place.write(Self.optimal, to: "in.lp")
    let expected =
      #"{"constraints":[{"dual":"3","name":"a","value":"4"},{"dual":"0","name":"b","value":"4"}],"exactSteps":0,"#
      + #""status":"optimal","value":"25/2","variables":[{"name":"x","reducedCost":"0","value":"4"},"#
      + #"{"name":"y","reducedCost":"-1","value":"0"}]}"# + "\n"
    let run = try place.run("lp", "solve", "in.lp", "--format", "json")
    #expect(run.exitCode == 0 && run.output == expected && run.errors.isEmpty, "\(run)")
    let piped = try place.run("lp", "solve", "-", "--input-format", "lp", "--format", "json", input: Self.optimal)
    #expect(piped.output == expected)
    #expect(try place.run("lp", "solve", "in.lp").output == "optimal: 25/2\nx = 4\n")
    try place.write(Self.mps, to: "in.mps")
    #expect(try place.run("lp", "solve", "in.mps").output == "optimal: 1/3\nx = 1/3\n")
  }

  @Test(
    "Every status has a certificate as JSON, and as VIPR where that can say it; both are verified by themselves",
    arguments: [
      (optimal, "optimal: 25/2", "the optimum of the linear program NAME is 25/2"),
      (infeasible, "infeasible", "the linear program NAME is infeasible"),
      (unbounded, "unbounded", "the linear program NAME is unbounded"),
    ])
  func certificates(program: String, status: String, proved: String) throws {
    let place = try Workplace()
    try place.write(program, to: "in.lp")
    let run = try place.run("lp", "solve", "in.lp", "-o", "proof.json")
    #expect(run.exitCode == 0 && run.output.hasPrefix(status), "\(run)")
    for (verb, name) in [
      (["verify", "proof.json"], "it contains"), (["lp", "verify", "proof.json", "--program", "in.lp"], "in in.lp"),
    ] {
      let verified = try place.run(arguments: verb)
      let lines = verified.output.split(separator: "\n")
      #expect(verified.exitCode == 0 && lines.count == 2, "\(verified)")
      #expect(lines.first.map(String.init) == "verified: \(proved.replacing("NAME", with: name))")
      #expect(lines.last?.contains(" 2 variables, 0 of them integers, ") == true, "\(verified)")
    }
    let piped = try place.run("lp", "solve", "in.lp", "-o", "-")
    #expect(try piped.output == place.read("proof.json"), "a certificate on standard output stands there alone")
    #expect(try place.run("lp", "verify", "-", input: piped.output).exitCode == 0)
    let vipr = try place.run("lp", "solve", "in.lp", "-o", "proof.vipr")
    if status == "unbounded" {
      #expect(vipr.exitCode == 3 && vipr.errors.contains("cannot speak of") && !place.exists("proof.vipr"))
      #expect(vipr.output.hasPrefix("unbounded"), "the answer is not lost")
      return
    }
    #expect(try place.read("proof.vipr").hasPrefix("VER 1.0\nVAR 2\nx\ny\nINT 0\n"))
    for verb in [["verify", "proof.vipr"], ["lp", "verify", "proof.vipr", "--program", "in.lp"]] {
      let verified = try place.run(arguments: verb)
      #expect(verified.exitCode == 0 && verified.output.hasPrefix("verified: the "), "\(verified)")
    }
  }

  @Test("A certificate of something else, or one that was changed, is refused with exit code 1")
  func refused() throws {
    let place = try Workplace()
    try place.write(Self.optimal, to: "in.lp")
    try place.write(Self.optimal.replacing("3 x", with: "4 x"), to: "other.lp")
    for name in ["proof.json", "proof.vipr"] {
      try place.run("lp", "solve", "in.lp", "-o", name)
      let other = try place.run("lp", "verify", name, "--program", "other.lp")
      #expect(other.exitCode == 1 && other.errors.contains("about another program than other.lp"), "\(other)")
    }
    let good = try place.read("proof.json")
    for (old, new) in [
      ("\"25/2\"", "\"13\""), ("\"rows\":[\"-3\",\"0\"]", "\"rows\":[\"-2\",\"0\"]"), ("\"6.5\"", "\"6\""),
    ] {
      let text = good.replacing(old, with: new)
      if old == "\"6.5\"" { continue }
      #expect(text != good, "\(old) occurs in \(good)")
      try place.write(text, to: "bad.json")
      let run = try place.run("verify", "bad.json")
      #expect(run.exitCode == 1 && run.output.isEmpty && run.errors.hasPrefix("not verified: "), "\(run)")
    }
    try place.write(try place.read("proof.vipr").replacing("range 12 12", with: "range 13 13"), to: "bad.vipr")
    #expect(try place.run("verify", "bad.vipr").exitCode == 1)
  }

  @Test("Integer programs: proved by the relaxation and by cases, infeasible, stopped at a limit")
  func integers() throws {
    let place = try Workplace()
    func solve(_ text: String) throws -> (run: CommandLineRun, status: String?) {
      try place.write(text, to: "in.lp")
      let run = try place.run("lp", "solve", "in.lp", "--format", "json", "-o", "proof.json")
      return (run, (run.json as? [String: Any])?["status"] as? String)
    }
    let proved = try solve("max\n x + y\nst\n c: 2 x + 2 y <= 7\ngeneral\n x y\nend\n")
    #expect(proved.run.exitCode == 0 && proved.status == "optimal", "\(proved)")
    let verified = try place.run("verify", "proof.json")
    #expect(
      verified.output == """
        verified: the optimum of the integer program it contains is 3
        program: maximize, 2 variables, 2 of them integers, 1 constraints with 2 coefficients; SHA-256 \
        \(sha256(Self.integerProgram))

        """)
    let gap = try solve(
      "max\n a + b + c + d\nst\n a + b <= 1\n a + c <= 1\n a + d <= 1\n b + c <= 1\n b + d <= 1\n c + d <= 1\nbinary\n a b c d\nend\n"
    )
    #expect(gap.run.exitCode == 0 && gap.status == "optimal" && gap.run.output.contains(#""value":"1""#), "\(gap)")
    #expect(try place.run("verify", "proof.json").output.contains("proof: "))
    #expect(try place.run("lp", "verify", "proof.json", "--program", "in.lp").exitCode == 0)
    let none = try solve("min\n x\nst\n c: 3 x >= 1\n d: 3 x <= 2\nbounds\n 1/3 <= x <= 2/3\ngeneral\n x\nend\n")
    #expect(none.run.exitCode == 0 && none.status == "infeasible")
    #expect(
      try place.run("verify", "proof.json").output.hasPrefix(
        "verified: the integer program it contains is infeasible\n"))
    let parity = try solve("min\n x\nst\n c: 2 x - 2 y = 1\nbounds\n x free\n y free\ngeneral\n x y\nend\n")
    #expect(parity.run.exitCode == 0 && parity.status == "infeasible", "\(parity)")
    #expect(try place.run("lp", "solve", "in.lp", "-o", "proof.vipr").exitCode == 0)
    #expect(try place.run("lp", "verify", "proof.vipr", "--program", "in.lp").exitCode == 0)
    #expect(try place.run("verify", "proof.json", "--proved").exitCode == 3, "no proved checker knows cases")
  }

  @Test("At a limit the point and the bound are printed, with exit code 4; within a gap the code is 0")
  func limits() throws {
    let place = try Workplace()
    let names = (0..<30).map { "x\($0)" }
    let form = names.enumerated().map { "\(1_000 + ($0.offset * 7_919) % 997) \($0.element)" }.joined(separator: " + ")
    let other = names.enumerated().map { "\(1_000 + ($0.offset * 6_311) % 991) \($0.element)" }.joined(separator: " + ")
    try place.write(
      "max\n \(form)\nst\n a: \(form) <= 20001\n b: \(other) <= 20003\nbinary\n \(names.joined(separator: " "))\nend\n",
      to: "in.lp")
    let stopped = try place.run("lp", "solve", "in.lp", "--node-limit", "1", "-o", "proof.json", "--format", "json")
    #expect(stopped.exitCode == 4 && stopped.output.contains(#""limit":"nodes""#), "\(stopped)")
    #expect(try place.run("lp", "verify", "proof.json", "--program", "in.lp").exitCode == 0)
    let close = try place.run("lp", "solve", "in.lp", "--gap", "1/10")
    #expect(close.exitCode == 0, "\(close)")
    for arguments in [["--gap", "-1"], ["--gap", "x"], ["--time-limit", "0"]] {
      #expect(try place.run(arguments: ["lp", "solve", "in.lp"] + arguments).exitCode == 2)
    }
  }

  @Test("Programs are converted to the last digit, and back; solutions and multipliers are written")
  func conversion() throws {
    let place = try Workplace()
    try place.write(Self.optimal.replacing("6.5", with: "6.125").replacing("1/2", with: "0.5"), to: "in.lp")
    #expect(try place.run("lp", "convert", "in.lp", "-o", "out.mps").exitCode == 0)
    #expect(try place.run("lp", "convert", "out.mps", "-o", "back.lp").exitCode == 0)
    #expect(try place.run("lp", "convert", "back.lp", "-o", "again.mps").exitCode == 0)
    #expect(try place.read("out.mps") == place.read("again.mps"))
    try place.write("max\n 1/3 x\nst\n c: x <= 1\nend\n", to: "third.lp")
    let refused = try place.run("lp", "convert", "third.lp", "-o", "third.mps")
    #expect(
      refused.exitCode == 3 && refused.errors.contains("no finite decimal") && !place.exists("third.mps"), "\(refused)")
    #expect(try place.run("lp", "convert", "third.lp", "-o", "third.mps", "--fractions").exitCode == 0)
    let solved = try place.run("lp", "solve", "third.mps", "--duals", "-o", "third.sol")
    #expect(solved.output == "optimal: 1/3\nx = 1\ndual c = 1/3\n", "\(solved)")
    let ranges = try place.run("lp", "solve", "third.mps", "--ranging")
    #expect(
      ranges.output
        == "optimal: 1/3\nx = 1\ncost x = 1/3 may be from 0 to inf\nbound c = 1 may be from 0 to inf\n", "\(ranges)")
    try place.write("max\n x\nst\n c: 2 x <= 3\ngeneral\n x\nend\n", to: "integers.lp")
    #expect(try place.run("lp", "solve", "integers.lp", "--ranging").exitCode == 2)
    #expect(try place.read("third.sol") == "# optimal: 1/3\nx 1\n")
    #expect(try place.run("lp", "convert", "third.lp", "-o", "third.txt").exitCode != 0)
    for output in ["out.mps.gz", "out.lp"] {
      let named = try place.run("lp", "convert", "in.lp", "-o", output, "--output-format", "mps")
      #expect(named.exitCode == 3 && named.errors.contains("name it .mps") && !place.exists(output), "\(named)")
    }
  }

  @Test("Hostile programs and certificates are refused with file and line")
  func hostile() throws {
    let place = try Workplace()
    for (name, text, message) in [
      ("in.lp", "", "in.lp: line 1: found “the end of the file”, expected Minimize"),
      ("in.lp", "max x\nst\nc: nan x <= 1\nend", "in.lp: line 3"),
      ("in.lp", "max x\nst\nc: x <= 1", "in.lp: line 3"), ("in.lp", "max x\nst\nbounds\nx = inf\nend", "in.lp: line 4"),
      ("in.lp", "max 1e999999999 x\nst\nend", "in.lp: line 1"), ("in.mps", "ROWS\n N c\n", "in.mps: line 3"),
      ("in.mps", "ROWS\n N c\nCOLUMNS\n x c inf\nENDATA", "in.mps: line 4"),
    ] {
      try place.write(text, to: name)
      let run = try place.run("lp", "solve", name)
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.hasPrefix("Error: \(message)"), "\(text): \(run)")
    }
    try Data([0xff, 0xfe, 0x00]).write(to: place.path("bytes.lp"))
    #expect(try place.run("lp", "solve", "bytes.lp").errors.contains("found UTF-16, expected UTF-8"))
    for arguments in [["in.txt"], ["-"], ["in.lp", "--input-format", "xml"], ["in.lp", "--node-limit", "0"]] {
      let run = try place.run(arguments: ["lp", "solve"] + arguments)
      #expect(run.exitCode == 2, "\(arguments): \(run)")
    }
    #expect(try place.run("lp", "solve", "none.lp").exitCode == 3)
    try place.write(Self.optimal, to: "in.lp")
    try place.run("lp", "solve", "in.lp", "-o", "proof.json")
    try place.run("lp", "solve", "in.lp", "-o", "proof.vipr")
    for name in ["proof.json", "proof.vipr"] {
      let text = try place.read(name)
      for length in stride(from: 1, to: text.count - 2, by: 37) {
        try place.write(String(text.prefix(length)), to: name)
        let run = try place.run("lp", "verify", name)
        #expect(run.exitCode == 3 || run.exitCode == 1, "\(length): \(run)")
      }
    }
    for text in [
      "{}", "{\"kind\":\"linear-program\"}", "{\"kind\":\"linear-program\",\"certificate\":{}}", "[", "", "VER 9",
    ] {
      let run = try place.run("lp", "verify", "-", input: text)
      #expect(run.exitCode == 3 && run.output.isEmpty, "\(text): \(run)")
    }
  }
}
