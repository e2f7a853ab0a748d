import Sequences

/// The walk of a container: bits that go through a derivation from left to right, and into each pair once only.
///
/// It does not depend on the type of the entries, and is not generic, so that one compilation is fast for all.
struct ProgramWalk {
  /// The children of each symbol, as `StraightLineProgram` has them.
  let left: [UInt32]
  let right: [UInt32]
  let terminals: Int

  /// The bits of a symbol when there are this many.
  static func labelWidth(_ count: Int) -> Int { Int.bitWidth - max(count - 1, 0).leadingZeroBitCount }

  /// The walk from the last symbol, the last byte filled up with 0.
  ///
  /// - Complexity: O(n); no recursion.
  var bytes: [UInt8] {
    var bits = BitWriter()
    // A pair stands on the stack a second time, negated, for when its children are done.
    var stack = left.isEmpty ? [] : [left.count - 1]
    var known = terminals
    while let symbol = stack.popLast() {
      if symbol < 0 {
        bits.add(1, width: 1)
        known += 1
      } else if symbol < known {
        bits.add(UInt64(symbol) << 1, width: 1 + Self.labelWidth(known))
      } else {
        stack.append(-1)
        stack.append(Int(right[symbol]))
        stack.append(Int(left[symbol]))
      }
    }
    return bits.finished
  }

  /// The number of bits of a walk of so many pairs over so many terminals: a bit for each pair, and for each symbol that is named.
  ///
  /// A walk names one symbol more than it has pairs; which ones it names does not matter, but when: while `known` symbols are there,
  /// a name has `labelWidth(known)` bits. Names are nearly spread evenly over the pairs, which is exact up to a bit for each power of 2.
  static func expectedBits(terminals: Int, pairs: Int) -> Int {
    var bits = 2 * pairs + 1 + labelWidth(terminals)
    var known = terminals
    while known < terminals + pairs {
      let next = min(max(1 << labelWidth(known), known + 1), terminals + pairs)
      bits += (next - known) * labelWidth(known)
      known = next
    }
    return bits
  }

  /// The pairs and their lengths, as a walk completes them.
  ///
  /// - Throws: ``ProgramContainerError``.
  /// - Complexity: O(bytes), expected; no more memory is taken than the bytes call for.
  static func pairs(
    _ bytes: ArraySlice<UInt8>, terminals: Int, count: Int
  ) throws(ProgramContainerError) -> (pairs: [(left: UInt32, right: UInt32)], lengths: [Int]) {
    var walk = BitReader(bytes)
    var pairs: [(left: UInt32, right: UInt32)] = []
    var lengths: [Int] = []
    guard terminals > 0 else {
      try requireEnd(walk)
      return (pairs, lengths)
    }
    // A pair has two bits of the walk at least.
    pairs.reserveCapacity(min(count, 4 * bytes.count))
    lengths.reserveCapacity(min(count, 4 * bytes.count))
    var known = PairSet()
    var (stack, seen): ([UInt32], Int) = ([], 0)
    func length(_ symbol: UInt32) -> Int { Int(symbol) < terminals ? 1 : lengths[Int(symbol) - terminals] }
    while pairs.count < count || stack.isEmpty {
      let total = terminals + pairs.count
      // The name of what is read is made only where it is needed.
      func wrong(_ reason: String) -> ProgramContainerError { .init("pair \(pairs.count)", reason) }
      guard let isPair = walk.next(1) else { throw wrong("the walk ends before it") }
      if isPair == 0 {
        guard let symbol = walk.next(labelWidth(total)), symbol < UInt64(total) else {
          throw wrong("the walk ends, or names a symbol that does not exist yet")
        }
        if symbol < UInt64(terminals) {
          guard symbol <= UInt64(seen) else { throw wrong("terminal \(symbol) stands before terminal \(seen)") }
          seen = max(seen, Int(symbol) + 1)
        }
        stack.append(UInt32(symbol))
        continue
      }
      guard let right = stack.popLast(), let left = stack.popLast() else { throw wrong("it has no two children") }
      let (sum, overflow) = length(left).addingReportingOverflow(length(right))
      guard !overflow else { throw wrong("it expands to more than \(Int.max) entries") }
      guard known.insert(packed(left, right)) else { throw wrong("it has the children of another one") }
      pairs.append((left, right))
      lengths.append(sum)
      stack.append(UInt32(total))
    }
    guard stack.count == 1 else {
      throw .init("walk", "\(stack.count) symbols are left, expected the root alone")
    }
    guard seen == terminals else { throw .init("terminals", "only \(seen) of \(terminals) occur") }
    try requireEnd(walk)
    return (pairs, lengths)
  }

  private static func requireEnd(_ walk: BitReader) throws(ProgramContainerError) {
    guard walk.isFinished else { throw .init("walk", "there is more behind the root") }
  }
}

/// Pairs of symbols, of which only is asked whether they are there: open addressing, linear probing, the pairs in the slots.
///
/// With slots of 4 bytes that name pairs elsewhere, as `PairTable` has them, a third of the time to read and expand 100 MB went into them.
private struct PairSet {
  /// Half of the slots at most are taken; no pair has all bits set.
  private var slots = [UInt64](repeating: .max, count: 16)
  private var count = 0

  /// Puts a pair in; false if it is there.
  mutating func insert(_ pair: UInt64) -> Bool {
    if 2 * count >= slots.count { grow() }
    return slots.withUnsafeMutableBufferPointer { slots in
      let slot = Self.slot(of: pair, UnsafeBufferPointer(slots))
      guard slots[slot] == .max else { return false }
      slots[slot] = pair
      count += 1
      return true
    }
  }

  private static func slot(of pair: UInt64, _ slots: UnsafeBufferPointer<UInt64>) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: mixed(pair) >> 20) & mask
    while slots[slot] != .max, slots[slot] != pair { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: .max, count: 2 * old.count)
    slots.withUnsafeMutableBufferPointer { slots in
      for pair in old where pair != .max { slots[Self.slot(of: pair, UnsafeBufferPointer(slots))] = pair }
    }
  }
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
