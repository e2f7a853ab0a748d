import ArgumentParser
import Exact
import Foundation
import Problems

/// `tightbound read`
package struct Read: ParsableCommand {
  /// The help, with how decimals are taken and the exit codes.
  package static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Say what a solver's values mean for the problem that was reduced to what it solves.",
    discussion: """
      Pass the three optimal values of A, B and AB of a kernel machine (svm, svm-bias, svm-soft, ridge, pca), the optimal value of \
      last-layer, or for gradient one coordinate for each hidden unit.

      A decimal without an error bar means a number rounded to it: it may be off by half a unit of its last digit. So 4.2e-3 is \
      4.2e-3 ± 0.05e-3, 2 is 2 ± 1/2, and 1e3 is 1e3 ± 500. Where a program drops trailing zeros, as printf's %g does, this is \
      wider than need be, but never wrong. A fraction such as 2/1 is exact, and so is every number with --exact. A solver's own \
      error is not known from its digits: give it with --errors, which replaces the half units.

      Values that no instance of this size can have are refused, with the bound that they break. Three negative values of svm, \
      svm-bias or svm-soft are taken for printed objectives (LIBSVM prints minus the dual value): their signs are dropped, with a \
      notice.

      Exit codes: 10 yes, 20 no, 0 undecided, 2 wrong usage, 3 impossible values.
      """)

  @Argument(help: "What `reduce -o` wrote.")
  var target: String

  @Option(
    parsing: .unconditional, help: "The values, separated by commas; or a file of them, `-` for standard input.")
  var values: String

  @Option(help: "How far each may be from the truth: one number, or one for each value, separated by commas.")
  var errors: String?

  @Flag(help: "Take the values for exact, decimals too.")
  var exact = false

  @Option(help: "How to print: text, json, or solver, as solvers of the problem do (s and v lines of sat).")
  var format: AnswerFormat = .text

  /// The command before its arguments are read.
  package init() {}

  /// Prints what the values mean for the source; leaves with 10 for yes, 20 for no, and 0 if they do not decide.
  package func run() throws {
    if exact, errors != nil { throw ValidationError("--exact says that there are no errors; leave out --errors") }
    let interpretation = try Interpretation(target: target)
    guard let problem = interpretation.target as? any SolverValues else {
      let name = interpretation.target.map { type(of: $0).name } ?? ""
      throw ValidationError("\(name) is not answered by a solver's values; `interpret --answer` reads its answers")
    }
    let printed = try valueTexts().map { try number($0, "--values") }
    guard printed.count == problem.valueCount else {
      throw ValidationError("--values has \(problem.valueCount) \(problem.valueMeaning), not \(printed.count) numbers")
    }
    let numbers = printed.map(\.value)
    var bounds = printed.map { exact ? 0 : $0.error }
    if let errors {
      let given = try errors.split(separator: ",", omittingEmptySubsequences: false)
        .map { try number(String($0), "--errors").value }
      guard given.count == 1 || given.count == numbers.count, given.allSatisfy({ $0 >= 0 }) else {
        throw ValidationError("--errors has one number or \(numbers.count), none negative")
      }
      bounds = numbers.indices.map { given.count == 1 ? given[0] : given[$0] }
    }
    let (answer, notice) = try Self.answer(of: problem, numbers, bounds)
    if let notice { StandardError.write("notice: \(notice)") }
    try interpretation.report(answer, format)
  }

  private static func answer(
    of problem: some SolverValues, _ values: [Rational], _ errors: [Rational]
  ) throws -> (json: Data, notice: String?) {
    let (answer, notice) = try problem.answer(values: values, errors: errors)
    return (Data(try json(answer).utf8), notice)
  }

  /// The numbers as they stand on the command line or in a file.
  private func valueTexts() throws -> [String] {
    let parts = values.split(separator: ",", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    if values != "-", parts.count > 1 || (try? Rational(parsing: values)) != nil { return parts }
    guard values == "-" || FileManager.default.fileExists(atPath: values) else { return parts }
    return String(decoding: try readFile(values), as: UTF8.self)
      .split(whereSeparator: { $0.isWhitespace || $0 == "," }).map(String.init)
  }

  private func number(_ text: String, _ option: String) throws -> PrintedValue {
    do { return try PrintedValue(parsing: text) } catch { throw ValidationError("\(option): \(error)") }
  }
}
