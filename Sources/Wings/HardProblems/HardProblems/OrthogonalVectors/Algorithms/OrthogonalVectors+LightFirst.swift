import Exact

extension OrthogonalVectors {
  /// Whether there is an orthogonal pair, and one: pairs of light vectors are tried first, and those whose ones cannot stand
  /// beside each other in d places never.
  ///
  /// Both sides are sorted by weight and cut into blocks, which meet in the order of the sum of their numbers. The pair that
  /// is found depends on nothing but the instance; pairs are not counted.
  ///
  /// - Complexity: O(n_A n_B d / 64) if there is no pair; less where light vectors are orthogonal or most are heavy.
  func pairByWeight() -> PairAnswer {
    let (a, b) = (left.rowsByWeight, right.rowsByWeight)
    let sorted = OrthogonalVectors(trusted: left.selecting(rows: a), right.selecting(rows: b))
    let size = 256
    let (blocksLeft, blocksRight) = ((a.count + size - 1) / size, (b.count + size - 1) / size)
    guard blocksLeft > 0, blocksRight > 0 else { return PairAnswer(exists: false) }
    for sum in 0...(blocksLeft + blocksRight - 2) {
      for x in max(0, sum - blocksRight + 1)...min(sum, blocksLeft - 1) {
        let (i, j) = (x * size, (sum - x) * size)
        // The lightest vectors of a block come first in it.
        if sorted.left.weight(ofRow: i) + sorted.right.weight(ofRow: j) > dimension { continue }
        if let pair = sorted.firstPair(in: i..<min(i + size, a.count), j..<min(j + size, b.count)) {
          var answer = PairAnswer(exists: true)
          answer.witness = VectorPair(a[pair.left], b[pair.right])
          return answer
        }
      }
    }
    return PairAnswer(exists: false)
  }

  /// The first pair among the given rows of each side.
  func firstPair(in rowsLeft: Range<Int>, _ rowsRight: Range<Int>) -> VectorPair? {
    let words = left.wordsPerRow
    return left.words.withUnsafeBufferPointer { a in
      right.words.withUnsafeBufferPointer { b in
        for i in rowsLeft {
          for j in rowsRight {
            var w = 0
            while w < words, a[i * words + w] & b[j * words + w] == 0 { w += 1 }
            if w == words { return VectorPair(i, j) }
          }
        }
        return nil
      }
    }
  }
}

extension BitMatrix {
  /// The numbers of the rows, light ones first, in their order among those of one weight.
  fileprivate var rowsByWeight: [Int] {
    let weights = (0..<rows).map(weight(ofRow:))
    return (0..<rows).sorted { (weights[$0], $0) < (weights[$1], $1) }
  }
}
