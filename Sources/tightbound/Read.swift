import ArgumentParser
import Exact
import Foundation
import HardProblems
import Reductions

/// `tightbound read`
struct Read: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what a solver's three optimal values mean for the problem that was reduced to a kernel machine.",
    discussion: """
      Values are fractions or decimals; a decimal is taken to be right to half a unit of its last place, unless --errors says \
      more. Exit code 10 yes, 20 no, 0 undecided.
      """)

  @Argument(help: "What `reduce -o` wrote.")
  var target: String

  @Option(help: "The optimal values of A, B and AB, separated by commas.")
  var values: String

  @Option(help: "How far each may be from the truth: one number, or three separated by commas.")
  var errors: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    let texts = values.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard texts.count == 3 else { throw ValidationError("--values has three numbers, not \(texts.count)") }
    let numbers = try texts.map { try number($0, "--values") }
    var bounds = texts.map(Self.halfUnit)
    if let errors {
      let given = try errors.split(separator: ",", omittingEmptySubsequences: false)
        .map { try number(String($0), "--errors") }
      guard given.count == 1 || given.count == 3, given.allSatisfy({ $0 >= 0 }) else {
        throw ValidationError("--errors has one number or three, none negative")
      }
      bounds = (0..<3).map { given.count == 1 ? given[0] : given[$0] }
    }
    let answer = KernelValues(
      values: KernelValues.Triple(a: numbers[0], b: numbers[1], ab: numbers[2]),
      errors: KernelValues.Triple(a: bounds[0], b: bounds[1], ab: bounds[2]))
    try Interpretation(target: target).report(Data(try json(answer).utf8), format)
  }

  private func number(_ text: String, _ option: String) throws -> Rational {
    do { return try Rational(parsing: text) } catch { throw ValidationError("\(option): \(error)") }
  }

  /// Half a unit of the last place of a decimal; 0 for integers and fractions.
  static func halfUnit(_ text: String) -> Rational {
    guard text.contains(".") || text.lowercased().contains("e") else { return 0 }
    let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    let places = parts[0].split(separator: ".", omittingEmptySubsequences: false).dropFirst().first?.count ?? 0
    let exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) - places
    // A number that was read has no larger exponent than this.
    let ten = Integer(10).power(min(abs(exponent), 1_000_000))
    return exponent < 0 ? Rational(1, 2 * ten) : Rational(ten, 2)
  }
}
