import Evidence
import Randomness
import Reasoning

extension Claim {
  /// A value of the type is a group.
  static let finiteGroups = Claim(
    id: "reasoning.groups",
    title: "A table is accepted if and only if it is a group, and the families are what they are called",
    sentences: [
      Sentence(
        """
        A square table of elements is accepted as a group if and only if some element is neutral on both sides, no row or column has an \
        element twice, and $(ab)c = a(bc)$ for all triples, though only those with $b$ in a generating set are tried.
        """,
        topic: "the axioms", checks: ["small-tables", "loops"])
    ],
    source: Source(
      paper: "Clifford, Preston: The Algebraic Theory of Semigroups (1961)",
      theorem: "Light's associativity test, section 1.2"),
    checks: [
      Check(
        "small-tables", level: .exhaustive,
        family: .exhaustive(
          "all 19,700 tables of order up to 3", count: { _ in 19_700 }, all: { _ in tables(upTo: 3) }),
        subject: isAccepted,
        mutants: [
          "a neutral element on the left is enough": { table in
            table.rows.contains(Array(table.rows.indices)) && isLatin(table)
          },
          "monoids are groups": { identity($0) != nil && isAssociative($0) },
        ],
        test: agrees),
      Check(
        "loops", level: .certified,
        family: .random(
          "Latin squares of order 5 to 8 with a neutral element: groups under new names, and loops that are none",
          quick: 60, deep: 5_000, draw: { _, stream in try loop(&stream) }),
        subject: isAccepted,
        mutants: [
          "associativity is not tried": { identity($0) != nil && isLatin($0) },
          "associativity is tried with the neutral element and its neighbour in the middle": { table in
            guard let e = identity(table), isLatin(table) else { return false }
            return isAssociative(table, middle: [e, (e + 1) % table.rows.count])
          },
        ],
        test: agrees),
    ])
}

/// A table that may be a group.
private struct CayleyTable: Codable, Sendable {
  var rows: [[Int]]
}

private func tables(upTo order: Int) -> [CayleyTable] {
  var all: [CayleyTable] = []
  for n in 1...order {
    var cells = [Int](repeating: 0, count: n * n)
    while true {
      all.append(CayleyTable(rows: (0..<n).map { Array(cells[($0 * n)..<($0 * n + n)]) }))
      // The next table, counting in base n.
      guard let place = cells.firstIndex(where: { $0 < n - 1 }) else { break }
      cells[place] += 1
      for lower in 0..<place { cells[lower] = 0 }
    }
  }
  return all
}

/// A group with its elements renamed, in which perhaps two rows and two columns are disturbed so that it stays a Latin square.
private func loop(_ stream: inout RandomStream) throws -> CayleyTable {
  let names = ["Z5", "Z6", "D3", "Z7", "Z8", "D4", "Q8", "Z2xZ4", "Z2xZ2xZ2"]
  let group = try FiniteGroup.named(names[stream.uniform(in: 0...(names.count - 1))])
  let n = group.order
  var renamed = Array(0..<n)
  stream.shuffle(&renamed)
  var rows = [[Int]](repeating: [Int](repeating: 0, count: n), count: n)
  for a in 0..<n { for b in 0..<n { rows[renamed[a]][renamed[b]] = renamed[group.product(a, b)] } }
  // A square of two elements, x y over y x, may be turned: the square stays Latin. Not in the row or column of the identity.
  if stream.uniform(in: 0...3) > 0 {
    let identity = renamed[group.identity]
    for _ in 0..<200 {
      let (a, b) = (stream.uniform(in: 0...(n - 1)), stream.uniform(in: 0...(n - 1)))
      let (c, d) = (stream.uniform(in: 0...(n - 1)), stream.uniform(in: 0...(n - 1)))
      guard a != b, c != d, ![a, b, c, d].contains(identity), rows[a][c] == rows[b][d], rows[a][d] == rows[b][c] else {
        continue
      }
      rows[a].swapAt(c, d)
      rows[b].swapAt(c, d)
      break
    }
  }
  return CayleyTable(rows: rows)
}

private let isAccepted: Algorithm<CayleyTable, Bool> = { table in
  do {
    _ = try FiniteGroup(name: "table", elements: table.rows.indices.map { "g\($0)" }, table: table.rows)
    return true
  } catch { return false }
}

private func identity(_ table: CayleyTable) -> Int? {
  let n = table.rows.count
  return (0..<n).first { e in
    table.rows[e] == Array(0..<n) && table.rows.map { $0[e] } == Array(0..<n)
  }
}

private func isLatin(_ table: CayleyTable) -> Bool {
  let n = table.rows.count
  return (0..<n).allSatisfy { line in
    Set(table.rows[line]).count == n && Set(table.rows.map { $0[line] }).count == n
  }
}

@Sendable private func agrees(_ isAccepted: Algorithm<CayleyTable, Bool>, on table: CayleyTable) throws -> Verdict {
  .equal(
    try isAccepted(table), identity(table) != nil && isLatin(table) && isAssociative(table),
    "whether the table is accepted")
}

/// By all triples, or those with such an element in the middle.
private func isAssociative(_ table: CayleyTable, middle: [Int]? = nil) -> Bool {
  let rows = table.rows
  for a in rows.indices {
    for b in middle ?? Array(rows.indices) {
      for c in rows.indices where rows[rows[a][b]][c] != rows[a][rows[b][c]] { return false }
    }
  }
  return true
}
