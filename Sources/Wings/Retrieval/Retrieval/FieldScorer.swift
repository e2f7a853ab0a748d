/// How much a query's fields agree with a record's, as neighbours are retrieved in "Data-to-text Generation by Splicing
/// Together Nearest Neighbors" (arXiv 2101.08248):
///
///     100 · F1(names of fields) + F1(values) + 0.01 · mean relative frequency of the words of the record's text
///
/// where only names that the corpus has at least 20 times count, and only whole values that it has at least 200 times, and
/// F1(A, B) = 2 |A ∩ B| / (|A| + |B|), which is 0 where both are empty. Names come first, values break their ties, and the
/// last term, at most 0.01, those: texts of common words are preferred.
struct FieldScorer: NearestScorer {
  private let corpus: Corpus
  private let isFrequentName: [Bool]
  private let isFrequentValue: [Bool]
  /// Of each record the number of its set of frequent names, and those sets.
  private let nameSets: [Int32]
  private let distinctNameSets: [[Int32]]
  /// Of each frequent value its records; of each record how many such values it has.
  private let valuePostings: Postings
  private let plainness: [Double]

  init(_ corpus: Corpus, leastNameCount: Int, leastValueCount: Int) {
    self.corpus = corpus
    func frequent(_ fields: RaggedArray, _ count: Int, atLeast least: Int) -> [Bool] {
      var occurrences = [Int](repeating: 0, count: count)
      for code in fields.values { occurrences[Int(code)] += 1 }
      return occurrences.map { $0 >= least }
    }
    let isFrequentName = frequent(corpus.fieldNames, corpus.names.count, atLeast: leastNameCount)
    let isFrequentValue = frequent(corpus.fieldValues, corpus.values.count, atLeast: leastValueCount)
    var sets = Interning<[Int32]>()
    var values = RaggedArray()
    var nameSets: [Int32] = []
    for position in 0..<corpus.count {
      nameSets.append(sets.code(Set(corpus.fieldNames[position]).filter { isFrequentName[Int($0)] }.sorted()))
      values.append(Set(corpus.fieldValues[position]).filter { isFrequentValue[Int($0)] }.sorted())
    }
    (self.isFrequentName, self.isFrequentValue) = (isFrequentName, isFrequentValue)
    (self.nameSets, distinctNameSets) = (nameSets, sets.elements)
    valuePostings = Postings(values, termCount: corpus.values.count)
    var occurrences = [Int](repeating: 0, count: corpus.words.count)
    for word in corpus.texts.values { occurrences[Int(word)] += 1 }
    let total = Double(max(corpus.texts.values.count, 1))
    plainness = (0..<corpus.count).map { position in
      let text = corpus.texts[position]
      let sum = text.reduce(0) { $0 + occurrences[Int($1)] }
      return text.isEmpty ? 0 : 0.01 * (Double(sum) / (total * Double(text.count)))
    }
  }

  func forEachScore(_ query: CodedRecord, _ offer: (Int, Double) -> Void) {
    let names = Set(query.names).filter { $0 >= 0 && isFrequentName[Int($0)] }
    let values = Set(query.values).filter { $0 >= 0 && isFrequentValue[Int($0)] }.sorted()
    let nameScores = distinctNameSets.map { set in
      100 * Self.f1(set.count { names.contains($0) }, set.count, names.count)
    }
    let overlaps = valuePostings.overlaps(values)
    let lengths = valuePostings.lengths
    for position in 0..<corpus.count {
      let valueScore = Self.f1(Int(overlaps[position]), Int(lengths[position]), values.count)
      offer(position, nameScores[Int(nameSets[position])] + valueScore + plainness[position])
    }
  }

  /// 2 |A ∩ B| / (|A| + |B|).
  @inline(__always)
  private static func f1(_ common: Int, _ a: Int, _ b: Int) -> Double {
    a + b == 0 ? 0 : Double(2 * common) / Double(a + b)
  }
}
