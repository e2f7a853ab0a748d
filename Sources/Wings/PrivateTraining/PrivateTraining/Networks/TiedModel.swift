import Models

/// A network that reads symbols and scores symbols with the same matrix: scores = h Eᵀ, where h is what the layers make of rows of E.
public struct TiedModel<Scalar: ClippingScalar>: PerExampleModel {
  /// E: a row for each symbol.
  public var embedding: Embedding<Scalar>
  /// The layers between, which give rows as long as they take.
  public var layers: [any PerExampleLayer<Scalar>]
  /// The symbol that is padding: its row of E is not trained as an input, and no row that it is read from has a loss.
  public let padding: Int?

  /// A network of these.
  ///
  /// - Throws: ``LayerError/mixesExamples(layer:)``.
  public init(
    embedding: Embedding<Scalar>, layers: [any PerExampleLayer<Scalar>] = [], padding: Int? = nil
  ) throws(LayerError) {
    let chain = try LayerChain(layers)
    (self.embedding, self.layers, self.padding) = (embedding, chain.layers, padding)
  }

  /// Names and values of the parameters, in place; see `Module`.
  public mutating func visitParameters(
    _ path: String, _ body: (String, inout Tensor<Scalar>) throws -> Void
  ) rethrows {
    try embedding.visitParameters(path + "embedding.", body)
    for index in layers.indices { try layers[index].visitParameters("\(path)layers.\(index).", body) }
  }

  /// What the way back needs to know of a run.
  public struct Tape {
    let ways: [(_ dy: Tensor<Scalar>, _ pass: BackwardPass<Scalar>) throws -> Tensor<Scalar>?]
    let symbols: [Int]
    let hidden: BatchRows<Scalar>
    let scores: BatchRows<Scalar>
    let derivatives: Tensor<Scalar>
  }

  /// See the protocol. Inputs are one column of symbols.
  public func losses(_ batch: LabelledRows<Scalar>) throws -> (values: [Double], tape: Tape) {
    let symbols = try EmbeddingLayer<Scalar>.ids(batch.inputs.values, below: embedding.weight.rows)
    var x = BatchRows(embedding(symbols), rows: batch.inputs.rows)
    var ways: [(_ dy: Tensor<Scalar>, _ pass: BackwardPass<Scalar>) throws -> Tensor<Scalar>?] = []
    for layer in layers {
      let (y, way) = try layer.forward(x)
      x = y
      ways.append(way)
    }
    let scores = BatchRows(x.values.timesTransposed(embedding.weight), rows: x.rows)
    var (values, derivatives) = try batch.targets.losses(of: scores)
    if let padding, symbols.contains(padding) {
      let kept = symbols.map { $0 == padding ? Scalar(0) : 1 }
      let width = derivatives.columns
      derivatives = Tensor(shape: derivatives.shape) { out in
        derivatives.withUnsafePointer { Scalar.scaleRows(symbols.count, width, width, $0, kept, out) }
      }
      values = try unpadded(batch.targets, scores, symbols, padding)
    }
    return (values, Tape(ways: ways, symbols: symbols, hidden: x, scores: scores, derivatives: derivatives))
  }

  /// The losses without those of padding.
  private func unpadded(
    _ targets: RowTargets<Scalar>, _ scores: BatchRows<Scalar>, _ symbols: [Int], _ padding: Int
  ) throws -> [Double] {
    let single = BatchRows(scores.values, rows: ExampleRows(examples: scores.rows.rows))
    let rows = try targets.losses(of: single).values
    return scores.rows.ranges.map { range in range.reduce(0.0) { symbols[$1] == padding ? $0 : $0 + rows[$1] } }
  }

  /// See the protocol.
  public func backward(
    _ tape: Tape, factors: [Scalar]?, trained: Set<String>,
    visit: @escaping (any ParameterUse<Scalar>) throws -> Void
  ) throws {
    let scores = tape.scores.scaled(tape.derivatives, by: factors)
    var dy = scores.times(embedding.weight)
    for index in layers.indices.reversed() {
      let pass = BackwardPass(path: "layers.\(index).", wantsInput: true, trained: trained, visit: visit)
      guard let dx = try tape.ways[index](dy, pass) else { return }
      dy = dx
    }
    let name = "embedding.weight"
    guard trained.contains(name) else { return }
    try visit(
      TiedUse(
        embedding: EmbeddingUse(
          name: name, symbols: tape.symbols, padding: padding, dy: dy, rows: tape.hidden.rows),
        head: LinearUse(x: tape.hidden.values, dy: scores, weight: name, rows: tape.hidden.rows)))
  }
}
