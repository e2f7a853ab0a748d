import Arrays
import Models

/// Quantizes a model block by block: each layer is calibrated on what the blocks before it, rounded already, give to it.
///
/// It holds one block of the model, one layer's Hessian with what the factorisation needs, and a batch of rows; rows between blocks
/// are in files (``CalibrationRows``). Linear layers of a stage, which are given the same rows, share a Hessian, and stages go one after the
/// other, so that a layer makes up for the errors of those before it. GPTQ: arXiv 2210.17323, section 3.3; its "true sequential" order.
public struct BlockwiseQuantizer: Sendable {
  /// How layers are rounded.
  public enum Method: Hashable, Sendable {
    /// To the nearest.
    case nearest
    /// By GPTQ, see ``FeedbackQuantizer``.
    case feedback(order: FeedbackQuantizer.Order, damping: Double)
  }

  /// The grids.
  public var grid: GridSpecification
  /// How layers are rounded.
  public var method: Method

  /// A quantizer.
  public init(grid: GridSpecification, method: Method) { (self.grid, self.method) = (grid, method) }

  /// A layer that was rounded.
  public struct Layer: Sendable {
    /// The name of its weights in the file.
    public let name: String
    /// The weights, a row for each output.
    public let matrix: QuantizedMatrix
    /// What became of them.
    public let report: LayerReport
  }

  /// Rounds the blocks of a model from one of them on.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - rows: the texts, and the rows that block `first` is given.
  ///   - first: the block to begin with.
  ///   - isChosen: whether the weights of this name are rounded; others stay.
  ///   - progress: told how many steps are done, and of how many.
  ///   - finished: given each block's layers when its outputs are in the file of rows; the rows that it was given are there until this returns.
  /// - Throws: ``LayerError`` with the name of a layer; what reading blocks and rows throws, and `finished`.
  /// - Complexity: about two runs of the model over the texts, and for each layer what ``FeedbackQuantizer`` says.
  public func quantize(
    _ model: some LayeredModel, _ rows: CalibrationRows, from first: Int = 0,
    isChosen: (String) -> Bool = { _ in true },
    progress: (Int, Int) -> Void = { _, _ in }, finished: (Int, [Layer]) throws -> Void
  ) throws {
    for index in first..<model.blockCount {
      var block = try model.block(index)
      var layers: [Layer] = []
      let stages = block.stages
      for (stage, names) in stages.enumerated() {
        let paths = names.filter { isChosen(model.path(ofBlock: index) + $0 + ".weight") }
        if !paths.isEmpty {
          layers += try quantize(
            &block, stage, paths, rows.of(block: index), at: model.path(ofBlock: index))
        }
        progress(index * (stages.count + 1) + stage + 1, model.blockCount * (stages.count + 1))
      }
      if index + 1 < model.blockCount {
        try rows.write(block: index + 1) { write in
          for batch in rows.of(block: index) {
            let (x, sequences) = try batch.read()
            try write(block(x, sequences: sequences))
          }
        }
      }
      try finished(index, layers)
      rows.remove(block: index)
      progress((index + 1) * (stages.count + 1), model.blockCount * (stages.count + 1))
    }
  }

  /// Rounds the layers of a stage, and puts the rounded weights into the block.
  private func quantize<Block: SequenceBlock<Float>>(
    _ block: inout Block, _ stage: Int, _ names: [String], _ batches: [CalibrationRows.Batch], at path: String
  ) throws -> [Layer] {
    func inLayer<T>(_ name: String, _ body: () throws(QuantizationError) -> T) throws(LayerError) -> T {
      do { return try body() } catch { throw LayerError(name: path + name + ".weight", error: error) }
    }
    var calibration: CalibrationHessian?
    for batch in batches {
      let (x, sequences) = try batch.read()
      let input = block.input(ofStage: stage, x, sequences: sequences)
      let matrix = DenseMatrix(rows: input.rows, columns: input.columns, entries: input.elements)
      if calibration == nil { calibration = CalibrationHessian(columns: input.columns) }
      try inLayer(names[0]) { () throws(QuantizationError) in try calibration?.add(matrix) }
    }
    guard let hessian = calibration?.take() else { return [] }
    var layers: [Layer] = []
    for name in names {
      guard let weight = block.weight(of: name) else { continue }
      let weights = DenseMatrix(rows: weight.rows, columns: weight.columns, entries: weight.elements)
      let (matrix, report) = try inLayer(name) { () throws(QuantizationError) in
        switch method {
        case .nearest: try QuantizedMatrix.nearest(weights, grid: grid, hessian: hessian)
        case .feedback(let order, let damping):
          try FeedbackQuantizer(grid: grid, order: order, damping: damping).quantize(weights, hessian: hessian)
        }
      }
      _ = block.setWeight(Tensor(matrix.weights().entries, shape: weight.shape), of: name)
      layers.append(Layer(name: path + name + ".weight", matrix: matrix, report: report))
    }
    return layers
  }
}

/// What is wrong with a layer of a model.
public struct LayerError: Error, Sendable, CustomStringConvertible {
  /// The name of its weights in the file.
  public let name: String
  /// What is wrong.
  public let error: QuantizationError

  public var description: String { "\(name): \(error)" }
}
