import Evidence
import Foundation
import Pictures
import Statistics

/// Log-log plots of measurements, with the line that fits them and its confidence interval, beside theory curves; drawn by gnuplot.
package struct Gnuplot {
  /// What is written above the plot.
  package let title: String
  /// The label of the horizontal axis: the parameter that grows.
  package let parameter: String
  /// The label of the vertical axis: what was measured.
  package let quantity: String
  /// The measured points.
  package let points: [(size: Double, value: Double)]
  /// The line that fits them; nil for none.
  package let fit: ScalingFit?
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
    let (sizes, values) = (points.map(\.size), points.map(\.value))
    let (low, high) = ((sizes.min() ?? 1) / 1.3, (sizes.max() ?? 1) * 1.3)
    let curve = (0...64).map { low * pow(high / low, Double($0) / 64) }
    var lines = [
      target == .svg
        ? "set terminal svg size 720,480 font 'sans-serif,13' background '#ffffff'"
        : "set terminal dumb 79 24; set lmargin \(min(quantity.count, 20) + 8)",
      "set encoding utf8", "set termoption noenhanced", "set title \"\(Self.quoted(title))\"",
      "set xlabel \"\(Self.quoted(parameter)) (size)\"",
      "set ylabel \"\(quantity == "seconds" ? "time" : Self.quoted(quantity))\"",
      "set logscale xy", "set xrange [\(low):\(high)]", "set key top left reverse Left", "set grid",
      "set xtics (\(Self.marks(AxisTicks(sizes: sizes))))", "$points << END",
    ]
    lines += points.map { "\($0.size) \($0.value)" }
    lines += ["END"]
    // What is drawn first lies below; the points come last, so that nothing hides them.
    var curves: [String] = []
    // The least and the greatest value in the picture.
    var (bottom, top) = (values.min() ?? 1, values.max() ?? 1)
    if let fit {
      let (names, fitted) = (fit.legend(parameter), curve.map { ($0, fit.value(at: $0)) })
      lines += ["$fit << END"]
      lines += fitted.map { size, value in
        "\(size) \(value.middle) \(value.interval.lowerBound) \(value.interval.upperBound)"
      }
      lines += ["END"]
      // Characters have no shades; there the legend tells the interval.
      if target == .svg, names.interval != nil {
        curves.append(
          "$fit using 1:3:4 with filledcurves fc rgb '#56B4E9' fs transparent solid 0.3 noborder "
            + "title \"\(Self.quoted(names.band))\"")
      }
      curves.append("$fit using 1:2 with lines lw 2 lc rgb '#0072B2' title \"\(Self.quoted(names.line))\"")
      bottom = fitted.reduce(bottom) { min($0, $1.1.middle) }
      top = fitted.reduce(top) { max($0, $1.1.middle) }
    }
    if let theory {
      lines += ["$theory << END"]
      let scale = scale(of: theory)
      lines += curve.map { "\($0) \(scale * theory($0))" } + ["END"]
      curves.append(
        "$theory with lines lw 2 dt 2 lc rgb '#D55E00' title \"theory: \(Self.quoted(theory.description))\"")
    }
    curves.append("$points with points pt 7 ps 0.6 lc rgb '#000000' title \"measured\"")
    // Room for the legend above the points.
    (bottom, top) = (bottom / 1.3, top * max(1.3, pow(top / bottom, 0.3)))
    if bottom > 0, top.isFinite {
      let ticks = quantity == "seconds" ? AxisTicks(seconds: bottom...top) : AxisTicks(values: bottom...top)
      lines += ["set yrange [\(bottom):\(top)]", "set ytics (\(Self.marks(ticks)))"]
    }
    lines.append("plot " + curves.joined(separator: ", "))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func marks(_ ticks: AxisTicks) -> String {
    ticks.ticks.map { "\"\($0.label)\" \($0.place)" }.joined(separator: ", ")
  }

  private func scale(of theory: GrowthExpression) -> Double {
    let usable = points.filter { theory($0.size) > 0 && $0.value > 0 }
    guard !usable.isEmpty else { return 1 }
    return exp(usable.map { log($0.value / theory($0.size)) }.reduce(0, +) / Double(usable.count))
  }

  /// Text for gnuplot's double quotes, in which a backslash, a quote and a line's end are special.
  private static func quoted(_ text: String) -> String { text.filter { !"\\\"`\n".contains($0) } }
}

extension ScalingFit {
  /// What a legend says of the line and of the band around it, and the interval of the exponent; nil if there is none.
  fileprivate func legend(_ parameter: String) -> (line: String, band: String, interval: String?) {
    let percent = String(format: "%g%%", confidence * 100)
    let line = "fit: \(parameter)^" + String(format: "%.3f", slope)
    guard interval.lowerBound.isFinite, interval.upperBound.isFinite else { return (line, "", nil) }
    let ends = String(format: "[%.3f, %.3f]", interval.lowerBound, interval.upperBound)
    return ("\(line), exponent in \(ends) at \(percent)", "where that line runs, at \(percent)", ends)
  }
}
