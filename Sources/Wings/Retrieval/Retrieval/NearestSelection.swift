/// A record that was retrieved.
public struct Neighbour: Hashable, Sendable {
  /// Its position in the corpus, from 0.
  public var position: Int
  /// How near it is: larger is nearer.
  public var score: Double

  /// A neighbour of the given score.
  public init(position: Int, score: Double) { (self.position, self.score) = (position, score) }

  /// Whether it comes before another: by its score, and at equal scores by its position.
  func isNearer(than other: Neighbour) -> Bool {
    score != other.score ? score > other.score : position < other.position
  }
}

/// The nearest so many of all that were offered.
struct NearestSelection {
  private let limit: Int
  private(set) var neighbours: [Neighbour] = []

  init(limit: Int) {
    self.limit = limit
    neighbours.reserveCapacity(limit + 1)
  }

  /// The score that a record must have at least to be among the nearest.
  var leastScore: Double { neighbours.count < limit ? -.infinity : neighbours.last?.score ?? .infinity }

  /// - Complexity: O(1) for most records, which are not among the nearest, and O(limit) for the others.
  @inline(__always)
  mutating func offer(_ position: Int, _ score: Double) {
    // Most records end here.
    guard score >= leastScore else { return }
    insert(Neighbour(position: position, score: score))
  }

  private mutating func insert(_ neighbour: Neighbour) {
    var (low, high) = (0, neighbours.count)
    while low < high {
      let middle = (low + high) / 2
      if neighbours[middle].isNearer(than: neighbour) { low = middle + 1 } else { high = middle }
    }
    guard low < limit else { return }
    neighbours.insert(neighbour, at: low)
    if neighbours.count > limit { neighbours.removeLast() }
  }
}
