import Exact
import Foundation
import Models
import Privacy
import Text

/// How ranks share the work of a step.
public enum RankSharing: String, Sendable, Hashable, Codable, CaseIterable {
  /// Each hosts some of the devices' layers: activations go up, derivatives come back, and each clips and noises what it hosts.
  case devices
  /// Each has the whole model and some of the examples; sums of integers are added.
  case examples
}

/// Private training of a perceptron over several ranks, in exact mode: what is trained, how, and with how much noise.
///
///     {"data": "digits.csv", "scale": 16, "widths": [64, 32, 32, 32, 10], "devices": [1, 1, 1, 1], "thresholds": ["1/2", "1/2", "1/2", "1/2"],
///      "grid": 4096, "sigma": "1", "rate": "1/10", "batch": 180, "steps": 100, "learningRate": 0.5, "delta": "1/100000", "sharing": "devices"}
///
/// Each example's gradient is cut into one block for each device, a device being some of the layers, one after the other. A block is rounded to
/// a grid of `grid` steps to its threshold C_k and clipped as integers (``ExactClip``), and discrete Gaussian noise of variance σ² K grid² is added
/// to the sum of each: then Σ C_k²/s_k² = σ⁻², whatever the thresholds are, and no device needs to know the others' norms. Which ranks host
/// which devices changes no bit of the result.
public struct RankedRun: Sendable, Hashable, Codable {
  /// A CSV file: features, and in the last column the class, 0 to the last width − 1.
  public var data: String
  /// Features are divided by this; 1 if absent.
  public var scale: Double?
  /// Inputs, hidden units of each layer, classes.
  public var widths: [Int]
  /// The function behind each layer but the last; `relu` if absent.
  public var activation: String?
  /// How many layers each device has, the first ones first.
  public var devices: [Int]
  /// C_k of each device.
  public var thresholds: [Rational]
  /// Grid steps to a threshold.
  public var grid: Int
  /// The noise multiplier of a step, σ.
  public var sigma: Rational
  /// The probability with which each example is in a step's batch.
  public var rate: Rational
  /// What sums are divided by: the expected size of a batch, a public number that is not computed from the number of examples.
  public var batch: Int
  /// How many steps.
  public var steps: Int
  /// By how much of the averaged gradient weights change.
  public var learningRate: Double
  /// What is left of the change before; 0 if absent.
  public var momentum: Double?
  /// δ at which ε is reported.
  public var delta: Rational
  /// Where initial weights, samples and noise come from, in an experiment that is to be repeated and protects nobody; the system's secure source
  /// if absent.
  public var seed: UInt64?
  /// How ranks share the work; devices if absent.
  public var sharing: RankSharing?
  /// After how many steps there is a checkpoint, and after the last one in any case; 1 if absent. As many steps at most are lost if a rank dies, and
  /// stay in the ledger.
  public var checkpointEvery: Int?

  /// The run itself, if its numbers make sense.
  ///
  /// - Throws: ``RankedRunError/field(_:found:expected:)``.
  public func validated() throws -> RankedRun {
    func require(_ holds: Bool, _ field: String, _ found: String, _ expected: String) throws {
      guard holds else { throw RankedRunError.field(field, found: String(found.prefix(80)), expected: expected) }
    }
    let layers = widths.count - 1
    try require(
      (2...64) ~= widths.count && widths.allSatisfy { (1...1 << 16) ~= $0 }, "widths", "\(widths)",
      "2 to 64 widths of 1 to 65536")
    try require(
      !devices.isEmpty && devices.allSatisfy { $0 > 0 && $0 <= layers } && devices.reduce(0, +) == layers, "devices",
      "\(devices)", "positive numbers of layers that add up to \(layers)")
    try require(
      Activation(rawValue: activation ?? "relu") != nil, "activation", activation ?? "",
      "one of \(Activation.allCases.map(\.rawValue).joined(separator: ", "))")
    try require((scale ?? 1).isFinite && (scale ?? 1) > 0, "scale", "\(scale ?? 1)", "a number above 0")
    try require((16...1 << 30) ~= grid, "grid", "\(grid)", "16 to 2^30")
    try require((1...1 << 30) ~= batch, "batch", "\(batch)", "1 to 2^30")
    try require((1...1 << 20) ~= steps, "steps", "\(steps)", "1 to 2^20")
    try require((checkpointEvery ?? 1) >= 1, "checkpointEvery", "\(checkpointEvery ?? 1)", "at least 1")
    try require(rate > 0 && rate <= 1, "rate", "\(rate)", "a number above 0, at most 1")
    try require(sigma > Rational(1, 1000) && sigma <= 1000, "sigma", "\(sigma)", "above 0.001, at most 1000")
    try require(delta > 0 && delta < 1, "delta", "\(delta)", "a number between 0 and 1")
    try require(learningRate.isFinite && learningRate > 0, "learningRate", "\(learningRate)", "a number above 0")
    try require(
      (momentum ?? 0) >= 0 && (momentum ?? 0) < 1, "momentum", "\(momentum ?? 0)", "a number from 0 to below 1")
    _ = try plan()
    return self
  }

  /// What is clipped together: a group for each device.
  ///
  /// - Throws: ``ClippingPlanError`` for thresholds that are not positive or too few.
  public func plan() throws -> ClippingPlan {
    let groups = deviceLayers.enumerated().map { device, layers in
      ParameterGroup(
        name: "device.\(device)", parameters: layers.flatMap { ["layers.\($0).weight", "layers.\($0).bias"] },
        dimension: layers.reduce(0) { $0 + (widths[$1] + 1) * widths[$1 + 1] })
    }
    return try ClippingPlan(groups: groups, thresholds: thresholds, rule: .exact(steps: grid))
  }

  /// The layers of each device.
  public var deviceLayers: [Range<Int>] {
    var start = 0
    return devices.map { count in
      defer { start += count }
      return start..<(start + count)
    }
  }

  /// The variance of the noise in units of the grid: σ² K grid².
  public var gridVariance: Rational { sigma * sigma * Rational(devices.count) * Rational(grid) * Rational(grid) }

  /// What a step costs.
  public var event: LedgerEvent { LedgerEvent(.sampledGaussian(noiseMultiplier: sigma, rate: rate)) }

  /// A name for all that decides the weights after a given number of steps: a checkpoint of another run is refused. Neither `steps` and
  /// `checkpointEvery`, nor `sharing`, nor δ do.
  ///
  /// - Throws: what the encoder says.
  public func identity() throws -> String {
    var copy = self
    (copy.steps, copy.checkpointEvery, copy.sharing, copy.delta) = (1, nil, nil, Rational(1, 2))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return sha256(try encoder.encode(copy))
  }
}

/// What is wrong with a run over several ranks, or with its files.
public enum RankedRunError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A field of the run's description.
  case field(String, found: String, expected: String)
  /// More ranks than devices.
  case ranks(Int, devices: Int)
  /// A row of the data.
  case row(Int, found: String, expected: String)
  /// A checkpoint, or the ledger beside it.
  case checkpoint(file: String, found: String, expected: String)
  /// Another run has the folder.
  case folderInUse(String)

  public var description: String {
    switch self {
    case .field(let field, let found, let expected): "\(field) is \(found); expected \(expected)"
    case .ranks(let ranks, let devices):
      "there are \(ranks) ranks; expected at most \(devices), one for each device, or \"sharing\": \"examples\""
    case .row(let row, let found, let expected): "row \(row) of the data: \(found); expected \(expected)"
    case .checkpoint(let file, let found, let expected): "\(file): \(found); expected \(expected)"
    case .folderInUse(let folder): "\(folder) is used by another run; expected a folder of its own"
    }
  }
}
