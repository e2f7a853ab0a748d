import Console
import Discrepancy
import Exact
import Formats
import Foundation
import Quantization

/// A layer's weights rounded to vertices, part by part: what a certificate's file holds of it.
struct LayerVertices {
  /// M: the derivatives times the steps of the grid, a row for each.
  let rows: [[Float]]
  /// y: where the weights lie in their box.
  let point: [Float]
  /// Of each weight 0 or 1, or 2 for one that is neither.
  let codes: [UInt8]
  /// The values of these, in their order.
  let fractions: [Rational]

  static let kind = "layer-vertices"
  static func metadata(part: Int) -> [String: String] { ["kind": kind, "part": "\(part)"] }

  /// Rounds the weights of a layer.
  ///
  /// - Throws: `CommandError` for derivatives that are not finite; what the linear program throws.
  static func rounding(
    _ box: RoundingBox, slopes: [[Float]], part: Int, progress: (Int) -> Void
  ) throws -> LayerVertices {
    let rows = slopes.map { slope in zip(slope, box.step).map { $0 * $1 } }
    guard rows.allSatisfy({ $0.count == box.step.count && $0.allSatisfy(\.isFinite) }) else {
      throw CommandError("a derivative is not a finite number")
    }
    // A weight without a choice is not there: its column is 0, and its place an end.
    let point = zip(box.place, box.step).map { $1 > 0 ? $0 : 0 }
    var (codes, fractions) = ([UInt8](), [Rational]())
    for (index, places) in parts(of: point.count, part).enumerated() {
      let certificate = try VertexRounding(
        rows: Matrix(rows: rows.count, columns: places.count) { Double(rows[$0][places.lowerBound + $1]) },
        point: point[places].map { Double($0) }
      ).vertex(.simplex)
      for value in certificate.vertex {
        codes.append(value.isZero ? 0 : value == 1 ? 1 : 2)
        if !value.isInteger { fractions.append(value) }
      }
      progress(index + 1)
    }
    return LayerVertices(rows: rows, point: point, codes: codes, fractions: fractions)
  }

  /// Whether a weight is at its upper end, or nearer to it.
  var isUp: (Int) -> Bool {
    var (up, next) = ([Bool](), 0)
    for code in codes {
      up.append(code == 2 ? fractions[next] >= Rational(1, 2) : code == 1)
      if code == 2 { next += 1 }
    }
    return { [up] in up[$0] }
  }

  static func parts(of count: Int, _ size: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
  }

  /// The tensors of a layer in a certificate's file. What is between 0 and 1 follows from them, as its columns are independent.
  static func declarations(_ name: String, count: Int, gradients: Int) -> [Safetensors.Declaration] {
    [
      Safetensors.Declaration(name: name + ".rows", type: .float32, shape: [gradients, count]),
      Safetensors.Declaration(name: name + ".point", type: .float32, shape: [count]),
      Safetensors.Declaration(name: name + ".codes", type: .uint8, shape: [count]),
    ]
  }

  /// Writes them.
  func append(to writer: inout SafetensorsWriter, _ name: String) throws {
    try writer.append(SafetensorsElementType.float32.bytes(of: rows.flatMap { $0 }), to: name + ".rows")
    try writer.append(SafetensorsElementType.float32.bytes(of: point), to: name + ".point")
    try writer.append(Data(codes), to: name + ".codes")
  }
}
