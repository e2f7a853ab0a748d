import ArgumentParser
import Console
import Formats
import Foundation
import Reasoning
import Text

/// `tightbound lego`
struct Lego: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lego",
    abstract: "Chains of reasoning: instances, exact transformers, ceilings of shortcuts, scores.",
    discussion: """
      An instance of LEGO is a set of clauses such as “y = r2 * m”: a variable is an element of a group applied to another variable. \
      Groups are Zn, Dn, Sn, An with a number n, Q8, products such as Z2xZ3, or a file .json with elements and table. Instances are \
      read from JSON Lines or from lines of text.
      """,
    subcommands: [
      LegoGenerate.self, LegoSolve.self, LegoRunCommand.self, LegoCeiling.self, LegoScore.self,
      LegoAttentionCommand.self,
      LegoCost.self, LegoTrain.self,
    ])
}

/// Which group.
struct LegoGroupOption: ParsableArguments {
  @Option(help: "The group: Z2, D3, A5, Q8, Z2xZ3, … or a file .json with its table.")
  var group = "Z2"

  /// The group of the name or file.
  func read() throws -> FiniteGroup {
    guard group.hasSuffix(".json") else {
      do { return try FiniteGroup.named(group) } catch { throw ValidationError("--group: \(error)") }
    }
    let data = try readFile(group)
    return try inFile(group) {
      do { return try decodeStrictly(FiniteGroupFile.self, from: data).group() } catch let error as DecodingError {
        throw CommandError("\(group): no group with name, elements and table: \(error.localizedReason)")
      }
    }
  }
}

extension DecodingError {
  /// Which field is wrong, and how.
  fileprivate var localizedReason: String {
    switch self {
    case .keyNotFound(let key, _): "\(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      context.codingPath.map(\.stringValue).joined(separator: ".") + " " + context.debugDescription
    @unknown default: "\(self)"
    }
  }
}

/// A file of instances.
struct LegoInstances: ParsableArguments {
  @Argument(help: "Instances: JSON Lines or text, one in each line; `-` is standard input.")
  var instances: String

  @Option(help: "How lines of text are written: named or bert-z2.")
  var textFormat: LegoTextFormat = .named

  @Option(help: "The group of the instances, if it is given by a file .json.")
  var group: String?

  /// Calls `body` with each instance, its main chain if the line says which it is, and the number of its line.
  func each(_ body: (LegoInstance, LegoSample?, Int) throws -> Void) throws {
    let expected = try group.map { name in
      var option = try LegoGroupOption.parse([])
      option.group = name
      return try option.read()
    }
    let data = try readFile(instances)
    // A group's axioms are verified once, not for each line that names it.
    var last: FiniteGroup?
    func known(_ name: some StringProtocol) -> FiniteGroup? {
      expected ?? (last.map { $0.name == name } == true ? last : nil)
    }
    try inFile(instances) {
      for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
        guard let first = line.first(where: { $0 != 32 && $0 != 9 && $0 != 13 }) else { continue }
        if first == UInt8(ascii: "{") {
          let record: LegoRecord = try decodeJSONLine(Data(line), number: index + 1)
          let sample: LegoSample
          do { sample = try record.sample(in: known(record.group)) } catch {
            throw LineError(line: index + 1, error: "\(error)")
          }
          last = sample.instance.group
          try body(sample.instance, sample, index + 1)
        } else {
          let text = String(decoding: line, as: UTF8.self)
          let instance: LegoInstance
          let group = known(text.prefix { $0 != ":" }.trimmingCharacters(in: .whitespaces))
          do throws(LegoTextError) { instance = try LegoInstance(text, format: textFormat, group: group) } catch {
            throw LineError(
              line: index + 1, error: "column \(error.column): found \(error.found); expected \(error.expected)")
          }
          last = instance.group
          try body(instance, nil, index + 1)
        }
      }
    }
  }
}

extension LegoTextFormat: ExpressibleByArgument {}
