import Foundation
import Randomness
import Retrieval
import Splicing
import Text

/// Scores as their definitions say, record by record.
struct BruteForce {
  let records: [CorpusRecord]

  func score(_ query: CorpusRecord, _ words: [TextToken], _ record: CorpusRecord, _ method: RetrievalMethod) -> Double {
    let text = record.text ?? []
    switch method {
    case .fields(let leastNames, let leastValues):
      let allNames = records.flatMap { $0.fields.map(\.name) }
      let allValues = records.flatMap { $0.fields.map(\.value) }
      func names(_ record: CorpusRecord) -> Set<String> {
        Set(record.fields.map(\.name).filter { name in allNames.count { $0 == name } >= leastNames })
      }
      func values(_ record: CorpusRecord) -> Set<[TextToken]> {
        Set(record.fields.map(\.value).filter { value in allValues.count { $0 == value } >= leastValues })
      }
      let allWords = records.flatMap { $0.text ?? [] }
      let plainness: [Double] = text.map { word in Double(allWords.count { $0 == word }) / Double(allWords.count) }
      let mean: Double = text.isEmpty ? 0 : plainness.reduce(0, +) / Double(text.count)
      return 100 * f1(names(query), names(record)) + f1(values(query), values(record)) + 0.01 * mean
    case .bm25(let k1, let b):
      let length = records.reduce(0) { $0 + ($1.text ?? []).count }
      let mean = Double(length) / Double(records.count)
      var score = 0.0
      for word in words {
        let frequency = Double(records.count { ($0.text ?? []).contains(word) })
        let inverse = log(1 + (Double(records.count) - frequency + 0.5) / (frequency + 0.5))
        let tf = Double(text.count { $0 == word })
        let norm: Double = k1 * (1 - b + b * Double(text.count) / mean)
        if tf > 0 { score += inverse * tf / (tf + norm) }
      }
      return score
    case .edit:
      var row = Array(0...text.count)
      for (i, word) in words.enumerated() {
        let above = row
        row[0] = i + 1
        for j in text.indices {
          let replaced = above[j] + (word == text[j] ? 0 : 1)
          row[j + 1] = min(above[j + 1] + 1, row[j] + 1, replaced)
        }
      }
      return -Double(row[text.count])
    case .jaccard(let width):
      let (a, b) = (shingles(words, width), shingles(text, width))
      return a.union(b).isEmpty ? 0 : Double(a.intersection(b).count) / Double(a.union(b).count)
    }
  }

  private func f1<Element>(_ a: Set<Element>, _ b: Set<Element>) -> Double {
    a.isEmpty && b.isEmpty ? 0 : 2 * Double(a.intersection(b).count) / Double(a.count + b.count)
  }

  private func shingles(_ words: [TextToken], _ width: Int) -> Set<[TextToken]> {
    guard words.count > width else { return words.isEmpty ? [] : [words] }
    return Set((0...(words.count - width)).map { Array(words[$0..<($0 + width)]) })
  }
}

extension RandomStream {
  /// A record over a few letters, so that words, names and values repeat; now and then a part is empty.
  mutating func smallRecord(_ id: TextToken?, letters: Int = 5, length: Int = 9) -> CorpusRecord {
    func word(_ stream: inout RandomStream) -> TextToken {
      let letter = stream.uniform(in: 0...(letters - 1))
      return letter == 0 ? .number(7) : .text("w\(letter)")
    }
    let fields = (0..<uniform(in: 0...3)).map { _ in
      CorpusRecord.Field(
        name: "n\(uniform(in: 0...3))", value: (0..<uniform(in: 0...2)).map { _ in word(&self) })
    }
    return CorpusRecord(id: id, fields: fields, text: (0..<uniform(in: 0...length)).map { _ in word(&self) })
  }
}

#if DEBUG
  let effort = 1
#else
  let effort = 8
#endif
