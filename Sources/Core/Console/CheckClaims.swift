import ArgumentParser
import Evidence
import Foundation
import Randomness

/// `tightbound check`
package struct CheckClaims: ParsableCommand {
  /// The name `check` and its help.
  package static let configuration = CommandConfiguration(
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

  @Option(help: "How many checks run side by side. Default: one for each processor.")
  var threads: Int?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  @Option(help: ArgumentHelp("Run the check on the instance stored in this file instead.", valueName: "file"))
  var counterexample: String?

  @Option(help: ArgumentHelp("The folder for counterexamples.", valueName: "dir"))
  var output: String = "."

  @OptionGroup var size: SizeLimit

  @Option(help: ArgumentHelp("How long the algorithm may take for one instance.", valueName: "seconds"))
  var timeout: Int = 60

  /// The command before its arguments are read.
  package init() {}

  /// Refuses numbers of threads and seconds below 1, and claims beside a counterexample.
  package func validate() throws {
    guard threads ?? 1 > 0 else { throw ValidationError("--threads is a positive number") }
    guard timeout > 0 else { throw ValidationError("--timeout is a positive number of seconds") }
    if counterexample != nil, !selection.isEmpty {
      throw ValidationError("--counterexample names its claim itself; give no claims beside it")
    }
  }

  /// Runs the checks and their mutants, or one check on a stored instance; leaves with 1 unless all hold.
  package func run() throws {
    size.watch(instead: "--budget quick, or fewer claims,")
    if let counterexample {
      try rerun(counterexample)
    } else {
      try checkAll()
    }
  }

  /// A check of a claim, to be run.
  private struct Job: Sendable {
    let claim: Claim
    let check: Check
  }

  /// What came of a check, and which mutants were not caught.
  private struct Report: Sendable {
    let finding: Finding
    let missed: [String]
    let seconds: Double
  }

  private func checkAll() throws {
    let claims = try House.catalogue.require(selection)
    let jobs = claims.flatMap { claim in claim.checks.map { Job(claim: claim, check: $0) } }
    let progress = jobs.map { Progress("\($0.claim.id)/\($0.check.name)") }
    let runner = SideBySide<Report>(count: jobs.count)
    var results: [CheckResult] = []
    try runner.run(
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount, begin: Watchdog.prepareThread,
      job: { [self] number in
        progress[number].begin()
        return run(jobs[number]) { done, total in
          // One bar, that of the check whose line comes next.
          if number == runner.head { progress[number].update(done, of: total) }
        }
      },
      deliver: { number, report in
        progress[number].finish()
        let (claim, check) = (jobs[number].claim, jobs[number].check)
        if format == .text, number == 0 || jobs[number - 1].claim.id != claim.id {
          print("\(claim.id)  [\(claim.evidence)]  \(claim.title)")
        }
        let result = try result(report, of: check, claim)
        results.append(result)
        if format == .text { print(result.line) }
        // Whoever reads a pipe sees each line when it is known.
        fflush(nil)
      })
    let failed = results.filter { !$0.passed }
    switch format {
    case .json: print(try json(results))
    case .text:
      print(
        "\(results.count - failed.count) of \(results.count) checks hold and catch their mutants (budget \(budget), seed \(seed))."
      )
      let proved = claims.count { $0.level == .proved }
      print(
        "Of \(counted(claims.count, "claim")) \(proved) \(proved == 1 ? "is" : "are") proved outright; "
          + "a claim has the level of its weakest sentence.")
    }
    if !failed.isEmpty { throw Outcome.violated }
  }

  private func run(_ job: Job, progress: @escaping @Sendable (Int, Int) -> Void) -> Report {
    let (claim, check) = (job.claim, job.check)
    let start = ContinuousClock.now
    let stream = Catalogue.stream(seed: seed, claim: claim, check: check)
    let watchdog = Watchdog.shared
    watchdog.start(limit: .seconds(timeout)) { [self] suspect, reason in
      let result = CheckResult(check, of: claim)
      do {
        var counterexample = try suspect()
        (counterexample.claim, counterexample.reason) = (claim.id, reason)
        result.violated(reason, counterexample: try save(counterexample)).show(format)
      } catch {
        result.violated("\(reason); the instance cannot be saved: \(error)", counterexample: nil).show(format)
      }
    }
    let finding = check.run(
      Trial(budget: budget, stream: stream, progress: progress, watch: { watchdog.watch($0) }))
    watchdog.stop()
    let missed = check.mutants.filter { mutant in
      if case .violated = mutant.run(Trial(budget: .quick, stream: stream)) { false } else { true }
    }
    return Report(finding: finding, missed: missed.map(\.name), seconds: start.duration(to: .now).seconds)
  }

  private func result(_ report: Report, of check: Check, _ claim: Claim) throws -> CheckResult {
    var result = CheckResult(check, of: claim)
    (result.mutants, result.missed, result.seconds) = (check.mutants.count, report.missed, report.seconds)
    switch report.finding {
    case .holds(let instances, let margin):
      (result.outcome, result.instances, result.margin) = ("holds", instances, margin)
    case .undecided(let why): (result.outcome, result.reason) = ("undecided", why)
    case .violated(var counterexample):
      counterexample.claim = claim.id
      result = result.violated(counterexample.reason, counterexample: try save(counterexample))
    }
    return result
  }

  /// Writes the file that `--counterexample` reads, and returns its path.
  private func save(_ counterexample: Counterexample) throws -> String {
    let file = "\(output)/counterexample-\(counterexample.claim ?? "")-\(counterexample.check).json"
    try writeFile(file, String(decoding: try counterexample.encoded(), as: UTF8.self))
    return file
  }

  private func rerun(_ path: String) throws {
    let (stored, claim, check) = try inFile(path) {
      let stored = try Counterexample(decoding: try readFile(path))
      guard let claim = House.catalogue.claims.first(where: { $0.id == stored.claim }),
        let check = claim.check(named: stored.check)
      else { throw CounterexampleError.unknownCheck("\(stored.claim ?? "")/\(stored.check)") }
      return (stored, claim, check)
    }
    var result = CheckResult(check, of: claim)
    let unfinished = result
    Watchdog.shared.start(limit: .seconds(timeout)) { _, reason in
      unfinished.violated(reason, counterexample: path).show(format)
    }
    Watchdog.shared.watch { stored }
    defer { Watchdog.shared.stop() }
    switch try inFile(path, { try check.replay(stored) }) {
    case .holds: (result.outcome, result.instances) = ("holds", 1)
    case .undecided(let why): (result.outcome, result.reason) = ("undecided", why)
    case .violated(let found): result = result.violated(found.reason, counterexample: path)
    }
    result.show(format)
    if !result.passed { throw Outcome.violated }
  }
}

extension Budget: ExpressibleByArgument {}
