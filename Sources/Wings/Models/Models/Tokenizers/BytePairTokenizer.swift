import Foundation

/// Texts to symbols as GPT-2, Llama 3 and Qwen 2 have them: words are cut by a pattern, and in each the pair of symbols that was
/// learned first is merged until none is left, beginning with bytes. Sennrich, Haddow, Birch: *Neural Machine Translation of Rare Words with
/// Subword Units* (arXiv 1508.07909); Radford et al.: *Language Models are Unsupervised Multitask Learners* (2019).
///
/// ```swift
/// let tokenizer = try BytePairTokenizer("Qwen2-0.5B/tokenizer.json")
/// let symbols = tokenizer.symbols(of: "A film of quiet charm.")
/// tokenizer.text(of: symbols)                                       // the text again
/// ```
///
/// It gives what the package `tokenizers` gives. Special words such as `<|endoftext|>` in a text are taken for the symbols, as there:
/// whoever passes on texts of strangers may not want that.
public struct BytePairTokenizer: Tokenizer {
  private let table: SymbolTable
  private let added: AddedTokens
  private let merges: BytePairMerges
  /// The symbol of each byte; −1 for those that no text in UTF-8 has.
  private let symbolsOfBytes: [Int32]
  private let pattern: WordPattern?
  private let composes: Bool
  private let addsSpace: Bool
  private let looksUpWords: Bool
  private let frame: SymbolFrame

  /// One more than the largest symbol.
  public let symbolBound: Int
  /// How many symbols stand around each text.
  public var ends: Int { frame.count }

  /// Reads a `tokenizer.json`.
  ///
  /// - Throws: ``ModelError`` if it is not one of this kind, a word is missing, or something is asked that is not built; what reading
  ///   the file throws.
  /// - Complexity: O(size of the file).
  public init(_ path: String) throws {
    let file = (path as NSString).lastPathComponent
    let json = try HubJSON.read(path)
    func wrong(_ field: String, _ found: HubJSON?, _ expected: String) -> ModelError {
      ModelError(file, field, found: found?.kind ?? "nothing", expected: expected)
    }
    // GPT-2's own file does not say what it is.
    guard let model = json["model"], model["type"] == nil ? model["merges"] != nil : model["type"]?.text == "BPE" else {
      throw wrong("model.type", json["model"]?["type"], "BPE")
    }
    // What would give other symbols.
    for field in ["dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix"] {
      if let node = model[field], node.text != "", node.double != 0 { throw wrong("model.\(field)", node, "none") }
    }
    for field in ["byte_fallback", "fuse_unk"] where model[field]?.truth == true {
      throw wrong("model.\(field)", model[field], "false: pieces of whole characters are not built")
    }
    looksUpWords = model["ignore_merges"]?.truth ?? false
    let table = try SymbolTable(vocabulary: model["vocab"], file: file)
    let added = try AddedTokens(json, file: file)
    merges = try Self.merges(model["merges"], table, file: file)
    symbolsOfBytes = try (0..<256).map { byte throws(ModelError) in
      if let number = table.number(of: Array(ByteLetters.letters[byte].utf8)[...]) { return Int32(number) }
      guard byte == 0xC0 || byte == 0xC1 || byte > 0xF4 else {
        throw ModelError(
          file, "model.vocab", found: "no symbol for the byte \(byte), “\(ByteLetters.letters[byte])”",
          expected: "one for each byte that a text may have")
      }
      return -1
    }
    switch json["normalizer"]?["type"]?.text {
    case nil where json["normalizer"] == nil: composes = false
    case "NFC": composes = true
    default: throw wrong("normalizer", json["normalizer"]?["type"], "none or NFC")
    }
    if composes, let token = json["added_tokens"]?.list?.first(where: { $0["normalized"]?.truth == true }) {
      throw wrong("added_tokens", token["content"], "tokens that are found before texts are normalised")
    }
    (pattern, addsSpace) = try Self.pattern(json["pre_tokenizer"], file: file)
    frame = try SymbolFrame(json["post_processor"], file: file) { (word, field) throws(ModelError) in
      guard let number = added.number(of: word) ?? table.number(of: Array(word.utf8)[...]) else {
        throw ModelError(file, field, found: "no symbol for “\(word)”", expected: "a word of the vocabulary")
      }
      return number
    }
    symbolBound = max(table.bound, added.bound)
    (self.table, self.added) = (table, added)
  }

  /// The list of merges: the earlier goes first. Newer files have lists of two words, older ones texts with a space between.
  private static func merges(
    _ node: HubJSON?, _ table: SymbolTable, file: String
  ) throws(ModelError) -> BytePairMerges {
    guard let list = node?.list, list.count < Int(Int32.max) else {
      throw ModelError(file, "model.merges", found: node?.kind ?? "nothing", expected: "a list")
    }
    var merges: [(left: Int32, right: Int32, merged: Int32)] = []
    merges.reserveCapacity(list.count)
    for (rank, node) in list.enumerated() {
      let parts =
        node.list?.compactMap { $0.text.map { Array($0.utf8) } }
        ?? node.text.map {
          $0.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false).map(Array.init)
        }
      guard let parts, parts.count == 2 else {
        throw ModelError(file, "model.merges[\(rank)]", found: node.kind, expected: "two words")
      }
      guard let left = table.number(of: parts[0][...]), let right = table.number(of: parts[1][...]),
        let both = table.number(of: (parts[0] + parts[1])[...])
      else {
        throw ModelError(
          file, "model.merges[\(rank)]", found: node.kind,
          expected: "two words of the vocabulary that together are a word of it")
      }
      merges.append((Int32(left), Int32(right), Int32(both)))
    }
    return BytePairMerges(merges)
  }

  /// The pattern that cuts words, nil for none, and whether a text gets a space in front.
  private static func pattern(
    _ node: HubJSON?, file: String
  ) throws(ModelError) -> (pattern: WordPattern?, addsSpace: Bool) {
    func wrong(_ found: HubJSON?, _ expected: String) -> ModelError {
      ModelError(file, "pre_tokenizer", found: found?.kind ?? "nothing", expected: expected)
    }
    let parts = node?["type"]?.text == "Sequence" ? node?["pretokenizers"]?.list ?? [] : [node].compactMap { $0 }
    guard let bytes = parts.last, bytes["type"]?.text == "ByteLevel", parts.count <= 2 else {
      throw wrong(node?["type"], "ByteLevel, or a Sequence of Split and ByteLevel")
    }
    let cutsByItself = bytes["use_regex"]?.truth ?? true
    let addsSpace = bytes["add_prefix_space"]?.truth ?? true
    guard parts.count == 2 else { return (cutsByItself ? .gpt2 : nil, addsSpace) }
    let split = parts[0]
    guard split["type"]?.text == "Split", split["behavior"]?.text == "Isolated", split["invert"]?.truth != true,
      !cutsByItself, !addsSpace
    else { throw wrong(split["type"], "Split, isolated, before ByteLevel without a pattern and a space of its own") }
    guard let text = split["pattern"]?["Regex"]?.text, let pattern = WordPattern.known[text] else {
      throw ModelError(
        file, "pre_tokenizer.pattern", found: split["pattern"]?["Regex"]?.text ?? split["pattern"]?.kind ?? "nothing",
        expected: "the expression of GPT-2, Llama 3 or Qwen 2; no other is read")
    }
    return (pattern, false)
  }

  /// The symbols of a text with those around it.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - limit: at most this many symbols, at least `ends`; what is behind is left out.
  /// - Complexity: O(n log n) for n bytes.
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

  /// Letters and marks put together, as the package `tokenizers` does it, which knows Unicode 9: marks that were assigned later stay where
  /// they stand, and others do not pass over them.
  private static func composed(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 128 }) { return text }
    var (result, part) = (String.UnicodeScalarView(), String.UnicodeScalarView())
    for scalar in text.unicodeScalars {
      if let age = scalar.properties.age, age.major <= 9 {
        part.append(scalar)
        continue
      }
      result.append(contentsOf: String(part).precomposedStringWithCanonicalMapping.unicodeScalars)
      result.append(scalar)
      part = String.UnicodeScalarView()
    }
    result.append(contentsOf: String(part).precomposedStringWithCanonicalMapping.unicodeScalars)
    return String(result)
  }

  private func append(_ text: String, to symbols: inout [Int], _ limit: Int) {
    let text = composes ? Self.composed(text) : text
    var scalars = Array(text.unicodeScalars)
    if addsSpace, scalars.first != " " { scalars.insert(" ", at: 0) }
    var bytes: [UInt8] = []
    for word in pattern?.words(of: scalars) ?? [scalars.indices] {
      if symbols.count >= limit { return }
      bytes.removeAll(keepingCapacity: true)
      for scalar in scalars[word] { bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter }
      if looksUpWords, let number = table.number(of: ByteLetters.word(of: bytes)[...]) {
        symbols.append(number)
      } else {
        symbols += merges.apply(to: bytes.map { symbolsOfBytes[Int($0)] }).map(Int.init)
      }
    }
  }

  /// The text that symbols stand for, special words included; bytes that are no text become U+FFFD.
  ///
  /// - Complexity: O(length of the text).
  public func text(of symbols: [Int]) -> String {
    var bytes: [UInt8] = []
    for symbol in symbols {
      if let word = added.word(of: symbol) {
        bytes += word
      } else if let word = table.word(of: symbol) {
        bytes += ByteLetters.bytes(of: word)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Bytes as letters that can be seen: GPT-2's vocabulary is written in them.
enum ByteLetters {
  /// The letter of each byte: itself where it can be seen, otherwise one from U+0100 on.
  static let letters: [String] = {
    var next: UInt32 = 0x100
    return (0..<256).map { (byte: UInt32) in
      switch byte {
      case 33...126, 161...172, 174...255: return String(Unicode.Scalar(UInt8(byte)))
      default:
        defer { next += 1 }
        return Unicode.Scalar(next).map(String.init) ?? ""
      }
    }
  }()

  private static let utf8: [[UInt8]] = letters.map { Array($0.utf8) }
  private static let bytesOfLetters = Dictionary(uniqueKeysWithValues: zip(letters, UInt8.min...UInt8.max))

  /// The word that is written for these bytes.
  static func word(of bytes: [UInt8]) -> [UInt8] { bytes.flatMap { utf8[Int($0)] } }

  /// The bytes that a word is written for; what is none of these letters stands for itself.
  static func bytes(of word: [UInt8]) -> [UInt8] {
    String(decoding: word, as: UTF8.self).unicodeScalars.flatMap { scalar -> [UInt8] in
      bytesOfLetters[String(scalar)].map { [$0] } ?? Array(String(scalar).utf8)
    }
  }
}
