import Foundation
import Randomness
import Retrieval
import Splicing
import Testing
import Text

@Suite("Retrieval of neighbours")
struct RetrieverTests {
  static let methods: [RetrievalMethod] = [
    .fields(leastNameCount: 3, leastValueCount: 4), .fields(leastNameCount: 1, leastValueCount: 1), .bm25(),
    .bm25(k1: 0.9, b: 0), .edit, .jaccard(width: 1), .jaccard(width: 3),
  ]

  @Test("Each method ranks as scoring every record does", arguments: methods.indices)
  func reference(index: Int) throws {
    let method = Self.methods[index]
    for trial in 0..<(12 * effort) {
      var stream = RandomStream(seed: 6).child("retrieval").child(index).child(trial)
      let records = (0..<stream.uniform(in: 1...30)).map { stream.smallRecord(.number($0)) }
      let brute = BruteForce(records: records)
      var corpus = Corpus()
      for record in records { try corpus.append(record) }
      let retriever = Retriever(corpus, method: method)
      for _ in 0..<3 {
        // Words, names and values that the corpus does not know, too.
        let query = stream.smallRecord(.text("q"), letters: 7)
        for words in Retriever.QueryWords.allCases {
          let queryWords = words == .text ? query.text ?? [] : query.sourceWords
          let scores = records.map { brute.score(query, queryWords, $0, method) }
          let count = stream.uniform(in: 0...8)
          let found = retriever.nearest(count, to: query, by: words)
          #expect(found.count == min(count, records.count))
          // Sums in another order may differ in their last digits.
          for neighbour in found { #expect(abs(neighbour.score - scores[neighbour.position]) < 1e-9) }
          let best = scores.sorted(by: >).prefix(count)
          #expect(zip(found, best).allSatisfy { abs($0.score - $1) < 1e-9 }, "\(method) \(query)")
          for (a, b) in zip(found, found.dropFirst()) {
            #expect(a.score > b.score || a.score == b.score && a.position < b.position)
          }
          #expect(Set(found.map(\.position)).count == found.count)
        }
      }
    }
  }

  @Test("Distances of long texts", arguments: [63, 64, 65, 90])
  func longTexts(length: Int) throws {
    var stream = RandomStream(seed: 6).child("long").child(length)
    var records: [CorpusRecord] = []
    for index in 0..<40 {
      let text = (0..<stream.uniform(in: 0...100)).map { _ in TextToken.number(stream.uniform(in: 0...3)) }
      records.append(CorpusRecord(id: .number(index), fields: [], text: text))
    }
    var corpus = Corpus()
    for record in records { try corpus.append(record) }
    let query = CorpusRecord(fields: [], text: (0..<length).map { _ in .number(stream.uniform(in: 0...4)) })
    let brute = BruteForce(records: records)
    let scores = records.map { brute.score(query, query.text ?? [], $0, .edit) }
    let order = records.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    #expect(Retriever(corpus, method: .edit).nearest(40, to: query).map(\.position) == order)
    #expect(Retriever(corpus, method: .edit).nearest(7, to: query).map(\.position) == Array(order.prefix(7)))
  }

  @Test("Of equal distances the first record comes first, also if it is tried last because it has fewer common words")
  func editTies() throws {
    func record(_ id: Int, _ text: String) -> CorpusRecord {
      CorpusRecord(id: .number(id), fields: [], text: text.map { .text(String($0)) })
    }
    // Both are two edits away; the second has all words in common, so that its lower bound is 0, and that of the first is 2.
    let query = record(99, "abcd")
    for (texts, expected) in [
      (["abxy", "acbd"], [0, 1]), (["acbd", "abxy"], [0, 1]), (["xyz", "abxy", "acbd"], [1, 2]),
    ] {
      var corpus = Corpus()
      for (id, text) in texts.enumerated() { try corpus.append(record(id, text)) }
      let retriever = Retriever(corpus, method: .edit)
      #expect(retriever.nearest(1, to: query).map(\.position) == Array(expected.prefix(1)), "\(texts)")
      #expect(retriever.nearest(2, to: query).map(\.position) == expected, "\(texts)")
    }
    // Few words in short texts: ties at every rank, also at the last one that is asked for.
    for trial in 0..<(40 * effort) {
      var stream = RandomStream(seed: 6).child("ties").child(trial)
      let records = (0..<12).map { id in
        record(id, String((0..<4).map { _ in "abcd".randomElement(using: &stream) ?? "a" }))
      }
      var corpus = Corpus()
      for record in records { try corpus.append(record) }
      let brute = BruteForce(records: records)
      let scores = records.map { brute.score(query, query.text ?? [], $0, .edit) }
      let order = records.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
      for count in 0...12 {
        let found = Retriever(corpus, method: .edit).nearest(count, to: query)
        #expect(found.map(\.position) == Array(order.prefix(count)), "\(trial)")
      }
    }
  }

  @Test("A record is not its own neighbour unless it is wanted")
  func itself() throws {
    let text: [TextToken] = [.text("a"), .text("b")]
    let fields = [CorpusRecord.Field(name: "f", value: [.text("a")])]
    var corpus = Corpus()
    for id in [TextToken.number(1), .number(2), .text("1")] {
      try corpus.append(CorpusRecord(id: id, fields: fields, text: text))
    }
    try corpus.append(CorpusRecord(fields: fields, text: [.text("a")]))
    for method in Self.methods {
      let retriever = Retriever(corpus, method: method)
      func positions(_ query: CorpusRecord, keepsItself: Bool = false) -> [Int] {
        retriever.nearest(9, to: query, keepsItself: keepsItself).map(\.position).sorted()
      }
      #expect(positions(CorpusRecord(id: .number(1), fields: fields, text: text)) == [1, 2, 3])
      #expect(positions(CorpusRecord(id: .number(1), fields: fields, text: text), keepsItself: true) == [0, 1, 2, 3])
      #expect(positions(CorpusRecord(id: .number(9), fields: [], text: nil)) == [0, 1, 2, 3])
      // Without an id, records that say the same in the same words.
      #expect(positions(CorpusRecord(fields: fields, text: text)) == [3])
      #expect(positions(CorpusRecord(fields: [], text: text)) == [0, 1, 2, 3])
      #expect(retriever.nearest(0, to: CorpusRecord(fields: fields, text: text)).isEmpty)
    }
    #expect(Retriever(Corpus(), method: .edit).nearest(3, to: CorpusRecord(fields: [], text: nil)).isEmpty)
    #expect(throws: CorpusError.noText) { try corpus.append(CorpusRecord(fields: fields, text: nil)) }
  }

  @Test("The published score: names before values before plain words")
  func published() throws {
    var corpus = Corpus()
    func record(_ id: Int, _ fields: [(String, String)], _ text: String) -> CorpusRecord {
      CorpusRecord(
        id: .number(id), fields: fields.map { .init(name: $0.0, value: [.text($0.1)]) },
        text: text.split(separator: " ").map { .text(String($0)) })
    }
    try corpus.append(record(0, [("food", "greek")], "a rare thing"))
    try corpus.append(record(1, [("food", "greek"), ("area", "harbour")], "a a a"))
    try corpus.append(record(2, [("food", "welsh"), ("area", "harbour")], "a a a a"))
    try corpus.append(record(3, [("food", "greek"), ("area", "harbour")], "a thing"))
    let query = record(9, [("food", "greek"), ("area", "harbour"), ("size", "big")], "")
    let found = Retriever(corpus, method: .fields(leastNameCount: 1, leastValueCount: 1)).nearest(4, to: query)
    #expect(found.map(\.position) == [1, 3, 2, 0])
    // Two names of three each known and the same; both values; nine words of twelve are "a".
    #expect(abs(found[0].score - (100 + 1 + 0.01 * 9 / 12)) < 1e-12)
    #expect(abs(found[2].score - (100 + 0.5 + 0.01 * 9 / 12)) < 1e-12)
    #expect(abs(found[3].score - (100 * 2 / 3 + 2.0 / 3 + 0.01 * (9 + 1 + 2) / 36)) < 1e-12)
    // Names that are too seldom do not count: nothing agrees but the words.
    let none = Retriever(corpus, method: .fields()).nearest(1, to: query)
    #expect(abs(none[0].score - 0.01 * 9 / 12) < 1e-12 && none[0].position == 1)
  }
}
