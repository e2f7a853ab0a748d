import Foundation
import TestSupport
import Testing

@Suite("tightbound list, check and graph")
struct ClaimCommandTests {
  @Test("list prints every claim, as text and as JSON")
  func list() throws {
    let place = try Workplace()
    let text = try place.run("list")
    #expect(text.exitCode == 0 && text.errors.isEmpty)
    let json = try place.run("list", "--format", "json")
    #expect(json.exitCode == 0)
    let claims = try #require(json.json as? [[String: Any]])
    #expect(claims.count >= 13 && text.output.contains("\n\(claims.count) claims."))
    for claim in claims {
      let id = try #require(claim["id"] as? String)
      #expect(text.output.contains("\(id)  ["))
      for key in ["title", "statement", "level"] { #expect((claim[key] as? String)?.isEmpty == false, "\(id) \(key)") }
      let checks = try #require(claim["checks"] as? [[String: Any]])
      #expect(!checks.isEmpty)
      #expect(checks.allSatisfy { ($0["id"] as? String)?.hasPrefix("\(id)/") == true })
      #expect(checks.allSatisfy { ($0["mutants"] as? [String])?.isEmpty == false })
      let sentences = try #require(claim["sentences"] as? [[String: Any]])
      #expect(sentences.compactMap { $0["text"] as? String }.joined(separator: " ") == claim["statement"] as? String)
      let levels = Set(sentences.compactMap { $0["level"] as? String })
      let evidence = try #require(claim["evidence"] as? String)
      #expect(
        evidence.hasPrefix(claim["level"] as? String ?? "?") && evidence.contains("; ") == (levels.count > 1), "\(id)")
      #expect(text.output.contains("\(id)  [\(evidence)]  "), "\(id)")
      let ids = Set(checks.compactMap { $0["id"] as? String })
      #expect(Set(sentences.flatMap { $0["checks"] as? [String] ?? [] }) == ids, "\(id)")
    }
    let field = try #require(try place.run("list", "ksum", "--format", "json").json as? [[String: Any]])
    #expect(!field.isEmpty && field.count < claims.count)
    #expect(field.allSatisfy { ($0["id"] as? String)?.hasPrefix("ksum.") == true })
    let proved = try #require(
      try place.run("list", "--level", "proved", "--format", "json").json as? [[String: Any]])
    #expect(
      proved.compactMap { $0["id"] as? String }
        == claims.filter { $0["level"] as? String == "proved" }.compactMap { $0["id"] as? String })
    #expect(try place.run("list", "--level", "certain").exitCode == 2)
  }

  @Test("The checks of two fields hold, catch every mutant, and are printed as JSON")
  func check() throws {
    let place = try Workplace()
    let run = try place.run("check", "ksum", "sat", "--format", "json")
    #expect(run.exitCode == 0 && run.errors.isEmpty)
    let results = try #require(run.json as? [[String: Any]])
    #expect(results.count >= 7)
    for result in results {
      let name = try #require(result["check"] as? String)
      #expect(name.hasPrefix("ksum.") || name.hasPrefix("sat."))
      #expect(result["outcome"] as? String == "holds", "\(name)")
      #expect((result["instances"] as? Int ?? 0) > 0, "\(name)")
      #expect((result["mutants"] as? Int ?? 0) > 0, "\(name)")
      #expect((result["missed"] as? [String]) == [], "\(name)")
      #expect((result["sentences"] as? [Int])?.isEmpty == false, "\(name)")
    }
    #expect(try place.names().isEmpty, "nothing is written where all hold")
  }

  @Test("The same seed prints the same bytes, and another one is used")
  func seeds() throws {
    let place = try Workplace()
    let runs = try ["1", "1", "2"].map {
      try place.run("check", "ksum.sizes", "--seed", $0, "--format", "json")
    }
    #expect(runs.allSatisfy { $0.exitCode == 0 })
    let claims = ["ksum.padding", "ksum.sizes", "grammar.polarisation"]
    let (alone, together) = (
      try place.run(arguments: ["check"] + claims + ["--threads", "1", "--format", "json"]),
      try place.run(arguments: ["check"] + claims + ["--threads", "4", "--format", "json"])
    )
    #expect(alone.exitCode == 0 && alone.output == together.output, "how many checks run at a time changes nothing")
    #expect(runs[0].output == runs[1].output && runs[0].output != runs[2].output)
    let text = try place.run("check", "grammar.aligned-keys", "--seed", "7")
    #expect(text.output.contains("holds on") && text.output.contains("(budget quick, seed 7)"))
  }

  @Test("An unknown claim or field is wrong usage, and the nearest name is suggested", arguments: ["check", "list"])
  func unknown(verb: String) throws {
    let place = try Workplace()
    for (word, nearest) in [
      "gramar": "grammar", "ksum.cuont": "ksum.count", "grammar.memoized-product": "grammar.memoised-product",
    ] as KeyValuePairs {
      let run = try place.run(verb, word)
      #expect(run.exitCode == 2 && run.output.isEmpty)
      #expect(run.errors.contains("there is no claim or field “\(word)”; did you mean \(nearest)?"), "\(run.errors)")
    }
  }

  @Test("Options that do not exist are wrong usage, and the nearest one is suggested")
  func options() throws {
    let place = try Workplace()
    let run = try place.run("list", "--formt", "json")
    #expect(run.exitCode == 2 && run.errors.contains("Did you mean '--format'?"))
    for arguments in [
      ["lists"], ["check", "--budget", "large"], ["check", "--seed", "-1"], ["check", "--seed", "1e3"],
      ["check", "--threads", "0"],
      ["graph", "--format", "svg"], ["check", "--counterexample", "a", "ksum"], ["solve", "ksum"],
    ] {
      let run = try place.run(arguments: arguments)
      #expect(run.exitCode == 2 && run.output.isEmpty && run.errors.hasPrefix("Error: "), "\(arguments)")
    }
    #expect(try place.run("--version").output == "0.1.0\n")
    #expect(try place.run("--help").exitCode == 0)
  }

  @Test("graph prints the same edges as Mermaid, DOT and JSON")
  func graph() throws {
    let place = try Workplace()
    let mermaid = try place.run("graph").output
    #expect(mermaid == (try place.run("graph", "--format", "mermaid").output))
    #expect(mermaid.hasPrefix("graph LR\n"))
    let dot = try place.run("graph", "--format", "dot").output
    #expect(dot.hasPrefix("digraph reductions {\n") && dot.hasSuffix("}\n"))
    let json = try #require(try place.run("graph", "--format", "json").json as? [String: Any])
    let (problems, edges) = (json["problems"] as? [String], json["reductions"] as? [[String: Any]])
    #expect(problems?.contains("ksum") == true && problems?.contains("grammar-dot") == true)
    #expect(edges?.contains { $0["name"] as? String == "ksum-to-grammar-dot" } == true)
    for edge in edges ?? [] {
      let source = try #require(edge["source"] as? String)
      let target = try #require(edge["target"] as? String)
      let overhead = try #require(edge["overhead"] as? String)
      let promises = try #require(edge["promises"] as? [[String: String]])
      #expect(!promises.isEmpty && promises.allSatisfy { $0.count == 3 && $0["formula"]?.isEmpty == false })
      #expect(problems?.contains(source) == true && problems?.contains(target) == true)
      #expect(mermaid.contains("  \(source) -- \"\(overhead)\" --> \(target)\n"))
      #expect(dot.contains("  \"\(source)\" -> \"\(target)\" [label=\"\(overhead)\"];\n"))
    }
  }

  @Test("graph and the help of reduce show what a whole route promises")
  func route() throws {
    let place = try Workplace()
    let whole = "n_A = 2^⌈v/2⌉, n_B = 2^⌊v/2⌋, N = 2^⌈v/2⌉ + 2^⌊v/2⌋, d ≤ 3 clauses + 2v, t ≤ clauses + v + 1"
    let mermaid = try place.run("graph", "sat-to-svm").output
    #expect(mermaid.hasPrefix("graph LR\n  sat\n  ov\n  bhcp\n  svm\n  sat -- \"n_A = 2^⌈v/2⌉, "))
    #expect(mermaid.hasSuffix("  sat -. \"\(whole)\" .-> svm\n"))
    #expect(
      try place.run("graph", "sat-to-svm", "--format", "dot").output.contains("[label=\"\(whole)\", style=dotted]"))
    let json = try #require(try place.run("graph", "sat-to-svm", "--format", "json").json as? [String: Any])
    let route = try #require(json["route"] as? [String: Any])
    #expect(route["name"] as? String == "sat-to-svm" && route["overhead"] as? String == whole)
    #expect((json["reductions"] as? [Any])?.count == 3)
    #expect(try place.run("graph", "sat-to-ov").output.contains("-.") == false)
    let help = try place.run("reduce", "sat-to-svm", "--help").output
    #expect(help.contains("THE WHOLE ROUTE:\n  sat-to-svm: \(whole)\n"), "\(help)")
    #expect(try place.run("reduce", "sat-to-ov", "--help").output.contains("WHOLE ROUTE") == false)
    for words in [["reduce", "sat-to-nonsense", "--help"], ["reduce", "--help", "sat-to-nonsense"]] {
      let unknown = try place.run(arguments: words)
      #expect(unknown.exitCode == 2 && unknown.output.isEmpty)
      #expect(unknown.errors.contains("there is no reduction or route “sat-to-nonsense”"), "\(unknown.errors)")
    }
    let nothing = try place.run("solve", "nonsense", "--help")
    #expect(nothing.exitCode == 2 && nothing.errors.contains("there is no problem “nonsense”"))
    #expect(try place.run("reduce", "-o", "out", "--help").exitCode == 0)
    let unknown = try place.run("graph", "svm-to-sat")
    #expect(unknown.exitCode == 2 && unknown.errors.contains("there is no reduction or route “svm-to-sat”"))
  }

  // MARK: Counterexamples

  private func counterexample(_ claim: String, _ check: String, _ instance: String) -> String {
    """
    {"check": "\(check)", "claim": "\(claim)", "instance": \(instance), "reason": "none", "shrinkings": 0,
     "stream": "1", "version": "0"}
    """
  }

  @Test("A stored counterexample runs again: it holds, is violated, or is none")
  func counterexamples() throws {
    let place = try Workplace()
    func run(_ text: String) throws -> CommandLineRun {
      try place.write(text, to: "stored.json")
      return try place.run("check", "--counterexample", "stored.json")
    }
    let holds = try run(
      counterexample("ksum.count", "random", #"{"sets": [[1, 3], [2, 4], [3, 5, 7]], "universe": 8}"#))
    #expect(holds.exitCode == 0 && holds.output.contains("holds on 1 instance"), "\(holds)")
    let violated = try run(
      counterexample("formats.readers-total", "mutated", #"{"format": "none", "text": "", "edits": 0}"#))
    #expect(violated.exitCode == 1 && violated.output.contains("violated"), "\(violated)")
    for (text, why) in [
      ("rubbish", "not a counterexample file"), ("", "not a counterexample file"), ("{}", "not a counterexample file"),
      ("[1]", "not a counterexample file"),
      (counterexample("ksum.cuont", "random", "7"), "there is no check ksum.cuont/random"),
      (counterexample("ksum.count", "radnom", "7"), "there is no check ksum.count/radnom"),
      (counterexample("ksum.count", "random", "7"), "not one of the check"),
      (counterexample("ksum.count", "random", #"{"sets": [[9], [1], [1]], "universe": 8}"#), "not one of the check"),
    ] {
      let refused = try run(text)
      #expect(refused.exitCode == 3 && refused.output.isEmpty, "\(text): \(refused)")
      #expect(refused.errors.hasPrefix("Error: stored.json: ") && refused.errors.contains(why), "\(refused.errors)")
    }
    let missing = try place.run("check", "--counterexample", "no-such-file")
    #expect(missing.exitCode == 3 && missing.errors.contains("cannot read no-such-file"))
  }

  @Test("An algorithm that does not return in time has failed the claim")
  func timeout() throws {
    let place = try Workplace()
    // 60⁵ tuples are tried.
    let set = "[\((1...60).map(String.init).joined(separator: ","))]"
    let sets = Array(repeating: set, count: 6).joined(separator: ",")
    try place.write(counterexample("ksum.count", "six-sum", #"{"sets": [\#(sets)], "universe": 100}"#), to: "slow.json")
    let run = try place.run("check", "--counterexample", "slow.json", "--timeout", "1", "--format", "json")
    #expect(run.exitCode == 1, "\(run)")
    let result = run.json as? [String: Any]
    #expect(result?["outcome"] as? String == "violated")
    #expect((result?["reason"] as? String)?.contains("no answer within 1") == true)
  }
}

@Suite("Wrong usage")
struct UsageTests {
  @Test(
    "A mistyped verb is answered with the nearest one",
    arguments: [(["slove"], "solve"), (["splice", "derve"], "verify"), (["lp", "slove"], "solve")])
  func nearest(words: [String], verb: String) throws {
    let run = try Workplace().run(arguments: words)
    #expect(run.exitCode == 2)
    #expect(run.errors.contains("did you mean “\(verb)”?"))
  }

  @Test(
    "The usage shown is that of the verb that failed, when its words are parsed and when it runs",
    arguments: [
      ["reduce"], ["reduce", "ksum-to-nothing", "/dev/null", "-o", "-"], ["splice", "sample"],
      ["list", "no-such-field"],
    ])
  func usage(words: [String]) throws {
    let run = try Workplace().run(arguments: words)
    #expect(run.exitCode == 2)
    let verb = words.first == "splice" ? words.joined(separator: " ") : words[0]
    #expect(run.errors.contains("Usage: tightbound \(verb) "))
  }

  @Test("A verb that only has verbs below it shows its help")
  func help() throws {
    let run = try Workplace().run(arguments: ["splice"])
    #expect(run.exitCode == 0)
    #expect(run.output.contains("USAGE: tightbound splice <subcommand>"))
  }
}
