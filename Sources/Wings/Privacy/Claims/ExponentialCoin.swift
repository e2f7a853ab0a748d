import Evidence
import Exact
import Privacy

extension Claim {
  /// Bernoulli(e^(−x)) from rational coins.
  static let exponentialCoin = Claim(
    id: "privacy.exponential-coin",
    title: "A loop of rational coins is true with probability exactly e^(-x)",
    sentences: [
      Sentence(
        """
        For rational $x \\ge 0$ the loops of `exponentialCoin`, given exact coins of rational probability, return true with \
        probability $e^{-x}$: of the tree of all their choices, but for paths of total probability below $2^{-40}$, those that end in true \
        have this probability.
        """,
        topic: "the law", checks: ["tree"]),
      Sentence(
        """
        For every $x$ and $n$, of the tree of tosses with probabilities $x, x/2, x/3, \\dots$ the paths that are cut off after $n$ tosses \
        have total probability $x^n/n!$. If $n$ is even, the paths that end in true, after an odd number of tosses, have total probability \
        $\\sum_{i<n} (-x)^i/i!$, a partial sum of the series of $e^{-x}$; and all other paths end in false.
        """,
        topic: "the tree of tosses", checks: ["tree"],
        proof: ProofReference(
          file: "Privacy/ExponentialCoin.v", theorems: ["cut_off", "true_paths", "all_paths"])),
    ],
    source: Source(
      paper: "The Discrete Gaussian for Differential Privacy", arXiv: "2004.00010",
      theorem: "algorithm 1 and proposition 30"),
    checks: [
      Check(
        "tree", level: .certified,
        family: .listed(
          "x = a/b with b ≤ 4 (deep: 8), a ≤ 2b; and 7/2", quick: fractions(4), deep: fractions(8)),
        subject: coin, mutants: coinMutants, test: hasLaw)
    ])
}

private typealias CoinLaw = Algorithm<Rational, DecisionTree.Law<Bool>>

private let coin: CoinLaw = { (x: Rational) -> DecisionTree.Law<Bool> in
  law { (coins: inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Bool in
    try coins.exponentialCoin(x.numerator, over: x.denominator)
  }
}

private let coinMutants: KeyValuePairs<String, CoinLaw> = [
  "true if the number of coins is even": { (x: Rational) -> DecisionTree.Law<Bool> in
    law { (coins: inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Bool in
      let isOdd = try coins.exponentialCoin(x.numerator, over: x.denominator)
      return !isOdd
    }
  },
  "x above 1 counts as 1": { (x: Rational) -> DecisionTree.Law<Bool> in
    law { (coins: inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Bool in
      try coins.exponentialCoin(min(x.numerator, x.denominator), over: x.denominator)
    }
  },
  "the second coin has the probability x, not x/2": { (x: Rational) -> DecisionTree.Law<Bool> in
    law { (coins: inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Bool in
      guard x <= 1 else { return try coins.exponentialCoin(x.numerator, over: x.denominator) }
      guard try coins.bernoulli(x.numerator, of: x.denominator) else { return true }
      guard try coins.bernoulli(x.numerator, of: x.denominator) else { return false }
      return try coins.exponentialCoin(x.numerator, over: x.denominator)
    }
  },
]

@Sendable private func hasLaw(_ subject: CoinLaw, _ x: Rational) throws -> Verdict {
  let law = try subject(x)
  let truth = Enclosure(-x, precision: 256).exp()
  let slack = Rational(1, Integer(1) << 200)
  let found = law.outcomes[true] ?? Enclosure(0, precision: 256)
  guard law.rest.isLess(than: Rational(1, Integer(1) << 40)) == .yes else {
    return .undecided("more than 2^-40 of the tree was not walked")
  }
  let isAbove = (found - slack).isLess(than: truth) == .yes
  let isBelow = (found + law.rest + slack).isGreater(than: truth) == .yes
  return .require(isAbove && isBelow, "for x = \(x) the paths that end in true have \(found), not e^-x = \(truth)")
}

@Sendable private func fractions(_ largest: Int) -> [Rational] {
  (1...largest).flatMap { b in (0...(2 * b)).map { Rational(Integer($0), Integer(b)) } } + [Rational(7, 2)]
}

private func law(
  _ draw: (inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Bool
) -> DecisionTree.Law<Bool> {
  DecisionTree.law(leastMass: Rational(1, Integer(1) << 50), draw)
}
