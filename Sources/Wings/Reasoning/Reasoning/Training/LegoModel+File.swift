import Formats
import Foundation
import Models

extension LegoModel where Scalar == Float {
  /// Writes the weights as safetensors in single precision; the shape stands in the metadata as `lego`.
  ///
  /// - Throws: `FormatError`, or an error of the file system.
  public func write(to path: String) throws {
    let parameters = parameters
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var writer = try SafetensorsWriter(
      path: path,
      tensors: parameters.map { Safetensors.Declaration(name: $0.name, type: .float32, shape: $0.value.shape) },
      metadata: ["lego": String(decoding: try encoder.encode(shape), as: UTF8.self)])
    for (name, value) in parameters {
      try writer.append(SafetensorsElementType.float32.bytes(of: value.elements), to: name)
    }
    try writer.finish()
  }

  /// Reads a model that ``write(to:)`` wrote.
  ///
  /// - Throws: ``LegoModelFileError`` if it is none, or names the tensor that is wrong; `FormatError` if it is no safetensors.
  public init(contentsOf path: String) throws {
    let file = try Safetensors(mapping: path)
    guard let text = file.metadata["lego"],
      let shape = try? JSONDecoder().decode(Shape.self, from: Data(text.utf8)), shape.isValid,
      shape.order <= FiniteGroup.largestOrder
    else { throw LegoModelFileError.noShape }
    // Nothing is allocated because a header says so.
    let count = file.entries.reduce(0) { $0 + $1.shape.reduce(1, *) }
    guard count >= shape.weightCount else { throw LegoModelFileError.tooFew(count, expected: shape.weightCount) }
    self.init(shape) { Tensor(repeating: 0, shape: $1) }
    var names: Set<String> = []
    try visitParameters("") { name, value in
      guard let entry = file.entry(name) else { throw LegoModelFileError.missing(name) }
      guard entry.shape == value.shape, entry.type == .float32 else {
        throw LegoModelFileError.otherShape(name, entry.shape, expected: value.shape)
      }
      let floats = try file.floats(name)
      guard floats.allSatisfy(\.isFinite) else { throw LegoModelFileError.notFinite(name) }
      value = Tensor(floats, shape: value.shape)
      names.insert(name)
    }
    if let other = file.entries.first(where: { !names.contains($0.name) }) {
      throw LegoModelFileError.unknown(other.name)
    }
  }
}

/// Why a file is no trained model.
public enum LegoModelFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The metadata have no shape, or an impossible one.
  case noShape
  /// The file has fewer weights than a model of its shape.
  case tooFew(Int, expected: Int)
  /// A tensor is not there.
  case missing(String)
  /// A tensor has another shape, or is not in single precision.
  case otherShape(String, [Int], expected: [Int])
  /// A tensor has a number that is not finite.
  case notFinite(String)
  /// A tensor that no model of this shape has.
  case unknown(String)

  public var description: String {
    switch self {
    case .noShape: "the metadata have no entry “lego” with the shape of a model"
    case .tooFew(let count, let expected): "the file has \(count) weights; a model of its shape has \(expected)"
    case .missing(let name): "the tensor \(name) is missing"
    case .otherShape(let name, let shape, let expected):
      "the tensor \(name) is of shape \(shape) or not F32; expected F32 of shape \(expected)"
    case .notFinite(let name): "the tensor \(name) has a number that is not finite"
    case .unknown(let name): "the tensor \(name) belongs to no model of this shape"
    }
  }
}
