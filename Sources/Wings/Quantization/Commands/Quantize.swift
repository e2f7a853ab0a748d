import ArgumentParser

/// `tightbound quantize`
struct Quantize: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize", abstract: "Round weights to few bits.",
    subcommands: [
      QuantizeModel.self, QuantizeRow.self, QuantizePerceptron.self, QuantizePronunciation.self, QuantizeGGUF.self,
    ],
    defaultSubcommand: QuantizeModel.self)
}
