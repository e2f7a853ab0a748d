import Exact
import Splicing
import Testing

@Suite("Replay and verification")
struct VerificationTests {
  let problem = SpliceProblem(target: ["a", "x", "c"], neighbours: [["a", "b", "c"], ["x"]])
  let good = [
    SpliceOperation(neighbour: 0, from: 0, to: 3, at: 0, upTo: 0),
    SpliceOperation(neighbour: 1, from: 0, to: 1, at: 1, upTo: 2),
  ]

  @Test("What is right passes")
  func passes() throws {
    try problem.verify(good, cost: 2, isOptimal: true, count: 1)
  }

  @Test("Each wrong claim is named")
  func rejects() throws {
    #expect(throws: VerificationError.wrongCost(claimed: 3, operations: 2)) { try problem.verify(good, cost: 3) }
    #expect(throws: VerificationError.wrongCount(claimed: 7, count: 1)) { try problem.verify(good, count: 7) }
    #expect(throws: VerificationError.wrongText(position: 1, found: "b", expected: "x")) {
      try problem.verify([good[0]])
    }
    let long = [
      SpliceOperation(neighbour: 0, from: 0, to: 1, at: 0, upTo: 0),
      SpliceOperation(neighbour: 1, from: 0, to: 1, at: 1, upTo: 1),
      SpliceOperation(neighbour: 0, from: 2, to: 3, at: 2, upTo: 2),
    ]
    try problem.verify(long, cost: 3)
    #expect(throws: VerificationError.notShortest(operations: 3, least: 2)) {
      try problem.verify(long, isOptimal: true)
    }
  }

  @Test("Each operation that cannot be carried out is named, whatever its numbers")
  func hostile() throws {
    func outcome(_ n: Int, _ from: Int, _ to: Int, _ at: Int, _ upTo: Int) -> ReplayError? {
      do throws(ReplayError) {
        let operations = good + [SpliceOperation(neighbour: n, from: from, to: to, at: at, upTo: upTo)]
        _ = try replay(operations, from: problem.neighbours)
        return nil
      } catch { return error }
    }
    #expect(outcome(2, 0, 1, 0, 0) == .neighbourOutOfRange(operation: 2, neighbour: 2, count: 2))
    #expect(outcome(-1, 0, 1, 0, 0) == .neighbourOutOfRange(operation: 2, neighbour: -1, count: 2))
    #expect(outcome(0, 1, 1, 0, 0) == .segmentOutOfRange(operation: 2, from: 1, to: 1, length: 3))
    #expect(outcome(0, 2, 4, 0, 0) == .segmentOutOfRange(operation: 2, from: 2, to: 4, length: 3))
    #expect(outcome(0, .min, .max, 0, 0) == .segmentOutOfRange(operation: 2, from: .min, to: .max, length: 3))
    #expect(outcome(0, 0, 1, 2, 1) == .spanOutOfRange(operation: 2, at: 2, upTo: 1, canvas: 3))
    #expect(outcome(0, 0, 1, .min, .max) == .spanOutOfRange(operation: 2, at: .min, upTo: .max, canvas: 3))
    #expect(outcome(0, 0, 1, 3, 4) == .spanOutOfRange(operation: 2, at: 3, upTo: 4, canvas: 3))
    #expect(outcome(0, 0, 1, 3, 3) == nil)
    #expect(throws: ReplayError.canvasTooLong(operation: 0, length: 3, limit: 2)) {
      try replay(good, from: problem.neighbours, canvasLimit: 2)
    }
  }

  @Test("Degenerate problems")
  func degenerate() throws {
    for neighbours in [[], [[]], [[], [1], []]] as [[[Int]]] {
      let problem = SpliceProblem(target: [Int](), neighbours: neighbours)
      #expect(try SpliceOracle(problem).cost == 0)
      #expect(try SpliceOracle(problem).derivation() == [])
      #expect(try SpliceCensus(problem).count == 1)
      #expect(try problem.peelingCost() == 0)
      #expect(problem.tiling() == [])
      #expect(try SpliceBounds(problem)?.violation == nil)
    }
    let unreachable = SpliceProblem(target: [1, 2, 1], neighbours: [[], [1]])
    #expect(try SpliceOracle(unreachable).cost == nil)
    #expect(try SpliceOracle(unreachable).derivation() == [])
    #expect(try SpliceCensus(unreachable).count == 0)
    #expect(try unreachable.peelingCost() == nil)
    #expect(unreachable.tiling() == nil)
    #expect(unreachable.missingTokens == [2])
    // A long target: no recursion, entries of two bytes.
    let long = SpliceProblem(target: Array(0..<1500), neighbours: [Array(0..<1500).reversed()])
    #expect(try SpliceOracle(long, memoryLimit: 1 << 31).derivation().count == 1500)
  }

  @Test("Masks hide runs of the source, but not a stop word by itself")
  func masking() {
    let text = "the old mill of Ely is old and of the city".split(separator: " ").map(String.init)
    let source = [["old", "mill"], ["the", "of", "city"]]
    let masked = SpliceProblem<String>.masking(text, source: source, with: "_", stopWords: ["of", "the"])
    #expect(masked == ["_", "_", "_", "_", "Ely", "is", "_", "and", "_", "_", "_"])
    let kept = SpliceProblem<String>.masking(["of", "x"], source: source, with: "_", stopWords: ["of"])
    #expect(kept == ["of", "x"])
  }

  @Test("The index knows exactly the segments of its texts")
  func automaton() {
    let texts = [[1, 2, 1, 2, 3], [2, 1, 1], [], [1, 2, 1, 2, 3], [3, 3, 3]]
    let index = SegmentIndex(texts)
    var words: [[Int]] = [[]]
    for _ in 0..<5 {
      words = words.flatMap { word in (1...4).map { word + [$0] } }
      for word in words {
        let isSegment = texts.contains { text in
          text.indices.contains { text[$0...].starts(with: word) }
        }
        #expect(index.contains(word) == isSegment, "\(word)")
        let match = index.longestMatch(in: word, from: 0)
        #expect(
          Array(texts[match.text].dropFirst(match.place).prefix(match.length)) == Array(word.prefix(match.length)))
      }
    }
  }

  @Test("The synthetic corpus has the totals it should have")
  func corpus() throws {
    #if DEBUG
      let count = 10
    #else
      let count = 400
    #endif
    var corpus = TemplateCorpus(seed: 1)
    var totals: (general: [Int], insertOnly: [Int], tiling: [Int], n: Int) = ([], [], [], 0)
    for _ in 0..<count {
      let problem = corpus.next()
      totals.general.append(try SpliceOracle(problem).cost ?? 0)
      totals.insertOnly.append(try SpliceOracle(problem, mode: .insertOnly).cost ?? 0)
      totals.tiling.append(problem.tiling()?.count ?? 0)
      totals.n += problem.target.count
    }
    #expect(totals.general.prefix(10) == [10, 10, 7, 9, 10, 7, 9, 10, 12, 9])
    #expect(totals.insertOnly.prefix(10) == [15, 16, 11, 17, 15, 10, 15, 14, 14, 14])
    #expect(totals.tiling.prefix(10) == [16, 17, 11, 17, 15, 11, 15, 14, 16, 14])
    if count == 400 {
      #expect(totals.general.reduce(0, +) == 3507)
      #expect(totals.insertOnly.reduce(0, +) == 5229)
      #expect(totals.tiling.reduce(0, +) == 5410)
      // A mean of 27.47 words.
      #expect(totals.n == 10_987)
    }
  }
}
