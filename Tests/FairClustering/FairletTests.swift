import Exact
import FairClustering
import Randomness
import TestSupport
import Testing

@Suite("Fairlets")
struct FairletTests {
  @Test("Packing: the worked examples", .claim("fair.packing"))
  func packing() throws {
    func sizes(_ p: Int, _ q: Int, _ r: Int, _ b: Int) throws -> [[Int]] {
      FairletPacking(ColourCounts(r, b), try Balance(p, q)).fairlets.map { [$0.reds, $0.blues] }
    }
    #expect(try sizes(2, 3, 7, 5) == [[3, 2], [3, 2], [1, 1]])
    #expect(try sizes(1, 2, 5, 3) == [[2, 1], [2, 1], [1, 1]])
    #expect(try sizes(1, 3, 10, 4) == [[3, 1], [3, 1], [3, 1], [1, 1]])
    #expect(try sizes(4, 5, 14, 12) == [[5, 4], [5, 4], [1, 1], [1, 1], [1, 1], [1, 1]])
    #expect(try sizes(1, 2, 3, 5) == [[1, 2], [1, 2], [1, 1]])
    #expect(try sizes(1, 1, 0, 0) == [])
    let (reduced, read) = (try Balance(2, 4), try Balance("4:2"))
    #expect(reduced == read && read.description == "1:2")
  }

  @Test("Heavy points: the worked examples", .claim("fair.heavy-points"))
  func heavyPoints() throws {
    func taken(_ rule: HeavyPointsRule, _ p: Int, _ q: Int, _ cells: [(Int, Int)]) throws -> [[Int]] {
      rule.choose(cells.map { ColourCounts($0.0, $0.1) }, try Balance(p, q)).taken.map { [$0.reds, $0.blues] }
    }
    func total(_ taken: [[Int]]) -> Int { taken.joined().reduce(0, +) }
    #expect(try taken(.threePhase, 1, 1, [(3, 1), (0, 2)]) == [[2, 0], [0, 2]])
    #expect(try taken(.threePhase, 1, 2, [(5, 1), (1, 3)]) == [[3, 0], [0, 2]])
    #expect(try taken(.threePhase, 1, 3, [(0, 2), (1, 2), (2, 4)]) == [[0, 2], [1, 2], [1, 1]])
    #expect(try taken(.fewest, 1, 3, [(0, 2), (1, 2), (2, 4)]) == [[0, 2], [0, 0], [1, 1]])
    for (p, q, cells, three, fewest) in [
      (2, 3, [(0, 2), (3, 2)], 7, 5), (2, 5, [(1, 3), (2, 3)], 9, 3), (3, 5, [(2, 7), (5, 4)], 18, 8),
      (4, 5, [(0, 4), (7, 4)], 15, 9), (3, 4, [(0, 3), (5, 3)], 11, 7),
    ] {
      #expect(try total(taken(.threePhase, p, q, cells)) == three, "\(p):\(q)")
      #expect(try total(taken(.fewest, p, q, cells)) == fewest, "\(p):\(q)")
    }
  }

  @Test("Tree distances and the cheapest pairs of the worked example", .claim("fair.pairs-on-tree"))
  func tree() throws {
    let points = [[0, 0], [1, 0], [5, 5], [6, 5], [2, 6], [7, 1]]
    let colours: [UInt8] = [0, 1, 0, 0, 1, 1]
    let tree = try IntegerQuadtree(
      grid: points.flatMap { $0.map { UInt32($0) } }, bits: 3, shift: [0, 0], colours: colours)
    for a in 0..<6 {
      for b in 0..<6 where a < b {
        #expect(tree.distance(a, b) == (a == 0 && b == 1 ? 4 : a == 2 && b == 3 ? 8 : 16))
      }
    }
    #expect(tree.pairBound == 36)
    #expect(try TreeDecomposition(tree, Balance(1, 1)).run().treeCost == 36)
    #expect(try StarForest(integers: points, colours: colours, ratio: 1).cost == 10)
  }

  @Test("The best fairlets, stars and the bound by assignments of the worked example", .claim("fair.stars"))
  func exact() throws {
    let points = [[8, 11], [0, 14], [7, 1], [5, 3], [11, 15], [7, 12], [3, 7], [0, 6]]
    let colours: [UInt8] = [0, 0, 0, 0, 0, 1, 1, 1]
    let table = SubsetOptimum.l1(points)
    #expect(try SubsetOptimum(distances: table, colours: colours, balance: Balance(1, 2)).cost == 27)
    #expect(try SubsetOptimum(distances: table, colours: colours, balance: Balance(1, 2), charge: .star).cost == 33)
    let wide = try SubsetOptimum(distances: table, colours: colours, balance: Balance(3, 5))
    #expect(wide.cost == 62 && wide.fairlets == [Array(0..<8)])
    let forest = try StarForest(integers: points, colours: colours, ratio: 2)
    #expect(forest.cost == 33)
    try forest.certificate?.verify()
    #expect(try AssignmentBound(distances: table, colours: colours, balance: Balance(1, 2)).value == Rational(107, 6))
  }

  @Test("Infeasible colours are told with their counts and the best balance that is feasible")
  func infeasible() throws {
    let rows = (0..<7).map { [Double($0)] }
    let data = try ColoredPoints(rows, colours: [0, 0, 0, 0, 0, 1, 1])
    let wanted = FairClusteringError.infeasible(
      counts: ColourCounts(5, 2), wanted: try Balance(1, 2), best: try Balance(2, 5))
    for method in FairletDecomposition.Method.allCases {
      #expect(throws: wanted) { try FairletDecomposition(balance: Balance(1, 2), method: method).fit(data) }
      #expect(try FairletDecomposition(balance: Balance(2, 6), method: method).fit(data).count >= 2)
    }
    let one = try ColoredPoints(rows, colours: [1, 1, 1, 1, 1, 1, 1])
    let none = FairClusteringError.infeasible(counts: ColourCounts(0, 7), wanted: try Balance(1, 9), best: nil)
    #expect(throws: none) { try FairletDecomposition(balance: Balance(1, 9)).fit(one) }
    #expect("\(wanted)".contains("at least 3 of the smaller one are needed") && "\(wanted)".contains("is 2:5"))
    #expect("\(none)".contains("there is none for any balance"))
  }

  @Test("Points that are none are refused")
  func hostile() throws {
    #expect(throws: FairClusteringError.noPoints) { try ColoredPoints([], colours: []) }
    #expect(throws: FairClusteringError.notFinite(row: 2, column: "1", value: "nan")) {
      try ColoredPoints([[0], [.nan]], colours: [0, 1])
    }
    #expect(throws: FairClusteringError.notFinite(row: 1, column: "2", value: "-inf")) {
      try ColoredPoints([[0, -.infinity], [1, 1]], colours: [0, 1])
    }
    #expect(throws: FairClusteringError.tooFar(column: "1", value: "1e+300")) {
      try ColoredPoints([[0], [1e300]], colours: [0, 1])
    }
    #expect(throws: FairClusteringError.self) { try ColoredPoints([[0], [1, 2]], colours: [0, 1]) }
    #expect(throws: FairClusteringError.self) { try ColoredPoints([[0], [1]], colours: [0, 2]) }
    #expect(throws: FairClusteringError.self) { try ColoredPoints([[], []], colours: [0, 1]) }
    for text in ["0:1", "1", "1:2:3", "-1:2", "a:b", "1:1000001", "", "1:", "9223372036854775808:1"] {
      #expect(throws: FairClusteringError.noBalance(text)) { try Balance(text) }
    }
    #expect(throws: FairClusteringError.constantColumn("b")) {
      try Scaling.zscore.scaled([1, 5, 2, 5], columns: ["a", "b"])
    }
    #expect(throws: FairClusteringError.equalQuartiles("a")) {
      try Scaling.robust.scaled([1, 5, 5, 5, 9], columns: ["a"])
    }
    #expect(throws: FairClusteringError.constantColumn("a")) { try Scaling.robust.scaled([5, 5, 5], columns: ["a"]) }
    for scaling in [Scaling.minmax, .zscore, .robust] {
      let scaled = try scaling.scaled([-1.7e308, 1.7e308, 0, 1], columns: ["a"])
      #expect(scaled.allSatisfy { $0.isFinite } && scaled[0] < scaled[2] && scaled[2] < scaled[1])
    }
    #expect(try Scaling.minmax.scaled([2, 6, 4], columns: ["a"]) == [0, 1, 0.5])
    #expect(try Scaling.zscore.scaled([1, 3], columns: ["a"]) == [-1, 1])
  }

  @Test("Equal points, points on a line, the tiniest spread: fair, and free where points are equal")
  func degenerate() throws {
    let equal = try ColoredPoints(Array(repeating: [3, 4], count: 30), colours: (0..<30).map { $0 < 12 ? 1 : 0 })
    for (p, q) in [(1, 2), (2, 3), (3, 5)] {
      for method in [FairletDecomposition.Method.auto, .tree] {
        let fairlets = try FairletDecomposition(balance: Balance(p, q), method: method).fit(equal)
        #expect(fairlets.cost == 0 && fairlets.count >= 30 / (p + q))
        let clusters = try FairletClustering(k: 3).fit(equal, fairlets)
        #expect(clusters.cost == 0 && Set(clusters.labels).count == 3)
      }
    }
    let near = try ColoredPoints([[0], [1e-149], [0], [-1e-149], [7], [7]], colours: [0, 1, 1, 0, 0, 1])
    #expect(try FairletDecomposition(balance: Balance(1, 1), method: .tree).fit(near).count == 3)
    #expect(near.distance(0, 1) == 1e-149)
    for pair in [(0, Double.leastNonzeroMagnitude), (1e-200, 2e-200), (-1e-151, 0), (1e-140, 1e-140 + 1e-155)] {
      #expect(throws: FairClusteringError.tooNear(column: "2", value: "\(pair.0)", other: "\(pair.1)")) {
        try ColoredPoints([[1, pair.1], [2, 8], [3, pair.0]], colours: [0, 1, 1])
      }
    }
    // Small numbers beside large ones are far from them.
    #expect(try ColoredPoints([[1e-200], [1], [-3]], colours: [0, 1, 1]).distance(0, 1) == 1)
    let far = try ColoredPoints([[-1e150], [1e150], [-1e150], [1e150]], colours: [0, 1, 1, 0])
    #expect(try FairletDecomposition(balance: Balance(1, 1), method: .tree).fit(far).cost == 0)
    #expect(try FairletDecomposition(balance: Balance(1, 1), method: .flow).fit(far).cost == 0)
  }

  @Test("The same seed gives the same fairlets; the flow is better than the tree, and repairs never cost")
  func quality() throws {
    var stream = RandomStream(seed: 5)
    let rows = (0..<150).map { _ in (0..<2).map { _ in Double(stream.uniform(in: 0...100_000)) } }
    let data = try ColoredPoints(rows, colours: (0..<150).map { $0 % 5 < 2 ? 1 : 0 })
    let balance = try Balance(1, 2)
    let plain = try FairletDecomposition(balance: balance, method: .tree, repairs: 0, seed: 3).fit(data)
    let again = try FairletDecomposition(balance: balance, method: .tree, repairs: 0, seed: 3).fit(data)
    #expect(plain == again)
    let repaired = try FairletDecomposition(balance: balance, method: .tree, repairs: 3, seed: 3).fit(data)
    #expect(repaired.cost < plain.cost)
    let flow = try FairletDecomposition(balance: balance, method: .flow, repairs: 0).fit(data)
    #expect(flow.cost < repaired.cost)
    // The stars bound the median cost of all fairlets from below.
    let stars = try StarForest(euclidean: data, ratio: 2)
    #expect(Double(stars.cost) / stars.scale / 2 <= flow.cost)
    try flow.certificate(data).verify()
    #expect(throws: FairClusteringError.self) {
      try FairletDecomposition(balance: Balance(2, 3), method: .flow).fit(data)
    }
  }

  @Test("Repairs of more fairlets than a part holds: each is balanced and costs what its members say; runs agree")
  func partsSideBySide() throws {
    var stream = RandomStream(seed: 6)
    let rows = (0..<20_000).map { _ in (0..<2).map { _ in Double(stream.uniform(in: 0...100_000)) } }
    let data = try ColoredPoints(rows, colours: (0..<20_000).map { $0 % 2 == 0 ? 1 : 0 })
    let decomposition = try FairletDecomposition(balance: Balance(1, 1), method: .tree, trees: 2, repairs: 1, seed: 3)
    let fairlets = try decomposition.fit(data)
    #expect(fairlets.count == 10_000)
    try fairlets.certificate(data).verify()
    for fairlet in 0..<fairlets.count {
      let members = fairlets[fairlet].map { data[Int($0)] }
      let apart = zip(members[0], members[1]).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
      #expect(abs(fairlets.costs[fairlet] - apart) <= 1e-9 * apart)
    }
    #expect(try decomposition.fit(data) == fairlets)
    let plain = try FairletDecomposition(balance: Balance(1, 1), method: .tree, trees: 2, repairs: 0, seed: 3).fit(data)
    #expect(fairlets.cost < 0.95 * plain.cost)
  }
}
