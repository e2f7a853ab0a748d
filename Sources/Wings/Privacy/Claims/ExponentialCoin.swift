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
        checks: ["tree"])
    ],
    source: Source(
      paper: "The Discrete Gaussian for Differential Privacy", arXiv: "2004.00010",
      theorem: "algorithm 1 and proposition 30"),
    checks: [
      Check(
        "tree", level: .certified,
        family: .listed(
          "x = a/b with b ≤ 4 (deep: 8), a ≤ 2b; and 7/2", quick: fractions(4), deep: fractions(8)),
        subject: { x in law(x) { (coins) throws(ScriptedCoins.Pending) in try coins.exponentialCoin(x.numerator, over: x.denominator) } },
        mutants: [
          "true if the number of coins is even": { x in
            law(x) { (coins) throws(ScriptedCoins.Pending) in !(try coins.exponentialCoin(x.numerator, over: x.denominator)) }
          },
          "all coins have the probability x": { x in
            law(x) { (coins) throws(ScriptedCoins.Pending) in
              var isOdd = true
              var tosses = 0
              while tosses < 8, try coins.bernoulli(min(x.numerator, x.denominator), of: 2 * x.denominator) {
                isOdd.toggle()
                tosses += 1
              }
              return isOdd
            }
          },
          "x above 1 counts as 1": { x in
            law(x) { (coins) throws(ScriptedCoins.Pending) in
              try coins.exponentialCoin(min(x.numerator, x.denominator), over: x.denominator)
            }
          },
        ],
        test: { subject, x in
          let law = try subject(x)
          let truth = Enclosure(-x, precision: 256).exp()
          let slack = Rational(1, Integer(1) << 200)
          let found = law.outcomes[true] ?? Enclosure(0, precision: 256)
          guard law.rest.isLess(than: Rational(1, Integer(1) << 40)) == .yes else {
            return .undecided("more than 2^-40 of the tree was not walked")
          }
          return .require(
            (found - slack).isLess(than: truth) == .yes && (found + law.rest + slack).isGreater(than: truth) == .yes,
            "for x = \(x) the paths that end in true have \(found), not e^-x = \(truth)")
        })
    ])
}

@Sendable private func fractions(_ largest: Int) -> [Rational] {
  (1...largest).flatMap { b in (0...(2 * b)).map { Rational(Integer($0), Integer(b)) } } + [Rational(7, 2)]
}

private func law(
  _ x: Rational, _ draw: (inout ScriptedCoins) throws(ScriptedCoins.Pending) -> Bool
) -> DecisionTree.Law<Bool> {
  DecisionTree.law(leastMass: Rational(1, Integer(1) << 50), draw)
}
