import Evidence
import Exact
import LinearProgramming
import Randomness

/// A matrix of integers, and changes of a square part of it, of which the inverse is kept.
struct BasisUpdates: Codable, Sendable {
  /// Ids of rows and columns; a change that does not fit the part, or leaves it without an inverse, is passed over.
  enum Change: Codable, Sendable {
    case grow(row: Int, column: Int)
    case shrink(row: Int, column: Int)
    case replaceColumn(Int, with: Int)
    case replaceRow(Int, with: Int)
  }

  var matrix: [[Int]]
  var changes: [Change]

  static func drawn(_ stream: inout RandomStream) -> BasisUpdates {
    let size = stream.uniform(in: 2...6)
    let isSparse = stream.uniform(in: 0...1) == 0
    let matrix = (0..<size).map { _ in
      (0..<size).map { _ in isSparse && stream.uniform(in: 0...1) == 0 ? 0 : stream.uniform(in: -4...4) }
    }
    func id(_ stream: inout RandomStream) -> Int { stream.uniform(in: 0...size - 1) }
    let changes = (0..<stream.uniform(in: 3...14)).map { index -> Change in
      let (a, b) = (id(&stream), id(&stream))
      switch index < 3 ? 0 : stream.uniform(in: 0...4) {
      case 0, 1: return .grow(row: a, column: b)
      case 2: return .shrink(row: a, column: b)
      case 3: return .replaceColumn(a, with: b)
      default: return .replaceRow(a, with: b)
      }
    }
    return BasisUpdates(matrix: matrix, changes: changes)
  }

  static func shrink(_ updates: BasisUpdates) -> [BasisUpdates] {
    updates.changes.indices.map { index in
      var smaller = updates
      smaller.changes.remove(at: index)
      return smaller
    }
  }

  func part(_ rows: [Int], _ columns: [Int]) -> Matrix<Integer> {
    Matrix<Integer>(rows: rows.count, columns: columns.count) { Integer(matrix[rows[$0]][columns[$1]]) }
  }
}

/// The inverse of a part of the matrix as `BasisCore` changes it, after each change.
struct KeptInverse: Sendable {
  /// What may be wrong with a change.
  enum Fault {
    case none
    /// The products with the inverse are taken before its common denominator is.
    case forgetsTheDenominator
    /// What the other columns take from the corner of a new row and column is not taken.
    case forgetsTheRest
    /// The entries of a new row stand in the order of the matrix, not in that of the inverse's columns.
    case ordersByTheMatrix
    /// A row is exchanged by the product with a column.
    case multipliesFromTheRight
    /// A column is removed at the place that its id has among the rows.
    case mixesPlaces
  }

  private var updates: BasisUpdates
  private var fault: Fault
  private(set) var inverse = FractionFreeInverse()

  init(_ updates: BasisUpdates, fault: Fault = .none) { (self.updates, self.fault) = (updates, fault) }

  /// The states after each change, and the ids that it would have if the change was made.
  mutating func states() -> [(inverse: FractionFreeInverse, rows: [Int], columns: [Int])] {
    updates.changes.map { change in
      let (rows, columns) = changed(change)
      if rows.count == columns.count, updates.part(rows, columns).determinant().isZero == false { apply(change) }
      return (inverse, rows, columns)
    }
  }

  /// The ids after a change, in any order; the same if it does not fit.
  private func changed(_ change: BasisUpdates.Change) -> (rows: [Int], columns: [Int]) {
    let (rows, columns) = (inverse.rows, inverse.columns)
    switch change {
    case .grow(let row, let column):
      return rows.contains(row) || columns.contains(column) ? (rows, columns) : (rows + [row], columns + [column])
    case .shrink(let row, let column):
      guard rows.contains(row), columns.contains(column) else { return (rows, columns) }
      return (rows.filter { $0 != row }, columns.filter { $0 != column })
    case .replaceColumn(let old, let new):
      guard columns.contains(old), !columns.contains(new) else { return (rows, columns) }
      return (rows, columns.map { $0 == old ? new : $0 })
    case .replaceRow(let old, let new):
      guard rows.contains(old), !rows.contains(new) else { return (rows, columns) }
      return (rows.map { $0 == old ? new : $0 }, columns)
    }
  }

  private func column(_ column: Int) -> [Integer] { inverse.rows.map { Integer(updates.matrix[$0][column]) } }

  private func row(_ row: Int) -> [Integer] {
    let columns = fault == .ordersByTheMatrix ? inverse.columns.sorted() : inverse.columns
    return columns.map { Integer(updates.matrix[row][$0]) }
  }

  private mutating func apply(_ change: BasisUpdates.Change) {
    switch change {
    case .grow(let row, let column):
      if inverse.rows.contains(row) || inverse.columns.contains(column) { return }
      let right = inverse.multiplied(by: self.column(column))
      let left = inverse.multiplied(fromLeftBy: self.row(row))
      var pivot = Integer(updates.matrix[row][column])
      if fault != .forgetsTheDenominator { pivot *= inverse.denominator }
      if fault != .forgetsTheRest {
        for (entry, value) in zip(self.row(row), right) { pivot.subtractProduct(entry, value) }
      }
      if !pivot.isZero { inverse.grow(row: row, column: column, right: right, left: left, pivot: pivot) }
    case .shrink(let row, let column):
      let places = fault == .mixesPlaces ? inverse.rows : inverse.columns
      guard let r = inverse.rows.firstIndex(of: row), let c = places.firstIndex(of: column),
        inverse.columns.contains(column), !inverse.column(r)[c].isZero
      else { return }
      inverse.shrink(row: r, column: c)
    case .replaceColumn(let old, let new):
      guard let c = inverse.columns.firstIndex(of: old), !inverse.columns.contains(new) else { return }
      let right = inverse.multiplied(by: column(new))
      if !right[c].isZero { inverse.replaceColumn(c, with: new, right: right) }
    case .replaceRow(let old, let new):
      guard let r = inverse.rows.firstIndex(of: old), !inverse.rows.contains(new) else { return }
      let left =
        fault == .multipliesFromTheRight
        ? inverse.multiplied(by: row(new)) : inverse.multiplied(fromLeftBy: row(new))
      if !left[r].isZero { inverse.replaceRow(r, with: new, left: left) }
    }
  }
}

extension Check {
  /// The inverse of a basis after each change of it.
  static let basisUpdates = Check(
    "updates", level: .certified,
    family: .random(
      "matrices of 2 to 6 rows with entries up to 4, of which a part gains, loses and exchanges rows and columns",
      quick: 60,
      deep: 10_000, shrink: BasisUpdates.shrink, draw: { _, stream in BasisUpdates.drawn(&stream) }),
    subject: { KeptInverse($0) },
    mutants: [
      "the corner of a new row and column is not multiplied by the denominator": {
        KeptInverse($0, fault: .forgetsTheDenominator)
      },
      "the corner alone is the pivot": { KeptInverse($0, fault: .forgetsTheRest) },
      "a new row's entries are not in the order of the inverse": { KeptInverse($0, fault: .ordersByTheMatrix) },
      "a row is exchanged by the product from the right": { KeptInverse($0, fault: .multipliesFromTheRight) },
      "a column's place is looked up among the rows": { KeptInverse($0, fault: .mixesPlaces) },
    ],
    test: { kept, updates in
      var kept = try kept(updates)
      for (step, (inverse, rows, columns)) in kept.states().enumerated() {
        let determinant = updates.part(rows, columns).determinant()
        if determinant.isZero { continue }
        if Set(inverse.rows) != Set(rows) || Set(inverse.columns) != Set(columns) {
          return .fails("change \(step): the inverse has the rows \(inverse.rows) and the columns \(inverse.columns)")
        }
        if inverse.denominator != determinant.magnitude {
          return .equal(inverse.denominator, determinant.magnitude, "the denominator after change \(step)")
        }
        let part = updates.part(inverse.rows, inverse.columns)
        for r in 0..<rows.count {
          let column = inverse.column(r)
          for i in 0..<rows.count {
            let product = (0..<rows.count).reduce(Integer.zero) { $0 + part[i, $1] * column[$1] }
            let expected = i == r ? inverse.denominator : 0
            if product != expected { return .equal(product, expected, "an entry of the product after change \(step)") }
          }
        }
      }
      return .holds()
    })
}
