import CFFTW
import Exact
import Foundation

/// The privacy curve in double precision by fast Fourier transforms: an estimate in milliseconds, to search with. ``PrivacyCurve`` certifies.
///
/// The masses on the grid lie a third of the way from the chords of the curve (an upper bound) to its tangents (a lower one), so that the errors of
/// second order in the step cancel. Rounding limits it to δ above about 10⁻⁹. Gopi, Lee, Wutschitz, "Numerical Composition of Differential
/// Privacy" (arXiv 2106.02848) is the method by transforms.
public struct FloatingCurve: Sendable {
  /// For each direction: the first loss, the step, and the masses.
  private let bounds: [(first: Double, step: Double, masses: [Double])]
  private let isRevealing: Bool
  /// The mass at an infinite loss.
  private let infinite: Double

  /// FFTW plans one transform at a time.
  private static let planner = NSLock()

  /// The curve of these mechanisms, for δ about `delta`.
  ///
  /// - Throws: ``AccountingError`` for parameters out of range, or losses so large that 2²⁴ points do not do.
  /// - Complexity: O(N log N) for N points, about 10⁴ to 10⁵.
  public init(of mechanisms: [Repeated], delta: Double) throws(AccountingError) {
    var kept: [Repeated] = []
    var reveals = false
    for repeated in mechanisms where repeated.times > 0 {
      switch try repeated.mechanism.validated().effect(.remove) {
      case .none: continue
      case .reveals: reveals = true
      case .pair: kept.append(repeated)
      }
    }
    isRevealing = reveals
    infinite = -expm1(
      kept.reduce(0) { sum, repeated in
        guard case .pair(let pair) = repeated.mechanism.effect(.remove) else { return sum }
        return sum + Double(repeated.times) * log1p(-Double(pair.infiniteMass))
      })
    guard !reveals, !kept.isEmpty else {
      bounds = []
      return
    }
    // Errors are of fourth order, so that a step four times that of the certified curve does as well.
    let step = exp2(-Double(Resolution.automatic(for: kept, delta: delta).logStep - 2))
    var found: [(first: Double, step: Double, masses: [Double])] = []
    for direction in Direction.allCases {
      let (first, masses) = try Self.composition(kept, direction, step, delta)
      found.append((first, step, masses))
    }
    bounds = found
  }

  /// The masses of the sum of all losses.
  private static func composition(
    _ mechanisms: [Repeated], _ direction: Direction, _ step: Double, _ delta: Double
  ) throws(AccountingError) -> (Double, [Double]) {
    var (mean, variance, below, above) = (0.0, 0.0, 0.0, 0.0)
    var parts: [(first: Int, masses: [Double], times: Int)] = []
    let uses = Double(mechanisms.reduce(0) { $0 + $1.times })
    let tail = min(max(delta, 1e-14), 1) * 1e-5 / uses
    for repeated in mechanisms {
      guard case .pair(let pair) = repeated.mechanism.effect(direction) else { continue }
      let (first, masses) = try Self.masses(pair, step, tail)
      let (m, v) = moments(first, masses, step)
      mean += m * Double(repeated.times)
      variance += v * Double(repeated.times)
      below = min(below, Double(first) * step)
      above = max(above, Double(first + masses.count) * step)
      parts.append((first, masses, repeated.times))
    }
    let spread = (2 * log(1 / min(max(delta, 1e-14), 0.5)) + 24).squareRoot() * variance.squareRoot() * 1.15
    let start = Int(((mean - spread + below) / step).rounded(.down))
    let end = Int(((mean + spread + above) / step).rounded(.up))
    guard end - start < 1 << 24 else {
      throw .tooLarge("a curve in double precision would need \(end - start) points; at most 2^24 are used")
    }
    let size = transformSize(max(end - start, parts.map(\.masses.count).max() ?? 1))
    return (Double(start) * step, convolved(parts, size: size, start: start))
  }

  /// The mean and the variance of a loss.
  private static func moments(_ first: Int, _ masses: [Double], _ step: Double) -> (mean: Double, variance: Double) {
    var (sum, square) = (0.0, 0.0)
    for (index, mass) in masses.enumerated() {
      let t = Double(first + index) * step
      sum += mass * t
      square += mass * t * t
    }
    return (sum, max(square - sum * sum, 0))
  }

  /// A size that FFTW is fast at: 2^a · 1, 3 or 5.
  private static func transformSize(_ count: Int) -> Int {
    var best = Int.max
    for factor in [2, 3, 5] {
      var size = factor
      while size < count { size *= 2 }
      best = min(best, size)
    }
    return best
  }

  /// The masses of one mechanism: those of the chords, and two thirds of what makes them those of the tangents.
  private static func masses(
    _ pair: any DominatingPair, _ step: Double, _ tail: Double
  ) throws(AccountingError) -> (Int, [Double]) {
    let range = pair.lossRange(tail: tail)
    try range.requireFinite()
    let (low, high) = (Int((range.lowerBound / step).rounded(.down)) - 1, Int((range.upperBound / step).rounded(.up)))
    let n = max(high - low, 2)
    guard n < 1 << 24 else {
      throw .tooLarge("a curve in double precision would need \(n) points; at most 2^24 are used")
    }
    let (rise, fall) = (1 / expm1(step), -1 / expm1(-step))
    var masses = [Double](repeating: 0, count: n + 1)
    var corners = [Double](repeating: 0, count: n + 1)
    var start = pair.tails(at: Double(low) * step)
    masses[0] = 1 - start.p - Double(pair.infiniteMass)
    var y = exp(Double(low) * step)
    let factor = exp(step)
    for i in 0..<n {
      let t = Double(low + i) * step
      if i & 63 == 0 { y = exp(t) }
      let middle = pair.tails(at: t + step / 2)
      let end = pair.tails(at: t + step)
      let mass = start.p - end.p
      let up = min(max((mass - y * (start.q - end.q)) * fall, 0), max(mass, 0))
      masses[i] += mass - up
      masses[i + 1] += up
      let rising = start.p - middle.p - y * (start.q - middle.q)
      let falling = y * factor * (middle.q - end.q) - (middle.p - end.p)
      corners[i] += rising / 2
      corners[i + 1] += falling / 2
      start = end
      y *= factor
    }
    corners[0] *= 2
    corners[n] = 0
    var corrected = masses
    for i in 0...n {
      var change = 0.0
      if i < n { change += (corners[i] - corners[i + 1]) * rise }
      if i > 0 { change += (corners[i] - corners[i - 1]) * fall }
      // A mass may be negative at the edge of the support; to cut it off would add mass.
      corrected[i] = masses[i] + change * 2 / 3
    }
    corrected[n] += start.p
    return (low, corrected)
  }

  /// The circular convolution of all powers, from grid point `start` on.
  private static func convolved(_ parts: [(first: Int, masses: [Double], times: Int)], size: Int, start: Int)
    -> [Double]
  {
    let half = size / 2 + 1
    let real = fftw_alloc_real(size)
    let complex = fftw_alloc_complex(half)
    defer {
      fftw_free(real)
      fftw_free(complex)
    }
    guard let real, let complex else { return [] }
    planner.lock()
    // FFTW_ESTIMATE, which is an expression in the C header.
    let forward = fftw_plan_dft_r2c_1d(Int32(size), real, complex, 1 << 6)
    let backward = fftw_plan_dft_c2r_1d(Int32(size), complex, real, 1 << 6)
    planner.unlock()
    defer {
      planner.lock()
      fftw_destroy_plan(forward)
      fftw_destroy_plan(backward)
      planner.unlock()
    }
    var product = [SIMD2<Double>](repeating: SIMD2(1, 0), count: half)
    for part in parts {
      for i in 0..<size { real[i] = 0 }
      for (index, mass) in part.masses.enumerated() {
        let place = (part.first + index) % size
        real[place < 0 ? place + size : place] += mass
      }
      fftw_execute(forward)
      for i in 0..<half { product[i] = times(product[i], power(SIMD2(complex[i].0, complex[i].1), part.times)) }
    }
    for i in 0..<half { complex[i] = (product[i].x, product[i].y) }
    fftw_execute(backward)
    let shift = ((start % size) + size) % size
    return (0..<size).map { real[($0 + shift) % size] / Double(size) }
  }

  @inline(__always)
  private static func times(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> SIMD2<Double> {
    SIMD2(a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x)
  }

  private static func power(_ base: SIMD2<Double>, _ exponent: Int) -> SIMD2<Double> {
    var (result, square, left) = (SIMD2<Double>(1, 0), base, exponent)
    while left > 0 {
      if left & 1 == 1 { result = times(result, square) }
      square = times(square, square)
      left >>= 1
    }
    return result
  }

  /// About the least ε ≥ 0 with δ(ε) ≤ delta.
  public func epsilon(delta: Double) -> Double {
    if isRevealing || delta <= 0 { return bounds.isEmpty && !isRevealing ? 0 : .infinity }
    if infinite > delta { return .infinity }
    var worst = 0.0
    for (first, step, masses) in bounds {
      var (above, discounted) = (infinite, 0.0)
      let factor = exp(-step)
      for i in stride(from: masses.count - 1, through: 0, by: -1) {
        let t = first + Double(i) * step
        if t <= 0 { break }
        above += masses[i]
        discounted = (discounted + masses[i]) * factor
        if above - discounted > delta {
          worst = max(worst, t - step + log((above - delta) / discounted))
          break
        }
      }
    }
    return worst
  }

  /// About δ(ε).
  public func delta(epsilon: Double) -> Double {
    if isRevealing { return 1 }
    var worst = 0.0
    for (first, step, masses) in bounds {
      var sum = infinite
      for i in stride(from: masses.count - 1, through: 0, by: -1) {
        let t = first + Double(i) * step
        if t <= epsilon { break }
        sum -= masses[i] * expm1(epsilon - t)
      }
      worst = max(worst, sum)
    }
    return min(max(worst, 0), 1)
  }
}
