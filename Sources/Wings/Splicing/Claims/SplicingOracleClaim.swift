import Evidence
import Sequences
import Splicing

extension Claim {
  /// The least number of edits is the least weight of a parse.
  static let splicingOracle = Claim(
    id: "splicing.oracle",
    title:
      "The fewest edits that splice a text from its neighbours are the lightest parse under a grammar made from them",
    sentences: [
      Sentence(
        """
        For a nonempty text $y$, each word of which occurs in a neighbour, the least number of operations (insert or replace \
        a span of the canvas by a segment of a neighbour) that make $y$ from the empty canvas equals the least weight of a \
        parse of $y$ under the grammar $S \\to \\nu[k{:}l] \\mid S S \\mid X_{k:l} C_s$, $C_s \\to S R_s$, $R_l \\to \
        \\nu[l{:}r] \\mid X_{l:r} C_s$, $X_{k:l} \\to \\nu[k{:}l]$ with $s \\ge l$, where the first and third rule weigh 1 \
        and the others 0.
        """,
        topic: "edits are parses", checks: ["grammar", "peeling", "canvases"],
        proof: ProofReference(
          file: "Splicing/SplicingTheorem.v",
          theorems: ["fewest_operations_are_lightest_parse", "parse_replays", "operations_parse"])),
      Sentence(
        """
        The dynamic programme finds this number, as parsing by that grammar, a search backward over sets of surviving words, \
        and a search forward over canvases of a few more words do.
        """,
        topic: "the dynamic programme", checks: ["grammar", "peeling", "canvases"]),
    ],
    source: .splicingPaper("the reduction of shortest edit sequences to weighted parsing"),
    checks: [
      Check(
        "grammar", level: .certified, family: .splices(words: 9, quick: 60, deep: 3_000), subject: leastCost,
        mutants: mutants,
        test: { leastCost, instance in
          guard !instance.target.isEmpty else { return .equal(try leastCost(instance.problem), 0, "the cost") }
          let parse = SplicingGrammar(neighbours: instance.neighbours).parse(
            instance.target, in: TropicalSemiring<Int>())
          return .equal(try leastCost(instance.problem), parse, "the cost")
        }),
      Check(
        "peeling", level: .certified, family: .splices(words: 9, quick: 60, deep: 3_000), subject: leastCost,
        mutants: mutants,
        test: { leastCost, instance in
          .equal(try leastCost(instance.problem), try instance.problem.peelingCost(), "the cost")
        }),
      Check(
        "canvases", level: .certified,
        family: .splices(words: 4, quick: 60, deep: 1_000, " (canvases of at most n + max(2, 6 − n) words)"),
        subject: leastCost,
        mutants: mutants,
        test: { leastCost, instance in
          let extra = max(2, 6 - instance.target.count)
          return .equal(
            try leastCost(instance.problem), try instance.problem.canvasSearchCost(extraLength: extra), "the cost")
        }),
    ])

  /// Deletions add nothing, and without replacement gaps hide nothing.
  static let splicingOperations = Claim(
    id: "splicing.operations",
    title: "Operations that only delete never help, and forbidding replacement is the grammar whose gaps hide nothing",
    sentences: [
      Sentence(
        """
        With operations that delete a span of the canvas and copy nothing the least number of operations stays the same.
        """,
        checks: ["deletion"],
        proof: ProofReference(file: "Splicing/SplicingOperations.v", theorems: ["deletions_never_help"])),
      Sentence(
        """
        When every operation must be an insertion, it is for a nonempty text the least weight of a parse under the same \
        grammar with $s = l$.
        """,
        checks: ["insertion"],
        proof: ProofReference(
          file: "Splicing/SplicingOperations.v", theorems: ["fewest_insertions_are_lightest_parse"])),
    ],
    source: .splicingPaper("the edit operations; the statement is derived"),
    checks: [
      Check(
        "deletion", level: .certified,
        family: .splices(words: 4, quick: 240, deep: 2_000, " (canvases of at most n + max(2, 6 − n) words)"),
        subject: leastCost,
        mutants: mutants,
        test: { leastCost, instance in
          let extra = max(2, 6 - instance.target.count)
          let searched = try instance.problem.canvasSearchCost(extraLength: extra, allowsDeletion: true)
          return .equal(try leastCost(instance.problem), searched, "the cost")
        }),
      Check(
        "insertion", level: .certified, family: .splices(words: 9, quick: 60, deep: 3_000),
        subject: { try SpliceOracle($0, mode: .insertOnly).cost },
        mutants: [
          "replaces": { try SpliceOracle($0).cost },
          "only appends": { try SpliceOracle($0, mode: .appendOnly).cost },
        ],
        test: { (leastCost: Algorithm<SpliceProblem<Int>, Int?>, instance) in
          let grammar = SplicingGrammar(neighbours: instance.neighbours, mode: .insertOnly)
          let cost = try leastCost(instance.problem)
          let peeled = try instance.problem.peelingCost(mode: .insertOnly)
          guard !instance.target.isEmpty else { return .equal(cost, 0, "the cost") }
          return .all(
            .equal(cost, grammar.parse(instance.target, in: TropicalSemiring<Int>()), "the cost"),
            .equal(cost, peeled, "the cost"))
        }),
    ])
}

private let leastCost: Algorithm<SpliceProblem<Int>, Int?> = { try SpliceOracle($0).cost }

private let mutants: KeyValuePairs<String, Algorithm<SpliceProblem<Int>, Int?>> = [
  "never replaces": { try SpliceOracle($0, mode: .insertOnly).cost },
  "only appends": { $0.tiling()?.count },
  "forgets the last neighbour": {
    try SpliceOracle(SpliceProblem(target: $0.target, neighbours: $0.neighbours.dropLast())).cost
  },
]
