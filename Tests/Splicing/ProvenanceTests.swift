import Foundation
import Randomness
import Splicing
import SplicingCommands
import Testing

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
    #expect(provenance.terminalText(isPlain: true) == "A[a] B[x] A[c] C[y] A[e]")
    #expect(provenance.terminalText().contains("\u{1B}[38;5;208mA[a]\u{1B}[0m"))
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

  @Test("Words cannot break out of the page or the terminal")
  func hostile() throws {
    let problem = SpliceProblem(
      target: ["</span><script>", "\u{1B}[2J", "\"&'"], neighbours: [["</span><script>", "\u{1B}[2J", "\"&'"]])
    let provenance = try SpliceProvenance(SpliceOracle(problem).derivation(), problem)
    let page = provenance.html(title: "<b>")
    #expect(!page.contains("</span><script>") && page.contains("&lt;/span&gt;&lt;script&gt;<sub>A</sub>"))
    #expect(page.contains("<h1>&lt;b&gt;</h1>") && page.contains("&quot;&amp;&#39;"))
    #expect(!page.contains("\u{1B}") && !provenance.terminalText(isPlain: true).contains("\u{1B}"))
    #expect(throws: ReplayError.self) {
      try SpliceProvenance([SpliceOperation(neighbour: 0, from: 0, to: 9, at: 0, upTo: 0)], problem)
    }
    let many = SpliceProblem(target: Array(0..<60), neighbours: (0..<60).map { [$0] })
    let letters = try SpliceProvenance(SpliceOracle(many).derivation(), many)
    #expect([0, 25, 26, 51, 52].map { letters.letter(of: $0) } == ["A", "Z", "AA", "AZ", "BA"])
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
      let parser = XMLParser(data: Data(forest.svg(problem, title: "t").utf8))
      parser.delegate = boxes
      #expect(parser.parse() && boxes.boxes.count == forest.nodes.count)
      #expect(Set(boxes.boxes.map(\.y)).count == forest.depth)
      for row in Dictionary(grouping: boxes.boxes, by: \.y).values {
        let sorted = row.sorted { $0.x < $1.x }
        #expect(zip(sorted, sorted.dropFirst()).allSatisfy { $0.x + $0.width < $1.x })
      }
    }
    let hostile = SpliceProblem(target: ["</svg>", "\u{1B}\"&'", ""], neighbours: [["</svg>", "\u{1B}\"&'", ""]])
    let picture = try SpliceForest(SpliceOracle(hostile).derivation(), hostile)
      .svg(hostile, title: "<&>", names: ["\"</title>"])
    let boxes = Boxes()
    let parser = XMLParser(data: Data(picture.utf8))
    parser.delegate = boxes
    #expect(parser.parse() && boxes.boxes.count == 1 && boxes.words.contains("</svg>"))
  }
}
