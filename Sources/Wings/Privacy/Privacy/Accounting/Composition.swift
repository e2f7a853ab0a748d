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

  /// A resolution that makes the interval of ε about `tolerance` of ε wide at δ, or of 1 if that is less; see `attempts(for:delta:)`.
  public static func automatic(for mechanisms: [Repeated], delta: Double, tolerance: Double = 3e-4) -> Resolution {
    Scales(mechanisms, delta: delta, tolerance: tolerance).resolution(isRefined: false)
  }

  /// The resolutions to try one after the other until the interval of ε is narrow enough at δ: one grid, and several levels. Where one grid would
  /// need more than 2¹⁵ points, or could not tell usual losses apart, levels are cheaper and mostly enough, so they come first.
  static func attempts(for mechanisms: [Repeated], delta: Double) -> [Resolution] {
    let scales = Scales(mechanisms, delta: delta, tolerance: 3e-4)
    let needsLevels = scales.widest > 0x1p15 * scales.step || scales.narrowest < 4 * scales.step
    return (needsLevels ? [true, false] : [false, true]).map(scales.resolution)
  }
}

/// What a resolution is chosen by.
///
/// A grid of step h adds about h²/6 to the variance of each loss of an upper bound, and takes as much from a lower one. T of them move ε by about
/// T h²/12 (1 + z/s), s being the deviation of the sum and z the quantile of δ, or (1 + z²/ε) where few large losses decide: that is about how
/// fast ln δ(ε) falls. This steers the cost and the width, not the truth.
private struct Scales {
  /// −log₂ δ.
  let smallest: Double
  /// The number of uses.
  let count: Double
  /// The greatest range of the losses of one use.
  let widest: Double
  /// The least spread of usual losses.
  let narrowest: Double
  /// h² for one use.
  let perUse: Double
  /// h.
  let step: Double

  private var logTail: Int { -Int(smallest) - 22 }

  init(_ mechanisms: [Repeated], delta: Double, tolerance: Double) {
    // No mesh is fine enough for a delta of 0, whose epsilon has no upper end, so any will do.
    let delta = delta > 0 ? delta : 1e-10
    smallest = -log2(max(min(delta, 1), 1e-300))
    count = max(mechanisms.reduce(0.0) { $0 + Double(max($1.times, 0)) }, 1)
    let tail = exp2(-smallest.rounded(.down) - 22) / count
    var (variance, widest, narrowest) = (0.0, 0.0, Double.infinity)
    for repeated in mechanisms where repeated.times > 0 {
      for direction in Direction.allCases {
        guard case .pair(let pair) = repeated.mechanism.effect(direction) else { continue }
        // Losses too large to be accounted for are refused later on.
        let range = pair.lossRange(tail: tail)
        widest = max(widest, range.upperBound - range.lowerBound)
        if direction == .remove {
          narrowest = min(narrowest, pair.usualSpread ?? .infinity)
          let nodes = pair.nodes(tail: 1e-9 / Double(repeated.times), spacing: .infinity)
          variance += Double(repeated.times) * nodes.cumulants(tilt: 0).variance
        }
      }
    }
    // Losses beyond all numbers are refused when the grid is made.
    self.narrowest = narrowest
    self.widest = widest.isFinite ? widest : 2 * ClosedRange<Double>.largestLoss
    let deviation = variance.isFinite ? max(variance.squareRoot(), 1e-9) : ClosedRange<Double>.largestLoss
    let z = (2 * log(1 / max(min(delta, 0.5), 1e-300))).squareRoot()
    // Where a few large losses decide, ε is much larger than the deviation of the sum.
    let estimate = (try? FloatingCurve(of: mechanisms).epsilon(delta: delta)) ?? 0
    let scale = max(deviation, estimate.isFinite ? max(estimate / 4, min(estimate, 1) / 2) : 0)
    let error = tolerance * max(min(scale, 1), scale.isFinite ? min(scale / 4, 100) : 1, 1e-3)
    let tilt = 1 + min(z / deviation, estimate > 0 ? z * z / estimate : .infinity)
    perUse = 12 * error / (count * tilt)
    step = min(perUse.squareRoot(), deviation / 8, 0.25)
  }

  func resolution(isRefined: Bool) -> Resolution {
    let refined = max(2, Int((-log2(max(step, 0x1p-40))).rounded()))
    // No more than 2¹⁷ points for one mechanism, or 2¹⁵ where few uses add up to little.
    let most = count > 1024 ? 0x1p17 : 0x1p15
    let capped = max(step, min(widest, 2 * ClosedRange<Double>.largestLoss) / most, 0x1p-40)
    let logStep = isRefined ? refined : max(2, Int((-log2(capped)).rounded()))
    let points = log2(max(widest / capped, 1)) + 1
    let bits = Int(smallest + points + log2(count)) + 16
    // With many uses, or losses that are seldom but large, the first sums need a finer grid than later ones.
    // Masses of twice the bits cost more than twice the time.
    let more = bits > 110 ? 2 : 4
    let pointLimit = count > 0x1p15 || widest > 16 ? more * Resolution.fewPoints : Resolution.fewPoints
    return Resolution(
      logStep: logStep, fractionBits: bits, pointLimit: pointLimit, logTail: logTail,
      negligibleVariance: isRefined ? perUse / 6 : 0)
  }
}
