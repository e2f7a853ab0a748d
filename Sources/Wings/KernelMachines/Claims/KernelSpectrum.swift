import Evidence
import Exact
import HardProblems
import HardProblemsClaims
import HardProblemsReductions
import KernelMachines
import Randomness

extension Claim {
  /// Principal components give the sum of the kernel.
  static let kernelSpectrum = Claim(
    id: "kernel.spectrum",
    title: "The eigenvalues of three centred Gram matrices count orthogonal pairs",
    sentences: [
      Sentence(
        """
        Let $K' = (I - J/N) K (I - J/N)$ be the centred Gram matrix of $N$ points. Then $N(N - \\sum_i \\lambda_i(K'))$ is \
        the sum of all entries of $K$, so that over $A \\cup B$, $A$ and $B$ the difference of these numbers is $2S$.
        """,
        topic: "the sum of the eigenvalues", checks: ["jacobi"],
        proof: ProofReference(
          file: "KernelMachines/KernelSpectrum.v", theorems: ["spectrum_readout", "spectrum_difference"])),
      Sentence(
        """
        With $0 < q \\le 1/(8n^2)$ for the images of at most $n$ vectors on a side, $S/q^d$ is not below the number of \
        orthogonal pairs and less than $1/2$ above.
        """,
        topic: "the number of pairs", checks: ["jacobi"],
        proofs: [
          ProofReference(file: "KernelMachines/KernelSpectrum.v", theorems: ["spectrum_counts"]),
          ProofReference(file: "KernelMachines/KernelPoints.v", theorems: ["points_separated"]),
        ]),
      Sentence(
        """
        Jacobi's rotations enclose the eigenvalues so narrowly that $2S$ is known to 60 digits and rounding tells that \
        number.
        """,
        topic: "Jacobi's rotations", checks: ["jacobi"]),
    ],
    source: .hardnessPaper("kernel principal components; derived"),
    checks: [
      Check(
        "jacobi", level: .certified,
        family: .random(
          "random vectors, 2 or 3 on a side (every fourth: 4), d = 4 or 5, half of them with an orthogonal pair",
          quick: 4,
          deep: 100,
          shrink: { OrthogonalVectors.shrink($0).filter { $0.left.rows > 0 && $0.right.rows > 0 && $0.dimension > 2 } },
          draw: { index, stream in
            let most = index % 4 == 3 ? 4 : 3
            let drawn = try OrthogonalVectors.random(
              left: stream.uniform(in: 2...most), right: stream.uniform(in: 2...most),
              dimension: stream.uniform(in: 4...5), percent: 60, using: &stream
            ).repaired(using: &stream)
            return index % 2 == 0 ? drawn.planted(1, using: &stream) : drawn
          }),
        subject: { (gram: GramMatrix) in spectrum(centred(gram)) },
        mutants: [
          "not centred": { gram in
            spectrum(Matrix(rows: gram.count, columns: gram.count) { gram.kernel($0, $1) })
          },
          "the greatest eigenvalue alone": { gram in
            let all = spectrum(centred(gram))
            let top = all.max { $0.midpoint < $1.midpoint }
            return all.map { $0.midpoint == top?.midpoint ? $0 : Enclosure(0, precision: $0.precision) }
          },
        ],
        test: countsBySpectrum)
    ])
}

@Sendable private func countsBySpectrum(
  _ eigenvalues: Algorithm<GramMatrix, [Enclosure]>, _ vectors: OrthogonalVectors
) throws -> Verdict {
  let pairs = try OVToBHCP().reduce(vectors)
  let base = KernelBase.counting(forCount: max(vectors.left.rows, vectors.right.rows))
  let whole = try LabelledPoints(positive: pairs.left, negative: pairs.right)
  for points in [whole.points, pairs.left, pairs.right] {
    let gram = GramMatrix(points, base: base)
    let (count, all) = (Rational(points.rows), gram.weightedSum(Array(repeating: 1, count: points.rows)))
    let matrix = centred(gram)
    let trace = (0..<gram.count).reduce(Rational.zero) { $0 + matrix[$1, $1] }
    guard count * (count - trace) == all else { return .fails("the trace does not tell the sum of all entries") }
  }
  let readouts = try [whole.points, pairs.left, pairs.right].map { points -> Enclosure in
    let gram = GramMatrix(points, base: base)
    let count = Rational(points.rows)
    let sum = try eigenvalues(gram).reduce(Enclosure(0, precision: bits)) { $0 + $1 }
    return count * (count - sum)
  }
  let difference = readouts[0] - readouts[1] - readouts[2]
  let across = crossSum(whole, GramMatrix(whole.points, base: base))
  let unit = base.q.power(pairs.threshold - 1)
  let tolerance = Rational(1, Integer(10).power(60))
  guard let lower = difference.lower, let upper = difference.upper, upper - lower < tolerance else {
    return .undecided("the eigenvalues are not known to 60 digits")
  }
  let half = Rational(1, 2)
  let rounded = (lower / (2 * unit) + half).floor()
  return .all(
    .require(difference.contains(2 * across), "the difference is not 2S"),
    .equal(rounded, (upper / (2 * unit) + half).floor(), "the number rounded from the other bound"),
    .equal(rounded, vectors.referenceAnswer().count ?? 0, "the number of orthogonal pairs"))
}

/// The bits of every number in what follows: rotations cost a bit or less of accuracy for each entry and rotation.
private let bits = 1024

private func centred(_ gram: GramMatrix) -> Matrix<Rational> {
  let n = gram.count
  let means = (0..<n).map { i in (0..<n).reduce(Rational.zero) { $0 + gram.kernel(i, $1) } / Rational(n) }
  let mean = means.reduce(0, +) / Rational(n)
  return Matrix(rows: n, columns: n) { gram.kernel($0, $1) - means[$0] - means[$1] + mean }
}

/// Enclosures of the eigenvalues of a symmetric matrix, by Jacobi's rotations in interval arithmetic.
///
/// Every rotation has exactly orthogonal rows whatever its tangent is, so the intervals stay true; when the rest of the matrix is
/// small, Weyl's inequality bounds how far eigenvalues are from the diagonal by its largest row sum.
private func spectrum(_ matrix: Matrix<Rational>) -> [Enclosure] {
  let n = matrix.rows
  var entries = (0..<n).map { i in (0..<n).map { Enclosure(matrix[i, $0], precision: bits) } }
  for _ in 0..<12 {
    for p in 0..<n {
      for q in (p + 1)..<max(n, p + 1) {
        // The tangent of the angle is any point near the one that makes the entry vanish.
        let target = entries[p][q]
        guard target.magnitude.isGreater(than: Rational(1, Integer(1) << 700)) == .yes else { continue }
        let theta = (entries[q][q] - entries[p][p]) / (2 * target)
        let root = (theta * theta + 1).squareRoot()
        let tangent = theta.midpoint >= 0 ? 1 / (theta + root) : 1 / (theta - root)
        guard let point = tangent.lower else { continue }
        let t = Enclosure(point, precision: bits)
        let cosine = 1 / (t * t + 1).squareRoot()
        let sine = t * cosine
        for k in 0..<n {
          let (left, right) = (entries[k][p], entries[k][q])
          entries[k][p] = cosine * left - sine * right
          entries[k][q] = sine * left + cosine * right
        }
        for k in 0..<n {
          let (left, right) = (entries[p][k], entries[q][k])
          entries[p][k] = cosine * left - sine * right
          entries[q][k] = sine * left + cosine * right
        }
      }
    }
  }
  var radius = Rational.zero
  for i in 0..<n {
    let sum = (0..<n).filter { $0 != i }.reduce(Rational.zero) { $0 + (entries[i][$1].magnitude.upper ?? 1) }
    radius = max(radius, sum)
  }
  let slack = Enclosure(lower: -radius, upper: radius, precision: bits)
  return (0..<n).map { entries[$0][$0] + slack }
}
