/// The vectors of a walk, scaled by powers of two so that nothing overflows and nothing is lost.
struct WalkRows: Sendable {
  /// Row by row, each in a unit of its own: what the rows span does not depend on units.
  private let normalised: [[Double]]
  /// Vector by vector, all rows in one unit: what is balanced.
  let columns: [[Double]]
  /// A vector in the walk is this many times shorter than it was: 1, unless it was far longer or shorter than most.
  let columnScale: [Double]
  /// Whether the first row is the sum of the coordinates, which comes before all others.
  let isBalanced: Bool

  init(_ vectors: [[Double]], lift: Double, isBalanced: Bool) {
    let (n, dimension) = (vectors.count, vectors.first?.count ?? 0)
    let lifts = lift > 0 ? (0..<n).map { j in (0..<n).map { $0 == j ? lift.squareRoot() : 0 } } : []
    let lifted = lift > 0 ? vectors.indices.map { vectors[$0] + lifts[$0] } : vectors
    let rowCount = dimension + (lift > 0 ? n : 0)
    var rows = (0..<rowCount).map { i in lifted.map { $0[i] } }
    let largest = rows.map { row in row.reduce(0) { max($0, abs($1)) } }
    let unit = Self.inversePower(largest.max() ?? 0)
    for i in rows.indices {
      let scale = Self.inversePower(largest[i])
      // Twice, as a power of two may be beyond the greatest double.
      for j in 0..<n { rows[i][j] = rows[i][j] * scale.half * scale.rest }
    }
    // Columns: those that are longer or shorter than the median by more than 2⁸ are brought near to it.
    let lengths = (0..<n).map { j in rows.reduce(0) { max($0, abs($1[j])) } }
    let sorted = lengths.filter { $0 > 0 }.sorted()
    let median = sorted.isEmpty ? 1 : sorted[sorted.count / 2]
    let scales = lengths.map { length -> Double in
      let ratio = length / median
      return ratio == 0 || 0x1p-8...0x1p8 ~= ratio ? 1 : Double(sign: .plus, exponent: ratio.exponent, significand: 1)
    }
    let sum = isBalanced && n > 0 ? [scales.map { 1 / $0 }] : []
    normalised = sum + rows.map { row in row.indices.map { row[$0] / scales[$0] } }
    // So much longer than the others that it has its way, and they lose no digit: the first reflection of the factorisation, and rotations
    // after it, subtract multiples of it from nothing but itself.
    let weight = 0x1p40 * (scales.max() ?? 1)
    columns = (0..<n).map { j in
      sum.map { $0[j] * weight } + lifted[j].map { $0 * unit.half * unit.rest / scales[j] }
    }
    columnScale = scales
    self.isBalanced = isBalanced
  }

  /// A power of two by which the number becomes about 1, as a product of two.
  private static func inversePower(_ number: Double) -> (half: Double, rest: Double) {
    guard number > 0 else { return (1, 1) }
    let exponent = -Int(number.exponent)
    return (
      Double(sign: .plus, exponent: exponent / 2, significand: 1),
      Double(sign: .plus, exponent: exponent - exponent / 2, significand: 1)
    )
  }

  /// An orthonormal basis of what the rows span on these coordinates; 0 elsewhere. If the walk is balanced, the first is along the sum.
  func basis(_ alive: [Int]) -> [[Double]] { orthonormalBasis(normalised, alive, beginsWithFirst: isBalanced) }
}

/// An orthonormal basis of what rows span on some coordinates, by Gram and Schmidt, twice, the longest remainder first.
///
/// A row counts as dependent once less than 10⁻¹² of it is left; rows of any length count alike. On request the first row, which must not
/// be 0, comes first.
/// - Complexity: O(rows · rank · coordinates).
func orthonormalBasis(_ rows: [[Double]], _ alive: [Int], beginsWithFirst: Bool = false) -> [[Double]] {
  func unit(_ row: [Double]) -> [Double]? {
    let largest = alive.reduce(0) { max($0, abs(row[$1])) }
    guard largest > 0 else { return nil }
    var result = [Double](repeating: 0, count: row.count)
    for j in alive { result[j] = row[j] / largest }
    let length = innerProduct(result, result).squareRoot()
    for j in alive { result[j] /= length }
    return result
  }
  var rest = rows.compactMap(unit)
  var norms = rest.map { _ in 1.0 }
  if beginsWithFirst, !norms.isEmpty { norms[0] = 2 }
  var basis: [[Double]] = []
  while basis.count < alive.count, let next = norms.indices.max(by: { norms[$0] < norms[$1] }), norms[next] > 1e-12 {
    var row = rest[next]
    // What was taken away before leaves errors, which are small beside what is left only after a second time.
    for direction in basis {
      let factor = innerProduct(row, direction)
      for j in alive { row[j] -= factor * direction[j] }
    }
    guard let direction = unit(row) else {
      norms[next] = 0
      continue
    }
    basis.append(direction)
    norms[next] = 0
    for i in rest.indices where norms[i] > 0 {
      let factor = innerProduct(rest[i], direction)
      for j in alive { rest[i][j] -= factor * direction[j] }
      norms[i] = innerProduct(rest[i], rest[i]).squareRoot()
    }
  }
  return basis
}

/// The directions of a walk, while coordinates stop.
///
/// While there are more alive coordinates than rows that are independent on them, an orthonormal basis V of the rows: the direction is
/// the pivot's unit vector without its part in the rows, e − VᵀV e, unless nothing is left of it. Once the columns are independent, the
/// triangle R of their factorisation, from which columns are taken by rotations.
struct WalkDirections: Sendable {
  private let rows: WalkRows
  /// The coordinates that have not stopped, increasing; the last is the pivot.
  private(set) var alive: [Int]
  private var basis: [[Double]] = []
  private var age = 0
  /// R, row by row, by the places of the columns in `triangleColumns`; nil while columns may be dependent.
  private var triangle: [[Double]]?

  init(_ rows: WalkRows, alive: [Int]) {
    (self.rows, self.alive) = (rows, alive)
    renew()
  }

  /// Computes the factorisation anew.
  private mutating func renew() {
    age = 0
    basis = rows.basis(alive)
    if basis.count == alive.count { triangle = upperTriangle(alive.map { rows.columns[$0] }) }
  }

  /// The direction u of the next step: n numbers, 0 where a coordinate has stopped, 1 at the pivot.
  mutating func next() -> [Double] {
    var u = [Double](repeating: 0, count: rows.columnScale.count)
    guard let pivot = alive.last else { return u }
    if let triangle {
      for (j, value) in zip(alive, Self.shortest(triangle)) { u[j] = value }
    } else {
      u[pivot] = 1
      for row in basis where row[pivot] != 0 { for j in alive { u[j] -= row[pivot] * row[j] } }
      // |e − VᵀVe|², also its entry at the pivot.
      if u[pivot] <= 1e-12 { u = independentPivot(pivot) }
    }
    let scale = 1 / u[pivot]
    for j in alive { u[j] = u[j] * scale * (rows.columnScale[pivot] / rows.columnScale[j]) }
    u[pivot] = 1
    // What is beyond doubles is no direction; a balanced walk stays so.
    if rows.isBalanced, alive.count > 1, alive.contains(where: { !u[$0].isFinite }) {
      for j in alive.dropLast() { u[j] = -1 / Double(alive.count - 1) }
    }
    for j in alive where !u[j].isFinite { u[j] = 0 }
    return u
  }

  /// The last column of R without its last row, in terms of the columns before it; −1 times that, and 1.
  private static func shortest(_ triangle: [[Double]]) -> [Double] {
    let last = triangle.count - 1
    var u = [Double](repeating: 0, count: last + 1)
    u[last] = 1
    for i in stride(from: last - 1, through: 0, by: -1) {
      var sum = 0.0
      for j in i + 1...last { sum -= triangle[i][j] * u[j] }
      u[i] = triangle[i][i] == 0 ? 0 : sum / triangle[i][i]
    }
    return u
  }

  /// The direction where other columns depend on each other but the pivot's does not on them: Vᵀ(CᵀC)⁻¹V e for C = BVᵀ. If the walk is
  /// balanced, V is what is orthogonal to the sum.
  private func independentPivot(_ pivot: Int) -> [Double] {
    let dimension = rows.columns[pivot].count
    let first = rows.isBalanced ? 1 : 0
    let basis = rows.isBalanced ? Array(rows.basis(alive).dropFirst()) : basis
    let combined = basis.map { row in
      var sum = [Double](repeating: 0, count: dimension)
      for j in alive where row[j] != 0 { for i in first..<dimension { sum[i] += row[j] * rows.columns[j][i] } }
      return sum
    }
    let triangle = upperTriangle(combined)
    let rank = basis.count
    var z = basis.map { $0[pivot] }
    for i in 0..<rank {
      for k in 0..<i { z[i] -= triangle[k][i] * z[k] }
      z[i] = triangle[i][i] == 0 ? 0 : z[i] / triangle[i][i]
    }
    // The length of the direction says nothing, and rows of very different lengths would make it overflow.
    let largest = z.reduce(0) { max($0, abs($1)) }
    if largest > 0, largest.isFinite { z = z.map { $0 / largest } }
    for i in stride(from: rank - 1, through: 0, by: -1) {
      for k in i + 1..<max(rank, i + 1) { z[i] -= triangle[i][k] * z[k] }
      z[i] = triangle[i][i] == 0 ? 0 : z[i] / triangle[i][i]
    }
    var u = [Double](repeating: 0, count: rows.columnScale.count)
    for (factor, row) in zip(z, basis) { for j in alive { u[j] += factor * row[j] } }
    if u[pivot] == 0 { u[pivot] = 1 }
    return u
  }

  /// Takes a coordinate out.
  mutating func stop(_ index: Int) {
    guard let place = alive.firstIndex(of: index) else { return }
    alive.remove(at: place)
    if triangle != nil { return removeColumn(place) }
    age += 1
    let part = basis.map { $0[index] }
    let square = innerProduct(part, part)
    // Where nearly all of the coordinate lies in the rows, one of them may be gone.
    guard age < 64, 1 - square > 1e-4, basis.count < alive.count else { return renew() }
    if square > 0 {
      // (1 − qqᵀ)^(−1/2) makes the rest orthonormal again.
      let factor = (1 / (1 - square).squareRoot() - 1) / square
      var mean = [Double](repeating: 0, count: rows.columnScale.count)
      for (q, row) in zip(part, basis) where q != 0 { for j in alive { mean[j] += q * row[j] } }
      for i in basis.indices where part[i] != 0 {
        let step = factor * part[i]
        for j in alive { basis[i][j] += step * mean[j] }
      }
    }
    for i in basis.indices { basis[i][index] = 0 }
  }

  /// Takes a column out of R; rotations of neighbouring rows make it a triangle again.
  private mutating func removeColumn(_ place: Int) {
    guard var rows = triangle else { return }
    triangle = nil
    for i in rows.indices { rows[i].remove(at: place) }
    let count = rows.count - 1
    for i in place..<max(count, place) {
      var (upper, lower) = (rows[i], rows[i + 1])
      // The other references go, so that both rows are changed where they stand.
      (rows[i], rows[i + 1]) = ([], [])
      let largest = max(abs(upper[i]), abs(lower[i]))
      if largest > 0 {
        let (x, y) = (upper[i] / largest, lower[i] / largest)
        let length = (x * x + y * y).squareRoot()
        let (cosine, sine) = (x / length, y / length)
        for j in i..<count {
          let (a, b) = (upper[j], lower[j])
          upper[j] = cosine * a + sine * b
          lower[j] = cosine * b - sine * a
        }
        lower[i] = 0
      }
      (rows[i], rows[i + 1]) = (upper, lower)
    }
    rows.removeLast()
    triangle = rows
  }
}

/// The triangle R of columns A = QR, k rows of k numbers, by Householder's reflections.
///
/// - Precondition: there are at least as many rows as columns.
/// - Complexity: O(rows · k²).
private func upperTriangle(_ columns: [[Double]]) -> [[Double]] {
  var a = columns
  let k = columns.count
  for j in 0..<k {
    let largest = a[j][j...].reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { continue }
    var v = a[j][j...].map { $0 / largest }
    let length = innerProduct(v, v).squareRoot()
    let corner = v[0] > 0 ? -length : length
    v[0] -= corner
    let square = innerProduct(v, v)
    if square > 0 {
      for l in j + 1..<max(k, j + 1) {
        var sum = 0.0
        for i in v.indices { sum += v[i] * a[l][j + i] }
        let factor = 2 * sum / square
        for i in v.indices { a[l][j + i] -= factor * v[i] }
      }
    }
    a[j][j] = corner * largest
  }
  return (0..<k).map { i in (0..<k).map { j in i <= j ? a[j][i] : 0 } }
}
