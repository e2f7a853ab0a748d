import Evidence
import Randomness
import Splicing
import Text

extension Claim {
  /// What is kept in files and in figures does not change unseen.
  static let splicingReproducible = Claim(
    id: "splicing.reproducible",
    title: "Synthetic corpora, and what the weights of a policy's file belong to, are what they were",
    sentences: [
      Sentence(
        "Three synthetic corpora of fixed seeds have the words that they had, by their SHA-256.", topic: "corpora",
        checks: ["corpora"]),
      Sentence(
        """
        A policy numbers the pairs of features of two fixed roll-ins as it did, so that a file of weights keeps its meaning; trained from a \
        fixed seed, it writes the text that it wrote; all by their SHA-256.
        """, topic: "policies", checks: ["policies"]),
    ],
    source: .splicingPaper("the policy; the corpora and the numbers are derived"),
    checks: [
      Check(
        "corpora", level: .certified,
        family: .listed("the words of three corpora, by their SHA-256", quick: PinnedWords.corpora),
        subject: corpus,
        mutants: [
          "begins with the next seed": { try corpus(($0.name, $0.seed + 1)) },
          "leaves the last word out": { try corpus($0).dropLast() },
        ], test: isPinned),
      Check(
        "policies", level: .certified,
        family: .listed("the pairs of two roll-ins, and a text, by their SHA-256", quick: PinnedWords.policies),
        subject: policy,
        mutants: [
          "takes operations in another order": { try policy(($0.name == "flat" ? "tree" : "flat", $0.seed)) },
          "leaves the last pair out": { try policy($0).dropLast() },
        ], test: isPinned),
    ])
}

/// Words that are made from a seed, and their SHA-256.
private struct PinnedWords: Codable, Sendable {
  var name: String
  var seed: UInt64
  var digest: String

  static let corpora = [
    PinnedWords(name: "templates", seed: 1, digest: "f3f856d748da8b1cc17ab9b1f8dc9723349424c8eca7770a9c6fa4407fc8f633"),
    PinnedWords(name: "records", seed: 2, digest: "40283f6e64b3919ca9a4fdf5d47c59fa0f9d04defac094abe9613b31210e59c9"),
    PinnedWords(
      name: "prepared records", seed: 3, digest: "da585f747d81be6e92f4bd68a8410e0451efdfae3d34aead158a54ed347c7381"),
  ]
  static let policies = [
    PinnedWords(name: "flat", seed: 1, digest: "f401007dbd836c3771e8917650c5618cc819f30bbe35d2f7251e40990d10c79a"),
    PinnedWords(name: "tree", seed: 2, digest: "45a8db24f0def843fe15e347a5fa496b993c8a2b681517420fbdf4ae6b6bd5b6"),
    PinnedWords(name: "text", seed: 3, digest: "2d612e11cd89e70dac15f7dd19a495b6a5f995312dd58c9a3b502bb0473531bb"),
  ]
}

private typealias Seeded = (name: String, seed: UInt64)

@Sendable private func isPinned(_ subject: Algorithm<Seeded, [String]>, _ pinned: PinnedWords) throws -> Verdict {
  let found = try subject((pinned.name, pinned.seed))
  return .equal(
    sha256(found.joined(separator: " ")), pinned.digest, "the SHA-256 of \(found.count) words of \(pinned.name)")
}

private let corpus: Algorithm<Seeded, [String]> = { made in
  let (name, seed) = made
  switch name {
  case "templates":
    var corpus = TemplateCorpus(seed: seed)
    return (0..<2).flatMap { _ in
      let problem = corpus.next()
      return problem.target + problem.neighbours.joined()
    }
  case "records": return (0..<8).flatMap { words(of: RecordCorpus(seed: seed).record($0, telling: $0 % 2)) }
  default:
    let corpus = RecordCorpus(seed: seed)
    var preparation = NeighbourPreparation()
    preparation.markers = .usual
    let record = SpliceProblemRecord(
      making: corpus.record(0), from: [corpus.record(1), corpus.record(2)], prepared: preparation)
    return [record, record.keepingTexts(1)].flatMap { record in
      record.target.map(\.description)
        + record.neighbours.flatMap { ["\($0.kind?.rawValue ?? "-")"] + $0.tokens.map(\.description) }
    }
  }
}

private func words(of record: CorpusRecord) -> [String] {
  record.fields.flatMap { [$0.name] + $0.value.map(\.description) } + (record.text ?? []).map(\.description)
}

/// The number of each pair that a derivation passes, with the sign of its gradient; or a text with its operations.
private let policy: Algorithm<Seeded, [String]> = { made in
  let (name, seed) = made
  var trainer = PolicyTrainer(seed: seed)
  (trainer.epochs, trainer.vocabularySize, trainer.bits) = (4, 3, 12)
  trainer.rollIn = name == "tree" ? .tree : .flat
  guard name == "text" else {
    let policy = SplicePolicy(vocabulary: [.text("and")], bits: 16)
    var stream = RandomStream(seed: seed)
    return try policy.gradient(of: policy.prepared(inn, addsMissingWords: true), trainer, using: &stream).changes.map {
      "\($0.by < 0 ? "-" : "+")\($0.pair)"
    }
  }
  let policy = try trainer.train([inn])
  guard let written = policy.generate(policy.prepared(inn, addsMissingWords: false)) else { return [] }
  return written.text.map(\.description) + written.operations.map(\.description)
}

/// Values that are said and one that is not, texts with and without masks, more of them than ranks, a number, an empty text.
private let inn: SpliceProblemRecord = {
  func neighbour(_ text: String, _ kind: SpliceProblemRecord.Kind?, id: String? = nil) -> SpliceProblemRecord.Neighbour
  {
    .init(id: id.map { .text($0) }, tokens: tokens(text), kind: kind)
  }
  return SpliceProblemRecord(
    id: .number(7), target: tokens("the Golden Owl serves 3 cheap soups and tea ."),
    neighbours: [
      neighbour("Golden Owl", .field, id: "name"), neighbour("cheap", .field, id: "price"),
      neighbour("old town", .field, id: "area"), neighbour("the <mask> <mask> serves <mask> soups .", .text),
      neighbour("a house that serves tea and soups", nil), neighbour("", .text),
      neighbour("cheap soups and tea", .text),
      neighbour("the bakery sells <mask> tea .", .text), neighbour("3", .word),
    ])
}()

private func tokens(_ text: String) -> [TextToken] {
  text.split(separator: " ").map { word in Int(word).map { .number($0) } ?? .text(String(word)) }
}
