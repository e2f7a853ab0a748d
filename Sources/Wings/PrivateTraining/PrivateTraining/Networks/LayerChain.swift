import Foundation
import Models

func logarithm(_ x: Double) -> Double { log(x) }

/// Examples for a network: what it is given, and what should come out.
public struct LabelledRows<Scalar: ClippingScalar>: Sendable {
  /// What goes in.
  public let inputs: BatchRows<Scalar>
  /// What should come out.
  public let targets: RowTargets<Scalar>

  /// Examples.
  public init(_ inputs: BatchRows<Scalar>, targets: RowTargets<Scalar>) {
    (self.inputs, self.targets) = (inputs, targets)
  }
}

/// Layers one after the other, and a loss.
///
/// ```swift
/// var network = try LayerChain<Float>([
///   Convolution(weight: kernels, padding: PlaneExtent(1)), ActivationLayer(.relu), FlattenLayer(), Linear(weight: head)])
/// network.parameters.map(\.name)          // ["0.weight", "3.weight"]
/// ```
public struct LayerChain<Scalar: ClippingScalar>: PerExampleModel {
  /// The layers, the first one first. Parameters are named after the layer's number, from 0 on.
  public var layers: [any PerExampleLayer<Scalar>]

  /// A network of these layers.
  ///
  /// - Throws: ``LayerError/mixesExamples(layer:)`` if a layer says that it mixes examples.
  public init(_ layers: [any PerExampleLayer<Scalar>]) throws(LayerError) {
    if let index = layers.firstIndex(where: \.mixesExamples) {
      throw .mixesExamples(layer: "layer \(index), \(type(of: layers[index])),")
    }
    self.layers = layers
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    for index in layers.indices { try layers[index].visitParameters("\(path)\(index).", body) }
  }

  /// What the way back needs to know of a run.
  public struct Tape {
    let ways: [(_ dy: Tensor<Scalar>, _ pass: BackwardPass<Scalar>) throws -> Tensor<Scalar>?]
    let outputs: BatchRows<Scalar>
    let derivatives: Tensor<Scalar>
  }

  /// What comes out.
  ///
  /// - Throws: ``LayerError``.
  public func callAsFunction(_ x: BatchRows<Scalar>) throws -> BatchRows<Scalar> {
    try layers.reduce(x) { try $1.forward($0).0 }
  }

  /// See the protocol.
  public func losses(_ batch: LabelledRows<Scalar>) throws -> (values: [Double], tape: Tape) {
    var x = batch.inputs
    var ways: [(_ dy: Tensor<Scalar>, _ pass: BackwardPass<Scalar>) throws -> Tensor<Scalar>?] = []
    for layer in layers {
      let (y, way) = try layer.forward(x)
      x = y
      ways.append(way)
    }
    let (values, derivatives) = try batch.targets.losses(of: x)
    return (values, Tape(ways: ways, outputs: x, derivatives: derivatives))
  }

  /// See the protocol. Nothing is computed below the first layer that is trained.
  public func backward(
    _ tape: Tape, factors: [Scalar]?, trained: Set<String>,
    visit: @escaping (any ParameterUse<Scalar>) throws -> Void
  ) throws {
    guard let first = layers.indices.first(where: { isAnyTrained($0, trained) }) else { return }
    var dy = tape.outputs.scaled(tape.derivatives, by: factors)
    for index in (first..<layers.count).reversed() {
      let pass = BackwardPass(path: "\(index).", wantsInput: index > first, trained: trained, visit: visit)
      guard let dx = try tape.ways[index](dy, pass) else { return }
      dy = dx
    }
  }

  private func isAnyTrained(_ index: Int, _ trained: Set<String>) -> Bool {
    var isAny = false
    var layer = layers[index]
    layer.visitParameters("\(index).") { name, _ in isAny = isAny || trained.contains(name) }
    return isAny
  }

  /// Tries whether what comes out for each example depends on that example alone: the first two examples are run with each other's rows replaced.
  ///
  /// A layer that says nothing of itself may still mix examples. This finds out for one batch; it is no proof.
  ///
  /// - Parameter inputs: at least two examples of one size, which differ.
  /// - Throws: ``LayerError/mixesExamples(layer:)`` with the first layer whose rows of another example changed.
  /// - Complexity: two runs of the network.
  public func requireIsolation(_ inputs: BatchRows<Scalar>) throws {
    guard inputs.rows.count >= 2, let each = inputs.rows.ranges.first?.count else { return }
    var changed = inputs.values
    let (width, last) = (inputs.values.columns, inputs.rows.ranges[inputs.rows.count - 1])
    guard last.count == each else {
      throw LayerError.input(layer: "a trial", found: "examples of different sizes", expected: "one size")
    }
    changed.withUnsafeMutablePointer { out in
      inputs.values.withUnsafePointer {
        (out + last.lowerBound * width).update(from: $0, count: last.count * width)
      }
    }
    var (x, y) = (inputs, BatchRows(changed, rows: inputs.rows))
    for (index, layer) in layers.enumerated() {
      (x, y) = (try layer.forward(x).0, try layer.forward(y).0)
      for range in x.rows.ranges.dropLast() {
        let numbers = range.lowerBound * x.values.columns..<range.upperBound * x.values.columns
        guard x.values.elements[numbers].elementsEqual(y.values.elements[numbers]) else {
          throw LayerError.mixesExamples(layer: "layer \(index), \(type(of: layer)),")
        }
      }
    }
  }
}
