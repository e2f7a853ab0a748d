import ArgumentParser
import Formats
import Foundation
import Problems

/// `tightbound evaluate`
package struct Evaluate: ParsableCommand {
  /// The help, with what an answer may be and the exit codes.
  package static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Check an answer of an instance, whoever gave it.",
    discussion: """
      The answer is JSON as `solve --format json` prints it, such as {"witness": [true, false]} or {"count": "3"}, or for sat what a \
      solver printed (s and v lines). A solution alone is checked by itself, whatever the size. What says more, such as a number of \
      solutions or that none exists, is compared with the reference solver, where the instance is small enough for it. What that would hold in memory is told, and refused \
      beyond --limit.

      Exit codes: 0 the answer is right, 1 it is wrong, and why, 3 it is no answer, or it could not be checked, 4 the time limit.
      """)

  @Argument(help: "The problem, as `tightbound graph` names it.")
  var problem: String

  @Argument(help: "The instance: a file, a folder, or `-`.")
  var input: String

  @Option(help: ArgumentHelp("The answer: a file, `-`, or the JSON itself.", valueName: "answer"))
  var answer: String

  @Flag(help: "Read a file that is refused since something small is missing, such as the last 0 of a formula.")
  var lenient = false

  @OptionGroup var size: SizeLimit

  @OptionGroup var time: TimeLimit

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  /// The command before its arguments are read.
  package init() {}

  /// Prints whether the answer is right; leaves with 1 if it is wrong.
  package func run() throws {
    guard input != "-" || answer != "-" else {
      throw ValidationError("the instance and the answer cannot both be standard input")
    }
    try evaluate(try House.graph.requireProblem(problem))
  }

  private func evaluate<Instance: Problem>(_ type: Instance.Type) throws {
    let instance = try InstanceFiles(path: input, problem: type, isLenient: lenient).instance(of: type)
    let given = try AnswerFile(answer).json(for: instance)
    let decoded: Instance.Answer
    do throws(StrictJSONError) {
      decoded = try StrictJSON.decode(Instance.Answer.self, from: given, ignoring: type.remarks)
    } catch { throw CommandError("not an answer of \(type.name): \(error)") }
    let clock = time.start("checking") { [format] in
      StandardError.write("the time limit was reached before the answer was checked")
      print(format == .text ? "undecided" : "{}")
    }
    let verdict = try verdict(of: decoded, for: instance)
    clock.stop()
    try report(verdict)
  }

  /// Whether the answer is right, and how that was found out.
  private func verdict<Instance: Problem>(of answer: Instance.Answer, for instance: Instance) throws -> Verdict {
    let examined: Instance.Answer
    do { examined = try instance.examined(answer) } catch { return Verdict(isRight: false, reason: "\(error)") }
    if (answer as? any Witnessed)?.followsFromWitness == true {
      return Verdict(isRight: true, reason: "its witness is a solution of the instance")
    }
    if let decision = examined as? any Decision, decision.decision == nil {
      throw CommandError("the answer decides nothing, so that it is neither right nor wrong")
    }
    if let bytes = instance.referenceBytes {
      try size.require(holding: bytes, instead: "an answer that is a solution alone")
    }
    return try instance.verify(examined)
      ? Verdict(isRight: true, reason: "the reference solver agrees")
      : Verdict(isRight: false, reason: "the reference solver finds another answer")
  }

  private struct Verdict: Encodable {
    let isRight: Bool
    let reason: String

    private enum CodingKeys: String, CodingKey {
      case isRight = "right"
      case reason
    }
  }

  private func report(_ verdict: Verdict) throws {
    switch format {
    case .json: print(try json(verdict, pretty: false))
    case .text: print("\(verdict.isRight ? "right" : "wrong"): \(verdict.reason)")
    }
    if !verdict.isRight { throw Outcome.violated }
  }
}
