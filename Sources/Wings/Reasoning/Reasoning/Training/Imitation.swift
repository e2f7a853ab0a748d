import Foundation
import Models

/// What heads are to imitate: the smoothed rows of fixed maps.
struct Imitation<Scalar: NetworkScalar>: Sendable {
  let patterns: [FixedHead]
  let sequences: [Range<Int>]
  /// By pattern and sequence: n × n weights, each row smoothed by 10⁻³ and normalised.
  let targets: [[[Scalar]]]

  static var smoothing: Double { 1e-3 }

  init(_ patterns: [FixedHead], tokens: [Int], sequences: [Range<Int>]) {
    (self.patterns, self.sequences) = (patterns, sequences)
    targets = patterns.map { pattern in
      sequences.map { range in
        let own = tokens[range].map(String.init)
        return own.indices.flatMap { p in
          let row =
            pattern == .association
            ? AttentionScore.associationRow(p, own) : AttentionScore.localRow(p, count: own.count)
          let sum = row.reduce(0, +) + Self.smoothing * Double(row.count)
          return row.map { Scalar(($0 + Self.smoothing) / sum) }
        }
      }
    }
  }
}

extension LegoBlock {
  /// The divergence of the first learned heads from the patterns, the mean over rows and heads times `weight`, and its derivative by the
  /// normalised input. The derivatives by queries' and keys' weights are added to `gradient`.
  ///
  /// - Complexity: O(Σ n² · width of the heads).
  func imitate(
    _ imitation: Imitation<Scalar>, _ kept: Kept, weight: Scalar, into gradient: inout LegoBlock
  ) -> (Scalar, Tensor<Scalar>?) {
    guard let attention, let query, let key else { return (0, nil) }
    let (q, k) = (query(kept.normed), key(kept.normed))
    let (width, headWidth) = (attention.heads * attention.headWidth, attention.headWidth)
    let scale = Double(attention.scale)
    let rows = q.rows
    let share = Double(weight) / Double(rows * imitation.patterns.count)
    var dq = [Scalar](repeating: 0, count: q.elements.count)
    var dk = dq
    var loss = 0.0
    for (head, targets) in imitation.targets.enumerated() {
      let column = head * headWidth
      for (range, target) in zip(imitation.sequences, targets) {
        let n = range.count
        for p in 0..<n {
          let from = (range.lowerBound + p) * width + column
          var scores = (0..<n).map { other -> Double in
            let to = (range.lowerBound + other) * width + column
            return (0..<headWidth).reduce(0.0) { $0 + Double(q.elements[from + $1] * k.elements[to + $1]) } * scale
          }
          let largest = scores.max() ?? 0
          scores = scores.map { exp($0 - largest) }
          let sum = scores.reduce(0, +)
          let weights = scores.map { $0 / sum }
          let whole = 1 + Imitation<Scalar>.smoothing * Double(n)
          // d/dp of Σ r log(r/t) with r = (p + ε)/(1 + nε).
          let slopes = (0..<n).map { other -> Double in
            let r = (weights[other] + Imitation<Scalar>.smoothing) / whole
            let ratio = log(r / Double(target[p * n + other]))
            loss += share * r * ratio
            return share * (ratio + 1) / whole
          }
          let mean = zip(weights, slopes).reduce(0) { $0 + $1.0 * $1.1 }
          for other in 0..<n {
            let slope = Scalar(weights[other] * (slopes[other] - mean) * scale)
            let to = (range.lowerBound + other) * width + column
            for i in 0..<headWidth {
              dq[from + i] += slope * k.elements[to + i]
              dk[to + i] += slope * q.elements[from + i]
            }
          }
        }
      }
    }
    var dnormed = Tensor<Scalar>(repeating: 0, shape: kept.normed.shape)
    if let part = query.backward(Tensor(dq, shape: q.shape), at: kept.normed, into: &gradient.query) { dnormed += part }
    if let part = key.backward(Tensor(dk, shape: k.shape), at: kept.normed, into: &gradient.key) { dnormed += part }
    return (Scalar(loss), dnormed)
  }
}
