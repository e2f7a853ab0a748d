import Evidence
import Exact
import Privacy
import Randomness

extension Claim {
  /// What is done to a grid of losses keeps a bound a bound.
  static let coarserGrids = Claim(
    id: "privacy.coarser-grids",
    title: "Coarser, shorter, finer and moved grids of losses keep a bound a bound",
    sentences: [
      Sentence(
        """
        `LossMasses.coarser()`, `trimmed(_:)`, `finer(logStep:)` and `moved(logStep:)` do not lower the curve \
        $D(\\varepsilon) = m_\\infty + \\sum_j m_j (1 - e^{\\varepsilon - l_j})_+$ of an upper bound, and do not raise that of a lower bound, \
        less what it says is to be subtracted, for any $\\varepsilon$.
        """,
        checks: ["changes"])
    ],
    source: Source(
      paper: "Connect the Dots: Tighter Discrete Approximations of Privacy Loss Distributions", arXiv: "2207.04380",
      theorem: "chords; the coarser lower bound is derived"),
    checks: [
      Check(
        "changes", level: .certified,
        family: .random(
          "3 to 14 masses on a grid of 1/4 to 1/64, smooth, steep or with gaps, both sides, four changes; at and between points",
          quick: 48, deep: 2_000, draw: GridChange.drawn),
        subject: changed, mutants: changedMutants, test: staysABound)
    ])
}

/// Masses on a grid, and what is done to them.
private struct GridChange: Codable, Sendable {
  enum Kind: String, Codable, Sendable, CaseIterable { case coarser, trimmed, finer, moved }

  var kind: Kind
  var isUpper: Bool
  var logStep: Int
  var first: Int
  /// In units of 2^(−30).
  var masses: [Int]

  static func drawn(_ index: Int, _ stream: inout RandomStream) -> GridChange {
    let count = stream.uniform(in: 3...14)
    var masses: [Int] = []
    for place in 0..<count {
      switch index / 8 % 3 {
      case 0: masses.append(stream.uniform(in: 1...1 << 26))
      // Each mass is much larger than all above it.
      case 1: masses.append(stream.uniform(in: 0...1 << max(26 - 2 * place, 1)))
      default: masses.append(stream.uniform(in: 0...3) == 0 ? stream.uniform(in: 1...1 << max(26 - place, 1)) : 0)
      }
    }
    masses[stream.uniform(in: 0...count - 1)] += 1 << 25
    return GridChange(
      kind: Kind.allCases[index % 4], isUpper: index / 4 % 2 == 0, logStep: stream.uniform(in: 2...6),
      first: stream.uniform(in: -8...8), masses: masses)
  }

  var before: LossMasses {
    let layout = LossMasses.Layout(fractionBits: 60)
    return LossMasses(
      side: isUpper ? .upper : .lower, layout: layout, logStep: logStep,
      unit: kind == .moved ? Rational(1, 3) : 1, first: first,
      masses: masses.map { Integer($0) << (layout.fractionBits - 30) }, infinite: isUpper ? 12_345 : 0)
  }

  /// What is cut off each end: less than a hundredth.
  var cut: Integer { Integer(1) << (before.layout.fractionBits - 7) }

  func after(_ before: LossMasses) -> LossMasses {
    switch kind {
    case .coarser: before.coarser()
    case .trimmed: before.trimmed(cut)
    case .finer: before.finer(logStep: logStep + 2)
    case .moved: before.moved(logStep: logStep)
    }
  }
}

private typealias Change = Algorithm<GridChange, LossMasses>

private let changed: Change = { change in change.after(change.before) }

private let changedMutants: KeyValuePairs<String, Change> = [
  "odd masses are shared half and half": { change in
    var after = change.after(change.before)
    guard change.kind == .coarser, change.isUpper else { return after }
    let masses = change.before.aligned(to: after)
    var coarse = [Integer](repeating: 0, count: masses.count / 2 + 2)
    for (place, mass) in masses.enumerated() {
      coarse[place / 2] += place.isMultiple(of: 2) ? mass : mass / 2
      if !place.isMultiple(of: 2) { coarse[place / 2 + 1] += mass - mass / 2 }
    }
    after = after.holding(coarse)
    return after
  },
  "the corners of a coarser lower bound are not lowered": { change in
    let after = change.after(change.before)
    guard change.kind == .coarser, !change.isUpper else { return after }
    let masses = change.before.aligned(to: after)
    var coarse = [Integer](repeating: 0, count: masses.count / 2 + 2)
    for (place, mass) in masses.enumerated() {
      coarse[place / 2] += place.isMultiple(of: 2) ? mass : mass / 2
      if !place.isMultiple(of: 2) { coarse[place / 2 + 1] += mass - mass / 2 }
    }
    return after.holding(coarse)
  },
  "a share is rounded down": { change in
    let after = change.after(change.before)
    return change.isUpper && change.kind == .coarser ? after.holding(after.masses.map { max($0 - 2, 0) }) : after
  },
  "what an upper bound loses above is forgotten": { change in
    var after = change.after(change.before)
    if change.isUpper { after.infinite = change.before.infinite }
    return after
  },
  "what a lower bound loses above goes to infinity": { change in
    guard change.kind == .trimmed, !change.isUpper else { return change.after(change.before) }
    var upper = change
    upper.isUpper = true
    let cut = upper.before.trimmed(change.cut)
    var after = LossMasses(
      side: .lower, layout: cut.layout, logStep: cut.logStep, first: cut.first, masses: cut.masses, infinite: 0)
    after.infinite = cut.infinite
    return after
  },
  "a finer grid begins where the coarse one did": { change in
    var after = change.after(change.before)
    if change.kind == .finer { after.first = change.before.first }
    return after
  },
  "losses move to the point above": { change in
    var after = change.after(change.before)
    if change.kind == .moved, !change.isUpper { after.first += 1 }
    return after
  },
  "an upper bound moves to the point below": { change in
    guard change.kind == .moved, change.isUpper else { return change.after(change.before) }
    var lower = change
    lower.isUpper = false
    let moved = lower.after(lower.before)
    return LossMasses(
      side: .upper, layout: moved.layout, logStep: moved.logStep, first: moved.first, offset: moved.offset,
      masses: moved.masses, infinite: change.before.infinite)
  },
]

@Sendable private func staysABound(_ subject: Change, _ change: GridChange) throws -> Verdict {
  let before = change.before
  let after = try subject(change)
  let step = before.step
  for place in -1...2 * before.masses.count {
    let epsilon = Rational(2 * before.first + place) * step / 2
    let (old, new) = (before.curve(epsilon), after.curve(epsilon))
    if change.isUpper, new.isLess(than: old) == .yes {
      return .fails("\(change.kind): the upper bound at \(epsilon) falls from \(old) to \(new)")
    }
    if !change.isUpper, new.isGreater(than: old) == .yes {
      return .fails("\(change.kind): the lower bound at \(epsilon) rises from \(old) to \(new)")
    }
  }
  return .holds()
}

extension LossMasses {
  /// D(ε), less the slack.
  fileprivate func curve(_ epsilon: Rational) -> Enclosure {
    var sum = Enclosure(Rational(infinite - slack), precision: 256)
    for (place, mass) in masses.enumerated() where !mass.isZero {
      let loss = Rational(first + place) * step + offset
      if loss > epsilon { sum += (1 - Enclosure(epsilon - loss, precision: 256).exp()) * Rational(mass) }
    }
    return sum / Rational(Integer(1) << layout.fractionBits)
  }

  /// The masses on the grid of half the step of a coarser bound, from its first point on.
  fileprivate func aligned(to coarse: LossMasses) -> [Integer] {
    let start = Int(exactly: ((Rational(first) * step + offset - coarse.offset) / step).floor()) ?? 0
    return [Integer](repeating: 0, count: max(start - 2 * coarse.first, 0)) + masses
  }

  /// The same grid with other masses.
  fileprivate func holding(_ masses: [Integer]) -> LossMasses {
    LossMasses(
      side: side, layout: layout, logStep: logStep, unit: unit, first: first, offset: offset, masses: masses,
      infinite: infinite, slack: slack)
  }
}
