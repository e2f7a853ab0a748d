import Foundation

/// Positions as rotations: of each head, column i and column i + w/2 are turned by the angle position · frequencyᵢ. Su et al.:
/// *RoFormer* (arXiv 2104.09864), with halves for pairs as Llama has them.
public struct Rotary<Scalar: NetworkScalar>: Sendable {
  /// The number of columns of a head.
  public let headWidth: Int
  /// The angle by which a step turns each pair; twice as many columns are turned, the others stay.
  public let frequencies: [Double]

  /// Rotations of these frequencies.
  ///
  /// - Precondition: at most half as many as a head has columns.
  public init(headWidth: Int, frequencies: [Double]) {
    precondition(2 * frequencies.count <= headWidth, "\(frequencies.count) pairs of \(headWidth) columns")
    (self.headWidth, self.frequencies) = (headWidth, frequencies)
  }

  /// The rows turned by their positions; by their negatives if `isReversed`, which is the derivative.
  ///
  /// - Parameters:
  ///   - x: rows of whole heads.
  ///   - positions: the position of each row.
  ///   - isReversed: whether rows are turned back.
  /// - Complexity: O(n).
  public func callAsFunction(_ x: Tensor<Scalar>, positions: [Int], isReversed: Bool = false) -> Tensor<Scalar> {
    precondition(positions.count == x.rows && x.columns % headWidth == 0, "a position for each row of whole heads")
    let (half, columns) = (frequencies.count, x.columns)
    var x = x
    x.withUnsafeMutablePointer { x in
      for (row, position) in positions.enumerated() {
        for (pair, frequency) in frequencies.enumerated() {
          let angle = Double(position) * frequency
          let (cosine, sine) = (Scalar(cos(angle)), Scalar(isReversed ? -sin(angle) : sin(angle)))
          for head in stride(from: row * columns + pair, to: (row + 1) * columns, by: headWidth) {
            let (a, b) = (x[head], x[head + half])
            x[head] = a * cosine - b * sine
            x[head + half] = b * cosine + a * sine
          }
        }
      }
    }
    return x
  }
}
