import Foundation
import Pictures

/// Heat maps of attention, one for each head: rows attend, columns are attended to, darker is more.
struct AttentionPicture {
  /// The token of each position.
  let tokens: [String]
  /// By layer and head.
  let maps: [[[[Double]]]]

  private static let cell = 14
  private static let margin = 60

  /// The picture, as SVG.
  var svg: String {
    let side = Self.cell * tokens.count
    let (stepX, stepY) = (side + Self.margin + 20, side + Self.margin + 40)
    let heads = maps.map(\.count).max() ?? 0
    let (width, height) = (stepX * max(heads, 1), stepY * max(maps.count, 1))
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
      font-family="sans-serif" font-size="10">
      <rect width="100%" height="100%" fill="#ffffff"/>

      """
    for (layer, heads) in maps.enumerated() {
      for (head, map) in heads.enumerated() {
        svg += "<g transform=\"translate(\(head * stepX + Self.margin) \(layer * stepY + Self.margin))\">\n"
        svg += "<text x=\"0\" y=\"-44\" font-size=\"12\">layer \(layer), head \(head)</text>\n"
        svg += labels + cells(map)
        svg += "<rect width=\"\(side)\" height=\"\(side)\" fill=\"none\" stroke=\"#666666\"/>\n</g>\n"
      }
    }
    return svg + "</svg>\n"
  }

  private var labels: String {
    tokens.enumerated().map { position, token in
      let text = escapedForMarkup(String(token.prefix(6)))
      let at = position * Self.cell + 10
      return "<text x=\"-4\" y=\"\(at)\" text-anchor=\"end\">\(text)</text>"
        + "<text transform=\"translate(\(at) -4) rotate(-90)\">\(text)</text>\n"
    }.joined()
  }

  private func cells(_ map: [[Double]]) -> String {
    var text = ""
    for (p, row) in map.enumerated() {
      for (q, weight) in row.enumerated() where weight >= 0.004 {
        let opacity = String(format: "%.2f", min(1, weight))
        let place = "x=\"\(q * Self.cell)\" y=\"\(p * Self.cell)\" width=\"\(Self.cell)\" height=\"\(Self.cell)\""
        let share = String(format: "%.3f", weight)
        text += "<rect \(place) fill=\"#00417a\" fill-opacity=\"\(opacity)\"><title>\(share)</title></rect>\n"
      }
    }
    return text
  }
}
