import ArgumentParser
import Randomness
import Splicing
import Text

/// `tightbound splice states`
struct SpliceStates: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "states", abstract: "The states of shortest derivations, for training a policy.",
    discussion: """
      One line for each state: {"id":..,"step":..,"canvas":[..],"next":[..],"taken":..}, where next has the correct operations \
      (none where the text is finished) and taken is the one that leads to the next line. flat goes from left to right, each \
      operation before those within its segment; tree goes in random order, and any operation whose host is on the canvas is \
      correct.
      """)

  @OptionGroup var files: SpliceFiles

  @Option(help: "The order of the operations: flat or tree.")
  var rollIn: RollIn = .flat

  @Flag(help: "Take one of all shortest derivations, each with the same probability, instead of the oracle's.")
  var sampled = false

  @Option(help: "The seed of orders and samples.")
  var seed: UInt64 = 1

  func run() throws {
    let (rollIn, sampled, seed) = (rollIn, sampled, seed)
    try files.run("states") { record, line in
      let problem = record.problem()
      let missing = problem.missingTokens
      guard missing.isEmpty else {
        throw LineError(
          line: line.number, id: record.id,
          error: "no neighbour has \(missing.map { "“\($0)”" }.joined(separator: ", ")); "
            + "--add-missing makes them neighbours")
      }
      var stream = RandomStream(seed: seed).child("splice-states").child(line.number)
      let operations =
        sampled
        ? try SpliceCensus(problem, memoryLimit: line.memoryLimit).sample(using: &stream)
        : try SpliceOracle(problem, memoryLimit: line.memoryLimit).derivation()
      let states = try SpliceForest(operations, problem).trainingStates(
        rollIn, id: record.id, neighbours: problem.neighbours, using: &stream)
      return SpliceAnswer(lines: try states.map(encodeJSONLine))
    }
  }
}

extension RollIn: ExpressibleByArgument {}
