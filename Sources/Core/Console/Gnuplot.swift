import Evidence
import Foundation

/// Log-log plots of measurements beside theory curves, drawn by gnuplot.
package struct Gnuplot {
  /// What is written above the plot.
  package let title: String
  /// The label of the horizontal axis: the parameter that grows.
  package let parameter: String
  /// The label of the vertical axis: what was measured.
  package let quantity: String
  /// The measured points.
  package let points: [(size: Double, value: Double)]
  /// The theory's growth, scaled to pass through the points' geometric mean.
  package let theory: GrowthExpression?

  /// What the plot is drawn with.
  package enum Target {
    /// Characters.
    case terminal
    /// An SVG document.
    case svg
  }

  /// The plot as text: characters for a terminal, or an SVG document.
  package func render(_ target: Target) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gnuplot"]
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    (process.standardInput, process.standardOutput, process.standardError) = (input, output, errors)
    // If there is no gnuplot, nobody reads the script; that must not end this program before it can say so.
    signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, SIG_DFL) }
    try process.run()
    try? input.fileHandleForWriting.write(contentsOf: Data(script(target).utf8))
    try? input.fileHandleForWriting.close()
    let drawn = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0, !drawn.isEmpty else {
      throw CommandError(
        "gnuplot drew nothing (./setup installs it): \(complaint.trimmingCharacters(in: .whitespacesAndNewlines))")
    }
    let text = String(decoding: drawn, as: UTF8.self)
    guard target == .terminal else { return text }
    // The terminal's page ends with a form feed, and has blanks around the picture.
    let lines = text.split(whereSeparator: { $0.isNewline || $0 == "\u{c}" })
    return lines.filter { $0.contains { $0 != " " } }.joined(separator: "\n")
  }

  private func script(_ target: Target) -> String {
    let sizes = points.map(\.size)
    let (low, high) = ((sizes.min() ?? 1) / 1.3, (sizes.max() ?? 1) * 1.3)
    var lines = [
      target == .svg
        ? "set terminal svg size 720,480 font 'sans-serif,13' background '#ffffff'"
        : "set terminal dumb 76 22",
      "set termoption noenhanced", "set title \"\(Self.quoted(title))\"", "set xlabel \"\(Self.quoted(parameter))\"",
      "set logscale xy 2", "set xrange [\(low):\(high)]", "set key top left", "set grid",
      "set format y \"%.3g\"",
      "set xtics (\(Set(sizes).sorted().map { "\"\(String(format: "%.0f", $0))\" \($0)" }.joined(separator: ", ")))",
      "$points << END",
    ]
    lines += points.map { "\($0.size) \($0.value)" }
    lines += ["END"]
    let measured = "$points with points pt 7 ps 0.6 lc rgb '#0072B2' title \"\(Self.quoted(quantity))\""
    var curves = [measured]
    if let theory {
      lines += ["$theory << END"]
      let scale = scale(of: theory)
      lines += (0...64).map { step in
        let size = low * pow(high / low, Double(step) / 64)
        return "\(size) \(scale * theory(size))"
      }
      lines += ["END"]
      // Drawn first, so that it hides no point.
      curves = [
        "$theory with lines lw 2 lc rgb '#D55E00' title \"theory: \(Self.quoted(theory.description))\"", measured,
      ]
    }
    lines.append("plot " + curves.joined(separator: ", "))
    return lines.joined(separator: "\n") + "\n"
  }

  private func scale(of theory: GrowthExpression) -> Double {
    let usable = points.filter { theory($0.size) > 0 && $0.value > 0 }
    guard !usable.isEmpty else { return 1 }
    return exp(usable.map { log($0.value / theory($0.size)) }.reduce(0, +) / Double(usable.count))
  }

  /// Text for gnuplot's double quotes, in which a backslash, a quote and a line's end are special.
  private static func quoted(_ text: String) -> String { text.filter { !"\\\"`\n".contains($0) } }
}
