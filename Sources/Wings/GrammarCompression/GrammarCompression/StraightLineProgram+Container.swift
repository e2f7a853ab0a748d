// The container of a compressed vector. All numbers are little-endian.
//
//     "TBGV"                          4 bytes
//     version 1, 0, 0, 0              4 bytes
//     terminals, pairs, entries       3 numbers of 8 bytes
//     length of the terminals' text   8 bytes
//     the terminals                   text, each followed by a newline, in the order of their first occurrence
//     the walk                        bits, from the lowest of each byte on, the last byte filled up with 0
//     FNV-1a of all that              8 bytes
//
// The walk goes through the derivation from left to right, and into each pair once only: 0 and a symbol, for a terminal or for a pair
// that has been completed; 1 where the two symbols or pairs before it become a pair, which has the next number. A symbol has as many bits
// as the greatest number that there is by then. So a pair costs about 2 bits and one number, not two. This is the post-order form
// of Maruyama, Tabei, Sakamoto and Sadakane, "Fully-online grammar compression" (SPIRE 2013).

extension StraightLineProgram where Value: LosslessStringConvertible {
  /// The program as bytes, which `init(decoding:)` reads.
  ///
  /// - Complexity: O(n), but for the length of the entries.
  public var container: [UInt8] {
    var writer = ByteWriter()
    writer.bytes += Array("TBGV".utf8) + [1, 0, 0, 0]
    let text = terminals.map { "\($0)\n" }.joined()
    for count in [terminals.count, size - terminals.count, count, text.utf8.count] { writer.add(UInt64(count)) }
    writer.bytes += Array(text.utf8)
    writer.bytes += ProgramWalk(left: left, right: right, terminals: terminals.count).bytes
    writer.add(writer.bytes.fnv1a)
    return writer.bytes
  }

  /// Reads what `container` is.
  ///
  /// - Throws: ``ProgramContainerError`` for bytes that are not a container, were cut or changed, or break the invariant of the type.
  /// - Complexity: O(bytes), expected; no more memory is taken than the bytes call for.
  public init(decoding bytes: [UInt8]) throws(ProgramContainerError) {
    guard bytes.count >= 48, bytes.starts(with: "TBGV".utf8) else {
      throw .init("magic", "found \(bytes.count) bytes that do not begin with TBGV and a header")
    }
    guard bytes[4...7].elementsEqual([1, 0, 0, 0]) else {
      throw .init("version", "found \(bytes[4...7].map(\.description).joined(separator: " ")), expected 1 0 0 0")
    }
    guard Self.number(bytes, at: bytes.count - 8) == bytes.dropLast(8).fnv1a else {
      throw .init("checksum", "the bytes were changed, or some are missing")
    }
    let header = (0..<4).map { Self.number(bytes, at: 8 + 8 * $0) }
    let walkEnd = bytes.count - 8
    guard header[3] <= UInt64(walkEnd - 40) else {
      throw .init("terminals", "a text of \(header[3]) bytes, but only \(walkEnd - 40) are left")
    }
    let walkStart = 40 + Int(header[3])
    let terminals = try Self.terminals(bytes[40..<walkStart], count: header[0])
    // Two bits for each pair, at least.
    guard header[1] <= UInt64(walkEnd - walkStart) * 4, terminals.count + Int(header[1]) < Int(Self.none) else {
      throw .init("pairs", "found \(header[1]), more than \(walkEnd - walkStart) bytes can hold")
    }
    guard terminals.isEmpty == (walkStart == walkEnd) else {
      throw .init("walk", "\(terminals.count) terminals and \(walkEnd - walkStart) bytes")
    }
    let (pairs, lengths) = try ProgramWalk.pairs(
      bytes[walkStart..<walkEnd], terminals: terminals.count, count: Int(header[1]))
    self.init(terminals: terminals, pairs: pairs, lengths: lengths)
    guard UInt64(count) == header[2] else {
      throw .init("entries", "found \(header[2]), but the pairs expand to \(count)")
    }
  }

  private static func number(_ bytes: [UInt8], at start: Int) -> UInt64 {
    bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func terminals(
    _ text: ArraySlice<UInt8>, count: UInt64
  ) throws(ProgramContainerError) -> [Value] {
    var values: [Value] = []
    var seen: Set<Value> = []
    guard text.isEmpty || text.last == 10 else { throw .init("terminals", "the last one has no end") }
    for line in text.dropLast().split(separator: 10, omittingEmptySubsequences: false) where !text.isEmpty {
      let word = String(decoding: line, as: UTF8.self)
      guard let value = Value(word), value.description == word else {
        throw .init("terminal \(values.count)", "found “\(word.prefix(40))”, which is no entry")
      }
      guard seen.insert(value).inserted else { throw .init("terminal \(values.count)", "\(word) stands there twice") }
      values.append(value)
    }
    guard UInt64(values.count) == count else {
      throw .init("terminals", "found \(values.count), expected \(count)")
    }
    return values
  }
}

/// Why bytes are not the container of a compressed vector.
public struct ProgramContainerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The part of the container.
  public let field: String
  /// What was found there, and what was expected.
  public let reason: String

  init(_ field: String, _ reason: String) { (self.field, self.reason) = (field, reason) }

  public var description: String { "\(field): \(reason)" }
}
