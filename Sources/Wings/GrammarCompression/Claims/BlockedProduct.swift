import Evidence
import Exact
import GrammarCompression

extension Claim {
  /// Cut from the bottom up, a vector has few pieces, of which few are different.
  static let blockedPieces = Claim(
    id: "grammar.blocked-pieces",
    title:
      "A program of n symbols is cut into at most 4N/(L−1) + 2 pieces of fewer than 2L entries, at most 2n + 2 different",
    sentences: [
      Sentence(
        """
        Let a straight-line program of $n$ symbols expand to $N$ entries, and $L \\ge 2$. Cutting its symbols of more than \
        $L$ entries from the bottom up into prefix, pieces and suffix gives pieces of fewer than $2L$ entries, whose \
        concatenation is the vector.
        """,
        checks: ["exhaustive", "random"]),
      Sentence(
        "There are at most $4N/(L-1) + 2$ pieces.",
        checks: ["exhaustive", "random"]),
      Sentence(
        "At most $2n + 2$ of them are different.",
        checks: ["exhaustive", "random"]),
    ],
    source: .grammarPaper("the upper bound side; the cutting and its counts are derived"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "all words over {0, 1} of length ≤ 6 (deep: 10) in four shapes, L = 2, 3, 4, 5",
          count: { cutWords(upTo: $0 == .quick ? 6 : 10).count }, all: { cutWords(upTo: $0 == .quick ? 6 : 10) }),
        subject: pieces, mutants: pieceMutants, test: areFew),
      Check(
        "random", level: .certified,
        family: .random(
          "random words of length ≤ 400 with repetitions and runs in four shapes, L between 2 and 100; the margin is the tightest case",
          quick: 200, deep: 20_000,
          shrink: { cut in
            Word.shrink(cut.word).map { CutWord(word: $0, shape: cut.shape, granularity: cut.granularity) }
          },
          draw: { _, stream in
            CutWord(
              word: Word.random(stream.uniform(in: 0...400), &stream),
              shape: GrammarShape.allCases[stream.uniform(in: 0...3)],
              granularity: stream.uniform(in: 2...(stream.uniform(in: 0...1) == 0 ? 8 : 100)))
          }),
        subject: pieces, mutants: randomPieceMutants, test: areFew),
    ])

  /// All ways to the inner product agree.
  static let blockedProduct = Claim(
    id: "grammar.product-methods",
    title: "By keys, by runs, by pieces of any length and by expansion, the product is the same",
    sentences: [
      Sentence(
        """
        For straight-line programs $v$, $u$ of equal length over the integers, the memoised product, the same without its \
        shortcut for repeated values, the blocked product with $L = 1, 2, 3, 5, 8, 100$ (entry by entry, and by one exact \
        correlation for each pair of pieces), the product along runs, and the choice among them all return $\\sum_i v_i \
        u_i$, and a position at which neither vector is 0 if that is not 0.
        """,
        topic: "the methods agree", checks: ["exhaustive", "random"]),
      Sentence(
        """
        For words $a$, $b$ of coprime lengths the blocked product of $a^{|b|}$ and $b^{|a|}$ returns $\\sum_i a_i \\cdot \
        \\sum_j b_j$.
        """,
        topic: "powers of coprime lengths", checks: ["coprime"]),
    ],
    source: .grammarPaper("the upper bound side: computing on the compressed form"),
    checks: [
      Check(
        "exhaustive", level: .exhaustive,
        family: .exhaustive(
          "all pairs of words over {−1, 0, 1} of equal length ≤ 3 (deep: 4) in three pairs of shapes, by all methods",
          count: { methodPairs(upTo: $0 == .quick ? 3 : 4).count }, all: { methodPairs(upTo: $0 == .quick ? 3 : 4) }),
        subject: products, mutants: productMutants, test: agree),
      Check(
        "random", level: .certified,
        family: .random(
          "random pairs of words of length ≤ 120 with repetitions and runs, some entries beyond 64 bits, in four shapes",
          quick: 50, deep: 10_000, shrink: WordPair.shrink, draw: { WordPair.random(120, &$1) }),
        subject: products, mutants: productMutants, test: agree),
      Check(
        "coprime", level: .certified,
        family: .random(
          "random words a, b of coprime lengths up to 300: ⟨a^|b|, b^|a|⟩ = Σa · Σb", quick: 10, deep: 1_000,
          draw: { _, stream in
            while true {
              let (p, q) = (stream.uniform(in: 1...300), stream.uniform(in: 1...300))
              if Integer.gcd(Integer(p), Integer(q)) == 1 {
                return Periods(v: Word.random(p, &stream), u: Word.random(q, &stream))
              }
            }
          }),
        subject: blocked, mutants: blockedMutants, test: isProductOfSums),
    ])
}

// Pieces.

/// A word, the shape of its program, and the granularity at which it is cut.
private struct CutWord: Codable, Sendable {
  var word: [Integer]
  var shape: GrammarShape
  var granularity: Int
}

private func cutWords(upTo length: Int) -> [CutWord] {
  (0...length).flatMap { Word.all(length: $0, over: [0, 1]) }.flatMap { word in
    GrammarShape.allCases.flatMap { shape in
      (2...5).map { CutWord(word: word, shape: shape, granularity: $0) }
    }
  }
}

private typealias Cut = (program: StraightLineProgram<Integer>, granularity: Int)
private typealias Pieces = (pieces: [[Integer]], distinct: Int)

private let pieces: Algorithm<Cut, Pieces> = { cut in
  let sequence = PieceSequence(cut.program, granularity: cut.granularity)
  return (Array(sequence.pieces), sequence.distinctCount)
}

private let randomPieceMutants: KeyValuePairs<String, Algorithm<Cut, Pieces>> = [
  "each entry a piece": { cut in
    let entries = try cut.program.expand()
    return (entries.map { [$0] }, Set(entries).count)
  },
  "each short symbol a piece": { cut in
    // Without joining what lies beside long symbols.
    let rules = cut.program
    func parts(_ symbol: Int) -> [Int] {
      guard rules.length(of: symbol) > cut.granularity, case .pair(let left, let right) = rules.rule(of: symbol) else {
        return [symbol]
      }
      return parts(left) + parts(right)
    }
    let symbols = rules.root.map { parts($0) } ?? []
    var start = 0
    let pieces = try symbols.map { symbol in
      defer { start += rules.length(of: symbol) }
      return try rules.slice(start..<start + rules.length(of: symbol)).expand()
    }
    return (pieces, Set(symbols).count)
  },
]

private let pieceMutants: KeyValuePairs<String, Algorithm<Cut, Pieces>> = [
  "pieces twice as long": { cut in
    let sequence = PieceSequence(cut.program, granularity: 3 * cut.granularity)
    return (Array(sequence.pieces), sequence.distinctCount)
  },
  "loses the suffix": { cut in
    let sequence = PieceSequence(cut.program, granularity: cut.granularity)
    return (Array(sequence.pieces.dropLast()), sequence.distinctCount)
  },
  "tells no pieces apart": { cut in
    (Array(PieceSequence(cut.program, granularity: cut.granularity).pieces), min(cut.program.size, 1))
  },
]

@Sendable private func areFew(_ pieces: Algorithm<Cut, Pieces>, _ cut: CutWord) throws -> Verdict {
  let program = try cut.shape.program(of: cut.word)
  let (found, distinct) = try pieces((program, cut.granularity))
  let bound = Rational(Integer(4 * program.count), Integer(cut.granularity - 1)) + 2
  return .all(
    .equal(found.flatMap { $0 }, cut.word, "the concatenation of the pieces"),
    .require(
      found.allSatisfy { !$0.isEmpty && $0.count < 2 * cut.granularity }, "a piece is empty, or has 2L entries or more"),
    .require(Set(found).count <= distinct, "there are \(Set(found).count) different pieces, not \(distinct)"),
    .atMost(Rational(distinct), Rational(2 * program.size + 2), "different pieces"),
    .atMost(Rational(found.count), bound, "pieces"))
}

// Products.

private func methodPairs(upTo length: Int) -> [WordPair] {
  WordPair.all(
    upTo: length, over: [-1, 0, 1],
    shapes: [[.balanced, .balanced], [.caterpillar, .mirrored], [.repair, .caterpillar]])
}

private typealias Programs = (v: StraightLineProgram<Integer>, u: StraightLineProgram<Integer>)
private typealias Product = (method: String, value: Integer, witness: Int?)

private let granularities = [1, 2, 3, 5, 8, 100]

private let products: Algorithm<Programs, [Product]> = { programs in
  let (v, u) = programs
  var found: [Product] = []
  for policy in [RepeatedValuePolicy.sum, .split] {
    let product = try v.product(with: u, repeatedValues: policy)
    found.append(("by keys, repeated values: \(policy)", product.value, product.witness))
  }
  for granularity in granularities {
    for arithmetic in PieceArithmetic.allCases {
      let product = try v.product(with: u, granularity: granularity, arithmetic: arithmetic)
      found.append(("by pieces, L = \(granularity), \(arithmetic)", product.value, product.witness))
    }
  }
  for method in ProductMethod.allCases {
    let product = try v.product(with: u, method: method)
    found.append((method.rawValue, product.value, product.witness))
  }
  return found
}

/// The products that a fault in the pieces would give, by the definition.
private func faultyPieces(_ fault: @escaping @Sendable (inout [Integer], inout [Integer]) -> Void) -> Algorithm<
  Programs, [Product]
> {
  { programs in
    try granularities.map { granularity in
      var (v, u) = (try programs.v.expand(), try programs.u.expand())
      fault(&v, &u)
      let sum = zip(v, u).reduce(Integer(0)) { $0 + $1.0 * $1.1 }
      return ("by pieces, L = \(granularity)", sum, zip(v, u).enumerated().first { $1.0 * $1.1 != 0 }?.offset)
    }
  }
}

private let productMutants: KeyValuePairs<String, Algorithm<Programs, [Product]>> = [
  "drops the last piece": faultyPieces { v, u in (v, u) = (v.dropLast(), u.dropLast()) },
  "forgets to reverse a word": faultyPieces { _, u in u.reverse() },
  "does not carry between digits": faultyPieces { v, u in
    // If the sum so far is negative, the next digit is one too small.
    var sum: Integer = 0
    for index in v.indices {
      let product = v[index] * u[index]
      if sum < 0, u[index] == 1 { v[index] -= 1 }
      sum += product
    }
  },
  "the first position is the witness": { programs in
    try products(programs).map { ($0.method, $0.value, $0.witness.map { _ in 0 }) }
  },
]

@Sendable private func agree(_ products: Algorithm<Programs, [Product]>, _ pair: WordPair) throws -> Verdict {
  let found = try products(try pair.programs())
  guard !found.isEmpty else { return .fails("there is no product") }
  for product in found {
    if product.value != pair.product {
      return .fails("\(product.method): the product is \(product.value), not \(pair.product)")
    }
    if let witness = product.witness {
      guard pair.v.indices.contains(witness), pair.v[witness] != 0, pair.u[witness] != 0 else {
        return .fails("\(product.method): the witness \(witness) is none")
      }
    } else if pair.product != 0 {
      return .fails("\(product.method): there is no witness")
    }
  }
  return .holds()
}

/// Two words, each to be repeated as often as the other is long.
private struct Periods: Codable, Sendable {
  var v: [Integer]
  var u: [Integer]
}

private let blocked: Algorithm<Programs, Integer> = { try $0.v.product(with: $0.u, method: .blocked).value }

private let blockedMutants: KeyValuePairs<String, Algorithm<Programs, Integer>> = [
  "each pair of pieces at one offset only": { programs in
    let pieces = (
      Array(PieceSequence(programs.v, granularity: 16).pieces), Array(PieceSequence(programs.u, granularity: 16).pieces)
    )
    return zip(pieces.0, pieces.1).reduce(0) { sum, pair in
      sum + zip(pair.0, pair.1).reduce(0) { $0 + $1.0 * $1.1 }
    }
  },
  "counts each meeting once": { try $0.v.product(with: $0.u, method: .blocked).value / 2 },
]

@Sendable private func isProductOfSums(_ product: Algorithm<Programs, Integer>, _ periods: Periods) throws -> Verdict {
  let v = try StraightLineProgram(repair: periods.v).power(periods.u.count)
  let u = try StraightLineProgram(lz77: periods.u).power(periods.v.count)
  return .equal(try product((v, u)), periods.v.reduce(0, +) * periods.u.reduce(0, +), "the product")
}
