import Exact

extension KernelBase {
  /// S = Σ q^H(a, b) over all a of one list and b of another, exactly: what the values of kernel machines tell.
  ///
  /// ```swift
  /// try KernelBase(Rational(1, 8)).sum(over: BitMatrix(["00"]), BitMatrix(["01", "11"]))   // 1/8 + 1/64
  /// ```
  ///
  /// - Precondition: All vectors have the same dimension.
  /// - Complexity: O(n_A n_B d / 64), and O(d) operations on long integers: distances are counted first.
  public func sum(over left: BitMatrix, _ right: BitMatrix) -> Rational {
    precondition(left.columns == right.columns, "vectors of dimensions \(left.columns) and \(right.columns)")
    var counts = [Int](repeating: 0, count: left.columns + 1)
    let width = left.wordsPerRow
    left.words.withUnsafeBufferPointer { left in
      right.words.withUnsafeBufferPointer { right in
        counts.withUnsafeMutableBufferPointer { counts in
          if width == 1 {
            for a in left { for b in right { counts[(a ^ b).nonzeroBitCount] &+= 1 } }
            return
          }
          for i in stride(from: 0, to: left.count, by: max(width, 1)) {
            for j in stride(from: 0, to: right.count, by: max(width, 1)) {
              var distance = 0
              for word in 0..<width { distance &+= (left[i + word] ^ right[j + word]).nonzeroBitCount }
              counts[distance] &+= 1
            }
          }
        }
      }
    }
    // No words for vectors of dimension 0: all distances are 0.
    if width == 0 { counts[0] = left.rows * right.rows }
    let (a, b) = (q.numerator, q.denominator)
    var sum = Integer.zero
    for (distance, count) in counts.enumerated() where count > 0 {
      sum.addProduct(a.power(distance) * b.power(counts.count - 1 - distance), Integer(count))
    }
    return Rational(sum, b.power(counts.count - 1))
  }
}
