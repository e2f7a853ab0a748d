import Formats
import Foundation
import MessagePassing
import Models
import Privacy
import Randomness
import Text

extension RankTrainer {
  /// Weights of a new model, uniform in ±√(6/inputs) (He et al., arXiv 1502.01852). Each layer has a stream of its own: a rank draws what it
  /// hosts. Without a seed the first rank tells the others one for the initial weights alone.
  static func initialWeights(_ run: RankedRun, _ layers: Range<Int>, world: Communicator) throws -> [[Float]] {
    let words = SecureWords()
    var seed = [run.seed ?? (world.rank == 0 ? words.next() : 0)]
    try world.broadcast(&seed, from: 0)
    return layers.map { layer in
      var stream = RandomStream(seed: seed[0]).child("weights").child(layer)
      let bound = (6 / Double(run.widths[layer])).squareRoot()
      return (0..<(run.widths[layer] * run.widths[layer + 1])).map { _ in
        Float(bound * (Double(stream.next() >> 11) * 0x1p-52 - 1))
      }
    }
  }
}

extension RankTrainer {
  private func parameters(of device: Int) -> RankCheckpoint.Device {
    RankCheckpoint.Device(
      parameters: run.deviceLayers[device].flatMap { layer in
        let here = layer - stage.layers.lowerBound
        let (inputs, outputs) = (run.widths[layer], run.widths[layer + 1])
        return [
          ("layers.\(layer).weight", [outputs, inputs], stage.weights[here], velocities.weights[here]),
          ("layers.\(layer).bias", [outputs], stage.biases[here], velocities.biases[here]),
        ]
      })
  }

  /// Reads a device's parameters as they were after the last complete step.
  mutating func restore(_ device: Int) throws {
    var found = parameters(of: device)
    try files.read(into: &found, number: device, step: completed)
    for (index, layer) in run.deviceLayers[device].enumerated() {
      let here = layer - stage.layers.lowerBound
      (stage.weights[here], velocities.weights[here]) =
        (found.parameters[2 * index].values, found.parameters[2 * index].velocity)
      (stage.biases[here], velocities.biases[here]) =
        (found.parameters[2 * index + 1].values, found.parameters[2 * index + 1].velocity)
    }
  }

  /// Writes what this rank hosts as it is after a step, and names the step once all ranks have.
  mutating func write(_ step: Int) throws {
    let isWriter = run.sharing != .examples || world.rank == 0
    if isWriter {
      for device in devices {
        try files.write(parameters(of: device), number: device, step: step)
        // The files before these are what to continue from until this step is named; those before them are not.
        files.remove(number: device, step: written.before)
      }
    }
    written = (written.last, step)
    try world.barrier()
    if world.rank == 0 { try files.commit(step) }
  }

  /// The whole model, on the first rank; nil on the others. All ranks call it.
  ///
  /// - Throws: `CommunicatorError`.
  /// - Complexity: O(parameters); each other rank sends what it hosts.
  public func gatheredModel() throws -> GatheredModel? {
    var layers = stage.layers.map { layer in
      (weight: stage.weights[layer - stage.layers.lowerBound], bias: stage.biases[layer - stage.layers.lowerBound])
    }
    if run.sharing != .examples {
      guard world.rank == 0 else {
        for layer in layers { try world.send(layer.weight + layer.bias, to: 0) }
        return nil
      }
      for rank in 1..<max(world.size, 1) where world.size > 1 {
        let hosted = (rank * run.devices.count / world.size)..<((rank + 1) * run.devices.count / world.size)
        for layer in hosted.flatMap({ run.deviceLayers[$0] }) {
          let (inputs, outputs) = (run.widths[layer], run.widths[layer + 1])
          let numbers = try world.receive((inputs + 1) * outputs, from: rank)
          layers.append((Array(numbers.prefix(inputs * outputs)), Array(numbers.suffix(outputs))))
        }
      }
    }
    return world.rank == 0 ? GatheredModel(widths: run.widths, layers: layers) : nil
  }
}

/// The layers of a trained perceptron, out of the ranks that hosted them.
public struct GatheredModel: Sendable {
  /// Inputs, hidden units, outputs.
  public let widths: [Int]
  /// Weights, a row for each output, and biases.
  public let layers: [(weight: [Float], bias: [Float])]

  /// The model as a safetensors file: `layers.0.weight`, `layers.0.bias`, and so on.
  ///
  /// - Throws: `FormatError` if it has more bytes than an `Int` counts.
  public func safetensors() throws -> Data {
    var declarations: [Safetensors.Declaration] = []
    var values = Data()
    for (index, layer) in layers.enumerated() {
      declarations += [
        Safetensors.Declaration(
          name: "layers.\(index).weight", type: .float32, shape: [widths[index + 1], widths[index]]),
        Safetensors.Declaration(name: "layers.\(index).bias", type: .float32, shape: [widths[index + 1]]),
      ]
      values += SafetensorsElementType.float32.bytes(of: layer.weight)
      values += SafetensorsElementType.float32.bytes(of: layer.bias)
    }
    return try Safetensors.header(declarations) + values
  }

  /// The share of examples whose class it finds. It is not private: of examples that were trained on, it tells something about them.
  public func accuracy(on data: RankedRows, activation: String? = nil) -> Double {
    let stage = PipelineStage(
      layers: 0..<layers.count, weights: layers.map(\.weight), biases: layers.map(\.bias), widths: widths,
      activation: Activation(rawValue: activation ?? "relu") ?? .relu)
    let right = (0..<data.count).count { index in
      let scores = stage.forward(data.row(index)).output
      return scores.indices.max { scores[$0] < scores[$1] } == data.labels[index]
    }
    return Double(right) / Double(max(data.count, 1))
  }
}
