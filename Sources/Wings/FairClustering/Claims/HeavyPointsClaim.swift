import Evidence
import Exact
import FairClustering

extension Claim {
  /// How many points are taken out of the cells below a cell.
  static let heavyPoints = Claim(
    id: "fair.heavy-points",
    title: "Heavy points leave everything balanced, and are few",
    sentences: [
      Sentence(
        """
        Of cells that are balanced together, both rules take points such that what stays in each cell is balanced, and so is what is \
        taken; they take none if each cell is balanced. `fewest` takes as few as can be, and `three-phase` at most \
        $p + q$ times as many; for the balances 1:1, 1:2 and 1:4 three phases take as few as can be. Tested for two cells with at most \
        4 points of each colour (deep: 9, and three cells with at most 3).
        """, checks: ["cells"])
    ],
    remark:
      "Three phases are not optimal for 1:3, 2:3, 2:5, 3:4, 3:5 and 4:5: at worst 7 for 4, 7 for 5, 9 for 3, 11 for 7, 18 for 8 and 15 for 9 points.",
    source: .fairPaper("MinHeavyPoints in the authors' code; the exact minimum, and the comparison, are derived"),
    checks: [
      Check(
        "cells", level: .exhaustive,
        family: .exhaustive(
          "balances 1:1, 1:2, 1:3, 1:4, 2:3, 2:5, 3:4, 3:5, each with each first cell", count: { starts($0).count },
          all: starts),
        subject: { HeavyPointsRule.choose($0.rule)($0.cells, $0.balance).taken }, mutants: heavyMutants, test: areFew)
    ])
}

extension HeavyPointsRule {
  fileprivate static func choose(_ rule: HeavyPointsRule) -> ([ColourCounts], Balance) -> HeavyPoints {
    { rule.choose($0, $1) }
  }
}

/// The balance, the cell that comes first, and how large the others may be.
private struct Start: Codable, Sendable {
  var p: Int
  var q: Int
  var first: ColourCounts
  var others: Int
  var largest: Int
}

private struct Below: Sendable {
  var rule: HeavyPointsRule
  var cells: [ColourCounts]
  var balance: Balance
}

@Sendable private func starts(_ budget: Budget) -> [Start] {
  let balances = [(1, 1), (1, 2), (1, 3), (1, 4), (2, 3), (2, 5), (3, 4), (3, 5)]
  func all(_ others: Int, _ largest: Int) -> [Start] {
    balances.flatMap { p, q in
      (0...largest).flatMap { r in
        (0...largest).map { Start(p: p, q: q, first: ColourCounts(r, $0), others: others, largest: largest) }
      }
    }
  }
  return budget == .quick ? all(1, 4) : all(1, 9) + all(2, 3)
}

@Sendable private func areFew(_ choose: Algorithm<Below, [ColourCounts]>, of start: Start) throws -> Verdict {
  let balance = try Balance(start.p, start.q)
  func holds(_ a: Int, _ b: Int) -> Bool { start.q * min(a, b) >= start.p * max(a, b) }
  let side = start.largest + 1
  var worst: Verdict = .holds()
  for number in 0..<Int((0..<start.others).reduce(1) { power, _ in power * side * side }) {
    var (cells, rest) = ([start.first], number)
    for _ in 0..<start.others {
      cells.append(ColourCounts(rest % side, rest / side % side))
      rest /= side * side
    }
    guard holds(cells.reduce(0) { $0 + $1.reds }, cells.reduce(0) { $0 + $1.blues }) else { continue }
    let least = fewest(cells, holds)
    for rule in HeavyPointsRule.allCases {
      let taken = try choose(Below(rule: rule, cells: cells, balance: balance))
      let shown = "\(cells.map { "\($0.reds)+\($0.blues)" }) with \(balance)"
      guard taken.count == cells.count else { return .fails("\(shown): another number of cells") }
      let sum = (taken.reduce(0) { $0 + $1.reds }, taken.reduce(0) { $0 + $1.blues })
      guard holds(sum.0, sum.1),
        zip(cells, taken).allSatisfy({ cell, some in
          0...cell.reds ~= some.reds && 0...cell.blues ~= some.blues
            && holds(cell.reds - some.reds, cell.blues - some.blues)
        })
      else { return .fails("\(shown): \(rule.rawValue) takes \(taken.map { "\($0.reds)+\($0.blues)" })") }
      let isExact = rule == .fewest || start.p == 1 && [1, 2, 4].contains(start.q)
      let limit = isExact ? least : (start.p + start.q) * least
      guard sum.0 + sum.1 <= limit else {
        return .fails("\(shown): \(rule.rawValue) takes \(sum.0 + sum.1) points, though \(least) are enough")
      }
      if least > 0 {
        worst = .all(worst, .atMost(Rational(sum.0 + sum.1), Rational((start.p + start.q) * least), "points taken"))
      }
    }
  }
  return worst
}

/// The fewest points, cell by cell over all that may be taken in all.
private func fewest(_ cells: [ColourCounts], _ holds: (Int, Int) -> Bool) -> Int {
  var sums: Set<[Int]> = [[0, 0]]
  for cell in cells {
    var next: Set<[Int]> = []
    for a in 0...cell.reds {
      for b in 0...cell.blues where holds(cell.reds - a, cell.blues - b) {
        for sum in sums { next.insert([sum[0] + a, sum[1] + b]) }
      }
    }
    sums = next
  }
  return sums.filter { holds($0[0], $0[1]) }.map { $0[0] + $0[1] }.min() ?? Int.max
}

/// The three phases written out, with a fault; it stands in for both rules.
struct FaultyHeavyPoints: Sendable {
  var thirdPhase = true
  var spares: @Sendable (_ other: Int, _ balance: Balance) -> Int = { $1.fewest(with: $0) }
  var swapsShares = false
  var keepsEqual = true

  func taken(_ cells: [ColourCounts], _ given: Balance) -> [ColourCounts] {
    let (p, q) = swapsShares ? (given.majority, given.minority) : (given.minority, given.majority)
    func balanced(_ a: Int, _ b: Int) -> Bool {
      keepsEqual ? q * min(a, b) >= p * max(a, b) : q * min(a, b) > p * max(a, b) || a + b == 0
    }
    var taken = cells.map { _ in ColourCounts(0, 0) }
    var (left, sum) = (cells.map { [$0.reds, $0.blues] }, [0, 0])
    func take(_ cell: Int, _ colour: Int, _ amount: Int) {
      left[cell][colour] -= amount
      sum[colour] += amount
      if colour == 0 { taken[cell].reds += amount } else { taken[cell].blues += amount }
    }
    for cell in cells.indices {
      let many = left[cell][0] >= left[cell][1] ? 0 : 1
      take(cell, many, max(0, left[cell][many] - left[cell][1 - many] * q / p))
    }
    let scarce = sum[0] >= sum[1] ? 1 : 0
    var missing = max(0, (sum[1 - scarce] * p + q - 1) / q - sum[scarce])
    for cell in cells.indices {
      let some = min(missing, max(0, left[cell][scarce] - spares(left[cell][1 - scarce], given)))
      take(cell, scarce, some)
      missing -= some
    }
    for cell in cells.indices where thirdPhase && !balanced(sum[0], sum[1]) {
      let many = left[cell][0] >= left[cell][1] ? 0 : 1
      let blocks = left[cell][many] / q
      take(cell, many, left[cell][many] - blocks * q)
      take(cell, 1 - many, max(0, left[cell][1 - many] - blocks * p))
    }
    return taken
  }
}

private func faulty(_ rule: FaultyHeavyPoints) -> Algorithm<Below, [ColourCounts]> {
  { input in
    input.rule == .fewest ? input.rule.choose(input.cells, input.balance).taken : rule.taken(input.cells, input.balance)
  }
}

private let heavyMutants: KeyValuePairs<String, Algorithm<Below, [ColourCounts]>> = [
  "the third phase is dropped": faulty(FaultyHeavyPoints(thirdPhase: false)),
  "what a cell can spare is rounded down, not up": faulty(
    FaultyHeavyPoints(spares: { $0 * $1.minority / $1.majority })),
  "the shares are swapped": faulty(FaultyHeavyPoints(swapsShares: true)),
  "what is just balanced is not": faulty(FaultyHeavyPoints(keepsEqual: false)),
  "the fewest are those of three phases": { HeavyPointsRule.threePhase.choose($0.cells, $0.balance).taken },
]
