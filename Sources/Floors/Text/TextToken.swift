import Foundation

/// A word in a file: a string, or an integer such as a tokenizer's.
///
/// The string "7" and the integer 7 are different words. Integers come before strings. Strings are compared by their bytes, as a
/// ``Spelling`` is: é as one letter and e with an accent after it are different words.
public enum TextToken: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
  /// An integer, such as a tokenizer's.
  case number(Int)
  /// A string.
  case text(String)

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let number = try? container.decode(Int.self) {
      self = .number(number)
    } else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a string or an integer is needed")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    }
  }

  public var description: String {
    switch self {
    case .number(let number): String(number)
    case .text(let text): text
    }
  }

  public static func == (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.number(let x), .number(let y)): x == y
    case (.text(let x), .text(let y)): x.hasSpelling(of: y)
    case (.number, .text), (.text, .number): false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .number(let number): hasher.combine(number)
    case .text(let text): Spelling(text).hash(into: &hasher)
    }
  }

  public static func < (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.number(let x), .number(let y)): x < y
    case (.text(let x), .text(let y)): x.utf8.lexicographicallyPrecedes(y.utf8)
    case (.number, .text): true
    case (.text, .number): false
    }
  }
}

/// Which words count as equal, besides those with the same bytes.
public enum WordNormalisation: String, CaseIterable, Sendable {
  /// Those of the same letters, however accents are coded: Unicode's normal form C.
  case nfc
  /// Those that differ in the case of letters besides: Unicode's full case folding, in normal form C.
  case casefold

  /// The word that stands for all that are equal to this one.
  public func applied(to word: String) -> String {
    switch self {
    case .nfc: word.precomposedStringWithCanonicalMapping
    case .casefold:
      // ß and ss are equal in full case folding: capitals first, and then small letters.
      word.uppercased().lowercased().precomposedStringWithCanonicalMapping
    }
  }

  /// The same of a word of a file; integers stay.
  public func applied(to word: TextToken) -> TextToken {
    if case .text(let text) = word { .text(applied(to: text)) } else { word }
  }
}
