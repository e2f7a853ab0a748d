import Arrays
import Console
import Formats
import Foundation
import Quantization

/// Which tensors the written file has.
struct ModelPlan {
  let chosen: Set<String>
  let declarations: [Safetensors.Declaration]
  private let source: SafetensorsFolder
  private let layout: QuantizeModel.Layout
  private let grid: GridSpecification
  /// Whether files have a row of weights for each input.
  let isTransposed: Bool

  init(
    _ source: SafetensorsFolder, chosen: Set<String>, layout: QuantizeModel.Layout, grid: GridSpecification,
    isTransposed: Bool
  ) throws {
    (self.source, self.chosen, self.layout, self.grid) = (source, chosen, layout, grid)
    self.isTransposed = isTransposed
    declarations = source.names.flatMap { name -> [Safetensors.Declaration] in
      guard let entry = source.entry(name) else { return [] }
      guard chosen.contains(name) else {
        return [Safetensors.Declaration(name: name, type: entry.type, shape: entry.shape)]
      }
      return Self.declarations(of: entry, layout, grid, isTransposed)
    }
  }

  /// The tensors of a layer that is rounded.
  func declarations(of name: String) -> [Safetensors.Declaration] {
    source.entry(name).map { Self.declarations(of: $0, layout, grid, isTransposed) } ?? []
  }

  private static func declarations(
    of entry: Safetensors.Entry, _ layout: QuantizeModel.Layout, _ grid: GridSpecification, _ isTransposed: Bool
  ) -> [Safetensors.Declaration] {
    guard layout == .gptq else {
      return [Safetensors.Declaration(name: entry.name, type: .float32, shape: entry.shape)]
    }
    let (outputs, inputs) = isTransposed ? (entry.shape[1], entry.shape[0]) : (entry.shape[0], entry.shape[1])
    let groups = grid.groupCount(columns: inputs)
    return parts(
      of: entry.name,
      [
        ("qweight", .int32, [inputs * grid.bits / 32, outputs]),
        ("qzeros", .int32, [groups, outputs * grid.bits / 32]), ("scales", .float16, [groups, outputs]),
        ("g_idx", .int32, [inputs]),
      ])
  }

  private static func parts(
    of name: String, _ parts: [(String, SafetensorsElementType, [Int])]
  ) -> [Safetensors.Declaration] {
    parts.map { Safetensors.Declaration(name: prefix(name) + $0.0, type: $0.1, shape: $0.2) }
  }

  /// What stands before “weight”.
  private static func prefix(_ name: String) -> String { String(name.dropLast("weight".count)) }

  /// What a reader has to know.
  func metadata(method: String) throws -> [String: String] {
    [
      "format": "pt", "quant_method": method, "bits": "\(grid.bits)", "group_size": "\(grid.group ?? -1)",
      "sym": grid.style == .symmetric ? "true" : "false",
    ]
  }

  /// Writes a layer.
  func append(_ matrix: QuantizedMatrix, _ name: String, to writer: inout SafetensorsWriter) throws {
    guard layout == .gptq else {
      let weights = isTransposed ? DenseMatrix(copying: matrix.weights().transposed) : matrix.weights()
      return try writer.append(SafetensorsElementType.float32.bytes(of: weights.entries), to: name)
    }
    let packed = try GPTQLayout(matrix)
    let prefix = Self.prefix(name)
    try writer.append(Self.bytes(packed.qweight), to: prefix + "qweight")
    try writer.append(Self.bytes(packed.qzeros), to: prefix + "qzeros")
    try writer.append(SafetensorsElementType.float16.bytes(of: packed.scales), to: prefix + "scales")
    try writer.append(Self.bytes(packed.groupIndex.map { UInt32(bitPattern: $0) }), to: prefix + "g_idx")
  }

  private static func bytes(_ words: [UInt32]) -> Data {
    words.map(\.littleEndian).withUnsafeBytes { Data($0) }
  }
}
