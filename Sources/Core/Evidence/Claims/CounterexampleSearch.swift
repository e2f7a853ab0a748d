import Foundation
import Randomness

/// Runs a test over a family until it fails, and then looks for a smaller instance that fails too.
struct CounterexampleSearch<Instance: Codable & Sendable, Input, Output>: Sendable {
  typealias Subject = Algorithm<Input, Output>

  let check: String
  let family: InstanceFamily<Instance>
  let test: @Sendable (Subject, Instance) throws -> Verdict

  /// How many smaller instances are tried at most. Shrinking is greedy, so this bounds its time, not its soundness.
  static var shrinkingLimit: Int { 2_000 }

  func run(_ subject: @escaping Subject, trial: Trial, shrinks: Bool = true) -> Finding {
    let all = family.count(trial.budget)
    let step = trial.step(among: all)
    let total = (all + step - 1) / step
    var done = 0
    var tightest: Margin?
    for drawn in family.instances(trial.budget, trial.stream, step) {
      let instance: Instance
      do { instance = try drawn.get() } catch { return .undecided("instance \(done) could not be made: \(error)") }
      switch verdict(subject, instance, watched: trial) {
      case .holds(let margin): tightest = Margin.tighter(tightest, margin)
      case .undecided(let why): return .undecided(why)
      case .fails(let reason): return smallest(subject, instance, reason, trial: trial, shrinks: shrinks)
      }
      done += 1
      trial.progress(done, total)
    }
    guard done == total, done > 0 else {
      return .undecided("the family announced \(total) instances and had \(done); a check of nothing does not count")
    }
    return .holds(instances: done, margin: tightest)
  }

  func replay(_ subject: @escaping Subject, counterexample: Counterexample) throws -> Finding {
    let instance: Instance
    do {
      instance = try counterexample.instance.decoded(as: Instance.self)
    } catch {
      throw CounterexampleError.wrongInstance(check: check, String(describing: error))
    }
    switch verdict(subject, instance) {
    case .holds(let margin): return .holds(instances: 1, margin: margin)
    case .undecided(let why): return .undecided(why)
    case .fails(let reason):
      return .violated(
        Counterexample(
          check: check, reason: reason, instance: counterexample.instance, stream: counterexample.stream,
          shrinkings: counterexample.shrinkings))
    }
  }

  private func verdict(_ subject: @escaping Subject, _ instance: Instance, watched trial: Trial) -> Verdict {
    trial.watch { try counterexample(instance, "it did not return", stream: trial.stream, shrinkings: 0) }
    return verdict(subject, instance)
  }

  private func verdict(_ subject: @escaping Subject, _ instance: Instance) -> Verdict {
    do { return try test(subject, instance) } catch { return .fails("it threw: \(error)") }
  }

  private func smallest(
    _ subject: @escaping Subject, _ first: Instance, _ reason: String, trial: Trial, shrinks: Bool
  ) -> Finding {
    var (instance, reason, tried, shrinkings) = (first, reason, 0, 0)
    search: while shrinks, tried < Self.shrinkingLimit {
      for candidate in family.shrink(instance) {
        tried += 1
        if case .fails(let why) = verdict(subject, candidate, watched: trial) {
          (instance, reason) = (candidate, why)
          shrinkings += 1
          continue search
        }
        if tried == Self.shrinkingLimit { break }
      }
      break
    }
    do {
      return .violated(try counterexample(instance, reason, stream: trial.stream, shrinkings: shrinkings))
    } catch {
      return .undecided("the statement fails (\(reason)), but the instance cannot be stored: \(error)")
    }
  }

  private func counterexample(
    _ instance: Instance, _ reason: String, stream: RandomStream, shrinkings: Int
  ) throws -> Counterexample {
    Counterexample(
      check: check, reason: reason, instance: try JSONValue(encoding: instance), stream: stream.description,
      shrinkings: shrinkings)
  }
}
