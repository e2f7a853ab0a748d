import Foundation
import Problems

/// An answer as it was given: the JSON itself, or a file of JSON or of what a solver of the problem printed.
struct AnswerFile {
  private let data: Data
  private let name: String

  /// Reads the answer from an option's value: JSON, a file, or `-`.
  init(_ option: String) throws {
    (data, name) =
      option.hasPrefix("{")
      ? (Data(option.utf8), "the answer") : (try readFile(option), option == "-" ? "standard input" : option)
  }

  /// The answer as JSON: as it stands, or made of what a solver printed, for problems that have such a form.
  func json(for instance: any Problem) throws -> Data {
    let first = data.first { !Set(" \t\r\n".utf8).contains($0) }
    guard first != UInt8(ascii: "{"), let instance = instance as? any SolverText else { return data }
    return try Self.json(try readText(data, name), instance, name)
  }

  private static func json(_ text: String, _ instance: some SolverText, _ name: String) throws -> Data {
    Data(try Console.json(try inFile(name) { try instance.answer(solverText: text) }, pretty: false).utf8)
  }
}
