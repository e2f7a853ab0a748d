import ArgumentParser
import Claims
import Evidence
import Foundation
import Randomness

/// `tightbound check`
struct CheckClaims: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check claims exactly, and see that each check catches its mutants.",
    discussion: "Exit codes: 0 all hold, 1 violated or undecided (the counterexample's file is named), 2 wrong usage.")

  @Argument(help: "Claims or fields, as `tightbound list` names them. Default: all.")
  var selection: [String] = []

  @Option(help: "How much to try: quick or deep.")
  var budget: Budget = .quick

  @Option(help: "The seed of all random instances.")
  var seed: UInt64 = 1

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  @Option(help: ArgumentHelp("Run the check on the instance stored in this file instead.", valueName: "file"))
  var counterexample: String?

  @Option(help: ArgumentHelp("The folder for counterexamples.", valueName: "dir"))
  var output: String = "."

  func validate() throws {
    if counterexample != nil, !selection.isEmpty {
      throw ValidationError("--counterexample names its claim itself; give no claims beside it")
    }
  }

  func run() throws {
    if let counterexample {
      try rerun(counterexample)
    } else {
      try checkAll()
    }
  }

  private func checkAll() throws {
    let claims = try Catalogue.claims(selectedBy: selection)
    var results: [Result] = []
    for claim in claims {
      if format == .text { print("\(claim.id)  [\(claim.level)]  \(claim.title)") }
      for check in claim.checks {
        let result = try run(check, of: claim)
        results.append(result)
        if format == .text { print(result.line) }
      }
    }
    let failed = results.filter { !$0.passed }
    switch format {
    case .json: print(try json(results))
    case .text:
      print(
        "\(results.count - failed.count) of \(results.count) checks hold and catch their mutants (budget \(budget), seed \(seed))."
      )
    }
    if !failed.isEmpty { throw Outcome.violated }
  }

  private func run(_ check: Check, of claim: Claim) throws -> Result {
    let start = ContinuousClock.now
    let progress = Progress("\(claim.id)/\(check.name)")
    let stream = Catalogue.stream(seed: seed, claim: claim, check: check)
    let finding = check.run(Trial(budget: budget, stream: stream, progress: { progress.update($0, of: $1) }))
    progress.finish()
    let missed = check.mutants.filter { mutant in
      if case .violated = mutant.run(Trial(budget: .quick, stream: stream)) { false } else { true }
    }
    var result = Result(
      check: "\(claim.id)/\(check.name)", level: check.level, mutants: check.mutants.count, missed: missed.map(\.name))
    switch finding {
    case .holds(let instances, let margin):
      result.outcome = "holds"
      result.instances = instances
      result.margin = margin
    case .undecided(let why):
      result.outcome = "undecided"
      result.reason = why
    case .violated(var counterexample):
      counterexample.claim = claim.id
      let file = "\(output)/counterexample-\(claim.id)-\(check.name).json"
      try writeFile(file, String(decoding: try counterexample.encoded(), as: UTF8.self))
      result.outcome = "violated"
      result.reason = counterexample.reason
      result.counterexample = file
    }
    result.seconds = start.duration(to: .now).seconds
    return result
  }

  private func rerun(_ path: String) throws {
    let stored = try Counterexample(decoding: try readFile(path))
    let id = "\(stored.claim ?? "")/\(stored.check)"
    guard let claim = Catalogue.claims.first(where: { $0.id == stored.claim }),
      let check = claim.check(named: stored.check)
    else { throw CounterexampleError.unknownCheck(id) }
    var result = Result(check: id, level: check.level, mutants: 0, missed: [])
    switch try check.replay(stored) {
    case .holds: (result.outcome, result.instances) = ("holds", 1)
    case .undecided(let why): (result.outcome, result.reason) = ("undecided", why)
    case .violated(let found): (result.outcome, result.reason, result.counterexample) = ("violated", found.reason, path)
    }
    print(format == .json ? try json(result) : result.line)
    if !result.passed { throw Outcome.violated }
  }

  /// What is printed of one check. As JSON it has no times, so that the same seed prints the same bytes.
  private struct Result: Encodable {
    let check: String
    let level: EvidenceLevel
    var outcome = ""
    var instances: Int?
    var margin: Margin?
    var reason: String?
    var counterexample: String?
    let mutants: Int
    let missed: [String]
    var seconds = 0.0

    init(check: String, level: EvidenceLevel, mutants: Int, missed: [String]) {
      (self.check, self.level, self.mutants, self.missed) = (check, level, mutants, missed)
    }

    private enum CodingKeys: String, CodingKey {
      case check, level, outcome, instances, margin, reason, counterexample, mutants, missed
    }

    var passed: Bool { outcome == "holds" && missed.isEmpty }

    var line: String {
      let name = check.split(separator: "/").last.map(String.init) ?? check
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
}

extension Budget: ExpressibleByArgument {}

extension Duration {
  /// The duration in seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
