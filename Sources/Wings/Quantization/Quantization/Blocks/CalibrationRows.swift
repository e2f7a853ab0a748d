import Foundation
import Models

/// What a block is given by all texts of calibration, a row of floats for each symbol: in a file for each block, so that it need not fit
/// in memory, and a run that was ended goes on from the last block. What the stages of a block's layers are given may lie beside it (`StageRows`).
public struct CalibrationRows: Sendable {
  /// The symbols of the texts.
  public let texts: [[Int]]
  /// The number of columns.
  public let width: Int
  private let folder: String
  /// Texts that are run together.
  private let batches: [Range<Int>]

  /// Symbols that are run together: enough for products to be fast.
  private static let symbolsOfBatch = 1024

  /// Rows of these texts, in files of this folder.
  public init(texts: [[Int]], width: Int, folder: String) {
    (self.texts, self.width, self.folder) = (texts, width, folder)
    var batches: [Range<Int>] = []
    var (first, symbols) = (0, 0)
    for (index, text) in texts.enumerated() {
      if symbols + text.count > Self.symbolsOfBatch, index > first {
        batches.append(first..<index)
        (first, symbols) = (index, 0)
      }
      symbols += text.count
    }
    if first < texts.count { batches.append(first..<texts.count) }
    self.batches = batches
  }

  /// Who is given the rows: a block, or the linear layers of one of its stages.
  enum Place {
    case block(Int)
    case stage(Int, ofBlock: Int)
  }

  private func path(_ place: Place) -> String {
    switch place {
    case .block(let block): "\(folder)/rows-\(block).f32"
    case .stage(let stage, let block): "\(folder)/rows-\(block)-\(stage).f32"
    }
  }

  /// Whether the rows that a block is given are in their file.
  public func has(block: Int) -> Bool { FileManager.default.fileExists(atPath: path(.block(block))) }

  /// Writes the rows that the first block is given.
  ///
  /// - Throws: as the model's embedding does, and what the file system says.
  public func embed(_ model: some LayeredModel) throws {
    try write(.block(0)) { write in
      for batch in batches { try write(try model.embedded(Array(texts[batch])).rows) }
    }
  }

  /// Writes rows batch by batch; the file has its name when all are there. Those of blocks are on the disk then, as a run goes on from them.
  func write(_ place: Place, _ body: ((Tensor<Float>) throws -> Void) throws -> Void) throws {
    let part = path(place) + ".part"
    try Data().write(to: URL(fileURLWithPath: part))
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: part))
    try body { rows in
      try rows.elements.withUnsafeBytes { bytes in
        var rest = bytes[...]
        while !rest.isEmpty {
          let written = Foundation.write(
            file.fileDescriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
          guard written > 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
          rest = rest.dropFirst(written)
        }
      }
    }
    if case .block = place { try file.synchronize() }
    try file.close()
    guard rename(part, path(place)) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
  }

  /// Removes rows.
  func remove(_ place: Place) { try? FileManager.default.removeItem(atPath: path(place)) }

  /// Some texts, and where their rows are.
  struct Batch: Sendable {
    fileprivate let path: String
    fileprivate let start: Int
    fileprivate let width: Int
    fileprivate let sequences: [Range<Int>]

    /// - Throws: ``CalibrationRows/Damaged``; what the file system says.
    func read() throws -> (rows: Tensor<Float>, sequences: [Range<Int>]) {
      let count = sequences.last?.upperBound ?? 0
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      let elements = try [Float](unsafeUninitializedCapacity: count * width) { buffer, initialized in
        let bytes = UnsafeMutableRawBufferPointer(buffer)
        var place = 0
        while place < 4 * count * width {
          let found = pread(
            file.fileDescriptor, bytes.baseAddress.map { $0 + place }, 4 * count * width - place,
            4 * start * width + place)
          guard found >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
          guard found > 0 else { throw Damaged(path: path) }
          place += found
        }
        initialized = count * width
      }
      return (Tensor(elements, shape: [count, width]), sequences)
    }
  }

  /// The number of symbols of all texts.
  var symbolCount: Int { texts.reduce(0) { $0 + $1.count } }

  /// The batches of rows; `width` is the number of their columns, if it is not that between blocks.
  func batches(_ place: Place, width: Int? = nil) -> [Batch] {
    var start = 0
    return batches.map { batch in
      var end = 0
      let sequences = texts[batch].map { text in
        end += text.count
        return (end - text.count)..<end
      }
      defer { start += end }
      return Batch(path: path(place), start: start, width: width ?? self.width, sequences: sequences)
    }
  }

  /// A file of rows is shorter than its texts.
  public struct Damaged: Error, Sendable, CustomStringConvertible {
    /// The file.
    public let path: String

    public var description: String {
      "\(path): it has fewer rows than its texts; remove the folder, and begin anew"
    }
  }
}
