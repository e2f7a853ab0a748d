import Evidence
import Exact
import Foundation
import GrammarCompression
import GrammarCompressionCheckers
import Randomness
import Text

extension Claim {
  /// Every reader of compressed vectors and matrices answers every text with a value or a typed error, and what it accepts it can write
  /// and read again.
  static let grammarReaders = readersTotal(
    id: "formats.grammar-readers", of: "compressed vectors and matrices", formats,
    mutants: [
      "runs of zeros are left out": TextFormat.fault(in: "run-length") { written in
        let vector = try RunLengthVector<Integer>(parsing: written)
        return try RunLengthVector(runs: vector.runs.filter { $0.value != 0 }).text
      }
    ])
}

/// Formats that are not text stand as hexadecimal digits.
private let formats: [TextFormat] = [
  TextFormat(
    name: "slp",
    samples: { stream in
      let shape = GrammarShape.allCases[stream.uniform(in: 0...3)]
      return try shape.program(of: Word.random(stream.uniform(in: 0...30), &stream)).text
    },
    rewrite: { try StraightLineProgram<Integer>(parsing: $0).text }),
  TextFormat(
    name: "rlslp",
    samples: { try RunLengthProgram(StraightLineProgram(repair: Word.random($0.uniform(in: 0...30), &$0))).text },
    rewrite: { try RunLengthProgram<Integer>(parsing: $0).text }),
  TextFormat(
    name: "run-length", samples: { RunLengthVector<Integer>(Word.random($0.uniform(in: 0...30), &$0)).text },
    rewrite: { try RunLengthVector<Integer>(parsing: $0).text }),
  TextFormat(
    name: "certificate",
    samples: { stream in
      let (v, u) = try WordPair.random(12, &stream).programs()
      return try GrammarDot(v: v, u: u).certificate(hash: sha256).text
    },
    rewrite: { try InnerProductCertificate(parsing: $0).text }),
  TextFormat(
    name: "grammar-dot",
    samples: { stream in
      let (v, u) = try WordPair.random(12, &stream).programs()
      return try json(GrammarDot(v: v, u: u))
    },
    rewrite: { try json(try JSONDecoder().decode(GrammarDot.self, from: Data($0.utf8))) }),
  TextFormat(
    name: "run-record",
    samples: { stream in
      try Workload.runLengthProduct.measure(sizes: [1, 2], series: 1, seed: stream.next(), timed: false).encoded()
    },
    rewrite: { try RunRecord(parsing: $0).encoded() }),
  // Both files of a matrix, and in the first line the number of columns and the values, which stand elsewhere.
  TextFormat(
    name: "irepair",
    samples: { stream in
      let (rows, columns) = (stream.uniform(in: 0...6), stream.uniform(in: 0...5))
      let entries = (0..<rows * columns).map { _ in Double(max(stream.uniform(in: -2...3), 0)) }
      return try rePairText(GrammarMatrix(rows: rows, columns: columns, entries: entries))
    },
    rewrite: { text in
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      guard lines.count == 3 else { throw HexadecimalText.NotHexadecimal() }
      let fields = lines[0].split(separator: " ")
      guard let columns = fields.first.flatMap({ Int($0) }) else { throw HexadecimalText.NotHexadecimal() }
      let values = try fields.dropFirst().map { field in
        guard let value = Double(field) else { throw HexadecimalText.NotHexadecimal() }
        return value
      }
      return try rePairText(
        GrammarMatrix(
          repairRules: try HexadecimalText.bytes(lines[1]), sequence: try HexadecimalText.bytes(lines[2]),
          values: values, columns: columns))
    }),
  // The checksum of containers is left out and made anew, or no edit would get beyond it.
  TextFormat(
    name: "tbgv",
    samples: { stream in
      let shape = GrammarShape.allCases[stream.uniform(in: 0...3)]
      let program = try shape.program(of: Word.random(stream.uniform(in: 0...30), &stream))
      return HexadecimalText.hexadecimal(program.container.dropLast(8))
    },
    rewrite: { text in
      let program = try StraightLineProgram<Integer>(decoding: sealed(try HexadecimalText.bytes(text)))
      return HexadecimalText.hexadecimal(program.container.dropLast(8))
    }),
  TextFormat(
    name: "tbgm",
    samples: { stream in
      let (rows, columns) = (stream.uniform(in: 0...6), stream.uniform(in: 0...5))
      let entries = (0..<rows * columns).map { _ in Double(max(stream.uniform(in: -2...3), 0)) }
      let matrix = try GrammarMatrix(
        rows: rows, columns: columns, entries: entries, encoding: stream.uniform(in: 0...1) == 0 ? .words : .packed)
      return HexadecimalText.hexadecimal(matrix.container.dropLast(8))
    },
    rewrite: { text in
      let matrix = try GrammarMatrix(decoding: sealed(try HexadecimalText.bytes(text)))
      return HexadecimalText.hexadecimal(matrix.container.dropLast(8))
    }),
]

/// Bytes with their checksum behind them.
private func sealed(_ body: [UInt8]) -> [UInt8] {
  let checksum = body.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  return body + (0..<8).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt64($0))) }
}

private func rePairText(_ matrix: GrammarMatrix) throws -> String {
  let files = try matrix.repairFiles()
  let header = [String(matrix.columns)] + matrix.values.map { "\($0)" }
  return [
    header.joined(separator: " "), HexadecimalText.hexadecimal(files.rules),
    HexadecimalText.hexadecimal(files.sequence),
  ].joined(
    separator: "\n")
}

private func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
