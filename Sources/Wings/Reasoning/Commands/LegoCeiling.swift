import ArgumentParser
import Console
import Exact
import Foundation
import Reasoning
import Text

/// `tightbound lego ceiling`
struct LegoCeiling: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ceiling", abstract: "What a predictor can reach that knows the operations but not their order.",
    discussion: """
      For each position of the chain the exact probability that the best such predictor is right. The last position of an abelian group \
      needs no order: 1. A model that is right there, and at these ceilings in the middle, takes the shortcut.
      """)

  @OptionGroup var group: LegoGroupOption

  @Option(name: [.customShort("n"), .long], help: "The length of the chain, up to 200 for Z2.")
  var length = 6

  @Flag(help: "The last position alone, which is possible for longer chains.")
  var last = false

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func validate() throws {
    if !(1...200 ~= length) { throw ValidationError("--length is from 1 to 200") }
  }

  private struct Answer: Encodable {
    var group: String
    var length: Int
    var positions: [Int]
    var ceilings: [Rational]
  }

  func run() throws {
    let group = try group.read()
    let ceilings = try LegoCeiling.ceilings(of: group, length: length, lastOnly: last)
    let positions = last ? [length] : Array(1...length)
    if format == .json {
      return print(
        try json(Answer(group: group.name, length: length, positions: positions, ceilings: ceilings), pretty: false))
    }
    for (position, ceiling) in zip(positions, ceilings) {
      print("\(position) \(ceiling) ≈ \(String(format: "%.4f", Double(ceiling)))")
    }
  }

  /// The ceilings, by the formula for Z2.
  static func ceilings(of group: FiniteGroup, length: Int, lastOnly: Bool = false) throws -> [Rational] {
    if group.order == 2 {
      let all = ShortcutCeiling.negations(length: length)
      return lastOnly ? all.suffix(1) : all
    }
    return lastOnly
      ? [try ShortcutCeiling.last(of: group, length: length)] : try ShortcutCeiling.multiset(of: group, length: length)
  }
}

/// `tightbound lego score`
struct LegoScore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score", abstract: "Predictions against the truth, position by position, beside the ceilings.",
    discussion: """
      Line i of the predictions answers instance i: {"predicted":[..]}, for each position of the chain the index of an element, its name, or \
      null. Prints accuracies with Wilson's intervals at 5 standard errors, and a verdict: follows-chain, shortcut, or undecided.
      """)

  @Argument(help: "Predictions in JSON Lines.")
  var predictions: String

  @Option(help: "The instances in JSON Lines, as `lego gen` writes them.")
  var instances: String

  @Option(help: "The group of the instances, if it is given by a file .json.")
  var group: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  private struct Prediction: Decodable { let predicted: [Guess?] }

  /// An element by its index or its name.
  private enum Guess: Decodable {
    case index(Int)
    case name(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let index = try? container.decode(Int.self) {
        self = .index(index)
      } else {
        self = .name(try container.decode(String.self))
      }
    }
  }

  private struct Answer: Encodable {
    struct Position: Encodable {
      var position: Int
      var right: Int
      var count: Int
      var accuracy: Double
      var lower: Double
      var upper: Double
      var ceiling: Double?
    }
    var positions: [Position]
    var verdict: PredictionScore.Verdict
  }

  func run() throws {
    var option = try LegoInstances.parse([instances])
    option.group = group
    var samples: [LegoSample] = []
    try option.each { _, sample, line in
      guard let sample else { throw LineError(line: line, error: "instances with their chains are JSON Lines") }
      samples.append(sample)
    }
    guard let first = samples.first else { throw CommandError("\(instances): no instance") }
    guard samples.allSatisfy({ $0.instance.group == first.instance.group }) else {
      throw CommandError("\(instances): instances over several groups; score them one by one")
    }
    let length = samples.map(\.chain.count).max() ?? 0
    // Ceilings are those of lone chains of one length.
    let isLone = samples.allSatisfy { $0.isLoneChain && $0.chain.count == length }
    let ceilings = isLone ? (try? LegoCeiling.ceilings(of: first.instance.group, length: length)) ?? [] : []
    var score = PredictionScore(length: length, ceilings: ceilings)
    try add(samples, to: &score)
    try show(score)
  }

  private func add(_ samples: [LegoSample], to score: inout PredictionScore) throws {
    let data = try readFile(predictions)
    try inFile(predictions) {
      let lines = data.split(separator: UInt8(ascii: "\n"))
      guard lines.count == samples.count else {
        throw CommandError("\(predictions): \(lines.count) predictions for \(samples.count) instances")
      }
      for (index, (line, sample)) in zip(lines, samples).enumerated() {
        let prediction: Prediction = try decodeJSONLine(Data(line), number: index + 1)
        let group = sample.instance.group
        let guesses = try prediction.predicted.map { guess -> Int? in
          switch guess {
          case nil: return nil
          case .index(let element)?:
            guard 0..<group.order ~= element else {
              throw LineError(line: index + 1, field: "predicted", error: "\(element) is no element of \(group.name)")
            }
            return element
          case .name(let name)?:
            guard let element = group.elements.firstIndex(of: name) else {
              throw LineError(line: index + 1, field: "predicted", error: "“\(name)” is no element of \(group.name)")
            }
            return element
          }
        }
        do throws(LegoRecordError) { try score.add(predicted: guesses, values: sample.values) } catch {
          throw LineError(line: index + 1, field: error.field, error: error.reason)
        }
      }
    }
  }

  private func show(_ score: PredictionScore) throws {
    let positions = score.positions.enumerated().map { index, position in
      let interval = position.interval()
      return Answer.Position(
        position: index + 1, right: position.right, count: position.count, accuracy: position.accuracy,
        lower: interval.lowerBound, upper: interval.upperBound,
        ceiling: index < score.ceilings.count ? score.ceilings[index] : nil)
    }
    if format == .json { return print(try json(Answer(positions: positions, verdict: score.verdict))) }
    for position in positions {
      let numbers = [position.accuracy, position.lower, position.upper].map { String(format: "%.3f", $0) }
      let ceiling = position.ceiling.map { String(format: "; ceiling %.3f", $0) } ?? ""
      print("\(position.position): \(numbers[0]) (\(numbers[1]) to \(numbers[2]))\(ceiling)")
    }
    print("verdict: \(score.verdict.rawValue)")
  }
}

/// `tightbound lego cost`
struct LegoCost: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost", abstract: "Multiply-adds of a transformer, and what heads with a fixed map save.")

  @Option(help: "The number of layers.")
  var layers = 12

  @Option(help: "The width of the stream.")
  var width = 768

  @Option(help: "Heads of each layer.")
  var heads = 12

  @Option(help: "How many heads of each layer have a fixed map.")
  var fixed = 2

  @Option(help: "The number of positions.")
  var positions = 512

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  private struct Answer: Encodable {
    var layer: Integer
    var total: Integer
    var saved: Rational
  }

  func run() throws {
    guard 1...1_000_000 ~= layers else { throw ValidationError("--layers is from 1 to 1000000") }
    let answer: Answer
    do {
      let cost = try AttentionCost(positions: positions, width: width, heads: heads)
      answer = Answer(
        layer: cost.layer, total: cost.layer * Integer(layers), saved: try cost.saved(fixedHeads: fixed))
    } catch { throw ValidationError("\(error)") }
    if format == .json { return print(try json(answer, pretty: false)) }
    print("\(answer.layer) multiply-adds a layer, \(answer.total) in all")
    let percent = String(format: "%.2f", Double(answer.saved * 100))
    print("\(fixed) of \(heads) heads with a fixed map save \(answer.saved) of them, \(percent)%")
  }
}
