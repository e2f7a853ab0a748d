import Foundation

/// Texts to symbols as BERT has them: words are cut at blanks and punctuation, and each into the longest pieces of the vocabulary, from the
/// left. Schuster, Nakajima: *Japanese and Korean voice search* (2012); Devlin et al.: *BERT* (arXiv 1810.04805).
///
/// ```swift
/// let tokenizer = try WordPieceTokenizer("Models/all-MiniLM-L6-v2/tokenizer.json")
/// tokenizer.symbols(of: "A gorgeous, witty, seductive movie.")    // [101, 1037, 9882, 1010, …, 1012, 102]
/// ```
///
/// It gives what the package `tokenizers` gives for a `BertNormalizer` and a `BertPreTokenizer`. Special words such as `[SEP]` in
/// a text are taken for the symbols, as there: whoever passes on texts of strangers may not want that.
public struct WordPieceTokenizer: Tokenizer {
  private let table: SymbolTable
  private let added: AddedTokens
  private let unknown: Int
  private let frame: SymbolFrame
  private let prefix: [UInt8]
  /// Words of more code points are unknown.
  private let longestWord: Int
  private let lowercases, stripsAccents, cleans, separatesIdeographs: Bool

  /// One more than the largest symbol.
  public let symbolBound: Int
  /// How many symbols stand around each text.
  public var ends: Int { frame.count }

  /// Reads a `tokenizer.json`.
  ///
  /// - Throws: ``ModelError`` if it is not one of this kind, a word is missing, or something is asked that is not built; what reading
  ///   the file throws.
  public init(_ path: String) throws {
    let file = (path as NSString).lastPathComponent
    let json = try HubJSON.read(path)
    func wrong(_ field: String, _ found: HubJSON?, _ expected: String) -> ModelError {
      ModelError(file, field, found: found?.kind ?? "nothing", expected: expected)
    }
    guard let model = json["model"], let type = model["type"]?.text, type == "WordPiece" else {
      throw wrong("model.type", json["model"]?["type"], "WordPiece")
    }
    let table = try SymbolTable(vocabulary: model["vocab"], file: file)
    let added = try AddedTokens(json, file: file)
    func symbol(_ word: String, _ field: String) throws(ModelError) -> Int {
      guard let number = added.number(of: word) ?? table.number(of: Array(word.utf8)[...]) else {
        throw ModelError(file, field, found: "no symbol for “\(word)”", expected: "a word of the vocabulary")
      }
      return number
    }
    unknown = try symbol(model["unk_token"]?.text ?? "[UNK]", "model.unk_token")
    prefix = Array((model["continuing_subword_prefix"]?.text ?? "##").utf8)
    longestWord = model["max_input_chars_per_word"]?.integer ?? 100
    guard let normalizer = json["normalizer"], normalizer["type"]?.text == "BertNormalizer" else {
      throw wrong("normalizer", json["normalizer"]?["type"], "BertNormalizer")
    }
    guard json["pre_tokenizer"]?["type"]?.text == "BertPreTokenizer" else {
      throw wrong("pre_tokenizer", json["pre_tokenizer"]?["type"], "BertPreTokenizer")
    }
    cleans = normalizer["clean_text"]?.truth ?? true
    separatesIdeographs = normalizer["handle_chinese_chars"]?.truth ?? true
    lowercases = normalizer["lowercase"]?.truth ?? true
    stripsAccents = normalizer["strip_accents"]?.truth ?? lowercases
    frame = try SymbolFrame(json["post_processor"], file: file, symbol: symbol)
    symbolBound = max(table.bound, added.bound)
    (self.table, self.added) = (table, added)
  }

  /// The symbols of a text with those around it.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - limit: at most this many symbols, at least `ends`; what is behind is left out.
  /// - Complexity: O(length of the text · length of a word).
  public func symbols(of text: String, atMost limit: Int) -> [Int] {
    precondition(limit >= ends, "\(ends) symbols stand around each text")
    let room = limit - ends
    var symbols: [Int] = []
    for part in added.parts(of: Array(text.utf8)) {
      if symbols.count >= room { break }
      switch part {
      case .token(let number): symbols.append(number)
      case .text(let bytes): append(String(decoding: bytes, as: UTF8.self), to: &symbols, room)
      }
    }
    return frame.around(symbols, atMost: limit)
  }

  /// Appends the pieces of a text's words.
  private func append(_ text: String, to symbols: inout [Int], _ limit: Int) {
    var word: [Unicode.Scalar] = []
    func finish() {
      if !word.isEmpty { appendPieces(of: word, to: &symbols) }
      word.removeAll(keepingCapacity: true)
    }
    for scalar in normalised(text) {
      if symbols.count >= limit { return }
      if scalar.properties.isWhitespace {
        finish()
      } else if BertText.isPunctuation(scalar) {
        finish()
        word.append(scalar)
        finish()
      } else {
        word.append(scalar)
      }
    }
    finish()
  }

  private func normalised(_ text: String) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if cleans {
        if BertText.isDropped(scalar) { continue }
        if scalar.properties.isWhitespace {
          scalars.append(" ")
          continue
        }
      }
      if separatesIdeographs, BertText.isIdeograph(scalar) {
        scalars += [" ", scalar, " "]
      } else {
        scalars.append(scalar)
      }
    }
    if scalars.allSatisfy(\.isASCII) {
      return lowercases ? scalars.map { ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value) + 32) : $0 } : scalars
    }
    if stripsAccents {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars)
      scalars = String(view).decomposedStringWithCanonicalMapping.unicodeScalars.filter {
        BertText.category($0) != .nonspacingMark
      }
    }
    guard lowercases else { return scalars }
    return scalars.flatMap { Array($0.properties.lowercaseMapping.unicodeScalars) }
  }

  /// The longest pieces from the left, or the symbol of unknown words if a rest has none.
  private func appendPieces(of word: [Unicode.Scalar], to symbols: inout [Int]) {
    guard word.count <= longestWord else {
      symbols.append(unknown)
      return
    }
    var bytes: [UInt8] = prefix
    var borders = [bytes.count]
    for scalar in word {
      bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      borders.append(bytes.count)
    }
    let before = symbols.count
    var first = 0
    while first < word.count {
      var last = word.count
      var found: Int?
      while last > first {
        // Behind the first piece, pieces stand with their prefix: it is copied before them, over what has been cut off.
        let from = borders[first] - (first == 0 ? 0 : prefix.count)
        if borders[last] - from <= table.longest {
          if first > 0 { bytes.replaceSubrange(from..<borders[first], with: prefix) }
          found = table.number(of: bytes[from..<borders[last]])
        }
        if found != nil { break }
        last -= 1
      }
      guard let found else {
        symbols.removeLast(symbols.count - before)
        symbols.append(unknown)
        return
      }
      symbols.append(found)
      first = last
    }
  }
}

/// What BERT's normaliser knows of characters.
///
/// The package `tokenizers` has the categories of Unicode 8: what was assigned later is a letter to it, and a few characters have
/// moved since. Symbols have to be those that a model was trained on, so these are its categories.
enum BertText {
  /// The category of a character in Unicode 8.
  static func category(_ scalar: Unicode.Scalar) -> Unicode.GeneralCategory {
    switch scalar {
    case "\u{166D}": return .otherPunctuation
    case "\u{1734}": return .nonspacingMark
    case "\u{1885}", "\u{1886}", "\u{A9BD}", "\u{111C9}", "\u{1171E}": return .otherLetter
    default:
      guard let age = scalar.properties.age, age.major <= 8 else { return .unassigned }
      return scalar.properties.generalCategory
    }
  }

  /// ASCII's symbols, and what Unicode calls punctuation.
  static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      switch scalar.value {
      case 33...47, 58...64, 91...96, 123...126: return true
      default: return false
      }
    }
    switch category(scalar) {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation,
      .otherPunctuation:
      return true
    default: return false
    }
  }

  /// Control characters but for blanks, and replacement characters; what is not assigned is kept.
  static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", "\n", "\r": return false
    case "\0", "\u{FFFD}": return true
    default: break
    }
    switch category(scalar) {
    case .control, .format, .surrogate, .privateUse: return true
    default: return false
    }
  }

  /// The blocks of Chinese characters that BERT sets blanks around.
  static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F, 0x2B920...0x2CEAF,
      0xF900...0xFAFF, 0x2F800...0x2FA1F:
      return true
    default: return false
    }
  }
}
