import MessagePassing
import Models

/// The exact sums of a perceptron whose layers are on several ranks: examples pass up through the ranks, and derivatives down again.
///
/// Each rank clips and adds the gradients of the layers that it has. Only activations and their derivatives go from rank to rank, a message up and one down for 32 examples.
/// What an example meets depends on that example and the weights alone, not on the batch, nor on how many ranks there are.
public struct PipelineEngine: ClippingEngine {
  /// What this rank has.
  public typealias Model = PerceptronStage
  /// The examples, the same on all ranks.
  public let data: PerceptronExamples
  /// What each rank has.
  public let share: RankShare

  /// Examples in one message.
  private static let rowsPerMessage = 32

  /// An engine for the ranks that have the groups of a share; its methods are called on all ranks, with the same examples.
  public init(_ data: PerceptronExamples, share: RankShare) { (self.data, self.share) = (data, share) }

  /// See ``ClippingEngine``.
  public var exampleCount: Int { data.exampleCount }

  /// Sums in floating point would depend on the ranks.
  ///
  /// - Throws: ``ClippingEngineError/onlyExact``.
  public func clippedSums(
    of examples: [Int], at model: Model, plan: ClippingPlan
  ) throws -> ClippedSums<Model> { throw ClippingEngineError.onlyExact }

  /// See ``ClippingEngine``. The sums of groups that other ranks have are empty.
  ///
  /// - Throws: `CommunicatorError` besides.
  public func exactSums(of examples: [Int], at model: Model, plan: ClippingPlan) throws -> ExactSums {
    let world = share.world
    var accumulator = try ExactAccumulator(plan, model, groups: share.groups)
    var gradient = model
    let below = model.first > 0 ? world.rank - 1 : nil
    let above = model.isEnd ? nil : world.rank + 1
    let pieces = stride(from: 0, to: examples.count, by: Self.rowsPerMessage).map {
      examples[$0..<min($0 + Self.rowsPerMessage, examples.count)]
    }
    var passes: [[LayerPass]] = []
    for piece in pieces {
      let inputs =
        try below.map { try rows(piece.count, model.layers[0].inputs, from: $0) } ?? piece.map { data.row($0) }
      passes.append(inputs.map { LayerPass($0, through: model.layers, model.activation, isEnd: model.isEnd) })
      if let above { try world.send(passes[passes.count - 1].flatMap(\.result), to: above) }
    }
    let outputs = model.layers[model.layers.count - 1].outputs
    for (piece, passes) in zip(pieces, passes) {
      let derivatives =
        try above.map { try rows(piece.count, outputs, from: $0) }
        ?? zip(piece, passes).map { example, pass in pass.crossEntropy(label: data.labels[example]).gradient }
      var down: [Float] = []
      for (dy, pass) in zip(derivatives, passes) {
        let dx = pass.backward(dy, model.layers, into: &gradient.layers, wantsInput: below != nil)
        if below != nil { down += dx }
        accumulator.add(gradient)
      }
      if let below { try world.send(down, to: below) }
    }
    return accumulator.sums
  }

  private func rows(_ count: Int, _ width: Int, from rank: Int) throws -> [[Float]] {
    let numbers = try share.world.receive(count * width, from: rank)
    return (0..<count).map { Array(numbers[($0 * width)..<(($0 + 1) * width)]) }
  }
}
