/// Why a text is not an exact number: what was wrong, where, and what would be right.
public struct ExactParsingError: Error, Equatable, Sendable {
  /// What was wrong.
  public enum Reason: Equatable, Sendable {
    /// There is a character that cannot stand here.
    case unexpectedCharacter
    /// The text ends where a digit must stand.
    case missingDigits
    /// The denominator of a fraction is 0.
    case zeroDenominator
    /// A run of digits is longer than the limit.
    case tooManyDigits(limit: Int)
    /// A decimal has an exponent, or digits after its point, beyond the limit.
    case exponentTooLarge(limit: Int)
  }

  /// The offending text; of a long one, the characters around `position`, with … for what was left out.
  public let text: String

  /// Where in the whole text: the number of UTF-8 bytes before the place.
  public let position: Int

  /// What was wrong.
  public let reason: Reason

  /// What would be right, in words.
  public let expected: String

  init(_ reason: Reason, in text: some StringProtocol, at position: Int, expected: String) {
    self.text = ExactParsingError.excerpt(of: text, around: position)
    self.position = position
    self.reason = reason
    self.expected = expected
  }

  /// At most 40 characters of `text`.
  private static func excerpt(of text: some StringProtocol, around position: Int) -> String {
    let scalars = text.unicodeScalars
    // A character may hold any number of scalars, so the excerpt is bounded by scalars.
    if scalars.index(scalars.startIndex, offsetBy: 41, limitedBy: scalars.endIndex) == nil { return String(text) }
    // Everything before the place was accepted, hence ASCII: one byte, one scalar.
    let from = max(0, position - 20)
    let start = scalars.index(scalars.startIndex, offsetBy: from, limitedBy: scalars.endIndex) ?? scalars.endIndex
    let end = scalars.index(start, offsetBy: 38, limitedBy: scalars.endIndex) ?? scalars.endIndex
    var excerpt = String.UnicodeScalarView()
    if from > 0 { excerpt.append("…") }
    excerpt.append(contentsOf: scalars[start..<end])
    if end < scalars.endIndex { excerpt.append("…") }
    return String(excerpt)
  }
}

extension ExactParsingError: CustomStringConvertible {
  public var description: String {
    let what =
      switch reason {
      case .unexpectedCharacter: "unexpected character"
      case .missingDigits: "missing digits"
      case .zeroDenominator: "the denominator is zero"
      case .tooManyDigits(let limit): "more than \(limit) digits"
      case .exponentTooLarge(let limit): "more than \(limit) decimal places or zeros"
      }
    return "\(text.debugDescription), position \(position): \(what); expected \(expected)"
  }
}
