import Foundation

/// What tells a fault apart from all others, in words that outlast edits elsewhere in the file.
struct FaultKey: Codable, Hashable, Sendable {
  /// The file, from the root of the repository.
  var file: String
  /// The source line on which the faulty place begins, without the space around it.
  var line: String
  /// The text at that place.
  var original: String
  /// The text in its stead; see ``Fault/Kind`` for those that are no text.
  var mutated: String
  /// Which of the places in the file that agree in all of the above, from 1.
  var occurrence: Int

  /// Reads a file with a key in JSON on each line; a file that is not there has none.
  static func read(_ file: URL) throws -> Set<FaultKey> {
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    return Set(try lines.map { try JSONDecoder().decode(FaultKey.self, from: Data($0.utf8)) })
  }

  /// Appends to such a file.
  static func append(_ keys: [FaultKey], to file: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var text = FileManager.default.contents(atPath: file.path) ?? Data()
    for key in keys { text += try encoder.encode(key) + Data("\n".utf8) }
    try text.write(to: file)
  }
}

/// One small error in the source of a module, of the sort that a tired person makes.
struct Fault: Codable, Sendable {
  /// What is wrong.
  enum Kind: String, Codable, Sendable {
    /// Another operator, or one operand of a compound condition left out.
    case op
    /// A comparison that is off by equality, or reversed.
    case comparison
    /// A number one more or one less, a Boolean that is the other one.
    case constant
    /// A range that is one longer or shorter.
    case range
    /// A branch, loop or guard whose condition always holds or never.
    case branch
    /// A direction of rounding, an end or an extreme that is the opposite one.
    case direction
    /// A statement left out.
    case statement
  }

  /// The number by which the built program knows the fault.
  var number: Int
  var module: String
  var kind: Kind
  var key: FaultKey
  /// Where it is in the unchanged file, for the reader.
  var row: Int
  var column: Int

  /// The fault in one line.
  var summary: String { "\(key.file):\(row):\(column): \(flat(key.original)) → \(flat(key.mutated))" }

  private func flat(_ text: String) -> String {
    let joined = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return joined.count > 90 ? joined.prefix(60) + " … " + joined.suffix(25) : joined
  }
}
