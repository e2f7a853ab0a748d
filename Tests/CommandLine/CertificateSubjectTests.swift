import Foundation
import TestSupport
import Testing
import Text

@Suite("Certificates of programs name what they are about")
struct CertificateSubjectTests {
  /// max x with 2 x ≤ 5 and x ≤ 10, an integer.
  private static let integerProgram = """
    NAME t
    ROWS
     N cost
     L r
    COLUMNS
     m1 'MARKER' 'INTORG'
     x cost -1 r 2
     m2 'MARKER' 'INTEND'
    RHS
     RHS r 5
    BOUNDS
     UP b x 10
    ENDATA

    """
  private static let relaxation = integerProgram.split(separator: "\n", omittingEmptySubsequences: false)
    .filter { !$0.contains("MARKER") }.joined(separator: "\n")

  @Test("The optimum of a relaxation is not that of the integer program", arguments: ["proof.json", "proof.vipr"])
  func relaxedOptimum(proof: String) throws {
    let place = try Workplace()
    try place.write(Self.integerProgram, to: "integers.mps")
    try place.write(Self.relaxation, to: "reals.mps")
    try place.run("lp", "solve", "reals.mps", "-o", proof)
    let own = try place.run("lp", "verify", proof, "--program", "reals.mps")
    #expect(
      own.exitCode == 0 && own.output.hasPrefix("verified: the optimum of the linear program in reals.mps is -5/2\n"))
    let other = try place.run("lp", "verify", proof, "--program", "integers.mps")
    #expect(
      other.exitCode == 1 && other.output.isEmpty
        && other.errors.contains("about a relaxation, in which x need not be an integer"), "\(other)")
    // And the other way round.
    let solved = try place.run("lp", "solve", "integers.mps", "-o", "integers.json")
    #expect(solved.output.hasPrefix("optimal: -2\n"))
    let strict = try place.run("lp", "verify", "integers.json", "--program", "reals.mps")
    #expect(strict.exitCode == 1 && strict.errors.contains("x must be an integer in the certificate only"), "\(strict)")
  }

  @Test("An unbounded relaxation proves nothing of the integer program, which may have no point")
  func relaxedRay() throws {
    let place = try Workplace()
    let text = "max\n x\nst\n c: 2 y = 1\nbounds\n y <= 1\n"
    try place.write(text + "end\n", to: "reals.lp")
    try place.write(text + "general\n y\nend\n", to: "integers.lp")
    try place.run("lp", "solve", "reals.lp", "-o", "proof.json")
    #expect(try place.run("lp", "verify", "proof.json", "--program", "reals.lp").exitCode == 0)
    let run = try place.run("lp", "verify", "proof.json", "--program", "integers.lp")
    #expect(run.exitCode == 1 && run.errors.contains("y need not be an integer"), "\(run)")
    // Twice an integer is never 1: the integer program has no point, which its own certificate proves of it alone.
    #expect(try place.run("lp", "solve", "integers.lp", "-o", "none.json").output == "infeasible\n")
    #expect(try place.run("lp", "verify", "none.json", "--program", "integers.lp").exitCode == 0)
    #expect(try place.run("lp", "verify", "none.json", "--program", "reals.lp").exitCode == 1)
  }

  @Test("An infeasible relaxation proves the integer program infeasible", arguments: ["proof.json", "proof.vipr"])
  func relaxedInfeasibility(proof: String) throws {
    let place = try Workplace()
    let text = "max\n x\nst\n a: x + y <= 1\n b: 2 x + 2 y >= 5\n"
    try place.write(text + "end\n", to: "reals.lp")
    try place.write(text + "general\n y\nend\n", to: "integers.lp")
    try place.run("lp", "solve", "reals.lp", "-o", proof)
    let run = try place.run("lp", "verify", proof, "--program", "integers.lp")
    #expect(
      run.exitCode == 0
        && run.output.hasPrefix(
          "verified: the integer program in integers.lp is infeasible: its relaxation, which the certificate contains, is\n"
        ),
      "\(run)")
  }

  @Test("A VIPR file with integers is about the integer program, and its solutions are integers")
  func viprIntegers() throws {
    let place = try Workplace()
    try place.write("max\n 3 x + 1/2\nst\n a: x + y <= 4\ngeneral\n x\nend\n", to: "in.lp")
    try place.write("max\n 3 x + 1/2\nst\n a: x + y <= 4\nend\n", to: "reals.lp")
    try place.run("lp", "solve", "reals.lp", "-o", "reals.vipr")
    let text = try place.read("reals.vipr").replacing("INT 0\n", with: "INT 1\n0\n")
    try place.write(text, to: "in.vipr")
    let run = try place.run("lp", "verify", "in.vipr", "--program", "in.lp")
    #expect(
      run.exitCode == 0
        && run.output.hasPrefix(
          "verified: the optimum of the integer program in in.lp is 25/2, with the objective's constant 1/2\n"),
      "\(run)")
    let alone = try place.run("verify", "in.vipr")
    let program = text.drop { $0 != "\n" }.dropFirst().prefix(upTo: try #require(text.range(of: "RTP")).lowerBound)
    #expect(
      alone.output == """
        verified: the optimum of the integer program it contains is 12, not counting a constant in the objective
        program: maximize, 2 variables, 1 of them integers, 3 constraints, 2 of them bounds of a variable; SHA-256 of its \
        sections VAR to CON \(sha256(String(program)))

        """)
    #expect(try place.run("lp", "verify", "in.vipr", "--program", "reals.lp").exitCode == 1)
    #expect(try place.run("lp", "verify", "reals.vipr", "--program", "in.lp").exitCode == 1)
    try place.write(text.replacing("solution1 1 0 4", with: "solution1 2 0 7/2 1 1/2"), to: "in.vipr")
    let fraction = try place.run("verify", "in.vipr")
    #expect(fraction.exitCode == 1 && fraction.errors.contains("x = 7/2, which must be an integer"), "\(fraction)")
  }

  @Test("Every part of the program is compared, in each format", arguments: ["proof.json", "proof.vipr"])
  func everyPart(proof: String) throws {
    let place = try Workplace()
    let text = "max\n o: 3 x + 2 y + 1/2\nst\n a: x + y <= 4\n b: x + 3 y <= 6\nbounds\n y <= 9\nend\n"
    try place.write(text, to: "in.lp")
    try place.run("lp", "solve", "in.lp", "-o", proof)
    #expect(try place.run("lp", "verify", proof, "--program", "in.lp").exitCode == 0)
    for (old, new, json, vipr) in [
      ("max\n", "min\n", "program maximizes", "program maximizes"),
      ("2 y +", "1 y +", "objective's coefficients differ", "objective's coefficients differ"),
      ("x + y <=", "x + 2 y <=", "constraint a differs", "constraint 4 of"),
      ("<= 4", "<= 5", "constraint a differs", "constraint 4 of"),
      ("a: x + y <=", "a: x + y >=", "constraint a differs", "constraint 4 of"),
      ("x + 3 y <=", "y <=", "constraint b differs", "constraint 5 of"),
      (" b: x + 3 y <= 6\n", "", "has 2 rows, not 1", "constraint 5 of"),
      ("end", "general\n y\nend", "y need not be an integer", "y need not be an integer"),
      ("y <= 9", "y <= 8", "bounds of y differ", "constraint 3 of"),
      ("y <= 9", "y free", "bounds of y differ", "constraint 2 of"),
      ("y <= 9", "1 <= y <= 9", "bounds of y differ", "constraint 2 of"),
      ("y <= 9", "z <= 9", "has 2 columns, not 3", "variable 3 has another name"),
      ("st\n", "st\n c: x <= 9\n", "has 2 rows, not 3", "constraint 4 of"),
    ] {
      let changed = text.replacing(old, with: new)
      #expect(changed != text)
      try place.write(changed, to: "other.lp")
      let run = try place.run("lp", "verify", proof, "--program", "other.lp")
      #expect(
        run.exitCode == 1 && run.output.isEmpty && run.errors.contains("about another program than other.lp")
          && run.errors.contains(proof == "proof.json" ? json : vipr), "\(old) → \(new): \(run)")
    }
    // The constant stands in JSON only; a VIPR file says nothing of it, and the answer counts it.
    try place.write(text.replacing(" + 1/2", with: " + 3/2"), to: "other.lp")
    let constant = try place.run("lp", "verify", proof, "--program", "other.lp")
    if proof == "proof.json" {
      #expect(constant.exitCode == 1 && constant.errors.contains("constant is 1/2 in the certificate, not 3/2"))
    } else {
      #expect(constant.output.hasPrefix("verified: the optimum of the linear program in other.lp is 27/2, with"))
    }
    // Names stand in VIPR only.
    try place.write(text.replacing("y", with: "z"), to: "other.lp")
    let names = try place.run("lp", "verify", proof, "--program", "other.lp")
    #expect(names.exitCode == (proof == "proof.json" ? 0 : 1), "\(names)")
  }

  @Test("Rays are tried on rows, directions are not mixed, and an equation implies no more than it says")
  func nearMisses() throws {
    let place = try Workplace()
    try place.write(
      #"{"kind":"linear-program","certificate":{"program":{"maximizes":true,"objective":["1"],"objectiveConstant":"0","#
        + #""columns":[{"lower":"0"}],"rows":[{"columns":[0],"coefficients":["1"],"interval":{"upper":"7"}}]},"#
        + #""evidence":{"unbounded":{"point":["0"],"ray":["1"]}}}}"#, to: "ray.json")
    let head = "VER 1.0\nVAR 1\nx\nINT 0\nOBJ max\n1 0 1\n"
    try place.write(
      head + "CON 2 2\nl G 0 1 0 1\nu L 8 1 0 1\nRTP range 4 4\nSOL 1\ns 1 0 4\nDER 1\n"
        + "o L 4 OBJ { lin 2 0 1/2 1 1/2 } -1\n", to: "mixed.vipr")
    try place.write(
      head + "CON 1 0\ne E 4 1 0 1\nRTP range -inf 2\nSOL 0\nDER 1\no L 2 OBJ { lin 1 0 1 } -1\n", to: "sense.vipr")
    for (name, reason) in [
      ("ray.json", "the ray leaves the bounds of row 0"),
      ("mixed.vipr", "o: its multipliers combine constraints of opposite directions"),
      ("sense.vipr", "o does not follow from its combination"),
    ] {
      let run = try place.run("lp", "verify", name)
      #expect(run.exitCode == 1 && run.output.isEmpty && run.errors.contains(reason), "\(run)")
    }
  }

  @Test("Keys that stand twice, or that say what is not read, are refused; null is no key")
  func keys() throws {
    let place = try Workplace()
    try place.write("max\n x\nst\n a: 2 x <= 5\nend\n", to: "in.lp")
    try place.run("lp", "solve", "in.lp", "-o", "proof.json")
    let good = try place.read("proof.json")
    for (old, new, reason) in [
      (
        #""maximizes":true"#, #""maximizes":true,"maximizes":false"#,
        "“certificate.program.maximizes” stands there twice"
      ),
      (#""evidence":"#, #""integers":[0],"evidence":"#, "“certificate.integers” has no meaning here"),
      (#""columns":[0]"#, #""columns":[0],"scale":"2""#, "“certificate.program.rows[0].scale” has no meaning here"),
      (#""kind":"linear-program""#, #""kind":"linear-program","kind":"vertex""#, "“kind” stands there twice"),
      (#""upper":"5""#, #""upper":"5","\u006cower":"3""#, #"interval.\u006cower” has no meaning here"#),
    ] {
      let text = good.replacing(old, with: new)
      #expect(text != good, "\(old)")
      try place.write(text, to: "bad.json")
      let run = try place.run("verify", "bad.json")
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains(reason), "\(new): \(run)")
    }
    try place.write(good.replacing(#""upper":"5""#, with: #""upper":"5","lower":null"#), to: "null.json")
    #expect(try place.run("lp", "verify", "null.json", "--program", "in.lp").exitCode == 0)
  }
}
