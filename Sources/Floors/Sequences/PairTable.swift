/// A set of symbols, found again by the pair of symbols that each stands for: open addressing, linear probing.
///
/// The pairs themselves stay with the owner, so that a slot is four bytes; the owner passes a closure that reads them.
package struct PairTable: Sendable {
  /// No symbol.
  @inlinable package static var none: UInt32 { UInt32.max }

  /// The symbol of each slot, or ``none``.
  @usableFromInline package var slots: [UInt32]
  /// How many slots have a symbol.
  @usableFromInline package var occupied = 0

  /// A table without symbols.
  @inlinable package init() { slots = Array(repeating: PairTable.none, count: 16) }

  /// The slot of the symbol whose pair is `key`, or the free slot where it belongs.
  @inlinable @inline(__always)
  func slot(of key: UInt64, pairOf: (UInt32) -> UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: mixed(key) >> 20) & mask
    while slots[slot] != PairTable.none, pairOf(slots[slot]) != key { slot = (slot + 1) & mask }
    return slot
  }

  /// The symbol whose pair is `key`; `candidate` takes the place if there was none.
  ///
  /// The owner has stored the candidate's pair already: the table reads it when it grows.
  ///
  /// - Complexity: O(1), expected and amortised.
  @inlinable @inline(__always)
  package mutating func symbol(for key: UInt64, orInsert candidate: UInt32, pairOf: (UInt32) -> UInt64) -> UInt32 {
    let found = slot(of: key, pairOf: pairOf)
    if slots[found] != PairTable.none { return slots[found] }
    slots[found] = candidate
    occupied += 1
    if occupied * 4 > slots.count * 3 { grow(pairOf: pairOf) }
    return candidate
  }

  /// The symbol whose pair is `key`, if there is one.
  ///
  /// - Complexity: O(1), expected.
  @inlinable @inline(__always)
  package func symbol(for key: UInt64, pairOf: (UInt32) -> UInt64) -> UInt32? {
    let found = slots[slot(of: key, pairOf: pairOf)]
    return found == PairTable.none ? nil : found
  }

  @inlinable
  mutating func grow(pairOf: (UInt32) -> UInt64) {
    let old = slots
    slots = Array(repeating: PairTable.none, count: old.count * 2)
    for symbol in old where symbol != PairTable.none { slots[slot(of: pairOf(symbol), pairOf: pairOf)] = symbol }
  }
}

/// The pair of two symbols as one word.
@inlinable @inline(__always)
package func packed(_ left: UInt32, _ right: UInt32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

/// A word whose every bit depends on every bit of `word` (the finaliser of SplitMix64).
@inlinable @inline(__always)
package func mixed(_ word: UInt64) -> UInt64 {
  var word = word
  word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
  word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
  return word ^ (word >> 31)
}
