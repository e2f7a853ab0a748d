import Randomness
import Splicing
import Testing
import Text

@Suite("From records to problems")
struct PreparationTests {
  func words(_ text: String) -> [TextToken] { text.split(separator: " ").map { .text(String($0)) } }

  @Test("Values, masked texts and missing words, in that order")
  func order() {
    let query = CorpusRecord(
      id: .number(1),
      fields: [.init(name: "name", value: words("Old Mill")), .init(name: "area", value: words("Ely"))],
      text: words("the Old Mill is in Ely today"))
    let near = CorpusRecord(
      id: .text("n"), fields: [.init(name: "name", value: words("The Crown of the City"))],
      text: words("the Crown of the City is in Bath"))
    var preparation = NeighbourPreparation()
    let problem = SpliceProblemRecord(making: query, from: [near], prepared: preparation)
    #expect(problem.id == .number(1) && problem.target == query.text)
    #expect(problem.neighbours.map(\.kind) == [.field, .field, .text, .word, .word])
    #expect(problem.neighbours.map(\.id) == [.text("name"), .text("area"), .text("n"), nil, nil])
    #expect(problem.neighbours[2].tokens == words("<mask> <mask> <mask> <mask> <mask> is in Bath"))
    // "the" stands in the neighbour only where its own name has it.
    #expect(problem.neighbours[3].tokens == words("the") && problem.neighbours[4].tokens == words("today"))
    #expect(problem.problem().missingTokens.isEmpty)
    preparation.mask = nil
    preparation.includesSource = false
    preparation.addsMissingWords = false
    preparation.markers = .usual
    let plain = SpliceProblemRecord(making: query, from: [near], prepared: preparation)
    #expect(plain.target == words("<bos> the Old Mill is in Ely today <eos>"))
    #expect(plain.neighbours.map(\.tokens) == [words("<bos> the Crown of the City is in Bath <eos>")])
  }

  @Test("Fewer texts leave values, single words and all numbers where they are")
  func fewer() {
    func neighbour(_ text: String, _ kind: SpliceProblemRecord.Kind?) -> SpliceProblemRecord.Neighbour {
      .init(tokens: words(text), kind: kind)
    }
    let record = SpliceProblemRecord(
      target: words("a b c d e"),
      neighbours: [
        neighbour("a", .field), neighbour("b", .text), neighbour("c", nil), neighbour("d", .text),
        neighbour("e", .word),
      ])
    #expect(record.keepingTexts(2).neighbours.map(\.tokens.count) == [1, 1, 1, 0, 1])
    #expect(record.keepingTexts(0).problem().missingTokens == words("b c d"))
    #expect(record.keepingTexts(9) == record)
    let completed = record.keepingTexts(1).addingMissingWords()
    #expect(completed.neighbours.suffix(2).map(\.tokens) == [words("c"), words("d")])
    #expect(completed.addingMissingWords() == completed)
  }

  @Test("Synthetic records say what their fields say, and depend on seed and number alone")
  func records() {
    let corpus = RecordCorpus(seed: 1)
    for number in 0..<200 {
      let record = corpus.record(number)
      #expect(record == RecordCorpus(seed: 1).record(number))
      #expect(record != RecordCorpus(seed: 2).record(number))
      let text = (record.text ?? []).map(\.description).joined(separator: " ")
      for field in record.fields {
        #expect(text.contains(field.value.map(\.description).joined(separator: " ")), "\(record)")
      }
    }
  }
}
