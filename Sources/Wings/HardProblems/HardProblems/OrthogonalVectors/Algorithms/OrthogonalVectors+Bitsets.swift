import COrthogonalVectors
import Exact

extension OrthogonalVectors {
  /// The orthogonal pairs, by AND of rows.
  ///
  /// - Complexity: O(n_A n_B ⌈d / 32⌉ / 16) vector operations, half as many for d ≤ 16; rows of more than 64 bits stop at their
  ///   first common ones.
  func pairsByRows() -> PairAnswer {
    answer { a, b in
      withScratch(bytes: ov_rows_scratch(right.rows, left.wordsPerRow)) { scratch in
        ov_count_by_rows(a, left.rows, b, right.rows, left.wordsPerRow, scratch)
      }
    }
  }

  /// The orthogonal pairs, by OR of columns: the columns of B where a has ones cover the vectors that are not orthogonal to
  /// a.
  ///
  /// B is cut into blocks of 1024 vectors. For each eight columns of a block the ORs of all 256 subsets are tabulated, so
  /// that a byte of a costs one look-up (the method of four Russians); that is four to eight times as fast as an OR for
  /// each 1 of a. Vectors a with few ones take the ORs.
  ///
  /// - Complexity: O(n_A n_B min(w, d / 8) / 512) vector operations and O(n_B d / 8) to make tables, where w is the mean
  ///   number of ones of a; a block that is covered after 32 or 64 coordinates stops there.
  func pairsByColumns() -> PairAnswer {
    let ones = left.words.reduce(0) { $0 + $1.nonzeroBitCount }
    let meanWeight = Double(ones) / Double(max(left.rows, 1))
    let bytes = Self.lookUps(rows: left.rows, dimension: dimension, meanWeight: meanWeight)
    return answer { a, b in
      withScratch(bytes: ov_columns_scratch(left.wordsPerRow, bytes, left.rows, ones)) { scratch in
        ov_count_by_columns(a, left.rows, b, right.rows, left.wordsPerRow, bytes, scratch)
      }
    }
  }

  /// How many bytes of each vector of A are looked up in tables; 0 where single ORs are cheaper.
  static func lookUps(rows: Int, dimension: Int, meanWeight weight: Double) -> Int {
    let bytes = min(8, (dimension + 7) / 8)
    // The ones that a table saves, of those in the bytes; making a table is 256 ORs.
    let saved = weight * min(1, 64 / Double(max(dimension, 1))) - Double(bytes)
    return Double(rows) * saved > 256 * Double(bytes) ? bytes : 0
  }

  /// The answer that a kernel's count means; the witness is the lexicographically first pair.
  private func answer(
    _ count: (_ a: UnsafePointer<UInt64>?, _ b: UnsafePointer<UInt64>?) -> ov_pairs
  ) -> PairAnswer {
    let found = left.words.withUnsafeBufferPointer { a in
      right.words.withUnsafeBufferPointer { b in count(a.baseAddress, b.baseAddress) }
    }
    return PairAnswer(
      count: Integer(found.pairs),
      witness: found.pairs > 0 ? firstPair(in: found.first..<found.first + 1, 0..<right.rows) : nil)
  }

  private func withScratch<Result>(bytes: Int, _ body: (UnsafeMutableRawPointer) -> Result) -> Result {
    withUnsafeTemporaryAllocation(byteCount: max(bytes, 64), alignment: 64) { body($0.baseAddress!) }
  }
}
