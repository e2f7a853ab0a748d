import Exact

extension LabelledPoints {
  /// Bounds on the optimal value of a task with the kernel exp(−γ H), H the Hamming distance, where e^−γ need not be rational.
  ///
  /// Coefficients are found in fixed point; what they prove is then computed in balls around real numbers, so that the bounds
  /// hold whatever was rounded. Of hard margins they are those of ``Sandwich``; of ridge regression, for the residual
  /// r = 1 − (G + λI) α, the dual value d of α and d + ‖r‖²/2λ, times λ; the sum of the kernel's entries for principal components.
  ///
  /// - Parameters:
  ///   - task: any but soft margins; with a bias only for points whose coefficients come out balanced, as mirrored ones do.
  ///   - gamma: γ > 0. On 0/1 vectors that is the Gaussian kernel's γ as well as the Laplacian one's.
  ///   - bits: about how many fractional bits of the value are wanted.
  /// - Throws: ``KernelError/notDominant(rho:bound:)`` for ρ ≥ 1/2 (ridge regression: ρ ≥ 1/2 + λ), `.notPositive`,
  ///   `.noEnclosure`.
  /// - Complexity: O(N²) additions of numbers of `bits` bits for each of O(bits / log(1/ρ)) sweeps.
  public func valueEnclosure(of task: KernelTask, gamma: Rational, bits: Int) throws(KernelError) -> Enclosure {
    guard gamma > 0 else { throw .notPositive("γ", gamma) }
    let distances = DistanceTable(points)
    let precision = bits + 32 + 2 * Integer(count).bitWidth
    let kernels = (0...distances.greatest).map {
      Enclosure(-gamma * Rational(Integer($0), 1), precision: precision).exp()
    }
    var shift: Rational = 0
    switch task {
    case .pca:
      var histogram = [Int](repeating: 0, count: kernels.count)
      for i in 0..<count { for j in 0..<count { histogram[distances[i, j]] += 1 } }
      return zip(kernels, histogram).reduce(Enclosure(0, precision: precision)) { $0 + $1.0 * Rational($1.1) }
    case .svmSoft: throw .noEnclosure("soft margins")
    case .svmBias:
      guard labels.contains(1), labels.contains(-1) else { return Enclosure(0, precision: precision) }
    case .ridge(let lambda):
      guard lambda > 0 else { throw .notPositive("λ", lambda) }
      shift = lambda
    case .svm: break
    }
    let fixed = kernels.map { (($0.lower ?? 0) * Rational(Integer(1) << precision)).floor() }
    let rho = (0..<count).reduce(Integer.zero) { greatest, i in
      max(greatest, (0..<count).reduce(into: Integer.zero) { if $1 != i { $0 += fixed[distances[i, $1]] } })
    }
    let bound = Rational(1, 2) + shift
    guard Rational(rho, Integer(1) << precision) < bound else {
      throw .notDominant(rho: Rational(rho, Integer(1) << precision), bound: bound)
    }
    let numerators = fixedPoint(distances, kernels: fixed, precision: precision, diagonal: 1 + shift)
    let isBalanced = zip(labels, numerators).reduce(into: Integer.zero, { $0 += $1.0 > 0 ? $1.1 : -$1.1 }).isZero
    if task == .svmBias, !isBalanced { throw .noEnclosure("a bias unless the points are mirrored") }

    let unit = Rational(1, Integer(1) << precision)
    let total = Rational(numerators.reduce(0, +), 1) * unit
    var quadratic = Enclosure(0, precision: precision)
    var residual = quadratic
    var least: Enclosure?
    for i in 0..<count {
      var sums = [Integer](repeating: 0, count: kernels.count)
      for j in 0..<count { sums[distances[i, j]] += Integer(labels[i] * labels[j]) * numerators[j] }
      var row = Enclosure(shift * Rational(numerators[i], 1) * unit, precision: precision)
      for (kernel, sum) in zip(kernels, sums) where !sum.isZero { row += kernel * (Rational(sum, 1) * unit) }
      quadratic += row * (Rational(numerators[i], 1) * unit)
      residual += (1 - row) * (1 - row)
      least = least.map { Enclosure.minimum($0, row) } ?? row
    }
    let dual = total - quadratic / 2
    let upper: Enclosure
    if shift > 0 {
      upper = dual + residual / (2 * shift)
    } else if let least {
      upper = quadratic / (2 * least * least)
    } else {
      upper = dual
    }
    guard let low = dual.lower, let high = upper.upper, low <= high else {
      throw .noEnclosure("these points: their bounds cross")
    }
    let value = Enclosure(lower: low, upper: high, precision: precision)
    return shift > 0 ? value * shift : value
  }
}
