/// A text that equals another if both have the same bytes in UTF-8.
///
///     Spelling("e\u{301}") == Spelling("\u{e9}")   // false, though as `String` they are equal
///
/// `String` compares by canonical equivalence, so that a dictionary of strings takes two names of a file for one. Files say what they
/// say by their bytes: names and words in them are compared as spellings.
public struct Spelling: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The text.
  public let text: String

  /// The spelling of a text.
  public init(_ text: some StringProtocol) { self.text = String(text) }

  public var description: String { text }

  public static func == (a: Self, b: Self) -> Bool { a.text.hasSpelling(of: b.text) }

  public func hash(into hasher: inout Hasher) { text.hashSpelling(into: &hasher) }

  /// By the bytes, which is also the order of the Unicode scalars.
  public static func < (a: Self, b: Self) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }
}

extension String {
  /// Whether both texts have the same bytes in UTF-8.
  ///
  /// - Complexity: O(length).
  public func hasSpelling(of other: String) -> Bool { utf8.elementsEqual(other.utf8) }

  /// Feeds the bytes in UTF-8, and a byte that none has, to the hasher.
  fileprivate func hashSpelling(into hasher: inout Hasher) {
    var copy = self
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(UInt8(0xff))
  }
}
