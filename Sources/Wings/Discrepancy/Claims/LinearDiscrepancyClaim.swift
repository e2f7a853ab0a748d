import Discrepancy
import Evidence
import Exact
import Randomness

extension Claim {
  /// Linear discrepancy is at most hereditary discrepancy.
  static let linearDiscrepancy = Claim(
    id: "discrepancy.linear-hereditary",
    title: "The worst point of the cube is no farther from its best rounding than the hereditary discrepancy",
    sentences: [
      Sentence(
        """
        For $A \\in \\mathbb{Z}^{m \\times n}$: $\\max_{w \\in [0,1]^n} \\min_{z \\in \\{0,1\\}^n} \\|A(w - z)\\|_\\infty \
        \\le \\max_J \\min_{\\varepsilon \\in \\{-1,1\\}^J} \\|A_J \\varepsilon\\|_\\infty$.
        """,
        topic: "the bound", checks: ["small", "random"],
        proof: ProofReference(file: "Discrepancy/LinearDiscrepancy.v", theorems: ["linear_at_most_hereditary"])),
      Sentence(
        """
        Branch and bound over linear programs computes the left side exactly: the point that it names is that far from its \
        best rounding, and no point of the grid of step 1/6 (1/3 for $n = 4$) is farther. The right side is computed by \
        trying all sets of columns and all signs.
        """,
        topic: "how both sides are computed", checks: ["small", "random"]),
    ],
    remark: "In units of signs, $2z - 1$, the left side is twice as large, and the bound is twice the right side.",
    source: Source(
      paper: "Discrepancy of set-systems and matrices (Lovász, Spencer, Vesztergombi; European J. Combin. 7, 1986)",
      theorem: "the bound of linear by hereditary discrepancy; by rounding binary digits"),
    checks: [
      Check(
        "small", level: .exhaustive,
        family: .listed(
          "all matrices with entries in −1...1 of shapes 1 × 1, 1 × 2, 2 × 1, 2 × 2 (deep: 1 × 3, 3 × 2, 2 × 3)",
          quick: [(1, 1), (1, 2), (2, 1), (2, 2)].flatMap(SmallMatrix.all),
          deep: [(1, 3), (3, 2), (2, 3)].flatMap(SmallMatrix.all)),
        subject: worst, mutants: mutants, test: isWorstAndBounded),
      Check(
        "random", level: .certified,
        family: .random(
          "m ≤ 3, n ≤ 3 (deep: 4), entries up to 4", quick: 6, deep: 60,
          draw: { index, stream in
            let (m, n) = (stream.uniform(in: 1...3), stream.uniform(in: 1...(index < 6 ? 3 : 4)))
            return SmallMatrix(rows: (0..<m).map { _ in (0..<n).map { _ in stream.uniform(in: -4...4) } })
          }),
        subject: worst, mutants: mutants, test: isWorstAndBounded),
    ])
}

private struct SmallMatrix: Codable, Sendable {
  var rows: [[Int]]

  /// All with entries in −1...1.
  static func all(_ m: Int, _ n: Int) -> [SmallMatrix] {
    let count = (0..<m * n).reduce(1) { product, _ in product * 3 }
    return (0..<count).map { code in
      var rest = code
      return SmallMatrix(
        rows: (0..<m).map { _ in
          (0..<n).map { _ in
            defer { rest /= 3 }
            return rest % 3 - 1
          }
        })
    }
  }

  var count: Int { rows.first?.count ?? 0 }

  /// max over sets of columns of min over signs, by trying all.
  var hereditary: Int {
    var largest = 0
    for mask in 0..<(1 << count) {
      let columns = (0..<count).filter { mask >> $0 & 1 == 1 }
      var least = Int.max
      for signs in 0..<(1 << columns.count) {
        let sums = rows.map { row in
          columns.enumerated().reduce(0) { $0 + row[$1.element] * (signs >> $1.offset & 1 == 1 ? 1 : -1) }
        }
        least = min(least, sums.map(abs).max() ?? 0)
      }
      largest = max(largest, least)
    }
    return largest
  }

  /// The distance of a point from its best rounding, by trying all.
  func distance(_ point: [Rational]) -> Rational {
    let all = (0..<(1 << count)).map { mask -> Rational in
      let sums = rows.map { row in
        (0..<count).reduce(Rational(0)) { $0 + Rational(row[$1]) * (point[$1] - Rational(mask >> $1 & 1)) }
      }
      return sums.map(\.magnitude).max() ?? 0
    }
    return all.min() ?? 0
  }
}

private struct Worst {
  var value: Rational
  var point: [Rational]
}

private let worst: Algorithm<SmallMatrix, Worst> = { instance in
  let found = try LinearDiscrepancy(instance.rows)
  return Worst(value: found.value, point: found.point)
}

private let mutants: KeyValuePairs<String, Algorithm<SmallMatrix, Worst>> = [
  "the centre of the cube": { instance in
    let centre = [Rational](repeating: Rational(1, 2), count: instance.count)
    return Worst(value: instance.distance(centre), point: centre)
  },
  "counts in signs": { instance in
    let found = try LinearDiscrepancy(instance.rows)
    return Worst(value: 2 * found.value, point: found.point)
  },
]

@Sendable private func isWorstAndBounded(
  _ worst: Algorithm<SmallMatrix, Worst>, of instance: SmallMatrix
) throws -> Verdict {
  let worst = try worst(instance)
  guard worst.point.count == instance.count, worst.point.allSatisfy({ $0 >= 0 && $0 <= 1 }),
    instance.distance(worst.point) == worst.value
  else { return .fails("the distance of \(worst.point) is not \(worst.value)") }
  let steps = instance.count < 4 ? 6 : 3
  for code in 0..<(0..<instance.count).reduce(1, { product, _ in product * (steps + 1) }) {
    var rest = code
    let point = (0..<instance.count).map { _ -> Rational in
      defer { rest /= steps + 1 }
      return Rational(Integer(rest % (steps + 1)), Integer(steps))
    }
    let distance = instance.distance(point)
    if distance > worst.value { return .fails("\(point) has the distance \(distance), more than \(worst.value)") }
  }
  let hereditary = instance.hereditary
  if hereditary == 0 {
    return .require(worst.value == 0, "the linear discrepancy is \(worst.value), the hereditary one 0")
  }
  return .atMost(worst.value, Rational(hereditary), "the linear discrepancy")
}
