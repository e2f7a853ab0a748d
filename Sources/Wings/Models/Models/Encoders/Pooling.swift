/// The mean of the rows of each text, of length 1: what sentence encoders give.
///
/// The derivative of the mean and of the scaling is `backward`.
public struct MeanPooling<Scalar: NetworkScalar>: Sendable {
  /// What the derivative needs to know of a run.
  public struct Kept: Sendable {
    let sequences: [Range<Int>]
    let output: Tensor<Scalar>
    let norms: [Scalar]
  }

  /// Pooling has no parameters.
  public init() {}

  /// - Parameters:
  ///   - rows: a row for each symbol.
  ///   - sequences: the rows of each text.
  /// - Returns: a row of length 1 for each text; zeros for a text without symbols, or whose mean is 0.
  /// - Complexity: O(n).
  public func callAsFunction(_ rows: Tensor<Scalar>, sequences: [Range<Int>]) -> Tensor<Scalar> {
    forward(rows, sequences: sequences).0
  }

  /// The same, with what the derivative needs.
  public func forward(_ rows: Tensor<Scalar>, sequences: [Range<Int>]) -> (Tensor<Scalar>, Kept) {
    let width = rows.columns
    var output = Tensor<Scalar>(repeating: 0, shape: [sequences.count, width])
    var norms: [Scalar] = []
    rows.withUnsafePointer { x in
      output.withUnsafeMutablePointer { y in
        for (index, range) in sequences.enumerated() {
          let mean = y + index * width
          Scalar.sumRows(range.count, width, x + range.lowerBound * width, mean)
          var squares: Scalar = 0
          for column in 0..<width {
            mean[column] /= Scalar(max(range.count, 1))
            squares += mean[column] * mean[column]
          }
          // As the usual pipeline has it: what is shorter than 10⁻¹² is divided by that.
          let norm = max(squares.squareRoot(), 1e-12)
          for column in 0..<width { mean[column] /= norm }
          norms.append(norm)
        }
      }
    }
    return (output, Kept(sequences: sequences, output: output, norms: norms))
  }

  /// The derivatives by the rows.
  public func backward(_ dy: Tensor<Scalar>, _ kept: Kept) -> Tensor<Scalar> {
    let width = dy.columns
    var dx = Tensor<Scalar>(repeating: 0, shape: [kept.sequences.last?.upperBound ?? 0, width])
    for (index, range) in kept.sequences.enumerated() where !range.isEmpty {
      var product: Scalar = 0
      for column in 0..<width { product += dy[index, column] * kept.output[index, column] }
      let factor = 1 / (kept.norms[index] * Scalar(range.count))
      for column in 0..<width {
        let value = factor * (dy[index, column] - product * kept.output[index, column])
        for row in range { dx[row, column] = value }
      }
    }
    return dx
  }
}
