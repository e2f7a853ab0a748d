import Exact
import Randomness
import Retrieval
import Text

/// A small corpus, a query, and how its nearest records are looked for.
struct RetrievalInstance: Codable, Sendable {
  /// The method, with numbers that small corpora can reach.
  enum Method: String, Codable, CaseIterable, Sendable {
    case fields, bm25, edit, jaccard
  }

  var method: Method
  /// The least number of times for names and for values, the width of shingles.
  var least: Int
  var records: [CorpusRecord]
  var query: CorpusRecord
  var count: Int
  /// Whether words of values count, not those of the text.
  var usesSource: Bool
  var keepsItself: Bool

  /// The method as the library names it; BM25 with k₁ = 3/2 and b = 3/4.
  var retrieval: RetrievalMethod {
    switch method {
    case .fields: .fields(leastNameCount: least, leastValueCount: least)
    case .bm25: .bm25(k1: 1.5, b: 0.75)
    case .edit: .edit
    case .jaccard: .jaccard(width: least)
    }
  }

  /// The words of the query that count.
  var words: [TextToken] { usesSource ? query.sourceWords : query.text ?? [] }

  /// Up to twelve records over few words, so that there are ties, copies and empty parts; words of the query may be unknown.
  static func drawn(_ method: Method, _ stream: inout RandomStream) -> RetrievalInstance {
    func word(_ letters: Int) -> TextToken {
      let letter = stream.uniform(in: 1...letters)
      return letter == 1 ? .number(7) : .text("w\(letter)")
    }
    func record(_ id: TextToken?, letters: Int) -> CorpusRecord {
      let fields = (0..<stream.uniform(in: 0...3)).map { _ in
        CorpusRecord.Field(
          name: "n\(stream.uniform(in: 0...3))", value: (0..<stream.uniform(in: 0...2)).map { _ in word(3) })
      }
      return CorpusRecord(
        id: id, fields: fields, text: (0..<stream.uniform(in: 0...6)).map { _ in word(letters) })
    }
    var records = (0..<stream.uniform(in: 1...12)).map { record(.number($0), letters: 4) }
    let hasIds = stream.uniform(in: 0...2) > 0
    if !hasIds { for index in records.indices { records[index].id = nil } }
    var query = record(hasIds ? .number(stream.uniform(in: 0...20)) : nil, letters: 5)
    // Now and then the query is a record itself, or has no text.
    if stream.uniform(in: 0...3) == 0 { query = records[stream.uniform(in: 0...(records.count - 1))] }
    if stream.uniform(in: 0...7) == 0 { query.text = nil }
    return RetrievalInstance(
      method: method, least: stream.uniform(in: 1...3), records: records, query: query,
      count: stream.uniform(in: 0...14), usesSource: stream.uniform(in: 0...3) == 0,
      keepsItself: stream.uniform(in: 0...1) == 0)
  }

  /// Fewer records, and less of each.
  static func shrink(_ instance: RetrievalInstance) -> [RetrievalInstance] {
    var smaller: [RetrievalInstance] = []
    for index in instance.records.indices {
      var next = instance
      next.records.remove(at: index)
      if !next.records.isEmpty { smaller.append(next) }
      next = instance
      if next.records[index].text?.popLast() != nil { smaller.append(next) }
      next = instance
      if next.records[index].fields.popLast() != nil { smaller.append(next) }
    }
    return smaller
  }
}

/// Scores as their definitions say, record by record.
struct PlainScores {
  enum Fault {
    /// Of equal scores the later record comes first.
    case takesTheLaterOfTies
    /// A word is the dearer the more records have it.
    case countsRecordsThatHaveTheWord
    /// The last field of a record is not looked at.
    case forgetsTheLastField
    /// Names count no more than values.
    case weighsNamesAsValues
    /// The distance is that of the bags of words.
    case forgetsTheOrderOfWords
    /// Shingles are a word shorter where they can be.
    case shortensShingles
    /// A query may find itself.
    case keepsItself
    /// One name too few is enough.
    case takesRareNames
  }

  let instance: RetrievalInstance
  var fault: Fault?

  /// The numbers of the records that may be found.
  var candidates: [Int] {
    let query = instance.query
    return instance.records.indices.filter { index in
      let record = instance.records[index]
      if instance.keepsItself || fault == .keepsItself { return true }
      if let id = query.id { return record.id != id }
      return !(record.fields == query.fields && record.text ?? [] == query.text ?? [])
    }
  }

  /// The score of a record; nil for BM25, which has logarithms.
  func exactScore(_ index: Int) -> Rational? {
    let (record, words) = (instance.records[index], instance.words)
    let text = record.text ?? []
    switch instance.method {
    case .fields: return fields(record, text)
    case .bm25: return nil
    case .edit: return Rational(-distance(words, text))
    case .jaccard:
      let (a, b) = (shingles(words), shingles(text))
      return ratio(a.intersection(b).count, a.union(b).count)
    }
  }

  /// The score of a record, enclosed.
  func score(_ index: Int) -> Enclosure {
    exactScore(index).map { Enclosure($0) } ?? bm25(instance.words, instance.records[index].text ?? [])
  }

  private func ratio(_ a: Int, _ b: Int) -> Rational { b == 0 ? 0 : Rational(Integer(a), Integer(b)) }

  private func f1<Element: Hashable>(_ a: Set<Element>, _ b: Set<Element>) -> Rational {
    ratio(2 * a.intersection(b).count, a.count + b.count)
  }

  private func fields(_ record: CorpusRecord, _ text: [TextToken]) -> Rational {
    let all = instance.records.flatMap(\.fields)
    let least = instance.least
    func names(_ record: CorpusRecord, isQuery: Bool) -> Set<String> {
      let fields = fault == .forgetsTheLastField && !isQuery ? Array(record.fields.dropLast()) : record.fields
      let enough = fault == .takesRareNames ? least - 1 : least
      return Set(fields.map(\.name).filter { name in all.count { $0.name == name } >= max(enough, 1) })
    }
    func values(_ record: CorpusRecord) -> Set<[TextToken]> {
      Set(record.fields.map(\.value).filter { value in all.count { $0.value == value } >= least })
    }
    let words = instance.records.flatMap { $0.text ?? [] }
    let frequencies = text.map { word in ratio(words.count { $0 == word }, words.count) }
    let mean = text.isEmpty ? 0 : frequencies.reduce(0, +) / Rational(text.count)
    let weight: Rational = fault == .weighsNamesAsValues ? 1 : 100
    return weight * f1(names(instance.query, isQuery: true), names(record, isQuery: false))
      + f1(values(instance.query), values(record)) + mean / 100
  }

  private func bm25(_ words: [TextToken], _ text: [TextToken]) -> Enclosure {
    let (count, length) = (instance.records.count, instance.records.reduce(0) { $0 + ($1.text ?? []).count })
    let mean = ratio(max(length, 1), count)
    var score = Enclosure(0)
    for word in words {
      let having = instance.records.count { ($0.text ?? []).contains(word) }
      let frequency = text.count { $0 == word }
      if frequency == 0 { continue }
      let others = fault == .countsRecordsThatHaveTheWord ? count : count - having
      let inverse = Enclosure(1 + (Rational(others) + Rational(1, 2)) / (Rational(having) + Rational(1, 2))).log()
      let norm = Rational(3, 2) * (Rational(1, 4) + Rational(3, 4) * Rational(text.count) / mean)
      score += inverse * (Rational(frequency) / (Rational(frequency) + norm))
    }
    return score
  }

  /// The table of the edit distance.
  private func distance(_ a: [TextToken], _ b: [TextToken]) -> Int {
    if fault == .forgetsTheOrderOfWords {
      return max(a.count, b.count)
        - Set(a).reduce(0) { sum, word in
          sum + min(a.count { $0 == word }, b.count { $0 == word })
        }
    }
    var row = Array(0...b.count)
    for (i, word) in a.enumerated() {
      let above = row
      row[0] = i + 1
      for j in b.indices { row[j + 1] = min(above[j + 1] + 1, row[j] + 1, above[j] + (word == b[j] ? 0 : 1)) }
    }
    return row[b.count]
  }

  private func shingles(_ words: [TextToken]) -> Set<[TextToken]> {
    let width = fault == .shortensShingles ? max(instance.least - 1, 1) : instance.least
    guard words.count > width else { return words.isEmpty ? [] : [words] }
    return Set((0...(words.count - width)).map { Array(words[$0..<($0 + width)]) })
  }

  /// The nearest, as the definitions say.
  func nearest() -> [Neighbour] {
    let scored = candidates.map { Neighbour(position: $0, score: score($0).midpoint) }
    let sign = fault == .takesTheLaterOfTies ? -1 : 1
    return Array(
      scored.sorted { ($1.score, sign * $0.position) < ($0.score, sign * $1.position) }.prefix(instance.count))
  }
}
