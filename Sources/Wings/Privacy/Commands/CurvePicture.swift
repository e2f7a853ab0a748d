import Exact
import Foundation
import Pictures
import Privacy

/// δ(ε) as a picture: the certified interval of ε at many δ as a band, and ε of Rényi divergences beside it.
struct CurvePicture {
  /// A δ = 10^exponent, and what is known of ε there.
  struct Row {
    let exponent: Double
    let lower: Double
    let upper: Double
    let renyi: Double?
  }

  let title: String
  /// In descending order of δ.
  let rows: [Row]

  private static let (width, height, left, right, top, bottom) = (720.0, 480.0, 70.0, 24.0, 48.0, 56.0)

  /// Steps of 1, 2 or 5 times a power of ten, about eight to the range.
  private static func ticks(_ most: Double) -> [Double] {
    guard most > 0, most.isFinite else { return [0] }
    let rough = most / 8
    let power = pow(10, (log10(rough)).rounded(.down))
    let step = ([1, 2, 5, 10].first { $0 * power >= rough } ?? 10) * power
    return (0...Int(most / step)).map { Double($0) * step }
  }

  /// The picture as an SVG document.
  var svg: String {
    let most = max(rows.map { max($0.upper, $0.renyi ?? 0) }.max() ?? 1, 1e-9) * 1.05
    let (high, low) = (rows.first?.exponent ?? 0, rows.last?.exponent ?? -10)
    func x(_ epsilon: Double) -> Double { Self.left + epsilon / most * (Self.width - Self.left - Self.right) }
    func y(_ exponent: Double) -> Double {
      Self.top + (high - exponent) / max(high - low, 1e-9) * (Self.height - Self.top - Self.bottom)
    }
    func point(_ epsilon: Double, _ exponent: Double) -> String {
      String(format: "%.2f,%.2f", x(epsilon), y(exponent))
    }
    func text(_ x: Double, _ y: Double, _ anchor: String, _ text: String, _ size: Int = 12) -> String {
      let place = String(format: "x=\"%.1f\" y=\"%.1f\"", x, y)
      return "<text \(place) text-anchor=\"\(anchor)\" font-size=\"\(size)\">\(escapedForMarkup(text))</text>"
    }
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 480\" font-family=\"sans-serif\" fill=\"#222222\">",
      "<rect width=\"720\" height=\"480\" fill=\"#ffffff\"/>", text(Self.width / 2, 26, "middle", title, 15),
    ]
    for tick in Self.ticks(most) {
      lines.append(
        String(
          format: "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>", x(tick), Self.top,
          x(tick),
          Self.height - Self.bottom))
      lines.append(text(x(tick), Self.height - Self.bottom + 18, "middle", String(format: "%.4g", tick)))
    }
    for exponent in stride(from: high.rounded(.down), through: low, by: -max(1, ((high - low) / 10).rounded(.up))) {
      lines.append(
        String(
          format: "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>", Self.left, y(exponent),
          Self.width - Self.right, y(exponent)))
      lines.append(text(Self.left - 8, y(exponent) + 4, "end", String(format: "1e%.0f", exponent)))
    }
    lines.append(text(Self.width / 2, Self.height - 14, "middle", "ε"))
    lines.append(text(18, Self.height / 2, "middle", "δ"))
    let band = rows.map { point($0.upper, $0.exponent) } + rows.reversed().map { point($0.lower, $0.exponent) }
    lines.append(
      "<polygon points=\"\(band.joined(separator: " "))\" fill=\"#0072B2\" fill-opacity=\"0.35\" stroke=\"#0072B2\" stroke-width=\"1.2\"/>"
    )
    let widest = rows.map { $0.upper - $0.lower }.max() ?? 0
    lines.append(
      text(
        Self.width - Self.right - 8, Self.top + 18, "end",
        String(format: "band: certified interval of ε, at most %.2g wide", widest)))
    let renyi = rows.compactMap { row in row.renyi.map { point($0, row.exponent) } }
    if !renyi.isEmpty {
      lines.append(
        "<polyline points=\"\(renyi.joined(separator: " "))\" fill=\"none\" stroke=\"#D55E00\" stroke-width=\"1.5\" stroke-dasharray=\"6 4\"/>"
      )
      lines.append(text(Self.width - Self.right - 8, Self.top + 36, "end", "dashed: upper bound by Rényi divergences"))
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }
}
