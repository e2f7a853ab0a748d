import Discrepancy
import Evidence
import Exact
import Randomness

extension Claim {
  /// Beck and Fiala's bound.
  static let beckFiala = Claim(
    id: "discrepancy.beck-fiala",
    title:
      "If every element lies in at most t sets, rounding changes each set's sum by less than t, and signs reach 2t − 1",
    sentences: [
      Sentence(
        """
        For sets over $n$ elements, each element in at most $t \\ge 1$ of them, and $x \\in [0,1]^n$: as long as a coordinate is \
        neither 0 nor 1, walk to a vertex and keep the sums over the sets with more than $t$ such elements. After at most $n$ \
        rounds this ends at a $z \\in \\{0,1\\}^n$ with $|\\sum_{j \\in S} (x_j - z_j)| < t$ for every set $S$, which keeps the \
        coordinates of $x$ that are 0 or 1.
        """,
        checks: ["linear"],
        proof: ProofReference(file: "Discrepancy/BeckFialaLoop.v", theorems: ["loop_rounds"])),
      Sentence(
        "From $x = 1/2$ the signs $2z - 1$ have $|\\sum_{j \\in S} (2z_j - 1)| \\le 2t - 1$ for every set $S$.",
        checks: ["signs", "boards"],
        proof: ProofReference(file: "Discrepancy/BeckFialaLoop.v", theorems: ["loop_signs"])),
    ],
    remark: "The bound says nothing of sets of fewer than $2t$ elements, such as the lines of projective planes.",
    source: Source(
      paper: "Integer-making theorems (Beck, Fiala; Discrete Applied Mathematics 3, 1981)",
      theorem: "the theorem on integer-making, with its linear form"),
    checks: [
      Check(
        "linear", level: .certified,
        family: .random(
          "random systems of degree t ≤ 6 on n ≤ 40 elements (deep: 200), points in (1/12)ℤ", quick: 60, deep: 1_500,
          shrink: SetInstance.shrink,
          draw: { index, stream in
            SetInstance.drawn(index, elements: index < 60 ? 40 : 200, degree: stream.uniform(in: 1...6), &stream)
          }),
        subject: rounded, mutants: mutants, test: isNear),
      Check(
        "signs", level: .certified,
        family: .random(
          "random systems of degree t ≤ 6 on n ≤ 40 elements (deep: 200)", quick: 60, deep: 1_500,
          shrink: SetInstance.shrink,
          draw: { index, stream in
            var instance = SetInstance.drawn(
              index, elements: index < 60 ? 40 : 200, degree: stream.uniform(in: 1...6), &stream)
            instance.point = instance.point.map { _ in Rational(1, 2) }
            return instance
          }),
        subject: rounded, mutants: mutants, test: signsAreBalanced),
      Check(
        "boards", level: .certified,
        family: .listed(
          "rows, columns and both families of wrapped diagonals of k × k boards, t = 4, k = 8 and 9 (deep: 12 and 16)",
          quick: [8, 9], deep: [12, 16]),
        subject: rounded, mutants: boardMutants, test: boardIsBalanced),
    ])
}

private let rounded: Algorithm<SetInstance, [Int]> = { try BeckFiala($0.system()).round($0.point).rounded }

private let mutants: KeyValuePairs<String, Algorithm<SetInstance, [Int]>> = [
  "lets a set go with t + 1 elements floating": { try rounded($0, lettingGoAt: { $0 + 1 }) },
  "lets a set go with 2t elements floating": { try rounded($0, lettingGoAt: { 2 * $0 }) },
  "forgets the last set": { instance in
    try rounded(SetInstance(sets: instance.sets.dropLast(), point: instance.point))
  },
]

private let boardMutants: KeyValuePairs<String, Algorithm<SetInstance, [Int]>> = [
  "lets a set go with 2t elements floating": { try rounded($0, lettingGoAt: { 2 * $0 }) },
  "keeps the sums over the rows only": { instance in
    try rounded(
      SetInstance(sets: instance.sets.indices.filter { $0 % 4 == 0 }.map { instance.sets[$0] }, point: instance.point))
  },
]

/// The algorithm with another number than t of floating elements at which a set is let go: it is told of one more element, which is 0
/// already, in as many sets.
private func rounded(_ instance: SetInstance, lettingGoAt limit: (_ t: Int) -> Int) throws -> [Int] {
  let (extra, degree) = (instance.point.count, limit(try instance.system().degree))
  var sets = instance.sets + Array(repeating: [], count: max(degree - instance.sets.count, 0))
  for index in 0..<degree { sets[index].append(extra) }
  return try rounded(SetInstance(sets: sets, point: instance.point + [0])).dropLast()
}

/// The signs of the fields of a board with `size` rows: sets of `size` elements, each element in four of them.
@Sendable private func boardIsBalanced(_ rounded: Algorithm<SetInstance, [Int]>, size: Int) throws -> Verdict {
  let centre = [Rational](repeating: Rational(1, 2), count: size * size)
  return try signsAreBalanced(rounded, of: SetInstance(sets: SetInstance.board(size), point: centre))
}

@Sendable private func isNear(_ rounded: Algorithm<SetInstance, [Int]>, of instance: SetInstance) throws -> Verdict {
  let (system, values) = (try instance.system(), try rounded(instance))
  guard values.count == instance.point.count, !values.contains(where: { $0 != 0 && $0 != 1 }) else {
    return .fails("\(values) is not a vector of 0 and 1 for each element")
  }
  if let j = instance.point.indices.first(where: {
    instance.point[$0].isInteger && instance.point[$0] != Rational(values[$0])
  }) {
    return .fails("coordinate \(j) was \(instance.point[j]) and is \(values[j])")
  }
  let change = zip(instance.point, values).map { $0 - Rational($1) }
  let largest = system.sums(change).map(\.magnitude).max() ?? 0
  let degree = Rational(max(system.degree, 1))
  return largest < degree
    ? .atMost(largest, degree, "the change of a sum")
    : .fails("a sum changes by \(largest), not less than t = \(degree)")
}

@Sendable private func signsAreBalanced(
  _ rounded: Algorithm<SetInstance, [Int]>, of instance: SetInstance
) throws -> Verdict {
  let (system, values) = (try instance.system(), try rounded(instance))
  guard values.count == instance.point.count, !values.contains(where: { $0 != 0 && $0 != 1 }) else {
    return .fails("\(values) is not a vector of 0 and 1 for each element")
  }
  let largest = system.sums(values.map { Rational(2 * $0 - 1) }).map(\.magnitude).max() ?? 0
  return .atMost(largest, Rational(max(2 * system.degree - 1, 0)), "the discrepancy")
}
