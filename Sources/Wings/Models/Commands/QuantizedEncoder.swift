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
      let packed = try PackedLayers(file)
      var (count, known): (Int, Set<String>) = (0, [])
      for (name, shape) in encoder.linearLayers {
        let full = prefix + name
        if let packed, packed.names.contains(full) {
          let matrix = try packed.matrix(full)
          guard [matrix.rows, matrix.columns] == shape else {
            throw CommandError("\(path): \(full) has the shape \([matrix.rows, matrix.columns]), expected \(shape)")
          }
          _ = encoder.setWeight(Tensor(matrix.weights().entries, shape: shape), of: name)
          known.formUnion(PackedLayers.tensors(of: full))
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
}
