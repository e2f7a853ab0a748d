import Evidence
import Foundation

/// What is printed of one check. As JSON it has no times, so that the same seed prints the same bytes.
package struct CheckResult: Encodable {
  /// `CLAIM/NAME`.
  package let check: String
  /// The level of the check.
  package let level: EvidenceLevel
  /// What the claim as a whole has, in one line.
  package let evidence: String
  /// The sentences of the claim that the check tests, numbered from 1.
  package let sentences: [Int]
  package var outcome = ""
  package var instances: Int?
  package var margin: Margin?
  package var reason: String?
  package var counterexample: String?
  /// How many mutants were tried.
  package var mutants = 0
  /// Those that were not caught.
  package var missed: [String] = []
  package var seconds = 0.0

  package init(_ check: Check, of claim: Claim) {
    self.check = "\(claim.id)/\(check.name)"
    level = check.level
    evidence = claim.evidence
    sentences = claim.sentences(testedBy: check)
  }

  private enum CodingKeys: String, CodingKey {
    case check, level, evidence, sentences, outcome, instances, margin, reason, counterexample, mutants, missed
  }

  /// A check that was violated for the given reason.
  package func violated(_ reason: String, counterexample: String?) -> CheckResult {
    var result = self
    (result.outcome, result.reason, result.counterexample) = ("violated", reason, counterexample)
    return result
  }

  package var passed: Bool { outcome == "holds" && missed.isEmpty }

  /// Prints the result by itself, under its full name.
  package func show(_ format: OutputFormat) { print(format == .json ? (try? json(self)) ?? line(check) : line(check)) }

  /// The line below the claim's title.
  package var line: String { line(check.split(separator: "/").last.map(String.init) ?? check) }

  private func line(_ name: String) -> String {
    var line = "  \(passed ? "✓" : "✗") \(name) [\(level)] \(outcome)"
    if let instances { line += " on \(instances) \(instances == 1 ? "instance" : "instances")" }
    if let margin { line += "; \(margin)" }
    if let reason { line += ": \(reason)" }
    if let counterexample { line += "; counterexample in \(counterexample)" }
    if mutants > 0 { line += "; mutants caught \(mutants - missed.count)/\(mutants)" }
    if !missed.isEmpty { line += ", missed: \(missed.joined(separator: ", "))" }
    if seconds > 0 { line += String(format: " (%.2f s)", seconds) }
    return line
  }
}

extension Duration {
  /// The duration in seconds.
  package var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
