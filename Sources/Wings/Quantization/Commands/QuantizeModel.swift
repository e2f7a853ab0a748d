import ArgumentParser
import Arrays
import Console
import Formats
import Foundation
import Quantization

/// `tightbound quantize model`, which `tightbound quantize` is short for.
struct QuantizeModel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Round the weights of a model to few bits.",
    discussion: """
      Reads a safetensors file, or a folder with such files and their index. Rounded are the matrices whose names end with “weight”, but for \
      those of embeddings, norms and heads, unless --only or --except say otherwise. rtn rounds to the nearest; gptq lets the weights \
      that are left make up for errors, and needs --calibration: a file .safetensors or .npz with the inputs of each layer, a row \
      for each, under the name of its weight. Layers without inputs there are left as they are. Exit codes: 0 written, 2 wrong \
      usage, 3 could not run.
      """)

  @Argument(help: "The model: a file .safetensors or a folder.")
  var model: String

  @Option(help: "rtn or gptq.")
  var method: Method = .rtn

  @Option(help: "Bits of a code, from 2 to 8.")
  var bits: Int = 4

  @Option(help: "How many columns share a scale of 16 bits; 0 for a whole row.")
  var group: Int = 64

  @Option(help: "Where the zero of a grid is: symmetric or asymmetric.")
  var style: GridSpecification.Style = .symmetric

  @Option(help: "How wide a grid is: full, or searched for the least squared error.")
  var range: GridSpecification.Range = .full

  @Option(help: "Of gptq: the order of columns, activation (with static groups) or natural.")
  var order: FeedbackQuantizer.Order = .activation

  @Option(help: "Of gptq: what is added to the Hessian's diagonal, in units of its mean.")
  var damping: Double = 0.01

  @Option(help: "The inputs of the layers: .safetensors or .npz.")
  var calibration: String?

  @Option(help: "Only tensors whose names contain this; may be given more than once.")
  var only: [String] = []

  @Option(help: "No tensors whose names contain this; may be given more than once. Default: embed, norm, lm_head.")
  var except: [String] = []

  @Option(help: "What is written: weights, as float32, or gptq, the tensors qweight, qzeros, scales and g_idx.")
  var layout: Layout = .weights

  @Option(name: .shortAndLong, help: "The file to write: .safetensors.")
  var output: String

  @Option(help: "How to print the report: text or json.")
  var format: OutputFormat = .text

  enum Method: String, ExpressibleByArgument, CaseIterable { case rtn, gptq }
  enum Layout: String, ExpressibleByArgument, CaseIterable { case weights, gptq }

  func validate() throws {
    if method == .gptq, calibration == nil { throw ValidationError("gptq needs --calibration") }
    if group < 0 { throw ValidationError("--group is 0 or more") }
    if !(damping >= 0 && damping.isFinite) { throw ValidationError("--damping is a number of at least 0") }
    do { _ = try grid } catch { throw ValidationError("\(error)") }
  }

  private var grid: GridSpecification {
    get throws {
      try GridSpecification(bits: bits, group: group == 0 ? nil : group, style: style, range: range)
    }
  }

  func run() throws {
    let source = try inFile(model) { try SafetensorsFolder(model) }
    let inputs = try calibration.map { try LayerInputs($0) }
    let chosen = source.names.filter { isChosen($0, source) && (method == .rtn || inputs?.contains($0) == true) }
    guard !chosen.isEmpty else {
      throw CommandError(
        "\(model): no matrix of weights \(method == .gptq ? "with inputs " : "")is chosen; those are whose names end in “weight”, "
          + "but for --only and --except")
    }
    let plan = try ModelPlan(source, chosen: Set(chosen), layout: layout, grid: grid)
    let progress = Progress("layers")
    var report = ModelReport(method: method.rawValue, bits: bits, group: group)
    let start = ContinuousClock.now
    var writer = try SafetensorsWriter(
      path: output, tensors: plan.declarations, metadata: try plan.metadata(method: method.rawValue))
    for name in source.names {
      guard plan.chosen.contains(name) else {
        try writer.append(try source.file(of: name).bytes(of: name), to: name)
        continue
      }
      progress.update(report.layers.count, of: chosen.count)
      let (matrix, layer) = try inLayer(name) { try quantized(name, source, inputs) }
      report.add(name, layer)
      try inLayer(name) { try plan.append(matrix, name, to: &writer) }
    }
    try writer.finish()
    progress.finish()
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    print(try format == .json ? json(report, pretty: false) : report.text)
  }

  private func quantized(
    _ name: String, _ source: SafetensorsFolder, _ inputs: LayerInputs?
  ) throws -> (QuantizedMatrix, LayerReport) {
    let shape = source.entry(name)?.shape ?? []
    let weights = DenseMatrix(rows: shape[0], columns: shape[1], entries: try source.floats(name))
    let hessian = try inputs?.hessian(name, columns: shape[1])
    if method == .gptq, let hessian {
      return try FeedbackQuantizer(grid: grid, order: order, damping: damping).quantize(weights, hessian: hessian)
    }
    return try QuantizedMatrix.nearest(weights, grid: grid, hessian: hessian)
  }

  /// An error gets the name of the layer in front.
  private func inLayer<T>(_ name: String, _ body: () throws -> T) throws -> T {
    do { return try body() } catch { throw CommandError("\(name): \(error)") }
  }

  private func isChosen(_ name: String, _ source: SafetensorsFolder) -> Bool {
    guard name.hasSuffix("weight"), let entry = source.entry(name), entry.shape.count == 2,
      entry.shape.allSatisfy({ $0 > 1 }), [.float32, .float16, .bfloat16].contains(entry.type)
    else { return false }
    let refused = except.isEmpty && only.isEmpty ? ["embed", "norm", "Norm", "lm_head"] : except
    return (only.isEmpty || only.contains { name.contains($0) }) && !refused.contains { name.contains($0) }
  }
}

extension GridSpecification.Style: ExpressibleByArgument {}
extension GridSpecification.Range: ExpressibleByArgument {}
extension FeedbackQuantizer.Order: ExpressibleByArgument {}
