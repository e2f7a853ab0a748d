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
  let (context, words): (DecodingError.Context, String)
  switch error {
  case .typeMismatch(let type, let found): (context, words) = (found, mismatch(type, found.debugDescription))
  case .valueNotFound(let type, let found): (context, words) = (found, "found null, expected \(jsonWord(for: type))")
  case .keyNotFound(let key, let found): (context, words) = (found, "there is no field “\(key.stringValue)”")
  case .dataCorrupted(let found): (context, words) = (found, found.debugDescription)
  @unknown default: return "\(error)"
  }
  var path = ""
  for key in context.codingPath {
    path += key.intValue.map { "[\($0)]" } ?? (path.isEmpty ? "" : ".") + key.stringValue
  }
  return (path.isEmpty ? "" : "\(path): ") + words
}

/// What stands there and what should: Foundation's decoder names Swift's types.
private func mismatch(_ type: any Any.Type, _ text: String) -> String {
  let names = [
    ("an array", "a list"), ("a dictionary", "an object"), ("a string", "a string"), ("number", "a number"),
    ("bool", "true or false"), ("null", "null"),
  ]
  // An error of one of our own types is in our own words.
  guard text.hasPrefix("Expected to decode") else { return text }
  let found = names.first { text.hasSuffix("found \($0.0) instead.") }?.1 ?? "something else"
  return "found \(found), expected \(jsonWord(for: type))"
}

/// What JSON calls a type.
private func jsonWord(for type: any Any.Type) -> String {
  if type is any BinaryInteger.Type { return "an integer" }
  if type is any BinaryFloatingPoint.Type { return "a number" }
  if type is String.Type { return "a string" }
  if type is Bool.Type { return "true or false" }
  let name = "\(type)"
  return name.hasPrefix("Dictionary") ? "an object" : name.hasPrefix("Array") ? "a list" : "another value"
}

/// The SHA-256 of a value's JSON text, which is that of the file: keys sorted, no spaces.
package func jsonHash(_ value: some Encodable) throws -> String { sha256(try json(value, pretty: false)) }
