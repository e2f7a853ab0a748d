import FairClusteringCheckers

/// Clusters of coloured points, every one of them balanced.
public struct FairClusters: Sendable, Hashable {
  /// What a clustering costs.
  public enum Objective: String, Sendable, Hashable, CaseIterable {
    /// The sum of distances to the cluster's centre, a point.
    case median = "k-median"
    /// The sum of squared distances to the cluster's mean.
    case means = "k-means"
    /// The largest distance to the cluster's centre, a point.
    case center = "k-center"
  }

  /// What it costs, and how.
  public let objective: Objective
  /// How balanced each cluster is at least.
  public let balance: Balance
  /// The cluster of each point, from 0.
  public let labels: [Int]
  /// The centre of each cluster: the number of a point; nil of `k-means`, whose centres are means.
  public let medoids: [Int]?
  /// The coordinates of each centre.
  public let centres: [[Double]]
  /// The cost of these clusters.
  public let cost: Double
  /// The cost before each cluster got the best centre among its members; nil where there is no such step.
  public let costBeforeLastStep: Double?
  /// The cost of the fairlets of which they are made: the sum of distances to the fairlets' centres.
  public let fairletCost: Double

  /// How many points of each colour each cluster has.
  public func counts(_ points: ColoredPoints) -> [ColourCounts] {
    var counts = [ColourCounts](repeating: ColourCounts(0, 0), count: centres.count)
    for (point, label) in labels.enumerated() { counts[label][Int(points.colours[point])] += 1 }
    return counts
  }

  /// The certificate that every cluster is balanced.
  public func certificate(_ points: ColoredPoints) -> FairPartitionCertificate {
    FairPartitionCertificate(
      colours: points.colourText, groups: labels, minority: balance.minority, majority: balance.majority)
  }

  /// Returns if every cluster has points and is balanced, by integers alone.
  ///
  /// - Throws: ``FairClusteringError/broken(_:)``.
  /// - Complexity: O(n).
  public func verify(_ points: ColoredPoints) throws(FairClusteringError) {
    guard labels.count == points.count, labels.allSatisfy({ centres.indices.contains($0) }) else {
      throw .broken("\(labels.count) labels for \(points.count) points")
    }
    for (cluster, counts) in counts(points).enumerated() {
      guard counts.total > 0 else { throw .broken("cluster \(cluster) is empty") }
      guard balance.holds(counts.reds, counts.blues) else {
        throw .broken("cluster \(cluster) has \(counts.reds) and \(counts.blues) points")
      }
    }
  }
}
