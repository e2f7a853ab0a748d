import Evidence
import Exact
import Formats
import Foundation
import GrammarCompression
import Randomness

extension TextFormat {
  /// The formats of matrices and arrays; those that are not text stand as hexadecimal digits.
  static let numeric: [TextFormat] = [
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
        return hexadecimal(try NPYArray((0..<count).map { _ in number(&stream) }, shape: shape).npyData())
      },
      rewrite: { hexadecimal(try NPYArray(contentsOfNPY: Data(try bytes($0))).npyData()) }),
    TextFormat(
      name: "npz",
      samples: { stream in
        let arrays = try (0..<stream.uniform(in: 0...3)).map { index in
          let shape = (0..<stream.uniform(in: 0...2)).map { _ in stream.uniform(in: 0...3) }
          let values = (0..<shape.reduce(1, *)).map { _ in number(&stream) }
          return (name: "a\(index)", array: try NPYArray(values, shape: shape))
        }
        return hexadecimal(
          try NPZArchive.data(arrays, compression: stream.uniform(in: 0...1) == 0 ? .stored : .deflate))
      },
      rewrite: { text in
        let archive = try NPZArchive(Data(try bytes(text)))
        let arrays = try archive.arrayNames.map { (name: $0, array: try archive.array($0)) }
        return hexadecimal(try NPZArchive.data(arrays, compression: archive.members.first?.compression ?? .stored))
      }),
    // Both files of a matrix, and in the first line the number of columns and the values, which stand elsewhere.
    TextFormat(
      name: "irepair",
      samples: { stream in
        let (rows, columns) = (stream.uniform(in: 0...6), stream.uniform(in: 0...5))
        let entries = (0..<rows * columns).map { _ in Double(max(stream.uniform(in: -2...3), 0)) }
        return try text(ofRePairFilesOf: GrammarMatrix(rows: rows, columns: columns, entries: entries))
      },
      rewrite: { text in
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 3 else { throw NotHexadecimal() }
        let fields = lines[0].split(separator: " ")
        guard let columns = fields.first.flatMap({ Int($0) }) else { throw NotHexadecimal() }
        let values = try fields.dropFirst().map { field in
          guard let value = Double(field) else { throw NotHexadecimal() }
          return value
        }
        return try Self.text(
          ofRePairFilesOf: GrammarMatrix(
            repairRules: try bytes(lines[1]), sequence: try bytes(lines[2]), values: values, columns: columns))
      }),
    // Its checksum is left out and made anew, or no edit would get beyond it.
    TextFormat(
      name: "tbgm",
      samples: { stream in
        let (rows, columns) = (stream.uniform(in: 0...6), stream.uniform(in: 0...5))
        let entries = (0..<rows * columns).map { _ in Double(max(stream.uniform(in: -2...3), 0)) }
        let matrix = try GrammarMatrix(
          rows: rows, columns: columns, entries: entries, encoding: stream.uniform(in: 0...1) == 0 ? .words : .packed)
        return hexadecimal(matrix.container.dropLast(8))
      },
      rewrite: { text in
        let body = try bytes(text)
        let checksum = body.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let sealed = body + (0..<8).map { UInt8(truncatingIfNeeded: checksum >> (8 * UInt64($0))) }
        return hexadecimal(try GrammarMatrix(decoding: sealed).container.dropLast(8))
      }),
  ]

  private static func text(ofRePairFilesOf matrix: GrammarMatrix) throws -> String {
    let files = try matrix.repairFiles()
    let header = [String(matrix.columns)] + matrix.values.map { "\($0)" }
    return [header.joined(separator: " "), hexadecimal(files.rules), hexadecimal(files.sequence)].joined(
      separator: "\n")
  }

  private static func number(_ stream: inout RandomStream) -> Double {
    switch stream.uniform(in: 0...3) {
    case 0: Double(stream.uniform(in: -9...9))
    case 1: Double(stream.uniform(in: -999...999)) / 8
    default: Double(stream.uniform(in: 1...9)) * 1e300
    }
  }

  private static func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self) }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
  }

  /// The bytes of hexadecimal digits.
  private static func bytes(_ text: some StringProtocol) throws -> [UInt8] {
    let digits = try text.utf8.map { character in
      guard let digit = Character(UnicodeScalar(character)).hexDigitValue else { throw NotHexadecimal() }
      return UInt8(digit)
    }
    guard digits.count % 2 == 0 else { throw NotHexadecimal() }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  private struct NotHexadecimal: Error {}
}
