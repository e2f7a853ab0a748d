import Evidence
import Exact
import Privacy

extension Claim {
  /// The discrete Laplace and Gaussian laws.
  static let discreteNoise = Claim(
    id: "privacy.discrete-noise",
    title: "Discrete Laplace and Gaussian noise have exactly their laws",
    sentences: [
      Sentence(
        """
        A round of `DiscreteLaplace` of scale $s$ returns each integer $x$ with probability $c\\,e^{-|x|/s}$ and otherwise begins afresh: \
        of the tree of its choices all but $2^{-40}$ is walked, with Bernoulli($e^{-y}$) as one choice, and the probabilities of \
        $|x| \\le 6$ are compared.
        """,
        topic: "Laplace", checks: ["laplace"]),
      Sentence(
        "A round of `DiscreteGaussian` of variance $\\sigma^2 \\le 4$ returns $x$ with probability $c\\,e^{-x^2/(2\\sigma^2)}$, in the same way.",
        topic: "Gaussian", checks: ["gaussian"]),
    ],
    remark:
      "Rounds are independent, so that the law of the first one that returns something is the law of one that does.",
    source: Source(
      paper: "The Discrete Gaussian for Differential Privacy", arXiv: "2004.00010", theorem: "algorithms 2 and 3"),
    checks: [
      Check(
        "laplace", level: .certified,
        family: .listed(
          "scales 1/2, 1, 5/2 (deep: 7/3, 4)", quick: [Rational(1, 2), 1, Rational(5, 2)], deep: [Rational(7, 3), 4]),
        subject: laplaceTree, mutants: laplaceMutants, test: isLaplace),
      Check(
        "gaussian", level: .certified,
        family: .listed(
          "σ² = 1/4, 1, 9/4 (deep: 4, 25/9)", quick: [Rational(1, 4), 1, Rational(9, 4)], deep: [4, Rational(25, 9)]),
        subject: gaussianTree, mutants: gaussianMutants, test: isGaussian),
    ])
}

private typealias Tree = DecisionTree.Law<Integer?>

private typealias Rounds = Algorithm<Rational, Tree>

private let laplaceTree: Rounds = { (scale: Rational) -> Tree in
  let sampler = try DiscreteLaplace(scale: scale)
  return walk { (coins: inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Integer? in try sampler.attempt(&coins) }
}

private let laplaceMutants: KeyValuePairs<String, Rounds> = [
  "keeps minus 0": { (scale: Rational) -> Tree in
    walk { (coins: inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Integer? in
      try laplace(scale, &coins, keepsMinusZero: true)
    }
  },
  "forgets that the remainder must be accepted": { (scale: Rational) -> Tree in
    walk { (coins: inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Integer? in
      try laplace(scale, &coins, acceptsAll: true)
    }
  },
]

@Sendable private func isLaplace(_ subject: Rounds, _ scale: Rational) throws -> Verdict {
  compare(try subject(scale)) { (x: Int) -> Enclosure in
    Enclosure(-Rational(Integer(x)) / scale, precision: 256).exp()
  }
}

private let gaussianTree: Rounds = { (variance: Rational) -> Tree in
  let sampler = try DiscreteGaussian(variance: variance)
  return walk { (coins: inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Integer? in try sampler.attempt(&coins) }
}

private let gaussianMutants: KeyValuePairs<String, Rounds> = [
  "the exponent lacks the 2": { (variance: Rational) -> Tree in
    walk { (coins: inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Integer? in
      try gaussian(variance, &coins, divisor: 1)
    }
  },
  "the proposal has another scale than the acceptance": { (variance: Rational) -> Tree in
    walk { (coins: inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Integer? in
      try gaussian(variance, &coins, divisor: 2, extraScale: 1)
    }
  },
]

@Sendable private func isGaussian(_ subject: Rounds, _ variance: Rational) throws -> Verdict {
  compare(try subject(variance)) { (x: Int) -> Enclosure in
    Enclosure(-Rational(Integer(x * x)) / (variance + variance), precision: 256).exp()
  }
}

private func walk(_ draw: (inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Integer?) -> Tree {
  DecisionTree.law(leastMass: Rational(1, Integer(1) << 56), exponentialIsOneChoice: true, draw)
}

/// A round written out, with faults.
private func laplace(
  _ scale: Rational, _ coins: inout ScriptedCoins, keepsMinusZero: Bool = false, acceptsAll: Bool = false
) throws(ScriptedCoins.Pending) -> Integer? {
  let u = try coins.uniform(below: scale.numerator)
  let isKept = try coins.bernoulliExponential(u, over: scale.numerator)
  if !isKept && !acceptsAll { return nil }
  var value = u
  while try coins.bernoulliExponential(1, over: 1) { value += scale.numerator }
  let magnitude = value / scale.denominator
  guard try coins.bernoulli(1, of: 2) else { return magnitude }
  return magnitude.isZero && !keepsMinusZero ? nil : -magnitude
}

private func gaussian(
  _ variance: Rational, _ coins: inout ScriptedCoins, divisor: Integer, extraScale: Integer = 0
) throws(ScriptedCoins.Pending) -> Integer? {
  let t = variance.floor().squareRoot() + 1
  guard let y = try laplace(Rational(t + extraScale), &coins) else { return nil }
  let gap = (Rational(y.magnitude) - variance / Rational(t)).power(2) / (Rational(divisor) * variance)
  return try coins.bernoulliExponential(gap.numerator, over: gap.denominator) ? y : nil
}

private func compare(_ law: Tree, _ ratio: (Int) -> Enclosure) -> Verdict {
  guard law.rest.isLess(than: Rational(1, Integer(1) << 40)) == .yes else {
    return .undecided("more than 2^-40 of the tree was not walked")
  }
  let none = Enclosure(0, precision: 256)
  guard let zero = law.outcomes[.some(0)] else { return .fails("0 is never returned") }
  for x in 1...6 {
    for signed in [x, -x] {
      let (found, wanted) = (law.outcomes[.some(Integer(signed))] ?? none, zero * ratio(x))
      if (found - wanted).magnitude.isLessOrEqual(to: law.rest * Rational(2) + Rational(1, Integer(1) << 200)) != .yes {
        return .fails("\(signed) has probability \(found) in a round; \(wanted) would fit that of 0")
      }
    }
  }
  return .holds()
}
