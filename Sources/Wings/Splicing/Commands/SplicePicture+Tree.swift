import Pictures
import Splicing

extension SplicePicture {
  /// The derivation as a picture of its own: operations as boxes, each below the one whose segment it writes into.
  ///
  /// A box has the step's number, the neighbour's letter and the segment; words that were hidden by later steps are struck
  /// out, and a line runs from the gap in which a step writes to that step. Colours, patterns and letters are those
  /// of ``page``, and so is the legend.
  ///
  /// - Throws: `ForestError`.
  /// - Complexity: O(words copied).
  package func svg() throws -> String {
    let problem = record.problem()
    let forest = try SpliceForest(operations, problem)
    let (nodes, layout) = (forest.nodes, TreeLayout(forest, problem))
    func swatch(_ neighbour: Int?, _ place: String) -> String {
      let fill = neighbour.flatMap(palette.index) == nil ? "#fff\" stroke=\"#666" : palette.colour(of: neighbour ?? 0)
      let pattern = neighbour.map(palette.pattern) ?? 0
      return "<rect \(place) fill=\"\(fill)\"/>"
        + (pattern == 0 ? "" : "<rect class=\"p\" \(place) fill=\"url(#p\(pattern))\"/>")
    }
    var parts: [String] = palette.patterns.map {
      "<pattern id=\"p\($0)\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\(Palette.strokes(of: $0))</pattern>"
    }
    for (parent, gap, child) in layout.lines {
      let (from, to) = (layout.boxes[parent], layout.boxes[child])
      let x = from.x + gap
      parts.append(
        "<path class=\"l\" d=\"M\(x) \(from.y + TreeLayout.height) C\(x) \(to.y - 12) \(to.x + to.width / 2) "
          + "\(from.y + TreeLayout.height + 12) \(to.x + to.width / 2) \(to.y)\"/>")
    }
    for (index, box) in layout.boxes.enumerated() {
      let neighbour = nodes[index].neighbour
      parts.append(
        "<g><title>step \(index + 1): \(escapedForMarkup(record.name(of: neighbour))), words "
          + "\(nodes[index].segment.lowerBound + 1) to \(nodes[index].segment.upperBound)</title>"
          + swatch(
            palette.index(of: neighbour) == nil ? nil : neighbour,
            "x=\"\(box.x)\" y=\"\(box.y)\" width=\"\(box.width)\" height=\"\(TreeLayout.height)\" rx=\"5\"")
          + "<text x=\"\(box.x + 8)\" y=\"\(box.y + 20)\"><tspan class=\"k\">\(index + 1)\(letter(of: neighbour))"
          + "</tspan></text>")
      for word in layout.words[index] {
        parts.append(
          "<text\(word.isHidden ? " class=\"h\"" : "") x=\"\(box.x + word.x)\" y=\"\(box.y + 20)\" "
            + "textLength=\"\(word.width)\" lengthAdjust=\"spacingAndGlyphs\">\(escapedForMarkup(word.text))</text>")
      }
      parts.append("</g>")
    }
    let top = layout.height + 34
    let rows = legend
    for (row, entry) in rows.enumerated() {
      let y = top + 24 * row
      parts.append(
        swatch(entry.neighbour, "x=\"16\" y=\"\(y)\" width=\"28\" height=\"18\" rx=\"4\"")
          + "<text class=\"k\" x=\"30\" y=\"\(y + 14)\" text-anchor=\"middle\">\(entry.letter)</text>"
          + "<text x=\"54\" y=\"\(y + 14)\">\(escapedForMarkup("\(entry.name): \(entry.amount)"))</text>")
    }
    let bottom = top + 24 * rows.count
    for (row, line) in summary.enumerated() {
      parts.append("<text x=\"16\" y=\"\(bottom + 14 + 22 * row)\">\(escapedForMarkup(line))</text>")
    }
    let longest = (rows.map { "\($0.name): \($0.amount)" } + summary).map(escapedWidth).max() ?? 0
    let size = (width: max(layout.width, 420, 70 + 9 * longest), height: bottom + 22 * summary.count + 14)
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(size.width)" height="\(size.height)" \
      viewBox="0 0 \(size.width) \(size.height)" role="img">
      <title>\(escapedForMarkup(title))</title>
      <style>text { font: 14px ui-monospace, "DejaVu Sans Mono", monospace; fill: #111 } .k { font-weight: bold } \
      .h { fill: #444; text-decoration: line-through } .l { fill: none; stroke: #666; stroke-width: 1.5 } \
      .t { font: bold 17px system-ui, sans-serif } .p { opacity: .4 }</style>
      <rect width="100%" height="100%" fill="#fff"/>
      <text class="t" x="16" y="26">\(escapedForMarkup(title))</text>
      \(parts.joined(separator: "\n"))
      </svg>

      """
  }
}

/// Where the boxes of a derivation stand, in points.
private struct TreeLayout {
  struct Box {
    var x, y, width: Int
  }
  struct Word {
    var text: String
    var x, width: Int
    var isHidden: Bool
  }
  static let height = 30
  private static let (margin, space, level, letter) = (16, 14, 66, 8)

  private(set) var boxes: [Box]
  private(set) var words: [[Word]] = []
  /// From a box, how far from its left, to a box below.
  private(set) var lines: [(parent: Int, gap: Int, child: Int)] = []
  private(set) var width = 0
  private(set) var height = 0

  init<Token>(_ forest: SpliceForest, _ problem: SpliceProblem<Token>) {
    boxes = forest.nodes.map { _ in Box(x: 0, y: 0, width: 0) }
    for (index, node) in forest.nodes.enumerated() {
      var x = 8 + Self.letter * (String(index + 1).count + 2) + 4
      var own: [Word] = []
      var gaps = node.gaps[...]
      func mark(_ gap: SpliceForest.Gap, at x: Int) {
        for child in gap.children { lines.append((index, x, child)) }
      }
      for place in node.segment {
        if let gap = gaps.first, gap.hidden.lowerBound == place {
          // The middle of what is hidden, or the space between two words.
          let hidden = gap.hidden.map {
            Self.letter * (escapedWidth("\(problem.neighbours[node.neighbour][$0])") + 1)
          }
          mark(gap, at: x - 4 + hidden.reduce(0, +) / 2)
          gaps = gaps.dropFirst()
        }
        let text = visibleText("\(problem.neighbours[node.neighbour][place])")
        let width = Self.letter * max(escapedWidth(text), 1)
        own.append(
          Word(text: text, x: x, width: width, isHidden: node.gaps.contains { $0.hidden.contains(place) }))
        x += width + Self.letter
      }
      words.append(own)
      boxes[index].width = x
    }
    place(forest)
  }

  /// Subtrees side by side, each box in the middle above what is below it; without recursion, from the last operation to
  /// the first, for hosts come first.
  private mutating func place(_ forest: SpliceForest) {
    let children = forest.nodes.map { $0.gaps.flatMap(\.children) }
    var spans = boxes.map(\.width)
    for index in forest.nodes.indices.reversed() where !children[index].isEmpty {
      let below = children[index].reduce(-Self.space) { $0 + spans[$1] + Self.space }
      spans[index] = max(boxes[index].width, below)
    }
    var next = Self.margin
    var lefts = [Int](repeating: 0, count: boxes.count)
    for root in forest.roots {
      lefts[root] = next
      boxes[root].y = 44
      next += spans[root] + Self.space
    }
    width = next - Self.space + Self.margin
    for index in forest.nodes.indices {
      boxes[index].x = lefts[index] + (spans[index] - boxes[index].width) / 2
      let below = children[index].reduce(-Self.space) { $0 + spans[$1] + Self.space }
      var left = lefts[index] + (spans[index] - below) / 2
      for child in children[index] {
        (lefts[child], boxes[child].y) = (left, boxes[index].y + Self.level)
        left += spans[child] + Self.space
      }
      height = max(height, boxes[index].y + Self.height)
    }
    if forest.nodes.isEmpty { (width, height) = (2 * Self.margin, 44) }
  }
}

/// How many columns a word takes; wide letters of East Asia and emoji take two.
private func escapedWidth(_ text: String) -> Int {
  text.reduce(0) { $0 + (($1.unicodeScalars.first?.value ?? 0) >= 0x1100 ? 2 : 1) }
}
