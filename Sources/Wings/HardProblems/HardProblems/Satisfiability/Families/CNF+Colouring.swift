import Exact
import Problems
import Randomness

extension CNF {
  /// The formula that a graph has a proper colouring: each vertex has one of the colours, and the ends of an edge have different ones.
  ///
  /// Variable (v − 1) · colours + c says that vertex v has the colour c, both from 1; models are colourings. The clauses are those of
  /// CNFgen's `kcolor`.
  ///
  /// - Precondition: `colours` ≥ 0, and vertices · colours ≤ 10⁸.
  /// - Complexity: O(vertices · colours² + edges · colours).
  public static func colouring(_ graph: SimpleGraph, colours: Int) -> CNF {
    precondition(colours >= 0 && graph.vertices * colours <= 100_000_000, "too many colours")
    func variable(_ vertex: Int, _ colour: Int) -> Int { (vertex - 1) * colours + colour + 1 }
    var clauses: [[Int]] = []
    for vertex in 1..<graph.vertices + 1 { clauses.append((0..<colours).map { variable(vertex, $0) }) }
    for vertex in 1..<graph.vertices + 1 {
      for one in 0..<colours {
        for other in one + 1..<max(colours, one + 1) {
          clauses.append([-variable(vertex, one), -variable(vertex, other)])
        }
      }
    }
    for edge in graph.edges {
      for colour in 0..<colours { clauses.append([-variable(edge.low, colour), -variable(edge.high, colour)]) }
    }
    return CNF(trusted: graph.vertices * colours, clauses)
  }

  /// Colourings of random graphs, or of a graph that is given.
  static let colouringFamily = ProblemFamily<CNF>(
    "colouring", sizes: "n (12, vertices), edges (28), k (3, colours)", named: ["n", "edges", "k"],
    predictedBytes: { sizes in
      .colouring(vertices: sizes["n"] ?? 12, edges: sizes["edges"] ?? 28, colours: sizes["k"] ?? 3)
    },
    given: .init(
      graphMeaning, named: ["k"],
      predictedBytes: { text, sizes in
        let graph = try SimpleGraph(parsing: text)
        return .colouring(vertices: graph.vertices, edges: graph.edges.count, colours: sizes["k"] ?? 3)
      },
      make: { text, sizes in
        let graph = try SimpleGraph(parsing: text)
        let k = try colours(sizes, graph.vertices)
        return .init(.colouring(graph, colours: k), ["k": k])
      }),
    draw: { sizes, stream in
      let (n, edges) = (sizes["n"] ?? 12, sizes["edges"] ?? 28)
      guard 0...1_000_000 ~= n, 0...min(n * (n - 1) / 2, 10_000_000) ~= edges else {
        throw UnsuitableSizes(
          "colouring needs n in 0...1000000, and edges at most n(n − 1)/2 and 10000000, not n = \(n), edges = \(edges)")
      }
      let k = try colours(sizes, n)
      var stream = stream.child("sat").child("colouring")
      return .init(
        .colouring(.random(vertices: n, edges: edges, using: &stream), colours: k), ["n": n, "edges": edges, "k": k])
    })

  private static func colours(_ sizes: Sizes, _ vertices: Int) throws -> Int {
    let k = sizes["k"] ?? 3
    guard 0...100_000_000 ~= k, k * max(vertices, 1) <= 100_000_000 else {
      throw UnsuitableSizes("colouring needs k from 0, and n · k at most 100000000, not k = \(k)")
    }
    return k
  }
}

extension PredictedBytes {
  fileprivate static func colouring(vertices: Int, edges: Int, colours: Int) -> PredictedBytes? {
    let (n, k) = (Integer(vertices), Integer(colours))
    let pairs = n * k * (k - 1) / 2 + Integer(edges) * k
    return .formula(variables: n * k, clauses: n + pairs, literals: n * k + 2 * pairs)
  }
}
