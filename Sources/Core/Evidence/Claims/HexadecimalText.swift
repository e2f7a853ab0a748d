/// Bytes that are not text, as the digits that tests of readers edit.
package enum HexadecimalText {
  /// Two digits a byte.
  package static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
  }

  /// The bytes of hexadecimal digits.
  package static func bytes(_ text: some StringProtocol) throws -> [UInt8] {
    let digits = try text.utf8.map { character in
      guard let digit = Character(UnicodeScalar(character)).hexDigitValue else { throw NotHexadecimal() }
      return UInt8(digit)
    }
    guard digits.count % 2 == 0 else { throw NotHexadecimal() }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// A text that is not pairs of hexadecimal digits.
  package struct NotHexadecimal: Error {
    /// The error.
    package init() {}
  }
}
