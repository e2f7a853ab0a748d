import ArgumentParser
import Arrays
import Console
import Formats
import Foundation
import Models
import Quantization
import Randomness

/// `tightbound quantize model`, which `tightbound quantize` is short for.
struct QuantizeModel: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Round the weights of a model to few bits.",
    discussion: """
      Reads a safetensors file, or a folder with such files and their index. Rounded are the matrices whose names end with “weight”, but for \
      those of embeddings, norms and heads, unless --only or --except say otherwise. rtn rounds to the nearest; gptq lets the weights \
      that are left make up for errors, and needs --calibration; discquant trains an encoder to give what it gave for the texts of \
      --calibration; stochastic rounds each weight up or down by chance, so that its mean stays; vertex rounds an encoder's weights, as near as \
      they can be if the derivatives of its vectors for some texts of --calibration are to stay balanced, and --certificate proves it.

      Calibration by texts, .txt (a line for each) or .jsonl (objects with a field text), takes a folder as the hub lays it out, with \
      config.json and tokenizer.json, and runs the model block by block on them, each block after those before it have been rounded. \
      One block is in memory at a time. Finished blocks lie in OUTPUT.resume, and so does the state of discquant: the same command goes on \
      from there after it was ended. \
      Calibration by inputs, .safetensors or .npz, has the inputs of each layer, a row for each, under the name of its weight; layers \
      without inputs there are left as they are.

      Exit codes: 0 written, 2 wrong usage, 3 could not run.
      """)

  @Argument(help: "The model: a file .safetensors or a folder.")
  var model: String

  @Option(help: "rtn, gptq, discquant, stochastic or vertex.")
  var method: Method = .rtn

  @Option(help: "Bits of a code, from 2 to 8.")
  var bits: Int = 4

  @Option(help: "How many columns share a scale of 16 bits; 0 for a whole row.")
  var group: Int = 64

  @Option(help: "Where the zero of a grid is: symmetric or asymmetric.")
  var style: GridSpecification.Style = .symmetric

  @Option(
    help:
      "How wide a grid is: full, or searched for the least squared error. Default: searched for gptq, otherwise full.")
  var range: GridSpecification.Range?

  @Option(
    help:
      "Of gptq: the order of columns, activation, reversed or least-pivot (with static groups), or natural. Default: activation."
  )
  var order: FeedbackQuantizer.Order?

  @Option(help: "Of gptq: what is added to the Hessian's diagonal, in units of its mean. Default: 0.01.")
  var damping: Double?

  @Option(help: "Texts, .txt or .jsonl, or the inputs of the layers, .safetensors or .npz.")
  var calibration: String?

  @Option(help: "Of texts: how many symbols run together at most; a longer text of a decoder is cut into windows.")
  var window: Int = 512

  @Option(help: "Of texts: how many symbols are read at most.")
  var symbols: Int = 65_536

  @Option(help: "Of stochastic, discquant and vertex: the seed.")
  var seed: UInt64 = 1

  @OptionGroup(title: "Options of discquant")
  var training: TrainingOptions

  @OptionGroup(title: "Options of vertex")
  var vertex: VertexOptions

  @Option(help: "Only tensors whose names contain this; may be given more than once.")
  var only: [String] = []

  @Option(
    help: "No tensors whose names contain this; may be given more than once. Default: embed, norm, lm_head, wte, wpe.")
  var except: [String] = []

  @Option(help: "What is written: weights, as float32, or gptq, the tensors qweight, qzeros, scales and g_idx.")
  var layout: Layout = .weights

  @Option(name: .shortAndLong, help: "The file to write: .safetensors.")
  var output: String

  @Option(help: "Draw what became of each layer into this file: .svg.")
  var plot: String?

  @OptionGroup var size: SizeLimit

  @Option(help: "How to print the report: text or json.")
  var format: OutputFormat = .text

  enum Method: String, ExpressibleByArgument, CaseIterable { case rtn, gptq, discquant, stochastic, vertex }
  enum Layout: String, ExpressibleByArgument, CaseIterable { case weights, gptq }

  func validate() throws {
    if method == .gptq, calibration == nil { throw ValidationError("gptq needs --calibration") }
    if [.discquant, .vertex].contains(method), !isByTexts {
      throw ValidationError("\(method.rawValue) needs --calibration with texts")
    }
    if method != .vertex, vertex.certificate != nil { throw ValidationError("--certificate is of --method vertex") }
    if method == .stochastic, isByTexts { throw ValidationError("stochastic takes no texts") }
    if window < 1 || symbols < 1 { throw ValidationError("--window and --symbols are at least 1") }
    if group < 0 { throw ValidationError("--group is 0 or more") }
    if let damping, !(damping >= 0 && damping.isFinite) {
      throw ValidationError("--damping is a number of at least 0")
    }
    if method != .gptq, order != nil || damping != nil {
      throw ValidationError("--order and --damping are of --method gptq")
    }
    if let taken = ([model] + [calibration].compactMap { $0 }).first(where: { isSameFile($0, output) }) {
      throw ValidationError("--output \(output) is \(taken), which is read; name another file")
    }
    do { _ = try grid } catch { throw ValidationError("\(error)") }
  }

  private var quantizer: FeedbackQuantizer {
    get throws { FeedbackQuantizer(grid: try grid, order: order ?? .activation, damping: damping ?? 0.01) }
  }

  private var grid: GridSpecification {
    get throws {
      try GridSpecification(
        bits: bits, group: group == 0 ? nil : group, style: style, range: range ?? (method == .gptq ? .searched : .full)
      )
    }
  }

  private var isByTexts: Bool {
    [".txt", ".jsonl", ".ndjson"].contains { calibration?.hasSuffix($0) == true }
  }

  func run() throws {
    size.watch()
    if isByTexts, let calibration { return try show(run(texts: calibration)) }
    // What is rounded by inputs divides its work by itself.
    let report = try writing {
      try method == .gptq ? BLAS.onOneThread { _ in try runTensorByTensor() } : runTensorByTensor()
    }
    try show(report)
  }

  private func show(_ report: ModelReport) throws {
    if let plot { try writeFile(plot, LayerPicture(report: report).svg) }
    print(try format == .json ? json(report, pretty: false) : report.text)
  }

  private func run(texts: String) throws -> ModelReport {
    let folder = try inFile(model) { try ModelFolder(model) }
    if method == .discquant {
      let run = QuantizeByTraining(
        folder: folder, training: training.training(try grid, seed: seed), loss: training.loss, layout: layout,
        calibration: texts, window: window, limit: symbols, output: output, interval: training.keepEvery)
      return try inModel { try run.run { isChosen($0, folder.weights) } }
    }
    if method == .vertex {
      let run = QuantizeByVertex(
        folder: folder, grid: try grid, layout: layout, options: vertex, seed: seed, calibration: texts, window: window,
        limit: symbols, output: output)
      return try inModel { try run.run { isChosen($0, folder.weights) } }
    }
    let feedback = try quantizer
    let method: BlockwiseQuantizer.Method =
      method == .gptq ? .feedback(order: feedback.order, damping: feedback.damping) : .nearest
    let run = QuantizeByTexts(
      folder: folder, quantizer: BlockwiseQuantizer(grid: try grid, method: method), layout: layout,
      method: self.method,
      calibration: texts, window: window, limit: symbols, output: output)
    return try inModel { try run.run { isChosen($0, folder.weights) } }
  }

  /// Errors of the system are about the file that is written.
  private func writing<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch  where error is POSIXError || error is CocoaError {
      throw CommandError("cannot write \(output): \(systemReason(error))")
    }
  }

  /// Errors of the model get its name; those of the system are about what is written, as the model has been opened.
  private func inModel<T>(_ body: () throws -> T) throws -> T {
    do { return try writing(body) } catch let error as CommandError { throw error } catch {
      return try inFile(model) { throw error }
    }
  }

  /// Whether the files of the model, if it is a folder with a configuration, have a row of weights for each input.
  private func areTransposed() throws -> Bool {
    guard FileManager.default.fileExists(atPath: model + "/config.json") else { return false }
    let architecture = try inFile(model) { try ModelFolder(model).architecture }
    return DecoderFamily.all.first { $0.architecture == architecture }?.names.areTransposed ?? false
  }

  private func runTensorByTensor() throws -> ModelReport {
    let source = try inFile(model) { try SafetensorsFolder(model) }
    let inputs = try calibration.map { try LayerInputs($0) }
    let chosen = source.names.filter { isChosen($0, source) && (method != .gptq || inputs?.contains($0) == true) }
    guard !chosen.isEmpty else {
      throw CommandError(
        "\(model): no matrix of weights \(method == .gptq ? "with inputs " : "")is chosen; those are whose names end in “weight”, "
          + "but for --only and --except")
    }
    let plan = try ModelPlan(
      source, chosen: Set(chosen), layout: layout, grid: grid, isTransposed: try areTransposed())
    let progress = Progress("layers")
    var report = ModelReport(method: method.rawValue, bits: bits, group: group)
    let start = ContinuousClock.now
    var writer = try SafetensorsWriter(
      path: output, tensors: plan.declarations, metadata: try plan.metadata(method: method.rawValue))
    for name in source.names {
      guard plan.chosen.contains(name) else {
        try writer.append(try source.file(of: name).bytes(of: name), to: name)
        source.release(name)
        continue
      }
      progress.update(report.layers.count, of: chosen.count)
      let (matrix, layer) = try inLayer(name) { try quantized(name, source, inputs, plan) }
      report.add(name, layer)
      try inLayer(name) { try plan.append(matrix, name, to: &writer) }
    }
    try writer.finish()
    progress.finish()
    report.seconds = (ContinuousClock.now - start) / .seconds(1)
    return report
  }

  private func quantized(
    _ name: String, _ source: SafetensorsFolder, _ inputs: LayerInputs?, _ plan: ModelPlan
  ) throws -> (QuantizedMatrix, LayerReport) {
    let shape = source.entry(name)?.shape ?? []
    var weights = DenseMatrix(rows: shape[0], columns: shape[1], entries: try source.floats(name))
    source.release(name)
    if plan.isTransposed { weights = DenseMatrix(copying: weights.transposed) }
    let hessian = try inputs?.hessian(name, columns: weights.columns)
    if method == .gptq, let hessian {
      return try quantizer.quantize(weights, hessian: hessian)
    }
    if method == .stochastic {
      var stream = RandomStream(seed: seed).child("stochastic").child(name)
      return try RoundingBox(weights, grid: grid, hessian: hessian).stochastic(weights, hessian: hessian, &stream)
    }
    return try QuantizedMatrix.nearest(weights, grid: grid, hessian: hessian)
  }

  /// An error gets the name of the layer in front, but for those of the system.
  private func inLayer<T>(_ name: String, _ body: () throws -> T) throws -> T {
    do { return try body() } catch  where !(error is POSIXError || error is CocoaError) {
      throw CommandError("\(name): \(error)")
    }
  }

  private func isChosen(_ name: String, _ source: SafetensorsFolder) -> Bool {
    guard name.hasSuffix("weight"), let entry = source.entry(name), entry.shape.count == 2,
      entry.shape.allSatisfy({ $0 > 1 }), [.float32, .float16, .bfloat16].contains(entry.type)
    else { return false }
    let refused = except.isEmpty && only.isEmpty ? ["embed", "norm", "Norm", "lm_head", "wte.", "wpe."] : except
    return (only.isEmpty || only.contains { name.contains($0) }) && !refused.contains { name.contains($0) }
  }
}

extension GridSpecification.Style: ExpressibleByArgument {}
extension GridSpecification.Range: ExpressibleByArgument {}
extension FeedbackQuantizer.Order: ExpressibleByArgument {}

/// Whether two names are of one file that exists.
private func isSameFile(_ one: String, _ other: String) -> Bool {
  var (a, b) = (stat(), stat())
  return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino
}
