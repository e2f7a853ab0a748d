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
    var bits = BitWriter()
    // A pair stands on the stack a second time, negated, for when its children are done.
    var stack = root.map { [$0] } ?? []
    var known = terminals.count
    while let symbol = stack.popLast() {
      if symbol < 0 {
        bits.add(1, width: 1)
        known += 1
      } else if symbol < known {
        bits.add(UInt64(symbol) << 1, width: 1 + Self.labelWidth(known))
      } else {
        stack += [-1, Int(right[symbol]), Int(left[symbol])]
      }
    }
    writer.bytes += bits.finished
    writer.add(writer.bytes.fnv1a)
    return writer.bytes
  }

  /// The bits of a symbol when there are this many.
  private static func labelWidth(_ count: Int) -> Int { Int.bitWidth - Swift.max(count - 1, 0).leadingZeroBitCount }

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
    var walk = BitReader(bytes[walkStart..<walkEnd])
    let (pairs, lengths) = try Self.pairs(&walk, terminals: terminals.count, count: Int(header[1]))
    guard walk.isFinished else { throw .init("walk", "there is more behind the root") }
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

  /// The pairs and their lengths, as the walk completes them.
  private static func pairs(
    _ walk: inout BitReader, terminals: Int, count: Int
  ) throws(ProgramContainerError) -> (pairs: [(left: UInt32, right: UInt32)], lengths: [Int]) {
    var pairs: [(left: UInt32, right: UInt32)] = []
    var lengths: [Int] = []
    guard terminals > 0 else { return (pairs, lengths) }
    var known: Set<UInt64> = []
    var (stack, seen): ([UInt32], Int) = ([], 0)
    func length(_ symbol: UInt32) -> Int { Int(symbol) < terminals ? 1 : lengths[Int(symbol) - terminals] }
    while pairs.count < count || stack.isEmpty {
      let (field, total) = ("pair \(pairs.count)", terminals + pairs.count)
      guard let isPair = walk.next(1) else { throw .init(field, "the walk ends before it") }
      if isPair == 0 {
        guard let symbol = walk.next(labelWidth(total)), symbol < UInt64(total) else {
          throw .init(field, "the walk ends, or names a symbol that does not exist yet")
        }
        if symbol < UInt64(terminals) {
          guard symbol <= UInt64(seen) else { throw .init(field, "terminal \(symbol) stands before terminal \(seen)") }
          seen = Swift.max(seen, Int(symbol) + 1)
        }
        stack.append(UInt32(symbol))
        continue
      }
      guard let right = stack.popLast(), let left = stack.popLast() else {
        throw .init(field, "it has no two children")
      }
      guard known.insert(UInt64(left) << 32 | UInt64(right)).inserted else {
        throw .init(field, "it has the children of another one")
      }
      let (sum, overflow) = length(left).addingReportingOverflow(length(right))
      guard !overflow else { throw .init(field, "it expands to more than \(Int.max) entries") }
      pairs.append((left, right))
      lengths.append(sum)
      stack.append(UInt32(total))
    }
    guard stack.count == 1 else { throw .init("walk", "\(stack.count) symbols are left, expected the root alone") }
    guard seen == terminals else { throw .init("terminals", "only \(seen) of \(terminals) occur") }
    return (pairs, lengths)
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

/// Puts bits together as bytes, from the lowest bit on.
private struct BitWriter {
  private var bytes: [UInt8] = []
  private var pending: UInt64 = 0
  private var pendingCount = 0

  /// Adds the lowest bits of a number.
  ///
  /// - Precondition: `width` is at most 33, and the number has no other bits.
  mutating func add(_ bits: UInt64, width: Int) {
    pending |= bits << UInt64(pendingCount)
    pendingCount += width
    while pendingCount >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: pending))
      pending >>= 8
      pendingCount -= 8
    }
  }

  /// The bytes, the last one filled up with 0.
  var finished: [UInt8] { pendingCount == 0 ? bytes : bytes + [UInt8(truncatingIfNeeded: pending)] }
}

/// Takes bits from bytes.
private struct BitReader {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private var pending: UInt64 = 0
  private var pendingCount = 0

  init(_ bytes: ArraySlice<UInt8>) { (self.bytes, position) = (bytes, bytes.startIndex) }

  /// The next bits, at most 32; nil where fewer are left.
  mutating func next(_ width: Int) -> UInt64? {
    while pendingCount < width {
      guard position < bytes.endIndex else { return nil }
      pending |= UInt64(bytes[position]) << UInt64(pendingCount)
      position += 1
      pendingCount += 8
    }
    let bits = pending & ((1 << UInt64(width)) - 1)
    pending >>= UInt64(width)
    pendingCount -= width
    return bits
  }

  /// Whether nothing is left but zeros that fill up the last byte.
  var isFinished: Bool { position == bytes.endIndex && pendingCount < 8 && pending == 0 }
}
