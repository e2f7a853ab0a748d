import Exact
import Quantization
import QuantizationCheckers
import Randomness
import TestSupport
import Testing

@Suite("Rows rounded exactly")
struct RowRoundingTests {
  private func fifths() throws -> RowRounding {
    try RowRounding(hessian: Matrix([[2, 1], [1, 2]]), weights: [Rational(2, 5), Rational(2, 5)])
  }

  @Test("The worked example: LDLQ loses 14/25, nearest 24/25", .claim("quantization.ldlq-loss"))
  func workedExample() throws {
    let row = try fifths()
    let rounded = try row.ldlq()
    #expect(rounded.codes == [0, 1] && rounded.loss == Rational(14, 25))
    #expect(rounded.pivots == [Rational(3, 2), 2] && rounded.errors == [Rational(-2, 5), Rational(2, 5)])
    let gptq = try row.gptq()
    #expect(gptq.codes == [0, 1] && gptq.loss == Rational(14, 25) && gptq.pivots == rounded.pivots)
    #expect(try row.nearestPlane().codes == [0, 1])
    #expect(row.nearest() == RoundedRow(codes: [0, 0], loss: Rational(24, 25), clipped: 0))
    let (closest, certificate) = try row.closest()
    #expect(closest.loss == Rational(14, 25))
    #expect(try certificate.verify() == Rational(14, 25))
  }

  @Test("The order by reversal is nearest plane on the basis as it stands")
  func reversed() throws {
    let row = try RowRounding(
      hessian: Matrix([[5, 2, 1], [2, 4, 1], [1, 1, 3]]), weights: [Rational(1, 3), Rational(5, 7), Rational(-4, 9)])
    #expect(try row.gptq(.reversed).codes == row.nearestPlane(.reversed).codes)
    #expect(try row.gptq(.listed([2, 1, 0])) == row.gptq(.reversed))
  }

  @Test("Orders of columns: by activation with the first of equals first, and by least pivots")
  func orders() throws {
    let hessian: Matrix<Rational> = try Matrix([[2, 0, 1], [0, 5, 0], [1, 0, 2]])
    #expect(try ColumnOrder.activation.columns(of: hessian) == [1, 0, 2])
    // The least diagonal entry goes last, of equals the last one; then 3/2 before 5.
    #expect(try ColumnOrder.leastPivot.columns(of: hessian) == [1, 0, 2])
    // Columns 1 and 2 are nearly the same: once one is last, little is left of the other.
    let near = Rational(29, 10)
    let pair: Matrix<Rational> = try Matrix([[1, 0, 0], [0, 3, near], [0, near, 3]])
    #expect(try ColumnOrder.activation.columns(of: pair) == [1, 2, 0])
    let twins: Matrix<Rational> = try Matrix([[2, 0, 0], [0, 1, Rational(9, 10)], [0, Rational(9, 10), 1]])
    #expect(try ColumnOrder.leastPivot.columns(of: twins) == [0, 1, 2])
    #expect(try ColumnOrder.leastPivot.columns(of: pair) == [1, 2, 0])
    #expect(throws: QuantizationError.order("[0, 0, 1] are not the numbers below 3, each once")) {
      try ColumnOrder.listed([0, 0, 1]).columns(of: hessian)
    }
  }

  @Test("The authors' symmetric grid of two bits: 3/2 is clipped to 1, −3/2 lies between −2 and −1")
  func symmetricGrid() throws {
    let grid = try RationalGrid.symmetric(bits: 2, weights: [Rational(3, 2), Rational(-3, 2), Rational(1, 5)])
    #expect(grid.step == 1 && grid.zero == 2 && grid.codes == 0...3)
    #expect([0, 1, 2, 3].map { grid.value(of: $0) } == [-2, -1, 0, 1])
    #expect(grid.nearest(to: Rational(3, 2)) == 3 && grid.clips(Rational(3, 2)))
    let top = grid.neighbours(of: Rational(3, 2))
    #expect(top.lower == 3 && top.upper == 3 && top.position == Rational(1, 2))
    let bottom = grid.neighbours(of: Rational(-3, 2))
    #expect(bottom.lower == 0 && bottom.upper == 1 && bottom.position == Rational(1, 2))
    // Weights of one sign would lose half of the range.
    let positive = try RationalGrid.symmetric(bits: 2, weights: [0, Rational(3, 2)])
    #expect(positive.step == Rational(1, 2) && positive.zero == 0)
  }

  @Test("The asymmetric grid reaches both ends and has 0; weights that are all 0 have a step")
  func asymmetricGrid() throws {
    let grid = try RationalGrid.asymmetric(bits: 3, weights: [-1, Rational(5, 2)])
    #expect(grid.step == Rational(1, 2) && grid.zero == 2)
    #expect(grid.value(of: 0) == -1 && grid.value(of: 7) == Rational(5, 2) && grid.value(of: grid.zero) == 0)
    #expect(try RationalGrid.asymmetric(bits: 3, weights: [0, 0]).step == 1)
    #expect(try RationalGrid.asymmetric(bits: 3, weights: []).nearest(to: 0) == 0)
    #expect(throws: QuantizationError.grid("a grid of 0 bits; expected 1 to 16")) {
      try RationalGrid.symmetric(bits: 0, weights: [1])
    }
    #expect(throws: QuantizationError.grid("the grid's step is 0, not above 0")) { try RationalGrid(step: 0) }
  }

  @Test("With ranges GPTQ and LDLQ still agree, but may lose more than rounding to the nearest")
  func clipping() throws {
    var stream = RandomStream(seed: 5).child("clipping")
    var worse = 0
    for _ in 0..<200 {
      let n = 4
      let inputs = (0..<n).map { _ in (0..<n).map { _ in Rational(stream.uniform(in: -4...4)) } }
      let hessian = Matrix<Rational>(rows: n, columns: n) { i, j in
        inputs.reduce(i == j ? Rational(1, 4) : 0) { $0 + $1[i] * $1[j] }
      }
      let weights = (0..<n).map { _ in Rational(Integer(stream.uniform(in: -15...15)), 7) }
      let grid = try RationalGrid(step: 1, zero: 1, codes: 0...3)
      let row = try RowRounding(hessian: hessian, weights: weights, grids: [grid])
      let (gptq, ldlq) = (try row.gptq(), try row.ldlq())
      #expect(gptq.codes == ldlq.codes && gptq.clipped == ldlq.clipped)
      #expect(gptq.codes.allSatisfy { $0 >= 0 && $0 <= 3 })
      if gptq.loss > row.nearest().loss { worse += 1 }
    }
    #expect(worse > 0)
    #expect(throws: QuantizationError.grid("the grid of coordinate 0 has a range; a lattice has none")) {
      try RowRounding(hessian: Matrix([[1]]), weights: [1], grids: [RationalGrid(step: 1, codes: 0...3)]).closest()
    }
  }

  @Test("What is no problem is refused, and says why")
  func refusals() throws {
    #expect(throws: QuantizationError.notSymmetric(row: 1, column: 0)) {
      try RowRounding(hessian: Matrix([[1, 2], [0, 1]]), weights: [0, 0])
    }
    #expect(throws: QuantizationError.count("the Hessian's first column", found: 2, expected: 3)) {
      try RowRounding(hessian: Matrix([[1, 0], [0, 1]]), weights: [0, 0, 0])
    }
    #expect(throws: QuantizationError.count("the list of grids", found: 2, expected: 3)) {
      try RowRounding(hessian: .identity(3), weights: [0, 0, 0], grids: [.integers, .integers])
    }
    // A pivot of 0 comes of inputs that are dependent, in whichever method.
    let singular = try RowRounding(hessian: Matrix([[1, 1], [1, 1]]), weights: [Rational(1, 3), 0])
    #expect(throws: QuantizationError.notPositiveDefinite(coordinate: 0, pivot: "0")) { try singular.ldlq() }
    #expect(throws: QuantizationError.notPositiveDefinite(coordinate: 1, pivot: "0")) { try singular.gptq() }
    #expect(throws: QuantizationError.notPositiveDefinite(coordinate: 1, pivot: "0")) { try singular.closest() }
    let dead = try RowRounding(hessian: Matrix([[0, 0], [0, 1]]), weights: [Rational(1, 3), 0])
    #expect(throws: QuantizationError.notPositiveDefinite(coordinate: 0, pivot: "0")) { try dead.gptq() }
    #expect(throws: QuantizationError.tooManyNodes(limit: 1)) {
      try RowRounding(hessian: .identity(3), weights: [Rational(1, 3), 0, 0]).closest(nodeLimit: 1)
    }
  }

  @Test("Twelve dimensions: the gaps of the methods to the least loss", .claim("quantization.closest-vector"))
  func gaps() throws {
    var stream = RandomStream(seed: 7).child("gaps")
    let n = 12
    let inputs = (0..<(2 * n)).map { _ in (0..<n).map { _ in Rational(stream.uniform(in: -5...5)) } }
    let hessian = Matrix<Rational>(rows: n, columns: n) { i, j in inputs.reduce(0) { $0 + $1[i] * $1[j] } }
    let row = try RowRounding(
      hessian: hessian, weights: (0..<n).map { _ in Rational(Integer(stream.uniform(in: -500...500)), 101) })
    let (closest, certificate) = try row.closest()
    #expect(try certificate.verify() == closest.loss)
    for other in [
      row.nearest(), try row.gptq(), try row.gptq(.activation), try row.gptq(.leastPivot),
      try row.reducedNearestPlane(),
    ] { #expect(closest.loss <= other.loss) }
    #expect(try row.gptq().loss < row.nearest().loss)
  }
}
