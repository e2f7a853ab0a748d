import Exact

/// What follows from a verified certificate for the question whether two vectors are closer than t.
public enum KernelDecision: Hashable, Sendable {
  /// Some a ∈ A and b ∈ B differ in fewer than t places.
  case yes
  /// None do.
  case no
  /// Nothing follows, and why.
  case undecided(String)
}

/// What a certificate proves, with the instance that it proves it of.
public struct KernelProof: Hashable, Sendable {
  /// The instance.
  public let instance: KernelSubject
  /// What follows from the values.
  public let decision: KernelDecision
  /// What is proved of the values, in words.
  public let result: String
  /// What Δ is compared with; nil where no base decides.
  public let threshold: Rational?
}

extension KernelProof: CustomStringConvertible {
  /// What is proved and what follows, in a sentence; that it is about ``instance`` is to be said beside it.
  public var description: String {
    let t = instance.threshold
    switch decision {
    case .yes:
      return
        "\(result)\(threshold.map { ", above \($0)" } ?? ""): yes, a vector of A and one of B differ in fewer than \(t) places"
    case .no:
      return
        "\(result)\(threshold.map { ", below \($0)" } ?? ""): no, all vectors of A and B differ in at least \(t) places"
    case .undecided(let why):
      return "\(result); whether a vector of A and one of B differ in fewer than \(t) places does not follow: \(why)"
    }
  }
}

extension KernelSubject {
  /// What bounds on Δ = V(A ∪ B) − V(A) − V(B) say.
  ///
  /// Let S = Σ k(a, b) over all pairs and ρ the largest sum of a row of the Gram matrix of A ∪ B, without mirror images, beside its
  /// diagonal. Then (1 − ρ)² c S ≤ Δ ≤ c S / (1 − ρ) with a factor c of the machine. A close pair makes S ≥ q^(t−1); without one
  /// S ≤ n_A n_B q^(t−1+g), where t − 1 + g is the least distance of a pair that is not close. So Δ > c q^(t−1)/2 decides if
  /// (1 − ρ)² > 1/2 and n_A n_B q^g < (1 − ρ)/2. A box C must not lie between 1/(1 + ρ) and 1/(1 − ρ).
  ///
  /// Source: Backurs, Indyk, Schmidt (arXiv 1704.02958); the constants are derived.
  ///
  /// - Complexity: O(N² d / 64), and O(N d) operations on long integers.
  func decision(base: Rational, lower: Rational, upper: Rational) -> KernelDecision {
    let rho = greatestOffDiagonalSum(base: base)
    let keep = 1 - rho
    guard keep > 0 else { return .undecided("the kernel adds up to 1 or more beside the diagonal of some row") }
    guard keep * keep > Rational(1, 2) else {
      return .undecided("the kernel adds up to too much beside the diagonal of some row")
    }
    let cross = crossDistances
    let all = Rational(Integer(left.count) * Integer(right.count), 1)
    if let far = cross.indices.first(where: { $0 >= reach && cross[$0] > 0 }),
      all * base.power(far - reach + 1) >= keep / 2
    {
      return .undecided("pairs that are not close could add up to as much as a close one")
    }
    if case .svmSoft(let box) = machine, box > 1 / (1 + rho), box < 1 / keep {
      return .undecided("the box C = \(box) lies where the value tells nothing")
    }
    let limit = decisionThreshold(base: base)
    if lower > limit { return .yes }
    if upper < limit { return .no }
    return .undecided("the bounds on Δ reach to both sides of \(limit)")
  }

  /// c q^(t−1)/2: Δ above it means yes.
  func decisionThreshold(base: Rational) -> Rational {
    let factor: Rational =
      switch machine {
      case .svm: 1
      case .svmBias: 2 / (1 - base)
      case .svmSoft(let box): box >= 1 ? 1 : box * box
      case .ridge(let lambda): lambda / ((1 + lambda) * (1 + lambda))
      case .pca: 2
      }
    return factor * base.power(reach - 1) / 2
  }

  /// t, or d + 1 where t is larger: no two vectors differ in more than d places.
  private var reach: Int { min(threshold, dimension + 1) }

  /// ρ.
  private func greatestOffDiagonalSum(base: Rational) -> Rational {
    let vectors = PackedVectors(left + right)
    let (x, y) = (base.numerator, base.denominator)
    let kernels = (0...dimension).map { x.power($0) * y.power(dimension - $0) }
    var greatest = Integer.zero
    for i in 0..<vectors.count {
      var counts = [Int](repeating: 0, count: dimension + 1)
      for j in 0..<vectors.count where j != i { counts[vectors.distance(i, j)] += 1 }
      greatest = max(greatest, zip(kernels, counts).reduce(into: Integer.zero) { $0.addProduct($1.0, Integer($1.1)) })
    }
    return Rational(greatest, y.power(dimension))
  }
}
