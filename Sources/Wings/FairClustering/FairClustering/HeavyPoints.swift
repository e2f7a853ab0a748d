/// The points that are taken out of the cells below a cell, so that what stays in each is balanced, and so is what is taken out.
/// These points are *heavy*: their fairlets span cells, and cost what the cell is wide, so there should be few.
public struct HeavyPoints: Sendable, Hashable {
  /// The points in each cell below before anything was taken.
  public let cells: [ColourCounts]
  /// How many were taken of each.
  public internal(set) var taken: [ColourCounts]

  /// Nothing is taken yet, or so many points of each cell.
  package init(_ cells: [ColourCounts], taken: [ColourCounts]? = nil) {
    self.cells = cells
    self.taken = taken ?? Array(repeating: ColourCounts(0, 0), count: cells.count)
  }

  /// What was taken in all.
  public var sum: ColourCounts { taken.reduce(into: ColourCounts(0, 0)) { $0.add($1) } }

  /// What stays in a cell.
  public func rest(_ cell: Int) -> ColourCounts {
    ColourCounts(cells[cell].reds - taken[cell].reds, cells[cell].blues - taken[cell].blues)
  }

  /// Whether what stays in every cell is balanced, and what is taken.
  public func isBalanced(_ balance: Balance) -> Bool {
    let sum = sum
    return balance.holds(sum.reds, sum.blues)
      && cells.indices.allSatisfy { balance.holds(rest($0).reds, rest($0).blues) }
      && cells.indices.allSatisfy {
        0...cells[$0].reds ~= taken[$0].reds && 0...cells[$0].blues ~= taken[$0].blues
      }
  }
}

extension ColourCounts {
  /// Adds the counts of another set.
  mutating func add(_ other: ColourCounts) {
    reds += other.reds
    blues += other.blues
  }

  /// The count of a colour.
  @inline(__always)
  subscript(colour: Int) -> Int {
    get { colour == 0 ? reds : blues }
    set { if colour == 0 { reds = newValue } else { blues = newValue } }
  }
}

/// A rule by which heavy points are chosen: the published one, or one with the fewest points.
public enum HeavyPointsRule: String, Sendable, Hashable, CaseIterable {
  /// The three phases of the paper's authors.
  case threePhase = "three-phase"
  /// The fewest points that there can be; where three phases take many, the three phases, since the exact minimum takes too long.
  case fewest

  /// Chooses heavy points below a balanced cell.
  ///
  /// - Precondition: all cells together are balanced.
  /// - Complexity: O(cells); of `fewest` O(cells · s⁴) where the third phase is needed and takes s ≤ ``fewestLimit`` points.
  public func choose(_ cells: [ColourCounts], _ balance: Balance) -> HeavyPoints {
    var (heavy, needsMore) = Self.firstPhases(cells, balance)
    guard needsMore else { return heavy }
    let start = heavy
    Self.thirdPhase(&heavy, balance)
    if self == .fewest, let fewer = FewestHeavyPoints.improve(start, below: heavy.sum.total, balance) { return fewer }
    return heavy
  }

  /// Up to so many points of the third phase the exact minimum is searched.
  public static let fewestLimit = 24

  /// Phase 1: what no cell can keep. Phase 2: of the colour that then lacks, what cells can spare. True if that is not enough.
  static func firstPhases(_ cells: [ColourCounts], _ balance: Balance) -> (HeavyPoints, needsMore: Bool) {
    var heavy = HeavyPoints(cells)
    var sum = ColourCounts(0, 0)
    for (index, cell) in cells.enumerated() {
      let many = cell.reds >= cell.blues ? 0 : 1
      let surplus = max(0, cell[many] - balance.most(with: cell[1 - many]))
      heavy.taken[index][many] = surplus
      sum[many] += surplus
    }
    let scarce = sum.reds >= sum.blues ? 1 : 0
    var missing = max(0, balance.fewest(with: sum[1 - scarce]) - sum[scarce])
    for index in cells.indices where missing > 0 {
      let rest = heavy.rest(index)
      let spared = min(missing, max(0, rest[scarce] - balance.fewest(with: rest[1 - scarce])))
      heavy.taken[index][scarce] += spared
      missing -= spared
    }
    return (heavy, missing > 0)
  }

  /// Phase 3: every cell is at its limit. Cell by cell what is beyond full blocks of (q, p) is taken, until what is taken is
  /// balanced.
  static func thirdPhase(_ heavy: inout HeavyPoints, _ balance: Balance) {
    var sum = heavy.sum
    for index in heavy.cells.indices {
      if balance.holds(sum.reds, sum.blues) { return }
      let rest = heavy.rest(index)
      let many = rest.reds >= rest.blues ? 0 : 1
      let blocks = rest[many] / balance.majority
      let (excess, other) = (rest[many] - blocks * balance.majority, rest[1 - many] - blocks * balance.minority)
      heavy.taken[index][many] += excess
      heavy.taken[index][1 - many] += other
      sum[many] += excess
      sum[1 - many] += other
    }
  }
}

/// The fewest heavy points, by a table over what is taken in all.
enum FewestHeavyPoints {
  /// A choice with fewer points than `limit`, from what the first two phases have taken; nil if there is none, or if the search
  /// would take too long.
  ///
  /// Phase 1 is forced, and what it takes of a colour counts for every choice. So extras beyond it are tried: `reached[a, b]`
  /// tells whether the cells so far can give a and b more points of the two colours.
  static func improve(_ start: HeavyPoints, below limit: Int, _ balance: Balance) -> HeavyPoints? {
    guard limit <= HeavyPointsRule.fewestLimit else { return nil }
    // Phase 1 anew: the second phase's choice of cells is not forced.
    var forced = HeavyPoints(start.cells)
    for (index, cell) in start.cells.enumerated() {
      let many = cell.reds >= cell.blues ? 0 : 1
      forced.taken[index][many] = max(0, cell[many] - balance.most(with: cell[1 - many]))
    }
    let sum = forced.sum
    let room = limit - 1 - sum.total
    guard room >= 0 else { return nil }
    let side = room + 1
    // Of each cell and each reached pair, what the cell gave: -1 if it is not reached.
    var gave: [[Int]] = []
    var reached = [Bool](repeating: false, count: side * side)
    reached[0] = true
    for index in start.cells.indices {
      let rest = forced.rest(index)
      var next = [Int](repeating: -1, count: side * side)
      for a in 0...min(room, rest.reds) {
        for b in 0...min(room - a, rest.blues) where balance.holds(rest.reds - a, rest.blues - b) {
          for x in 0...(room - a - b) {
            for y in 0...(room - a - b - x) where reached[x * side + y] {
              let to = (x + a) * side + y + b
              if next[to] < 0 { next[to] = a * side + b }
            }
          }
        }
      }
      reached = next.map { $0 >= 0 }
      gave.append(next)
    }
    for total in 0...room {
      for a in 0...total where reached[a * side + total - a] {
        guard balance.holds(sum.reds + a, sum.blues + total - a) else { continue }
        var result = forced
        var at = (a, total - a)
        for index in start.cells.indices.reversed() {
          let choice = gave[index][at.0 * side + at.1]
          result.taken[index].add(ColourCounts(choice / side, choice % side))
          at = (at.0 - choice / side, at.1 - choice % side)
        }
        return result
      }
    }
    return nil
  }
}
