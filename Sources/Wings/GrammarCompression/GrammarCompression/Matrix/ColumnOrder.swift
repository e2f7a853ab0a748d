import Sequences

extension GrammarMatrix {
  /// The order in which the entries of a row are compressed.
  ///
  /// Columns that determine each other compress well side by side. Vectors and results are always in the matrix's own order.
  public enum ColumnOrder: Equatable, Sendable {
    /// 0, 1, 2, ...
    case asGiven
    /// The given permutation of the columns.
    case permutation([Int])
    /// A cover of the columns by paths along which neighbours are as similar as can be found greedily.
    ///
    /// Two columns are as similar as the sum, over all pairs of entries that share a row, of the symbols that a rule for the
    /// pair saves, n − 1 for n rows, times how surely either entry tells the other, n²/(n₁n₂) if they are in n₁ and n₂ rows.
    /// Each column keeps its `neighbours` most similar ones; the most similar pairs become neighbours first. If the rows have
    /// more than 2²³ pairs of entries, only rows at regular distances are looked at.
    case pathCover(neighbours: Int = 16)
  }
}

/// Finds an order of columns in which similar ones are neighbours.
struct PathCover {
  /// Pairs of entries that are looked at; more rows are left out.
  private static let budget = 1 << 23

  private struct Edge {
    var weight: Double
    var first, second: UInt32
  }

  private(set) var order: [Int]

  /// - Parameters:
  ///   - sequence: The letters of all rows, from 1, with 0 after each row; within a row the columns ascend.
  ///   - columnOfLetter: The column of each letter, from 0.
  init(
    columns: Int, neighbours: Int, sequence: [UInt32], columnOfLetter: [UInt32]
  ) {
    let edges = Self.prune(
      Self.similarities(sequence, columnOfLetter: columnOfLetter), columns: columns, neighbours: neighbours)
    // Greedily, as Kruskal's algorithm, but no column gets a third neighbour.
    var links = Array(repeating: (first: -1, second: -1), count: columns)
    var parent = Array(0..<columns)
    func root(_ column: Int) -> Int {
      var column = column
      while parent[column] != column {
        parent[column] = parent[parent[column]]
        column = parent[column]
      }
      return column
    }
    for edge in edges {
      let (a, b) = (Int(edge.first), Int(edge.second))
      if links[a].second >= 0 || links[b].second >= 0 { continue }
      let (rootA, rootB) = (root(a), root(b))
      if rootA == rootB { continue }
      parent[rootA] = rootB
      if links[a].first < 0 { links[a].first = b } else { links[a].second = b }
      if links[b].first < 0 { links[b].first = a } else { links[b].second = a }
    }
    order = []
    var placed = Array(repeating: false, count: columns)
    for start in 0..<columns where !placed[start] && links[start].second < 0 {
      var (previous, column) = (-1, start)
      while column >= 0 {
        order.append(column)
        placed[column] = true
        let next = links[column].first == previous ? links[column].second : links[column].first
        (previous, column) = (column, next)
      }
    }
  }

  private static func similarities(_ sequence: [UInt32], columnOfLetter: [UInt32]) -> [Edge] {
    var pairsOfRows = 0
    var length = 0
    for letter in sequence {
      if letter != 0 {
        pairsOfRows += length
        length += 1
      } else {
        length = 0
      }
    }
    let step = max(1, pairsOfRows / budget)
    var letterCounts = [Double](repeating: 0, count: columnOfLetter.count + 1)
    var numbers = PairNumbers()
    var pairs: [(first: UInt32, second: UInt32, count: Double)] = []
    var row = 0
    var start = 0
    for (index, letter) in sequence.enumerated() where letter == 0 {
      if row % step == 0 {
        for second in start..<index {
          letterCounts[Int(sequence[second])] += 1
          for first in start..<second {
            let number = numbers.number(of: packed(sequence[first], sequence[second]))
            if number == pairs.count { pairs.append((sequence[first], sequence[second], 0)) }
            pairs[number].count += 1
          }
        }
      }
      row += 1
      start = index + 1
    }
    var columnPairs = PairNumbers()
    var edges: [Edge] = []
    for pair in pairs where pair.count > 1 {
      let columns = (columnOfLetter[Int(pair.first) - 1], columnOfLetter[Int(pair.second) - 1])
      let number = columnPairs.number(of: packed(columns.0, columns.1))
      if number == edges.count { edges.append(Edge(weight: 0, first: columns.0, second: columns.1)) }
      let certainty = pair.count * pair.count / (letterCounts[Int(pair.first)] * letterCounts[Int(pair.second)])
      edges[number].weight += (pair.count - 1) * certainty
    }
    return edges
  }

  /// The edges that are among the heaviest of either column, heaviest first.
  private static func prune(_ edges: [Edge], columns: Int, neighbours: Int) -> [Edge] {
    let sorted = edges.sorted {
      $0.weight != $1.weight ? $0.weight > $1.weight : ($0.first, $0.second) < ($1.first, $1.second)
    }
    var degree = Array(repeating: 0, count: columns)
    return sorted.filter { edge in
      let (a, b) = (Int(edge.first), Int(edge.second))
      degree[a] += 1
      degree[b] += 1
      return degree[a] <= neighbours || degree[b] <= neighbours
    }
  }
}
