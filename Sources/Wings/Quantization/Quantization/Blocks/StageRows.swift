import Models

/// What the linear layers of a block are given by the texts, stage by stage, batch by batch: in memory while that is little, otherwise in files.
struct StageRows: Sendable {
  private let rows: CalibrationRows
  private let block: Int
  private var stages: [Stage] = []
  /// Bytes in memory.
  private var held = 0

  /// So many bytes may be in memory.
  private static let limit = 1 << 26

  private enum Stage {
    case held([Tensor<Float>])
    case filed([CalibrationRows.Batch])
  }

  /// No stages yet.
  init(_ rows: CalibrationRows, block: Int) { (self.rows, self.block) = (rows, block) }

  /// What a stage was given by a batch.
  ///
  /// - Throws: as reading a batch does.
  func read(_ stage: Int, batch: Int) throws -> Tensor<Float> {
    switch stages[stage] {
    case .held(let tensors): tensors[batch]
    case .filed(let batches): try batches[batch].read().rows
    }
  }

  /// Adds a stage.
  ///
  /// - Parameters:
  ///   - width: the number of columns.
  ///   - body: calls its argument with the rows of each batch in turn.
  mutating func append(width: Int, _ body: ((Tensor<Float>) throws -> Void) throws -> Void) throws {
    let size = 4 * width * rows.symbolCount
    if held + size <= Self.limit {
      var tensors: [Tensor<Float>] = []
      try body { tensors.append($0) }
      stages.append(.held(tensors))
      held += size
    } else {
      let place = CalibrationRows.Place.stage(stages.count, ofBlock: block)
      try rows.write(place, body)
      stages.append(.filed(rows.batches(place, width: width)))
    }
  }

  /// Removes the files.
  func remove() { for stage in stages.indices { rows.remove(.stage(stage, ofBlock: block)) } }
}
