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
  /// What variance of the loss of one use may be neglected. If it is above 0, the step depends on the mechanism as well: rare ones need none so
  /// fine, and losses that are mostly closer together than the step but sometimes large get several grids.
  public var negligibleVariance: Double

  /// A resolution; without a negligible variance the one step for all mechanisms.
  public init(
    logStep: Int, fractionBits: Int, pointLimit: Int = 1 << 14, logTail: Int, negligibleVariance: Double = 0
  ) {
    (self.logStep, self.fractionBits, self.pointLimit, self.logTail) = (logStep, fractionBits, pointLimit, logTail)
    self.negligibleVariance = negligibleVariance
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
    for mechanisms: [Repeated], delta: Double, tolerance: Double = 3e-4, isRefined: Bool = false
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
    let perUse = 12 * error / (count * (1 + z / deviation))
    var step = min(perUse.squareRoot(), deviation / 8, 0.25)
    let refined = max(2, Int((-log2(max(step, 0x1p-40))).rounded()))
    // No more than 2¹⁷ points for one mechanism.
    step = max(step, min(widest, 2 * ClosedRange<Double>.largestLoss) / Double(1 << 17), 0x1p-40)
    let logStep = isRefined ? refined : max(2, Int((-log2(step)).rounded()))
    let points = log2(max(widest / step, 1)) + 1
    let bits = Int(smallest + points + log2(count)) + 18
    // With many uses, or losses that are seldom but large, the first sums need a finer grid than later ones.
    // Masses of twice the bits cost more than twice the time.
    let more = bits > 110 ? 2 : 4
    let pointLimit = count > 0x1p15 || widest > 16 ? more * fewPoints : fewPoints
    return Resolution(
      logStep: logStep, fractionBits: bits, pointLimit: pointLimit, logTail: logTail,
      negligibleVariance: isRefined ? perUse / 6 : 0)
  }
}
