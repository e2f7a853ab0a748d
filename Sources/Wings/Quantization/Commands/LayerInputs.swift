import Arrays
import Console
import Formats
import Foundation
import Quantization

/// The inputs of layers, from a file: a matrix for each, with a row for each input.
struct LayerInputs {
  private enum File {
    case safetensors(Safetensors)
    case npz(NPZArchive)
  }

  private let path: String
  private let file: File

  init(_ path: String) throws {
    self.path = path
    file = try inFile(path) {
      path.hasSuffix(".npz")
        ? .npz(try NPZArchive(try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)))
        : .safetensors(try Safetensors(mapping: path))
    }
  }

  /// Whether there are inputs of the layer.
  func contains(_ name: String) -> Bool {
    switch file {
    case .safetensors(let file): file.entry(name) != nil
    case .npz(let archive): archive.arrayNames.contains(name)
    }
  }

  /// H of the inputs; nil if there are none.
  func hessian(_ name: String, columns: Int) throws -> DenseMatrix<Double>? {
    guard contains(name) else { return nil }
    let (shape, values): ([Int], [Float]) = try inFile(path) {
      switch file {
      case .safetensors(let file): return (file.entry(name)?.shape ?? [], try file.floats(name))
      case .npz(let archive):
        let array = try archive.array(name)
        return (array.shape, try array.doubles().map { Float($0) })
      }
    }
    guard shape.count == 2, shape[1] == columns else {
      throw CommandError("\(path): the inputs have the shape \(shape), expected rows of \(columns)")
    }
    guard shape[0] > 0 else { throw CommandError("\(path): there are no inputs") }
    var hessian = CalibrationHessian(columns: columns)
    try hessian.add(DenseMatrix(rows: shape[0], columns: columns, entries: values))
    return hessian.matrix
  }
}
