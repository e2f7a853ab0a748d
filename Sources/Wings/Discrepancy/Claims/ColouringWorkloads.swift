import Discrepancy
import Evidence
import Exact
import Randomness

extension Workload {
  /// Six ways to colour n elements so that n/4 random sets are balanced.
  static let colouringOfRandomSets = colouring(
    "random", "n/4 sets, each element in each with probability 1/2", sizes: [36, 64, 144, 256],
    spencer: "Spencer: O(√n) is possible; here with n/4 sets"
  ) { n, stream in
    (0..<max(n / 4, 1)).map { _ in (0..<n).filter { _ in stream.uniform(in: 0...1) == 1 } }
  }

  /// The same for sets whose matrix has rank at most 8.
  static let colouringOfLowRankSets = colouring(
    "low-rank", "n/4 unions of 8 disjoint sets: a matrix of rank 8", sizes: [36, 64, 144, 256],
    spencer: "for signs that do not know of the rank"
  ) { n, stream in
    let part = (0..<n).map { _ in stream.uniform(in: 0...7) }
    return (0..<max(n / 4, 1)).map { _ in
      let chosen = (0..<8).map { _ in stream.uniform(in: 0...1) == 1 }
      return (0..<n).filter { chosen[part[$0]] }
    }
  }

  /// The same for the rows, columns and diagonals of a board.
  static let colouringOfBoards = colouring(
    "boards", "rows, columns and both families of wrapped diagonals of a √n × √n board: t = 4",
    sizes: [36, 64, 144, 256],
    spencer: "O(√n) is far from what t = 4 allows"
  ) { n, _ in
    let side = Int(Double(n).squareRoot().rounded())
    guard side * side == n else {
      throw UnsuitableSize(workload: "discrepancy.colouring-boards", size: n, expected: "a square number")
    }
    return SetInstance.board(side)
  }

  private static func colouring(
    _ family: String, _ sets: String, sizes: [Int], spencer: String,
    _ draw: @escaping @Sendable (Int, inout RandomStream) throws -> [[Int]]
  ) -> Workload {
    let sqrt = "n^0.5"
    return Workload(
      id: "discrepancy.colouring-\(family)", formerIDs: ["colouring/\(family)"],
      summary: "discrepancy of six methods; \(sets)", parameter: "n", sizes: sizes,
      growth: [
        Growth("random-signs", "n^0.5*log(n)^0.5", "with as many sets as a power of n"),
        Growth("vertex", sqrt, "keeps all sums but for rank(M) coordinates, which are then rounded to the nearest"),
        Growth("beck-fiala", "1", "less than 2t, a constant where t is one"),
        Growth("balanced-signs", "n", "Bárány and Grinberg: at most the number of sets, for every prefix twice that"),
        Growth("gram-schmidt-walk", "n^0.5*log(n)^0.5", "subgaussian: as random signs at worst"),
        Growth("lovett-meka", sqrt, spencer),
      ],
      prepare: { n, stream in
        let system = try SetSystem(draw(n, &stream), elementCount: n)
        let seed = stream.next()
        return Instance(
          sizes: ["sets": Integer(system.sets.count), "t": Integer(system.degree)]
        ) { try Colouring.allCases.map { Count($0.rawValue, Integer(try $0.discrepancy(of: system, seed: seed))) } }
      })
  }
}

/// The six methods.
private enum Colouring: String, CaseIterable {
  case randomSigns = "random-signs"
  case vertex
  case beckFiala = "beck-fiala"
  case balancedSigns = "balanced-signs"
  case gramSchmidtWalk = "gram-schmidt-walk"
  case lovettMeka = "lovett-meka"

  func discrepancy(of system: SetSystem, seed: UInt64) throws -> Int {
    let signs = try signs(system, RandomStream(seed: seed).child(rawValue))
    return system.sets.map { set in abs(set.reduce(0) { $0 + signs[$1] }) }.max() ?? 0
  }

  private func signs(_ system: SetSystem, _ stream: RandomStream) throws -> [Int] {
    var stream = stream
    let n = system.elementCount
    let centre = [Rational](repeating: Rational(1, 2), count: n)
    switch self {
    case .randomSigns: return (0..<n).map { _ in 2 * stream.uniform(in: 0...1) - 1 }
    case .vertex:
      let matrix = try Matrix<Rational>(system.incidence(Rational(0), 1))
      return try VertexRounding(rows: matrix, point: centre).vertex().vertex.map { $0 < Rational(1, 2) ? -1 : 1 }
    case .beckFiala: return try BeckFiala(system).signs()
    case .balancedSigns:
      let rows = system.incidence(Rational(0), 1)
      let columns = (0..<n).map { j in rows.map { $0[j] } }
      return try UnitVectors(columns, dimension: rows.count, norm: .maximum).balancedSigns()
    case .gramSchmidtWalk:
      // The longest column has length 1.
      let rows = system.incidence(0, 1 / Double(max(system.degree, 1)).squareRoot())
      let columns = (0..<n).map { j in rows.map { $0[j] } }
      return try GramSchmidtSampler(columns).sample(from: [Double](repeating: 0, count: n), using: &stream)
    case .lovettMeka:
      let rows = system.incidence(0.0, 1)
      let walk = try LovettMeka(vectors: rows, thresholds: rows.map { _ in 1 }, count: n, stepSize: 0.1)
      return try walk.colouring(from: [Double](repeating: 0, count: n), using: &stream)
    }
  }
}

extension SetSystem {
  /// The rows of the incidence matrix with the given entries.
  fileprivate func incidence<Number>(_ absent: Number, _ present: Number) -> [[Number]] {
    sets.map { set in
      var row = [Number](repeating: absent, count: elementCount)
      for element in set { row[element] = present }
      return row
    }
  }
}
