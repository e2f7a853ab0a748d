import Foundation
import TestSupport
import Testing

@Suite("tightbound answer and evaluate")
struct AnswerCommandTests {
  static let yes = "p cnf 4 3\n1 2 -3 0\n-1 3 4 0\n-2 -4 3 0\n"
  static let no = "p cnf 2 4\n1 2 0\n-1 2 0\n1 -2 0\n-1 -2 0\n"

  @Test(
    "From a formula to its answer, on every route and with certificates",
    arguments: [
      ["sat-to-ov"], ["sat-to-ov", "--algorithm", "branching"], ["sat-to-bhcp"], ["sat-to-ov-mono"],
      ["sat-to-subset-query"],
    ])
  func routes(arguments: [String]) throws {
    let place = try Workplace()
    try place.write(Self.yes, to: "yes.cnf")
    try place.write(Self.no, to: "no.cnf")
    for (file, code) in [("yes.cnf", 10), ("no.cnf", 20)] as [(String, Int32)] {
      let run = try place.run(arguments: ["answer", arguments[0], file, "--format", "json"] + arguments.dropFirst())
      #expect(run.exitCode == code && run.errors.hasPrefix("evidence: "), "\(run)")
      #expect((run.json as? [String: Any])?["exists"] as? Bool == (code == 10))
      #expect(run.errors.contains("alone"))
    }
    #expect(try place.names() == ["no.cnf", "yes.cnf"])
  }

  @Test("Wrong usage is told")
  func usage() throws {
    let place = try Workplace()
    try place.write(Self.yes, to: "f.cnf")
    for (arguments, word) in [
      (["sat-to-ov", "f.cnf", "--certify"], "no certificates"),
      (["sat-to-ov", "f.cnf", "--kind", "exact"], "no certificates"),
      (["sat-to-ov", "f.cnf", "--kind", "exact", "--no-certify"], "--no-certify"),
      (["sat-to-ov", "f.cnf", "--algorithm", "magic"], "no algorithm"),
      (["sat-to-ov", "f.cnf", "-o", "-"], "--output"),
      (["sat-to-ov", "f.cnf", "--gamma", "1/3"], "no meaning"), (["nowhere", "f.cnf"], "no reduction or route"),
    ] {
      let run = try place.run(arguments: ["answer"] + arguments)
      #expect(run.exitCode == 2 && run.errors.contains(word) && run.output.isEmpty, "\(run)")
    }
    #expect(try place.run("answer", "sat-to-ov", "missing.cnf").exitCode == 3)
  }

  @Test("Solvers' form in and out; shown variables")
  func solverForm() throws {
    let place = try Workplace()
    try place.write(Self.yes, to: "f.cnf")
    let printed = try place.run("answer", "sat-to-ov", "f.cnf", "--format", "solver")
    #expect(printed.exitCode == 10 && printed.output.hasPrefix("s SATISFIABLE\n"), "\(printed)")
    #expect(printed.output.contains("c s exact arb int 10\n"))
    #expect(try place.run("evaluate", "sat", "f.cnf", "--answer", "-", input: printed.output).exitCode == 0)
    #expect(try place.run("solve", "sat", "f.cnf", "--format", "solver").output.contains("\nv -1 -2 -3 -4 0\n"))
    #expect(try place.run("solve", "ov", "f.cnf", "--format", "solver").exitCode != 0)
    try place.write("c ind 1 2 0\n" + Self.yes, to: "shown.cnf")
    let counted = try place.run("solve", "sat", "shown.cnf")
    #expect(counted.output.contains("\"count\":\"4\"") && counted.errors.contains("2 shown variables"), "\(counted)")
    let reduced = try place.run("answer", "sat-to-ov", "shown.cnf", "--format", "json")
    #expect(reduced.exitCode == 10 && !reduced.output.contains("count"), "\(reduced)")
  }

  @Test(
    "Right and wrong answers are told apart; what is no answer is refused",
    arguments: [
      ("{\"witness\":[true,true,true,true]}", 0), ("{\"count\":\"10\"}", 0), ("{\"count\":\"9\"}", 1),
      ("{\"count\":\"17\"}", 1),
      ("{\"exists\":true}", 0), ("{\"exists\":false}", 1), ("{\"witness\":[true,true,false,false]}", 1),
      ("{\"witness\":[true]}", 1), ("{\"exists\":false,\"witness\":[true,true,true,true]}", 1),
      ("{\"exists\":true,\"count\":\"0\"}", 1), ("{\"cuont\":\"10\"}", 3), ("{\"count\":\"10\",\"count\":\"9\"}", 3),
      ("{}", 1), ("{\"bitsMissing\":1}", 3),
    ] as [(String, Int32)])
  func evaluate(answer: String, code: Int32) throws {
    let place = try Workplace()
    try place.write(Self.yes, to: "f.cnf")
    let run = try place.run("evaluate", "sat", "f.cnf", "--answer", answer)
    #expect(run.exitCode == code, "\(run)")
    if code < 3 {
      #expect(run.output.hasPrefix(code == 0 ? "right: " : "wrong: "))
    } else {
      #expect(!run.errors.isEmpty)
    }
  }

  @Test("Solutions of other problems, and of formulas that nobody could solve")
  func solutions() throws {
    let place = try Workplace()
    try place.run("generate", "sat", "--size", "v=5000,clauses=2000,w=3", "-o", "large.cnf")
    let model = "s SATISFIABLE\nv " + (1...5000).map { "\($0)" }.joined(separator: " ") + " 0\n"
    let large = try place.run("evaluate", "sat", "large.cnf", "--answer", "-", input: model)
    #expect(large.exitCode == 1 && large.output.contains("no solution"), "\(large.output.prefix(200))")
    #expect(try place.run("evaluate", "sat", "large.cnf", "--answer", "{\"count\":\"3\"}").exitCode == 3)
    try place.write("p ksum 3 32\n1 2 9 10\n3 4 20 21\n5 6 30 31\n", to: "in.ksum")
    #expect(try place.run("evaluate", "ksum", "in.ksum", "--answer", "{\"witness\":[1,4,5]}").exitCode == 0)
    #expect(try place.run("evaluate", "ksum", "in.ksum", "--answer", "{\"witness\":[1,4,6]}").exitCode == 1)
    #expect(
      try place.run("evaluate", "ksum", "in.ksum", "--answer", "{\"solutions\":\"6\",\"witness\":[1,4,5]}").exitCode
        == 0)
    #expect(try place.run("evaluate", "ksum", "-", "--answer", "-").exitCode == 2)
  }
}
