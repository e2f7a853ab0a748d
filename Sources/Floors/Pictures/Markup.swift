/// The text with control characters as their symbols, so that it cannot command a terminal or a page.
public func visibleText(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0..<0x20: shown.unicodeScalars.append(UnicodeScalar(0x2400 + scalar.value) ?? " ")
    case 0x7F..<0xA0: shown += "␡"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}

/// The visible text as it stands in HTML and SVG.
public func escapedForMarkup(_ text: String) -> String {
  var result = ""
  for character in visibleText(text) {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.append(character)
    }
  }
  return result
}

/// The text as it stands in preformatted HTML: as ``escapedForMarkup(_:)`` makes it, but ends of lines and tabulators stay.
public func escapedForPreformatted(_ text: String) -> String {
  var result = ""
  result.reserveCapacity(text.utf8.count + text.utf8.count / 16)
  var scalars = text.unicodeScalars.makeIterator()
  var next = scalars.next()
  while let scalar = next {
    next = scalars.next()
    switch scalar {
    case "\n", "\t": result.unicodeScalars.append(scalar)
    // A page has its own ends of lines.
    case "\r" where next == "\n": continue
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}": result += visibleText(String(scalar))
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
