import Exact
import Statistics

/// A lower bound on ε from one training run: canaries were put in by fair coins, and some of the coins were guessed from what was released.
///
///     try OneRunAudit(canaries: 1000, guesses: 200, correct: 190).epsilonLower(delta: 0)     // 2.3978… at 95 %
///
/// If the run is (ε, δ)-differentially private for each canary, the number of right guesses exceeds v with at most the probability
/// P[Bin(r, p) ≥ v] + 2mδ·max_{1≤i≤v} (P[Bin ≥ v−i] − P[Bin ≥ v])/i with p = e^ε/(1 + e^ε). Steinke, Nasr, Jagielski, "Privacy Auditing
/// with One (1) Training Run" (arXiv 2305.08846). An ε for which this is at most 1 − confidence is refuted.
public struct OneRunAudit: Sendable, Hashable {
  /// m: the canaries, each in or out by its own fair coin.
  public let canaries: Int
  /// r: for how many a guess was made; the others were passed over.
  public let guesses: Int
  /// v: how many guesses were right.
  public let correct: Int
  /// The largest number of canaries.
  public static let mostCanaries = 1_000_000

  /// - Throws: ``AccountingError`` unless 0 ≤ correct ≤ guesses ≤ canaries ≤ 10⁶.
  public init(canaries: Int, guesses: Int, correct: Int) throws(AccountingError) {
    guard 0...Self.mostCanaries ~= canaries else {
      throw .parameter(name: "canaries", found: "\(canaries)", expected: "0 to \(Self.mostCanaries)")
    }
    guard 0...canaries ~= guesses else {
      throw .parameter(name: "guesses", found: "\(guesses)", expected: "0 to the \(canaries) canaries")
    }
    guard 0...guesses ~= correct else {
      throw .parameter(name: "correct", found: "\(correct)", expected: "0 to the \(guesses) guesses")
    }
    (self.canaries, self.guesses, self.correct) = (canaries, guesses, correct)
  }

  /// An enclosure of the bound on the probability of so many right guesses, for p = e^ε/(1 + e^ε) with 1/2 ≤ p < 1.
  ///
  /// - Complexity: O(guesses) operations on enclosures of 128 bits.
  public func probability(p: Rational, delta: Rational) -> Enclosure {
    let precision = 128
    let zero = Enclosure(0, precision: precision)
    let odds = Enclosure((1 - p) / p, precision: precision)
    // From r down to 0: the mass of k, and the tail from k on.
    var mass = Enclosure(p, precision: precision).power(guesses)
    var (tail, atLeast, steepest) = (zero, zero, zero)
    for k in stride(from: guesses, through: 0, by: -1) {
      tail += mass
      if k == correct {
        atLeast = tail
        if delta.isZero { return atLeast }
      } else if k < correct {
        steepest = .maximum(steepest, (tail - atLeast) / Rational(correct - k))
      }
      if k > 0 { mass = mass * odds * Rational(Integer(k), Integer(guesses - k + 1)) }
    }
    return atLeast + steepest * (2 * Rational(canaries) * delta)
  }

  /// The largest ε that is refuted, rounded down; 0 if none is.
  ///
  /// - Parameters:
  ///   - delta: from 0 to 1.
  ///   - confidence: above 0, below 1.
  /// - Throws: ``AccountingError`` for parameters out of range.
  public func epsilonLower(delta: Rational, confidence: Rational = Rational(19, 20)) throws(AccountingError) -> Rational
  {
    guard delta >= 0, delta <= 1 else {
      throw .parameter(name: "delta", found: "\(delta)", expected: "a number from 0 to 1")
    }
    guard confidence > 0, confidence < 1 else {
      throw .parameter(name: "confidence", found: "\(confidence)", expected: "a number above 0 and below 1")
    }
    let level = 1 - confidence
    func isRefuted(_ p: Rational) -> Bool { probability(p: p, delta: delta).isLessOrEqual(to: level) == .yes }
    var (low, high) = (Rational(1, 2), Rational(1))
    guard guesses > 0, isRefuted(low) else { return 0 }
    for _ in 0..<40 {
      let middle = (low + high) / 2
      if isRefuted(middle) { low = middle } else { high = middle }
    }
    return max(Enclosure(low / (1 - low), precision: 128).log().lower ?? 0, 0)
  }
}

/// A lower bound on ε from an attack that tells two neighbours apart in repeated independent runs.
///
/// Of `presentRuns` with the record the attack said “present” in `presentHits`, of `absentRuns` without it in `absentHits`. For an
/// (ε, δ)-differentially private mechanism P[hit | present] ≤ e^ε P[hit | absent] + δ, and the same for misses. Both probabilities are
/// enclosed by Clopper and Pearson's intervals, each end at half of what the confidence leaves.
public struct DistinguishingAudit: Sendable, Hashable {
  /// Runs with the record, and how often the attack then said that it is there.
  public let presentRuns: Int, presentHits: Int
  /// Runs without the record, and how often the attack said all the same that it is there.
  public let absentRuns: Int, absentHits: Int

  /// - Throws: ``AccountingError`` unless hits are between 0 and the runs.
  public init(presentRuns: Int, presentHits: Int, absentRuns: Int, absentHits: Int) throws(AccountingError) {
    guard presentRuns >= 0, 0...presentRuns ~= presentHits else {
      throw .parameter(name: "hits", found: "\(presentHits)", expected: "0 to the \(presentRuns) runs with the record")
    }
    guard absentRuns >= 0, 0...absentRuns ~= absentHits else {
      throw .parameter(
        name: "false hits", found: "\(absentHits)", expected: "0 to the \(absentRuns) runs without the record")
    }
    (self.presentRuns, self.presentHits, self.absentRuns, self.absentHits) = (
      presentRuns, presentHits, absentRuns, absentHits
    )
  }

  /// An ε below which the mechanism certainly is not, but for the probability that the confidence leaves; 0 if nothing is refuted.
  ///
  /// - Throws: ``AccountingError`` for a δ or a confidence out of range.
  public func epsilonLower(delta: Rational, confidence: Rational = Rational(19, 20)) throws(AccountingError) -> Rational
  {
    guard delta >= 0, delta <= 1 else {
      throw .parameter(name: "delta", found: "\(delta)", expected: "a number from 0 to 1")
    }
    let (present, absent): (ClopperPearson, ClopperPearson)
    do {
      present = try ClopperPearson(successes: presentHits, trials: presentRuns, confidence: confidence)
      absent = try ClopperPearson(successes: absentHits, trials: absentRuns, confidence: confidence)
    } catch { throw .parameter(name: "confidence", found: "\(confidence)", expected: "a number above 0 and below 1") }
    func bound(_ more: Rational, _ less: Rational) -> Rational {
      guard more - delta > 0, less > 0, more - delta > less else { return 0 }
      return Enclosure((more - delta) / less, precision: 128).log().lower ?? 0
    }
    return max(bound(present.lower, absent.upper), bound(1 - absent.upper, 1 - present.lower))
  }
}
