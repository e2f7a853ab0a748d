import Console
import Exact
import Foundation
import LocalLearning

/// h from 0 to 1, as far as labels are known: short slots in grey, the labels that were bought as dots.
struct LocalPicture {
  /// Which labels decide what.
  let plan: LocalPlan
  /// The labels that are known, by row.
  let labels: [Int: Rational]

  /// More intervals cannot be told apart in a picture.
  static let mostIntervals = 400

  private static let (width, height, margin) = (960.0, 320.0, 40.0)

  /// The picture, as SVG.
  ///
  /// - Throws: `CommandError` if there are too many intervals; `LocalLearningError` for labels out of their range.
  func svg() throws -> String {
    let period = Rational(plan.grid.longSlots + 1)
    let count = (plan.grid.slope / period).ceiling() + 1
    guard let intervals = count.asInt, intervals <= Self.mostIntervals else {
      throw CommandError("\(count) intervals; at most \(Self.mostIntervals) can be drawn")
    }
    let (width, height) = (Self.width + 2 * Self.margin, Self.height + 2 * Self.margin)
    var svg = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
      font-family="sans-serif" font-size="12">
      <rect width="100%" height="100%" fill="#ffffff"/>

      """
    var function = LocalFunction(plan)
    for interval in -1...intervals where plan.grid.slope > 0 {
      let (from, to) = (plan.grid.startOfShort(before: interval), plan.grid.start(of: interval))
      let (left, right) = (max(from, 0), min(to, 1))
      if left < right {
        svg += "<rect x=\"\(x(left))\" y=\"\(Self.margin)\" width=\"\(number(Double(right - left) * Self.width))\" "
        svg += "height=\"\(Self.height)\" fill=\"#dddddd\"/>\n"
        svg += try line(&function, from: left, to: right, at: [left, right], style: " stroke-dasharray=\"3 3\"")
      }
    }
    for interval in -1...intervals {
      let (from, to) =
        plan.grid.slope > 0 ? (plan.grid.start(of: interval), plan.grid.startOfShort(before: interval + 1)) : (0, 1)
      let (left, right) = (max(from, 0), min(to, 1))
      guard left <= right, plan.grid.slope > 0 || interval == -1 else { continue }
      let rows = plan.rows(of: interval)
      svg += try line(
        &function, from: left, to: right, at: [left] + rows.map { plan.pool[$0] } + [right], style: "")
      for row in rows {
        guard let label = labels[row] else { continue }
        svg +=
          "<circle cx=\"\(x(plan.pool[row]))\" cy=\"\(y(label))\" r=\"2\" fill=\"#b35900\" fill-opacity=\"0.6\"/>\n"
      }
    }
    svg += "<rect x=\"\(Self.margin)\" y=\"\(Self.margin)\" width=\"\(Self.width)\" height=\"\(Self.height)\" "
    svg += "fill=\"none\" stroke=\"#666666\"/>\n"
    for (value, word) in [(Rational(0), "0"), (1, "1")] {
      svg += "<text x=\"\(x(value))\" y=\"\(Self.margin + Self.height + 18)\" text-anchor=\"middle\">\(word)</text>\n"
      svg += "<text x=\"\(Self.margin - 8)\" y=\"\(number(Double(1 - value) * Self.height + Self.margin + 4))\" "
      svg += "text-anchor=\"end\">\(word)</text>\n"
    }
    return svg + "</svg>\n"
  }

  /// h through some points between two numbers; nothing if a label that it needs is not known.
  private func line(
    _ function: inout LocalFunction, from left: Rational, to right: Rational, at points: [Rational], style: String
  ) throws -> String {
    let inner = (left + right) / 2
    guard plan.rows(for: inner).allSatisfy({ labels[$0] != nil }) else { return "" }
    var coordinates: [String] = []
    for point in points {
      // A border belongs to the next slot, whose labels may not be known: the value there is that of a point just before it.
      let reached = point == right ? right - (right - left) / Rational(1 << 40) : point
      guard plan.rows(for: reached).allSatisfy({ labels[$0] != nil }) else { continue }
      coordinates.append("\(x(point)),\(y(try function.value(at: reached) { labels[$0] }))")
    }
    return "<polyline points=\"\(coordinates.joined(separator: " "))\" fill=\"none\" stroke=\"#00417a\"\(style)/>\n"
  }

  private func x(_ value: Rational) -> String { number(Double(value) * Self.width + Self.margin) }
  private func y(_ value: Rational) -> String { number(Double(1 - value) * Self.height + Self.margin) }
  private func number(_ value: Double) -> String { String(format: "%.2f", value) }
}
