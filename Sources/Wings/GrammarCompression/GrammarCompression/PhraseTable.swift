import Foundation
import Sequences

/// The different phrases that a stream of bytes was cut into, each with a number.
///
/// Where a phrase ends depends on the eight bytes before that place alone, so that two copies of a text are cut at the same places
/// but near their ends and near what was edited: they have nearly all phrases in common, however far apart they are.
struct PhraseTable: Sendable {
  /// A phrase has at least this many bytes, but for the last one of the stream.
  static let shortest = 64
  /// A phrase has at most this many bytes.
  static let longest = 4096
  /// Behind the shortest length, one place of so many is an end.
  static let meanRest: UInt64 = 192

  /// The different phrases, one after the other.
  private(set) var text: [UInt8] = []
  /// Where each phrase begins in the text, and behind the last one's beginning the end.
  private(set) var starts = [0]
  /// The symbol of each phrase in the grammar; `PairTable.none` as long as it has none.
  var symbols: [UInt32] = []
  private var hashes: [UInt64] = []
  private var slots = [UInt32](repeating: PairTable.none, count: 1 << 10)

  /// The number of different phrases.
  var count: Int { hashes.count }

  /// The length of the phrase that bytes begin with; nil if that depends on bytes that have not come yet.
  ///
  /// - Parameter isEnd: Whether no more bytes come.
  static func phraseLength(of bytes: UnsafeRawBufferPointer, isEnd: Bool) -> Int? {
    let limit = min(bytes.count, longest)
    var length = shortest
    while length <= limit {
      let window = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self))
      // The highest bits of the product depend on all bits of the window.
      if (window &* 0x9e37_79b9_7f4a_7c15) < UInt64.max / meanRest { return length }
      length += 1
    }
    if limit == longest { return longest }
    return isEnd && limit > 0 ? limit : nil
  }

  /// The number of a phrase; a new one gets the next, and has no symbol.
  ///
  /// - Complexity: O(length), expected.
  mutating func number(of phrase: UnsafeRawBufferPointer) -> Int {
    let hash = Self.hash(phrase)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash >> 20) & mask
    while slots[slot] != PairTable.none {
      let known = Int(slots[slot])
      if hashes[known] == hash, isPhrase(known, phrase) { return known }
      slot = (slot + 1) & mask
    }
    slots[slot] = UInt32(count)
    hashes.append(hash)
    symbols.append(PairTable.none)
    text.append(contentsOf: phrase)
    starts.append(text.count)
    if count * 4 > slots.count * 3 { grow() }
    return count - 1
  }

  private func isPhrase(_ number: Int, _ phrase: UnsafeRawBufferPointer) -> Bool {
    let range = starts[number]..<starts[number + 1]
    guard range.count == phrase.count, let other = phrase.baseAddress else { return false }
    return text.withUnsafeBytes { memcmp($0.baseAddress! + range.lowerBound, other, range.count) } == 0
  }

  private mutating func grow() {
    slots = Array(repeating: PairTable.none, count: slots.count * 2)
    let mask = slots.count - 1
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash >> 20) & mask
      while slots[slot] != PairTable.none { slot = (slot + 1) & mask }
      slots[slot] = UInt32(number)
    }
  }

  /// A hash of a phrase.
  static func hash(_ phrase: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(phrase.count)
    var offset = 0
    while offset + 8 <= phrase.count {
      hash = mixed(hash ^ phrase.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    for byte in phrase[offset...] { hash = hash &* 257 &+ UInt64(byte) }
    return mixed(hash)
  }
}
