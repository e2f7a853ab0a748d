import Exact
import Foundation

extension LossMasses {
  /// The mechanisms of a composition with the tails of their losses, which both sides and both directions share.
  package struct Steps {
    let resolution: Resolution
    let layout: Layout
    /// The number of uses of all, at least 1.
    let total: Double
    let all: [Part]

    /// A mechanism, or what several bounds on it come down to.
    struct Part {
      let pair: any DominatingPair
      let times: Int
      /// Nil if all its losses are atoms.
      let grid: (remove: Grid, add: Grid)?
      /// If one grid does not do: levels, of which the first is the coarsest.
      let levels: [(remove: LossLevel, add: LossLevel)]
    }

    /// - Precondition: no mechanism reveals anything for certain; the numbers of uses are at least 0 and at most
    ///   `Resolution.mostCompositions`.
    /// - Throws: ``AccountingError``.
    package init(_ mechanisms: [Repeated], _ resolution: Resolution) throws(AccountingError) {
      self.resolution = resolution
      layout = Layout(fractionBits: resolution.fractionBits)
      total = Double(max(mechanisms.reduce(0) { $0 + $1.times }, 1))
      let tail = exp2(Double(resolution.logTail)) / total
      var all: [Part] = []
      for repeated in mechanisms where repeated.times > 0 {
        guard case .pair(let pair) = repeated.mechanism.effect(.remove) else { continue }
        all.append(try Self.part(pair, repeated.times, resolution, layout, total: total, tail: tail))
      }
      self.all = all
    }

    private static func part(
      _ pair: any DominatingPair, _ times: Int, _ resolution: Resolution, _ layout: Layout, total: Double, tail: Double
    ) throws(AccountingError) -> Part {
      guard pair.isContinuous else { return Part(pair: pair, times: times, grid: nil, levels: []) }
      var step = exp2(-Double(resolution.logStep))
      let range = pair.lossRange(tail: tail)
      let width = range.upperBound - range.lowerBound
      if resolution.negligibleVariance > 0 {
        // What is used less often may have a coarser grid.
        let nodes = pair.nodes(tail: 1e-9, spacing: .infinity)
        let deviation = nodes.cumulants(tilt: 0).variance.squareRoot()
        step = max(step, min(step * (total / Double(times)).squareRoot(), deviation / 16, 1 / 32))
        if (pair.usualSpread ?? .infinity) < 6 * step || width > 0x1p14 * step,
          let levels = try LossLevel.levels(
            of: pair, fractionBits: layout.fractionBits, tail: tail, variance: resolution.negligibleVariance,
            finest: step, points: min(LossLevel.mostPoints, resolution.pointLimit))
        {
          return Part(pair: pair, times: times, grid: nil, levels: levels.map { ($0, $0.reversed) })
        }
        // No more than 2¹⁷ points for one mechanism.
        step = max(step, min(width, 2 * ClosedRange<Double>.largestLoss) / Double(1 << 17))
      }
      let finer = Int((log2(Double(pair.unit) / step) - 0.5).rounded(.up))
      let logStep = max(finer, pair.atoms(precision: 64).isEmpty ? 1 : 0)
      let grid = try Grid(pair, logStep: logStep, fractionBits: layout.fractionBits, tail: tail)
      return Part(
        pair: pair, times: times, grid: (grid, pair.isSymmetric ? grid : grid.reversed), levels: [])
    }
  }

  /// Bounds and how often each is composed with itself, so that all of them together bound all uses; and what is subtracted at last.
  private static func factors(
    _ part: Steps.Part, _ steps: Steps, _ direction: Direction, _ side: Side
  ) -> (bounds: [(bound: LossMasses, times: Int)], slack: Integer) {
    let layout = steps.layout
    guard part.levels.isEmpty else {
      // Of what is asked about, a thousandth and less.
      let allowed = exp2(Double(steps.resolution.logTail + 8)) / Double(steps.all.count * part.levels.count)
      var bounds: [(bound: LossMasses, times: Int)] = []
      var (times, failure) = (part.times, Rational(0))
      for pair in part.levels {
        let level = direction == .remove ? pair.remove : pair.add
        bounds.append((level.masses(side: side, layout: layout), times))
        if side == .lower {
          let certain = level.certainUses(of: times, allowed: allowed)
          if certain.uses == 0 { break }
          (times, failure) = (certain.uses, failure + certain.failure)
        }
      }
      return (bounds, (failure * Rational(Integer(1) << layout.fractionBits)).ceiling())
    }
    let grid = part.grid.map { direction == .remove ? $0.remove : $0.add }
    let atoms = part.pair.atoms(precision: layout.fractionBits + 64)
    let scale = Rational(Integer(1) << layout.fractionBits)
    func rounded(_ mass: Enclosure) -> Integer {
      side == .upper ? ((mass.upper ?? 1) * scale).ceiling() : max(((mass.lower ?? 0) * scale).floor(), 0)
    }
    var (masses, infinite, first): ([Integer], Integer, Int) = ([], 0, 0)
    let logStep = grid?.logStep ?? 0
    if let grid {
      first = grid.first
      switch side {
      case .upper: (masses, infinite) = grid.chordMasses()
      case .lower: masses = grid.lowerMasses()
      }
    }
    for atom in atoms {
      let place = atom.multiple << logStep
      if masses.isEmpty { (masses, first) = ([0], place) }
      if place >= first + masses.count {
        masses += [Integer](repeating: 0, count: place - first - masses.count + 1)
      }
      masses[place - first] += rounded(atom.mass)
    }
    let lost = Enclosure(part.pair.infiniteMass, precision: layout.fractionBits + 64)
    let bound = LossMasses(
      side: side, layout: layout, logStep: logStep, unit: part.pair.unit, first: first,
      offset: grid?.exactOffset ?? 0, masses: masses, infinite: infinite + rounded(lost))
    return ([(bound, part.times)], 0)
  }

  /// A bound on the curve of the mechanisms, one after the other, for one direction.
  ///
  /// Each power is made by repeated squaring. Then the bounds on one kind of grid are composed, from the finest to the coarsest, each made
  /// coarser until it is the next. Sums of atoms and what is on grids of other units are moved to a fine grid at last, so that only sums are rounded: masses
  /// with gaps between them, each much larger than all above it, have no coarser lower bound that is near.
  ///
  /// - Complexity: for each mechanism, and each of its levels, 2 log₂ T multiplications of integers of (points · slot) words.
  package static func composition(of steps: Steps, direction: Direction, side: Side) -> LossMasses {
    let (layout, resolution, total) = (steps.layout, steps.resolution, steps.total)
    let unit = exp2(Double(resolution.logTail + layout.fractionBits)) / total
    /// The mass that may be cut off each end of a bound on so many points that stands for so many uses. Of an upper bound that is at least what
    /// rounding has put there: a unit for each point and use, and one for each time that a grid was made coarser.
    func cut(_ uses: Double, _ count: Int) -> Integer {
      let rounded = side == .upper ? 2 * uses * Double(count) : 0
      return Integer(exactly: max(unit * uses / 64, rounded).rounded(.down)) ?? 0
    }
    func joined(_ a: LossMasses?, _ b: LossMasses, uses: Double, limit: Int, enough: Int?) -> LossMasses {
      guard var a else { return b }
      var b = b
      while a.logStep > b.logStep { a = a.coarser() }
      while b.logStep > a.logStep { b = b.coarser() }
      var result = a.composed(with: b)
      result = result.trimmed(cut(uses, result.count))
      while result.count > limit, result.step <= Rational(1, 4) { result = result.coarser() }
      // What a step h of a sum of n uses does to ε is T/n h² and the like: a quarter of h √n does a sixteenth of what the first grid does.
      if let enough {
        let least = enough + 2 - Int(log2(uses) / 2)
        while result.count > 1 << 12, result.logStep > least { result = result.coarser() }
      }
      return result
    }
    var powers: [(power: LossMasses, isAtomic: Bool)] = []
    var failures: Integer = 0
    for part in steps.all {
      let (bounds, slack) = factors(part, steps, direction, side)
      failures += slack
      for (factor, times) in bounds {
        var power = factor
        // Sums of many uses spread wider.
        let most = part.levels.isEmpty ? .max : times > 1 << 13 ? 2 * LossLevel.mostPoints : LossLevel.mostPoints
        let limit = min(resolution.pointLimit, most)
        let enough = part.levels.isEmpty && limit > Resolution.fewPoints ? factor.logStep : nil
        var (left, uses) = (times, 1.0)
        var product: LossMasses?
        while true {
          if left & 1 == 1 { product = joined(product, power, uses: uses, limit: limit, enough: enough) }
          left >>= 1
          if left == 0 { break }
          uses *= 2
          power = joined(power, power, uses: uses, limit: limit, enough: enough)
        }
        if let product { powers.append((product, !part.pair.isContinuous)) }
      }
    }
    // Those of one kind of grid; atoms, which have gaps between them, are a kind of their own.
    var kinds: [Kind: LossMasses] = [:]
    for (power, isAtomic) in powers.sorted(by: { ($0.power.step, $0.power.offset) < ($1.power.step, $1.power.offset) })
    {
      let kind = Kind(unit: power.unit, isAtomic: isAtomic)
      kinds[kind] = joined(kinds[kind], power, uses: total, limit: resolution.pointLimit, enough: nil)
    }
    // Then all, on a grid so fine that what moving atoms to it costs does not matter. The sum is not made coarser.
    let range = kinds.values.reduce(0.0) { $0 + Double($1.step) * Double($1.count) }
    let fine = min(max(Int((15 - log2(max(range, 1e-12)) + log2(Double(max(kinds.count, 1)))).rounded(.down)), 0), 40)
    let smooth = kinds.count == 1 ? nil : kinds.removeValue(forKey: Kind(unit: 1, isAtomic: false))
    let logStep = min(max(fine, smooth?.logStep ?? fine), fine + 2)
    var all = kinds.count == 1 && smooth == nil ? kinds.popFirst()?.value : nil
    for (_, one) in kinds.sorted(by: { $0.key < $1.key }) {
      all = joined(all, one.moved(logStep: logStep), uses: total, limit: .max, enough: nil)
    }
    if var smooth {
      while smooth.logStep > logStep { smooth = smooth.coarser() }
      all = joined(all, smooth.finer(logStep: logStep), uses: total, limit: .max, enough: nil)
    }
    var bound = all ?? nothing(side: side, layout: layout, logStep: min(resolution.logStep, 20))
    bound.slack += failures
    return bound
  }

  /// Grids whose bounds are composed with each other before they are moved.
  private struct Kind: Hashable, Comparable {
    let unit: Rational
    let isAtomic: Bool

    static func < (a: Kind, b: Kind) -> Bool { (a.unit, a.isAtomic ? 0 : 1) < (b.unit, b.isAtomic ? 0 : 1) }
  }

  /// The same bound on a grid with the step unit · 2^(−logStep), no larger than the one it has.
  ///
  /// - Complexity: O(points of the new grid).
  package func finer(logStep: Int) -> LossMasses {
    let (factor, limbs) = (1 << (logStep - self.logStep), layout.limbs)
    if factor == 1 { return self }
    var result = self
    (result.logStep, result.first) = (logStep, first * factor)
    result.words = [UInt64](repeating: 0, count: ((count - 1) * factor + 1) * limbs)
    for index in 0..<count {
      for place in 0..<limbs { result.words[index * factor * limbs + place] = words[index * limbs + place] }
    }
    return result
  }

  /// The bound on the grid with the steps 2^(−logStep), shifted so that it has a point at the greatest mass.
  ///
  /// Upper: a mass goes to the points beside it such that its mass under Q is kept. Lower: it goes to the point below.
  ///
  /// - Complexity: an exponential for each mass that is not 0 and not on the grid.
  package func moved(logStep: Int) -> LossMasses {
    let places = layout.fractionBits + 32
    let grid = Rational(1, Integer(1) << logStep)
    let origin = loss(heaviest)
    let whole = 1 - Enclosure(-grid, precision: places + 64).exp()
    let scale = Rational(Integer(1) << places)
    var moved: [(place: Int, mass: Integer)] = []
    for index in 0..<count {
      let mass = mass(index)
      if mass.isZero { continue }
      let distance = loss(index) - origin
      let place = (distance / grid).floor()
      guard let number = Int(exactly: place) else { continue }
      let rest = distance - Rational(place) * grid
      if side == .lower || rest.isZero {
        moved.append((number, mass))
        continue
      }
      let share = (1 - Enclosure(-rest, precision: places + 64).exp()) / whole
      let (low, high) = (((share.lower ?? 0) * scale).floor(), ((share.upper ?? 1) * scale).ceiling())
      moved.append((number, mass - (mass * low) >> places))
      moved.append((number + 1, -((-(mass * high)) >> places)))
    }
    guard let start = moved.map(\.place).min(), let end = moved.map(\.place).max() else { return self }
    var masses = [Integer](repeating: 0, count: end - start + 1)
    for one in moved { masses[one.place - start] += one.mass }
    return LossMasses(
      side: side, layout: layout, logStep: logStep, first: start, offset: origin, masses: masses, infinite: infinite,
      slack: slack)
  }
}
