import Exact

/// Coins that follow a script, and so find the exact law of a sampler: every path of choices is walked, with its probability.
///
///     let law = try DecisionTree.law(leastMass: Rational(1, 1 << 40)) { coins in try coins.exponentialCoin(1, over: 2) }
///     law.outcomes[true]       // an enclosure of the probability of the paths that end in true
///
/// A script is a list of choices; where it ends, the walk stops and is continued with each choice that there is.
public struct ScriptedCoins: CoinSource {
  /// The script has ended at a choice with these outcomes.
  public struct Pending: Error {
    /// How likely each outcome is.
    public let probabilities: [Enclosure]
  }

  private let script: [Int]
  private var position = 0
  /// Whether Bernoulli(e^(−x)) is one choice of two outcomes, or the loops it is made of.
  private let exponentialIsOneChoice: Bool

  init(script: [Int], exponentialIsOneChoice: Bool) {
    (self.script, self.exponentialIsOneChoice) = (script, exponentialIsOneChoice)
  }

  private mutating func choice(_ probabilities: @autoclosure () -> [Enclosure]) throws(Pending) -> Int {
    guard position < script.count else { throw Pending(probabilities: probabilities()) }
    position += 1
    return script[position - 1]
  }

  /// Outcome i of bound many; a bound up to 2²⁰.
  public mutating func uniform(below bound: Integer) throws(Pending) -> Integer {
    let count = min(bound.asInt ?? .max, 1 << 20)
    return Integer(
      try choice(Array(repeating: Enclosure(Rational(1, bound), precision: DecisionTree.precision), count: count)))
  }

  /// Outcome 1 is true.
  public mutating func bernoulli(_ numerator: Integer, of denominator: Integer) throws(Pending) -> Bool {
    try choice(
      [denominator - numerator, numerator].map {
        Enclosure(Rational($0, denominator), precision: DecisionTree.precision)
      }) == 1
  }

  /// One choice, outcome 1 being true; or the loops.
  public mutating func bernoulliExponential(_ numerator: Integer, over denominator: Integer) throws(Pending) -> Bool {
    guard exponentialIsOneChoice else { return try exponentialCoin(numerator, over: denominator) }
    func outcomes() -> [Enclosure] {
      let yes = Enclosure(-Rational(numerator, denominator), precision: DecisionTree.precision).exp()
      return [1 - yes, yes]
    }
    return try choice(outcomes()) == 1
  }
}

/// The tree of all choices of a sampler, cut off where less mass than wanted is left.
public enum DecisionTree {
  /// Bits of the probabilities.
  static let precision = 256

  /// The law that a walk found: what each outcome got, and what was cut off.
  public struct Law<Outcome: Hashable & Sendable>: Sendable {
    /// Enclosures of the probabilities of the paths that were walked to their ends, by outcome.
    public var outcomes: [Outcome: Enclosure]
    /// The probability of all paths that were cut off: at most this much is missing, of all outcomes together.
    public var rest: Enclosure
    /// How many paths were walked to their ends.
    public var paths: Int
  }

  /// The exact law of `draw`.
  ///
  /// - Parameters:
  ///   - leastMass: a path that is less likely is cut off.
  ///   - exponentialIsOneChoice: whether Bernoulli(e^(−x)) counts as one choice, to be used once its own law is known: so the states of
  ///     its loops are merged.
  ///   - draw: the sampler.
  /// - Complexity: a run of the sampler for each node of the tree.
  public static func law<Outcome: Hashable & Sendable>(
    leastMass: Rational, exponentialIsOneChoice: Bool = false,
    _ draw: (inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Outcome
  ) -> Law<Outcome> {
    var law = Law<Outcome>(outcomes: [:], rest: Enclosure(0, precision: precision), paths: 0)
    var open: [([Int], Enclosure)] = [([], Enclosure(1, precision: precision))]
    while let (script, mass) = open.popLast() {
      var coins = ScriptedCoins(script: script, exponentialIsOneChoice: exponentialIsOneChoice)
      do throws(ScriptedCoins.Pending) {
        let outcome = try draw(&coins)
        law.outcomes[outcome, default: Enclosure(0, precision: precision)] += mass
        law.paths += 1
      } catch {
        for (index, probability) in error.probabilities.enumerated() {
          let child = mass * probability
          if child.isEqual(to: 0) == .yes { continue }
          if child.isLess(than: leastMass) == .yes { law.rest += child } else { open.append((script + [index], child)) }
        }
      }
    }
    return law
  }
}
