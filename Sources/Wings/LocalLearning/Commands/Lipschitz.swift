import ArgumentParser
import Console
import Exact
import Foundation
import LocalLearning
import LocalLearningCheckers

/// `tightbound lipschitz`
struct Lipschitz: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lipschitz",
    abstract: "Lipschitz functions on the line: the best fit, exactly, with a proof.", subcommands: [Fit.self])

  /// `tightbound lipschitz fit`
  struct Fit: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fit",
      abstract: "The function of bounded slope with the least sum of absolute errors.",
      discussion: """
        Rows of the data are x, y, and perhaps a weight above 0; a header with the names x, y and weight may have them in any order. Numbers are decimals or p/q and are taken exactly as they are written; so is \
        the least sum, and --certificate writes a proof of it for `verify`. -o writes a row x, y, f(x) for each row of the data. With \
        --dimension d rows are d coordinates and y (x1, x2, ..., y), and distances those of the largest difference of a coordinate; that takes linear \
        programs instead of O(n log n), and there is no certificate.
        """)

    @Argument(help: "The data: CSV, NPY, NPZ or JSON; `-` is standard input, as CSV.")
    var data: String

    @Option(name: [.customShort("L"), .long], help: "The largest slope, at least 0: a decimal or p/q.")
    var slope: ExactNumber

    @Option(help: "How many coordinates a point has, up to 16.")
    var dimension = 1

    @Option(help: "The format of the data, where its name does not tell: csv, npy, ...")
    var inputFormat: InputFormat?

    @OptionGroup var options: NumberOptions

    @Option(help: "Write a certificate that `verify` checks.")
    var certificate: String?

    @Option(name: .shortAndLong, help: "Write the function at the points, as CSV.")
    var output: String?

    @OptionGroup var size: SizeLimit

    @Option(help: "How to print: text or json.")
    var format: OutputFormat = .text

    func validate() throws {
      if slope.value < 0 { throw ValidationError("--slope is \(slope.value); expected at least 0") }
      if !(1...16 ~= dimension) { throw ValidationError("--dimension is from 1 to 16") }
      if dimension > 1, certificate != nil { throw ValidationError("there are certificates for --dimension 1 only") }
    }

    private struct Answer: Encodable {
      var points: Int
      var slope: Rational
      var cost: Rational
      var meanError: Rational?
      /// f at each row.
      var values: [Rational]
      /// What the certificate is about, as `verify` prints it.
      var certified: [String]?
    }

    func run() throws {
      if let certificate { try requireOutput(certificate, ["json"], holds: "a certificate") }
      if let output { try requireOutput(output, ["csv"], holds: "rows of numbers") }
      try requireDistinctOutputs(["--certificate": certificate, "-o": output])
      size.watch()
      let table = try ExactTable(path: data, format: inputFormat, options.dialect)
      guard table.rows > 0 else { throw CommandError("\(data): there are no points") }
      if dimension > 1 { return try runInSpace(table) }
      try size.require(
        holding: Integer(LipschitzFit<Rational>.predictedBytes(points: table.rows)), instead: nil)
      let (layout, rows) = try table.rows(as: [["x", "y"], ["x", "y", "weight"]], in: data)
      let shown = ElapsedTime("fitting")
      defer { shown.finish() }
      let fit = try inFile(data) {
        try LipschitzFit.exact(
          x: rows.map { $0[0] }, y: rows.map { $0[1] }, weights: layout.count == 3 ? rows.map { $0[2] } : nil,
          slope: slope.value)
      }
      let proof = certificate == nil ? nil : try Self.proof(of: fit)
      shown.finish()
      try show(
        cost: fit.cost, weight: fit.weights.reduce(0, +), values: fit.values,
        certified: try proof.map { [try $0.subject] })
      if let certificate, let proof { try writeFile(certificate, try proof.text) }
      if let output {
        try writeFile(output, Self.csv(["x", "y", "f"], zip(rows, fit.values).map { [$0[0], $0[1], $1] }))
      }
    }

    private func runInSpace(_ table: ExactTable) throws {
      let axes = (1...dimension).map { "x\($0)" }
      let rows = try table.rows(as: [axes + ["y"]], in: data).rows
      let progress = Progress("pairs of points that bound the function")
      defer { progress.finish() }
      let fit = try inFile(data) {
        try LipschitzFitInSpace(
          points: rows.map { Array($0.dropLast()) }, labels: rows.compactMap(\.last), slope: slope.value
        ) { progress.update("\($0)") }
      }
      progress.finish()
      try show(cost: fit.cost, weight: Rational(rows.count), values: fit.values, certified: nil)
      if let output {
        try writeFile(output, Self.csv(axes + ["y", "f"], zip(rows, fit.values).map { $0 + [$1] }))
      }
    }

    private func show(cost: Rational, weight: Rational, values: [Rational], certified: [String]?) throws {
      guard certificate != "-", output != "-" else { return }
      if format == .json {
        let answer = Answer(
          points: values.count, slope: slope.value, cost: cost, meanError: weight.isZero ? nil : cost / weight,
          values: values, certified: certified)
        return print(try json(answer, pretty: false))
      }
      let mean = weight.isZero ? "" : String(format: ", %.6g for each unit of weight", Double(cost / weight))
      print("\(values.count) points, slope at most \(slope.value): the least sum of errors is \(cost)\(mean)")
      for line in certified ?? [] { print(line) }
    }

    private static func csv(_ names: [String], _ rows: [[Rational]]) -> String {
      ([names.joined(separator: ",")] + rows.map { $0.map(\.description).joined(separator: ",") })
        .joined(separator: "\n") + "\n"
    }

    /// The certificate, with the points by ascending x.
    private static func proof(of fit: LipschitzFit<Rational>) throws -> LipschitzFitProof {
      guard let certificate = LipschitzFitCertificate(fit) else {
        throw CommandError("no multipliers were found; please report this")
      }
      return LipschitzFitProof(certificate: certificate)
    }
  }
}

/// A decimal or p/q on the command line, exactly.
struct ExactNumber: ExpressibleByArgument {
  var value: Rational

  init(value: Rational) { self.value = value }

  init?(argument: String) {
    guard let value = try? Rational(parsing: argument) else { return nil }
    self.value = value
  }

  /// The number as help texts show it.
  var defaultValueDescription: String { value.description }
}
