import ArgumentParser
import Console
import Foundation
import PrivateTraining
import Randomness

/// `tightbound clip bench`
struct ClipBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Time clipped gradients against a step without privacy.",
    discussion: """
      A perceptron of random weights, and random examples. In each round every mode runs once, so that a slow spell of the machine hits all alike; a ratio is \
      that of the smallest times. A step is a forward pass, a backward pass and the sum of (clipped) gradients, without noise and without the update of weights. \
      none: the same code without clipping; plain: the perceptron of the module Models without clipping; instantiate, ghost, book-keeping: one group of all \
      parameters; fused: a group for each layer. To see the memory of one mode, run it alone. \
      Exit codes: 0, 2 wrong usage.
      """)

  @Option(help: "Which modes, with commas: none, plain, instantiate, ghost, book-keeping, fused.")
  var modes: String = "none,plain,instantiate,ghost,book-keeping,fused"

  @Option(help: "Widths of the layers.")
  var widths: String = "784-512-512-10"

  @Option(help: "Examples of a batch.")
  var examples: Int = 256

  @Option(help: "Rows of an example.")
  var rows: Int = 1

  @Option(help: "How many rounds.")
  var rounds: Int = 20

  @Option(help: "How norms are found: measured, ghost or instantiated.")
  var norms: String = "measured"

  @Option(help: "Where weights and examples come from.")
  var seed: UInt64 = 1

  @Flag(help: "Time the two ways to a norm instead, layer by layer, and say where one overtakes the other.")
  var `switch` = false

  @Option(help: "Write weights, examples and what each mode sums to this NPZ file.")
  var save: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  private static let known = ["none", "plain"] + ClippingMode.allCases.map(\.rawValue)

  private var chosen: [String] { modes.split(separator: ",").map(String.init) }
  private var layers: [Int] { widths.split(separator: "-").compactMap { Int($0) } }
  private var choice: NormChoice? {
    norms == "measured" ? .measured : NormMethod(rawValue: norms).map { .always($0) }
  }

  func validate() throws {
    if let unknown = chosen.first(where: { !Self.known.contains($0) }) {
      throw ValidationError("--modes has \(unknown); expected some of \(Self.known.joined(separator: ", "))")
    }
    guard !chosen.isEmpty else { throw ValidationError("--modes is empty") }
    let counts = widths.split(separator: "-", omittingEmptySubsequences: false)
    guard counts.count >= 2, layers.count == counts.count, layers.allSatisfy({ 1...100_000 ~= $0 }) else {
      throw ValidationError("--widths is \(widths); expected at least two numbers from 1 to 100000, such as 784-512-10")
    }
    guard 1...1_000_000 ~= examples, 1...1_000_000 ~= rows, 1...10_000 ~= rounds else {
      throw ValidationError("--examples, --rows and --rounds are positive, and not above a million (rounds: 10000)")
    }
    guard choice != nil else {
      throw ValidationError("--norms is \(norms); expected measured, ghost or instantiated")
    }
    let numbers = zip(layers, layers.dropFirst()).reduce(0.0) { $0 + Double($1.0 * $1.1) }
    let activations = Double(examples * rows) * Double(layers.reduce(0, +))
    let kept = chosen.contains("instantiate") ? numbers * Double(examples) : 0
    let bytes = 4 * (3 * numbers + 3 * activations + kept)
    guard bytes < 8e9 else {
      throw ValidationError("that takes about \(Int(bytes / 1e9)) GB; at most 8 GB are used")
    }
  }

  func run() throws {
    if `switch` { return NormBench(seed: seed, rounds: rounds).run() }
    FreedMemory.keep()
    var stream = RandomStream(seed: seed).child("clip bench")
    let trial = ClipTrial(
      widths: layers, examples: examples, rows: rows, choice: choice ?? .measured, using: &stream)
    var times = chosen.map { _ in [Double]() }
    for round in 0...rounds {
      for (index, mode) in chosen.enumerated() {
        let start = ContinuousClock.now
        _ = try trial.step(mode)
        // The first round warms up.
        if round > 0 { times[index].append((ContinuousClock.now - start) / .milliseconds(1)) }
      }
    }
    report(times)
    if let save { try writeFile(save, try trial.archive(chosen)) }
  }

  private func report(_ times: [[Double]]) {
    let base = chosen.firstIndex(of: "none")
    func text(_ x: Double) -> String { String(format: "%.2f", x) }
    for (index, mode) in chosen.enumerated() {
      let sorted = times[index].sorted()
      let (least, median) = (sorted[0], sorted[sorted.count / 2])
      // Ratios within a round, so that what slows both of them down cancels.
      let ratios = base.map { base in zip(times[index], times[base]).map { $0 / $1 }.sorted() }
      switch format {
      case .json:
        let ratio = ratios.map {
          ",\"ratio\":\(text(least / (times[base ?? 0].min() ?? 1))),\"medianRatio\":\(text($0[$0.count / 2]))"
        }
        print("{\"mode\":\"\(mode)\",\"milliseconds\":\(text(least)),\"median\":\(text(median))\(ratio ?? "")}")
      case .text:
        let name = mode.padding(toLength: 14, withPad: " ", startingAt: 0)
        let ratio = ratios.map {
          "   \(text(least / (times[base ?? 0].min() ?? 1))) of none, median of rounds \(text($0[$0.count / 2]))"
        }
        print("\(name)\(text(least)) ms, median \(text(median)) ms\(ratio ?? "")")
      }
    }
  }
}
