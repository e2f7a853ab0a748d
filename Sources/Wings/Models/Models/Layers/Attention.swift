import Arrays

/// Scaled products of queries and keys decide how much of each value a token gets. Vaswani et al.: *Attention Is All You Need*
/// (arXiv 1706.03762); with fewer heads of keys than of queries, Ainslie et al.: *GQA* (arXiv 2305.13245).
///
/// It has no parameters. Tokens of several sequences stand in one matrix, below each other and without padding: `sequences` are
/// the ranges of rows. A token attends to those of its own sequence.
public struct Attention<Scalar: NetworkScalar>: Sendable {
  /// The number of heads of the queries.
  public let heads: Int
  /// The number of heads of keys and values; divides that of the queries.
  public let keyHeads: Int
  /// The number of columns of a head.
  public let headWidth: Int
  /// Whether tokens attend to themselves and those before alone.
  public let isCausal: Bool
  /// Of those before, only this many with the token itself; nil for all. Only where `isCausal`.
  public let window: Int?
  /// What products are multiplied by; usually 1/√`headWidth`.
  public let scale: Scalar

  /// Attention with these numbers.
  ///
  /// - Precondition: heads are a multiple of key heads, all are positive.
  public init(
    heads: Int, keyHeads: Int? = nil, headWidth: Int, isCausal: Bool = false, window: Int? = nil, scale: Scalar? = nil
  ) {
    let keyHeads = keyHeads ?? heads
    precondition(keyHeads > 0 && heads % keyHeads == 0 && headWidth > 0, "\(heads) heads, \(keyHeads) of keys")
    (self.heads, self.keyHeads, self.headWidth) = (heads, keyHeads, headWidth)
    (self.isCausal, self.window) = (isCausal, window)
    self.scale = scale ?? 1 / Scalar(headWidth).squareRoot()
  }

  /// What the derivative needs to know of a run: of each sequence and head, the matrix of weights.
  public struct Kept: Sendable {
    let q, k, v: Tensor<Scalar>
    let sequences: [Range<Int>]
    let weights: Tensor<Scalar>
  }

  /// Rows of scores that are worked on at a time, so that memory does not grow with the square of the length.
  private static var blockRows: Int { 128 }

  /// - Parameters:
  ///   - q: rows of `heads` · `headWidth` numbers.
  ///   - k: rows of `keyHeads` · `headWidth` numbers.
  ///   - v: rows of `keyHeads` · `headWidth` numbers.
  ///   - sequences: ranges of rows, which do not overlap and cover all.
  /// - Returns: for each row of `q` the means of values, head beside head.
  /// - Complexity: O(Σ n² · width) for sequences of n tokens; memory O(n) beside the result.
  public func callAsFunction(
    q: Tensor<Scalar>, k: Tensor<Scalar>, v: Tensor<Scalar>, sequences: [Range<Int>]
  ) -> Tensor<Scalar> {
    let longest = sequences.map(\.count).max() ?? 0
    var scratch = Tensor<Scalar>(repeating: 0, shape: [min(longest, Self.blockRows) * longest])
    return scratch.withUnsafeMutablePointer { scratch in
      run(q, k, v, sequences) { _, _, _ in scratch }
    }
  }

  /// The same, with what the derivative needs: memory O(Σ n² · heads).
  public func forward(
    q: Tensor<Scalar>, k: Tensor<Scalar>, v: Tensor<Scalar>, sequences: [Range<Int>]
  ) -> (Tensor<Scalar>, Kept) {
    let starts = starts(sequences)
    var weights = Tensor<Scalar>(repeating: 0, shape: [starts.last ?? 0])
    let output = weights.withUnsafeMutablePointer { weights in
      run(q, k, v, sequences) { sequence, head, row in
        let n = sequences[sequence].count
        return weights + starts[sequence] + (head * n + row) * n
      }
    }
    return (output, Kept(q: q, k: k, v: v, sequences: sequences, weights: weights))
  }

  /// Where the weights of each sequence begin, and where the last ones end.
  private func starts(_ sequences: [Range<Int>]) -> [Int] {
    sequences.reduce(into: [0]) { $0.append($0[$0.count - 1] + heads * $1.count * $1.count) }
  }

  /// `scores` says where the rows of scores of a sequence and a head go, from a row on.
  private func run(
    _ q: Tensor<Scalar>, _ k: Tensor<Scalar>, _ v: Tensor<Scalar>, _ sequences: [Range<Int>],
    scores: (_ sequence: Int, _ head: Int, _ row: Int) -> UnsafeMutablePointer<Scalar>
  ) -> Tensor<Scalar> {
    let (width, keyWidth) = (heads * headWidth, keyHeads * headWidth)
    precondition(q.columns == width && k.columns == keyWidth && v.columns == keyWidth, "queries, keys, values: widths")
    precondition(k.rows == q.rows && v.rows == q.rows, "as many queries as keys and values")
    precondition(sequences.reduce(0) { $0 + $1.count } == q.rows, "sequences cover all rows")
    return Tensor(shape: [q.rows, width]) { output in
      q.withUnsafePointer { q in
        k.withUnsafePointer { k in
          v.withUnsafePointer { v in
            for (sequence, range) in sequences.enumerated() {
              for head in 0..<heads {
                let column = head * headWidth
                let keyColumn = head / (heads / keyHeads) * headWidth
                let keys = matrix(k + range.lowerBound * keyWidth + keyColumn, range.count, headWidth, stride: keyWidth)
                let values = matrix(
                  v + range.lowerBound * keyWidth + keyColumn, range.count, headWidth, stride: keyWidth)
                for first in stride(from: 0, to: range.count, by: Self.blockRows) {
                  let rows = min(Self.blockRows, range.count - first)
                  let block = scores(sequence, head, first)
                  let start = (range.lowerBound + first) * width + column
                  multiply(
                    matrix(q + start, rows, headWidth, stride: width), keys.transposed,
                    into: matrix(block, rows, range.count))
                  normalise(block, from: first, rows: rows, width: range.count)
                  multiply(
                    matrix(UnsafePointer(block), rows, range.count), values,
                    into: matrix(output + start, rows, headWidth, stride: width))
                }
              }
            }
          }
        }
      }
    }
  }

  /// Rows of scores become weights; those that a token must not see become 0.
  private func normalise(_ block: UnsafeMutablePointer<Scalar>, from first: Int, rows: Int, width: Int) {
    guard isCausal else { return Scalar.softmax(rows, width, width, scale, block) }
    for row in 0..<rows {
      let line = block + row * width
      let end = first + row + 1
      let start = window.map { max(0, end - $0) } ?? 0
      line.update(repeating: 0, count: start)
      Scalar.softmax(1, end - start, width, scale, line + start)
      (line + end).update(repeating: 0, count: width - end)
    }
  }

  /// The derivatives by queries, keys and values.
  ///
  /// - Complexity: O(Σ n² · width).
  public func backward(_ dy: Tensor<Scalar>, _ kept: Kept) -> (q: Tensor<Scalar>, k: Tensor<Scalar>, v: Tensor<Scalar>)
  {
    let (width, keyWidth) = (heads * headWidth, keyHeads * headWidth)
    let starts = starts(kept.sequences)
    var dq = Tensor<Scalar>(repeating: 0, shape: kept.q.shape)
    var dk = Tensor<Scalar>(repeating: 0, shape: kept.k.shape)
    var dv = Tensor<Scalar>(repeating: 0, shape: kept.v.shape)
    let longest = kept.sequences.map(\.count).max() ?? 0
    var scratch = Tensor<Scalar>(repeating: 0, shape: [longest * longest])
    scratch.withUnsafeMutablePointer { dp in
      dq.withUnsafeMutablePointer { dq in
        dk.withUnsafeMutablePointer { dk in
          dv.withUnsafeMutablePointer { dv in
            kept.weights.withUnsafePointer { weights in
              dy.withUnsafePointer { dy in
                kept.q.withUnsafePointer { q in
                  kept.k.withUnsafePointer { k in
                    kept.v.withUnsafePointer { v in
                      for (sequence, range) in kept.sequences.enumerated() {
                        let n = range.count
                        for head in 0..<heads {
                          let at = range.lowerBound * width + head * headWidth
                          let keyAt = range.lowerBound * keyWidth + head / (heads / keyHeads) * headWidth
                          let p = matrix(weights + starts[sequence] + head * n * n, n, n)
                          let gradient = matrix(dy + at, n, headWidth, stride: width)
                          multiply(
                            gradient, matrix(v + keyAt, n, headWidth, stride: keyWidth).transposed,
                            into: matrix(dp, n, n))
                          multiply(
                            p.transposed, gradient, into: matrix(dv + keyAt, n, headWidth, stride: keyWidth), beta: 1)
                          Scalar.softmaxBackward(n, n, n, scale, weights + starts[sequence] + head * n * n, dp)
                          let ds = matrix(UnsafePointer(dp), n, n)
                          multiply(
                            ds, matrix(k + keyAt, n, headWidth, stride: keyWidth),
                            into: matrix(dq + at, n, headWidth, stride: width))
                          multiply(
                            ds.transposed, matrix(q + at, n, headWidth, stride: width),
                            into: matrix(dk + keyAt, n, headWidth, stride: keyWidth), beta: 1)
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    return (dq, dk, dv)
  }
}
