/// The factors of a square sparse matrix modulo a prime: rows of U, and what was subtracted from other rows to get them.
///
/// Each pivot is the entry that can make the fewest new ones, (r − 1)(c − 1) for a row of r and a column of c entries, looked for in the
/// shortest rows and columns only. Bases of linear programs are nearly triangular, and then hardly anything is filled in.
///
/// Markowitz, "The elimination form of the inverse and its application to linear programming", Management Science 3, 1957;
/// Duff and Reid, "Some design features of a sparse matrix code", ACM Trans. Math. Softw. 5, 1979.
struct SparseModularFactors: Sendable {
  private let field: ModularField
  /// The row and the column of each pivot, in the order of elimination, and the pivot's inverse.
  private var pivots: [(row: Int32, column: Int32, inverse: UInt64)] = []
  /// For each pivot: from which rows its row was subtracted, and how often.
  private var lower = Steps()
  /// For each pivot: the rest of its row.
  private var upper = Steps()

  private struct Steps {
    var starts: [Int] = [0]
    var places: [Int32] = []
    var values: [UInt64] = []

    mutating func append(_ place: Int32, _ value: UInt64) {
      places.append(place)
      values.append(value)
    }

    mutating func endStep() { starts.append(places.count) }
  }

  /// How many entries the factors have, with the pivots.
  var count: Int { pivots.count + lower.places.count + upper.places.count }

  /// The factors; nil if the matrix is singular modulo the prime.
  ///
  /// - Complexity: O(n + entries + Σ (r − 1)(c − 1)) operations on words, over the pivots' rows and columns.
  init?(_ matrix: SparseRows, _ field: ModularField) {
    self.field = field
    var rest = ActiveMatrix(matrix, field)
    for _ in 0..<matrix.order {
      guard let (row, column) = rest.nextPivot() else { return nil }
      let (inverse, others) = rest.eliminate(row, column, field) { lower.append($0, $1) }
      for entry in others { upper.append(entry.column, entry.value) }
      pivots.append((row, column, inverse))
      lower.endStep()
      upper.endStep()
    }
  }

  /// x with A x = b modulo the prime. Elements are in the field's form.
  ///
  /// - Complexity: O(entries of the factors).
  func solution(_ right: [UInt64]) -> [UInt64] {
    var (right, solution) = (right, [UInt64](repeating: 0, count: pivots.count))
    for (step, pivot) in pivots.enumerated() {
      let value = right[Int(pivot.row)]
      if value == 0 { continue }
      for k in lower.starts[step]..<lower.starts[step + 1] {
        let row = Int(lower.places[k])
        right[row] = field.subtract(right[row], field.multiply(lower.values[k], value))
      }
    }
    for (step, pivot) in pivots.enumerated().reversed() {
      var value = right[Int(pivot.row)]
      for k in upper.starts[step]..<upper.starts[step + 1] {
        let known = solution[Int(upper.places[k])]
        if known != 0 { value = field.subtract(value, field.multiply(upper.values[k], known)) }
      }
      if value != 0 { solution[Int(pivot.column)] = field.multiply(value, pivot.inverse) }
    }
    return solution
  }

  /// y with y A = c modulo the prime. Elements are in the field's form.
  ///
  /// - Complexity: O(entries of the factors).
  func leftSolution(_ left: [UInt64]) -> [UInt64] {
    var (left, solution) = (left, [UInt64](repeating: 0, count: pivots.count))
    for (step, pivot) in pivots.enumerated() {
      let known = left[Int(pivot.column)]
      if known == 0 { continue }
      let value = field.multiply(known, pivot.inverse)
      solution[Int(pivot.row)] = value
      for k in upper.starts[step]..<upper.starts[step + 1] {
        let column = Int(upper.places[k])
        left[column] = field.subtract(left[column], field.multiply(upper.values[k], value))
      }
    }
    for (step, pivot) in pivots.enumerated().reversed() {
      var value = solution[Int(pivot.row)]
      for k in lower.starts[step]..<lower.starts[step + 1] {
        let known = solution[Int(lower.places[k])]
        if known != 0 { value = field.subtract(value, field.multiply(lower.values[k], known)) }
      }
      solution[Int(pivot.row)] = value
    }
    return solution
  }
}

/// What is left to eliminate: rows with their entries, and for each column the rows that have one there.
private struct ActiveMatrix {
  typealias Entry = (column: Int32, value: UInt64)

  private var rows: [[Entry]]
  private var columns: [[Int32]]
  private var rowLists: CountLists
  private var columnLists: CountLists
  /// Of each column, the pivot row's entry there while one is eliminated, else 0.
  private var pivotEntries: [UInt64]
  /// The row that was last seen to have an entry in a column of the pivot row.
  private var seenIn: [Int32]

  init(_ matrix: SparseRows, _ field: ModularField) {
    rows = matrix.rows.map { row in
      row.compactMap { entry in
        let value = field.element(entry.value)
        return value == 0 ? nil : (Int32(entry.column), value)
      }
    }
    columns = [[Int32]](repeating: [], count: matrix.order)
    for (r, row) in rows.enumerated() { for entry in row { columns[Int(entry.column)].append(Int32(r)) } }
    rowLists = CountLists(rows.map(\.count))
    columnLists = CountLists(columns.map(\.count))
    pivotEntries = Array(repeating: 0, count: matrix.order)
    seenIn = Array(repeating: -1, count: matrix.order)
  }

  /// An entry that makes few new ones; nil if a row or a column has none left.
  func nextPivot() -> (row: Int32, column: Int32)? {
    if rowLists.first(ofCount: 0) != nil || columnLists.first(ofCount: 0) != nil { return nil }
    if let column = columnLists.first(ofCount: 1) { return (columns[Int(column)][0], column) }
    if let row = rowLists.first(ofCount: 1) { return (row, rows[Int(row)][0].column) }
    var best: (row: Int32, column: Int32, cost: Int)?
    var lines = 0
    for count in 2...max(rows.count, 2) {
      if let best, best.cost <= (count - 1) * (count - 1) || lines >= 4 { break }
      var column = columnLists.first(ofCount: count)
      while let c = column, lines < 4 || best == nil {
        for row in columns[Int(c)] {
          let cost = (rows[Int(row)].count - 1) * (count - 1)
          if best.map({ cost < $0.cost }) ?? true { best = (row, c, cost) }
        }
        lines += 1
        column = columnLists.next(after: c)
      }
      var row = rowLists.first(ofCount: count)
      while let r = row, lines < 4 || best == nil {
        for entry in rows[Int(r)] {
          let cost = (columns[Int(entry.column)].count - 1) * (count - 1)
          if best.map({ cost < $0.cost }) ?? true { best = (r, entry.column, cost) }
        }
        lines += 1
        row = rowLists.next(after: r)
      }
    }
    return best.map { ($0.row, $0.column) }
  }

  /// Takes the pivot's row and column out, and subtracts the row from those that have an entry in the column.
  ///
  /// - Parameter subtracted: told of each of these rows, and of how often the pivot row was subtracted.
  /// - Returns: the inverse of the pivot, and the rest of its row.
  mutating func eliminate(
    _ row: Int32, _ column: Int32, _ field: ModularField, subtracted: (Int32, UInt64) -> Void
  ) -> (inverse: UInt64, others: [Entry]) {
    var others = rows[Int(row)]
    rows[Int(row)] = []
    rowLists.remove(row)
    var pivot: UInt64 = 0
    others.removeAll { entry in
      if entry.column == column { pivot = entry.value }
      return entry.column == column
    }
    let inverse = field.reciprocal(pivot)
    for entry in others {
      pivotEntries[Int(entry.column)] = entry.value
      remove(row, fromColumn: entry.column)
    }
    let affected = columns[Int(column)].filter { $0 != row }
    columns[Int(column)] = []
    columnLists.remove(column)
    for r in affected { subtract(others, from: r, column, inverse, field, subtracted) }
    for entry in others {
      pivotEntries[Int(entry.column)] = 0
      seenIn[Int(entry.column)] = -1
    }
    return (inverse, others)
  }

  private mutating func subtract(
    _ others: [Entry], from row: Int32, _ column: Int32, _ inverse: UInt64, _ field: ModularField,
    _ subtracted: (Int32, UInt64) -> Void
  ) {
    var entries = rows[Int(row)]
    rows[Int(row)] = []
    guard let own = entries.firstIndex(where: { $0.column == column }) else { return }
    let factor = field.multiply(entries[own].value, inverse)
    entries.swapAt(own, entries.count - 1)
    entries.removeLast()
    subtracted(row, factor)
    var k = 0
    while k < entries.count {
      let c = Int(entries[k].column)
      if pivotEntries[c] != 0 {
        seenIn[c] = row
        let value = field.subtract(entries[k].value, field.multiply(factor, pivotEntries[c]))
        if value == 0 {
          remove(row, fromColumn: entries[k].column)
          entries.swapAt(k, entries.count - 1)
          entries.removeLast()
          continue
        }
        entries[k].value = value
      }
      k += 1
    }
    for entry in others where seenIn[Int(entry.column)] != row {
      entries.append((entry.column, field.negate(field.multiply(factor, entry.value))))
      columns[Int(entry.column)].append(row)
      columnLists.move(entry.column, toCount: columns[Int(entry.column)].count)
    }
    rowLists.move(row, toCount: entries.count)
    rows[Int(row)] = entries
  }

  private mutating func remove(_ row: Int32, fromColumn column: Int32) {
    guard let place = columns[Int(column)].firstIndex(of: row) else { return }
    columns[Int(column)].swapAt(place, columns[Int(column)].count - 1)
    columns[Int(column)].removeLast()
    columnLists.move(column, toCount: columns[Int(column)].count)
  }
}

/// Rows, or columns, in lists by how many entries they have.
private struct CountLists {
  private static let none: Int32 = -1
  private var heads: [Int32]
  private var following: [Int32]
  private var preceding: [Int32]
  private var counts: [Int]

  init(_ counts: [Int]) {
    heads = Array(repeating: Self.none, count: counts.count + 1)
    following = Array(repeating: Self.none, count: counts.count)
    preceding = following
    self.counts = counts
    for line in counts.indices.reversed() { insert(Int32(line), counts[line]) }
  }

  func first(ofCount count: Int) -> Int32? {
    count < heads.count && heads[count] != Self.none ? heads[count] : nil
  }

  func next(after line: Int32) -> Int32? {
    let next = following[Int(line)]
    return next == Self.none ? nil : next
  }

  private mutating func insert(_ line: Int32, _ count: Int) {
    counts[Int(line)] = count
    let head = heads[count]
    following[Int(line)] = head
    preceding[Int(line)] = Self.none
    if head != Self.none { preceding[Int(head)] = line }
    heads[count] = line
  }

  mutating func remove(_ line: Int32) {
    let (before, after) = (preceding[Int(line)], following[Int(line)])
    if before == Self.none { heads[counts[Int(line)]] = after } else { following[Int(before)] = after }
    if after != Self.none { preceding[Int(after)] = before }
  }

  mutating func move(_ line: Int32, toCount count: Int) {
    if counts[Int(line)] == count { return }
    remove(line)
    insert(line, count)
  }
}
