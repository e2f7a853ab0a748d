import ArgumentParser
import Evidence
import Foundation
import Text

/// The command line. One file per verb; this one has the root and the rules for exit codes.
@main
struct Tightbound: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tightbound",
    abstract: "Theorems you can run: bound checks, hard instances, runtimes against theory.",
    discussion: """
      Files: `-` is standard input or output. Exit codes: 0 done or holds, 1 violated, 2 wrong usage, 3 could not run; \
      10 yes and 20 no where the problem is a decision.
      """,
    version: tightboundVersion,
    subcommands: [
      Demo.self, List.self, CheckClaims.self, Graph.self, Generate.self, Reduce.self, Solve.self, Interpret.self,
      Read.self,
      Certify.self, Verify.self, Measure.self, FitRun.self, PlotRun.self, Inspect.self, Compress.self, Expand.self,
      Dot.self, Multiply.self, LinearPrograms.self, RoundPoint.self, Splice.self,
    ])

  static func main() {
    // A reader that stops early, such as `head`, ends the program quietly.
    signal(SIGPIPE, SIG_DFL)
    var command: any ParsableCommand
    do { command = try parseAsRoot() } catch {
      leave(with: error, of: Self.self, hint: suggestion(for: Array(CommandLine.arguments.dropFirst())))
    }
    do { try command.run() } catch let outcome as Outcome {
      Foundation.exit(outcome.rawValue)
    } catch {
      leave(with: error, of: type(of: command))
    }
  }

  /// Says what is wrong, with the usage of the verb if it was used wrongly, and ends the program.
  ///
  /// - Parameters:
  ///   - verb: the verb that ran; the root if the words name none.
  ///   - hint: a better first line, if there is one.
  private static func leave(with error: any Error, of verb: any ParsableCommand.Type, hint: String? = nil) -> Never {
    let hasRun = verb != Tightbound.self
    switch exitCode(for: error) {
    case .success:
      // A verb without verbs below it that succeeds by an error is `help VERB`, which names its verb itself.
      print(verb.configuration.subcommands.isEmpty || !hasRun ? fullMessage(for: error) : helpMessage(for: verb))
      Foundation.exit(0)
    case .validationFailure:
      let message =
        hasRun ? "Error: \(message(for: error))\nUsage: \(usageString(for: verb))" : fullMessage(for: error)
      report(hint.map { "Error: \($0)\n" + message.drop { $0 != "\n" }.dropFirst() } ?? message)
      Foundation.exit(Outcome.wrongUsage.rawValue)
    default:
      report(fullMessage(for: error))
      Foundation.exit(Outcome.couldNotRun.rawValue)
    }
  }

  /// What a mistyped verb may have meant; nil if the words name a verb.
  private static func suggestion(for words: [String]) -> String? {
    var verbs = configuration.subcommands
    for word in words {
      guard !verbs.isEmpty, !word.hasPrefix("-") else { return nil }
      guard let verb = verbs.first(where: { $0._commandName == word }) else {
        guard word != "help" else { return nil }
        return verbs.map { $0._commandName }.nearest(to: word).map {
          "there is no verb “\(word)”; did you mean “\($0)”?"
        }
      }
      verbs = verb.configuration.subcommands
    }
    return nil
  }

  /// Writes a line to standard error.
  static func report(_ message: String) {
    // Where standard error is closed, the exit code must do.
    try? FileHandle.standardError.write(contentsOf: Data((message + "\n").utf8))
  }
}

/// How the program ends where that is neither success nor an error; thrown to leave a command.
enum Outcome: Int32, Error {
  case violated = 1
  case wrongUsage = 2
  case couldNotRun = 3
  case yes = 10
  case no = 20
}

/// An error of the command line itself, in one sentence.
struct CommandError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// How results are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json
}
