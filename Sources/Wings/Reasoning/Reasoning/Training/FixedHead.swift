import Models

/// A head whose attention is fixed by the text instead of learned: what LEGO attention puts in place of some heads (arXiv 2206.04301).
public enum FixedHead: String, Sendable, Hashable, Codable, CaseIterable {
  /// Uniform over the other positions that hold the same token; nothing where there is none.
  case association
  /// The band with weights (1, 2, 4, 2, 1)/10.
  case local
}

/// The fixed attention of several sequences, as sparse rows, and how values are mixed by it.
struct FixedMixing<Scalar: NetworkScalar>: Sendable {
  private struct Entry: Sendable {
    var from: Int32
    var weight: Scalar
  }

  private let headWidth: Int
  private let rows: Int
  /// By head: where the entries of each row begin.
  private var starts: [[Int]] = []
  private var entries: [[Entry]] = []

  /// - Parameters:
  ///   - heads: which heads, in the order of the columns of values.
  ///   - tokens: those of all sequences, one after the other.
  ///   - sequences: which rows are whose.
  ///   - headWidth: the number of columns of each head.
  /// - Complexity: O(Σ n²) for sequences of n tokens with association, O(Σ n) without.
  init(_ heads: [FixedHead], tokens: [Int], sequences: [Range<Int>], headWidth: Int) {
    (self.headWidth, rows) = (headWidth, tokens.count)
    for head in heads {
      var (starts, entries) = ([0], [Entry]())
      for range in sequences {
        for p in range {
          switch head {
          case .association:
            let same = range.filter { $0 != p && tokens[$0] == tokens[p] }
            for q in same { entries.append(Entry(from: Int32(q), weight: 1 / Scalar(same.count))) }
          case .local:
            for (offset, weight) in zip(-2...2, [1, 2, 4, 2, 1]) where range.contains(p + offset) {
              entries.append(Entry(from: Int32(p + offset), weight: Scalar(weight) / 10))
            }
          }
          starts.append(entries.count)
        }
      }
      self.starts.append(starts)
      self.entries.append(entries)
    }
  }

  /// Rows of mixed values, head beside head.
  func callAsFunction(_ values: Tensor<Scalar>) -> Tensor<Scalar> {
    mix(values) { y, p, x, q, weight in y[p] += weight * x[q] }
  }

  /// The derivative by the values.
  func backward(_ dy: Tensor<Scalar>) -> Tensor<Scalar> {
    mix(dy) { dx, p, dy, q, weight in dx[q] += weight * dy[p] }
  }

  private func mix(
    _ input: Tensor<Scalar>,
    _ add: (inout UnsafeMutableBufferPointer<Scalar>, Int, UnsafeBufferPointer<Scalar>, Int, Scalar) -> Void
  ) -> Tensor<Scalar> {
    let width = starts.count * headWidth
    precondition(input.columns == width && input.rows == rows, "values: a row for each token")
    var output = [Scalar](repeating: 0, count: input.elements.count)
    output.withUnsafeMutableBufferPointer { output in
      input.elements.withUnsafeBufferPointer { input in
        for head in starts.indices {
          for p in 0..<rows {
            for entry in entries[head][starts[head][p]..<starts[head][p + 1]] {
              let (a, b) = (p * width + head * headWidth, Int(entry.from) * width + head * headWidth)
              for column in 0..<headWidth { add(&output, a + column, input, b + column, entry.weight) }
            }
          }
        }
      }
    }
    return Tensor(output, shape: input.shape)
  }
}
