import ArgumentParser

/// The options of vertex.
struct VertexOptions: ParsableArguments {
  @Option(help: "How many derivatives stay balanced in each part.")
  var gradients: Int = 8

  @Option(help: "How many weights a part has; each is a linear program of its own.")
  var part: Int = 512

  @Option(help: "Write the certificate, which `verify` checks, to this file: .safetensors.")
  var certificate: String?

  func validate() throws {
    guard gradients > 0, gradients <= 256, part > 0, part <= 65_536 else {
      throw ValidationError("--gradients is from 1 to 256, and --part from 1 to 65536")
    }
  }
}
