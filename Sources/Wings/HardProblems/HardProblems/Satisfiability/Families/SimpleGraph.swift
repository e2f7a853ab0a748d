import Randomness

/// A graph without loops and double edges, of which families of formulas speak.
///
///     let graph = try SimpleGraph(vertices: 3, edges: [(1, 2), (3, 2)])
///     graph.edges        // {1, 2} and {2, 3}
///
/// Vertices are numbered from 1. Edges stand in lexicographic order, the smaller end first, and their places in that order, from 1, are
/// the variables of formulas that have one for each edge.
public struct SimpleGraph: Hashable, Sendable {
  /// An edge, its smaller end first.
  public struct Edge: Hashable, Comparable, Sendable {
    /// The smaller end.
    public let low: Int
    /// The larger end.
    public let high: Int

    /// The edge between two vertices.
    init(_ one: Int, _ other: Int) { (low, high) = (min(one, other), max(one, other)) }

    public static func < (a: Self, b: Self) -> Bool { (a.low, a.high) < (b.low, b.high) }
  }

  /// The number of vertices.
  public let vertices: Int
  /// The edges, in lexicographic order.
  public let edges: [Edge]

  /// A graph; edges that are given twice count once.
  ///
  /// - Throws: ``SimpleGraphError`` for a negative number of vertices, a loop, or an end that is no vertex.
  public init(vertices: Int, edges: [(Int, Int)]) throws(SimpleGraphError) {
    guard vertices >= 0 else { throw .negativeVertices(vertices) }
    for (one, other) in edges {
      guard one != other else { throw .loop(one) }
      for end in [one, other] where end < 1 || end > vertices { throw .noVertex(end, vertices: vertices) }
    }
    self.init(trusted: vertices, edges.map { Edge($0, $1) })
  }

  private init(trusted vertices: Int, _ edges: [Edge]) {
    (self.vertices, self.edges) = (vertices, Set(edges).sorted())
  }

  /// The numbers of the edges at each vertex, ascending; vertex v is at index v − 1.
  public var incidence: [[Int]] {
    var numbers = [[Int]](repeating: [], count: vertices)
    for (index, edge) in edges.enumerated() {
      numbers[edge.low - 1].append(index + 1)
      numbers[edge.high - 1].append(index + 1)
    }
    return numbers
  }

  /// The grid of these numbers of rows and columns; the vertex in row i and column j, from 0, is i · columns + j + 1.
  ///
  /// - Precondition: 1 ≤ rows · columns ≤ 10⁷, both positive.
  public static func grid(rows: Int, columns: Int) -> SimpleGraph {
    precondition(rows >= 1 && columns >= 1 && rows * columns <= 10_000_000, "a grid has from 1 to 10⁷ vertices")
    var edges: [Edge] = []
    for vertex in 1...rows * columns {
      if vertex % columns != 0 { edges.append(Edge(vertex, vertex + 1)) }
      if vertex + columns <= rows * columns { edges.append(Edge(vertex, vertex + columns)) }
    }
    return SimpleGraph(trusted: rows * columns, edges)
  }

  /// A random graph of so many different edges, uniform among all of them.
  ///
  /// - Precondition: 0 ≤ edges ≤ vertices · (vertices − 1) / 2, and vertices ≤ 10⁶.
  /// - Complexity: O(vertices + edges · log), expected.
  public static func random(
    vertices: Int, edges count: Int, using generator: inout some RandomNumberGenerator
  ) -> SimpleGraph {
    precondition(0...1_000_000 ~= vertices && 0...(vertices * (vertices - 1) / 2) ~= count, "no graph has these sizes")
    var edges: [Edge] = []
    // The pairs by their number in lexicographic order: `first` of them begin with less than `low`.
    var (low, first) = (1, 0)
    for number in generator.sample(count, from: vertices * (vertices - 1) / 2) {
      while number >= first + vertices - low { (low, first) = (low + 1, first + vertices - low) }
      edges.append(Edge(low, low + 1 + number - first))
    }
    return SimpleGraph(trusted: vertices, edges)
  }

  /// A random graph in which every vertex has the same degree: ends of edges are paired at random, pairs that would be loops or double
  /// edges are paired anew, and all of it begins anew where that cannot go on (Steger and Wormald 1999: nearly uniform).
  ///
  /// - Precondition: 0 ≤ degree < vertices, or none of both; degree · vertices is even and at most 10⁷.
  public static func random(
    vertices: Int, degree: Int, using generator: inout some RandomNumberGenerator
  ) -> SimpleGraph {
    precondition(degree >= 0 && degree < max(vertices, 1), "a degree is less than the number of vertices")
    precondition(degree * vertices % 2 == 0 && degree * vertices <= 10_000_000, "the degrees add up to an even number")
    while true {
      var edges: Set<Edge> = []
      var ends = (0..<degree * vertices).map { $0 % max(vertices, 1) + 1 }
      var isStuck = false
      while !ends.isEmpty, !isStuck {
        generator.shuffle(&ends)
        var left: [Int] = []
        for place in stride(from: 0, to: ends.count, by: 2) {
          let (one, other) = (ends[place], ends[place + 1])
          if one == other || !edges.insert(Edge(one, other)).inserted { left += [one, other] }
        }
        ends = left
        let vertices = Set(ends).sorted()
        isStuck =
          !ends.isEmpty
          && !vertices.indices.contains { index in
            vertices[..<index].contains { !edges.contains(Edge($0, vertices[index])) }
          }
      }
      if !isStuck { return SimpleGraph(trusted: vertices, Array(edges)) }
    }
  }
}

/// What can be wrong with a graph.
public enum SimpleGraphError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The number of vertices is less than 0.
  case negativeVertices(Int)
  /// An edge leads from this vertex to itself.
  case loop(Int)
  /// An edge ends at a number that is no vertex.
  case noVertex(Int, vertices: Int)

  public var description: String {
    switch self {
    case .negativeVertices(let count): "a graph cannot have \(count) vertices"
    case .loop(let vertex): "an edge leads from vertex \(vertex) to itself"
    case .noVertex(let vertex, let vertices): "an edge ends at \(vertex), outside the vertices 1…\(vertices)"
    }
  }
}
