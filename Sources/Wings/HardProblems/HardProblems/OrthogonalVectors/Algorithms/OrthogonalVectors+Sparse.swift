import Exact

extension OrthogonalVectors {
  /// The most subsets of ones of vectors of B that ``OrthogonalVectorsAlgorithm/sparse`` keeps: at most 512 MiB.
  public static let mostSubsets = 1 << 24

  /// The orthogonal pairs, by inclusion and exclusion over the ones of each vector: the number of partners of a is
  /// Σ (−1)^|s| c(s) over all s ⊆ a, where c(s) is the number of vectors of B that contain s.
  ///
  /// The subsets of the vectors of B stand in a tree; a subset of a that is not in it has c(s) = 0, and so have its
  /// supersets. Coordinates where the other side has no one are left out.
  ///
  /// - Throws: ``OrthogonalVectorsError/tooManySubsets(limit:)``.
  /// - Complexity: O(Σ 2^|a| + Σ 2^|b|) expected time, and O(Σ 2^|b|) space at most.
  func pairsByInclusionExclusion() throws(OrthogonalVectorsError) -> PairAnswer {
    let (onesLeft, onesRight) = (left.onesInColumns, right.onesInColumns)
    let shared = (0..<dimension).map { onesLeft[$0] > 0 && onesRight[$0] > 0 }
    let (a, b) = (left.ones(where: shared), right.ones(where: shared))
    // Lists of a may be longer, as most of their subsets are not met.
    guard Self.subsets(b, atMost: Self.mostSubsets), Self.subsets(a, atMost: Self.mostSubsets << 6) else {
      throw .tooManySubsets(limit: Self.mostSubsets)
    }
    var tree = SubsetTree()
    for ones in b { tree.insertSubsets(of: ones) }
    var (pairs, first): (Integer, Int?) = (0, nil)
    for (i, ones) in a.enumerated() {
      let partners = tree.alternatingSum(over: ones)
      if partners > 0, first == nil { first = i }
      pairs += Integer(partners)
    }
    return PairAnswer(count: pairs, witness: first.flatMap { firstPair(in: $0..<$0 + 1, 0..<right.rows) })
  }

  private static func subsets(_ lists: [[UInt32]], atMost limit: Int) -> Bool {
    var total = 0
    for ones in lists {
      guard ones.count < 40 else { return false }
      total += 1 << ones.count
      if total > limit { return false }
    }
    return true
  }
}

/// Sets of coordinates as paths from a root, with how often each was inserted.
///
/// A child is found by a hash table of (parent, coordinate) with linear probing: a path of k coordinates costs k probes,
/// and sets of any dimension compare exactly.
private struct SubsetTree {
  /// A set that was inserted; key, name and count lie in one line of the cache.
  private struct Node {
    /// The number of its parent, and the coordinate that it has beyond it.
    var key: UInt64 = 0
    /// Its number, from 1; 0 where the slot is free.
    var number: UInt32 = 0
    /// c(s).
    var count: UInt32 = 0
  }

  private var slots = [Node](repeating: Node(), count: 1 << 10)
  private var sets: UInt32 = 0
  /// How often the empty set was inserted.
  private var total = 0

  /// Counts each subset once. There are fewer than 2³² sets, and none occurs more often than there are vectors.
  mutating func insertSubsets(of ones: [UInt32]) {
    total += 1
    // Room for all of them, so that the table stays in its place meanwhile.
    while 4 * (Int(sets) + 1 << ones.count) > 3 * slots.count { grow() }
    let mask = slots.count - 1
    slots.withUnsafeMutableBufferPointer { slots in
      ones.withUnsafeBufferPointer { Self.insert(below: 0, $0, from: 0, slots, mask, &sets) }
    }
  }

  private static func insert(
    below parent: UInt32, _ ones: UnsafeBufferPointer<UInt32>, from start: Int,
    _ slots: UnsafeMutableBufferPointer<Node>, _ mask: Int, _ sets: inout UInt32
  ) {
    for k in start..<ones.count {
      let key = key(parent, ones[k])
      let slot = slot(key, UnsafeBufferPointer(slots), mask)
      if slots[slot].number == 0 {
        sets += 1
        slots[slot] = Node(key: key, number: sets)
      }
      slots[slot].count += 1
      insert(below: slots[slot].number, ones, from: k + 1, slots, mask, &sets)
    }
  }

  /// Σ (−1)^|s| c(s) over the subsets.
  func alternatingSum(over ones: [UInt32]) -> Int {
    slots.withUnsafeBufferPointer { slots in
      ones.withUnsafeBufferPointer { total - Self.alternatingSum(below: 0, $0, from: 0, slots, slots.count - 1) }
    }
  }

  /// Σ (−1)^(|s| − 1) c(p ∪ s) over the nonempty sets s of the ones from `start` on, where p is the parent.
  private static func alternatingSum(
    below parent: UInt32, _ ones: UnsafeBufferPointer<UInt32>, from start: Int, _ slots: UnsafeBufferPointer<Node>,
    _ mask: Int
  ) -> Int {
    var sum = 0
    for k in start..<ones.count {
      let node = slots[slot(key(parent, ones[k]), slots, mask)]
      if node.number != 0 {
        sum += Int(node.count) - alternatingSum(below: node.number, ones, from: k + 1, slots, mask)
      }
    }
    return sum
  }

  private static func key(_ parent: UInt32, _ coordinate: UInt32) -> UInt64 {
    UInt64(parent) << 32 | UInt64(coordinate)
  }

  /// The slot of a key, or the free one where it belongs.
  private static func slot(_ key: UInt64, _ slots: UnsafeBufferPointer<Node>, _ mask: Int) -> Int {
    // Fibonacci hashing: only the uppermost bits of the product depend on all of the key.
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> UInt64(mask.leadingZeroBitCount))
    while slots[slot].number != 0, slots[slot].key != key { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    var larger = [Node](repeating: Node(), count: 2 * slots.count)
    larger.withUnsafeMutableBufferPointer { larger in
      for node in slots where node.number != 0 {
        larger[Self.slot(node.key, UnsafeBufferPointer(larger), larger.count - 1)] = node
      }
    }
    slots = larger
  }
}

extension BitMatrix {
  /// The numbers of the columns where each row has ones, ascending, among those selected.
  fileprivate func ones(where isSelected: [Bool]) -> [[UInt32]] {
    (0..<rows).map { i in
      var ones: [UInt32] = []
      for w in 0..<wordsPerRow {
        var rest = words[i * wordsPerRow + w]
        while rest != 0 {
          let column = w << 6 + rest.trailingZeroBitCount
          if isSelected[column] { ones.append(UInt32(column)) }
          rest &= rest - 1
        }
      }
      return ones
    }
  }
}
