import Exact

extension OrthogonalVectors {
  /// The orthogonal pairs, by branching on coordinates: vectors of A with a 0 there go on with all of B, those with a 1 with
  /// the vectors of B that have a 0.
  ///
  /// Coordinates with many ones on both sides come first; small rests are tried pair by pair.
  ///
  /// - Complexity: About 3^(log₂ n) = n^1.585 steps on uniform random bits; more on sparse vectors, up to O(n_A n_B d).
  func pairsByBranching() -> PairAnswer { branching().answer ?? pairsByColumns() }

  /// The orthogonal pairs by branching, and how many steps that took.
  ///
  /// - Parameters:
  ///   - limit: How many steps may be taken: a vector of a list that is split is a step, and so is a pair that is tried.
  ///   - rest: How many pairs a node may have left to be tried pair by pair; 0 to branch to the end.
  /// - Returns: The answer, or nil if the limit was reached, and the number of steps.
  package func branching(atMost limit: Int = .max, rest: Int = 256) -> (answer: PairAnswer?, steps: Int) {
    var steps = 0
    let coordinates = branchingCoordinates
    let words = left.wordsPerRow
    var (found, isWithin) = (FoundPairs(), true)
    var (a, b) = (Array(0..<left.rows), Array(0..<right.rows))
    left.words.withUnsafeBufferPointer { left in
      right.words.withUnsafeBufferPointer { right in
        a.withUnsafeMutableBufferPointer { a in
          b.withUnsafeMutableBufferPointer { b in
            // A node's vectors are a range of each list. The list of B is reordered within a node's range alone, and its
            // parent's other child, which has the whole range, comes after it.
            var open = [(left: 0..<a.count, right: 0..<b.count, depth: 0)]
            while isWithin, let node = open.popLast() {
              if node.left.isEmpty || node.right.isEmpty { continue }
              if node.depth == coordinates.count {
                found.addAll(a[node.left], b[node.right])
              } else if node.left.count * node.right.count <= rest {
                steps += node.left.count * node.right.count
                isWithin = steps <= limit
                for i in node.left {
                  for j in node.right where !meet(left, a[i] * words, right, b[j] * words, words) {
                    found.add(a[i], b[j])
                  }
                }
              } else {
                steps += node.left.count + node.right.count
                isWithin = steps <= limit
                let (word, mask) = (coordinates[node.depth] >> 6, UInt64(1) << UInt64(coordinates[node.depth] & 63))
                let middle = partition(a, node.left) { left[$0 * words + word] & mask == 0 }
                let zeros = partition(b, node.right) { right[$0 * words + word] & mask == 0 }
                open.append((node.left.lowerBound..<middle, node.right, node.depth + 1))
                open.append((middle..<node.left.upperBound, node.right.lowerBound..<zeros, node.depth + 1))
              }
            }
          }
        }
      }
    }
    return (isWithin ? found.answer : nil, steps)
  }

  /// The coordinates where both sides have ones, those with the most pairs of ones first.
  private var branchingCoordinates: [Int] {
    let (a, b) = (left.onesInColumns, right.onesInColumns)
    return (0..<dimension).filter { a[$0] > 0 && b[$0] > 0 }
      .sorted { (-Double(a[$0]) * Double(b[$0]), $0) < (-Double(a[$1]) * Double(b[$1]), $1) }
  }
}

/// Orthogonal pairs as they are found, in any order.
private struct FoundPairs {
  private var count: Integer = 0
  private var fewer: UInt64 = 0
  private var first: VectorPair?

  mutating func add(_ i: Int, _ j: Int) {
    fewer += 1
    if let first, (first.left, first.right) <= (i, j) { return }
    first = VectorPair(i, j)
  }

  /// Every pair of two lists.
  mutating func addAll(_ a: Slice<UnsafeMutableBufferPointer<Int>>, _ b: Slice<UnsafeMutableBufferPointer<Int>>) {
    guard let i = a.min(), let j = b.min() else { return }
    add(i, j)
    count += Integer(a.count) * Integer(b.count) - 1
  }

  var answer: PairAnswer { PairAnswer(count: count + Integer(fewer), witness: first) }
}

/// Whether two rows have a one in common.
private func meet(
  _ a: UnsafeBufferPointer<UInt64>, _ i: Int, _ b: UnsafeBufferPointer<UInt64>, _ j: Int, _ words: Int
) -> Bool {
  for w in 0..<words where a[i + w] & b[j + w] != 0 { return true }
  return false
}

/// Moves the elements of a range that satisfy a condition to its front; returns where the others begin.
private func partition(
  _ list: UnsafeMutableBufferPointer<Int>, _ range: Range<Int>, _ isFirst: (Int) -> Bool
) -> Int {
  var end = range.lowerBound
  for k in range where isFirst(list[k]) {
    list.swapAt(k, end)
    end += 1
  }
  return end
}

extension BitMatrix {
  /// The number of ones in each column.
  ///
  /// - Complexity: O(rows · columns / 64 + ones).
  var onesInColumns: [Int] {
    var ones = [Int](repeating: 0, count: columns)
    for i in 0..<rows {
      for w in 0..<wordsPerRow {
        var rest = words[i * wordsPerRow + w]
        while rest != 0 {
          ones[w << 6 + rest.trailingZeroBitCount] += 1
          rest &= rest - 1
        }
      }
    }
    return ones
  }
}
