import Certificates
import Console
import Foundation
import Splicing
import Text

/// A file of derivations, each of which must be right for the problem in the same line of another file.
///
/// `tightbound verify` says whether all of them are; `tightbound splice verify` answers line by line.
struct DerivationsFile: OpenedCertificate {
  private let derivations: [Data]
  private let problems: [Data]
  private let problemsPath: String
  private let problemsHash: String

  private struct Operations: Decodable { let ops: [SpliceOperation] }

  /// JSON Lines, each with operations.
  static let reader = CertificateReader(
    "derivations of texts (with their problems as --instance)", comparesInstance: true
  ) { data, place in
    let lines = spliceLines(data)
    guard let first = lines.first(where: { !isBlank($0) }),
      (try? JSONDecoder().decode(Operations.self, from: first)) != nil
    else { return nil }
    guard let problems = place.instance else {
      throw CommandError("derivations are about the problems in another file: --instance PROBLEMS")
    }
    let text = try readFile(problems)
    return DerivationsFile(
      derivations: lines, problems: spliceLines(text),
      problemsPath: problems, problemsHash: sha256(text))
  }

  /// One certificate is asked about at a time: `splice verify --proved` does so for each line.
  var proved: (any ProvedCertificate)? { nil }

  func verify() throws -> [String] {
    guard derivations.count == problems.count else {
      throw LineError(
        line: min(derivations.count, problems.count) + 1,
        error: "there are \(problems.count) lines of problems and \(derivations.count) of derivations")
    }
    var (right, shortest, bounded) = (0, 0, 0)
    let memoryLimit = SizeLimit.freeMemory
    for (index, line) in derivations.enumerated() {
      guard !(isBlank(line) && isBlank(problems[index])) else { continue }
      let number = index + 1
      let record: SpliceProblemRecord = try decodeJSONLine(problems[index], number: number)
      let derivation = try decodeDerivation(line, of: record, number: number)
      do throws(VerificationError) { try derivation.verify(record.problem(), memoryLimit: memoryLimit) } catch {
        throw LineError(line: number, id: record.id, error: "\(error)")
      }
      right += 1
      if derivation.optimal == true { shortest += 1 }
      if derivation.lower != nil { bounded += 1 }
    }
    return [
      "\(right) derivations make their texts, and cost and count what they say; no others are shorter than the \(shortest) "
        + "that claim it" + (bounded == 0 ? "" : ", and \(bounded) need as many operations as they say at least"),
      "problems: \(problemsPath), SHA-256 \(problemsHash)",
    ]
  }
}
