import Arrays
import Models

/// Quantizes a model block by block: each layer is calibrated on what the blocks before it, rounded already, give to it.
///
/// It holds one block of the model, one layer's Hessian with what the factorisation needs, and a batch of rows; rows between blocks
/// are in files (``CalibrationRows``). Linear layers of a stage, which are given the same rows, share a Hessian, and stages go one after the
/// other, so that a layer makes up for the errors of those before it. Two batches run side by side, each on one thread of BLAS: do not use BLAS
/// elsewhere at the same time. GPTQ: arXiv 2210.17323, section 3.3; its "true sequential" order.
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
  /// - Complexity: about one run of the model over the texts, and for each layer what ``FeedbackQuantizer`` says.
  public func quantize(
    _ model: some LayeredModel, _ rows: CalibrationRows, from first: Int = 0,
    isChosen: (String) -> Bool = { _ in true },
    progress: (Int, Int) -> Void = { _, _ in }, finished: (Int, [Layer]) throws -> Void
  ) throws {
    for index in first..<model.blockCount {
      var block = try model.block(index)
      var (layers, widths) = ([Layer](), [Int]())
      let stages = block.stages
      for (stage, names) in stages.enumerated() {
        let chosen = names.filter { isChosen(model.path(ofBlock: index) + $0 + ".weight") }
        let hessian = try inputs(of: block, stage, index, rows, &widths, isHessianWanted: !chosen.isEmpty) { error in
          LayerError(name: model.path(ofBlock: index) + names[0] + ".weight", error: error)
        }
        if let hessian { layers += try quantize(&block, chosen, hessian, at: model.path(ofBlock: index)) }
        progress(index * (stages.count + 1) + stage + 1, model.blockCount * (stages.count + 1))
      }
      if index + 1 < model.blockCount {
        let given = widths.enumerated().map { rows.batches(.stage($0, ofBlock: index), width: $1) }
        let batches = rows.batches(.block(index))
        try rows.write(.block(index + 1)) { write in
          let outputs = SideBySide(batches.count) { [block] number in
            try block.output(batches[number].read().rows) { try given[$0][number].read().rows }
          }
          try outputs.inOrder(write)
        }
      }
      try finished(index, layers)
      rows.remove(.block(index))
      for stage in stages.indices { rows.remove(.stage(stage, ofBlock: index)) }
      progress((index + 1) * (stages.count + 1), model.blockCount * (stages.count + 1))
    }
  }

  /// Puts what the layers of a stage are given into a file, and returns its Hessian; nil if it is not wanted, or there are no rows.
  ///
  /// - Parameters:
  ///   - widths: of the stages before; the one of this stage is appended.
  ///   - named: an error with the name of a layer.
  private func inputs<Block: SequenceBlock<Float>>(
    of block: Block, _ stage: Int, _ index: Int, _ rows: CalibrationRows, _ widths: inout [Int], isHessianWanted: Bool,
    _ named: (QuantizationError) -> LayerError
  ) throws -> DenseMatrix<Double>? {
    var calibration: CalibrationHessian?
    var width = 0
    let given = widths.enumerated().map { rows.batches(.stage($0, ofBlock: index), width: $1) }
    let batches = rows.batches(.block(index))
    try rows.write(.stage(stage, ofBlock: index)) { write in
      let inputs = SideBySide(batches.count) { number in
        let (x, sequences) = try batches[number].read()
        return try block.input(ofStage: stage, x, sequences: sequences) { try given[$0][number].read().rows }
      }
      try inputs.inOrder { input in
        width = input.columns
        try write(input)
        guard isHessianWanted else { return }
        let matrix = DenseMatrix(rows: input.rows, columns: width, entries: input.elements)
        if calibration == nil { calibration = CalibrationHessian(columns: width) }
        do throws(QuantizationError) { try calibration?.add(matrix) } catch { throw named(error) }
      }
    }
    widths.append(width)
    return calibration?.take()
  }

  /// Rounds layers of one stage, and puts the rounded weights into the block.
  private func quantize<Block: SequenceBlock<Float>>(
    _ block: inout Block, _ names: [String], _ hessian: DenseMatrix<Double>, at path: String
  ) throws -> [Layer] {
    var layers: [Layer] = []
    for name in names {
      guard let weight = block.weight(of: name) else { continue }
      let weights = DenseMatrix(rows: weight.rows, columns: weight.columns, entries: weight.elements)
      let (matrix, report): (QuantizedMatrix, LayerReport)
      do {
        switch method {
        case .nearest: (matrix, report) = try QuantizedMatrix.nearest(weights, grid: grid, hessian: hessian)
        case .feedback(let order, let damping):
          (matrix, report) = try FeedbackQuantizer(grid: grid, order: order, damping: damping)
            .quantize(weights, hessian: hessian)
        }
      } catch { throw LayerError(name: path + name + ".weight", error: error) }
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
