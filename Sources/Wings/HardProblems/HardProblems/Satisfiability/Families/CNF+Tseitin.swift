import Exact
import Problems
import Randomness

extension CNF {
  /// The Tseitin formula of a graph: a variable for each edge, and at each vertex the sum of its edges is odd or even, as its charge is.
  ///
  /// The first vertex has the charge that is given, all others are even. With an odd charge it is unsatisfiable: every edge is counted at
  /// two vertices. On graphs that expand, resolution needs exponential size (Urquhart 1987). With none it is satisfiable, with
  /// 2^(edges − vertices + components) models. Variables are the edges in lexicographic order. The clauses are those of CNFgen's
  /// `tseitin first` and `tseitin zero`.
  ///
  /// - Precondition: no vertex has more than ``mostTseitinEdges`` edges.
  /// - Complexity: O(Σ deg · 2^deg).
  public static func tseitin(_ graph: SimpleGraph, isOdd: Bool = true) -> CNF {
    var clauses: [[Int]] = []
    for (index, edges) in graph.incidence.enumerated() {
      precondition(edges.count <= mostTseitinEdges, "a vertex has too many edges")
      // No vertex without edges can be odd.
      let charge = isOdd && index == 0 ? 1 : 0
      // The clause of signs forbids the assignment that makes all of its literals false.
      for signs in 0..<(1 << edges.count) where signs.nonzeroBitCount % 2 != charge {
        clauses.append(edges.enumerated().map { signs >> $0.offset & 1 == 0 ? $0.element : -$0.element })
      }
    }
    return CNF(trusted: graph.edges.count, clauses)
  }

  /// The most edges at a vertex of which there is a Tseitin formula.
  public static let mostTseitinEdges = 24

  /// Tseitin formulas of random regular graphs, or of a graph that is given.
  static let tseitinFamily = ProblemFamily<CNF>(
    "tseitin", sizes: "n (10, vertices), d (4, the edges of each), charge (1; 0 is satisfiable)",
    named: ["n", "d", "charge"],
    predictedBytes: { sizes in
      let (n, d) = (Integer(sizes["n"] ?? 10), sizes["d"] ?? 4)
      guard 1...mostTseitinEdges ~= d else { return nil }
      let clauses = n * (Integer(1) << (d - 1))
      return .formula(variables: n * Integer(d) / 2, clauses: clauses, literals: clauses * Integer(d))
    },
    given: .init(
      graphMeaning, named: ["charge"],
      predictedBytes: { text, _ in
        let graph = try SimpleGraph(parsing: text)
        let clauses = graph.incidence.map { (edges: $0.count, count: Integer(1) << max($0.count - 1, 0)) }
        return .formula(
          variables: Integer(graph.edges.count), clauses: clauses.reduce(0) { $0 + $1.count },
          literals: clauses.reduce(0) { $0 + $1.count * Integer($1.edges) })
      },
      make: { text, sizes in
        let graph = try SimpleGraph(parsing: text)
        let charge = try tseitinCharge(sizes)
        guard graph.incidence.allSatisfy({ $0.count <= mostTseitinEdges }) else {
          throw UnsuitableSizes("tseitin needs a graph with at most \(mostTseitinEdges) edges at each vertex")
        }
        return .init(.tseitin(graph, isOdd: charge == 1), ["charge": charge])
      }),
    draw: { sizes, stream in
      let (n, d, charge) = (sizes["n"] ?? 10, sizes["d"] ?? 4, try tseitinCharge(sizes))
      guard 1...mostTseitinEdges ~= d, d..<1_000_000 ~= n - 1, n * d % 2 == 0, n * d <= 10_000_000 else {
        throw UnsuitableSizes(
          "tseitin needs d in 1...\(mostTseitinEdges), n above d, and n · d even and at most 10000000, not n = \(n), d = \(d)"
        )
      }
      var stream = stream.child("sat").child("tseitin")
      let graph = SimpleGraph.random(vertices: n, degree: d, using: &stream)
      return .init(.tseitin(graph, isOdd: charge == 1), ["n": n, "d": d, "charge": charge])
    })

  /// Tseitin formulas of grids.
  static let tseitinGridFamily = ProblemFamily<CNF>(
    "tseitin-grid", sizes: "rows (4), columns (4), charge (1; 0 is satisfiable)", named: ["rows", "columns", "charge"],
    predictedBytes: { sizes in
      let vertices = Integer(sizes["rows"] ?? 4) * Integer(sizes["columns"] ?? 4)
      return .formula(variables: 2 * vertices, clauses: 8 * vertices, literals: 32 * vertices)
    },
    draw: { sizes, _ in
      let (rows, columns, charge) = (sizes["rows"] ?? 4, sizes["columns"] ?? 4, try tseitinCharge(sizes))
      guard 1...1_000_000 ~= rows, 1...1_000_000 ~= columns, rows * columns <= 10_000_000 else {
        throw UnsuitableSizes("tseitin-grid needs rows and columns from 1, with at most 10000000 vertices")
      }
      return .init(
        .tseitin(.grid(rows: rows, columns: columns), isOdd: charge == 1),
        ["rows": rows, "columns": columns, "charge": charge])
    })

  private static func tseitinCharge(_ sizes: Sizes) throws -> Int {
    let charge = sizes["charge"] ?? 1
    guard 0...1 ~= charge else { throw UnsuitableSizes("the charge of the first vertex is 0 or 1, not \(charge)") }
    return charge
  }

  /// What families that take a graph take.
  static let graphMeaning = "a graph, in the DIMACS form `p edge`"
}
