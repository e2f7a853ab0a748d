/// Letters, colours and patterns for numbered things, such as the sources of a text. No two look alike: letters differ always, colours and
/// patterns together up to the 112th.
///
/// The colours are those of Okabe and Ito, lightened where black text stands on them, which people with any kind of colour vision tell
/// apart. After the eighth they start again with the next pattern.
public struct Palette: Sendable {
  private let neighbours: [Int]

  /// - Parameter neighbours: those that are used, in ascending order.
  public init(_ neighbours: [Int]) { self.neighbours = neighbours }

  private static let colours = [
    "#E69F00", "#56B4E9", "#2FC198", "#F0E442", "#8DA7DB", "#E58B4B", "#DD9FC0", "#C4C4C4",
  ]

  /// Lines on a tile of 8 by 8 points: none, stripes four ways, two crossings, dots, zigzags, waves, two bars, checks and plus signs.
  private static let strokes: [(path: String, width: String)] = [
    ("", "1"), ("M-2 2l4-4M0 8l8-8M6 10l4-4", "1.5"), ("M-2 6l4 4M0 0l8 8M6-2l4 4", "1.5"), ("M0 2h8M0 6h8", "1.2"),
    ("M2 0v8M6 0v8", "1.2"), ("M0 8l8-8M0 0l8 8", "1.2"), ("M0 4h8M4 0v8", "1.2"), ("M1 2h2M5 6h2", "2"),
    ("M0 6l4-4 4 4", "1.5"), ("M0 4q2-6 4 0t4 0", "1.5"), ("M0 5h8", "4"), ("M2 0v8", "4"), ("M0 2h4M4 6h4", "4"),
    ("M1 4h6M4 1v6", "1.5"),
  ]

  /// The place of a neighbour among those that are used, from 0; nil for others.
  public func index(of neighbour: Int) -> Int? {
    var (low, high) = (0, neighbours.count)
    while low < high {
      let middle = (low + high) / 2
      if neighbours[middle] < neighbour { low = middle + 1 } else { high = middle }
    }
    return low < neighbours.count && neighbours[low] == neighbour ? low : nil
  }

  /// The colour of a neighbour, as pages and pictures write it.
  public func colour(of neighbour: Int) -> String {
    Self.colours[(index(of: neighbour) ?? 0) % Self.colours.count]
  }

  /// The number of a neighbour's pattern, 0 for none.
  public func pattern(of neighbour: Int) -> Int {
    (index(of: neighbour) ?? 0) / Self.colours.count % Self.strokes.count
  }

  /// The numbers of all patterns that are used, but 0.
  public var patterns: [Int] { Set(neighbours.map(pattern)).subtracting([0]).sorted() }

  /// A pattern as an element of SVG, 8 by 8 points.
  public static func strokes(of pattern: Int) -> String {
    let (path, width) = strokes[pattern]
    return "<path d=\"\(path)\" stroke=\"#000\" stroke-opacity=\".55\" stroke-width=\"\(width)\" fill=\"none\"/>"
  }

  /// A pattern as an image in a style sheet.
  public static func image(of pattern: Int) -> String {
    let picture = strokes(of: pattern).replacing("\"", with: "'").replacing("#", with: "%23")
    return "url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'>\(picture)</svg>\")"
  }

  /// The letter of a neighbour: A, B, ..., Z, AA, ...
  public func letter(of neighbour: Int) -> String {
    var (number, letters) = (index(of: neighbour) ?? 0, "")
    repeat {
      letters = String(UnicodeScalar(UInt8(65 + number % 26))) + letters
      number = number / 26 - 1
    } while number >= 0
    return letters
  }
}
