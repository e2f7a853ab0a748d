import Console
import Formats
import Foundation
import Models
import Quantization

/// The weights of an encoder's linear layers out of a file that `quantize` wrote.
struct QuantizedEncoder {
  private let file: Safetensors
  private let path: String

  init(_ path: String) throws {
    self.path = path
    file = try inFile(path) { try Safetensors(mapping: path) }
  }

  /// Puts the weights into an encoder.
  ///
  /// - Throws: `CommandError` if none of the layers is there, a layer is in neither form, or anything else differs from the folder's: then
  ///   the file was made from another model.
  func put(into encoder: inout BertEncoder<Float>, of folder: ModelFolder) throws {
    try inFile(path) {
      let prefix = folder.weights.entry("bert.embeddings.LayerNorm.weight") == nil ? "" : "bert."
      var (count, known): (Int, Set<String>) = (0, [])
      for (name, shape) in encoder.linearLayers {
        let full = prefix + name
        if file.entry(full + ".qweight") != nil {
          let weights = try packed(full, outputs: shape[0], inputs: shape[1])
          _ = encoder.setWeight(Tensor(weights, shape: shape), of: name)
          known.formUnion(["qweight", "qzeros", "scales", "g_idx"].map { "\(full).\($0)" })
        } else if let entry = file.entry(full + ".weight"), entry.shape == shape {
          _ = encoder.setWeight(Tensor(try file.floats(full + ".weight"), shape: shape), of: name)
          known.insert(full + ".weight")
        } else {
          throw CommandError("\(path): there is neither \(full).qweight nor \(full).weight of the shape \(shape)")
        }
        count += 1
      }
      guard count > 0 else { throw CommandError("\(path): there are no layers") }
      for entry in file.entries where !known.contains(entry.name) {
        guard folder.weights.entry(entry.name)?.shape == entry.shape,
          try folder.weights.file(of: entry.name).bytes(of: entry.name) == file.bytes(of: entry.name)
        else {
          throw CommandError(
            "\(path): \(entry.name) is not that of \(folder.path); the file was made from another model")
        }
      }
    }
  }

  private func packed(_ name: String, outputs: Int, inputs: Int) throws -> [Float] {
    let grid = try self.grid()
    let (groups, bits) = (grid.groupCount(columns: inputs), grid.bits)
    func words(_ part: String, _ shape: [Int]) throws -> [UInt32] {
      guard let entry = file.entry("\(name).\(part)"), entry.shape == shape, entry.type == .int32 else {
        throw CommandError(
          "\(path): \(name).\(part) is \(file.entry("\(name).\(part)").map { "\($0.type.rawValue) \($0.shape)" } ?? "missing"), "
            + "expected I32 \(shape)")
      }
      let data = try file.bytes(of: "\(name).\(part)")
      return (0..<shape.reduce(1, *)).map { index in
        UInt32(littleEndian: data.bytes.unsafeLoadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
      }
    }
    guard file.entry("\(name).scales")?.shape == [groups, outputs] else {
      throw CommandError("\(path): \(name).scales has the shape \(file.entry("\(name).scales")?.shape ?? [])")
    }
    let layout = GPTQLayout(
      inputs: inputs, outputs: outputs, qweight: try words("qweight", [inputs * bits / 32, outputs]),
      qzeros: try words("qzeros", [groups, outputs * bits / 32]), scales: try file.floats("\(name).scales"),
      groupIndex: try words("g_idx", [inputs]).map { Int32(bitPattern: $0) })
    do { return try layout.matrix(grid: grid).weights().entries } catch {
      throw CommandError("\(path): \(name): \(error)")
    }
  }

  private func grid() throws -> GridSpecification {
    guard let bits = file.metadata["bits"].flatMap({ Int($0) }),
      let group = file.metadata["group_size"].flatMap({ Int($0) }),
      [2, 3, 4, 8].contains(bits), group == -1 || group > 0
    else {
      throw CommandError("\(path): its metadata do not say bits and group_size, as `quantize --layout gptq` does")
    }
    return try GridSpecification(
      bits: bits, group: group == -1 ? nil : group, style: file.metadata["sym"] == "true" ? .symmetric : .asymmetric)
  }
}
