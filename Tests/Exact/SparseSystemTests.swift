import Exact
import Testing

@Suite("Sparse systems solved by p-adic lifting")
struct SparseSystemTests {
  typealias Rows = [[(column: Int, value: Integer)]]

  private func dense(_ rows: Rows) -> Matrix<Integer> {
    var matrix = Matrix<Integer>(rows: rows.count, columns: rows.count, repeating: 0)
    for (r, row) in rows.enumerated() { for entry in row { matrix[r, entry.column] = entry.value } }
    return matrix
  }

  private func random(_ bits: Int, _ generator: inout SplitMix) -> Integer {
    var value = Integer.zero
    for _ in 0..<(bits + 30) / 31 { value = value << 31 + Integer(Int(generator.next() >> 33)) }
    value = value >> max(0, value.bitWidth - bits)
    return generator.next() & 1 == 0 ? value : -value
  }

  private func rows(_ order: Int, _ percent: Int, _ bits: Int, _ generator: inout SplitMix) -> Rows {
    (0..<order).map { _ in
      (0..<order).compactMap { column in
        generator.next() % 100 < percent ? (column, random(bits, &generator)) : nil
      }
    }
  }

  @Test("Both solutions are those of elimination, from nearly empty to full", arguments: [1, 8, 31, 62, 63, 64, 130])
  func agrees(bits: Int) {
    var generator = SplitMix(seed: UInt64(1000 + bits))
    var solved = 0
    for order in 0...12 {
      for percent in [15, 30, 60, 100] {
        let rows = rows(order, percent, bits, &generator)
        let right = (0..<order).map { _ in random(bits, &generator) }
        let matrix = dense(rows)
        guard let system = SparseSystem(rows: rows) else {
          #expect(matrix.determinant().isZero, "\(rows)")
          continue
        }
        #expect(!matrix.determinant().isZero && system.order == order)
        solved += 1
        if case .unique(let x) = matrix.solve(right, method: .fractionFree) {
          #expect(system.solution(right).fractions == x)
        } else {
          Issue.record("not singular, and yet without one solution")
        }
        if case .unique(let y) = matrix.transposed().solve(right, method: .fractionFree) {
          #expect(system.leftSolution(right).fractions == y)
        } else {
          Issue.record("not singular, and yet without one solution")
        }
      }
    }
    #expect(solved >= 15, "\(solved)")
  }

  @Test("Every 3 × 3 matrix of −1, 0 and 1")
  func exhaustive() {
    var singular = 0
    for code in 0..<19_683 {
      var rest = code
      let rows: Rows = (0..<3).map { _ in
        (0..<3).compactMap { column in
          let value = rest % 3 - 1
          rest /= 3
          return value == 0 ? nil : (column, Integer(value))
        }
      }
      guard let system = SparseSystem(rows: rows) else {
        singular += 1
        continue
      }
      let (x, y) = (system.solution([1, 2, -5]), system.leftSolution([1, 2, -5]))
      for (row, right) in zip(rows, [1, 2, -5] as [Integer]) {
        #expect(row.reduce(Integer.zero) { $0 + $1.value * x.numerators[$1.column] } == right * x.denominator)
      }
      for (column, left) in ([1, 2, -5] as [Integer]).enumerated() {
        let sum = zip(rows, y.numerators).reduce(Integer.zero) { sum, pair in
          sum + (pair.0.first { $0.column == column }?.value ?? 0) * pair.1
        }
        #expect(sum == left * y.denominator)
      }
    }
    // As many as have determinant 0, by counting them.
    #expect(singular == 7_875)
  }

  @Test("Nearly triangular matrices fill in little, and unlucky primes are passed over")
  func structure() {
    // A path: eliminated from its ends, it fills in nothing.
    let order = 400
    let path: Rows = (0..<order).map { row in
      [(row - 1, -1), (row, 3), (row + 1, -1)].filter { 0..<order ~= $0.0 }
    }
    let system = SparseSystem(rows: path)
    #expect(system?.factorCount == 3 * order - 2)
    let ones = system?.solution([Integer](repeating: 1, count: order))
    #expect(ones?.numerators.allSatisfy { $0.signum() == 1 } == true)
    // The largest prime below 2⁶¹ divides an entry, and the determinant.
    let prime: Integer = 2_305_843_009_213_693_951
    let unlucky = SparseSystem(rows: [[(0, prime)], [(0, 1), (1, 1)]])
    #expect(unlucky?.solution([1, 1]).fractions == [Rational(1, prime), Rational(prime - 1, prime)])
    #expect(SparseSystem(rows: [[(0, 2), (1, 4)], [(0, 1), (1, 2)]]) == nil)
    #expect(SparseSystem(rows: [[], [(0, 1)]]) == nil)
    #expect(SparseSystem(rows: [])?.solution([]).fractions == [])
    // Sides too long for two words, with coefficients that are not.
    let long = Integer(3).power(300)
    #expect(
      SparseSystem(rows: [[(1, 2)], [(0, 1)]])?.solution([long, -long]).fractions == [
        -Rational(long), Rational(long, 2),
      ])
  }
}
