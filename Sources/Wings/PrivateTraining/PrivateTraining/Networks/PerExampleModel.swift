import Models

/// A model that can tell the gradients of single examples: a loss for each, and a way back that tells where parameters are used.
///
/// The loss is *summed* over the examples, never averaged: a mean would make every gradient as many times smaller as the batch is large, and
/// clipping would see the wrong norms.
public protocol PerExampleModel<Scalar>: Module where Scalar: ClippingScalar {
  /// Examples as the model takes them.
  associatedtype Batch
  /// What the way back needs to know of a run.
  associatedtype Tape

  /// The loss of each example.
  ///
  /// - Throws: ``LayerError``.
  func losses(_ batch: Batch) throws -> (values: [Double], tape: Tape)

  /// Goes back, and visits each use of trained parameters once.
  ///
  /// - Parameters:
  ///   - tape: of a run of the same model.
  ///   - factors: by what the loss of each example is multiplied, 0 for an example that is left out; nil for 1.
  ///   - trained: the names of the parameters that are trained.
  ///   - visit: is told the uses, from the last layer to the first.
  /// - Throws: ``LayerError``; what `visit` throws.
  func backward(
    _ tape: Tape, factors: [Scalar]?, trained: Set<String>,
    visit: @escaping (any ParameterUse<Scalar>) throws -> Void) throws
}

/// What the rows that come out of a network should be.
public enum RowTargets<Scalar: ClippingScalar>: Sendable {
  /// The column of each row whose score should be the largest: −log softmax, summed over the rows of an example.
  case labels([Int])
  /// ‖y − target‖²/2, summed over the rows of an example. Of integers the derivatives are integers.
  case values(Tensor<Scalar>)

  /// How many rows there are targets for.
  public var rows: Int {
    switch self {
    case .labels(let labels): labels.count
    case .values(let values): values.rows
    }
  }

  /// The loss of each example, and the derivatives of their sum.
  ///
  /// - Throws: ``LayerError`` if there are not as many targets as rows, or one is out of range.
  /// - Complexity: O(n).
  public func losses(of y: BatchRows<Scalar>) throws(LayerError) -> (values: [Double], derivatives: Tensor<Scalar>) {
    guard rows == y.rows.rows else {
      throw .input(layer: "a loss", found: "\(rows) targets", expected: "\(y.rows.rows)")
    }
    let width = y.values.columns
    var derivatives = y.values.flattened
    var losses = [Double](repeating: 0, count: rows)
    switch self {
    case .labels(let labels):
      if let wrong = labels.first(where: { $0 < 0 || $0 >= width }) {
        throw .input(layer: "a loss", found: "the label \(wrong)", expected: "one from 0 to \(width - 1)")
      }
      let count = rows
      derivatives.withUnsafeMutablePointer { p in
        Scalar.softmax(count, width, width, 1, p)
        for (row, label) in labels.enumerated() {
          let chance = Double(p[row * width + label])
          losses[row] = chance > 0 ? -logarithm(chance) : Self.surprise(y.values, row, label)
          p[row * width + label] -= 1
        }
      }
    case .values(let values):
      guard values.columns == width else {
        throw .input(layer: "a loss", found: "targets of \(values.columns) numbers", expected: "\(width)")
      }
      derivatives.add(values, times: -1)
      let count = rows
      losses.withUnsafeMutableBufferPointer { losses in
        derivatives.withUnsafePointer { d in
          if let start = losses.baseAddress { Scalar.rowSquares(count, width, width, d, start) }
        }
      }
      for row in losses.indices { losses[row] /= 2 }
    }
    let values = y.rows.ranges.map { range in range.reduce(0.0) { $0 + losses[$1] } }
    return (values, derivatives)
  }

  /// −log softmax where its exponential is 0 in these numbers.
  private static func surprise(_ y: Tensor<Scalar>, _ row: Int, _ label: Int) -> Double {
    let largest = (0..<y.columns).map { Double(y[row, $0]) }.max() ?? 0
    return largest - Double(y[row, label])
  }
}

extension BatchRows {
  /// The derivatives of the sum of losses, each loss times the factor of its example; those of an example of factor 0 are 0.
  func scaled(_ derivatives: Tensor<Scalar>, by factors: [Scalar]?) -> Tensor<Scalar> {
    guard let factors else { return derivatives }
    let width = derivatives.columns
    let spread = rows.spread(factors)
    return Tensor(shape: derivatives.shape) { out in
      derivatives.withUnsafePointer { Scalar.scaleRows(rows.rows, width, width, $0, spread, out) }
    }
  }
}
