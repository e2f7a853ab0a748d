import Certificates
import Formats
import Foundation
import HardProblems
import Reductions
import Text

/// A certificate of a kernel machine, read from a file.
enum KernelProofFile {
  case values(KernelCertificate)
  case series(KernelSeriesCertificate)

  init(_ data: Data) throws {
    struct Kind: Decodable { let kind: String }
    do {
      switch try JSONDecoder().decode(Kind.self, from: data).kind {
      case "series": self = .series(try decodeStrictly(KernelSeriesCertificate.self, from: data))
      default: self = .values(try decodeStrictly(KernelCertificate.self, from: data))
      }
    } catch { throw CommandError("no certificate of a kernel machine: \(reason(error))") }
  }

  /// What it proves; of the instance, if one is given.
  ///
  /// - Throws: `KernelCertificateError`.
  func verify(of instance: KernelSubject?) throws(KernelCertificateError) -> KernelProof {
    switch self {
    case .values(let certificate): try certificate.verify(of: instance)
    case .series(let certificate): try certificate.verify(of: instance)
    }
  }

  /// Prints what is proved, and of which instance, or leaves with the code for a certificate that proves nothing.
  ///
  /// - Parameters:
  ///   - file: the file of the certificate, `-` for standard input.
  ///   - folder: that of the instance; nil for the file's own, if it holds one.
  func report(_ file: String, folder: String?) throws {
    let folder = try folder ?? Self.folder(beside: file)
    let instance = try folder.map { folder in
      let files = try InstanceFiles(path: folder)
      // A certificate is one of the whole instance: of what a solver is given, too.
      for name in ["instance.json", "A.libsvm", "B.libsvm", "AB.libsvm"] where files.files[name] == nil {
        throw CommandError(
          "\(folder) has no file \(name), so that the certificate cannot be compared with the instance")
      }
      return try inFile(folder) { try files.kernelInstance().subject }
    }
    let proof: KernelProof
    do throws(KernelCertificateError) { proof = try verify(of: instance) } catch {
      let hint = if case .incomplete = error { ": --instance DIR" } else { "" }
      Tightbound.report("not verified: \(error)\(hint)")
      throw Outcome.violated
    }
    print("verified: \(proof)")
    print("instance: \(proof.instance.statement)")
    print(
      "vectors: SHA-256 \(sha256(proof.instance.text)), written as an instance of bhcp"
        + (folder.map { "; compared with \($0)" } ?? "; held by the certificate, compared with no other file"))
  }

  /// The certificate's folder if there is an instance in it, or a part of one.
  private static func folder(beside file: String) throws -> String? {
    guard file != "-" else { return nil }
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    let parts = ["instance.json", "A.libsvm", "B.libsvm", "AB.libsvm", "A.kernel", "B.kernel", "AB.kernel"]
    return parts.contains { FileManager.default.fileExists(atPath: folder + "/" + $0) } ? folder : nil
  }
}
