import ArgumentParser
import Console
import Foundation
import LinearProgramming

/// `tightbound lp convert`
struct ConvertLinearProgram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a linear or integer program in another format, with every digit of every number.",
    discussion: """
      What is written is read back, and compared with what was read; if they differ, nothing is written. MPS files are in the free format. \
      A constraint between two different bounds becomes two in the CPLEX-LP format, which is told. Exit codes: 0 written; 3 the format cannot \
      state the program, and why.
      """)

  @Argument(help: "The program: .mps or .lp, or either with .gz behind its name; or `-` with --input-format.")
  var input: String

  @Option(help: "The format of the input, where its name does not tell: mps or lp.")
  var inputFormat: LinearProgramFormat?

  @Option(name: .shortAndLong, help: "Where to write: .mps or .lp; or `-` with --output-format.")
  var output: String

  @Option(help: "The format of the output, where its name does not tell: mps or lp.")
  var outputFormat: LinearProgramFormat?

  @Flag(help: "Write numbers that are no finite decimals as p/q, which few readers know.")
  var fractions = false

  @OptionGroup var size: SizeLimit

  func run() throws {
    size.watch()
    guard let format = outputFormat ?? LinearProgramFormat(rawValue: fileKind(output)) else {
      throw ValidationError("\(output): the format does not show in the name; say --output-format mps or lp")
    }
    try requireOutput(output, [format.rawValue], holds: "a program as \(format.rawValue), not compressed")
    let program = try readLinearProgram(input, inputFormat)
    let style: LinearProgram.FractionStyle = fractions ? .slashed : .refused
    do {
      let text = try ElapsedTime.during("writing \(output)") {
        let text = try format == .mps ? program.mpsText(fractions: style) : program.lpText(fractions: style)
        try compare(program, text, format)
        return text
      }
      try writeFile(output, text)
    } catch let error as LinearProgramWritingError {
      throw CommandError("\(input) cannot be written as \(format.rawValue): \(error)")
    }
  }

  /// Returns if the text says what the program does.
  private func compare(_ program: LinearProgram, _ text: String, _ format: LinearProgramFormat) throws {
    let again = try format == .mps ? LinearProgram(parsingMPS: text) : LinearProgram(parsingLP: text)
    if again == program { return }
    let split = program.constraints.filter {
      $0.bounds.lower != $0.bounds.upper && $0.bounds.lower != nil && $0.bounds.upper != nil
    }
    let unbound = program.constraints.filter { $0.bounds == .free }
    let isSplit =
      format == .lp && again.variables == program.variables && again.direction == program.direction
      && again.objectiveConstant == program.objectiveConstant
      && again.constraints.count == program.constraints.count + split.count - unbound.count
    guard isSplit else {
      throw CommandError(
        "\(input): what would be written says something else than what was read; please report this file")
    }
    for (constraints, what) in [(split, "two each"), (unbound, "left out")] where !constraints.isEmpty {
      let names = constraints.prefix(5).map(\.name).joined(separator: ", ")
      StandardError.write(
        "notice: \(constraints.count) constraints are written as \(what): \(names)\(constraints.count > 5 ? ", …" : "")"
      )
    }
  }
}
