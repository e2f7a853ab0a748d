import CPrivacy
import Exact

/// A bound on the privacy curve of a composition, held as masses on a grid of losses: integers, so that no operation has an error that is
/// not a rounding in the stated direction.
///
/// It stands for the curve D(ε) = ∞-mass + Σ_j p_j (1 − e^(ε − jh))₊. Curves of this form compose: if D₁ ≥ δ₁ and D₂ ≥ δ₂ everywhere, the
/// masses of all sums of losses give a curve that is at least that of both mechanisms together, and the same with ≤. For composition is
/// δ₁₂(y) = Σ_j p_j δ₂(y e^(−jh)), which grows with either curve. So an upper bound stays one if masses are rounded up or moved to higher
/// losses, and a lower bound if they are rounded down or moved to lower losses.
///
/// **Invariant.** h = unit · 2^(−logStep). The mass with number i, of `limbs` words, is in units of 2^(−fractionBits) and has the loss
/// (first + i) h + offset. What is subtracted from a lower curve, and never from an upper one, is `slack`: D − slack is a lower bound, and
/// with the composition of two the slacks add up, as masses have at most the sum 1.
package struct LossMasses: Sendable {
  /// Which side of the true curve this one is on.
  package enum Side: Sendable { case upper, lower }

  /// The side of the true curve.
  package let side: Side
  /// How numbers are laid out.
  package let layout: Layout
  /// The step is unit · 2^(−logStep).
  package var logStep: Int
  /// 1, or the distance of the atoms of a mechanism, so that they are on the grid.
  package var unit: Rational
  /// The loss of the first mass, in steps.
  package var first: Int
  /// What is added to all losses.
  package var offset: Rational
  var words: [UInt64]
  /// The mass at an infinite loss.
  package var infinite: Integer
  /// What is subtracted from the curve of a lower bound.
  package var slack: Integer = 0

  /// The step of the grid.
  package var step: Rational {
    logStep >= 0 ? unit / Rational(Integer(1) << logStep) : unit * Rational(Integer(1) << -logStep)
  }

  /// How many bits masses have.
  package struct Layout: Sendable, Equatable {
    /// The bits after the point.
    package let fractionBits: Int
    /// The words of a mass, which may exceed 1 by roundings.
    var limbs: Int { (fractionBits + 2 + 63) / 64 }
    /// The words between the masses of a packed integer. Masses have at most the sum 4 — 1 and roundings — so a sum of products is below 16.
    let slot: Int

    /// The smallest layout with at least these bits.
    package init(fractionBits bits: Int) {
      slot = max(2, (2 * bits + 4 + 63) / 64)
      fractionBits = (64 * slot - 4) / 2
    }
  }

  var count: Int { words.count / layout.limbs }

  /// Masses with these values, rounded already.
  package init(
    side: Side, layout: Layout, logStep: Int, unit: Rational = 1, first: Int, offset: Rational = 0, masses: [Integer],
    infinite: Integer, slack: Integer = 0
  ) {
    (self.side, self.layout, self.logStep, self.first, self.offset) = (side, layout, logStep, first, offset)
    (self.unit, self.infinite, self.slack) = (unit, infinite, slack)
    let limbs = layout.limbs
    words = [UInt64](repeating: 0, count: masses.count * limbs)
    for (index, mass) in masses.enumerated() {
      for (place, limb) in mass.littleEndianLimbs.prefix(limbs).enumerated() {
        words[index * limbs + place] = UInt64(limb)
      }
    }
  }

  /// No loss at all, for certain: the composition of nothing.
  static func nothing(side: Side, layout: Layout, logStep: Int) -> LossMasses {
    LossMasses(
      side: side, layout: layout, logStep: logStep, first: 0, masses: [Integer(1) << layout.fractionBits], infinite: 0)
  }

  /// The mass with this number.
  func mass(_ index: Int) -> Integer {
    let limbs = layout.limbs
    if limbs == 1 { return Integer(words[index]) }
    if limbs == 2 {
      let (low, high) = (words[2 * index], words[2 * index + 1])
      return high == 0 ? Integer(low) : Integer(littleEndianLimbs: [UInt(low), UInt(high)])
    }
    return Integer(littleEndianLimbs: words[index * limbs..<(index + 1) * limbs].map { UInt($0) })
  }

  /// The number of the greatest mass.
  var heaviest: Int {
    let limbs = layout.limbs
    var best = 0
    for index in 1..<max(count, 1) {
      var place = limbs - 1
      while place > 0, words[index * limbs + place] == words[best * limbs + place] { place -= 1 }
      if words[index * limbs + place] > words[best * limbs + place] { best = index }
    }
    return best
  }

  /// All masses.
  package var masses: [Integer] { (0..<count).map(mass) }

  /// The sum of the finite masses.
  var total: Integer {
    var sum = [UInt64](repeating: 0, count: layout.limbs + 1)
    privacy_sum(words, count, layout.limbs, &sum)
    return Integer(littleEndianLimbs: sum.map { UInt($0) })
  }

  /// a · b in units of 2^(−fractionBits), rounded towards the safe side.
  func product(_ a: Integer, _ b: Integer) -> Integer {
    let exact = a * b
    return side == .upper ? -((-exact) >> layout.fractionBits) : exact >> layout.fractionBits
  }
}

extension LossMasses {
  /// The composition with another bound on the same side, grid and layout: one multiplication of big integers (Kronecker substitution).
  ///
  /// - Complexity: that of GMP's multiplication of two integers of `slot` · (number of masses) words.
  package func composed(with other: LossMasses) -> LossMasses {
    let (total, otherTotal) = (self.total, other.total)
    let most = Integer(4) << layout.fractionBits
    precondition(total < most && otherTotal < most, "the masses of a bound exceed 4")
    var result = self
    let slots = count + other.count - 1
    let left = packed()
    let product = words == other.words ? left * left : left * other.packed()
    let limbs = product.littleEndianLimbs
    var words = [UInt64](repeating: 0, count: slots * layout.limbs)
    let lost = limbs.withUnsafeBytes { source in
      words.withUnsafeMutableBufferPointer { target in
        privacy_unpack(
          source.bindMemory(to: UInt64.self).baseAddress, limbs.count, slots, layout.limbs, layout.slot,
          Int32(layout.fractionBits), side == .upper ? 1 : 0, target.baseAddress)
      }
    }
    precondition(lost == 0, "a mass of a composition exceeds 4")
    result.words = words
    result.first = first + other.first
    result.offset = offset + other.offset
    result.slack = slack + other.slack
    if !infinite.isZero || !other.infinite.isZero {
      result.infinite =
        self.product(infinite, otherTotal) + self.product(total, other.infinite)
        + self.product(infinite, other.infinite)
    }
    return result
  }

  private func packed() -> Integer {
    let slots = [UInt](unsafeUninitializedCapacity: count * layout.slot) { buffer, used in
      buffer.withMemoryRebound(to: UInt64.self) { target in
        words.withUnsafeBufferPointer {
          privacy_pack($0.baseAddress, count, layout.limbs, layout.slot, target.baseAddress)
        }
      }
      used = count * layout.slot
    }
    return Integer(littleEndianLimbs: slots)
  }

  /// Cuts off the ends whose masses together are at most `mass` on each side.
  ///
  /// Of an upper bound, what is below moves up to the lowest loss that is kept, and what is above to infinity. Of a lower bound, what is
  /// below is dropped, and what is above moves down to the highest loss that is kept.
  package func trimmed(_ mass: Integer) -> LossMasses {
    var (low, below) = (0, Integer(0))
    while low < count - 1, below + self.mass(low) <= mass {
      below += self.mass(low)
      low += 1
    }
    var (high, above) = (count - 1, Integer(0))
    while high > low, above + self.mass(high) <= mass {
      above += self.mass(high)
      high -= 1
    }
    var result = self
    let limbs = layout.limbs
    result.first = first + low
    result.words = Array(words[low * limbs..<(high + 1) * limbs])
    switch side {
    case .upper:
      result.add(below, at: 0)
      result.infinite += above
    case .lower: result.add(above, at: high - low)
    }
    return result
  }

  private mutating func add(_ extra: Integer, at index: Int) {
    let limbs = layout.limbs
    let sum = mass(index) + extra
    for (place, limb) in sum.littleEndianLimbs.prefix(limbs).enumerated() {
      words[index * limbs + place] = UInt64(limb)
    }
  }

  /// Signed masses made into masses of a lower bound: what is negative is paid by masses at higher losses, which only lowers the curve.
  ///
  /// If they do not suffice, the debt is what is left: with so much mass at the highest loss they would, and no curve would be higher by more. So
  /// the curve of the masses less the debt is a lower bound.
  static func paid(_ signed: [Integer]) -> (masses: [Integer], debt: Integer) {
    var debt: Integer = 0
    let paid = signed.map { mass in
      let rest = mass - debt
      debt = rest < 0 ? -rest : 0
      return rest < 0 ? 0 : rest
    }
    return (paid, debt)
  }
}
