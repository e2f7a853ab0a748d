import CPrivacy
import Exact

extension LossMasses {
  /// A bound on the same side on a grid of twice the step.
  ///
  /// Upper: the mass u at an odd point goes to its neighbours such that its mass under Q is kept: u/(1 + e^h) down and the rest up, the chord
  /// of the curve. Lower: a polygon that is at most the line through the odd corner with the mean of the slopes beside it; see
  /// ``Grid``. The corner at an even point is lowered by κ, the greater of u (e^h − 1)/2 of the odd mass u before it and u' (1 − e^(−h))/2 of
  /// the one after it; the last odd corner gives way to the line beyond it, by twice as much. Its mass is then, besides what comes from u and
  /// u', larger by (κ − κ') /(e^(2h) − 1) and (κ − κ″)/(1 − e^(−2h)), κ′ and κ″ being those of the next point and of the one before.
  ///
  /// - Complexity: some ten operations on words for each mass.
  package func coarser() -> LossMasses {
    let limbs = layout.limbs
    let zero = [UInt64](repeating: 0, count: limbs)
    var fine = words
    var (start, offset) = (first, offset)
    // The greatest mass stays where it is: a lower bound could otherwise lose up to a step of it.
    if !(first + heaviest).isMultiple(of: 2) {
      start += 1
      offset -= self.step
    }
    // The grid begins and ends with an even point.
    if !start.isMultiple(of: 2) {
      fine = zero + fine
      start -= 1
    }
    if (fine.count / limbs).isMultiple(of: 2) {
      if side == .lower { Self.move(fine.count / limbs - 1, in: &fine, limbs) }
      fine = side == .upper ? fine + zero : Array(fine.dropLast(limbs))
    }
    let pairs = fine.count / limbs / 2
    // A whole number of words after the point.
    let places = (layout.fractionBits + 64 + 63) / 64
    let bits = 64 * places
    let step = Enclosure(self.step, precision: bits + 64).exp()
    func fixed(_ value: Enclosure) -> Integer { ((value.lower ?? 0) * Rational(Integer(1) << bits)).floor() }
    let down = Self.words(fixed(1 / (1 + step)), places)
    var result = self
    (result.logStep, result.first, result.offset) = (logStep - 1, start / 2, offset)
    var coarse = [UInt64](repeating: 0, count: (pairs + 1) * limbs)
    switch side {
    case .upper:
      precondition(privacy_coarser_upper(fine, pairs, limbs, down, places, &coarse) == 0, "a mass exceeds 4")
    case .lower:
      let square = step * step
      let factors = [
        fixed((step - 1) / 2) + 1, fixed((1 - 1 / step) / 2) + 1, fixed(1 / (square - 1)), fixed(square / (square - 1)),
      ]
      let width = (factors.map(\.bitWidth).max() ?? 0) / 64 + 1
      let slopes = factors.map { Self.words($0, max(width, places + 1)) }
      var debt = [UInt64](repeating: 0, count: limbs + 2 * slopes[0].count + 1 - 2 * places)
      // If the highest masses cannot pay for more than roundings, they move down a step, as many as it takes.
      var moved = 0
      while true {
        let failed = privacy_coarser_lower(
          fine, pairs, limbs, places, slopes[0].count, down, slopes[0], slopes[1], slopes[2], slopes[3], &coarse, &debt)
        precondition(failed == 0, "a mass exceeds 4")
        let left = Integer(littleEndianLimbs: debt.map { UInt($0) })
        if left <= Integer(8 * (2 * pairs + 1)) || moved == pairs {
          result.slack += left
          break
        }
        let before = moved
        moved = min(max(2 * moved, 1), pairs)
        for k in pairs - moved..<pairs - before { Self.move(2 * k + 1, in: &fine, limbs) }
      }
    }
    result.words = coarse
    return result
  }

  /// Moves the mass with this number to the place before it.
  private static func move(_ index: Int, in words: inout [UInt64], _ limbs: Int) {
    var carry = false
    for i in index * limbs..<(index + 1) * limbs {
      let (sum, first) = words[i - limbs].addingReportingOverflow(words[i])
      let (whole, second) = sum.addingReportingOverflow(carry ? 1 : 0)
      (words[i - limbs], words[i], carry) = (whole, 0, first || second)
    }
  }

  /// An integer ≥ 0 as so many words.
  private static func words(_ value: Integer, _ count: Int) -> [UInt64] {
    let limbs = value.littleEndianLimbs.prefix(count)
    return limbs.map { UInt64($0) } + [UInt64](repeating: 0, count: count - limbs.count)
  }
}
