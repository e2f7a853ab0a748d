import ArgumentParser
import Exact
import Foundation
import HardProblems
import Reductions

/// `tightbound read`
struct Read: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what a solver's values mean for the problem that was reduced to what it solves.",
    discussion: """
      Of a kernel machine (svm, svm-bias, svm-soft, ridge, pca) the three optimal values of A, B and AB; of last-layer its \
      optimal value; of gradient a coordinate for each hidden unit.
      Values are fractions or decimals; a decimal is taken to be right to half a unit of its last place, unless --errors says \
      more. Exit code 10 yes, 20 no, 0 undecided.
      """)

  @Argument(help: "What `reduce -o` wrote.")
  var target: String

  @Option(
    parsing: .unconditional, help: "The values, separated by commas; or a file of them, `-` for standard input.")
  var values: String

  @Option(help: "How far each may be from the truth: one number, or one for each value, separated by commas.")
  var errors: String?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    let interpretation = try Interpretation(target: target)
    guard let problem = interpretation.target as? any SolverValues else {
      let name = interpretation.target.map { type(of: $0).name } ?? ""
      throw ValidationError("\(name) is not answered by a solver's values; `interpret --answer` reads its answers")
    }
    let texts = try valueTexts()
    guard texts.count == problem.valueCount else {
      throw ValidationError("--values has \(problem.valueCount) \(problem.valueMeaning), not \(texts.count) numbers")
    }
    let numbers = try texts.map { try number($0, "--values") }
    var bounds = texts.map(Self.halfUnit)
    if let errors {
      let given = try errors.split(separator: ",", omittingEmptySubsequences: false)
        .map { try number(String($0), "--errors") }
      guard given.count == 1 || given.count == numbers.count, given.allSatisfy({ $0 >= 0 }) else {
        throw ValidationError("--errors has one number or \(numbers.count), none negative")
      }
      bounds = numbers.indices.map { given.count == 1 ? given[0] : given[$0] }
    }
    let answer = try problem.answer(values: numbers, errors: bounds)
    try interpretation.report(answer, format)
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

/// A problem that a solver answers by numbers.
private protocol SolverValues: Problem {
  /// How many there are.
  var valueCount: Int { get }
  /// What they are, in words that follow their number.
  var valueMeaning: String { get }
  /// The answer that they are, as JSON; `errors` has one for each.
  func answer(values: [Rational], errors: [Rational]) throws -> Data
}

extension KernelInstance: SolverValues {
  fileprivate var valueCount: Int { 3 }
  fileprivate var valueMeaning: String { "optimal values, of A, B and AB" }
  fileprivate func answer(values: [Rational], errors: [Rational]) throws -> Data {
    func triple(_ numbers: [Rational]) -> KernelValues.Triple { .init(a: numbers[0], b: numbers[1], ab: numbers[2]) }
    return Data(try json(KernelValues(values: triple(values), errors: triple(errors))).utf8)
  }
}

extension LastLayer: SolverValues {
  fileprivate var valueCount: Int { 1 }
  fileprivate var valueMeaning: String { "optimal value" }
  fileprivate func answer(values: [Rational], errors: [Rational]) throws -> Data {
    Data(try json(LastLayerAnswer(value: values[0], error: errors[0])).utf8)
  }
}

extension BatchGradient: SolverValues {
  fileprivate var valueCount: Int { unitCount }
  fileprivate var valueMeaning: String { "coordinates, one for each hidden unit" }
  fileprivate func answer(values: [Rational], errors: [Rational]) throws -> Data {
    Data(try json(GradientAnswer(gradient: values, errors: errors)).utf8)
  }
}
