import CFairClustering

extension Fairlets {
  /// Exchanges points of one colour between fairlets near each other as long as their costs fall; balance is kept by every
  /// exchange.
  ///
  /// Fairlets are taken along the tree in the order of their centres, each with the next ones. Between fairlets of up to 4
  /// points all exchanges are tried, between larger ones those that gain while the centres stay, and above 512 points none.
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
      let sorted = (0..<Int32(count)).sorted { place[Int(centres[Int($0)])] < place[Int(centres[Int($1)])] }
      let now = fair_exchange(
        points.coordinates, points.dimension, points.colours, &members, starts, count, sorted, window, &centres, &costs)
      if now == 0 { break }
      made += now
    }
    return made
  }
}
