import Exact
import Foundation

/// One factor of a use: a use is, up to bounds, the composition of several levels, each with a grid of its own step.
///
/// With small rates of sampling most losses lie closer together than any grid for all losses could tell apart, and a few are a thousand times as
/// large. Let B be the outcomes whose loss is within some 100 steps of the usual one, and a = ln P(B)/Q(B). The use μ is b + t, b on B and t
/// outside, and b is the mass P(B) at a, composed with the pair b̂ of the conditional laws P(·|B), Q(·|B), which is the next level, on a finer grid.
///
/// - Upper: μ ≤ (P(B) δ_a + t) ∗ b̂, since b̂ is at least the curve of nothing.
/// - Lower: of T uses, K fall into B, and μ^T = Σ_k C(T, k) (P(B) δ_a)^k ∗ t^(T−k) ∗ b̂^k. Where K ≥ m, b̂^k is at least b̂^m, and all other outcomes
///   together add no more to a curve than their mass: μ^T ≥ (P(B) δ_a + t)^T ∗ b̂^m − P[K < m]. With an m that is some deviations of a binomial
///   law below T P(B), what is lost is next to nothing; see ``CertainUses``.
///
/// Curves may be replaced by lower or higher ones in compositions, so the uses are bounded by the compositions of the levels. The core of the last
/// level is so narrow that its variance does not count.
struct LossLevel {
  /// The law of the level on its grid: all losses, or those within the core of the level before.
  let grid: LossMasses.Grid
  /// The interval of the grid that is one outcome here; its losses are the next level. Nil if all losses are on the grid.
  let core: ClosedRange<Int>?
  /// The number of the point at which the core is, counted from the same origin as `grid.first`.
  let place: Int
  /// Whether no level follows.
  let isLast: Bool
  /// Whether the law is a conditional one.
  let isConditional: Bool

  /// A level has at most about this many steps, and a composition of it with itself is made coarser if it has more.
  static let mostPoints = 1 << 13

  /// The level for the other neighbour.
  var reversed: LossLevel {
    let n = grid.intervals
    return LossLevel(
      grid: grid.reversed, core: core.map { n - $0.upperBound...n - $0.lowerBound }, place: -place, isLast: isLast,
      isConditional: isConditional)
  }

  /// The levels of a pair, from the coarsest, if the record is removed; nil if one grid has to do.
  ///
  /// - Parameters:
  ///   - variance: what variance may be lost with each use.
  ///   - finest: a step that is fine enough where losses are told apart.
  ///   - points: about how many points a level has.
  /// - Throws: ``AccountingError``.
  static func levels(
    of pair: any DominatingPair, fractionBits: Int, tail: Double, variance: Double, finest: Double, points: Int
  ) throws(AccountingError) -> [LossLevel]? {
    guard let spread = pair.usualSpread, variance > 0 else { return nil }
    let reach = max(points / 64, 4)
    let range = pair.lossRange(tail: tail)
    try range.requireFinite()
    let bits = fractionBits + Int(1.4427 * max(-range.lowerBound, range.upperBound)) + 64
    let nodes = pair.nodes(tail: tail, spacing: .infinity)
    var (low, high) = (range.lowerBound, range.upperBound)
    var levels: [LossLevel] = []
    /// P and Q above the ends of the core.
    var outer: (p: (low: Integer, high: Integer), q: (low: Integer, high: Integer), error: Integer)?
    while levels.count < 8 {
      let logStep = Int((-log2((high - low) / Double(points))).rounded(.down))
      guard logStep < 50 else { return nil }
      let step = exp2(-Double(logStep))
      let radius = Double(reach) * step
      guard let usual = pair.concentration(radius: radius) else { return nil }
      let place = Int((usual / step).rounded())
      let offset = ((usual - Double(place) * step) * 0x1p64).rounded() * 0x1p-64
      let start = Int(((low - offset) / step).rounded(.down)) - 1
      let end = max(Int(((high - offset) / step).rounded(.up)) + 1, start + 4)
      var table = try pair.tails(
        first: 2 * start, logPoints: logStep + 1, offset: offset, count: 2 * (end - start) + 1, bits: bits)
      let one = Integer(1) << bits
      var whole = (p: one, q: one)
      if let outer {
        whole = (outer.p.low - outer.p.high, outer.q.low - outer.q.high)
        table = TailTable(
          bits: bits, error: 2 * max(table.error, outer.error),
          p: table.p.map { min(max($0, outer.p.high), outer.p.low) - outer.p.high },
          q: table.q.map { min(max($0, outer.q.high), outer.q.low) - outer.q.high })
      }
      let grid = LossMasses.Grid(
        table, first: start, logStep: logStep, unit: 1, offset: offset, fractionBits: fractionBits, whole: whole)
      let core = max(place - reach - start, 0)...min(place + reach - start, grid.intervals)
      var lost = 0.0
      for i in nodes.losses.indices where abs(nodes.losses[i] - usual) < radius {
        lost += exp(nodes.logWeights[i]) * (nodes.losses[i] - usual) * (nodes.losses[i] - usual)
      }
      let isSmooth = step <= finest && spread >= 8 * step
      let isLast = isSmooth || lost <= variance / 8 && lost.squareRoot() * step <= variance / 2
      levels.append(
        LossLevel(
          grid: grid, core: isSmooth ? nil : core, place: place, isLast: isLast, isConditional: outer != nil))
      if isLast { return levels }
      // The next level is about the losses of the core.
      let all = outer?.p.high ?? 0
      let allQ = outer?.q.high ?? 0
      outer = (
        (table.p[2 * core.lowerBound] + all, table.p[2 * core.upperBound] + all),
        (table.q[2 * core.lowerBound] + allQ, table.q[2 * core.upperBound] + allQ), table.error
      )
      (low, high) = (
        offset + Double(start + core.lowerBound) * step, offset + Double(start + core.upperBound) * step
      )
    }
    return nil
  }

  /// The bound of one use of this level.
  func masses(side: LossMasses.Side, layout: LossMasses.Layout) -> LossMasses {
    let result = side == .upper ? upper(layout) : lower(layout)
    guard isConditional else { return result }
    return result.conditional(on: grid.whole, error: grid.table.error, bits: grid.table.bits)
  }

  /// How many of so many uses of this level certainly fall into its core; see ``CertainUses``.
  func certainUses(of uses: Int, allowed: Double) -> CertainUses {
    guard let core, !isLast else { return .none }
    let inside = grid.between(core.lowerBound, core.upperBound)
    let (error, whole) = (grid.table.error, grid.whole.p)
    let least = max(inside.whole.p - inside.table.error, 0)
    let outside = min(Rational(max(whole + error - least, 1), max(whole - error, 1)), 1)
    return CertainUses(of: uses, outside: outside, allowed: allowed)
  }

  private func upper(_ layout: LossMasses.Layout) -> LossMasses {
    guard let core, !isLast else {
      let masses = grid.chordMasses()
      return LossMasses(
        side: .upper, layout: layout, logStep: grid.logStep, first: grid.first, offset: grid.exactOffset,
        masses: masses.finite, infinite: masses.beyond)
    }
    var all = [Integer](repeating: 0, count: grid.intervals + 1)
    let (below, above) = (grid.below(core.lowerBound).chordMasses(), grid.above(core.upperBound).chordMasses())
    for (i, mass) in below.finite.enumerated() { all[i] += mass }
    for (i, mass) in above.finite.enumerated() { all[core.upperBound + i] += mass }
    let inside = grid.between(core.lowerBound, core.upperBound)
    all[place - grid.first] += -((-(inside.whole.p + inside.table.error)) >> grid.shift)
    // The usual loss is at a point of the grid, but for the rounding of the offset.
    let exact = inside.logarithm.upper - Rational(place) * grid.exactStep
    return LossMasses(
      side: .upper, layout: layout, logStep: grid.logStep, first: grid.first, offset: max(grid.exactOffset, exact),
      masses: all, infinite: above.beyond)
  }

  private func lower(_ layout: LossMasses.Layout) -> LossMasses {
    func masses(_ values: [Integer], offset: Rational) -> LossMasses {
      LossMasses(
        side: .lower, layout: layout, logStep: grid.logStep, first: grid.first, offset: offset, masses: values,
        infinite: 0)
    }
    guard let core else { return masses(grid.lowerMasses(), offset: grid.exactOffset) }
    var all = [Integer](repeating: 0, count: grid.intervals + 1)
    for part in [grid.below(core.lowerBound), grid.above(core.upperBound)] where part.intervals >= 3 {
      for (i, mass) in part.lowerMasses().enumerated() { all[part.first - grid.first + i] += mass }
    }
    let inside = grid.between(core.lowerBound, core.upperBound)
    all[place - grid.first] += max((inside.whole.p - inside.table.error) >> grid.shift, 0)
    // The usual loss is at a point of the grid, but for the rounding of the offset.
    let exact = inside.logarithm.lower - Rational(place) * grid.exactStep
    return masses(all, offset: min(grid.exactOffset, exact))
  }
}

extension LossMasses.Grid {
  /// The step.
  var exactStep: Rational { unit / Rational(Integer(1) << logStep) }

  /// ln P/Q of the whole law, enclosed; multiples of 2^(−100), so that they stay short.
  var logarithm: (lower: Rational, upper: Rational) {
    LossMasses.logarithm(of: whole, error: table.error, bits: table.bits)
  }
}

extension LossMasses {
  /// ln p/q, enclosed by multiples of 2^(−100); both numbers may be wrong by `error`.
  static func logarithm(
    of whole: (p: Integer, q: Integer), error: Integer, bits: Int
  ) -> (lower: Rational, upper: Rational) {
    func ratio(_ p: Integer, _ q: Integer) -> Enclosure {
      Enclosure(Rational(max(p, 1)), precision: bits + 64) / Enclosure(Rational(max(q, 1)), precision: bits + 64)
    }
    let scale = Rational(Integer(1) << 100)
    let low = ratio(whole.p - error, whole.q + error).log().lower ?? 0
    let high = ratio(whole.p + error, whole.q - error).log().upper ?? 0
    return (Rational((low * scale).floor()) / scale, Rational((high * scale).ceiling()) / scale)
  }

  /// The bound for the law under the condition of an event with these probabilities under P and Q, in units of 2^(−bits).
  ///
  /// Losses become smaller by ln P/Q of the event.
  func conditional(on whole: (p: Integer, q: Integer), error: Integer, bits: Int) -> LossMasses {
    let places = bits + 64
    let one = Integer(1) << (bits + places)
    let logarithm = Self.logarithm(of: whole, error: error, bits: bits)
    func divided(_ mass: Integer) -> Integer {
      side == .upper ? -((-(mass * inverse)) >> places) : (mass * inverse) >> places
    }
    let inverse = side == .upper ? one / max(whole.p - error, 1) + 1 : one / (whole.p + error)
    var result = LossMasses(
      side: side, layout: layout, logStep: logStep, unit: unit, first: first, offset: offset,
      masses: masses.map(divided), infinite: divided(infinite),
      slack: -((-(slack * (one / max(whole.p - error, 1) + 1))) >> places))
    result.offset -= side == .upper ? logarithm.lower : logarithm.upper
    return result
  }
}
