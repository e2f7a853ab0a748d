import CFairClustering
import Dispatch
import Synchronization

extension Fairlets {
  /// Exchanges points of one colour between fairlets near each other as long as their costs fall; balance is kept by every
  /// exchange.
  ///
  /// Fairlets are taken along the tree in the order of their centres, each with the next ones. Between fairlets of up to 4
  /// points all exchanges are tried, between larger ones those that gain while the centres stay, and above 512 points none.
  /// Parts of 8,192 fairlets are worked on at once, then the pairs across their borders: what comes out does not depend on how
  /// many processors there are.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - order: The points along a tree.
  ///   - passes: How often all pairs are tried; it ends early if nothing is exchanged any more.
  ///   - window: How many fairlets after each are tried.
  ///   - progress: Called with the number of passes that have been made.
  /// - Returns: How many exchanges were made.
  /// - Complexity: O(passes · window · n · (p + q + d)), and O((p + q)² d) an exchange.
  @discardableResult
  package mutating func repair(
    _ points: ColoredPoints, along order: [Int32], passes: Int, window: Int = 8,
    progress: (_ done: Int) -> Void = { _ in }
  ) -> Int {
    var place = [Int32](repeating: 0, count: order.count)
    var made = 0
    for (index, point) in order.enumerated() { place[Int(point)] = Int32(index) }
    for pass in 0..<passes {
      progress(pass)
      // A centre is a point of one fairlet, so its place tells the fairlet.
      var owner = [Int32](repeating: -1, count: order.count)
      for (fairlet, centre) in centres.enumerated() { owner[Int(place[Int(centre)])] = Int32(fairlet) }
      let now = exchange(points, owner.filter { $0 >= 0 }, window)
      if now == 0 { break }
      made += now
    }
    return made
  }

  /// One pass over the fairlets in this order.
  private mutating func exchange(_ points: ColoredPoints, _ sorted: [Int32], _ window: Int) -> Int {
    let (count, part) = (sorted.count, 8_192)
    let borders = Array(stride(from: part, to: count, by: part))
    let made = Mutex(0)
    members.withUnsafeMutableBufferPointer { members in
      centres.withUnsafeMutableBufferPointer { centres in
        costs.withUnsafeMutableBufferPointer { costs in
          // Parts share no fairlet, so what one writes no other reads.
          nonisolated(unsafe) let (members, centres, costs) = (
            members.baseAddress, centres.baseAddress, costs.baseAddress
          )
          let starts = starts
          @Sendable func tried(_ first: Int, _ last: Int, next: Int, end: Int) {
            let now = fair_exchange(
              points.coordinates, points.dimension, points.colours, members, starts, sorted, first, last, next, end,
              window,
              centres, costs)
            made.withLock { $0 += now }
          }
          DispatchQueue.concurrentPerform(iterations: borders.count + 1) { number in
            let first = number * part
            let last = min(first + part, count)
            tried(first, last, next: first, end: last)
          }
          for border in borders { tried(max(0, border - window), border, next: border, end: count) }
        }
      }
    }
    return made.withLock { $0 }
  }
}
