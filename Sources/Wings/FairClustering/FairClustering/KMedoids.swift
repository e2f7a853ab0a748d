import CFairClustering
import Randomness

/// k of some weighted points as centres, so that the sum of weighted distances to the nearest is small.
///
/// Seeds are drawn in proportion to weight times distance, and then exchanged one for one as long as the cost falls, as
/// FasterPAM does (arXiv 2008.05171). Distances are computed when they are needed: memory is O(n d), not n².
package struct KMedoids {
  /// The centres: places of points, in the order in which they were drawn.
  package private(set) var medoids: [Int]
  /// The nearest centre of each point: a place in ``medoids``.
  package private(set) var nearest: [Int]
  /// Σ weight · distance to the nearest centre.
  package private(set) var cost: Double

  /// So many distances are computed in a pass; of more than their square root points, a random sample is tried as centres.
  package static let distancesInPass = 400_000_000

  /// Searches.
  ///
  /// - Parameters:
  ///   - coordinates: The points, one after the other.
  ///   - dimension: How many coordinates each has.
  ///   - weights: Positive, one for each point.
  ///   - k: From 1 to the number of points.
  ///   - passes: The most passes over all candidates.
  ///   - stream: Where seeds and the order of candidates come from.
  ///   - progress: Called with the number of the pass, from 0, and which share of its candidates has been tried.
  /// - Complexity: O(passes · min(n², 4 · 10⁸) · d), and O(n k d) for seeds.
  package init(
    _ coordinates: [Double], dimension: Int, weights: [Double], k: Int, passes: Int = 20,
    using stream: inout RandomStream, progress: (_ pass: Int, _ share: Double) -> Void = { _, _ in }
  ) {
    let n = weights.count
    precondition(coordinates.count == n * dimension && 1...n ~= k, "\(k) centres of \(n) points")
    let columns = [Double](unsafeUninitializedCapacity: n * dimension) { columns, count in
      for d in 0..<dimension { for i in 0..<n { columns[d * n + i] = coordinates[i * dimension + d] } }
      count = n * dimension
    }
    var medoid = Self.seeds(columns, coordinates, dimension, weights, k, &stream).map { Int32($0) }
    var near = [Int32](repeating: 0, count: n)
    var second = near
    var (nearDistance, secondDistance) = ([Double](repeating: 0, count: n), [Double](repeating: 0, count: n))
    var (row, loss, change) = (nearDistance, [Double](repeating: 0, count: k), [Double](repeating: 0, count: k))
    var from = [Double](repeating: 0, count: dimension)
    var candidates = (0..<Int32(n)).map { $0 }
    columns.withUnsafeBufferPointer { columns in
      weights.withUnsafeBufferPointer { weights in
        medoid.withUnsafeMutableBufferPointer { medoid in
          near.withUnsafeMutableBufferPointer { near in
            second.withUnsafeMutableBufferPointer { second in
              nearDistance.withUnsafeMutableBufferPointer { nearDistance in
                secondDistance.withUnsafeMutableBufferPointer { secondDistance in
                  row.withUnsafeMutableBufferPointer { row in
                    from.withUnsafeMutableBufferPointer { from in
                      loss.withUnsafeMutableBufferPointer { loss in
                        change.withUnsafeMutableBufferPointer { change in
                          var state = fair_medoids(
                            count: n, dimension: dimension, medoids: k, columns: columns.baseAddress,
                            weight: weights.baseAddress, medoid: medoid.baseAddress, nearest: near.baseAddress,
                            second: second.baseAddress, near_distance: nearDistance.baseAddress,
                            second_distance: secondDistance.baseAddress, row: row.baseAddress, from: from.baseAddress,
                            loss: loss.baseAddress, change: change.baseAddress)
                          fair_medoids_assign(&state)
                          for pass in 0..<passes where k < n {
                            stream.shuffle(&candidates)
                            let tried = min(n, max(1000, Self.distancesInPass / n))
                            var made = 0
                            for start in stride(from: 0, to: tried, by: 256) {
                              progress(pass, Double(start) / Double(tried))
                              made += candidates.withUnsafeBufferPointer {
                                guard let first = $0.baseAddress else { return 0 }
                                return fair_medoids_pass(&state, first + start, min(256, tried - start))
                              }
                            }
                            if made == 0 { break }
                          }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    medoids = medoid.map { Int($0) }
    nearest = near.map { Int($0) }
    cost = zip(weights, nearDistance).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Points drawn one after the other, in proportion to weight times the distance to those drawn before; the first by weight.
  private static func seeds(
    _ columns: [Double], _ coordinates: [Double], _ dimension: Int, _ weights: [Double], _ k: Int,
    _ stream: inout RandomStream
  ) -> [Int] {
    let n = weights.count
    var nearest = [Double](repeating: 1, count: n)
    var row = nearest
    var chosen: [Int] = []
    var isChosen = [Bool](repeating: false, count: n)
    for number in 0..<k {
      var total = 0.0
      for i in 0..<n { total += weights[i] * nearest[i] }
      var point = -1
      // 53 bits of a fraction of the total.
      var rest = Double(stream.next() >> 11) * 0x1p-53 * total
      if total > 0 {
        for i in 0..<n where nearest[i] > 0 {
          point = i
          rest -= weights[i] * nearest[i]
          if rest < 0 { break }
        }
      }
      // All points equal to chosen ones: any other will do.
      if point < 0 || isChosen[point] { point = isChosen.firstIndex(of: false) ?? 0 }
      chosen.append(point)
      isChosen[point] = true
      fair_distances(columns, n, dimension, Array(coordinates[(point * dimension)..<((point + 1) * dimension)]), &row)
      if number == 0 { nearest = row } else { for i in 0..<n where row[i] < nearest[i] { nearest[i] = row[i] } }
    }
    return chosen
  }
}
