import ArgumentParser
import Console
import Exact
import Foundation
import Privacy

/// `tightbound dp audit`
struct AuditVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Bound ε from below by what an attack found, or attack noise in floating point.",
    discussion: """
      With --canaries, --guesses and --correct: one run, in which each canary was put in by a fair coin. With --present HITS/RUNS and \
      --absent HITS/RUNS: repeated runs with and without a record. With --attack-laplace SCALE: how many outputs of textbook Laplace noise \
      in double precision around 0 cannot come from 1. With --attack-gaussian DEVIATION: the same for Gaussian noise, and for discrete \
      Gaussian noise on a grid.
      """)

  @Option(help: "How many canaries there were.")
  var canaries: Int?

  @Option(help: "For how many a guess was made. Default: all.")
  var guesses: Int?

  @Option(help: "How many guesses were right.")
  var correct: Int?

  @Option(help: "Of runs with the record, in how many the attack said that it is there: HITS/RUNS.")
  var present: String?

  @Option(help: "Of runs without it, in how many it said so all the same: HITS/RUNS.")
  var absent: String?

  @Option(help: "The scale of the textbook noise that is attacked.")
  var attackLaplace: Double?

  @Option(help: "The deviation of the textbook Gaussian noise that is attacked.")
  var attackGaussian: Double?

  @Option(help: "How many outputs are attacked.")
  var trials: Int = 10_000

  /// More of them would only take longer.
  private static let mostTrials = 1_000_000_000

  @Option(help: "δ that was claimed.")
  var delta: ExactNumber?

  @Option(help: "The confidence, such as 0.95.")
  var confidence: ExactNumber?

  @Option(help: "How to print: text or json.")
  var format: OutputFormat = .text

  func run() throws {
    let (delta, confidence) = (delta?.value ?? 0, confidence?.value ?? Rational(19, 20))
    do {
      if let scale = attackLaplace {
        guard canaries == nil, present == nil, scale > 0, scale.isFinite, 1...Self.mostTrials ~= trials else {
          throw ValidationError("--attack-laplace takes a scale above 0, and --trials from 1 to \(Self.mostTrials)")
        }
        var words = SecureWords()
        let found = FloatingNoiseAttack(scale: scale).holes(trials: trials, using: &words)
        return report(
          "\(found) of \(trials) outputs around 0 cannot come from 1: floating-point noise gives them away. Discrete noise reaches every integer",
          "\"trials\":\(trials),\"impossible\":\(found)")
      }
      if let deviation = attackGaussian {
        guard canaries == nil, present == nil, deviation >= 0.01, deviation <= 9, 1...Self.mostTrials ~= trials else {
          throw ValidationError(
            "--attack-gaussian takes a deviation from 0.01 to 9, and --trials from 1 to \(Self.mostTrials)")
        }
        return try attack(FloatingGaussianAttack(deviation: deviation))
      }
      let bound: Rational
      if let canaries, let correct, present == nil, absent == nil {
        bound = try OneRunAudit(canaries: canaries, guesses: guesses ?? canaries, correct: correct)
          .epsilonLower(delta: delta, confidence: confidence)
      } else if let present, let absent, canaries == nil {
        let (hits, missed) = (try Self.pair(present), try Self.pair(absent))
        bound = try DistinguishingAudit(
          presentRuns: hits.runs, presentHits: hits.hits, absentRuns: missed.runs, absentHits: missed.hits
        ).epsilonLower(delta: delta, confidence: confidence)
      } else {
        throw ValidationError(
          "say --canaries and --correct, or --present and --absent, or --attack-laplace or --attack-gaussian")
      }
      let text = bound.decimal(roundedUp: false)
      report(
        "epsilon is at least \(text), at confidence \(confidence)",
        "\"epsilon\":{\"lower\":\(text)},\"confidence\":\"\(confidence)\",\"delta\":\"\(delta)\"")
    } catch let error as AccountingError { throw ValidationError("\(error)") }
  }

  private func attack(_ attack: FloatingGaussianAttack) throws {
    var words = SecureWords()
    let found = attack.holes(trials: trials, using: &words)
    let discrete: Int
    do { discrete = try attack.holesOfDiscreteNoise(trials: trials, using: &words) } catch {
      throw ValidationError("\(error)")
    }
    report(
      "\(found) of \(trials) outputs around 0 cannot come from 1: floating-point noise gives them away. Of discrete Gaussian noise on a grid "
        + "\(discrete) do",
      "\"trials\":\(trials),\"impossible\":\(found),\"impossibleOfDiscreteNoise\":\(discrete)")
  }

  private func report(_ text: String, _ members: String) { print(format == .text ? text : "{\(members)}") }

  private static func pair(_ text: String) throws -> (hits: Int, runs: Int) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let hits = numbers[0], let runs = numbers[1], runs <= 100_000 else {
      throw ValidationError("“\(text)”; expected HITS/RUNS, such as 45/100, with at most 100000 runs")
    }
    return (hits, runs)
  }
}
