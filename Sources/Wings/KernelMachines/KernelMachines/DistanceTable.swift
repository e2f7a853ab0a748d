import Exact

/// The Hamming distances of all pairs of some points.
struct DistanceTable: Sendable {
  let count: Int
  /// The largest of them.
  let greatest: Int
  private let distances: [Int32]

  /// - Complexity: O(N² d / 64) and N² numbers of 32 bits.
  init(_ points: BitMatrix) {
    count = points.rows
    var distances = [Int32](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0..<i {
        let distance = Int32(points.distance(i, points, j))
        distances[i * count + j] = distance
        distances[j * count + i] = distance
      }
    }
    self.distances = distances
    greatest = Int(distances.max() ?? 0)
  }

  subscript(i: Int, j: Int) -> Int { Int(distances[i * count + j]) }
}
