import Certificates
import Exact
import Foundation

/// A certificate with the word that tells which one it is: the form of the files that `lp solve` and `round` write.
struct CertificateFile<Certificate: Codable>: Codable {
  var kind: String
  var certificate: Certificate

  /// The text of the file.
  var text: String { get throws { try json(self, pretty: false) + "\n" } }
}

/// A certificate of a linear program or of a rounding, read from a file, and what it proves.
///
/// Checked by `Certificates` alone, which shares nothing with the solvers but `Exact`.
enum ProofFile {
  case linearProgram(LinearProgramCertificate)
  case integerProgram(IntegerProgramCertificate)
  case vipr(VIPRCertificate)
  case vertex(VertexCertificate)
  case beckFiala(BeckFialaCertificate)

  /// Nil for files of other kinds.
  init?(_ data: Data) throws {
    // Comments and the version begin a VIPR file.
    if data.first == UInt8(ascii: "%") || data.starts(with: Data("VER".utf8)) {
      guard let text = String(data: data, encoding: .utf8) else { throw CommandError("not UTF-8 text") }
      self = .vipr(try VIPRCertificate(parsing: text))
      return
    }
    struct Kind: Decodable { let kind: String }
    guard data.first == UInt8(ascii: "{"), let kind = try? JSONDecoder().decode(Kind.self, from: data).kind else {
      return nil
    }
    func certificate<Certificate: Codable>(_ type: Certificate.Type) throws -> Certificate {
      do {
        let file = try JSONDecoder().decode(CertificateFile<Certificate>.self, from: data)
        return file.certificate
      } catch { throw CommandError("no \(kind) certificate: \(reason(error))") }
    }
    switch kind {
    case "linear-program": self = .linearProgram(try certificate(LinearProgramCertificate.self))
    case "integer-program": self = .integerProgram(try certificate(IntegerProgramCertificate.self))
    case "vertex": self = .vertex(try certificate(VertexCertificate.self))
    case "beck-fiala": self = .beckFiala(try certificate(BeckFialaCertificate.self))
    default: return nil
    }
  }

  /// What is proved, in a sentence.
  ///
  /// - Throws: the certificate's error, if nothing is.
  func verify() throws -> String {
    switch self {
    case .linearProgram(let proof):
      try proof.verify()
      switch proof.evidence {
      case .optimal(_, let value, _): return "the optimum is \(value)"
      case .infeasible, .contradictoryRow, .contradictoryColumn: return "the program is infeasible"
      case .unbounded: return "the program is unbounded"
      }
    case .integerProgram(let proof):
      try proof.verify()
      switch proof.evidence {
      case .incumbent(_, let value, let bound, _):
        return value == bound
          ? "the optimum over the integers is \(value)"
          : "the point has the value \(value), and no point of integers a better one than \(bound)"
      case .infeasible: return "the program is infeasible over the integers"
      }
    case .vipr(let proof):
      try proof.verify()
      switch proof.relation {
      case .infeasible: return "the program is infeasible"
      case .range(let lower?, let upper?) where lower == upper:
        return "the optimum is \(lower), not counting a constant in the objective"
      case .range(let lower, let upper):
        return "the optimum is from \(lower.map(\.description) ?? "-inf") to \(upper.map(\.description) ?? "inf")"
      }
    case .vertex(let proof):
      try proof.verify()
      return "a vertex that keeps \(proof.matrix.count) rows exactly; \(proof.fractional.count) of "
        + "\(proof.vertex.count) coordinates are fractional"
    case .beckFiala(let proof):
      let (degree, change) = try proof.verify()
      return "every element is rounded, and no sum changes by more than \(change), less than t = \(degree)"
    }
  }

  /// Prints what is proved, or leaves with the code for a certificate that proves nothing.
  func report() throws {
    do { print("verified: \(try verify())") } catch {
      Tightbound.report("not verified: \(error)")
      throw Outcome.violated
    }
  }
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
