import ArgumentParser
import Foundation
import Problems
import Text

extension ParsableCommand {
  /// Parses the words of the command line, runs what they name, and ends the program with the exit code that the contract says.
  package static func runProgram() {
    // A reader that stops early, such as `head`, ends the program quietly.
    signal(SIGPIPE, SIG_DFL)
    let words = Array(CommandLine.arguments.dropFirst())
    var command: any ParsableCommand
    do { command = try parseAsRoot(rewritten(words)) } catch {
      leave(with: error, of: Self.self, hint: suggestion(for: words))
    }
    do { try command.run() } catch let outcome as Outcome {
      end(outcome.rawValue)
    } catch {
      leave(with: error, of: type(of: command))
    }
    end(0)
  }

  /// Ends the program with this code if what was printed could be written, as it cannot on a full disk.
  private static func end(_ code: Int32) -> Never {
    guard fflush(nil) == 0 else {
      StandardError.write("Error: cannot write standard output: \(String(cString: strerror(errno)))")
      Foundation.exit(Outcome.couldNotRun.rawValue)
    }
    Foundation.exit(code)
  }

  /// The verb that the words begin with.
  private static func verb(_ words: [String]) -> (any ParsableCommand.Type)? {
    let verbs = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
    return words.first.flatMap { word in verbs.first { $0._commandName == word } }
  }

  /// The words as they are parsed: choices of reductions and algorithms under one option. If help is asked for of a verb that has
  /// choices, it is printed here with those of the thing that is named.
  private static func rewritten(_ words: [String]) -> [String] {
    guard let verb = verb(words) as? any ChoosingCommand.Type else { return words }
    if words.contains("--help") || words.contains("-h"),
      let word = words.dropFirst().first(where: { $0 != "--help" && $0 != "-h" }), !word.hasPrefix("-")
    {
      do {
        print(helpMessage(for: verb) + "\n" + (try verb.help(for: word)))
        Foundation.exit(0)
      } catch { leave(with: error, of: verb) }
    }
    return [words[0]] + Choice.rewritten(Array(words.dropFirst()), verb.allChoices)
  }

  /// Says what is wrong, with the usage of the verb if it was used wrongly, and ends the program.
  ///
  /// - Parameters:
  ///   - error: what was thrown.
  ///   - verb: the verb that ran; the root if the words name none.
  ///   - hint: a better first line, if there is one.
  private static func leave(with error: any Error, of verb: any ParsableCommand.Type, hint: String? = nil) -> Never {
    let hasRun = verb != Self.self
    switch exitCode(for: error) {
    case .success:
      // A verb without verbs below it that succeeds by an error is `help VERB`, which names its verb itself.
      print(verb.configuration.subcommands.isEmpty || !hasRun ? fullMessage(for: error) : helpMessage(for: verb))
      Foundation.exit(0)
    case .validationFailure:
      let message =
        hasRun ? "Error: \(message(for: error))\nUsage: \(usageString(for: verb))" : fullMessage(for: error)
      StandardError.write(hint.map { "Error: \($0)\n" + message.drop { $0 != "\n" }.dropFirst() } ?? message)
      Foundation.exit(Outcome.wrongUsage.rawValue)
    default:
      StandardError.write(fullMessage(for: error))
      Foundation.exit(Outcome.couldNotRun.rawValue)
    }
  }

  /// What a mistyped verb may have meant; nil if the words name a verb.
  private static func suggestion(for words: [String]) -> String? {
    if let verb = verb(words) as? any ChoosingCommand.Type {
      // ArgumentParser knows no choices, and cannot tell the nearest.
      let usage = usageString(for: verb).split { !$0.isLetter && $0 != "-" }
      let own = usage.filter { $0.hasPrefix("--") }.map(String.init)
      let names = verb.allChoices.map { "--" + $0.name } + own
      let known = Set(names + ["--help", "--version"])
      let other = words.first { $0.hasPrefix("--") && $0.count > 2 && !known.contains(String($0.prefix { $0 != "=" })) }
      return other.flatMap { word in
        names.nearest(to: word).map { "there is no option “\(word)”; did you mean “\($0)”?" }
      }
    }
    var verbs = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
    // What follows a verb that means one of those below it may be that one's own.
    var mayBeLeftOut = false
    for word in words {
      guard !verbs.isEmpty, !word.hasPrefix("-") else { return nil }
      guard let verb = verbs.first(where: { $0._commandName == word }) else {
        guard word != "help", !mayBeLeftOut else { return nil }
        return verbs.map { $0._commandName }.nearest(to: word).map {
          "there is no verb “\(word)”; did you mean “\($0)”?"
        }
      }
      verbs = verb.configuration.subcommands
      mayBeLeftOut = verb.configuration.defaultSubcommand != nil
    }
    return nil
  }
}
