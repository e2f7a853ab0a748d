import Foundation
import TestSupport
import Testing

@Suite("tightbound inspect, of instances")
struct InspectInstanceTests {
  @Test("A formula: sizes, what it reduces to, and that the promises are those that reduce keeps")
  func formula() throws {
    let place = try Workplace()
    try place.run("generate", "sat", "--size", "v=10,clauses=30", "-o", "f.cnf")
    let look = try place.run("inspect", "f.cnf")
    #expect(look.exitCode == 0 && look.output.hasPrefix("an instance of sat: v = 10, clauses = 30\n"), "\(look)")
    #expect(look.output.contains("solve sat: reference, up to 30720 clauses of assignments"))
    #expect(look.output.contains("reduces to ov by sat-to-ov: n_A = 32, n_B = 32, d = 30"))
    let json = try #require(try place.run("inspect", "f.cnf", "--format", "json").json as? [String: Any])
    #expect(json["problem"] as? String == "sat" && json["operations"] as? String == "30720")
    let targets = try #require(json["reducesTo"] as? [[String: Any]])
    #expect(targets.contains { $0["problem"] as? String == "ov" } && targets.count >= 4)
    for target in targets {
      let (name, route) = (target["problem"] as? String ?? "", target["route"] as? [String] ?? [])
      let made = try place.run("reduce", "sat-to-\(name)", "f.cnf", "-o", name, "--format", "json")
      #expect(made.exitCode == 0, "\(made)")
      let steps = try #require(made.json as? [[String: Any]])
      #expect(steps.map { $0["reduction"] as? String } == route)
      let measured = (steps.last?["promises"] as? [[String: String]] ?? []).map { ($0["parameter"], $0["measured"]) }
      for size in target["sizes"] as? [[String: String]] ?? [] {
        let value = try #require(measured.first { $0.0 == size["name"] }?.1.flatMap { Int($0) })
        let promised = try #require(size["value"].flatMap { Int($0) })
        #expect(size["relation"] == "=" ? value == promised : value <= promised, "\(name): \(size), measured \(value)")
      }
    }
  }

  @Test("Instances are known by folder, ending, beginning and --problem; other files are not")
  func kinds() throws {
    let place = try Workplace()
    let text = "c x\np cnf 2 1\n1 2 0\n"
    try place.write(text, to: "f.cnf")
    try place.write(text, to: "formula")
    try place.write("p ov 1 1 2\n10\n01\n", to: "pairs.txt")
    try place.write("p ksum 3 32\n1 2\n3\n5 6\n", to: "in.ksum")
    try place.run("reduce", "sat-to-bhcp", "f.cnf", "-o", "near")
    for (arguments, problem) in [
      (["f.cnf"], "sat"), (["formula"], "sat"), (["pairs.txt"], "ov"), (["in.ksum"], "ksum"), (["near"], "bhcp"),
      (["near/instance.bhcp"], "bhcp"), (["-", "--problem", "sat"], "sat"), (["pairs.txt", "--problem", "ov"], "ov"),
    ] {
      let run = try place.run(arguments: ["inspect"] + arguments, input: text)
      #expect(run.exitCode == 0 && run.output.hasPrefix("an instance of \(problem): "), "\(arguments): \(run)")
    }
    try place.write("p cnf 2 1\n1 3 0\n", to: "bad.cnf")
    #expect(try place.run("inspect", "bad.cnf").errors.contains("bad.cnf: line 2"))
    #expect(try place.run("inspect", "f.cnf", "--problem", "nothing").exitCode == 2)
    #expect(try place.run("inspect", "f.cnf", "--problem", "sat", "--input-format", "csv").exitCode == 2)
    try FileManager.default.createDirectory(at: place.path("empty"), withIntermediateDirectories: true)
    #expect(try place.run("inspect", "empty").exitCode == 3)
    #expect(try place.run("inspect", "missing").exitCode == 3)
  }

  @Test("Sizes that nobody could write are told at once")
  func huge() throws {
    let place = try Workplace()
    try place.write("p cnf 5000 1\n1 0\n", to: "f.cnf")
    let look = try place.run("inspect", "f.cnf")
    #expect(look.exitCode == 0 && look.output.contains("n_A = 10^752 and more"), "\(look.output.prefix(500))")
    #expect(look.output.contains("files up to over 1000 EB beside provenance.json"))
  }
}
