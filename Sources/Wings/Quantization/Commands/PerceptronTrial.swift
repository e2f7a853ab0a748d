import Arrays
import Console
import Discrepancy
import Exact
import Foundation
import Models
import Quantization
import Randomness

/// How a perceptron is rounded.
enum PerceptronMethod: String, CaseIterable {
  case rtn, gptq, discquant, stochastic, vertex
}

/// A perceptron that was trained, and what it is compared on.
struct PerceptronTrial {
  let network: Perceptron<Float>
  private let known: (inputs: Tensor<Float>, classes: [Int])
  private let kept: (inputs: Tensor<Float>, classes: [Int])
  /// What the network gives for the rows that were kept.
  private let scores: Tensor<Float>

  private static let batch = 64

  /// Trains a perceptron with two hidden layers on two thirds of the rows.
  init(_ table: ClassifiedTable, hidden: Int, epochs: Int, _ stream: RandomStream) {
    var split = stream.child("split")
    let order = table.classes.indices.shuffled(using: &split)
    let width = table.inputs[0].count
    func rows(_ places: ArraySlice<Int>) -> (inputs: Tensor<Float>, classes: [Int]) {
      (
        Tensor(places.flatMap { table.inputs[$0] }, shape: [places.count, width]), places.map { table.classes[$0] }
      )
    }
    let count = order.count * 2 / 3
    let known = rows(order[..<count])
    (self.known, kept) = (known, rows(order[count...]))
    var (weights, shuffles) = (stream.child("weights"), stream.child("shuffles"))
    var network = Perceptron<Float>(widths: [width, hidden, hidden, table.classCount], using: &weights)
    var optimizer = AdamW<Float>(decay: 0.01)
    let perEpoch = (count + Self.batch - 1) / Self.batch
    let schedule = CosineSchedule(peak: 0.004, warmup: perEpoch, steps: perEpoch * max(2, epochs))
    var step = 0
    for _ in 0..<epochs {
      let places = (0..<count).shuffled(using: &shuffles)
      for start in stride(from: 0, to: count, by: Self.batch) {
        let part = places[start..<min(count, start + Self.batch)]
        let x = Tensor(part.flatMap { known.inputs.rows($0..<($0 + 1)).elements }, shape: [part.count, width])
        let (y, keptRun) = network.forward(x)
        var gradient = network.zeros
        _ = network.backward(
          Loss.crossEntropy(y, labels: part.map { known.classes[$0] }).gradient, keptRun, into: &gradient)
        optimizer.step(&network, gradient: gradient, rate: schedule.rate(step))
        step += 1
      }
    }
    self.network = network
    scores = network(kept.inputs)
  }

  /// How a network compares on the rows that were kept.
  func score(of other: Perceptron<Float>) -> PerceptronScore {
    let found = other(kept.inputs)
    let right = kept.classes.indices.count { row in
      let line = found.rows(row..<(row + 1)).elements
      return line.indices.max { line[$0] < line[$1] } == kept.classes[row]
    }
    return PerceptronScore(
      accuracy: Double(right) / Double(kept.classes.count),
      divergence: Double(Loss.divergence(found, from: scores).value))
  }

  /// The network with rounded weights.
  func rounded(
    by method: PerceptronMethod, _ grid: GridSpecification, steps: Int, gradients: Int, _ stream: RandomStream
  ) throws -> Perceptron<Float> {
    switch method {
    case .rtn: return try layerByLayer { weights, _, _ in try QuantizedMatrix.nearest(weights, grid: grid).matrix }
    case .gptq:
      return try layerByLayer { weights, _, hessian in
        try FeedbackQuantizer(grid: grid).quantize(weights, hessian: hessian).matrix
      }
    case .stochastic:
      return try layerByLayer { weights, index, _ in
        var stream = stream.child(index)
        return try RoundingBox(weights, grid: grid).stochastic(weights, &stream).matrix
      }
    case .discquant: return try trained(grid, steps: steps, stream)
    case .vertex: return try vertex(grid, gradients: gradients, stream)
    }
  }

  /// Each layer with the Hessian of what those before it, rounded already, give to it.
  private func layerByLayer(
    _ round: (DenseMatrix<Float>, Int, DenseMatrix<Double>) throws -> QuantizedMatrix
  ) throws -> Perceptron<Float> {
    var (result, x) = (network, known.inputs)
    for index in network.layers.indices {
      let weight = network.layers[index].weight
      var hessian = CalibrationHessian(columns: weight.columns)
      try hessian.add(DenseMatrix(rows: x.rows, columns: x.columns, entries: x.elements))
      let matrix = try round(Self.matrix(weight), index, hessian.take())
      result.layers[index].weight = Tensor(matrix.weights().entries, shape: weight.shape)
      x = network.activation(result.layers[index](x))
    }
    return result
  }

  private static func matrix(_ weight: Tensor<Float>) -> DenseMatrix<Float> {
    DenseMatrix(rows: weight.rows, columns: weight.columns, entries: weight.elements)
  }

  private func trained(_ grid: GridSpecification, steps: Int, _ stream: RandomStream) throws -> Perceptron<Float> {
    var stream = stream
    let (target, count) = (network(known.inputs), known.classes.count)
    let seed = stream.next() >> 32
    return try DiscQuant(grid: grid, steps: steps, seed: seed).fit(
      network, layers: network.linearLayers.map(\.name)
    ) { model, _ in
      let start = Int(stream.next() % UInt64(count))
      let places = (0..<2 * Self.batch).map { (start + $0 * 7) % count }
      func rows(_ tensor: Tensor<Float>) -> Tensor<Float> {
        Tensor(places.flatMap { tensor.rows($0..<($0 + 1)).elements }, shape: [places.count, tensor.columns])
      }
      let (y, kept) = model.forward(rows(known.inputs))
      var gradient = model.zeros
      let (value, slope) = Loss.divergence(y, from: rows(target))
      _ = model.backward(slope, kept, into: &gradient)
      return (value, gradient)
    }.model
  }

  /// The vertex of least cost 1 − 2y that keeps, to first order, the loss of some samples, whose classes are drawn as the network has
  /// them: their mean square is the divergence's second derivative.
  private func vertex(_ grid: GridSpecification, gradients: Int, _ stream: RandomStream) throws -> Perceptron<Float> {
    var stream = stream
    let boxes = try network.layers.map { try RoundingBox(Self.matrix($0.weight), grid: grid) }
    let free = boxes.enumerated().flatMap { layer, box in
      box.step.indices.filter { box.step[$0] > 0 }.map { (layer: layer, index: $0) }
    }
    var rows: [[Double]] = []
    for _ in 0..<gradients {
      let row = Int(stream.next() % UInt64(known.classes.count))
      let (y, kept) = network.forward(known.inputs.rows(row..<(row + 1)))
      var gradient = network.zeros
      let slope = Loss.crossEntropy(y, labels: [Self.draw(y.elements, &stream)]).gradient
      _ = network.backward(slope, kept, into: &gradient)
      rows.append(
        free.map { Double(gradient.layers[$0.layer].weight.elements[$0.index] * boxes[$0.layer].step[$0.index]) })
    }
    let rounding = try VertexRounding(
      rows: Matrix(rows: rows.count, columns: free.count) { rows[$0][$1] },
      point: free.map { Double(boxes[$0.layer].place[$0.index]) })
    let certificate = try rounding.vertex(.columnBlocks)
    try certificate.verify()
    var isUp = boxes.map { [Bool](repeating: false, count: $0.step.count) }
    for (place, value) in zip(free, certificate.vertex) { isUp[place.layer][place.index] = value >= Rational(1, 2) }
    var result = network
    for (layer, box) in boxes.enumerated() {
      let weights = box.corner { isUp[layer][$0] }.weights().entries
      result.layers[layer].weight = Tensor(weights, shape: network.layers[layer].weight.shape)
    }
    return result
  }

  /// A class, as likely as the scores say.
  private static func draw(_ scores: [Float], _ stream: inout RandomStream) -> Int {
    let largest = scores.max() ?? 0
    let weights = scores.map { exp(Double($0 - largest)) }
    var rest = Double(stream.next() >> 11) * 0x1p-53 * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return weights.count - 1
  }
}
