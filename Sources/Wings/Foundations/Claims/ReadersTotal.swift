import Evidence
import Exact
import Formats
import Foundation
import Randomness

extension Claim {
  /// Every reader of numbers and arrays answers every text with a value or a typed error, and what it accepts it can write and read again.
  static let readersTotal = readersTotal(
    id: "formats.readers-total", of: "numbers and arrays", formats,
    mutants: [
      "reads integers by way of doubles": TextFormat.fault(in: "integer") { written in
        guard let value = Double(written), value.isFinite else { return written }
        return Integer(exactly: value.rounded())?.description ?? written
      },
      "leaves out entries of a matrix that are 0": TextFormat.fault(in: "mtx") { written in
        written.split(separator: "\n", omittingEmptySubsequences: false).filter {
          !$0.hasSuffix(" 0.0") && !$0.hasSuffix(" 0")
        }
        .joined(separator: "\n")
      },
    ])
}

/// Formats that are not text stand as hexadecimal digits.
private let formats: [TextFormat] = [
  TextFormat(
    name: "csv",
    samples: { stream in
      let (rows, columns) = (stream.uniform(in: 1...5), stream.uniform(in: 1...4))
      let values = (0..<rows * columns).map { _ in number(&stream) }
      return text(try NumberTable(rows: rows, columns: columns, values: values).csvData())
    },
    rewrite: { text(try NumberTable(contentsOfCSV: Data($0.utf8)).csvData()) }),
  TextFormat(
    name: "mtx",
    samples: { stream in
      let (rows, columns) = (stream.uniform(in: 1...5), stream.uniform(in: 1...4))
      let places = stream.sample(stream.uniform(in: 0...(rows * columns)), from: rows * columns)
      return text(
        try MatrixMarket(
          rows: rows, columns: columns, rowIndices: places.map { $0 / columns },
          columnIndices: places.map { $0 % columns }, values: .real(places.map { _ in number(&stream) })
        ).mtxData())
    },
    rewrite: { text(try MatrixMarket(contentsOfMTX: Data($0.utf8)).mtxData()) }),
  TextFormat(
    name: "npy",
    samples: { stream in
      let shape = (0..<stream.uniform(in: 0...3)).map { _ in stream.uniform(in: 0...3) }
      let count = shape.reduce(1, *)
      return HexadecimalText.hexadecimal(try NPYArray((0..<count).map { _ in number(&stream) }, shape: shape).npyData())
    },
    rewrite: { HexadecimalText.hexadecimal(try NPYArray(contentsOfNPY: Data(try HexadecimalText.bytes($0))).npyData()) }
  ),
  TextFormat(
    name: "npz",
    samples: { stream in
      let arrays = try (0..<stream.uniform(in: 0...3)).map { index in
        let shape = (0..<stream.uniform(in: 0...2)).map { _ in stream.uniform(in: 0...3) }
        let values = (0..<shape.reduce(1, *)).map { _ in number(&stream) }
        return (name: "a\(index)", array: try NPYArray(values, shape: shape))
      }
      return HexadecimalText.hexadecimal(
        try NPZArchive.data(arrays, compression: stream.uniform(in: 0...1) == 0 ? .stored : .deflate))
    },
    rewrite: { text in
      let archive = try NPZArchive(Data(try HexadecimalText.bytes(text)))
      let arrays = try archive.arrayNames.map { (name: $0, array: try archive.array($0)) }
      return HexadecimalText.hexadecimal(
        try NPZArchive.data(arrays, compression: archive.members.first?.compression ?? .stored))
    }),
  TextFormat(
    name: "integer", samples: { String(letter(&$0).power($0.uniform(in: 1...9))) },
    rewrite: { try Integer(parsing: $0).description }),
  TextFormat(
    name: "rational",
    samples: { Rational(letter(&$0), Integer($0.uniform(in: 1...99))).description },
    rewrite: { try Rational(parsing: $0).description }),
]

private func number(_ stream: inout RandomStream) -> Double {
  switch stream.uniform(in: 0...3) {
  case 0: Double(stream.uniform(in: -9...9))
  case 1: Double(stream.uniform(in: -999...999)) / 8
  default: Double(stream.uniform(in: 1...9)) * 1e300
  }
}

private func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self) }

/// A small integer; now and then one beyond a machine word.
private func letter(_ stream: inout RandomStream) -> Integer {
  let small = Integer(stream.uniform(in: -3...3))
  return stream.uniform(in: 0...7) == 0 ? small * Integer(2).power(70) + 1 : small
}
