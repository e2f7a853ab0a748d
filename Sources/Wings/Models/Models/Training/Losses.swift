/// Losses: each gives its mean over the rows, and the derivative by what it is given.
public enum Loss {
  /// −log softmax(logits)[label], the mean over the rows.
  ///
  /// - Parameters:
  ///   - logits: a row of scores for each example.
  ///   - labels: the right column of each row.
  /// - Complexity: O(n).
  public static func crossEntropy<Scalar>(
    _ logits: Tensor<Scalar>, labels: [Int]
  ) -> (value: Scalar, gradient: Tensor<Scalar>) {
    precondition(labels.count == logits.rows, "a label for each row")
    var (value, gradient) = (Scalar(0), logits)
    softmax(&gradient)
    for (row, label) in labels.enumerated() {
      precondition(label >= 0 && label < logits.columns, "label \(label) of \(logits.columns)")
      value -= logarithmOfSoftmax(logits, row: row, column: label)
      gradient[row, label] -= 1
    }
    return mean(value, &gradient, rows: labels.count)
  }

  /// Σ p (log p − log q) for p = softmax(teacher), q = softmax(logits), the mean over the rows: what is lost if q stands for p. The
  /// derivative is that by `logits`.
  ///
  /// - Complexity: O(n).
  public static func divergence<Scalar>(
    _ logits: Tensor<Scalar>, from teacher: Tensor<Scalar>
  ) -> (value: Scalar, gradient: Tensor<Scalar>) {
    precondition(logits.shape == teacher.shape, "both have the same shape")
    var (p, q) = (teacher, logits)
    softmax(&p)
    softmax(&q)
    var value: Scalar = 0
    for row in 0..<logits.rows {
      let (a, b) = (logNormaliser(teacher, row: row), logNormaliser(logits, row: row))
      for column in 0..<logits.columns {
        value += p[row, column] * ((teacher[row, column] - a) - (logits[row, column] - b))
        q[row, column] -= p[row, column]
      }
    }
    return mean(value, &q, rows: logits.rows)
  }

  /// ‖y − target‖², the mean over the rows.
  ///
  /// - Complexity: O(n).
  public static func squaredDistance<Scalar>(
    _ y: Tensor<Scalar>, to target: Tensor<Scalar>
  ) -> (value: Scalar, gradient: Tensor<Scalar>) {
    precondition(y.shape == target.shape, "both have the same shape")
    var (value, gradient) = (Scalar(0), y)
    for index in y.elements.indices {
      let difference = y.elements[index] - target.elements[index]
      value += difference * difference
      gradient.elements[index] = 2 * difference
    }
    return mean(value, &gradient, rows: y.rows)
  }

  private static func mean<Scalar>(
    _ value: Scalar, _ gradient: inout Tensor<Scalar>, rows: Int
  ) -> (value: Scalar, gradient: Tensor<Scalar>) {
    precondition(rows > 0, "there is no mean of no rows")
    for index in gradient.elements.indices { gradient.elements[index] /= Scalar(rows) }
    return (value / Scalar(rows), gradient)
  }

  private static func softmax<Scalar>(_ x: inout Tensor<Scalar>) {
    let (rows, columns) = (x.rows, x.columns)
    x.withUnsafeMutablePointer { Scalar.softmax(rows, columns, columns, 1, $0) }
  }

  private static func logarithmOfSoftmax<Scalar>(_ x: Tensor<Scalar>, row: Int, column: Int) -> Scalar {
    x[row, column] - logNormaliser(x, row: row)
  }

  /// log Σ exp x, in double precision.
  private static func logNormaliser<Scalar>(_ x: Tensor<Scalar>, row: Int) -> Scalar {
    let values = (0..<x.columns).map { Double(x[row, $0]) }
    let largest = values.max() ?? 0
    return Scalar(largest + logarithm(values.reduce(0) { $0 + exponential($1 - largest) }))
  }
}
