import Console
import Formats
import Foundation
import Models
import Quantization

/// The state of a training, in the folder beside the file to be written: `training.safetensors` is replaced as a whole, so that a kill
/// at any moment leaves the last state or the one before.
struct TrainingJournal {
  private let journal: QuantizationJournal
  private let names: [String]

  private static let parts = ["point", "first", "second"]

  init(_ journal: QuantizationJournal, _ names: [String]) { (self.journal, self.names) = (journal, names) }

  private var path: String { journal.folder + "/training.safetensors" }

  /// Writes a state.
  func keep(_ state: DiscQuant.State) throws {
    let lists = zip(Self.parts, [state.points, state.first, state.second])
    var writer = try SafetensorsWriter(
      path: path,
      tensors: lists.flatMap { part, tensors in
        zip(names, tensors).map {
          Safetensors.Declaration(name: "\(part).\($0)", type: .float32, shape: $1.shape)
        }
      }, metadata: ["steps": "\(state.steps)"])
    for (part, tensors) in lists {
      for (name, tensor) in zip(names, tensors) {
        try writer.append(SafetensorsElementType.float32.bytes(of: tensor.elements), to: "\(part).\(name)")
      }
    }
    try writer.finish()
  }

  /// The last state; nil if there is none.
  ///
  /// - Parameters:
  ///   - steps: of the whole training.
  ///   - shape: of the weights of a layer.
  /// - Throws: `CommandError` if the file is not one of these layers.
  func state(of steps: Int, _ shape: (String) -> [Int]) throws -> DiscQuant.State? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let file = try inFile(path) { try Safetensors(mapping: path) }
    let lists = try Self.parts.map { part in
      try names.map { name in
        let key = "\(part).\(name)"
        let values = try inFile(path) { try file.floats(key) }
        guard file.entry(key)?.shape == shape(name), values.allSatisfy(\.isFinite) else { throw damaged }
        return Tensor<Float>(values, shape: shape(name))
      }
    }
    guard let done = file.metadata["steps"].flatMap({ Int($0) }), done < steps,
      let state = DiscQuant.State(steps: done, points: lists[0], first: lists[1], second: lists[2])
    else { throw damaged }
    return state
  }

  private var damaged: CommandError {
    CommandError("\(path): it is no state of this training; remove the folder to begin anew")
  }

  /// Removes the folder.
  func remove() { journal.remove() }
}
