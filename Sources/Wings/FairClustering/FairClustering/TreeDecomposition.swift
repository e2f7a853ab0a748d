import CFairClustering

/// Which points of a cell are taken where any of a colour will do.
public enum HeavyPointsChoice: String, Sendable, Hashable, CaseIterable {
  /// From cells below in which the colour is beyond the balance, then where it is ahead, then anywhere: what stays needs less
  /// later on.
  case surplusFirst = "surplus-first"
  /// The first ones, as published.
  case first
}

/// Fairlets on a quadtree, from the root down: heavy points of each cell become fairlets there, and what stays in the cells
/// below is balanced (arXiv 1902.03519).
///
/// Rules are values, so that a rule with a fault can be tried in the very same decomposition.
package struct TreeDecomposition {
  /// The tree.
  package let tree: IntegerQuadtree
  /// How balanced every fairlet is.
  package let balance: Balance
  /// Which cells give how many heavy points.
  package var heavy: ([ColourCounts], Balance) -> HeavyPoints
  /// Which points those are.
  package var choice: HeavyPointsChoice

  /// The decomposition with a rule of the library.
  package init(
    _ tree: IntegerQuadtree, _ balance: Balance, heavy rule: HeavyPointsRule = .fewest,
    choice: HeavyPointsChoice = .surplusFirst
  ) {
    (self.tree, self.balance, self.choice) = (tree, balance, choice)
    heavy = { rule.choose($0, $1) }
  }

  /// Fairlets as lists of points one after the other, and what they cost on the tree.
  package struct Result {
    /// The points, fairlet by fairlet.
    package var members: [Int32] = []
    /// Where each fairlet starts in `members`, and at last their number.
    package var starts: [Int64] = [0]
    /// Σ over fairlets of (points − 1) · the tree distance at their cell, as if the members stood in different cells: what a
    /// fairlet costs from any of its points. Of pairs, the cost of the matching on the tree.
    package var treeCost: UInt64 = 0
  }

  /// Decomposes all points.
  ///
  /// - Throws: ``FairClusteringError/broken(_:)`` if a rule leaves a cell unbalanced.
  /// - Complexity: O(n · depth).
  package func run() throws(FairClusteringError) -> Result {
    var state = Walk(self)
    try state.visit(tree.root)
    return state.result
  }

  private struct Walk {
    let plan: TreeDecomposition
    let cells: [fair_cell]
    let order: [Int32]
    /// Points of each colour that are left in each cell.
    var left: [ColourCounts]
    var result = Result()
    /// Points that were taken out of the cell at hand, by colour.
    var lists: ([Int32], [Int32]) = ([], [])

    init(_ plan: TreeDecomposition) {
      (self.plan, cells, order) = (plan, plan.tree.cells, plan.tree.order)
      left = cells.map { ColourCounts(Int($0.count.0), Int($0.count.1)) }
      result.members.reserveCapacity(order.count)
      result.starts.reserveCapacity(order.count / 2)
    }

    mutating func visit(_ cell: Int) throws(FairClusteringError) {
      let here = left[cell]
      guard here.total > 0 else { return }
      guard plan.balance.holds(here.reds, here.blues) else {
        throw .broken("a cell with \(here.reds) and \(here.blues) points left")
      }
      lists.0.removeAll(keepingCapacity: true)
      lists.1.removeAll(keepingCapacity: true)
      let first = Int(cells[cell].child)
      guard first >= 0 else {
        for colour in 0..<2 { take(here[colour], colour, from: cell) }
        pack(at: cell)
        return
      }
      var below: [Int] = []
      var counts: [ColourCounts] = []
      var child = first
      while child >= 0 {
        if left[child].total > 0 {
          below.append(child)
          counts.append(left[child])
        }
        child = Int(cells[child].sibling)
      }
      // Where every cell is balanced, nothing has to be taken.
      if !counts.allSatisfy({ plan.balance.holds($0.reds, $0.blues) }) {
        let heavy = plan.heavy(counts, plan.balance)
        guard heavy.taken.count == below.count else { throw .broken("a rule for another number of cells") }
        for (index, child) in below.enumerated() {
          for colour in 0..<2 {
            guard 0...left[child][colour] ~= heavy.taken[index][colour] else {
              throw .broken("more points than there are")
            }
            take(heavy.taken[index][colour], colour, from: child)
          }
        }
        guard plan.balance.holds(lists.0.count, lists.1.count) else {
          throw .broken("\(lists.0.count) and \(lists.1.count) heavy points")
        }
        pack(at: cell)
      }
      for child in below { try visit(child) }
    }

    /// Takes points of a colour out of a cell, and appends them to the list of that colour.
    mutating func take(_ amount: Int, _ colour: Int, from cell: Int) {
      guard amount > 0 else { return }
      let first = Int(cells[cell].child)
      guard first >= 0 else {
        // Equal points, colour 0 first; each colour from its end.
        let start = Int(cells[cell].low) + (colour == 0 ? 0 : Int(cells[cell].count.0))
        for k in (left[cell][colour] - amount)..<left[cell][colour] {
          if colour == 0 { lists.0.append(order[start + k]) } else { lists.1.append(order[start + k]) }
        }
        left[cell][colour] -= amount
        return
      }
      left[cell][colour] -= amount
      var missing = amount
      if plan.choice == .surplusFirst {
        var child = first
        while child >= 0, missing > 0 {
          let rest = left[child]
          let surplus = min(missing, rest[colour] - plan.balance.most(with: rest[1 - colour]))
          if surplus > 0 {
            take(surplus, colour, from: child)
            missing -= surplus
          }
          child = Int(cells[child].sibling)
        }
        child = first
        while child >= 0, missing > 0 {
          let rest = left[child]
          let ahead = min(missing, rest[colour] - rest[1 - colour])
          if ahead > 0 {
            take(ahead, colour, from: child)
            missing -= ahead
          }
          child = Int(cells[child].sibling)
        }
      }
      var child = first
      while child >= 0, missing > 0 {
        let some = min(missing, left[child][colour])
        if some > 0 {
          take(some, colour, from: child)
          missing -= some
        }
        child = Int(cells[child].sibling)
      }
    }

    /// Packs the points on the lists into fairlets.
    mutating func pack(at cell: Int) {
      guard !lists.0.isEmpty else { return }
      var (r, b) = (0, 0)
      let distance = plan.tree.distance(at: cell)
      for block in FairletPacking(ColourCounts(lists.0.count, lists.1.count), plan.balance).blocks {
        for _ in 0..<block.copies {
          result.members += lists.0[r..<(r + block.counts.reds)]
          result.members += lists.1[b..<(b + block.counts.blues)]
          result.starts.append(Int64(result.members.count))
          result.treeCost += UInt64(block.counts.total - 1) * distance
          r += block.counts.reds
          b += block.counts.blues
        }
      }
    }
  }
}
