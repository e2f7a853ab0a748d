import ArgumentParser
import Quantization

/// The options of discquant.
struct TrainingOptions: ParsableArguments {
  @Option(help: "How many steps.")
  var steps: Int = 600

  @Option(help: "The largest step size.")
  var rate: Double = 0.05

  @Option(help: "How much the loss counts against the pull to the nearer grid point.")
  var weight: Float = 200

  @Option(help: "How much the loss may count for a single weight.")
  var clamp: Float = 1

  @Option(help: "Where training begins: uniform, at random between the grid points, or weights.")
  var start: DiscQuant.Start = .uniform

  @Option(help: "What is to stay the same: rows, those of all symbols, or vectors, those of texts.")
  var loss: QuantizeByTraining.Target = .rows

  @Option(help: "After how many steps the state is written into OUTPUT.resume, to go on from after a kill.")
  var keepEvery: Int = 25

  func validate() throws {
    if keepEvery < 1 { throw ValidationError("--keep-every is at least 1") }
    guard steps > 0, rate > 0, rate.isFinite, weight >= 0, weight.isFinite, clamp >= 0, clamp.isFinite else {
      throw ValidationError("--steps and --rate are above 0, --weight and --clamp at least 0, all finite")
    }
  }

  func training(_ grid: GridSpecification, seed: UInt64) -> DiscQuant {
    DiscQuant(grid: grid, steps: steps, rate: rate, weight: weight, clamp: clamp, start: start, seed: seed)
  }
}

extension DiscQuant.Start: ExpressibleByArgument {}
extension QuantizeByTraining.Target: ExpressibleByArgument {}
