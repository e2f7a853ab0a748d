import ArgumentParser
import Console
import Exact
import Formats
import Foundation
import MessagePassing
import Privacy
import PrivateTraining
import Text

/// `tightbound train-ranks`
struct TrainRanksVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train-ranks",
    abstract: "Train a perceptron privately over MPI ranks, in exact mode: mpirun -np 4 tightbound train-ranks ...",
    discussion: """
      Each device of the run clips the gradients of its layers and adds noise to their sums, as integers, without asking the others for norms. Ranks host \
      devices, or with "sharing": "examples" they share the examples; the number of ranks does not change a bit of the result. Without mpirun one rank \
      does all. After each step there is a checkpoint in --output, from which the same command continues, with any number of ranks; the ledger there counts \
      every step whose noise may have been seen. Exit codes: 0, 2 wrong usage, 3 could not run; mpirun reports a rank that died.
      """)

  @Option(help: "The run, a JSON file; see the page of PrivateTraining.")
  var config: String

  @Option(name: .shortAndLong, help: "The folder for checkpoints, ledger and model; it is made if it is missing.")
  var output: String

  func run() throws {
    func report(_ error: any Error) { StandardError.write("Error: \(error)") }
    try Communicator.run(reporting: report) { world in
      let run = try inFile(config) { try decodeStrictly(RankedRun.self, from: try readFile(config)).validated() }
      // A path is meant as seen from the run's file.
      let path =
        run.data.hasPrefix("/")
        ? run.data : URL(fileURLWithPath: config).deletingLastPathComponent().appendingPathComponent(run.data).path
      let data = try inFile(path) { try RankedRows(csv: try readFile(path), for: run) }
      var trainer = try RankTrainer(run, data: data, folder: output, world: world)
      let isFirst = world.rank == 0
      if isFirst {
        StandardError.write(
          "\(world.size) rank\(world.size == 1 ? "" : "s"), \(run.devices.count) devices, exact mode; "
            + (trainer.completed == 0 ? "from the beginning" : "from step \(trainer.completed) on"))
        if run.seed != nil {
          StandardError.write("warning: noise comes from a seed that the run names; it protects nobody")
        }
      }
      let progress = Progress("steps")
      while !trainer.isDone {
        try trainer.advance()
        if isFirst { progress.update(trainer.completed, of: run.steps) }
      }
      progress.finish()
      guard let model = try trainer.gatheredModel() else { return }
      let file = try model.safetensors()
      try writeFile(output + "/model.safetensors", file)
      print("step \(trainer.completed) of \(run.steps), \(try spent(trainer.ledger(), delta: run.delta))")
      print("model.safetensors \(sha256(file))")
    }
  }

  /// ε of the ledger, by Rényi divergences of integer orders, which hold for discrete noise as they are.
  private func spent(_ ledger: Ledger, delta: Rational) throws -> String {
    let steps = ledger.events.reduce(0) { $0 + $1.steps }
    var counts: [(mechanism: Mechanism, times: Int)] = []
    for event in ledger.events {
      if let last = counts.indices.last, counts[last].mechanism == event.mechanism {
        counts[last].times += event.steps
      } else {
        counts.append((event.mechanism, event.steps))
      }
    }
    let composition = try RenyiComposition(of: counts.map { Repeated($0.mechanism, times: $0.times) })
    guard let (epsilon, order) = composition.epsilon(delta: delta, orders: 256) else {
      return "\(steps) in the ledger: no finite epsilon"
    }
    let million = Integer(1_000_000)
    let rounded = Rational(-(-epsilon * Rational(million)).floor(), million)
    return "\(steps) in the ledger: epsilon at most \(Double(rounded)) at delta \(delta) (Rényi order \(order))"
  }
}
