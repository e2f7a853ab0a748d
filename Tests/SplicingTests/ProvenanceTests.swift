import Randomness
import Splicing
import Testing

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
}
