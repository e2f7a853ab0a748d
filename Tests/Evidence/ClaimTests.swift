import Evidence
import Testing

@Suite("Claims")
struct ClaimTests {
  private let source = Source(paper: "A Paper", arXiv: "1234.56789", theorem: "Theorem 1")

  private let proof = ProofReference(file: "Squares.v", theorems: ["square"])

  private func claim(_ checks: [Check], _ sentences: [Sentence]? = nil) -> Claim {
    Claim(
      id: "arithmetic.squares", title: "t", sentences: sentences ?? [Sentence("s", checks: checks.map(\.name))],
      source: source, checks: checks)
  }

  /// A check that holds, of the given level, which is its name.
  private func check(_ level: EvidenceLevel) -> Check {
    Check(level.rawValue, level: level, family: numbers, subject: square, mutants: squareMutants, test: isSquare)
  }

  @Test("Levels are ordered, and a proof is the strongest")
  func levels() {
    #expect(EvidenceLevel.allCases == EvidenceLevel.allCases.sorted())
    #expect(EvidenceLevel.allCases.map(\.rank) == [1, 2, 3, 4])
    #expect(EvidenceLevel.allCases.map(\.description) == ["sampled", "certified", "exhaustive", "proved"])
  }

  @Test("A sentence has the level of its strongest check, or is proved; a claim that of its weakest sentence")
  func weakest() {
    let checks = [check(.sampled), check(.exhaustive)]
    let both = Sentence("a", checks: ["sampled", "exhaustive"])
    let proved = Sentence("b", checks: ["sampled"], proof: proof)
    let sampled = Sentence("c", checks: ["sampled"])
    #expect(claim(checks, [both]).level == .exhaustive)
    let all = claim(checks, [both, proved, sampled])
    #expect(all.level == .sampled && all.statement == "a b c" && all.proofs == [proof])
    #expect(all.sentences.map(all.level(of:)) == [.exhaustive, .proved, .sampled])
    #expect(claim(checks, [both, proved]).level == .exhaustive)
    #expect(claim([check(.sampled)], [proved]).level == .proved)
    #expect(all.sentences(testedBy: checks[0]) == [1, 2, 3] && all.sentences(testedBy: checks[1]) == [1])
  }

  @Test("What is stronger than the weakest sentence is told in the fewest words")
  func evidence() {
    let checks = [check(.sampled), check(.certified)]
    let proved = Sentence("p", topic: "the value", checks: ["certified"], proof: proof)
    let other = Sentence("q", topic: "the size", checks: ["certified"], proof: proof)
    let certified = Sentence("c", topic: "the time", checks: ["certified"])
    let sampled = Sentence("s", topic: "the law", checks: ["sampled"])
    func evidence(_ sentences: [Sentence]) -> String {
      claim(checks.filter { check in sentences.contains { $0.checks.contains(check.name) } }, sentences).evidence
    }
    #expect(evidence([certified]) == "certified" && evidence([proved, other]) == "proved")
    #expect(evidence([proved, other, certified]) == "certified; proved but for: the time")
    #expect(evidence([proved, certified]) == "certified; proved but for: the time")
    #expect(evidence([proved, certified, certified]) == "certified; proved: the value")
    #expect(evidence([proved, certified, sampled]) == "sampled; proved but for: the time (certified), the law")
    #expect(
      evidence([Sentence("p", checks: ["certified"], proof: proof), sampled]) == "sampled; proved but for: the law")
    #expect(evidence([proved, Sentence("c", checks: ["certified"])]) == "certified; proved but for: sentence 2")
  }

  @Test("Fields, checks by name, and sources")
  func names() {
    let squares = claim([squareCheck(square)])
    #expect(squares.field == "arithmetic")
    #expect(squares.check(named: "square")?.name == "square")
    #expect(squares.check(named: "squar") == nil)
    #expect(squares.check(named: "square")?.family == "random n below 1000")
    #expect(source.description == "A Paper (arXiv 1234.56789), Theorem 1")
    #expect(Source(paper: "A Paper", theorem: "p. 3").description == "A Paper, p. 3")
  }

  @Test("Claims that claim nothing are a programmer's error")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = Claim(id: "a.b", title: "", sentences: [], source: Source(paper: "", theorem: ""), checks: [])
    }
    await #expect(processExitsWith: .failure) { _ = Sentence("nobody knows why", checks: []) }
    await #expect(processExitsWith: .failure) {
      _ = Claim(
        id: "a", title: "", sentences: [Sentence("", checks: ["square"])], source: Source(paper: "", theorem: ""),
        checks: [squareCheck(square)])
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim(
        id: "a.b", title: "", sentences: [Sentence("", checks: ["square"])], source: Source(paper: "", theorem: ""),
        checks: [squareCheck(square), squareCheck(throwing)])
    }
    // A check that no sentence names, and a name that no check has.
    await #expect(processExitsWith: .failure) {
      _ = Claim(
        id: "a.b", title: "", sentences: [], source: Source(paper: "", theorem: ""), checks: [squareCheck(square)])
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim(
        id: "a.b", title: "", sentences: [Sentence("", checks: ["square", "cube"])],
        source: Source(paper: "", theorem: ""), checks: [squareCheck(square)])
    }
  }
}
