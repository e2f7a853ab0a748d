import Certificates
import Console
import Exact
import Foundation
import QuantizationCheckers

/// A certificate of closest codes, read from a file, and what it proves.
struct ClosestVectorProof: OpenedCertificate {
  let certificate: ClosestVectorCertificate

  /// Certificates of closest codes.
  static let reader = CertificateReader("closest codes of a row of weights") { data, _ in
    guard CertificateReader.kind(of: data) == "closest-vector" else { return nil }
    return ClosestVectorProof(certificate: try CertificateFile.certificate(in: data))
  }

  var proved: (any ProvedCertificate)? { nil }

  func verify() throws -> [String] {
    let loss = try certificate.verify()
    let n = certificate.weights.count
    return [
      "of all integer codes z those it contains have the least loss (s (z − o) − w) H (s (z − o) − w)ᵀ, which is \(loss), "
        + "or about \(Double(loss))",
      try "H: \(n) × \(n); SHA-256 \(jsonHash(certificate.hessian))",
      try "w: \(n) weights; SHA-256 \(jsonHash(certificate.weights))",
      try "s: \(n) steps; SHA-256 \(jsonHash(certificate.steps))",
      try "o: \(n) zeros; SHA-256 \(jsonHash(certificate.zeros))",
      "the tree has \(certificate.widths.count / 2) nodes",
    ]
  }
}
