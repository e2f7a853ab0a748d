import Evidence
import Exact
import Randomness
import Retrieval
import Text

extension Claim {
  /// The neighbours that are retrieved are the nearest by definition, and ties go to the first record.
  static let nearestRecords = Claim(
    id: "retrieval.nearest",
    title: "The records that are retrieved are the nearest by definition, and of equally near ones the first",
    sentences: [
      Sentence(
        """
        For agreement of fields, $100 F_1(\\text{names}) + F_1(\\text{values}) + 0.01 \\cdot$ the mean relative frequency of the text's \
        words, for edit distance of words and for Jaccard similarity of shingles, the $k$ records that are retrieved are the first $k$ of \
        all, sorted by score and, where scores are equal, by position; but for those that are the query itself.
        """,
        checks: ["fields", "edit", "jaccard"]),
      Sentence(
        """
        For BM25, $\\sum \\ln(1 + \\frac{N - n + 1/2}{n + 1/2}) \\frac{f}{f + k_1 (1 - b + b \\ell / \\bar \\ell)}$, the same holds but for \
        differences below $10^{-9}$; records of equal texts come in their order.
        """,
        checks: ["bm25"]),
    ],
    source: Source(
      paper: "Data-to-text Generation by Splicing Together Nearest Neighbors", arXiv: "2101.08248",
      theorem: "the retrieval score of section 4; BM25 after Robertson and Zaragoza (2009), without the factor k₁ + 1"),
    checks: [
      nearestCheck(
        .fields,
        mutants: [
          "of ties the later record": faulty(.takesTheLaterOfTies),
          "the last field is forgotten": faulty(.forgetsTheLastField),
          "names weigh as values do": faulty(.weighsNamesAsValues), "rare names count": faulty(.takesRareNames),
          "a query finds itself": faulty(.keepsItself),
        ]),
      nearestCheck(
        .edit,
        mutants: [
          "of ties the later record": faulty(.takesTheLaterOfTies),
          "the order of words is forgotten": faulty(.forgetsTheOrderOfWords),
          "a query finds itself": faulty(.keepsItself),
        ]),
      nearestCheck(
        .jaccard,
        mutants: [
          "of ties the later record": faulty(.takesTheLaterOfTies),
          "shingles a word shorter": faulty(.shortensShingles),
          "a query finds itself": faulty(.keepsItself),
        ]),
      nearestCheck(
        .bm25,
        mutants: [
          "of ties the later record": faulty(.takesTheLaterOfTies),
          "all records for those without the word": faulty(.countsRecordsThatHaveTheWord),
          "a query finds itself": faulty(.keepsItself),
        ]),
    ])
}

private func nearestCheck(
  _ method: RetrievalInstance.Method, mutants: KeyValuePairs<String, Algorithm<RetrievalInstance, [Neighbour]>>
) -> Check {
  Check(
    method.rawValue, level: .certified,
    family: .random(
      "corpora of up to 12 records over few words, with copies, empty parts and unknown words", quick: 80, deep: 20_000,
      shrink: RetrievalInstance.shrink, draw: { _, stream in RetrievalInstance.drawn(method, &stream) }),
    subject: retrieved, mutants: mutants, test: areNearest)
}

private let retrieved: Algorithm<RetrievalInstance, [Neighbour]> = { instance in
  var corpus = Corpus()
  for record in instance.records { try corpus.append(record) }
  return Retriever(corpus, method: instance.retrieval).nearest(
    instance.count, to: instance.query, by: instance.usesSource ? .source : .text, keepsItself: instance.keepsItself)
}

private func faulty(_ fault: PlainScores.Fault) -> Algorithm<RetrievalInstance, [Neighbour]> {
  { PlainScores(instance: $0, fault: fault).nearest() }
}

@Sendable private func areNearest(
  _ retrieved: Algorithm<RetrievalInstance, [Neighbour]>, of instance: RetrievalInstance
) throws -> Verdict {
  let (found, plain) = (try retrieved(instance), PlainScores(instance: instance))
  let candidates = plain.candidates
  let positions = found.map(\.position)
  guard Set(positions).isSubset(of: candidates), Set(positions).count == found.count else {
    return .fails("found \(positions) of \(candidates)")
  }
  guard found.count == min(instance.count, candidates.count) else { return .fails("\(found.count) records") }
  let scores = Dictionary(uniqueKeysWithValues: candidates.map { ($0, plain.score($0)) })
  let exact = Dictionary(uniqueKeysWithValues: candidates.map { ($0, plain.exactScore($0)) })
  for neighbour in found {
    guard let score = scores[neighbour.position], let told = Rational(exactly: neighbour.score) else {
      return .fails("no score of \(neighbour.position)")
    }
    // Scores are told as doubles.
    guard (score - told).magnitude.isLess(than: Rational(1, 1_000_000_000)) == .yes else {
      return .fails("record \(neighbour.position) has the score \(score.midpoint), not \(neighbour.score)")
    }
  }
  /// Whether record a may come before record b.
  func mayPrecede(_ a: Int, _ b: Int) -> Bool {
    if let first = exact[a] ?? nil, let second = exact[b] ?? nil { return first == second ? a < b : first > second }
    guard let first = scores[a], let second = scores[b] else { return false }
    if instance.records[a].text == instance.records[b].text { return a < b }
    return (second - first).isLess(than: Rational(1, 1_000_000_000)) == .yes
  }
  for (a, b) in zip(positions, positions.dropFirst()) where !mayPrecede(a, b) {
    return .fails("record \(a) comes before \(b)")
  }
  if let last = positions.last {
    for other in candidates where !positions.contains(other) && !mayPrecede(last, other) {
      return .fails("record \(other) is missing, \(last) is not")
    }
  }
  return .holds()
}
