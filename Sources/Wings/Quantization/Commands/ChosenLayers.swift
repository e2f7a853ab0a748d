import Console
import Models
import Quantization

/// The linear layers of an encoder that are rounded by its derivatives, and the names of their weights in its file.
struct ChosenLayers {
  let encoder: BertEncoder<Float>
  /// The layers as the encoder calls them.
  let names: [String]
  private let prefix: String

  /// - Parameters:
  ///   - folder: the model's.
  ///   - method: the word that is told if there are no derivatives.
  ///   - isChosen: whether a weight, called as in the file, is to be rounded.
  /// - Throws: ``CommandError`` for a model without derivatives, or if no layer is chosen; what reading the model throws.
  init(_ folder: ModelFolder, method: String, isChosen: (String) -> Bool) throws {
    guard folder.architecture == "bert" else {
      throw CommandError(
        "\(method) needs derivatives, which are there for bert and not for \(folder.architecture); take gptq")
    }
    let prefix = folder.weights.entry("bert.embeddings.LayerNorm.weight") == nil ? "" : "bert."
    encoder = try BertEncoder<Float>(folder)
    names = encoder.linearLayers.map(\.name).filter { isChosen("\(prefix)\($0).weight") }
    self.prefix = prefix
    guard !names.isEmpty else { throw CommandError("\(folder.path): no layer is chosen; see --only and --except") }
  }

  /// What the weights of a layer are called in the file.
  func weight(_ layer: String) -> String { "\(prefix)\(layer).weight" }

  /// What the weights of all chosen layers are called in the file.
  var weights: [String] { names.map(weight) }
}
