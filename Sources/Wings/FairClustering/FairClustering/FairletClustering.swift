import CFairClustering
import Randomness

/// Clusters whole fairlets, so that every cluster is balanced.
///
/// ```swift
/// let fairlets = try FairletDecomposition(balance: Balance(1, 2)).fit(data)
/// let clusters = try FairletClustering(k: 20).fit(data, fairlets)
/// clusters.labels                 // of each point
/// clusters.cost                   // with fairness
/// ```
///
/// With fairlets that cost FC and the best k-median of their weighted centres the result is between OPT and 2 FC + OPT, OPT
/// being the best fair clustering (derived). Centres are weighted by the points of their fairlets.
public struct FairletClustering: Sendable, Hashable {
  /// The number of clusters.
  public var k: Int
  /// What clusters cost.
  public var objective: FairClusters.Objective
  /// How often it starts anew; the cheapest result is kept.
  public var restarts: Int
  /// Where seeds come from.
  public var seed: UInt64

  /// A clustering into k clusters.
  public init(k: Int, objective: FairClusters.Objective = .median, restarts: Int = 1, seed: UInt64 = 1) {
    precondition(restarts >= 1, "\(restarts) restarts")
    (self.k, self.objective, self.restarts, self.seed) = (k, objective, restarts, seed)
  }

  /// Clusters the fairlets of the points. The result is verified.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - fairlets: Their fairlets.
  ///   - progress: Of `k-median`: called with the number of the pass over candidates, from 0, and which share has been tried.
  /// - Throws: ``FairClusteringError``: fewer fairlets than clusters.
  /// - Complexity: that of the search among f fairlets, O(f² d) a pass (sampled beyond 20,000), and O(n k d).
  public func fit(
    _ points: ColoredPoints, _ fairlets: Fairlets, progress: (_ pass: Int, _ share: Double) -> Void = { _, _ in }
  ) throws(FairClusteringError) -> FairClusters {
    guard k >= 1 else { throw .noClusters(k) }
    guard k <= fairlets.count else { throw .tooManyClusters(k, fairlets: fairlets.count) }
    guard fairlets.members.count == points.count else {
      throw .shape("fairlets of \(fairlets.members.count) points for \(points.count)")
    }
    var best: FairClusters?
    for number in 0..<restarts {
      var stream = RandomStream(seed: seed).child(objective.rawValue).child(number)
      let clusters =
        switch objective {
        case .median: medians(points, fairlets, &stream, progress)
        case .means: means(points, fairlets, &stream)
        case .center: centers(points, fairlets, &stream)
        }
      if best.map({ clusters.cost < $0.cost }) ?? true { best = clusters }
    }
    guard let best else { throw .broken("no clustering") }
    try best.verify(points)
    return best
  }

  /// The cost of clusters found by the same search without fairness, each point by itself: what fairness is compared with. Its
  /// labels may be of any balance.
  ///
  /// - Parameters:
  ///   - points: The points.
  ///   - progress: Called with the number of the pass over candidates, from 0, and which share has been tried.
  /// - Returns: the cost, and the cluster of each point.
  /// - Throws: ``FairClusteringError`` if there are fewer points than clusters, or the objective is not `k-median`.
  /// - Complexity: O(n² d) a pass (sampled beyond 20,000).
  public func unfair(
    _ points: ColoredPoints, progress: (_ pass: Int, _ share: Double) -> Void = { _, _ in }
  ) throws(FairClusteringError) -> (cost: Double, labels: [Int]) {
    guard objective == .median else { throw .unsuitable("the unfair clustering is of k-median") }
    guard k >= 1 else { throw .noClusters(k) }
    guard k <= points.count else { throw .shape("\(k) clusters of \(points.count) points") }
    var best: KMedoids?
    for number in 0..<restarts {
      var stream = RandomStream(seed: seed).child("unfair").child(number)
      let found = KMedoids(
        points.coordinates, dimension: points.dimension, weights: Array(repeating: 1, count: points.count), k: k,
        using: &stream, progress: progress)
      if best.map({ found.cost < $0.cost }) ?? true { best = found }
    }
    guard let best else { throw .broken("no clustering") }
    return (best.cost, best.nearest)
  }

  // MARK: k-median

  private func medians(
    _ points: ColoredPoints, _ fairlets: Fairlets, _ stream: inout RandomStream,
    _ progress: (_ pass: Int, _ share: Double) -> Void
  ) -> FairClusters {
    let centres = fairlets.centres.flatMap { points[Int($0)] }
    let weights = (0..<fairlets.count).map { Double(fairlets[$0].count) }
    let search = KMedoids(
      centres, dimension: points.dimension, weights: weights, k: k, using: &stream, progress: progress)
    var medoids = search.medoids.map { Int(fairlets.centres[$0]) }
    // A fairlet goes where its members are nearest in sum; a medoid's own fairlet stays, so that no cluster is empty.
    var owner = search.nearest
    for (cluster, fairlet) in search.medoids.enumerated() { owner[fairlet] = cluster }
    let fixed = Dictionary(uniqueKeysWithValues: search.medoids.enumerated().map { ($1, $0) })
    for fairlet in 0..<fairlets.count where fixed[fairlet] == nil {
      owner[fairlet] = nearest(points, fairlets[fairlet], medoids, startingWith: owner[fairlet])
    }
    let before = cost(points, fairlets, owner, medoids)
    for (cluster, members) in grouped(fairlets, owner).enumerated() {
      medoids[cluster] = bestCentre(points, members, atFirst: medoids[cluster])
    }
    return result(points, fairlets, owner, medoids, cost(points, fairlets, owner, medoids), before: before)
  }

  private func nearest(_ points: ColoredPoints, _ fairlet: ArraySlice<Int32>, _ medoids: [Int], startingWith first: Int)
    -> Int
  {
    var (best, least) = (first, fairlet.reduce(0.0) { $0 + points.distance(Int($1), medoids[first]) })
    for (cluster, medoid) in medoids.enumerated() where cluster != first {
      var sum = 0.0
      for point in fairlet {
        sum += points.distance(Int(point), medoid)
        if sum >= least { break }
      }
      if sum < least { (best, least) = (cluster, sum) }
    }
    return best
  }

  private func grouped(_ fairlets: Fairlets, _ owner: [Int]) -> [[Int]] {
    var groups = [[Int]](repeating: [], count: k)
    for fairlet in 0..<fairlets.count { groups[owner[fairlet]] += fairlets[fairlet].map { Int($0) } }
    return groups
  }

  /// The member with the least sum of distances, of large clusters among a sample; or the centre at first, if that is better.
  private func bestCentre(_ points: ColoredPoints, _ members: [Int], atFirst: Int) -> Int {
    var (best, cost) = ([Int32(0)], [0.0])
    fair_medians(
      points.coordinates, points.dimension, members.map { Int32($0) }, [0, Int64(members.count)], 1, &best, &cost)
    var first = 0.0
    for member in members where first < cost[0] { first += points.distance(atFirst, member) }
    return first < cost[0] ? atFirst : Int(best[0])
  }

  private func cost(_ points: ColoredPoints, _ fairlets: Fairlets, _ owner: [Int], _ medoids: [Int]) -> Double {
    var sum = 0.0
    for fairlet in 0..<fairlets.count {
      for point in fairlets[fairlet] { sum += points.distance(Int(point), medoids[owner[fairlet]]) }
    }
    return sum
  }

  private func result(
    _ points: ColoredPoints, _ fairlets: Fairlets, _ owner: [Int], _ medoids: [Int], _ cost: Double,
    before: Double? = nil
  ) -> FairClusters {
    FairClusters(
      objective: objective, balance: fairlets.balance, labels: labels(points, fairlets, owner), medoids: medoids,
      centres: medoids.map { Array(points[$0]) }, cost: cost, costBeforeLastStep: before, fairletCost: fairlets.cost)
  }

  private func labels(_ points: ColoredPoints, _ fairlets: Fairlets, _ owner: [Int]) -> [Int] {
    var labels = [Int](repeating: 0, count: points.count)
    for fairlet in 0..<fairlets.count { for point in fairlets[fairlet] { labels[Int(point)] = owner[fairlet] } }
    return labels
  }

  // MARK: k-center

  /// Centres far from each other, one after the other (Gonzalez), among the centres of fairlets.
  private func centers(_ points: ColoredPoints, _ fairlets: Fairlets, _ stream: inout RandomStream) -> FairClusters {
    let centre = fairlets.centres.map { Int($0) }
    var chosen = [stream.uniform(in: 0...(centre.count - 1))]
    var isChosen = Set(chosen)
    var owner = [Int](repeating: 0, count: centre.count)
    var distance = centre.map { points.distance($0, centre[chosen[0]]) }
    while chosen.count < k {
      // The farthest; of equal points any that is not chosen.
      var next = -1
      for fairlet in distance.indices
      where !isChosen.contains(fairlet) && (next < 0 || distance[fairlet] > distance[next]) {
        next = fairlet
      }
      for fairlet in distance.indices where !isChosen.contains(fairlet) || fairlet == next {
        let here = points.distance(centre[fairlet], centre[next])
        if here < distance[fairlet] || fairlet == next { (distance[fairlet], owner[fairlet]) = (here, chosen.count) }
      }
      chosen.append(next)
      isChosen.insert(next)
    }
    let medoids = chosen.map { centre[$0] }
    var largest = 0.0
    for fairlet in 0..<fairlets.count {
      for point in fairlets[fairlet] { largest = max(largest, points.distance(Int(point), medoids[owner[fairlet]])) }
    }
    return result(points, fairlets, owner, medoids, largest)
  }

  // MARK: k-means

  /// Lloyd's iterations over fairlets: one goes to the mean to which its members' squared distances are least in sum, which is
  /// that nearest to its own mean.
  private func means(_ points: ColoredPoints, _ fairlets: Fairlets, _ stream: inout RandomStream) -> FairClusters {
    let (d, f) = (points.dimension, fairlets.count)
    var own = [Double](repeating: 0, count: f * d)
    let weights = (0..<f).map { Double(fairlets[$0].count) }
    for fairlet in 0..<f {
      for point in fairlets[fairlet] { for (i, x) in points[Int(point)].enumerated() { own[fairlet * d + i] += x } }
      for i in 0..<d { own[fairlet * d + i] /= weights[fairlet] }
    }
    let seeds = KMedoids(own, dimension: d, weights: weights, k: k, passes: 0, using: &stream)
    var owner = seeds.nearest
    for (cluster, fairlet) in seeds.medoids.enumerated() { owner[fairlet] = cluster }
    var means: [Double] = []
    func average() {
      means = [Double](repeating: 0, count: k * d)
      var total = [Double](repeating: 0, count: k)
      for fairlet in 0..<f {
        total[owner[fairlet]] += weights[fairlet]
        for i in 0..<d { means[owner[fairlet] * d + i] += weights[fairlet] * own[fairlet * d + i] }
      }
      for cluster in 0..<k { for i in 0..<d { means[cluster * d + i] /= total[cluster] } }
    }
    average()
    for _ in 0..<300 {
      var sizes = [Int](repeating: 0, count: k)
      for cluster in owner { sizes[cluster] += 1 }
      var moved = false
      for fairlet in 0..<f where sizes[owner[fairlet]] > 1 {
        var (best, least) = (owner[fairlet], Double.infinity)
        for cluster in 0..<k {
          var square = 0.0
          for i in 0..<d {
            let x = own[fairlet * d + i] - means[cluster * d + i]
            square += x * x
          }
          if square < least || square == least && cluster == owner[fairlet] { (best, least) = (cluster, square) }
        }
        if best != owner[fairlet] {
          sizes[owner[fairlet]] -= 1
          sizes[best] += 1
          owner[fairlet] = best
          moved = true
        }
      }
      if !moved { break }
      average()
    }
    var cost = 0.0
    for fairlet in 0..<f {
      for point in fairlets[fairlet] {
        for (i, x) in points[Int(point)].enumerated() {
          let difference = x - means[owner[fairlet] * d + i]
          cost += difference * difference
        }
      }
    }
    return FairClusters(
      objective: .means, balance: fairlets.balance, labels: labels(points, fairlets, owner), medoids: nil,
      centres: (0..<k).map { Array(means[($0 * d)..<(($0 + 1) * d)]) }, cost: cost, costBeforeLastStep: nil,
      fairletCost: fairlets.cost)
  }
}
