/// Letters and colours for numbered things, such as the neighbours of a text. The colours are those of Okabe and Ito, lightened where black text stands on them, which
/// people with any kind of colour vision tell apart; after the eighth they start again, and the letters go on.
public struct Palette {
  private let neighbours: [Int]

  /// - Parameter neighbours: those that are used, in ascending order.
  public init(_ neighbours: [Int]) { self.neighbours = neighbours }

  private static let colours = [
    "#E69F00", "#56B4E9", "#2FC198", "#F0E442", "#8DA7DB", "#E58B4B", "#DD9FC0", "#C4C4C4",
  ]

  /// The colour of a neighbour, as pages and pictures write it.
  public func colour(of neighbour: Int) -> String {
    Self.colours[(neighbours.firstIndex(of: neighbour) ?? 0) % Self.colours.count]
  }

  /// The letter of a neighbour: A, B, ..., Z, AA, ...
  public func letter(of neighbour: Int) -> String {
    var (number, letters) = (neighbours.firstIndex(of: neighbour) ?? 0, "")
    repeat {
      letters = String(UnicodeScalar(UInt8(65 + number % 26))) + letters
      number = number / 26 - 1
    } while number >= 0
    return letters
  }
}

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
