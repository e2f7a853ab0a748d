import Certificates
import Console
import DiscrepancyCheckers
import Foundation

/// A certificate of a rounding, read from a file, and what it proves.
enum RoundingProof: OpenedCertificate {
  case vertex(VertexCertificate)
  case beckFiala(BeckFialaCertificate)

  /// Nil for files of other kinds.
  init?(_ data: Data) throws {
    switch CertificateReader.kind(of: data) {
    case "vertex": self = .vertex(try CertificateFile.certificate(in: data))
    case "beck-fiala": self = .beckFiala(try CertificateFile.certificate(in: data))
    default: return nil
    }
  }

  /// Vertices, and roundings by Beck and Fiala.
  static let reader = CertificateReader("vertices", "roundings by Beck and Fiala") { data, _ in try RoundingProof(data)
  }

  /// The certificate in the form that the proved checker can be asked about.
  var proved: (any ProvedCertificate)? {
    switch self {
    case .vertex(let proof): proof
    case .beckFiala(let proof): proof
    }
  }

  func verify() throws -> [String] {
    switch self {
    case .vertex(let proof):
      try proof.verify()
      let (rows, columns) = (proof.matrix.count, proof.point.count)
      return [
        "the vector y it contains is a vertex of {y in [0,1]^\(columns) : M y = M x}, M and x being those it contains; "
          + "\(proof.fractional.count) of \(columns) coordinates are fractional",
        try "M: \(rows) × \(columns); SHA-256 \(jsonHash(proof.matrix))",
        try "x: \(columns) coordinates; SHA-256 \(jsonHash(proof.point))",
      ]
    case .beckFiala(let proof):
      let (degree, change) = try proof.verify()
      return [
        "the vector of 0 and 1 it contains rounds the point x it contains, and no sum over a set changes by more than "
          + "\(change)\(degree == 0 ? "" : ", less than t = \(degree), the most sets that an element lies in")",
        try "sets: \(proof.sets.count) of \(proof.point.count) elements; SHA-256 \(jsonHash(proof.sets))",
        try "x: \(proof.point.count) coordinates; SHA-256 \(jsonHash(proof.point))",
      ]
    }
  }
}
