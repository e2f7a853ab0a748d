import Foundation

/// Something that may notice a fault: a check of a claim, which `tightbound check` runs, or a test.
struct Exercise: Codable, Sendable {
  /// The check's id, `CLAIM/CHECK`, or the test's.
  var name: String
  /// Its processor time in seconds, without faults.
  var seconds: Double
  /// The numbers of the faults whose place it passes.
  var reached: Set<Int>
}

/// The built programs, and how claims and tests are run with a fault.
struct Bench: Sendable {
  let workspace: Workspace
  let module: Module

  /// A multiple of the clean time is what a run may take, and some seconds for small ones.
  static func limits(for seconds: Double) -> Subprocess.Limits {
    Subprocess.Limits(processor: Int(5 * seconds) + 3, clock: 100 * seconds + 300)
  }

  private var products: URL { workspace.tree.appending(path: ".build/release") }
  private var program: String { products.appending(path: "ClaimRunner").path }
  private var bundle: [String] {
    [products.appending(path: "tightboundPackageTests.xctest").path, "--testing-library", "swift-testing"]
  }

  private func run(
    _ arguments: [String], _ environment: [String: String], _ limits: Subprocess.Limits, stopAt mark: String? = nil
  ) throws -> Subprocess.Outcome {
    try Subprocess.run(
      arguments, in: workspace.tree,
      environment: environment.merging(["SWIFT_BACKTRACE": "enable=no", "OPENBLAS_NUM_THREADS": "1"]) { first, _ in
        first
      },
      limits: limits, stopAt: mark)
  }

  /// The ids of all checks.
  func claims() throws -> [String] {
    try run([program], [:], Self.limits(for: 1)).output.split(separator: "\n").map(String.init)
  }

  /// The ids of the module's tests, functions and not their arguments. Those that run the claims once more are left out.
  func tests() throws -> [String] {
    let outcome = try run(bundle + ["--list-tests"], [:], Self.limits(for: 1))
    return outcome.output.split(separator: "\n").map(String.init).filter { id in
      module.tests.contains { id.hasPrefix("\($0).") } && !id.contains("ClaimTests/")
    }
  }

  private func testArguments(_ tests: [String]) -> [String] {
    // Ids are regular expressions on the command line.
    bundle + tests.flatMap { ["--filter", "^" + NSRegularExpression.escapedPattern(for: $0)] }
  }

  /// Runs a check or test without faults, and records which places it passes.
  func profile(_ name: String, isTest: Bool) throws -> Exercise {
    let file = workspace.folder.appending(path: "reached-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let arguments = isTest ? testArguments([name]) : [program, name]
    let outcome = try run(arguments, [FaultSwitch.reached: file.path], Self.limits(for: 60))
    guard outcome.exitCode == 0 else {
      throw MutationError("\(name) fails without a fault (\(outcome.exitCode ?? -1)):\n\(outcome.output.suffix(2000))")
    }
    let numbers = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { Int($0) }
    return Exercise(name: name, seconds: outcome.seconds, reached: Set(numbers))
  }

  /// What the check noticed of the fault.
  func noticed(_ number: Int, by claim: Exercise) throws -> String? {
    let outcome = try run(
      [program, claim.name], [FaultSwitch.active: "\(number)"], Self.limits(for: claim.seconds), stopAt: "✗")
    return reason(outcome).map { "\(claim.name): \($0)" }
  }

  /// What noticed the fault: the tests that pass its place, all in one process.
  func noticed(_ number: Int, byTests tests: [Exercise]) throws -> String? {
    let reaching = tests.filter { $0.reached.contains(number) }
    guard !reaching.isEmpty else { return nil }
    let outcome = try run(
      testArguments(reaching.map(\.name)), [FaultSwitch.active: "\(number)"],
      Self.limits(for: reaching.reduce(0) { $0 + $1.seconds }), stopAt: "✘")
    return reason(outcome)
  }

  private func reason(_ outcome: Subprocess.Outcome) -> String? {
    if let line = outcome.stopLine { return String(line.trimmingCharacters(in: .whitespaces).prefix(160)) }
    if outcome.timedOut { return "time is up after \(Int(outcome.seconds)) s of the processor" }
    guard let code = outcome.exitCode else { return "crash" }
    return code == 0 ? nil : "exit code \(code)"
  }
}
