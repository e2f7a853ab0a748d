import Certificates
import Console
import Formats
import Foundation
import KernelMachines
import KernelMachinesCheckers
import Text

/// A certificate of an interval for the optimum on data of a user's own, read from a file.
struct KernelIntervalProofFile: OpenedCertificate {
  let certificate: KernelIntervalCertificate
  /// The data that it is compared with, and their file; nil for those that it holds.
  let data: (vectors: LabelledVectors, file: String)?

  /// Intervals.
  static let reader = CertificateReader("intervals of support vector machines", comparesInstance: true) { data, place in
    guard CertificateReader.kind(of: data) == KernelIntervalCertificate.Kind.interval.rawValue else { return nil }
    let certificate: KernelIntervalCertificate
    do { certificate = try decodeStrictly(KernelIntervalCertificate.self, from: data) } catch {
      throw CommandError("no certificate of an interval: \(reason(error))")
    }
    let vectors = try place.instance.map { file in
      (vectors: try inFile(file) { try LabelledVectors(contentsOfLIBSVM: try readFile(file)) }, file: file)
    }
    return KernelIntervalProofFile(certificate: certificate, data: vectors)
  }

  /// There is no proved checker of kernel machines.
  var proved: (any ProvedCertificate)? { nil }

  func verify() throws -> [String] {
    let proof = try certificate.verify()
    if let data { try proof.requireEqual(data.vectors.text) }
    return [
      "\(proof)",
      "data: \(proof.positives + proof.negatives) vectors with features up to \(proof.features), \(proof.positives) with the label 1 and "
        + "\(proof.negatives) with -1; SHA-256 \(sha256(proof.text))"
        + (data.map { "; compared with \($0.file)" } ?? "; held by the certificate, compared with no other file"),
    ]
  }
}
