import Certificates
import Console
import Foundation
import LocalLearningCheckers

/// A certificate of a fit, read from a file, and what it proves.
struct LipschitzFitProof: OpenedCertificate {
  static let kind = "lipschitz-fit"
  let certificate: LipschitzFitCertificate

  /// Fits of Lipschitz functions.
  static let reader = CertificateReader("fits of Lipschitz functions") { data, _ in
    guard CertificateReader.kind(of: data) == kind else { return nil }
    return LipschitzFitProof(certificate: try CertificateFile.certificate(in: data))
  }

  var proved: (any ProvedCertificate)? { nil }

  /// The certificate's file.
  var text: String { get throws { try CertificateFile(kind: Self.kind, certificate: certificate).text } }

  /// What the certificate is about: size and SHA-256, which whoever wrote it and whoever verifies it see alike.
  var subject: String {
    get throws {
      try "points: \(certificate.x.count), by ascending x; SHA-256 "
        + jsonHash([certificate.x, certificate.y, certificate.weights])
    }
  }

  func verify() throws -> [String] {
    try certificate.verify()
    return [
      "no function f with |f(x) - f(x')| <= \(certificate.slope) |x - x'| has a sum of weighted errors w |f(x) - y| below "
        + "\(certificate.cost) at the points it contains, and the values it contains have this sum",
      try subject,
    ]
  }
}
