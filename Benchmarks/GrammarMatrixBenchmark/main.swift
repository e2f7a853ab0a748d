// GrammarMatrixBenchmark MATRIX ROWS COLUMNS ITERATIONS
//
// Compresses the matrix in the file MATRIX.f64 (dense, row by row) and times its products. Prints tab-separated lines:
//   build    milliseconds, rules, |C|
//   import   the same for the grammar of irepair in MATRIX.vc.R, MATRIX.vc.C and MATRIX.val, if they are there
//   dealt    2R + |C| if the columns are dealt out in steps of 23; the same with a path cover; milliseconds for the latter
//   product  encoding, threads, milliseconds of M x and of Mᵀ y (medians), bytes, sum of M 1, sum of Mᵀ M 1

import Foundation
import GrammarCompression

func milliseconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
}

func median(_ figures: [Double]) -> Double { figures.sorted()[figures.count / 2] }

func doubles(_ file: String) throws -> [Double] {
  try Data(contentsOf: URL(fileURLWithPath: file)).withUnsafeBytes { buffer in
    (0..<buffer.count / 8).map { buffer.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
  }
}

func show(_ fields: Any...) { print(fields.map { "\($0)" }.joined(separator: "\t")) }

func size(_ matrix: GrammarMatrix) -> Int { 2 * matrix.ruleCount + matrix.sequenceCount }

func measure(_ matrix: GrammarMatrix, threads: Int, iterations: Int) {
  let ones = [Double](repeating: 1, count: matrix.columns)
  let product = matrix.multiply(ones, threads: threads)
  let sums = (product.reduce(0, +), matrix.multiplyTransposed(product, threads: threads).reduce(0, +))
  var vector = ones
  var (right, left): ([Double], [Double]) = ([], [])
  for _ in 0..<iterations {
    var product: [Double] = []
    right.append(milliseconds { product = matrix.multiply(vector, threads: threads) })
    left.append(milliseconds { vector = matrix.multiplyTransposed(product, threads: threads) })
    let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
    vector = vector.map { $0 / norm }
  }
  show("product", matrix.encoding, threads, median(right), median(left), matrix.report.bytes, sums.0, sums.1)
}

func run(_ name: String, rows: Int, columns: Int, iterations: Int) throws {
  let entries = try doubles(name + ".f64")
  var built: GrammarMatrix?
  let time = try milliseconds { built = try GrammarMatrix(rows: rows, columns: columns, entries: entries) }
  guard let built else { return }
  show("build", time, built.ruleCount, built.sequenceCount)
  if let rules = FileManager.default.contents(atPath: name + ".vc.R"),
    let sequence = FileManager.default.contents(atPath: name + ".vc.C")
  {
    var imported: GrammarMatrix?
    let values = try doubles(name + ".val")
    let time = try milliseconds {
      imported = try GrammarMatrix(
        repairRules: Array(rules), sequence: Array(sequence), values: values, columns: columns)
    }
    if let imported {
      show("import", time, imported.ruleCount, imported.sequenceCount, try imported.expand() == entries)
    }
  }
  let dealt = (0..<rows).flatMap { row in (0..<columns).map { entries[row * columns + $0 * 23 % columns] } }
  let given = try GrammarMatrix(rows: rows, columns: columns, entries: dealt)
  var covered = given
  let coverTime = try milliseconds {
    covered = try GrammarMatrix(rows: rows, columns: columns, entries: dealt, columnOrder: .pathCover())
  }
  show("dealt", size(given), size(covered), coverTime)
  for encoding in GrammarMatrix.Encoding.allCases {
    for threads in [1, 2] { measure(built.encoded(as: encoding), threads: threads, iterations: iterations) }
  }
}

let words = CommandLine.arguments
if words.count == 5, let rows = Int(words[2]), let columns = Int(words[3]), let iterations = Int(words[4]),
  rows > 0, columns > 0, iterations > 0
{
  try run(words[1], rows: rows, columns: columns, iterations: iterations)
} else {
  FileHandle.standardError.write(Data("usage: GrammarMatrixBenchmark MATRIX ROWS COLUMNS ITERATIONS\n".utf8))
  exit(2)
}
