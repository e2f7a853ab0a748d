/// The kernel walk in floating point, for a hundred thousand columns: which coordinates stop at 0, which at 1, and which keep
/// moving. What it says is a guess; ``VertexRounding`` computes the moving coordinates anew, exactly.
///
/// Columns enter in blocks. Within a block the inverse of the moving columns is updated; after each it is computed anew, and
/// so are the moving coordinates from what has been lost, so that errors do not add up.
struct FloatingKernelWalk {
  /// Where a coordinate ended.
  enum Place: Hashable {
    case zero, one, moving
  }

  /// How many columns enter before everything is computed anew.
  static let blockLength = 128
  /// Below this, relative to its column, a pivot or a rate counts as 0.
  private static let tolerance = 1e-10

  private let rowCount: Int
  private var columns: [Int: [Double]] = [:]
  private var value: [Double] = []
  private(set) var places: [Place] = []
  /// The moving coordinates, and as many rows in which their columns are independent.
  private(set) var moving: [Int] = []
  private(set) var rows: [Int] = []
  /// The inverse of the moving columns in those rows, row by row.
  private var inverse: [[Double]] = []
  /// Σ column · (its value at first − what it stopped at) over what does not move: what the moving ones have to make up for.
  private var debt: [Double]

  init(rowCount: Int) {
    self.rowCount = rowCount
    debt = [Double](repeating: 0, count: rowCount)
  }

  /// Lets the next coordinate enter with its column and its value in [0,1]. Of the two directions it takes the one that does
  /// not raise Σ cost · y.
  ///
  /// - Complexity: O(m k) for k moving coordinates, O(m k²) once a block.
  mutating func enter(_ column: [Double], at start: Double, cost: (Int) -> Double) {
    let number = value.count
    value.append(start)
    if start <= 0 || start >= 1 {
      places.append(start <= 0 ? .zero : .one)
      return
    }
    places.append(.moving)
    columns[number] = column
    for i in 0..<rowCount { debt[i] += column[i] * start }
    let rates = rates(column)
    if let row = independentRow(column, rates) {
      grow(row, number, column, rates)
    } else {
      walk(number, rates, cost)
    }
    if number % Self.blockLength == Self.blockLength - 1 { renew() }
  }

  /// M⁻¹ · (the column in the rows of M).
  private func rates(_ column: [Double]) -> [Double] {
    let right = rows.map { column[$0] }
    return inverse.map { innerProduct($0, right) }
  }

  private func independentRow(_ column: [Double], _ rates: [Double]) -> Int? {
    if moving.count == rowCount { return nil }
    var residual = column
    for (j, rate) in zip(moving, rates) where rate != 0 {
      guard let other = columns[j] else { continue }
      for i in 0..<rowCount { residual[i] -= rate * other[i] }
    }
    for row in rows { residual[row] = 0 }
    let largest = residual.indices.max { abs(residual[$0]) < abs(residual[$1]) }
    let scale = column.reduce(0) { max($0, abs($1)) }
    guard let largest, abs(residual[largest]) > Self.tolerance * scale else { return nil }
    return largest
  }

  private mutating func grow(_ row: Int, _ number: Int, _ column: [Double], _ rates: [Double]) {
    let bottom = moving.map { columns[$0]?[row] ?? 0 }
    var left = [Double](repeating: 0, count: moving.count)
    for (c, factor) in bottom.enumerated() { for r in left.indices { left[r] += factor * inverse[c][r] } }
    let pivot = 1 / (column[row] - innerProduct(bottom, rates))
    for c in moving.indices {
      for r in left.indices { inverse[c][r] += rates[c] * left[r] * pivot }
      inverse[c].append(-rates[c] * pivot)
    }
    inverse.append(left.map { -$0 * pivot } + [pivot])
    moving.append(number)
    rows.append(row)
  }

  /// Moves along e_number − Σ rates · e_moving until somebody stops.
  private mutating func walk(_ number: Int, _ rates: [Double], _ cost: (Int) -> Double) {
    var slope = cost(number)
    for (j, rate) in zip(moving, rates) { slope -= cost(j) * rate }
    let direction: Double = slope > 0 ? -1 : 1
    func room(_ j: Int, _ speed: Double) -> Double { (speed > 0 ? 1 - value[j] : value[j]) / abs(speed) }
    var length = room(number, direction)
    var stopping: Int?
    for (c, rate) in rates.enumerated() where abs(rate) > Self.tolerance {
      let candidate = max(0, room(moving[c], -direction * rate))
      if candidate < length { (length, stopping) = (candidate, c) }
    }
    for (c, rate) in rates.enumerated() {
      value[moving[c]] = min(1, max(0, value[moving[c]] - direction * length * rate))
    }
    value[number] = min(1, max(0, value[number] + direction * length))
    guard let c = stopping else { return stop(number, at: direction > 0 ? .one : .zero) }
    stop(moving[c], at: direction * rates[c] > 0 ? .zero : .one)
    let scale = 1 / rates[c]
    for r in inverse[c].indices { inverse[c][r] *= scale }
    for other in moving.indices where other != c && rates[other] != 0 {
      let factor = rates[other]
      for r in inverse[c].indices { inverse[other][r] -= factor * inverse[c][r] }
    }
    moving[c] = number
  }

  private mutating func stop(_ j: Int, at place: Place) {
    places[j] = place
    value[j] = place == .one ? 1 : 0
    guard let column = columns.removeValue(forKey: j) else { return }
    if place == .one { for i in 0..<rowCount { debt[i] -= column[i] } }
  }

  /// Computes the inverse and the moving coordinates anew.
  private mutating func renew() {
    let k = moving.count
    var matrix = (0..<k).map { r in moving.map { columns[$0]?[rows[r]] ?? 0 } + (0..<k).map { $0 == r ? 1 : 0 } }
    for c in 0..<k {
      guard let pivot = (c..<k).max(by: { abs(matrix[$0][c]) < abs(matrix[$1][c]) }), matrix[pivot][c] != 0 else {
        return
      }
      matrix.swapAt(c, pivot)
      let scale = 1 / matrix[c][c]
      for t in c..<2 * k { matrix[c][t] *= scale }
      for r in 0..<k where r != c && matrix[r][c] != 0 {
        let factor = matrix[r][c]
        for t in c..<2 * k { matrix[r][t] -= factor * matrix[c][t] }
      }
    }
    inverse = matrix.map { Array($0[k...]) }
    let right = rows.map { debt[$0] }
    for c in 0..<k { value[moving[c]] = min(1, max(0, innerProduct(inverse[c], right))) }
  }
}
