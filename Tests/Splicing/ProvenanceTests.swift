import Foundation
import Pictures
import Randomness
import Splicing
import SplicingCommands
import Testing
import Text

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Provenance")
struct ProvenanceTests {
  @Test("Runs are in order, and what was replaced stands where it was")
  func runs() throws {
    let problem = problem("a x c y e", "a b c d e; x; y")
    let provenance = try SpliceProvenance(SpliceOracle(problem).derivation(), problem)
    #expect(provenance.words.map(\.token) == ["a", "b", "x", "c", "d", "y", "e"])
    #expect(provenance.words.map(\.replacedBy) == [nil, 1, nil, nil, 2, nil, nil])
    let picture = try picture(problem)
    #expect(
      picture.terminalText(isPlain: true) == """
        A[a] B[x] A[c] C[y] A[e]

        A  neighbour 0: 3 words, 5 characters, 55.6%
        B  neighbour 1: 1 word, 2 characters, 22.2%
        C  neighbour 2: 1 word, 2 characters, 22.2%
        in all 5 words, 9 characters
        3 operations, the fewest

        """)
    #expect(picture.terminalText(isPlain: false).contains("\u{1B}[38;5;208mA[a]\u{1B}[0m"))
  }

  @Test("The words that stay are the target, copied from where they say")
  func words() throws {
    for index in 0..<(60 * effort) {
      var stream = RandomStream(seed: 6).child("provenance").child(index)
      let problem = stream.smallProblem(length: 9).addingMissingTokens()
      let provenance = try SpliceProvenance(SpliceOracle(problem).derivation(), problem)
      #expect(provenance.words.filter { $0.replacedBy == nil }.map(\.token) == problem.target)
      for word in provenance.words { #expect(problem.neighbours[word.neighbour][word.place] == word.token) }
    }
  }

  @Test("Words and names cannot break out of the page or the terminal")
  func hostile() throws {
    let words: [TextToken] = [.text("</a><script>"), .text("\u{1B}[2J"), .text("\"&'"), .text("\0")]
    let record = SpliceProblemRecord(
      target: words, neighbours: [.init(id: .text("<script>\u{1B}"), tokens: words, kind: .text)])
    let picture = try SplicePicture(
      record, title: "<b>", SpliceOracle(record.problem()).derivation(), lower: 1)
    let page = picture.page
    #expect(page.components(separatedBy: "<script>").count == 2 && page.contains(">&lt;/a&gt;&lt;script&gt; ␛[2J"))
    #expect(page.contains("<h1>&lt;b&gt;</h1>") && page.contains("text &lt;script&gt;␛"))
    #expect(!page.contains("\u{1B}") && !page.contains("\0"))
    #expect(!picture.terminalText(isPlain: true).contains("\u{1B}"))
    #expect(throws: ReplayError.self) {
      try SplicePicture(record, title: "", [SpliceOperation(neighbour: 0, from: 0, to: 9, at: 0, upTo: 0)], lower: 0)
    }
  }

  @Test("No two of 112 sources have the same colour and pattern, and no two of any number the same letter")
  func looks() {
    let palette = Palette(Array(0..<800))
    #expect(Set((0..<112).map { "\(palette.colour(of: $0)) \(palette.pattern(of: $0))" }).count == 112)
    #expect(Set((0..<14).map(Palette.strokes)).count == 14)
    #expect(Set((0..<800).map(palette.letter)).count == 800)
    #expect([0, 25, 26, 51, 52, 702].map { palette.letter(of: $0) } == ["A", "Z", "AA", "AZ", "BA", "AAA"])
  }

  @Test("The page has a link for each run, one back, and a line for each source")
  func page() throws {
    for index in 0..<(40 * effort) {
      var stream = RandomStream(seed: 6).child("page").child(index)
      let problem = stream.smallProblem(length: 14).addingMissingTokens()
      let picture = try picture(problem)
      let page = picture.page
      for (number, run) in picture.runs.enumerated() {
        #expect(page.contains("<a id=r\(number + 1) class=c") && page.contains("href=#p\(number + 1)>"))
        #expect(page.components(separatedBy: "<a id=p\(number + 1) href=#r\(number + 1)>").count == 2)
        #expect(run.places.count > 0)
      }
      // Without its marks a source is what it was, however runs overlap.
      let sources = page.components(separatedBy: "<pre>").dropFirst().map { part in
        part.components(separatedBy: "</pre>")[0].replacing(/<[^>]*>/, with: "")
      }
      let used = Set(picture.runs.map(\.neighbour)).sorted()
      #expect(sources == used.map { problem.neighbours[$0].map(String.init).joined(separator: " ") })
    }
  }

  @Test("Shares add up to the text")
  func shares() throws {
    for (index, rule) in [TextTokenisation.words, .lines, .characters].enumerated() {
      let record = SpliceProblemRecord(
        "t", "The cat sat.\r\n\r\n(It's new.)\n",
        from: [("a", "The cat sat.\r\n\r\n"), ("b", "It's (It)"), ("c", "zzz")],
        rule
      ).addingMissingWords()
      let picture = try SplicePicture(
        record, title: "t", SpliceOracle(record.problem()).derivation(), lower: 0)
      let shares = picture.shares
      #expect(shares.words == record.target.count && shares.characters == 28)
      #expect(shares.sources.map(\.n) == [0, 1, 2, nil] && shares.sources[2].characters == 0)
      #expect(shares.sources[3].words == [2, 1, 3][index])
    }
  }

  private func picture(_ problem: SpliceProblem<Int>) throws -> SplicePicture {
    let record = SpliceProblemRecord(
      target: problem.target.map { .number($0) },
      neighbours: problem.neighbours.map { .init(tokens: $0.map { .number($0) }) })
    let operations = try SpliceOracle(problem).derivation()
    return try SplicePicture(record, title: "t", operations, lower: operations.count)
  }

  private func picture(_ problem: SpliceProblem<String>) throws -> SplicePicture {
    let record = SpliceProblemRecord(
      target: problem.target.map { .text($0) },
      neighbours: problem.neighbours.map { .init(tokens: $0.map { .text($0) }) })
    let operations = try SpliceOracle(problem).derivation()
    return try SplicePicture(record, title: "t", operations, lower: operations.count)
  }

  /// The boxes of a picture, and whether it could be read.
  final class Boxes: NSObject, XMLParserDelegate {
    private(set) var boxes: [(x: Int, y: Int, width: Int)] = []
    private(set) var words = ""
    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      guard name == "rect", attributes["rx"] == "5" else { return }
      boxes.append(
        (Int(attributes["x"] ?? "") ?? 0, Int(attributes["y"] ?? "") ?? 0, Int(attributes["width"] ?? "") ?? 0))
    }
    func parser(_ parser: XMLParser, foundCharacters text: String) { words += text }
  }

  @Test("The tree has a box for each operation, and no two overlap")
  func tree() throws {
    for index in 0..<(60 * effort) {
      var stream = RandomStream(seed: 6).child("tree").child(index)
      let problem = stream.smallProblem(length: 12).addingMissingTokens()
      let forest = try SpliceForest(SpliceOracle(problem).derivation(), problem)
      let boxes = Boxes()
      let parser = XMLParser(data: Data(try picture(problem).svg().utf8))
      parser.delegate = boxes
      #expect(parser.parse() && boxes.boxes.count == forest.nodes.count)
      #expect(Set(boxes.boxes.map(\.y)).count == forest.depth)
      for row in Dictionary(grouping: boxes.boxes, by: \.y).values {
        let sorted = row.sorted { $0.x < $1.x }
        #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.x + $0.width < $1.x })
      }
    }
    let words: [TextToken] = [.text("</svg>"), .text("\u{1B}\"&'"), .text("")]
    let hostile = SpliceProblemRecord(
      target: words, neighbours: [.init(id: .text("\"</title>"), tokens: words, kind: .text)])
    let picture = try SplicePicture(
      hostile, title: "<&>", SpliceOracle(hostile.problem()).derivation(), lower: 1
    ).svg()
    let boxes = Boxes()
    let parser = XMLParser(data: Data(picture.utf8))
    parser.delegate = boxes
    #expect(parser.parse() && boxes.boxes.count == 1 && boxes.words.contains("</svg>"))
    #expect(boxes.words.contains("100.0%"))
  }
}
