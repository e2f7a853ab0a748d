import Foundation

/// Where a logarithmic axis has marks, and what stands at them: numbers as people read them.
///
///     AxisTicks(values: 900...70_000).ticks      // 1k, 10k
///     AxisTicks(seconds: 0.002...0.09).ticks     // 2 ms, 5 ms, 10 ms, 20 ms, 50 ms
///     AxisTicks(sizes: [4096, 16384]).ticks      // 2^12, 2^14
///
/// A label is exact: reading it gives the place where it stands, to the last digit.
public struct AxisTicks: Equatable, Sendable {
  /// A mark.
  public struct Tick: Equatable, Sendable {
    /// Where it stands.
    public let place: Double
    /// What stands there.
    public let label: String
  }

  /// The marks, ascending.
  public let ticks: [Tick]

  /// Marks at sizes that were measured, of those too near to each other only the first: up to 9999 in digits, powers of two above as powers.
  public init(sizes: [Double]) {
    let sizes = Set(sizes).sorted().filter { $0 > 0 && $0.isFinite }
    guard let least = sizes.first, let largest = sizes.last else {
      ticks = []
      return
    }
    let areLargePowers = largest > 9999 && sizes.allSatisfy { $0.significand == 1 && $0 >= 1 }
    // At most some ten labels fit beside each other.
    let distance = pow(largest / least, 0.09)
    var ticks: [Tick] = []
    for size in sizes where ticks.last.map({ size >= $0.place * distance }) != false {
      ticks.append(Tick(place: size, label: areLargePowers ? "2^\(size.exponent)" : Self.scaled(size, above: 9999)))
    }
    self.ticks = ticks
  }

  /// Marks at round numbers of a range of positive numbers without unit: 500, 10k, 2M.
  public init(values range: ClosedRange<Double>) {
    ticks = Self.roundNumbers(in: range).map { Tick(place: $0, label: Self.scaled($0, above: 999)) }
  }

  /// Marks at round numbers of a range of times: 10 µs, 2 ms, 100 s.
  public init(seconds range: ClosedRange<Double>) {
    ticks = Self.roundNumbers(in: range).map { place in
      let (unit, factor) =
        place < 0.999e-6 ? ("ns", 1e9) : place < 0.999e-3 ? ("µs", 1e6) : place < 0.999 ? ("ms", 1e3) : ("s", 1)
      return Tick(place: place, label: Self.digits(place * factor) + " " + unit)
    }
  }

  /// A number with a letter for thousands, millions, …, if it is above a bound.
  private static func scaled(_ value: Double, above bound: Double) -> String {
    guard value > bound else { return digits(value) }
    for (letter, factor) in [("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12)] where value < 999.5 * factor {
      return digits(value / factor) + letter
    }
    return digits(value)
  }

  /// The digits of a number that has few; of very large and very small ones the power of ten.
  private static func digits(_ value: Double) -> String {
    let power = log10(value).rounded()
    if value >= 1e6 || value < 1e-4, abs(value / pow(10, power) - 1) < 1e-9 { return "10^\(Int(power))" }
    let text = String(format: "%.12g", value)
    guard let place = text.firstIndex(of: "e") else { return text }
    return "\(text[..<place])·10^\(Int(text[text.index(after: place)...]) ?? 0)"
  }

  /// Round numbers of a range: powers of ten where it is wide, 1–2–5 where it is not, multiples of one of them where it is narrow.
  private static func roundNumbers(in range: ClosedRange<Double>) -> [Double] {
    let (low, high) = (range.lowerBound, range.upperBound)
    guard low > 0, low.isFinite, high.isFinite else { return [] }
    let (first, last) = (Int(log10(low).rounded(.down)), Int(log10(high).rounded(.up)))
    func places(_ mantissas: [Double], every step: Int = 1) -> [Double] {
      // Powers that are multiples of the step, so that the marks do not depend on where the range begins.
      let powers = (first...last).filter { $0 % step == 0 }
      let all = powers.flatMap { power in
        mantissas.map { power < 0 ? $0 / pow(10, Double(-power)) : $0 * pow(10, Double(power)) }
      }
      return all.filter { low * (1 - 1e-12) <= $0 && $0 <= high * (1 + 1e-12) }
    }
    let powers = places([1])
    if powers.count >= 3 { return places([1], every: (powers.count + 7) / 8) }
    for mantissas in [[1, 2, 5], [1, 1.5, 2, 3, 4, 5, 7]] as [[Double]] {
      let found = places(mantissas)
      if found.count >= 3 { return found }
    }
    // Less than a factor of two: equal steps, of which at least three fit.
    for power in (Int(log10(high).rounded(.down)) - 15...Int(log10(high).rounded(.up))).reversed() {
      for mantissa in [5, 2, 1] as [Double] {
        func multiple(_ count: Double) -> Double {
          power < 0 ? count * mantissa / pow(10, Double(-power)) : count * mantissa * pow(10, Double(power))
        }
        let step = multiple(1)
        let (least, most) = ((low / step).rounded(.up), (high / step).rounded(.down))
        if most - least >= 2 { return (0...Int(min(most - least, 20))).map { multiple(least + Double($0)) } }
      }
    }
    return [low]
  }
}
