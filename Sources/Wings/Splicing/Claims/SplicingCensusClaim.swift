import Evidence
import Exact
import Randomness
import Splicing

extension Claim {
  /// All shortest derivations, counted and sampled.
  static let splicingCensus = Claim(
    id: "splicing.census",
    title: "All shortest derivations are counted, each has a rank, and samples are uniform",
    sentences: [
      Sentence(
        """
        Call two derivations of a text the same if every word comes from the same word of the same neighbour in both, and words \
        that come from one operation in one do so in the other. Then the order of independent operations does not matter.
        """,
        topic: "what the same is", checks: ["classes"],
        proofs: [
          ProofReference(file: "Splicing/SplicingOrigins.v", theorems: ["origins_spec"]),
          ProofReference(file: "Splicing/SplicingSwaps.v", theorems: ["independent_operations_commute"]),
        ]),
      Sentence(
        """
        Every shortest derivation of a nonempty text is the same as that of exactly one lightest parse under the grammar \
        with $S \\to S S$ replaced by $F \\to T F \\mid T$, and that of every lightest parse is a shortest derivation. So \
        there are as many shortest derivations, those that are the same counted once, as lightest parses.
        """,
        topic: "derivations are parses", checks: ["classes"],
        proofs: [
          ProofReference(
            file: "Splicing/SplicingParses.v",
            theorems: ["lightest_parses_are_shortest_derivations", "as_many_derivations_as_parses"]),
          ProofReference(file: "Splicing/SplicingFinite.v", theorems: ["shortest_derivations_counted"]),
        ]),
      Sentence("The census counts them.", topic: "the count", checks: ["count", "classes"]),
      Sentence(
        "Each rank below the count gives another derivation, of OPT operations, that makes the text.",
        topic: "ranks", checks: ["ranks"]),
      Sentence("A uniform rank gives a uniform derivation.", topic: "samples", checks: ["uniform"]),
    ],
    source: .splicingPaper("the weighted grammar; the unambiguous form is derived"),
    checks: [
      Check(
        "count", level: .certified, family: .splices(words: 7, quick: 80, deep: 3_000),
        subject: { (problem: SpliceProblem<Int>) in try SpliceCensus(problem).count },
        mutants: [
          "counts parses of the published grammar": { problem in
            SplicingGrammar(neighbours: problem.neighbours).parse(problem.target, in: LeastWeightCounts()).count
          },
          "never replaces": { problem in try SpliceCensus(problem, mode: .insertOnly).count },
        ],
        test: { (count: Algorithm<SpliceProblem<Int>, Integer>, instance) in
          guard !instance.target.isEmpty else { return .equal(try count(instance.problem), 1, "the count") }
          let grammar = SplicingGrammar(neighbours: instance.neighbours, form: .unambiguous)
          return .equal(
            try count(instance.problem), grammar.parse(instance.target, in: LeastWeightCounts()).count, "the count")
        }),
      .shortestDerivations,
      Check(
        "ranks", level: .certified, family: .splices(words: 9, quick: 80, deep: 3_000),
        subject: { (problem: SpliceProblem<Int>) in
          let census = try SpliceCensus(problem)
          return (0..<min(census.count.asInt ?? 200, 200)).map { census.derivation(rank: Integer($0)) }
        },
        mutants: [
          "gives the same one": { problem in
            let census = try SpliceCensus(problem)
            let number = min(census.count.asInt ?? 200, 200)
            return (0..<number).map { _ in census.derivation(rank: 0) }
          },
          "inserts where it should replace": { problem in
            let census = try SpliceCensus(problem)
            return (0..<min(census.count.asInt ?? 200, 200)).map { rank in
              census.derivation(rank: Integer(rank)).map {
                SpliceOperation(neighbour: $0.neighbour, from: $0.from, to: $0.to, at: $0.at, upTo: $0.at)
              }
            }
          },
        ],
        test: { (derivations: Algorithm<SpliceProblem<Int>, [[SpliceOperation]]>, instance) in
          let problem = instance.problem
          let found = try derivations(problem)
          guard Set(found).count == found.count else { return .fails("a derivation occurs twice") }
          for operations in found {
            do { try problem.verify(operations, isOptimal: true) } catch { return .fails("\(error)") }
          }
          return .require(found.isEmpty == !problem.missingTokens.isEmpty, "no derivation, though no word is missing")
        }),
      Check(
        "uniform", level: .sampled,
        family: .random(
          "problems of at most 9 words with 2 to 50 shortest derivations; χ² of 30 draws for each, beyond its bound with "
            + "probability 10⁻⁶ at most",
          quick: 10, deep: 300,
          draw: { index, stream in
            while true {
              let instance = SpliceInstance.drawn(index, words: 9, &stream)
              if (2...50).contains(try SpliceCensus(instance.problem).count) {
                return SampledSplice(instance: instance, seed: stream.next() >> 1)
              }
            }
          }),
        subject: { (input: (census: SpliceCensus, stream: RandomStream)) in
          var stream = input.stream
          return input.census.sample(using: &stream)
        },
        mutants: [
          "takes the smaller of two ranks": { input in
            let census = input.census
            var stream = input.stream
            return census.derivation(
              rank: min(stream.uniform(below: census.count), stream.uniform(below: census.count)))
          },
          "always takes the first": { $0.census.derivation(rank: 0) },
        ],
        test: isUniform),
    ])
}

/// A problem with the seed of its samples.
struct SampledSplice: Codable, Sendable {
  var instance: SpliceInstance
  var seed: UInt64
}

@Sendable private func isUniform(
  _ sample: Algorithm<(census: SpliceCensus, stream: RandomStream), [SpliceOperation]>, of sampled: SampledSplice
) throws -> Verdict {
  let census = try SpliceCensus(sampled.instance.problem)
  let count = census.count.asInt ?? 0
  var seen: [[SpliceOperation]: Int] = [:]
  let stream = RandomStream(seed: sampled.seed)
  for index in 0..<(30 * count) { seen[try sample((census, stream.child(index))), default: 0] += 1 }
  // Σ (o − e)²/e with e = 30 is Σ o²/30 − 30 count. Beyond k + 2√(kx) + 2x with probability at most e^−x (Laurent and
  // Massart), rounded up. Here x = 14 > ln 10⁶.
  let statistic = Rational(Integer(seen.values.reduce(0) { $0 + $1 * $1 }), 30) - Rational(30 * count)
  let k = count - 1
  return .atMost(statistic, Rational(k + 2 * Int((Double(14 * k)).squareRoot().rounded(.up)) + 28), "χ²")
}
