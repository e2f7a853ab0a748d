import ArgumentParser
import Evidence
import Foundation
import Statistics

/// `tightbound fit`
package struct FitRun: ParsableCommand {
  /// The name `fit` and its help.
  package static let configuration = CommandConfiguration(
    commandName: "fit", abstract: "Fit the exponents of a measured run, with confidence intervals.",
    discussion: """
      One least-squares slope of log₂ quantity on log₂ parameter per series; their mean, range, and Student's interval of \
      the mean. With one series the interval comes from the residuals. The theory's own slope over the same sizes stands \
      beside it: that of m^2*log(m) is more than 2 at every finite m.
      """)

  @Argument(help: "What `measure -o` wrote; `-` is standard input.")
  var record: String

  @Option(help: "The quantity to fit, such as keys or seconds. Default: each one that was measured.")
  var quantity: String?

  @Option(help: "The theory's growth, such as m^2 or m*log(m). Default: what the workload says.")
  var theory: String?

  @Option(help: "Only sizes of at least this.")
  var from: Int = 1

  @Option(help: "The confidence of the interval, between 0 and 1.")
  var confidence: Double = 0.95

  @Option(
    help: ArgumentHelp(
      "Only times of at least this many seconds, below which clocks and caches decide.", valueName: "seconds"))
  var minimumTime: Double = 0

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  /// The command before its arguments are read.
  package init() {}

  /// Refuses a confidence that is not strictly between 0 and 1.
  package func validate() throws {
    guard confidence > 0, confidence < 1 else { throw ValidationError("--confidence lies between 0 and 1") }
  }

  /// Fits each quantity and prints exponents, their interval and the theory's slope.
  ///
  /// - Throws: ``CommandError`` if the run does not have the quantity, or there are not two sizes to fit.
  package func run() throws {
    let run = try RunRecord(file: record)
    if let quantity, !run.quantities.contains(quantity) {
      throw CommandError("the run has no \(quantity); it has \(run.quantities.joined(separator: ", "))")
    }
    var fits: [Fit] = []
    for quantity in quantity.map({ [$0] }) ?? run.quantities { fits += try fit(run, quantity).map { [$0] } ?? [] }
    guard !fits.isEmpty else {
      throw CommandError("no quantity has two different sizes of at least \(from) with positive values in every series")
    }
    switch format {
    case .json: print(try json(fits))
    case .text: for fit in fits { print(fit.line(parameter: run.header.parameter)) }
    }
  }

  private func fit(_ run: RunRecord, _ quantity: String) throws -> Fit? {
    let usable = run.series(of: quantity, from: from, minimumTime: minimumTime)
    guard !usable.isEmpty else { return nil }
    let fit = try ScalingFit(series: usable, confidence: confidence)
    let growth = run.header.growth.first { $0.count == quantity }
    return Fit(
      quantity: quantity, slope: fit.slope, lower: finite(fit.interval.lowerBound),
      upper: finite(fit.interval.upperBound), confidence: confidence, slopes: fit.slopes,
      theory: try (theory ?? growth?.theory).map { text in
        let expression = try GrowthExpression(text, parameter: run.header.parameter)
        let curves = usable.map { points in points.map { ($0.x, expression($0.x)) } }
        // A curve that is 0 at the least size, as log(m) at 1, has no slope there.
        return Theory(
          growth: text, slope: try? ScalingFit(series: curves, confidence: confidence).slope,
          remark: theory == nil ? growth?.remark : nil)
      })
  }

  private func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }

  private struct Theory: Encodable {
    let growth: String
    let slope: Double?
    let remark: String?
  }

  private struct Fit: Encodable {
    let quantity: String
    let slope: Double
    let lower: Double?
    let upper: Double?
    let confidence: Double
    let slopes: [Double]
    let theory: Theory?

    func line(parameter: String) -> String {
      let interval =
        if let lower, let upper {
          String(format: "[%.3f, %.3f] at %g%%", lower, upper, confidence * 100)
        } else {
          "no interval: too few sizes"
        }
      var line = "\(quantity) ~ \(parameter)^" + String(format: "%.3f", slope) + "  \(interval)"
      if slopes.count > 1 {
        line += String(
          format: "  (%d series, slopes %.3f to %.3f)", slopes.count, slopes.min() ?? slope, slopes.max() ?? slope)
      }
      if let theory {
        line += "\n    theory \(theory.growth)"
        if let slope = theory.slope { line += String(format: ": slope %.3f over these sizes", slope) }
        if let remark = theory.remark { line += "; \(remark)" }
      }
      return line
    }
  }
}

extension RunRecord {
  /// The points of each series that has two different sizes at least, as fits take them.
  ///
  /// - Parameters:
  ///   - quantity: What was measured; values of 0 and below are left out.
  ///   - from: The least size.
  ///   - minimumTime: The least time, of the quantity `seconds`.
  func series(of quantity: String, from: Int, minimumTime: Double = 0) -> [[(x: Double, y: Double)]] {
    var series: [Int: [(x: Double, y: Double)]] = [:]
    for measurement in measurements where measurement.size >= max(from, 1) {
      guard let value = measurement.value(of: quantity), value > 0 else { continue }
      if quantity == "seconds", value < minimumTime { continue }
      series[measurement.series, default: []].append((Double(measurement.size), value))
    }
    return series.sorted { $0.key < $1.key }.map(\.value).filter { Set($0.map(\.x)).count >= 2 }
  }

  /// Reads a file, or standard input for `-`.
  package init(file path: String) throws {
    self = try inFile(path) { try RunRecord(parsing: String(decoding: try readFile(path), as: UTF8.self)) }
  }
}
