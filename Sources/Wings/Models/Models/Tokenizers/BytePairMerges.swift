import HeapModule

/// Pairs of symbols that become one, the earlier in the list the more urgent.
///
/// ```swift
/// let merges = BytePairMerges([(left: 0, right: 1, merged: 2), (left: 2, right: 0, merged: 3)])
/// merges.apply(to: [0, 1, 0])                      // [3]
/// ```
///
/// Of all pairs of neighbours the most urgent one is merged, the leftmost of equal ones, until no pair is in the list (claim
/// `models.byte-pairs`).
public struct BytePairMerges: Sendable {
  private let merges: [Pair: Merge]

  private struct Pair: Hashable { var left, right: Int32 }
  private struct Merge { var rank, symbol: Int32 }

  /// The merges of a list. Of a pair that stands twice the later counts, as in the package `tokenizers`.
  ///
  /// - Precondition: symbols are not negative, and fewer than 2³¹ merges.
  public init(_ list: [(left: Int32, right: Int32, merged: Int32)]) {
    precondition(list.count < Int(Int32.max), "\(list.count) merges")
    var merges: [Pair: Merge] = [:]
    merges.reserveCapacity(list.count)
    for (rank, merge) in list.enumerated() {
      precondition(merge.left >= 0 && merge.right >= 0 && merge.merged >= 0, "symbols are not negative")
      merges[Pair(left: merge.left, right: merge.right)] = Merge(rank: Int32(rank), symbol: merge.merged)
    }
    self.merges = merges
  }

  /// A pair that may be merged.
  private struct Candidate: Comparable {
    var rank: Int32
    var place: Int
    var symbol: Int32

    static func < (a: Candidate, b: Candidate) -> Bool { (a.rank, a.place) < (b.rank, b.place) }
  }

  /// The symbols after all merges.
  ///
  /// - Precondition: the symbols are not negative.
  /// - Complexity: O(n log n).
  public func apply(to word: [Int32]) -> [Int32] {
    guard word.count > 1 else { return word }
    var symbols = word
    let end = symbols.count
    var next = Array(1...end)
    var before = Array(-1..<(end - 1))
    var heap = Heap<Candidate>()
    func push(_ place: Int) {
      guard place >= 0, next[place] < end,
        let merge = merges[Pair(left: symbols[place], right: symbols[next[place]])]
      else { return }
      heap.insert(Candidate(rank: merge.rank, place: place, symbol: merge.symbol))
    }
    for place in 0..<(end - 1) { push(place) }
    while let candidate = heap.popMin() {
      let place = candidate.place
      // What stood there when it was put in may have been merged since.
      guard symbols[place] >= 0, next[place] < end,
        let merge = merges[Pair(left: symbols[place], right: symbols[next[place]])], merge.rank == candidate.rank
      else { continue }
      symbols[place] = candidate.symbol
      symbols[next[place]] = -1
      next[place] = next[next[place]]
      if next[place] < end { before[next[place]] = place }
      push(before[place])
      push(place)
    }
    return symbols.filter { $0 >= 0 }
  }
}
