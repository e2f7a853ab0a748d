import Exact
import FairClustering
import LinearProgramming
import Randomness
import TestSupport
import Testing

/// What is asked of many instances and of larger ones: fewer of them without optimisation.
@Suite("Fair clustering at scale")
struct FairScaleTests {
  #if DEBUG
    private static let (instances, starPoints) = (150, [120])
  #else
    private static let (instances, starPoints) = (10_000, [600, 600, 600])
  #endif

  /// Points in clusters, many of them equal, or on a line.
  private static func points(_ number: Int, _ stream: inout RandomStream) throws -> (ColoredPoints, Balance) {
    let (p, q) = [(1, 1), (1, 2), (2, 3), (4, 5), (3, 5), (1, 7)][number % 6]
    let dimension = [1, 2, 3, 5, 25][number / 6 % 5]
    // Mostly small; as many of the smaller group as it takes, or some more.
    let total = stream.uniform(in: 2...(number % 50 == 49 ? 400 : 60))
    var few = stream.uniform(in: 0...(total / 2))
    few = min(total / 2, max(few, (total * p + p + q - 1) / (p + q)))
    var many = total - few
    if q * few < p * many { many = few }
    var colours = [UInt8](repeating: 0, count: many) + [UInt8](repeating: 1, count: few)
    if stream.uniform(in: 0...1) == 0 { colours = colours.map { 1 - $0 } }
    stream.shuffle(&colours)
    let kind = number % 4
    let rows = colours.map { _ -> [Double] in
      let along = Double(stream.uniform(in: 0...1_000))
      return (0..<dimension).map { axis in
        switch kind {
        case 0: Double(stream.uniform(in: 0...1_000_000)) / 1_000
        case 1: Double(stream.uniform(in: 0...1))
        case 2: along * Double(axis + 1) - 300
        default: Double(stream.uniform(in: 0...3) * 1_000 + stream.uniform(in: 0...30))
        }
      }
    }
    return (try ColoredPoints(rows, colours: colours), try Balance(p, q))
  }

  @Test("Every fairlet and every final cluster is balanced", .claim("fair.balanced"))
  func balanced() throws {
    var stream = RandomStream(seed: 71)
    for number in 0..<Self.instances {
      let (data, balance) = try Self.points(number, &stream)
      let fairlets = try FairletDecomposition(
        balance: balance, method: number % 3 == 0 ? .auto : .tree, trees: 1 + number % 2, repairs: number % 3,
        seed: UInt64(number)
      ).fit(data)
      let objective = FairClusters.Objective.allCases[number / 2 % 3]
      let k = min(fairlets.count, 1 + number % 9)
      let clusters = try FairletClustering(k: k, objective: objective, seed: UInt64(number)).fit(data, fairlets)
      // Counted here, from the labels alone.
      for (labels, groups, most) in [
        (fairlets.labels, fairlets.count, balance.fairletSize), (clusters.labels, k, data.count),
      ] {
        var counts = [[Int]](repeating: [0, 0], count: groups)
        try #require(labels.count == data.count && labels.allSatisfy { 0..<groups ~= $0 })
        for (label, colour) in zip(labels, data.colours) { counts[label][Int(colour)] += 1 }
        for count in counts {
          let (few, many) = (min(count[0], count[1]), max(count[0], count[1]))
          #expect(few > 0 && balance.majority * few >= balance.minority * many && few + many <= most, "\(number)")
        }
      }
    }
  }

  @Test("Stars of 600 integer points cost what the potentials prove", .claim("fair.stars"))
  func stars() throws {
    var stream = RandomStream(seed: 72)
    for (number, count) in Self.starPoints.enumerated() {
      let ratio = number + 1
      let points = (0..<count).map { _ in (0..<5).map { _ in stream.uniform(in: 0...100_000) } }
      var colours = (0..<count).map { UInt8($0 * (ratio + 1) < count + ratio * 20 ? 1 : 0) }
      if ratio == 1 { colours = (0..<count).map { UInt8($0 % 2) } }
      let forest = try StarForest(integers: points, colours: colours, ratio: ratio)
      // From the definition: the value of the dual is Σ s(y) − Σ max(0, y + y′ − c).
      let potentials = try #require(forest.certificate).potentials
      var bound = potentials.reduce(0) { $0 + ($1 > 0 ? $1 : ratio * $1) }
      for red in 0..<count where colours[red] == 0 {
        for blue in 0..<count where colours[blue] == 1 {
          let distance = zip(points[red], points[blue]).reduce(0) { $0 + abs($1.0 - $1.1) }
          bound -= max(0, potentials[red] + potentials[blue] - distance)
        }
      }
      #expect(forest.cost.asInt == bound)
      try #require(forest.certificate).verify()
    }
  }

  /// min Σ c x with 0 ≤ x ≤ 1 for each pair of both colours, and each point in 1 to r of them.
  private static func program(_ points: [[Int]], _ colours: [UInt8], _ ratio: Int) throws -> LinearProgram {
    var program = LinearProgram(.minimize)
    var edges = [[Int]](repeating: [], count: points.count)
    for red in points.indices where colours[red] == 0 {
      for blue in points.indices where colours[blue] == 1 {
        let distance = zip(points[red], points[blue]).reduce(0) { $0 + abs($1.0 - $1.1) }
        let edge = program.addVariable(bounds: Bounds(lower: 0, upper: 1), cost: Rational(distance))
        edges[red].append(edge)
        edges[blue].append(edge)
      }
    }
    for edges in edges {
      try program.addConstraint(
        variables: edges, coefficients: edges.map { _ in 1 }, .between(1, Rational(ratio)))
    }
    return program
  }

  @Test("The flow's stars cost as much as the exact optimum of their linear program", .claim("fair.stars"))
  func starProgram() throws {
    var stream = RandomStream(seed: 73)
    let counts = [6, 12]
    for count in counts {
      for ratio in 1...3 {
        let points = (0..<count).map { _ in (0..<2).map { _ in stream.uniform(in: 0...6) } }
        let colours = (0..<count).map { UInt8($0 * (ratio + 1) < count + ratio * 2 ? 1 : 0) }
        let few = ratio == 1 ? (0..<count).map { UInt8($0 % 2) } : colours
        let forest = try StarForest(integers: points, colours: few, ratio: ratio)
        #expect(try Self.program(points, few, ratio).solve().solution?.value == Rational(forest.cost))
      }
    }
  }

  @Test("Pairs on one tree cost less than 3 times the best pairs, on average over trees")
  func ratio() throws {
    var stream = RandomStream(seed: 74)
    let counts = [100]
    for count in counts {
      for dimension in [1, 2, 4, 8] {
        let rows = (0..<count).map { _ in (0..<dimension).map { _ in Double(stream.uniform(in: 0...1_000_000)) } }
        let data = try ColoredPoints(rows, colours: (0..<count).map { UInt8($0 % 2) })
        let best = try StarForest(euclidean: data, ratio: 1)
        let least = Double(best.cost) / best.scale
        let mean =
          try (1...8).reduce(0.0) { sum, seed in
            let tree = FairletDecomposition(
              balance: try Balance(1, 1), method: .tree, trees: 1, repairs: 0, seed: UInt64(seed))
            return try sum + tree.fit(data).cost
          } / 8
        #expect(mean >= least * 0.999_999 && mean < 3 * least, "\(count) points, \(dimension): \(mean / least)")
      }
    }
  }
}
