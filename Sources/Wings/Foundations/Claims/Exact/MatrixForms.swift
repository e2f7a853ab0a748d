import Evidence
import Exact
import Randomness

extension Claim {
  /// Symmetric matrices: factorization, inertia, definiteness.
  static let matrixForms = Claim(
    id: "exact.matrix-forms",
    title: "Factorization, inertia and negative directions of symmetric matrices are exact",
    sentences: [
      Sentence(
        """
        For a symmetric matrix $A$ of integers or rational numbers, `inertia` counts its positive, negative and zero eigenvalues; \
        `negativeDirection` is an integer vector $v$ without common divisor and with $v^T A v < 0$, nil if there is none; \
        `isPositiveSemidefinite` says which. `ldl` gives $P A P^T = L D L^T$ with unit lower triangular $L$ and diagonal $D$, zeros \
        last, or vectors $u$ and $v$ with $u^T A u > 0 > v^T A v$.
        """,
        checks: ["symmetric"])
    ],
    source: Source(
      paper: "Sylvester's law of inertia",
      theorem: "decided against the signs of the characteristic polynomial's coefficients"),
    checks: [
      Check(
        "symmetric", level: .certified,
        family: .random(
          """
          symmetric matrices of order 0 to 5 with entries −3...3 or of 2 limbs: arbitrary, Gram matrices of low rank, with zeros on the \
          diagonal; for rational ones divided by 1...9
          """, quick: 120, deep: 6_000, draw: SymmetricSample.drawn),
        subject: forms,
        mutants: [
          "rows are permuted, but not columns": { sample in
            var found = try forms(sample)
            if case .factored(let factors) = found.ldl, factors.permutation != Array(factors.permutation.indices) {
              let permuted = factors.permutation.map { sample.matrix.row($0) }
              var matrix = sample.matrix
              for i in 0..<matrix.rows {
                for j in 0...i {
                  matrix[i, j] = permuted[i][j]
                  matrix[j, i] = permuted[i][j]
                }
              }
              found.ldl = matrix.ldl()
            }
            return found
          },
          "signs are those of the pivots, not of what they are divided by": { sample in
            var found = try forms(sample)
            guard found.inertia.negative >= 2, case .factored = found.ldl else { return found }
            found.inertia = Inertia(
              positive: found.inertia.positive + 1, negative: found.inertia.negative - 1, zero: found.inertia.zero)
            return found
          },
          "what has a zero diagonal left is semidefinite": { sample in
            var found = try forms(sample)
            if case .indefinite = found.ldl { found.negativeDirection = nil }
            return found
          },
          "the positive and the negative direction are exchanged": { sample in
            var found = try forms(sample)
            if case .indefinite(let u, let v) = found.ldl { found.ldl = .indefinite(positive: v, negative: u) }
            return found
          },
          "D is not divided by the common denominator": { sample in
            var found = try forms(sample)
            if sample.scale > 1 { found.rationalLDL = found.ldl }
            return found
          },
        ], test: areForms)
    ])
}

private struct SymmetricSample: Codable, Sendable {
  var matrix: Matrix<Integer>
  var scale: Integer

  @Sendable static func drawn(_ index: Int, _ stream: inout RandomStream) -> SymmetricSample {
    let n = stream.uniform(in: 0...5)
    let isLong = index % 6 == 0
    func entry() -> Integer { isLong ? .drawn(limbs: 2, &stream) : Integer(stream.uniform(in: -3...3)) }
    let scale = Integer(stream.uniform(in: 1...9))
    if index % 3 == 0 {
      // B S Bᵀ with signs S: of low rank, definite, semidefinite or not.
      let rank = stream.uniform(in: 0...5)
      let b = Matrix<Integer>(rows: n, columns: rank) { _, _ in entry() }
      let signs = (0..<rank).map { _ in Integer(index % 2 == 0 ? 1 : 1 - 2 * stream.uniform(in: 0...1)) }
      let signed = Matrix<Integer>(rows: rank, columns: n) { signs[$0] * b[$1, $0] }
      return SymmetricSample(matrix: b * signed, scale: scale)
    }
    var matrix = Matrix<Integer>(rows: n, columns: n, repeating: 0)
    let hasDiagonal = index % 3 == 1
    for i in 0..<n {
      for j in 0...i where i != j || hasDiagonal {
        matrix[i, j] = entry()
        matrix[j, i] = matrix[i, j]
      }
    }
    return SymmetricSample(matrix: matrix, scale: scale)
  }
}

private struct Forms: Sendable {
  var ldl: LDLOutcome
  var inertia: Inertia
  var negativeDirection: [Integer]?
  var isPositiveSemidefinite: Bool
  /// The same of the matrix divided by the scale.
  var rationalLDL: LDLOutcome
  var rationalInertia: Inertia
  var rationalDirection: [Integer]?
}

private let forms: Algorithm<SymmetricSample, Forms> = { sample in
  let rational = sample.matrix.map { Rational($0, sample.scale) }
  return Forms(
    ldl: sample.matrix.ldl(), inertia: sample.matrix.inertia(), negativeDirection: sample.matrix.negativeDirection(),
    isPositiveSemidefinite: sample.matrix.isPositiveSemidefinite && rational.isPositiveSemidefinite,
    rationalLDL: rational.ldl(),
    rationalInertia: rational.inertia(), rationalDirection: rational.negativeDirection())
}

@Sendable private func areForms(_ calculate: Algorithm<SymmetricSample, Forms>, of sample: SymmetricSample) throws
  -> Verdict
{
  let found = try calculate(sample)
  let rows = sample.matrix.nestedRows
  let inertia = MatrixReference.inertia(rows.map { $0.map { Rational($0) } })
  func form(_ v: [Integer]) -> Integer {
    v.count == rows.count ? v.sumOfProducts(rows.map { $0.sumOfProducts(v) }) : 0
  }
  guard found.inertia == inertia, found.rationalInertia == inertia else {
    return .fails("the inertia is \(found.inertia) and \(found.rationalInertia), but should be \(inertia)")
  }
  for direction in [found.negativeDirection, found.rationalDirection] {
    guard let direction else {
      if inertia.negative > 0 { return .fails("no negative direction is found") }
      continue
    }
    guard form(direction) < 0, direction.isPrimitive else { return .fails("\(direction) is no negative direction") }
  }
  guard found.isPositiveSemidefinite == (inertia.negative == 0) else { return .fails("semidefiniteness is wrong") }
  for (outcome, scale) in [(found.ldl, Integer(1)), (found.rationalLDL, sample.scale)] {
    switch outcome {
    case .indefinite(let u, let v):
      guard form(u) > 0, form(v) < 0 else { return .fails("\(u) and \(v) do not show that it is indefinite") }
    case .factored(let factors):
      guard isFactorization(factors, of: rows.map { $0.map { Rational($0, scale) } }) else {
        return .fails("it is not the product of \(factors)")
      }
    }
  }
  return .holds()
}

private func isFactorization(_ factors: LDLFactorization, of rows: [[Rational]]) -> Bool {
  let n = rows.count
  guard factors.permutation.sorted() == Array(0..<n), factors.diagonal.count == n, factors.lower.rows == n,
    factors.diagonal.prefix(factors.rank).allSatisfy({ $0 != 0 }),
    factors.diagonal.dropFirst(factors.rank).allSatisfy({ $0 == 0 })
  else { return false }
  for i in 0..<n {
    for j in 0..<n {
      let entry = factors.lower[i, j]
      if i == j ? entry != 1 : (j > i || j >= factors.rank) && entry != 0 { return false }
      let product = (0..<n).reduce(Rational(0)) {
        $0 + factors.lower[i, $1] * factors.diagonal[$1] * factors.lower[j, $1]
      }
      if product != rows[factors.permutation[i]][factors.permutation[j]] { return false }
    }
  }
  return true
}
