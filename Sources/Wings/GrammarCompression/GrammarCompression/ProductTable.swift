import Sequences

/// The memo of a product: a value for each key (left symbol, right symbol, offset), in the order of insertion.
///
/// Entries lie in one array; a slot of the hash table holds 32 bits of the hash and the number of an entry. A probe that
/// misses thus seldom leaves the table, which takes 8 bytes a slot; an entry takes 24 bytes with word-sized values.
struct ProductTable<Scalar: Sendable>: Sendable {
  struct Entry: Sendable {
    var left: UInt32
    var right: UInt32
    var offset: Int
    var value: Scalar
  }

  /// A table counts its entries with 32 bits, and keeps one number for the empty slot.
  static var capacity: Int { Int(UInt32.max) - 1 }

  private(set) var entries: [Entry] = []
  /// The high half is the high half of the hash, the low half the number of the entry plus 1; 0 if the slot is free.
  private var slots: [UInt64] = Array(repeating: 0, count: 1 << 10)

  @inline(__always)
  static func hash(_ left: UInt32, _ right: UInt32, _ offset: Int) -> UInt64 {
    mixed(packed(left, right) &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(bitPattern: Int64(offset)))
  }

  /// The value stored for a key whose hash is `hash`.
  ///
  /// - Complexity: O(1), expected.
  @inline(__always)
  func value(_ left: UInt32, _ right: UInt32, _ offset: Int, hash: UInt64) -> Scalar? {
    number(left, right, offset, hash: hash).map { entries[$0].value }
  }

  /// The number of the entry for a key whose hash is `hash`.
  @inline(__always)
  private func number(_ left: UInt32, _ right: UInt32, _ offset: Int, hash: UInt64) -> Int? {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let found = slots[slot]
      if found == 0 { return nil }
      if found >> 32 == hash >> 32 {
        let number = Int(truncatingIfNeeded: found & 0xffff_ffff) - 1
        if entries[number].left == left, entries[number].right == right, entries[number].offset == offset {
          return number
        }
      }
      slot = (slot + 1) & mask
    }
  }

  /// Changes the value stored for a key, if there is one.
  ///
  /// - Returns: Whether there is.
  /// - Complexity: O(1), expected.
  @inline(__always)
  mutating func update(
    _ left: UInt32, _ right: UInt32, _ offset: Int, hash: UInt64, _ change: (inout Scalar) -> Void
  ) -> Bool {
    guard let number = number(left, right, offset, hash: hash) else { return false }
    change(&entries[number].value)
    return true
  }

  /// Adds an entry; its key must be new, and there must be room.
  ///
  /// - Complexity: O(1), amortised.
  @inline(__always)
  mutating func insert(_ entry: Entry, hash: UInt64) {
    entries.append(entry)
    place(hash & 0xffff_ffff_0000_0000 | UInt64(entries.count), hash: hash)
    if entries.count * 4 > slots.count * 3 { grow() }
  }

  @inline(__always)
  private mutating func place(_ content: UInt64, hash: UInt64) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    slots[slot] = content
  }

  private mutating func grow() {
    let count = slots.count * 2
    slots = []  // Releases the old table before the new one is allocated: the entries suffice to rebuild it.
    slots = Array(repeating: 0, count: count)
    for (index, entry) in entries.enumerated() {
      let hash = Self.hash(entry.left, entry.right, entry.offset)
      place(hash & 0xffff_ffff_0000_0000 | UInt64(index + 1), hash: hash)
    }
  }
}
