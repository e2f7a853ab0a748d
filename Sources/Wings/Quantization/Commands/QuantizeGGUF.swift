import ArgumentParser
import Console
import Formats
import Foundation
import Quantization

/// `tightbound quantize gguf`
struct QuantizeGGUF: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gguf", abstract: "Write a packed file as GGUF.",
    discussion: """
      FILE is what `quantize --layout gptq` wrote with 4 or 8 bits and --group 32, symmetric: then Q4_0 and Q8_0 hold exactly the same \
      weights. Other tensors are stored as they are. Tensors keep the names of the hub, and no tokenizer and no sizes are written: programs \
      that want llama.cpp's names convert them.
      """)

  @Argument(help: "The packed file: .safetensors.")
  var file: String

  @Option(help: "What general.architecture says.")
  var architecture: String = "unknown"

  @Option(name: .shortAndLong, help: "The file to write: .gguf.")
  var output: String

  func run() throws {
    try inFile(file) {
      let source = try Safetensors(mapping: file)
      guard let packed = try PackedLayers(source) else { throw CommandError("\(file): there are no packed layers") }
      let parts = Set(packed.names.flatMap(PackedLayers.tensors))
      var tensors: [GGUFWriter.Tensor] = []
      for entry in source.entries where !parts.contains(entry.name) {
        let types: [SafetensorsElementType: GGUFWriter.ElementType] = [
          .float32: .float32, .float16: .float16, .bfloat16: .bfloat16, .int32: .int32,
        ]
        // What counts positions and the like, which no reader of GGUF asks for.
        guard let type = types[entry.type] else {
          StandardError.write("notice: \(entry.name) is left out: GGUF has no \(entry.type.rawValue)")
          continue
        }
        tensors.append(GGUFWriter.Tensor(name: entry.name, type: type, shape: entry.shape.isEmpty ? [1] : entry.shape))
      }
      let plain = tensors.count
      for name in packed.names {
        let matrix = try packed.matrix(name)
        tensors.append(
          GGUFWriter.Tensor(
            name: name + ".weight", type: try matrix.ggufBlocks().type, shape: [matrix.rows, matrix.columns]))
      }
      var writer = try GGUFWriter(path: output, architecture: architecture, tensors: tensors)
      for tensor in tensors[..<plain] { try writer.append(try source.bytes(of: tensor.name), to: tensor.name) }
      for name in packed.names { try writer.append(try packed.matrix(name).ggufBlocks().bytes, to: name + ".weight") }
      try writer.finish()
      print("wrote \(output): \(packed.names.count) packed layers, \(plain) other tensors")
    }
  }
}
