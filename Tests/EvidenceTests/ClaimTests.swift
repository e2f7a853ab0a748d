import Evidence
import Testing

@Suite("Claims")
struct ClaimTests {
  private let source = Source(paper: "A Paper", arXiv: "1234.56789", theorem: "Theorem 1")

  private func claim(_ checks: [Check], proof: ProofReference? = nil) -> Claim {
    Claim(id: "arithmetic.squares", title: "t", statement: "s", source: source, checks: checks, proof: proof)
  }

  @Test("Levels are ordered, and a proof is the strongest")
  func levels() {
    #expect(EvidenceLevel.allCases == EvidenceLevel.allCases.sorted())
    #expect(EvidenceLevel.allCases.map(\.rank) == [1, 2, 3, 4])
    #expect(EvidenceLevel.allCases.map(\.description) == ["sampled", "certified", "exhaustive", "proved"])
  }

  @Test("A claim has the level of its strongest check, or of its proof")
  func strongest() {
    let sampled = squareCheck(square, level: .sampled)
    #expect(claim([sampled]).level == .sampled)
    let exhaustive = Check(
      "all", level: .exhaustive, family: numbers, subject: square, mutants: squareMutants, test: isSquare)
    #expect(claim([sampled, exhaustive]).level == .exhaustive)
    #expect(claim([sampled], proof: ProofReference(file: "Squares.v", theorems: ["square"])).level == .proved)
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
      _ = Claim(id: "a.b", title: "", statement: "", source: Source(paper: "", theorem: ""), checks: [])
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim(
        id: "a", title: "", statement: "", source: Source(paper: "", theorem: ""), checks: [squareCheck(square)])
    }
    await #expect(processExitsWith: .failure) {
      _ = Claim(
        id: "a.b", title: "", statement: "", source: Source(paper: "", theorem: ""),
        checks: [squareCheck(square), squareCheck(throwing)])
    }
  }
}
