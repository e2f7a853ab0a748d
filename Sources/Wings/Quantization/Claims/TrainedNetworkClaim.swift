import Arrays
import Evidence
import Exact
import Models
import Quantization
import Randomness
import Synchronization

extension Claim {
  /// On networks that were trained, rounding that knows the inputs beats rounding to the nearest.
  static let trainedNetworks = Claim(
    id: "quantization.trained-networks",
    title:
      "On trained perceptrons GPTQ and DiscQuant keep what the network gives better than rounding to the nearest does",
    sentences: [
      Sentence(
        """
        Perceptrons of 12, 10 and 4 units learn which of 4 directions of a latent space of 3 dimensions an input of 12 correlated numbers belongs \
        to, each with another seed for inputs, weights and shuffles. With weights on grids of 3 bits for each row the divergence from the float \
        network's classes on new inputs is less by GPTQ than to the nearest: in the mean by at least 3 standard errors over 20 paired seeds.
        """, topic: "GPTQ", checks: ["gptq"]),
      Sentence(
        "The same holds for DiscQuant, of 60 steps on the training inputs, from the weights on.", topic: "DiscQuant",
        checks: ["discquant"]),
    ],
    remark: """
      Which of the two is ahead depends on bits, groups and steps, and is not claimed. On images of digits with 20 seeds each beats rounding to the \
      nearest, and neither the other throughout.
      """,
    source: Source(
      paper: "DiscQuant: A Quantization Method for Neural Networks Inspired by Discrepancy Theory", arXiv: "2501.06417",
      theorem:
        "its experiments, which compare with rounding to the nearest and GPTQ on language models; networks of this size are ours"
    ),
    checks: [
      Check(
        "gptq", level: .sampled, family: family,
        subject: { trial in
          try trial.layerByLayer { try FeedbackQuantizer(grid: grid).quantize($0, hessian: $1).matrix }
        },
        mutants: [
          "never feeds errors back": { trial in
            try trial.layerByLayer { weights, _ in try QuantizedMatrix.nearest(weights, grid: grid).matrix }
          },
          "takes the Hessian's columns in the order in which they were sorted": { trial in
            try trial.layerByLayer { weights, hessian in
              let order = (0..<hessian.rows).sorted { hessian[$0, $0] > hessian[$1, $1] }
              let sorted = DenseMatrix(rows: hessian.rows, columns: hessian.rows) { hessian[order[$0], order[$1]] }
              return try FeedbackQuantizer(grid: grid).quantize(weights, hessian: sorted).matrix
            }
          },
        ], test: beatsTheNearest),
      Check(
        "discquant", level: .sampled, family: family, subject: { try $0.trained { $0 } },
        mutants: [
          "climbs": { trial in
            try trial.trained { gradient in
              var turned = gradient
              turned.visitParameters("") { _, value in value = value.map { -$0 } }
              return turned
            }
          },
          "never looks at the loss": { trial in try trial.trained { $0.zeros } },
        ], test: beatsTheNearest),
    ])
}

private let grid: GridSpecification = {
  guard let grid = try? GridSpecification(bits: 3) else { preconditionFailure("3 bits are a grid") }
  return grid
}()

private let family: InstanceFamily<TrainedNetworks> = .listed(
  "20 seeds (deep: 60)", quick: [TrainedNetworks(first: 1, count: 20)], deep: [TrainedNetworks(first: 1, count: 60)])

/// Networks by their seeds.
private struct TrainedNetworks: Codable, Sendable {
  var first: UInt64
  var count: Int
}

/// Trained networks, for all subjects and mutants.
private let trials = Mutex<[UInt64: TrainedTrial]>([:])

/// A network that was trained, and inputs.
private struct TrainedTrial: Sendable {
  private let network: Perceptron<Float>
  private let known, fresh: Tensor<Float>

  private static let rows = 96

  static func of(_ seed: UInt64) -> TrainedTrial {
    if let trial = trials.withLock({ $0[seed] }) { return trial }
    let trial = TrainedTrial(RandomStream(seed: seed).child("trained-networks"))
    trials.withLock { $0[seed] = trial }
    return trial
  }

  private init(_ stream: RandomStream) {
    var (draws, gaussian) = (stream.child("inputs"), GaussianSource())
    func numbers(_ rows: Int, _ columns: Int) -> DenseMatrix<Float> {
      DenseMatrix(rows: rows, columns: columns) { _, _ in Float(gaussian.next(&draws)) }
    }
    let (directions, mixture) = (numbers(4, 3), numbers(3, 12))
    func inputs() -> (Tensor<Float>, [Int]) {
      let latent = numbers(Self.rows, 3)
      let (sides, mixed, noise) = (latent * directions.transposed, latent * mixture, numbers(Self.rows, 12))
      let x = zip(mixed.entries, noise.entries).map { $0 + 0.2 * $1 }
      let classes = (0..<Self.rows).map { row in (0..<4).max { sides[row, $0] < sides[row, $1] } ?? 0 }
      return (Tensor(x, shape: [Self.rows, 12]), classes)
    }
    let (known, classes) = inputs()
    (self.known, fresh) = (known, inputs().0)
    var weights = stream.child("weights")
    var network = Perceptron<Float>(widths: [12, 10, 4], using: &weights)
    var optimizer = AdamW<Float>(decay: 0.01)
    for _ in 0..<40 {
      let (y, kept) = network.forward(known)
      var gradient = network.zeros
      _ = network.backward(Loss.crossEntropy(y, labels: classes).gradient, kept, into: &gradient)
      optimizer.step(&network, gradient: gradient, rate: 0.03)
    }
    self.network = network
  }

  /// The divergence of another network's classes from those of this one, on new inputs.
  func divergence(of other: Perceptron<Float>) -> Double {
    Double(Loss.divergence(other(fresh), from: network(fresh)).value)
  }

  /// Each layer by its weights and the Hessian of what those before it, rounded already, give to it.
  func layerByLayer(
    _ round: (DenseMatrix<Float>, DenseMatrix<Double>) throws -> QuantizedMatrix
  ) throws -> Perceptron<Float> {
    var (result, x) = (network, known)
    for index in network.layers.indices {
      let weight = network.layers[index].weight
      var hessian = CalibrationHessian(columns: weight.columns)
      try hessian.add(DenseMatrix(rows: x.rows, columns: x.columns, entries: x.elements))
      let matrix = try round(
        DenseMatrix(rows: weight.rows, columns: weight.columns, entries: weight.elements), hessian.take())
      result.layers[index].weight = Tensor(matrix.weights().entries, shape: weight.shape)
      x = network.activation(result.layers[index](x))
    }
    return result
  }

  /// By training, with a change of the gradient.
  func trained(_ change: (Perceptron<Float>) -> Perceptron<Float>) throws -> Perceptron<Float> {
    let target = network(known)
    return try DiscQuant(grid: grid, steps: 60, rate: 0.1, start: .weights).fit(
      network, layers: network.linearLayers.map(\.name)
    ) { model, _ in
      let (y, kept) = model.forward(known)
      var gradient = model.zeros
      let (value, slope) = Loss.divergence(y, from: target)
      _ = model.backward(slope, kept, into: &gradient)
      return (value, change(gradient))
    }.model
  }
}

@Sendable private func beatsTheNearest(
  _ method: Algorithm<TrainedTrial, Perceptron<Float>>, _ networks: TrainedNetworks
) throws -> Verdict {
  let gains = try (networks.first..<networks.first + UInt64(networks.count)).map { seed in
    let trial = TrainedTrial.of(seed)
    let nearest = try trial.layerByLayer { weights, _ in try QuantizedMatrix.nearest(weights, grid: grid).matrix }
    return try Rational(exactly: trial.divergence(of: nearest) - trial.divergence(of: method(trial))) ?? -1
  }
  // mean ≥ 3 · standard error, squared: no roots.
  let count = Rational(gains.count)
  let mean = gains.reduce(0, +) / count
  let variance = gains.reduce(Rational(0)) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
  return .require(
    mean > 0 && mean * mean >= 9 * variance / count,
    "the gain is \(Double(mean)) with variance \(Double(variance)) over \(gains.count) seeds")
}
