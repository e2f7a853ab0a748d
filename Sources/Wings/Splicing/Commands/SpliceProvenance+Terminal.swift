import Pictures
import Splicing

extension SpliceProvenance {
  /// The letter that stands for a neighbour: A, B, ..., Z, AA, ... in the order of first use by index.
  package func letter(of neighbour: Int) -> String { palette.letter(of: neighbour) }

  var palette: Palette { Palette(neighbours) }

  /// The text with each run behind the letter of its neighbour, in colour for a terminal unless `isPlain`. Control characters
  /// in words are shown as their symbols.
  package func terminalText(isPlain: Bool = false) -> String {
    let colours = [208, 39, 35, 227, 26, 166, 175]
    return runs.map { run in
      let text = run.map { visibleText("\($0.token)") }.joined(separator: " ")
      let label = "\(letter(of: run[0].neighbour))[\(text)]"
      let colour = colours[(neighbours.firstIndex(of: run[0].neighbour) ?? 0) % colours.count]
      return isPlain ? label : "\u{1B}[38;5;\(colour)m\(label)\u{1B}[0m"
    }.joined(separator: " ")
  }
}
