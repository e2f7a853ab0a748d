import Certificates
import Console
import FairClusteringCheckers
import Foundation
import Text

/// A certificate of a fair partition, of best stars or of a bound on fairlets, and what it proves.
enum FairProof: OpenedCertificate {
  case partition(FairPartitionCertificate)
  case stars(StarForestCertificate)
  case assignment(AssignmentCertificate)

  /// Nil for files of other kinds.
  init?(_ data: Data) throws {
    switch CertificateReader.kind(of: data) {
    case "fair-partition": self = .partition(try CertificateFile.certificate(in: data))
    case "star-forest": self = .stars(try CertificateFile.certificate(in: data))
    case "fair-assignment": self = .assignment(try CertificateFile.certificate(in: data))
    default: return nil
    }
  }

  /// Fair partitions, the best stars, and bounds on fairlets.
  static let reader = CertificateReader("fair partitions", "best stars of two colours", "bounds on fairlets") {
    data, _ in try FairProof(data)
  }

  /// There is no proved checker of these kinds.
  var proved: (any ProvedCertificate)? { nil }

  /// The certificate's file.
  var text: String {
    get throws {
      switch self {
      case .partition(let proof): try CertificateFile(kind: "fair-partition", certificate: proof).text
      case .stars(let proof): try CertificateFile(kind: "star-forest", certificate: proof).text
      case .assignment(let proof): try CertificateFile(kind: "fair-assignment", certificate: proof).text
      }
    }
  }

  /// What the certificate is about: sizes and SHA-256, which whoever wrote it and whoever verifies it see alike.
  var subject: [String] {
    get throws {
      switch self {
      case .partition(let proof):
        [
          "colours: \(proof.colours.utf8.count), \(proof.colours.utf8.count { $0 == UInt8(ascii: "0") }) of them 0; SHA-256 \(sha256(proof.colours))",
          try "groups: SHA-256 \(jsonHash(proof.groups))",
        ]
      case .stars(let proof):
        [
          try "points: \(proof.points.count); SHA-256 \(jsonHash(proof.points))",
          "colours: SHA-256 \(sha256(proof.colours))",
        ]
      case .assignment(let proof):
        [
          try "points: \(proof.points.count); SHA-256 \(jsonHash(proof.points))",
          "colours: SHA-256 \(sha256(proof.colours))",
        ]
      }
    }
  }

  func verify() throws -> [String] {
    switch self {
    case .partition(let proof):
      let (groups, largest) = try proof.verify()
      return [
        "all \(groups) groups of the partition it contains have balance \(proof.minority):\(proof.majority), for the colours it contains; "
          + "the largest has \(largest) points" + (proof.largestGroup.map { ", at most \($0)" } ?? "")
      ] + (try subject)
    case .stars(let proof):
      try proof.verify()
      let distances = words(proof.metric)
      return [
        "the stars it contains, each a point of one colour and 1 to \(proof.ratio) of the other, cost \(proof.cost) in \(distances), and no "
          + "others of the points it contains cost less; so fairlets of balance 1:\(proof.ratio) cost at least \(proof.cost)/\(proof.ratio) in these distances"
      ] + (try subject)
    case .assignment(let proof):
      try proof.verify()
      return [
        "no fairlets of balance \(proof.minority):\(proof.majority) of the points it contains cost less than \(proof.bound) in "
          + "\(words(proof.metric)), nor do fractional assignments of the points to centres with balanced loads"
      ] + (try subject)
    }
  }

  private func words(_ metric: StarForestCertificate.Metric) -> String {
    metric == .l1 ? "l1 distances" : "Euclidean distances rounded down"
  }
}
