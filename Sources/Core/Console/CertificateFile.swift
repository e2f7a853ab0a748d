import Formats
import Foundation
import Text

/// A certificate with the word that tells which one it is: the form of the files that `lp solve` and `round` write.
package struct CertificateFile<Certificate: Codable>: Codable {
  /// The word for its kind.
  package var kind: String
  /// The certificate itself.
  package var certificate: Certificate

  /// A certificate with the word for its kind.
  package init(kind: String, certificate: Certificate) { (self.kind, self.certificate) = (kind, certificate) }

  /// Reads a file of which every field counts.
  ///
  /// - Throws: ``CommandError`` that names the field.
  package static func certificate(in data: Data) throws -> Certificate {
    do { return try decodeStrictly(Self.self, from: data).certificate } catch {
      throw CommandError("no \(CertificateReader.kind(of: data) ?? "") certificate: \(reason(error))")
    }
  }

  /// The text of the file.
  package var text: String { get throws { try json(self, pretty: false) + "\n" } }
}

/// Why something is not the JSON that was expected, with the place in it.
package func reason(_ error: any Error) -> String {
  guard let error = error as? DecodingError else { return "\(error)" }
  let context =
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): context
    case .keyNotFound(let key, let context):
      DecodingError.Context(
        codingPath: context.codingPath, debugDescription: "there is no field “\(key.stringValue)”")
    @unknown default: DecodingError.Context(codingPath: [], debugDescription: "\(error)")
    }
  let path = context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
  return (path.isEmpty ? "" : "\(path): ") + context.debugDescription
}

/// The SHA-256 of a value's JSON text, which is that of the file: keys sorted, no spaces.
package func jsonHash(_ value: some Encodable) throws -> String { sha256(try json(value, pretty: false)) }
