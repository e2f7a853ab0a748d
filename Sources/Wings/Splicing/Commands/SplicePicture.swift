import Pictures
import Splicing
import Text

/// What `render` shows of a problem: a derivation, its sources with their letters, and how much comes from each.
package struct SplicePicture: Sendable {
  let record: SpliceProblemRecord
  let title: String
  let operations: [SpliceOperation]
  /// A number of operations that every derivation needs.
  let lower: Int
  let provenance: SpliceProvenance<TextToken>
  /// How much comes from each source.
  package let shares: SpliceShares
  let palette: Palette

  /// - Throws: `ReplayError` where the operations cannot be carried out.
  package init(_ record: SpliceProblemRecord, title: String, _ operations: [SpliceOperation], lower: Int) throws {
    (self.record, self.title, self.operations, self.lower) = (record, title, operations, lower)
    provenance = try SpliceProvenance(operations, record.problem())
    shares = SpliceShares(provenance, of: record)
    palette = Palette(
      Set(operations.map(\.neighbour)).filter { record.neighbours[$0].kind != .word }.sorted())
  }

  /// The letter of a neighbour: A, B, ..., and – for words that are in no source.
  package func letter(of neighbour: Int) -> String {
    record.neighbours[neighbour].kind == .word ? "–" : palette.letter(of: neighbour)
  }

  /// A line of the legend.
  struct Entry {
    var letter: String
    /// nil for the words that are in no source.
    var neighbour: Int?
    var name: String
    /// Words, characters and percent, in words.
    var amount: String
  }

  /// Every source that an operation copies from, in order, and the words in no source.
  var legend: [Entry] {
    let used = Set(operations.map(\.neighbour))
    return shares.sources.filter { $0.n.map(used.contains) ?? true }.map { share in
      Entry(
        letter: share.n.map(letter) ?? "–", neighbour: share.n, name: share.name,
        amount: "\(counted(share.words, "word")), \(counted(share.characters, "character")), \(shares.percent(share))")
    }
  }

  /// What the legend ends with: the whole, the unused sources, the number of operations.
  var summary: [String] {
    let unused = shares.sources.count { $0.n != nil } - legend.count { $0.neighbour != nil }
    let cost = counted(operations.count, "operation")
    return [
      "in all \(counted(shares.words, "word")), \(counted(shares.characters, "character"))",
      lower == operations.count ? "\(cost), the fewest" : "\(cost); at least \(lower) are needed",
    ] + (unused == 0 ? [] : ["\(counted(unused, "source")) not copied from"])
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// The text with each run behind the letter of its source, in colour for a terminal unless `isPlain`, and the legend. Control
  /// characters in words are shown as their symbols; ends of lines are ends of lines where the problem was made of plain text.
  package func terminalText(isPlain: Bool) -> String {
    let colours = [208, 39, 35, 227, 141, 166, 175, 250]
    func coloured(_ text: String, _ neighbour: Int?) -> String {
      guard !isPlain, let index = neighbour.flatMap(palette.index) else { return text }
      // The second eight are underlined, the third in bold, the fourth both, so that colours can be told apart by more than one turn.
      let style = ["", "4;", "1;", "1;4;"][index / colours.count % 4]
      return "\u{1B}[\(style)38;5;\(colours[index % colours.count])m\(text)\u{1B}[0m"
    }
    let runs = runs
    var text = ""
    for (index, run) in runs.enumerated() {
      if index > 0, record.tokenise == nil { text += " " }
      let shown = visibleLines(index > 0 && record.tokenise == nil ? String(run.text.dropFirst()) : run.text)
      text += coloured("\(letter(of: run.neighbour))[\(shown)]", run.neighbour)
    }
    let rows = legend
    let width = rows.map(\.letter.count).max() ?? 0
    let lines = rows.map { row in
      coloured(row.letter + String(repeating: " ", count: width - row.letter.count), row.neighbour)
        + "  \(visibleText(row.name)): \(row.amount)"
    }
    return ([text, ""] + lines + summary).joined(separator: "\n") + "\n"
  }

  /// Ends of lines of plain texts are shown as such.
  private func visibleLines(_ text: String) -> String {
    guard record.tokenise != nil else { return visibleText(text) }
    return text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map {
      visibleText(String($0))
    }.joined(separator: "\n")
  }

  /// Words that one operation wrote, next to each other in the text and in the source.
  package struct Run {
    /// The operation that wrote them, and the source.
    package var operation, neighbour: Int
    /// The places in the source.
    package var places: Range<Int>
    /// As it is written, with the space before it.
    package var text: String
    /// The operation that replaced them; nil for words of the text.
    var replacedBy: Int?
  }

  /// All runs of the text, in order.
  package var runs: [Run] { runs(withReplaced: false) }

  /// The same with the words that were replaced where they were.
  func runs(withReplaced isComplete: Bool) -> [Run] {
    let written = TextTokenisation.written(record.target, record.tokenise)
    var (runs, position): ([Run], Int) = ([], 0)
    for piece in provenance.pieces where isComplete || piece.replacedBy == nil {
      let text: String
      if piece.replacedBy == nil {
        text = written[position..<(position + piece.places.count)].joined()
        position += piece.places.count
      } else {
        text = record.neighbours[piece.neighbour].tokens[piece.places].map { " \($0)" }.joined()
      }
      if let last = runs.last, last.operation == piece.operation, last.places.upperBound == piece.places.lowerBound,
        last.replacedBy == piece.replacedBy
      {
        runs[runs.count - 1].places = last.places.lowerBound..<piece.places.upperBound
        runs[runs.count - 1].text += text
      } else {
        runs.append(
          Run(
            operation: piece.operation, neighbour: piece.neighbour, places: piece.places, text: text,
            replacedBy: piece.replacedBy))
      }
    }
    return runs
  }
}
