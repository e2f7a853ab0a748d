import Dispatch
import Foundation
import Randomness
import Synchronization

/// How points are decomposed into fairlets.
///
/// ```swift
/// let fairlets = try FairletDecomposition(balance: Balance(1, 2), seed: 7).fit(data)
/// fairlets.cost                   // verified: every fairlet is balanced
/// ```
///
/// `flow` finds stars of least total distance from their lone points, which then get the best centres; it takes about quadratic memory.
/// `tree` is nearly linear.
public struct FairletDecomposition: Sendable, Hashable {
  /// Which algorithm.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// The cheaper of `flow` and `tree` for a minority share of 1 and up to ``FairletDecomposition/flowLimit`` points, else `tree`.
    case auto
    /// Quadtrees with random shifts.
    case tree
    /// Minimum-cost flow on all distances between the colours; for a balance 1:r.
    case flow
  }

  /// Up to so many points `auto` tries the flow too.
  public static let flowLimit = 2000
  /// More distances are not held at once by `flow`: 8 bytes each.
  public static let largestDistanceTable = 50_000_000

  /// How balanced each fairlet is.
  public var balance: Balance
  /// Which algorithm.
  public var method: Method
  /// How many random shifts the tree is tried with; the cheapest result is kept.
  public var trees: Int
  /// How often exchanges between neighbouring fairlets are tried in the end.
  public var repairs: Int
  /// Where shifts come from.
  public var seed: UInt64
  /// Which points of a cell get fairlets there.
  public var rule: HeavyPointsRule
  /// Which of a cell's points those are.
  public var choice: HeavyPointsChoice

  /// A decomposition.
  ///
  /// - Parameters:
  ///   - balance: How balanced each fairlet is.
  ///   - method: Which algorithm.
  ///   - trees: How many random shifts, at least 1.
  ///   - repairs: How many passes of exchanges, at least 0.
  ///   - seed: Where shifts come from.
  ///   - rule: How many points are taken out of the cells of the tree.
  ///   - choice: Which points those are.
  public init(
    balance: Balance, method: Method = .auto, trees: Int = 4, repairs: Int = 2, seed: UInt64 = 1,
    rule: HeavyPointsRule = .fewest, choice: HeavyPointsChoice = .surplusFirst
  ) {
    precondition(trees >= 1 && repairs >= 0, "\(trees) trees and \(repairs) repairs")
    (self.balance, self.method, self.trees, self.repairs) = (balance, method, trees, repairs)
    (self.seed, self.rule, self.choice) = (seed, rule, choice)
  }

  /// The most bytes of memory that the points and their decomposition take: 12 for each pair of colours where a flow is found, and 400 for each
  /// point. 1,000 reds and 2,000 blues took 18 MB, and without a flow 3 MB.
  public func predictedBytes(_ points: ColoredPoints) -> Int {
    let counts = points.counts
    let isFlow = method == .flow || method == .auto && balance.minority == 1 && points.count <= Self.flowLimit
    return (isFlow ? 12 * counts.reds * counts.blues : 0) + 400 * (points.count + 1) + 4_000_000
  }

  /// How far the work is.
  public enum Progress: Sendable, Hashable {
    /// So many trees have been tried.
    case trees(Int, of: Int)
    /// So many paths of the flow have been found.
    case paths(Int, of: Int)
    /// So many passes of exchanges have been made.
    case exchanges(Int, of: Int)
  }

  /// Decomposes the points.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - progress: Called now and then with how far the work is.
  /// - Throws: ``FairClusteringError``: infeasible, with the best balance that is feasible; or unsuitable for the method.
  /// - Complexity: `tree` O(trees · n · d · depth), the trees side by side on all processors; `flow` O(n³) at worst, about n² in practice.
  public func fit(
    _ points: ColoredPoints, progress: (Progress) -> Void = { _ in }
  ) throws(FairClusteringError) -> Fairlets {
    try points.require(balance)
    switch method {
    case .flow: return try flow(points, progress)
    case .auto where balance.minority == 1 && points.count <= Self.flowLimit:
      // Neither is always the better one: stars are the best only as long as lone points are the centres.
      let (stars, nested) = (try flow(points, progress), try tree(points, progress))
      return stars.cost <= nested.cost ? stars : nested
    case .auto, .tree: return try tree(points, progress)
    }
  }

  /// The best of all trees, worked out side by side; of equals the first.
  private func tree(_ points: ColoredPoints, _ progress: (Progress) -> Void) throws(FairClusteringError) -> Fairlets {
    var best: Nested?
    let lanes = min(trees, ProcessInfo.processInfo.activeProcessorCount)
    for first in stride(from: 0, to: trees, by: lanes) {
      let numbers = first..<min(trees, first + lanes)
      let results = Mutex([Result<Nested, FairClusteringError>?](repeating: nil, count: numbers.count))
      DispatchQueue.concurrentPerform(iterations: numbers.count) { lane in
        let result = Result { () throws(FairClusteringError) in try nested(points, number: numbers.lowerBound + lane) }
        results.withLock { $0[lane] = result }
      }
      for result in results.withLock({ $0 }) {
        guard let nested = try result?.get() else { throw .broken("no tree") }
        if best.map({ nested.fairlets.cost < $0.fairlets.cost }) ?? true { best = nested }
      }
      progress(.trees(numbers.upperBound, of: trees))
    }
    guard var best else { throw .broken("no tree") }
    let made = best.fairlets.repair(points, along: best.order, passes: repairs) {
      progress(.exchanges($0, of: repairs))
    }
    if made > 0 { try best.fairlets.verify(points) }
    return best.fairlets
  }

  /// Fairlets of one tree, and its order of the points.
  private struct Nested: Sendable {
    var fairlets: Fairlets
    let order: [Int32]
  }

  private func nested(_ points: ColoredPoints, number: Int) throws(FairClusteringError) -> Nested {
    var stream = RandomStream(seed: seed).child("fairlets").child(number)
    let tree = try IntegerQuadtree(points, using: &stream)
    let result = try TreeDecomposition(tree, balance, heavy: rule, choice: choice).run()
    return Nested(
      fairlets: try Fairlets(
        points, members: result.members, starts: result.starts, balance: balance,
        method: trees == 1 ? "a quadtree" : "the best of \(trees) quadtrees"),
      order: tree.order)
  }

  private func flow(
    _ points: ColoredPoints, _ progress: (Progress) -> Void
  ) throws(FairClusteringError) -> Fairlets {
    guard balance.minority == 1 else {
      throw .unsuitable("the flow is for balances 1:r, not for \(balance); the tree takes any")
    }
    let forest = try StarForest(euclidean: points, ratio: balance.majority) { progress(.paths($0, of: $1)) }
    let (members, starts) = forest.fairlets
    var fairlets = try Fairlets(points, members: members, starts: starts, balance: balance, method: "minimum-cost flow")
    // Stars are the best when charged from their lone points; with centres of their own, exchanges may still gain.
    if repairs > 0 {
      var stream = RandomStream(seed: seed).child("repair")
      let tree = try IntegerQuadtree(points, using: &stream)
      let made = fairlets.repair(points, along: tree.order, passes: repairs) { progress(.exchanges($0, of: repairs)) }
      if made > 0 { try fairlets.verify(points) }
    }
    return fairlets
  }
}
