import Exact
import Testing

@Suite("Systems solved by p-adic lifting")
struct MatrixDixonTests {
  @Test(
    "Solutions are those of elimination, for entries of every size", arguments: [1, 8, 31, 62, 63, 64, 65, 130, 500])
  func agrees(bits: Int) throws {
    var generator = SplitMix(seed: UInt64(bits))
    for order in 1...9 {
      let matrix = Matrix<Integer>(rows: order, columns: order) { _, _ in random(bits, &generator) }
      let right = (0..<order).map { _ in random(bits, &generator) }
      switch matrix.solve(right, method: .fractionFree) {
      case .unique(let solution): #expect(matrix.uniqueSolution(right)?.fractions == solution)
      default: #expect(matrix.uniqueSolution(right) == nil)
      }
    }
  }

  @Test("Integer, zero and long solutions")
  func special() {
    let identity = Matrix<Integer>(rows: 5, columns: 5) { $0 == $1 ? 1 : 0 }
    #expect(identity.uniqueSolution([1, -2, 0, 4, 5])?.fractions == [1, -2, 0, 4, 5])
    #expect(identity.uniqueSolution([0, 0, 0, 0, 0])?.fractions == [0, 0, 0, 0, 0])
    #expect(Matrix<Integer>(rows: 0, columns: 0, repeating: 0).uniqueSolution([])?.fractions == [])
    // A Hilbert matrix, times a common denominator.
    let scale: Integer = 232_792_560
    let hilbert = Matrix<Integer>(rows: 10, columns: 10) { scale / Integer($0 + $1 + 1) }
    let ones = (0..<10).map { hilbert.row($0).reduce(0, +) }
    #expect(hilbert.uniqueSolution(ones)?.fractions == Array(repeating: 1, count: 10))
    // The longest numbers far from what one digit holds.
    let huge = Integer(3).power(700)
    let matrix = Matrix<Integer>(rows: 2, columns: 2) { $0 == $1 ? huge : 1 }
    #expect(matrix.uniqueSolution([1, 1])?.fractions == Array(repeating: Rational(1, huge + 1), count: 2))
  }

  @Test("A matrix that is singular, or singular modulo the first primes, has no solution made up for it")
  func singular() {
    let singular = Matrix<Integer>(rows: 3, columns: 3) { Integer($0 + $1) }
    #expect(singular.uniqueSolution([1, 2, 3]) == nil)
    #expect(singular.uniqueSolution([1, 1, 1]) == nil)
    // The largest prime below 2⁶¹ divides the determinant; the next one does not.
    let prime: Integer = 2_305_843_009_213_693_951
    let unlucky = Matrix<Integer>(rows: 2, columns: 2) { $0 == $1 ? ($0 == 0 ? prime : 1) : 0 }
    #expect(unlucky.uniqueSolution([1, 1])?.fractions == [Rational(1, prime), 1])
  }

  private func random(_ bits: Int, _ generator: inout SplitMix) -> Integer {
    var value = Integer.zero
    for _ in 0..<(bits + 30) / 31 { value = value << 31 + Integer(Int(generator.next() >> 33)) }
    value = value >> max(0, value.bitWidth - bits)
    return generator.next() & 1 == 0 ? value : -value
  }
}
