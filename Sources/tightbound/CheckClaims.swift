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
    discussion: """
      Exit codes: 0 all hold, 1 violated or undecided (the counterexample's file is named), 2 wrong usage. An algorithm \
      that traps, or gives no answer in time, is violated too, and the instance is saved as it is.
      """)

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

  @Option(help: ArgumentHelp("How long the algorithm may take for one instance.", valueName: "seconds"))
  var timeout: Int = 60

  func validate() throws {
    guard timeout > 0 else { throw ValidationError("--timeout is a positive number of seconds") }
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
    let claims = try Catalogue.require(selection)
    var results: [Result] = []
    for claim in claims {
      if format == .text { print("\(claim.id)  [\(claim.level)]  \(claim.title)") }
      for check in claim.checks {
        let result = try run(check, of: claim)
        results.append(result)
        if format == .text { print(result.line) }
        // Whoever reads a pipe sees each line when it is known.
        fflush(nil)
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
    let watchdog = Watchdog.shared
    watchdog.start(limit: .seconds(timeout)) { suspect, reason in
      progress.finish()
      var result = Result(check: "\(claim.id)/\(check.name)", level: check.level, mutants: 0, missed: [])
      (result.outcome, result.reason) = ("violated", reason)
      do {
        var counterexample = try suspect()
        (counterexample.claim, counterexample.reason) = (claim.id, reason)
        result.counterexample = try save(counterexample)
      } catch {
        result.reason = "\(reason); the instance cannot be saved: \(error)"
      }
      result.show(format)
    }
    let finding = check.run(
      Trial(
        budget: budget, stream: stream, progress: { progress.update($0, of: $1) }, watch: { watchdog.watch($0) }))
    watchdog.stop()
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
      (result.outcome, result.reason) = ("violated", counterexample.reason)
      result.counterexample = try save(counterexample)
    }
    result.seconds = start.duration(to: .now).seconds
    return result
  }

  /// Writes the file that `--counterexample` reads, and returns its path.
  private func save(_ counterexample: Counterexample) throws -> String {
    let file = "\(output)/counterexample-\(counterexample.claim ?? "")-\(counterexample.check).json"
    try writeFile(file, String(decoding: try counterexample.encoded(), as: UTF8.self))
    return file
  }

  private func rerun(_ path: String) throws {
    let (stored, id, check) = try inFile(path) {
      let stored = try Counterexample(decoding: try readFile(path))
      let id = "\(stored.claim ?? "")/\(stored.check)"
      guard let claim = Catalogue.claims.first(where: { $0.id == stored.claim }),
        let check = claim.check(named: stored.check)
      else { throw CounterexampleError.unknownCheck(id) }
      return (stored, id, check)
    }
    var result = Result(check: id, level: check.level, mutants: 0, missed: [])
    let level = check.level
    Watchdog.shared.start(limit: .seconds(timeout)) { _, reason in
      var result = Result(check: id, level: level, mutants: 0, missed: [])
      (result.outcome, result.reason, result.counterexample) = ("violated", reason, path)
      result.show(format)
    }
    Watchdog.shared.watch { stored }
    defer { Watchdog.shared.stop() }
    switch try inFile(path, { try check.replay(stored) }) {
    case .holds: (result.outcome, result.instances) = ("holds", 1)
    case .undecided(let why): (result.outcome, result.reason) = ("undecided", why)
    case .violated(let found): (result.outcome, result.reason, result.counterexample) = ("violated", found.reason, path)
    }
    result.show(format)
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

    func show(_ format: OutputFormat) { print(format == .json ? (try? json(self)) ?? line : line) }

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
