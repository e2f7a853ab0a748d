import Exact
import Foundation
import Randomness

/// How much a check may spend: `quick` for every test run, `deep` for a night or a release.
public enum Budget: String, Codable, Sendable, CaseIterable {
  case quick, deep
}

/// What a check is given: how much to spend, where its random choices come from, and whom to tell how far it is.
public struct Trial: Sendable {
  /// How much to try.
  public let budget: Budget
  /// The stream of this check; every random choice of its instances comes from it.
  public let stream: RandomStream
  /// Only every so many of a family's instances is tried, as long as ten of them are: 1 unless a test of what the whole family shows
  /// elsewhere has to be short.
  public let step: Int
  /// Told the number of instances tried so far, and how many there will be.
  public let progress: @Sendable (_ done: Int, _ total: Int) -> Void
  /// Told each instance before it is tried, as the counterexample that it is should the algorithm trap or never return.
  public let watch: @Sendable (_ suspect: @escaping @Sendable () throws -> Counterexample) -> Void

  /// A trial; by default quick and of every instance, and progress is not reported.
  ///
  /// - Precondition: step ≥ 1.
  public init(
    budget: Budget = .quick, stream: RandomStream, step: Int = 1,
    progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in },
    watch: @escaping @Sendable (@escaping @Sendable () throws -> Counterexample) -> Void = { _ in }
  ) {
    precondition(step >= 1, "a trial cannot try every \(step)-th instance")
    (self.budget, self.stream, self.step, self.progress, self.watch) = (budget, stream, step, progress, watch)
  }

  /// The step within a family of this many instances.
  func step(among count: Int) -> Int { max(1, min(step, count / 10)) }
}

/// What a test says of one instance.
public enum Verdict: Sendable {
  /// The statement holds here; where it is a bound, `margin` says how close it came.
  case holds(margin: Margin? = nil)
  /// It does not hold, and why.
  case fails(String)
  /// The arithmetic could not decide. A check that ends undecided has not passed.
  case undecided(String)

  /// `.holds` if the condition is true, else `.fails` with the reason.
  public static func require(_ condition: Bool, _ reason: @autoclosure () -> String) -> Verdict {
    condition ? .holds() : .fails(reason())
  }

  /// `.holds` if the two are equal, else `.fails` naming both.
  public static func equal<T: Equatable>(_ found: T, _ expected: T, _ what: String) -> Verdict {
    found == expected ? .holds() : .fails("\(what) is \(found), but should be \(expected)")
  }

  /// Holds when `measured` ≤ `bound`, with the margin.
  public static func atMost(_ measured: Rational, _ bound: Rational, _ what: String) -> Verdict {
    measured <= bound
      ? .holds(margin: Margin(quantity: what, measured: measured, bound: bound))
      : .fails("\(what) is \(measured.shown), more than the bound \(bound.shown)")
  }

  /// The first of the verdicts that does not hold; if all hold, the one with the tightest margin.
  public static func all(_ verdicts: Verdict...) -> Verdict {
    var tightest: Margin?
    for verdict in verdicts {
      guard case .holds(let margin) = verdict else { return verdict }
      tightest = Margin.tighter(tightest, margin)
    }
    return .holds(margin: tightest)
  }
}

/// How close a measured quantity came to its bound.
public struct Margin: Hashable, Codable, Sendable, CustomStringConvertible {
  /// What was measured, in words.
  public let quantity: String
  /// Its value.
  public let measured: Rational
  /// The bound that the statement gives.
  public let bound: Rational

  /// A measured value beside its bound.
  public init(quantity: String, measured: Rational, bound: Rational) {
    (self.quantity, self.measured, self.bound) = (quantity, measured, bound)
  }

  /// measured / bound: 1 where the bound is attained; 1 as well where both are 0.
  public var tightness: Rational { bound == 0 ? 1 : measured / bound }

  public var description: String {
    let percent = (Double(tightness) * 1000).rounded() / 10
    return "\(quantity) reached \(measured.shown) of \(bound.shown) (\(percent)%)"
  }

  static func tighter(_ a: Margin?, _ b: Margin?) -> Margin? {
    guard let a else { return b }
    guard let b else { return a }
    // Of two that are equally tight, the larger instance says more.
    return (b.tightness, b.bound) > (a.tightness, a.bound) ? b : a
  }
}

extension Rational {
  /// The number itself, or about what it is where that would fill the line.
  fileprivate var shown: String {
    let exact = description
    return exact.count <= 30 ? exact : "≈ \(Double(self))"
  }
}

/// What a check found.
public enum Finding: Sendable {
  /// The statement held on this many instances; the tightest margin seen, where there are margins.
  case holds(instances: Int, margin: Margin?)
  /// It does not hold: the smallest counterexample that shrinking found.
  case violated(Counterexample)
  /// It could not be decided, which counts as not passed.
  case undecided(String)

  /// Whether the statement held.
  public var holds: Bool { if case .holds = self { true } else { false } }
}

/// A check: a test of one statement over a family of instances, together with the mutants it must catch.
///
/// The generic initialiser keeps the algorithm under test (the *subject*) apart from the test, so that the same test
/// runs on the real algorithm and on deliberately broken ones.
public struct Check: Sendable {
  /// A deliberately broken variant of the algorithm. A check that passes it shows nothing.
  public struct Mutant: Sendable {
    /// What is broken, in words.
    public let name: String
    /// Runs the check on the mutant; the first instance that catches it is enough, none smaller is looked for.
    public let run: @Sendable (Trial) -> Finding
  }

  /// Lower case with hyphens; the check's id is `CLAIM/NAME`.
  public let name: String
  /// How strong the evidence is when the check holds.
  public let level: EvidenceLevel
  /// The instances tried, in words and numbers.
  public var family: String { describeFamily() }
  private let describeFamily: @Sendable () -> String
  /// The broken variants that the check must catch; at least one.
  public let mutants: [Mutant]
  /// Runs the check on the real algorithm.
  public let run: @Sendable (Trial) -> Finding
  /// Runs the test on the one instance stored in a counterexample.
  public let replay: @Sendable (Counterexample) throws -> Finding

  /// A check that `test` does not fail for any instance of the family.
  ///
  /// An error thrown by the subject counts as a failure: the family only has instances on which the algorithm must
  /// work.
  /// - Parameters:
  ///   - name: lower case with hyphens, unique within the claim.
  ///   - level: how strong the evidence is when the check holds; anything but `.proved`.
  ///   - family: the instances.
  ///   - subject: the algorithm under test.
  ///   - mutants: broken variants of it by name; at least one.
  ///   - test: decides one instance, exactly.
  /// - Precondition: there is a mutant.
  public init<Instance: Codable & Sendable, Input, Output>(
    _ name: String, level: EvidenceLevel, family: InstanceFamily<Instance>,
    subject: @escaping Algorithm<Input, Output>, mutants: KeyValuePairs<String, Algorithm<Input, Output>>,
    test: @escaping @Sendable (_ subject: Algorithm<Input, Output>, _ instance: Instance) throws -> Verdict
  ) {
    precondition(!mutants.isEmpty, "the check \(name) has no mutant, so nothing shows that it can fail")
    precondition(level != .proved, "a check is not a proof")
    let search = CounterexampleSearch(check: name, family: family, test: test)
    self.name = name
    self.level = level
    describeFamily = family.describe
    self.run = { trial in search.run(subject, trial: trial) }
    self.replay = { try search.replay(subject, counterexample: $0) }
    self.mutants = mutants.map { name, mutant in
      Mutant(name: name, run: { trial in search.run(mutant, trial: trial, shrinks: false) })
    }
  }
}

/// An algorithm under test: what a check and its mutants have in common. Several arguments are one tuple.
public typealias Algorithm<Input, Output> = @Sendable (Input) throws -> Output
