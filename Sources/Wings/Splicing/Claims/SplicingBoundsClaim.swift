import Evidence
import Exact
import Splicing

extension Claim {
  /// Between seams and tilings.
  static let splicingBounds = Claim(
    id: "splicing.bounds",
    title: "The fewest edits lie between half the seams and the greedy tiling, which is less than twice as long",
    sentences: [
      Sentence(
        """
        For a nonempty text of $n$ words that can be made: $\\mathrm{OPT} \\le \\mathrm{OPT}_{\\text{insert}} \\le \
        \\mathrm{TILE} \\le 2\\,\\mathrm{OPT} - 1$.
        """,
        topic: "the tiling", checks: ["random"],
        proof: ProofReference(file: "Splicing/SplicingBounds.v", theorems: ["tiling_bounds"])),
      Sentence(
        """
        With $b$ adjacent pairs of words that are adjacent in no neighbour, $\\lceil b/2 \\rceil + 1 \\le \\mathrm{OPT} \\le \
        n$ and $b + 1 \\le \\mathrm{TILE}$.
        """,
        topic: "seams", checks: ["random"],
        proof: ProofReference(
          file: "Splicing/SplicingBounds.v", theorems: ["seams_bound", "seams_tile", "words_bound"])),
      Sentence(
        "$\\mathrm{OPT} = 1$ exactly if the text is a segment of a neighbour.",
        topic: "segments", checks: ["random"],
        proof: ProofReference(file: "Splicing/SplicingBounds.v", theorems: ["one_iff_segment"])),
      Sentence(
        """
        The factor 2 is attained for every OPT: $a_1 \\dots a_{q-1}\\, c\\, b_{q-1} \\dots b_1$, all different, from $a_i \
        b_i$ and $c$ takes $q$ operations and $2q - 1$ tiles.
        """,
        topic: "nested pairs", checks: ["nested"],
        proof: ProofReference(file: "Splicing/SplicingBounds.v", theorems: ["nested_pairs"])),
      Sentence(
        """
        Replacement saves as much: $c_0 x_1 c_1 \\dots x_q c_q$ from $c_0 d_1 c_1 \\dots d_q c_q$ and the $x_i$, all words \
        different, takes $q + 1$ operations with it and $2q + 1$ without.
        """,
        topic: "combs", checks: ["comb"],
        proof: ProofReference(file: "Splicing/SplicingCombs.v", theorems: ["combs"])),
    ],
    source: .splicingPaper("the tiling baseline; the bounds are derived"),
    checks: [
      Check(
        "random", level: .certified, family: .splices(words: 20, quick: 200, deep: 20_000), subject: bounds,
        mutants: mutants, test: boundsHold),
      Check(
        "nested", level: .certified,
        family: .listed("nested pairs, OPT = 1 ... 12 (deep: to 40)", quick: Array(1...12), deep: Array(13...40)),
        subject: bounds, mutants: nestedMutants,
        test: { bounds, q in
          let opening = Array(0..<(q - 1))
          let instance = SpliceInstance(
            target: opening + [2 * q] + opening.reversed().map { $0 + q },
            neighbours: opening.map { [$0, $0 + q] } + [[2 * q]])
          guard let found = try bounds(instance.problem) else { return .fails("nothing found") }
          return .all(
            .equal(found.cost, q, "the cost"), .equal(found.insertOnly, q, "the cost of insertions"),
            .equal(found.tiling, 2 * q - 1, "the tiling"),
            .atMost(Rational(found.tiling), Rational(2 * found.cost - 1), "the tiling"))
        }),
      Check(
        "comb", level: .certified,
        family: .listed("combs of q teeth, q = 1 ... 12 (deep: to 30)", quick: Array(1...12), deep: Array(13...30)),
        subject: bounds,
        mutants: [
          "never replaces": { problem in
            guard var found = try SpliceBounds(problem) else { return nil }
            found.cost = found.insertOnly
            return found
          },
          "replaces where it may only insert": { problem in
            guard var found = try SpliceBounds(problem) else { return nil }
            found.insertOnly = found.cost
            return found
          },
        ],
        test: { bounds, q in
          // c₀ d₁ c₁ … d_q c_q, with x_i for d_i in the target.
          let host = Array(0...(2 * q))
          let instance = SpliceInstance(
            target: host.map { $0 % 2 == 0 ? $0 : 100 + $0 }, neighbours: [host] + (1...q).map { [99 + 2 * $0] })
          guard let found = try bounds(instance.problem) else { return .fails("nothing found") }
          return .all(
            .equal(found.cost, q + 1, "the cost"), .equal(found.insertOnly, 2 * q + 1, "the cost of insertions"),
            .equal(found.tiling, 2 * q + 1, "the tiling"))
        }),
    ])

  /// Costs of pieces of a text.
  static let splicingPieces = Claim(
    id: "splicing.pieces",
    title:
      "The cost of a piece of a text grows by at most one with a word, is subadditive, and never grows with a neighbour",
    sentences: [
      Sentence(
        """
        With $S(i,j)$ the least number of operations for $y_i \\dots y_{j-1}$, all words available: $S(i,j) \\le S(i,j+1) \
        \\le S(i,j) + 1$ and the same on the left.
        """,
        checks: ["random"],
        proof: ProofReference(file: "Splicing/SplicingPieces.v", theorems: ["word_behind", "word_before"])),
      Sentence(
        "$S(i,j) \\le S(i,k) + S(k,j)$.",
        checks: ["random"],
        proof: ProofReference(file: "Splicing/SplicingPieces.v", theorems: ["piece_subadditive"])),
      Sentence(
        "With one more neighbour no $S(i,j)$ is larger.",
        checks: ["random"],
        proof: ProofReference(file: "Splicing/SplicingPieces.v", theorems: ["more_neighbours"])),
    ],
    source: .splicingPaper("the dynamic programme; the statement is derived"),
    checks: [
      Check(
        "random", level: .certified, family: .splices(words: 14, quick: 100, deep: 5_000),
        subject: costs,
        mutants: [
          "splits off the first word only": { problem in
            let n = problem.target.count
            let oracle = try SpliceOracle(problem)
            var found = Array(repeating: Array(repeating: 0, count: n + 1), count: n + 1)
            for i in stride(from: n - 1, through: 0, by: -1) {
              for j in stride(from: i + 1, through: n, by: 1) {
                found[i][j] = oracle.cost(of: i..<j) == 1 ? 1 : found[i + 1][j] + 1
              }
            }
            return Array(found.dropLast())
          },
          "uses the last neighbour of several words only": { problem in
            let last = problem.neighbours.last { $0.count > 1 }
            return try costs(
              SpliceProblem(
                target: problem.target,
                neighbours: problem.neighbours.filter { $0.count == 1 } + (last.map { [$0] } ?? [])))
          },
        ],
        test: piecesHold)
    ])
}

private let bounds: Algorithm<SpliceProblem<Int>, SpliceBounds?> = { try SpliceBounds($0) }

private let mutants: KeyValuePairs<String, Algorithm<SpliceProblem<Int>, SpliceBounds?>> = [
  "tiles with the first match, not the longest": { problem in
    var found = try SpliceBounds(problem)
    found?.tiling = firstMatchTiling(problem)
    return found
  },
  "forgets the last pair of words of every neighbour": { problem in
    var found = try SpliceBounds(problem)
    var pairs: Set<[Int]> = []
    for text in problem.neighbours { pairs.formUnion(zip(text, text.dropFirst()).dropLast().map { [$0, $1] }) }
    found?.seams = zip(problem.target, problem.target.dropFirst()).count { !pairs.contains([$0, $1]) }
    return found
  },
  "forgets a neighbour where it may replace": { problem in
    var found = try SpliceBounds(problem)
    let fewer = SpliceProblem(target: problem.target, neighbours: problem.neighbours.dropLast()).addingMissingTokens()
    if let cost = try SpliceOracle(fewer).cost { found?.cost = cost }
    return found
  },
]

private let nestedMutants: KeyValuePairs<String, Algorithm<SpliceProblem<Int>, SpliceBounds?>> = [
  "only appends": { problem in
    guard var found = try SpliceBounds(problem) else { return nil }
    (found.cost, found.insertOnly) = (found.tiling, found.tiling)
    return found
  },
  "takes insertions for tiles": { problem in
    guard var found = try SpliceBounds(problem) else { return nil }
    found.tiling = found.insertOnly
    return found
  },
]

/// The number of tiles when each is the first place that matches at all, as far as it goes.
private func firstMatchTiling(_ problem: SpliceProblem<Int>) -> Int {
  var (tiles, position) = (0, 0)
  while position < problem.target.count {
    guard let text = problem.neighbours.first(where: { $0.contains(problem.target[position]) }),
      let place = text.firstIndex(of: problem.target[position])
    else { return tiles }
    position += zip(problem.target[position...], text[place...]).prefix { $0 == $1 }.count
    tiles += 1
  }
  return tiles
}

@Sendable private func boundsHold(
  _ bounds: Algorithm<SpliceProblem<Int>, SpliceBounds?>, of instance: SpliceInstance
) throws -> Verdict {
  guard let found = try bounds(instance.problem) else {
    return .require(!instance.problem.missingTokens.isEmpty, "no bounds, though no word is missing")
  }
  if let violation = found.violation { return .fails(violation) }
  return .all(
    .atMost(Rational(found.tiling), Rational(max(2 * found.cost - 1, 0)), "the tiling"),
    .atMost(Rational(found.lowerBound), Rational(found.cost), "the bound by seams"))
}

/// Costs of all pieces; every word of the target must be available.
private let costs: Algorithm<SpliceProblem<Int>, [[Int]]> = { problem in
  let oracle = try SpliceOracle(problem)
  return problem.target.indices.map { i in
    (0...problem.target.count).map { j in j <= i ? 0 : oracle.cost(of: i..<j) ?? 1_000_000 }
  }
}

@Sendable private func piecesHold(
  _ costs: Algorithm<SpliceProblem<Int>, [[Int]]>, of instance: SpliceInstance
) throws -> Verdict {
  let problem = instance.problem.addingMissingTokens()
  let n = problem.target.count
  let cost = try costs(problem)
  for i in 0..<n {
    for j in (i + 1)...n {
      if j < n, !(0...1).contains(cost[i][j + 1] - cost[i][j]) {
        return .fails("from \(i)..<\(j) to \(i)..<\(j + 1) the cost goes from \(cost[i][j]) to \(cost[i][j + 1])")
      }
      if i + 1 < j, !(0...1).contains(cost[i][j] - cost[i + 1][j]) {
        return .fails("from \(i + 1)..<\(j) to \(i)..<\(j) the cost goes from \(cost[i + 1][j]) to \(cost[i][j])")
      }
      for k in (i + 1)..<max(j, i + 1) where cost[i][j] > cost[i][k] + cost[k][j] {
        return .fails("\(i)..<\(j) costs \(cost[i][j]), its parts at \(k) less")
      }
    }
  }
  let more = SpliceProblem(
    target: problem.target, neighbours: problem.neighbours + [instance.neighbours.joined().reversed()])
  let less = try costs(more)
  for i in 0..<n {
    for j in (i + 1)...n where less[i][j] > cost[i][j] {
      return .fails("with a neighbour more \(i)..<\(j) costs \(less[i][j]), not \(cost[i][j])")
    }
  }
  return .holds()
}
