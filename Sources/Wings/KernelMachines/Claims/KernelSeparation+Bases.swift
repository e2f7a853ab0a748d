import Evidence
import Exact
import HardProblems
import HardProblemsReductions
import KernelMachines
import Randomness

// The inequality for bases from the largest that decides down to the paper's, and the number of pairs by rounding.

/// n vectors on a side, and a base that depends on n.
struct KernelBaseProblem: Codable, Sendable {
  /// How the base shrinks with n.
  enum Base: String, Codable, CaseIterable, Sendable {
    case sharp = "1/(2n)"
    case counting = "1/(8n²)"
    case published = "n^-100"

    func q(_ n: Int) -> Rational {
      switch self {
      case .sharp: Rational(1, 2 * Integer(n))
      case .counting: Rational(1, 8 * Integer(n) * Integer(n))
      case .published: Rational(Integer(1), Integer(n).power(100))
      }
    }
  }

  var vectors: OrthogonalVectors
  var base: Base

  var q: Rational { base.q(max(vectors.left.rows, vectors.right.rows)) }
}

/// The three values of the machine with hard margin.
private typealias HardMargin = Algorithm<KernelBaseProblem, KernelValues>

private let hardMargin: HardMargin = { try hardMarginValues($0, threshold: $0.q) }

/// The values with another base than the problem's.
private func hardMarginValues(_ problem: KernelBaseProblem, threshold q: Rational) throws -> KernelValues {
  let pairs = try OVToBHCP().reduce(problem.vectors)
  let none = BitMatrix(rows: 0, columns: pairs.dimension)
  func value(_ left: BitMatrix, _ right: BitMatrix) throws -> Rational {
    try LabelledPoints(positive: left, negative: right).exactValue(of: .svm, base: KernelBase(q)).value
  }
  return KernelValues(
    values: .init(
      a: try value(pairs.left, none), b: try value(none, pairs.right), ab: try value(pairs.left, pairs.right)))
}

private let forgetsB: HardMargin = { problem in
  var answer = try hardMargin(problem)
  answer.values.b = 0
  return answer
}

let kernelBaseCheck = Check(
  "bases", level: .certified,
  family: .random(
    "random vectors, n in 2...16 on a side (quick: 2 and 3), d = 4 to 8, q in {1/(2n), 1/(8n²), n^-100}", quick: 6,
    deep: 150,
    shrink: { problem in
      OrthogonalVectors.shrink(problem.vectors)
        .filter { $0.dimension > 3 && $0.left.rows > 1 && $0.left.rows == $0.right.rows }
        .map { KernelBaseProblem(vectors: $0, base: problem.base) }
    },
    draw: { index, stream in
      let n = 2 + index / 3 % 15
      let drawn = OrthogonalVectors.random(
        left: n, right: n, dimension: stream.uniform(in: 4...8), percent: 60, using: &stream)
      return KernelBaseProblem(vectors: drawn, base: KernelBaseProblem.Base.allCases[index % 3])
    }),
  subject: hardMargin,
  mutants: [
    "forgets V(B)": forgetsB,
    "Σα in place of half of it": { problem in
      let values = try hardMargin(problem).values
      return KernelValues(values: .init(a: 2 * values.a, b: 2 * values.b, ab: 2 * values.ab))
    },
  ],
  test: { values, problem in
    let pairs = try OVToBHCP().reduce(problem.vectors)
    let points = try LabelledPoints(positive: pairs.left, negative: pairs.right)
    let gram = GramMatrix(points.points, base: try KernelBase(problem.q))
    let (rho, across, delta) = (gram.greatestOffDiagonalSum, crossSum(points, gram), try values(problem).delta)
    return .all(
      .require(rho < Rational(1, 2), "ρ is \(Double(rho))"), .atMost(delta, across / (1 - rho), "Δ"),
      .atMost((1 - rho) * (1 - rho) * across, delta, "(1 − ρ)² S"))
  })

let kernelCountCheck = Check(
  "count", level: .certified,
  family: .random(
    "random vectors, 3 to 5 on a side, d = 8 to 10, exactly 0, 1, 2 or 3 orthogonal pairs, q = 1/(8n²)", quick: 12,
    deep: 1_000,
    draw: { index, stream in
      let (n, d) = (stream.uniform(in: 3...5), stream.uniform(in: 8...10))
      // A few draws have no room for the pairs.
      for _ in 0..<100 {
        let drawn = try OrthogonalVectors.random(left: n, right: n, dimension: d, percent: 50, using: &stream)
          .repaired(using: &stream)
        if let planted = try? drawn.plantedExactly(index % 4, using: &stream) {
          return KernelBaseProblem(vectors: planted, base: .counting)
        }
      }
      throw OrthogonalVectorsError.cannotBePlanted(pairs: index % 4)
    }),
  subject: hardMargin,
  mutants: ["forgets V(B)": forgetsB, "another base": { try hardMarginValues($0, threshold: $0.q / 2) }],
  test: { values, problem in
    let pairs = try OVToBHCP().reduce(problem.vectors)
    let ratio = try values(problem).delta / problem.q.power(pairs.threshold - 1)
    return .equal(
      (ratio + Rational(1, 2)).floor(), problem.vectors.referenceAnswer().count ?? -1, "Δ/q^d, rounded")
  })
