import Foundation

/// A certificate with the word that tells which one it is: the form of the files that `lp solve` and `round` write.
struct CertificateFile<Certificate: Codable>: Codable {
  var kind: String
  var certificate: Certificate

  /// The text of the file.
  var text: String { get throws { try json(self, pretty: false) + "\n" } }
}

/// Why something is not the JSON that was expected, with the place in it.
func reason(_ error: any Error) -> String {
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
