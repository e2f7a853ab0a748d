import Text

/// How a plain text becomes words, and words become the text again, with nothing lost.
///
///     let tokens = TextTokenisation.words.tokens(of: "It's here.\n\n(So is he.)")
///     // It's, here, ".", "\n\n", "(", "", So, is, he, ".", ")"
///     TextTokenisation.words.text(of: tokens)    // the same text, byte for byte
///
/// - `words`: runs of letters and digits, with apostrophes and hyphens inside; every other letter by itself; and white space. A
///   single space before a word is not written down, for that is the rule; white space of any other kind, or in any other
///   place, is a word of its own, and where a word follows without a space, as after a bracket, stands an empty one. So line
///   breaks and blank lines are words that can be copied, and a word is the same at the end of a line as within.
/// - `lines`: lines with what ends them: a line feed, or carriage return and line feed. Blank lines are lines.
/// - `characters`: letters as a reader sees them.
public enum TextTokenisation: String, CaseIterable, Codable, Sendable {
  case words, lines, characters

  /// The words of a text.
  ///
  /// - Complexity: O(length).
  public func tokens(of text: String) -> [TextToken] {
    switch self {
    case .words: Self.words(of: text)
    case .lines: Self.lines(of: text)
    case .characters: text.map { .text(String($0)) }
    }
  }

  /// The text that words stand for.
  public func text(of tokens: [TextToken]) -> String { Self.written(tokens, self).joined() }

  /// What each word adds to the text: itself, behind a space where the rule says so. Without a rule there is a space
  /// between any two words.
  public static func written(_ tokens: [TextToken], _ rule: TextTokenisation?) -> [String] {
    var (written, before): ([String], Kind) = ([], .none)
    written.reserveCapacity(tokens.count)
    for token in tokens {
      let word = token.description
      switch rule {
      case nil: written.append(written.isEmpty ? word : " " + word)
      case .lines, .characters: written.append(word)
      case .words:
        let kind = word.unicodeScalars.first.map(Kind.init) ?? .none
        written.append(kind == .letters && before != .space && before != .none ? " " + word : word)
        before = kind
      }
    }
    return written
  }

  /// What words are made of.
  private enum Kind {
    /// The start of the text, or an empty word: no space is due.
    case none
    case space, letters, other

    init(_ scalar: Unicode.Scalar) {
      switch scalar.value {
      case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x5F: self = .letters
      case 0x20, 0x09...0x0D: self = .space
      case ..<0x80: self = .other
      default:
        let properties = scalar.properties
        if properties.isWhitespace {
          self = .space
        } else if properties.isAlphabetic || properties.numericType != nil || properties.isGraphemeExtend {
          self = .letters
        } else {
          self = .other
        }
      }
    }
  }

  private static func words(of text: String) -> [TextToken] {
    var (tokens, before): ([TextToken], Kind) = ([], .none)
    let scalars = text.unicodeScalars
    var start = scalars.startIndex
    while start < scalars.endIndex {
      let kind = Kind(scalars[start])
      var end = scalars.index(after: start)
      switch kind {
      case .letters:
        while end < scalars.endIndex {
          let next = scalars.index(after: end)
          if Kind(scalars[end]) != .letters {
            let joins: Set<Unicode.Scalar> = ["'", "’", "-"]
            guard joins.contains(scalars[end]), next < scalars.endIndex, Kind(scalars[next]) == .letters else { break }
          }
          end = next
        }
        if before == .other { tokens.append(.text("")) }
        tokens.append(.text(String(scalars[start..<end])))
      case .space:
        while end < scalars.endIndex, Kind(scalars[end]) == .space { end = scalars.index(after: end) }
        let isUsual =
          before != .none && end < scalars.endIndex && scalars[start..<end].elementsEqual(" ".unicodeScalars)
          && Kind(scalars[end]) == .letters
        if !isUsual { tokens.append(.text(String(scalars[start..<end]))) }
      case .other, .none: tokens.append(.text(String(scalars[start..<end])))
      }
      (start, before) = (end, kind)
    }
    return tokens
  }

  private static func lines(of text: String) -> [TextToken] {
    var tokens: [TextToken] = []
    let bytes = text.utf8
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = bytes[start...].firstIndex(of: 0x0A).map { bytes.index(after: $0) } ?? bytes.endIndex
      tokens.append(.text(String(text[start..<end])))
      start = end
    }
    return tokens
  }
}
