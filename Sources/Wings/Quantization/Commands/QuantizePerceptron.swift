import ArgumentParser
import Console
import Formats
import Foundation
import Models
import Quantization
import Randomness

/// `tightbound quantize perceptron`
struct QuantizePerceptron: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "perceptron", abstract: "Train perceptrons on a table, round them by each method, and compare.",
    discussion: """
      TABLE is a CSV file of numbers: the columns of a row are the inputs, the last one is its class, from 0 on. For each seed a third of the \
      rows is kept for the comparison, and a perceptron with two hidden layers is trained on the others. Its weights are rounded by each \
      method; biases stay. The divergence is that of its probabilities from those before; differences are paired, seed by seed, with their \
      standard errors. vertex keeps the derivatives of the loss by the weights for --gradients samples, as a linear program, and its \
      certificate is verified for each seed.
      """)

  @Argument(help: "The table; - is standard input.")
  var table: String

  @Option(help: "The number of units of the hidden layers.")
  var hidden: Int = 64

  @Option(help: "Bits of a code, from 2 to 8.")
  var bits: Int = 2

  @Option(help: "How many columns share a scale; 0 for a whole row.")
  var group: Int = 16

  @Option(help: "How wide a grid is: full, or searched for the least squared error.")
  var range: GridSpecification.Range = .full

  @Option(help: "How many perceptrons.")
  var seeds: Int = 5

  @Option(help: "How many times training sees each row.")
  var epochs: Int = 60

  @Option(help: "Steps of discquant.")
  var steps: Int = 600

  @Option(help: "The methods, with commas: rtn, gptq, discquant, stochastic, vertex.")
  var methods: String = "rtn,gptq,discquant,stochastic"

  @Option(help: "Of vertex: how many samples.")
  var gradients: Int = 64

  @Flag(help: "Print the accuracy of each perceptron too; JSON has it always.")
  var each = false

  @OptionGroup var size: SizeLimit

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func validate() throws {
    if seeds < 2 { throw ValidationError("--seeds is at least 2: a standard error needs two") }
    if hidden < 1 || epochs < 1 || steps < 1 || gradients < 1 {
      throw ValidationError("--hidden, --epochs, --steps and --gradients are at least 1")
    }
    if group < 0 { throw ValidationError("--group is 0 or more") }
    do { _ = try GridSpecification(bits: bits) } catch { throw ValidationError("\(error)") }
    if let unknown = names.first(where: { PerceptronMethod(rawValue: $0) == nil }) {
      throw ValidationError(
        "there is no method “\(unknown)”; there are \(PerceptronMethod.allCases.map(\.rawValue).joined(separator: ", "))"
      )
    }
  }

  /// Each once.
  private var names: [String] {
    methods.split(separator: ",").map(String.init).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  func run() throws {
    size.watch()
    let data = try inFile(table) { try ClassifiedTable(readFile(table)) }
    let grid = try GridSpecification(bits: bits, group: group == 0 ? nil : group, range: range)
    let progress = Progress("seeds")
    progress.begin()
    var scores: [[PerceptronScore]] = []
    for seed in 1...seeds {
      let stream = RandomStream(seed: UInt64(seed)).child("perceptron")
      let trial = PerceptronTrial(data, hidden: hidden, epochs: epochs, stream)
      let methods = names.compactMap { PerceptronMethod(rawValue: $0) }
      scores.append(
        try [trial.score(of: trial.network)]
          + methods.map { method in
            trial.score(
              of: try trial.rounded(
                by: method, grid, steps: steps, gradients: gradients, stream.child(method.rawValue)))
          })
      progress.update(seed, of: seeds)
    }
    progress.finish()
    let report = PerceptronReport(
      names: ["float"] + names, scores: scores, bitsPerWeight: grid.bitsPerWeight(columns: hidden))
    print(try format == .json ? json(report, pretty: false) : report.text(each: each))
  }
}

/// Inputs and classes.
struct ClassifiedTable {
  var inputs: [[Float]]
  var classes: [Int]
  var classCount: Int { (classes.max() ?? 0) + 1 }

  /// - Throws: `FormatError`, `CommandError` for classes that are none.
  init(_ file: Data) throws {
    let table = try NumberTable(contentsOfCSV: file)
    guard table.columns >= 2, table.rows >= 30 else {
      throw CommandError(
        "found \(table.rows) rows of \(table.columns) numbers, expected at least 30 rows with inputs and a class")
    }
    let largest = (0..<table.rows).reduce(0.0) { largest, row in
      (0..<(table.columns - 1)).reduce(largest) { max($0, abs(table.values[row * table.columns + $1])) }
    }
    guard largest.isFinite else { throw CommandError("an input is not a finite number") }
    (inputs, classes) = ([], [])
    for row in 0..<table.rows {
      let values = table.values[row * table.columns..<(row + 1) * table.columns]
      inputs.append(values.dropLast().map { Float(largest > 0 ? $0 / largest : 0) })
      guard let value = values.last, let number = Int(exactly: value), (0..<1000).contains(number) else {
        throw CommandError("row \(row + 1): the class is \(values.last ?? 0), expected an integer from 0 to 999")
      }
      classes.append(number)
    }
    guard classCount >= 2 else { throw CommandError("there is one class alone") }
  }
}

/// How a rounded perceptron compares.
struct PerceptronScore: Encodable {
  /// The share of rows whose class it finds.
  var accuracy: Double
  /// The mean divergence of its probabilities from those of the network before rounding.
  var divergence: Double
}

/// All perceptrons and methods.
struct PerceptronReport: Encodable {
  /// What one method gives, beside rounding to the nearest or whatever came first.
  struct Row: Encodable {
    var method: String
    var accuracy, divergence: Double
    /// More than the first method has, the mean over the seeds, and its standard error.
    var gain, gainError: Double
    /// Less divergence than the first method has.
    var saved, savedError: Double
  }

  var bitsPerWeight: Double
  var seeds: Int
  var rows: [Row]
  /// What each seed gives, by method.
  var each: [[String: PerceptronScore]]

  init(names: [String], scores: [[PerceptronScore]], bitsPerWeight: Double) {
    self.bitsPerWeight = bitsPerWeight
    seeds = scores.count
    each = scores.map { Dictionary(zip(names, $0)) { first, _ in first } }
    self.names = names
    func mean(_ values: [Double]) -> (Double, Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
      return (mean, (square / Double(values.count)).squareRoot())
    }
    let first = min(1, names.count - 1)
    rows = names.indices.map { index in
      let (gain, gainError) = mean(scores.map { $0[index].accuracy - $0[first].accuracy })
      let (saved, savedError) = mean(scores.map { $0[first].divergence - $0[index].divergence })
      return Row(
        method: names[index], accuracy: mean(scores.map { $0[index].accuracy }).0,
        divergence: mean(scores.map { $0[index].divergence }).0, gain: gain, gainError: gainError, saved: saved,
        savedError: savedError)
    }
  }

  /// The methods, in the order of their rows.
  private let names: [String]

  private enum CodingKeys: CodingKey { case bitsPerWeight, seeds, rows, each }

  /// For people.
  ///
  /// - Parameter each: whether the accuracy of each perceptron is told too.
  func text(each isEachWanted: Bool) -> String {
    let first = rows[min(1, rows.count - 1)].method
    var lines = [
      String(format: "%d perceptrons, %.4g bits per weight of hidden layers", seeds, bitsPerWeight),
      "method        accuracy   divergence   gain of accuracy over \(first)   divergence saved",
    ]
    for row in rows {
      lines.append(
        row.method.padding(toLength: 12, withPad: " ", startingAt: 0)
          + String(
            format: "  %7.2f %%   %10.4g   %+.2f ± %.2f points   %+.4g ± %.2g", 100 * row.accuracy, row.divergence,
            100 * row.gain, 100 * row.gainError, row.saved, row.savedError))
    }
    guard isEachWanted else { return lines.joined(separator: "\n") }
    lines.append("accuracy by seed, %: " + names.joined(separator: ", "))
    for (index, scores) in each.enumerated() {
      let values = names.map { String(format: "%8.2f", 100 * (scores[$0]?.accuracy ?? 0)) }
      lines.append(String(format: "%4d", index + 1) + values.joined())
    }
    return lines.joined(separator: "\n")
  }
}
