import Formats
import Foundation

/// A model as the hub lays it out: a folder with `config.json`, `tokenizer.json` and weights.
///
/// ```swift
/// let folder = try ModelFolder("Models/all-MiniLM-L6-v2")
/// folder.architecture                 // "bert"
/// ```
public struct ModelFolder: Sendable {
  /// Where it is.
  public let path: String
  /// The weights, mapped.
  public let weights: SafetensorsFolder
  /// `model_type` of `config.json`.
  public let architecture: String
  let configuration: HubJSON

  /// Opens a folder; no weights are read yet.
  ///
  /// - Throws: ``ModelError`` if `config.json` is missing or says no `model_type`; `FormatError` of the weights.
  public init(_ path: String) throws {
    self.path = path
    configuration = try HubJSON.read(path + "/config.json")
    guard let type = configuration["model_type"]?.text else {
      throw ModelError(
        "config.json", "model_type", found: configuration["model_type"]?.kind ?? "nothing",
        expected: "a text such as bert")
    }
    architecture = type
    weights = try SafetensorsFolder(path)
  }

  /// A positive integer of `config.json`, at most 2³¹ − 1.
  func positive(_ field: String, default usual: Int? = nil) throws(ModelError) -> Int {
    guard let node = configuration[field] else {
      if let usual { return usual }
      throw ModelError("config.json", field, found: "nothing", expected: "a positive integer")
    }
    guard let value = node.integer, value > 0, value <= Int(Int32.max) else {
      throw ModelError("config.json", field, found: node.kind, expected: "a positive integer below 2³¹")
    }
    return value
  }

  /// A number of `config.json` that is positive and finite.
  func positiveNumber(_ field: String, default usual: Double? = nil) throws(ModelError) -> Double {
    guard let node = configuration[field] else {
      if let usual { return usual }
      throw ModelError("config.json", field, found: "nothing", expected: "a positive number")
    }
    guard let value = node.double, value > 0, value.isFinite else {
      throw ModelError("config.json", field, found: node.kind, expected: "a positive number")
    }
    return value
  }

  /// A truth value of `config.json`.
  func truth(_ field: String, default usual: Bool) throws(ModelError) -> Bool {
    guard let node = configuration[field] else { return usual }
    guard let value = node.truth else {
      throw ModelError("config.json", field, found: node.kind, expected: "true or false")
    }
    return value
  }

  /// The function of a feed-forward layer that `config.json` names.
  func activation(_ field: String, default usual: String) throws(ModelError) -> Activation {
    let names: [String: Activation] = [
      "gelu": .gelu, "gelu_new": .geluTanh, "gelu_pytorch_tanh": .geluTanh, "gelu_fast": .geluTanh, "relu": .relu,
      "silu": .silu, "swish": .silu, "tanh": .tanh,
    ]
    let name = configuration[field]
    guard let activation = names[name == nil ? usual : name?.text ?? ""] else {
      throw ModelError(
        "config.json", field, found: name?.kind ?? "nothing",
        expected: "one of \(names.keys.sorted().joined(separator: ", "))")
    }
    return activation
  }

  /// Refuses a configuration in which a field has another value than the one that is built here.
  func require(_ field: String, isOneOf values: [String], or usual: String) throws(ModelError) {
    guard let node = configuration[field] else { return }
    let text: String? =
      switch node {
      case .string(let text): text
      case .boolean(let value): "\(value)"
      case .number(let digits): digits
      default: nil
      }
    guard let text, values.contains(text) || text == usual else {
      throw ModelError(
        "config.json", field, found: node.kind,
        expected: ([usual] + values).joined(separator: " or ") + "; others are not built")
    }
  }
}

/// Reads tensors of one model by names below a path, and holds their shapes against what the configuration says.
struct WeightReader {
  let weights: SafetensorsFolder
  /// What stands before each name, its last point included.
  var path = ""

  /// The reader below a name.
  func child(_ name: String) -> WeightReader { WeightReader(weights: weights, path: path + name + ".") }

  func has(_ name: String) -> Bool { weights.entry(path + name) != nil }

  /// - Throws: ``ModelError`` if the shape is another one; `FormatError` if there is no such tensor or it has no floats.
  func tensor<Scalar: NetworkScalar>(_ name: String, _ shape: [Int], _ type: Scalar.Type) throws -> Tensor<Scalar> {
    let full = path + name
    let floats = try checked(full, shape)
    if let floats = floats as? [Scalar] { return Tensor(floats, shape: shape) }
    return Tensor(floats.map { Scalar($0) }, shape: shape)
  }

  private func checked(_ full: String, _ shape: [Int]) throws -> [Float] {
    if let entry = weights.entry(full), entry.shape != shape {
      throw ModelError(
        nil, "tensor \(full)", found: "the shape \(entry.shape)", expected: "\(shape), as config.json says")
    }
    defer { weights.release(full) }
    return try weights.floats(full)
  }

  /// Rows of a matrix, one for each number; the others are not read.
  ///
  /// - Precondition: each number is below the count of rows.
  func rows(_ name: String, _ numbers: [Int], of shape: [Int]) throws -> Tensor<Float> {
    let full = path + name
    let file = try weights.file(of: full)
    if let entry = file.entry(full), entry.shape != shape {
      throw ModelError(
        nil, "tensor \(full)", found: "the shape \(entry.shape)", expected: "\(shape), as config.json says")
    }
    var elements: [Float] = []
    elements.reserveCapacity(numbers.count * shape[1])
    for number in numbers { elements += try file.floats(full, row: number) }
    weights.release(full)
    return Tensor(elements, shape: [numbers.count, shape[1]])
  }

  /// A layer y = x Wᵀ + b.
  func linear<Scalar: NetworkScalar>(
    _ name: String, inputs: Int, outputs: Int, hasBias: Bool, _ type: Scalar.Type
  ) throws -> Linear<Scalar> {
    Linear(
      weight: try tensor(name + ".weight", [outputs, inputs], type),
      bias: hasBias ? try tensor(name + ".bias", [outputs], type) : nil)
  }

  func layerNorm<Scalar: NetworkScalar>(
    _ name: String, width: Int, epsilon: Double, _ type: Scalar.Type
  ) throws -> LayerNorm<Scalar> {
    LayerNorm(
      weight: try tensor(name + ".weight", [width], type), bias: try tensor(name + ".bias", [width], type),
      epsilon: Scalar(epsilon))
  }

  func embedding<Scalar: NetworkScalar>(
    _ name: String, rows: Int, width: Int, _ type: Scalar.Type
  ) throws -> Embedding<Scalar> { Embedding(weight: try tensor(name + ".weight", [rows, width], type)) }
}
