import ArgumentParser
import Console
import Evidence

/// The command line: the wings, and the verbs that they share.
@main
struct Tightbound: ParsableCommand {
  static let configuration: CommandConfiguration = {
    CommandConfiguration(
      commandName: "tightbound",
      abstract: "Theorems you can run: bound checks, hard instances, runtimes against theory.",
      discussion: """
        Files: `-` is standard input or output. Exit codes: 0 done or holds, 1 violated, 2 wrong usage, 3 could not run, \
        4 the time limit was reached; 10 yes and 20 no where the problem is a decision.
        """,
      version: tightboundVersion,
      groupedSubcommands: [
        CommandGroup(
          name: "Evidence", subcommands: [List.self, CheckClaims.self, Measure.self, FitRun.self, PlotRun.self]),
        CommandGroup(
          name: "Hard instances",
          subcommands: [
            Graph.self, Generate.self, Reduce.self, Solve.self, AnswerInstance.self, Evaluate.self, Interpret.self,
            Read.self, Certify.self, Verify.self,
          ]),
      ]
        + House.wings.filter { !$0.commands.isEmpty }.map {
          CommandGroup(name: "\($0.title)", subcommands: $0.commands)
        })
  }()

  static func main() {
    House.open(wings)
    runProgram()
  }
}
