import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("tightbound splice")
struct SpliceCommandTests {
  static let problems = """
    {"id":"p","target":["a","x","c"],"neighbours":[{"tokens":["a","b","c"]},{"id":3,"tokens":["x"],"kind":"text"}]}
    {"id":7,"target":[1,1,2,2],"neighbours":[{"tokens":[1,2]}]}

    """

  @Test("Derivations are found, replayed, verified, counted and sampled")
  func roundTrip() throws {
    let place = try Workplace()
    try place.write(Self.problems, to: "p.jsonl")
    let found = try place.run("splice", "oracle", "p.jsonl", "--count", "-o", "d.jsonl")
    #expect(found.exitCode == 0, "\(found)")
    #expect(
      try place.read("d.jsonl") == """
        {"cost":2,"count":"1","id":"p","ops":[{"at":0,"from":0,"n":0,"to":3,"upTo":0},\
        {"at":1,"from":0,"n":1,"to":1,"upTo":2}],"optimal":true}
        {"cost":2,"count":"1","id":7,"ops":[{"at":0,"from":0,"n":0,"to":2,"upTo":0},\
        {"at":1,"from":0,"n":0,"to":2,"upTo":1}],"optimal":true}

        """)
    let replayed = try place.run("splice", "replay", "p.jsonl", "d.jsonl")
    #expect(replayed.output == "{\"id\":\"p\",\"text\":[\"a\",\"x\",\"c\"]}\n{\"id\":7,\"text\":[1,1,2,2]}\n")
    let verified = try place.run("splice", "verify", "p.jsonl", "d.jsonl")
    #expect(
      verified.exitCode == 0
        && verified.output.hasPrefix(
          #"{"cost":2,"count":"1","id":"p","optimal":true,"verified":true}"# + "\n"),
      "\(verified)")
    let counted = try place.run("splice", "count", "-", input: Self.problems)
    #expect(counted.output == "{\"cost\":2,\"count\":\"1\",\"id\":\"p\"}\n{\"cost\":2,\"count\":\"1\",\"id\":7}\n")
    let inserted = try place.run("splice", "oracle", "p.jsonl", "--mode", "insert-only")
    #expect(inserted.output.hasPrefix("{\"cost\":3,\"id\":\"p\""))
    #expect(try place.run("splice", "oracle", "p.jsonl", "--mode", "other").exitCode == 2)
    let one = try place.run("splice", "oracle", "p.jsonl", "--neighbours", "1")
    #expect(one.output.hasPrefix("{\"id\":\"p\",\"missing\":[\"x\"],\"ops\":[]}\n"))
    // With missing words as neighbours, for all commands alike.
    let added = try place.run("splice", "oracle", "p.jsonl", "--neighbours", "1", "--add-missing", "-o", "e.jsonl")
    #expect(added.exitCode == 0)
    let options = ["--neighbours", "1", "--add-missing"]
    #expect(try place.run(arguments: ["splice", "verify", "p.jsonl", "e.jsonl"] + options).exitCode == 0)
    #expect(try place.run(arguments: ["splice", "replay", "p.jsonl", "e.jsonl"] + options).output == replayed.output)
    #expect(try place.run("splice", "replay", "p.jsonl", "e.jsonl").exitCode == 1)
  }

  @Test("A synthetic corpus: samples verify, and do not depend on the threads")
  func corpus() throws {
    let place = try Workplace()
    #expect(try place.run("splice", "gen-corpus", "--count", "4", "-o", "c.jsonl").exitCode == 0)
    let samples = try place.run("splice", "sample", "c.jsonl", "--seed", "5")
    #expect(samples.exitCode == 0)
    #expect(try place.run("splice", "sample", "c.jsonl", "--seed", "5", "--threads", "1").output == samples.output)
    #expect(try place.run("splice", "sample", "c.jsonl", "--seed", "6").output != samples.output)
    try place.write(samples.output, to: "s.jsonl")
    let verified = try place.run("splice", "verify", "c.jsonl", "s.jsonl")
    #expect(verified.exitCode == 0, "\(verified)")
    let statistics = try place.run("splice", "stats", "c.jsonl")
    #expect(
      statistics.output.hasPrefix(
        "{\"bounds\":{\"cost\":10,\"insertOnly\":15,\"isSegment\":false,\"seams\":14,\"tiling\":16,\"words\":27},"))
  }

  @Test("All derivations of a file are one certificate, which the one door verifies")
  func door() throws {
    let place = try Workplace()
    try place.write(Self.problems, to: "p.jsonl")
    try place.run("splice", "oracle", "p.jsonl", "--count", "-o", "d.jsonl")
    let verified = try place.run("verify", "d.jsonl", "--instance", "p.jsonl")
    #expect(
      verified.exitCode == 0 && verified.output.hasPrefix("verified: 2 derivations make their texts"), "\(verified)")
    #expect(try place.run("verify", "d.jsonl").errors.contains("--instance PROBLEMS"))
    let good = try place.read("d.jsonl")
    for (forged, message) in [
      (good.replacing("\"to\":3", with: "\"to\":2"), "line 1: the operations make another text"),
      (
        good.replacing("\"cost\":2,\"count\":\"1\",\"id\":7", with: "\"cost\":2,\"count\":\"2\",\"id\":7"),
        "line 2: there are said to be 2"
      ),
      (good.replacing("\"id\":7", with: "\"id\":8"), "line 2, id: the derivation is one of “8”"),
      (good + good, "there are 2 lines of problems and 4 of derivations"),
      (good.replacing("\"optimal\":true", with: "\"optimal\":true,\"optimal\":true"), "line 1"),
    ] {
      try place.write(forged, to: "f.jsonl")
      let run = try place.run("verify", "f.jsonl", "--instance", "p.jsonl")
      #expect(run.exitCode == 1 && run.output.isEmpty && run.errors.contains(message), "\(run)")
    }
  }

  @Test("A derivation is shown, as text and as a page")
  func render() throws {
    let place = try Workplace()
    try place.write(Self.problems, to: "p.jsonl")
    // Into a pipe, as here, there are colours only where they are asked for.
    for shown in try [
      place.run("splice", "render", "p.jsonl"), place.run("splice", "render", "p.jsonl", "--plain"),
    ] {
      #expect(shown.exitCode == 0 && shown.output.hasPrefix("A[a] B[x] A[c]\n\nA  neighbour 0: 2 words"), "\(shown)")
    }
    #expect(try place.run("splice", "render", "p.jsonl", "--colour").output.contains("\u{1B}["))
    #expect(try place.run("splice", "render", "p.jsonl", "--colour", "--plain").exitCode == 2)
    #expect(try place.run("splice", "render", "p.jsonl", "--line", "2", "--html", "-o", "r.html").exitCode == 0)
    #expect(try place.read("r.html").contains("<title>Splicing 7</title>"))
    #expect(try place.run("splice", "render", "p.jsonl", "--svg", "-o", "r.svg").exitCode == 0)
    let picture = try place.read("r.svg")
    #expect(
      XMLParser(data: Data(picture.utf8)).parse() && picture.contains(">text 3: 1 word, 2 characters, 40.0%</text>"))
    #expect(try place.run("splice", "render", "p.jsonl", "--svg", "--html").exitCode == 2)
    let beyond = try place.run("splice", "render", "p.jsonl", "--line", "3")
    #expect(beyond.exitCode == 2 && beyond.errors.contains("--line is 1 to 2, the lines of the file"))
  }

  @Test("Each wrong line is answered by an error, and the rest goes on")
  func wrongLines() throws {
    let place = try Workplace()
    let lines = [
      "garbage", "{\"target\":[\"a\"]}", "{\"target\":[[1]],\"neighbours\":[]}", "", "[1,2]",
      "{\"id\":1,\"target\":[1],\"neighbours\":[{\"tokens\":[1],\"kind\":\"tree\"}]}",
      "{\"target\":[1],\"neighbours\":[{\"tokens\":[1]}]}", String(repeating: "[", count: 100_000),
    ]
    let found = try place.run("splice", "oracle", "-", input: lines.joined(separator: "\n"))
    #expect(found.exitCode == 2)
    let answers = found.output.split(separator: "\n").map(String.init)
    #expect(answers.count == 7)
    // A blank line keeps its place.
    #expect(found.output.split(separator: "\n", omittingEmptySubsequences: false)[3] == "")
    #expect(answers[0].hasPrefix("{\"error\":\"not a JSON object") && answers[0].hasSuffix("\"line\":1}"))
    #expect(answers[1] == "{\"error\":\"the field is missing\",\"field\":\"neighbours\",\"line\":2}")
    #expect(answers[2] == "{\"error\":\"a string or an integer is needed\",\"field\":\"target[0]\",\"line\":3}")
    #expect(answers[4].contains("\"field\":\"neighbours[0].kind\",\"line\":6"))
    #expect(answers[5].hasPrefix("{\"cost\":1"))
    #expect(answers[6].contains("\"line\":8"))
  }

  @Test("The verifier names each wrong claim")
  func wrongClaims() throws {
    let place = try Workplace()
    let problem =
      "{\"id\":\"p\",\"target\":[\"a\",\"x\",\"c\"],\"neighbours\":[{\"tokens\":[\"a\",\"b\",\"c\"]},{\"tokens\":[\"x\"]}]}"
    let whole = "{\"n\":0,\"from\":0,\"to\":3,\"at\":0,\"upTo\":0}"
    func one(_ from: Int, _ at: Int, _ n: Int) -> String {
      "{\"n\":\(n),\"from\":\(from),\"to\":\(from + 1),\"at\":\(at),\"upTo\":\(at)}"
    }
    let tiles = "\(one(0, 0, 0)),\(one(0, 1, 1)),\(one(2, 2, 0))"
    let claims = [
      "{\"id\":\"p\",\"cost\":3,\"ops\":[\(tiles)]}": nil,
      "{\"id\":\"p\",\"cost\":3,\"ops\":[\(tiles)],\"optimal\":true}": "2 are enough",
      "{\"id\":\"p\",\"cost\":2,\"ops\":[\(tiles)]}": "there are 3 operations",
      "{\"id\":\"p\",\"cost\":1,\"ops\":[\(whole)]}": "another text: word 1 is “b”",
      "{\"id\":\"p\",\"ops\":[{\"n\":0,\"from\":0,\"to\":4,\"at\":0,\"upTo\":0}]}": "0..<4 is no segment",
      "{\"id\":\"p\",\"ops\":[{\"n\":0,\"from\":0,\"to\":3,\"at\":1,\"upTo\":1}]}": "1..<1 is no span",
      "{\"id\":\"p\",\"ops\":[{\"n\":2,\"from\":0,\"to\":3,\"at\":0,\"upTo\":0}]}": "there is no neighbour 2",
      "{\"id\":\"p\",\"cost\":3,\"ops\":[\(tiles)],\"count\":\"9\"}": "said to be 9",
      "{\"id\":\"p\",\"ops\":[]}": "word 0 is missing",
    ]
    try place.write(problem + "\n", to: "p.jsonl")
    for (claim, reason) in claims {
      try place.write(claim + "\n", to: "d.jsonl")
      let verified = try place.run("splice", "verify", "p.jsonl", "d.jsonl")
      #expect(verified.exitCode == (reason == nil ? 0 : 1), "\(verified)")
      if let reason { #expect(verified.output.contains(reason), "\(verified)") }
    }
    try place.write("{\"id\":\"q\",\"ops\":[]}\n", to: "d.jsonl")
    #expect(try place.run("splice", "verify", "p.jsonl", "d.jsonl").exitCode == 2)
    #expect(try place.run("splice", "replay", "p.jsonl", "d.jsonl").exitCode == 2)
  }
}

extension SpliceCommandTests {
  static let text = "The cat sat.\r\n\r\n\n  \"Hi\" (now)\tit's so-so!\n\nend"

  @Test("Plain texts: to the byte, with shares that add up", arguments: ["words", "lines", "characters"])
  func plainTexts(rule: String) throws {
    let place = try Workplace()
    try place.write(Self.text, to: "t.txt")
    try place.write("The cat sat on it.\r\n\r\n", to: "a.txt")
    try place.write("Hi now, it's \0", to: "<script>.txt")
    let from = ["--from", "a.txt", "<script>.txt", "--tokenise", rule]
    for limit in [[], ["--limit", "2K"], ["--limit", "1"]] {
      let found = try place.run(arguments: ["splice", "oracle", "t.txt", "-o", "d.jsonl"] + from + limit)
      #expect(found.exitCode == 0, "\(found)")
      let verified = try place.run(arguments: ["splice", "verify", "t.txt", "d.jsonl"] + from)
      #expect(verified.exitCode == 0, "\(verified)")
      let replayed = try place.run(arguments: ["splice", "replay", "t.txt", "d.jsonl", "--text"] + from)
      #expect(replayed.output == Self.text)
    }
    // The same in two steps, and by the one door.
    #expect(try place.run(arguments: ["splice", "prepare", "t.txt", "-o", "p.jsonl"] + from).exitCode == 0)
    let door = try place.run("verify", "d.jsonl", "--instance", "p.jsonl")
    #expect(door.exitCode == 0 && door.output.contains("1 derivations make their texts"), "\(door)")
    let shares = try place.run("splice", "shares", "p.jsonl").output
    #expect(shares.contains("\"characters\":\(Self.text.unicodeScalars.count),\"cost\""), "\(shares)")
    let shown = try place.run(arguments: ["splice", "render", "t.txt"] + from).output
    #expect(shown.contains("–  in no source: ") && shown.contains("in all "), "\(shown)")
    #expect(try place.run(arguments: ["splice", "render", "t.txt", "--html", "-o", "r.html"] + from).exitCode == 0)
    #expect(try place.read("r.html").contains("&lt;script&gt;.txt") || rule == "lines")
    #expect(try place.run(arguments: ["splice", "render", "t.txt", "--svg", "-o", "r.svg"] + from).exitCode == 0)
    #expect(XMLParser(data: Data(try place.read("r.svg").utf8)).parse())
  }

  @Test("What is no plain text is refused with its place; what is not needed is not believed")
  func refusedTexts() throws {
    let place = try Workplace()
    try (Data("ab\nc\u{e9}".utf8) + [0xFF, 0x41]).write(to: place.path("bad.txt"))
    try place.write("ab", to: "a.txt")
    let bad = try place.run("splice", "oracle", "bad.txt", "--from", "a.txt")
    #expect(bad.exitCode == 3 && bad.errors.contains("bad.txt, line 2: byte 7 is no UTF-8"), "\(bad)")
    #expect(try place.run("splice", "oracle", "a.txt", "--tokenise", "lines").exitCode == 2)
    #expect(try place.run("splice", "prepare", "a.txt").exitCode == 2)
    // The empty text is a text.
    try place.write("", to: "empty.txt")
    let empty = try place.run("splice", "oracle", "empty.txt", "--from", "a.txt", "empty.txt")
    #expect(empty.exitCode == 0 && empty.output.hasPrefix("{\"cost\":0,"), "\(empty)")
    let page = try place.run("splice", "render", "empty.txt", "--from", "a.txt", "--html")
    #expect(page.exitCode == 0 && page.output.contains("<section id=text></section>"))
    try place.write(Self.problems, to: "p.jsonl")
    try place.run("splice", "oracle", "p.jsonl", "--limit", "1", "-o", "d.jsonl")
    let forged = try place.read("d.jsonl").replacing("\"optimal\":true", with: "\"lower\":3")
    #expect(try place.read("d.jsonl") != forged)
    try place.write(forged, to: "f.jsonl")
    let refused = try place.run("splice", "verify", "p.jsonl", "f.jsonl")
    #expect(refused.exitCode == 1 && refused.output.contains("said to need 3 operations, but"), "\(refused)")
  }

  @Test(
    "Words of other bytes are other words, unless they are to be normalised", arguments: SpliceCommandTests.spellings)
  func spellings(pair: (String, String, String)) throws {
    let place = try Workplace()
    try place.write(
      #"{"id":1,"target":["\#(pair.0)","x"],"neighbours":[{"tokens":["\#(pair.1)","x"]}]}"# + "\n", to: "p.jsonl")
    let none = try place.run("splice", "oracle", "p.jsonl", "-o", "d.jsonl")
    let written = try place.read("d.jsonl")
    #expect(none.exitCode == 0 && !written.contains("\"cost\":1"), "\(none)")
    #expect(try place.run("splice", "oracle", "p.jsonl", "--normalise", pair.2, "-o", "d.jsonl").exitCode == 0)
    #expect(try place.read("d.jsonl").contains("\"cost\":1"))
    #expect(try place.run("splice", "verify", "p.jsonl", "d.jsonl").exitCode == 1)
    #expect(try place.run("splice", "verify", "p.jsonl", "d.jsonl", "--normalise", pair.2).exitCode == 0)
    #expect(try place.run("splice", "replay", "p.jsonl", "d.jsonl", "--normalise", pair.2, "--text").exitCode == 2)
  }

  static let spellings = [
    ("caf\u{e9}", "cafe\u{301}", "nfc"), ("\u{c5}", "\u{212b}", "nfc"), ("\u{ac00}", "\u{1100}\u{1161}", "casefold"),
    ("Town", "TOWN", "casefold"),
  ]
}
