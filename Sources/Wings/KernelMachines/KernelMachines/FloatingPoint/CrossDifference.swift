import Exact

extension LabelledPoints {
  /// V(all) − V(those with label 1) − V(those with label −1) of the hard margin in double precision, to nearly full *relative* accuracy: no
  /// difference of values is taken.
  ///
  /// With D the kernel within the classes, Z the one across, w = D⁻¹1 and α = (D − Z)⁻¹1, it is ½ wᵀZα: a sum of positive numbers, of
  /// which each is found to full accuracy because w and α are near 1. Three values that any solver returns in double precision lose
  /// it; this is no such solver, as it must know which points are whose.
  ///
  /// - Returns: ½ wᵀZα, and a bound on its relative error by rounding of the last sum and by what the sweeps leave, to first order.
  /// - Throws: ``KernelError/notDominant(rho:bound:)`` unless ρ < 1/2 in double precision.
  /// - Complexity: O(N² d / 64) for each of some tens of sweeps w ← 1 − (D − I)w.
  public func crossDifference(base: KernelBase) throws(KernelError) -> (value: Double, relativeError: Double) {
    let kernel = FloatingPointKernel(self, base: base, isStored: count <= 1 << 12)
    let ones = [Double](repeating: 1, count: count)
    let rho = kernel.product(ones).reduce(0) { max($0, $1 - 1) }
    guard rho < 0.5 else {
      throw .notDominant(rho: Rational(exactly: rho) ?? 1, bound: Rational(1, 2))
    }
    // K x without the diagonal, within the classes and across.
    func split(_ x: [Double]) -> (within: [Double], across: [Double]) {
      let positive = kernel.product((0..<count).map { labels[$0] > 0 ? x[$0] : 0 })
      let negative = kernel.product((0..<count).map { labels[$0] > 0 ? 0 : x[$0] })
      return (
        (0..<count).map { (labels[$0] > 0 ? positive[$0] : negative[$0]) - x[$0] },
        (0..<count).map { labels[$0] > 0 ? negative[$0] : positive[$0] }
      )
    }
    var (w, alpha) = (ones, ones)
    var change = Double.infinity
    var sweeps = 0
    // Each sweep halves the error at least.
    while change > 0x1p-53, sweeps < 64 {
      let (ofW, ofAlpha) = (split(w), split(alpha))
      change = 0
      for i in 0..<count {
        let (nextW, nextAlpha) = (1 - ofW.within[i], 1 - ofAlpha.within[i] + ofAlpha.across[i])
        change = max(change, (nextW - w[i]).magnitude, (nextAlpha - alpha[i]).magnitude)
        (w[i], alpha[i]) = (nextW, nextAlpha)
      }
      sweeps += 1
    }
    let across = split(alpha).across
    let sum = zip(w, across).reduce(0) { $0 + $1.0 * $1.1 }
    return (sum / 2, Double(4 * count + 32) * 0x1p-53 + 4 * change)
  }
}
