import ArgumentParser
import Evidence
import Foundation
import Statistics

/// `tightbound plot`
package struct PlotRun: ParsableCommand {
  /// The name `plot` and its help.
  package static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Plot a measured run, and the line that fits it, beside what theory says.",
    discussion: """
      Both axes are logarithmic. The fitted line and its exponent are those of `fit`; the band around it is the confidence interval of the \
      line at each size. Theory's curve has no constant of its own: it is scaled to the middle of the points, so that slopes are compared.
      """)

  @Argument(help: "What `measure -o` wrote; `-` is standard input.")
  var record: String

  @Option(help: "The quantity: a count's name, or seconds. Default: the first count.")
  var quantity: String?

  @Option(help: "The theory's growth, such as m^2 or m*log(m). Default: what the workload says.")
  var theory: String?

  @Option(help: "Fit only sizes of at least this.")
  var from: Int = 1

  @Option(help: "The confidence of the intervals, between 0 and 1.")
  var confidence: Double = 0.95

  @Option(name: .shortAndLong, help: "The SVG file to write; `-` is standard output.")
  var output: String?

  @Flag(help: "Draw in the terminal.")
  var terminal = false

  /// The command before its arguments are read.
  package init() {}

  /// Refuses a confidence that is not strictly between 0 and 1, and a file whose name says that it is no SVG.
  package func validate() throws {
    guard confidence > 0, confidence < 1 else { throw ValidationError("--confidence lies between 0 and 1") }
    if let output { try requireOutput(output, ["svg"], holds: "a plot") }
  }

  /// Plots one quantity of the run with gnuplot: into a file, in the terminal, or both.
  package func run() throws {
    let run = try RunRecord(file: record)
    let plot = try Gnuplot(run, quantity: quantity, theory: theory, from: from, confidence: confidence)
    if let output { try writeFile(output, try plot.render(.svg)) }
    if terminal || output == nil { print(try plot.render(.terminal)) }
    if let output, output != "-" { print("wrote \(output)") }
  }
}

extension Gnuplot {
  /// The plot of one quantity of a run.
  ///
  /// - Parameters:
  ///   - record: The run.
  ///   - quantity: Its name; the first count if none is given.
  ///   - theory: The growth; what the workload says if none is given.
  ///   - from: The least size that is fitted.
  ///   - confidence: That of the fit's intervals.
  package init(
    _ record: RunRecord, quantity: String?, theory: String?, from: Int = 1, confidence: Double = 0.95
  ) throws {
    let known = record.quantities
    guard let quantity = quantity ?? known.first, known.contains(quantity) else {
      throw CommandError("the run has no \(quantity ?? "counts"); it has \(known.joined(separator: ", "))")
    }
    let growth = theory ?? record.header.growth.first { $0.count == quantity }?.theory
    let series = record.series(of: quantity, from: from)
    self.init(
      title: "\(record.header.workload): \(quantity)", parameter: record.header.parameter, quantity: quantity,
      points: record.measurements.compactMap { measurement in
        guard let value = measurement.value(of: quantity), value > 0, measurement.size > 0 else { return nil }
        return (Double(measurement.size), value)
      },
      // Points of one size have no slope.
      fit: series.isEmpty ? nil : try? ScalingFit(series: series, confidence: confidence),
      theory: try growth.map { try GrowthExpression($0, parameter: record.header.parameter) })
    guard !points.isEmpty else { throw CommandError("the run has no positive values of \(quantity) to plot") }
  }
}
