import Arrays
import Exact
import Quantization
import Randomness
import TestSupport
import Testing

@Suite("Layers quantized in floating point")
struct LayerTests {
  /// Inputs that depend on each other, and weights, from a seed.
  private func layer(
    _ seed: UInt64, outputs: Int, inputs: Int, rows: Int
  ) throws -> (weights: DenseMatrix<Float>, hessian: DenseMatrix<Double>) {
    var stream = RandomStream(seed: seed).child("layers")
    func number() -> Float { Float(stream.uniform(in: -999...999)) / 500 }
    var x = DenseMatrix<Float>(rows: rows, columns: inputs) { _, _ in number() }
    for row in 0..<rows { for j in 1..<inputs { x[row, j] = (x[row, j] + x[row, j - 1]) / 2 } }
    var hessian = CalibrationHessian(columns: inputs)
    try hessian.add(x)
    return (DenseMatrix(rows: outputs, columns: inputs) { _, _ in number() }, hessian.matrix)
  }

  /// The grids of a row, exactly.
  private func grids(_ matrix: QuantizedMatrix, row: Int) throws -> [RationalGrid] {
    try (0..<matrix.columns).map { j in
      let place = row * matrix.groups + matrix.grid.group(of: j)
      return try RationalGrid(
        step: #require(Rational(exactly: Double(matrix.scales[place]))), zero: Integer(matrix.zeros[place]),
        codes: 0...(Integer(1) << matrix.grid.bits - 1))
    }
  }

  private func exact(_ values: some Sequence<Double>) throws -> [Rational] {
    try values.map { try #require(Rational(exactly: $0)) }
  }

  @Test(
    "With static groups the codes are those of the exact LDLQ on the same grids",
    arguments: zip(
      [FeedbackQuantizer.Order.activation, .reversed, .leastPivot], [ColumnOrder.activation, .reversed, .leastPivot]))
  func staticGroups(_ order: FeedbackQuantizer.Order, _ exactOrder: ColumnOrder) throws {
    for seed in 1...12 as ClosedRange<UInt64> {
      let n = 10
      let (weights, hessian) = try layer(seed, outputs: 3, inputs: n, rows: 40)
      // Groups of 4 do not divide 10 columns: the last one has 2.
      let grid = try GridSpecification(
        bits: 2 + Int(seed % 3), group: seed % 2 == 0 ? 4 : nil, style: seed % 3 == 0 ? .asymmetric : .symmetric)
      let (matrix, report) = try FeedbackQuantizer(grid: grid, order: order, damping: 0)
        .quantize(weights, hessian: hessian)
      let entries = try exact(hessian.entries)
      var clipped = 0
      for row in 0..<3 {
        let problem = try RowRounding(
          hessian: Matrix(rows: n, columns: n) { entries[$0 * n + $1] },
          weights: try exact(weights.row(row).map { Double($0) }), grids: try grids(matrix, row: row))
        let expected = try problem.ldlq(exactOrder)
        #expect(matrix.codes[row * n..<(row + 1) * n].map { Integer($0) } == expected.codes, "seed \(seed)")
        clipped += expected.clipped
      }
      #expect(report.clipped == clipped && report.damping == 0)
    }
  }

  @Test(
    "In natural order the grid of a group is fitted to the weights of its turn: plain GPTQ, one step after the other")
  func natural() throws {
    for seed in 1...8 as ClosedRange<UInt64> {
      let (n, group, bits) = (11, 4, 3)
      let (weights, hessian) = try layer(seed, outputs: 2, inputs: n, rows: 40)
      let grid = try GridSpecification(bits: bits, group: group)
      let (matrix, _) = try FeedbackQuantizer(grid: grid, order: .natural, damping: 0).quantize(
        weights, hessian: hessian)
      for row in 0..<2 {
        var rest = weights.row(row).map { Double($0) }
        for i in 0..<n {
          let place = row * matrix.groups + i / group
          if i % group == 0 {
            let part = DenseMatrix<Float>(
              rows: 1, columns: min(group, n - i), entries: rest[i..<min(n, i + group)].map { Float($0) })
            let fitted = try QuantizedMatrix.nearest(part, grid: GridSpecification(bits: bits)).matrix
            #expect(fitted.scales[0] == matrix.scales[place] && fitted.zeros[0] == matrix.zeros[place])
          }
          let (scale, zero) = (Double(matrix.scales[place]), Double(matrix.zeros[place]))
          let code = min(7, max(0, (rest[i] / scale + zero + 0.5).rounded(.down)))
          #expect(Double(matrix.codes[row * n + i]) == code, "seed \(seed), row \(row), column \(i)")
          let error = rest[i] - scale * (code - zero)
          // What is left is moved to where the loss is least, by the inverse of what is left of H.
          let open = Array(i..<n)
          let part = DenseMatrix<Double>(rows: open.count, columns: open.count) { hessian[open[$0], open[$1]] }
          let column = try CholeskyFactorization(part).solution(open.map { $0 == i ? 1 : 0 })
          for (place, j) in open.enumerated() { rest[j] -= error / column[0] * column[place] }
        }
      }
    }
  }

  @Test("Rounding to the nearest is that of the exact grids; the loss is the trace of E H Eᵀ")
  func nearest() throws {
    let (weights, hessian) = try layer(3, outputs: 4, inputs: 9, rows: 20)
    for bits in 2...8 {
      for style in GridSpecification.Style.allCases {
        let grid = try GridSpecification(bits: bits, group: 5, style: style)
        let (matrix, report) = try QuantizedMatrix.nearest(weights, grid: grid, hessian: hessian)
        let values = matrix.weights()
        var loss = 0.0
        for row in 0..<4 {
          let grids = try grids(matrix, row: row)
          for j in 0..<9 {
            let weight = try #require(Rational(exactly: Double(weights[row, j])))
            #expect(Integer(matrix.codes[row * 9 + j]) == grids[j].nearest(to: weight))
            #expect(Rational(exactly: Double(values[row, j])) == grids[j].value(of: Integer(matrix.codes[row * 9 + j])))
            for k in 0..<9 {
              loss +=
                Double(values[row, j] - weights[row, j]) * hessian[j, k] * Double(values[row, k] - weights[row, k])
            }
          }
        }
        #expect(abs((report.loss ?? 0) - loss) <= 1e-5 * loss)
      }
    }
  }

  @Test("GPTQ loses less than the nearest, and a searched range less than a full one at 2 bits")
  func losses() throws {
    let (weights, hessian) = try layer(5, outputs: 16, inputs: 96, rows: 300)
    let full = try GridSpecification(bits: 2, group: 32)
    let searched = try GridSpecification(bits: 2, group: 32, range: .searched)
    let nearest = try #require(QuantizedMatrix.nearest(weights, grid: full, hessian: hessian).report.loss)
    let gptq = try #require(FeedbackQuantizer(grid: full).quantize(weights, hessian: hessian).report.loss)
    let narrow = try #require(QuantizedMatrix.nearest(weights, grid: searched, hessian: hessian).report.loss)
    #expect(gptq < nearest && narrow < nearest)
    #expect(try GridSpecification(bits: 3, group: 64).bitsPerWeight(columns: 384) == 3.25)
    #expect(try GridSpecification(bits: 4, group: 32).bitsPerWeight(columns: 384) == 4.5)
    #expect(try GridSpecification(bits: 3, group: 64, style: .asymmetric).bitsPerWeight(columns: 64) == 3 + 19.0 / 64)
  }

  @Test("The loss of GPTQ is the trace of E H Eᵀ, without what damping adds, and panels of rows change nothing")
  func feedbackLoss() throws {
    // Many inputs; fewer rows than inputs, so that the loss is nearly 0 beside the damped one; more rows of weights than a panel has.
    for (seed, outputs, inputs, rows) in [(21, 5, 200, 600), (22, 7, 150, 40), (23, 700, 300, 900)] {
      let (weights, hessian) = try layer(UInt64(seed), outputs: outputs, inputs: inputs, rows: rows)
      for (order, damping) in [(FeedbackQuantizer.Order.activation, 0.01), (.natural, 0.3), (.reversed, 0)] {
        let quantizer = FeedbackQuantizer(
          grid: try GridSpecification(bits: 4, group: 32), order: order, damping: damping)
        let (matrix, report) = try quantizer.quantize(weights, hessian: hessian)
        let errors = DenseMatrix<Double>(
          rows: outputs, columns: inputs,
          entries: zip(matrix.weights().entries, weights.entries).map { Double($0) - Double($1) })
        func form(_ matrix: DenseMatrix<Double>) -> Double {
          zip((matrix * hessian).entries, matrix.entries).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let (loss, whole) = (form(errors), form(DenseMatrix<Double>(weights)))
        #expect(abs((report.loss ?? 0) - loss) <= 1e-4 * loss, "seed \(seed), \(order)")
        #expect(abs((report.relativeLoss ?? 0) - loss / whole) <= 1e-4 * loss / whole, "seed \(seed), \(order)")
        guard outputs == 700 else { continue }
        // A row by itself has the same codes.
        for row in [0, 349, 350, 699] {
          let alone = try quantizer.quantize(
            DenseMatrix(rows: 1, columns: inputs, entries: Array(weights.row(row))), hessian: hessian
          ).matrix
          let differing = zip(alone.codes, matrix.codes[row * inputs..<(row + 1) * inputs]).count { $0 != $1 }
          #expect(differing == 0, "row \(row), \(order)")
        }
      }
    }
  }

  // Defects that users of other programs have reported.

  @Test("Inputs that are always 0, the first among them, get weights 0 and disturb nothing")
  func deadInputs() throws {
    let (weights, whole) = try layer(7, outputs: 3, inputs: 8, rows: 30)
    var hessian = whole
    for dead in [0, 5] { for j in 0..<8 { (hessian[dead, j], hessian[j, dead]) = (0, 0) } }
    for order in FeedbackQuantizer.Order.allCases {
      let (matrix, report) = try FeedbackQuantizer(grid: GridSpecification(bits: 4), order: order)
        .quantize(weights, hessian: hessian)
      #expect(report.dead == 2)
      for row in 0..<3 { #expect(matrix.weights()[row, 0] == 0 && matrix.weights()[row, 5] == 0) }
    }
    // Nothing but dead inputs.
    let (matrix, report) = try FeedbackQuantizer(grid: GridSpecification(bits: 4)).quantize(
      weights, hessian: DenseMatrix(rows: 8, columns: 8))
    #expect(report.dead == 8 && report.loss == 0 && matrix.weights().entries.allSatisfy { $0 == 0 })
  }

  @Test("Inputs that are the same twice, and fewer rows than inputs, need damping, which is found and told")
  func singular() throws {
    var stream = RandomStream(seed: 11).child("singular")
    var x = DenseMatrix<Float>(rows: 5, columns: 16) { _, _ in Float(stream.uniform(in: -9...9)) }
    for row in 0..<5 { x[row, 3] = x[row, 2] }
    var hessian = CalibrationHessian(columns: 16)
    try hessian.add(x)
    let weights = DenseMatrix<Float>(rows: 4, columns: 16) { _, _ in Float(stream.uniform(in: -99...99)) / 50 }
    let grid = try GridSpecification(bits: 3)
    let (_, undamped) = try FeedbackQuantizer(grid: grid, damping: 0).quantize(weights, hessian: hessian.matrix)
    #expect(try #require(undamped.damping) > 0)
    let (_, damped) = try FeedbackQuantizer(grid: grid).quantize(weights, hessian: hessian.matrix)
    #expect(damped.damping == 0.01)
    let nearest = try QuantizedMatrix.nearest(weights, grid: grid, hessian: hessian.matrix).report
    #expect(try #require(damped.loss) < #require(nearest.loss))
  }

  @Test("A matrix that no damping mends is refused, and the input is named")
  func indefinite() throws {
    var hessian = DenseMatrix<Double>(rows: 3, columns: 3) { $0 == $1 ? 1 : 0 }
    (hessian[0, 2], hessian[2, 0]) = (40, 40)
    let weights = DenseMatrix<Float>(rows: 1, columns: 3, entries: [1, 2, 3])
    #expect {
      try FeedbackQuantizer(grid: GridSpecification(bits: 4)).quantize(weights, hessian: hessian)
    } throws: { error in
      guard case QuantizationError.damping(let largest, let coordinate) = error else { return false }
      return largest >= 1 && coordinate == 0 && "\(error)".contains("input 0")
    }
  }

  @Test("Infinities and NaN are refused with their places")
  func notFinite() throws {
    var hessian = CalibrationHessian(columns: 2)
    try hessian.add(DenseMatrix(rows: 1, columns: 2, entries: [1, 2]))
    #expect(throws: QuantizationError.notFinite("the input", row: 2, column: 1)) {
      try hessian.add(DenseMatrix(rows: 2, columns: 2, entries: [1, 2, 3, .infinity]))
    }
    let grid = try GridSpecification(bits: 4)
    #expect(throws: QuantizationError.notFinite("the weight", row: 1, column: 0)) {
      try QuantizedMatrix.nearest(DenseMatrix(rows: 2, columns: 1, entries: [0, .nan]), grid: grid)
    }
    #expect(throws: QuantizationError.count("a row of inputs", found: 3, expected: 2)) {
      try hessian.add(DenseMatrix(rows: 1, columns: 3))
    }
    #expect(throws: QuantizationError.count("a row of the Hessian", found: 2, expected: 3)) {
      try FeedbackQuantizer(grid: grid).quantize(DenseMatrix(rows: 1, columns: 3), hessian: hessian.matrix)
    }
  }

  @Test("Scales below and beyond half precision, and weights that are all 0")
  func scales() throws {
    let grid = try GridSpecification(bits: 4)
    let tiny = try QuantizedMatrix.nearest(
      DenseMatrix(rows: 1, columns: 4, entries: [1e-12, -1e-12, 0, 1e-13]), grid: grid)
    #expect(tiny.report.underflows == 1 && tiny.matrix.scales == [0x1p-24])
    #expect(tiny.matrix.weights().entries.allSatisfy { $0 == 0 })
    #expect(throws: QuantizationError.scale(row: 1, group: 0)) {
      try QuantizedMatrix.nearest(DenseMatrix(rows: 2, columns: 2, entries: [1, -1, 1e7, -1e7]), grid: grid)
    }
    let zero = try QuantizedMatrix.nearest(DenseMatrix(rows: 1, columns: 3), grid: grid).matrix
    #expect(zero.weights().entries == [0, 0, 0])
    // No rows, no columns.
    #expect(try QuantizedMatrix.nearest(DenseMatrix(rows: 0, columns: 3), grid: grid).matrix.codes.isEmpty)
    #expect(try QuantizedMatrix.nearest(DenseMatrix(rows: 2, columns: 0), grid: grid).matrix.codes.isEmpty)
    #expect(throws: QuantizationError.grid("a grid of 9 bits; expected 2 to 8")) { try GridSpecification(bits: 9) }
    #expect(throws: QuantizationError.grid("groups of 0 columns; expected at least 1")) {
      try GridSpecification(bits: 4, group: 0)
    }
  }
}
