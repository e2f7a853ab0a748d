import Evidence
import Models
import Randomness

extension Claim {
  /// Byte-pair encoding by a heap merges in the order of the definition.
  static let bytePairs = Claim(
    id: "models.byte-pairs",
    title: "Symbols of a word are those of merging the leftmost most urgent pair again and again",
    sentences: [
      Sentence(
        """
        Let $(a_i, b_i) \\to c_i$ for $i < k$ be merges of different pairs. Of a word, `BytePairMerges` gives what is left when, as long as \
        some neighbours are a pair $(a_i, b_i)$, of those with the least $i$ the leftmost one is replaced by $c_i$.
        """,
        topic: "the order", checks: ["merges"]),
      Sentence(
        "If each $c_i$ stands for $a_i$ and then $b_i$, what is given stands for the word.", topic: "the text",
        checks: ["merges"]),
    ],
    source: Source(
      paper: "Neural Machine Translation of Rare Words with Subword Units", arXiv: "1508.07909",
      theorem: "section 3.2; the order at equal ranks is that of the package tokenizers"),
    checks: [
      Check(
        "merges", level: .certified,
        family: .random(
          "up to 8 merges over two letters and what they give, all words of up to 6 letters", quick: 30, deep: 3000,
          shrink: { list in
            list.merges.indices.map { index in
              var shorter = list
              shorter.merges.remove(at: index)
              return shorter
            }
          },
          draw: { index, stream in PairList.drawn(1 + index % 8, &stream) }),
        subject: { input in BytePairMerges(input.list.triples).apply(to: input.word) },
        mutants: [
          "merges the rightmost of equal pairs": { input in input.list.merged(input.word) { $0.last } },
          "merges the leftmost pair, however urgent": { input in
            input.list.merged(input.word, byPlace: true) { $0.first }
          },
          "merges all places of a pair at once": { input in input.list.mergedAtOnce(input.word) },
          "reads the list from its end": { input in
            PairList(merges: input.list.merges.reversed()).merged(input.word) { $0.first }
          },
          "goes through the list once": { input in input.list.mergedInOnePass(input.word) },
          "takes the longest symbol from the left": { input in input.list.longest(input.word) },
        ], test: isMergedInOrder)
    ])
}

/// Merges; symbols 0 and 1 are letters, and merge i of a list that nothing was removed from gives 2 + i.
private struct PairList: Codable, Sendable {
  struct Entry: Codable, Sendable { var left, right, merged: Int32 }
  var merges: [Entry]

  var triples: [(left: Int32, right: Int32, merged: Int32)] { merges.map { ($0.left, $0.right, $0.merged) } }

  static func drawn(_ count: Int, _ stream: inout RandomStream) -> PairList {
    var merges: [Entry] = []
    while merges.count < count {
      let bound = merges.count + 1
      let (left, right) = (Int32(stream.uniform(in: 0...bound)), Int32(stream.uniform(in: 0...bound)))
      // After a number of tries every pair of the letters may be there.
      guard !merges.contains(where: { $0.left == left && $0.right == right }) else { continue }
      merges.append(Entry(left: left, right: right, merged: Int32(merges.count + 2)))
    }
    // A symbol may be asked for before the merge that gives it: urgent, and possible later.
    return PairList(merges: merges.shuffled(using: &stream))
  }

  private func rank(_ left: Int32, _ right: Int32) -> Int? {
    merges.firstIndex { $0.left == left && $0.right == right }
  }

  /// The definition; `choice` takes one of the places of the least rank, which is in the middle of nothing else.
  func merged(_ word: [Int32], byPlace: Bool = false, _ choice: ([Int]) -> Int?) -> [Int32] {
    var word = word
    while true {
      let ranks = word.indices.dropLast().compactMap { place in rank(word[place], word[place + 1]).map { (place, $0) } }
      guard let least = byPlace ? ranks.first?.1 : ranks.map(\.1).min() else { return word }
      guard let place = choice(ranks.filter { $0.1 == least }.map(\.0)) else { return word }
      word.replaceSubrange(place...place + 1, with: [merges[least].merged])
    }
  }

  private func replaced(_ word: [Int32], _ entry: Entry) -> [Int32] {
    var (result, place): ([Int32], Int) = ([], 0)
    while place < word.count {
      let isPair = place + 1 < word.count && word[place] == entry.left && word[place + 1] == entry.right
      result.append(isPair ? entry.merged : word[place])
      place += isPair ? 2 : 1
    }
    return result
  }

  func mergedAtOnce(_ word: [Int32]) -> [Int32] {
    var word = word
    while let least = word.indices.dropLast().compactMap({ rank(word[$0], word[$0 + 1]) }).min() {
      word = replaced(word, merges[least])
    }
    return word
  }

  func mergedInOnePass(_ word: [Int32]) -> [Int32] { merges.reduce(word) { replaced($0, $1) } }

  /// The letters of a symbol.
  func letters(_ symbol: Int32) -> [Int32] {
    guard let entry = merges.first(where: { $0.merged == symbol }) else { return [symbol] }
    return letters(entry.left) + letters(entry.right)
  }

  func longest(_ word: [Int32]) -> [Int32] {
    let symbols = ([0, 1] + merges.map(\.merged)).map { ($0, letters($0)) }.sorted { $0.1.count > $1.1.count }
    var (result, rest): ([Int32], ArraySlice<Int32>) = ([], word[...])
    while let first = rest.first {
      let found = symbols.first { rest.starts(with: $0.1) } ?? (first, [first])
      result.append(found.0)
      rest = rest.dropFirst(found.1.count)
    }
    return result
  }
}

@Sendable private func isMergedInOrder(
  _ apply: Algorithm<(list: PairList, word: [Int32]), [Int32]>, _ list: PairList
) throws -> Verdict {
  for length in 0...6 {
    for number in 0..<(1 << length) {
      let word = (0..<length).map { Int32(number >> $0 & 1) }
      let (found, expected) = (try apply((list, word)), list.merged(word) { $0.first })
      guard found == expected else { return .fails("\(word) becomes \(found), expected \(expected)") }
      guard found.flatMap(list.letters) == word else { return .fails("\(found) does not stand for \(word)") }
    }
  }
  return .holds()
}
