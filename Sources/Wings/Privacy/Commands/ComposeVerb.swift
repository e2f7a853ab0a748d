import ArgumentParser
import Console
import Exact
import Foundation
import Privacy

/// `tightbound dp compose`
struct ComposeVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compose", abstract: "Account for a ledger: what was done, line by line.",
    discussion: """
      A line is {"event":"sampled-gaussian","sigma":"1.1","q":"256/60000","steps":14062,"sampling":"poisson"}, or gaussian (sigma), laplace \
      (scale), discrete-laplace (scale), approximate (epsilon, delta). passes: how often one Poisson batch was used. After \
      {"split":"record-hash","parts":["a","b"]} an event may name its part; parts compose in parallel. What cannot be accounted for \
      (shuffled batches, the realised batch size, statistics of a batch) is refused with its line. \
      Exit codes: 0, 2 wrong usage, 3 could not run or refused.
      """)

  @Argument(help: "The ledger, JSON Lines; `-` for standard input.")
  var ledger: String

  @Option(help: "δ.")
  var delta: ExactNumber

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    guard delta.value >= 0 else { throw ValidationError("--delta is \(delta.value); expected a number of at least 0") }
    let found = try inFile(ledger) { try Ledger(parsing: try readFile(ledger)) }
    let interval = try found.epsilon(delta: delta.value)
    let (lower, upper) = (
      interval.lower?.decimal(roundedUp: false) ?? "Infinity", interval.upper?.decimal(roundedUp: true) ?? "Infinity"
    )
    let steps = found.events.reduce(0) { $0 + $1.steps }
    switch format {
    case .text:
      let parts = found.parts.isEmpty ? "" : ", \(found.parts.count) parts in parallel"
      print("\(found.events.count) events, \(steps) steps\(parts): epsilon from \(lower) to \(upper)")
    case .json:
      func number(_ text: String) -> String { text == "Infinity" ? "\"Infinity\"" : text }
      print(
        "{\"method\":\"pld\",\"epsilon\":{\"lower\":\(number(lower)),\"upper\":\(number(upper))},\"delta\":\"\(delta.value)\",\"events\":\(found.events.count),\"steps\":\(steps),\"parts\":\(found.parts.count)}"
      )
    }
  }
}
