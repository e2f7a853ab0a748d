import ArgumentParser
import Problems
import Text

/// The options that are choices of reductions and algorithms: they are parsed by what the house knows, not by the verb.
///
/// Before a command line is parsed, `--gamma 1/3` becomes `--choice gamma=1/3`: see `Choice/rewritten(_:)`.
package struct ChoiceOptions: ParsableArguments {
  @Option(name: .customLong("choice"), parsing: .singleValue, help: .private)
  var chosen: [String] = []

  /// No choices.
  package init() {}

  /// The choices that were made, all of them among those that are left.
  ///
  /// - Parameters:
  ///   - left: the choices that there are.
  ///   - owner: whose they are, for messages: `the route sat-to-svm`.
  /// - Throws: a usage error for another option, since one that changes nothing is more likely a mistake than meant.
  package func choices(among left: [Choice], of owner: String) throws -> Choices {
    var choices = Choices()
    for option in chosen {
      let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let choice = left.first(where: { $0.name == parts[0] }) else {
        let known =
          left.isEmpty
          ? "it leaves no choice" : "its choices are \(left.map { "--\($0.name)" }.joined(separator: ", "))"
        throw ValidationError("--\(parts[0]) has no meaning for \(owner); \(known)")
      }
      do throws(ChoiceError) { try choices.choose(choice, parts.count > 1 ? parts[1] : nil) } catch {
        throw ValidationError(error.description)
      }
    }
    return choices
  }
}

extension Choice {
  /// The words of a command line in which options that are choices stand as `--choice NAME=VALUE`.
  ///
  /// - Parameter choices: those that the verb may have; of the same name all take the same kind of value.
  static func rewritten(_ words: [String], _ choices: [Choice]) -> [String] {
    var result: [String] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" { return result + [word] + rest }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard word.hasPrefix("--"), let choice = choices.first(where: { "--" + $0.name == parts[0] }) else {
        result.append(word)
        continue
      }
      let value = parts.count > 1 ? parts[1] : choice.value == .flag ? nil : rest.popFirst()
      result += ["--choice", choice.name + (value.map { "=" + $0 } ?? "")]
    }
    return result
  }

  /// Choices as lines of help.
  static func help(_ choices: [Choice]) -> String {
    choices.map { "  --\($0.name)\($0.value == .flag ? "" : " <\($0.name)>"): \($0.summary)" }.joined(separator: "\n")
  }
}

/// A verb whose options depend on what it is asked to do.
package protocol ChoosingCommand: ParsableCommand {
  /// All choices that it may be given.
  static var allChoices: [Choice] { get }

  /// What its help adds for the thing that the first word after the verb names.
  ///
  /// - Throws: a usage error for a word that names nothing.
  static func help(for word: String) throws -> String
}
