import Exact
import Foundation

/// A mechanism, and how often it was used, each time on its own fresh randomness.
public struct Repeated: Sendable, Hashable {
  /// The mechanism.
  public var mechanism: Mechanism
  /// How often: at least 0.
  public var times: Int

  /// A mechanism used that often.
  public init(_ mechanism: Mechanism, times: Int) { (self.mechanism, self.times) = (mechanism, times) }
}

/// How fine a computation of a privacy curve is: the step of the grid, and the bits of the masses.
public struct Resolution: Sendable, Hashable {
  /// The grid of losses is the multiples of 2^(−logStep), to begin with.
  public var logStep: Int
  /// Masses are multiples of 2^(−fractionBits), or finer.
  public var fractionBits: Int
  /// A grid with more points than this is made coarser between compositions; at least 64.
  public var pointLimit: Int
  /// What mass may be cut off in all, about: 2 to this.
  public var logTail: Int

  /// A resolution.
  public init(logStep: Int, fractionBits: Int, pointLimit: Int = 1 << 14, logTail: Int) {
    (self.logStep, self.fractionBits, self.pointLimit, self.logTail) = (logStep, fractionBits, pointLimit, logTail)
  }

  /// The usual limit of points.
  static let fewPoints = 1 << 14

  /// The largest number of compositions: 2³⁰.
  public static let mostCompositions = 1 << 30

  /// A resolution that makes the interval of ε about `tolerance` wide at δ.
  ///
  /// A grid of step h adds about h²/6 to the variance of each loss of an upper bound, and takes as much from a lower one. T of them move ε by about
  /// T h²/12 (1 + z/s), s being the deviation of the sum and z the quantile of δ. This steers the cost and the width, not the truth.
  public static func automatic(
    for mechanisms: [Repeated], delta: Double, tolerance: Double = 3e-4
  ) -> Resolution {
    // No mesh is fine enough for a delta of 0, whose epsilon has no upper end, so any will do.
    let delta = delta > 0 ? delta : 1e-10
    let smallest = -log2(max(min(delta, 1), 1e-300))
    let logTail = -Int(smallest) - 22
    let count = max(mechanisms.reduce(0.0) { $0 + Double(max($1.times, 0)) }, 1)
    var (variance, widest) = (0.0, 0.0)
    for repeated in mechanisms where repeated.times > 0 {
      for direction in Direction.allCases {
        guard case .pair(let pair) = repeated.mechanism.effect(direction) else { continue }
        // Losses too large to be accounted for are refused later on.
        let range = pair.lossRange(tail: exp2(Double(logTail)) / count)
        widest = max(widest, range.upperBound - range.lowerBound)
        if direction == .remove {
          let nodes = pair.nodes(tail: 1e-9 / Double(repeated.times), spacing: .infinity)
          variance += Double(repeated.times) * nodes.cumulants(tilt: 0).variance
        }
      }
    }
    // Losses beyond all numbers are refused when the grid is made.
    widest = widest.isFinite ? widest : 2 * ClosedRange<Double>.largestLoss
    let deviation = variance.isFinite ? max(variance.squareRoot(), 1e-9) : ClosedRange<Double>.largestLoss
    let z = (2 * log(1 / max(min(delta, 0.5), 1e-300))).squareRoot()
    let error = min(tolerance, max(tolerance * deviation, 1e-3 * tolerance))
    var step = (12 * error / (count * (1 + z / deviation))).squareRoot()
    step = min(step, deviation / 8, 0.25)
    // No more than 2¹⁷ points for one mechanism.
    step = max(step, min(widest, 2 * ClosedRange<Double>.largestLoss) / Double(1 << 17), 0x1p-40)
    let logStep = max(2, Int((-log2(step)).rounded()))
    let points = log2(max(widest / step, 1)) + 1
    let bits = Int(smallest + points + log2(count)) + 18
    // With many uses, or losses that are seldom but large, the first sums need a finer grid than later ones.
    // Masses of twice the bits cost more than twice the time.
    let more = bits > 110 ? 2 : 4
    let pointLimit = count > 0x1p15 || widest > 16 ? more * fewPoints : fewPoints
    return Resolution(logStep: logStep, fractionBits: bits, pointLimit: pointLimit, logTail: logTail)
  }
}

extension LossMasses {
  /// The mechanisms of a composition with the tails of their losses, which both sides and both directions share.
  package struct Steps {
    let resolution: Resolution
    let layout: Layout
    /// The number of uses of all, at least 1.
    let total: Double
    let all: [(remove: Grid, add: Grid, infiniteMass: Rational, times: Int)]

    /// - Precondition: no mechanism reveals anything for certain; the numbers of uses are at least 0 and at most
    ///   `Resolution.mostCompositions`.
    /// - Throws: ``AccountingError``.
    package init(_ mechanisms: [Repeated], _ resolution: Resolution) throws(AccountingError) {
      self.resolution = resolution
      layout = Layout(fractionBits: resolution.fractionBits)
      total = Double(max(mechanisms.reduce(0) { $0 + $1.times }, 1))
      let tail = exp2(Double(resolution.logTail)) / total
      var all: [(remove: Grid, add: Grid, infiniteMass: Rational, times: Int)] = []
      for repeated in mechanisms where repeated.times > 0 {
        guard case .pair(let pair) = repeated.mechanism.effect(.remove) else { continue }
        let grid = try Grid(pair, logStep: resolution.logStep, fractionBits: layout.fractionBits, tail: tail)
        let other = pair.isSymmetric ? grid : grid.reversed(fractionBits: layout.fractionBits)
        all.append((grid, other, pair.infiniteMass, repeated.times))
      }
      self.all = all
    }
  }

  /// A bound on the curve of the mechanisms, one after the other, for one direction.
  ///
  /// Each power is made by repeated squaring. Before two bounds are composed the finer grid is made coarser until it is the other's.
  ///
  /// - Complexity: for each mechanism 2 log₂ T multiplications of integers of (points · slot) words.
  package static func composition(of steps: Steps, direction: Direction, side: Side) -> LossMasses {
    let (layout, resolution, total) = (steps.layout, steps.resolution, steps.total)
    var all: LossMasses?
    let unit = exp2(Double(resolution.logTail + layout.fractionBits)) / total
    /// The mass that may be cut off a bound that stands for so many uses.
    func cut(_ uses: Double) -> Integer { Integer(exactly: (unit * uses / 64).rounded(.down)) ?? 0 }
    func joined(_ a: LossMasses?, _ b: LossMasses, uses: Double) -> LossMasses {
      guard var a else { return b }
      var b = b
      while a.logStep > b.logStep { a = a.coarser() }
      while b.logStep > a.logStep { b = b.coarser() }
      var result = a.composed(with: b).trimmed(cut(uses))
      while result.count > resolution.pointLimit, result.logStep > 1 { result = result.coarser() }
      // What a step h of a sum of n uses does to ε is T/n h² and the like: a quarter of h √n does a sixteenth of what the first grid does.
      if resolution.pointLimit > Resolution.fewPoints {
        let enough = resolution.logStep + 2 - Int(log2(uses) / 2)
        while result.count > 1 << 12, result.logStep > enough { result = result.coarser() }
      }
      return result
    }
    for one in steps.all {
      var power = step(
        direction == .remove ? one.remove : one.add, infiniteMass: one.infiniteMass, side: side, layout: layout)
      var (left, uses) = (one.times, 1.0)
      var product: LossMasses?
      while true {
        if left & 1 == 1 { product = joined(product, power, uses: uses) }
        left >>= 1
        if left == 0 { break }
        uses *= 2
        power = joined(power, power, uses: uses)
      }
      if let product { all = joined(all, product, uses: total) }
    }
    return all ?? nothing(side: side, layout: layout, logStep: min(resolution.logStep, 20))
  }
}
