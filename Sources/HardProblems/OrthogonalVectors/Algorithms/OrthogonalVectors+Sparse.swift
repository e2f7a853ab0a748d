import Exact

extension OrthogonalVectors {
  /// The most subsets of ones of vectors of B that ``OrthogonalVectorsAlgorithm/sparse`` keeps.
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
  /// c(s) by node; the root is the empty set.
  private var counts: [Int] = [0]
  private var keys: [UInt64]
  /// The node of a key; 0, which is nobody's child, where the slot is free.
  private var nodes: [UInt32]
  private var mask: Int

  init() {
    mask = (1 << 10) - 1
    (keys, nodes) = (Array(repeating: 0, count: mask + 1), Array(repeating: 0, count: mask + 1))
  }

  /// Counts each subset once.
  mutating func insertSubsets(of ones: [UInt32]) { insert(below: 0, ones[...]) }

  private mutating func insert(below node: UInt32, _ ones: ArraySlice<UInt32>) {
    counts[Int(node)] += 1
    for k in ones.indices {
      let child = makeChild(of: node, ones[k])
      insert(below: child, ones[(k + 1)...])
    }
  }

  /// Σ (−1)^|s| c(s) over the subsets.
  func alternatingSum(over ones: [UInt32]) -> Int { alternatingSum(below: 0, ones[...]) }

  private func alternatingSum(below node: UInt32, _ ones: ArraySlice<UInt32>) -> Int {
    var sum = counts[Int(node)]
    for k in ones.indices {
      if let child = child(of: node, ones[k]) { sum -= alternatingSum(below: child, ones[(k + 1)...]) }
    }
    return sum
  }

  /// The slot of a key, or the free one where it belongs.
  private func slot(_ key: UInt64) -> Int {
    // Fibonacci hashing spreads both halves of the key over the upper bits.
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
    while nodes[slot] != 0, keys[slot] != key { slot = (slot + 1) & mask }
    return slot
  }

  private static func key(_ node: UInt32, _ coordinate: UInt32) -> UInt64 { UInt64(node) << 32 | UInt64(coordinate) }

  private func child(of node: UInt32, _ coordinate: UInt32) -> UInt32? {
    let child = nodes[slot(Self.key(node, coordinate))]
    return child == 0 ? nil : child
  }

  private mutating func makeChild(of node: UInt32, _ coordinate: UInt32) -> UInt32 {
    let key = Self.key(node, coordinate)
    let slot = slot(key)
    if nodes[slot] != 0 { return nodes[slot] }
    let child = UInt32(counts.count)
    counts.append(0)
    (keys[slot], nodes[slot]) = (key, child)
    if 2 * counts.count > mask { grow() }
    return child
  }

  private mutating func grow() {
    let (oldKeys, oldNodes) = (keys, nodes)
    mask = 2 * mask + 1
    (keys, nodes) = (Array(repeating: 0, count: mask + 1), Array(repeating: 0, count: mask + 1))
    for (key, node) in zip(oldKeys, oldNodes) where node != 0 {
      let slot = slot(key)
      (keys[slot], nodes[slot]) = (key, node)
    }
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
