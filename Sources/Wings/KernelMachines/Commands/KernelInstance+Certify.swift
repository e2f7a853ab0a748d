import Console
import Exact
import Foundation
import KernelMachines
import KernelMachinesCheckers
import Problems

extension KernelInstance: CertifiableProblem {
  /// Exact values for all tasks; for hard margins also two bounds, and a series for every small base.
  package static var certificateKinds: [String] {
    Kind.self == SVM.self || Kind.self == SVMWithBias.self ? ["exact", "sandwich", "series"] : ["exact"]
  }
  /// Two bounds, for hard margins.
  package static var quickKind: String? { certificateKinds.first { $0 == "sandwich" } }
  /// `certificate.json`.
  package static var certificateFile: String { "certificate.json" }

  /// The sidecar names the problem.
  package static func recognises(_ files: [String: String]) -> Bool {
    guard let text = files[fileNames[0]] else { return false }
    return (try? JSONDecoder().decode(Sidecar.self, from: Data(text.utf8)))?.problem == name
  }

  /// The values of the three data sets with their certificate, and what they decide.
  ///
  /// - Throws: `KernelInstanceError.noCertificate` for a kind that the task does not have.
  package func certified(_ kind: String) throws -> CertifiedAnswer {
    guard let kind = KernelCertificate.Kind(rawValue: kind) else { return try certifiedSeries() }
    let certificate = try certificate(kind)
    let (lower, upper) = certificate.delta
    let unit = decisionThreshold * 2
    // The order of the fields is part of the contract, which an encoder would not keep.
    func value(_ lower: Rational, _ upper: Rational) -> String {
      kind == .exact ? "\"\(lower.fraction)\"" : "[\"\(lower.fraction)\",\"\(upper.fraction)\"]"
    }
    return CertifiedAnswer(
      text: try Console.json(certificate) + "\n",
      json: "{\"kind\":\"\(kind.rawValue)\",\"values\":{\"A\":\(value(certificate.a.lower, certificate.a.upper)),"
        + "\"B\":\(value(certificate.b.lower, certificate.b.upper)),"
        + "\"AB\":\(value(certificate.ab.lower, certificate.ab.upper))},"
        + "\"delta\":\(kind == .exact ? "\"\(lower)\"" : value(lower, upper)),\"threshold\":\"\(decisionThreshold)\"}",
      summary:
        "Δ is \(Double(lower / unit)) to \(Double(upper / unit)) times what one close pair adds; above 0.5 is yes",
      answer: "{\"values\":{\"A\":\(value(certificate.a.lower, certificate.a.upper)),"
        + "\"B\":\(value(certificate.b.lower, certificate.b.upper)),"
        + "\"AB\":\(value(certificate.ab.lower, certificate.ab.upper))}}")
  }

  private func certifiedSeries() throws -> CertifiedAnswer {
    let certificate = try seriesCertificate()
    let closest = try certificate.closest()
    func list(_ numbers: [Integer]) -> String { "[" + numbers.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
    let found = closest.map { "{\"distance\":\($0.distance),\"pairs\":\"\($0.pairs)\"}" } ?? "null"
    let summary =
      closest.map {
        "2Δ = \(certificate.delta[$0.distance]) q^\($0.distance) + …: \($0.pairs) pair\($0.pairs == 1 ? "" : "s") "
          + "at the least distance \($0.distance)"
      } ?? "2Δ has no term below q^\(certificate.order): no pair is closer than that"
    return CertifiedAnswer(
      text: try Console.json(certificate) + "\n",
      json:
        "{\"kind\":\"series\",\"order\":\(certificate.order),\"doubledValues\":{\"A\":\(list(certificate.a.doubled)),"
        + "\"B\":\(list(certificate.b.doubled)),\"AB\":\(list(certificate.ab.doubled))},"
        + "\"doubledDelta\":\(list(certificate.delta)),\"closest\":\(found)}",
      summary: summary, answer: nil)
  }
}

/// The field of a sidecar that names the problem.
private struct Sidecar: Decodable { let problem: String }
