import ArgumentParser
import Console
import Foundation
import Splicing
import Text

/// `tightbound splice train`
struct SpliceTrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "A policy that writes by splicing, learned from shortest derivations.",
    discussion: """
      The problems are those that `splice retrieve` makes, with their targets. The policy is log-linear: a weight for each pair \
      of a feature of the canvas and one of a neighbour. The same problems and seed give the same policy.
      """)

  @Argument(help: "A file of problems, all of whose lines must be right.")
  var problems: String

  @Option(name: .shortAndLong, help: "Where to write the policy.")
  var output = "-"

  @Option(help: "Use only so many texts of each problem, the first ones.")
  var neighbours: Int?

  @Option(help: "The order of operations to learn: flat or tree.")
  var rollIn: RollIn = .flat

  @Option(help: "How often all problems are seen.")
  var epochs = 4

  @Option(help: "The length of the first step.")
  var rate = 0.2

  @Option(help: "How many words that are often missing become neighbours everywhere.")
  var vocabulary = 40

  @Option(help: "The seed of all orders.")
  var seed: UInt64 = 1

  func validate() throws {
    guard (1...1000).contains(epochs) else { throw ValidationError("--epochs is 1 to 1000") }
    guard rate > 0, rate.isFinite else { throw ValidationError("--rate is larger than 0") }
    guard (0...10_000).contains(vocabulary) else { throw ValidationError("--vocabulary is 0 to 10000") }
    if let neighbours, neighbours < 0 { throw ValidationError("--neighbours is at least 0") }
  }

  func run() throws {
    var trainer = PolicyTrainer(seed: seed)
    (trainer.rollIn, trainer.epochs, trainer.rate, trainer.vocabularySize) = (rollIn, epochs, rate, vocabulary)
    let records = try readProblems(problems, neighbours: neighbours)
    let progress = Progress("problems")
    let policy = try trainer.train(records) { done, total, loss in
      progress.update(done, of: total)
      if done % records.count == 0 {
        StandardError.write("epoch \(done / records.count): loss \(fixed(loss, 4)) a state")
      }
    }
    progress.finish()
    try writeFile(output, try json(policy, pretty: false) + "\n")
  }
}

/// The problems of a file, all of whose lines must be right, with the first so many texts.
func readProblems(_ path: String, neighbours: Int?) throws -> [SpliceProblemRecord] {
  try inFile(path) {
    try spliceLines(of: path).enumerated().filter { !isBlank($0.element) }.map { index, line in
      let record: SpliceProblemRecord = try decodeJSONLine(line, number: index + 1)
      return neighbours.map(record.keepingTexts) ?? record
    }
  }
}

/// A number of so many digits after the point, the same in every language.
func fixed(_ value: Double, _ digits: Int) -> String {
  String(format: "%.\(digits)f", locale: Locale(identifier: "en_US_POSIX"), value)
}
