import Certificates
import Console
import Foundation
import GrammarCompression
import GrammarCompressionCheckers
import Text

/// A certificate of an inner product, which is bound by the hashes in it to two files of grammars.
struct InnerProductFile: OpenedCertificate {
  private let certificate: Result<InnerProductCertificate, CertificateError>
  private let v, u: (text: String, hash: String)

  /// Reads the certificate, and the grammars beside it or in the folder that was named.
  init(_ data: Data, _ place: CertificatePlace) throws {
    let text = try Self.text(data, place.file)
    let certificate: Result<InnerProductCertificate, CertificateError>
    do throws(CertificateError) { certificate = .success(try InnerProductCertificate(parsing: text)) } catch {
      certificate = .failure(error)
    }
    self.certificate = certificate
    let folder = place.instance ?? place.folder
    func grammar(_ name: String) throws -> (text: String, hash: String) {
      let file = folder + "/" + name
      guard FileManager.default.fileExists(atPath: file) else {
        // A file that names no grammars has none that are missing.
        if case .failure(let error) = certificate { throw CommandError("\(place.file) is no certificate: \(error)") }
        throw CommandError(
          "\(place.file) is about v.slp and u.slp, which it names by their SHA-256, and there is no \(file): --instance DIR"
        )
      }
      let bytes = try readFile(file)
      return (try Self.text(bytes, file), sha256(bytes))
    }
    (v, u) = (try grammar("v.slp"), try grammar("u.slp"))
  }

  private static func text(_ data: Data, _ file: String) throws -> String {
    guard let text = String(data: data, encoding: .utf8) else { throw CommandError("\(file): not UTF-8 text") }
    return text
  }

  /// Text that begins with the format's name or a comment.
  static let reader = CertificateReader("inner products", comparesInstance: true) { data, place in
    // What is of no other kind: text that is cut off or empty is refused as one of these.
    // A binary header has a zero early on, and text has none.
    guard data.first != UInt8(ascii: "{"), data.first != UInt8(ascii: "%"), !data.starts(with: Data("VER".utf8)),
      !data.prefix(8).contains(0)
    else { return nil }
    return try InnerProductFile(data, place)
  }

  /// The proved checker is given the grammars, not their hashes; of other files there is nothing to ask.
  var proved: (any ProvedCertificate)? {
    guard case .success(let certificate) = certificate, certificate.hashes == (v.hash, u.hash) else { return nil }
    return try? InnerProductProof(certificate, v: v.text, u: u.text)
  }

  func verify() throws -> [String] {
    let certificate = try certificate.get()
    let length = try certificate.verify(v: v, u: u)
    return [
      "⟨v, u⟩ = \(certificate.value)",
      "instance: the inner product of two vectors of \(length) entries, given by the grammars in v.slp and u.slp",
      "v.slp: SHA-256 \(v.hash)\nu.slp: SHA-256 \(u.hash)",
    ]
  }
}

extension GrammarDot: CertifiableProblem {
  /// One kind: the exact value.
  package static var certificateKinds: [String] { ["exact"] }
  /// `certificate.txt`.
  package static var certificateFile: String { "certificate.txt" }

  /// The inner product with its proof, a list of entries each of which follows from those before it.
  package func certified(_ kind: String) throws -> CertifiedAnswer {
    let certificate = try certificate(hash: sha256)
    return CertifiedAnswer(
      text: certificate.text,
      json: try Console.json(["kind": "exact", "value": "\(certificate.value)"], pretty: false),
      summary: "value \(certificate.value), proved by \(certificate.entries.count) entries",
      answer: try Console.json(GrammarDotAnswer(value: certificate.value, position: nil), pretty: false))
  }
}
