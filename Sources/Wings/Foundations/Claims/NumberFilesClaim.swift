import Evidence
import Exact
import Formats
import Foundation
import Randomness

extension Claim {
  /// Files of numbers that others write are read as the numbers that they hold.
  static let numberFiles = Claim(
    id: "formats.numbers",
    title:
      "NPY, CSV and Matrix Market files are read as the numbers they hold, and LIBSVM's are written as it reads them",
    sentences: [
      Sentence(
        """
        An NPY file of version 1, 2 or 3, of any type of integers, floating-point numbers or booleans, with either end of an element \
        first and either index fastest, is read as its array, number by number; within the integers that doubles hold.
        """,
        checks: ["npy"]),
      Sentence(
        """
        A CSV file of decimals, separated by commas, semicolons or tabs, with names in quotes or without, with spaces, a byte order mark, \
        and line ends of either kind, is read as its table.
        """,
        checks: ["csv"]),
      Sentence(
        """
        A Matrix Market file, coordinate or array, real, integer or pattern, general, symmetric or skew-symmetric, is read as its \
        matrix.
        """,
        checks: ["mtx"]),
      Sentence(
        """
        Points and kernels are written for LIBSVM with indices from 1, values that are not 0, and the point's number as feature 0 of a \
        kernel.
        """,
        checks: ["libsvm"]),
    ],
    source: Source(
      paper:
        "NumPy Enhancement Proposal 1; RFC 4180; The Matrix Market Exchange Formats (NISTIR 5935); LIBSVM's README",
      theorem: "the formats"),
    checks: [
      readingCheck(
        "npy", "arrays of up to three extents, of every type", NumberFile.npy, read: read(npy:),
        mutants: [
          "the order of bytes is not looked at": { file in
            // "<" and ">" stand in the header as 3c and 3e.
            try read(npy: file.replacing("3e6", with: "3c6").replacing("3e75", with: "3c75"))
          },
          "Fortran's order is not looked at": { file in
            // "True" and "False ".
            try read(npy: file.replacing("54727565", with: "46616c7365").replacing("20200a", with: "200a"))
          },
          "numbers of two bytes have the bias 16": { file in
            let found = try read(npy: file)
            guard file.content.contains("6632") else { return found }
            return ReadNumbers(shape: found.shape, values: found.values.map { $0 / 2 }, names: nil)
          },
        ]),
      readingCheck(
        "csv", "tables of up to 4 × 4", NumberFile.csv, read: read(csv:),
        mutants: [
          "quotes in names stay doubled": { file in
            let found = try read(csv: file)
            return ReadNumbers(
              shape: found.shape, values: found.values, names: found.names?.map { $0.replacing("\"", with: "\"\"") })
          },
          "the last field of a line is lost": { file in
            let found = try read(csv: file)
            return ReadNumbers(
              shape: [found.shape[0], found.shape[1] - 1],
              values: found.values.enumerated().filter { $0.offset % found.shape[1] < found.shape[1] - 1 }.map(
                \.element),
              names: found.names)
          },
          "exponents are not read": { file in
            var other = file
            other.content = file.content.replacing("E+3", with: "")
            return try read(csv: other)
          },
          "the first line is always one of names": { file in
            let table = try NumberTable(contentsOfCSV: file.data, header: file.names == nil ? .absent : .detected)
            let lost = file.names == nil ? table.columns : 0
            return ReadNumbers(
              shape: [table.rows - (lost > 0 ? 1 : 0), table.columns], values: Array(table.values.dropFirst(lost)),
              names: table.columnNames)
          },
        ]),
      readingCheck(
        "mtx", "matrices of up to 4 × 4", NumberFile.mtx, read: read(mtx:),
        mutants: [
          "skew-symmetric matrices are symmetric": {
            try read(mtx: $0.replacing("skew-symmetric", with: "symmetric").replacing("array", with: "array"))
          },
          "only the triangle that is stored": { try read(mtx: $0.replacing(" symmetric", with: " general")) },
          "rows for columns": { file in
            let found = try read(mtx: file)
            let (rows, columns) = (found.shape[0], found.shape[1])
            guard rows == columns else { return found }
            return ReadNumbers(
              shape: found.shape, values: found.values.indices.map { found.values[$0 % rows * columns + $0 / rows] },
              names: nil)
          },
        ]),
      Check(
        "libsvm", level: .certified,
        family: .random(
          "up to 5 points of up to 5 features", quick: 40, deep: 2_000,
          draw: { _, stream in LabelledTable.drawn(&stream) }),
        subject: { LIBSVMTexts($0) },
        mutants: [
          "indices from 0": { table in
            var texts = LIBSVMTexts(table)
            texts.points = LIBSVMTexts.renumbered(texts.points)
            return texts
          },
          "values that are 0 are written": { table in
            var texts = LIBSVMTexts(table)
            texts.points = table.text { _, value in value }
            return texts
          },
          "kernels without the numbers of points": { table in
            var texts = LIBSVMTexts(table)
            texts.kernel = texts.kernel.split(separator: "\n").map { line in
              line.split(separator: " ").filter { !$0.hasPrefix("0:") }.joined(separator: " ")
            }.joined(separator: "\n")
            return texts
          },
        ],
        test: { write, table in
          let texts = try write(table)
          return .all(
            .equal(texts.points, table.text { _, value in value == 0 ? nil : value }, "the points"),
            .equal(texts.bits, table.text { _, value in value == 0 ? nil : 1 }, "the points of zeros and ones"),
            .equal(texts.kernel, table.kernelText, "the kernel"))
        }),
    ])
}

/// What a reader makes of a file.
private struct ReadNumbers: Sendable, Equatable {
  var shape: [Int]
  var values: [Double]
  var names: [String]?
}

private func readingCheck(
  _ format: String, _ family: String, _ draw: @escaping @Sendable (inout RandomStream) -> NumberFile,
  read: @escaping Algorithm<NumberFile, ReadNumbers>, mutants: KeyValuePairs<String, Algorithm<NumberFile, ReadNumbers>>
) -> Check {
  Check(
    format, level: .certified,
    family: .random(family, quick: 150, deep: 10_000, draw: { _, stream in draw(&stream) }), subject: read,
    mutants: mutants,
    test: { read, file in
      .equal(
        try read(file), ReadNumbers(shape: file.shape, values: file.values, names: file.names), "what is read")
    })
}

@Sendable private func read(npy file: NumberFile) throws -> ReadNumbers {
  let array = try NPYArray(contentsOfNPY: file.data)
  return ReadNumbers(shape: array.shape, values: try array.doubles(), names: nil)
}

@Sendable private func read(csv file: NumberFile) throws -> ReadNumbers {
  let table = try NumberTable(contentsOfCSV: file.data)
  return ReadNumbers(shape: [table.rows, table.columns], values: table.values, names: table.columnNames)
}

@Sendable private func read(mtx file: NumberFile) throws -> ReadNumbers {
  let matrix = try MatrixMarket(contentsOfMTX: file.data).expanded()
  var values = [Double](repeating: 0, count: matrix.rows * matrix.columns)
  for (row, column, value) in try matrix.triples() { values[row * matrix.columns + column] = value }
  return ReadNumbers(shape: [matrix.rows, matrix.columns], values: values, names: nil)
}

/// Points with labels, row by row.
private struct LabelledTable: Codable, Sendable {
  var labels: [Int]
  var rows: [[Double]]

  static func drawn(_ stream: inout RandomStream) -> LabelledTable {
    let (count, width) = (stream.uniform(in: 1...5), stream.uniform(in: 1...5))
    return LabelledTable(
      labels: (0..<count).map { _ in stream.uniform(in: 0...1) == 0 ? 1 : -1 },
      rows: (0..<count).map { _ in
        (0..<width).map { _ in
          stream.uniform(in: 0...2) == 0
            ? 0 : stream.uniform(in: 0...2) == 0 ? 1 : Double(stream.uniform(in: -64...64)) / 8
        }
      })
  }

  private func label(_ point: Int) -> String { labels[point] == 1 ? "+1" : "-1" }

  private func number(_ value: Double) -> String { value == 1 ? "1" : "\(value)" }

  /// A line for each point, with the features for which there is a value.
  func text(_ value: (_ feature: Int, _ value: Double) -> Double?) -> String {
    var text = ""
    for (point, row) in rows.enumerated() {
      text += label(point)
      for feature in 1...row.count {
        if let value = value(feature, row[feature - 1]) { text += " \(feature):\(number(value))" }
      }
      text += "\n"
    }
    return text
  }

  /// The kernel of i and j.
  func kernel(_ i: Int, _ j: Int) -> Double { zip(rows[i], rows[j]).reduce(0) { $0 + $1.0 * $1.1 } + Double(i) / 4 }

  var kernelText: String {
    var text = ""
    for i in 0..<labels.count {
      text += "\(label(i)) 0:\(i + 1)"
      for j in 0..<labels.count { text += " \(j + 1):\(kernel(i, j))" }
      text += "\n"
    }
    return text
  }
}

/// The three texts that are written of a table.
private struct LIBSVMTexts: Sendable {
  var points: String
  var bits: String
  var kernel: String

  init(_ table: LabelledTable) {
    points = LIBSVM.sparse(labels: table.labels, values: { table.rows[$0] })
    bits = LIBSVM.sparse(
      labels: table.labels, ones: { point in table.rows[point].indices.filter { table.rows[point][$0] != 0 } })
    kernel = LIBSVM.precomputed(labels: table.labels, kernel: table.kernel)
  }

  /// Every index less by one.
  static func renumbered(_ text: String) -> String {
    text.split(separator: "\n").map { line in
      line.split(separator: " ").map { word in
        let parts = word.split(separator: ":")
        guard parts.count == 2, let index = Int(parts[0]) else { return String(word) }
        return "\(index - 1):\(parts[1])"
      }.joined(separator: " ")
    }.joined(separator: "\n") + "\n"
  }
}
