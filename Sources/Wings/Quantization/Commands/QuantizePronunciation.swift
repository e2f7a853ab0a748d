import ArgumentParser
import Arrays
import Console
import Foundation
import Models
import Quantization
import Randomness
import Synchronization

/// `tightbound quantize pronunciation`
struct QuantizePronunciation: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pronunciation", abstract: "Round a spelling network by each method, and compare what it writes.",
    discussion: """
      NETWORK is checkpoint20.npz of the package g2p-en: two gated recurrent units, from letters to phonemes. WORDS has a word in each line; \
      half of them calibrate gptq and discquant, the other half are for the comparison: of how many words the phonemes stay all the \
      same, and how far, in the mean of all steps, the probabilities of phonemes move. Differences to the first method are paired, word by \
      word, with their standard errors. Rounded are the five matrices of the units and the last layer; embeddings and biases stay.
      """)

  @Argument(help: "The network: .npz.")
  var network: String

  @Argument(help: "A file of words; - is standard input.")
  var words: String

  @Option(help: "Bits of a code, from 2 to 8.")
  var bits: Int = 3

  @Option(help: "How many columns share a scale; 0 for a whole row.")
  var group: Int = 64

  @Option(help: "How wide a grid is: full, or searched for the least squared error.")
  var range: GridSpecification.Range = .full

  @Option(help: "The methods, with commas: rtn, gptq, discquant, stochastic.")
  var methods: String = "rtn,gptq,discquant,stochastic"

  @Option(help: "Steps of discquant.")
  var steps: Int = 100

  @Option(help: "Of discquant: how much the loss counts.")
  var weight: Float = 200

  @Option(help: "Of stochastic and discquant: the seed.")
  var seed: UInt64 = 1

  @OptionGroup var size: SizeLimit

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  enum Method: String, CaseIterable { case rtn, gptq, discquant, stochastic }

  private var names: [String] { methods.split(separator: ",").map(String.init) }

  func validate() throws {
    if group < 0 || steps < 1 || !(weight >= 0 && weight.isFinite) {
      throw ValidationError("--group and --weight are 0 or more, --steps at least 1")
    }
    do { _ = try GridSpecification(bits: bits) } catch { throw ValidationError("\(error)") }
    if let unknown = names.first(where: { Method(rawValue: $0) == nil }) {
      throw ValidationError(
        "there is no method “\(unknown)”; there are \(Method.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if names.isEmpty { throw ValidationError("--methods names a method") }
  }

  func run() throws {
    size.watch()
    let grid = try GridSpecification(bits: bits, group: group == 0 ? nil : group, range: range)
    let original = try inFile(network) { try Pronunciation<Float>(network) }
    let all = try readTexts(words).map { $0.lowercased() }.filter { word in
      !word.isEmpty && word.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
    }
    guard all.count >= 4 else {
      throw CommandError("\(words): \(all.count) words of letters from a to z, expected at least 4")
    }
    let (known, kept) = (
      all.indices.filter { $0 % 2 == 0 }.map { all[$0] }, all.indices.filter { $0 % 2 == 1 }.map { all[$0] }
    )
    let trial = PronunciationTrial(network: original, known: known, kept: kept)
    let progress = Progress("methods")
    progress.begin()
    var scores: [[PronunciationTrial.Score]] = []
    for (index, name) in names.enumerated() {
      guard let method = Method(rawValue: name) else { continue }
      scores.append(
        trial.scores(of: try trial.rounded(by: method, grid, steps: steps, weight: weight, seed: seed)))
      progress.update(index + 1, of: names.count)
    }
    progress.finish()
    let report = PronunciationReport(
      names: names, scores: scores, calibration: known.count,
      bitsPerWeight: grid.bitsPerWeight(columns: original.reader.width))
    print(try format == .json ? json(report, pretty: false) : report.text)
  }
}

/// A spelling network, the words that calibrate it, and those that it is compared on.
struct PronunciationTrial {
  let network: Pronunciation<Float>
  let known, kept: [String]

  /// How a word compares.
  struct Score {
    /// Whether all phonemes are those of the network before rounding.
    var isSame: Bool
    /// The mean divergence of the probabilities over the steps of what that network writes.
    var divergence: Double
  }

  /// How a network compares on the words that were kept.
  func scores(of other: Pronunciation<Float>) -> [Score] {
    kept.map { word in
      let written = network.phonemes(of: word)
      let (expected, found) = (
        network.forward(word, writing: written).scores, other.forward(word, writing: written).scores
      )
      return Score(
        isSame: other.phonemes(of: word) == written,
        divergence: Double(Loss.divergence(found, from: expected).value))
    }
  }

  /// The network with rounded weights.
  func rounded(
    by method: QuantizePronunciation.Method, _ grid: GridSpecification, steps: Int, weight: Float, seed: UInt64
  ) throws -> Pronunciation<Float> {
    let names = network.linearLayers.map(\.name)
    if method == .discquant { return try trained(grid, names, steps: steps, weight: weight, seed: seed) }
    var result = network
    for (index, name) in names.enumerated() {
      guard let tensor = network.weight(of: name) else { continue }
      let weights = DenseMatrix(rows: tensor.rows, columns: tensor.columns, entries: tensor.elements)
      let matrix: QuantizedMatrix
      do {
        switch method {
        case .rtn: matrix = try QuantizedMatrix.nearest(weights, grid: grid).matrix
        case .stochastic:
          var stream = RandomStream(seed: seed).child("stochastic").child(index)
          matrix = try RoundingBox(weights, grid: grid).stochastic(weights, &stream).matrix
        case .gptq, .discquant:
          matrix = try FeedbackQuantizer(grid: grid).quantize(weights, hessian: hessian(of: name, in: result)).matrix
        }
      } catch { throw CommandError("\(name): \(error)") }
      _ = result.setWeight(Tensor(matrix.weights().entries, shape: tensor.shape), of: name)
    }
    return result
  }

  /// H of what a layer is given when a network, in part rounded already, writes the words' phonemes.
  private func hessian(of name: String, in current: Pronunciation<Float>) throws -> DenseMatrix<Double> {
    let inputs = Mutex<[Float]>([])
    let watched = current.observingInputs { layer, rows in
      if layer == name { inputs.withLock { $0 += rows.elements } }
    }
    for word in known { _ = watched.forward(word, writing: network.phonemes(of: word)) }
    let (entries, columns) = (inputs.withLock { $0 }, current.weight(of: name)?.columns ?? 1)
    var hessian = CalibrationHessian(columns: columns)
    try hessian.add(DenseMatrix(rows: entries.count / columns, columns: columns, entries: entries))
    return hessian.take()
  }

  private static let wordsOfBatch = 8

  private func trained(
    _ grid: GridSpecification, _ names: [String], steps: Int, weight: Float, seed: UInt64
  ) throws -> Pronunciation<Float> {
    let targets = known.map { word in
      let written = network.phonemes(of: word)
      return (word: word, written: written, scores: network.forward(word, writing: written).scores)
    }
    let stream = RandomStream(seed: seed).child("batches")
    return try DiscQuant(grid: grid, steps: steps, weight: weight, seed: seed).fit(network, layers: names) {
      model, step in
      var (batch, gradient, value) = (stream.child(step), model.zeros, Float(0))
      for _ in 0..<Self.wordsOfBatch {
        let target = targets[Int(batch.next() % UInt64(targets.count))]
        let (scores, kept) = model.forward(target.word, writing: target.written)
        let (loss, slope) = Loss.divergence(scores, from: target.scores)
        value += loss / Float(Self.wordsOfBatch)
        model.backward(slope.map { $0 / Float(Self.wordsOfBatch) }, kept, into: &gradient)
      }
      return (value, gradient)
    }.model
  }
}

/// All methods on all words.
struct PronunciationReport: Encodable {
  /// What one method gives, beside the first one.
  struct Row: Encodable {
    var method: String
    /// The share of words whose phonemes stay the same, and its standard error.
    var same, sameError: Double
    /// More than the first method has, and the standard error.
    var gain, gainError: Double
    var divergence, divergenceError: Double
    /// Less than the first method has, and the standard error.
    var saved, savedError: Double
  }

  var bitsPerWeight: Double
  var words, calibration: Int
  var rows: [Row]

  init(names: [String], scores: [[PronunciationTrial.Score]], calibration: Int, bitsPerWeight: Double) {
    (self.bitsPerWeight, self.calibration, words) = (bitsPerWeight, calibration, scores.first?.count ?? 0)
    func mean(_ values: [Double]) -> (Double, Double) {
      let mean = values.reduce(0, +) / Double(values.count)
      let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, values.count - 1))
      return (mean, (square / Double(values.count)).squareRoot())
    }
    func same(_ score: PronunciationTrial.Score) -> Double { score.isSame ? 1 : 0 }
    rows = zip(names, scores).map { name, list in
      let (share, gain) = (mean(list.map(same)), mean(zip(list, scores[0]).map { same($0) - same($1) }))
      let (far, saved) = (
        mean(list.map(\.divergence)), mean(zip(list, scores[0]).map { $1.divergence - $0.divergence })
      )
      return Row(
        method: name, same: share.0, sameError: share.1, gain: gain.0, gainError: gain.1, divergence: far.0,
        divergenceError: far.1, saved: saved.0, savedError: saved.1)
    }
  }

  /// For people.
  var text: String {
    var lines = [
      String(format: "%d words, %d others for calibration, %.4g bits per weight", words, calibration, bitsPerWeight),
      "method        the same phonemes   gain over \(rows.first?.method ?? "")        divergence            saved",
    ]
    for row in rows {
      lines.append(
        row.method.padding(toLength: 12, withPad: " ", startingAt: 0)
          + String(
            format: "  %6.2f ± %.2f %%     %+.2f ± %.2f points   %9.4g ± %-8.2g   %+.4g ± %.2g", 100 * row.same,
            100 * row.sameError, 100 * row.gain, 100 * row.gainError, row.divergence, row.divergenceError, row.saved,
            row.savedError))
    }
    return lines.joined(separator: "\n")
  }
}
