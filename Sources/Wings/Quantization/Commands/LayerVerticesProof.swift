import Certificates
import Console
import DiscrepancyCheckers
import Exact
import Formats
import Foundation
import Text

/// A certificate that `quantize --method vertex` wrote, read from a file, and what it proves.
struct LayerVerticesProof: OpenedCertificate {
  private let file: Safetensors
  private let part: Int

  /// Vertices of the parts of layers.
  static let reader = CertificateReader("vertices of layers") { data, _ in
    // 8 bytes of a length, and the header.
    guard data.dropFirst(8).first == UInt8(ascii: "{"), let file = try? Safetensors(data),
      file.metadata["kind"] == LayerVertices.kind
    else { return nil }
    guard let part = file.metadata["part"].flatMap({ Int($0) }), (1...65_536).contains(part) else {
      throw CommandError("no certificate of layers: the metadata do not say how many weights a part has")
    }
    return LayerVerticesProof(file: file, part: part)
  }

  var proved: (any ProvedCertificate)? { nil }

  func verify() throws -> [String] {
    let names = file.entries.map(\.name).filter { $0.hasSuffix(".codes") }.map { String($0.dropLast(6)) }
    guard !names.isEmpty, file.entries.count == 3 * names.count else {
      throw LayerVerticesError(layer: "", reason: "each layer has rows, a point and codes, and there is a layer")
    }
    var (lines, parts, weights, fractional) = ([String](), 0, 0, 0)
    var rowCounts: Set<Int> = []
    for name in names {
      let layer = try layer(name)
      for places in LayerVertices.parts(of: layer.point.count, part) {
        let certificate: VertexCertificate
        do {
          certificate = try layer.certificate(places)
          try certificate.verify()
        } catch {
          throw LayerVerticesError(
            layer: name, reason: "weights \(places.lowerBound) to \(places.upperBound - 1): \(error)")
        }
        parts += 1
        fractional += certificate.fractional.count
      }
      weights += layer.point.count
      rowCounts.insert(layer.rows.count)
      for (what, key) in [("M", "rows"), ("x", "point"), ("y", "codes")] {
        lines.append("\(name): \(what) has the SHA-256 \(sha256(try file.bytes(of: "\(name).\(key)")))")
      }
    }
    let rows = rowCounts.sorted().map(String.init).joined(separator: " or ")
    return [
      "in each of \(parts) parts of up to \(part) of the \(weights) weights of \(names.count) layers the vector y it contains is a vertex "
        + "of {y in [0,1]^n : M y = M x}, M of \(rows) rows and x being those it contains; \(fractional) coordinates are "
        + "fractional"
    ] + lines
  }

  private func layer(_ name: String) throws -> Layer {
    let (rows, point, codes) = (
      file.entry(name + ".rows"), file.entry(name + ".point"), file.entry(name + ".codes")
    )
    guard let rows, let point, let codes, rows.type == .float32, point.type == .float32, codes.type == .uint8,
      rows.shape.count == 2, codes.shape.count == 1, rows.shape[1] == codes.shape[0], point.shape == codes.shape
    else {
      throw LayerVerticesError(layer: name, reason: "rows, a point and codes do not have the shapes m × n, n and n")
    }
    let (entries, count) = (try file.floats(name + ".rows"), codes.shape[0])
    return Layer(
      rows: (0..<rows.shape[0]).map { Array(entries[$0 * count..<($0 + 1) * count]) },
      point: try file.floats(name + ".point"), codes: [UInt8](try file.bytes(of: name + ".codes")))
  }

  private struct Layer {
    let rows: [[Float]]
    let point: [Float]
    let codes: [UInt8]

    /// The certificate of a part. Its fractional coordinates solve M y = M x.
    func certificate(_ places: Range<Int>) throws -> VertexCertificate {
      func exact(_ values: ArraySlice<Float>) throws -> [Rational] {
        try values.map { value in
          guard let exact = Rational(exactly: Double(value)) else { throw Unreadable("\(value) is no number") }
          return exact
        }
      }
      let (matrix, x) = (try rows.map { try exact($0[places]) }, try exact(point[places]))
      if let place = x.firstIndex(where: { $0 < 0 || $0 > 1 }) {
        throw Unreadable("the point of weight \(places.lowerBound + place) is outside of [0, 1]")
      }
      var (vertex, moving) = ([Rational](), [Int]())
      for (index, code) in codes[places].enumerated() {
        guard code <= 2 else { throw Unreadable("the code \(code) of weight \(places.lowerBound + index)") }
        if code == 2 { moving.append(index) }
        vertex.append(code == 1 ? 1 : 0)
      }
      guard !moving.isEmpty else { return VertexCertificate(matrix: matrix, point: x, vertex: vertex) }
      guard moving.count <= matrix.count else {
        throw Unreadable("\(moving.count) fractional coordinates, and \(matrix.count) rows")
      }
      let change = zip(x, vertex).map { $0 - $1 }
      let debts = matrix.map { row in zip(row, change).reduce(Rational(0)) { $0 + $1.0 * $1.1 } }
      let columns = Matrix<Rational>(rows: matrix.count, columns: moving.count) { matrix[$0][moving[$1]] }
      guard case .unique(let solution) = columns.solve(debts) else {
        throw Unreadable("the fractional coordinates do not follow from the others")
      }
      for (index, value) in zip(moving, solution) {
        guard !value.isInteger else {
          throw Unreadable("the coordinate of weight \(places.lowerBound + index) is \(value)")
        }
        vertex[index] = value
      }
      return VertexCertificate(matrix: matrix, point: x, vertex: vertex)
    }
  }

  private struct Unreadable: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }
}

/// Why a certificate of layers is refused.
struct LayerVerticesError: Error, CustomStringConvertible {
  /// The layer; empty for the whole file.
  let layer: String
  /// What is wrong.
  let reason: String

  var description: String { layer.isEmpty ? reason : "\(layer): \(reason)" }
}
