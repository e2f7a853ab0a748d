import Certificates
import Console
import FairClusteringCheckers
import Foundation
import Text

/// A certificate of a fair partition or of best stars, read from a file, and what it proves.
enum FairProof: OpenedCertificate {
  case partition(FairPartitionCertificate)
  case stars(StarForestCertificate)

  /// Nil for files of other kinds.
  init?(_ data: Data) throws {
    switch CertificateReader.kind(of: data) {
    case "fair-partition": self = .partition(try CertificateFile.certificate(in: data))
    case "star-forest": self = .stars(try CertificateFile.certificate(in: data))
    default: return nil
    }
  }

  /// Fair partitions, and the best stars.
  static let reader = CertificateReader("fair partitions", "best stars of two colours") { data, _ in try FairProof(data)
  }

  /// There is no proved checker of these kinds.
  var proved: (any ProvedCertificate)? { nil }

  func verify() throws -> [String] {
    switch self {
    case .partition(let proof):
      let (groups, largest) = try proof.verify()
      return [
        "all \(groups) groups of the partition it contains have balance \(proof.minority):\(proof.majority), for the colours it contains; "
          + "the largest has \(largest) points" + (proof.largestGroup.map { ", at most \($0)" } ?? ""),
        "colours: \(proof.colours.utf8.count), \(proof.colours.utf8.count { $0 == UInt8(ascii: "0") }) of them 0; SHA-256 \(sha256(proof.colours))",
        try "groups: SHA-256 \(jsonHash(proof.groups))",
      ]
    case .stars(let proof):
      try proof.verify()
      let distances = proof.metric == .l1 ? "l1 distances" : "Euclidean distances rounded down"
      return [
        "the stars it contains, each a point of one colour and 1 to \(proof.ratio) of the other, cost \(proof.cost) in \(distances), and no "
          + "others of the points it contains cost less; so fairlets of balance 1:\(proof.ratio) cost at least \(proof.cost)/\(proof.ratio)",
        try "points: \(proof.points.count); SHA-256 \(jsonHash(proof.points))",
        "colours: SHA-256 \(sha256(proof.colours))",
      ]
    }
  }
}
