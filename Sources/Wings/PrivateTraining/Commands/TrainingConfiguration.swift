import Console
import Exact
import Formats
import Foundation
import Models
import PrivateTraining

/// The file that `tightbound train` reads.
struct TrainingConfiguration: Codable {
  /// A perceptron: hidden widths, none for a logistic head.
  struct Network: Codable {
    var hidden: [Int]?
    var activation: String?
    /// Initial weights: `random` (He) or `zeros`, the latter for a logistic head only.
    var initial: String?
    var seed: UInt64?
    /// Or a folder of a BERT encoder, below a head on the mean of its rows: which of its parameters are trained, and in how many of the last layers.
    var encoder: String?
    /// `head`, `low-rank`, `adapters` or `full`.
    var tuning: String?
    /// Of products of low rank, or the width of adapters.
    var rank: Int?
    /// By what products of low rank are multiplied.
    var scale: Double?
    var lastLayers: Int?
    /// Of a text so many symbols count.
    var longest: Int?
  }
  struct DataFiles: Codable {
    var train: String
    var trainLabels: String?
    var test: String?
    var testLabels: String?
    /// How many classes there are; public, so not taken from the labels.
    var classes: Int
    /// By what features are multiplied; public.
    var scale: Double?
  }
  struct Clipping: Codable {
    struct Adaptive: Codable {
      var target: Double?
      var rate: Double?
      var share: Rational?
      var rescaled: Bool?
    }
    var groups: String?
    /// What each device has, by parameters or what their names begin with.
    var devices: [[String]]?
    /// C of the whole, of which each group has an equal share; or `thresholds`, C_k of each.
    var threshold: Rational?
    var thresholds: [Rational]?
    var rule: String?
    var steps: Int?
    var allocation: NoiseAllocation?
    var adaptive: Adaptive?
  }
  struct Optimizer: Codable {
    var name: String
    var rate: Double
    var momentum: Double?
    var beta1: Double?
    var beta2: Double?
  }
  struct Target: Codable {
    /// ε of the whole run, from which the noise is found; or `multiplier`, σ of a step, from which ε is.
    var epsilon: Rational?
    var multiplier: Rational?
    var delta: Rational
    var q: Rational
    var steps: Int
    var expectedBatch: Rational
  }
  var model: Network
  var data: DataFiles
  var clipping: Clipping
  var optimizer: Optimizer
  var privacy: Target
  var microBatch: Int?
  var threads: Int?
  /// What ranks share: `examples` (if absent), or `groups`, which each have some of the layers.
  var sharing: Sharing?
  enum Sharing: String, Codable {
    case examples, groups
  }

  /// The rule of clipping.
  func rule() throws -> ClipRule {
    switch clipping.rule ?? "exact" {
    case "exact": return .exact(steps: clipping.steps ?? 4096)
    case let name where clipping.steps != nil:
      throw CommandError("clipping.steps goes with the rule exact, not with \(name.prefix(40))")
    case "abadi": return .abadi
    case "automatic": return .automatic
    case let name: throw CommandError("clipping.rule is “\(name.prefix(40))”; expected exact, abadi or automatic")
    }
  }

  func grouping() throws -> ParameterGrouping {
    let name = clipping.groups ?? "per-layer"
    guard name == "per-device" || clipping.devices == nil else {
      throw CommandError("clipping.devices goes with the groups per-device, not with \(name.prefix(40))")
    }
    switch name {
    case "flat": return .flat
    case "per-layer": return .perLayer
    case "per-parameter": return .perParameter
    case "per-block": return .perBlock
    case "per-device":
      guard let devices = clipping.devices else {
        throw CommandError("clipping.groups is per-device; expected devices, a list of parameters for each")
      }
      return .perDevice(devices)
    case let name:
      throw CommandError(
        "clipping.groups is “\(name.prefix(40))”; expected flat, per-layer, per-parameter, per-block or per-device")
    }
  }

  func optimization() throws -> PrivateOptimization {
    switch optimizer.name {
    case "sgd":
      guard optimizer.beta1 == nil, optimizer.beta2 == nil else { throw CommandError("sgd has no betas") }
      return .sgd(momentum: optimizer.momentum ?? 0)
    case "adam":
      guard optimizer.momentum == nil else { throw CommandError("adam has no momentum; expected beta1 and beta2") }
      return .adam(beta1: optimizer.beta1 ?? 0.9, beta2: optimizer.beta2 ?? 0.999, epsilon: 1e-8)
    case let name: throw CommandError("optimizer.name is “\(name.prefix(40))”; expected sgd or adam")
    }
  }

  func adaptive() -> AdaptiveThresholds? {
    clipping.adaptive.map {
      AdaptiveThresholds(
        target: $0.target ?? 0.5, rate: $0.rate ?? 0.2, countShare: $0.share ?? Rational(1, 100),
        isRescaled: $0.rescaled ?? false)
    }
  }

  /// What the training may cost.
  func target() throws -> PrivacyTarget {
    var target = PrivacyTarget(
      epsilon: privacy.epsilon ?? 1, delta: privacy.delta, rate: privacy.q, steps: privacy.steps)
    switch (privacy.epsilon, privacy.multiplier) {
    case (_?, nil): return target
    case (nil, let multiplier?):
      guard multiplier > 0 else { throw CommandError("privacy.multiplier is \(multiplier); expected a number above 0") }
      let isExact = if case .exact = try rule() { true } else { false }
      guard let epsilon = try target.epsilon(multiplier: multiplier, steps: privacy.steps, isExact: isExact) else {
        throw CommandError("privacy.multiplier is \(multiplier): so little noise has no finite epsilon")
      }
      target.epsilon = Rational(-(-(epsilon * 1_000_000)).floor(), 1_000_000)
      return target
    default: throw CommandError("privacy has both or neither of epsilon and multiplier; expected one of them")
    }
  }

  /// The settings of the training.
  func settings(_ source: NoiseSource) throws -> TrainingSettings {
    TrainingSettings(
      target: try target(), expectedBatch: privacy.expectedBatch, multiplier: privacy.multiplier,
      allocation: clipping.allocation ?? .equalBudget, adaptive: adaptive(),
      optimization: try optimization(), rate: optimizer.rate,
      microBatch: microBatch ?? (model.encoder == nil ? 1024 : 32), source: source)
  }

  /// What of an encoder is trained.
  func tuning() throws -> EncoderTuning {
    guard model.hidden == nil, model.activation == nil, model.initial == nil, data.scale == nil else {
      throw CommandError("model.encoder is given; then hidden, activation, initial and data.scale are not")
    }
    let layers = model.lastLayers ?? 1
    guard 1...1000 ~= layers else { throw CommandError("model.lastLayers is \(layers); expected 1 to 1000") }
    let rank = model.rank ?? 4
    guard 1...10_000 ~= rank else { throw CommandError("model.rank is \(rank); expected 1 to 10000") }
    let scale = model.scale ?? 1
    guard scale.isFinite, scale != 0 else {
      throw CommandError("model.scale is \(scale); expected a number other than 0")
    }
    let name = model.tuning ?? "low-rank"
    guard name == "low-rank" || model.scale == nil else { throw CommandError("model.scale goes with low-rank alone") }
    guard name == "low-rank" || name == "adapters" || model.rank == nil else {
      throw CommandError("model.rank goes with low-rank and adapters")
    }
    switch name {
    case "head":
      guard model.lastLayers == nil else { throw CommandError("model.lastLayers does not go with head") }
      return EncoderTuning(.head, lastLayers: 0)
    case "low-rank": return EncoderTuning(.lowRank(rank: rank, scale: scale), lastLayers: layers)
    case "adapters": return EncoderTuning(.adapters(width: rank), lastLayers: layers)
    case "full": return EncoderTuning(.full, lastLayers: layers)
    default:
      throw CommandError("model.tuning is “\(name.prefix(40))”; expected head, low-rank, adapters or full")
    }
  }

  /// Refuses what goes with an encoder alone.
  func requireNoTuning() throws {
    guard model.tuning == nil, model.rank == nil, model.scale == nil, model.lastLayers == nil, model.longest == nil
    else {
      throw CommandError("model has tuning, rank, scale, lastLayers or longest, but no encoder")
    }
  }

  /// What is clipped together, and at which thresholds.
  func plan(
    _ parameters: [(name: String, shape: [Int])], training isTrained: (String) -> Bool = { _ in true }
  ) throws -> ClippingPlan {
    let sizes = parameters.map { ($0.name, $0.shape.reduce(1, *)) }
    let groups = try ParameterGroup.groups(ofParameters: sizes, by: try grouping(), training: isTrained)
    switch (clipping.threshold, clipping.thresholds) {
    case (let threshold?, nil): return try ClippingPlan(groups: groups, threshold: threshold, rule: try rule())
    case (nil, let thresholds?): return try ClippingPlan(groups: groups, thresholds: thresholds, rule: try rule())
    default: throw CommandError("clipping has both or neither of threshold and thresholds; expected one of them")
    }
  }

  /// Inputs, hidden units of each layer, classes.
  func widths(inputs: Int) throws -> [Int] {
    let hidden = model.hidden ?? []
    guard hidden.allSatisfy({ 1...100_000 ~= $0 }), hidden.count <= 100 else {
      throw CommandError("model.hidden is \(hidden.prefix(10)); expected at most 100 widths from 1 to 100000")
    }
    return [inputs] + hidden + [data.classes]
  }

  /// The function between layers.
  func activation() throws -> Activation {
    guard let activation = Activation(rawValue: model.activation ?? "relu") else {
      throw CommandError(
        "model.activation is “\(model.activation?.prefix(40) ?? "")”; expected one of \(Activation.allCases.map(\.rawValue).joined(separator: ", "))"
      )
    }
    return activation
  }

  /// Names and shapes of a perceptron's parameters.
  static func parameters(_ widths: [Int]) -> [(name: String, shape: [Int])] {
    zip(widths, widths.dropFirst()).enumerated().flatMap { index, layer in
      [("layers.\(index).weight", [layer.1, layer.0]), ("layers.\(index).bias", [layer.1])]
    }
  }

  /// The layers of the perceptron before training.
  ///
  /// - Parameters:
  ///   - widths: of the whole.
  ///   - kept: which are wanted; nil for all. All are drawn, one at a time, so that each is the same whoever keeps it.
  ///   - generator: where weights come from.
  func layers(
    _ widths: [Int], keeping kept: Range<Int>? = nil, using generator: inout some RandomNumberGenerator
  ) throws -> [Linear<Float>] {
    let all = Array(zip(widths, widths.dropFirst()))
    let kept = kept ?? all.indices
    let numbers = all[kept].reduce(0.0) { $0 + Double($1.0 + 1) * Double($1.1) }
    guard numbers * 40 <= Double(memoryLimit) else {
      throw CommandError("the model would have \(Int(numbers)) parameters, more than memory holds in training")
    }
    switch model.initial ?? "random" {
    case "random":
      var layers: [Linear<Float>] = []
      for (index, layer) in all.enumerated() {
        let drawn = Perceptron<Float>(widths: [layer.0, layer.1], using: &generator)
        if kept.contains(index) { layers += drawn.layers }
      }
      return layers
    case "zeros":
      guard all.count == 1 else {
        throw CommandError("model.initial is zeros with hidden layers, which would never be trained; expected random")
      }
      let (inputs, classes) = all[0]
      return [
        Linear(
          weight: Tensor(repeating: 0, shape: [classes, inputs]), bias: Tensor(repeating: 0, shape: [classes]))
      ]
    case let name: throw CommandError("model.initial is “\(name.prefix(40))”; expected random or zeros")
    }
  }
}
