import Foundation
import Pictures

/// What became of each layer as a picture: a bar for the share of the outputs' mean square that is lost, on a scale of powers of ten, and
/// what was clipped and damped beside it.
struct LayerPicture {
  let report: ModelReport

  private static let (width, left, right, top, line) = (960.0, 380.0, 240.0, 64.0, 18.0)

  /// The picture as an SVG document; layers without a loss have no bar.
  var svg: String {
    let losses = report.layers.compactMap(\.report.relativeLoss).filter { $0 > 0 }
    let low = floor(log10(losses.min() ?? 1e-4))
    let high = max(ceil(log10(losses.max() ?? 1)), low + 1)
    let height = Self.top + Self.line * Double(report.layers.count) + 40
    func x(_ exponent: Double) -> Double {
      Self.left + (exponent - low) / (high - low) * (Self.width - Self.left - Self.right)
    }
    var lines = [
      String(
        format:
          "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" font-family=\"sans-serif\" fill=\"#222222\">",
        Self.width, height),
      String(format: "<rect width=\"%.0f\" height=\"%.0f\" fill=\"#ffffff\"/>", Self.width, height),
      text(
        Self.width / 2, 24, "middle",
        "\(report.method), \(report.bits) bits, groups of \(report.group): share of the outputs' mean square that is lost",
        15),
    ]
    for exponent in stride(from: low, through: high, by: max(1, ((high - low) / 8).rounded(.up))) {
      lines.append(
        String(
          format: "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>", x(exponent),
          Self.top - 6, x(exponent), height - 30))
      lines.append(text(x(exponent), height - 14, "middle", String(format: "%g", pow(10, exponent)), 12))
    }
    for (index, layer) in report.layers.enumerated() {
      let (y, part) = (Self.top + Self.line * Double(index), layer.report)
      lines.append(text(Self.left - 8, y + 11, "end", layer.name, 11))
      if let loss = part.relativeLoss, loss > 0 {
        lines.append(
          String(
            format: "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.2f\" height=\"12\" fill=\"#3366aa\"/>", Self.left, y,
            max(1, x(log10(loss)) - Self.left)))
      }
      var notes = part.relativeLoss.map { [String(format: "%.2g", $0)] } ?? ["no loss known"]
      if part.clipped > 0 {
        notes.append(String(format: "%.2g %% clipped", 100 * Double(part.clipped) / Double(part.rows * part.columns)))
      }
      if let damping = part.damping { notes.append(String(format: "damping %g", damping)) }
      lines.append(text(Self.width - Self.right + 8, y + 11, "start", notes.joined(separator: ", "), 11))
    }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func text(_ x: Double, _ y: Double, _ anchor: String, _ text: String, _ size: Int) -> String {
    let place = String(format: "x=\"%.1f\" y=\"%.1f\"", x, y)
    return "<text \(place) text-anchor=\"\(anchor)\" font-size=\"\(size)\">\(escapedForMarkup(text))</text>"
  }
}
