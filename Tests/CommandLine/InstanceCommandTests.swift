import Foundation
import TestSupport
import Testing
import Text

@Suite("tightbound generate, reduce, solve and interpret")
struct InstanceCommandTests {
  static let yes = "p ksum 3 8\n1 3\n2 4\n3 5 7\n"
  static let no = "p ksum 3 8\n1 3\n2 4\n1 2 8\n"

  @Test("The same seed generates the same bytes, another seed others", arguments: ["random", "planted", "no"])
  func generate(family: String) throws {
    let place = try Workplace()
    func generate(_ seed: String, _ file: String) throws -> String {
      let run = try place.run(
        "generate", "ksum", "--family", family, "--size", "k=4,m=5,U=2000", "--seed", seed, "-o", file)
      #expect(run.exitCode == 0 && run.errors.isEmpty)
      return file == "-" ? run.output : try place.read(file)
    }
    let first = try generate("7", "one.ksum")
    #expect(try generate("7", "two.ksum") == first)
    #expect(try generate("7", "-") == first)
    #expect(try generate("8", "-") != first)
    #expect(first.contains("generate ksum --family \(family) --size k=4,m=5,U=2000 --seed 7\n"), "how it was made")
    let solved = try place.run("solve", "ksum", "one.ksum")
    if family != "random" { #expect(solved.exitCode == (family == "planted" ? 10 : 20)) }
  }

  @Test("The hard regime is the default, and grammar-dot has its aligned family")
  func families() throws {
    let place = try Workplace()
    #expect(try place.run("generate", "ksum", "--size", "k=5,m=3").output.contains("\np ksum 5 27\n"))
    #expect(try place.run("generate", "grammar-dot", "--size", "s=4,h=0", "-o", "aligned").exitCode == 0)
    #expect(try place.names(in: "aligned") == ["provenance.json", "u.slp", "v.slp"])
    let solved = try place.run("solve", "grammar-dot", "aligned", "--format", "json")
    #expect(solved.output == #"{"value":"-656","keys":93}"# + "\n" && solved.exitCode == 0)
    let stream = try place.run("generate", "grammar-dot", "--size", "s=4,h=0")
    let piped = try place.run("solve", "grammar-dot", "-", "--format", "json", input: stream.output)
    #expect(piped.output == solved.output)
  }

  @Test("Sizes and families that do not exist are refused, and nothing is written")
  func wrongSizes() throws {
    let place = try Workplace()
    for (arguments, code, message) in [
      (["tsp"], 2, "the problems are grammar-dot, "),
      (["ksum", "--family", "hard"], 2, "there are random, planted, no"),
      (["ksum", "--size", "n=3"], 2, "there is no size “n” here"),
      (["ksum", "--size", "k"], 2, "invalid"), (["ksum", "--size", "k=3,k=4"], 2, "invalid"),
      (["ksum", "--size", "k=1e3"], 2, "invalid"), (["ksum", "--size", "k=10000000000000000000"], 2, "invalid"),
      (["ksum", "--size", "k=9223372036854775807"], 2, "k in 2...1000"),
      (["ksum", "--size", "k=9223372036854775807,m=1,U=1"], 2, "k in 2...1000"),
      (["ksum", "--size", "k=1"], 2, "k in 2...1000"), (["ksum", "--size", "m=-1"], 2, "m in 0"),
      (["ksum", "--size", "m=9223372036854775807,U=9223372036854775807"], 2, "m in 0"),
      (["ksum", "--size", "m=20,U=3"], 3, "no 20 distinct integers in 1...3"),
      (["ksum", "--size", "U=0"], 3, "must be at least 1"),
      (["ksum", "--size", "U=9223372036854775807"], 3, "too large"),
      (["ksum", "--size", "k=1000,m=1000"], 3, "too large"),
      (["ksum", "--family", "no", "--size", "m=4,U=4"], 3, "cannot avoid"),
      (["ksum", "--family", "planted", "--size", "k=5,m=2,U=3"], 3, "no solution fits"),
      (["grammar-dot", "--size", "s=3"], 2, "power of two"), (["grammar-dot", "--size", "h=-1"], 2, "power of two"),
      (["grammar-dot", "--size", "s=65536,h=40"], 3, "longer than 9223372036854775807"),
    ] as [([String], Int32, String)] {
      let run = try place.run(arguments: ["generate"] + arguments + ["-o", "made"])
      #expect(run.exitCode == code && run.errors.contains(message) && run.output.isEmpty, "\(arguments): \(run)")
    }
    #expect(try place.names().isEmpty)
  }

  @Test("From ksum to an answer through files: reduce, solve, interpret; the sizes are those of the worked example")
  func files() throws {
    let place = try Workplace()
    try place.write(Self.yes, to: "yes.ksum")
    let reduced = try place.run("reduce", "ksum-to-grammar-dot", "yes.ksum", "-o", "out/yes")
    #expect(reduced.exitCode == 0 && reduced.output.contains("promised N = 32; measured 32\n"))
    #expect(reduced.output.contains("measured 15\n") && reduced.output.contains("measured 12\n"))
    #expect(try place.names(in: "out/yes") == ["provenance.json", "u.slp", "v.slp"])
    let sizes = try place.run("reduce", "ksum-to-grammar-dot", "yes.ksum", "-o", "again", "--format", "json")
    let steps = try #require(sizes.json as? [[String: Any]])
    let promises = try #require(steps.first?["promises"] as? [[String: String]])
    #expect(promises.map { $0["measured"] } == ["32", "15", "12"])
    for name in ["v.slp", "u.slp", "provenance.json"] {
      #expect(try place.read("again/\(name)") == (try place.read("out/yes/\(name)")))
    }
    let solved = try place.run("solve", "grammar-dot", "out/yes", "--format", "json")
    let keys = try #require(solved.output.firstMatch(of: /^\{"value":"4","keys":([1-9][0-9]*)\}\n$/))
    #expect(solved.exitCode == 0 && solved.errors.isEmpty && (Int(keys.1) ?? 0) < 32)
    let witness = try place.run("solve", "grammar-dot", "out/yes", "--format", "json", "--witness")
    #expect(try /\{"value":"4","keys":[0-9]+,"position":(2|4|20|22)\}\n/.wholeMatch(in: witness.output) != nil)
    let expanded = try place.run("solve", "grammar-dot", "out/yes", "--format", "json", "--algorithm", "expand")
    #expect(expanded.output == #"{"value":"4","keys":null}"# + "\n")
    try place.write(witness.output, to: "answer.json")
    for arguments in [["--answer", "answer.json"], ["--answer", witness.output]] {
      let meaning = try place.run(arguments: ["interpret", "out/yes", "--format", "json"] + arguments)
      #expect(meaning.exitCode == 10)
      let answer = try #require(meaning.json as? [String: Any])
      #expect(answer["solutions"] as? String == "4" && (answer["witness"] as? [Int])?.count == 3)
    }
    let text = try place.run("interpret", "out/yes", "--answer", #"{"value": 4, "position": 20}"#)
    #expect(text.exitCode == 10 && text.output == "yes: 4 solutions\nwitness 3 2 5\n")
  }

  @Test("solve ksum leaves with 10 for yes and 20 for no, whatever the algorithm")
  func decisions() throws {
    let place = try Workplace()
    for algorithm in ["meet-in-the-middle", "try-all", "grammar-dot"] {
      let yes = try place.run("solve", "ksum", "-", "--algorithm", algorithm, input: Self.yes)
      #expect(yes.exitCode == 10 && yes.output.hasPrefix("yes: 4 solutions\nwitness "))
      let no = try place.run("solve", "ksum", "-", "--algorithm", algorithm, "--format", "json", input: Self.no)
      #expect(no.exitCode == 20 && no.output == #"{"solutions":"0"}"# + "\n")
    }
    #expect(try place.run("solve", "ksum", "-", "--algorithm", "magic", input: Self.yes).exitCode == 2)
    #expect(try place.run("solve", "tsp", "-", input: Self.yes).exitCode == 2)
  }

  @Test("generate, reduce and solve joined by pipes give what files give")
  func pipes() throws {
    let place = try Workplace()
    // All three at the same time, as a shell runs them.
    let executable = try Workplace.executable()
    func process(_ arguments: [String]) -> Process {
      let process = Process()
      (process.executableURL, process.arguments, process.currentDirectoryURL) = (executable, arguments, place.folder)
      return process
    }
    let generate = process(["generate", "ksum", "--family", "planted", "--size", "m=24", "--seed", "3", "-o", "-"])
    let reduce = process(["reduce", "ksum-to-grammar-dot", "-", "-o", "-"])
    let solve = process(["solve", "grammar-dot", "-", "--format", "json"])
    let (first, second, last) = (Pipe(), Pipe(), Pipe())
    (generate.standardOutput, reduce.standardInput) = (first, first)
    (reduce.standardOutput, solve.standardInput, solve.standardOutput) = (second, second, last)
    reduce.standardError = FileHandle.nullDevice
    for process in [generate, reduce, solve] { try process.run() }
    let answer = String(decoding: try last.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    for process in [generate, reduce, solve] {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    let instance = try place.run("generate", "ksum", "--family", "planted", "--size", "m=24", "--seed", "3").output
    #expect(try place.run("reduce", "ksum-to-grammar-dot", "-", "-o", "DIR", input: instance).exitCode == 0)
    #expect(try place.run("solve", "grammar-dot", "DIR", "--format", "json").output == answer)
    let expected = try place.run("solve", "ksum", "-", "--format", "json", input: instance)
    let solutions = try #require((expected.json as? [String: Any])?["solutions"] as? String)
    #expect(answer.hasPrefix("{\"value\":\"\(solutions)\",\"keys\":") && answer.hasSuffix("}\n"))
    // The sizes go to standard error, so that standard output is the instance alone.
    let reduced = try place.run("reduce", "ksum-to-grammar-dot", "-", "-o", "-", input: instance)
    #expect(reduced.errors.contains("promised N = ") && reduced.json != nil)
    try place.write(reduced.output, to: "stream.json")
    let meaning = try place.run("interpret", "stream.json", "--answer", "-", input: answer)
    #expect(meaning.exitCode == 10 && meaning.output.hasPrefix("yes: \(solutions) "))
  }

  @Test("False answers, changed files and answers that are none are not interpreted")
  func falseAnswers() throws {
    let place = try Workplace()
    try place.run("reduce", "ksum-to-grammar-dot", "-", "-o", "out", input: Self.yes)
    for (answer, message) in [
      (#"{"value": "4", "position": 3}"#, "position 3, where not both vectors"),
      (#"{"value": "-1"}"#, "cannot be a number of solutions"), (#"{"value": "0", "position": 2}"#, "the value 0"),
      ("{", "not an answer of grammar-dot"), (#"{"value": "four"}"#, "not an answer of grammar-dot"),
      ("no-such-file", "cannot read no-such-file"), ("out", "cannot read out"),
    ] {
      let run = try place.run("interpret", "out", "--answer", answer)
      #expect(run.exitCode == 3 && run.output.isEmpty && run.errors.contains(message), "\(run)")
    }
    #expect(try place.run("interpret", "out", "--answer", #"{"value": 0}"#).exitCode == 20)
    try place.write(try place.read("out/u.slp"), to: "out/v.slp")
    let changed = try place.run("interpret", "out", "--answer", #"{"value": "4"}"#)
    #expect(changed.exitCode == 3 && changed.errors.contains("out/v.slp is not what the source reduces to"))
    try place.write("{}", to: "out/provenance.json")
    let foreign = try place.run("interpret", "out", "--answer", #"{"value": "4"}"#)
    #expect(foreign.exitCode == 3 && foreign.errors.contains("out/provenance.json"))
  }

  @Test("A certificate is verified, one that was tampered with is not")
  func certificates() throws {
    let place = try Workplace()
    try place.run("reduce", "ksum-to-grammar-dot", "-", "-o", "out", input: Self.yes)
    let certified = try place.run("certify", "out")
    #expect(certified.exitCode == 0 && certified.output.hasPrefix("value 4, proved by "))
    let verified = try place.run("verify", "out/certificate.txt")
    let (v, u) = (sha256(try place.read("out/v.slp")), sha256(try place.read("out/u.slp")))
    let length = try place.read("out/v.slp").split(separator: "\n")[0].split(separator: " ")[3]
    #expect(
      verified.exitCode == 0
        && verified.output == """
          verified: ⟨v, u⟩ = 4
          instance: the inner product of two vectors of \(length) entries, given by the grammars in v.slp and u.slp
          v.slp: SHA-256 \(v)
          u.slp: SHA-256 \(u)

          """,
      "\(verified)")
    let proof = try place.read("out/certificate.txt")
    try place.run("certify", "out", "-o", "elsewhere.txt")
    #expect(try place.read("elsewhere.txt") == proof)
    #expect(try place.run("verify", "elsewhere.txt", "--instance", "out").exitCode == 0)
    let unbound = try place.run("verify", "elsewhere.txt")
    #expect(
      unbound.exitCode == 3 && unbound.errors.contains("is about v.slp and u.slp"), "there is no instance beside it")
    for (forged, why) in [
      (proof.replacing("\nvalue 4", with: "\nvalue 5"), "claims the value 5, but 4 follows"),
      (String(proof.dropLast(8)), "line "), ("", "line 0"),
    ] {
      try place.write(forged, to: "out/certificate.txt")
      let run = try place.run("verify", "out/certificate.txt")
      #expect(run.exitCode == 1 && run.output.isEmpty, "\(run)")
      #expect(run.errors.hasPrefix("not verified: ") && run.errors.contains(why), "\(run.errors)")
    }
    try place.write(proof, to: "out/certificate.txt")
    try place.write(try place.read("out/v.slp") + "c\n", to: "out/v.slp")
    let other = try place.run("verify", "out/certificate.txt")
    #expect(other.exitCode == 1 && other.errors.contains("another file than the given v"))
    let unusual = try place.run("certify", "out", "-o", "new.txt")
    #expect(unusual.exitCode == 3 && unusual.errors.contains("out/v.slp is not in normal form"))
    #expect(!place.exists("new.txt"))
  }

  @Test("The hashes in a certificate are those of the bytes of the files")
  func hashes() throws {
    let place = try Workplace()
    let grammar = "p slp 1 1\nc \u{FFFD}\n0 = 3\nroot 0\n"
    let hash = sha256(grammar)
    try place.write(grammar, to: "u.slp")
    try place.write(grammar, to: "v.slp")
    try place.write("p inner-product-certificate 1\nv \(hash)\nu \(hash)\nentry 0 0 0 9\nvalue 9\n", to: "proof")
    #expect(try place.run("verify", "proof").output.hasPrefix("verified: ⟨v, u⟩ = 9\n"))
    // A byte that is no text would be read as U+FFFD, too, but it is another file.
    try Data(grammar.utf8.flatMap { $0 == 0xEF ? [0xFF] : $0 == 0xBF || $0 == 0xBD ? [] : [$0] })
      .write(to: place.path("v.slp"))
    let other = try place.run("verify", "proof")
    #expect(other.exitCode == 3 && other.errors.contains("v.slp: not UTF-8 text"), "\(other)")
  }
}
