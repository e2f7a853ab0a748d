import Evidence
import Exact
import HardProblems
import HardProblemsReductions
import Problems
import Randomness

extension Claim {
  /// Orthogonal pairs are those that differ most.
  static let furthestPair = Claim(
    id: "ov.furthest-pair",
    title: "Images of vectors differ in 2d − 2⟨a, b⟩ places, so that orthogonal pairs are the furthest",
    sentences: [
      Sentence(
        """
        With $a \\mapsto (a, \\lnot a, 0)$ and $b \\mapsto (b, 0, \\lnot b)$, images differ in $2d - 2\\langle a, b\\rangle$ \
        places.
        """,
        topic: "distances", checks: ["exhaustive", "random"],
        proof: ProofReference(file: "HardProblems/HammingGadget.v", theorems: ["furthest_gadget"])),
      Sentence(
        """
        No two differ in more than $2d$ places, and they differ in $2d$ if and only if $a$ and $b$ are orthogonal.
        """,
        topic: "the furthest pairs", checks: ["exhaustive", "random"],
        proof: ProofReference(file: "HardProblems/HammingGadget.v", theorems: ["furthest_iff_orthogonal"])),
      Sentence(
        """
        As many pairs are at the distance $2d$ as are orthogonal, and the images have the dimension $3d$.
        """,
        topic: "counts and sizes", checks: ["exhaustive", "random"],
        proof: ProofReference(
          file: "HardProblems/VectorReductions.v", theorems: ["furthest_pairs", "far_image_lengths"])),
    ],
    source: .hardnessPaper("problems that Orthogonal Vectors reduces to; the gadget is derived"),
    checks: vectorChecks(
      OVToFurthestPair(),
      pair: { source, images, i, j in
        images.left.distance(i, images.right, j) == 2 * source.dimension - 2
          * source.left.commonOnes(i, source.right, j)
      },
      mutants: [
        "both complements in one place": { source in
          func images(_ side: BitMatrix) -> BitMatrix {
            BitMatrix(rows: side.rows, columns: 3 * side.columns) { i, j in j % 3 == (side[i, j / 3] ? 0 : 1) }
          }
          return try FurthestPair(left: images(source.left), right: images(source.right))
        },
        "b is not complemented": { source in
          let images = try OVToFurthestPair().reduce(source)
          return try FurthestPair(
            left: images.left,
            right: BitMatrix(rows: images.right.rows, columns: images.right.columns) {
              $1 % 3 == 0 && images.right[$0, $1]
            })
        },
      ]))

  /// Two lists are one.
  static let oneList = Claim(
    id: "ov.one-list",
    title: "Orthogonal pairs of two lists are those of one list of tagged vectors",
    sentences: [
      Sentence(
        """
        Append $(1, 0)$ to the vectors of $A$ and $(0, 1)$ to those of $B$. Then the orthogonal pairs of the list of all \
        vectors are the orthogonal pairs of $A$ and $B$, one to one.
        """,
        checks: ["exhaustive", "random"],
        proof: ProofReference(file: "HardProblems/VectorReductions.v", theorems: ["one_list"])),
      Sentence(
        """
        The list has $n_A + n_B$ vectors, of dimension $d + 2$.
        """,
        checks: ["exhaustive", "random"],
        proof: ProofReference(file: "HardProblems/VectorReductions.v", theorems: ["one_list_sizes"])),
    ],
    source: .hardnessPaper("Orthogonal Vectors; folklore"),
    checks: vectorChecks(
      OVToOVMono(),
      pair: { source, list, i, j in
        list.isSolution(i, source.left.rows + j) == source.isSolution(i, j)
      },
      mutants: [
        "one tag for both sides": { source in
          let list = OVToOVMono().reduce(source).vectors
          return MonochromaticOrthogonalVectors(
            vectors: BitMatrix(rows: list.rows, columns: list.columns) { i, j in
              j < source.dimension ? list[i, j] : j == source.dimension
            })
        },
        "no tags": { source in
          let list = OVToOVMono().reduce(source).vectors
          return MonochromaticOrthogonalVectors(
            vectors: BitMatrix(rows: list.rows, columns: list.columns) { $1 < source.dimension && list[$0, $1] })
        },
      ]))

  /// Orthogonality is containment in a complement.
  static let subsetQuery = Claim(
    id: "ov.subset-query",
    title: "Orthogonal pairs are pairs of a set and a superset, after complementing one side",
    sentences: [
      Sentence(
        """
        $\\langle a, b\\rangle = 0$ if and only if $a \\subseteq \\lnot b$: inverting every bit of $B$ turns Orthogonal \
        Vectors into Subset Query, with the same pairs.
        """,
        topic: "the pairs", checks: ["exhaustive", "random"],
        proof: ProofReference(file: "HardProblems/VectorReductions.v", theorems: ["subset_query"])),
      Sentence(
        """
        It turns Subset Query back into Orthogonal Vectors, with the same pairs.
        """,
        topic: "the way back", checks: ["back"],
        proof: ProofReference(
          file: "HardProblems/VectorReductions.v", theorems: ["complement_twice", "subset_query_back"])),
      Sentence(
        """
        The numbers of vectors and the dimension stay.
        """,
        topic: "the sizes", checks: ["exhaustive", "random", "back"]),
    ],
    source: .hardnessPaper("Orthogonal Vectors; folklore"),
    checks: vectorChecks(
      OVToSubsetQuery(),
      pair: { source, query, i, j in query.isSolution(i, j) == source.isSolution(i, j) },
      mutants: [
        "B is not inverted": { try SubsetQuery(left: $0.left, right: $0.right) },
        "the sides are exchanged": { source in
          let query = try OVToSubsetQuery().reduce(source)
          return try SubsetQuery(left: query.right, right: query.left)
        },
      ]) + [
        Check(
          "back", level: .exhaustive, family: smallVectors,
          subject: { try SubsetQueryToOV().reduce($0) },
          mutants: ["B is not inverted": { try OrthogonalVectors(left: $0.left, right: $0.right) }],
          test: { reduction, vectors in
            let source = try SubsetQuery(left: vectors.left, right: vectors.right)
            return try preserves(SubsetQueryToOV(), reduction, source)
          })
      ])
}

/// All instances of at most two vectors on a side.
package let smallVectors = InstanceFamily<OrthogonalVectors>.exhaustive(
  "all instances of at most 2 vectors on a side, d ≤ 2 (deep: 3)",
  count: { budget in
    (0...(budget == .quick ? 2 : 3)).map { d in ((0...2).map { 1 << (d * $0) }.reduce(0, +)) }.map { $0 * $0 }
      .reduce(0, +)
  },
  all: { budget in (0...(budget == .quick ? 2 : 3)).flatMap(OrthogonalVectors.all) })

/// Random instances, half of them with an orthogonal pair, the others without.
package func randomVectors(quick: Int, upTo n: Int, dimension: Int = 6) -> InstanceFamily<OrthogonalVectors> {
  .random(
    "random vectors, 1 to \(n) on a side, 1 ≤ d ≤ \(dimension), half of them with an orthogonal pair", quick: quick,
    deep: 1_000, shrink: OrthogonalVectors.shrink,
    draw: { index, stream in
      let drawn = try OrthogonalVectors.random(
        left: stream.uniform(in: 1...n), right: stream.uniform(in: 1...n), dimension: stream.uniform(in: 1...dimension),
        percent: 60, using: &stream
      ).repaired(using: &stream)
      guard index % 2 == 0 else { return drawn }
      return drawn.planted(stream.uniform(in: 1...min(drawn.left.rows, drawn.right.rows)), using: &stream)
    })
}

/// A reduction keeps the answer, the number of solutions and its promises, and what `pair` says of each pair of vectors, on
/// small and on random instances.
private func vectorChecks<R: Reduction>(
  _ reduction: R,
  pair isRight: @escaping @Sendable (_ source: OrthogonalVectors, _ target: R.Target, _ i: Int, _ j: Int) -> Bool,
  mutants: KeyValuePairs<String, Algorithm<OrthogonalVectors, R.Target>>
) -> [Check] where R.Source == OrthogonalVectors {
  let subject: Algorithm<OrthogonalVectors, R.Target> = { try reduction.reduce($0) }
  let test: @Sendable (Algorithm<OrthogonalVectors, R.Target>, OrthogonalVectors) throws -> Verdict = {
    subject, source in
    let target = try subject(source)
    for i in 0..<source.left.rows {
      for j in 0..<source.right.rows where !isRight(source, target, i, j) {
        return .fails("of the vectors \(VectorPair(i, j)) the images are wrong")
      }
    }
    return try preserves(reduction, subject, source)
  }
  return [
    Check(
      "exhaustive", level: .exhaustive, family: smallVectors, subject: subject, mutants: mutants,
      test: test),
    Check(
      "random", level: .certified, family: randomVectors(quick: 60, upTo: 6), subject: subject, mutants: mutants,
      test: test),
  ]
}

/// Whether an instance's reference answer means that of the source: the same number of pairs, a pair among them, and sizes as
/// promised.
package func preserves<R: Reduction>(
  _ reduction: R, _ subject: Algorithm<R.Source, R.Target>, _ source: R.Source
) throws -> Verdict where R.Source.Answer == PairAnswer {
  let target = try subject(source)
  let (meaning, truth) = (
    try reduction.interpret(target.referenceAnswer(), for: source), try source.referenceAnswer()
  )
  for promise in try reduction.promisedSize(of: source.size) where !promise.isKept(by: target.size) {
    return .fails("\(promise) is promised, but the sizes are \(target.size)")
  }
  return .all(
    .equal(meaning.exists, truth.exists, "the answer"), .equal(meaning.count, truth.count, "the number of pairs"),
    .require(try source.verify(meaning), "the witness is none"),
    .require(meaning.exists == false || meaning.witness != nil, "there is no witness"))
}

extension OrthogonalVectors {
  /// All instances of at most two vectors on a side of the given dimension.
  package static func all(dimension d: Int) -> [OrthogonalVectors] {
    let sides = (0...2).flatMap { n in
      (0..<1 << (n * d)).map { code in BitMatrix(rows: n, columns: d) { code >> ($0 * d + $1) & 1 == 1 } }
    }
    return sides.flatMap { left in sides.compactMap { try? OrthogonalVectors(left: left, right: $0) } }
  }
}
