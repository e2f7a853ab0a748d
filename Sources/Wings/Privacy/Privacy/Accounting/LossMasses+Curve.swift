import Exact

extension LossMasses {
  /// A bound on the least ε ≥ 0 with δ(ε) ≤ δ, on the side of this bound; nil for infinity.
  ///
  /// - Complexity: one multiplication for each mass above ε.
  package func epsilon(delta: Rational) -> Rational? {
    let target = delta * Rational(Integer(1) << layout.fractionBits) + Rational(slack)
    if Rational(infinite) > target { return nil }
    // From the highest loss down, A = ∞-mass + Σ p_j and S = Σ p_j e^(−(j−i)h) over the losses above grid point i: D = A − S.
    let scanner = Scanner(self)
    var (above, discounted) = (infinite << Scanner.extra, Integer(0))
    let wanted = (target * Rational(Integer(1) << Scanner.extra))
    var i = count - 1
    // The point i − 1 is looked at as long as the point i is not below 0.
    let lowest = (-offset / step).ceiling()
    while i >= 0, Integer(first + i) >= lowest {
      let mass = mass(i) << Scanner.extra
      // The value at the point i − 1, above which is also mass i. On [y_{i−1}, y_i] the curve is A − S·y/y_{i−1}.
      above += mass
      discounted = scanner.discount(discounted + mass)
      if Rational(above - discounted) > wanted {
        // y/y_{i−1} = (A − δ)/S
        let ratio = (Rational(above) - wanted) / Rational(max(discounted, 1))
        let start = loss(i - 1)
        let crossing = Enclosure(ratio, precision: 128).log() + start
        switch side {
        case .upper:
          let upper = crossing.upper ?? 0
          return max(min(upper, loss(i)), 0)
        case .lower: return max(crossing.lower ?? 0, 0)
        }
      }
      i -= 1
    }
    return 0
  }

  /// The loss of the mass with this number.
  func loss(_ index: Int) -> Rational { Rational(first + index) * step + offset }

  /// A bound on δ(ε) on the side of this bound, between 0 and 1.
  ///
  /// - Complexity: one multiplication for each mass above ε.
  package func delta(epsilon: Rational) -> Rational {
    let scanner = Scanner(self)
    var (above, discounted) = (infinite << Scanner.extra, Integer(0))
    let position = ((epsilon - offset) / step).floor()
    var i = count - 1
    // Down to the last grid point that is at most ε, or to the point below the first mass.
    while i >= 0, Integer(first + i) > position {
      let mass = mass(i) << Scanner.extra
      above += mass
      discounted = scanner.discount(discounted + mass)
      i -= 1
    }
    let start = loss(i)
    let ratio = Enclosure(epsilon - start, precision: 128 + layout.fractionBits).exp()
    let unit = Rational(1, Integer(1) << (layout.fractionBits + Scanner.extra))
    switch side {
    case .upper: return min(max((Rational(above) - Rational(discounted) * (ratio.lower ?? 1)) * unit, 0), 1)
    case .lower:
      let value = Rational(above - slack << Scanner.extra) - Rational(discounted) * (ratio.upper ?? 1)
      return min(max(value * unit, 0), 1)
    }
  }

  /// Multiplies by e^(−h), rounded such that the curve is bounded on the right side.
  struct Scanner {
    /// Bits beyond those of the masses.
    static let extra = 64
    let factor: Integer
    let bits: Int
    let isUpper: Bool

    init(_ masses: LossMasses) {
      isUpper = masses.side == .upper
      bits = masses.layout.fractionBits + 96
      let factor = Enclosure(-masses.step, precision: bits + 32).exp()
      let scaled = (factor.lower ?? 0) * Rational(Integer(1) << bits)
      self.factor = isUpper ? scaled.floor() : scaled.floor() + 1
    }

    /// Of an upper curve what is subtracted is rounded down, of a lower curve up.
    func discount(_ value: Integer) -> Integer {
      let product = value * factor
      return isUpper ? product >> bits : product >> bits + 1
    }
  }
}
