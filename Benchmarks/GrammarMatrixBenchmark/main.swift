// GrammarMatrixBenchmark MATRIX.f64 ROWS COLUMNS ITERATIONS [--build] [--order]
//
// Times the products of a grammar-compressed matrix, given as dense row-major doubles, and prints one line of
// tab-separated figures for each encoding and number of blocks. With --build, the time to compress it as well.

import Foundation
import GrammarCompression

struct Arguments {
  let file: String
  let rows, columns, iterations: Int

  init?(_ words: [String]) {
    guard words.count >= 5, let rows = Int(words[2]), let columns = Int(words[3]), let iterations = Int(words[4]),
      rows > 0, columns > 0, iterations > 0
    else { return nil }
    (file, self.rows, self.columns, self.iterations) = (words[1], rows, columns, iterations)
  }
}

func milliseconds(_ body: () throws -> Void) rethrows -> Double {
  let duration = try ContinuousClock().measure(body)
  return Double(duration.components.seconds) * 1e3 + Double(duration.components.attoseconds) / 1e15
}

func median(_ figures: [Double]) -> Double { figures.sorted()[figures.count / 2] }

func run(_ arguments: Arguments) throws {
  let bytes = try Data(contentsOf: URL(fileURLWithPath: arguments.file))
  let entries: [Double] = bytes.withUnsafeBytes { buffer in
    (0..<bytes.count / 8).map { buffer.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
  }
  var built: GrammarMatrix?
  let build = try milliseconds {
    built = try GrammarMatrix(rows: arguments.rows, columns: arguments.columns, entries: entries)
  }
  guard let built else { return }
  for encoding in GrammarMatrix.Encoding.allCases {
    for threads in [1, 2] {
      let matrix = built.encoded(as: encoding)
      var vector = Array(repeating: 1.0, count: arguments.columns)
      var (right, left): ([Double], [Double]) = ([], [])
      for _ in 0..<arguments.iterations {
        var product: [Double] = []
        right.append(milliseconds { product = matrix.multiply(vector, threads: threads) })
        left.append(milliseconds { vector = matrix.multiplyTransposed(product, threads: threads) })
        let norm = vector.reduce(0) { ($0 * $0 + $1 * $1).squareRoot() }
        vector = vector.map { $0 / norm }
      }
      let report = matrix.report
      print(
        "tightbound \(encoding)", threads, median(right), median(left), report.bytes, report.rules,
        report.sequence, build, separator: "\t")
    }
  }
}

if let arguments = Arguments(CommandLine.arguments) {
  try run(arguments)
} else {
  FileHandle.standardError.write(Data("usage: GrammarMatrixBenchmark MATRIX.f64 ROWS COLUMNS ITERATIONS\n".utf8))
  exit(2)
}
