import Exact
import Problems

extension CNF {
  /// The pebbling formula of the pyramid of this height: what has pebbles below it has one, the sources have one, the sink has none.
  ///
  /// Unsatisfiable, and refuted by unit propagation; with every variable replaced by a sum of two it separates proof systems (Ben-Sasson
  /// and Wigderson 2001). Vertices are numbered row by row from the sources: vertex j of row i, from 0, stands on j and j + 1 of row i − 1,
  /// and variable v says that vertex v has a pebble. The clauses are those of CNFgen's `peb pyramid`.
  ///
  /// - Precondition: 0 ≤ `height` ≤ 10⁴.
  public static func pebbling(height: Int) -> CNF {
    precondition(0...10_000 ~= height, "a height from 0 to 10000")
    var clauses = (1...height + 1).map { [$0] }
    // The first vertices of the row below, and of this one.
    var (below, vertex) = (1, height + 2)
    for length in stride(from: height, to: 0, by: -1) {
      for place in 0..<length { clauses.append([-(below + place), -(below + place + 1), vertex + place]) }
      (below, vertex) = (vertex, vertex + length)
    }
    clauses.append([-(vertex - 1)])
    return CNF(trusted: vertex - 1, clauses)
  }

  /// Pebbling formulas of pyramids.
  static let pebblingFamily = ProblemFamily<CNF>(
    "pebbling", sizes: "h (4, the height of a pyramid)", named: ["h"],
    predictedBytes: { sizes in
      let height = Integer(sizes["h"] ?? 4)
      let vertices = (height + 1) * (height + 2) / 2
      return .formula(variables: vertices, clauses: vertices + 1, literals: 3 * vertices - 2 * (height + 1) + 1)
    },
    draw: { sizes, _ in
      let height = sizes["h"] ?? 4
      guard 0...10_000 ~= height else { throw UnsuitableSizes("pebbling needs h in 0...10000, not \(height)") }
      return .init(.pebbling(height: height), ["h": height])
    })
}
