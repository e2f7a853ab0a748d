import Formats
import Foundation

/// The layers of a file in the GPTQ layout, as `tightbound quantize --layout gptq` writes it: its metadata say bits and group.
public struct PackedLayers: Sendable {
  /// The file.
  public let file: Safetensors
  /// The grids.
  public let grid: GridSpecification
  /// What stands before `.qweight`, in ascending order.
  public let names: [String]

  /// Opens a file; nil if it has no packed layers.
  ///
  /// - Throws: ``QuantizationError/layout(_:)`` if its metadata do not say what its layers are.
  public init?(_ file: Safetensors) throws(QuantizationError) {
    names = file.entries.map(\.name).filter { $0.hasSuffix(".qweight") }.map { String($0.dropLast(8)) }.sorted()
    guard !names.isEmpty else { return nil }
    guard let bits = file.metadata["bits"].flatMap({ Int($0) }),
      let group = file.metadata["group_size"].flatMap({ Int($0) }), [2, 3, 4, 8].contains(bits),
      group == -1 || group > 0
    else { throw .layout("the metadata do not say bits and group_size, as `quantize --layout gptq` does") }
    grid = try GridSpecification(
      bits: bits, group: group == -1 ? nil : group, style: file.metadata["sym"] == "true" ? .symmetric : .asymmetric)
    self.file = file
  }

  /// The tensors of a layer.
  public static func tensors(of name: String) -> [String] {
    ["qweight", "qzeros", "scales", "g_idx"].map { "\(name).\($0)" }
  }

  /// A layer.
  ///
  /// - Throws: ``QuantizationError`` that names a tensor that is missing or of another shape, and what the layout says.
  /// - Complexity: O(number of weights).
  public func matrix(_ name: String) throws(QuantizationError) -> QuantizedMatrix {
    guard let words = file.entry(name + ".qweight"), words.shape.count == 2, let index = file.entry(name + ".g_idx"),
      index.shape.count == 1
    else { throw .layout("\(name): qweight or g_idx is missing, or is no matrix and no list") }
    let (inputs, outputs) = (index.shape[0], words.shape[1])
    let groups = grid.groupCount(columns: inputs)
    guard file.entry(name + ".scales")?.shape == [groups, outputs], let scales = try? file.floats(name + ".scales")
    else {
      throw .layout(
        "\(name).scales has the shape \(file.entry(name + ".scales")?.shape ?? []), expected \([groups, outputs])")
    }
    return try GPTQLayout(
      inputs: inputs, outputs: outputs,
      qweight: try integers(name + ".qweight", [inputs * grid.bits / 32, outputs]),
      qzeros: try integers(name + ".qzeros", [groups, outputs * grid.bits / 32]), scales: scales,
      groupIndex: try integers(name + ".g_idx", [inputs]).map { Int32(bitPattern: $0) }
    ).matrix(grid: grid)
  }

  private func integers(_ name: String, _ shape: [Int]) throws(QuantizationError) -> [UInt32] {
    guard let entry = file.entry(name), entry.shape == shape, entry.type == .int32, let data = try? file.bytes(of: name)
    else {
      let found = file.entry(name).map { "\($0.type.rawValue) \($0.shape)" } ?? "missing"
      throw .layout("\(name) is \(found), expected I32 \(shape)")
    }
    return (0..<entry.count).map { index in
      UInt32(littleEndian: data.bytes.unsafeLoadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
    }
  }
}
