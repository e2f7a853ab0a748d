/// How a text is cut into words before pairs of symbols are merged: what a regular expression of a `tokenizer.json` says, read by hand.
///
/// There are few such expressions, and models are trained with one of them to the letter. One that is not known is refused; another
/// one is another entry of ``known``.
struct WordPattern: Sendable {
  /// Whether 's, 't, … are cut off in capitals too (and with ſ, which is an s to Unicode).
  let ignoresCase: Bool
  /// Whether letters take any one character before them that is no letter, number or line break; otherwise a space alone.
  let takesAnyLead: Bool
  /// How many numbers belong together; nil for all, with a space before them.
  let digits: Int?
  /// Whether line breaks belong to the symbols before them, and end blanks before them.
  let endsAtLineBreaks: Bool

  /// GPT-2's, which a `ByteLevel` pre-tokenizer has without saying it.
  static let gpt2 = WordPattern(ignoresCase: false, takesAnyLead: false, digits: nil, endsAtLineBreaks: false)

  /// The expressions that are read.
  static let known: [String: WordPattern] = [
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#: gpt2,
    later("{1,3}"): WordPattern(ignoresCase: true, takesAnyLead: true, digits: 3, endsAtLineBreaks: true),
    later(""): WordPattern(ignoresCase: true, takesAnyLead: true, digits: 1, endsAtLineBreaks: true),
  ]

  /// That of Llama 3 and of Qwen 2, which differ in how many numbers belong together.
  private static func later(_ count: String) -> String {
    #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"# + count
      + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
  }

  /// What a character is to the expressions.
  private enum Kind { case letter, number, blank, lineBreak, other }

  private static func kind(_ scalar: Unicode.Scalar) -> Kind {
    if scalar.isASCII {
      switch scalar.value {
      case 10, 13: return .lineBreak
      case 9, 11, 12, 32: return .blank
      case 48...57: return .number
      case 65...90, 97...122: return .letter
      default: return .other
      }
    }
    if scalar.properties.isWhitespace { return .blank }
    // The package `tokenizers` knows Unicode 16: what was assigned later is neither letter nor number to it.
    guard let age = scalar.properties.age, age.major <= 16 else { return .other }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .number
    default: return .other
    }
  }

  /// The words of a text: ranges of its characters that cover them all, in their order.
  ///
  /// - Complexity: O(n).
  func words(of text: [Unicode.Scalar]) -> [Range<Int>] {
    let kinds = text.map(Self.kind)
    var words: [Range<Int>] = []
    var start = 0
    while start < text.count {
      let end = end(of: start, text, kinds)
      words.append(start..<end)
      start = end
    }
    return words
  }

  /// Where the word ends that begins here: the alternatives of the expression in their order.
  private func end(of start: Int, _ text: [Unicode.Scalar], _ kinds: [Kind]) -> Int {
    func run(_ from: Int, _ isIn: (Kind) -> Bool) -> Int {
      var end = from
      while end < kinds.count, isIn(kinds[end]) { end += 1 }
      return end
    }
    func isNext(_ kind: Kind) -> Bool { start + 1 < kinds.count && kinds[start + 1] == kind }
    let (kind, isSpace) = (kinds[start], text[start] == " ")
    if text[start] == "'", let length = contraction(text, start + 1) { return start + 1 + length }
    // Letters, perhaps with a character before them.
    let takesLead = takesAnyLead ? kind == .other || kind == .blank : isSpace
    if kind == .letter || takesLead && isNext(.letter) { return run(start + 1) { $0 == .letter } }
    if kind == .number, let digits { return min(run(start) { $0 == .number }, start + digits) }
    if digits == nil, kind == .number || isSpace && isNext(.number) { return run(start + 1) { $0 == .number } }
    if kind == .other || isSpace && isNext(.other) {
      let end = run(start + 1) { $0 == .other }
      return endsAtLineBreaks ? run(end) { $0 == .lineBreak } : end
    }
    let end = run(start) { $0 == .blank || $0 == .lineBreak }
    if endsAtLineBreaks, let last = (start..<end).last(where: { kinds[$0] == .lineBreak }) { return last + 1 }
    // The last blank before a word is left to it.
    return end < text.count && end > start + 1 ? end - 1 : end
  }

  /// How long the end of a contraction is that begins here.
  private func contraction(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
    func letter(_ place: Int) -> Unicode.Scalar? {
      guard place < text.count else { return nil }
      guard ignoresCase else { return text[place] }
      if text[place] == "ſ" { return "s" }
      return ("A"..."Z").contains(text[place]) ? Unicode.Scalar(UInt8(text[place].value) + 32) : text[place]
    }
    switch (letter(start), letter(start + 1)) {
    case ("s", _), ("t", _), ("m", _), ("d", _): return 1
    case ("r", "e"), ("v", "e"), ("l", "l"): return 2
    default: return nil
    }
  }
}
