import Text

/// Writes instances over one group as lines, many in a second.
///
///     let writer = try LegoLineWriter(group: group, form: .record)
///     var bytes: [UInt8] = []
///     try writer.append(sample, to: &bytes)        // what `encodeJSONLine(LegoRecord(sample))` gives, and a line break
///
/// The bytes are those of ``LegoInstance/text(_:)`` and of ``LegoRecord``; only the detour over strings is left out.
public struct LegoLineWriter: Sendable {
  /// What a line is.
  public enum Form: Sendable, Hashable {
    /// The text of the instance.
    case text
    /// A ``LegoRecord`` in JSON.
    case record
  }

  private let group: FiniteGroup
  private let format: LegoTextFormat
  private let form: Form
  private let name: [UInt8]
  private let elements: [[UInt8]]
  /// Whether JSON writes the names as they stand.
  private let isPlain: Bool

  /// A writer.
  ///
  /// - Parameters:
  ///   - group: that of the instances.
  ///   - format: how texts are written.
  ///   - form: what a line is.
  /// - Throws: ``LegoTextError`` if the format is for another group.
  public init(group: FiniteGroup, format: LegoTextFormat = .named, form: Form) throws(LegoTextError) {
    // Refused as the text of an instance would be.
    _ = try LegoInstance(group: group, trusted: []).text(format)
    (self.group, self.format, self.form) = (group, format, form)
    name = Array(group.name.utf8)
    elements = group.elements.map { Array($0.utf8) }
    isPlain = ([name] + elements).allSatisfy { word in
      word.allSatisfy { 32...126 ~= $0 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
    }
  }

  /// Appends the line of a sample, with its line break.
  ///
  /// - Precondition: the instance is over the group.
  /// - Throws: what the encoder of Foundation throws, for names that are not plain ASCII.
  /// - Complexity: O(size of the line).
  public func append(_ sample: LegoSample, to bytes: inout [UInt8]) throws {
    precondition(sample.instance.group == group, "instances over \(group.name)")
    switch form {
    case .text: appendText(sample.instance, to: &bytes)
    case .record where isPlain: appendRecord(sample, to: &bytes)
    case .record: bytes += try encodeJSONLine(LegoRecord(sample, format: format)).utf8
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private func letter(_ variable: LegoVariable) -> UInt8 { UInt8(ascii: "a") + UInt8(variable.index) }

  private func appendText(_ instance: LegoInstance, to bytes: inout [UInt8]) {
    if format == .named {
      bytes += name
      bytes.append(contentsOf: ": ".utf8)
    }
    for (slot, clause) in instance.clauses.enumerated() {
      switch format {
      case .named:
        if slot > 0 { bytes.append(contentsOf: "; ".utf8) }
        bytes.append(letter(clause.variable))
        bytes.append(contentsOf: " = ".utf8)
        bytes += elements[clause.operation]
        if let parent = clause.parent {
          bytes.append(contentsOf: " * ".utf8)
          bytes.append(letter(parent))
        }
      case .bertZ2:
        if clause.parent != nil { bytes.append(UInt8(ascii: " ")) }
        bytes.append(letter(clause.variable))
        bytes.append(contentsOf: " = ".utf8)
        if let parent = clause.parent {
          bytes += elements[clause.operation]
          bytes.append(UInt8(ascii: " "))
          bytes.append(letter(parent))
        } else {
          bytes.append(contentsOf: "val ".utf8)
          append(clause.operation, to: &bytes)
        }
        bytes.append(contentsOf: " , ".utf8)
      }
    }
  }

  /// The fields in the order of their names, as the encoder sorts them.
  private func appendRecord(_ sample: LegoSample, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: "{\"chain\":".utf8)
    list(sample.chain, to: &bytes) { quoted(letter($0), to: &$1) }
    bytes.append(contentsOf: ",\"clauses\":".utf8)
    list(sample.instance.clauses, to: &bytes) { clause, bytes in
      bytes.append(UInt8(ascii: "["))
      quoted(letter(clause.variable), to: &bytes)
      bytes.append(contentsOf: ",\"".utf8)
      bytes += elements[clause.operation]
      bytes.append(UInt8(ascii: "\""))
      if let parent = clause.parent {
        bytes.append(UInt8(ascii: ","))
        quoted(letter(parent), to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    }
    bytes.append(contentsOf: ",\"group\":\"".utf8)
    bytes += name
    bytes.append(contentsOf: "\",\"order\":".utf8)
    list(sample.order, to: &bytes) { position, bytes in
      if let position { append(position, to: &bytes) } else { bytes.append(contentsOf: "null".utf8) }
    }
    bytes.append(contentsOf: ",\"supervised\":".utf8)
    append(sample.supervised, to: &bytes)
    bytes.append(contentsOf: ",\"text\":\"".utf8)
    appendText(sample.instance, to: &bytes)
    bytes.append(contentsOf: "\",\"values\":".utf8)
    list(sample.values, to: &bytes) { append($0, to: &$1) }
    bytes.append(UInt8(ascii: "}"))
  }

  private func list<Item>(_ items: [Item], to bytes: inout [UInt8], _ item: (Item, inout [UInt8]) -> Void) {
    bytes.append(UInt8(ascii: "["))
    for (index, next) in items.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      item(next, &bytes)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private func quoted(_ letter: UInt8, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    bytes.append(letter)
    bytes.append(UInt8(ascii: "\""))
  }

  private func append(_ number: Int, to bytes: inout [UInt8]) {
    if 0...9 ~= number { return bytes.append(UInt8(ascii: "0") + UInt8(number)) }
    bytes.append(contentsOf: String(number).utf8)
  }
}
