import Randomness
import Splicing
import SplicingCheckers
import Testing
import Text

@Suite("Whole documents", .serialized)
struct DocumentTests {
  /// Words as a plain text has them.
  private func tokens(_ text: String) -> [TextToken] { text.split(separator: " ").map { .text(String($0)) } }

  @Test("Nothing of a text is lost", arguments: TextTokenisation.allCases)
  func lossless(rule: TextTokenisation) {
    let texts = [
      "", " ", "\n", "\r\n\r\n", "a", "a b", "a  b", " a", "a ", "a\nb", "a \nb", "a.b", "a. b", "a .b", "(a) [b]",
      "don't - do-it",
      "'a' 'b'", "a' b", "a-\nb", "a\0b", "\u{FEFF}a", "e\u{301} e", "x\u{A0}y", "你好 世界", "👩‍👩‍👧 !?", "a\r\nb\r",
      "__ 1.5e-3\t", "…", "\u{301}",
    ]
    for text in texts {
      #expect(Array(rule.text(of: rule.tokens(of: text)).utf8) == Array(text.utf8), "\(text.debugDescription)")
    }
    let letters: [Unicode.Scalar] = ["a", "b", " ", "\n", "\r", "'", "-", ".", "\u{301}", "\0", "é", "\u{A0}"]
    for index in 0..<(2_000 * effort) {
      var stream = RandomStream(seed: 7).child("tokens").child(index)
      var text = String.UnicodeScalarView()
      for _ in 0..<stream.uniform(in: 0...12) { text.append(letters[stream.uniform(in: 0...(letters.count - 1))]) }
      let found = rule.text(of: rule.tokens(of: String(text)))
      #expect(Array(found.utf8) == Array(String(text).utf8), "\(String(text).debugDescription)")
    }
  }

  @Test("Words, lines and characters are what they are called")
  func tokenisation() {
    #expect(
      TextTokenisation.words.tokens(of: "It's here.\n\n(So is he.)").map(\.description)
        == ["It's", "here", ".", "\n\n", "(", "", "So", "is", "he", ".", ")"])
    #expect(TextTokenisation.lines.tokens(of: "a\r\n\r\n\nb").map(\.description) == ["a\r\n", "\r\n", "\n", "b"])
    #expect(TextTokenisation.lines.tokens(of: "a\n").count == 1)
    #expect(TextTokenisation.characters.tokens(of: "e\u{301}x\r\n").count == 3)
    // A word is the same in the middle of a line and at its ends.
    let (first, second) = (
      TextTokenisation.words.tokens(of: "one two\nthree"), TextTokenisation.words.tokens(of: "one\ntwo three")
    )
    #expect(Set(first) == Set(second))
  }

  @Test("A text with few edits costs one operation for each, however small the windows are")
  func nearCopy() throws {
    let host = (0..<400).map { $0 }
    var target = host
    // Far apart, so that no tile of a single word pays.
    let places = [31, 90, 155, 201, 260, 333]
    for place in places { target[place] = 1_000 + place }
    let problem = SpliceProblem(target: target, neighbours: [host] + places.map { [1_000 + $0] })
    let exact = try #require(SpliceDocument(problem))
    #expect(exact.windows == 1 && exact.isOptimal && exact.operations.count == 7)
    for limit in [1, 20_000, 100_000, 300_000] {
      let document = try #require(SpliceDocument(problem, memoryLimit: limit))
      #expect(document.windows == 0 || document.windows > 1)
      #expect(document.operations.count == 7 && document.isOptimal, "limit \(limit): \(document.operations.count)")
      try problem.verify(document.operations, cost: 7, isOptimal: true, memoryLimit: 1)
    }
  }

  @Test("Windows of any size make the text, between the bound and the tiles", .claim("splicing.documents"))
  func windows() throws {
    for index in 0..<(30 * effort) {
      var stream = RandomStream(seed: 8).child("windows").child(index)
      let problem = stream.smallProblem(length: 60, alphabet: 6).addingMissingTokens()
      let exact = try SpliceOracle(problem).cost ?? 0
      for limit in [1, 1_000, 5_000, 20_000] {
        let document = try #require(SpliceDocument(problem, memoryLimit: limit))
        try problem.verify(document.operations, cost: document.operations.count, lower: document.lower)
        #expect(document.lower <= exact && exact <= document.operations.count)
        #expect(document.operations.count <= (problem.tiling()?.count ?? 0))
      }
      for mode in [SpliceMode.insertOnly, .appendOnly] {
        let best = try SpliceOracle(problem, mode: mode).cost ?? 0
        let whole = try #require(SpliceDocument(problem, mode: mode))
        #expect(whole.isOptimal && whole.operations.count == best)
        let tiles = try #require(SpliceDocument(problem, mode: mode, memoryLimit: 1))
        try problem.verify(tiles.operations)
        #expect(tiles.operations.allSatisfy { $0.at == $0.upTo }, "nothing is replaced")
        #expect(tiles.lower <= best && best <= tiles.operations.count)
        #expect(mode == .insertOnly || tiles.isOptimal && tiles.operations.count == best)
      }
    }
  }

  @Test("Claims of long texts are refused or decided without tables, or not at all")
  func verification() throws {
    let host = (0..<300).map { $0 % 7 }
    let target = (0..<300).map { $0 * $0 % 7 }
    let problem = SpliceProblem(target: target, neighbours: [host, [1, 4, 2]])
    let document = try #require(SpliceDocument(problem, memoryLimit: 1))
    let bound = TilingBound(target: target, neighbours: problem.neighbours).operations
    #expect(bound == document.lower)
    try problem.verify(document.operations, lower: bound, memoryLimit: 1)
    #expect(throws: VerificationError.notNeeded(lower: 10_000, least: document.operations.count)) {
      try problem.verify(document.operations, lower: 10_000, memoryLimit: 1)
    }
    do {
      try problem.verify(document.operations, lower: bound + 1, memoryLimit: 1)
      Issue.record("believed what nobody found out")
    } catch {
      guard case .undecided = error else { throw error }
    }
  }

  @Test("Empty texts, one word, words that nobody has")
  func corners() throws {
    for limit in [1, 1 << 20] {
      let empty = try #require(SpliceDocument(SpliceProblem<Int>(target: [], neighbours: []), memoryLimit: limit))
      #expect(empty.operations.isEmpty && empty.lower == 0)
      let one = try #require(SpliceDocument(SpliceProblem(target: [1], neighbours: [[], [2, 1]]), memoryLimit: limit))
      #expect(one.operations.count == 1 && one.isOptimal)
      #expect(SpliceDocument(SpliceProblem(target: [1, 2], neighbours: [[1]]), memoryLimit: limit) == nil)
    }
    #expect(TilingBound(target: [1, 2], neighbours: [[1]]).tiles == nil)
    #expect(TilingBound(target: [1, 2], neighbours: [[1]]).operations == 0)
    #expect(TilingBound(target: ["a", "x", "c"], neighbours: [["a", "b", "c"], ["x"]]).cuts == [1, 2])
    // Of a, b, c, a the first two alone are next to each other and in neighbours of a word.
    let lone = TilingBound(target: ["a", "b", "c", "a"], neighbours: [["a"], ["b"], ["c", "c"]])
    #expect(lone.lonePairs == 1 && lone.tiles == 4 && lone.operations == 3)
  }

  @Test("A thousand words from a hundred neighbours")
  func hundred() throws {
    var stream = RandomStream(seed: 9).child("hundred")
    func text(_ count: Int) -> [Int] {
      (0..<count).map { _ in min(stream.uniform(in: 0...300), stream.uniform(in: 0...300)) }
    }
    let neighbours = (0..<100).map { _ in text(100) }
    let problem = SpliceProblem(target: text(1_000), neighbours: neighbours).addingMissingTokens()
    let document = try #require(SpliceDocument(problem, memoryLimit: 3_000_000))
    try problem.verify(document.operations, cost: document.operations.count, lower: document.lower)
    #expect(document.windows > 10 && document.operations.count < (problem.tiling()?.count ?? 0))
  }
}
