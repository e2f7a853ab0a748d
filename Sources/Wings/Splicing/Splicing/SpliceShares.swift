import Text

/// How much of a text comes from each of its sources, in whole words and characters that add up to all of the text.
///
///     let shares = SpliceShares(provenance, of: record)
///     for share in shares.sources { print(share.name, share.words, share.characters) }
///
/// Characters are Unicode scalars of the text as it is written; the space before a word belongs to the word.
public struct SpliceShares: Hashable, Encodable, Sendable {
  /// What comes from one source.
  public struct Share: Hashable, Encodable, Sendable {
    /// The neighbour's number; nil for the words that are in no source, which are neighbours of kind `word`.
    public let n: Int?
    /// What it is called.
    public let name: String
    /// Of the text, from this source.
    public fileprivate(set) var words: Int
    /// Of the text, from this source.
    public fileprivate(set) var characters: Int
  }

  /// Every neighbour but those of kind `word`, in order, also those that nothing comes from; then, if there are any, the words that
  /// are in no source.
  public let sources: [Share]
  /// Of the text.
  public let words: Int
  /// Of the text.
  public let characters: Int

  /// - Parameters:
  ///   - provenance: a derivation of the record's target.
  ///   - record: the problem.
  public init(_ provenance: SpliceProvenance<TextToken>, of record: SpliceProblemRecord) {
    let written = TextTokenisation.written(record.target, record.tokenise)
    var all = record.neighbours.indices.map { Share(n: $0, name: record.name(of: $0), words: 0, characters: 0) }
    var none = Share(n: nil, name: "in no source", words: 0, characters: 0)
    for (word, text) in zip(provenance.textWords, written) {
      let length = text.unicodeScalars.count
      if record.neighbours[word.neighbour].kind == .word {
        none.words += 1
        none.characters += length
      } else {
        all[word.neighbour].words += 1
        all[word.neighbour].characters += length
      }
    }
    all.removeAll { $0.n.map { record.neighbours[$0].kind == .word } ?? true }
    sources = none.words > 0 ? all + [none] : all
    words = sources.reduce(0) { $0 + $1.words }
    characters = sources.reduce(0) { $0 + $1.characters }
  }

  /// Of the text's characters the part from a source, in percent with one digit; 0.0% for an empty text.
  public func percent(_ share: Share) -> String {
    let tenths = characters == 0 ? 0 : (share.characters * 1_000 + characters / 2) / characters
    return "\(tenths / 10).\(tenths % 10)%"
  }
}

extension SpliceProblemRecord {
  /// What pictures and lists call a neighbour.
  public func name(of index: Int) -> String {
    let neighbour = neighbours[index]
    let id = neighbour.id.map { "\($0)" }
    return switch neighbour.kind {
    case .field: "the value of \(id ?? "field \(index)")"
    case .word: "a word of its own"
    case .text: tokenise == nil ? "text \(id ?? "\(index)")" : id ?? "text \(index)"
    case nil: "neighbour \(id ?? "\(index)")"
    }
  }

  /// The problem of making a plain text from others.
  ///
  /// - Parameters:
  ///   - name: what the text is called.
  ///   - text: what is to be made.
  ///   - sources: what it is made from, with their names.
  ///   - tokenise: how they become words.
  public init(
    _ name: String, _ text: String, from sources: [(name: String, text: String)], _ tokenise: TextTokenisation
  ) {
    self.init(
      id: .text(name), target: tokenise.tokens(of: text),
      neighbours: sources.map { Neighbour(id: .text($0.name), tokens: tokenise.tokens(of: $0.text), kind: .text) },
      tokenise: tokenise)
  }
}
