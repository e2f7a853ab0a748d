import ArgumentParser
import Console
import Evidence

/// The command line: the wings, and the verbs that they share.
@main
struct Tightbound: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tightbound",
    abstract: "Theorems you can run: bound checks, hard instances, runtimes against theory.",
    discussion: """
      Files: `-` is standard input or output. Exit codes: 0 done or holds, 1 violated, 2 wrong usage, 3 could not run, \
      4 the time limit was reached; 10 yes and 20 no where the problem is a decision.
      """,
    version: tightboundVersion,
    groupedSubcommands: needed(of: groups, for: CommandLine.arguments.dropFirst().first))

  /// All verbs, as help lists them.
  private static var groups: [CommandGroup] {
    [
      CommandGroup(
        name: "Evidence", subcommands: [List.self, CheckClaims.self, Measure.self, FitRun.self, PlotRun.self]),
      CommandGroup(
        name: "Hard instances",
        subcommands: [
          Graph.self, Generate.self, Inspect.self, Reduce.self, Solve.self, AnswerInstance.self, Evaluate.self,
          Interpret.self,
          Read.self, Certify.self, Verify.self,
        ]),
    ]
      + House.wings.filter { !$0.commands.isEmpty }.map {
        CommandGroup(name: "\($0.title)", subcommands: $0.commands)
      }
  }

  /// The groups that a start with this first word needs: that verb alone if it is one, none for `--version`, otherwise all.
  ///
  /// The parser asks every verb that it is given for its name, its options and their defaults before it reads the first word. The verbs
  /// of the wings come first here, since those that all wings share list what the wings offer, which takes time.
  private static func needed(of groups: [CommandGroup], for word: String?) -> [CommandGroup] {
    if word == "--version" { return [] }
    for group in groups.reversed() {
      for verb in group.subcommands where verb._commandName == word {
        return [CommandGroup(name: group.name, subcommands: [verb])]
      }
    }
    return groups
  }

  static func main() {
    House.open(wings)
    runProgram()
  }
}
