import Exact

extension LossMasses {
  /// A bound on the same side on a grid of twice the step.
  ///
  /// Upper: the mass u at an odd point goes to its neighbours such that its mass under Q is kept: u/(1 + e^h) down and the rest up, the chord
  /// of the curve. Lower: a polygon that is at most the line through the odd corner with the mean of the slopes beside it; see
  /// ``step(_:side:layout:logStep:tail:)``.
  ///
  /// - Complexity: some ten operations on integers for each mass.
  package func coarser() -> LossMasses {
    var fine = masses
    var (start, offset) = (first, offset)
    // The greatest mass stays where it is: a lower bound could otherwise lose up to a step of it.
    if !(first + heaviest).isMultiple(of: 2) {
      start += 1
      offset -= self.step
    }
    // The grid begins and ends with an even point.
    if !start.isMultiple(of: 2) {
      fine.insert(0, at: 0)
      start -= 1
    }
    if fine.count.isMultiple(of: 2) {
      switch side {
      case .upper: fine.append(0)
      case .lower:
        let last = fine.removeLast()
        fine[fine.count - 1] += last
      }
    }
    let bits = layout.fractionBits + 64
    let step = Enclosure(self.step, precision: bits + 64).exp()
    func fixed(_ value: Enclosure) -> Integer { ((value.lower ?? 0) * Rational(Integer(1) << bits)).floor() }
    let down = fixed(1 / (1 + step))
    let pairs = fine.count / 2
    var masses = (0...pairs).map { fine[2 * $0] }
    switch side {
    case .upper:
      for k in 0..<pairs {
        // The part that goes down is rounded up; what is a little less than the rest goes up, so that gets a unit more.
        let odd = fine[2 * k + 1]
        let part = (odd * down) >> bits
        masses[k] += part + 1
        masses[k + 1] += odd - part
      }
      return LossMasses(
        side: side, layout: layout, logStep: logStep - 1, unit: unit, first: start / 2, offset: offset,
        masses: masses, infinite: infinite, slack: slack)
    case .lower:
      // If the highest masses cannot pay for more than roundings, they move down a step, as many as it takes.
      var moved = 0
      while true {
        let (lower, debt) = Self.paid(
          Self.tangents(fine, masses, down: down, step: step, bits: bits, fixed: fixed))
        if debt <= Integer(8 * fine.count) || moved == pairs {
          return LossMasses(
            side: side, layout: layout, logStep: logStep - 1, unit: unit, first: start / 2, offset: offset,
            masses: lower, infinite: infinite, slack: slack + debt)
        }
        moved = min(max(2 * moved, 1), pairs)
        for k in pairs - moved..<pairs {
          fine[2 * k] += fine[2 * k + 1]
          fine[2 * k + 1] = 0
          masses[k] = fine[2 * k]
        }
      }
    }
  }

  /// Signed masses of the lower polygon on the coarse grid.
  private static func tangents(
    _ fine: [Integer], _ even: [Integer], down: Integer, step: Enclosure, bits: Int, fixed: (Enclosure) -> Integer
  ) -> [Integer] {
    let pairs = fine.count / 2
    guard pairs > 0 else { return even }
    var masses = even
    // Corners are lowered by κ, in units finer by 2^bits, rounded up.
    var corners = [Integer](repeating: 0, count: pairs + 1)
    let (before, after) = (fixed((step - 1) / 2) + 1, fixed((1 - 1 / step) / 2) + 1)
    for k in 0..<pairs {
      let odd = fine[2 * k + 1]
      if odd.isZero { continue }
      let part = (odd * down) >> bits
      masses[k] += part
      masses[k + 1] += odd - part - 1
      // The last odd corner gives way to the line beyond it, so that the curve ends at 0.
      let isLast = k == pairs - 1
      corners[k] = max(corners[k], odd * after * (isLast ? 2 : 1))
      if !isLast { corners[k + 1] = odd * before }
    }
    let square = step * step
    let (rise, fall) = (fixed(1 / (square - 1)), fixed(square / (square - 1)))
    func times(_ difference: Integer, _ factor: Integer) -> Integer {
      // The factor is up to a unit too small.
      (min(difference * factor, difference * (factor + 1))) >> (2 * bits)
    }
    for k in 0...pairs {
      if k < pairs { masses[k] += times(corners[k] - corners[k + 1], rise) }
      if k > 0 { masses[k] += times(corners[k] - corners[k - 1], fall) }
    }
    return masses
  }
}
