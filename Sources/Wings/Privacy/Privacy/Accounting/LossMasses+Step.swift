import Exact
import Foundation

extension LossMasses {
  /// The tails of a law of losses without atoms off the grid, or of a part of it, at the points of a grid and half-way between, with the
  /// numbers that turn them into masses.
  ///
  /// Upper: the chords of the curve between grid points ("connect the dots", Doroshenko, Ghazi, Kamath, Kumar, Manurangsi,
  /// "Connect the Dots", arXiv 2207.04380). The mass A and the mass B under Q of an interval (y, y') of e^loss go to its ends such that both
  /// are kept: b = (A − yB)/(1 − y/y') to the upper end, A − b to the lower. The curve is convex in y, so that chords lie above it.
  ///
  /// Lower: a polygon with its corners on the grid that is, on each interval, at most the tangent at its middle, which lies below a convex
  /// curve. With κ⁺ = A' − yB' of the lower half of an interval and κ⁻ = y'B'' − A'' of the upper half, by which the tangent is below the chord
  /// at the ends, the corner at a grid point is lowered by κ = max(κ⁻, κ⁺). Masses are second differences of corners.
  struct Grid {
    let intervals: Int
    let table: TailTable
    /// The mass of the law under P and under Q, in units of the table.
    let whole: (p: Integer, q: Integer)
    /// Bits of `power`, and the value of e^loss at grid points and half-way between.
    let powerBits: Int
    let powers: [Integer]
    /// By how much A − yB may be wrong at each point, in units of 2^(−table.bits).
    let errors: [Integer]
    /// 1/(e^h − 1) and 1/(1 − e^(−h)), rounded down, with `factorBits` bits.
    let rise: Integer
    let fall: Integer
    let factorBits: Int
    /// From units of the table to units of masses.
    let shift: Int

    /// The number of the first grid point, the step unit · 2^(−logStep), and what is added to all points.
    let first: Int
    let logStep: Int
    let unit: Rational
    let offset: Double
    let fractionBits: Int

    var exactOffset: Rational { Rational(exactly: offset) ?? 0 }

    /// A grid over the losses of a pair that are no atoms, but for about the mass `tail` on each side, which is accounted for.
    ///
    /// - Throws: ``AccountingError``.
    init(
      _ pair: any DominatingPair, logStep: Int, fractionBits: Int, tail: Double
    ) throws(AccountingError) {
      let range = pair.lossRange(tail: tail)
      try range.requireFinite()
      let step = Double(pair.unit) * exp2(Double(-logStep))
      let offset = pair.anchor(step: step)
      let low = Int(((range.lowerBound - offset) / step).rounded(.down)) - 1
      // What lies above the last but one point comes down to it; where losses end no lower, that is nothing.
      let high =
        max(Int(((range.upperBound - offset) / step).rounded(.up)), low + 3)
        + (pair.atoms(precision: 64).isEmpty ? 0 : 2)
      guard high - low < 1 << 19 else {
        throw .tooLarge(
          "the grid of losses would have \(high - low) points; at most 2^19 are used, so ask for a coarser one")
      }
      let largest = Double(max(abs(low), abs(high))) * step + 1
      let bits = fractionBits + Int(1.4427 * largest) + 16 + max(0, -Int(log2(step)))
      let table = try pair.tails(
        first: 2 * low, logPoints: logStep + 1, offset: offset, count: 2 * (high - low) + 1, bits: bits)
      let one = Integer(1) << bits
      self.init(
        table, first: low, logStep: logStep, unit: pair.unit, offset: offset, fractionBits: fractionBits,
        whole: pair.atoms(precision: 64).isEmpty ? (one, one) : (table.p[0], table.q[0]))
    }

    /// The grid of the pair with P and Q exchanged; losses have no atoms.
    var reversed: Grid {
      Grid(
        table.reversed(whole), first: -(first + intervals), logStep: logStep, unit: unit, offset: -offset,
        fractionBits: fractionBits, whole: (whole.q, whole.p))
    }

    /// The part of the law above the point with number `from`, on the grid from there to its end.
    func above(_ from: Int) -> Grid {
      let (p, q) = (Array(table.p[(2 * from)...]), Array(table.q[(2 * from)...]))
      return Grid(
        TailTable(bits: table.bits, error: table.error, p: p, q: q), first: first + from, logStep: logStep, unit: unit,
        offset: offset, fractionBits: fractionBits, whole: (p[0], q[0]))
    }

    /// The part of the law between two points, on the grid between them.
    func between(_ from: Int, _ to: Int) -> Grid {
      let (endP, endQ) = (table.p[2 * to], table.q[2 * to])
      let (p, q) = (table.p[2 * from...2 * to].map { $0 - endP }, table.q[2 * from...2 * to].map { $0 - endQ })
      return Grid(
        TailTable(bits: table.bits, error: 2 * table.error, p: p, q: q), first: first + from, logStep: logStep,
        unit: unit, offset: offset, fractionBits: fractionBits, whole: (p[0], q[0]))
    }

    /// The part of the law up to a point, on the grid up to there.
    func below(_ to: Int) -> Grid {
      let (endP, endQ) = (table.p[2 * to], table.q[2 * to])
      let (p, q) = (table.p[...(2 * to)].map { $0 - endP }, table.q[...(2 * to)].map { $0 - endQ })
      return Grid(
        TailTable(bits: table.bits, error: 2 * table.error, p: p, q: q), first: first, logStep: logStep, unit: unit,
        offset: offset, fractionBits: fractionBits, whole: (whole.p - endP, whole.q - endQ))
    }

    /// A grid with the tails of a law.
    init(
      _ table: TailTable, first: Int, logStep: Int, unit: Rational, offset: Double, fractionBits: Int,
      whole: (p: Integer, q: Integer)
    ) {
      (self.table, self.first, self.logStep, self.offset) = (table, first, logStep, offset)
      (self.unit, self.fractionBits, self.whole) = (unit, fractionBits, whole)
      intervals = table.p.count / 2
      let bits = table.bits
      let step = unit / Rational(Integer(1) << logStep)
      shift = bits - fractionBits
      powerBits = bits + 32
      let places = powerBits
      let shifted = Self.fixed(Enclosure(Rational(exactly: offset) ?? 0, precision: powerBits + 64).exp(), powerBits)
      powers = Self.powers(from: 2 * first, count: 2 * intervals + 1, half: step / 2, bits: powerBits).map {
        offset == 0 ? $0 : ($0 * shifted) >> places
      }
      // A and B are wrong by two errors of the table each, y relatively by 2^(−bits − 8), and products are rounded.
      let unit = Integer(1) << powerBits
      let error = 2 * table.error + 2
      errors = powers.map { error * (2 + ($0 + unit) >> places) }
      factorBits = bits + 32
      let power = Enclosure(step, precision: factorBits + 64).exp()
      rise = Self.fixed(1 / (power - 1), factorBits)
      fall = Self.fixed(power / (power - 1), factorBits)
    }

    /// e^((from + k) half) for k < count, from e^half by multiplication: each is right to count · 2^(1 − bits) of itself, or of 1.
    private static func powers(from: Int, count: Int, half: Rational, bits: Int) -> [Integer] {
      let start = Enclosure(half * Rational(Integer(from)), precision: bits + 64).exp()
      let (up, down) = (
        fixed(Enclosure(half, precision: bits + 64).exp(), bits),
        fixed(Enclosure(-half, precision: bits + 64).exp(), bits)
      )
      if from >= 0 {
        var power = fixed(start, bits)
        return (0..<count).map { _ in
          defer { power = (power * up) >> bits }
          return power
        }
      }
      // From 1 in both directions, as errors relative to a tiny number would grow.
      var below: [Integer] = []
      var power = Integer(1) << bits
      for _ in 0..<(-from) {
        power = (power * down) >> bits
        below.append(power)
      }
      var above: [Integer] = []
      power = Integer(1) << bits
      for _ in 0..<max(count + from, 0) {
        above.append(power)
        power = (power * up) >> bits
      }
      return Array((below.reversed() + above).prefix(count))
    }

    private static func fixed(_ value: Enclosure, _ bits: Int) -> Integer {
      ((value.lower ?? 0) * Rational(Integer(1) << bits)).floor()
    }

    /// A − yB between the points `from` and `to`, y being e^loss at the point `at`.
    private func excess(from: Int, to: Int, at: Int) -> Integer {
      table.p[from] - table.p[to] - (powers[at] * (table.q[from] - table.q[to])) >> powerBits
    }

    /// value/(1 − e^(−h)) and the like, wrong by less than one unit for a factor that is rounded down, relative to the value.
    func times(_ value: Integer, _ factor: Integer) -> Integer { (value * factor) >> factorBits }

    /// By how much the mass that goes to the upper end of interval i may be wrong.
    private func error(_ i: Int) -> Integer { times(errors[2 * i] + errors[2 * i + 2], fall) + 3 }

    /// The masses of the chords, rounded up, and the mass above the grid.
    func chordMasses() -> (finite: [Integer], beyond: Integer) {
      var masses = [Integer](repeating: 0, count: intervals + 1)
      // What lies below the grid moves up to its first point.
      masses[0] = whole.p - table.p[0] + 2 * table.error
      for i in 0..<intervals {
        let mass = table.p[2 * i] - table.p[2 * i + 2]
        let up = times(excess(from: 2 * i, to: 2 * i + 2, at: 2 * i), fall)
        masses[i] += mass - up + error(i) + 2 * table.error
        masses[i + 1] += up + error(i)
      }
      func rounded(_ value: Integer) -> Integer { max(-((-value) >> shift), 0) }
      return (masses.map(rounded), rounded(table.p[2 * intervals] + table.error))
    }

    /// The signed masses of the tangents' polygon, rounded down.
    func tangentMasses() -> [Integer] {
      // What lies above the grid comes down to its last point, so that has to be below the largest loss.
      // So has it where the law is cut off: a corner above all mass cannot be lowered.
      var n = intervals - 1
      while n > 1, table.p[2 * n] <= 4 * table.error { n -= 1 }
      var masses = [Integer](repeating: 0, count: n + 1)
      var corners = [Integer](repeating: 0, count: n + 1)
      func lower(_ point: Int, _ value: Integer) { corners[point] = max(corners[point], value + errors[2 * point]) }
      for i in 0..<n {
        // The last interval ends at its middle; what lies above that, and below its end, moves down to its start.
        let isLast = i == n - 1
        let end = isLast ? 2 * i + 1 : 2 * i + 2
        let mass = table.p[2 * i] - table.p[end]
        let up = times(excess(from: 2 * i, to: end, at: 2 * i), fall)
        masses[i] += mass - up - error(i) - 2 * table.error
        masses[i + 1] += up - error(i)
        lower(i, excess(from: 2 * i, to: 2 * i + 1, at: 2 * i))
        if !isLast { lower(i + 1, -excess(from: 2 * i + 1, to: 2 * i + 2, at: 2 * i + 2)) }
      }
      masses[n - 1] += table.p[2 * n - 1] - table.p[2 * n] - 2 * table.error
      masses[n] += table.p[2 * n] - table.error
      corners[n] = 0
      for i in 0...n {
        if i < n { masses[i] += times(corners[i] - corners[i + 1], rise) - 1 - relative(corners[i], corners[i + 1]) }
        if i > 0 { masses[i] += times(corners[i] - corners[i - 1], fall) - 1 - relative(corners[i], corners[i - 1]) }
      }
      return masses.map { $0 >> shift }
    }

    /// The masses of a lower bound, rounded down.
    func lowerMasses() -> [Integer] {
      let paid = LossMasses.paid(tangentMasses())
      return paid.debt.isZero ? paid.masses : lowestMasses()
    }

    /// What a factor that is one unit of 2^(−factorBits) too small may do to a product with a difference of two corners.
    private func relative(_ a: Integer, _ b: Integer) -> Integer { (max(a, b) >> factorBits) + 1 }

    /// All mass of an interval at its lower end: a bound that always holds, and is much weaker.
    func lowestMasses() -> [Integer] {
      (0...intervals).map { i in
        let next = i == intervals ? 0 : table.p[2 * i + 2] + table.error
        return max((table.p[2 * i] - table.error - next) >> shift, 0)
      }
    }
  }
}

extension ClosedRange<Double> {
  /// The largest loss that is accounted for: e to this still fits all numbers that are used.
  static let largestLoss = 10_000.0

  /// - Throws: ``AccountingError/tooLarge(_:)`` if a loss is larger.
  func requireFinite() throws(AccountingError) {
    let largest = Swift.max(lowerBound.magnitude, upperBound.magnitude)
    guard largest < Self.largestLoss else {
      throw .tooLarge(
        "with so little noise losses reach \(largest); at most \(Int(Self.largestLoss)) are accounted for")
    }
  }
}
