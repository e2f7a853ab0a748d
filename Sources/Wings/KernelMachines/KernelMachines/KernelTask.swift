import Exact

/// What is learnt: a convex problem whose optimal value is asked for.
///
/// G is the signed Gram matrix yᵢ yⱼ k(xᵢ, xⱼ), K the plain one.
public enum KernelTask: Hashable, Sendable, Codable {
  /// The support vector machine with hard margin and without bias: max 1ᵀα − ½ αᵀGα over α ≥ 0.
  case svm
  /// The same with a bias: also yᵀα = 0.
  case svmBias
  /// With soft margin, without bias: 0 ≤ α ≤ C.
  case svmSoft(box: Rational)
  /// Ridge regression on the labels: min (λ/2) aᵀKa + ½ ‖y − Ka‖².
  case ridge(lambda: Rational)
  /// Principal components: N (N − Σ eigenvalues of the centred Gram matrix), which is the sum of all entries of K.
  case pca
}

/// The optimal value of a task on some points, with what proves it.
public struct ExactValue: Hashable, Sendable {
  /// The value.
  public let value: Rational
  /// The optimal coefficients α (of ridge regression: a = (K + λI)⁻¹ y); none for principal components.
  public let coefficients: CommonFractions
}

extension LabelledPoints {
  /// The exact optimal value of a task with the kernel q^H.
  ///
  /// If the stationary point lies within all bounds it is the optimum, as for every instance made from close pairs; elsewhere
  /// an active set of hard margins without bias and of soft ones is found by exchanging coefficients between their bounds. With a bias such points
  /// are refused: `notDominant` (with ρ < 1/2 it never happens).
  ///
  /// Source: Backurs, Indyk, Schmidt, "On the Fine-Grained Complexity of Empirical Risk Minimization" (arXiv 1704.02958).
  ///
  /// - Throws: ``KernelError``.
  /// - Complexity: O(N³) operations on words, and O(N²) for each word of the answer and each word of q's power; principal
  ///   components and small boxes O(N²).
  public func exactValue(of task: KernelTask, base: KernelBase) throws(KernelError) -> ExactValue {
    let gram = GramMatrix(points, base: base)
    switch task {
    case .svm: return try hardMargin(gram)
    case .svmBias: return try hardMarginWithBias(gram)
    case .svmSoft(let box): return try softMargin(gram, box)
    case .ridge(let lambda):
      guard lambda > 0 else { throw .notPositive("λ", lambda) }
      // (m K + l I) a = m y over the common denominator, for λ = l/m.
      let (l, m) = (lambda.numerator, lambda.denominator)
      let matrix = Matrix<Integer>(rows: count, columns: count) { i, j in
        m * gram.scaled(i, j) + (i == j ? l * gram.scale : 0)
      }
      guard let solution = matrix.uniqueSolution(labels.map { m * Integer($0) }) else {
        throw .notDominant(rho: gram.greatestOffDiagonalSum, bound: 1)
      }
      let coefficients = solution.scaled(by: gram.scale)
      let sum = zip(labels, coefficients.numerators).reduce(into: Integer.zero) { $0 += $1.0 > 0 ? $1.1 : -$1.1 }
      return ExactValue(value: lambda / 2 * Rational(sum, coefficients.denominator), coefficients: coefficients)
    case .pca:
      return ExactValue(
        value: gram.weightedSum(Array(repeating: 1, count: count)),
        coefficients: CommonFractions(numerators: [], denominator: 1))
    }
  }

  /// α = G⁻¹ 1 and V = ½ 1ᵀα where that is feasible.
  private func hardMargin(_ gram: GramMatrix) throws(KernelError) -> ExactValue {
    guard let solution = signed(gram).uniqueSolution(Array(repeating: 1, count: count)),
      solution.numerators.allSatisfy({ $0 >= 0 })
    else { return try boxOptimum(gram, box: nil) }
    let coefficients = solution.scaled(by: gram.scale)
    return ExactValue(value: coefficients.sum / 2, coefficients: coefficients)
  }

  /// The same with yᵀα = 0 and the bias as its multiplier. Points of one class alone have the value 0.
  private func hardMarginWithBias(_ gram: GramMatrix) throws(KernelError) -> ExactValue {
    guard labels.contains(1), labels.contains(-1) else {
      return ExactValue(
        value: 0, coefficients: CommonFractions(numerators: Array(repeating: 0, count: count), denominator: 1))
    }
    let signed = signed(gram)
    let matrix = Matrix<Integer>(rows: count + 1, columns: count + 1) { i, j in
      if i < count, j < count { return signed[i, j] }
      return i < count ? Integer(labels[i]) : j < count ? Integer(labels[j]) : 0
    }
    guard var solution = matrix.uniqueSolution(Array(repeating: 1, count: count) + [0]),
      // The last unknown is the bias.
      solution.numerators.popLast() != nil, solution.numerators.allSatisfy({ $0 >= 0 })
    else { throw .notDominant(rho: gram.greatestOffDiagonalSum, bound: Rational(1, 2)) }
    let coefficients = solution.scaled(by: gram.scale)
    return ExactValue(value: coefficients.sum / 2, coefficients: coefficients)
  }

  /// The hard margin's where the box holds it; C everywhere where that is optimal, which is if no row of G adds up to more
  /// than 1/C; between the two, some of either.
  private func softMargin(_ gram: GramMatrix, _ box: Rational) throws(KernelError) -> ExactValue {
    guard box > 0 else { throw .notPositive("the box C", box) }
    let sums = (0..<count).map { i in
      Rational((0..<count).reduce(into: Integer.zero) { $0 += sign(i, $1) * gram.scaled(i, $1) }, gram.scale)
    }
    if sums.allSatisfy({ box * $0 <= 1 }) {
      let count = Rational(Integer(count), 1)
      return ExactValue(
        value: box * count - box * box / 2 * sums.sum,
        coefficients: CommonFractions(
          numerators: Array(repeating: box.numerator, count: self.count), denominator: box.denominator))
    }
    let hard = try hardMargin(gram)
    let isWithin = hard.coefficients.numerators.allSatisfy {
      $0 * box.denominator <= box.numerator * hard.coefficients.denominator
    }
    return isWithin ? hard : try boxOptimum(gram, box: box)
  }

  private func sign(_ i: Int, _ j: Int) -> Integer { labels[i] == labels[j] ? 1 : -1 }

  private func signed(_ gram: GramMatrix) -> Matrix<Integer> {
    Matrix(rows: count, columns: count) { i, j in labels[i] == labels[j] ? gram.scaled(i, j) : -gram.scaled(i, j) }
  }
}

extension CommonFractions {
  fileprivate var sum: Rational { Rational(numerators.reduce(0, +), denominator) }

  /// All fractions times an integer, with what it has in common with the denominator taken out.
  fileprivate func scaled(by factor: Integer) -> CommonFractions {
    let common = Integer.gcd(factor, denominator)
    let factor = factor / common
    return CommonFractions(
      numerators: factor == 1 ? numerators : numerators.map { $0 * factor }, denominator: denominator / common)
  }
}

extension Sequence<Rational> {
  fileprivate var sum: Rational { reduce(0, +) }
}
