import Formats
import Foundation
import Models
import Text

extension LegoTraining {
  /// What decides every number of a training: a checkpoint belongs to one of these.
  struct Recipe: Codable, Hashable {
    /// SHA-256 of the name, the elements and the table of the group.
    var group: String
    var leastLength, length: Int
    var supervised: Int?
    var distractor, dangling: Int
    var isTree: Bool
    var shape: LegoModel<Float>.Shape
    var steps, batch: Int
    var rate: Double
    var clip: Double?
    var initialization: LegoInitialization
    var seed: UInt64
    var mimickingSteps: Int

    /// What a person calls the fields in which this recipe differs from another, with both values.
    func differences(from other: Recipe) -> [LegoCheckpointError.Difference] {
      let pairs: [(String, String, String)] = [
        ("group", group, other.group),
        ("lengths", "\(leastLength)...\(length)", "\(other.leastLength)...\(other.length)"),
        ("supervised positions", Self.words(supervised), Self.words(other.supervised)),
        ("distractors", "\(distractor)", "\(other.distractor)"),
        ("dangling clauses", "\(dangling)", "\(other.dangling)"),
        ("tree", "\(isTree)", "\(other.isTree)"), ("layers", "\(shape.layers)", "\(other.shape.layers)"),
        ("width", "\(shape.width)", "\(other.shape.width)"), ("heads", "\(shape.heads)", "\(other.shape.heads)"),
        ("fixed heads", "\(shape.fixed.map(\.rawValue))", "\(other.shape.fixed.map(\.rawValue))"),
        ("tied", "\(shape.isTied)", "\(other.shape.isTied)"),
        ("order", "\(shape.order)", "\(other.shape.order)"), ("clauses", "\(shape.clauses)", "\(other.shape.clauses)"),
        ("steps", "\(steps)", "\(other.steps)"), ("batch", "\(batch)", "\(other.batch)"),
        ("rate", "\(rate)", "\(other.rate)"),
        ("largest gradient", clip.map { "\($0)" } ?? "any", other.clip.map { "\($0)" } ?? "any"),
        ("initial weights", initialization.rawValue, other.initialization.rawValue),
        ("seed", "\(seed)", "\(other.seed)"),
        ("steps of imitation", "\(mimickingSteps)", "\(other.mimickingSteps)"),
      ]
      return pairs.filter { $0.1 != $0.2 }.map { .init(field: $0.0, found: $0.1, expected: $0.2) }
    }

    private static func words(_ supervised: Int?) -> String { supervised.map(String.init) ?? "all" }
  }

  /// What a checkpoint says in words; the numbers stand in its tensors.
  private struct State: Codable {
    var recipe: Recipe
    var stepsDone: Int
    var lastLoss: Float
    var divergence: Float?
    /// SHA-256 of the elements of all tensors, as they stand in the file.
    var sha256: String
  }

  private func recipe(mimickingSteps: Int) -> Recipe {
    let group = task.group
    var words = [group.name] + group.elements
    for a in 0..<group.order {
      words.append((0..<group.order).map { "\(group.product(a, $0))" }.joined(separator: " "))
    }
    return Recipe(
      group: sha256(words.joined(separator: "\n")), leastLength: task.lengths.lowerBound,
      length: task.lengths.upperBound, supervised: task.supervised, distractor: task.breakers.distractor,
      dangling: task.breakers.dangling, isTree: task.breakers.isTree, shape: model.shape, steps: steps, batch: batch,
      rate: rate, clip: clip, initialization: initialization, seed: seed, mimickingSteps: mimickingSteps)
  }

  /// The parameters, then both moments of each, with the names that they have in a checkpoint.
  private var tensors: [(name: String, value: Tensor<Float>)] {
    let parameters = model.parameters
    return parameters
      + zip(parameters, optimizer.first).map { ("first.\($0.name)", $1) }
      + zip(parameters, optimizer.second).map { ("second.\($0.name)", $1) }
  }

  /// Writes all that the training needs to go on: a safetensors file with the weights, both moments of the optimizer, and in the
  /// metadata, as
  /// `lego-training`, what was trained and how far.
  ///
  /// The file gets its name once it is complete, so that at any moment the last complete checkpoint is there.
  /// - Precondition: a step has been made.
  /// - Throws: what the file system says.
  /// - Complexity: O(number of parameters).
  public func writeCheckpoint(to path: String) throws {
    precondition(stepsDone >= 1, "a checkpoint of a training that has begun")
    let tensors = tensors
    let bytes = tensors.map { SafetensorsElementType.float32.bytes(of: $0.value.elements) }
    let state = State(
      recipe: recipe(mimickingSteps: mimickingSteps), stepsDone: stepsDone, lastLoss: lastLoss ?? 0,
      divergence: divergence, sha256: sha256(Data(bytes.joined())))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var writer = try SafetensorsWriter(
      path: path,
      tensors: tensors.map { Safetensors.Declaration(name: $0.name, type: .float32, shape: $0.value.shape) },
      metadata: ["lego-training": String(decoding: try encoder.encode(state), as: UTF8.self)])
    for (tensor, bytes) in zip(tensors, bytes) { try writer.append(bytes, to: tensor.name) }
    try writer.finish()
  }

  /// Goes on where ``writeCheckpoint(to:)`` left off: the weights at the end are the same to the last bit as without the break, on one
  /// machine
  /// with one number of threads.
  ///
  /// - Parameters:
  ///   - path: the checkpoint.
  ///   - mimickingSteps: the steps of imitation that the training would have made.
  /// - Precondition: the training has made no step, of imitation neither.
  /// - Throws: ``LegoCheckpointError`` if the file is none, is damaged, or belongs to another training; ``LegoModelFileError`` with the
  ///   tensor
  ///   that is wrong; `FormatError` if it is no safetensors.
  /// - Complexity: O(size of the file); nothing is allocated that this training would not need.
  public mutating func resume(from path: String, mimickingSteps: Int = 0) throws {
    precondition(stepsDone == 0 && self.mimickingSteps == 0, "a training that has not begun")
    let file = try Safetensors(mapping: path)
    guard let text = file.metadata["lego-training"], let state = try? decodeStrictly(State.self, from: Data(text.utf8))
    else { throw LegoCheckpointError.noState }
    let differences = state.recipe.differences(from: recipe(mimickingSteps: mimickingSteps))
    guard differences.isEmpty else { throw LegoCheckpointError.otherTraining(differences) }
    guard 1...steps ~= state.stepsDone else { throw LegoCheckpointError.stepsDone(state.stepsDone, of: steps) }
    guard (state.divergence != nil) == (mimickingSteps > 0) else { throw LegoCheckpointError.noState }

    let names = model.parameters.map(\.name)
    let expected = names + names.map { "first.\($0)" } + names.map { "second.\($0)" }
    if let other = file.entries.first(where: { !expected.contains($0.name) }) {
      throw LegoModelFileError.unknown(other.name)
    }
    let shapes = model.parameters.map(\.value.shape)
    var elements = Data()
    let values = try zip(expected, shapes + shapes + shapes).map { name, shape in
      guard let entry = file.entry(name) else { throw LegoModelFileError.missing(name) }
      guard entry.shape == shape, entry.type == .float32 else {
        throw LegoModelFileError.otherShape(name, entry.shape, expected: shape)
      }
      elements += try file.bytes(of: name)
      let floats = try file.floats(name)
      guard floats.allSatisfy(\.isFinite) else { throw LegoModelFileError.notFinite(name) }
      return Tensor(floats, shape: shape)
    }
    guard sha256(elements) == state.sha256 else { throw LegoCheckpointError.damaged }
    let second = Array(values.suffix(names.count))
    guard second.allSatisfy({ $0.elements.allSatisfy { $0 >= 0 } }) else { throw LegoCheckpointError.damaged }

    var next = 0
    model.visitParameters("") { _, value in
      value = values[next]
      next += 1
    }
    optimizer.restore(steps: state.stepsDone, first: Array(values[names.count..<(2 * names.count)]), second: second)
    (stepsDone, lastLoss) = (state.stepsDone, state.lastLoss)
    (self.mimickingSteps, divergence) = (mimickingSteps, state.divergence)
  }
}

/// Why a training cannot go on from a file.
public enum LegoCheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A number that decides the training, with its value in the file and in the training.
  public struct Difference: Equatable, Sendable, CustomStringConvertible {
    /// What it is.
    public let field: String
    /// Its value in the file.
    public let found: String
    /// Its value in the training that is to go on.
    public let expected: String

    public var description: String { "\(field): found \(found), expected \(expected)" }
  }

  /// The metadata do not say what was trained, and how far.
  case noState
  /// The file is of another training.
  case otherTraining([Difference])
  /// More steps have been made than the training has, or none.
  case stepsDone(Int, of: Int)
  /// The numbers are not those that were written.
  case damaged

  public var description: String {
    switch self {
    case .noState: "the metadata have no entry “lego-training” with a training and its step"
    case .otherTraining(let differences):
      "the checkpoint of another training: \(differences.map(\.description).joined(separator: "; "))"
    case .stepsDone(let done, let steps): "\(done) steps have been made; expected 1 to \(steps)"
    case .damaged:
      "the numbers are not those that were written: their SHA-256 is another one, or a mean of squares is below 0"
    }
  }
}
