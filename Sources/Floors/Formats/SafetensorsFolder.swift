import Foundation

/// The weights of a model as the hub lays them out: `model.safetensors`, or several files with `model.safetensors.index.json`.
///
/// ```swift
/// let weights = try SafetensorsFolder("Llama")
/// weights.entry("model.norm.weight")?.shape
/// ```
///
/// The files are mapped. Every tensor stands in exactly one of them, that which the index names, and the index names all.
public struct SafetensorsFolder: Sendable {
  /// The files, by their names in ascending order.
  public let files: [(name: String, file: Safetensors)]
  private let places: [String: Int]

  /// The names of all tensors, in ascending order.
  public var names: [String] { places.keys.sorted() }

  /// Opens the files of a folder, or one file.
  ///
  /// - Throws: `FormatError` if there are no weights, the index names a file outside of the folder, or index and files disagree;
  ///   its `member` is the file. What reading a file throws.
  /// - Complexity: O(h log h) for headers of h bytes.
  public init(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw POSIXError(.ENOENT) }
    let single = isFolder.boolValue ? path + "/model.safetensors" : path
    let index = path + "/model.safetensors.index.json"
    if !isFolder.boolValue || !FileManager.default.fileExists(atPath: index) {
      guard FileManager.default.fileExists(atPath: single) else {
        throw FormatError(
          .missing, .whole, "weights", found: "neither file",
          expected: "model.safetensors or model.safetensors.index.json in \(path)")
      }
      let file = try SafetensorsFolder.open(single)
      files = [((single as NSString).lastPathComponent, file)]
      places = Dictionary(uniqueKeysWithValues: file.entries.map { ($0.name, 0) })
      return
    }
    let map = try SafetensorsFolder.weightMap(index)
    let names = Set(map.values).sorted()
    for name in names where name.contains("/") || name.contains("\\") || name.hasPrefix(".") || name.isEmpty {
      throw FormatError(
        .malformed, .whole, "weight_map", found: "the file \(FormatError.excerpt(of: name))",
        expected: "names of files in the same folder")
    }
    files = try names.map { ($0, try SafetensorsFolder.open(path + "/" + $0)) }
    var places: [String: Int] = [:]
    for (number, file) in files.enumerated() {
      for entry in file.file.entries {
        guard map[entry.name] == file.name else {
          throw FormatError(
            .inconsistent, .member(FormatError.excerpt(of: entry.name)), "weight_map",
            found: map[entry.name].map { FormatError.excerpt(of: $0) } ?? "nothing",
            expected: "\(FormatError.excerpt(of: file.name)), which has the tensor")
        }
        places[entry.name] = number
      }
    }
    if let lost = map.keys.filter({ places[$0] == nil }).min() {
      throw FormatError(
        .missing, .member(FormatError.excerpt(of: lost)), "tensor", found: "none in the file that the index names",
        expected: "a tensor for each name in the index")
    }
    self.places = places
  }

  /// The tensor of this name, or nil.
  public func entry(_ name: String) -> Safetensors.Entry? { places[name].flatMap { files[$0].file.entry(name) } }

  /// The file that has the tensor.
  ///
  /// - Throws: `FormatError.Reason.missing`.
  public func file(of name: String) throws(FormatError) -> Safetensors {
    guard let place = places[name] else {
      throw FormatError(
        .missing, .whole, "tensor", found: "none of the name \(FormatError.excerpt(of: name))",
        expected: "one of the \(places.count) that the model has")
    }
    return files[place].file
  }

  /// The elements of a tensor of floating-point numbers, row by row.
  ///
  /// - Throws: as `Safetensors.floats` does.
  /// - Complexity: O(n).
  public func floats(_ name: String) throws(FormatError) -> [Float] { try file(of: name).floats(name) }

  /// Lets go of the memory that a tensor's elements take, as `Safetensors.release` does.
  public func release(_ name: String) {
    if let place = places[name] { files[place].file.release(name) }
  }

  private static func open(_ path: String) throws -> Safetensors {
    do { return try Safetensors(mapping: path) } catch let error as FormatError {
      throw error.inMember((path as NSString).lastPathComponent)
    }
  }

  private static func weightMap(_ path: String) throws -> [String: String] {
    let fields = try SafetensorsHeader.fields(
      Data(contentsOf: URL(fileURLWithPath: path)), "index of the weights", at: .whole)
    guard let map = fields["weight_map"] else {
      throw FormatError(
        .missing, .whole, "index of the weights", found: "no weight_map", expected: "a file name for each tensor")
    }
    return try SafetensorsHeader.texts(map, "weight_map", of: "file name")
  }
}
