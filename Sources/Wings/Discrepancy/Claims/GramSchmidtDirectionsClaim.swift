import Discrepancy
import Evidence
import Exact
import Randomness

extension Claim {
  /// No row and no column is lost beside others that are far longer.
  static let gramSchmidtDirections = Claim(
    id: "discrepancy.gram-schmidt-directions",
    title: "The steps of the sampler in floating point lose no row, unit or entry, whatever their scales",
    sentences: [
      Sentence(
        """
        Where some $u$ with $u_p = 1$ has $\\sum_j u_j b_j = 0$ over the alive coordinates, that of the sampler's step has \
        $|\\sum_j u_j b_{ij}| \\le 10^{-9} \\sum_j |u_j b_{ij}|$ in every row $i$, for rows scaled by $2^{-300}$ to $2^{300}$ and columns \
        scaled by $2^{-20}$ to $2^{20}$.
        """, topic: "steps that change nothing", checks: ["kernel"]),
      Sentence(
        """
        Where none has, and rows are of one scale, $r = \\sum_j u_j b_j$ is shortest: \
        $|\\langle b_k, r\\rangle| \\le 10^{-9} \\sum_i |b_{ik}| \\sum_j |u_j b_{ij}|$ for every alive $k \\ne p$.
        """, topic: "shortest steps", checks: ["shortest"]),
      Sentence(
        """
        If the walk is balanced and another coordinate is alive, $|\\sum_j u_j| \\le 10^{-9} \\sum_j |u_j|$; and where rows are of one scale, \
        no other such step has a shorter $r$: $\\langle b_k - b_l, r\\rangle$ is as near to 0 for alive $k, l \\ne p$.
        """, topic: "balanced steps", checks: ["balanced"]),
      Sentence(
        """
        With whitened rows the same random numbers lead to the same signs when rows are scaled by $2^{-1040}$ to $2^{1000}$.
        """, topic: "units", checks: ["units"]),
    ],
    source: Source(
      paper: "Balancing covariates in randomized experiments with the Gram-Schmidt Walk design", arXiv: "1911.03071",
      theorem: "the algorithm; the bounds are derived"),
    checks: [
      Check(
        "kernel", level: .certified, family: .scaled(rows: -300...300, quick: 60, deep: 3_000), subject: direction,
        mutants: directionMutants, test: changesNothing),
      Check(
        "shortest", level: .certified, family: .scaled(rows: 0...0, quick: 60, deep: 3_000), subject: direction,
        mutants: shortestMutants, test: isShortest),
      Check(
        "balanced", level: .certified, family: .scaled(rows: 0...0, quick: 60, deep: 3_000),
        subject: { try $0.balancedDirection() },
        mutants: [
          "is not balanced": direction,
          "moves all others alike": { instance in
            let others = instance.alive.dropLast()
            return instance.entries.indices.map { j in
              j == instance.alive.last ? 1 : others.contains(j) ? -1 / Double(others.count) : 0
            }
          },
          "balances in the units of the columns": { instance in
            let u = try instance.balancedDirection()
            let last = instance.columnExponents[instance.alive[instance.alive.count - 1]]
            return zip(u, instance.columnExponents).map {
              $0 * Double(sign: .plus, exponent: $1 - last, significand: 1)
            }
          },
        ], test: isBalancedAndShortest),
      Check(
        "units", level: .certified, family: .scaled(rows: -1040...1000, quick: 20, deep: 1_000),
        subject: whitenedSigns, mutants: ["walks in the units that are given": { try $0.signs(of: $0.vectors) }],
        test: doNotDependOnUnits),
    ])
}

/// Small integers, by which powers of two the rows and the columns are multiplied, and who is alive.
private struct ScaledVectors: Codable, Sendable {
  var entries: [[Int]]
  var rowExponents: [Int]
  var columnExponents: [Int]
  var alive: [Int]
  var seed: UInt64

  /// The vectors as doubles, exactly.
  var vectors: [[Double]] {
    zip(entries, columnExponents).map { vector, column in
      zip(vector, rowExponents).map { Double($0) * Double(sign: .plus, exponent: $1 + column, significand: 1) }
    }
  }

  func sampler() throws -> GramSchmidtSampler { try GramSchmidtSampler(vectors) }

  func balancedDirection() throws -> [Double] {
    try GramSchmidtSampler(vectors, isBalanced: true).direction(among: alive)
  }

  func signs(of vectors: [[Double]]) throws -> [Int] {
    var stream = RandomStream(seed: seed)
    return try GramSchmidtSampler(vectors).sample(from: vectors.map { _ in 0 }, using: &stream)
  }

  /// The entry in a row and a column, in the units of the columns: those of the rows say nothing of a row by itself.
  func entry(_ i: Int, _ j: Int) -> Rational {
    Rational(entries[j][i])
      * (columnExponents[j] < 0
        ? Rational(1, Integer(1) << -columnExponents[j]) : Rational(Integer(1) << columnExponents[j]))
  }

  /// Whether the pivot's vector is a combination of those of the others.
  var isDependent: Bool {
    let others = alive.dropLast()
    let (rows, pivot) = (entries[0].count, alive[alive.count - 1])
    let matrix = Matrix<Rational>(rows: rows, columns: others.count) { Rational(entries[others[$1]][$0]) }
    if case .inconsistent = matrix.solve((0..<rows).map { Rational(entries[pivot][$0]) }) { return false }
    return true
  }

  /// Σ uⱼ bᵢⱼ and Σ |uⱼ bᵢⱼ|.
  func sums(_ i: Int, _ u: [Rational]) -> (sum: Rational, size: Rational) {
    alive.reduce((0, 0)) { sums, j in
      let term = u[j] * entry(i, j)
      return (sums.0 + term, sums.1 + term.magnitude)
    }
  }
}

extension InstanceFamily where Instance == ScaledVectors {
  fileprivate static func scaled(rows exponents: ClosedRange<Int>, quick: Int, deep: Int) -> InstanceFamily {
    .random(
      """
      1 to 8 vectors of 1 to 4 integers from −4 to 4, rows times 2^e for e from \(exponents.lowerBound) to \
      \(exponents.upperBound), every second time columns times 2^e for |e| ≤ 20; every third time 4 to 8 of which all but the last lie in a plane
      """, quick: quick, deep: deep,
      draw: { index, stream in
        let isPlane = index % 3 == 2
        let (n, d) = (stream.uniform(in: isPlane ? 4...8 : 1...8), isPlane ? 4 : stream.uniform(in: 1...4))
        let alive = (0..<n).filter { stream.uniform(in: 0...3) > 0 || isPlane && $0 == n - 1 }
        var entries = (0..<n).map { _ in (0..<d).map { _ in stream.uniform(in: -4...4) } }
        if isPlane {
          for j in 2..<n - 1 {
            let (a, b) = (stream.uniform(in: -2...2), stream.uniform(in: -2...2))
            entries[j] = zip(entries[0], entries[1]).map { a * $0 + b * $1 }
          }
        }
        return ScaledVectors(
          entries: entries,
          rowExponents: (0..<d).map { _ in stream.uniform(in: exponents) },
          columnExponents: (0..<n).map { _ in index % 2 == 0 ? 0 : stream.uniform(in: -20...20) },
          alive: alive.isEmpty ? [n - 1] : alive, seed: stream.next())
      })
  }
}

private let direction: Algorithm<ScaledVectors, [Double]> = { try $0.sampler().direction(among: $0.alive) }

private let shortestMutants: KeyValuePairs<String, Algorithm<ScaledVectors, [Double]>> = [
  "in single precision": { try direction($0).map { Double(Float($0)) } },
  "leaves the columns in units of their own": { instance in
    let (u, last) = (try direction(instance), instance.columnExponents[instance.alive[instance.alive.count - 1]])
    return zip(u, instance.columnExponents).map { $0 * Double(sign: .plus, exponent: $1 - last, significand: 1) }
  },
  "forgets the first of the others": { instance in
    guard instance.alive.count > 1 else { return try direction(instance) }
    return try instance.sampler().direction(among: Array(instance.alive.dropFirst()))
  },
]

private let directionMutants: KeyValuePairs<String, Algorithm<ScaledVectors, [Double]>> = [
  "in single precision": { try direction($0).map { Double(Float($0)) } },
  "a fixed lift in place of a factorisation": { instance in
    let longest = instance.vectors.flatMap { $0 }.reduce(0) { max($0, abs($1)) }
    let scaled = instance.vectors.map { $0.map { $0 / longest } }
    return try GramSchmidtSampler(scaled, lift: 0x1p-24).direction(among: instance.alive)
  },
  "rows far shorter than the longest count as zero": { instance in
    let longest = instance.rowExponents.max() ?? 0
    let rows = instance.rowExponents.map { $0 >= longest - 40 }
    let kept = instance.vectors.map { vector in zip(vector, rows).map { $1 ? $0 : 0 } }
    return try GramSchmidtSampler(kept).direction(among: instance.alive)
  },
]

@Sendable private func changesNothing(
  _ direction: Algorithm<ScaledVectors, [Double]>, _ instance: ScaledVectors
) throws -> Verdict {
  let u = try exactly(direction(instance))
  let pivot = instance.alive[instance.alive.count - 1]
  guard u[pivot] == 1, u.indices.allSatisfy({ instance.alive.contains($0) || u[$0] == 0 }) else {
    return .fails("the direction is \(u), not 1 at the pivot and 0 outside of the alive coordinates")
  }
  guard instance.isDependent else { return .holds() }
  for i in instance.rowExponents.indices {
    let (sum, size) = instance.sums(i, u)
    if sum.magnitude > size / 1_000_000_000 { return .fails("row \(i) changes by \(Double(sum)) of \(Double(size))") }
  }
  return .holds()
}

@Sendable private func isShortest(
  _ direction: Algorithm<ScaledVectors, [Double]>, _ instance: ScaledVectors
) throws -> Verdict {
  let u = try exactly(direction(instance))
  let rows = Array(instance.rowExponents.indices)
  let sums = rows.map { instance.sums($0, u) }
  for k in instance.alive.dropLast() {
    let product = rows.reduce(Rational(0)) { $0 + instance.entry($1, k) * sums[$1].sum }
    let size = rows.reduce(Rational(0)) { $0 + instance.entry($1, k).magnitude * sums[$1].size }
    if product.magnitude > size / 1_000_000_000 {
      return .fails("the sum is not orthogonal to vector \(k): \(Double(product)) of \(Double(size))")
    }
  }
  return .holds()
}

@Sendable private func isBalancedAndShortest(
  _ direction: Algorithm<ScaledVectors, [Double]>, _ instance: ScaledVectors
) throws -> Verdict {
  let u = try exactly(direction(instance))
  let others = instance.alive.dropLast()
  guard u[instance.alive[instance.alive.count - 1]] == 1, let first = others.first else {
    return .require(u.filter { !$0.isZero } == [1], "the direction is \(u)")
  }
  let (sum, size) = u.reduce((Rational(0), Rational(0))) { ($0.0 + $1, $0.1 + $1.magnitude) }
  if sum.magnitude > size / 1_000_000_000 { return .fails("the direction adds up to \(Double(sum))") }
  let rows = Array(instance.rowExponents.indices)
  let sums = rows.map { instance.sums($0, u) }
  for k in others.dropFirst() {
    let (product, size) = rows.reduce((Rational(0), Rational(0))) { total, i in
      let (a, b) = (instance.entry(i, k), instance.entry(i, first))
      return (total.0 + (a - b) * sums[i].sum, total.1 + (a.magnitude + b.magnitude) * sums[i].size)
    }
    if product.magnitude > size / 1_000_000_000 {
      return .fails("a shift from \(first) to \(k) makes the sum shorter: \(Double(product)) of \(Double(size))")
    }
  }
  return .holds()
}

/// The numbers as they are; 0 for one that is not finite, which then is far from right.
private func exactly(_ numbers: [Double]) -> [Rational] { numbers.map { Rational(exactly: $0) ?? 0 } }

private let whitenedSigns: Algorithm<ScaledVectors, [Int]> = {
  try $0.signs(of: GramSchmidtSampler.whitened($0.vectors))
}

@Sendable private func doNotDependOnUnits(
  _ signs: Algorithm<ScaledVectors, [Int]>, _ instance: ScaledVectors
) throws -> Verdict {
  var plain = instance
  plain.rowExponents = instance.rowExponents.map { _ in 0 }
  return .equal(try signs(instance), try signs(plain), "the signs")
}
