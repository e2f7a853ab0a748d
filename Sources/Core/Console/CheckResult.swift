import Evidence
import Foundation

/// What is printed of one check. As JSON it has no times, so that the same seed prints the same bytes.
struct CheckResult: Encodable {
  /// `CLAIM/NAME`.
  let check: String
  /// The level of the check.
  let level: EvidenceLevel
  /// What the claim as a whole has, in one line.
  let evidence: String
  /// The sentences of the claim that the check tests, numbered from 1.
  let sentences: [Int]
  var outcome = ""
  var instances: Int?
  var margin: Margin?
  var reason: String?
  var counterexample: String?
  /// How many mutants were tried.
  var mutants = 0
  /// Those that were not caught.
  var missed: [String] = []
  var seconds = 0.0

  init(_ check: Check, of claim: Claim) {
    self.check = "\(claim.id)/\(check.name)"
    level = check.level
    evidence = claim.evidence
    sentences = claim.sentences(testedBy: check)
  }

  private enum CodingKeys: String, CodingKey {
    case check, level, evidence, sentences, outcome, instances, margin, reason, counterexample, mutants, missed
  }

  /// A check that was violated for the given reason.
  func violated(_ reason: String, counterexample: String?) -> CheckResult {
    var result = self
    (result.outcome, result.reason, result.counterexample) = ("violated", reason, counterexample)
    return result
  }

  var passed: Bool { outcome == "holds" && missed.isEmpty }

  /// Prints the result by itself, under its full name.
  func show(_ format: OutputFormat) { print(format == .json ? (try? json(self)) ?? line(check) : line(check)) }

  /// The line below the claim's title.
  var line: String { line(check.split(separator: "/").last.map(String.init) ?? check) }

  private func line(_ name: String) -> String {
    var line = "  \(passed ? "✓" : "✗") \(name) [\(level)] \(outcome)"
    if let instances { line += " on \(counted(instances, "instance"))" }
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

/// A number of things in words: “1 claim”, “2 claims”.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
