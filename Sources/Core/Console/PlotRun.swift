import ArgumentParser
import Evidence
import Foundation

/// `tightbound plot`
package struct PlotRun: ParsableCommand {
  /// The name `plot` and its help.
  package static let configuration = CommandConfiguration(
    commandName: "plot", abstract: "Plot a measured run beside what theory says.")

  @Argument(help: "What `measure -o` wrote; `-` is standard input.")
  var record: String

  @Option(help: "The quantity: a count's name, or seconds. Default: the first count.")
  var quantity: String?

  @Option(help: "The theory's growth, such as m^2 or m*log(m). Default: what the workload says.")
  var theory: String?

  @Option(name: .shortAndLong, help: "The SVG file to write; `-` is standard output.")
  var output: String?

  @Flag(help: "Draw in the terminal.")
  var terminal = false

  /// The command before its arguments are read.
  package init() {}

  /// Plots one quantity of the run with gnuplot: into a file, in the terminal, or both.
  package func run() throws {
    let run = try RunRecord(file: record)
    let plot = try Gnuplot(run, quantity: quantity, theory: theory)
    if let output { try writeFile(output, try plot.render(.svg)) }
    if terminal || output == nil { print(try plot.render(.terminal)) }
    if let output, output != "-" { print("wrote \(output)") }
  }
}

extension Gnuplot {
  /// The plot of one quantity of a run.
  package init(_ record: RunRecord, quantity: String?, theory: String?) throws {
    let known = record.quantities
    guard let quantity = quantity ?? known.first, known.contains(quantity) else {
      throw CommandError("the run has no \(quantity ?? "counts"); it has \(known.joined(separator: ", "))")
    }
    let growth = theory ?? record.header.growth.first { $0.count == quantity }?.theory
    self.init(
      title: "\(record.header.workload): \(quantity)", parameter: record.header.parameter, quantity: quantity,
      points: record.measurements.compactMap { measurement in
        guard let value = measurement.value(of: quantity), value > 0, measurement.size > 0 else { return nil }
        return (Double(measurement.size), value)
      },
      theory: try growth.map { try GrowthExpression($0, parameter: record.header.parameter) })
    guard !points.isEmpty else { throw CommandError("the run has no positive values of \(quantity) to plot") }
  }
}
