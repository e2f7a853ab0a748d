import Evidence
import Exact
import Reasoning

extension Claim {
  /// What can be guessed without following the chain.
  static let shortcutCeilings = Claim(
    id: "reasoning.shortcut-ceilings",
    title: "What a predictor can reach that knows which operations occur but not their order",
    sentences: [
      Sentence(
        """
        On a chain of $n$ independent uniform operations over Z2, the best predictor of position $i$ that knows only the number of \
        negations is right with probability $2^{-n} \\sum_k \\binom{n}{k} \\max(E, 1-E)$, $E = \\sum_{e\\ even} \\binom{k}{e} \
        \\binom{n-k}{i-e} / \\binom{n}{i}$. So the last variable needs no chain at all ($i = n$ gives 1), and ceilings are \
        symmetric: positions $i$ and $n - i$ have the same.
        """,
        topic: "Z2", checks: ["negations"]),
      Sentence(
        """
        Over any finite group the dynamic programme over multisets gives the same as trying all $|G|^n$ chains: 1 for the last position if \
        the group is abelian; for D3 and $n = 1, \\ldots, 6$ it is 1, 3/4, 137/216, 59/108, 157/324, 253/576, and for Q8 and $n \\le 4$ it \
        is 1, 13/16, 23/32, 83/128.
        """,
        topic: "other groups", checks: ["multisets"]),
    ],
    source: .legoPaper("the shortcut; the ceilings are derived"),
    checks: [
      Check(
        "negations", level: .exhaustive,
        family: .exhaustive(
          "all n ≤ 8 (deep: 12), all positions", count: { $0 == .quick ? 8 : 12 },
          all: { (1...($0 == .quick ? 8 : 12)).map { ChainLength(group: "Z2", length: $0) } }),
        subject: { ShortcutCeiling.negations(length: $0.length) },
        mutants: [
          "the guess is always an even number of negations": { formula($0.length, guess: { $0 }) },
          "position i is looked up as i − 1": { formula($0.length, shift: -1) },
          "all numbers of negations are equally likely": { formula($0.length, weight: { _ in 1 }) },
        ],
        test: { ceilings, chain in
          .equal(try ceilings(chain), try enumerated(try .cyclic(2), chain.length), "the ceilings")
        }),
      Check(
        "multisets", level: .exhaustive,
        family: .listed(
          "Z2, Z3, Z2xZ2, D3 and Q8, lengths 1 to 3 (deep: to 5 for orders up to 6)",
          quick: lengths(upTo: 3), deep: lengths(upTo: 5).filter { $0.length > 3 && $0.group != "Q8" }),
        subject: { try ShortcutCeiling.multiset(of: .named($0.group), length: $0.length) },
        mutants: [
          "a set instead of a multiset": knowing { Array(Set($0)).sorted() },
          "operations are not sorted": knowing { $0 },
          "the last operation is left out": knowing { $0.dropLast().sorted() },
        ],
        test: { ceilings, chain in
          let group = try FiniteGroup.named(chain.group)
          let found = try ceilings(chain)
          return .all(
            .equal(found, try enumerated(group, chain.length), "the ceilings"),
            .require(!group.isAbelian || found.last == 1, "the last ceiling of an abelian group is not 1"))
        }),
    ])
}

/// A group's name, and how long the chain is.
private struct ChainLength: Codable, Sendable {
  var group: String
  var length: Int
}

private func lengths(upTo longest: Int) -> [ChainLength] {
  ["Z2", "Z3", "Z2xZ2", "D3", "Q8"].flatMap { group in
    (1...longest).map { ChainLength(group: group, length: $0) }
  }
}

/// By trying all chains: for each multiset of operations and each position the most frequent value is guessed.
private func enumerated(
  _ group: FiniteGroup, _ n: Int, knowing key: ([Int]) -> [Int] = { $0.sorted() }
) throws -> [Rational] {
  var counts: [[Int]: [[Int]]] = [:]
  var operations = [Int](repeating: 0, count: n)
  let total = (0..<n).reduce(1) { total, _ in total * group.order }
  for number in 0..<total {
    var rest = number
    for i in 0..<n { (operations[i], rest) = (rest % group.order, rest / group.order) }
    let multiset = key(operations)
    var table =
      counts[multiset] ?? [[Int]](repeating: [Int](repeating: 0, count: group.order), count: n)
    var value = group.identity
    for (i, operation) in operations.enumerated() {
      value = group.product(operation, value)
      table[i][value] += 1
    }
    counts[multiset] = table
  }
  return (0..<n).map { i in
    Rational(Integer(counts.values.reduce(0) { $0 + ($1[i].max() ?? 0) }), Integer(total))
  }
}

/// The ceilings of a predictor that knows something else of the operations than their multiset.
private func knowing(_ key: @escaping @Sendable ([Int]) -> [Int]) -> Algorithm<ChainLength, [Rational]> {
  { try enumerated(.named($0.group), $0.length, knowing: key) }
}

/// The formula as it stands, with a fault.
private func formula(
  _ n: Int, weight: (Integer) -> Integer = { $0 }, guess: (Rational) -> Rational = { max($0, 1 - $0) }, shift: Int = 0
) -> [Rational] {
  func choose(_ n: Int, _ k: Int) -> Integer {
    guard k >= 0, k <= n else { return 0 }
    return (0..<k).reduce(Integer(1)) { $0 * Integer(n - $1) / Integer($1 + 1) }
  }
  return (1...n).map { position in
    let i = max(position + shift, 0)
    var (sum, total): (Rational, Rational) = (0, 0)
    for k in 0...n {
      let even = stride(from: 0, through: i, by: 2).reduce(Integer(0)) { $0 + choose(k, $1) * choose(n - k, i - $1) }
      let share = Rational(weight(choose(n, k)))
      sum += share * guess(Rational(even, choose(n, i)))
      total += share
    }
    return sum / total
  }
}
