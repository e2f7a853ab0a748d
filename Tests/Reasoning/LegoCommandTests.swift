import Foundation
import TestSupport
import Testing

@Suite("tightbound lego")
struct LegoCommandTests {
  @Test("Instances are drawn, solved, run and scored")
  func wholeWay() throws {
    let place = try Workplace()
    let made = try place.run(
      "lego", "gen", "--group", "D3", "-n", "4", "--count", "30", "--distractor", "2", "-o", "i.jsonl")
    #expect(made.exitCode == 0 && made.output == "wrote 30 instances to i.jsonl\n", "\(made)")
    #expect(
      try place.run("lego", "gen", "--group", "D3", "-n", "4", "--count", "30", "--distractor", "2").output
        == place.read("i.jsonl"))
    let solved = try place.run("lego", "solve", "i.jsonl", "--format", "json")
    #expect(solved.exitCode == 0 && solved.output.split(separator: "\n").count == 30)
    let run = try place.run("lego", "run", "i.jsonl", "--format", "json", "--maps", "m.json")
    #expect(run.exitCode == 0 && run.output.split(separator: "\n").allSatisfy { $0.contains("\"asProved\":true") })
    let heads = try place.run("lego", "attention", "m.json", "--picture", "m.svg")
    let picture = try place.read("m.svg")
    #expect(picture.hasPrefix("<svg ") && picture.hasSuffix("</svg>\n") && picture.contains("layer 2, head 0"))
    #expect(heads.exitCode == 0 && heads.output.split(separator: "\n").count == 6, "\(heads)")
    // The truth as a prediction: 30 instances are too few for a verdict.
    let values = try place.read("i.jsonl").split(separator: "\n").map { line in
      "{\"predicted\":" + line[(line.range(of: "\"values\":")?.upperBound ?? line.endIndex)...]
    }
    try place.write(values.joined(separator: "\n"), to: "p.jsonl")
    let score = try place.run("lego", "score", "p.jsonl", "--instances", "i.jsonl")
    #expect(
      score.exitCode == 0 && score.output.contains("1: 1.000 (") && score.output.hasSuffix("verdict: undecided\n"),
      "\(score)")
  }

  @Test("A group from a file; a table that is none is refused with the triple")
  func groupFiles() throws {
    let place = try Workplace()
    try place.write(#"{"name":"K","elements":["e","a"],"table":[["e","a"],["a","e"]]}"#, to: "k.json")
    let made = try place.run("lego", "gen", "--group", "k.json", "-n", "3", "--text-only", "-o", "i.txt")
    #expect(made.exitCode == 0, "\(made)")
    #expect(try place.run("lego", "solve", "i.txt", "--group", "k.json").exitCode == 0)
    #expect(try place.run("lego", "solve", "i.txt").exitCode == 3)
    try place.write(#"{"name":"K","elements":["e","a"],"table":[["e","a"],["a","a"]]}"#, to: "bad.json")
    let refused = try place.run("lego", "gen", "--group", "bad.json")
    #expect(refused.exitCode == 3 && refused.errors.contains("row 2 of the table has an element twice"), "\(refused)")
    try place.write(#"{"name":"K","elements":["e","a"]}"#, to: "short.json")
    #expect(try place.run("lego", "gen", "--group", "short.json").errors.contains("table is missing"))
  }

  @Test("Instances that contradict themselves are refused, and have no ceilings unless they are lone chains")
  func contradictions() throws {
    let place = try Workplace()
    func refusal(_ rest: String) throws -> String {
      try place.write(
        #"{"group":"Z2","clauses":[["a","not"],["b","not","a"],["c","not","b"]],"# + rest + "}\n", to: "c.jsonl")
      let solved = try place.run("lego", "solve", "c.jsonl")
      #expect(solved.exitCode == (solved.errors.isEmpty ? 0 : 3), "\(solved)")
      return solved.errors
    }
    #expect(try refusal(#""chain":["a","b","c"],"text":"Z2: a = not; b = not * a; c=not*b""#) == "")
    #expect(
      try refusal(#""chain":["a","b","c"],"text":"a = val 1 ,  b = not a ,  c = not b , ""#) == "")
    for text in ["Z2: a = not; b = not * a; c = val * b", "a = val 0 ,  b = not a ,  c = not b , ", "", "read me"] {
      #expect(
        try refusal(#""chain":["a","b","c"],"text":"\#(text)""#).contains("text does not say what the clauses say"),
        "\(text)")
    }
    for (chain, position) in [("c,b,a", 0), ("a,c,b", 1), ("a,b,b", 2), ("a,a,b", 1)] {
      let list = chain.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",")
      #expect(try refusal("\"chain\":[\(list)]").contains("chain[\(position)] is "), "\(chain)")
    }

    func score(_ options: [String]) throws -> String {
      _ = try place.run(arguments: ["lego", "gen", "-n", "3", "--count", "400", "-o", "i.jsonl"] + options)
      // The last position is right, the middle is guessed: the shortcut, if it is a chain.
      let lines = try place.read("i.jsonl").split(separator: "\n").enumerated().map { index, line in
        let values = line[(line.range(of: "\"values\":[")?.upperBound ?? line.endIndex)...].split(separator: ",").map {
          $0.prefix(1)
        }
        return "{\"predicted\":[\(values[0]),\(index % 2),\(values[2])]}"
      }
      try place.write(lines.joined(separator: "\n"), to: "p.jsonl")
      return try place.run("lego", "score", "p.jsonl", "--instances", "i.jsonl").output
    }
    let chain = try score([])
    #expect(chain.contains("ceiling 0.750") && chain.hasSuffix("verdict: shortcut\n"), "\(chain)")
    for options in [["--distractor", "1"], ["--dangling", "1"], ["--tree"]] {
      let other = try score(options)
      #expect(!other.contains("ceiling") && other.hasSuffix("verdict: undecided\n"), "\(options): \(other)")
    }
  }

  @Test("Attention maps without elements, of other sizes than their tokens, or none at all are refused")
  func maps() throws {
    let place = try Workplace()
    try place.write(#"["a","b"]"#, to: "t.json")
    for (shape, elements) in [
      ([1_000_000_000, 0, 2, 2], 0), ([1, 1_000_000_000, 0, 2], 0), ([0, 1, 2, 2], 0), ([1, 1, 2, 3], 6),
      ([1, 1, 1, 1], 1),
    ] {
      let words = "(\(shape.map(String.init).joined(separator: ", ")),)"
      var header = "{'descr': '<f8', 'fortran_order': False, 'shape': \(words), }"
      header += String(repeating: " ", count: 117 - header.utf8.count) + "\n"
      var bytes = Data([0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8))
      bytes.append(Data(count: 8 * elements))
      try bytes.write(to: place.path("m.npy"))
      let refused = try place.run("lego", "attention", "m.npy", "--tokens", "t.json")
      #expect(refused.exitCode == 3 && refused.errors.contains("the array has the shape \(shape)"), "\(refused)")
    }
    for empty in ["[]", "[[],[]]"] {
      try place.write("{\"maps\":\(empty),\"tokens\":[\"a\"]}", to: "m.json")
      let refused = try place.run("lego", "attention", "m.json")
      #expect(refused.exitCode == 3 && refused.errors.contains("m.json: no map of any head"), "\(refused)")
    }
  }

  @Test("Cycles, double definitions and unknown letters are told with their place")
  func hostile() throws {
    let place = try Workplace()
    try place.write("Z2: a = not\n\nZ2: a = not * b; b = not * a\n", to: "c.txt")
    let cycle = try place.run("lego", "solve", "c.txt")
    #expect(
      cycle.exitCode == 3 && cycle.errors.contains("c.txt: line 3: a (clause 1), b (clause 2): a cycle"), "\(cycle)")
    try place.write("Z2: a = not; a = val\n", to: "d.txt")
    #expect(try place.run("lego", "solve", "d.txt").errors.contains("line 1: column 14"))
    try place.write(
      "{\"group\":\"Z2\",\"clauses\":[[\"a\",\"not\"]],\"chain\":[\"a\"],\"values\":[0]}\n", to: "v.jsonl")
    #expect(try place.run("lego", "solve", "v.jsonl").errors.contains("values are [0], but the clauses give [1]"))
    #expect(try place.run("lego", "gen", "-n", "27").exitCode == 2)
    #expect(try place.run("lego", "gen", "--group", "Z0").exitCode == 2)
    #expect(try place.run("lego", "gen", "--group", "D3", "--text-format", "bert-z2").exitCode == 2)
    #expect(try place.run("lego", "ceiling", "--group", "A5", "-n", "20").exitCode == 3)
    #expect(try place.run("lego", "cost", "--fixed", "13").exitCode == 2)
    #expect(try place.run("lego", "train", "--width", "4096", "--layers", "1000").exitCode == 2)
    for clip in ["0", "-1", "nan", "inf"] {
      let refused = try place.run("lego", "train", "--clip=\(clip)")
      #expect(refused.exitCode == 2 && refused.errors.contains("--clip is a number above 0"), "\(refused)")
    }
    let huge = try place.run("lego", "train", "-n", "26", "--batch", "100000", "--width", "512", "--layers", "1")
    #expect(huge.exitCode == 2 && huge.errors.contains("a step would fill about"), "\(huge)")
    // The logits of a large group alone.
    let logits = try place.run(
      "lego", "train", "-n", "26", "--group", "S6", "--batch", "100000", "--width", "1", "--heads", "1", "--layers", "1"
    )
    #expect(logits.exitCode == 2 && logits.errors.contains("a step would fill about"), "\(logits)")
    for length in ["9223372036854775807", "27", "0"] {
      let refused = try place.run("lego", "train", "-n", length)
      #expect(refused.exitCode == 2 && refused.errors.contains("--length is from 1 to 26"), "\(refused)")
    }
    // Seeds go round after the last one.
    let last = try place.run(
      "lego", "train", "-n", "1", "--width", "4", "--heads", "1", "--batch", "1", "--steps", "1", "--evaluation", "1",
      "--seed",
      "18446744073709551615", "--runs", "2")
    #expect(last.exitCode == 0 && last.output.contains("\nseed 0: "), "\(last)")
    let lost = try place.run("lego", "train", "-n", "1", "--steps", "1", "--checkpoint", "nowhere/c.safetensors")
    #expect(lost.exitCode == 3 && lost.errors.contains("cannot write nowhere/c.safetensors"), "\(lost)")
    // What a link points to is written, and a device is no file to be replaced.
    let small = ["lego", "train", "-n", "1", "--steps", "1", "--width", "4", "--heads", "1", "--evaluation", "1", "-o"]
    try place.write("old", to: "model")
    for (link, target) in [("full", "/dev/full"), ("link", place.path("model").path)] {
      try FileManager.default.createSymbolicLink(atPath: place.path(link).path, withDestinationPath: target)
      let made = try place.run(arguments: small + [link])
      #expect(made.exitCode == (link == "full" ? 3 : 0), "\(made)")
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place.path(link).path) == target)
    }
    #expect(try Data(contentsOf: place.path("model")).count > 100)
    // A group that has the name of another: whoever reads the texts would take it for that one.
    try place.write(#"{"name":"Z2","elements":["not","val"],"table":[["not","val"],["val","not"]]}"#, to: "false.json")
    let taken = try place.run("lego", "gen", "--group", "false.json")
    #expect(taken.exitCode == 3 && taken.errors.contains("another group is called “Z2”"), "\(taken)")
    try place.write(#"{"name":"Z2","elements":["val","not"],"table":[["val","not"],["not","val"]]}"#, to: "true.json")
    #expect(try place.run("lego", "gen", "--group", "true.json").exitCode == 0)
    try place.write(String(repeating: "[", count: 10_000), to: "nested.txt")
    let nested = try place.run("lego", "solve", "nested.txt")
    #expect(nested.exitCode == 3 && nested.errors.count < 400, "\(nested.errors.count)")
    try place.write("Z721: a = 5\n", to: "large.txt")
    let large = try place.run("lego", "run", "large.txt")
    #expect(large.exitCode == 3 && large.errors.contains("would have 1039682 units"), "\(large)")
  }
}
