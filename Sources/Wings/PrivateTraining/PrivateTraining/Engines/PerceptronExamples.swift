import Models

/// Labelled rows for a perceptron, with cross-entropy as the loss; gradients by loops whose results depend on one example alone.
///
/// BLAS may sum in another order for another number of rows or threads. These loops do not, so that exact sums are the same on one machine whatever the batch.
public struct PerceptronExamples: ExampleGradients {
  /// The rows, without gaps.
  public let features: [Float]
  /// How many numbers a row has.
  public let width: Int
  /// The right output of each row.
  public let labels: [Int]

  /// Rows with a label each.
  ///
  /// - Precondition: width ≥ 1, as many rows as labels, labels at least 0.
  public init(features: [Float], width: Int, labels: [Int]) {
    precondition(width >= 1 && features.count == width * labels.count, "a row of \(width) numbers for each label")
    precondition(labels.allSatisfy { $0 >= 0 }, "labels are at least 0")
    (self.features, self.width, self.labels) = (features, width, labels)
  }

  /// See ``ExampleGradients``.
  public var exampleCount: Int { labels.count }

  /// The features of an example.
  func row(_ example: Int) -> [Float] { Array(features[(example * width)..<((example + 1) * width)]) }

  /// See ``ExampleGradients``.
  ///
  /// - Precondition: the perceptron has as many inputs as a row has numbers, and an output for each label.
  public func gradient(
    of example: Int, at model: Perceptron<Float>, into gradient: inout Perceptron<Float>
  ) -> Double {
    let (layers, label) = (model.layers, labels[example])
    precondition(layers[0].inputs == width && label < layers[layers.count - 1].outputs, "the perceptron fits the data")
    let pass = LayerPass(row(example), through: layers, model.activation, isEnd: true)
    let (loss, dy) = pass.crossEntropy(label: label)
    _ = pass.backward(dy, layers, into: &gradient.layers, wantsInput: false)
    return loss
  }

  /// The scores of an example.
  public func scores(of example: Int, at model: Perceptron<Float>) -> [Float] {
    LayerPass(row(example), through: model.layers, model.activation, isEnd: true).result
  }

  /// The mean loss, and the share of examples whose label has the greatest score; nil without examples.
  ///
  /// - Complexity: O(examples · parameters).
  public func evaluation(of model: Perceptron<Float>) -> (loss: Double, accuracy: Double)? {
    guard exampleCount > 0 else { return nil }
    var (loss, right) = (0.0, 0)
    for example in 0..<exampleCount {
      let pass = LayerPass(row(example), through: model.layers, model.activation, isEnd: true)
      let scores = pass.result
      loss += pass.crossEntropy(label: labels[example]).loss
      if let best = scores.indices.max(by: { scores[$0] < scores[$1] }), best == labels[example] { right += 1 }
    }
    return (loss / Double(exampleCount), Double(right) / Double(exampleCount))
  }
}
