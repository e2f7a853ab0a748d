import ArgumentParser
import PrivateTraining
import Randomness

/// `tightbound clip check`
struct ClipCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Show that floats break the clipping bound, and that the exact clip does not.",
    discussion: """
      Random vectors with norms above 1 are clipped to norm 1 in single and in double precision, and exactly on a grid. What comes out is squared and summed in \
      rational numbers, without rounding, and compared with 1. Exit codes: 0, 1 if the exact clip exceeds its bound, 2 wrong usage.
      """)

  @Option(help: "How many vectors.")
  var count: Int = 4000

  @Option(help: "Coordinates of a vector.")
  var dimension: Int = 7

  @Option(help: "Where vectors come from.")
  var seed: UInt64 = 1

  func validate() throws {
    guard 1...10_000_000 ~= count else { throw ValidationError("--count is \(count); expected 1 to 10000000") }
    guard 1...10_000 ~= dimension else { throw ValidationError("--dimension is \(dimension); expected 1 to 10000") }
  }

  func run() throws {
    let found = ClipViolations(count: count, dimension: dimension, stream: RandomStream(seed: seed).child("clip"))
    func line(_ name: String, _ result: ClipViolations.Result) -> String {
      let share = (Double(result.violations) * 1000 / Double(count)).rounded() / 10
      return
        "\(name)\(result.violations) of \(count) above the bound (\(share)%), worst excess of the square \(Float(result.worstExcess))"
    }
    print(line("float32   ", found.single))
    print(line("float64   ", found.double))
    print(line("exact     ", found.exact))
    if found.exact.violations > 0 { throw ExitCode(1) }
  }
}
