import ArgumentParser
import Certificates
import Foundation
import Problems

/// A certificate that was read from a file: an entry of the registry of a wing has made it.
package protocol OpenedCertificate {
  /// The certificate in the form that the proved checker can be asked about; nil if none exists.
  var proved: (any ProvedCertificate)? { get }

  /// Checks it with code that shares nothing with the solver but exact integers. What it proves, and then the instance with its sizes
  /// and its SHA-256, each in a line.
  ///
  /// - Throws: ``CommandError`` if it cannot be compared with its instance; any other error is the checker's refusal.
  func verify() throws -> [String]
}

/// How the files of some kinds of certificates are recognised and read: what a wing adds to `verify`.
package struct CertificateReader: Sendable {
  /// The kinds, in words.
  package let kinds: [String]
  /// Whether certificates of these kinds are compared with an instance that is named; without it `verify` refuses to be given one.
  package let comparesInstance: Bool
  /// Reads a file; nil for one of another kind.
  package let open: @Sendable (Data, CertificatePlace) throws -> (any OpenedCertificate)?

  /// A reader of these kinds.
  package init(
    _ kinds: String..., comparesInstance: Bool = false,
    open: @escaping @Sendable (Data, CertificatePlace) throws -> (any OpenedCertificate)?
  ) {
    (self.kinds, self.comparesInstance, self.open) = (kinds, comparesInstance, open)
  }

  /// The word under `kind` in a file of JSON; nil for other files.
  package static func kind(of data: Data) -> String? {
    struct Kind: Decodable { let kind: String }
    guard data.first == UInt8(ascii: "{") else { return nil }
    return try? JSONDecoder().decode(Kind.self, from: data).kind
  }
}

/// Where a certificate was read, and where the instance is that it must be about.
package struct CertificatePlace: Sendable {
  /// The certificate's file, `-` for standard input.
  package let file: String
  /// The folder of the instance that was named; nil if none was.
  package let instance: String?

  /// A certificate in this file.
  package init(file: String, instance: String? = nil) { (self.file, self.instance) = (file, instance) }

  /// The folder of the file.
  package var folder: String { URL(fileURLWithPath: file).deletingLastPathComponent().path }
}

/// A problem for whose answers `certify` writes certificates.
package protocol CertifiableProblem: Problem {
  /// The kinds of certificates, the usual one first.
  static var certificateKinds: [String] { get }
  /// The kind that is made soonest and still bounds the answer; nil for none.
  static var quickKind: String? { get }
  /// The certificate's file beside the instance.
  static var certificateFile: String { get }

  /// Whether files are those of an instance; that may still be malformed.
  static func recognises(_ files: [String: String]) -> Bool

  /// Solves the instance and proves the answer.
  func certified(_ kind: String) throws -> CertifiedAnswer
}

extension CertifiableProblem {
  /// None.
  package static var quickKind: String? { nil }

  /// Whether there is a file of each name that an instance has.
  package static func recognises(_ files: [String: String]) -> Bool { fileNames.allSatisfy { files[$0] != nil } }
}

/// A certificate that was made, and what is said of it.
package struct CertifiedAnswer: Sendable {
  /// The certificate's file.
  package let text: String
  /// What is certified, for programs.
  package let json: String
  /// The same for people.
  package let summary: String

  /// The problem's answer that the certificate proves, as JSON; nil for one that proves something else.
  package let answer: String?

  /// A certificate.
  package init(text: String, json: String, summary: String, answer: String?) {
    (self.text, self.json, self.summary, self.answer) = (text, json, summary, answer)
  }
}
