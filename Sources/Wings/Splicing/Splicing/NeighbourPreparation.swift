import Text

/// How a record and the records nearest to it become a problem.
///
///     let problem = SpliceProblemRecord(making: query, from: nearest, prepared: NeighbourPreparation())
///
/// The neighbours are, in this order: the values of the record's fields, each a neighbour of kind `field`; the texts of the
/// nearest records, of kind `text`, in which the words of their own sources are masked; and a neighbour of one word, of kind
/// `word`, for each word of the target that occurs in none of these, in sorted order. So every target can be made, and what
/// is said of the record is copied from the record. As in "Data-to-text Generation by Splicing Together Nearest Neighbors"
/// (arXiv 2101.08248).
public struct NeighbourPreparation: Hashable, Sendable {
  /// What stands in the place of masked words; nil for no masking.
  public var mask: TextToken? = .text("<mask>")
  /// Words that are masked only beside other words of the source.
  public var stopWords: Set<TextToken> = Set(englishStopWords.map { .text($0) })
  /// What the target and all texts stand between; nil for nothing. It makes "insert a whole neighbour, then patch it" cheap.
  public var markers: Markers?
  /// Whether the values of the record's fields are neighbours.
  public var includesSource = true
  /// Whether each missing word becomes a neighbour of its own.
  public var addsMissingWords = true

  /// Masks of `<mask>`, stop words of English, no markers, the source and the missing words as neighbours.
  public init() {}

  /// Words that a text starts and ends with.
  public struct Markers: Hashable, Sendable {
    /// The word before the first one of a text, and the word after the last.
    public var begin, end: TextToken
    /// Markers of the given words.
    public init(begin: TextToken, end: TextToken) { (self.begin, self.end) = (begin, end) }
    /// `<bos>` and `<eos>`.
    public static let usual = Markers(begin: .text("<bos>"), end: .text("<eos>"))
  }

  /// A text as it stands among the neighbours.
  public func neighbour(_ record: CorpusRecord) -> [TextToken] {
    let text = record.text ?? []
    guard let mask else { return enclosed(text) }
    return enclosed(
      SpliceProblem.masking(text, source: record.fields.map(\.value), with: mask, stopWords: stopWords))
  }

  /// The text between the markers, where there are any.
  public func enclosed(_ text: [TextToken]) -> [TextToken] {
    markers.map { [$0.begin] + text + [$0.end] } ?? text
  }
}

extension SpliceProblemRecord {
  /// The problem of making a record's text from its own values and the texts of other records. A record without a text has an
  /// empty target.
  ///
  /// - Parameters:
  ///   - record: what is to be said.
  ///   - nearest: the records whose texts may be copied from, the nearest first.
  ///   - preparation: masks, markers, and which neighbours there are besides.
  /// - Complexity: O(words) expected, and sorting the missing ones.
  public init(making record: CorpusRecord, from nearest: [CorpusRecord], prepared preparation: NeighbourPreparation) {
    var neighbours: [Neighbour] = []
    if preparation.includesSource {
      neighbours += record.fields.map { Neighbour(id: .text($0.name), tokens: $0.value, kind: .field) }
    }
    neighbours += nearest.map { Neighbour(id: $0.id, tokens: preparation.neighbour($0), kind: .text) }
    self.init(id: record.id, target: record.text.map(preparation.enclosed) ?? [], neighbours: neighbours)
    if preparation.addsMissingWords { self = addingMissingWords() }
  }

  /// The problem with a neighbour of kind `word` for each word of the target that occurs in no neighbour, in sorted order.
  public func addingMissingWords() -> SpliceProblemRecord {
    let missing = problem().missingTokens.sorted()
    return SpliceProblemRecord(
      id: id, target: target, neighbours: neighbours + missing.map { Neighbour(tokens: [$0], kind: .word) },
      tokenise: tokenise)
  }

  /// The problem with only the first so many texts. Values of the source and single words stay, and so do all numbers of
  /// neighbours: the others become empty.
  public func keepingTexts(_ count: Int) -> SpliceProblemRecord {
    var (record, texts) = (self, 0)
    for index in neighbours.indices where neighbours[index].kind != .field && neighbours[index].kind != .word {
      texts += 1
      if texts > count { record.neighbours[index].tokens = [] }
    }
    return record
  }
}
