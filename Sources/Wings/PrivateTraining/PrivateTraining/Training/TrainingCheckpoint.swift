import Exact
import Formats
import Foundation
import Models
import Text

extension PrivateTrainer {
  /// What decides every number of a training: a checkpoint belongs to one of these.
  private var recipe: [String: String] {
    var words = [
      "groups": sha256(
        plan.groups.map { "\($0.name) \($0.dimension) \($0.parameters.joined(separator: " "))" }.joined(separator: "\n")
      ),
      "rule": "\(plan.rule)", "epsilon": "\(settings.target.epsilon)", "delta": "\(settings.target.delta)",
      "q": "\(settings.target.rate)", "steps": "\(settings.target.steps)", "sigma": "\(multiplier)",
      "expected batch": "\(settings.expectedBatch)", "allocation": settings.allocation.rawValue,
      "optimizer": settings.optimization.description, "learning rate": "\(settings.rate)",
    ]
    words["adaptive"] =
      settings.adaptive.map { "\($0.target) \($0.rate) \($0.countShare) \($0.isRescaled)" } ?? "no"
    words["source"] = if case .reproducible(let seed) = settings.source { "seed \(seed)" } else { "secure" }
    return words
  }

  /// What a checkpoint says in words; the numbers stand in its tensors.
  private struct State: Codable {
    var recipe: [String: String]
    var stepsDone: Int
    var updates: Int
    var thresholds: [Rational]
    /// SHA-256 of the SHA-256 of each tensor's elements, in the order of the file.
    var sha256: String
  }

  /// Names and shapes of the whole model's parameters.
  private var declared: [(name: String, shape: [Int])] {
    share.groups == nil
      ? model.parameters.map { ($0.name, $0.value.shape) } : share.owners.map { ($0.name, $0.shape) }
  }

  /// What a checkpoint has of each parameter: its value, then what the optimizer remembers; by prefix.
  private var layers: [(prefix: String, values: [(name: String, value: Tensor<Float>)])] {
    let parameters = model.parameters
    return [("", parameters)]
      + optimizer.state.map { state in
        (state.name + ".", zip(parameters, state.values).map { ($0.name, $1) })
      }
  }

  /// The whole model's parameters on the first rank, one after the other; all ranks call it, and nothing happens on the others.
  ///
  /// - Throws: `CommunicatorError`, and what the body throws.
  /// - Complexity: O(number of parameters), of which ranks that share the groups send their own.
  public func gatherParameters(_ body: (String, Tensor<Float>) throws -> Void) throws {
    try share.gather(model.parameters, body)
  }

  /// Writes all that the training needs to go on: a safetensors file with weights and what the optimizer remembers, and in its metadata, as `private-training`, the
  /// thresholds, what was trained, and how far. Random choices have no state: each step has a stream of its own.
  ///
  /// All ranks call it, and the first one writes. The file does not tell how many there were: any number of ranks goes on from it. It gets its name once it is complete, so that at any
  /// moment the last complete checkpoint is there. It holds nothing that is not private: no sums, no losses.
  /// - Throws: what the file system says, and `CommunicatorError`.
  /// - Complexity: O(number of parameters); memory for one tensor besides this rank's own.
  public func writeCheckpoint(to path: String) throws {
    // The digest stands before the tensors in the file, so that those of other ranks are sent twice: for it, and to be written.
    var digests: [String] = []
    for (_, values) in layers {
      try share.gather(values) { _, value in
        digests.append(sha256(SafetensorsElementType.float32.bytes(of: value.elements)))
      }
    }
    guard share.isFirst else {
      for (_, values) in layers { try share.gather(values) { _, _ in } }
      return
    }
    let state = State(
      recipe: recipe, stepsDone: stepsDone, updates: updates, thresholds: plan.thresholds,
      sha256: sha256(digests.joined()))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let declared = declared
    var writer = try SafetensorsWriter(
      path: path,
      tensors: layers.flatMap { layer in
        declared.map { Safetensors.Declaration(name: layer.prefix + $0.name, type: .float32, shape: $0.shape) }
      },
      metadata: ["private-training": String(decoding: try encoder.encode(state), as: UTF8.self)])
    for (prefix, values) in layers {
      try share.gather(values) { name, value in
        try writer.append(SafetensorsElementType.float32.bytes(of: value.elements), to: prefix + name)
      }
    }
    try writer.finish()
    try DurableFile.synchronizeFolder(of: path)
  }

  /// Goes on where ``writeCheckpoint(to:)`` left off. Steps that the ledger counts and the checkpoint does not have are lost: they stay counted, and are not made again.
  ///
  /// - Parameters:
  ///   - path: the checkpoint; nil if the run was killed before there was one.
  ///   - ledger: what the run wrote; nil on all ranks but the first.
  /// - Precondition: the training has made no step; the first rank has a ledger.
  /// - Throws: ``TrainingCheckpointError``, and `FormatError` if the file is no safetensors.
  /// - Complexity: O(size of the file); nothing is allocated that this training would not need.
  public mutating func resume(from path: String?, ledger: LedgerFile?) throws {
    precondition(stepsDone == 0 && (ledger != nil) == share.isFirst, "a training that has not begun, and its ledger")
    let mechanism = settings.target.mechanism(multiplier: multiplier)
    if let other = ledger?.ledger.events.first(where: { $0.mechanism != mechanism || $0.passes != 1 || $0.part != nil })
    {
      throw TrainingCheckpointError.otherLedger("\(other.mechanism)", expected: "\(mechanism)")
    }
    let recorded = try share.agreed { [ledger?.steps ?? 0] }[0]
    if let path { try restore(path, recorded: recorded) }
    stepsDone = recorded
    self.ledger = ledger
  }

  private mutating func restore(_ path: String, recorded: Int) throws {
    let file = try Safetensors(mapping: path)
    guard let text = file.metadata["private-training"],
      let state = try? decodeStrictly(State.self, from: Data(text.utf8))
    else { throw TrainingCheckpointError.noState }
    let expected = recipe
    for key in Set(expected.keys).union(state.recipe.keys).sorted() where expected[key] != state.recipe[key] {
      throw TrainingCheckpointError.otherTraining(
        field: key, found: state.recipe[key] ?? "nothing", expected: expected[key] ?? "nothing")
    }
    guard 0...settings.target.steps ~= state.stepsDone, 0...state.stepsDone ~= state.updates else {
      throw TrainingCheckpointError.damaged
    }
    guard state.stepsDone <= recorded else {
      throw TrainingCheckpointError.ledgerTooShort(recorded, steps: state.stepsDone)
    }
    let declared = declared
    let prefixes = [""] + (state.updates > 0 ? optimizer.stateNames.map { $0 + "." } : [])
    let known = Set(prefixes.flatMap { prefix in declared.map { prefix + $0.name } })
    if let other = file.entries.first(where: { !known.contains($0.name) }) {
      throw TrainingCheckpointError.tensor(other.name, reason: "is not of this training")
    }
    let own = Set(model.parameters.map(\.name))
    var digests: [String] = []
    var values: [[Tensor<Float>]] = []
    for prefix in prefixes {
      var found: [Tensor<Float>] = []
      for (parameter, shape) in declared {
        let name = prefix + parameter
        guard let entry = file.entry(name) else { throw TrainingCheckpointError.tensor(name, reason: "is missing") }
        guard entry.shape == shape, entry.type == .float32 else {
          throw TrainingCheckpointError.tensor(name, reason: "has another shape or type; expected \(shape) of F32")
        }
        digests.append(sha256(try file.bytes(of: name)))
        if own.contains(parameter) { found.append(Tensor(try file.floats(name), shape: shape)) }
      }
      values.append(found)
    }
    guard sha256(digests.joined()) == state.sha256 else { throw TrainingCheckpointError.damaged }
    if optimizer.stateNames.contains("second"), values.count == 3,
      values[2].contains(where: { $0.elements.contains { !($0 >= 0) } })
    {
      throw TrainingCheckpointError.damaged
    }
    try plan.setThresholds(state.thresholds)
    var next = 0
    model.visitParameters("") { _, value in
      value = values[0][next]
      next += 1
    }
    if state.updates > 0 { optimizer.restore(steps: state.updates, Array(values.dropFirst())) }
    updates = state.updates
  }
}

/// Why a training cannot go on from a file.
public enum TrainingCheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The metadata do not say what was trained, and how far.
  case noState
  /// The file is of another training.
  case otherTraining(field: String, found: String, expected: String)
  /// The ledger is of another training.
  case otherLedger(String, expected: String)
  /// The ledger counts fewer steps than the checkpoint has made.
  case ledgerTooShort(Int, steps: Int)
  /// A tensor is wrong.
  case tensor(String, reason: String)
  /// The numbers are not those that were written.
  case damaged

  public var description: String {
    switch self {
    case .noState: "the metadata have no entry “private-training” with a training and its step"
    case .otherTraining(let field, let found, let expected):
      "the checkpoint of another training: its \(field) is \(found); expected \(expected)"
    case .otherLedger(let found, let expected): "the ledger has an event \(found); expected only \(expected)"
    case .ledgerTooShort(let found, let steps):
      "the ledger counts \(found) steps; expected at least the \(steps) that the checkpoint has made"
    case .tensor(let name, let reason): "the tensor \(name) \(reason)"
    case .damaged: "the numbers are not those that were written"
    }
  }
}
