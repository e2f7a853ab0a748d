import Arrays
import Models

/// Quantizes a model block by block: each layer is calibrated on what the blocks before it, rounded already, give to it.
///
/// It holds one block of the model, one layer's Hessian with what the factorisation needs, and a batch of rows; rows between blocks
/// are in files (``CalibrationRows``). Linear layers of a stage, which are given the same rows, share a Hessian, and stages go one after the
/// other, so that a layer makes up for the errors of those before it. As many batches as there are processors run side by side, each on one thread of
/// BLAS, and so do panels of rows: do not use BLAS elsewhere at the same time. GPTQ: arXiv 2210.17323, section 3.3; its "true sequential" order.
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
    try BLAS.onOneThread { lanes in
      for index in first..<model.blockCount {
        var block = try model.block(index)
        let path = model.path(ofBlock: index)
        var (layers, given) = ([Layer](), StageRows(rows, block: index))
        let stages = block.stages
        for (stage, names) in stages.enumerated() {
          let chosen = names.filter { isChosen(path + $0 + ".weight") }
          let hessian = try self.inputs(of: block, stage, rows.batches(.block(index)), &given, !chosen.isEmpty, lanes) {
            LayerError(name: path + names[0] + ".weight", error: $0)
          }
          if let hessian { layers += try quantize(&block, chosen, hessian, at: path, lanes) }
          progress(index * (stages.count + 1) + stage + 1, model.blockCount * (stages.count + 1))
        }
        if index + 1 < model.blockCount {
          let batches = rows.batches(.block(index))
          try rows.write(.block(index + 1)) { write in
            let outputs = SideBySide(batches.count, lanes: lanes) { [block, given] number in
              try block.output(batches[number].read().rows) { try given.read($0, batch: number) }
            }
            try outputs.inOrder(write)
          }
        }
        try finished(index, layers)
        rows.remove(.block(index))
        given.remove()
        progress((index + 1) * (stages.count + 1), model.blockCount * (stages.count + 1))
      }
    }
  }

  /// Adds what the layers of a stage are given to `given`, and returns its Hessian; nil if it is not wanted, or there are no rows.
  ///
  /// - Parameter named: an error with the name of a layer.
  private func inputs<Block: SequenceBlock<Float>>(
    of block: Block, _ stage: Int, _ batches: [CalibrationRows.Batch], _ given: inout StageRows,
    _ isHessianWanted: Bool, _ lanes: Int, _ named: (QuantizationError) -> LayerError
  ) throws -> DenseMatrix<Double>? {
    let width = block.weight(of: block.stages[stage][0])?.columns ?? 0
    var calibration = CalibrationHessian(columns: isHessianWanted ? width : 0)
    let inputs = SideBySide(batches.count, lanes: lanes) { [given] number in
      let (x, sequences) = try batches[number].read()
      let input = try block.input(ofStage: stage, x, sequences: sequences) { try given.read($0, batch: number) }
      // A longer batch is a long text, whose products follow each other when its turn comes.
      let isWhole = isHessianWanted && input.rows <= CalibrationHessian.Product.rows
      return (input, isWhole ? CalibrationHessian.Product(of: Self.matrix(input), 0..<input.rows) : nil)
    }
    try given.append(width: width) { append in
      try inputs.inOrder { input, product in
        try append(input)
        guard isHessianWanted else { return }
        do throws(QuantizationError) {
          if let product { try calibration.add(product) } else { try calibration.add(Self.matrix(input)) }
        } catch { throw named(error) }
      }
    }
    return isHessianWanted && !batches.isEmpty ? calibration.take() : nil
  }

  private static func matrix(_ tensor: Tensor<Float>) -> DenseMatrix<Float> {
    DenseMatrix(rows: tensor.rows, columns: tensor.columns, entries: tensor.elements)
  }

  /// A large factorisation gains by threads; after a small one they would go on spinning for longer than it took.
  private static func factored(
    _ hessian: DenseMatrix<Double>, _ quantizer: FeedbackQuantizer, _ threads: Int
  ) throws(QuantizationError) -> DampedFactor {
    guard hessian.rows >= 2048 else { return try quantizer.factored(hessian) }
    BLAS.threads = threads
    defer { BLAS.threads = 1 }
    return try quantizer.factored(hessian)
  }

  /// Rounds layers of one stage, and puts the rounded weights into the block.
  private func quantize<Block: SequenceBlock<Float>>(
    _ block: inout Block, _ names: [String], _ hessian: DenseMatrix<Double>, at path: String, _ lanes: Int
  ) throws -> [Layer] {
    var (layers, factor): ([Layer], DampedFactor?) = ([], nil)
    for name in names {
      guard let weight = block.weight(of: name) else { continue }
      let (matrix, report): (QuantizedMatrix, LayerReport)
      do throws(QuantizationError) {
        switch method {
        case .nearest: (matrix, report) = try QuantizedMatrix.nearest(Self.matrix(weight), grid: grid, hessian: hessian)
        case .feedback(let order, let damping):
          let quantizer = FeedbackQuantizer(grid: grid, order: order, damping: damping)
          if factor == nil { factor = try Self.factored(hessian, quantizer, lanes) }
          guard let shared = factor else { continue }
          (matrix, report) = try quantizer.quantize(Self.matrix(weight), shared, hessian: hessian)
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
