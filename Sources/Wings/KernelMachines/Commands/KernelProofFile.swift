import Certificates
import Console
import Formats
import Foundation
import KernelMachines
import KernelMachinesCheckers
import Problems
import Text

/// A certificate of a kernel machine, read from a file.
struct KernelProofFile: OpenedCertificate {
  private enum Kind {
    case values(KernelCertificate)
    case series(KernelSeriesCertificate)
  }

  private let kind: Kind
  /// The instance that it is compared with, and its folder; nil for the one that it holds.
  private let instance: (subject: KernelSubject, folder: String)?

  /// Reads the certificate, and the instance in the folder that was named, or beside the certificate if there is one.
  init(_ data: Data, _ place: CertificatePlace) throws {
    do {
      if CertificateReader.kind(of: data) == "series" {
        kind = .series(try decodeStrictly(KernelSeriesCertificate.self, from: data))
      } else {
        kind = .values(try decodeStrictly(KernelCertificate.self, from: data))
      }
    } catch { throw CommandError("no certificate of a kernel machine: \(reason(error))") }
    instance = try (place.instance ?? Self.folder(beside: place)).map { folder in
      let files = try InstanceFiles(path: folder)
      // A certificate is one of the whole instance: of what a solver is given, too.
      for name in ["instance.json", "A.libsvm", "B.libsvm", "AB.libsvm"] where files.files[name] == nil {
        throw CommandError(
          "\(folder) has no file \(name), so that the certificate cannot be compared with the instance")
      }
      return (try Self.subject(in: files, folder), folder)
    }
  }

  /// Exact values, sandwiches and series.
  static let reader = CertificateReader("kernel machines (exact, sandwich, series)", comparesInstance: true) {
    data, place in
    guard let kind = CertificateReader.kind(of: data), ["exact", "sandwich", "series"].contains(kind) else {
      return nil
    }
    return try KernelProofFile(data, place)
  }

  /// There is no proved checker of kernel machines.
  var proved: (any ProvedCertificate)? { nil }

  func verify() throws -> [String] {
    let proof: KernelProof
    do throws(KernelCertificateError) {
      proof =
        switch kind {
        case .values(let certificate): try certificate.verify(of: instance?.subject)
        case .series(let certificate): try certificate.verify(of: instance?.subject)
        }
    } catch {
      if case .incomplete = error { throw Incomplete(description: "\(error): --instance DIR") }
      throw error
    }
    return [
      "\(proof)", "instance: \(proof.instance.statement)",
      "vectors: SHA-256 \(sha256(proof.instance.text)), written as an instance of bhcp"
        + (instance.map { "; compared with \($0.folder)" } ?? "; held by the certificate, compared with no other file"),
    ]
  }

  /// A certificate that must be given its instance, and how.
  private struct Incomplete: Error, CustomStringConvertible { let description: String }

  /// The certificate's folder if there is an instance in it, or a part of one.
  private static func folder(beside place: CertificatePlace) -> String? {
    guard place.file != "-" else { return nil }
    let parts = ["instance.json", "A.libsvm", "B.libsvm", "AB.libsvm", "A.kernel", "B.kernel", "AB.kernel"]
    return parts.contains { FileManager.default.fileExists(atPath: place.folder + "/" + $0) } ? place.folder : nil
  }

  /// The instance in these files, of the machine that its sidecar names.
  private static func subject(in files: InstanceFiles, _ folder: String) throws -> KernelSubject {
    guard let machine = machines.first(where: { $0.recognises(files.files) }) else {
      throw CommandError("\(folder)/instance.json names no kernel machine as its problem")
    }
    return try inFile(folder) { try machine.init(files: files.files).subject }
  }
}

/// The kernel machines.
let machines: [any KernelMachineInstance.Type] = [
  KernelInstance<SVM>.self, KernelInstance<SVMWithBias>.self, KernelInstance<SoftSVM>.self,
  KernelInstance<Ridge>.self, KernelInstance<PCA>.self,
]

/// An instance of a kernel machine, whichever it is.
protocol KernelMachineInstance: CertifiableProblem {
  var subject: KernelSubject { get throws }
}

extension KernelInstance: KernelMachineInstance {}
