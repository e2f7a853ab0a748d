/// Words that stand for themselves wherever they occur in a text, such as `[SEP]`: found before all else.
struct AddedTokens: Sendable {
  private var words: [(bytes: [UInt8], number: Int)] = []
  /// One more than the largest number.
  var bound: Int { (words.map(\.number).max() ?? -1) + 1 }

  /// The list `added_tokens` of a tokenizer.
  ///
  /// - Throws: ``ModelError`` on tokens with conditions that are not built: `lstrip`, `rstrip`, `single_word`.
  init(_ tokenizer: HubJSON, file: String) throws(ModelError) {
    for token in tokenizer["added_tokens"]?.list ?? [] {
      guard let content = token["content"]?.text, !content.isEmpty, let number = token["id"]?.integer, number >= 0,
        number < Int(Int32.max)
      else {
        throw ModelError(file, "added_tokens", found: token.kind, expected: "objects with content and id")
      }
      for condition in ["lstrip", "rstrip", "single_word"] where token[condition]?.truth == true {
        throw ModelError(
          file, "added_tokens", found: "\(condition) of “\(content)”", expected: "tokens without \(condition)")
      }
      words.append((Array(content.utf8), number))
    }
    // Of two that begin at one place the longer is meant.
    words.sort { ($0.bytes.count, $1.number) > ($1.bytes.count, $0.number) }
  }

  /// The number of a word.
  func number(of word: String) -> Int? { words.first { $0.bytes.elementsEqual(word.utf8) }?.number }

  /// The word of a number.
  func word(of number: Int) -> [UInt8]? { words.first { $0.number == number }?.bytes }

  /// A part of a text.
  enum Part {
    case text(ArraySlice<UInt8>)
    case token(Int)
  }

  /// The text cut at the words.
  ///
  /// - Complexity: O(n · number of words that begin with the same byte).
  func parts(of text: [UInt8]) -> [Part] {
    let first = Set(words.map { $0.bytes[0] })
    var parts: [Part] = []
    var (start, position) = (0, 0)
    while position < text.count {
      guard first.contains(text[position]), let word = words.first(where: { text[position...].starts(with: $0.bytes) })
      else {
        position += 1
        continue
      }
      if start < position { parts.append(.text(text[start..<position])) }
      parts.append(.token(word.number))
      position += word.bytes.count
      start = position
    }
    if start < text.count { parts.append(.text(text[start...])) }
    return parts
  }
}
