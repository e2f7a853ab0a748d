import Foundation

/// The sum of the losses of several mechanisms in one direction, in double precision, seen where δ(ε) is a given δ.
///
/// With K(λ) = ln E[e^(λS)] the tilted law has the masses e^(λs − K(λ)) P[S = s]. The λ with λK′(λ) − K(λ) = −ln δ, which minimises Chernoff's bound
/// (K(λ) − ln δ)/λ on ε, centres it near ε.
struct TiltedLosses {
  /// A pair, and how often it is used.
  struct Part {
    let pair: any DominatingPair
    let times: Int
  }

  private let parts: [Part]
  /// What may be left out of the law of one loss.
  private let tail: Double
  private let logDelta: Double
  /// Nodes as far apart as integrals of smooth functions allow.
  private let coarse: [LossNodes]

  /// The losses of these parts, about a δ above 0.
  init(_ parts: [Part], delta: Double) {
    self.parts = parts
    let uses = parts.reduce(0.0) { $0 + Double($1.times) }
    let tail = delta * 1e-10 / max(uses, 1)
    self.tail = tail
    logDelta = log(delta)
    coarse = parts.map { $0.pair.nodes(tail: tail, spacing: .infinity) }
  }

  /// K, K′ and K″ at λ.
  private func cumulants(_ tilt: Double) -> (log: Double, mean: Double, variance: Double) {
    var sum = (log: 0.0, mean: 0.0, variance: 0.0)
    for (part, nodes) in zip(parts, coarse) {
      let one = nodes.cumulants(tilt: tilt)
      sum.log += Double(part.times) * one.logMass
      sum.mean += Double(part.times) * one.mean
      sum.variance += Double(part.times) * one.variance
    }
    return sum
  }

  /// About the least ε ≥ 0 with δ(ε) ≤ δ; `known` if it is certainly at most that.
  func epsilon(atLeast known: Double) -> Double {
    let (_, mean, variance) = cumulants(0)
    // One loss, that of δ(ε) = 1 − e^(ε − loss).
    guard variance.isNormal else { return max(mean + log1p(-min(exp(logDelta), 1)), 0) }
    var tilt = self.tilt(start: (-2 * logDelta / variance).squareRoot(), variance)
    for _ in 0..<64 {
      let centre = cumulants(tilt)
      // Chernoff's bound.
      if (centre.log - logDelta) / tilt <= known { return known }
      let (low, high) = (end(tilt, centre, -1), end(tilt, centre, 1))
      // No grid tells losses apart that are so nearly the same.
      guard low.isFinite, high.isFinite, max(abs(low), abs(high)) < 1e9 * (high - low) else {
        return max(centre.mean + log1p(-min(exp(logDelta), 1)), 0)
      }
      let window = low...high
      // What rounding makes of no mass, 10⁻¹⁶ of the whole, is e^(K − λε) times that at ε: below this it is no longer small beside δ.
      let trusted = (centre.log - logDelta - 32) / tilt
      if let found = epsilon(tilt, centre.variance.squareRoot(), window, trusted) { return found }
      // δ(ε) is below δ in all of the window.
      if max(window.lowerBound, trusted) <= 0 { return 0 }
      tilt /= 2
    }
    return 0
  }

  /// A tilt with λK′(λ) − K(λ) about −ln δ or a little more: what it is changes rounding errors alone.
  private func tilt(start: Double, _ variance: Double) -> Double {
    func excess(_ tilt: Double) -> Double {
      let at = cumulants(tilt)
      // Losses that are bounded may never be enough for a small δ: their tilted law shrinks to the largest one.
      let found = (tilt * at.mean - at.log) / -logDelta
      return found < 1 && at.variance < 1e-6 * variance ? 1 : found
    }
    var (low, high) = (start, start)
    var found = excess(start)
    if found >= 1 {
      for _ in 0..<200 where excess(low) >= 1 { low /= 2 }
    } else {
      for _ in 0..<100 where found < 1 {
        low = high
        high *= 2
        found = excess(high)
      }
    }
    // Where rare losses begin to count, a tilt that is a little too large is much too large.
    while found > 1.5, high > 1.000001 * low {
      let middle = (low * high).squareRoot()
      let there = excess(middle)
      if there >= 1 { (high, found) = (middle, there) } else { low = middle }
    }
    return high
  }

  /// A point beyond which the tilted law has less than 10⁻¹⁶ of its mass: Chernoff's bound, above for a sign of 1 and below for −1.
  private func end(_ tilt: Double, _ centre: (log: Double, mean: Double, variance: Double), _ sign: Double) -> Double {
    let deviation = max(centre.variance.squareRoot(), 1e-150)
    var best = sign * Double.infinity
    for multiple in [1, 2.5, 5, 8, 12] {
      let change = sign * multiple / deviation
      let place = (cumulants(tilt + change).log - centre.log + 37) / change
      if place * sign < best * sign { best = place }
    }
    return best
  }

  /// ε on finer and finer grids; nil if δ(ε) is below δ in all of the window, as far down as values are trusted.
  private func epsilon(
    _ tilt: Double, _ deviation: Double, _ window: ClosedRange<Double>, _ trusted: Double
  ) -> Double? {
    let smoothness = parts.map(\.pair.smoothness).filter { $0 > 0 }.min() ?? .infinity
    var step = min(deviation, smoothness) / 8
    step = max(min(step, 1 / tilt), (window.upperBound - window.lowerBound) / 0x1p17)
    step = exp2(log2(step).rounded(.down))
    // Masses are spread over points that the tilt must not tell apart.
    if tilt * step > 1 { return nil }
    // The sum of many losses is smooth even if nodes are somewhat farther apart than the points of the grid.
    func nodes() -> [LossNodes?] { parts.map { $0.times < 32 ? nil : $0.pair.nodes(tail: tail, spacing: step) } }
    var (kept, keptStep) = (nodes(), step)
    // What tells usual sums apart, if they lie closer together than others.
    let crowd = parts.map { ($0.pair.usualSpread ?? .infinity) * Double($0.times).squareRoot() }.min() ?? .infinity
    var before: (place: Double, isBetween: Bool)?
    while true {
      if step < keptStep / 8 { (kept, keptStep) = (nodes(), step) }
      let curve = curve(tilt, step, window, kept)
      guard let found = curve.epsilon(logDelta: logDelta, from: trusted) else {
        // A grid that is coarser than usual sums does not tell whether δ(0) is below δ.
        if before == nil, step > crowd / 4, curve.logDeltas.count <= 1 << 15 {
          step /= 2
          continue
        }
        return before?.place
      }
      // A place that is the same because nothing lies between two points says nothing.
      if let before, before.isBetween, found.isBetween,
        abs(found.place - before.place) <= 5e-7 * max(1, found.place)
      {
        return found.place
      }
      if curve.logDeltas.count > 1 << 17 { return found.place }
      before = found
      step /= 2
    }
  }

  /// ln δ(ε) at the points of a grid.
  private struct Curve {
    let first: Int
    let step: Double
    let logDeltas: [Double]

    /// The ε ≥ 0 at which it crosses a value on its way down; nil if it is below it from the first point, from 0 or from `least` on.
    /// Whether it is interpolated between values on both sides is told too.
    func epsilon(logDelta: Double, from least: Double) -> (place: Double, isBetween: Bool)? {
      var i = logDeltas.count - 2
      while i >= 0, !(logDeltas[i] > logDelta) { i -= 1 }
      guard i >= 0, first + i + 1 > 0, Double(first + i) * step >= least else { return nil }
      let (start, above, below) = (Double(first + i) * step, logDeltas[i], logDeltas[i + 1])
      if i > 0, i + 2 < logDeltas.count {
        let values = Array(logDeltas[i - 1...i + 2])
        if values.allSatisfy(\.isFinite), zip(values, values.dropFirst()).allSatisfy(>) {
          // A cubic through four points, ε as a function of ln δ.
          var place = 0.0
          for a in 0..<4 {
            var weight = 1.0
            for b in 0..<4 where b != a { weight *= (logDelta - values[b]) / (values[a] - values[b]) }
            place += weight * Double(a - 1)
          }
          return (max(start + place * step, 0), true)
        }
      }
      return (max(below.isFinite ? start + step * (above - logDelta) / (above - below) : start, 0), false)
    }
  }

  /// The curve on a grid that covers the window; nodes that are not kept are made anew.
  private func curve(_ tilt: Double, _ step: Double, _ window: ClosedRange<Double>, _ kept: [LossNodes?]) -> Curve {
    let first = Int((window.lowerBound / step).rounded(.down)) - 2
    let count = Int((window.upperBound / step).rounded(.up)) - first + 8
    let transform = CircularConvolution(atLeast: count)
    var log = 0.0
    for (part, kept) in zip(parts, kept) {
      let (mass, tilted) = (kept ?? part.pair.nodes(tail: tail, spacing: step)).tilted(by: tilt)
      log += Double(part.times) * mass
      transform.multiply(power: part.times) { spread in
        for (loss, mass) in tilted { spread(loss / step, mass) }
      }
    }
    let masses = transform.result(first: first)
    // δ(ε) = e^(K − λε) Σ (1 − e^(ε − s)) e^(−λ(s − ε)) times the tilted masses above ε; from the highest loss down.
    let isSmooth = parts.contains { $0.pair.smoothness > 0 }
    var logDeltas = [Double](repeating: -.infinity, count: masses.count)
    var (above, discounted) = (0.0, 0.0)
    let (decay, faster) = (exp(-tilt * step), exp(-(tilt + 1) * step))
    for i in stride(from: masses.count - 1, through: 0, by: -1) {
      var value = above - discounted
      if isSmooth {
        // The sum is the trapezoidal rule for an integral over a function with a corner at ε: the first terms of Euler's and Maclaurin's formula.
        let here = masses[i]
        let lower = i > 0 ? masses[i - 1] / decay : here
        let upper = i + 1 < masses.count ? masses[i + 1] * decay : here
        // Where losses crowd within a step they are atoms, and the sum is exact.
        let isAtom = abs(upper - 2 * here + lower) > abs(here)
        let third = 3 * (upper - 2 * here + lower) - 1.5 * step * (upper - lower) + step * step * here
        if !isAtom { value += step / 12 * here - step / 720 * third }
      }
      if value > 0 { logDeltas[i] = Foundation.log(value) + log - tilt * Double(first + i) * step }
      above = (above + masses[i]) * decay
      discounted = (discounted + masses[i]) * faster
    }
    return Curve(first: first, step: step, logDeltas: logDeltas)
  }
}
