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
    /// SHA-256 of the elements of all tensors, as they stand in the file.
    var sha256: String
  }

  /// The parameters, then what the optimizer remembers of each.
  private var tensors: [(name: String, value: Tensor<Float>)] {
    let parameters = model.parameters
    return parameters
      + optimizer.state.flatMap { state in
        zip(parameters, state.values).map { ("\(state.name).\($0.name)", $1) }
      }
  }

  /// Writes all that the training needs to go on: a safetensors file with weights and what the optimizer remembers, and in its metadata, as `private-training`, the
  /// thresholds, what was trained, and how far. Random choices have no state: each step has a stream of its own.
  ///
  /// The file gets its name once it is complete, so that at any moment the last complete checkpoint is there. It holds nothing that is not private: no sums, no losses.
  /// - Throws: what the file system says.
  /// - Complexity: O(number of parameters).
  public func writeCheckpoint(to path: String) throws {
    let tensors = tensors
    let bytes = tensors.map { SafetensorsElementType.float32.bytes(of: $0.value.elements) }
    let state = State(
      recipe: recipe, stepsDone: stepsDone, updates: updates, thresholds: plan.thresholds,
      sha256: sha256(Data(bytes.joined())))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var writer = try SafetensorsWriter(
      path: path,
      tensors: tensors.map { Safetensors.Declaration(name: $0.name, type: .float32, shape: $0.value.shape) },
      metadata: ["private-training": String(decoding: try encoder.encode(state), as: UTF8.self)])
    for (tensor, bytes) in zip(tensors, bytes) { try writer.append(bytes, to: tensor.name) }
    try writer.finish()
  }

  /// Goes on where ``writeCheckpoint(to:)`` left off. Steps that the ledger counts and the checkpoint does not have are lost: they stay counted, and are not made again.
  ///
  /// - Parameters:
  ///   - path: the checkpoint; nil if the run was killed before there was one.
  ///   - ledger: what the run wrote.
  /// - Precondition: the training has made no step.
  /// - Throws: ``TrainingCheckpointError``, and `FormatError` if the file is no safetensors.
  /// - Complexity: O(size of the file); nothing is allocated that this training would not need.
  public mutating func resume(from path: String?, ledger: LedgerFile) throws {
    precondition(stepsDone == 0, "a training that has not begun")
    let mechanism = settings.target.mechanism(multiplier: multiplier)
    if let other = ledger.ledger.events.first(where: { $0.mechanism != mechanism || $0.passes != 1 || $0.part != nil })
    {
      throw TrainingCheckpointError.otherLedger("\(other.mechanism)", expected: "\(mechanism)")
    }
    if let path { try restore(path, recorded: ledger.steps) }
    stepsDone = ledger.steps
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
    let parameters = model.parameters
    let names = parameters.map(\.name)
    let prefixes = [""] + (state.updates > 0 ? optimizer.stateNames.map { $0 + "." } : [])
    let known = prefixes.flatMap { prefix in names.map { prefix + $0 } }
    if let other = file.entries.first(where: { !known.contains($0.name) }) {
      throw TrainingCheckpointError.tensor(other.name, reason: "is not of this training")
    }
    var elements = Data()
    var values: [[Tensor<Float>]] = []
    for prefix in prefixes {
      values.append(
        try parameters.map { name, value in
          let name = prefix + name
          guard let entry = file.entry(name) else { throw TrainingCheckpointError.tensor(name, reason: "is missing") }
          guard entry.shape == value.shape, entry.type == .float32 else {
            throw TrainingCheckpointError.tensor(
              name, reason: "has another shape or type; expected \(value.shape) of F32")
          }
          elements += try file.bytes(of: name)
          return Tensor(try file.floats(name), shape: value.shape)
        })
    }
    guard sha256(elements) == state.sha256 else { throw TrainingCheckpointError.damaged }
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
