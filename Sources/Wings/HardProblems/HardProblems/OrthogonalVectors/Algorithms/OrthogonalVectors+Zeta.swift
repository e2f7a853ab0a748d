import COrthogonalVectors
import Exact

extension OrthogonalVectors {
  /// The largest dimension for which ``OrthogonalVectorsAlgorithm/zeta`` makes its table: 4 · 2²⁶ bytes.
  public static let largestZetaDimension = 26

  /// The orthogonal pairs, by the zeta transform: b is orthogonal to a if and only if its ones lie within the zeros of a, so
  /// the number of partners of a is Σ f[s] over all s ⊆ ¬a, where f[s] is the number of vectors of B equal to s.
  ///
  /// - Throws: ``OrthogonalVectorsError/dimensionTooLarge(_:algorithm:limit:)``.
  /// - Complexity: O(n_A + n_B + d 2^d) time and 4 · 2^d bytes.
  func pairsByZetaTransform() throws(OrthogonalVectorsError) -> PairAnswer {
    guard dimension <= Self.largestZetaDimension else {
      throw .dimensionTooLarge(dimension, algorithm: .zeta, limit: Self.largestZetaDimension)
    }
    if dimension == 0 {
      return PairAnswer(
        count: Integer(left.rows) * Integer(right.rows),
        witness: left.rows > 0 && right.rows > 0 ? VectorPair(0, 0) : nil)
    }
    // A counter cannot overflow: 2³² vectors of B would take 32 GiB.
    precondition(right.rows <= UInt32.max, "more than 2³² − 1 vectors")
    let count = 1 << dimension
    let table = UnsafeMutableRawPointer.allocate(byteCount: 4 * max(count, 16), alignment: 64)
    defer { table.deallocate() }
    let sums = table.initializeMemory(as: UInt32.self, repeating: 0, count: count)
    right.words.withUnsafeBufferPointer { for b in $0 { sums[Int(b)] &+= 1 } }
    ov_subset_sums(sums, UInt32(dimension))
    var pairs: UInt64 = 0
    let first = left.words.withUnsafeBufferPointer { a in
      for vector in a { pairs += UInt64(sums[Int(vector) ^ (count - 1)]) }
      return pairs == 0 ? nil : a.firstIndex { sums[Int($0) ^ (count - 1)] > 0 }
    }
    return PairAnswer(count: Integer(pairs), witness: first.flatMap { firstPair(in: $0..<$0 + 1, 0..<right.rows) })
  }
}
