import Foundation
import GrammarCompression
import Randomness
import TestSupport
import Testing

/// A matrix given by all its entries, and its products by definition.
private struct DenseMatrix {
  var rows: Int
  var columns: Int
  var entries: [Double]

  func multiply(_ x: [Double]) -> [Double] {
    (0..<rows).map { row in (0..<columns).reduce(0) { $0 + entries[row * columns + $1] * x[$1] } }
  }

  func multiplyTransposed(_ y: [Double]) -> [Double] {
    (0..<columns).map { column in (0..<rows).reduce(0) { $0 + entries[$1 * columns + column] * y[$1] } }
  }

  static func random(_ stream: inout RandomStream) -> DenseMatrix {
    let (rows, columns) = (stream.uniform(in: 0...12), stream.uniform(in: 0...9))
    let kinds = stream.uniform(in: 1...4)
    var patterns: [[Double]] = []
    for _ in 0..<kinds {
      patterns.append((0..<columns).map { _ in Double(max(stream.uniform(in: -4...5), 0)) })
    }
    let noise = stream.uniform(in: 0...1)
    let entries = (0..<rows).flatMap { _ in
      patterns[stream.uniform(in: 0...(kinds - 1))].map { entry in
        noise == 1 && stream.uniform(in: 0...9) == 0 ? Double(stream.uniform(in: -3...3)) : entry
      }
    }
    return DenseMatrix(rows: rows, columns: columns, entries: entries)
  }
}

@Suite("Compressed matrices", .claim("grammar.matrix-products"))
struct GrammarMatrixTests {
  @Test("The worked example: 8 × 6, 29 nonzero entries")
  func workedExample() throws {
    let entries: [Double] = [
      5.3, 0, 8.1, 0, 6, 0, 2.7, 0, 6, 2.7, 5.3, 5.3, 5.3, 0, 8.1, 0, 6, 5.3, 6, 0, 0, 2.7, 0, 6,
      0, 0, 0, 0, 6, 5.3, 5.3, 2.7, 6, 2.7, 0, 6, 0, 0, 6, 2.7, 0, 8.1, 2.7, 0, 6, 2.7, 5.3, 0,
    ]
    let matrix = try GrammarMatrix(rows: 8, columns: 6, entries: entries)
    #expect(matrix.values == [5.3, 8.1, 6, 2.7])
    #expect(entries.count(where: { $0 != 0 }) == 29)
    #expect(matrix.ruleCount == 5 && matrix.sequenceCount == 25)
    let y = matrix.multiply([1, 1, 1, 1, 1, 1])
    for (found, expected) in zip(y, [19.4, 22, 24.7, 14.7, 11.3, 22.7, 16.8, 16.7]) {
      #expect(abs(found - expected) < 1e-12)
    }
    let x = matrix.multiplyTransposed(y)
    for (found, expected) in zip(x, [546.73, 61.29, 826.41, 250.83, 537.51, 667.88]) {
      #expect(abs(found - expected) < 1e-11)
    }
    #expect(try matrix.expand() == entries)
  }

  @Test("Products of integer matrices are those of the definition to the bit, in both encodings and on any threads")
  func integerProducts() throws {
    var stream = RandomStream(seed: 15).child("matrices")
    for _ in 0..<rounds(120) {
      let dense = DenseMatrix.random(&stream)
      let x = (0..<dense.columns).map { _ in Double(stream.uniform(in: -100...100)) }
      let y = (0..<dense.rows).map { _ in Double(stream.uniform(in: -100...100)) }
      for encoding in GrammarMatrix.Encoding.allCases {
        let matrix = try GrammarMatrix(
          rows: dense.rows, columns: dense.columns, entries: dense.entries, encoding: encoding)
        #expect(try matrix.expand() == dense.entries)
        #expect(
          matrix.encoded(as: .words)
            == (try GrammarMatrix(
              rows: dense.rows, columns: dense.columns, entries: dense.entries, encoding: .words)))
        for threads in [1, 2, 3, 20] {
          #expect(matrix.multiply(x, threads: threads) == dense.multiply(x))
          #expect(matrix.multiplyTransposed(y, threads: threads) == dense.multiplyTransposed(y))
        }
        let (left, right) = (zip(y, matrix.multiply(x)), zip(matrix.multiplyTransposed(y), x))
        #expect(left.reduce(0) { $0 + $1.0 * $1.1 } == right.reduce(0) { $0 + $1.0 * $1.1 })
      }
    }
  }

  @Test("Entries are told apart by their bits, and both zeros are zero")
  func bits() throws {
    let payload = Double(bitPattern: Double.nan.bitPattern | 7)
    let entries = [0.0, -0.0, .nan, payload, .infinity, -.infinity, Double.leastNonzeroMagnitude, -1, 1]
    let matrix = try GrammarMatrix(rows: 3, columns: 3, entries: entries)
    #expect(matrix.values.count == 7)
    let expanded = try matrix.expand().map(\.bitPattern)
    #expect(expanded == entries.map { $0 == 0 ? Double(0).bitPattern : $0.bitPattern })
    #expect(matrix == matrix)
  }

  @Test("Matrices without rows, columns or entries")
  func empty() throws {
    for (rows, columns) in [(0, 0), (0, 5), (5, 0), (3, 2)] {
      for encoding in GrammarMatrix.Encoding.allCases {
        let matrix = try GrammarMatrix(
          rows: rows, columns: columns, entries: Array(repeating: 0, count: rows * columns), encoding: encoding)
        #expect(matrix.multiply(Array(repeating: 1, count: columns), threads: 2) == Array(repeating: 0, count: rows))
        #expect(
          matrix.multiplyTransposed(Array(repeating: 1, count: rows), threads: 2) == Array(repeating: 0, count: columns)
        )
        #expect(matrix.ruleCount == 0 && matrix.sequenceCount == rows)
        #expect(try GrammarMatrix(decoding: matrix.container) == matrix)
      }
    }
  }

  @Test("Sparse rows give the same matrix as dense ones")
  func sparseRows() throws {
    var stream = RandomStream(seed: 16).child("sparse")
    for _ in 0..<40 {
      let dense = DenseMatrix.random(&stream)
      var (offsets, columns, values): ([Int], [Int], [Double]) = ([0], [], [])
      for row in 0..<dense.rows {
        for column in 0..<dense.columns where dense.entries[row * dense.columns + column] != 0 {
          columns.append(column)
          values.append(dense.entries[row * dense.columns + column])
        }
        offsets.append(columns.count)
      }
      #expect(
        try GrammarMatrix(columns: dense.columns, rowOffsets: offsets, columnIndices: columns, values: values)
          == GrammarMatrix(rows: dense.rows, columns: dense.columns, entries: dense.entries))
    }
    var builder = GrammarMatrixBuilder(columns: 3)
    #expect(throws: GrammarMatrixDefect.badEntry(row: 0, "column 1 is not within 2 ..< 3")) {
      try builder.append(columns: [1, 1], values: [1, 2])
    }
    #expect(throws: GrammarMatrixDefect.badEntry(row: 0, "column 3 is not within 0 ..< 3")) {
      try builder.append(columns: [3], values: [1])
    }
    #expect(throws: GrammarMatrixDefect.wrongCount("values in row 0", 1, expected: 2)) {
      try builder.append(columns: [0, 1], values: [1])
    }
    #expect(throws: GrammarMatrixDefect.wrongCount("entries in row 0", 2, expected: 3)) { try builder.append([1, 2]) }
    #expect(builder.rows == 0)
    #expect(throws: GrammarMatrixDefect.self) {
      try GrammarMatrix(columns: 2, rowOffsets: [0, 2, 1], columnIndices: [0], values: [1])
    }
  }

  @Test("Compression pays on repeated rows: 2,000 rows of 3 kinds take 3 rules' worth and one symbol each")
  func compression() throws {
    let kinds: [[Double]] = (0..<3).map { kind in (0..<50).map { Double(($0 * (kind + 3)) % 11 + 1) } }
    let matrix = try GrammarMatrix(
      rows: 2000, columns: 50, entries: (0..<2000).flatMap { kinds[$0 * $0 % 3] }, encoding: .packed)
    #expect(matrix.sequenceCount == 4000)
    #expect(matrix.report.ratio < 0.01)
  }
}

@Suite("Files of compressed matrices")
struct GrammarMatrixFileTests {
  static func example(_ encoding: GrammarMatrix.Encoding) throws -> GrammarMatrix {
    let entries = (0..<60).map { Double(($0 % 6) * ($0 / 12)) }
    return try GrammarMatrix(rows: 10, columns: 6, entries: entries, encoding: encoding)
  }

  @Test("A container is read back as it was", arguments: GrammarMatrix.Encoding.allCases)
  func roundTrip(encoding: GrammarMatrix.Encoding) throws {
    let matrix = try Self.example(encoding)
    #expect(try GrammarMatrix(decoding: matrix.container) == matrix)
  }

  @Test("Every truncation and every changed byte of a container is found", arguments: GrammarMatrix.Encoding.allCases)
  func corruption(encoding: GrammarMatrix.Encoding) throws {
    let container = try Self.example(encoding).container
    for count in 0..<container.count {
      #expect(throws: GrammarMatrixDefect.self, "cut to \(count)") {
        try GrammarMatrix(decoding: Array(container.prefix(count)))
      }
    }
    for index in container.indices {
      for change: UInt8 in [1, 0x80, 0xff] {
        var changed = container
        changed[index] ^= change
        #expect(throws: GrammarMatrixDefect.self, "byte \(index)") { try GrammarMatrix(decoding: changed) }
      }
    }
    #expect(throws: GrammarMatrixDefect.self) { try GrammarMatrix(decoding: container + [0]) }
  }

  @Test("Rules and rows go to irepair's files and come back")
  func repairFiles() throws {
    let matrix = try Self.example(.words)
    let (rules, sequence) = try matrix.repairFiles()
    // The first number is the size of the alphabet: a code for every value and column, and the end of a row.
    #expect(rules.prefix(4) == [UInt8(matrix.values.count * 6 + 1), 0, 0, 0])
    #expect(rules.count == 4 + 8 * matrix.ruleCount && sequence.count == 4 * matrix.sequenceCount)
    let read = try GrammarMatrix(repairRules: rules, sequence: sequence, values: matrix.values, columns: 6)
    #expect(try read.expand() == matrix.expand())
    #expect(read.ruleCount == matrix.ruleCount && read.sequenceCount == matrix.sequenceCount)
  }

  @Test("Hostile files of irepair are refused")
  func hostileRepairFiles() throws {
    func bytes(_ numbers: [Int32]) -> [UInt8] {
      numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * Int32($0))) } }
    }
    func read(_ rules: [Int32], _ sequence: [Int32]) throws -> GrammarMatrix {
      try GrammarMatrix(repairRules: bytes(rules), sequence: bytes(sequence), values: [1, 2], columns: 2)
    }
    // Codes: 1 = 1 at column 0, 2 = 1 at column 1, 3 = 2 at column 0, 4 = 2 at column 1; rules from 5.
    #expect(try read([5, 1, 4], [5, 0, 2, 0]).expand() == [1, 2, 0, 1])
    for (rules, sequence) in [
      ([], [0]), ([4, 1, 4], [0]), ([5, 1], [0]), ([5, 0, 4], [0]), ([5, 1, 5], [0]), ([5, 6, 1, 1, 4], [0]),
      ([5, 4, 1], [0]), ([5, 1, -1], [0]), ([5, 1, 4], [6, 0]), ([5, 1, 4], [5]), ([5, 1, 4], [5, 5, 0]),
      ([5, 1, 4], [-1, 0]), ([Int32.max, 1, 4], [0]),
    ] as [([Int32], [Int32])] {
      #expect(throws: GrammarMatrixDefect.self, "\(rules) \(sequence)") { try read(rules, sequence) }
    }
    #expect(throws: GrammarMatrixDefect.self) {
      try GrammarMatrix(repairRules: [5, 0, 0], sequence: [], values: [1, 2], columns: 2)
    }
  }
}

extension GrammarMatrixFileTests {
  @Test("A few bytes that claim 2³¹ rules of no bits are refused at once")
  func manyRulesOfNoBits() throws {
    var bytes = Array(try GrammarMatrix(rows: 0, columns: 2, entries: [], encoding: .packed).container.dropLast(8))
    // The fifth number of the header, at byte 8 + 4 · 8, is that of the rules.
    bytes[40...43] = [0xff, 0xff, 0xff, 0x3f]
    let checksum = bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    bytes += (0..<8).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt64($0))) }
    #expect(throws: GrammarMatrixDefect.badFile(field: "rules", "2147483646 numbers of 0 bits cannot be read")) {
      try GrammarMatrix(decoding: bytes)
    }
  }
}

extension GrammarMatrixFileTests {
  /// The bytes with their last eight made those of the others' hash.
  private func sealed(_ bytes: [UInt8]) -> [UInt8] {
    let checksum = bytes.dropLast(8).reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return bytes.dropLast(8) + (0..<8).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt64($0))) }
  }

  @Test("Another version, and numbers of more than 32 bits, are refused although the hash is right")
  func otherVersion() throws {
    let matrix = try Self.example(.packed)
    var bytes = matrix.container
    #expect(try GrammarMatrix(decoding: sealed(bytes)) == matrix)
    bytes[4] = 2
    #expect(throws: GrammarMatrixDefect.badFile(field: "version", "found 2, expected 1")) {
      try GrammarMatrix(decoding: sealed(bytes))
    }
    bytes[4] = 1
    // Behind the header, the values and the letters stands the width of the rows' lengths.
    bytes[56 + 8 * (matrix.values.count + matrix.report.letters)] = 33
    #expect(
      throws: GrammarMatrixDefect.badFile(
        field: "row lengths", "found 33 bits for each number, expected at most 32")
    ) { try GrammarMatrix(decoding: sealed(bytes)) }
  }

  @Test("Matrices of other shapes or encodings are others; the report tells hundredths of a percent")
  func shapes() throws {
    func zeros(_ rows: Int, _ columns: Int) throws -> GrammarMatrix {
      try GrammarMatrix(rows: rows, columns: columns, entries: [Double](repeating: 0, count: rows * columns))
    }
    let shapes = [(2, 3), (3, 2), (2, 2), (3, 3)]
    for (index, shape) in shapes.enumerated() {
      for (other, another) in shapes.enumerated() {
        #expect((try zeros(shape.0, shape.1) == zeros(another.0, another.1)) == (index == other))
      }
    }
    let matrix = try Self.example(.words)
    #expect(matrix != matrix.encoded(as: .packed))
    var report = matrix.report
    (report.denseBytes, report.alphabetBytes, report.ruleBytes, report.rowBytes) = (80_000, 1_000, 100, 11)
    #expect(report.description.hasSuffix("together 1111, 1.39% of dense"))
  }

  @Test("All entries as text take 2 bytes for a zero and at most 26 for another number")
  func expansionAsText() throws {
    let matrix = try Self.example(.words)
    let nonzeros = try matrix.expand().count { $0 != 0 }
    let predicted = matrix.predictedExpansion(bytesPerEntry: nil)
    #expect("\(predicted.written)" == "\(2 * (60 - nonzeros) + 26 * nonzeros)")
    // The entries, the text and two copies of it, and what it takes to read the matrix.
    let held = 8 * 60 + 3 * (2 * 60 + 24 * nonzeros) + 32 * nonzeros + 4_000_000
    #expect("\(predicted.held)" == "\(held)")
  }
}
