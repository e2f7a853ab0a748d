import Evidence
import Exact
import GrammarCompression

extension Claim {
  /// Files, orders and repeated products of compressed matrices.
  static let matrixWays = Claim(
    id: "grammar.matrix-files",
    title: "Files, orders of columns and repeated products of compressed matrices are those of the matrix",
    sentences: [.matrixWays],
    source: Source(
      paper:
        "Improving Matrix-vector Multiplication via Lossless Grammar-Compressed Matrices (Ferragina et al.; PVLDB 2022)",
      arXiv: "2203.14540", theorem: "the files of RePair and the orders of columns; containers and powers are derived"),
    checks: [.matrixWays])
}

extension Sentence {
  /// Files, orders and repeated products of compressed matrices.
  static let matrixWays = Sentence(
    """
    A container and the two files of RePair's programs hold the matrix; rows may come dense or sparse, and columns in any order or in that of \
    a cover by paths. The product with a matrix is that with each of its columns, a power that of repeated products, within $10^{-9}$ \
    with damping. The report counts rows, columns, different entries and letters, rules and symbols, and the bytes of doubles.
    """, topic: "files, orders and powers", checks: ["ways"])
}

extension Check {
  /// Every way to the same matrix.
  static let matrixWays = Check(
    "ways", level: .certified,
    family: .random(
      "random integer matrices of up to 12 × 9 with repeated rows, zero rows and columns, in both encodings", quick: 60,
      deep: 6_000,
      shrink: MatrixProduct.shrink, draw: { MatrixProduct.random($0, &$1) }),
    subject: { try $0.ways() },
    mutants: wayMutants,
    test: { ways, product in
      let (found, expected) = (try ways(product), product.expectedWays)
      for (name, numbers) in expected.sorted(by: { $0.key < $1.key }) {
        guard let others = found[name], others.count == numbers.count else {
          return .fails("\(name): \(found[name] as Any)")
        }
        let width = name == "damped" ? 1e-9 : 0
        for (number, other) in zip(numbers, others) where abs(number - other) > width * max(1, abs(number)) {
          return .fails("\(name): \(others), not \(numbers)")
        }
      }
      return .equal(found.count, expected.count, "the number of ways")
    })
}

private let wayMutants: KeyValuePairs<String, Algorithm<MatrixProduct, [String: [Double]]>> = [
  "an order of columns is one of vectors": { product in
    var turned = product
    turned.x.reverse()
    var found = try product.ways()
    found["permuted product"] = try turned.ways()["permuted product"]
    return found
  },
  "files without the last row": { product in
    var shorter = product
    if !product.rows.isEmpty {
      shorter.rows.removeLast()
      shorter.y.removeLast()
    }
    var found = try product.ways()
    found["files"] = try shorter.ways()["files"]
    return found
  },
  "no damping": { product in
    var found = try product.ways()
    found["damped"] = found["power"]
    return found
  },
  "letters are entries": { product in
    var found = try product.ways()
    if let report = found["report"] { found["report"] = report.indices.map { $0 == 3 ? report[2] : report[$0] } }
    return found
  },
]

extension MatrixProduct {
  private var entries: [Double] { rows.joined().map { Double($0) } }
  private var vector: [Double] { x.map { Double($0) } }
  /// Two columns: x, and 2x + 1.
  private var wide: [Double] { vector.flatMap { [$0, 2 * $0 + 1] } }
  private var wideLeft: [Double] { y.flatMap { [Double($0), 2 * Double($0) + 1] } }

  private func multiply(_ x: [Double]) -> [Double] {
    rows.map { row in zip(row, x).reduce(0) { $0 + Double($1.0) * $1.1 } }
  }

  private func multiplyTransposed(_ y: [Double]) -> [Double] {
    x.indices.map { column in zip(rows, y).reduce(0) { $0 + Double($1.0[column]) * $1.1 } }
  }

  /// The greatest square in the upper left corner.
  private var square: MatrixProduct {
    var other = self
    let size = min(rows.count, x.count)
    other.rows = rows.prefix(size).map { Array($0.prefix(size)) }
    (other.x, other.y) = (Array(x.prefix(size)), Array(y.prefix(size)))
    return other
  }

  private func matrix(_ order: GrammarMatrix.ColumnOrder = .asGiven) throws -> GrammarMatrix {
    try GrammarMatrix(
      rows: rows.count, columns: x.count, entries: entries, encoding: packed ? .packed : .words, columnOrder: order)
  }

  /// What each way gives.
  fileprivate func ways() throws -> [String: [Double]] {
    let matrix = try matrix()
    var ways = ["container": try GrammarMatrix(decoding: matrix.container).expand()]
    let files = try matrix.repairFiles()
    ways["files"] = try GrammarMatrix(
      repairRules: files.rules, sequence: files.sequence, values: matrix.values, columns: x.count,
      encoding: matrix.encoding
    ).expand()
    var (offsets, columns, values): ([Int], [Int], [Double]) = ([0], [], [])
    for row in rows {
      for (column, entry) in row.enumerated() where entry != 0 {
        columns.append(column)
        values.append(Double(entry))
      }
      offsets.append(columns.count)
    }
    ways["sparse"] = try GrammarMatrix(
      columns: x.count, rowOffsets: offsets, columnIndices: columns, values: values, encoding: matrix.encoding
    ).expand()
    let turned = try self.matrix(.permutation(x.indices.reversed()))
    ways["permuted product"] = turned.multiply(vector, threads: threads)
    ways["permuted file"] = try GrammarMatrix(decoding: turned.container).expand()
    let covered = try self.matrix(.pathCover(neighbours: threads))
    ways["covered"] = try covered.expand()
    ways["cover"] = (covered.columnOrder ?? []).sorted().map { Double($0) }
    ways["wide"] = matrix.multiply(wide, width: 2, threads: threads)
    ways["wide transposed"] = matrix.multiply(wideLeft, width: 2, transposed: true, threads: threads)
    let square = square
    let power = try square.matrix()
    ways["power"] = power.multiply(square.vector, times: 3, transposed: packed)
    ways["damped"] = power.multiply(square.vector, times: 3, damping: 0.75, transposed: packed)
    ways["nonzeros"] = [Double(matrix.nonzeroCount)]
    let report = matrix.report
    ways["report"] = [
      report.rows, report.columns, report.values, report.letters, report.rules - matrix.ruleCount,
      report.sequence - matrix.sequenceCount, report.denseBytes,
      report.bytes - report.alphabetBytes - report.ruleBytes - report.rowBytes,
    ].map { Double($0) }
    return ways
  }

  /// The same by definition.
  fileprivate var expectedWays: [String: [Double]] {
    var ways: [String: [Double]] = [:]
    for name in ["container", "files", "sparse", "permuted file", "covered"] { ways[name] = entries }
    ways["cover"] = x.indices.map { Double($0) }
    ways["permuted product"] = multiply(vector)
    let (right, left) = (multiply(vector), multiplyTransposed(y.map { Double($0) }))
    let (sums, sumsBelow) = (multiply(vector.map { 2 * $0 + 1 }), multiplyTransposed(y.map { 2 * Double($0) + 1 }))
    ways["wide"] = zip(right, sums).flatMap { [$0, $1] }
    ways["wide transposed"] = zip(left, sumsBelow).flatMap { [$0, $1] }
    let square = square
    for (name, damping) in [("power", 1.0), ("damped", 0.75)] {
      var x = square.vector
      for _ in 0..<3 {
        let mean = x.reduce(0, +) / Double(max(x.count, 1))
        let product = packed ? square.multiplyTransposed(x) : square.multiply(x)
        x = product.map { damping * $0 + (1 - damping) * mean }
      }
      ways[name] = x
    }
    let kept = rows.flatMap { $0.enumerated().filter { $0.element != 0 } }
    ways["nonzeros"] = [Double(kept.count)]
    let letters = Set(kept.map { [$0.offset, $0.element] }).count
    ways["report"] = [
      rows.count, x.count, Set(kept.map(\.element)).count, letters, 0, 0, 8 * rows.count * x.count, 0,
    ].map { Double($0) }
    return ways
  }
}
