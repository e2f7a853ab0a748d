import ArgumentParser
import Console
import Exact
import Foundation
import Privacy

/// `tightbound dp`
struct PrivacyVerbs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dp", abstract: "Account for differential privacy, draw exact noise, audit.",
    subcommands: [
      EpsilonVerb.self, DeltaVerb.self, CalibrateVerb.self, ComposeVerb.self, SampleVerb.self, AuditVerb.self,
      PlotVerb.self,
    ])

  /// What was done, in options that several verbs share.
  struct Mechanisms: ParsableArguments {
    @Option(help: "The noise multiplier: standard deviation of the noise over the sensitivity.")
    var sigma: ExactNumber

    @Option(help: "The rate of Poisson sampling, such as 256/60000. Default: 1, no sampling.")
    var q: ExactNumber?

    @Option(help: "How often the mechanism is used.")
    var steps: Int = 1

    /// The mechanism with its number of uses.
    func repeated() throws -> Repeated {
      let rate = q?.value ?? 1
      let mechanism: Mechanism =
        rate == 1 ? .gaussian(noiseMultiplier: sigma.value) : .sampledGaussian(noiseMultiplier: sigma.value, rate: rate)
      guard steps >= 0 else { throw ValidationError("--steps is \(steps); expected at least 0") }
      do { return Repeated(try mechanism.validated(), times: steps) } catch { throw ValidationError("\(error)") }
    }

    /// Members of a JSON object.
    var json: String {
      "\"sigma\":\"\(sigma.value)\",\"q\":\"\(q?.value ?? 1)\",\"steps\":\(steps)"
    }
  }

  /// `tightbound dp epsilon`
  struct EpsilonVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "epsilon", abstract: "Compute ε at a given δ, with a certified interval.",
      discussion: """
        Neighbours differ in one record that is added or removed; the worse direction counts. Numbers are decimals or fractions and are read \
        exactly. pld encloses ε by exact integers; prv estimates it in double precision; rdp, classical and zcdp give certified upper ends; \
        gaussian is exact without sampling; all prints them side by side. Exit codes: 0, 2 wrong usage, 3 could not run.
        """)

    @OptionGroup var mechanisms: Mechanisms

    @Option(help: "δ.")
    var delta: ExactNumber

    @Option(help: "pld, prv, rdp, classical, zcdp, gaussian or all.")
    var method: AccountingMethod = .pld

    @Option(help: "How to print: text or json.")
    var format: OutputFormat = .text

    @Flag(help: "Also print the processor time of each method, the least of five runs.")
    var time = false

    func run() throws {
      guard delta.value >= 0 else {
        throw ValidationError("--delta is \(delta.value); expected a number of at least 0")
      }
      let repeated = try mechanisms.repeated()
      let methods = method == .all ? AccountingMethod.allCases.filter { $0 != .all } : [method]
      let answers = methods.map { MethodAnswer($0, of: [repeated], delta: delta.value, runs: time ? 5 : 1) }
      if method != .all, let refusal = answers.first?.refusal { throw CommandError(refusal) }
      let rest = mechanisms.json + ",\"delta\":\"\(delta.value)\""
      switch (format, method) {
      case (.text, _): print(answers.map { $0.text(withTime: time) }.joined(separator: "\n"))
      case (.json, .all):
        print("{\"methods\":[\(answers.map { "{\($0.jsonMembers(withTime: time))}" }.joined(separator: ","))],\(rest)}")
      case (.json, _): print(answers.map { "{\($0.jsonMembers(withTime: time)),\(rest)}" }.joined(separator: "\n"))
      }
    }
  }

  /// `tightbound dp delta`
  struct DeltaVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delta", abstract: "Compute δ at a given ε, with a certified interval.",
      discussion: "The interval is that of exact integers, or of the exact formula if there is no sampling.")

    @OptionGroup var mechanisms: Mechanisms

    @Option(help: "ε.")
    var epsilon: ExactNumber

    @Option(help: "About how small δ is, which decides the precision. Default: found out.")
    var expect: ExactNumber?

    @Option(help: "How to print: text or json.")
    var format: OutputFormat = .text

    func run() throws {
      let repeated = try mechanisms.repeated()
      let interval = try self.interval([repeated])
      let (lower, upper) = (
        interval.lower?.scientific(roundedUp: false) ?? "0", interval.upper?.scientific(roundedUp: true) ?? "1"
      )
      switch format {
      case .text: print("delta from \(lower) to \(upper)")
      case .json:
        print(
          "{\"method\":\"pld\",\"delta\":{\"lower\":\(lower),\"upper\":\(upper)},\(mechanisms.json),\"epsilon\":\"\(epsilon.value)\"}"
        )
      }
    }

    private func interval(_ mechanisms: [Repeated]) throws -> CertifiedInterval {
      if let exact = try? GaussianComposition(of: mechanisms) {
        // Far out δ is below e^(−10⁶), a number that nobody can read. δ falls with ε, so one on the way bounds it.
        let mu = Rational(exactly: Double(exact.squaredMu).squareRoot()) ?? 0
        let far = 1500 * mu + exact.squaredMu
        if mu > 0, epsilon.value > far {
          let edge = exact.delta(epsilon: far, precision: 1024)
          return CertifiedInterval(lower: 0, upper: min(edge.upper ?? 1, 1))
        }
        let value = exact.delta(epsilon: epsilon.value, precision: 1024)
        return CertifiedInterval(lower: max(value.lower ?? 0, 0), upper: min(value.upper ?? 1, 1))
      }
      // The precision for δ follows from δ: as much more as it takes.
      var guess = expect?.value ?? Rational(1, 1_000_000)
      while true {
        let found = try PrivacyCurve(of: mechanisms, delta: guess).delta(epsilon: epsilon.value)
        if expect != nil || (found.upper ?? 1) >= guess || guess < Rational(1, Integer(1) << 400) { return found }
        guess = guess * guess
      }
    }
  }

  /// `tightbound dp calibrate`
  struct CalibrateVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "calibrate",
      abstract: "Find the least noise multiplier for a target, rounded up and certified; above 0.01 with sampling.")

    @Option(help: "ε that must not be exceeded.")
    var epsilon: ExactNumber

    @Option(help: "δ.")
    var delta: ExactNumber

    @Option(help: "The rate of Poisson sampling, such as 256/60000. Default: 1, no sampling.")
    var q: ExactNumber?

    @Option(help: "How often the mechanism is used.")
    var steps: Int = 1

    @Option(help: "Digits of sigma after the point.")
    var digits: Int = 4

    @Option(help: "How to print: text or json.")
    var format: OutputFormat = .text

    func run() throws {
      let calibrated: Calibration
      do {
        calibrated = try Calibration(
          epsilon: epsilon.value, delta: delta.value, rate: q?.value ?? 1, steps: steps, digits: digits)
      } catch {
        if case .parameter = error { throw ValidationError("\(error)") }
        throw error
      }
      let sigma = calibrated.sigma.decimal(digits: digits, roundedUp: true)
      let (lower, upper) = (
        calibrated.epsilon.lower?.decimal(roundedUp: false) ?? "0",
        calibrated.epsilon.upper?.decimal(roundedUp: true) ?? "0"
      )
      switch format {
      case .text: print("sigma \(sigma): epsilon from \(lower) to \(upper)")
      case .json:
        print(
          "{\"sigma\":\(sigma),\"epsilon\":{\"lower\":\(lower),\"upper\":\(upper)},\"target\":\"\(epsilon.value)\",\"delta\":\"\(delta.value)\",\"q\":\"\(q?.value ?? 1)\",\"steps\":\(steps)}"
        )
      }
    }
  }
}
